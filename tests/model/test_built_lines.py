"""Lines that are built by hand: words that no version takes are refused as assigned ones are; others are taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.testing import accepted_statements

#: the near word -> what builds a line with one that is none
WRONG: list[tuple[str, Callable[[], hm.Statement]]] = [
    ("httplog", lambda: hm.Option("htplog")),
    ("http", lambda: hm.Mode("htp")),
    ("roundrobin", lambda: hm.Balance("rondrobin")),
    ("client", lambda: hm.Timeout("clinet", "5s")),
    ("a time such as 3s", lambda: hm.Timeout("client", "soon")),
    ("local0", lambda: hm.Log("192.0.2.1", "locl0")),
    ("notice", lambda: hm.Log("192.0.2.1", "local0", "notce")),
    ("consistent", lambda: hm.HashType("consistnt")),
    ("insert", lambda: hm.Cookie("a", "insrt")),
    ("status", lambda: hm.HttpError("stats", "400")),
    ("request", lambda: hm.Capture("requst", "header", "x", "len", "3")),
    ("compression", lambda: hm.Filter("compresion")),
    ("enable", lambda: hm.Stats("enabel")),
    ("type", lambda: hm.StickTable("typ", "ip", "size", "1k")),
    ("scheme", lambda: hm.Redirect("shceme", "https")),
    ("deny", lambda: hm.HttpRequestRule("dney")),
    ("set-header", lambda: hm.HttpResponseRule("set-heder", "x", "y")),
    ("content", lambda: hm.TcpRequestRule("contnet", "accept")),
    ("accept", lambda: hm.TcpRequestRule("content", "acept")),
    ("accept", lambda: hm.QuicInitialRule("acept")),
    ("send", lambda: hm.HttpCheck("sedn")),
    ("connect", lambda: hm.TcpCheck("conect")),
    ("unless", lambda: hm.UseBackend("b", "unles", "a")),
    ("password", lambda: hm.User("a", "pasword", "x")),
    ("users", lambda: hm.Group("a", "usrs", "b")),
]


@pytest.mark.parametrize(("near", "build"), WRONG)
def test_a_word_that_no_version_takes_is_refused_with_the_near_one(near: str, build: Callable[[], object]) -> None:
    with pytest.raises(hm.InvalidValue) as refusal:
        build()

    assert near in str(refusal.value)


ASSIGNED: list[tuple[str, str, str]] = [
    ("option httplog", "name", "htplog"),
    ("mode http", "value", "htp"),
    ("balance source", "algorithm", "surce"),
    ("timeout client 5s", "name", "clinet"),
    ("stats enable", "name", "enabel"),
    ("redirect scheme https", "type", "shceme"),
]


@pytest.mark.parametrize(("line", "attribute", "wrong"), ASSIGNED)
def test_so_is_one_that_is_assigned(line: str, attribute: str, wrong: str) -> None:
    source = f"listen l\n    {line}\n"
    config = hm.parse(source)
    statement = config.listens[0].statements[0]
    right = getattr(statement, attribute)
    with pytest.raises(hm.InvalidValue):
        setattr(statement, attribute, wrong)
    assert config.dumps() == source

    # What was read comes back, whatever it is, and what is wrong already may be changed.
    misspelled = source.replace(right, wrong)
    config = hm.parse(misspelled)
    statement = config.listens[0].statements[0]
    setattr(statement, attribute, right)
    assert config.dumps() == source
    setattr(statement, attribute, wrong)
    assert config.dumps() == misspelled


@given(st.data(), st.sampled_from(VERSIONS), st.sampled_from(["listen", "frontend", "backend", "defaults", "global"]))
@examples(4)
def test_what_some_version_takes_is_taken(data: st.DataObject, version: str, kind: str) -> None:
    line = hm.Statement.parse(data.draw(accepted_statements(kind, version)))
    family: Any = type(line)
    if line.prefix or not family.keywords or issubclass(family, hm.Bind | hm.Server | hm.DefaultServer):
        return
    built = family(*line.words[len(family.keywords) :])

    assert built.words == line.words


@pytest.mark.parametrize("line", ["balance", "http-check comment a b", "tcp-check comment first the greeting"])
def test_what_haproxy_takes_beside_what_its_manual_says_is_taken(line: str) -> None:
    written = hm.Statement.parse(line)
    family: Any = type(written)

    assert family(*written.words[len(family.keywords) :]).words == written.words


def test_every_word_can_be_written_where_nobody_looks() -> None:
    for line in ("option htplog", "mode htp", "timeout client soon"):
        assert hm.Statement(*line.split()).words == tuple(line.split())
        assert hm.Statement.parse(line).text == line
    assert hm.Filter("opentracing", "id", "x", "config", "ot.cfg").words[1] == "opentracing"
    assert hm.Option("forceclose").words == ("option", "forceclose")  # before 2.0
