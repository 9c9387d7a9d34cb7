"""The lines that are not understood, and what they may name: nothing that such a line may use is unused.

Not understood is a line with a keyword or words that the version does not know, one that HAProxy refuses or cannot
read, and one of which a template or an unknown variable gives a part that is more than a plain value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from haproxy_model.model.families import family
from haproxy_model.model.line import Line, Statement, new_statement
from haproxy_model.model.section import Section
from haproxy_model.reading.naming_words import typed_words
from haproxy_model.reading.reading import EXPRESSIONS
from haproxy_model.reading.walker import Role
from haproxy_model.schema.build_parts import SCRIPTED
from haproxy_model.schema.directives import DIRECTIVES
from haproxy_model.schema.islands import FREE, PLACEHOLDER
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.references import DEFINITIONS
from haproxy_model.syntax.words import Expandable, Scan, read_words, scan_line
from haproxy_model.verdicts.finding import Judged
from haproxy_model.verdicts.word_meanings.line_meanings import header_kinds, line_kinds
from haproxy_model.verdicts.word_meanings.part_meanings import Kind
from haproxy_model.views.active import Active
from haproxy_model.views.name_uses import Dynamic, line_mentions, mentions, named_by_expressions
from haproxy_model.views.symbols import scope_of

#: Every kind of name but those of ACLs, which belong to their section.
_ANY = "*"
_ACL = "acl"
#: Lines that load what has configurations of its own.
_FILTER = "filter"
#: What a template fills in before HAProxy reads: Jinja, ERB, `%` of Python, placeholders.
_TEMPLATES = (
    r"\{\{.*?(?:\}\}|$)|\{%[-+ \t].*?(?:%\}|$)|<%.*?(?:%>|$)|\[\[(?!:).{0,200}?\]\]"
    r"|(?<!%)%\([A-Za-z0-9_.-]+\)[sdr]\b"
)
#: Variables, in quotes or not: outside quotes they are none for HAProxy, but for what fills in templates.
_VARIABLES = r"(?<!\\)\$(?:\{[^}]*\}?|[A-Za-z_][A-Za-z0-9_]*)"
_FILLED_IN, _FILLED_IN_TEXT = re.compile(f"{_TEMPLATES}|{PLACEHOLDER}"), re.compile(_TEMPLATES)
_OPEN, _OPEN_IN_TEXT = (re.compile(f"{each.pattern}|{_VARIABLES}") for each in (_FILLED_IN, _FILLED_IN_TEXT))
#: Without one of these a text has no such part, and names no script: looking for them is quicker by far.
_SIGNS = ("$", "{{", "{%", "<", "%(", "@", "%%", "CHANGEME", "[[", SCRIPTED[0], _FILTER)
#: What stands for an open part while the line is split into words: no text holds it.
_HOLE = "\ue000"
_VARIABLE = "${OPEN}"
#: First words that stand for the lines of another file, in whatever makes one file of several.
_INCLUDES = frozenset(("include", ".include", "!include", "@include", "import", "@import", "source", "require"))
_DIRECTIVES = frozenset(row.name for row in DIRECTIVES)
#: Places where an open part may be any expression; where it may be a plain value, it is taken for one.
_EXPRESSIONS = (EXPRESSIONS | {"converters"}) - {"port_or_expr"}
#: What a word is that is no name, however it is called.
_FIXED = (Role.PREFIX, Role.KEYWORD, Role.LITERAL, Role.PARAMETER)
_RUNS = re.compile(r"[A-Za-z0-9_.:-]+").findall
_PARTS = re.compile(r"[.:]"), re.compile(r"[.:-]"), re.compile(":")


class Unclear:
    """What the lines that are not understood may name.

    Args:
        active: a configuration under a version and an environment; None there leaves variables open.
        judged: what `check` says of it.
        dynamic: gives the places in it that may name anything, where the caller has them.
    """

    def __init__(self, active: Active, judged: Judged, dynamic: Callable[[], Iterable[Dynamic]] | None = None) -> None:
        self._active = active
        self._judged = judged
        self._dynamic = dynamic or self._every_dynamic
        #: the names that may be meant, by the section where ACLs are looked for, and all of them
        self._names: dict[object, set[str]] = {}
        self._all: set[str] = set()
        #: the kinds of which any may be meant; of ACLs with the section
        self._open: set[tuple[str, object]] = set()
        #: the lines that define something whose name is open
        self._unnamed: set[int] = set()
        self._sections: set[int] = set()
        self._read()

    @property
    def has_any(self) -> bool:
        """Whether there is a line that is not understood."""
        return bool(self._sections)

    def may_use(self, kind: str, name: str, section: Section, lines: Iterable[Line] = ()) -> bool:
        """Whether a line that is not understood may use something, or is it itself by its own name.

        Args:
            kind: the keyword of its section, or `acl`, `server` …
            name: its name.
            section: the section that it is, or that it belongs to.
            lines: where it is defined.
        """
        where = scope_of(kind, section) if kind == _ACL else None
        if (
            (kind, where) in self._open
            or (kind, where) in self._foretold
            or (kind != _ACL and (_ANY, None) in self._open)
        ):
            return True
        names = self._names.get(where, ()) if kind == _ACL else self._all
        return name in names or any(id(line._written) in self._unnamed for line in lines)

    def is_clear(self, section: Section) -> bool:
        """Whether every line of a section is understood."""
        return id(section._written) not in self._sections

    @cached_property
    def _foretold(self) -> set[tuple[str, object]]:
        """The kinds of which a place may name any that is made for names: a computed `use_backend`, a Lua script."""
        return {each for place in self._dynamic() for each in _kinds(place.kinds, place.section)}

    def _every_dynamic(self) -> Iterator[Dynamic]:
        every = mentions(self._active.config, server_names=False)
        return (mention for mention in every if isinstance(mention, Dynamic))

    def _read(self) -> None:
        for file, text in zip(self._active.config.files, self._active.texts, strict=True):
            has_sign = any(sign in text for sign in _SIGNS)
            for section in file._blocks():
                lines = section._read()
                for line in (section.header, *lines) if section.kind else lines:
                    if not isinstance(line, Statement):
                        self._unreadable(line, section)
                    elif id(line) in self._suspects or (has_sign and any(sign in line.text for sign in _SIGNS)):
                        self._line(line, section)

    @cached_property
    def _suspects(self) -> frozenset[int]:
        """The lines that `check` refuses, and those that it did not judge, since they lie in branches not taken."""
        active = self._judged.active
        if not active.directives:
            return self._judged.refused
        judged = {
            id(line._written) for section in active.sections for line in (section.header, *active.statements(section))
        }
        judged.update(id(line) for line in active.orphans)
        every = (line for file in active.config.files for block in file._blocks() for line in block._read())
        return self._judged.refused | {id(line) for line in every if id(line) not in judged}

    def _unreadable(self, line: Line, section: Section) -> None:
        if line.is_blank or line.is_comment or scan_line(line.text).problem is None:
            return
        self._obscure(section, (line.text,), is_open=_OPEN.search(line.text) is not None)

    def _line(self, line: Statement, section: Section) -> None:
        statement, is_open = self._filled(line, section)
        reading, keyword = statement._reading, statement.keyword
        is_scripted = keyword == _FILTER or SCRIPTED[0] in reading.said()
        if not (is_open or id(line) in self._suspects or is_scripted) or keyword in _DIRECTIVES:
            return
        judge = header_kinds if line is section.header else line_kinds
        kinds = judge(reading, section.kind, self._active.version)
        unknown = {place for place, kind in enumerate(kinds) if kind is Kind.UNKNOWN}
        is_understood = not unknown and (is_open or id(line) not in self._judged.refused)
        used = self._used(line, statement, section)
        opened = dict(statement._open_words)
        if not is_understood:
            includes = keyword in _INCLUDES and not rows(section.kind, keyword)
            self._obscure(section, used, is_open=includes or not unknown.isdisjoint(opened))
            return
        if is_open:
            self._holes(statement, section)
        if any("[*]" in word.source for word in opened.values()):
            # It may be any number of words, which nobody has read.
            self._obscure(section, used, is_open=True)
        elif is_scripted or any(str(word) == _VARIABLE for word in opened.values()):
            # A word that is open as a whole may be one that says what the next one is.
            self._note(section, used)

    def _filled(self, line: Statement, section: Section) -> tuple[Statement, bool]:
        """A line with what is open in it as variables, and whether anything is."""
        text = line.text
        is_free = line.keyword in FREE and line.keyword != _ACL
        filled_in, pattern = (_FILLED_IN_TEXT, _OPEN_IN_TEXT) if is_free else (_FILLED_IN, _OPEN)
        if self._active.environment is not None and filled_in.search(text) is None:
            read = self._active.as_read(line)
            if read is not line and not read._has_variables:
                return read, False
        if pattern.search(text) is None:
            return line, False
        scan = scan_line(text)
        holed = read_words(pattern.sub(_HOLE, text[: scan.content_end if scan.comment is None else scan.comment]))
        if isinstance(holed, Scan) or not holed:
            return line, line._has_variables
        if not any(_HOLE in word for word in holed):
            return line, False
        filled = tuple(_as_variable(word) if _HOLE in word else word for word in holed)
        kind = type(line) if line is section.header else family(section.kind, filled)
        return new_statement(kind, text, filled, section), True

    def _holes(self, statement: Statement, section: Section) -> None:
        """What the open parts of a line that is understood may name, by their places."""
        for mention in line_mentions(statement, section):
            if isinstance(mention, Dynamic):
                self._open |= _kinds(mention.kinds, section)
        places = {typed.word for typed in typed_words(statement._reading) if typed.type in _EXPRESSIONS}
        if not places.isdisjoint(place for place, _ in statement._open_words):
            self._open |= _kinds(named_by_expressions(), section)

    def _obscure(self, section: Section, texts: Iterable[str], *, is_open: bool) -> None:
        """Note a line that is not understood; one with an open part may stand for anything."""
        self._sections.add(id(section))
        self._note(section, texts)
        if is_open:
            self._open |= {(_ANY, None), (_ACL, scope_of(_ACL, section))}

    def _used(self, line: Statement, statement: Statement, section: Section) -> list[str]:
        """The words of a line but those by which it names something itself, and those that are no names."""
        reading = statement._reading
        own = {typed.word for typed in typed_words(reading) if typed.type in DEFINITIONS}
        if line is section.header:
            own.add(reading.place("name") or 0)
        used: list[str] = []
        is_read = True
        for part in reading.parts:
            # Keywords, fixed words and parameters are no names, up to the first word that nobody understands.
            is_read = is_read and part.role is not Role.SURPLUS
            for place, word in enumerate(reading.texts(part), part.start):
                if place not in own and not (is_read and part.role in _FIXED and "(" not in word):
                    used.append(word)
                elif isinstance(word, Expandable):
                    self._unnamed.add(id(line))
        if "\0" in line.text:
            used.append(line.text.partition("\0")[2])
        return used

    def _note(self, section: Section, texts: Iterable[str]) -> None:
        names = {name for text in texts for name in _names(text)}
        self._all |= names
        self._names.setdefault(scope_of(_ACL, section), set()).update(names)


def _kinds(kinds: Iterable[str], section: Section) -> set[tuple[str, object]]:
    return {(kind, scope_of(kind, section) if kind == _ACL else None) for kind in kinds}


def _names(text: str) -> Iterator[str]:
    """What in a text may be a name: the words of `{ acl }`, `!acl`, `name(x)`, `backend/server`."""
    yield text
    for run in _RUNS(text):
        yield run
        for parts in _PARTS:
            yield from parts.split(run)


def _as_variable(word: str) -> Expandable:
    text = word.replace(_HOLE, _VARIABLE)
    return Expandable(text, f'"{text}"')
