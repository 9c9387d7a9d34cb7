"""GAL: beside each configuration that a rule flags, the small difference that makes it right, and how bad it is."""

from __future__ import annotations

import pytest

from haproxy_model.diagnostics import Severity
from tests.lint.findings import assert_looks_away, assert_mended, codes, found, replaced, severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

#: one writer, whatever happens: nothing to find
CLASSIC = """\
global
 hard-stop-after 30m
defaults
 timeout connect 5s
 timeout client 2h
 timeout server 2h
listen galera
 bind 192.0.2.1:3306
 option httpchk
 http-check expect status 200
 default-server check port 9200 inter 1s on-marked-down shutdown-sessions
 server a 192.0.2.2:3306 on-marked-up shutdown-backup-sessions
 server b 192.0.2.3:3306 backup
"""
THREE = CLASSIC + " server c 192.0.2.4:3306 backup\n"
#: all backups under one stick key, handed over on reload: nothing to find either
STICKY = replaced(
    THREE,
    "listen", "peers p\n peer me 127.0.0.1:1024\nlisten",
    " option httpchk", " option httpchk\n stick-table type integer size 10 peers p\n stick on int(1)",
    " on-marked-up shutdown-backup-sessions", " backup",
)  # fmt: skip
MANY = replaced(CLASSIC, " backup\n", "\n")
LIMITED = replaced(CLASSIC, "inter 1s", "inter 1s maxconn 500")
FIRST = replaced(MANY, " option", " balance first\n option")
BY_CLIENT = replaced(CLASSIC, " option", " stick-table type ip size 1k\n stick on src\n option")
DIRECTED = replaced(CLASSIC, " option", " use-server b if { src 192.0.2.99 }\n option")
PERSISTING = replaced(STICKY, " option", " option persist\n option")
SECOND = """\
listen galera_public
 bind 198.51.100.1:3306
 option httpchk
 http-check expect status 200
 default-server check port 9200 inter 1s on-marked-down shutdown-sessions
 server b 192.0.2.3:3306 on-marked-up shutdown-backup-sessions
 server a 192.0.2.2:3306 backup
"""
SAME = replaced(SECOND, "server b 192.0.2.3", "server x 192.0.2.2", "server a 192.0.2.2", "server y 192.0.2.3")
DIFFERENT = CLASSIC + SECOND
APART = CLASSIC + replaced(SAME, "inter 1s", "inter 1s fall 9")
MYSQL = replaced(CLASSIC, "httpchk\n http-check expect status 200", "mysql-check user x")
ON_MYSQL = replaced(CLASSIC, " port 9200", "")
BLIND = replaced(ON_MYSQL, " option httpchk\n http-check expect status 200\n", "")
NO_USER = replaced(BLIND, " default", " option mysql-check\n default")
UNCHECKED = replaced(CLASSIC, "2:3306", "2:3306 no-check")
AGENT = replaced(CLASSIC, "2:3306", "2:3306 no-check agent-check agent-port 9300")
MIXED = replaced(CLASSIC, "3:3306", "3:3306 port 9201")
KEEPS = replaced(CLASSIC, " on-marked-down shutdown-sessions", "")
RETURNS = replaced(CLASSIC, " on-marked-up shutdown-backup-sessions", "")
IDLE = replaced(CLASSIC, "3306 backup", "3306 backup on-marked-up shutdown-backup-sessions")
DST = replaced(STICKY, "int(1)", "dst", "type integer", "type ip")
TWO_ADDRESSES = replaced(DST, " option", " bind 198.51.100.1:3306\n option")
SMALL = replaced(STICKY, "size 10", "size 1 nopurge")
FORGETS = replaced(STICKY, "size 10", "size 10 expire 1h")
REDISPATCHING = replaced(STICKY, " timeout connect", " option redispatch\n timeout connect")
ALONE = replaced(STICKY, " peers p", "")
RACE = replaced(STICKY, "3306 backup", "3306")
RELOAD = replaced(CLASSIC, " hard-stop-after 30m\n", " maxconn 100\n")
STARTING = replaced(CLASSIC, "inter 1s", "inter 9s")
DRAINED = replaced(CLASSIC, " option httpchk\n", " option httpchk\n http-check disable-on-404\n")
WEIGHTLESS = replaced(THREE, "2:3306", "2:3306 weight 0")
SINGLE = replaced(CLASSIC, " server b 192.0.2.3:3306 backup\n", "")
HTTP = replaced(CLASSIC, "listen galera\n", "listen galera\n mode http\n")
SHORT = replaced(CLASSIC, "client 2h", "client 1m")
SLOW = replaced(CLASSIC, "connect 5s", "connect 5s\n timeout check 20s")
CHAIN = """\
defaults
 timeout connect 5s
 timeout client 2h
 timeout server 2h
frontend galera
 bind 192.0.2.1:3306
 use_backend one if { nbsrv(one) gt 0 }
 default_backend two
backend one
 server a 192.0.2.2:3306 check
backend two
 server b 192.0.2.3:3306 check
"""
READERS = CLASSIC + replaced(SAME, "galera_public", "reports", "3306 backup", "3306")

