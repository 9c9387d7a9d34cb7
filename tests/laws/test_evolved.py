"""Law: the value that is assigned is the value that is written, however it was made, or it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from attrs import evolve, fields
from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.reading.parameters import attribute_name
from haproxy_model.schema.bind import BIND
from haproxy_model.schema.rows import Parameter
from haproxy_model.schema.server import SERVER
from haproxy_model.testing import parameter_words as params, values
from haproxy_model.values.condition import Term
from haproxy_model.values.expression import Call
from haproxy_model.values.logformat import Item
from haproxy_model.values.value import Value

STRATEGIES: dict[type, st.SearchStrategy[Any]] = {
    hm.Duration: values.durations,
    hm.Size: values.sizes,
    hm.Address: values.addresses,
    hm.Expression: values.expressions,
    hm.LogFormat: values.log_formats(),
    hm.Condition: values.conditions,
    Call: values.calls,
    Item: values.items,
    Term: values.terms,
}


@st.composite
def evolved(draw: st.DrawFn, value: Value) -> Any:
    """The value with some of its fields those of another, or with a value inside it changed like that."""
    kind: Any = type(value)
    for name in draw(st.lists(st.sampled_from([each.name for each in fields(kind) if each.init]), min_size=1)):
        inner = getattr(value, name)
        if isinstance(inner, Value) and type(inner) in STRATEGIES and draw(st.booleans()):
            new = draw(evolved(inner))
        elif isinstance(inner, tuple) and inner and type(inner[0]) in STRATEGIES and draw(st.booleans()):
            new = (draw(evolved(inner[0])), *inner[1:])
        else:
            new = getattr(draw(STRATEGIES[kind]), name)
        value = evolve(value, **{name: new})  # type: ignore[misc]  # a Value is an attrs class
    return value


class Attribute(NamedTuple):
    """A typed attribute of a line in a section, and the text of a value that it may have."""

    section: str
    line: str
    value: st.SearchStrategy[str]
    find: Callable[[Any], Any]
    name: str


def the_line(section: Any) -> Any:
    """The only line of a section."""
    return section.statements[0]


CONDITIONS = st.sampled_from(["if a !b or c", "unless { src 10.0.0.0/8 } a", "if { path '/a b' -m beg }", "unless a"])
ATTRIBUTES = [
    Attribute("backend b", "timeout server {}", params.durations, lambda section: section.timeouts, "server"),
    Attribute("global", "hard-stop-after {}", params.durations, lambda section: section, "hard_stop_after"),
    Attribute("backend b", "timeout server {}", params.durations, the_line, "value"),
    Attribute("backend b", "log {} local0", params.addresses, the_line, "address"),
    Attribute("listen l", "bind {} ssl", params.addresses, the_line, "address"),
    Attribute("listen l", "bind {},:443 ssl", params.addresses, the_line, "address"),
    Attribute("backend b", "server s {} check", params.addresses, the_line, "address"),
    Attribute("backend b", "server-template s 3 {} check", params.addresses, the_line, "address"),
    Attribute("peers p", "peer s {}", params.addresses, the_line, "address"),
    Attribute("resolvers r", "nameserver s {}", params.addresses, the_line, "address"),
    Attribute("mailers m", "mailer s {}", params.addresses, the_line, "address"),
    *(
        Attribute("listen l", f"{line} {{}}", CONDITIONS, the_line, "condition")
        for line in (
            "use_backend b",
            "use-server s",
            "redirect scheme https",
            "stick on src",
            "http-request deny",
            "http-response set-header X if",
            "http-after-response allow",
            "tcp-request content accept",
            "tcp-response content accept",
            "quic-initial accept",
        )
    ),
]


def assert_written_or_refused(config: hm.Config, owner: Any, name: str, value: Any, find: Callable[[Any], Any]) -> None:
    """Assign a value: it reads back, from the statement and from the file, or nothing changed."""
    before = config.dump()
    try:
        setattr(owner, name, value)
    except hm.InvalidValue:
        assert config.dump() == before
        return
    again = hm.parse(config.dump())

    assert getattr(owner, name) == value
    assert getattr(find(again.sections[0]), name) == value
    assert hm.equivalent(again, config)


@pytest.mark.parametrize("attribute", ATTRIBUTES, ids=lambda attribute: f"{attribute.line} {attribute.name}")
@given(data=st.data())
@examples(0.5)
def test_the_value_of_an_attribute_that_was_changed_is_written(attribute: Attribute, data: st.DataObject) -> None:
    line = attribute.line.format(data.draw(attribute.value))
    config = hm.parse(f"{attribute.section}\n    {line}\n")
    owner = attribute.find(config.sections[0])
    old = getattr(owner, attribute.name)
    assert isinstance(old, tuple(STRATEGIES))

    assert_written_or_refused(config, owner, attribute.name, data.draw(evolved(old)), attribute.find)


_TYPES = ("duration", "sample_expr", "log_format", "address", "address:port")
ROWS = [
    *(
        (family, row)
        for row in SERVER
        if row.arguments in _TYPES
        for family in ("server s 10.0.0.1:80", "default-server")
    ),
    *(("bind :80", row) for row in BIND if row.arguments in _TYPES),
]


@given(st.sampled_from(ROWS), st.data())
@examples(2)
def test_the_value_of_a_parameter_that_was_changed_is_written(row: tuple[str, Parameter], data: st.DataObject) -> None:
    line, parameter = row
    config = hm.parse(f"listen l\n    {line} {' '.join(data.draw(params.parameter(parameter)))} ssl\n")
    statement: Any = config.sections[0].statements[0]
    name = attribute_name(parameter.name)
    old = getattr(statement, name)
    assert isinstance(old, tuple(STRATEGIES))

    assert_written_or_refused(config, statement, name, data.draw(evolved(old)), the_line)


SAME = st.sampled_from(
    [
        ("inter", "2000", hm.Duration(microseconds=2_000_000)),
        ("addr", "*:80", hm.Address(host="", port=80)),
        ("sni", 'req.hdr("host")', hm.Expression(fetch=Call(name="req.hdr", arguments=("host",)))),
    ]
)


@given(SAME, st.data())
def test_a_value_changed_and_changed_back_keeps_the_spelling_of_the_line(
    same: tuple[str, str, Any], data: st.DataObject
) -> None:
    name, spelling, value = same
    text = f"listen l\n  server a 10.0.0.1:80   {name} '{spelling}'   # x\n"
    config = hm.parse(text)
    server = config.listens[0].servers[0]
    old = getattr(server, name)
    try:
        setattr(server, name, data.draw(evolved(old)))
    except hm.InvalidValue:
        assert config.dumps() == text
    setattr(server, name, data.draw(st.sampled_from([old, value, evolve(old)])))

    assert config.dumps() == text


def test_a_bare_number_keeps_its_unit_where_another_unit_holds() -> None:
    from haproxy_model.values.duration import read_duration

    ten_seconds = read_duration("10", "s")
    server = hm.Server("a", "10.0.0.1:80", inter=ten_seconds)

    assert server.words[-1] == "10s"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("inter", hm.Duration(microseconds=2**40 * 1000)),
        ("inter", hm.Duration(microseconds=2**31 * 1000)),
        ("addr", hm.Address(host="10.0.0.1", port=80, port_offset=5)),
        ("addr", hm.Address(host="two words", port=80)),
        ("addr", hm.Address(host="10.0.0.1", port=80000)),
        ("sni", hm.Expression(fetch=Call(name="two words"))),
        ("sni", hm.Expression(fetch=Call(name="a,b"))),
        (
            "pool_conn_name",
            hm.Expression(fetch=Call(name="src"), converters=(Call(name="f", arguments=("a",)), Call(name=""))),
        ),
        ("set_proxy_v2_tlv_fmt", hm.LogFormat(parts=("a", "b"))),
        ("set_proxy_v2_tlv_fmt", hm.LogFormat(parts=(Item(alias="two words"),))),
        ("alpn", ("h2", "a,b")),
        ("alpn", ("h2", "")),
        ("alpn", ()),
    ],
)
def test_a_value_that_has_no_text_is_refused(name: str, value: object) -> None:
    config = hm.parse("listen l\n  server a 10.0.0.1:80 alpn h2 addr ::1 set-proxy-v2-tlv-fmt(0x20) x\n")
    before = config.dumps()

    with pytest.raises(hm.InvalidValue):
        setattr(config.listens[0].servers[0], name, value)
    assert config.dumps() == before


@pytest.mark.parametrize(
    "condition",
    [
        hm.Condition(keyword="if", alternatives=((Term(name="two words"),),)),
        hm.Condition(keyword="if", alternatives=((Term(name="or"),),)),
        hm.Condition(keyword="if", alternatives=((Term(),),)),
        hm.Condition(keyword="if", alternatives=((Term(name="a", criterion=("src",)),),)),
        hm.Condition(keyword="if", alternatives=((),)),
        hm.Condition(keyword="if", alternatives=((Term(criterion=()),),)),
        hm.Condition(keyword="if", alternatives=((Term(criterion=("src", "}")),),)),
        hm.Condition(keyword="when", alternatives=((Term(name="a"),),)),  # type: ignore[arg-type]  # a word that is none
    ],
)
def test_a_condition_that_has_no_words_is_refused(condition: hm.Condition) -> None:
    config = hm.parse("listen l\n  http-request deny if a\n")

    with pytest.raises(hm.InvalidValue):
        config.listens[0].http_request[0].condition = condition
    assert config.dumps() == "listen l\n  http-request deny if a\n"
