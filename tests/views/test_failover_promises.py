"""What a running HAProxy was seen to do to pools that look single: queues, keys that are stored late, agents, names.

Each kind was measured with processes of 2.4 to 3.4 and clients that arrive together, wait, retry or come back.
"""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.views.failover.proof import Proof

BIND = "192.0.2.9:3306"
CUT = "on-marked-down shutdown-sessions"
RETURN = "on-marked-up shutdown-backup-sessions"
CHECKED = f" option httpchk\n default-server check inter 100 fall 2 rise 1 {CUT}\n"
#: an active server and one backup: one writer in every state, and after every change of health
PAIR = f"{CHECKED} server a 192.0.2.1:1 {RETURN}\n server b 192.0.2.2:1 backup\n"
#: all backups, of which balancing chooses the first that is up
STANDBY = f"{CHECKED} default-server backup\n server a 192.0.2.1:1\n server b 192.0.2.2:1\n"
ACTIVES = f"{CHECKED} server a 192.0.2.1:1\n server b 192.0.2.2:1\n"
TABLE = " stick-table type integer size 100\n"
CONSTANT = f"{TABLE} stick on int(1)\n"


def pool(text: str, *, version: str = "3.4", before: str = "", bind: str = BIND) -> hm.Failover:
    config = hm.parse(f"{before}listen p\n bind {bind}\n{text}")
    return hm.failover(config.listens["p"], version=version)


def proofs(found: hm.Failover) -> tuple[Proof, Proof]:
    return found.new_connections, found.sessions


def test_the_pair_alone_is_proved() -> None:
    assert [proof.holds for proof in proofs(pool(PAIR))] == [True, True]
    assert [proof.holds for proof in proofs(pool(f" balance sticky\n{ACTIVES}"))] == [True, True]


def with_words(words: str, *, on: str) -> str:
    """The pair, with more words on the line of one server."""
    lines = PAIR.splitlines()
    return "".join(f"{line} {words}\n" if line.startswith(f" server {on} ") else f"{line}\n" for line in lines)


def told(proof: Proof) -> list[str]:
    return [str(event) for event in proof.events]


FAILBACK = [
    "a goes down",
    "clients fill b, and others wait in its queue",
    "a comes up",
    "a client that waited gets b",
    "a client comes and goes to a",
]
LOSS = [
    "clients fill a, and others wait in its queue",
    "a goes down",
    "a client that waited gets a",
    "a client comes and goes to b",
]
#: before 3.2 nothing closes the session of a client that waited in the queue of the pool
REGAINED = [
    "clients fill a, and another waits in the queue of the pool",
    "a goes down",
    "a comes up",
    "a client that waited gets a",
    "a goes down",
    "a client comes and goes to b",
]
HANDED = [
    "b goes down",
    "b comes up",
    "as many clients come as a takes",
    "another client is handed b, which came up while nobody was served",
]