GUARDS = [
    (
        "GAL001",
        MANY,
        "a check that the writer alone answers",
        replaced(MANY, "galera\n", "galera # haproxy-model: elected-by-check\n"),
    ),
    ("GAL001", MANY, "one stick key", replaced(STICKY, "3306 backup", "3306")),
    ("GAL003", BY_CLIENT, "one key", STICKY),
    ("GAL003", BY_CLIENT, "nothing is looked for", replaced(BY_CLIENT, "stick on", "stick store-request")),
    ("GAL003", BY_CLIENT, "the backup is never stored", replaced(BY_CLIENT, "3306 backup", "3306 backup non-stick")),
    ("GAL003", BY_CLIENT, "a table that nobody fills", replaced(BY_CLIENT, "stick on", "stick match")),
    ("GAL003", BY_CLIENT, "a condition that never holds", replaced(BY_CLIENT, "on src", "on src if FALSE")),
    ("GAL004", FIRST, "one active", replaced(FIRST, "3:3306", "3:3306 backup")),
    ("GAL005", DIRECTED, "where everybody goes", replaced(DIRECTED, "use-server b", "use-server a")),
    ("GAL005", DIRECTED, "never", replaced(DIRECTED, "if { src 192.0.2.99 }", "if FALSE")),
    ("GAL005", DIRECTED, "a server in maintenance", replaced(DIRECTED, "3:3306", "3:3306 disabled")),
    ("GAL005", PERSISTING, "taken back", replaced(PERSISTING, "option persist", "no option persist")),
    ("GAL006", DIFFERENT, "the same order", CLASSIC + SAME),
    ("GAL006", DIFFERENT, "a reader", replaced(DIFFERENT, "galera_public", "galera_read")),
    (
        "GAL006",
        DIFFERENT,
        "another cluster",
        CLASSIC + replaced(SECOND, "192.0.2.3", "192.0.2.13", "192.0.2.2", "192.0.2.12"),
    ),
    (
        "GAL006",
        DIFFERENT,
        "shards",
        replaced(DIFFERENT, "galera_public\n", "galera_public # haproxy-model: shard=two\n"),
    ),
    (
        "GAL006",
        DIFFERENT,
        "a backend that nobody uses",
        replaced(DIFFERENT, "listen galera_public\n bind 198.51.100.1:3306\n", "backend galera_public\n"),
    ),
    (
        "GAL007",
        APART,
        "one view",
        CLASSIC
        + replaced(
            SAME, "check port 9200 inter 1s ", "", "2:3306", "2:3306 track galera/a", "3:3306", "3:3306 track galera/b"
        ),
    ),
    ("GAL011", ON_MYSQL, "the page", CLASSIC),
    ("GAL011", ON_MYSQL, "connect", replaced(ON_MYSQL, "httpchk", "httpchk\n http-check connect port 9200")),
    ("GAL012", BLIND, "the page", CLASSIC),
    ("GAL012", BLIND, "an agent", replaced(BLIND, " check ", " check agent-check agent-port 9 ")),
    (
        "GAL012",
        BLIND,
        "an answer",
        replaced(BLIND, " default", " option tcp-check\n tcp-check expect string x\n default"),
    ),
    ("GAL012", BLIND, "no Galera", replaced(BLIND, "listen galera", "listen mysql")),
    ("GAL013", NO_USER, "a user", replaced(NO_USER, "mysql-check", "mysql-check user x")),
    ("GAL013", NO_USER, "GAL010 says more", replaced(NO_USER, "check inter", "check port 9200 inter")),
    ("GAL014", UNCHECKED, "track", replaced(UNCHECKED, "no-check", "no-check track galera/b")),
    ("GAL014", UNCHECKED, "maintenance", replaced(UNCHECKED, "no-check", "no-check disabled")),
    ("GAL014", UNCHECKED, "a local socket", replaced(UNCHECKED, "192.0.2.2:3306", "/run/mysql.sock")),
    ("GAL015", MIXED, "one port", CLASSIC),
    (
        "GAL015",
        replaced(MIXED, "port 9201", "inter 7s"),
        "an address for each",
        replaced(CLASSIC, "2:3306", "2:3306 addr 192.0.2.2", "3:3306", "3:3306 addr 192.0.2.3"),
    ),
    ("GAL020", KEEPS, "closed", CLASSIC),
    ("GAL021", RETURNS, "closed", CLASSIC),
    ("GAL021", RETURNS, "never down", replaced(RETURNS, "2:3306", "2:3306 no-check")),
    ("GAL021", RETURNS, "one key", STICKY),
    ("GAL022", THREE, "two servers", CLASSIC),
    ("GAL022", THREE, "one key", STICKY),
    ("GAL022", THREE, "GAL021 comes first", replaced(THREE, " on-marked-up shutdown-backup-sessions", "")),
    ("GAL023", IDLE, "an active server", CLASSIC),
    (
        "GAL023",
        IDLE,
        "for all, and one needs it",
        replaced(CLASSIC, "check port", "on-marked-up shutdown-backup-sessions check port"),
    ),
    ("GAL024", TWO_ADDRESSES, "one address", DST),
    ("GAL024", TWO_ADDRESSES, "one key", replaced(STICKY, " option", " bind 198.51.100.1:3306\n option")),
    (
        "GAL024",
        replaced(DST, "192.0.2.1:", "*:"),
        "one port of a wildcard",
        replaced(DST, "192.0.2.1:", "*:", "on dst", "on dst_port"),
    ),
    ("GAL025", SMALL, "room", replaced(SMALL, "size 1 ", "size 2 ")),
    ("GAL025", SMALL, "purged", replaced(SMALL, " nopurge", "")),
    ("GAL025", FORGETS, "long enough", replaced(FORGETS, "expire 1h", "expire 3h")),
    ("GAL026", REDISPATCHING, "taken back", replaced(REDISPATCHING, "int(1)\n", "int(1)\n no option redispatch\n")),
    ("GAL026", REDISPATCHING, "no second try", replaced(REDISPATCHING, "int(1)\n", "int(1)\n retries 0\n")),
    ("GAL027", ALONE, "peers", STICKY),
    (
        "GAL027",
        replaced(STICKY, "hard-stop-after 30m", "hard-stop-after 30m\n localpeer other"),
        "its name",
        replaced(STICKY, "hard-stop-after 30m", "hard-stop-after 30m\n localpeer me"),
    ),
    ("GAL028", RACE, "backups", STICKY),
    ("GAL040", LIMITED, "no limit", CLASSIC),
    (
        "GAL040",
        replaced(CLASSIC, "2:3306", "2:3306 maxconn 9"),
        "a limit of 0",
        replaced(CLASSIC, "2:3306", "2:3306 maxconn 0"),
    ),
    ("GAL030", RELOAD, "hard-stop-after", CLASSIC),
    ("GAL031", STARTING, "soon", CLASSIC),
    ("GAL031", STARTING, "down first", replaced(STARTING, "check port", "init-state down check port")),
    ("GAL032", DRAINED, "marked down", CLASSIC),
    ("GAL033", WEIGHTLESS, "an active server", THREE),
    ("GAL033", WEIGHTLESS, "all backups", replaced(WEIGHTLESS, "weight 0", "backup")),
    ("HA004", SINGLE.replace("galera", "app").replace("3306", "80"), "a cluster, of which GAL034 speaks", SINGLE),
    ("GAL034", SINGLE, "a standby", CLASSIC),
    (
        "GAL034",
        SINGLE,
        "no Galera",
        replaced(
            SINGLE,
            "listen galera",
            "listen mysql",
            " port 9200",
            "",
            "option httpchk\n http-check expect status 200",
            "option tcp-check",
        ),
    ),
    ("GAL034", SINGLE, "several backends of one frontend", CHAIN),
    ("GAL034", SINGLE, "a variable", replaced(SINGLE, "server a", 'server "$NAME"')),
    ("GAL035", HTTP, "mode tcp", CLASSIC),
    ("GAL036", SHORT, "long", CLASSIC),
    ("GAL036", SHORT, "a tunnel", replaced(SHORT, " option", " timeout tunnel 2h\n option")),
    ("GAL036", SHORT, "no limit", replaced(SHORT, "client 1m", "client 0")),
    ("GAL037", SLOW, "quick", CLASSIC),
    ("GAL038", CHAIN, "no question", replaced(CHAIN, "{ nbsrv(one) gt 0 }", "{ src 192.0.2.9 }")),
    ("GAL039", READERS, "a name", replaced(READERS, "listen reports", "listen reports_read")),
    ("GAL039", READERS, "a marker", replaced(READERS, "reports\n", "reports # haproxy-model: role=reader\n")),
    (
        "GAL039",
        READERS,
        "a writer by its marker",
        replaced(READERS, "reports\n", "reports # haproxy-model: role=writer\n"),
    ),
]


