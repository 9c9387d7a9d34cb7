"""Lines and parameters that occur several times, and lines that contradict each other."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm

SOURCE = "listen l\n    bind :443 crt /a  ssl  crt '/b'  alpn h2   # x\n"


def test_every_certificate_of_a_bind_line_is_read_added_and_replaced() -> None:
    config = hm.parse(SOURCE)
    bind = config.listens[0].binds[0]
    assert bind.values("crt") == ("/a", "/b")
    assert bind.values("alpn") == ("h2",)
    assert bind.values("ca-file") == ()

    bind.add("crt", "/c")
    assert config.dumps() == SOURCE.replace("'/b'", "'/b' crt /c")
    bind.replace("crt", ["/x"])
    assert bind.values("crt") == ("/x",)
    assert config.dumps() == "listen l\n    bind :443 crt /x  ssl  alpn h2   # x\n"
    bind.replace("crt", ["/a", "/b"])
    assert config.dumps() == SOURCE
    bind.add("ca-file", "/ca")
    assert bind.text.endswith("alpn h2 ca-file /ca   # x")


def test_a_parameter_that_may_be_repeated_takes_a_list() -> None:
    bind = hm.Bind(":443", ssl=True, crt=["/a", "/b c"], alpn=["h2", "http/1.1"], crt_list=("/l", "/m"))
    assert bind.text == "bind :443 ssl crt /a crt '/b c' alpn h2,http/1.1 crt-list /l crt-list /m"
    assert bind.values("crt") == ("/a", "/b c")

    bind.crt = ["/x"]
    bind.crt_list = []
    assert bind.text == "bind :443 ssl crt /x alpn h2,http/1.1"
    for wrong, error in ((["/y", 5], TypeError), (["/y", ""], hm.InvalidValue), (["/y", None], TypeError)):
        with pytest.raises(error):
            bind.crt = wrong
    with pytest.raises(TypeError):
        bind.ca_file = ["/x", "/y"]  # the last one alone counts
    with pytest.raises(TypeError):
        hm.Server("a", "::1:1", weight=["1", "2"])
    assert bind.text == "bind :443 ssl crt /x alpn h2,http/1.1"


@given(st.lists(st.sampled_from(["/a", "/b", "/c"]), max_size=4), st.lists(st.sampled_from(["/a", "/d"]), max_size=4))
@examples(2)
def test_values_are_replaced_and_set_back(before: list[str], after: list[str]) -> None:
    source = f"listen l\n    bind :443 ssl {' '.join(f'crt  {path}' for path in before)} alpn h2\n"
    config = hm.parse(source)
    bind = config.listens[0].binds[0]
    bind.replace("crt", after)
    assert bind.values("crt") == tuple(after)
    assert bind.ssl is True
    assert bind.values("alpn") == ("h2",)

    bind.replace("crt", before)
    assert config.dumps() == source


def test_wrong_values_change_nothing() -> None:
    config = hm.parse(SOURCE)
    bind = config.listens[0].binds[0]
    wrong: list[tuple[object, type[Exception]]] = [
        ("/x", hm.InvalidValue),
        ([5], TypeError),
        (None, TypeError),
        (["a\0b"], hm.InvalidValue),
    ]
    for values, error in wrong:
        with pytest.raises(error):
            bind.replace("crt", values)  # type: ignore[arg-type]
        assert config.dumps() == SOURCE
    with pytest.raises(hm.InvalidValue):
        bind.add("ssl", "x")
    assert config.dumps() == SOURCE


def test_an_option_is_told_from_no_option_and_the_last_from_the_first() -> None:
    lines = ["option httplog", "no option httplog", "option tcpka", "option httpchk GET /", "option httpchk HEAD /"]
    options = hm.parse("listen l\n    " + "\n    ".join([*lines, "no option tcplog"]) + "\n").listens[0].options

    assert "httplog" not in options
    assert "no httplog" in options
    assert "tcpka" in options
    assert "no tcpka" not in options
    assert options["httpchk"].parameters == ("HEAD", "/")
    assert options["no tcplog"].prefix == "no"
    assert options.get("httplog") is None
    assert options.get("httplog", 5) == 5
    assert [option.prefix for option in options.all("httplog")] == [None, "no"]
    with pytest.raises(hm.UnknownName, match=r"no option httplog.*options\.all\(\)"):
        options["httplog"]
    with pytest.raises(hm.UnknownName, match="did you mean httpchk"):
        options["htpchk"]
    options.remove("no httplog")
    assert "httplog" in options
    assert options.index("httpchk") == 3


def test_a_flag_of_default_server_is_undone() -> None:
    source = (
        "backend b\n    default-server backup check\n    server s ::1:1   weight 5 # x\n"
        "    server t ::1:2 no-backup weight 5\n"
    )
    config = hm.parse(source)
    first, second = config.backends[0].servers
    first.backup = False
    second.backup = False
    assert config.dumps() == source.replace("weight 5 # x", "weight 5 no-backup # x")
    assert [server.backup for server in config.effective(config.backends[0]).servers] == [False, False]

    first.backup = True
    second.backup = True
    assert [server.text.split()[3:5] for server in (first, second)] == [["weight", "5"], ["weight", "5"]]
    assert all(server.backup and not server.no_backup for server in (first, second))
    second.backup = False
    assert second.text == "    server t ::1:2 no-backup weight 5"


def test_a_flag_that_no_default_server_has_goes() -> None:
    source = (
        "defaults\n    default-server ssl\nbackend a\n    server s ::1:1 backup\n"
        "backend b\n    server s ::1:1 backup\n    default-server backup\n"
    )
    config = hm.parse(source)
    for backend in config.backends:
        backend.servers["s"].backup = False
    assert config.dumps() == source.replace("::1:1 backup", "::1:1")

    config.backends["a"].servers["s"].ssl = False
    assert config.backends["a"].servers["s"].text.endswith("server s ::1:1 no-ssl")
    free = hm.Server("s", "::1:1", backup=True)
    free.backup = False
    assert free.text == "server s ::1:1"


_FLAGS = st.lists(st.sampled_from(["check", "no-check", "check", "no-check", "weight 5"]), max_size=5)


@given(_FLAGS, st.sampled_from(["check", "no_check"]))
def test_of_a_flag_and_its_opposite_the_last_counts(words: list[str], name: str) -> None:
    source = f"backend b\n    server s ::1:1 {'  '.join(words)} # x\n"
    config = hm.parse(source)
    server = config.backends[0].servers["s"]
    said = [word for word in words if word != "weight 5"][-1:]
    assert server.check == (said == ["check"])
    assert server.no_check == (said == ["no-check"])

    for value in (server.check, not server.check, server.check):
        server.check = value
        assert server.check == value
        assert config.effective(config.backends[0]).servers[0].check == value
    assert config.dumps() == source

    old = getattr(server, name)
    setattr(server, name, not old)
    assert getattr(server, name) is not old
    setattr(server, name, old)
    assert config.dumps() == source


def test_what_is_said_of_an_option_names_the_line_as_it_is_written() -> None:
    options = hm.parse("backend b\n    option httplog\n").backends["b"].options
    with pytest.raises(hm.UnknownName, match=r"^`no option httplog` is not in force here: the last line says `option"):
        options["no httplog"]
    with pytest.raises(hm.InvalidValue, match=r"^'httplog' is not an option$"):
        options.append("httplog")
