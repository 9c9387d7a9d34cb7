"""What the rules of availability must not flag: beside each configuration that they flag, the small difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from work import assert_linear

from haproxy_model.diagnostics import Severity
from tests.lint.findings import DEFAULTS, codes, found, severity
from tests.lint.test_guards import POOL, TWO, Guard, replaced

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

PAIR = POOL.format(TWO.format(" check"))
SPARES = PAIR.replace("check", "check backup")
ALWAYS = POOL.format(" server a 192.0.2.2:80\n server b 192.0.2.3:80 check backup\n")
ONE = POOL.format(" server a 192.0.2.2:80 check\n")
EMPTY = "frontend f\n bind :80\n default_backend b\nbackend b\n mode http\n"
SAME = POOL.format(" server a 192.0.2.2:80\n server b 192.0.2.2:80{}\n")
OFF = POOL.format(" server a 192.0.2.2:80 check weight 0\n server b 192.0.2.3:80 disabled\n")
WILD = "listen keystone\n bind {}\n server a 192.0.2.2:5000 check\n server b 192.0.2.3:5000 check\n"
MARKED = "global # haproxy-model: vip=192.0.2.9\n"
TWICE = "listen one\n bind {}\n server a 192.0.2.2:90\nlisten two\n bind {}\n server a 192.0.2.2:90\n"
LOOP = "listen a\n bind 192.0.2.1:80\n server s 192.0.2.1:80\n"
CHAIN = "listen a\n bind :81\n server s 127.0.0.1:82{}\nfrontend f\n bind 127.0.0.1:82\n {}use_backend a{}\n"
VIP = POOL.format(" server a 192.0.2.1:81 check\n server b 192.0.2.3:80 check\n")
STICKY = POOL.format(" balance source\n" + TWO.format(" check"))
AGAIN = POOL.format(" mode http\n retry-on {}\n" + TWO.format(" check"))
THREE = POOL.format(" balance source\n" + TWO.format("") + " server c 192.0.2.4:80\n")
LIMIT = "global\n maxconn {}\ndefaults\n maxconn {}\n" + PAIR + PAIR.replace("app", "other")
QUEUE = POOL.format(TWO.format(" maxconn 5"))
TABLE = "peers p\n peer a 192.0.2.1:9\n" + POOL.format(" stick-table type ip size 1k\n stick on src\n" + TWO.format(""))
HASH = "app\n stick-table type integer size 9\n stick on int(1)\n"
NONE = "app\n retries 0\n"
PEERS = "peers p\n peer a 192.0.2.1:9\n peer b 192.0.2.1:{}\n"
SOCKET = "global\n stats socket {}\n"
ALIVE = "frontend f\n bind :80\n option {}\n default_backend app\n" + PAIR

GUARDS = (
    Guard("HA001", SPARES, "an active server", replaced(SPARES, "2:80 check backup", "2:80 check")),
    Guard("HA001", SPARES, "allbackups", replaced(SPARES, "listen app\n", "listen app\n option allbackups\n")),
    Guard("HA001", SPARES, "one for all", replaced(SPARES, "app\n", HASH)),
    Guard("HA001", SPARES, "a variable may be no-backup", replaced(SPARES, "3:80 check", '3:80 "$X" check')),
    Guard("HA001", SPARES, "a database", replaced(SPARES, "app", "galera", ":80", ":3306")),
    Guard("HA003", ALWAYS, "checked", replaced(ALWAYS, "2:80", "2:80 check")),
    Guard("HA003", ALWAYS, "tracking", replaced(ALWAYS, "2:80", "2:80 track b")),
    Guard("HA003", ALWAYS, "the DNS may take it out", replaced(ALWAYS, "2:80", "2:80 resolvers r")),
    Guard("HA003", ALWAYS, "a disabled backup", replaced(ALWAYS, "backup", "backup disabled")),
    Guard("HA004", ONE, "two", PAIR),
    Guard("HA004", ONE, "on this machine", replaced(ONE, "192.0.2.2", "127.0.0.1")),
    Guard("HA004", ONE, "the address that the client asked for", replaced(ONE, "192.0.2.2", "*")),
    Guard("HA004", ONE, "a socket", replaced(ONE, "192.0.2.2:80", "/run/a")),
    Guard("HA004", ONE, "a template", replaced(ONE, "server a", "server-template a 1")),
    Guard("HA005", EMPTY, "a server", EMPTY + " server a ::1:80\n"),
    Guard("HA005", EMPTY, "a template", EMPTY + " server-template a 3 x:80\n"),
    Guard("HA005", EMPTY, "a redirect", EMPTY + " redirect location /x\n"),
    Guard("HA005", EMPTY, "an answer", EMPTY + " http-request return status 200\n"),
    Guard("HA005", EMPTY, "a service", EMPTY + " http-request use-service lua.x\n"),
    Guard("HA005", EMPTY, "statistics", EMPTY + " stats enable\n"),
    Guard("HA005", EMPTY, "a file for 503", EMPTY + " errorfile 503 /x\n"),
    Guard("HA005", EMPTY, "dispatch", EMPTY + " dispatch 192.0.2.3:80\n", "3.2"),
    Guard("HA005", EMPTY, "a table that nobody is sent to", "backend b\n stick-table type ip size 1k\n"),
    Guard("HA005", EMPTY, "a frontend that redirects all", replaced(EMPTY, ":80\n", ":80\n redirect scheme https\n")),
    Guard("HA005", EMPTY, "a frontend that does not listen", replaced(EMPTY, " bind :80\n", "")),
    Guard("HA005", EMPTY, "disabled", EMPTY + " disabled\n"),
    Guard("HA006", SAME.format(""), "another port", replaced(SAME, "2:80{}", "2:81")),
    Guard("HA006", SAME.format(""), "disabled", SAME.format(" disabled")),
    Guard("HA006", SAME.format(""), "another sni", SAME.format(" sni str(x)")),
    Guard("HA006", SAME.format(""), "the line twice", replaced(SAME.format(""), "server b", "server a")),
    Guard("HA006", SAME.format(""), "a name", SAME.format("").replace("192.0.2.2", "name")),
    Guard("HA020", OFF, "one that can", replaced(OFF, "weight 0", "weight 1")),
    Guard("HA020", OFF, "a backup", OFF + " server c 192.0.2.4:80 backup\n"),
    Guard("HA020", OFF, "an unknown weight", replaced(OFF, "weight 0", 'weight "$W"')),
    Guard("HA020", OFF, "slots", POOL.format(" server a 127.0.0.1:80 disabled\n server b 0.0.0.0:80 disabled\n")),
    Guard("HA010", WILD.format(":5000"), "an address", WILD.format("192.0.2.1:5000")),
    Guard("HA010", WILD.format(":5000"), "containers", WILD.format(":5000").replace("192.0.2.", "node")),
    Guard("HA010", WILD.format(":5000"), "another port", WILD.format(":5001")),
    Guard("HA010", WILD.format(":5000"), "no known service", WILD.format(":5000").replace("keystone", "app")),
    Guard("HA010", WILD.format(":5000"), "an interface", WILD.format(":5000 interface eth0")),
    Guard("HA010", WILD.format(":5000"), "the edge", PAIR.replace("192.0.2.1", "*").replace("app", "horizon")),
    Guard("HA011", MARKED + PAIR, "nothing declared", PAIR),
    Guard("HA011", MARKED + PAIR, "the virtual address", MARKED + PAIR.replace("192.0.2.1:", "192.0.2.9:")),
    Guard("HA011", MARKED + PAIR, "on this machine", MARKED + PAIR.replace("192.0.2.1:", "127.0.0.1:")),
    Guard("HA011", MARKED + PAIR, "node-local", MARKED + replaced(PAIR, "app\n", "app # haproxy-model: node-local\n")),
    Guard("HA011", MARKED + PAIR, "statistics", MARKED + "listen s\n bind 192.0.2.1:80\n stats enable\n"),
    Guard("HA012", WILD.format("192.0.2.1:5000"), "transparent", WILD.format("192.0.2.1:5000 transparent")),
    Guard("HA012", WILD.format("192.0.2.1:5000"), "every address", WILD.format(":5000")),
    Guard("HA012", WILD.format("192.0.2.1:5000"), "a server's own", WILD.format("192.0.2.2:5000")),
    Guard("HA012", MARKED + PAIR.replace("192.0.2.1:", "192.0.2.9:"), "not virtual", MARKED + PAIR),
    Guard("HA014", TWICE.format("192.0.2.1:80", ":80"), "another port", TWICE.format("192.0.2.1:80", ":81")),
    Guard("HA014", TWICE.format("192.0.2.1:80", ":80"), "another family", TWICE.format("192.0.2.1:80", "[::]:80")),
    Guard("HA014", TWICE.format("192.0.2.1:80", ":80"), "quic", TWICE.format("192.0.2.1:80", "quic4@:80")),
    Guard("HA014", TWICE.format("192.0.2.1:80", ":80"), "another", TWICE.format("192.0.2.1:80", ":80 interface a")),
    Guard("HA015", LOOP, "another address", replaced(LOOP, "s 192.0.2.1", "s 192.0.2.2")),
    Guard("HA015", LOOP, "another port", replaced(LOOP, "s 192.0.2.1:80", "s 192.0.2.1:81")),
    Guard("HA015", LOOP, "disabled", LOOP.rstrip() + " disabled\n"),
    Guard("HA015", CHAIN.format("", "", ""), "a chain that ends", CHAIN.format("", "#", "")),
    Guard("HA016", VIP, "another address", replaced(VIP, "a 192.0.2.1", "a 192.0.2.2")),
    Guard("HA016", VIP, "the address that the client asked for", VIP.replace("192.0.2.1:", "*:")),
    Guard("HA016", VIP, "a page of statistics", VIP.replace("bind 192.0.2.1", "bind 192.0.2.9")
          + "listen s\n bind 192.0.2.1:9\n stats enable\n"),
    Guard("HA007", STICKY, "redispatch", replaced(STICKY, "source\n", "source\n option redispatch\n")),
    Guard("HA007", STICKY, "on purpose", replaced(STICKY, "source\n", "source\n no option redispatch\n")),
    Guard("HA007", STICKY, "nothing keeps clients", replaced(STICKY, " balance source\n", "")),
    Guard("HA007", STICKY, "a single server", replaced(STICKY, "3:80 check", "3:80 check backup")),
    Guard("HA008", replaced(PAIR, "app\n", NONE), "some", replaced(PAIR, "app\n", "app\n retries 1\n")),
    Guard("HA008", replaced(PAIR, "app\n", NONE), "one server", replaced(ONE, "app\n", NONE)),
    Guard("HA009", AGAIN.format("503"), "what was not processed", AGAIN.format("conn-failure empty-response")),
    Guard("HA009", AGAIN.format("503"), "a rule", AGAIN.format("503\n http-request disable-l7-retry if METH_POST")),
    Guard("HA009", AGAIN.format("503"), "mode tcp", AGAIN.format("503").replace("mode http", "mode tcp")),
    Guard("HA021", THREE, "consistent", replaced(THREE, "source\n", "source\n hash-type consistent\n")),
    Guard("HA021", THREE, "two", STICKY),
    Guard("HA021", THREE, "a database", THREE.replace("app", "galera").replace(":80", ":3306")),
    Guard("HA021", THREE, "ignored", replaced(THREE, "app\n", "app # haproxy-model: ignore=HA021\n")),
    Guard("HA017", LIMIT.format(10, 20), "a lower limit", LIMIT.format(20, 10)),
    Guard("HA018", "global # haproxy-model: nofile=100\n maxconn 51\n", "enough",
          "global # haproxy-model: nofile=100\n maxconn 50\n"),
    Guard("HA018", "global # haproxy-model: nofile=100\n maxconn 51\n", "unknown", "global\n maxconn 51\n"),
    Guard("HA019", QUEUE, "a timeout", replaced(QUEUE, "app\n", "app\n timeout queue 1s\n")),
    Guard("HA019", QUEUE, "no limit", QUEUE.replace("maxconn 5", "maxconn 0")),
    Guard("HA022", TABLE, "shared", TABLE.replace("size 1k", "size 1k peers p")),
    Guard("HA022", TABLE, "one process", TABLE.partition("listen")[1] + TABLE.partition("listen")[2]),
    Guard("HA022", TABLE, "a table that nobody uses", replaced(TABLE, " stick on src\n", "")),
    Guard("HA023", PEERS.format(9), "another port", PEERS.format(10)),
    Guard("HA024", SOCKET.format("/run/x"), "handed over", SOCKET.format("/run/x expose-fd listeners")),
    Guard("HA024", SOCKET.format("/run/x"), "a master", SOCKET.format("/run/x\n master-worker"), "3.2"),
    Guard("HA024", SOCKET.format("/run/x"), "no unix socket", SOCKET.format("ipv4@127.0.0.1:9")),
    Guard("HA025", ALIVE.format("tcpka"), "its side", ALIVE.format("clitcpka")),
    Guard("HA025", ALIVE.format("tcpka"), "listen", replaced(PAIR, "app\n", "app\n option tcpka\n")),
)  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.code}: {guard.why}")
def test_the_rule_looks_away(guard: Guard) -> None:
    assert guard.code in codes(DEFAULTS + guard.flagged, version=guard.version)
    assert guard.code not in codes(DEFAULTS + guard.silent, version=guard.version)


@pytest.mark.parametrize(
    ("code", "text", "level"),
    [
        ("HA010", WILD.format(":5000"), WARNING),
        ("HA010", WILD.format(":5672").replace("5000", "5672").replace("keystone", "rabbitmq"), INFO),
        ("HA015", CHAIN.format("", "", ""), ERROR),
        ("HA015", CHAIN.format("", "", " if { src 192.0.2.0/24 }"), WARNING),
        ("HA016", VIP, WARNING),
        ("HA016", replaced(VIP, "3:80", "1:82"), INFO),
        ("HA017", LIMIT.format(10, 20), WARNING),
        ("HA017", LIMIT.format(10, 10), INFO),
        ("HA017", replaced(LIMIT.format(1, 10), " maxconn 1\n", ""), INFO),
        ("HA008", "defaults\n retries 0\n" + PAIR.replace("app", "galera").replace(":80", ":3306"), INFO),
    ],
)
def test_severity_follows_what_is_known(code: str, text: str, level: Severity) -> None:
    assert severity(code, (DEFAULTS if "defaults" not in text else "") + text) is level


def test_declared_addresses_tell_what_is_virtual_and_what_is_local() -> None:
    assert "HA011" in codes(DEFAULTS + PAIR, options={"ha.vips": "192.0.2.9"})
    assert "HA010" not in codes(DEFAULTS + WILD.format(":5000"), options={"ha.local_addresses": "192.0.2.7"})
    assert "HA010" in codes(DEFAULTS + PAIR.replace("192.0.2.1", "*"), options={"ha.local_addresses": "192.0.2.2"})


def test_a_declared_virtual_address_is_what_the_fix_binds() -> None:
    finding = next(
        each
        for each in found(DEFAULTS + WILD.format(":5000"), options={"ha.vips": "192.0.2.9"})
        if each.code == "HA010"
    )

    assert finding.fix is not None
    assert [edit.text for edit in finding.fix.edits] == ["192.0.2.9"]


def test_a_loop_over_several_proxies_is_found_in_each() -> None:
    ring = "".join(f"listen l{n}\n bind :{8000 + n}\n server s 127.0.0.1:{8000 + (n + 1) % 500}\n" for n in range(500))

    assert codes(DEFAULTS + ring, select=["HA015"]) == ["HA015"] * 500


def test_two_peers_of_one_name_are_one_finding_wherever_they_lie() -> None:
    assert codes(PEERS.format(9).replace("peer b", "peer a"), select=["HA023"]) == ["HA023"]
    assert codes(PEERS.format(10).replace("peer b", "peer a"), select=["HA023"]) == ["HA023"]


def test_two_tables_of_which_one_counts_for_another_proxy() -> None:
    text = replaced(TABLE, " stick on src\n", "") + "frontend f\n bind :9\n http-request track-sc0 src table app\n"

    assert "HA022" in codes(DEFAULTS + text)


_MANY: dict[str, Callable[[int], str]] = {
    "listeners and servers of one host": lambda n: "".join(
        f"listen l{i}\n bind 192.0.2.1:{i}\n bind :{i}\n bind 192.0.2.1:{i}-65535\n server s 192.0.2.1:{i + 1}\n"
        for i in range(1, n)
    ),
    "one ring": lambda n: "".join(f"listen l{i}\n bind :{i}\n server s :{i % n + 1}\n" for i in range(1, n + 1)),
    "a chain of defaults": lambda n: (
        "defaults d0\n timeout http-request 1s\n"
        + "".join(f"defaults d{i + 1} from d{i}\n timeout http-request 1s\n" for i in range(n))
        + "".join(f"listen l{i} from d{n}\n bind :{i + 1}\n" for i in range(n))
    ),
}


@pytest.mark.parametrize("shape", _MANY)
def test_the_work_of_rules_about_many_of_a_kind_grows_as_the_file_does(shape: str) -> None:
    def validate(package: Any, text: str) -> None:
        package.validate(package.parse(DEFAULTS + text), select=["HA", "TMO", "SVC", "REF", "DNS", "MUL"])

    assert_linear(validate, _MANY[shape])
