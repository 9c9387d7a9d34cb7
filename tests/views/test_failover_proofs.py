"""The proofs: standard shapes as the rule catalogue (B4) has them, and the short ways against the whole search."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

import haproxy_model as hm
from haproxy_model.views.failover.choice import Choice, is_several, places
from haproxy_model.views.failover.new_connections import new_connections
from haproxy_model.views.failover.nodes import Changes, offers, start
from haproxy_model.views.failover.pool import Pool, PoolServer, UseServerRule
from haproxy_model.views.failover.proof import Proof
from haproxy_model.views.failover.sessions import sessions, targeted
from haproxy_model.views.failover.states import decisive_down, every_down, roots_of, state
from haproxy_model.views.failover.walk import walk

ACTIVE = " server a 192.0.2.1:3306"
OTHERS = " server b 192.0.2.2:3306 backup\n server c 192.0.2.3:3306 backup\n"
CUT = "on-marked-down shutdown-sessions"
RETURN = "on-marked-up shutdown-backup-sessions"
STICKY = f" stick-table type integer size 10\n stick on int(1)\n default-server check backup {CUT}\n"
UNEVEN = " server b 192.0.2.2:3306\n server a 192.0.2.1:3306 check\n"
THREE = " server a 192.0.2.1:3306\n server b 192.0.2.2:3306\n server c 192.0.2.3:3306\n"


def failover(text: str, *, version: str = "3.4", before: str = "") -> hm.Failover:
    config = hm.parse(f"{before}listen p\n bind 192.0.2.9:3306\n{text}")
    return hm.failover(config.listens["p"], version=version)


def trace(proof: Proof) -> list[str]:
    return [str(step) for step in proof.trace]


@pytest.mark.parametrize(
    ("text", "new", "session", "ways"),
    [
        (f" default-server check\n{ACTIVE}\n{OTHERS}", True, False, ["a goes down"]),
        (f" default-server check {CUT}\n{ACTIVE}\n{OTHERS}", True, False, ["a goes down", "a comes up"]),
        (
            f" default-server check {CUT}\n{ACTIVE} {RETURN}\n{OTHERS}",
            True,
            False,
            ["a goes down", "b goes down", "b comes up"],
        ),
        (f" default-server check {CUT}\n{ACTIVE} {RETURN}\n server b 192.0.2.2:3306 backup\n", True, True, []),
        (STICKY + THREE, True, False, ["a goes down", "a comes up"]),
        (f" option redispatch\n{STICKY}{THREE}", False, False, ["a goes down", "a comes up"]),
        (STICKY.replace("size 10", "size 1 nopurge") + THREE, True, False, ["a goes down", "a comes up"]),
        (f" balance sticky\n default-server check {CUT}\n{THREE}", True, True, []),
        (f" stick-table type ip size 10\n stick on src\n default-server check {CUT}\n{THREE}", False, False, []),
        (f" default-server check {CUT}\n{THREE}", False, False, []),
    ],
    ids=(
        "one active and backups",
        "and sessions cut on mark down",
        "and on mark up",
        "the same with two nodes",
        "all backup and a constant stick key",
        "and redispatch",
        "and a table that keeps its first entry",
        "balance sticky",
        "stick on src",
        "several active",
    ),
)
def test_a_standard_shape_is_judged_as_a_running_haproxy_was(
    text: str, new: bool | None, session: bool | None, ways: list[str]
) -> None:
    found = failover(text)

    assert found.new_connections.holds is new
    assert found.sessions.holds is session
    assert trace(found.sessions) == ways


def test_the_witness_names_the_state_and_the_two_servers() -> None:
    found = failover(f" option allbackups\n default-server check\n{ACTIVE}\n{OTHERS}").new_connections

    assert found.witness is not None
    assert found.witness.down == {"a"}
    assert found.witness.candidates == found.servers == {"b", "c"}
    assert trace(found) == ["a goes down"]


def test_a_trace_says_who_holds_sessions_behind_each_step() -> None:
    steps = failover(f" default-server check {CUT}\n{ACTIVE} {RETURN}\n{OTHERS}").sessions.trace

    assert [set(step.new) for step in steps] == [{"b"}, {"c"}, {"b"}]
    assert [set(step.sessions) for step in steps] == [{"b"}, {"c"}, {"b", "c"}]


@pytest.mark.parametrize(
    ("text", "version", "new", "session"),
    [
        (" balance first\n retries 0\n default-server check\n" + THREE, "3.4", True, False),
        (" balance first\n option redispatch\n default-server check\n" + THREE, "3.4", False, False),
        (" balance first\n option redispatch 0\n default-server check\n" + THREE, "3.4", True, False),
        (" balance first\n default-server check maxconn 5\n" + THREE, "3.4", False, False),
        (f" balance sticky\n default-server check {CUT}\n{THREE}", "2.6", False, False),
        (f" balance hash int(1)\n default-server check {CUT}\n{THREE}", "3.4", True, False),
        (f" balance hash int(1)\n stick-table type integer size 9\n stick on int(1)\n{UNEVEN}", "3.4", True, False),
        (f" balance hash int(1)\n hash-balance-factor 110\n default-server check {CUT}\n{THREE}", "3.4", False, False),
        (f" balance hash int(1)\n hash-balance-factor 0\n default-server check {CUT}\n{THREE}", "3.4", True, False),
        (f" use-server b if {{ src 192.0.2.7 }}\n default-server check\n{ACTIVE}\n{OTHERS}", "3.4", False, False),
        (f" use-server b if FALSE\n default-server check\n{ACTIVE}\n", "3.4", True, True),
        (f" stick on src\n default-server check non-stick {CUT}\n{ACTIVE} {RETURN}\n", "3.4", True, True),
        (f" mode http\n cookie S insert\n default-server check\n{ACTIVE} cookie a\n{OTHERS}", "3.4", True, False),
        (f" cookie S insert\n default-server check cookie x\n{ACTIVE}\n{OTHERS}", "3.4", True, False),
        (f" mode http\n cookie S insert\n default-server check cookie x\n{ACTIVE}\n{OTHERS}", "3.4", False, False),
        (f" persist rdp-cookie\n default-server check\n{ACTIVE}\n{OTHERS}", "3.4", False, False),
        (f" server a 192.0.2.1:1\n{OTHERS}", "3.4", True, True),
        (f" default-server check init-state down\n server a 192.0.2.1:1 no-check\n{OTHERS}", "3.4", True, False),
        (STICKY.replace("size 10", "size 10 expire 1h") + THREE, "3.4", True, False),
        (STICKY.replace("int(1)", "src") + THREE, "3.4", False, False),
        (STICKY.replace("stick on int(1)", "stick match int(1)") + THREE, "3.4", True, False),
        (STICKY.replace("on int(1)", "match int(1)\n stick store-request int(1)") + THREE, "3.4", True, False),
        (STICKY.replace("on int(1)", "on int(1) if { src 192.0.2.7 }") + THREE, "3.4", False, False),
        (f" dispatch 192.0.2.1:1\n default-server check\n{THREE}", "3.4", True, True),
        (f" option httpchk\n http-check disable-on-404\n default-server check {CUT}\n{ACTIVE} {RETURN}\n"
         " server b 192.0.2.2:1 backup\n", "3.4", True, False),
        (f" default-server agent-check agent-port 9 {CUT}\n{ACTIVE} {RETURN}\n server b 192.0.2.2:1 backup\n", "3.4",
         False, False),
        ("", "3.4", True, True),
    ],
)  # fmt: skip
def test_what_directs_connections_decides_the_proofs(
    text: str, version: str, new: bool | None, session: bool | None
) -> None:
    found = failover(text, version=version)

    assert (found.new_connections.holds, found.sessions.holds) == (new, session)


def test_balance_sticky_ignores_weights_and_stays_with_a_backup_when_an_earlier_one_returns() -> None:
    found = failover(f" balance sticky\n default-server check {CUT} weight 0\n{ACTIVE} {RETURN}\n{OTHERS}")

    assert found.candidates() == {"a"}
    assert found.candidates(["a"]) == {"b", "c"}
    assert found.sessions.holds is False, "without a weight nobody's return closes the sessions on backups"
    assert failover(f" balance sticky\n default-server check {CUT}\n{ACTIVE} {RETURN}\n{OTHERS}").sessions.holds


TWO = f" default-server check\n{ACTIVE}\n{OTHERS}"


@pytest.mark.parametrize(
    ("before", "text", "reason"),
    [
        ("global\n lua-load x.lua\n", TWO, "`lua-load x.lua` on line 2 brings Lua code"),
        ("", f" tcp-request content lua.choose\n{TWO}", "`tcp-request content lua.choose` on line 3 asks Lua"),
        ("", " server a 0.0.0.0:3306\n", "server `a` on line 3 connects to the address that each client asked for"),
        ("", f" option transparent\n{ACTIVE}\n", "`option transparent` on line 3"),
        ("", f"{ACTIVE} check weight $W\n{OTHERS}", "a variable decides about server `a` on line 3"),
        ("", f'{ACTIVE} check on-marked-down "$W"\n{OTHERS}', "a variable decides about server `a` on line 3"),
        ("", f' use-server b if "$W"\n{ACTIVE} check\n{OTHERS}', "a variable decides about `use-server b` on line 3"),
        ("", f' "$W" 192.0.2.7:1\n{ACTIVE}\n', "a variable decides about `$W 192.0.2.7:1` on line 3"),
        ("", f' no "$W" redispatch\n{TWO}', "a variable decides about `no $W` on line 3"),
        ("", ' server-template t "$N" 192.0.2.1:1 check\n', "how many servers `server-template` on line 3 makes"),
        (
            "",
            f"{ACTIVE} check\n.if defined(X)\n{OTHERS}.endif\n",
            "whether `server b` on line 5 counts depends on a `.if`",
        ),
        ("backend q\n stick store-request int(1) table p\n", STICKY + THREE, "also written by `q`"),
        (
            "",
            f" load-server-state-from-file global\n{ACTIVE}\n{ACTIVE.replace(' a ', ' b ')} weight 0\n",
            "a state file",
        ),
    ],
)
def test_what_no_file_says_leaves_a_proof_open_with_a_reason(before: str, text: str, reason: str) -> None:
    proof = failover(text, before=before).new_connections

    assert proof.holds is None
    assert reason in (proof.undecidable or "")


def test_entries_that_another_section_writes_may_name_any_server() -> None:
    writer = "backend q\n stick-table type ip size 10\n stick store-request src\n stick store-request src table p\n"
    found = failover(f" stick-table type ip size 10\n stick match src\n{ACTIVE} check\n{OTHERS}", before=writer)

    assert found.candidates() == {"a", "b", "c"}
    assert found.new_connections.holds is None


def test_a_certain_violation_stands_beside_what_is_unknown() -> None:
    lua = "global\n lua-load x.lua\n"
    more = ".if defined(X)\n server d 192.0.2.4:3306\n.endif\n"

    assert failover(f"{THREE}{more}", before=lua).new_connections.holds is False
    assert failover(f"{ACTIVE}\n server b 192.0.2.2:1 weight $W\n").new_connections.holds is None


servers = st.builds(
    PoolServer,
    name=st.just(""),
    backup=st.booleans(),
    weight=st.sampled_from((1, 1, 1, 0)),
    disabled=st.sampled_from((False, False, False, False, True)),
    root=st.sampled_from("vwxyz") | st.none(),
    on_marked_down=st.sampled_from((True, True, False)),
    on_marked_up=st.booleans(),
    id=st.just(0),
    non_stick=st.sampled_from((False, False, False, True)),
    has_cookie=st.booleans(),
    limited=st.sampled_from((False, False, False, True)),
    bounded=st.booleans(),
    slow=st.sampled_from((False, False, True)),
)


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    """Pools of up to five servers, some of which share a health root."""
    drawn = draw(st.lists(servers, max_size=5))
    ids = draw(st.permutations(range(len(drawn))))
    own = draw(st.booleans())
    named = [
        PoolServer(
            **{
                **{field: getattr(server, field) for field in PoolServer.__annotations__},
                "name": "abcde"[index],
                "id": ids[index],
                "root": server.root and (f"r{index}" if own else server.root),
            }
        )
        for index, server in enumerate(drawn)
    ]
    rules = st.builds(UseServerRule, st.sampled_from([*"abcde", None]), st.booleans())
    rarely = st.sampled_from((False, False, False, False, True))
    drains = [root for root in {server.root for server in named if server.root is not None} if draw(rarely)]
    stick = draw(st.sampled_from(("none", "none", "constant", "constant", "client")))
    persists = draw(rarely)
    return Pool(
        servers=tuple(named),
        all_backups=draw(st.booleans()),
        algorithm=draw(st.sampled_from(("any", "any", "first", "sticky", *(("hash",) if stick == "none" else ())))),
        redispatches=draw(rarely),
        stick=stick,
        rewrites=draw(st.sampled_from((True, True, False))),
        expires=draw(rarely),
        use_server=tuple(draw(st.lists(rules, max_size=2)) if draw(rarely) else ()),
        cookies=draw(rarely),
        rdp_cookie=draw(rarely),
        prefers_last=draw(rarely),
        persists=persists,
        always_persists=persists and draw(st.booleans()),
        drainable=frozenset(drains),
        drained_by_agent=frozenset(root for root in drains if draw(st.booleans())),
        queue=draw(st.sampled_from(("server", "pool", "bounded", "shared"))),
        requeues=draw(st.booleans()),
        hands_over=draw(st.booleans()),
        leaves_full=draw(st.booleans()),
        leaves_open=draw(st.booleans()),
    )


@settings(max_examples=500, deadline=None)
@given(pools())
def test_few_states_decide_about_new_connections_as_all_do(pool: Pool) -> None:
    choice = Choice(pool)
    everywhere = walk(choice, roots_of(choice), sessions=False)
    proof = new_connections(choice)

    # Who is handed a server finds its own full; health alone is not what decides then.
    assert proof.holds is (everywhere is None) or proof.events[-1].kind == "handed"
    if everywhere is not None:
        fewest = min(len(down) for down in every_down(choice) if _is_violated(choice, down))
        assert min(len(down) for down in decisive_down(choice) if _is_violated(choice, down)) == fewest
        assert proof.witness is not None
        assert len(proof.witness.down | proof.witness.drained) == fewest


def _is_violated(choice: Choice, down: tuple[str, ...]) -> bool:
    drained = [root for root in down if root in choice.pool.drainable]
    gone = [root for root in down if root not in drained]
    return any(
        is_several(choice.together(choice.with_roots(first), choice.with_roots(second)))
        for first, second in ((down, ()), (gone, drained))
    )


def test_of_many_states_those_that_tell_most_come_first() -> None:
    found = failover("".join(f" server s{number} 192.0.2.1:1 check\n" for number in range(20)))
    shown = [state.down for state in found.states()]

    assert shown == [set(), *({f"s{number}"} for number in range(20))]
    assert found.state_count == 2**20


@settings(deadline=None)
@given(pools())
def test_a_state_names_every_server_that_may_hold_sessions(pool: Pool) -> None:
    """One session is followed along every way; a server that it can be on in a state is one that the state names."""
    choice = Choice(pool)
    changes = Changes(choice, list(choice.of_root.items()))
    seen = {start(choice)}
    waiting = list(seen)
    while waiting:
        node = waiting.pop()
        after = [next_ for (change, _), next_ in changes.behind(node) if change in ("down", "up")]
        for servers in offers(choice, node):
            for place in places(servers):
                stuck = choice.remembered(1 << place, node.stuck)
                after += (node._replace(held=1 << place, stuck=stuck), node._replace(stuck=stuck))
        waiting += set(after) - seen
        seen |= set(after)
    for down in every_down(choice):
        gone = choice.with_roots(down)
        held = {name for node in seen if node.down == gone for name in choice.names(node.held)}

        assert state(choice, down).sessions >= held


@settings(max_examples=500, deadline=None)
@given(pools())
def test_few_ways_decide_about_sessions_as_all_do(pool: Pool) -> None:
    choice = Choice(pool)
    new = new_connections(choice)
    for late in (False, True):
        everywhere = walk(choice, roots_of(choice), late=late)
        short = min((len(found.steps) for found in targeted(choice, new, late=late)), default=None)

        assert (everywhere is None) is (short is None)
        if everywhere is not None and short is not None:
            assert short >= len(everywhere.steps)
    if new.holds is False:
        assert sessions(choice, new).holds is False


@settings(max_examples=500, deadline=None)
@given(pools())
def test_what_clients_do_that_have_entries_is_found_where_any_entry_may_be(pool: Pool) -> None:
    """An entry of a client that is taken as there can be made by one that comes before."""
    choice = Choice(pool)

    assert (walk(choice, roots_of(choice)) is None) is (walk(choice.exact(), roots_of(choice)) is None)


@settings(max_examples=500, deadline=None)
@given(pools())
def test_a_violation_is_told_by_events_of_which_the_last_ones_are_clients(pool: Pool) -> None:
    choice = Choice(pool)
    new = new_connections(choice)
    for proof in (new, sessions(choice, new)):
        if proof.holds is False:
            health = [event for event in proof.events if event.root is not None or event.kind == "expired"]

            assert proof.events[-1].kind in ("client", "together", "refused", "served", "handed")
            assert [(step.change, step.root) for step in proof.trace] == [(each.kind, each.root) for each in health]
            assert proof.events[-1].sessions == proof.servers
            assert len(proof.servers) > 1
        else:
            assert not proof.events
