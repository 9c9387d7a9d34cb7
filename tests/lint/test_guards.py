"""What a rule must not flag: beside each configuration that it flags, the small difference that makes it right."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from haproxy_model.diagnostics import Severity
from tests.lint.findings import DEFAULTS, codes, found, severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

POOL = "listen app\n bind 192.0.2.1:80\n{}"
TWO = " server a 192.0.2.2:80 check\n server b 192.0.2.3:80{}\n"
GALERA = """\
listen galera
 bind 192.0.2.1:3306
 option httpchk
 default-server check port 9200 on-marked-down shutdown-sessions
 server a 192.0.2.2:3306
 server b 192.0.2.3:3306
"""
BACKUPS = GALERA.replace("3:3306\n", "3:3306 backup\n server c 192.0.2.4:3306 backup\n")
ALL = BACKUPS.replace("option httpchk", "option httpchk\n option allbackups")
MYSQL = GALERA.replace("option httpchk", "option mysql-check").replace("3:3306\n", "3:3306 backup\n")
KEEPING = BACKUPS.replace(" on-marked-down shutdown-sessions", "")
TLS = "listen app\n bind 192.0.2.1:443\n option httpchk\n server a 192.0.2.2:443 check\n"
SWIFT = "listen swift\n bind 192.0.2.1:8080\n option httpchk\n server a 192.0.2.2:8080 check\n"
RABBIT = "listen queue\n bind 192.0.2.1:5672\n option httpchk\n server a 192.0.2.2:5672 check\n"
BINDS = "listen one\n bind {}\n server a 192.0.2.2:80\nlisten two\n bind {}\n server a 192.0.2.2:80\n"
SAME = "listen one\n bind 192.0.2.1:80{}\n bind 192.0.2.1:80{}\n server a 192.0.2.2:80\n"


def replaced(text: str, *pairs: str) -> str:
    """The text with the first of each pair replaced by the second."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return text


class Guard(NamedTuple):
    code: str
    flagged: str
    why: str
    silent: str
    version: str = "3.4"