@pytest.mark.parametrize(("code", "flagged", "why", "silent"), GUARDS, ids=[f"{each[0]}: {each[2]}" for each in GUARDS])
def test_the_rule_looks_away(code: str, flagged: str, why: str, silent: str) -> None:
    assert_looks_away(code, flagged, silent)


@pytest.mark.parametrize("text", [CLASSIC, STICKY])
def test_a_pool_with_one_writer_has_no_finding_of_the_family(text: str) -> None:
    assert codes(text, select=["GAL", "CHK", "OST"]) == []


@pytest.mark.parametrize(
    ("code", "text", "level"),
    [
        ("GAL001", MANY, ERROR),
        ("GAL001", replaced(MANY, "3:3306", '3:3306 "$X"'), WARNING),
        ("GAL001", replaced(MANY, "listen galera\n bind 192.0.2.1:3306\n", "backend galera\n"), WARNING),
        ("GAL003", BY_CLIENT, ERROR),
        ("GAL004", FIRST, WARNING),
        ("GAL004", replaced(FIRST, "2:3306", "2:3306 maxconn 9"), ERROR),
        ("GAL004", replaced(FIRST, " option", " option redispatch\n option"), ERROR),
        ("GAL005", DIRECTED, ERROR),
        ("GAL005", replaced(CLASSIC, " option", " tcp-request content set-dst src\n option"), INFO),
        ("GAL006", DIFFERENT, ERROR),
        ("GAL007", APART, WARNING),
        ("GAL007", CLASSIC + SAME, INFO),
        ("GAL014", UNCHECKED, ERROR),
        ("GAL014", replaced(CLASSIC, "3:3306", "3:3306 no-check"), INFO),
        ("GAL014", AGENT, WARNING),
        ("GAL015", MIXED, WARNING),
        ("GAL015", replaced(MIXED, "port 9201", "inter 7s"), INFO),
        ("GAL020", KEEPS, ERROR),
        (
            "GAL020",
            replaced(KEEPS, " port 9200", "", "option httpchk\n http-check expect status 200", "option tcp-check"),
            INFO,
        ),
        ("GAL024", TWO_ADDRESSES, ERROR),
        ("GAL024", replaced(DST, "192.0.2.1:", "*:"), WARNING),
        ("GAL025", SMALL, ERROR),
        ("GAL025", FORGETS, WARNING),
        ("GAL030", RELOAD, WARNING),
        ("GAL030", replaced(RELOAD, "maxconn 100", "mworker-max-reloads 3"), INFO),
        ("GAL030", replaced(CLASSIC, "global\n hard-stop-after 30m\n", ""), INFO),
        ("GAL030", replaced(RELOAD, "listen galera", "listen app", "3306", "8000", "9200", "8001"), INFO),
        ("GAL035", HTTP, ERROR),
    ],
)
def test_severity_follows_what_is_known(code: str, text: str, level: Severity) -> None:
    assert severity(code, text) is level


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("GAL001", MANY),
        ("GAL003", BY_CLIENT),
        ("GAL004", FIRST),
        ("GAL006", DIFFERENT),
        ("GAL014", UNCHECKED),
        (
            "GAL014",
            replaced(
                CLASSIC,
                "2:3306",
                "2:3306 no-check",
                "check port 9200 inter",
                "inter",
                "backup\n",
                "backup check port 9200\n",
            ),
        ),
        ("GAL021", RETURNS),
        ("GAL023", IDLE),
        ("GAL024", TWO_ADDRESSES),
        ("GAL025", SMALL),
        ("GAL026", REDISPATCHING),
        ("GAL026", replaced(STICKY, "int(1)\n", "int(1)\n option redispatch\n")),
        ("GAL028", RACE),
        ("GAL030", RELOAD),
        ("GAL032", DRAINED),
        ("GAL035", HTTP),
        ("GAL035", replaced(CLASSIC, "defaults\n", "defaults\n mode http\n")),
        ("GAL036", SHORT),
        ("GAL036", replaced(CLASSIC, " option", " timeout tunnel 1m\n option")),
        ("GAL037", SLOW),
    ],
)
def test_a_fix_silences_its_rule(code: str, text: str) -> None:
    assert_mended(code, text)


