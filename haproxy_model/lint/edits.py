"""What a fix changes, as edits of bytes: it is made on copies of the lines, and these are compared.

What holds for a section whatever its fixes are is worked out once, so that all fixes together cost what they change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haproxy_model.diagnostics import Edit, Fix as ReportedFix, Span
from haproxy_model.errors import InvalidValue
from haproxy_model.model.blocks import tail_of
from haproxy_model.model.comments import own_start
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.places import Places
from haproxy_model.model.section import Section
from haproxy_model.model.unreadable import shown
from haproxy_model.records import NamedTuple
from haproxy_model.rewrites.fix import Fix
from haproxy_model.syntax.matching import ascending
from haproxy_model.syntax.patch import patch_words
from haproxy_model.syntax.text import encode
from haproxy_model.syntax.words import Expandable


class _Known(NamedTuple):
    """What is known of a section."""

    #: its lines by their identity, and the bytes before each and before what follows the last
    numbers: dict[int, int]
    offsets: list[int]
    #: whether its lines can be copied: none stands under an `.if` that reaches into other sections
    is_whole: bool


class _Trial(NamedTuple):
    """Copies of some lines of a section, on which a fix is tried."""

    section: Section
    #: the places of the lines that were copied, ascending
    numbers: Sequence[int]
    copies: list[Line]


class Fixes:
    """The byte edits of fixes; good until the next edit of the configuration.

    Args:
        places: where the lines of the configuration stand.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._sections: dict[int, _Known] = {}
        #: the comments of lines that the fix at hand takes away
        self._lost: list[str] = []

    def reported(self, fix: Fix) -> ReportedFix | None:
        """A fix with its edits; None where it changes nothing or cannot be made."""
        edits: list[Edit] = []
        self._lost = []
        for part in (fix, *fix.further):
            found = self._edits_of(part)
            if found is None:
                return None
            edits += found
        title = fix.title
        if self._lost:
            comments = ", ".join(f"`{shown(each)}`" for each in self._lost[:3])
            are, go = ("the comment", "goes") if len(self._lost) == 1 else ("the comments", "go")
            title = f"{title}; {are} {comments} {go}, too"
        return ReportedFix(title, fix.applicability, tuple(edits)) if edits else None

    def _edits_of(self, fix: Fix) -> list[Edit] | None:
        """The edits of one fix without what else belongs to it; None where it cannot be made."""
        edits: list[Edit] = []
        try:
            edits += [self._reworded(line, said) for line, said in fix.rewordings]
            if fix.change is not None:
                edits += self._changed(fix)
        except InvalidValue:
            # A line is broken in a way that takes in what would be added, such as a parameter without its value.
            return None
        if fix.ends is not None:
            end = self._places.end_of(fix.ends)
            edits.append(Edit(end.file, end.start, end.end, f"{fix.ends._ending or ''}\n"))
        return edits

    def _reworded(self, line: Statement, said: tuple[str, ...]) -> Edit:
        """The edit that has a line say other words."""
        if any(isinstance(word, Expandable) and word not in said for word in line._words):
            raise InvalidValue("a variable would be lost: change the line by hand")
        text = line.text
        place = self._places.span(line, 0, 0)
        return _within(place.file, place.start, text, patch_words(text, said))

    def _changed(self, fix: Fix) -> Iterator[Edit]:
        """The edits of what a fix changes in a copy of its section.

        Raises:
            InvalidValue: the section cannot be copied, or what would change holds variables.
        """
        known = self._known(fix.section)
        if not known.is_whole:
            raise InvalidValue("an `.if` block reaches over the section: change the line by hand")
        trial = _trial(fix, known)
        # The value of a variable is not for a fix to write.
        if any(isinstance(line, Statement) and line._has_lost_variables for line in trial.copies):
            raise InvalidValue("a variable would be lost: change the line by hand")
        self._lost += _lost_comments(trial)
        path, _ = self._places.body_start(fix.section)
        return _edits(path, fix.section._read(), known.offsets, trial, self._places.end_of_file(fix.section))

    def _known(self, section: Section) -> _Known:
        if id(section) not in self._sections:
            _, start = self._places.body_start(section)
            lines, offsets = section._read(), [start]
            for line in lines:
                offsets.append(offsets[-1] + len(encode(line._whole)) + 1)
            numbers = {id(line): number for number, line in enumerate(lines)}
            self._sections[id(section)] = _Known(numbers, offsets, _is_whole(section))
        return self._sections[id(section)]


