"""What a real HAProxy says of many small lines, asked in as few files as it tells the lines apart in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import haproxy_model as hm
from conformance.generated import Line, together
from conformance.program import Said, ask_all

#: As many lines a file as HAProxy names faults before it gives up, or fewer.
_AT_ONCE = 40
#: Lines that end the reading where they are wrong.
_ENDING = ("http-request", "http-response", "http-after-response", "stats")


def foretold(line: Line, version: str, features: Collection[str] | None = None) -> hm.Diagnostic | None:
    """Why `check` refuses a file with the line alone; None where it does not."""
    report = hm.check(hm.parse(together([line])[0]), version=version, features=features)
    return next((each for each in report if each.fatal), None)


def judged(program: str, lines: Sequence[Line], refused: Callable[[Line], bool]) -> dict[Line, Said]:
    """What the program says of files with each line alone.

    Args:
        program: its path.
        lines: the lines.
        refused: what is expected of each; a wrong expectation costs time only.
    """
    found: dict[Line, Said] = {}
    alone: list[Line] = []
    for batch in _batches([line for line in lines if not refused(line)]):
        rest = batch
        # Whatever is named is asked alone, until the others are accepted together.
        for _ in range(3):
            said = _together(program, rest) if rest else Said(True)
            if said.accepted:
                found.update(dict.fromkeys(rest, Said(True)))
                rest = []
                break
            named = _named(rest, said)
            alone += named
            rest = [line for line in rest if line not in named]
        alone += rest
    for batch in _batches([line for line in lines if refused(line) and not _ends(line)]):
        said = _together(program, batch)
        texts = dict(reversed(said.alerts))
        for line, place in zip(batch, together(batch)[1], strict=True):
            if place in texts:
                found[line] = Said(False, ((place, texts[place]),))
            else:
                alone.append(line)
    alone += [line for line in lines if refused(line) and _ends(line)]
    answers = ask_all(program, [(together([line])[0].encode(), {}) for line in alone])
    return {**found, **dict(zip(alone, answers, strict=True))}


def _ends(line: Line) -> bool:
    return line.text.startswith(_ENDING)


def _batches(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines of `global` and the others apart, a few at a time."""
    sides: tuple[list[Line], list[Line]] = ([], [])
    for line in lines:
        sides[line.section == "global"].append(line)
    return [side[at : at + _AT_ONCE] for side in sides for at in range(0, len(side), _AT_ONCE)]


def _together(program: str, lines: Sequence[Line]) -> Said:
    return next(iter(ask_all(program, [(together(lines)[0].encode(), {})])))


def _named(lines: Sequence[Line], said: Said) -> list[Line]:
    places = {place for place, _ in said.alerts}
    return [line for line, place in zip(lines, together(lines)[1], strict=True) if place in places]
