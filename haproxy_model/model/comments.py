"""Comments: whose they are, how they are written, and statements that are commented out and in again.

A comment belongs to the statement, or the header, that it stands directly above with the same indent and without a
blank line between, unless it is itself a statement that was commented out.  What stands at the top of a file belongs to
the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from haproxy_model.errors import HaproxyModelError, InvalidValue
from haproxy_model.model.blocks import directive_of, refuse_unbalanced
from haproxy_model.model.families import family
from haproxy_model.model.given import given_text
from haproxy_model.model.layout import ending, indent
from haproxy_model.model.line import Line, Statement, new_line, new_statement
from haproxy_model.model.masking import masked_line
from haproxy_model.model.trailing import shown, spelled
from haproxy_model.schema.sections import SECTION_KEYWORDS
from haproxy_model.syntax.structure import opens_section
from haproxy_model.syntax.text import BLANKS, canonical
from haproxy_model.syntax.words import Scan, read_words

if TYPE_CHECKING:
    from haproxy_model.model.section import Section

#: What begins a marker, which speaks to the linter of the section or line below it.
MARKER: Final = "haproxy-model:"
#: a comment line: its indent, its text, and the CR or NUL that ends it with what follows
_COMMENT = re.compile(f"([{BLANKS}]*)#([^\r\0]*)(.*)", re.DOTALL).match


# -- whose they are ----------------------------------------------------------------------------------------------------


def is_commented_out(text: str, kind: str) -> bool:
    """Whether a comment line holds a statement that a section of a kind would take, as far as that line alone tells."""
    bare = text.lstrip(BLANKS)[1:].lstrip(BLANKS)
    words = read_words(bare) if bare[:1].isalpha() else ()
    if not isinstance(words, tuple) or not words or opens_section(words, SECTION_KEYWORDS):
        return False
    from haproxy_model.model.well_read import reads_well

    return reads_well(kind, words)


def belonging(texts: list[str], margin: str, is_statement: Callable[[str], bool]) -> int:
    """How many of some lines, counted from the last, are comments that belong to a line below them.

    Args:
        texts: the lines above it.
        margin: its indent.
        is_statement: tells of a comment whether it is a statement that was commented out.
    """
    count = 0
    for text in reversed(texts):
        bare = text.lstrip(BLANKS)
        if bare[:1] != "#" or indent(text) != margin or is_statement(text):
            break
        count += 1
    return count


def _is_out(section: Section) -> Callable[[str], bool]:
    """What tells of a comment whether it is a statement of a section that was commented out."""
    return lambda text: is_commented_out(text, section.kind)


def own_start(section: Section, line: Line, place: int | None = None) -> int:
    """The place of the first comment that belongs to a line; its own, which may be given, where none does."""
    place, lines = section._index(line) if place is None else place, section._read()
    if not isinstance(line, Statement):
        return place
    first = place
    while first and lines[first - 1].is_comment:
        first -= 1
    return place - belonging([each.text for each in lines[first:place]], indent(line.text), _is_out(section))


def comment_above(section: Section, statement: Statement) -> str | None:
    """The comments that belong to a statement or the header, joined by LF; None without any."""
    if statement is section._header:
        return joined(section._above[_header_start(section) :])
    place = section._index(statement)
    return joined([line.text for line in section._lines[own_start(section, statement) : place]])


def set_comment_above(section: Section, statement: Statement, comment: str | None) -> None:
    """Put other comments in the place of those that belong to a statement or the header."""
    if comment == comment_above(section, statement):
        return
    is_header = statement is section._header
    start = _header_start(section) if is_header else own_start(section, statement)
    stop = len(section._above) if is_header else section._index(statement)
    old = section._above[start:stop] if is_header else [line._whole for line in section._lines[start:stop]]
    known = section._told.get(id(statement))
    earlier = known[1:] if known is not None and known[0] is statement else ()
    same = next((texts for texts in earlier if joined(texts) == comment), None)
    if same is not None:
        new = same
    else:
        new = comment_lines(comment, old, indent(statement.text), ending(statement._whole))
        for text in new:
            if is_commented_out(text, section.kind):
                raise InvalidValue(
                    f"{masked_line(text)!r} is a statement that is commented out: give it to insert_comment()"
                )
    section._told[id(statement)] = (statement, earlier[0] if earlier else old, old)
    if is_header:
        section._above[start:stop] = new
        section._touched()
        return
    gone, come = section._lines[start:stop], [new_line(text, section) for text in new]
    section._lines[start:stop] = come
    for line in gone:
        line._section = None
    for line in (*gone, *come):
        section._touched(line)


def _header_start(section: Section) -> int:
    above = section._above
    return len(above) - belonging(above, indent(section._header_text), _is_out(section))


# -- how they are written ----------------------------------------------------------------------------------------------


def joined(comments: list[str]) -> str | None:
    """The texts of comment lines, joined by LF; None for none."""
    texts = [shown(_COMMENT(text)[2]) for text in comments if text.strip(BLANKS)]  # type: ignore[index]  # they match
    return "\n".join(texts) if texts else None


def comment_lines(comment: str | None, old: list[str], indent: str, ending: str) -> list[str]:
    """Comment lines with the layout of the old ones in whose place they come, as far as these go."""
    if comment is None:
        return []
    comment = given_text(comment, "comments as text, or None")
    if "\0" in comment or "\r" in comment:
        raise InvalidValue(f"{comment!r} holds a NUL or a CR, which would end the comment")
    texts = canonical(comment).split("\n")
    layouts: list[tuple[str, str | None, str]] = []
    for text in old:
        match = _COMMENT(text)
        layouts += [(match[1], match[2], match[3])] if match is not None else []
    style = layouts[-1][1] if layouts else None
    layouts += [(indent, style, ending)] * (len(texts) - len(layouts))
    return [
        f"{before}#{spelled(text, like)}{behind}" for text, (before, like, behind) in zip(texts, layouts, strict=False)
    ]


# -- out and in --------------------------------------------------------------------------------------------------------


def comment_out(statement: Statement) -> Line:
    """Make a comment of a statement where it stands; see `Statement.comment_out`."""
    section = _section_of(statement, "comment it out")
    if statement is section._header:
        raise InvalidValue("the header of a section cannot be commented out alone: remove the section")
    text = statement._whole
    bare = text.lstrip(BLANKS)
    new = f"{text[: len(text) - len(bare)]}# {bare}"
    if read_words(new) != ():
        raise InvalidValue(f"{masked_line(text)!r} cannot be commented out: remove it")
    line = new_line(new, section)
    _replace(section, statement, line, f"commenting {statement!r} out")
    return line


def comment_in(line: Line) -> Statement:
    """Make a statement of a comment where it stands; see `Line.comment_in`."""
    section = _section_of(line, "comment it in")
    match = None if isinstance(line, Statement) else _COMMENT(line._whole)
    if match is None:
        raise InvalidValue(f"{line!r} is not a comment")
    new = f"{match[1]}{shown(match[2])}{match[3]}"
    words = read_words(new)
    if isinstance(words, Scan) or not words:
        raise InvalidValue(f"{line!r} holds no statement")
    if opens_section(words, SECTION_KEYWORDS):
        raise InvalidValue(f"{line!r} would open a section: insert that into config.sections")
    statement = new_statement(family(section.kind, words), new, words, section)
    _replace(section, line, statement, f"commenting {statement!r} in")
    return statement


def _section_of(line: Line, what: str) -> Section:
    if line._section is None:
        raise HaproxyModelError(f"the line is not in a section yet: insert it first, then {what}")
    return line._section


def _replace(section: Section, old: Line, new: Line, what: str) -> None:
    place, lines = section._index(old), section._read()
    if directive_of(old) or directive_of(new):
        refuse_unbalanced(section, [*lines[:place], new, *lines[place + 1 :]], what)
    lines[place] = new
    old._section = None
    section._touched(old)
    section._touched(new)