def _lost_comments(trial: _Trial) -> Iterator[str]:
    """The comments behind lines that are there no longer, and that no other line has."""
    left = trial.section._read()
    kept = {id(line) for line in left}
    texts = "\n".join(line._whole for line in left)
    for line in trial.copies:
        comment = line.comment if isinstance(line, Statement) and id(line) not in kept else None
        if comment and comment not in texts:
            yield comment


def _is_whole(section: Section) -> bool:
    try:
        tail_of(section)
    except InvalidValue:
        return False
    return True


def _trial(fix: Fix, known: _Known) -> _Trial:
    """A fix made in a copy of its section, or in a section of copies of its lines."""
    section = fix.section
    if fix.lines is None:
        copied = section.copy()
        copies = copied._read()[:]
        numbers: Sequence[int] = range(len(copies))
    else:
        lines = section._read()
        # The comments that belong to a line come along: what is inserted before it is inserted before them.
        places = {known.numbers[id(line._written)] for line in fix.lines}
        numbers = sorted({n for place in places for n in range(own_start(section, lines[place], place), place + 1)})
        copies = [lines[number].copy() for number in numbers]
        copied = section.__class__.__new__(section.__class__)
        copied.__setstate__(([], section._header_text, [], copies[:]))
    if fix.change is not None:
        fix.change(copied)
    return _Trial(copied, numbers, copies)


def _edits(path: str | None, lines: Sequence[Line], offsets: Sequence[int], trial: _Trial, end: Span) -> Iterator[Edit]:
    """The edits that make of lines what became of their copies.

    Lines are known by identity; those that moved are removed and inserted.

    Args:
        path: the file.
        lines: the lines of the section.
        offsets: the bytes before each of them, and before what follows the last.
        trial: the copies of some of them.
        end: the end of the file.
    """
    numbers, after = trial.numbers, trial.section._read()
    index = {id(line): place for place, line in enumerate(trial.copies)}
    place = 0
    inserted = ""
    staying = frozenset(ascending([index[id(line)] for line in after if id(line) in index]))
    for line in after:
        stays = index.get(id(line), -1)
        if stays not in staying:
            inserted += f"{line._whole}\n"
            continue
        yield from _replaced(path, numbers[place:stays], offsets[numbers[stays]], inserted, offsets, end)
        inserted = ""
        old, new = lines[numbers[stays]]._whole, line._whole
        if old != new:
            yield _within(path, offsets[numbers[stays]], old, new)
        place = stays + 1
    behind = offsets[numbers[-1] + 1] if numbers else offsets[0]
    yield from _replaced(path, numbers[place:], behind, inserted, offsets, end)


def _replaced(
    path: str | None, gone: Sequence[int], behind: int, inserted: str, offsets: Sequence[int], end: Span
) -> Iterator[Edit]:
    """The edits that remove lines and insert others before `behind`; lines in a row go together."""
    start = stop = behind
    for number in gone:
        if start < stop == offsets[number]:
            stop = offsets[number + 1]
            continue
        if start < stop:
            yield _at_end(path, start, stop, "", end)
        start, stop = offsets[number], offsets[number + 1]
    if inserted and stop != behind:
        yield _at_end(path, start, stop, "", end)
        start = stop = behind
    if inserted or start < stop:
        yield _at_end(path, start, stop, inserted, end)


def _within(path: str | None, start: int, old: str, new: str) -> Edit:
    """The edit that makes one line another, without what both begin and end with."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    begin = start + len(encode(old[:head]))
    return Edit(path, begin, begin + len(encode(old[head : len(old) - tail])), new[head : len(new) - tail])


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _at_end(path: str | None, start: int, stop: int, text: str, end: Span) -> Edit:
    """An edit at the end of a section; where the last line of the file has no line end, the new one has none either."""
    lacking = stop - end.end
    if lacking <= 0:
        return Edit(path, start, stop, text)
    return Edit(path, start - lacking, end.end, f"{text[-lacking:]}{text[:-lacking]}")
