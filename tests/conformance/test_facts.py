"""What newer programs than CI's said of small lines is what `check` says of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conformance.facts import FOLDER, recorded_facts, surroundings
from conformance.foretold import foretold

#: How many in a hundred facts `check` foretells at least.
WANTED = 97


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_check_foretells_what_was_recorded(path: Path) -> None:
    header, facts = recorded_facts(path)
    wrong = Counter(
        (fact.kind or "accepted", fact.line.text)
        for fact in facts
        if (foretold(fact.line, str(header["version"]), header["features"]) is None) != fact.accepted
    )

    assert header["surroundings"] == surroundings(), "record the facts again: other text stands around the lines now"
    assert wrong.total() * 100 <= len(facts) * (100 - WANTED), wrong
