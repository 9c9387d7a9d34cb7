"""What a running HAProxy was seen to do to pools that a proof would call single: no proof says "always" there.

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


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("server", ["a", "b"])
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("maxconn 1", "`maxconn` on line {} lets clients wait"),
        ("minconn 1", "`minconn` on line {} lets clients wait"),
        ("maxqueue 1", "`maxqueue` on line {} sends clients elsewhere when the queue is full"),
        ("agent-check agent-port 9", "`agent-check` on line {} lets an agent set `maxconn`"),
        ('maxconn "$N"', "a variable decides about server"),
    ],
)
def test_a_server_at_which_clients_may_wait_is_no_proof(words: str, reason: str, server: str, version: str) -> None:
    found = pool(with_words(words, on=server), version=version)

    assert found.new_connections.holds is None
    assert reason.format({"a": 5, "b": 6}[server]) in (found.new_connections.undecidable or "")
    # An agent may drain the active server, which leaves its sessions there: that is certain.
    assert found.sessions.holds is (False if "agent" in words and server == "a" else None)


def test_a_limit_that_comes_from_a_default_server_line_is_named_there() -> None:
    proof = pool(PAIR, before="defaults\n default-server maxconn 10\n").new_connections

    assert proof.holds is None
    assert proof.undecidable == "`maxconn` on line 2 lets clients wait"


@pytest.mark.parametrize("words", ["maxconn 0", "minconn 0", "maxqueue 0", "agent-check agent-port 9 no-agent-check"])
def test_what_limits_nothing_changes_no_proof(words: str) -> None:
    assert pool(with_words(words, on="a")).sessions.holds is True


def test_the_limit_of_a_server_that_never_serves_changes_no_proof() -> None:
    assert pool(f"{PAIR} server c 192.0.2.3:1 maxconn 1 disabled\n").sessions.holds is True
    assert pool(f"{PAIR} server c 192.0.2.3:1 agent-check agent-port 9 disabled\n").sessions.holds is None
    assert pool(" server a 192.0.2.1:1 maxconn 1\n server c 192.0.2.3:1 disabled\n").sessions.holds is True


@pytest.mark.parametrize(
    "text",
    [
        CONSTANT + ACTIVES,
        f"{CONSTANT} option allbackups\n{STANDBY}",
        f" balance hash int(1)\n{ACTIVES}",
        f" balance hash int(1)\n{CONSTANT}{ACTIVES}",
        CONSTANT + STANDBY,
        CONSTANT + PAIR,
        CONSTANT.replace("size 100", "size 100 expire 1s") + STANDBY,
        CONSTANT.replace("size 100", "size 1 nopurge") + STANDBY,
        f"{TABLE} stick match int(1)\n stick store-request int(1) if {{ src 192.0.2.7 }}\n{STANDBY}",
        f"{TABLE} stick match int(1)\n stick store-request int(1)\n{STANDBY}",
        f"{TABLE} stick on int(1),add(sess.x)\n{STANDBY}",
        f"{TABLE} stick on str(galera)\n{STANDBY}",
        f" stick-table type string size 9\n stick on str(a/b),field(3,/)\n{STANDBY}",
        f" stick-table type string size 9\n stick on str(a),concat(-,sess.x)\n{STANDBY}",
        f" stick-table type ip size 9\n stick on str(galera)\n{STANDBY}",
        f" stick-table type ip size 9\n stick on dst\n{STANDBY}",
        f" stick-table type integer size 9\n stick on dst_port\n{STANDBY}",
        f"{TABLE} stick on be_id\n{STANDBY}",
        f" stick-table type integer size 9 store gpc0\n tcp-request content track-sc0 src\n stick on int(1)\n{STANDBY}",
    ],
)
@pytest.mark.parametrize("bind", [BIND, ":3306", "unix@/run/p", f"{BIND} accept-proxy", "192.0.2.9:1-9", "[::1]:3306"])
def test_a_stick_or_hash_key_is_no_proof(text: str, bind: str) -> None:
    for proof in proofs(pool(text, bind=bind)):
        assert proof.holds is not True
        assert proof.undecidable if proof.holds is None else proof.servers == {"a", "b"}


def test_a_constant_key_says_what_may_happen_before_it_is_stored() -> None:
    several, one = pool(CONSTANT + ACTIVES).sessions, pool(CONSTANT + STANDBY).sessions

    assert several.undecidable == (
        "`stick on int(1)` on line 4 is stored late: clients that arrive together may go to several servers"
    )
    assert one.undecidable == (
        "`stick on int(1)` on line 4 is stored late: meanwhile a server that comes back may receive clients, too"
    )


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


@pytest.mark.parametrize(
    ("words", "is_open"),
    [
        ("resolvers d", True),
        ("init-addr none", True),
        ("init-addr last,libc,none", True),
        ("init-addr libc", False),
        ("", False),
    ],
)
def test_a_name_that_is_resolved_at_run_time_is_no_proof(words: str, is_open: bool) -> None:
    named = PAIR.replace("192.0.2.1:1", f"db.example:1 {words}")
    alone = f" server a db.example:1 {words}\n"
    by_address = PAIR.replace("192.0.2.1:1", f"192.0.2.1:1 {words}")

    assert pool(named).sessions.holds is (None if is_open else True)
    assert pool(alone).sessions.holds is (None if is_open else True)
    assert pool(by_address).sessions.holds is True


def test_an_agent_enables_a_server_that_is_disabled() -> None:
    found = pool(PAIR.replace("backup", "backup disabled agent-check agent-port 9"))

    assert found.new_connections.holds is None
    assert "enable disabled ones" in (found.new_connections.undecidable or "")


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
    ("before", "lines", "reason"),
    [
        ("", " mode http\n", "`mode http` on line 3 lets a client stay with its server"),
        ("defaults\n mode http\n", "", "`mode http` on line 2 lets a client stay with its server"),
        ("", " tcp-request content switch-mode http\n", "on line 3 speaks HTTP with some clients"),
        ("", " mode log\n", "how `mode log` on line 3 chooses servers is not modelled"),
        ("", ' mode "$M"\n', "a variable decides about `mode $M` on line 3"),
    ],
)
def test_http_is_no_proof(before: str, lines: str, reason: str) -> None:
    for proof in proofs(pool(lines + PAIR, before=before)):
        assert proof.holds is None
        assert reason in (proof.undecidable or "")


def test_prefer_last_server_matters_for_connections_that_a_session_owns() -> None:
    text = f" mode http\n option prefer-last-server\n{PAIR}"

    assert pool(text).new_connections.holds is None
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
    proof = pool(f" stick on int(1) table t\n{STANDBY}", before=before).new_connections

    assert proof.holds is None
    assert "written by" not in (proof.undecidable or "")


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


#: lines, and words of servers, after which no proof is certain
UNSURE_LINES = (CONSTANT, " mode http\n", " tcp-request content switch-mode http\n", " balance hash int(1)\n")
UNSURE_WORDS = ("maxconn 3", "minconn 2", "maxqueue 1", "agent-check agent-port 9", "weight $W")


@st.composite
def unsure(draw: st.DrawFn) -> str:
    """Pools of two to four servers that serve, one of which, or one line of which, leaves proofs open."""
    lines = [draw(st.sampled_from(("", " option allbackups\n", " balance sticky\n", " balance first\n retries 0\n")))]
    count = draw(st.integers(2, 4))
    words = [[f"check {CUT}" if draw(st.booleans()) else "check"] for _ in range(count)]
    for each in words:
        each += [RETURN] if draw(st.booleans()) else []
        each += ["backup"] if draw(st.booleans()) else []
    if draw(st.booleans()):
        # A hash matters where it chooses among several.
        line = draw(st.sampled_from(UNSURE_LINES))
        lines = [line]
        for each in words if "hash" in line else []:
            each[:] = [word for word in each if word != "backup"]
    else:
        words[draw(st.integers(0, count - 1))].append(draw(st.sampled_from(UNSURE_WORDS)))
    servers = [f" server s{place} 192.0.2.{place + 1}:1 {' '.join(each)}\n" for place, each in enumerate(words)]
    return "".join([*lines, *servers])


@given(unsure(), st.sampled_from(VERSIONS))
def test_no_proof_is_certain_beside_what_is_not_followed(text: str, version: str) -> None:
    for proof in proofs(pool(text, version=version)):
        assert proof.holds is not True
        if proof.holds is None:
            assert proof.undecidable
            assert not proof.trace
        else:
            assert proof.undecidable is None
