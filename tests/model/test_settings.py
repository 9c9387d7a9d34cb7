"""Settings that a section has once: which line is meant, and where a new one goes."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm

SOURCE = """\
listen l
  bind :80
  option tcpka
  timeout client 1m
  server a 10.0.0.1:80
"""


def test_a_new_setting_comes_beside_its_kin() -> None:
    config = hm.parse(SOURCE)
    listen = config.listens[0]
    listen.balance = "source"
    listen.mode = "tcp"
    listen.timeouts.server = "1m"
    listen.maxconn = 100

    assert config.dumps().split("\n")[1:-1] == [
        "  bind :80",
        "  mode tcp",
        "  maxconn 100",
        "  balance source",
        "  option tcpka",
        "  timeout client 1m",
        "  timeout server 1m",
        "  server a 10.0.0.1:80",
    ]


def test_none_removes_every_occurrence() -> None:
    config = hm.parse(SOURCE + "  timeout client 2m\n")
    assert config.listens[0].timeouts.client == hm.Duration(microseconds=120_000_000)

    config.listens[0].timeouts.client = None
    assert config.dumps() == SOURCE.replace("  timeout client 1m\n", "")


def test_of_several_lines_the_one_that_haproxy_uses_changes() -> None:
    config = hm.parse("global\n  maxconn 1\n  maxconn 2\nlisten l\n  mode tcp\n  mode http\n")
    config.globals[0].maxconn = 9
    config.listens[0].mode = "tcp"

    assert config.dumps() == "global\n  maxconn 9\n  maxconn 2\nlisten l\n  mode tcp\n  mode tcp\n"


def test_text_is_quoted_where_it_must_be() -> None:
    config = hm.parse("listen l\n")
    listen = config.listens[0]
    listen.log_format = '%ci # it\'s "all"'
    listen.balance = "hdr('X Y')"
    listen.disabled = True

    again = hm.parse(config.dump()).listens[0]
    assert again.log_format == hm.LogFormat.parse('%ci # it\'s "all"')
    assert again.statements["balance"].words == ("balance", "hdr(X Y)")
    assert again.disabled


def test_option_words_may_be_given_as_text() -> None:
    option = hm.Option("httpchk")
    option.parameters = "GET '/a b'"  # type: ignore[assignment]

    assert option.words == ("option", "httpchk", "GET", "/a b")


def test_a_parameter_takes_what_the_schema_says_and_no_more() -> None:
    server = hm.Server("a", "10.0.0.1:80", observe="none", weight=0)

    for name, value in (("weight", 257), ("rise", 0), ("id", 0), ("observe", "layer5")):
        with pytest.raises(hm.InvalidValue):
            setattr(server, name, value)

    assert server.words == ("server", "a", "10.0.0.1:80", "observe", "none", "weight", "0")
    assert server.observe == "none"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("balance", "raundrobin", "did you mean roundrobin"),
        ("balance", "uri deth 3", "does not take 'deth' there; did you mean depth"),
        ("hash_type", "consistnt", "did you mean consistent"),
        ("hash_type", "consistent sdbm foo", "does not take 'foo' there"),
        ("cookie", "SRV insertt", "did you mean insert"),
        ("http_reuse", "alwys", "did you mean always"),
        ("source", "0.0.0.0 usesrc", "needs another word after 'usesrc'"),
    ],
)
def test_words_that_no_version_takes_are_refused(name: str, text: str, message: str) -> None:
    config = hm.parse(SOURCE + "  balance first\n")
    with pytest.raises(hm.InvalidValue, match=message) as refused:
        setattr(config.listens[0], name, text)

    assert config.dumps() == SOURCE + "  balance first\n"
    assert len(str(refused.value)) <= 120
    with pytest.raises(hm.InvalidValue, match=message):
        hm.Listen("l", **{name: text})


#: words of the settings, and such as are spelled like them
_WORDS = """
    roundrobin raundrobin first hdr(host) hdr random(2) rdp-cookie uri depth 3 len whole url_param p check_post hash src
    consistent map-based sdbm avalanche none SRV insert insertt indirect domain x.example maxidle 1m attr a=b
    never always alwys 0.0.0.0 192.0.2.1 usesrc clientip hdr_ip(x) interface lo if [a] '' $X use_domain_only
"""


@given(
    st.sampled_from(["balance", "hash-type", "cookie", "source", "http-reuse", "log-tag"]),
    st.lists(st.sampled_from(_WORDS.split()), min_size=1, max_size=4),
)
def test_only_what_every_version_refuses_is_refused(keyword: str, words: list[str]) -> None:
    source = "backend b\n  mode http\n  server a 10.0.0.1:80\n"
    backend = hm.parse(source).backends[0]
    text = " ".join(words) if keyword not in ("http-reuse", "log-tag") else words[0]
    try:
        setattr(backend, keyword.replace("-", "_"), text)
    except hm.InvalidValue:
        said = hm.parse(f"{source}  {keyword} {text}\n")
        assert backend.dumps() == source
        assert all(hm.check(said, version=version).fatal for version in hm.VERSIONS)


def test_words_that_were_read_may_be_set_back_whatever_they_are() -> None:
    config = hm.parse(SOURCE + "  balance  raundrobin\n")
    listen, before = config.listens[0], config.listens[0].balance
    listen.balance = "source"
    listen.balance = before

    assert config.dumps() == SOURCE + "  balance  raundrobin\n"
