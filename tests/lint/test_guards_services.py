"""What the rules of timeouts, services, references and names must not flag, beside what they flag."""

from __future__ import annotations

import pytest

from haproxy_model.diagnostics import Severity
from tests.lint.findings import DEFAULTS, codes, found, severity
from tests.lint.test_guards import POOL, TWO, Guard, replaced

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

PAIR = POOL.format(TWO.format(" check"))
HTTP = replaced(PAIR, "app\n", "app\n mode http\n")
LIMITED = replaced(HTTP, "http\n", "http\n timeout http-request {}\n")
UNUSED = "defaults\n timeout http-request 9s\n" + PAIR
BARE = replaced(PAIR, "app\n", "app\n timeout {}\n")
TCP = replaced(PAIR, "app\n", "app\n timeout client {}\n timeout server {}\n")
CHAT = replaced(HTTP, "listen app", "listen websocket")
WRONG = "frontend f\n bind :80\n {} 5s\n default_backend b\nbackend b\n {} 5s\n server a 192.0.2.2:80\n"
SLOW = replaced(PAIR, "app\n", "app\n timeout connect {}\n retries {}\n")
POSTGRES = PAIR.replace("app", "postgres").replace(":80", ":5432")
PATRONI = replaced(POSTGRES, " check", " check port 8008", "postgres\n", "postgres\n option httpchk\n")
REDIS = PAIR.replace("app", "redis").replace(":80", ":6379")
ROLE = replaced(
    REDIS,
    "redis\n",
    "redis\n option tcp-check\n tcp-check send info\\ replication\\r\\n tcp-check expect string role:master\n",
).replace("\\r\\n tcp", "\\r\\n\n tcp")
QUEUE = PAIR.replace("app", "rabbitmq").replace(":80", ":5672")
API = PAIR.replace("app", "api").replace(":80", ":6443")
READY = replaced(API, "api\n", "api\n option httpchk GET /readyz\n timeout client 10m\n timeout server 10m\n")
QUORUM = PAIR.replace("app", "etcd").replace(":80", ":2379")
ACL = "frontend f\n bind :80\n acl x src 192.0.2.1\n {}\n default_backend b\nbackend b\n{}"
SPARE = "frontend f\n bind :80\n default_backend b\nbackend b\n{}\nbackend c\n{}\n"
CHOICE = "frontend f\n bind :80\n mode http\n use_backend b if {{ src 192.0.2.1 }}\n{}backend b\n mode http\n"
MODES = "frontend f\n bind :80\n{} default_backend b\nbackend b\n mode {}\n"
NAMED = PAIR.replace("192.0.2.2", "a.example").replace("192.0.2.3", "b.example")
DATABASE = NAMED.replace("app", "galera").replace(":80", ":3306")
ASKED = "resolvers r\n nameserver a {}:53\n{}"

