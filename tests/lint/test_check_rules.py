"""CHK: beside each configuration that a rule flags, the small difference that makes it right, and how bad it is."""

from __future__ import annotations

import pytest

from haproxy_model.diagnostics import Severity
from tests.lint.findings import DEFAULTS, assert_looks_away, assert_mended, codes, found, replaced, severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

POOL = "backend b\n option httpchk\n server a 192.0.2.2:8000 check\n server c 192.0.2.3:8000 check\n"
RULES = "backend b\n http-check send uri /x\n server a 192.0.2.2:8000 check\n"
REQUEST = replaced(POOL, "httpchk", "httpchk GET /a\n http-check send meth HEAD uri /b")
UNSENT = "defaults\n option httpchk GET /\nbackend b\n http-check expect status 200\n server a 192.0.2.2:80 check\n"
HTTP11 = replaced(POOL, "httpchk", "httpchk GET / HTTP/1.1")
EXPECT = replaced(POOL, "httpchk", "httpchk\n http-check expect status 404\n http-check expect status 200")
TCP = replaced(POOL, "option httpchk", "option tcp-check\n tcp-check send x")
SLOW = replaced(POOL, "0 check", "0 check inter 10s", "httpchk", "httpchk\n timeout check 30s")
HASTY = replaced(POOL, "2:8000 check", "2:8000 check fall 1")
BARE = replaced(POOL, "2:8000 check", "2:8000 check inter 2")
PATIENT = replaced(POOL, "httpchk", "httpchk\n timeout check 10s")
PROGRAM = replaced(POOL, "httpchk", "external-check\n external-check command /bin/x")
NO404 = "backend b\n http-check disable-on-404\n server a 192.0.2.2:8000 check\n"
BELOW = "backend b\n server a 192.0.2.2:8000\n default-server check\n server c 192.0.2.3:8000\n"
STRANGE = replaced(POOL, "8000 check", "8774 check port 9292")
PROXIED = replaced(POOL, "8000 check", "8000 send-proxy check port 8000")
SSL = replaced(POOL, "8000 check", "8000 ssl check port 8000")
WITHOUT = replaced(POOL, " check", " inter 1s")
ALONE = "backend b\n server a 192.0.2.2:8000 inter 1s\n"

