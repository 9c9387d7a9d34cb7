"""Settings that a section has once: which line is meant, and where a new one goes."""

from __future__ import annotations

import pytest

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
