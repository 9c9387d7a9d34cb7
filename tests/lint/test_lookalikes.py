"""Rules look at what a word is, not at what it looks like: names that equal keywords change no finding."""

from __future__ import annotations

import pytest

import haproxy_model as hm

DEFAULTS = (
    "defaults\n mode http\n timeout connect 5s\n timeout client 1m\n timeout server 1m\n timeout http-request 9s\n"
)
CHECK = "option httpchk\n http-check send meth GET uri /a ver HTTP/1.1 hdr"


def found(text: str) -> list[tuple[str, int, int]]:
    """Code and place of what is found."""
    report = hm.validate(hm.parse(text), version="2.6")
    return [(each.code, each.span.line, each.span.column) for each in report if each.span is not None]


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("", DEFAULTS + "listen a\n bind :80\n server NAME 192.0.2.1:80\n", "port"),
        ("", DEFAULTS + "listen a\n bind :80\n server NAME 192.0.2.1:80\n", "rise"),
        ("CHK002", DEFAULTS + "listen a\n bind :80\n server NAME 192.0.2.1:80 inter 2s\n", "observe"),
        ("CHK002", DEFAULTS + "listen a\n bind :80\n server NAME 192.0.2.1:80 inter 2s\n", "no-check"),
        ("CHK002", DEFAULTS + "listen a\n bind :80\n server s 192.0.2.1:80 inter 2s cookie NAME\n", "inter"),
        ("CHK008", f"{DEFAULTS}backend a\n {CHECK} NAME v\n server s 192.0.2.1:80 check\n", "ver"),
        ("CHK008", f"{DEFAULTS}backend a\n {CHECK} x NAME hdr y Host\n server s 192.0.2.1:80 check\n", "hdr"),
        (
            "REF008",
            DEFAULTS + "listen a\n bind :80\n server s 192.0.2.1:80 check nonsense\nbackend NAME\n"
            " server s 192.0.2.1:80 check\n",
            "check",
        ),
        (
            "REF008",
            DEFAULTS + "listen a\n bind :80\n http-request nonsense\nbackend NAME\n server s 192.0.2.1:80 check\n",
            "http-request",
        ),
        (
            "HA022",
            DEFAULTS + "peers p\n peer a 192.0.2.1:1024\nlisten a\n bind :80\n http-request track-sc0 src table NAME\n"
            " http-request deny if { sc_conn_rate(0) gt 9 }\n server s 192.0.2.1:80 check\n"
            "backend NAME\n stick-table type ip size 1k expire 1m store conn_rate(1m)\n",
            "table",
        ),
    ],
)
def test_a_name_is_no_keyword(code: str, text: str, name: str) -> None:
    plain = found(text.replace("NAME", "z" * len(name)))

    assert found(text.replace("NAME", name)) == plain
    assert not code or code in {each for each, _, _ in plain}


def test_a_parameter_that_nobody_knows_has_its_place_too() -> None:
    text = f"{DEFAULTS}backend a\n server s 192.0.2.1:80\n default-server from x inter 2s\n"
    places = [column for code, line, column in found(text) if (code, line) == ("CHK017", 9)]

    assert places == [len(" default-server ") + 1]