GUARDS = [
    ("CHK002", WITHOUT, "a server is checked", replaced(WITHOUT, "3:8000", "3:8000 check")),
    ("CHK002", WITHOUT, "an agent", replaced(WITHOUT, "inter 1s", "inter 1s agent-check agent-port 9")),
    ("CHK002", WITHOUT, "inherited", "defaults\n option httpchk\n" + replaced(WITHOUT, " option httpchk\n", "")),
    ("CHK002", ALONE, "check", replaced(ALONE, "inter", "check inter")),
    ("CHK002", ALONE, "track", replaced(ALONE, "inter 1s", "inter 1s track x/y")),
    ("CHK002", ALONE, "default-server carries them", "backend b\n default-server inter 1s\n server a 192.0.2.2:8000\n"),
    ("CHK002", ALONE, "no-check says it", replaced(ALONE, "inter", "no-check inter")),
    ("CHK002", ALONE, "a variable", replaced(ALONE, "inter 1s", 'inter 1s "$X"')),
    ("CHK003", RULES, "the option", replaced(RULES, "b\n", "b\n option httpchk\n")),
    ("CHK003", RULES, "the option is inherited", "defaults\n option httpchk\n" + RULES),
    ("CHK003", RULES, "another check on purpose", "defaults\n http-check send uri /x\nbackend b\n option tcp-check\n"
     " server a 192.0.2.2:80 check\n"),
    ("CHK005", REQUEST, "the same words", replaced(REQUEST, "HEAD uri /b", "GET uri /a")),
    ("CHK005", REQUEST, "the option is below, and replaces it",
     replaced(POOL, "option httpchk", "http-check send meth HEAD uri /b\n option httpchk GET /a")),
    ("CHK005", REQUEST, "the option replaces what is inherited",
     "defaults\n http-check send meth HEAD uri /b\n" + replaced(POOL, "httpchk", "httpchk GET /a")),
    ("CHK005", REQUEST, "a header alone", replaced(REQUEST, "meth HEAD uri /b", "hdr X y")),
    ("CHK005", UNSENT, "the option is here", replaced(UNSENT, "backend b\n", "backend b\n option httpchk\n")),
    ("CHK005", UNSENT, "send", replaced(UNSENT, "backend b\n", "backend b\n http-check send uri /b\n")),
    ("CHK005", UNSENT, "no steps", replaced(UNSENT, " http-check expect status 200\n", "")),
    ("CHK005", REQUEST, "no arguments", replaced(REQUEST, "httpchk GET /a", "httpchk")),
    ("CHK007", SSL, "check-ssl", replaced(SSL, "port 8000", "port 8000 check-ssl")),
    ("CHK007", SSL, "no-check-ssl", replaced(SSL, "port 8000", "port 8000 no-check-ssl")),
    ("CHK007", SSL, "the check takes ssl over", replaced(SSL, " port 8000", "")),
    ("CHK007", SSL, "connect ssl", replaced(SSL, "httpchk", "httpchk\n http-check connect ssl")),
    ("CHK008", HTTP11, "HTTP/1.0", replaced(HTTP11, "HTTP/1.1", "HTTP/1.0")),
    ("CHK008", HTTP11, "a header", replaced(HTTP11, "HTTP/1.1", "HTTP/1.1\n http-check send hdr Host x")),
    ("CHK008", HTTP11, "a header in lower case", replaced(HTTP11, "HTTP/1.1", "HTTP/1.1\n http-check send hdr host x")),
    ("CHK008", HTTP11, "the host argument", replaced(HTTP11, "HTTP/1.1", "HTTP/1.1 example.org")),
    ("CHK009", EXPECT, "one list", replaced(EXPECT, "404\n http-check expect status 200", "200,404")),
    ("CHK009", EXPECT, "ranges that meet", replaced(EXPECT, "status 404", "status 200-404")),
    ("CHK009", EXPECT, "two answers", replaced(EXPECT, "status 404", "status 404\n http-check send uri /b")),
    ("CHK010", TCP, "an expect", replaced(TCP, "send x", "send x\n tcp-check expect string y")),
    ("CHK010", TCP, "no rules", replaced(TCP, "\n tcp-check send x", "")),
    ("CHK010", TCP, "a handshake", replaced(TCP, "send x", "connect ssl")),
    ("CHK011", SLOW, "quick", replaced(SLOW, "30s", "2s")),
    ("CHK011", SLOW, "a connection waits for no answer", replaced(SLOW, " option httpchk\n", "")),
    ("CHK012", HASTY, "fall 2", replaced(HASTY, "fall 1", "fall 2")),
    ("CHK012", HASTY, "rise 1 without backups", replaced(HASTY, "fall 1", "rise 1")),
    ("CHK013", BARE, "a unit", replaced(BARE, "inter 2", "inter 2s")),
    ("CHK013", BARE, "milliseconds", replaced(BARE, "inter 2", "inter 2000")),
    ("CHK013", BARE, "no check", replaced(BARE, "2:8000 check", "2:8000")),
    ("CHK014", PATIENT, "three times", replaced(PATIENT, "10s", "6s")),
    ("CHK014", PATIENT, "a program", replaced(PATIENT, "httpchk", "external-check")),
    ("CHK015", PROGRAM, "another check", replaced(PROGRAM, "option external-check", "option httpchk")),
    ("CHK016", NO404, "httpchk", replaced(NO404, "b\n", "b\n option httpchk\n")),
    ("CHK016", NO404, "httpchk with an expectation, which 404 goes before",
     replaced(NO404, "b\n", "b\n option httpchk\n http-check expect status 200\n")),
    ("CHK017", BELOW, "above", replaced(BELOW, " server a 192.0.2.2:8000\n", "")),
    ("CHK017", BELOW, "the server has it", replaced(BELOW, "2:8000", "2:8000 check")),
    ("CHK018", STRANGE, "the service", replaced(STRANGE, "9292", "8774")),
    ("CHK018", STRANGE, "a sidecar", replaced(STRANGE, "9292", "9200")),
    ("CHK018", STRANGE, "a port of many", replaced(STRANGE, "9292", "8080")),
    ("CHK018", replaced(POOL, "2:8000 check", "2:8000 check addr 192.0.2.3"), "a watchdog elsewhere",
     replaced(POOL, "2:8000 check", "2:8000 check addr 192.0.2.9")),
    ("CHK019", PROXIED, "check-send-proxy", replaced(PROXIED, "check port", "check check-send-proxy port")),
    ("CHK019", PROXIED, "another port", replaced(PROXIED, "port 8000", "port 9000")),
    ("CHK019", PROXIED, "the check takes it over", replaced(PROXIED, " port 8000", "")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "flagged", "why", "silent"), GUARDS, ids=lambda each: each[:40].partition("\n")[0])