@pytest.mark.parametrize("words", ["maxconn 1", "minconn 1", "maxconn 500 maxqueue 3", "agent-check agent-port 9"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_that_waits_for_a_backup_gets_it_although_the_active_server_is_back(words: str, version: str) -> None:
    new, sessions = proofs(pool(f" balance roundrobin\n{with_words(words, on='b')}", version=version))

    assert new.holds is True
    assert [event for event in told(sessions) if "agent" not in event] == FAILBACK
    assert sessions.servers == {"a", "b"}


@pytest.mark.parametrize("balance", ["static-rr", "random"])
def test_a_client_that_waits_for_a_backup_waits_for_the_pool_where_balancing_looks_for_room(balance: str) -> None:
    text = f" balance {balance}\n{with_words('maxconn 1', on='b')}"

    assert told(pool(text, version="2.8").sessions)[1] == "clients fill b, and another waits in the queue of the pool"
    assert pool(text, version="3.2").sessions.holds is None
    # From 3.3 on `random` is what HAProxy balances by where nobody says how.
    assert pool(with_words("maxconn 1", on="b"), version="3.4").sessions.holds is None


@pytest.mark.parametrize("balance", ["source", "hash int(1)", "leastconn"])
@pytest.mark.parametrize("version", VERSIONS[1:])
def test_a_client_that_waits_for_a_server_follows_when_its_sessions_are_closed(balance: str, version: str) -> None:
    text = f" balance {balance}\n{with_words('maxconn 1 maxqueue 9', on='a')}"
    again = f" option redispatch\n{text}"

    assert told(pool(text, version=version).sessions) == LOSS
    if version < "3.2" and balance != "leastconn":
        assert pool(again, version=version).sessions.holds is None, "they are balanced again, but threads race"
        never = text.replace("balance", "option redispatch 0\n balance", 1)
        assert pool(never, version="3.0").sessions.holds is False
    elif version >= "3.2":
        assert told(pool(again, version=version).sessions) == LOSS


@pytest.mark.parametrize("balance", ["roundrobin", "static-rr", "leastconn", "first", "random"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_that_finds_the_active_server_full_is_handed_the_one_that_came_up(balance: str, version: str) -> None:
    found = pool(f" balance {balance}\n{with_words('maxconn 1', on='a')}", version=version)

    if version in ("2.6", "2.8", "3.0"):
        assert found.new_connections.holds is True
        assert told(found.sessions) == REGAINED
    elif version < "3.2":
        assert found.sessions.holds is None
        assert found.sessions.undecidable == (
            "`maxconn` on line 6 lets clients wait, and it is not known whom they come to"
        )
    else:
        assert told(found.new_connections) == told(found.sessions) == HANDED


def test_a_server_that_comes_up_slowly_or_never_is_handed_to_nobody() -> None:
    for words in ("slowstart 9s", "no-check"):
        text = f"{with_words('maxconn 1', on='a')}".replace("backup\n", f"backup {words}\n")
        assert pool(text).new_connections.holds is None
    weightless = f"{with_words('maxconn 1', on='a')} server c 192.0.2.3:1 weight 0\n".replace(
        "b 192.0.2.2:1", "b 192.0.2.2:1 no-check"
    )
    assert told(pool(weightless).new_connections)[-1].startswith("another client is handed c")


def test_where_clients_wait_for_balance_sticky_they_follow_too() -> None:
    text = f" balance sticky\n{ACTIVES.replace('check', 'check maxconn 1')}"

    assert told(pool(text).sessions) == LOSS
    assert told(pool(f" option redispatch\n{text}").sessions) == LOSS
    assert pool(f" option redispatch\n{text}", version="3.0").sessions.holds is None


@pytest.mark.parametrize("servers", [STANDBY, PAIR])
def test_balance_sticky_has_clients_wait_while_no_backup_is_up(servers: str) -> None:
    assert told(pool(f" balance sticky\n{servers}", version="3.0").sessions) == [
        "a goes down",
        "b goes down",
        "a client comes while no server is up, and waits",
        "a comes up",
        "a client that waited gets a",
        "a goes down",
        "b comes up",
        "a client comes and goes to b",
    ]
    assert pool(f" balance sticky\n{servers}", version="3.1").sessions.holds is None
    assert pool(f" balance sticky\n{servers}", version="3.2").sessions.holds is True
    assert pool(f" balance sticky\n{ACTIVES}", version="3.0").sessions.holds is True


def test_a_connection_that_a_rule_directs_leaves_a_full_queue() -> None:
    full = f" option redispatch\n retries 0\n use-server b if TRUE\n{with_words('maxconn 1 maxqueue 1', on='b')}"

    assert pool(full).new_connections.servers == {"a", "b"}
    assert pool(full.replace("redispatch", "redispatch 0"), version="2.8").new_connections.holds is False
    assert pool(full.replace("redispatch", "redispatch 0"), version="3.0").new_connections.holds is not False
    assert pool(full.replace(" option redispatch\n", "")).new_connections.holds is not False


def test_a_variable_may_limit_a_server() -> None:
    assert pool(with_words('maxconn "$N"', on="a")).new_connections.holds is None


@pytest.mark.parametrize("words", ["maxconn 0", "minconn 0", "maxqueue 0", "agent-check agent-port 9 no-agent-check"])
def test_what_limits_nothing_changes_no_proof(words: str) -> None:
    assert pool(with_words(words, on="a")).sessions.holds is True


def test_the_limit_of_a_server_that_never_serves_changes_no_proof() -> None:
    assert pool(f"{PAIR} server c 192.0.2.3:1 maxconn 1 disabled\n").sessions.holds is True
    assert pool(f"{PAIR} server c 192.0.2.3:1 agent-check agent-port 9 disabled\n").sessions.holds is False
    assert pool(" server a 192.0.2.1:1 maxconn 1\n server c 192.0.2.3:1 disabled\n").sessions.holds is True


TOGETHER = ["clients come together and go to a AND b"]
#: the way to two servers of the strongest form of sticky standby
WINDOW = [
    "a goes down",
    "a client is sent to b and still waits for it",
    "a comes up",
    "a client comes and goes to a",
    "a client that waited gets b",
]


@pytest.mark.parametrize("balance", ["", " option allbackups\n", " balance source\n"])
def test_clients_that_come_together_are_balanced_apart_before_the_entry_is_stored(balance: str) -> None:
    servers = STANDBY if "allbackups" in balance else ACTIVES

    for proof in proofs(pool(f"{balance}{CONSTANT}{servers}")):
        assert told(proof) == TOGETHER
        assert not proof.is_window


def test_after_a_failover_too() -> None:
    others = " server b 192.0.2.2:1 backup\n server c 192.0.2.3:1 backup\n"
    found = pool(f"{CONSTANT} option allbackups\n{CHECKED} server a 192.0.2.1:1\n{others}")

    assert told(found.new_connections) == ["a goes down", "clients come together and go to b AND c"]


def test_the_strongest_form_of_sticky_standby_has_a_window() -> None:
    new, sessions = proofs(pool(CONSTANT + STANDBY))

    assert new.holds is True
    assert (sessions.holds, sessions.is_window, told(sessions)) == (False, True, WINDOW)
    assert not pool(f"{CONSTANT} server a 192.0.2.1:1 backup\n server b 192.0.2.2:1 backup\n").sessions.is_window


@pytest.mark.parametrize(
    "text",
    [
        CONSTANT.replace("size 100", "size 100 expire 1s") + STANDBY,
        CONSTANT.replace("size 100", "size 1 nopurge") + STANDBY,
        " balance first\n" + CONSTANT + STANDBY.replace("fall 2", "fall 2 maxconn 9"),
        " stick-table type integer size 9 store gpc0\n tcp-request content track-sc0 src\n stick on int(1)\n" + STANDBY,
    ],
)
def test_an_entry_that_ends_or_cannot_change_or_clients_that_wait_are_more_than_a_window(text: str) -> None:
    new, sessions = proofs(pool(text))

    assert new.holds is True
    assert sessions.holds is False
    assert not sessions.is_window


@pytest.mark.parametrize(
    ("table", "key", "bind", "is_constant"),
    [
        ("integer", "int(1)", BIND, True),
        ("integer", "int(1),add(2),neg", BIND, True),
        ("integer", "str(galera)", BIND, True),
        ("string", "str(galera),upper", BIND, True),
        ("ip", "int(1)", BIND, True),
        ("ip", "str(192.0.2.1)", BIND, True),
        ("integer", "be_id", BIND, True),
        ("string", "be_name", BIND, True),
        ("ip", "dst", BIND, True),
        ("ipv6", "dst", BIND, True),
        ("ipv6", "dst", "[2001:db8::1]:3306", True),
        ("integer", "dst_port", BIND, True),
        ("integer", "dst_port", ":3306", True),
        ("integer", "int(1),add(sess.x)", BIND, False),
        ("string", "str(a/b),field(3,/)", BIND, False),
        ("string", "str(a),concat(-,sess.x)", BIND, False),
        ("integer", "nbsrv", BIND, False),
        ("ip", "str(galera)", BIND, False),
        ("string", "env(NAME)", BIND, False),
        ("ip", "dst", "unix@/run/p", False),
        ("ip", "dst", f"{BIND} accept-proxy", False),
        ("integer", "dst_port", f"{BIND} accept-proxy", False),
        ("ip", "dst", "[::1]:3306", False),
    ],
)
def test_what_is_constant_and_always_stored(table: str, key: str, bind: str, is_constant: bool) -> None:
    sessions = pool(f" stick-table type {table} size 9\n stick on {key}\n{STANDBY}", bind=bind).sessions

    if is_constant:
        assert told(sessions) == WINDOW
    else:
        assert sessions.holds is None
        assert f"whether all clients have one key in `stick on {key}` on line 4" in (sessions.undecidable or "")


@pytest.mark.parametrize("bind", [":3306", f"{BIND},192.0.2.10:3306", f"{BIND}\n bind 192.0.2.10:3306"])
def test_the_address_that_a_client_came_to_is_a_key_of_its_own(bind: str) -> None:
    for proof in proofs(pool(f" stick-table type ip size 9\n stick on dst\n{STANDBY}", bind=bind)):
        assert told(proof) == [
            "a goes down",
            "a client comes and goes to b",
            "a comes up",
            f"clients come together and go to a AND b, by `stick on dst` on line {4 + bind.count(' bind')}",
        ]


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        ("", " tcp-request connection set-dst src\n"),
        ("", " tcp-request connection expect-proxy layer4\n"),
        ("frontend f\n bind 192.0.2.10:3306\n default_backend p\n", ""),
    ],
)
def test_the_address_is_no_constant_where_something_sets_it_or_another_proxy_leads_here(
    before: str, lines: str
) -> None:
    sessions = pool(f" stick-table type ip size 9\n stick on dst\n{lines}{STANDBY}", before=before).sessions

    assert sessions.holds is not True
    assert not sessions.is_window


def test_a_key_that_is_stored_for_some_clients_alone_is_not_known_to_be_one() -> None:
    some = f"{TABLE} stick match int(1)\n stick store-request int(1) if {{ src 192.0.2.7 }}\n{STANDBY}"
    every = f"{TABLE} stick match int(1)\n stick store-request int(1)\n{STANDBY}"

    assert pool(some).sessions.holds is None
    assert told(pool(every).sessions) == WINDOW


def test_a_constant_key_of_balance_hash_keeps_one_of_several() -> None:
    unchecked = " server a 192.0.2.1:1\n server b 192.0.2.2:1\n"

    assert pool(f" balance hash int(1)\n{unchecked}").sessions.holds is True
    assert pool(f" balance hash int(1)\n{ACTIVES}").new_connections.holds is True
    assert pool(f" balance hash int(1)\n{ACTIVES}").sessions.holds is False


@pytest.mark.parametrize("rule", ["use-server b", "force-persist"])
@pytest.mark.parametrize("name", ["TRUE", "FALSE", "HTTP", "LOCALHOST"])
def test_an_acl_hides_the_predefined_one_of_its_name(rule: str, name: str) -> None:
    chooser = "" if rule != "force-persist" else f" persist rdp-cookie\n{CONSTANT}"
    text = f" acl {name} src 192.0.2.7\n{chooser} {rule} if {name}\n{PAIR}"

    assert pool(text).new_connections.holds is not True


@pytest.mark.parametrize(
    ("acls", "condition", "holds"),
    [
        ("", "if TRUE", True),
        ("", "unless FALSE", True),
        ("", "if { always_true }", True),
        ("", "if TRUE TRUE", True),
        ("", "if FALSE or TRUE", True),
        (" acl never always_false\n", "if never", False),
        (" acl TRUE always_false\n", "if TRUE", False),
        (" acl any always_false\n acl any always_true\n", "if any", True),
        (" acl any always_false\n acl any src 192.0.2.7\n", "if any", None),
        (" acl always_true src 192.0.2.7\n", "if always_true", None),
        (' acl "$N" always_false\n', "if TRUE", None),
    ],
)
def test_a_condition_that_can_be_decided_decides(acls: str, condition: str, holds: bool | None) -> None:
    """Everybody goes to b while it is up, nobody does, or some do."""
    found = pool(f"{acls} use-server b {condition}\n{PAIR}")

    assert found.candidates() == {True: {"b"}, False: {"a"}, None: {"a", "b"}}[holds]


def test_a_server_may_be_called_like_a_word_of_conditions() -> None:
    text = " use-server if if TRUE\n server if 192.0.2.1:1 check\n server b 192.0.2.2:1 check backup\n"

    assert pool(text).candidates() == {"if"}


@pytest.mark.parametrize("condition", ["if { srv_is_up(b) }", "unless { nbsrv(p) lt 2 }", "if up"])
def test_what_the_health_of_servers_decides_is_the_same_for_all_clients(condition: str) -> None:
    proof = pool(f" acl up nbsrv gt 1\n use-server b {condition}\n{PAIR}").new_connections

    assert proof.holds is None
    assert "the health of servers decides about `use-server b` on line 4" in (proof.undecidable or "")
    assert pool(f" acl up nbsrv(p),add(sess.x) gt 1\n use-server b if up\n{PAIR}").new_connections.holds is False


def named(words: str, *, checked: bool = True) -> str:
    """The pair, with a name for the address of the active server."""
    text = PAIR if checked else PAIR.replace("192.0.2.1:1", "192.0.2.1:1 no-check")
    return text.replace("192.0.2.1:1", f"db.example:1 {words}")


def test_a_name_may_come_to_another_address_while_sessions_stay() -> None:
    moved = [
        "a client comes and goes to a",
        "the name of a comes to another address, by `server` on line 5",
        "a client comes and goes to a",
    ]

    assert told(pool(named("resolvers d")).sessions) == moved
    assert pool(named("resolvers d")).new_connections.holds is True
    assert pool(" server a db.example:1 resolvers d\n").sessions.servers == {"a"}
    assert pool(PAIR.replace("192.0.2.1:1", "192.0.2.1:1 resolvers d")).sessions.holds is True


def test_a_server_without_a_check_goes_down_when_its_name_comes_to_nothing() -> None:
    assert pool(named("resolvers d", checked=False)).roots == ("a", "b")
    assert pool(named("", checked=False)).roots == ("b",)


@pytest.mark.parametrize("methods", ["none", "last,libc,none"])
def test_a_server_may_stay_without_an_address_for_good(methods: str) -> None:
    assert pool(named(f"init-addr {methods}")).sessions.holds is True
    servers = f" server a db.example:1 init-addr {methods}\n server b 192.0.2.2:1 backup\n"
    assert pool(servers).sessions.holds is True
    several = f" option allbackups\n{servers} server c 192.0.2.3:1 backup\n"
    assert pool(several).sessions.holds is None
    assert pool(several.replace(methods, "libc")).sessions.holds is True


def test_an_agent_enables_a_server_that_is_disabled() -> None:
    found = pool(with_words("disabled agent-check agent-port 9", on="b"), version="3.2")

    assert told(found.sessions) == [
        "the agent of b takes it out of maintenance",
        FAILBACK[0],
        "the agent of b says how many clients it takes",
        *FAILBACK[1:],
    ]


def test_a_server_that_tracks_one_with_an_agent_is_no_proof() -> None:
    tracked = "backend r\n server x 192.0.2.8:1 agent-check agent-port 9\n"
    found = pool(f" server a 192.0.2.1:1 track r/x\n server b 192.0.2.2:1 backup check {CUT}\n", before=tracked)

    assert found.new_connections.holds is None
    assert "tracks a server whose agent may drain it" in (found.new_connections.undecidable or "")


@pytest.mark.parametrize(
    "lines",
    [
        " use-server b if { src 192.0.2.7 }\n",
        " use-server b if TRUE\n",
        CONSTANT,
        " persist rdp-cookie\n",
        " mode http\n cookie S insert\n",
    ],
)
def test_dispatch_leaves_rules_cookies_and_tables_to_choose_servers(lines: str) -> None:
    for proof in proofs(pool(f" dispatch 192.0.2.5:1\n{lines}{PAIR}")):
        assert proof.holds is None
        assert "sends clients past `dispatch` on line 3" in (proof.undecidable or "")
    assert pool(f" dispatch 192.0.2.5:1\n{lines}").sessions.holds is True, "without servers nothing chooses one"


def test_dispatch_alone_is_one_address() -> None:
    assert pool(f" dispatch 192.0.2.5:1\n{PAIR}").sessions.holds is True
    assert pool(f" dispatch 192.0.2.5:1\n use-server b if FALSE\n{PAIR}").sessions.holds is True
    assert pool(f" dispatch 0.0.0.0:1\n{PAIR}").sessions.holds is None


@pytest.mark.parametrize(
    ("before", "lines", "place"),
    [
        ("", " mode http\n", "(`mode http` on line 3)"),
        ("defaults\n mode http\n", "", "(`mode http` on line 2)"),
        ("", " tcp-request content switch-mode http\n", "(`tcp-request content` on line 3)"),
    ],
)
def test_http_holds_as_long_as_no_server_asks_for_ntlm(before: str, lines: str, place: str) -> None:
    for proof in proofs(pool(lines + PAIR, before=before)):
        assert proof.holds is True
        assert [str(each) for each in proof.assumes] == [
            "one HAProxy process serves all clients",
            f"no server answers 401 with NTLM or Negotiate, after which clients stay there {place}",
        ]


def test_what_is_taken_for_granted_has_its_line() -> None:
    before = "global\n stats socket /run/h level admin\npeers x\n peer me 127.0.0.1:1\n"
    text = f" stick-table type integer size 9 peers x\n stick on int(1)\n{ACTIVES}"
    proof = pool(text.replace("server b 192.0.2.2:1", "server b 192.0.2.2:1 disabled"), before=before)
    alone = pool(PAIR, before=before).sessions

    assert proof.sessions.assumes == (), "one server is one server"
    assert [(str(each), each.span and each.span.line) for each in alone.assumes] == [
        ("one HAProxy process serves all clients", 5),
        ("nobody changes servers on `stats socket` on line 2", 2),
    ]
    sticky = pool(text.replace(ACTIVES, STANDBY), before=before).new_connections
    assert str(sticky.assumes[-1]) == "no peer of `x` on line 7 writes the same key"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (" mode log\n", "how `mode log` on line 3 chooses servers is not modelled"),
        (' mode "$M"\n', "a variable decides about `mode $M` on line 3"),
    ],
)
def test_other_modes_are_no_proof(lines: str, reason: str) -> None:
    for proof in proofs(pool(lines + PAIR)):
        assert proof.holds is None
        assert reason in (proof.undecidable or "")


