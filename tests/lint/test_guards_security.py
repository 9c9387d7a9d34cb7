"""What the rules of security must not flag: beside each configuration that they flag, the small difference."""

from __future__ import annotations

import pytest

from haproxy_model.diagnostics import Severity
from tests.lint.findings import DEFAULTS, codes, found, replaced, severity
from tests.lint.test_guards import Guard

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

HTTP = "defaults\n mode http\n timeout connect 5s\n timeout client 1m\n timeout server 1m\n timeout http-request 9s\n"
PAGE = HTTP + "listen stats\n bind 192.0.2.1:84\n stats uri /\n"
ADMIN = PAGE + " stats admin if TRUE\n"
METRICS = HTTP + "frontend f\n bind :84\n http-request use-service prometheus-exporter if { path /metrics }\n"
SOCKET = "global\n stats socket /run/h.sock mode 666 level admin\n"
REMOTE = "global\n stats socket 192.0.2.1:999 level admin\n"
OPEN = "global\n log /dev/log local0\n"
USERS = "userlist u\n user a {}\n"

GUARDS = (
    Guard(
        "SEC001", ADMIN, "a password over TLS", replaced(ADMIN, ":84", ":84 ssl crt /x") + " stats auth a:zf3\n"
    ),
    Guard("SEC001", ADMIN, "this machine", replaced(ADMIN, "192.0.2.1", "127.0.0.1")),
    Guard("SEC001", ADMIN, "IPv6 of this machine", replaced(ADMIN, "192.0.2.1", "[::1]")),
    Guard("SEC001", ADMIN, "a unix socket", replaced(ADMIN, "192.0.2.1:84", "/run/s")),
    Guard("SEC001", ADMIN, "a variable", replaced(ADMIN, "192.0.2.1:84", '"$ADDRESS:84"')),
    Guard("SEC001", ADMIN, "a condition on the source", replaced(ADMIN, "TRUE", "LOCALHOST")),
    Guard("SEC001", ADMIN, "an ACL", replaced(ADMIN, "TRUE", "me", " stats uri", " acl me src 192.0.2.9\n stats uri")),
    Guard("SEC001", ADMIN, "never", replaced(ADMIN, "TRUE", "FALSE")),
    Guard("SEC001", ADMIN, "client certificates", replaced(ADMIN, ":84", ":84 ssl crt /x ca-file /c verify required")),
    Guard("SEC001", ADMIN, "refused before", ADMIN + " http-request deny unless { src 192.0.2.0/24 }\n"),
    Guard("SEC001", ADMIN, "auth by a rule", ADMIN + " http-request auth unless { http_auth(u) }\nuserlist u\n"),
    Guard("SEC001", ADMIN, "rules of the page", ADMIN + " stats http-request deny unless { src 192.0.2.9 }\n"),
    Guard("SEC001", ADMIN, "an inherited rule", replaced(ADMIN, " mode http\n", " mode http\n http-request deny\n")),
    Guard("SEC001", ADMIN, "refused by another proxy's own", replaced(ADMIN, "listen stats", "defaults from x")),
    Guard("SEC001", ADMIN, "not HTTP", replaced(ADMIN, "mode http", "mode tcp")),
    Guard("SEC001", ADMIN, "a disabled proxy", replaced(ADMIN, "stats uri /", "disabled\n stats uri /")),
    Guard("SEC001", ADMIN, "a line that nobody understands", ADMIN + " guard-of-the-page\n"),
    Guard("SEC001", ADMIN, "Lua may refuse", ADMIN + " http-request lua.guard\n"),
    Guard("SEC002", PAGE, "a password", PAGE + " stats auth a:zf3\n"),
    Guard("SEC002", PAGE, "SEC001 says it", ADMIN),
    Guard("SEC002", PAGE, "refused by source", PAGE + " tcp-request connection reject if !{ src 192.0.2.9 }\n"),
    Guard("SEC002", PAGE, "refused always", PAGE + " tcp-request content accept\n tcp-request content reject\n"),
    Guard(
        "SEC002",
        PAGE + " http-request deny if { path_beg /x }\n http-request deny if { fe_conn gt 9 }\n",
        "a header that tells who asks",
        PAGE + " http-request deny unless { req.hdr(x-token) -m found }\n",
    ),
    Guard("SEC002", METRICS, "by source", replaced(METRICS, "if {", "if { src 192.0.2.9 } {")),
    Guard("SEC002", METRICS, "this machine", replaced(METRICS, "bind :84", "bind 127.0.0.1:84")),
    Guard("SEC003", SOCKET, "a group", replaced(SOCKET, "666", "660")),
    Guard("SEC003", SOCKET, "reading alone opens no socket", replaced(SOCKET, "666", "664")),
    Guard("SEC003", SOCKET, "what the process makes of it", replaced(SOCKET, "mode 666 ", "")),
    Guard("SEC003", SOCKET, "a level that is no level", replaced(SOCKET, "level admin", "level king")),
    Guard("SEC003", REMOTE, "certificates", replaced(REMOTE, "999", "999 ssl crt /x ca-file /c verify required")),
    Guard("SEC003", REMOTE, "a variable", replaced(REMOTE, "192.0.2.1:999", '"$SOCKET"')),
    Guard("SEC003", REMOTE, "a descriptor", replaced(REMOTE, "192.0.2.1:999", "fd@3")),
    Guard("SEC004", OPEN, "all three", OPEN + " chroot /x\n user h\n group h\n"),
    Guard("SEC004", OPEN, "numbers", OPEN + " chroot /x\n uid 9\n gid 9\n"),
    Guard("SEC004", OPEN, "in another `global`", OPEN + "global\n chroot /x\n user h\n group h\n"),
    Guard("SEC004", OPEN, "a line that nobody understands", OPEN + " jail /x\n"),
    Guard("SEC005", USERS.format("insecure-password zf3"), "a hash", USERS.format("password $5$x$yyyy")),
    Guard("SEC005", USERS.format("insecure-password zf3"), "a variable", USERS.format('insecure-password "$P"')),
    Guard("SEC013", USERS.format("insecure-password admin"), "another", USERS.format("insecure-password zf3")),
    Guard("SEC013", PAGE + " stats auth joe:joe\n", "not the name", PAGE + " stats auth joe:zf3\n"),
    Guard("SEC013", PAGE + " stats auth joe:Secret\n", "a variable", PAGE + ' stats auth "joe:$SECRET"\n'),
    Guard("SEC014", USERS.format("password zf3"), "a hash of SHA-512", USERS.format("password $6$x$yyyy")),
    Guard("SEC014", USERS.format("password zf3"), "the old kind", USERS.format("password rZ9sD0vKzGr6o")),
    Guard("SEC014", USERS.format("password zf3"), "in clear", USERS.format("insecure-password zf3")),
)  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.code}: {guard.why}")
def test_the_rule_looks_away(guard: Guard) -> None:
    before = "" if guard.flagged.startswith(("defaults", "global")) else DEFAULTS

    assert guard.flagged != guard.silent
    assert guard.code in codes(before + guard.flagged, version=guard.version)
    assert guard.code not in codes(before + guard.silent, version=guard.version)