def test_the_rule_looks_away(code: str, flagged: str, why: str, silent: str) -> None:
    assert_looks_away(code, flagged, silent)


@pytest.mark.parametrize(
    ("code", "text", "level"),
    [
        ("CHK005", REQUEST, WARNING),
        ("CHK005", UNSENT, ERROR),
        ("CHK007", SSL, ERROR),
        ("CHK007", replaced(SSL, "port 8000", "port 9000"), WARNING),
        ("CHK007", replaced(SSL, " option httpchk\n", ""), INFO),
        ("CHK009", EXPECT, ERROR),
        ("CHK009", replaced(POOL, "check", "check port 9200"), INFO),
        ("CHK012", HASTY, WARNING),
        ("CHK012", replaced(HASTY, "fall 1", "fall 1 inter 5s fastinter 1s"), INFO),
        ("CHK012", replaced(HASTY, "fall 1", "rise 1", "3:8000", "3:8000 backup"), WARNING),
        ("CHK013", BARE, ERROR),
        ("CHK013", replaced(BARE, "inter 2", "inter 100ms"), WARNING),
        ("CHK013", replaced(BARE, "inter 2", "downinter 2m"), WARNING),
        ("CHK015", PROGRAM, WARNING),
        ("CHK017", BELOW, WARNING),
        ("CHK017", replaced(BELOW, "default-server check", "default-server backup"), INFO),
    ],
)
def test_severity_follows_what_is_lost(code: str, text: str, level: Severity) -> None:
    assert severity(code, DEFAULTS + text) is level


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("CHK002", WITHOUT),
        ("CHK002", ALONE),
        ("CHK003", RULES),
        ("CHK005", REQUEST),
        ("CHK005", UNSENT),
        ("CHK007", SSL),
        ("CHK012", HASTY),
        ("CHK012", replaced(POOL, "httpchk", "httpchk\n default-server fall 1")),
        ("CHK013", BARE),
        ("CHK014", PATIENT),
        ("CHK016", NO404),
        ("CHK017", BELOW),
        ("CHK019", PROXIED),
    ],
)
def test_a_fix_silences_its_rule(code: str, text: str) -> None:
    assert_mended(code, DEFAULTS + text)


@pytest.mark.parametrize(
    ("code", "text", "option"),
    [
        ("CHK011", SLOW, {"check.max_detect": "10m"}),
        ("CHK013", BARE, {"check.min_inter": "1ms"}),
        ("CHK013", replaced(BARE, "inter 2", "inter 2m"), {"check.max_inter": "2m"}),
        ("CHK014", PATIENT, {"check.slow_script": "yes"}),
        ("CHK018", STRANGE, {"check.sidecar_ports": "9292"}),
    ],
)
def test_an_option_accepts_it(code: str, text: str, option: dict[str, str]) -> None:
    assert code in codes(DEFAULTS + text)
    assert code not in codes(DEFAULTS + text, options=option)


def test_what_several_pools_inherit_is_said_once() -> None:
    pools = "".join(POOL.replace("backend b", f"backend b{number}") for number in range(5))
    finding = [each for each in found("defaults\n timeout check 10s\n" + pools) if each.code == "CHK014"]

    assert len(finding) == 1
    assert all(f"b{number}" in finding[0].message for number in range(5))


def test_the_origin_of_an_inherited_value_is_shown() -> None:
    text = "defaults\n timeout check 30s\n default-server inter 10s\n" + replaced(POOL, "b\n", "b\n")
    finding = next(each for each in found(text) if each.code == "CHK011")

    assert [(each.message, each.span.line) for each in finding.related if each.span] == [
        ("`inter` comes from here", 3),
        ("`timeout check` is inherited from here", 2),
    ]
    assert "3 x `timeout check` 30s" in finding.message
