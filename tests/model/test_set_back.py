"""What was read may be set back, whether anybody would write it or not; and words keep their variables on the way."""

from __future__ import annotations

from typing import Any

import pytest

import haproxy_model as hm

#: attribute, another value for it, a line on which it has one that would be refused
ODD = [
    ("name", "b", "option \N{NO-BREAK SPACE}"),
    ("name", "b", "server \N{LATIN SMALL LETTER E WITH ACUTE} 192.0.2.1:80"),
    ("condition", "if b", "use_backend x if a }"),
    ("words", ("server", "b"), '"" server'),
    ("params", (hm.Param("ssl"),), "bind :80 ssl crt\N{NO-BREAK SPACE}x"),
]


@pytest.mark.parametrize(("name", "value", "line"), ODD, ids=[f"{line} {name}" for name, _, line in ODD])
def test_an_odd_value_is_set_back(name: str, value: object, line: str) -> None:
    config = hm.parse(f"listen l\n  {line}  # x\n")
    before, statement = config.dump(), config.listens[0].statements[0]
    odd = getattr(statement, name)
    setattr(statement, name, odd)
    assert config.dump() == before
    setattr(statement, name, value)
    assert config.dump() != before

    setattr(statement, name, odd)
    assert config.dump() == before


@pytest.mark.parametrize(("name", "value", "line"), ODD[:3])
def test_an_odd_value_is_given_to_no_other_line(name: str, value: Any, line: str) -> None:
    config = hm.parse(f"listen l\n  {line}\n  {line.split()[0]} y :80\n")
    odd = getattr(config.listens[0].statements[0], name)

    with pytest.raises(hm.InvalidValue):
        setattr(config.listens[0].statements[1], name, odd)


VARIABLE = hm.Expandable("$A", '"$A"')


def test_one_more_certificate_leaves_the_variables_of_the_others() -> None:
    bind: hm.Bind = hm.Statement.parse('bind :443 ssl crt "$A"')  # type: ignore[assignment]  # as the line says
    assert bind.values("crt") == (VARIABLE,)
    bind.add("crt", "/b.pem")
    assert bind.text == 'bind :443 ssl crt "$A" crt /b.pem'

    bind.add("crt", hm.Expandable("$B", '"$B"'))
    bind.replace("crt", bind.values("crt")[::-1])
    assert bind.text == 'bind :443 ssl crt "$B" crt /b.pem crt "$A"'


@pytest.mark.parametrize("line", ['acl a src "$A"', 'option httpchk "$A"', 'tune.x "$A"', 'stats uri "$A"'])
def test_one_more_word_leaves_the_variables_of_the_others(line: str) -> None:
    statement: Any = hm.Statement.parse(line)
    statement.parameters = (*statement.parameters, "more")

    assert statement.text == f"{line} more"


@pytest.mark.parametrize("name", ["pidfile", "chroot", "user", "group"])
def test_text_with_a_variable_is_no_text(name: str) -> None:
    config = hm.parse(f'global\n  {name} "$A"\n')
    section: Any = config.globals[0]

    assert getattr(section, name) == hm.Unread(VARIABLE, "depends on the environment")
    setattr(section, name, VARIABLE)
    assert config.dumps() == f'global\n  {name} "$A"\n'
    setattr(section, name, "$A")
    assert config.dumps() == f"global\n  {name} $A\n"


@pytest.mark.parametrize("source", ['"$A"\\', 'x"$A"\\\\\\'])
def test_a_backslash_behind_a_variable_is_one_wherever_the_word_stands(source: str) -> None:
    config = hm.parse(f"listen l\n  bind {source}\n")
    before, bind = config.dump(), config.listens[0].binds[0]
    bind.add("crt", "/b.pem")
    again = hm.parse(config.dump())
    assert bind.words == again.listens[0].binds[0].words
    assert bind.text == f"  bind {source}\\ crt /b.pem"
    assert hm.equivalent(config, again)
    bind.replace("crt", [])
    assert config.dump() == before

    word = hm.Expandable("$A\\", source)
    assert hm.Statement("bind", word, "ssl").text == f"bind {source}\\ ssl"


@pytest.mark.parametrize("line", ["pidfile", "pidfile ''", "chroot"])
def test_text_that_is_missing_is_no_text(line: str) -> None:
    config = hm.parse(f"global\n  {line}\n")
    section: Any = config.globals[0]
    assert getattr(section, line.split()[0]) == hm.Unread("", "expected a word")

    setattr(section, line.split()[0], "/x")
    assert config.dumps() == f"global\n  {line.split()[0]} /x\n"


def test_a_name_holds_no_variable() -> None:
    config = hm.parse("backend a\nfrontend f\n  use_backend a\n")
    for rename in (lambda: config.rename(config.backends[0], VARIABLE), lambda: config.backends.rename("a", VARIABLE)):
        with pytest.raises(hm.InvalidValue):
            rename()

    assert config.dumps() == "backend a\nfrontend f\n  use_backend a\n"


def test_a_server_without_its_address_takes_no_parameters() -> None:
    config = hm.parse("peers p\n  server a\n")
    server = config.peers[0].servers[0]
    edits: list[Any] = [
        lambda: setattr(server, "check", True),
        lambda: setattr(server, "inter", "2s"),
        lambda: setattr(server, "params", [hm.Param("check")]),
        lambda: server.add("cookie", "x"),
    ]
    for edit in edits:
        with pytest.raises(hm.InvalidValue, match="no address yet"):
            edit()
    assert config.dumps() == "peers p\n  server a\n"

    server.address = "192.0.2.1:80"
    server.check = True
    assert config.dumps() == "peers p\n  server a 192.0.2.1:80 check\n"


def test_text_that_no_bytes_make_is_refused_in_a_section_too() -> None:
    with pytest.raises(hm.InvalidValue, match="lone surrogate"):
        hm.Backend(text="backend b\n    x \ud800")


@pytest.mark.parametrize(
    "value", [hm.Term.matches("path", "\ud800"), hm.Expression.parse("hdr(\ud800)"), hm.LogFormat.parse("\ud800")]
)
def test_a_value_that_no_bytes_make_has_a_picture(value: object) -> None:
    assert "***" in repr(value)