def test_a_health_page_is_assumed_only_where_the_user_says_so() -> None:
    assert next(each for each in found(ON_MYSQL) if each.code == "GAL011").fix is None
    assert "port 9200" in assert_mended("GAL011", ON_MYSQL, options={"galera.assume_clustercheck": "yes"})


@pytest.mark.parametrize(
    ("code", "text", "option"),
    [
        ("GAL001", MANY, {"galera.check_elects_writer": "yes"}),
        ("GAL012", BLIND, {"galera.allow_tcp_check": "yes"}),
        ("GAL021", RETURNS, {"galera.accept_failback_overlap": "yes"}),
        ("GAL027", ALONE, {"reload.happens": "no"}),
        ("GAL030", RELOAD, {"reload.happens": "no"}),
        ("GAL031", STARTING, {"galera.max_startup": "10s"}),
        ("GAL032", replaced(CLASSIC, "check port", "agent-check agent-port 9 check port"), {"agent.may_drain": "no"}),
        ("GAL034", SINGLE, {"galera.min_servers": "1"}),
        ("GAL036", SHORT, {"database.min_idle": "1m"}),
        ("GAL037", SLOW, {"galera.max_failover": "2m"}),
    ],
)
def test_an_option_accepts_it(code: str, text: str, option: dict[str, str]) -> None:
    assert code in codes(text)
    assert code not in codes(text, options=option)


