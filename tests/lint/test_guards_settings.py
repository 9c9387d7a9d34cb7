"""What the rules of cookies, logs and repeated settings must not flag: the small difference that makes it right."""

from __future__ import annotations

import pytest

from haproxy_model.diagnostics import Severity
from tests.lint.findings import DEFAULTS, apply, codes, found, replaced, severity
from tests.lint.test_guards import GALERA, Guard
from tests.lint.test_guards_security import HTTP

COOKIE = " option redispatch\n cookie S insert indirect nocache\n"
PAIR = " server a 192.0.2.2:80 cookie {}\n server b 192.0.2.3:80 cookie {}\n"
HALF = " server a 192.0.2.2:80 cookie a\n server b 192.0.2.3:80{}\n"
POOL = HTTP + "listen l\n bind :80\n{}"
NO_LINE = POOL.format(PAIR.format("a", "b"))
NO_VALUE = POOL.format(COOKIE + PAIR.replace(" cookie {}", ""))
TWICE = POOL.format(COOKIE + PAIR.format("a", "a"))
LACKING = POOL.format(COOKIE + HALF.format(""))

TWO = "backend b\n {}\n {}\n server s 192.0.2.2:80\n"
SET_TWICE = TWO.format("balance source", "balance first")
LIMITS = " timeout connect 5s\n timeout client 1m\n timeout server 1m\n"
LISTEN = "listen l\n bind :80\n server s 192.0.2.2:80\n"
SCOPE = f"global\n log /dev/log local0\ndefaults\n log global\n{LIMITS}defaults\n{LIMITS}{LISTEN}"
LOGGED = f"global\n log 127.0.0.1:514 local0\ndefaults\n log global\n{LIMITS}{LISTEN}"
JAIL = "global\n chroot /x\n log /dev/log local0\n"

GUARDS = (
    Guard("HA026", NO_LINE, "a cookie line", POOL.format(COOKIE + PAIR.format("a", "b"))),
    Guard("HA026", NO_LINE, "an inherited one", replaced(NO_LINE, "mode http\n", "mode http\n cookie S insert\n")),
    Guard("HA026", NO_LINE, "not HTTP", replaced(NO_LINE, "mode http", "mode tcp")),
    Guard("HA026", NO_LINE, "a line that nobody understands", replaced(NO_LINE, " server a", " keep them\n server a")),
    Guard(
        "HA026", NO_VALUE, "computed ones", replaced(NO_VALUE, "nocache\n", "nocache dynamic\n dynamic-cookie-key x\n")
    ),
    Guard("HA026", NO_VALUE, "one server", replaced(NO_VALUE, " server b 192.0.2.3:80\n", "")),
    Guard("HA026", NO_VALUE, "only a backup beside it", replaced(NO_VALUE, "3:80", "3:80 backup")),
    Guard("HA026", NO_VALUE, "inherited", replaced(NO_VALUE, COOKIE, "", "mode http\n", "mode http\n" + COOKIE)),
    Guard("HA027", TWICE, "two cookies", POOL.format(COOKIE + PAIR.format("a", "b"))),
    Guard("HA027", TWICE, "a backup may stand in", replaced(TWICE, "3:80", "3:80 backup")),
    Guard("HA027", TWICE, "a disabled one", replaced(TWICE, "3:80", "3:80 disabled")),
    Guard("HA027", TWICE, "HA026 says it", POOL.format(PAIR.format("a", "a"))),
    Guard("HA027", TWICE, "a variable", POOL.format(COOKIE + PAIR.format("a", '"$X"'))),
    Guard("HA028", LACKING, "each has one", POOL.format(COOKIE + HALF.format(" cookie b"))),
    Guard("HA028", LACKING, "a backup", POOL.format(COOKIE + HALF.format(" backup"))),
    Guard("HA028", LACKING, "words that nobody knows", POOL.format(COOKIE + HALF.format(' "$X"'))),
    Guard("HA028", LACKING, "computed", replaced(LACKING, "nocache\n", "nocache dynamic\n dynamic-cookie-key x\n")),
    Guard("SYN007", SET_TWICE, "the same twice", TWO.format("balance source", "balance source")),
    Guard("SYN007", SET_TWICE, "two timeouts", TWO.format("timeout connect 1s", "timeout server 2s")),
    Guard("SYN007", SET_TWICE, "of which many count", TWO.format("option persist", "option redispatch")),
    Guard("SYN007", SET_TWICE, "taken back", TWO.format("no option persist", "option persist")),
    Guard(
        "SYN007",
        SET_TWICE,
        "in a branch",
        TWO.format(".if defined(X)\n balance source\n .else", "balance first\n .endif"),
    ),
    Guard("SYN007", SET_TWICE, "a variable", TWO.format('balance "$B"', "balance first")),
    Guard("SYN009", SCOPE, "says it again", replaced(SCOPE, f"defaults\n{LIMITS}", f"defaults\n log global\n{LIMITS}")),
    Guard("SYN009", SCOPE, "named", replaced(SCOPE, f"defaults\n{LIMITS}", f"defaults x\n{LIMITS}")),
    Guard("SYN009", SCOPE, "the proxy says it", replaced(SCOPE, "listen l\n", "listen l\n log global\n")),
    Guard("SYN009", SCOPE, "nobody listens below", replaced(SCOPE, "listen l\n bind :80\n", "backend b\n")),
    Guard("SYN009", SCOPE, "not wanted", replaced(SCOPE, "listen l\n", "listen l\n no log\n")),
    Guard("LOG002", LOGGED, "tcplog", replaced(LOGGED, "log global\n", "log global\n option tcplog\n")),
    Guard("LOG002", LOGGED, "a format", replaced(LOGGED, "listen l\n", "listen l\n log-format %b\n")),
    Guard("LOG002", LOGGED, "no log", replaced(LOGGED, "log global\n", "")),
    Guard("LOG002", LOGGED, "nobody served", replaced(LOGGED, " server s 192.0.2.2:80\n", "")),
    Guard(
        "LOG004",
        DEFAULTS + GALERA,
        "set",
        DEFAULTS + replaced(GALERA, "option httpchk", "option httpchk\n option log-health-checks"),
    ),
    Guard("LOG004", DEFAULTS + GALERA, "no check", DEFAULTS + replaced(GALERA, "check port 9200 ", "")),
    Guard("LOG005", JAIL, "no jail", replaced(JAIL, " chroot /x\n", "")),
    Guard("LOG005", JAIL, "over the network", replaced(JAIL, "/dev/log", "127.0.0.1:514")),
    Guard("LOG005", JAIL, "a stream that is open", replaced(JAIL, "/dev/log", "stdout")),
)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.code}: {guard.why}")
def test_the_rule_looks_away(guard: Guard) -> None:
    assert guard.flagged != guard.silent
    assert guard.code in codes(guard.flagged)
    assert guard.code not in codes(guard.silent)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("balance source", "balance first"),
        ("timeout server 1s", "timeout server 2s"),
        ("cookie A insert", "cookie B insert"),
    ],
)
def test_the_line_without_effect_goes(first: str, second: str) -> None:
    text = HTTP + TWO.format(first, second)
    finding = next(each for each in found(text) if each.code == "SYN007")

    assert finding.fix is not None
    assert finding.fix.applicability == "unsafe"
    assert apply(text, finding) == text.replace(f" {first}\n", "")


