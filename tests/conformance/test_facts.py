"""What newer programs than CI's said of small lines is what `check` says of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conformance.facts import FOLDER, recorded_facts, surroundings
from conformance.foretold import foretold
from conformance.messages import says

#: How many in a hundred facts `check` foretells at least, and of how many refused ones it says what HAProxy says.
WANTED, WANTED_KINDS = 97, 95


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


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_check_says_of_refused_lines_what_haproxy_says(path: Path) -> None:
    header, facts = recorded_facts(path)
    refused = [fact for fact in facts if not fact.accepted]
    told = {fact: foretold(fact.line, str(header["version"]), header["features"]) for fact in refused}
    other = {fact.line.text: f"{fact.kind}: {said and said.code}" for fact, said in told.items()
             if said is None or not says(fact.kind, said)}  # fmt: skip

    assert len(other) * 100 <= len(refused) * (100 - WANTED_KINDS), other
