"""Every place in the files that gives a name or uses one, and every place that may name anything.

All lines count, whatever `.if` branch they lie in: whoever renames something means all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from attrs import field, frozen

from haproxy_model.errors import Suggesting
from haproxy_model.model.config import Config
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server_lines import plain_parameters
from haproxy_model.reading.naming_words import typed_words
from haproxy_model.reading.reading import EXPRESSIONS
from haproxy_model.schema.acl_keywords import CRITERIA
from haproxy_model.schema.references import (
    DEFINITIONS,
    FORMAT_FILE,
    LOADS_PROGRAMS,
    NAMING_FETCHES,
    REFERENCES,
    Form,
)
from haproxy_model.schema.samples import Argument, arguments
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.values.argument_places import placed_calls, placed_expressions


@frozen
class Mention(Suggesting):
    """A place in a line that names something."""

    #: the name
    name: str
    #: what it may mean: kinds of section, `server`, `acl`, `table` …
    kinds: tuple[str, ...]
    #: the line that names it
    statement: Statement = field(eq=False)
    #: the place of the word in `statement.words`, from 0
    word: int
    #: where the name begins in that word, in characters
    start: int
    #: where it ends; exclusive
    end: int
    #: the section of that line
    section: Section = field(eq=False)
    #: whether the name is given here, and not used
    defines: bool = False
    #: the name of what it belongs to, where that is said: the backend of `app/s1`
    owner: str | None = None


@frozen
class Dynamic(Suggesting):
    """A place that names something, but which name is not known before run time."""

    #: what it may mean
    kinds: tuple[str, ...]
    #: the line that names it
    statement: Statement = field(eq=False)
    #: the place of the word in `statement.words`, from 0
    word: int
    #: the section of that line
    section: Section = field(eq=False)
    #: why the name is not known, for messages
    reason: str


#: Kinds of names that a Lua script knows without an expression.
_PROXY_NAMES = ("frontend", "backend", "listen", "server")
#: Sections with `server` lines of a name, an address and parameters.
_POOLS = frozenset(("backend", "listen"))
#: First words of rules, and their actions, that answer with a file.
_REPLIES = frozenset(("deny", "return", "tarpit"))


def mentions(config: Config, *, server_names: bool = True) -> Iterator[Mention | Dynamic]:
    """What the lines of a configuration name, in the order of the files.

    Args:
        config: the configuration.
        server_names: whether the names count that lines give to servers and peers.
    """
    nameless: set[tuple[str, ...]] = set()
    # Most lines name nothing, and many stand in every section: the keyword of the section and the words tell.
    silent: set[tuple[str, tuple[str, ...]]] = set()
    for file in config.files:
        for section in file.sections:
            yield from header_mentions(section)
            has_servers = not server_names and section.kind in _POOLS
            for line in section._read():
                if not isinstance(line, Statement):
                    continue
                if has_servers and line._first == "server":
                    yield from _server_mentions(line, section, nameless)
                elif (said := (section.kind, line._alike)) not in silent:
                    found = list(line_mentions(line, section, server_names=server_names))
                    if not found:
                        silent.add(said)
                    yield from found


def _server_mentions(line: Statement, section: Section, nameless: set[tuple[str, ...]]) -> Iterator[Mention | Dynamic]:
    """What a `server` line names beside the server: most name nothing, and share their parameters with others.

    Args:
        line: the line.
        section: its section.
        nameless: the parameters of those that were found to name nothing; grows.
    """
    parameters = plain_parameters(line)
    if parameters in nameless:
        return
    found = list(line_mentions(line, section, server_names=False))
    if parameters is not None and not found:
        nameless.add(parameters)
    yield from found


def header_mentions(section: Section) -> Iterator[Mention | Dynamic]:
    """What the header of a section names; see `mentions`."""
    header = section.header
    for name, kind, defines in ((section.name, section.kind, True), (section.from_defaults, "defaults", False)):
        if name is None or (not defines and not SECTIONS[section.kind].proxy):
            continue
        first = 2 if header.prefix else 1
        place = first if defines else first + header.arguments.index("from", 1 if section.name else 0) + 1
        yield from _name(name, (kind,), header, place, 0, section, defines=defines)


def line_mentions(line: Statement, section: Section, *, server_names: bool = True) -> Iterator[Mention | Dynamic]:
    """What one line names; see `mentions`."""
    yield from _elsewhere(line, section)
    for typed in typed_words(line._reading, server_names=server_names):
        text = typed.text
        if typed.type in EXPRESSIONS or typed.type == "converters":
            yield from _expressions(text, line, typed.type, typed.word, section)
        elif typed.type == "acl_term":
            yield from _name(text, ("acl",), line, typed.word, typed.start, section)
        elif typed.type in DEFINITIONS:
            yield from _name(text, (DEFINITIONS[typed.type],), line, typed.word, 0, section, defines=True)
        elif typed.type.endswith("_or_log_format") and "%" in text:
            kinds = tuple(REFERENCES[typed.type].kinds.split())
            yield Dynamic(kinds, line, typed.word, section, "the name is computed when a request comes")
            yield from _expressions(text, line, "log_format", typed.word, section)
        else:
            yield from _reference(text, typed.type, line, typed.word, typed.start, section)


def _elsewhere(line: Statement, section: Section) -> Iterator[Dynamic]:
    """What a line loads that may name things."""
    loaded, name = LOADS_PROGRAMS.get(line.keyword), line._argument(1) or ""
    if loaded == () and section.kind == "global":
        yield Dynamic(named_outside(), line, 0, section, "a Lua script may name it")
    elif loaded and (name in loaded or name.startswith("lua.")):
        yield Dynamic(named_outside(), line, 1, section, "what this filter loads may name it")
    elif line.keyword == "http-error" or name in _REPLIES:
        place = line._reading.place(FORMAT_FILE)
        if place is None or place == line._reading.keyword(FORMAT_FILE):
            return
        yield Dynamic(named_by_expressions(), line, place, section, "the log format in this file may name it")


@cache
def named_by_expressions() -> tuple[str, ...]:
    """The kinds of names that fetches and converters take as arguments."""
    found: dict[str, None] = {}
    for table in ("fetches", "converters"):
        for row in _rows(table).values():
            for argument in row:
                if argument.type in REFERENCES:
                    reference = REFERENCES[argument.type]
                    found |= dict.fromkeys(reference.kinds.split())
                    # A table is one of a proxy, or of peers.
                    found |= dict.fromkeys(
                        ("frontend", "backend", "listen", "peers") if reference.form == "table" else ()
                    )
    return tuple(found)


def named_outside() -> tuple[str, ...]:
    """The kinds of names that what is not in the file may name; ACLs belong to their section."""
    return tuple(dict.fromkeys((*_PROXY_NAMES, *(kind for kind in named_by_expressions() if kind != "acl"))))


def _name(
    text: str,
    kinds: tuple[str, ...],
    line: Statement,
    word: int,
    start: int,
    section: Section,
    *,
    defines: bool = False,
    owner: str | None = None,
) -> Iterator[Mention | Dynamic]:
    if line._is_open(word) and "$" in text:
        yield Dynamic(kinds, line, word, section, "the environment says the name")
    elif text:
        yield Mention(text, kinds, line, word, start, start + len(text), section, defines, owner)


def _reference(
    text: str, kind: str, line: Statement, word: int, start: int, section: Section
) -> Iterator[Mention | Dynamic]:
    """What a text of a type names."""
    reference = REFERENCES[kind]
    for name, kinds, offset, owner in _names(text, reference.form, tuple(reference.kinds.split())):
        yield from _name(name, kinds, line, word, start + offset, section, owner=owner)


def _names(text: str, form: Form, kinds: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], int, str | None]]:
    """The names in a text: name, kinds, place, and the name of what it belongs to."""
    if form == "name":
        yield text, kinds, 0, None
    elif form == "negated":
        yield text.lstrip("!"), kinds, len(text) - len(text.lstrip("!")), None
    elif form == "list":
        place = 0
        for each in text.split(","):
            yield each, kinds, place, None
            place += len(each) + 1
    elif form == "target":
        head, at, name = text.partition("@")
        if at and head in ("ring", "backend"):
            yield name, tuple(kind for kind in kinds if (kind == "ring") == (head == "ring")), len(head) + 1, None
    elif form == "rhttp":
        if text.startswith("rhttp@"):
            yield from _parted(text, len("rhttp@"), kinds, "server")
    elif form == "certificate":
        if text.startswith("@") and "/" in text:
            yield from _parted(text, 1, ("crt-store",), "certificate")
    elif form == "server":
        yield from _parted(text, 0, ("backend", "listen"), "server")
    elif "/" in text:
        yield from _parted(text, 0, ("peers",), "table")
    else:
        yield text, ("frontend", "backend", "listen"), 0, None


def _parted(
    text: str, start: int, kinds: tuple[str, ...], member: str
) -> Iterator[tuple[str, tuple[str, ...], int, str | None]]:
    """`owner/member`, or a member alone."""
    owner, slash, name = text[start:].rpartition("/")
    if slash:
        yield owner, kinds, start, None
    yield name, (member,), start + len(owner) + len(slash), owner if slash else None


def _expressions(text: str, line: Statement, what: str, place: int, section: Section) -> Iterator[Mention | Dynamic]:
    """What the expressions in a word name; in a criterion, what text is compared with names."""
    text = str(text)
    if "(" not in text and what != "criterion":
        return
    found = placed_expressions(text) if what == "log_format" else ((0, text),)
    for offset, expression in found:
        for index, placed in enumerate(placed_calls(expression)):
            is_fetch = index == 0 and what != "converters"
            row = _fetch_arguments(placed.call.name) if is_fetch else _converter_arguments(placed.call.name)
            if is_fetch and what == "criterion" and placed.call.name in NAMING_FETCHES:
                kinds = tuple(NAMING_FETCHES[placed.call.name].split())
                yield Dynamic(kinds, line, place, section, f"`{placed.call.name}` is compared with text")
            for number, argument in enumerate(placed.call.arguments or ()):
                kind = _type(row, number)
                if kind in REFERENCES and argument:
                    start, end = placed.places[number]
                    start += offset
                    if text[start : end + offset] == argument:
                        yield from _reference(argument, kind, line, place, start, section)
                    else:
                        kinds = tuple(REFERENCES[kind].kinds.split())
                        yield Dynamic(kinds, line, place, section, "the name is written with escapes")


def _type(row: tuple[Argument, ...], place: int) -> str:
    if not row:
        return ""
    if place < len(row):
        return row[place].type
    return row[-1].type if row[-1].repeats else ""


@cache
def _fetch_arguments(name: str) -> tuple[Argument, ...]:
    """The arguments of a fetch or criterion, whatever version has it; of several lifetimes the last."""
    head = CRITERIA.get(name)
    return _rows("fetches").get(name if head is None else head.fetch, ())


@cache
def _converter_arguments(name: str) -> tuple[Argument, ...]:
    return _rows("converters").get(name, ())


@cache
def _rows(table: str) -> dict[str, tuple[Argument, ...]]:
    from haproxy_model.schema.converters import CONVERTERS
    from haproxy_model.schema.fetches import FETCHES

    rows = FETCHES if table == "fetches" else CONVERTERS
    return {row.name: arguments(row.arguments) for row in rows}