def test_an_option_makes_a_double_failure_a_lesser_worry() -> None:
    assert severity("GAL022", THREE) is WARNING
    assert severity("GAL022", THREE, options={"galera.accept_double_failure": "yes"}) is INFO


def test_an_option_names_the_server_that_stays_active() -> None:
    fixed = assert_mended("GAL001", MANY, options={"galera.first_server": "b"})

    assert " server a 192.0.2.2:3306 on-marked-up shutdown-backup-sessions backup\n" in fixed


def test_an_option_tells_where_mysql_is_spoken() -> None:
    other = replaced(MANY, "3306", "4306", " port 9200", " port 9300", "listen galera", "listen store")

    assert "GAL001" not in codes(other)
    assert "GAL001" in codes(other, options={"galera.mysql_ports": "4306", "galera.http_check_ports": "9300"})


def test_each_rule_for_a_server_is_judged_by_itself() -> None:
    rules = " use-server a if { src 192.0.2.99 }\n use-server b if { src 192.0.2.98 }\n option"
    messages = [each.message for each in found(replaced(STICKY, " option", rules), select=["GAL005"])]

    assert [message.partition(":")[0] for message in messages] == [
        "with `a` back after it was down, `use-server` sends some connections to `a` AND the others go to `b`",
        "with every node up, `use-server` sends some connections to `b` AND the others go to `a`",
    ]


def test_a_pool_whose_servers_are_all_disabled_sends_nobody_anywhere() -> None:
    assert "GAL005" not in codes(replaced(DIRECTED, "check port 9200", "check port 9200 disabled"))


def test_one_fact_is_said_by_one_rule() -> None:
    assert "CHK001" not in codes(UNCHECKED)
    assert "OST001" not in codes(ON_MYSQL)
    assert "GAL001" not in codes(READERS)


def test_the_trace_of_a_double_failure_is_that_of_the_proof() -> None:
    message = next(each.message for each in found(THREE) if each.code == "GAL022")

    assert message.startswith(
        "`a` goes down, `b` goes down, `b` comes up: sessions on `b` and `c`, new connections to `b`"
    )


def test_a_disagreement_behind_a_common_writer_is_found() -> None:
    second = replaced(
        SAME + " server c 192.0.2.4:3306 backup\n",
        "server y 192.0.2.3",
        "server z 192.0.2.4",
        "server c 192.0.2.4",
        "server y 192.0.2.3",
    )
    message = next(each.message for each in found(THREE + second) if each.code == "GAL006")

    assert message.startswith("with `a` down, `listen galera_public` sends new connections to `z`")
