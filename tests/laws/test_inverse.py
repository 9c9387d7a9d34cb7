"""Law 3: reading what was written gives the value, for every family and every attribute."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.model.params import Flag, WithParams
from haproxy_model.model.single import Presence, Setting, Text, Words
from haproxy_model.reading.parameters import attribute_name
from haproxy_model.schema.bind import BIND
from haproxy_model.schema.rows import Parameter
from haproxy_model.schema.server import SERVER
from haproxy_model.testing import parameter_words as params, statement_words as statements
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import assert_says_what_it_holds
from haproxy_model.testing.spellings import texts

SERVER_ROWS = [row for row in SERVER if row.name not in ("usesrc", "set-proxy-v2-tlv-fmt")]


def reread(statement: hm.Statement, section: type[hm.Section] = hm.Listen) -> Any:
    """The statement as it is read after it was written in a section of its own."""
    config = hm.parse("")
    config.sections.append(section("s", statement.copy()))
    assert_says_what_it_holds(config)
    (again,) = hm.parse(config.dump()).sections[0].statements
    return again


@given(statements.any_statement)
@examples(1.5)
def test_the_words_of_every_family_read_back(words: tuple[str, ...]) -> None:
    statement = hm.Statement(*words)
    again = reread(statement)

    assert again.words == statement.words == words


@given(st.sampled_from(SERVER_ROWS), st.data())
@examples(1.5)
def test_every_server_parameter_reads_back(row: Parameter, data: st.DataObject) -> None:
    assert_parameter_reads_back(row, hm.Server("s", "10.0.0.1:80", check=True), data)


@given(st.sampled_from(BIND), st.data())
@examples(1.5)
def test_every_bind_parameter_reads_back(row: Parameter, data: st.DataObject) -> None:
    assert_parameter_reads_back(row, hm.Bind(":80", accept_proxy=True), data)


def assert_parameter_reads_back(row: Parameter, statement: WithParams, data: st.DataObject) -> None:
    name = attribute_name(row.name)
    words = data.draw(params.values_of(row))
    value = " ".join(words) if words else True
    others = [param for param in statement.params if param.keyword != row.name]
    setattr(statement, name, value)
    again = reread(statement)

    assert getattr(again, name) == getattr(statement, name)
    assert not isinstance(getattr(again, name), hm.Unread)
    assert again.param(row.name).values == words
    assert [param for param in again.params if param.keyword != row.name] == others
    kept = getattr(again, name)
    setattr(again, name, None if words else False)
    assert not getattr(again, name)
    setattr(again, name, kept)
    assert getattr(again, name) == kept


@pytest.mark.parametrize(("family", "rows"), [(hm.Server, SERVER), (hm.Bind, BIND), (hm.DefaultServer, SERVER)])
def test_every_documented_parameter_is_an_attribute(family: type[WithParams], rows: tuple[Parameter, ...]) -> None:
    for row in rows:
        descriptor = getattr(family, attribute_name(row.name))
        assert isinstance(descriptor, Flag) == (not row.arguments), row.name


@given(texts, texts, st.none() | texts)
def test_any_text_reads_back_from_a_text_attribute(cookie: str, namespace: str, comment: str | None) -> None:
    server = hm.Server("s", "10.0.0.1:80", check=True, cookie=cookie, namespace=namespace)
    server.comment = comment
    again = reread(server)

    assert (again.cookie, again.namespace, again.check, again.comment) == (cookie, namespace, True, comment)


@given(texts)
def test_what_cannot_be_read_back_is_refused_and_changes_nothing(text: str) -> None:
    server = hm.Server("s", "10.0.0.1:80", check=True)
    before = server.words
    for name in ("source", "inter", "weight", "alpn", "sni", "address", "name", "track"):
        try:
            setattr(server, name, text)
        except hm.InvalidValue:
            assert server.words == before
        else:
            again = reread(server)
            assert getattr(again, name) == getattr(server, name)
            assert not isinstance(getattr(again, name), hm.Unread)
            assert again.check is True
            server.words = before


_CONDITIONED = {
    hm.UseBackend: hm.UseBackend("b"),
    hm.Redirect: hm.Redirect("scheme", "https"),
    hm.HttpRequestRule: hm.HttpRequestRule("set-header", "X", "if"),
    hm.TcpRequestRule: hm.TcpRequestRule("content", "accept"),
    hm.StickRule: hm.StickRule("on", "src"),
}


@given(st.sampled_from(sorted(_CONDITIONED, key=str)), statements.conditions)
def test_conditions_read_back(family: type[Any], words: tuple[str, ...]) -> None:
    rule = _CONDITIONED[family].copy()
    rule.condition = " ".join(words)
    again = reread(rule)

    assert again.condition == rule.condition
    assert again.condition.words() == words
    rule.condition = None
    assert reread(rule).condition is None


@given(st.lists(texts, max_size=3).map(tuple))
def test_the_words_behind_an_option_read_back(words: tuple[str, ...]) -> None:
    option = hm.Option("httpchk", "GET", "/")
    option.parameters = words

    assert reread(option).parameters == words


_SINGLE = (Setting, Text, Words, Presence)
_VALUES: dict[type, st.SearchStrategy[Any]] = {
    Presence: st.booleans(),
    Text: texts,
}
#: Settings of some words, and words that they take.
_WORDS = {
    "balance": st.sampled_from(["source", "hdr(X)", "uri len 5 depth 3", "url_param 'a b'"]),
    "cookie": st.sampled_from(["SRV insert indirect nocache", "'a b' prefix"]),
    "description": st.sampled_from(["source", "'a b' c", "consistent djb2"]),
    "hash_type": st.sampled_from(["consistent djb2", "map-based"]),
    "source": st.sampled_from(["192.0.2.1", "192.0.2.1:1024 interface eth0"]),
}


@given(configs, st.data())
def test_every_single_setting_of_every_section_reads_back(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    section = data.draw(st.sampled_from(config.sections[:]))
    found = [name for name in dir(type(section)) if isinstance(getattr(type(section), name), _SINGLE)]
    owner: Any = section
    if isinstance(section, hm.Proxy) and data.draw(st.booleans()):
        owner, found = section.timeouts, ["client", "connect", "http_request", "queue"]
    if not found:
        return
    name = data.draw(st.sampled_from(found))
    descriptor = getattr(type(owner), name)
    value = data.draw(_WORDS[name] if isinstance(descriptor, Words) else _VALUES.get(type(descriptor), st.just("")))
    if isinstance(descriptor, Setting) or name == "default_backend":
        value = {"mode": "tcp", "hard_stop_after": "5s"}.get(name, "70")
    setattr(owner, name, value)
    again: Any = assert_says_what_it_holds(config).sections[config.sections[:].index(section)]
    again = again.timeouts if owner is not section else again

    assert getattr(again, name) == getattr(owner, name)
    assert not isinstance(getattr(again, name), hm.Unread)
    if isinstance(descriptor, (Text, Words, Presence)):
        assert getattr(again, name) == value
    setattr(owner, name, False if isinstance(descriptor, Presence) else None)
    assert not getattr(owner, name)
    assert_says_what_it_holds(config)