@pytest.mark.parametrize(
    ("code", "text", "level"),
    [
        ("SEC001", ADMIN, ERROR),
        ("SEC001", ADMIN + " stats auth a:zf3\n", INFO),
        ("SEC001", replaced(ADMIN, ":84", ":84 ssl crt /x") + " stats auth a:zf3\n", None),
        ("SEC002", PAGE, WARNING),
        ("SEC002", METRICS, INFO),
        ("SEC003", SOCKET, ERROR),
        ("SEC003", replaced(SOCKET, "admin", "user"), INFO),
        ("SEC003", REMOTE, ERROR),
        ("SEC003", replaced(REMOTE, "level admin", ""), ERROR),
        ("SEC003", replaced(REMOTE, "level admin", "level user"), WARNING),
        ("SEC003", replaced(REMOTE, "192.0.2.1", "127.0.0.1"), INFO),
        ("SEC003", replaced(REMOTE, "192.0.2.1", "127.0.0.1", "level admin", ""), None),
    ],
)
def test_the_level_follows_what_is_known(code: str, text: str, level: Severity | None) -> None:
    assert severity(code, text) is level


def test_a_page_for_all_proxies_is_told_once() -> None:
    text = HTTP + " stats enable\n" + "".join(f"frontend f{n}\n bind :8{n}\n" for n in range(5))
    given = [each for each in found(text) if each.code == "SEC002"]

    assert [each.span and each.span.line for each in given] == [7]
    assert "`frontend f0`" in given[0].message
    assert "`frontend f4`" in given[0].message


def test_own_lines_take_the_place_of_an_inherited_password() -> None:
    text = HTTP + " stats auth a:zf3\nfrontend f\n bind :84\n stats refresh 5s\n"
    given = next(each for each in found(text) if each.code == "SEC002")

    assert given.span is not None
    assert given.span.line == 10
    assert [each.span and each.span.line for each in given.related] == [9, 7]


def test_no_password_stands_in_a_message() -> None:
    text = HTTP + " stats auth joe:secret\n" + USERS.format("password rosebud")

    assert not [each.message for each in found(text) if "secret" in each.message or "rosebud" in each.message]


FRONT = HTTP + "frontend f\n bind 192.0.2.1:80\n {}\n default_backend b\nbackend b\n server s 192.0.2.2:80\n"
ALLOW = FRONT.format("http-request deny unless {{ {} 192.0.2.0/24 }}")
XFF = ALLOW.format("req.hdr_ip(x-forwarded-for)")
SET = FRONT.format("http-request set-src hdr(x-forwarded-for)")
REAL = FRONT.format("http-request add-header X-Real-IP %[src]")
TLS_ONLY = replaced(FRONT, "1:80", "1:443 ssl crt /x")
PROTO = "http-request set-header X-Forwarded-Proto https if { ssl_fc }"
LAX = FRONT.format("option accept-unsafe-violations-in-http-request")
PROXIED = FRONT.format("").replace("192.0.2.1:80", "203.0.113.1:80 accept-proxy")
STORE = HTTP.replace("mode http", "mode tcp") + "listen store\n bind 203.0.113.1:6379\n server s 192.0.2.2:6379\n"