GUARDS = (
    Guard("CHK001", POOL.format(TWO.format("")), "a single server", POOL.format(" server a 192.0.2.2:80\n")),
    Guard("CHK001", POOL.format(TWO.format("")), "check", POOL.format(TWO.format(" check"))),
    Guard("CHK001", POOL.format(TWO.format("")), "track", POOL.format(TWO.format(" track a"))),
    Guard("CHK001", POOL.format(TWO.format("")), "agent-check", POOL.format(TWO.format(" agent-check agent-port 9"))),
    Guard("CHK001", POOL.format(TWO.format("")), "disabled", POOL.format(TWO.format(" disabled"))),
    Guard("CHK001", POOL.format(TWO.format("")), "weight 0", POOL.format(TWO.format(" weight 0"))),
    Guard(
        "CHK001", POOL.format(TWO.format("")), "default-server", POOL.format(" default-server check\n" + TWO.format(""))
    ),
    Guard("CHK001", POOL.format(TWO.format("")), "a variable may be check", POOL.format(TWO.format(' "$OPTIONS"'))),
    Guard("CHK001", POOL.format(TWO.format("")), "a unix socket", POOL.format(TWO.replace("192.0.2.3:80", "/run/b"))),
    Guard("CHK001", POOL.format(TWO.format("")), "abns", POOL.format(TWO.replace("192.0.2.3:80", "abns@b"))),
    Guard("CHK001", POOL.format(TWO.format("")), "a disabled proxy", POOL.format(" disabled\n" + TWO.format(""))),
    Guard(
        "CHK001",
        POOL.format(TWO.format("")),
        "dispatch",
        POOL.format(" dispatch 192.0.2.9:80\n" + TWO.format("")),
        "3.2",
    ),
    Guard("CHK001", POOL.format(TWO.format("")), "mode log", "backend b\n mode log\n" + TWO.format("")),
    Guard("CHK001", POOL.format(TWO.format("")), "never up", POOL.format(TWO.format(" init-state down"))),
    Guard(
        "CHK004",
        POOL.format(" option httpchk\n option tcp-check\n"),
        "the same method twice",
        POOL.format(" option httpchk\n option httpchk GET /\n"),
    ),
    Guard(
        "CHK004",
        POOL.format(" option httpchk\n option tcp-check\n"),
        "an inherited method",
        "defaults\n option httpchk\n" + POOL.format(" option tcp-check\n"),
    ),
    Guard("CHK006", TLS, "check-ssl", replaced(TLS, "443 check", "443 check check-ssl")),
    Guard("CHK006", TLS, "the check inherits ssl", replaced(TLS, "443 check", "443 check ssl")),
    Guard(
        "CHK007", replaced(TLS, "443 check", "443 ssl check port 443"), "no check", replaced(TLS, "443 check", "443")
    ),
    Guard("CHK006", TLS, "connect ssl", replaced(TLS, "httpchk", "httpchk\n http-check connect ssl")),
    Guard("CHK006", TLS, "connect port", replaced(TLS, "httpchk", "httpchk\n http-check connect port 80")),
    Guard("CHK006", TLS, "another port", replaced(TLS, "443 check", "443 check port 80")),
    Guard("CHK006", TLS, "another method", replaced(TLS, "httpchk", "tcp-check")),
    Guard("CHK006", TLS, "a marker in the section", replaced(TLS, "app\n", "app\n # haproxy-model: plain-443\n")),
    Guard("CHK006", TLS, "a marker on the server", replaced(TLS, "443 check", "443 check # haproxy-model: plain-443")),
    Guard("CHK006", TLS, "a healthcheck section", replaced(TLS, "443 check", "443 check healthcheck h")),
    Guard("CHK006", TLS, "an unknown port", replaced(TLS, "192.0.2.2:443", '"192.0.2.2:$PORT"')),
    Guard(
        "CHK006",
        replaced(TLS, "2:443 check", "2:8000 check"),
        "TLS is read here",
        replaced(TLS, "2:443 check", "2:8000 check", "1:443", "1:443 ssl crt /x"),
    ),
    Guard(
        "CHK006",
        replaced(TLS, "2:443 check", "2:8000 check"),
        "other listeners",
        replaced(TLS, "2:443 check", "2:8000 check", "1:443", "1:443\n bind 192.0.2.1:80"),
    ),
    Guard(
        "CHK006",
        replaced(TLS, "2:443 check", "2:8000 check"),
        "mode http",
        replaced(TLS, "2:443 check", "2:8000 check", "option", "mode http\n option"),
    ),
    Guard("GAL001", GALERA, "one active", BACKUPS),
    Guard(
        "GAL001",
        GALERA,
        "a reader by its marker",
        replaced(GALERA, "galera\n", "galera\n # haproxy-model: role=reader\n"),
    ),
    Guard("GAL001", GALERA, "a reader by its name", replaced(GALERA, "listen galera", "listen galera_read")),
    Guard(
        "GAL001",
        replaced(GALERA, "listen galera", "listen galera_readwrite"),
        "ro",
        replaced(GALERA, "galera", "galera-ro"),
    ),
    Guard("GAL001", GALERA, "a reader by its check", replaced(GALERA, "httpchk", "httpchk GET /slave")),
    Guard("GAL001", GALERA, "elected", replaced(GALERA, "galera\n", "galera\n # haproxy-model: elected-by-check\n")),
    Guard("GAL001", GALERA, "balance first", replaced(GALERA, "option", "balance first\n option")),
    Guard("GAL001", GALERA, "balance sticky", replaced(GALERA, "option", "balance sticky\n option")),
    Guard("GAL001", GALERA, "a constant hash", replaced(GALERA, "option", "balance hash int(1)\n option")),
    Guard(
        "GAL001",
        GALERA,
        "a constant stick key",
        replaced(GALERA, "option", "stick-table type integer size 1\n stick on int(1)\n option"),
    ),
    Guard("GAL001", GALERA, "ProxySQL", replaced(GALERA, "2:3306", "2:6033", "3:3306", "3:6033")),
    Guard("GAL001", GALERA, "clustercheck itself", replaced(GALERA, "2:3306", "2:9200", "3:3306", "3:9200")),
    Guard("GAL001", GALERA, "a web site", replaced(GALERA, "1:3306", "1:80", "option", "mode http\n option")),
    Guard("GAL001", GALERA, "a server in maintenance", replaced(GALERA, "3:3306", "3:3306 disabled")),
    Guard("GAL001", GALERA, "a server of weight 0", replaced(GALERA, "3:3306", "3:3306 weight 0")),
    Guard("GAL001", GALERA, "wherever the client went", replaced(GALERA, "192.0.2.3:3306", "0.0.0.0:3306")),
    Guard("GAL001", GALERA, "no database", replaced(GALERA, ":3306", ":8000")),
    Guard("GAL002", ALL, "one backup", replaced(ALL, " server c 192.0.2.4:3306 backup\n", "")),
    Guard("GAL002", ALL, "the last line negates", replaced(ALL, "allbackups", "allbackups\n no option allbackups")),
    Guard("GAL002", ALL, "a reader", replaced(ALL, "listen galera", "listen galera_slaves")),
    Guard("GAL002", ALL, "an active that is always up", replaced(ALL, "2:3306", "2:3306 no-check")),
    Guard("GAL002", ALL, "balance first", replaced(ALL, "option httpchk", "balance first\n option httpchk")),
    Guard("GAL010", MYSQL, "the service's port", replaced(MYSQL, "port 9200", "port 3306")),
    Guard("GAL010", MYSQL, "another MySQL port", replaced(MYSQL, "port 9200", "port 3307")),
    Guard("GAL010", MYSQL, "the administration of ProxySQL", replaced(MYSQL, "port 9200", "port 6032")),
    Guard("GAL010", MYSQL, "a tcp check", replaced(MYSQL, "mysql-check", "tcp-check")),
    Guard("GAL010", MYSQL, "no check", replaced(MYSQL, "check port", "port")),
    Guard("GAL010", MYSQL, "an unknown port", replaced(MYSQL, "port 9200", 'port "$PORT"')),
    Guard("GAL010", MYSQL, "a healthcheck section", replaced(MYSQL, "port 9200", "port 9200 healthcheck h")),
    Guard("GAL010", MYSQL, "a service on that port", replaced(MYSQL, ":3306", ":9200")),
    Guard("GAL020", KEEPING, "a reader", replaced(KEEPING, "listen galera", "listen galera-replicas")),
    Guard("GAL020", KEEPING, "mode http", replaced(KEEPING, "option", "mode http\n option")),
    Guard("GAL020", KEEPING, "shutdown-sessions", BACKUPS),
    Guard("GAL020", KEEPING, "inherited", "defaults\n default-server on-marked-down shutdown-sessions\n" + KEEPING),
    Guard("GAL020", KEEPING, "one server", replaced(KEEPING, "3:3306", "3:3306 disabled", "4:3306", "4:3306 disabled")),
    Guard("GAL020", KEEPING, "never marked down", replaced(KEEPING, "check port 9200", "port 9200")),
    Guard("GAL020", KEEPING, "a variable", replaced(KEEPING, "check port 9200", 'check port 9200 on-marked-down "$X"')),
    Guard("OST001", SWIFT, "the recipe", replaced(SWIFT, "httpchk", "httpchk GET /healthcheck")),
    Guard("OST001", SWIFT, "a request of its own", replaced(SWIFT, "httpchk", "httpchk GET /info")),
    Guard(
        "OST001",
        SWIFT,
        "http-check send",
        replaced(SWIFT, "httpchk", "httpchk\n http-check send meth GET uri /healthcheck"),
    ),
    Guard(
        "OST001",
        replaced(SWIFT, "httpchk", "httpchk\n http-check expect status 200"),
        "an expectation of its own",
        replaced(SWIFT, "httpchk", "httpchk\n http-check expect rstatus (200|401)"),
    ),
    Guard("OST001", SWIFT, "another port is checked", replaced(SWIFT, "8080 check", "8080 check port 9000")),
    Guard("OST001", SWIFT, "a common port alone", replaced(SWIFT, "listen swift", "listen web")),
    Guard("OST001", SWIFT, "not its port", replaced(SWIFT, "8080", "9999")),
    Guard("OST001", SWIFT, "a service that answers", replaced(SWIFT, "swift", "glance_api", "8080", "9292")),
    Guard("OST001", SWIFT, "a header", replaced(SWIFT, "httpchk", "httpchk\n http-check send hdr X-Auth-Token x")),
    Guard("OST001", SWIFT, "no check", replaced(SWIFT, "8080 check", "8080")),
    Guard("OST001", RABBIT, "another method", replaced(RABBIT, "httpchk", "tcp-check")),
    Guard("OST001", RABBIT, "the management port", replaced(RABBIT, "5672 check", "5672 check port 15672")),
    Guard("TMO001", "frontend f\n bind :80\n", "timeout client", "frontend f\n bind :80\n timeout client 1m\n"),
    Guard(
        "TMO001",
        "frontend f\n bind :80\n",
        "from its defaults",
        "defaults d\n timeout client 1m\ndefaults\nfrontend f from d\n bind :80\n",
    ),
    Guard("TMO001", "backend b\n server a 192.0.2.2:80\n", "no server", "backend b\n"),
    Guard("TMO001", "frontend f\n bind :80\n", "an unknown value", 'frontend f\n bind :80\n timeout client "$T"\n'),
    Guard(
        "TMO001",
        "backend b\n server a 192.0.2.2:80\n timeout connect 1s\n",
        "a tunnel is limited",
        "backend b\n server a 192.0.2.2:80\n timeout connect 1s\n timeout tunnel 1h\n",
    ),
    Guard("TMO001", "frontend f\n bind :80\n", "a disabled proxy", "frontend f\n bind :80\n disabled\n"),
    Guard(
        "LOG001",
        "global\nfrontend f\n log global\n",
        "a target above",
        "global\n log /dev/log local0\nfrontend f\n log global\n",
    ),
    Guard(
        "LOG001",
        "global\nfrontend f\n log global\nglobal\n log ::1 local0\n",
        "the target comes first",
        "global\n log ::1 local0\nfrontend f\n log global\n",
    ),
    Guard(
        "LOG001",
        "global\nfrontend f\n log global\n",
        "a target of its own",
        "global\nfrontend f\n log global\n log ::1 local0\n",
    ),
    Guard("LOG001", "global\nfrontend f\n log global\n", "no log", "global\nfrontend f\n log global\n no log\n"),
    Guard(
        "LOG001",
        "global\nfrontend f\n option httplog\n",
        "no log on purpose",
        "global\nfrontend f\n no log\n option httplog\n",
    ),
    Guard(
        "LOG001", "global\nfrontend f\n option httplog\n", "a part of a configuration", "frontend f\n option httplog\n"
    ),
    Guard(
        "LOG001",
        "global\ndefaults\n log global\nfrontend f\n",
        "defaults that nobody uses",
        "global\ndefaults\n log global\n",
    ),
    Guard("HA013", BINDS.format(":80", "*:80"), "another port", BINDS.format(":80", ":81")),
    Guard("HA013", BINDS.format(":80", ":80"), "another interface", BINDS.format(":80 interface a", ":80 interface b")),
    Guard("HA013", BINDS.format(":80", ":80"), "another namespace", BINDS.format(":80", ":80 namespace b")),
    Guard("HA013", BINDS.format(":80", ":80"), "quic beside tcp", BINDS.format(":80", "quic4@:80")),
    Guard("HA013", BINDS.format("[::1]:80", "[0::1]:80"), "another family", BINDS.format(":80", "[::]:80")),
    Guard("HA013", BINDS.format(":80-90", ":85"), "beside a range", BINDS.format(":80-90", ":91")),
    Guard("HA013", BINDS.format(":80", ":80"), "noreuseport", "global\n noreuseport\n" + BINDS.format(":80", ":80")),
    Guard("HA013", BINDS.format(":80", ":80"), "unknown", BINDS.format(":80", '"$IP:80"')),
    Guard("HA013", BINDS.format(":80", ":80"), "a disabled proxy", BINDS.format(":80", ":80\n disabled")),
    Guard("HA013", SAME.format("", ""), "shards", SAME.format(" shards 2", " shards 2")),
    Guard("HA013", SAME.format("", ""), "threads", SAME.format(" thread 1", " thread 2")),
)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.code}: {guard.why}")
def test_the_rule_looks_away(guard: Guard) -> None:
    top = "" if guard.code in ("TMO001", "LOG001") else DEFAULTS

    assert guard.code in codes(top + guard.flagged, version=guard.version)
    assert guard.code not in codes(top + guard.silent, version=guard.version)


