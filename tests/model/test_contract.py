"""The examples of the contract: what tool authors write first."""

from __future__ import annotations

import haproxy_model as hm

SOURCE = b"""\
# managed by hand
global
    maxconn  4096

defaults
    mode tcp
    timeout client 1m

# the database
listen galera_cluster
    bind 10.0.0.11:3306
    balance  source
    option   httpchk GET /health   # clustercheck
    timeout client 60000
    server controller1 10.0.0.12:3306 check  inter 2000 rise 2
    server controller2 10.0.0.13:3306 backup check inter 2000
    # the last one
    server controller3 10.0.0.14:3306 backup check inter 2000

backend web
    acl is_api path_beg /api
    http-request deny if is_api
    server w1 10.0.0.20:80
"""


def test_a_configuration_is_read_asked_changed_and_written() -> None:
    config = hm.parse(SOURCE, filename="haproxy.cfg")
    galera = config.listens["galera_cluster"]

    assert config.dump() == SOURCE
    assert galera.servers["controller2"].backup is True
    assert galera.servers["controller1"].backup is False
    assert galera.servers["controller1"].address == hm.Address(host="10.0.0.12", port=3306)
    assert galera.timeouts.client == hm.Duration(microseconds=60_000_000)
    assert galera.balance == "source"
    assert galera.options["httpchk"].parameters == ("GET", "/health")
    assert [bind.listen for bind in galera.binds] == ["10.0.0.11:3306"]
    assert config.backends["web"].acls.names() == ["is_api"]
    assert len(config.backends["web"].http_request) == 1

    galera.servers["controller2"].inter = "3s"
    assert config.dump() == SOURCE.replace(b"backup check inter 2000\n    #", b"backup check inter 3s\n    #")


def test_equal_values_compare_by_meaning_and_statements_by_identity() -> None:
    config = hm.parse(SOURCE)
    one, two = hm.Server("a", "10.0.0.1:80"), hm.Server("a", "10.0.0.1:80")

    assert config.defaults[0].timeouts.client == config.listens[0].timeouts.client
    assert one != two
    assert len({one, two}) == 2
    assert hm.equivalent(one, two)
    assert hm.equivalent(config, hm.parse(SOURCE.replace(b"    ", b"\t").replace(b"60000", b"60000  # x")))
    assert not hm.equivalent(config, hm.parse(SOURCE.replace(b"rise 2", b"rise 3")))


def test_an_equal_value_changes_nothing_however_it_is_spelled() -> None:
    config = hm.parse(SOURCE)
    config.listens[0].servers[0].inter = "2s"
    config.listens[0].timeouts.client = "1m"

    assert config.dump() == SOURCE


def test_what_is_missing_is_none_and_what_is_malformed_is_unread() -> None:
    server = hm.Statement.parse('server a 10.0.0.1:80 inter 3sx fall "$FALL"')
    assert isinstance(server, hm.Server)

    assert server.weight is None
    assert isinstance(server.inter, hm.Unread)
    assert server.inter.text == "3sx"
    assert isinstance(server.fall, hm.Unread)


def test_a_refused_value_changes_nothing() -> None:
    config = hm.parse(SOURCE)
    server = config.listens[0].servers[0]
    for change in (
        lambda: setattr(server, "inter", "soon"),
        lambda: setattr(server, "weight", 257),
        lambda: setattr(server, "name", "two words"),
        lambda: setattr(server, "backup", "yes"),
        lambda: setattr(server, "comment", "a\nb"),
        lambda: setattr(server, "comment_above", "a\rb"),
        lambda: setattr(server, "words", ()),
        lambda: setattr(server, "words", "server a"),
        lambda: setattr(server, "words", ("backend", "b")),
        lambda: setattr(server, "words", ["server", "a", *["x"] * 64]),
        lambda: setattr(server, "source", "10.0.0.1 check"),
        lambda: setattr(config.listens[0], "mode", "udp"),
        lambda: setattr(config.listens[0], "name", "no name"),
        lambda: setattr(config.listens[0], "balance", "'open"),
        lambda: setattr(config.listens[0].header, "words", ("backend", "b")),
        lambda: config.listens[0].statements.append("backend b"),
        lambda: config.listens[0].insert_comment("a\ud800"),
        lambda: config.listens[0].servers.append("bind :80"),
    ):
        try:
            change()
        except hm.InvalidValue:
            assert config.dump() == SOURCE
        else:
            raise AssertionError(f"nothing was refused: {config.dumps()}")


def test_the_keyword_decides_the_family_wherever_words_come_from() -> None:
    config = hm.parse("backend b\n    servr a 10.0.0.1:80\nuserlist u\n    user x password y\n")
    backend, users = config.backends[0], config.userlists[0]
    backend.statements[0].words = ("server", "a", "10.0.0.1:80")
    assert backend.servers["a"].address == hm.Address(host="10.0.0.1", port=80)

    backend.statements.append(hm.Statement("option", "tcpka"))
    assert backend.options.names() == ["tcpka"]
    assert backend.options.append("no option nolinger").prefix == "no"
    assert users.users.append("user z insecure-password secret").name == "z"
    assert "secret" not in repr(users.users["z"])
    backend.servers["a"].words = ("server",)
    assert len(backend.servers) == 0


def test_unread_lines_are_kept_and_said_to_be_unreadable() -> None:
    source = b"backend b\n    server 'a\n    [scope]\n    server a 10.0.0.1:80 check # 'open in a comment\n"
    config = hm.parse(source)

    assert config.dump() == source
    assert [type(line) for line in config.backends[0].lines] == [hm.Line, hm.Line, hm.Server]
