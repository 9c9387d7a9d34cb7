"""What edits do to the lines of a section: where a line goes, how it looks there, what may not come or go.

`Section` has these functions as its methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from haproxy_model.errors import AlreadyPlaced, InvalidValue, wrong_kind
from haproxy_model.model.blocks import directive_of, refuse_unbalanced, room_in
from haproxy_model.model.branches import Conditions, contradict, never_together
from haproxy_model.model.comments import own_start
from haproxy_model.model.families import family
from haproxy_model.model.last_places import note_insertion
from haproxy_model.model.layout import end_of_statements, ending, indent, last_of
from haproxy_model.model.line import Line, Statement, ended
from haproxy_model.model.neighbours import ending_beside, ending_of_file, indent_beside
from haproxy_model.schema.sections import SECTION_KEYWORDS
from haproxy_model.syntax.structure import opens_section
from haproxy_model.syntax.text import BLANKS

if TYPE_CHECKING:
    from haproxy_model.model.collection import Members
    from haproxy_model.model.section import Section


def any_line(line: object) -> bool:
    """What `lines` accepts."""
    return True


def is_statement(line: object) -> bool:
    """What `statements` accepts."""
    return isinstance(line, Statement)


def accepted(section: Section, given: object, accepts: Callable[[Any], bool]) -> Line | None:
    """The line that was given, itself or as text, of the class that it has here; None where it is not accepted."""
    line = made(section, given)
    before = line.__class__
    settle(section, line)
    if accepts(line):
        return line
    line.__class__ = before
    return None


def made(section: Section, given: object) -> Line:
    """The line that was given, itself or as text.

    Raises:
        TypeError: neither a line nor text was given.
        InvalidValue: text that is not a line, or one that would open a section.
    """
    if not isinstance(given, (Line, str)):
        raise wrong_kind("a line such as hm.Server('a', '10.0.0.1:80'), or its text", given)
    line = given if isinstance(given, Line) else _line_of(given)
    if isinstance(line, Statement) and line._section is None and opens_section(line._words, SECTION_KEYWORDS):
        raise InvalidValue(f"{line!r} would open a section: insert it into config.sections")
    return line


def settle(section: Section, line: Line) -> None:
    """Make a free statement what its keyword says in this section."""
    if isinstance(line, Statement) and line._section is None:
        line.__class__ = family(section.kind, line._words)


def fill(section: Section, given: Iterable[object]) -> None:
    """Give a new section its lines in order; all of them are looked at before the first is taken."""
    items = list(given)
    lines = [made(section, each) for each in items]
    if any(line._section for line in lines) or len({id(line) for line in lines}) < len(lines):
        raise AlreadyPlaced(f"a line of {section.title!r} is already in a section: give a .copy()")
    for each, line in zip(items, lines, strict=True):
        place(section, each, line, len(section._lines))


def append(section: Section, given: object, line: Line, kin: Callable[[Any], bool]) -> None:
    """Put a line behind its kin: behind all lines, behind the last statement, behind the last of its family."""
    lines, room = section._read(), room_in(section)
    if kin is any_line:
        index = room.end
    elif kin is is_statement or room.is_open:
        index = end_of_statements(lines, room.end)
    else:
        from haproxy_model.model.order import place_of

        index = place_of(section, line, kin, room)
    place(section, given, line, index)


def insert(section: Section, given: object, line: Line, beside: Line, *, after: bool, is_exact: bool = False) -> None:
    """Put a line directly behind another one, or before it and the comments that belong to it.

    Args:
        section: where that stands.
        given: the line as it was given, perhaps as text.
        line: what was made of it.
        beside: the other line.
        after: whether it goes behind that.
        is_exact: whether it goes between that and its comments.
    """
    index = section._index(beside) + after if after or is_exact else own_start(section, beside)
    place(section, given, line, index)


def insert_ranked(section: Section, member: Statement, rank: Callable[[Statement], int]) -> None:
    """Put a statement behind the last one outside `.if` blocks whose rank is not above its own."""
    room, own = room_in(section), rank(member)
    last = last_of(section._read(), room.end, lambda line: isinstance(line, Statement) and rank(line) <= own)
    place(section, member, member, 0 if last is None else room.outside(last + 1))


def refuse_placed(section: Section, line: Line) -> None:
    """Refuse a line that already stands somewhere."""
    if line._section is not None:
        raise AlreadyPlaced(f"{line!r} is already in {line._section.title!r}: insert its .copy(), or remove it there")


def refuse_name(section: Section, member: Line, others: list[Statement], name: str) -> None:
    """Refuse a name that another line has which HAProxy may read beside this one."""
    for other in others:
        if isinstance(member, Statement) and other is not member and not never_together(member, other):
            raise InvalidValue(f"`{name}` is already the name of {other!r}: choose another one")


#: Section and keyword -> the lines of which HAProxy refuses, or leaves out, the second of a name.
_TAKING = {
    **{(kind, "server"): "servers" for kind in ("backend", "listen", "ring")},
    ("resolvers", "nameserver"): "nameservers",
    ("userlist", "user"): "users",
    ("userlist", "group"): "groups",
}


def refuse_taken(
    section: Section, words: tuple[str, ...], conditions: Conditions, but: Statement | None = None
) -> None:
    """Refuse words of a line whose name another line has of which HAProxy takes one only.

    Args:
        section: where the line comes, or stands.
        words: those that it will have.
        conditions: the branches of `.if` around it.
        but: a line that does not count: the one that gets the words, or that goes.

    Raises:
        InvalidValue: the name is taken.
    """
    if len(words) < 2 or (section.kind, words[0]) not in _TAKING:
        return
    lines: Members[Statement] = getattr(section, _TAKING[section.kind, words[0]])
    for other in lines.all(words[1]):
        if other is not but and not contradict(other.conditions, conditions):
            raise InvalidValue(f"`{words[1]}` is already the name of {other!r}: choose another, or change that line")


def refuse_comers(section: Section, members: list[Line], beside: Line | None, but: Line | None = None) -> None:
    """Refuse new lines whose names are taken, by lines that are here or by one another.

    Args:
        section: where they come.
        members: the lines.
        beside: the line in whose branch of `.if` they come; None for outside of them all.
        but: a line that goes.
    """
    conditions = beside.conditions if isinstance(beside, Statement) else ()
    known: set[tuple[str, ...]] = set()
    for member in members:
        if isinstance(member, Statement) and (section.kind, member._words[0]) in _TAKING:
            refuse_taken(section, member._words, conditions, but if isinstance(but, Statement) else None)
            if member._words[:2] in known:
                raise InvalidValue(f"{member!r} is given twice under one name: choose another name")
            known.add(member._words[:2])


def place(section: Section, given: object, line: Line, index: int) -> Line:
    """Put a free line at a place; one that was given as text takes the layout of its neighbours."""
    refuse_placed(section, line)
    settle(section, line)
    if isinstance(line, Statement):
        line._lay_out(*layout(section, index))
    elif given is not line:
        before, behind = layout(section, index)
        line._text = f"{before}{line._text}{behind}" if line._text else behind
    end = ending_of_file(section)
    if end is not None:
        line._text = ended(line._text, end)
    line._section = section
    section._read().insert(index, line)
    note_insertion(section, line, index)
    section._touched(line)
    return line


def layout(section: Section, index: int) -> tuple[str, str]:
    """Indent and ending of a new line at a place: those of the statements around it, else of the section's first.

    Lines such as `.endif` do not count: many stand at the left margin.
    """
    lines = section._read()
    for line in chain(lines[max(index - 1, 0) : index + 2], lines):
        if isinstance(line, Statement) and line._text and not line._words[0].startswith("."):
            return indent(line.text), ending(line._whole)
    return indent_beside(section), ending_beside(section)


def remove(section: Section, member: Line, *, comments: bool = False) -> None:
    """Take a line out, and the comments that belong to it if that is wanted, unless a block would be taken apart."""
    above = section._read()[own_start(section, member) : section._index(member)] if comments else ()
    if directive_of(member):
        refuse_unbalanced(section, [line for line in section._read() if line is not member], f"removing {member!r}")
    for line in (*above, member):
        drop(section, line)


def remove_all(section: Section, members: list[Line]) -> None:
    """Take several lines out, unless an `.if` block would be taken apart."""
    gone = {id(member) for member in members}
    left = [line for line in section._read() if id(line) not in gone]
    if any(map(directive_of, members)):
        refuse_unbalanced(section, left, "removing these lines")
    section._lines[:] = left
    for member in members:
        member._section = None
        section._touched(member)


def drop(section: Section, member: Line) -> None:
    """Take a line out, whatever it is."""
    del section._read()[section._index(member)]
    member._section = None
    section._touched(member)


def move(section: Section, member: Line, beside: Line, *, after: bool) -> None:
    """Put a line with its comments before or behind another one, unless an `.if` block would be taken apart."""
    lines = section._read()
    first, last = own_start(section, member), section._index(member)
    new = section._index(beside) + 1 if after else own_start(section, beside)
    if first < new <= last:  # beside one of its own comments
        first = last
    chunk = lines[first : last + 1]
    moved = [*lines[:new], *chunk, *lines[new:]]
    gone = first if first < new else first + len(chunk)
    del moved[gone : gone + len(chunk)]
    if directive_of(member):
        refuse_unbalanced(section, moved, f"moving {member!r}")
    section._lines[:] = moved
    for line in chunk:
        section._touched(line)


def permute(section: Section, members: list[Line], ordered: list[Line]) -> None:
    """Put members with their comments into each other's places, unless an `.if` block would be mixed up."""
    lines = section._read()
    places = {id(line): place for place, line in enumerate(lines)}
    branches = _branches(lines) if any(map(directive_of, lines)) else None
    slots = [places[id(member)] for member in members]
    moved = [(slot, member) for slot, member in zip(slots, ordered, strict=True) if lines[slot] is not member]
    for slot, member in moved:
        if branches is not None and branches[slot] != branches[places[id(member)]]:
            raise InvalidValue(f"{member!r} would come into another branch of an `.if` block: move those of one branch")
    known = {id(member) for member in members}
    chunks = {}
    for member in members:
        stop = places[id(member)]
        first = own_start(section, member, stop)
        if any(id(line) in known for line in lines[first:stop]):
            first = stop
        chunks[id(member)] = first, lines[first : stop + 1]
    result: list[Line] = []
    done = 0
    for old, new in zip(members, ordered, strict=True):
        first, chunk = chunks[id(old)]
        result += [*lines[done:first], *chunks[id(new)][1]]
        done = first + len(chunk)
    lines[:] = [*result, *lines[done:]]
    for _, member in moved:
        section._touched(member)


def _branches(lines: list[Line]) -> list[int]:
    """For each line the number of the directives of `.if` blocks above it, itself included."""
    return list(accumulate(bool(directive_of(line)) for line in lines))


def _line_of(text: str) -> Line:
    """A line of a text that has its layout still to come: a statement, a comment, or a blank line."""
    bare = text.strip(BLANKS)
    return Line(bare) if not bare or bare.startswith("#") else Statement.parse(text).without_layout()