LEVELS = (
    ("CHK001", POOL.format(TWO.format("")), ERROR),
    ("CHK001", POOL.format(" mode http\n option redispatch\n" + TWO.format("")), WARNING),
    ("CHK001", POOL.format(" mode http\n option redispatch\n retries 0\n" + TWO.format("")), ERROR),
    ("CHK001", POOL.format(TWO.format(" resolvers r")), WARNING),
    ("CHK001", POOL.format(TWO.format(" backup")), INFO),
    ("CHK001", POOL.format(TWO.format(" backup") + " server c 192.0.2.4:80 check backup\n"), ERROR),
    ("GAL001", GALERA, ERROR),
    ("GAL001", replaced(GALERA, "httpchk", "httpchk GET /master"), WARNING),
    ("GAL001", replaced(GALERA, "3:3306", '3:3306 "$ROLE"'), WARNING),
    ("GAL001", replaced(GALERA, "3:3306", '3:3306 weight "$WEIGHT"'), WARNING),
    ("GAL001", replaced(GALERA, "galera", "store", "port 9200", "", "httpchk", "tcp-check"), ERROR),
    (
        "GAL001",
        replaced(GALERA, "galera", "store", "port 9200", "", "httpchk", "tcp-check\n balance leastconn"),
        WARNING,
    ),
    ("GAL002", replaced(ALL, "galera", "store", "port 9200", "", "option httpchk", "option tcp-check"), WARNING),
    ("GAL020", replaced(KEEPING, "galera", "store", "port 9200", "", "httpchk", "mysql-check"), WARNING),
    ("GAL020", replaced(KEEPING, "port 9200", "", " option httpchk\n", ""), INFO),
    ("GAL020", replaced(KEEPING, "port 9200", "", "httpchk", "tcp-check\n tcp-check expect string x"), ERROR),
    ("HA013", BINDS.format(":80", ":80"), ERROR),
    ("HA013", SAME.format("", ""), WARNING),
)