def test_prefer_last_server_matters_for_connections_that_a_session_owns() -> None:
    text = f" mode http\n option prefer-last-server\n{PAIR}"

    assert pool(text).new_connections.holds is True
    assert pool(f" http-reuse never\n{text}").new_connections.holds is False


def test_servers_of_one_name_are_no_proof() -> None:
    found = pool(" server a 192.0.2.1:1 check\n server a 192.0.2.2:1 check backup\n", version="2.6")

    assert found.sessions.holds is None
    assert found.sessions.undecidable == "server `a` on line 4 is called like another one"


def test_several_processes_are_no_proof() -> None:
    assert pool(PAIR, before="global\n nbproc 2\n", version="2.4").sessions.holds is None
    assert pool(PAIR, before="global\n nbproc 1\n", version="2.4").sessions.holds is True


def test_a_table_that_peers_fill_may_name_any_server() -> None:
    peers = "peers x\n peer me 127.0.0.1:1\n"
    text = f" stick-table type integer size 9 peers x\n stick match int(1)\n{PAIR}"

    assert pool(text, before=peers).new_connections.holds is None
    assert pool(text.replace(" peers x", ""), before=peers).new_connections.holds is True


def test_a_table_of_a_section_that_only_holds_it_is_written_by_nobody_else() -> None:
    before = "backend t\n stick-table type integer size 9\n"

    assert pool(f" stick on int(1) table t\n{STANDBY}", before=before).new_connections.holds is True


