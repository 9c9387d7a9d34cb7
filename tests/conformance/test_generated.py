"""Law 11 over the tables: `check` says of small lines made from them what the installed HAProxy says.

A part of the lines is drawn, the same each time.
"""

from __future__ import annotations

from conformance.foretold import foretold, judged
from conformance.generated import lines
from conformance.program import features_of
from conformance.test_oracle import PROGRAM, _version, pytestmark

__all__ = ["pytestmark"]

#: One line in so many is asked, and so many in a hundred are foretold at least.
STEP, WANTED = 9, 98


def test_check_foretells_lines_made_from_the_tables() -> None:
    version, features = _version(), features_of(str(PROGRAM))
    drawn = list(dict.fromkeys(lines(version)))[::STEP]
    refused = {line: foretold(line, version, features) is not None for line in drawn}
    said = {line: each for line, each in judged(str(PROGRAM), drawn, refused.__getitem__).items()
            if not each.about_machine}  # fmt: skip
    wrong = {line.text: each.reason for line, each in said.items() if each.accepted == refused[line]}

    assert len(said) > 1000
    assert len(wrong) * 100 <= len(said) * (100 - WANTED), wrong
