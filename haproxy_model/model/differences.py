"""How two parts of configurations differ, in sentences.

It compares the forms of `model.equivalence`: where these are equal it says nothing, else at least one sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

from haproxy_model.model.config import Config
from haproxy_model.model.equivalence import (
    Options,
    equivalent,
    line_form,
    placed_sections,
    rows_of,
    section_form,
)
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.masking import masked, masked_line
from haproxy_model.model.meaning import Meaning, is_certain, parameters_of, read_line
from haproxy_model.model.section import Section
from haproxy_model.syntax.text import visible

T = TypeVar("T")

_SIDES = ("first", "second")
#: Lines that have names of their own: the word that holds it.
_NAMED = frozenset(("server", "server-template", "peer", "nameserver", "mailer", "user", "group", "table"))


def differences(first: object, second: object, options: Options) -> list[str]:
    """What differs between two parts; nothing where they say the same.

    Raises:
        TypeError: they are no two statements, sections or configurations.
    """
    if equivalent(first, second, options):
        return []
    found: Iterator[str]
    if isinstance(first, Statement) and isinstance(second, Statement):
        found = _of_lines("", (line_form(first, second, options), first), (line_form(second, first, options), second))
    elif isinstance(first, Section) and isinstance(second, Section):
        found = _of_sections(first, second, options)
    elif isinstance(first, Config) and isinstance(second, Config):
        found = _of_configs(first, second, options)
    else:
        found = iter((f"the first is a {_kind(first)}, the second a {_kind(second)}",))
    return list(dict.fromkeys(found)) or ["the two say the same in another order"]


def _kind(part: object) -> str:
    for kind, name in ((Statement, "statement"), (Section, "section"), (Config, "configuration")):
        if isinstance(part, kind):
            return name
    return "line"


# -- configurations ----------------------------------------------------------------------------------------------------


def _of_configs(first: Config, second: Config, options: Options) -> Iterator[str]:
    placed = [list(placed_sections(config, options)) for config in (first, second)]
    groups: list[dict[tuple[str, str | None], list[Section]]] = [{}, {}]
    for side, sections in enumerate(placed):
        for _, _, section in sections:
            groups[side].setdefault((section.kind, section.name if section.kind else None), []).append(section)
    is_silent = True
    for key in dict.fromkeys((*groups[0], *groups[1])):
        ours, theirs = (_without_twins(groups, key, options, side) for side in (0, 1))
        for one, other in zip(ours, theirs, strict=False):
            is_silent = False
            yield from _of_sections(one, other, options)
        for side, rest in enumerate((ours[len(theirs) :], theirs[len(ours) :])):
            for section in rest:
                is_silent = False
                yield f"{_title(section)} is only in the {_SIDES[side]}"
    if is_silent:
        yield "the order of sections differs"


def _without_twins(
    groups: Sequence[dict[tuple[str, str | None], list[Section]]],
    key: tuple[str, str | None],
    options: Options,
    side: int,
) -> list[Section]:
    """The sections of a name that the other configuration does not have."""
    others = Counter(section_form(section, options) for section in groups[1 - side].get(key, ()))
    return list(_left(groups[side].get(key, ()), others, lambda section: section_form(section, options)))


def _left(items: Sequence[T], others: Counter[Hashable], form: Callable[[T], Hashable]) -> Iterator[T]:
    for item in items:
        mine = form(item)
        if others[mine]:
            others[mine] -= 1
        else:
            yield item


# -- sections ----------------------------------------------------------------------------------------------------------


def _title(section: Section) -> str:
    if not section.kind:
        return "what is above all sections"
    name = section.name
    return section.kind if name is None else f"{section.kind} `{visible(name)}`"


def _of_sections(first: Section, second: Section, options: Options) -> Iterator[str]:
    if first.kind != second.kind:
        yield f"the first is {_title(first)}, the second {_title(second)}"
        return
    is_silent = True
    if first.kind and first.header._words != second.header._words:
        is_silent = False
        yield f"the header is {_said(first.header)} in the first and {_said(second.header)} in the second"
    place = f"in {_title(first)}"
    rows = rows_of(first, options), rows_of(second, options)
    for row in dict.fromkeys((*rows[0], *rows[1])):
        ours, theirs = ((side[row].lines if row in side else []) for side in rows)
        for sentence in _of_rows(place, ours, theirs):
            is_silent = False
            yield sentence
        if Counter(said for said, _ in ours) == Counter(said for said, _ in theirs) and not options.ignore_order:
            moved = next((pair for pair in zip(ours, theirs, strict=True) if pair[0][0] != pair[1][0]), None)
            if moved is not None:
                is_silent = False
                yield f"{place}: {_said(moved[0][1])} and {_said(moved[1][1])} have changed places"
    if is_silent:
        # The two differ, or nobody would ask.
        yield f"{place}: the order of `acl` lines and of those that name them differs"


def _of_rows(
    place: str, first: Sequence[tuple[Meaning, Line]], second: Sequence[tuple[Meaning, Line]]
) -> Iterator[str]:
    ours = list(_left(first, Counter([said for said, _ in second]), lambda pair: pair[0]))
    theirs = list(_left(second, Counter([said for said, _ in first]), lambda pair: pair[0]))
    called: dict[Hashable, list[tuple[Meaning, Line]]] = {}
    for pair in theirs:
        called.setdefault(_called(*pair), []).append(pair)
    mine = Counter(_called(*pair) for pair in ours)
    met: set[int] = set()
    for pair in ours:
        twins = called.get(_called(*pair), [])
        if len(twins) == 1 and mine[_called(*pair)] == 1:
            met.add(id(twins[0]))
            yield from _of_lines(place, pair, twins[0])
        else:
            yield f"{place}: {_said(pair[1])} is only in the first"
    for pair in theirs:
        if id(pair) not in met:
            yield f"{place}: {_said(pair[1])} is only in the second"


def _called(said: Meaning, line: Line) -> Hashable:
    """What tells lines of one keyword apart."""
    if isinstance(line, Statement) and said.name in _NAMED and len(line._words) > 1:
        return said.name, line._words[1]
    return said.name


# -- lines -------------------------------------------------------------------------------------------------------------


def _said(line: Line) -> str:
    return f"`{visible(line._shown() if isinstance(line, Statement) else masked_line(line.text.strip()))}`"


def _of_lines(place: str, first: tuple[Meaning, Line], second: tuple[Meaning, Line]) -> Iterator[str]:
    (one, line), (other, against) = first, second
    both = f"{place}: " if place else ""
    parted = _parameters(line), _parameters(against)
    if one.name != other.name or one.condition != other.condition or None in parted or not (parted[0] or parted[1]):
        yield f"{both}{_values(line, against, one.name)}"
        return
    names = [_name(each) for each in (line, against)] if one.name in _NAMED else ["", ""]
    if names[0] != names[1]:
        yield f"{both}{_values(line, against, one.name)}"
        return
    name = f"{one.name} `{names[0]}`" if names[0] else f"`{visible(one.name)}`"
    both = f"{place}, {name}: " if place else f"{name}: "
    if one.arguments != other.arguments:
        yield f"{both}{_values(line, against, one.name, bool(names[0]))}"
    yield from _of_parameters(both, one, other, parted[0] or {}, parted[1] or {})


def _name(line: Line) -> str:
    return visible(line._words[1]) if isinstance(line, Statement) and len(line._words) > 1 else ""


def _of_parameters(
    both: str, one: Meaning, other: Meaning, ours: dict[str, list[str]], theirs: dict[str, list[str]]
) -> Iterator[str]:
    meant = [_by_name(each) for each in (one, other)]
    is_silent = True
    for name in dict.fromkeys((*ours, *theirs)):
        if meant[0].get(name) == meant[1].get(name):
            continue
        is_silent = False
        if name not in ours or name not in theirs:
            shown = (ours.get(name) or theirs[name])[0]
            yield f"{both}`{shown}` is only in the {_SIDES[name not in ours]}"
        elif len(ours[name]) != len(theirs[name]):
            counts = f"{len(ours[name])} in the first, {len(theirs[name])} in the second"
            yield f"{both}`{visible(name)}` is there several times: {counts}"
        else:
            yield f"{both}{_two(name, [' '.join(side[name]) for side in (ours, theirs)])}"
    if is_silent and one.parameters != other.parameters:
        yield f"{both}the order of parameters differs"


def _by_name(said: Meaning) -> dict[str, list[Hashable]]:
    found: dict[str, list[Hashable]] = {}
    for _, meanings in said.parameters:
        for each in meanings:
            if isinstance(each, tuple):
                found.setdefault(str(each[0]), []).append(each)
    return found


def _parameters(line: Line) -> dict[str, list[str]] | None:
    """The parameters of a line as they are shown; None where it is not known what each word is."""
    if not isinstance(line, Statement):
        return None
    reading = read_line(line.home if line._section is None else line._section.kind, line._words)
    if not is_certain(reading):
        return None
    shown = masked(line._words)
    found: dict[str, list[str]] = {}
    for each in parameters_of(reading):
        found.setdefault(line._words[each.start], []).append(visible(" ".join(shown[each.start : each.end])))
    return found


def _two(name: str, said: Sequence[str]) -> str:
    """That a value differs: `inter` is 2s in the first and 3s in the second."""
    one, other = (each.removeprefix(f"{name} ") for each in said)
    if one == other:
        return f"`{visible(name)}` differs"
    return f"`{visible(name)}` is {one} in the first and {other} in the second"


def _values(line: Line, against: Line, name: str, is_named: bool = False) -> str:
    """That the words of two lines differ: the value of one keyword where they have one in common."""
    if isinstance(line, Statement) and isinstance(against, Statement):
        ours, theirs = ([visible(word) for word in masked(each._words)] for each in (line, against))
        if is_named and len(ours) > 2 and len(theirs) > 2:
            return f"the address is {ours[2]} in the first and {theirs[2]} in the second"
        head = name.split()
        count = len(head)
        if ours[:count] == theirs[:count] == head and len(ours) == len(theirs) == count + 1:
            return _two(name, [" ".join(each[count:]) for each in (ours, theirs)])
        if ours == theirs:
            return f"{_said(line)} differs"
    return f"{_said(line)} in the first is {_said(against)} in the second"