@pytest.mark.parametrize(("code", "text", "level"), LEVELS)
def test_severity_follows_what_is_known(code: str, text: str, level: Severity) -> None:
    assert severity(code, DEFAULTS + text) is level


def test_missing_timeouts_of_a_part_may_be_set_elsewhere() -> None:
    assert severity("TMO001", "frontend f\n bind :80\n") is INFO
    assert severity("TMO001", "defaults\nfrontend f\n bind :80\n") is ERROR


def test_requests_in_clear_to_a_tls_port_lack_tls_as_the_check_does() -> None:
    (finding,) = found(
        DEFAULTS + TLS.replace("app\n", "app\n mode http\n timeout http-request 9s\n"), select=["CHK006"]
    )

    assert (finding.severity, finding.fix) == (WARNING, None)
    assert "expected `ssl`" in finding.message
    assert (
        severity("CHK006", DEFAULTS + TLS.replace("app\n", "app\n mode http\n").replace(":443 ch", ":80 port 443 ch"))
        is ERROR
    )


def test_a_missing_limit_says_what_lasts_without_it() -> None:
    pool = "defaults\n timeout server 1m\nbackend b\n server a 192.0.2.2:80\n"
    connecting, idle = found(pool, select=["TMO001"]), found("defaults\nfrontend f\n bind :80\n", select=["TMO001"])

    assert "attempts to connect last until the kernel gives up; expected a limit such as 5s" in connecting[0].message
    assert "connections that are idle never expire; expected a limit such as 1m" in idle[0].message