@pytest.mark.parametrize(
    "more",
    [
        "global\n lua-load x.lua\n",
        "",
    ],
)
@pytest.mark.parametrize(
    "lines",
    [
        " server a 192.0.2.1:1 check maxconn 1 maxqueue 1\n",
        f" mode http\n option prefer-last-server\n{CONSTANT} server a 192.0.2.1:1 agent-check agent-port 9\n",
        " tcp-request content lua.choose\n use-server a if TRUE\n server a 192.0.2.1:1\n",
        ' balance hash int(1)\n server a 192.0.2.1:1 weight "$W"\n',
        "",
    ],
)
def test_one_server_alone_is_one_server(lines: str, more: str) -> None:
    assert [proof.holds for proof in proofs(pool(lines, before=more))] == [True, True]


def test_a_violation_stands_whatever_clients_do() -> None:
    for words in ("maxconn 1", "agent-check agent-port 9", "maxqueue 3"):
        found = pool(f" default-server check {words}\n server a 192.0.2.1:1\n server b 192.0.2.2:1\n")
        assert found.new_connections.holds is False
        assert found.new_connections.servers == {"a", "b"}


#: lines that choose, and words of servers, by which two may serve although only one is balanced
ODD_LINES = (CONSTANT, " mode http\n", " tcp-request content switch-mode http\n", " balance hash int(1)\n", "")
ODD_WORDS = (
    "maxconn 3",
    "minconn 2",
    "maxqueue 1",
    "agent-check agent-port 9",
    "weight $W",
    "disabled",
    "slowstart 9s",
)


