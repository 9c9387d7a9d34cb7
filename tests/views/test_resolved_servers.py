"""A resolved server says what a line that says it all would say, as values of the same types, each with its origin."""

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm
from haproxy_model.reading.parameters import attribute_name
from haproxy_model.schema.rows import Parameter
from haproxy_model.schema.server import SERVER
from haproxy_model.testing import parameter_words as params

_UNDOES = {row.name for row in SERVER if row.negates} | {row.negates for row in SERVER} | {"enabled", "stick"}
_UNDONE = {"disabled", "non-stick"}
ROWS = [
    row
    for row in SERVER
    if row.name not in _UNDOES | _UNDONE and row.name not in ("source", "usesrc", "set-proxy-v2-tlv-fmt")
]
NAMES = [attribute_name(row.name) for row in SERVER]


def resolved(*lines: str) -> hm.EffectiveServer:
    config = hm.parse("\n".join(["defaults", " default-server fall 9", "backend b", *lines]) + "\n")
    return config.effective(config.backends["b"]).servers[0]


@given(st.lists(st.sampled_from(ROWS), max_size=5, unique=True), st.booleans(), st.data())
def test_every_attribute_is_that_of_the_line_which_says_it(
    rows: list[Parameter], above: bool, data: st.DataObject
) -> None:
    words = [word for row in rows for word in (row.name, *data.draw(params.values_of(row)))]
    config = hm.parse("defaults\n default-server fall 9\nbackend b\n server s 192.0.2.1:1\n")
    backend = config.backends["b"]
    if above:
        backend.lines.insert_before(backend.servers["s"], hm.Statement("default-server", *words))
    else:
        backend.servers["s"].words = (*backend.servers["s"].words, *words)
    line = backend.default_servers[0] if above else backend.servers["s"]
    server = config.effective(backend).servers[0]

    for name in NAMES:
        own, value, origin = getattr(line, name), getattr(server, name), server.origin(name)
        if own is not None and own is not False:
            assert (value, origin.kind) == (own, "inherited" if above else "explicit"), name
            assert origin.statement is line
        elif name == "fall":
            assert (value, origin.kind, origin.section) == (9, "inherited", config.defaults[0])
        else:
            assert origin.kind == "built in", name


def test_what_nobody_says_is_built_in_and_of_the_same_type() -> None:
    server = resolved(" server s 192.0.2.1:80 check")
    said = hm.Server("s", "192.0.2.1:80", inter="2s", rise=2, weight=1, fastinter="2s")

    for name in ("inter", "rise", "weight", "fastinter"):
        assert getattr(server, name) == getattr(said, name)
        assert server.origin(name).kind == "built in"
    assert (server.fall, server.origin("fall").kind) == (9, "inherited")
    assert (server.address_port, server.port, server.check_port) == (80, None, 80)


def test_a_server_without_a_check_has_no_interval_of_checks() -> None:
    assert resolved(" server s 192.0.2.1:80").inter is None


def test_what_fast_intervals_are_like_is_followed() -> None:
    server = resolved(" server s 192.0.2.1:80 check inter 7s")

    assert str(server.fastinter) == "7s"


def test_a_value_that_nobody_can_read_is_unread_as_on_the_line() -> None:
    server = resolved(' server s 192.0.2.1:80 check inter soon weight "${W}"')

    assert isinstance(server.inter, hm.Unread)
    assert isinstance(server.weight, hm.Unread)


def test_a_flag_that_another_word_undoes_is_off() -> None:
    server = resolved(" default-server check backup", " server s 192.0.2.1:80 no-check no-backup")

    assert not server.check
    assert not server.backup


def test_a_resolved_server_is_not_assigned_to() -> None:
    server = resolved(" server s 192.0.2.1:80 check")

    with pytest.raises(AttributeError, match="set weight of its `statement`"):
        setattr(server, "weight", 7)  # noqa: B010  # type checkers refuse it, too
    server.statement.weight = 7
    assert server.statement.text == " server s 192.0.2.1:80 check weight 7"
