"""Law 11 over variables: put into texts that the installed HAProxy accepts, `check` says of them what it says.

A part of the texts is drawn, the same each time; more of them by hand:

    python -m tests.conformance.variables --count 5000
"""

from __future__ import annotations

import os

from conformance.test_oracle import PROGRAM, _version, pytestmark
from conformance.variables import KINDS, compared

__all__ = ["pytestmark"]

SEED = int(os.environ.get("HAPROXY_MODEL_SEED", "20261128"))
#: How many texts are asked about.
TEXTS = int(os.environ.get("HAPROXY_MODEL_VARIABLES", "60"))


def test_check_foretells_texts_with_variables() -> None:
    said = list(compared(str(PROGRAM), _version(), SEED, TEXTS))
    wrong = [(each.put.kind, each.row, each.said) for each in said if not each.agrees]
    refused_falsely = [each for each in said if each.said.accepted and each.fatal is not None]

    assert len({each.put.kind for each in said}) > len(KINDS) / 2
    assert not refused_falsely
    assert len(wrong) <= max(2, TEXTS // 200), wrong