GUARDS = (
    Guard("TMO002", HTTP, "a limit", LIMITED.format("10s")),
    Guard("TMO002", LIMITED.format("2m"), "short enough", LIMITED.format("60s")),
    Guard("TMO002", LIMITED.format("0"), "a variable", LIMITED.format('"$T"')),
    Guard("TMO002", HTTP, "mode tcp", PAIR),
    Guard("TMO002", HTTP, "nothing listens", HTTP.replace(" bind 192.0.2.1:80\n", "")),
    Guard("TMO003", UNUSED, "one of them HTTP", UNUSED + HTTP.replace("app", "web")),
    Guard("TMO003", UNUSED, "nobody uses it", replaced(UNUSED, PAIR, "")),
    Guard("TMO004", BARE.format("server 30"), "a unit", BARE.format("server 30ms")),
    Guard("TMO004", BARE.format("server 30"), "none", BARE.format("server 0")),
    Guard("TMO004", BARE.format("server 999"), "as many as are meant", BARE.format("server 1000")),
    Guard("TMO005", TCP.format("1m", "2m"), "equal", TCP.format("60s", "1m")),
    Guard("TMO005", TCP.format("1m", "2m"), "a tunnel", TCP.format("1m", "2m\n timeout tunnel 1h")),
    Guard("TMO005", TCP.format("1m", "2m"), "unlimited", TCP.format("1m", "0")),
    Guard("TMO005", TCP.format("1m", "2m"), "HTTP", TCP.format("1m", "2m\n mode http")),
    Guard("TMO006", CHAT, "a tunnel", replaced(CHAT, "http\n", "http\n timeout tunnel 1h\n")),
    Guard("TMO006", CHAT, "long enough", replaced(CHAT, "http\n", "http\n timeout server 1h\n")),
    Guard("TMO006", CHAT, "mode tcp", CHAT.replace("http", "tcp")),
    Guard("TMO006", CHAT, "no sign of it", HTTP),
    Guard("TMO007", WRONG.format("timeout server", "timeout server"), "its side",
          WRONG.format("timeout client", "timeout server")),
    Guard("TMO007", WRONG.format("timeout client", "timeout http-request"), "waiting for a body",
          WRONG.format("timeout client", "mode http\n option http-buffer-request\n timeout http-request")),
    Guard("TMO008", SLOW.format("10s", 3), "few tries", SLOW.format("10s", 2)),
    Guard("TMO008", SLOW.format("10s", 3), "short", SLOW.format("7500", 3)),
    Guard("SVC001", POSTGRES, "the role", replaced(POSTGRES, "postgres\n", "postgres\n option httpchk /primary\n")),
    Guard("SVC001", POSTGRES, "a step that may ask", replaced(POSTGRES, "postgres\n",
          "postgres\n option tcp-check\n tcp-check expect string t\n")),
    Guard("SVC001", POSTGRES, "an agent", POSTGRES.replace("check", "check agent-check agent-port 9")),
    Guard("SVC001", POSTGRES, "a script", POSTGRES.replace("check", "check port 23267")),
    Guard("SVC001", POSTGRES, "readers", POSTGRES.replace("postgres", "postgres_read")),
    Guard("SVC001", POSTGRES, "a pooler", POSTGRES.replace("postgres", "pgbouncer")),
    Guard("SVC001", POSTGRES, "one active", POSTGRES.replace("3:5432 check", "3:5432 check backup")),
    Guard("SVC002", ROLE, "closed", ROLE.replace("check\n", "check on-marked-down shutdown-sessions\n")
          .replace("tcp-check on-marked-down shutdown-sessions\n", "tcp-check\n")),
    Guard("SVC002", ROLE, "one server", ROLE.partition(" server b")[0]),
    Guard("SVC003", REDIS, "the role", ROLE),
    Guard("SVC003", REDIS, "readers", REDIS.replace("redis", "redis-slaves")),
    Guard("SVC003", REDIS, "a cluster", REDIS.replace("redis", "redis_cluster")),
    Guard("SVC003", REDIS, "one active", REDIS.replace("3:6379 check", "3:6379 check backup")),
    Guard("SVC004", QUEUE, "long", replaced(QUEUE, "mq\n", "mq\n timeout client 3h\n timeout server 3h\n")),
    Guard("SVC004", QUEUE, "a tunnel", replaced(QUEUE, "mq\n", "mq\n timeout tunnel 3h\n")),
    Guard("SVC004", QUEUE, "heartbeats", replaced(QUEUE, "mq\n", "mq # haproxy-model: heartbeat=30s\n")),
    Guard("SVC005", READY, "over TLS", READY.replace("check\n", "check check-ssl verify none\n")),
    Guard("SVC006", QUORUM, "source", replaced(QUORUM, "etcd\n", "etcd\n balance source\n")),
    Guard("SVC006", QUORUM, "one active", QUORUM.replace("3:2379 check", "3:2379 check backup")),
    Guard("REF006", SPARE.format("", "").replace("f\n", "c\n"), "another name", SPARE.format("", ""), "3.0"),
    Guard("REF008", ACL.format("", ""), "used", ACL.format("tcp-request content reject if !x", "")),
    Guard("REF008", ACL.format("", ""), "in another branch",
          ACL.format(".if version_atleast(9.0)\n tcp-request content reject if x\n .endif", "")),
    Guard("REF008", SPARE.format("", ""), "asked", SPARE.format(" tcp-request content reject if { nbsrv(c) 0 }", "")),
    Guard("REF008", SPARE.format("", ""), "a table",
          SPARE.format(" tcp-request content track-sc0 src table c", " stick-table type ip size 1k")),
    Guard("REF008", SPARE.format("", ""), "any backend", SPARE.format("", "") + "frontend g\n use_backend %[src]\n"),
    Guard("REF008", SPARE.format("", ""), "Lua", "global\n lua-load /x\n" + SPARE.format("", "")),
    Guard("REF008", SPARE.format("", ""), "disabled", SPARE.format("", " disabled")),
    Guard("REF008", SPARE.format("", ""), "a part", "backend c\n"),
    Guard("REF009", CHOICE.format(""), "a default", CHOICE.format(" default_backend b\n")),
    Guard("REF009", CHOICE.format(""), "the rest", CHOICE.format(" use_backend b\n")),
    Guard("REF009", CHOICE.format(""), "its opposite", CHOICE.format(" use_backend b if !{ src 192.0.2.1 }\n")),
    Guard("REF009", CHOICE.format(""), "unless", CHOICE.format(" use_backend b unless { src 192.0.2.1 }\n")),
    Guard("REF009", CHOICE.format(""), "the rest in clear", CHOICE.format(" redirect scheme https if !{ ssl_fc }\n")),
    Guard("REF009", CHOICE.format(""), "what the rules leave of the rest in clear",
          CHOICE.format(" redirect scheme https if !{ ssl_fc } !{ src 192.0.2.1 }\n")),
    Guard("REF009", CHOICE.format(""), "one of several in clear",
          CHOICE.format(" redirect scheme https if { path / } or !{ ssl_fc }\n")),
    Guard("REF009", CHOICE.format(""), "the rest in clear, by a name",
          CHOICE.format(" acl over_tls ssl_fc\n redirect scheme https unless over_tls\n")),
    Guard("REF009", CHOICE.format(""), "an answer", CHOICE.format(" http-request return status 404\n")),
    Guard("REF009", "frontend f\n bind :80\n mode http\n", "a page", "frontend f\n bind :80\n monitor-uri /\n"),
    Guard("REF009", "frontend f\n bind :80\n mode http\n", "a redirect",
          "frontend f\n bind :80\n redirect location /x if { src ::1 }\n"),
    Guard("REF010", MODES.format("", "http"), "the same", MODES.format(" mode http\n", "http")),
    Guard("REF010", MODES.format("", "http"), "on purpose",
          MODES.format(" tcp-request content switch-mode http if HTTP\n", "http")),
    Guard("REF010", MODES.format("", "http"), "a marker",
          MODES.format("", "http").replace("f\n", "f # haproxy-model: upgrade\n")),
    Guard("DNS001", NAMED, "addresses", PAIR),
    Guard("DNS001", NAMED, "a database, whose names DNS002 speaks of", DATABASE),
    Guard("DNS001", NAMED, "this machine", NAMED.replace("a.example", "localhost").replace("b.example", "::1")),
    Guard("DNS001", NAMED, "resolved", NAMED.replace(" check", " resolvers r init-addr none")),
    Guard("DNS002", DATABASE, "addresses", DATABASE.replace("a.example", "::1").replace("b.example", "::2")),
    Guard("DNS002", DATABASE, "no database", NAMED),
    Guard("DNS003", ASKED.format("192.0.2.1", ""), "two", ASKED.format("192.0.2.1", " nameserver b ::9:53\n")),
    Guard("DNS003", ASKED.format("192.0.2.1", ""), "on this machine", ASKED.format("127.0.0.1", "")),
    Guard("DNS003", ASKED.format("192.0.2.1", ""), "more elsewhere", ASKED.format("192.0.2.1", " parse-resolv-conf\n")),
    Guard("DNS003", ASKED.format("127.0.0.1", " hold valid 500\n"), "longer",
          ASKED.format("127.0.0.1", " hold valid 9s\n")),
)  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.code}: {guard.why}")
def test_the_rule_looks_away(guard: Guard) -> None:
    assert guard.code in codes(DEFAULTS + guard.flagged, version=guard.version)
    assert guard.code not in codes(DEFAULTS + guard.silent, version=guard.version)