def test_checks_are_logged_by_a_safe_fix() -> None:
    text = DEFAULTS + GALERA
    finding = next(each for each in found(text) if each.code == "LOG004")

    assert finding.severity is Severity.INFO
    assert finding.fix is not None
    assert finding.fix.applicability == "safe"
    assert "option log-health-checks" in apply(text, finding)


def test_logs_of_many_listeners_are_told_once() -> None:
    text = LOGGED + LISTEN.replace("listen l", "listen m") + LISTEN.replace("listen l", "listen n")

    assert codes(text).count("LOG002") == 1


CHECK = "backend b\n option httpchk {}\n server a 192.0.2.2:80 check\n server b 192.0.2.3:80 check\n"
QUEUES = (
    "listen q\n bind 192.0.2.1:5672\n balance roundrobin\n"
    " server a 192.0.2.2:5672 check\n server b 192.0.2.3:5672 check\n"
)
CLOSING = POOL.format(" option httpclose\n server a 192.0.2.2:80\n")
TABLE = "backend b\n stick-table type ip size 1k\n stick on src\n server a 192.0.2.2:80\n"
MSSQL = "listen q\n bind 192.0.2.1:1433\n server a 192.0.2.2:1433 check\n server b 192.0.2.3:1433 check\n"
LUA = "global\n lua-load /x.lua\n lua-prepend-path /y/?.lua\n"

