"""Paths of the command line: `listen/galera_cluster/server/controller2/backup`, `frontend/public/bind[2]`.

One fixed notation: the keyword of a section and its name, the keyword of a line and its name or number, an attribute.
`\\/`, `\\[`, `\\]` and `\\\\` are these characters in a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from haproxy_model.errors import InvalidValue, UnknownName, near
from haproxy_model.model.config import Config
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import masked_line
from haproxy_model.model.section import Section
from haproxy_model.model.virtual_fields import typed_attributes
from haproxy_model.records import NamedTuple
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.text import printable

_PIECE = re.compile(r"((?:[^\\/\[]|\\[\\/\[\]])*)(?:\[([0-9]{1,9})\])?(/|$)")
T = TypeVar("T")
_ESCAPED = re.compile(r"\\([\\/\[\]])")
#: How many things a message lists.
_LISTED = 8


class Segment(NamedTuple):
    """A part of a path between slashes."""

    text: str
    #: which of several, from 1; None where that is not said
    number: int | None = None


class Found(NamedTuple):
    """What a path leads to, as far as it is there."""

    config: Config
    #: None for the configuration itself, and for a section that is not there
    section: Section | None = None
    #: None for a section, and for a line that is not there
    line: Statement | None = None
    #: the segments that lead to nothing yet: of a section, of a line, or the attribute of a line
    rest: tuple[Segment, ...] = ()


def segments(path: str) -> tuple[Segment, ...]:
    """The segments of a path.

    Raises:
        InvalidValue: it is not a path.
    """
    found: list[Segment] = []
    place = 0
    while True:
        match = _PIECE.match(path, place)
        if match is None or not match[1] or match[2] == "0":
            raise InvalidValue(
                f"`{printable(path)}` is not a path: expected one such as listen/galera/server/db1/inter or "
                "frontend/www/bind[1]"
            )
        found.append(Segment(_ESCAPED.sub(r"\1", match[1]), None if match[2] is None else int(match[2])))
        if not match[3]:
            return tuple(found)
        place = match.end()


def written(*names: str) -> str:
    """The path of some names."""
    return "/".join(re.sub(r"([\\/\[])", r"\\\1", name) for name in names)


def find(config: Config, path: str, *, is_new: bool = False) -> Found:
    """What a path leads to; what is not there is left as the rest of the path.

    With `is_new`, a keyword alone leads to no line that is there: another one is meant.

    Raises:
        InvalidValue: it is not a path.
        UnknownName: there is no such kind of section, or several things are meant: the message lists them.
    """
    first, *rest = segments(path)
    if first.text not in SECTIONS:
        raise UnknownName(f"{first.text!r} is not the keyword of a section{near(first.text, SECTIONS)}")
    every = [section for section in config.sections if section.kind == first.text]
    section, rest = _section(every, first, rest)
    if section is None:
        return Found(config, rest=(first, *rest))
    if not rest:
        return Found(config, section)
    line, rest = (None, rest) if is_new and _is_keyword(rest) else _line(section, rest)
    return Found(config, section, line, tuple(rest))


def _section(every: list[Section], first: Segment, rest: list[Segment]) -> tuple[Section | None, list[Segment]]:
    if first.number is not None:
        return _numbered(every, first.number), rest
    named = [each for each in every if rest and rest[0] == Segment(each.name or "")]
    if named:
        return _only(named, first.text, map(_title, every)), rest[1:]
    nameless = [each for each in every if each.name is None]
    if nameless:
        return _only(nameless, first.text, map(_title, every)), rest
    if not rest and SECTIONS[first.text].named != "never":
        raise UnknownName(f"which {first.text} is meant? {_listing(map(_title, every))}")
    return None, rest


def _line(section: Section, rest: list[Segment]) -> tuple[Statement | None, list[Segment]]:
    first, *others = rest
    lines = lines_of(section, first.text)
    if first.number is not None:
        line = _numbered(lines, first.number)
        return line, rest if line is None else others
    keyed = [line for line in lines if others and others[0] == Segment(key_of(line) or "")]
    if keyed:
        return _only(keyed, first.text, _shown(first.text, lines)), others[1:]
    is_attribute = len(lines) == 1 and len(others) == 1 and attribute_named(type(lines[0]), others[0].text) is not None
    if lines and (is_attribute or not others):
        return _only(lines, first.text, _shown(first.text, lines)), others
    return None, rest


def _is_keyword(rest: Sequence[Segment]) -> bool:
    return len(rest) == 1 and rest[0].number is None


def lines_of(section: Section, keyword: str) -> list[Statement]:
    """The statements of a section with a keyword."""
    return [line for line in section.statements if line.keyword == keyword]


def key_of(line: Statement) -> str | None:
    """What a line is called in a path: its name, else the word after its keyword."""
    name = getattr(line, "name", None)
    return name if isinstance(name, str) else next(iter(line.arguments), None)


def attribute_named(kind: type, name: str) -> str | None:
    """The attribute of a class that is called like a word of HAProxy's: `on-marked-down`, `id`; None without one."""
    spelled = name.replace("-", "_").replace(".", "_")
    names = {each for each, _ in typed_attributes(kind)}
    return next((each for each in (spelled, f"{spelled}_") if each in names), None)


def _numbered(every: Sequence[T], number: int) -> T | None:
    return every[number - 1] if number <= len(every) else None


def _only(found: Sequence[T], keyword: str, others: Iterable[str]) -> T:
    """The one thing that is meant.

    Raises:
        UnknownName: there are several.
    """
    if len(found) > 1:
        raise UnknownName(f"several are meant: say which by its number, such as `{keyword}[1]`; {_listing(others)}")
    return found[0]


def _shown(keyword: str, lines: Sequence[Statement]) -> Iterator[str]:
    return (f"{keyword}[{number}] `{masked_line(line.text.strip())}`" for number, line in enumerate(lines, 1))


def _title(section: Section) -> str:
    return f"`{section.title}`"


def _listing(names: Iterable[str]) -> str:
    every = list(names)
    more = f", and {len(every) - _LISTED} more" if len(every) > _LISTED else ""
    return f"there are {', '.join(every[:_LISTED])}{more}" if every else "there is none"