@pytest.mark.parametrize(
    ("code", "text", "level"),
    [
        ("TMO004", BARE.format("server 30"), ERROR),
        ("TMO004", BARE.format("connect 10"), ERROR),
        ("TMO004", BARE.format("server 300"), WARNING),
        ("TMO004", BARE.format("connect 300"), INFO),
        ("TMO007", WRONG.format("timeout tunnel", "timeout server"), WARNING),
        ("TMO007", WRONG.format("timeout client", "timeout http-request"), INFO),
        ("SVC001", POSTGRES, ERROR),
        ("SVC001", POSTGRES.replace("postgres", "store"), WARNING),
        ("SVC001", replaced(POSTGRES, "postgres\n", "postgres\n balance leastconn\n"), WARNING),
        ("SVC001", PATRONI, INFO),
        ("SVC003", REDIS, ERROR),
        ("SVC003", REDIS.replace("redis", "redis_cache"), WARNING),
        ("REF009", CHOICE.format(""), WARNING),
        ("REF009", CHOICE.replace("http", "tcp").format(""), INFO),
        ("DNS001", NAMED, WARNING),
        ("DNS001", NAMED.replace(" check", " resolvers r"), INFO),
    ],
)  # fmt: skip
def test_severity_follows_what_is_known(code: str, text: str, level: Severity) -> None:
    assert severity(code, DEFAULTS + text) is level


def test_an_acl_on_upgrade_tells_the_pool_of_websockets() -> None:
    text = (
        "frontend f\n bind :80\n mode http\n acl up hdr(Upgrade) -i WebSocket\n use_backend b if up\n"
        "backend b\n mode http\n server a 192.0.2.2:80\n"
    )

    assert severity("TMO006", DEFAULTS + text) is WARNING


@pytest.mark.parametrize("line", ["timeout server 30", "timeout tunnel 1h"])
def test_what_haproxy_warns_of_is_said_once(line: str) -> None:
    section = "listen l\n bind :80\n {}\n" if "server" in line else "frontend f\n bind :80\n {}\n default_backend b\n"
    text = DEFAULTS + section.format(line) + "backend b\n"
    place = text[: text.index(line)].count("\n") + 1
    there = [each.code for each in found(text) if each.span and each.span.line == place]

    assert len(there) == 1


def test_a_timeout_that_many_proxies_inherit_is_told_once() -> None:
    pools = "".join(POOL.replace("app", f"l{n}").format(TWO.format(" check")) for n in range(9))
    text = DEFAULTS.replace("connect 5s", "connect 10s") + pools

    assert codes(text, select=["TMO008"]) == ["TMO008"]


def test_two_frontends_of_one_name_are_told_apart() -> None:
    finding = next(each for each in found(DEFAULTS + 2 * "frontend f\n bind :80\n acl x src ::1\n") if each.fix)

    assert finding.code == "REF008"
