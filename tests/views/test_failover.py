"""Who may receive new connections: the shapes that the language reference (7.7) and the catalogue (B2) measured."""

import itertools

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm

POOL = "listen p\n bind :1\n"


def candidates(text: str, *down: str, version: str = "3.4") -> set[str]:
    proxy = hm.parse(POOL + text).listens["p"]
    return set(hm.failover(proxy, version=version).candidates(down))


ALWAYS_B = " use-server b if TRUE\n server a ::1:1 check\n server b ::1:2 check backup\n"


@pytest.mark.parametrize(
    ("text", "down", "expected"),
    [
        (" server a ::1:1 check\n server b ::1:2 check backup\n", (), "a"),
        (" server a ::1:1 check\n server b ::1:2 check backup\n", ("a",), "b"),
        (" server a ::1:1 check\n server b ::1:2 check backup\n", ("a", "b"), ""),
        (" server a ::1:1\n server b ::1:2 check backup\n", ("b",), "a"),
        (" server a ::1:1 check\n server b ::1:2 check backup\n server c ::1:3 check backup\n", ("a",), "b"),
        (" server a ::1:1 check\n server b ::1:2 check backup\n server c ::1:3 check backup\n", ("a", "b"), "c"),
        (" option allbackups\n server a ::1:1 check\n server b ::1:2 backup\n server c ::1:3 backup\n", ("a",), "bc"),
        (" server a ::1:1 check weight 0\n server b ::1:2 check backup\n", (), "b"),
        (" server a ::1:1 check disabled\n server b ::1:2 check backup\n", (), "b"),
        (" default-server backup\n server a ::1:1 check no-backup\n server b ::1:2 check\n", (), "a"),
        (" server a ::1:1 check backup\n server b ::1:2 check backup\n", (), "a"),
        (" balance first\n retries 0\n server a ::1:1 check\n server b ::1:2 check\n", (), "a"),
        (" balance first\n server a ::1:1 check id 9\n server b ::1:2 check\n", (), "b"),
        (" balance first\n server a ::1:1 check id 2\n server b ::1:2 check\n", (), "a"),
        (" balance first\n server a ::1:1 check maxconn 2\n server b ::1:2 check\n", (), "ab"),
        (" balance first\n option redispatch\n server a ::1:1 check\n server b ::1:2 check\n", (), "ab"),
        (" server a ::1:1 track b\n server b ::1:2 check backup\n server c ::1:3 check backup\n", (), "a"),
        (" server a ::1:1 track b\n server b ::1:2 check backup\n server c ::1:3 check backup\n", ("b",), "c"),
        (" use-server b if { src ::1 }\n server a ::1:1 check\n server b ::1:2 check backup\n", (), "ab"),
        (" use-server b if { src ::1 }\n server a ::1:1 check\n server b ::1:2 check backup\n", ("b",), "a"),
        (ALWAYS_B, (), "b"),
        (" option redispatch\n" + ALWAYS_B, (), "ab"),
        (" option redispatch\n" + ALWAYS_B, ("b",), "a"),
        (" option persist\n" + ALWAYS_B, ("b",), "b"),
        (" force-persist if TRUE\n" + ALWAYS_B, ("b",), "b"),
        (" force-persist if { src ::1 }\n" + ALWAYS_B, ("b",), "ab"),
        (" stick-table type ip size 1\n stick on src\n server a ::1:1 check\n server b ::1:2 check backup\n", (), "ab"),
        (" stick on src\n server a ::1:1 check\n server b ::1:2 check backup non-stick\n", (), "a"),
        (" server-template t 2 ::1:1 check\n", ("t1",), "t2"),
    ],
)
def test_candidates_are_those_that_a_running_haproxy_chose(text: str, down: tuple[str, ...], expected: str) -> None:
    names = {f"t{expected[1:]}"} if expected.startswith("t") else set(expected)

    assert candidates(text, *down) == names


def test_a_tracked_server_of_another_section_is_a_root_with_its_section() -> None:
    tracked = "backend r\n server x ::1:9 check\n"
    config = hm.parse(f"{tracked}{POOL} server a ::1:1 track r/x\n server b ::1:2 check backup\n")
    failover = hm.failover(config.listens["p"])

    assert failover.roots == ("r/x", "b")
    assert failover.candidates() == {"a"}
    assert failover.candidates(["r/x"]) == {"b"}


def test_an_unknown_root_is_named_with_those_that_exist() -> None:
    failover = hm.failover(hm.parse(POOL + " server a ::1:1 check\n").listens["p"])

    with pytest.raises(hm.UnknownName, match="'z' is not a health root here: expected one of a"):
        failover.candidates(["z"])


def test_a_free_section_has_no_failover_behaviour() -> None:
    with pytest.raises(hm.UnknownName, match="append it to"):
        hm.failover(hm.Backend("b"))


@st.composite
def pools(draw: st.DrawFn) -> str:
    """Pools without rules, cookies and stick tables: the class of a server and its health decide."""
    lines = [" option allbackups"] if draw(st.booleans()) else []
    for name in "abcd"[: draw(st.integers(1, 4))]:
        words = [word for word in ("check", "backup", "disabled", "weight 0") if draw(st.booleans())]
        lines.append(f" server {name} ::1:1 {' '.join(words)}")
    return "".join(f"{line}\n" for line in lines)


@given(pools())
def test_the_class_rule_holds_in_every_state(text: str) -> None:
    """Active before backup, one backup unless allbackups: said once more, in the plainest way."""
    failover = hm.failover(hm.parse(POOL + text).listens["p"])
    for count in range(len(failover.roots) + 1):
        for down in itertools.combinations(failover.roots, count):
            usable = [s for s in failover.servers if s.weight and not s.disabled and s.name not in down]
            active = [server.name for server in usable if not server.backup]
            backups = [server.name for server in usable if server.backup]
            expected = active or (backups if "allbackups" in text else backups[:1])

            assert failover.candidates(down) == set(expected)


@given(pools())
def test_asking_changes_nothing(text: str) -> None:
    config = hm.parse(POOL + text)
    failover = hm.failover(config.listens["p"])
    failover.candidates(failover.roots)

    assert config.dumps() == POOL + text


@pytest.mark.parametrize("line", ["option redispatch", "force-persist if { src ::1 }"])
def test_a_rule_for_everybody_is_no_proof_where_some_go_elsewhere(line: str) -> None:
    certain, perhaps = (hm.failover(hm.parse(POOL + text).listens["p"]) for text in (ALWAYS_B, f" {line}\n{ALWAYS_B}"))

    assert certain.new_connections.holds
    assert perhaps.new_connections.holds is False
    assert perhaps.new_connections.servers == {"a", "b"}


@pytest.mark.parametrize(("agent", "left"), [("", "a"), (" agent-check agent-port 1", "ab")])
def test_the_return_of_a_server_that_an_agent_drained_closes_no_sessions(agent: str, left: str) -> None:
    text = f" server a ::1:1 check on-marked-up shutdown-backup-sessions{agent}\n server b ::1:2 check backup\n"

    assert hm.failover(hm.parse(POOL + text).listens["p"]).state().sessions == set(left)


def test_a_connection_that_everybody_s_server_refuses_may_go_as_far_as_balancing_does() -> None:
    text = " option redispatch\n option persist\n use-server c if TRUE\n default-server backup check\n"
    text += "".join(f" server {name} ::1:1\n" for name in "abc")

    assert hm.failover(hm.parse(POOL + text).listens["p"]).state().sessions == {"a", "b", "c"}
