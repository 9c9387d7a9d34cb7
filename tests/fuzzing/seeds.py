"""What inputs begin with: pieces of real files, those of the project and those of `../shared` where it is present."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Final

from haproxy_model.schema.sections import SECTIONS

from . import vocabulary
from .choices import joined

_ROOT: Final = Path(__file__).resolve().parents[2]
_FOLDERS: Final = (_ROOT / "tests" / "data", _ROOT / "docs" / "examples", _ROOT / "examples")
_SHARED: Final = _ROOT.parent / "shared"
_SHARED_FOLDERS: Final = ("corpus/files", "corpus/checked", "language/cases")
#: How many inputs a run begins with.
SEEDS: Final = 3000
#: Bytes of an input: most have so many at most, and none more than the second.
OFTEN: Final = 256
MOST: Final = 4096
_OPENS: Final = tuple(kind.encode() for kind in SECTIONS)


def pieces(chance: Random, count: int) -> list[bytes]:
    """Pieces of real files, whole lines of one or a few sections each; made lines where there are not enough."""
    found = []
    folders = [*_FOLDERS, *(_SHARED / name for name in _SHARED_FOLDERS)]
    files = sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*.cfg"))
    chance.shuffle(files)
    for path in files[:count]:
        source = path.read_bytes()
        if len(source) < 256 * 1024:
            found += _sections(source, chance)
    chance.shuffle(found)
    return [*found[: count // 2], *(_made(chance) for _ in range(count - len(found[: count // 2])))]


def _sections(source: bytes, chance: Random) -> list[bytes]:
    """A few pieces of a file: from one header on, some sections, or so many bytes of them."""
    lines = source.split(b"\n")
    starts = [place for place, line in enumerate(lines) if line.lstrip().startswith(_OPENS)] or [0]
    found = []
    for start in chance.sample(starts, min(len(starts), 6)):
        most = MOST - 100 if chance.random() < 0.05 else chance.randrange(60, OFTEN)
        stop, size = start, 0
        while stop < len(lines) and size + len(lines[stop]) < most:
            size += len(lines[stop]) + 1
            stop += 1
        found.append(b"\n".join(lines[start:stop]) + chance.choice([b"\n", b"\n", b""]))
    return found


def _made(chance: Random) -> bytes:
    """A text of sections that the schema describes."""
    lines = []
    for _ in range(chance.randrange(1, 4)):
        header = vocabulary.header(chance)
        lines.append(header)
        kind = header.partition(" ")[0]
        lines += [f"    {vocabulary.line(chance, kind)}" for _ in range(chance.randrange(6))]
    return vocabulary.encoded("\n".join([*lines, ""]))


def seeds(chance: Random, count: int) -> list[bytes]:
    """Inputs to begin with: texts, each with decisions."""
    return [joined(text, chance.randbytes(chance.randrange(40))) for text in pieces(chance, count)]