BELIEVING = (
    Guard("SEC006", XFF, "the source", ALLOW.format("src")),
    Guard("SEC006", XFF, "what the proxy before it added", ALLOW.format("req.hdr_ip(x-forwarded-for,-1)")),
    Guard("SEC006", XFF, "another header", ALLOW.format("req.hdr_ip(x-other)")),
    Guard("SEC006", XFF, "a list of those who are refused", replaced(XFF, "unless", "if")),
    Guard("SEC006", XFF, "the source too", replaced(XFF, "unless {", "unless { src 192.0.2.9 } {")),
    Guard(
        "SEC006",
        XFF,
        "deleted before",
        replaced(XFF, "http-request deny", "http-request del-header X-Forwarded-For\n http-request deny"),
    ),
    Guard("SEC006", XFF, "this machine", replaced(XFF, "192.0.2.1:80", "127.0.0.1:80")),
    Guard("SEC006", XFF, "a line that nobody understands", replaced(XFF, " default", " guard\n default")),
    Guard(
        "SEC006",
        FRONT.format("acl in hdr_ip(x-forwarded-for) 192.0.2.9\n http-request deny if !in"),
        "an ACL",
        FRONT.format("acl in src 192.0.2.9\n http-request deny if !in"),
    ),
    Guard("SEC006", SET, "a condition", replaced(SET, "for)", "for) if { src 192.0.2.9 }")),
    Guard("SEC007", REAL, "set", replaced(REAL, "add-", "set-")),
    Guard(
        "SEC007",
        REAL,
        "deleted before",
        replaced(REAL, "http-request", "http-request del-header X-Real-IP\n http-request"),
    ),
    Guard("SEC007", REAL, "another header", replaced(REAL, "Real-IP", "Mine")),
    Guard(
        "SEC007",
        REAL,
        "where none is sent",
        replaced(REAL, "add-", "set-", "[src]", "[src] if !{ req.hdr(X-Real-IP) -m found }"),
    ),
    Guard("SEC007", FRONT.format(PROTO), "all is TLS", TLS_ONLY.format(PROTO)),
    Guard(
        "SEC007",
        FRONT.format(PROTO),
        "both ways",
        FRONT.format(f"{PROTO}\n {PROTO.replace('https if', 'http unless')}"),
    ),
    Guard("SEC008", LAX, "taken back", replaced(LAX, "option", "no option")),
    Guard("SEC008", LAX, "not HTTP", replaced(LAX, "mode http", "mode tcp")),
    Guard("SEC009", PROXIED, "this machine", replaced(PROXIED, "203.0.113.1", "127.0.0.1")),
    Guard("SEC009", PROXIED, "a private network", replaced(PROXIED, "203.0.113.1", "192.168.0.1")),
    Guard(
        "SEC009",
        PROXIED,
        "by rule",
        replaced(PROXIED, "80 accept-proxy", "80\n tcp-request connection expect-proxy layer4 if { src 192.0.2.9 }"),
    ),
    Guard("SEC010", STORE, "a private network", replaced(STORE, "203.0.113.1", "10.0.0.1")),
    Guard("SEC010", STORE, "a rule on the source", STORE + " tcp-request connection reject unless { src 192.0.2.9 }\n"),
    Guard("SEC010", STORE, "another port", replaced(STORE, "1:6379", "1:6000")),
    Guard(
        "SEC010",
        STORE,
        "client certificates",
        replaced(STORE, "1:6379", "1:6379 ssl crt /x ca-file /c verify required"),
    ),
)


@pytest.mark.parametrize("guard", BELIEVING, ids=lambda guard: f"{guard.code}: {guard.why}")
def test_the_rule_believes_what_cannot_be_forged(guard: Guard) -> None:
    assert guard.flagged != guard.silent
    assert guard.code in codes(guard.flagged)
    assert guard.code not in codes(guard.silent)


@pytest.mark.parametrize(
    ("code", "text", "level"),
    [
        ("SEC006", XFF, WARNING),
        ("SEC006", SET, INFO),
        ("SEC007", REAL, WARNING),
        ("SEC007", FRONT.format(PROTO), INFO),
        ("SEC008", LAX, WARNING),
        (
            "SEC008",
            replaced(
                LAX,
                "request",
                "response",
                "backend b\n",
                "backend b\n option accept-unsafe-violations-in-http-response\n",
            ),
            INFO,
        ),
        ("SEC009", PROXIED, WARNING),
        ("SEC009", replaced(PROXIED, "203.0.113.1:", ":"), INFO),
        ("SEC010", STORE, WARNING),
        ("SEC010", replaced(STORE, "203.0.113.1", "*"), INFO),
    ],
)
def test_the_level_follows_who_may_come(code: str, text: str, level: Severity) -> None:
    assert severity(code, text) is level


def test_an_option_that_is_discouraged_and_dangerous_is_one_finding() -> None:
    given = [each.code for each in found(FRONT.format("option accept-invalid-http-request"))]

    assert "SEC008" in given
    assert "VER002" not in given
