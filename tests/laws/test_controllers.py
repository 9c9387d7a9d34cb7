"""Files of controllers: a file agrees with itself; the preferred writer differs where some health state shows it."""

from __future__ import annotations

from itertools import combinations

from hypothesis import example, given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.testing.configurations import configs

NODES = ("c1", "c2", "c3")


@st.composite
def pools(draw: st.DrawFn) -> str:
    """A pool over the same three nodes, one of them active at most, in any order."""
    lines = []
    active = draw(st.sampled_from([None, *NODES]))
    for node in draw(st.permutations(NODES)):
        backup = "" if node == active else " backup"
        flag = draw(st.sampled_from(["", "", "", " weight 0", " disabled"]))
        lines.append(f" server {node} 192.0.2.1{node[1]}:3306{backup}{flag}\n")
    return "listen galera\n option httpchk\n default-server check port 9200\n" + "".join(lines)


@given(configs)
@examples(0.4)
def test_a_file_agrees_with_itself(source: bytes) -> None:
    report = hm.validate_controllers([hm.parse(source, "a.cfg"), hm.parse(source, "b.cfg")])

    assert not [each for each in report if each.code.startswith("MUL") and "a.cfg" in each.message]


@given(pools(), pools())
@example(
    "listen galera\n option httpchk\n default-server check port 9200\n server c1 192.0.2.11:3306\n",
    "listen galera\n option httpchk\n default-server check port 9200\n server c2 192.0.2.12:3306\n",
)
def test_the_writer_differs_where_two_files_serve_from_two_nodes_in_one_state(one: str, other: str) -> None:
    first, second = hm.parse(one, "a.cfg"), hm.parse(other, "b.cfg")
    failovers = [hm.failover(config.listens["galera"]) for config in (first, second)]
    # What one of them never uses is no common ground.
    common = set.intersection(*({each.name for each in one.servers if each.may_serve} for one in failovers))
    found = "MUL001" in {each.code for each in hm.validate_controllers([first, second], select=["MUL001"])}
    down = [state for size in range(4) for state in combinations(NODES, size)]
    serving = [[one.candidates(set(state) & set(one.roots)) & common for one in failovers] for state in down]

    assert found == any(both[0] and both[1] and both[0] != both[1] for both in serving)
