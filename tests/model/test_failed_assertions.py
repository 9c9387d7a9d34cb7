"""What pytest says of a failed `==`: what differs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import haproxy_model as hm

TEXT = "defaults\n mode http\nbackend b\n server s1 192.0.2.1:80 check\n server s2 192.0.2.2:80 inter 3s\n"


@pytest.fixture
def said(pytestconfig: pytest.Config) -> Callable[[object, object], list[str]]:
    def compare(left: object, right: object) -> list[str]:
        assert left != right
        said = pytestconfig.hook.pytest_assertrepr_compare(config=pytestconfig, op="==", left=left, right=right)
        return [line for lines in said for line in lines]

    return compare


PARTS: dict[str, Callable[[hm.Config], object]] = {
    "configurations": lambda config: config,
    "files": lambda config: config.files[0],
    "sections": lambda config: config.backends[0],
    "collections": lambda config: config.backends[0].servers[1:],
    "statements": lambda config: config.backends[0].servers[1],
}


@pytest.mark.parametrize("part", PARTS)
def test_both_spellings_of_what_differs_are_shown(part: str, said: Callable[[object, object], list[str]]) -> None:
    one, other = hm.parse(TEXT), hm.parse(TEXT.replace("3s", "4s"))
    shown = "\n".join(said(PARTS[part](one), PARTS[part](other))[:12])

    assert ("3s" in shown and "4s" in shown) or ("=3000000" in shown and "=4000000" in shown)
    assert "_answers" not in shown
    assert " at 0x" not in shown


def test_the_line_that_differs_comes_first_for_configurations(said: Callable[[object, object], list[str]]) -> None:
    shown = said(hm.parse(TEXT), hm.parse(TEXT.replace("3s", "4s")))

    assert any("At index 4 diff" in line for line in shown)