def test_a_queue_may_stay_open() -> None:
    queue = (
        "defaults\n timeout connect 1s\n timeout server 0\n timeout client 0\nlisten {}\n bind :1\n server a ::1:{}\n"
    )

    assert severity("TMO001", queue.format("queue", 5672)) is INFO
    assert severity("TMO001", queue.format("web", 80)) is ERROR


def test_a_port_tells_a_service_only_among_others_of_openstack() -> None:
    api = "listen {0}\n bind 192.0.2.1:{1}\n server a 192.0.2.2:{1} check\n"
    others = "".join(api.format(*each) for each in (("keystone", 5000), ("glance_api", 9292), ("cinder", 8776)))
    unnamed = "listen meters\n bind 192.0.2.1:8777\n option httpchk\n server a 192.0.2.2:8777 check\n"

    assert severity("OST001", DEFAULTS + unnamed) is None
    assert severity("OST001", DEFAULTS + others + unnamed) is WARNING


def test_a_frontend_lends_its_port_to_the_pool_behind_it() -> None:
    split = """\
        frontend db
         bind 192.0.2.1:3306
         default_backend nodes
        backend nodes
         option httpchk
         default-server check port 9200 on-marked-down shutdown-sessions
         server a 192.0.2.2
         server b 192.0.2.3
    """.replace("        ", "")

    assert severity("GAL001", DEFAULTS + split) is ERROR


def test_what_is_inherited_is_named_as_the_origin() -> None:
    text = "defaults\n option httpchk\n" + TLS.replace(" option httpchk\n", "")
    finding = next(each for each in found(text) if each.code == "CHK006")

    assert [(each.message, each.span.line) for each in finding.related if each.span] == [
        ("the HTTP check is inherited from here", 2)
    ]
