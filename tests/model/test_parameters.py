"""Parameters as attributes: what lines of the same words share, and what they must not."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm

LINES = ("server a 10.0.0.1:80 inter 2s rise 3 check", "server b 10.0.0.2:80 inter 2s rise 3 check")


def _servers(*lines: str) -> list[hm.Server]:
    return list(hm.parse("\n".join(("backend b", *lines))).backends[0].servers)


@pytest.mark.parametrize("first", [0, 1])
def test_a_variable_and_the_same_text_in_strong_quotes_are_two_things(first: int) -> None:
    servers = _servers('server a 10.0.0.1:80 cookie "$NAME"', "server b 10.0.0.2:80 cookie '$NAME'")

    values = {server.name: server.cookie for server in (servers[first], servers[1 - first], *servers)}

    assert isinstance(values["a"], hm.Unread)
    assert values["b"] == "$NAME"


def test_a_change_of_one_line_is_none_of_its_like() -> None:
    changed, untouched = _servers(*LINES)
    assert changed.inter == untouched.inter == hm.Duration(microseconds=2_000_000)

    changed.inter = "5s"
    changed.check = False

    assert (str(changed.inter), changed.check) == ("5s", False)
    assert (str(untouched.inter), untouched.check, untouched.rise) == ("2s", True, 3)


@given(st.lists(st.sampled_from(["inter 1s", "inter 4s", "rise 2", "check", "backup", "weight 300"]), max_size=6))
def test_the_last_of_several_counts_however_often_it_is_asked(params: list[str]) -> None:
    (server,) = _servers(f"server a 10.0.0.1:80 {' '.join(params)}")
    last = server.param("inter")

    for _ in range(2):
        assert (server.inter is None) == (last is None)
        assert last is None or str(server.inter) == last.values[0]
        assert server.check == ("check" in params)
        assert isinstance(server.weight, hm.Unread) == ("weight 300" in params)
