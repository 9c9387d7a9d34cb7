"""The catalogue's own examples: each bad file gives its code, no good one does.  They lie outside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

import haproxy_model as hm
from tests.lint.findings import CODES

SHARED = Path(__file__).resolve().parents[3] / "shared" / "rules" / "examples"
JUDGED = CODES | {"REF001", "REF002", "REF003", "REF004", "REF005", "REF007", "SYN001", "SYN002"}

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no examples to read")


def _files(kind: str) -> list[Path]:
    """The examples of one file; those of several controllers are compared in `test_controllers`."""
    found = sorted(SHARED.glob(f"*-{kind}-?.cfg"))
    return [path for path in found if path.name.partition("-")[0] in JUDGED]


@pytest.mark.parametrize("path", _files("bad"), ids=lambda path: path.stem)
def test_a_bad_file_gives_its_code(path: Path) -> None:
    code = path.name.partition("-")[0]
    assert code in {each.code for each in hm.validate(hm.parse_file(path))}


@pytest.mark.parametrize("path", _files("good"), ids=lambda path: path.stem)
def test_a_good_file_does_not_give_its_code(path: Path) -> None:
    code = path.name.partition("-")[0]
    assert code not in {each.code for each in hm.validate(hm.parse_file(path))}
