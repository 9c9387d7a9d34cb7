"""What the strategies of `haproxy_model.testing` call accepted and refused, the installed HAProxy does.

`HAPROXY_MODEL_ACCEPTED` says how many configurations it is asked about; more by hand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from haproxy_model.testing.accepted_files import accepted_configurations
from haproxy_model.testing.refused import MISTAKES, refused_configurations

from .program import ask_all
from .test_oracle import PROGRAM, _version, pytestmark as pytestmark

ASKED = int(os.environ.get("HAPROXY_MODEL_ACCEPTED", "100"))


def drawn(strategy: st.SearchStrategy[str], count: int) -> list[bytes]:
    """So many different texts, the same each time."""
    found: dict[str, None] = {}

    @settings(
        max_examples=count, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow], database=None,
        deadline=None, derandomize=True,
    )  # fmt: skip
    @given(strategy)
    def draw(text: str) -> None:
        found[text] = None

    draw()
    return [text.encode() for text in found]


def refusals(texts: list[bytes]) -> Iterator[tuple[str, str]]:
    """What the program refuses, and why."""
    for text, said in zip(texts, ask_all(str(PROGRAM), [(text, {}) for text in texts]), strict=True):
        if not said.accepted:
            yield text.decode(), said.reason


def test_what_is_made_to_be_accepted_is_accepted() -> None:
    texts = drawn(accepted_configurations(_version()), ASKED)

    refused = list(refusals(texts))

    assert len(texts) > ASKED * 9 // 10
    assert len(refused) * 1000 <= len(texts) * 5, refused


def test_bursts_of_mistakes_are_refused() -> None:
    texts = drawn(refused_configurations(_version()), ASKED // 5)
    for mistake in MISTAKES.values():
        texts += drawn(mistake.map("listen zz\n    {}\n".format), 3)

    refused = dict(refusals(texts))

    assert not [text for text in texts if text.decode() not in refused]