REQUESTS = (
    Guard("CHK021", CHECK.format("GET /a example.com"), "a version", CHECK.format("GET /a HTTP/1.1")),
    Guard("CHK021", CHECK.format("GET"), "a path", CHECK.format("/get")),
    Guard("CHK021", CHECK.format("get /a"), "capitals", CHECK.format("PROPFIND /a")),
    Guard("CHK021", CHECK.format("/a HTTP/1.0"), "a method before", CHECK.format("GET /a HTTP/1.0")),
    Guard("CHK021", CHECK.format("GET a"), "every path", CHECK.format("OPTIONS *")),
    Guard("CHK021", CHECK.format("GET a"), "a whole address", CHECK.format("GET http://a/")),
    Guard("CHK021", CHECK.format("GET a"), "a variable", CHECK.format('GET "$A"')),
    Guard("CHK021", CHECK.format("GET a"), "another check", CHECK.format("GET a\n option tcp-check")),
    Guard("PERF002", QUEUES, "leastconn", replaced(QUEUES, "roundrobin", "leastconn")),
    Guard("PERF002", QUEUES, "the less loaded of two", replaced(QUEUES, "roundrobin", "random")),
    Guard(
        "PERF002", replaced(QUEUES, "roundrobin", "random(1)"), "of two", replaced(QUEUES, "roundrobin", "random(2)")
    ),
    Guard("PERF002", QUEUES, "the same server for a client", replaced(QUEUES, "roundrobin", "source")),
    Guard("PERF002", QUEUES, "one active server", replaced(QUEUES, "3:5672", "3:5672 backup")),
    Guard("PERF002", QUEUES, "another port", QUEUES.replace(":5672", ":5673")),
    Guard("PERF003", CLOSING, "taken back", replaced(CLOSING, "option", "no option")),
    Guard("PERF003", CLOSING, "not HTTP", replaced(CLOSING, "mode http", "mode tcp")),
    Guard("PERF005", TABLE, "expire", replaced(TABLE, "1k", "1k expire 1m")),
    Guard("PERF005", TABLE, "one key", replaced(TABLE, "src", "dst")),
    Guard("PERF005", TABLE, "keys of a type of few", replaced(TABLE, "type ip", "type integer")),
    Guard(
        "PERF005",
        TABLE,
        "another table",
        replaced(TABLE, "src", "src table c") + "backend c\n stick-table type ip size 1 expire 1m\n",
    ),
    Guard("SVC007", MSSQL, "one active server", replaced(MSSQL, "3:1433", "3:1433 backup")),
    Guard("SVC007", MSSQL, "an agent", MSSQL.replace("check", "check agent-check agent-port 99")),
    Guard(
        "SVC007",
        MSSQL,
        "steps that may ask",
        replaced(MSSQL, " server a", " option tcp-check\n tcp-check expect string x\n server a"),
    ),
    Guard("SVC007", MSSQL, "readers by name", replaced(MSSQL, "listen q", "listen q_readonly")),
    Guard("SVC007", MSSQL, "readers by marker", replaced(MSSQL, "listen q", "listen q # haproxy-model: role=reader")),
    Guard("REF012", LUA, "before", "global\n lua-prepend-path /y/?.lua\n lua-load /x.lua\n"),
    Guard("REF012", LUA, "for the next script", LUA + " lua-load /z.lua\n"),
)


@pytest.mark.parametrize("guard", REQUESTS, ids=lambda guard: f"{guard.code}: {guard.why}")
def test_the_other_rule_looks_away(guard: Guard) -> None:
    before = "" if guard.flagged.startswith(("defaults", "global")) else DEFAULTS

    assert guard.flagged != guard.silent
    assert guard.code in codes(before + guard.flagged)
    assert guard.code not in codes(before + guard.silent)


def test_a_table_that_is_full_for_good_is_worse() -> None:
    levels = [severity("PERF005", DEFAULTS + replaced(TABLE, "1k", f"1k{word}")) for word in ("", " nopurge")]

    assert levels == [Severity.INFO, Severity.WARNING]


CHECKED = " server {} 192.0.2.{}:80 check inter 2s{}\n"
THREE = "backend b\n" + "".join(CHECKED.format(name, n, "") for name, n in (("a", 1), ("c", 2), ("d", 3)))
SPARE = "backend b\n balance source\n server a 192.0.2.2:80 check\n server c 192.0.2.3:80 check backup\n"
ORDER = "backend b\n server a 192.0.2.2:80 check inter 2s\n server c 192.0.2.3:80 inter 2s check\n"
GLOBALS = "global\n log /dev/log local0\n{}global\n maxconn 9\n"

STYLE = (
    Guard("STY001", SPARE, "two can be chosen", replaced(SPARE, " backup", "")),
    Guard("STY001", SPARE, "all backups are chosen", replaced(SPARE, " balance", " option allbackups\n balance")),
    Guard("STY001", SPARE, "words that nobody knows", replaced(SPARE, "2:80", '2:80 "$X"')),
    Guard("STY002", THREE, "one differs", replaced(THREE, "3:80 check inter 2s", "3:80")),
    Guard("STY002", THREE, "two servers", replaced(THREE, CHECKED.format("d", 3, ""), "")),
    Guard("STY003", replaced(THREE, "3:80 check inter 2s", "3:80 check inter 2000"), "all have one", THREE),
    Guard(
        "STY003",
        replaced(THREE, "3:80 check inter 2s", "3:80 check inter 2000"),
        "none has one",
        THREE.replace("2s", "2"),
    ),
    Guard("STY005", GLOBALS.format(""), "one", replaced(GLOBALS, "{}global\n", "")),
    Guard("STY006", ORDER, "one order", replaced(ORDER, "inter 2s check", "check inter 2s")),
    Guard("STY006", ORDER, "other ones", replaced(ORDER, "inter 2s check", "weight 2 check")),
)


@pytest.mark.parametrize("guard", STYLE, ids=lambda guard: f"{guard.code}: {guard.why}")
def test_the_rule_of_style_looks_away(guard: Guard) -> None:
    assert guard.flagged != guard.silent
    assert guard.code in codes(guard.flagged, select=[guard.code])
    assert guard.code not in codes(guard.silent, select=[guard.code])


def test_style_is_a_question_that_must_be_asked() -> None:
    assert not [code for code in codes(DEFAULTS + THREE + SPARE + ORDER) if code.startswith("STY")]