@st.composite
def odd(draw: st.DrawFn) -> str:
    """Pools of one to four servers with anything that lets clients wait, or that is stored late."""
    lines = [draw(st.sampled_from(("", " option allbackups\n", " balance sticky\n", " balance first\n retries 0\n")))]
    lines.append(draw(st.sampled_from(ODD_LINES)))
    lines.append(draw(st.sampled_from(("", "", " option redispatch\n"))))
    for place in range(draw(st.integers(1, 4))):
        words = [
            f"check {CUT}" if draw(st.booleans()) else "check",
            *draw(st.lists(st.sampled_from(ODD_WORDS), max_size=2)),
        ]
        words += [RETURN] if draw(st.booleans()) else []
        words += ["backup"] if draw(st.booleans()) else []
        lines.append(f" server s{place} 192.0.2.{place + 1}:1 {' '.join(words)}\n")
    return "".join(lines)


@given(odd(), st.sampled_from(VERSIONS))
def test_an_answer_has_all_that_belongs_to_it_and_nothing_else(text: str, version: str) -> None:
    for proof in proofs(pool(text, version=version)):
        assert bool(proof.events) is (proof.holds is False)
        assert bool(proof.servers) is bool(proof.events)
        assert bool(proof.undecidable) is (proof.holds is None)
        assert not (proof.assumes and proof.holds is not True)
        assert not (proof.is_window and proof.holds is not False)
