"""Everything in a configuration that has a name, with where the name is given and where it is used.

Good until the next edit, a rename excepted (`following`).  A use means every thing that it may mean:
`use_backend app` the backend of that name in each `.if` branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from haproxy_model.diagnostics import Span
from haproxy_model.errors import Suggesting, UnknownName, near, wrong_kind
from haproxy_model.model.config import Config
from haproxy_model.model.given import given, given_place, given_text
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import masked_line
from haproxy_model.model.places import Places, places_of
from haproxy_model.model.section import Section
from haproxy_model.model.server import ServerTemplate
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.text import visible
from haproxy_model.views.name_uses import Dynamic, Mention, mentions

if TYPE_CHECKING:
    from haproxy_model.views.following import Following

#: Kinds of names that belong to a section: these may occur once in each.
OWNED = frozenset(("acl", "certificate", "filter", "group", "peer", "server", "table", "user"))
#: Every kind that something with a name is of.
KINDS = (*OWNED, *SECTIONS)
_PROXIES = ("frontend", "backend", "listen")
#: How many digits the number of an instance of a template has at most.
_MOST_DIGITS = 7
_Key = tuple[str, str, object]


@define(eq=False)
class Symbol(Suggesting):
    """One thing that has a name: a section, a server, an ACL, a table of peers, a user …"""

    #: the keyword of its section, or "server", "acl", "table", "user", "group", "filter", "peer", "certificate"
    kind: str
    #: its name; of a `server-template` the prefix
    name: str
    #: the section that it is, or that it belongs to
    section: Section
    #: where its name is given: several lines make one ACL, and each `.if` branch may have its own definition
    definitions: list[Mention] = field(factory=list)
    #: where its name is used, in the order of the file
    uses: list[Mention] = field(factory=list)

    @property
    def owner(self) -> Section | None:
        """The section that it belongs to; None for a section."""
        return self.section if self.kind in OWNED else None

    @property
    def is_template(self) -> bool:
        """Whether it is the prefix of a `server-template`."""
        return isinstance(self.definitions[0].statement, ServerTemplate)

    def _part(self) -> None:
        """Have lists of its own."""
        for name in ("definitions", "uses"):
            object.__setattr__(self, name, [*getattr(self, name)])

    @property
    def path(self) -> str:
        """Kind and name with slashes between, as the command line takes them: `backend/app`, `server/app/s1`."""
        names = (self.section.name or "", self.name) if self.kind in OWNED else (self.name,)
        return "/".join((self.kind, *names))

    def __repr__(self) -> str:
        return f"<Symbol {visible(masked_line(self.path))}: {len(self.definitions)} definitions, {len(self.uses)} uses>"


class Symbols(Suggesting):
    """The names of a configuration, in the order in which they are first given.

    Args:
        config: the configuration.
        server_names: whether those of servers and peers count, which are most of a file; without, their uses are
            unresolved.
    """

    #: uses of names that nothing here has: mistakes, or what HAProxy has by itself, such as `ring@stdout`
    unresolved: list[Mention]
    #: places that may name anything of some kinds
    dynamic: list[Dynamic]

    def __init__(self, config: Config, *, server_names: bool = True) -> None:
        self._config = config
        self._symbols: dict[_Key, Symbol] = {}
        self._order: list[Symbol] = []
        self._by_name: dict[tuple[str, str], list[Symbol]] = {}
        self.unresolved = []
        self.dynamic = []
        self._places: Places | None = None
        self._following: Following | None = None
        self._lines: dict[tuple[str | None, int], list[tuple[int, int, Symbol]]] | None = None
        uses: list[Mention] = []
        for mention in mentions(config, server_names=server_names):
            if isinstance(mention, Dynamic):
                self.dynamic.append(mention)
            elif mention.defines:
                self._define(mention)
            else:
                uses.append(mention)
        for use in uses:
            self._use(use)

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._symbols)

    def __repr__(self) -> str:
        return f"<Symbols: {len(self)} names>"

    def find(self, kind: str, name: str, owner: str | None = None) -> Symbol:
        """A symbol by its kind and name, and for what belongs to a section by the name of that.

        Raises:
            UnknownName: there is none, or there are several: then say whose.
        """
        given_text(kind, 'a kind of names as text, such as "backend"')
        given_text(name, "a name as text")
        if owner is not None:
            given_text(owner, "the name of the section as text, or None")
        found = [each for each in self._by_name.get((kind, name), ()) if owner is None or each.section.name == owner]
        if len(found) == 1:
            return found[0]
        if found:
            owners = ", ".join(dict.fromkeys(f"`{each.path}`" for each in found[:5]))
            raise UnknownName(f"several are called {kind} `{name}`: choose one of {owners}")
        if kind not in KINDS:
            raise UnknownName(f"nothing that has a name is a {kind!r}{near(kind, KINDS)}")
        of = "" if owner is None else f" of `{owner}`"
        hint = near(name, (other for each, other in self._by_name if each == kind))
        raise UnknownName(f"no {kind}{of} is called `{name}`{hint}")

    def named_by(self, member: Statement | Section) -> Symbol:
        """The symbol to which a line or a section gives its name: a server, an ACL, a backend …

        Raises:
            UnknownName: it gives no name here.
        """
        if not isinstance(member, (Statement, Section)):
            raise wrong_kind("a line or a section that gives a name", member)
        statement = member.header if isinstance(member, Section) else member
        for symbol in self._order:
            if any(mention.statement is statement for mention in symbol.definitions):
                return symbol
        raise UnknownName(f"{member!r} gives no name in this configuration")

    def again(self, symbol: Symbol) -> Symbol:
        """The symbol of the same kind, name and owner in these symbols, which may be newer.

        Raises:
            UnknownName: there is none any more.
        """
        given(symbol, Symbol, "a Symbol")
        found = self._symbols.get((symbol.kind, symbol.name, scope_of(symbol.kind, symbol.section)))
        if found is None:
            raise UnknownName(f"no {symbol.kind} is called `{symbol.name}` any more: call symbols() again")
        return found

    def at(self, line: int, column: int, file: str | None = None) -> Symbol | None:
        """The symbol whose name is at a place; None where no name is.

        Args:
            line: from 1.
            column: from 1, in code points; a name also has the place right after it.
            file: the file as it was named when read; None for the first.
        """
        for number in (line, column):
            given_place(number, "a line and a column, counted from 1")
        if file is not None:
            given_text(file, "the name of a file as text, or None")
        if self._lines is None:
            self._lines = {}
            for symbol in self:
                for mention in (*symbol.definitions, *symbol.uses):
                    span = self.span(mention)
                    self._lines.setdefault((span.file, span.line), []).append((span.column, span.end_column, symbol))
        path = self._config.files[0].path if file is None else file
        for start, end, symbol in self._lines.get((path, line), ()):
            if start <= column <= end:
                return symbol
        return None

    def span(self, mention: Mention | Dynamic) -> Span:
        """The place of a name; the whole word if it holds escapes or characters beyond ASCII."""
        if not isinstance(mention, (Mention, Dynamic)):
            raise wrong_kind("a definition or a use of a symbol", mention)
        if self._places is None:
            self._places = places_of(self._config)
        if isinstance(mention, Mention):
            return self._places.part_span(mention.statement, mention.word, mention.start, mention.end)
        return self._places.word_span(mention.statement, mention.word)

    def _define(self, mention: Mention) -> None:
        kind = mention.kinds[0]
        key = (kind, mention.name, scope_of(kind, mention.section))
        symbol = self._symbols.get(key)
        if symbol is None:
            symbol = self._symbols[key] = Symbol(kind, mention.name, mention.section)
            self._order.append(symbol)
            self._by_name.setdefault((kind, mention.name), []).append(symbol)
        symbol.definitions.append(mention)

    def _use(self, use: Mention) -> None:
        found = False
        for symbol, mention in self._meant(use):
            symbol.uses.append(mention)
            found = True
        if not found and not is_predefined(use):
            self.unresolved.append(use)

    def _meant(self, use: Mention) -> Iterable[tuple[Symbol, Mention]]:
        kind = use.kinds[0]
        if kind not in OWNED:
            found = [symbol for each in use.kinds for symbol in self._by_name.get((each, use.name), ())]
            if use.kinds == _PROXIES and len(found) > 1:
                # Of a frontend and a backend of one name that is meant which has the table.
                found = [symbol for symbol in found if _has_table(symbol.section)] or found
            return [(symbol, use) for symbol in found]
        scopes = [scope_of(kind, use.section)] if use.owner is None else self._owned(use)
        found = [self._symbols[kind, use.name, scope] for scope in scopes if (kind, use.name, scope) in self._symbols]
        if found or kind != "server":
            return [(symbol, use) for symbol in found]
        return [pair for scope in scopes for pair in self._instances(scope, use)]

    def _instances(self, scope: object, use: Mention) -> Iterator[tuple[Symbol, Mention]]:
        """The templates one of whose instances a use names, with the part of the name that is the prefix."""
        for place in range(len(use.name) - 1, max(len(use.name) - _MOST_DIGITS, 1) - 1, -1):
            prefix, number = use.name[:place], use.name[place:]
            if not (number.isascii() and number.isdigit()):
                return
            symbol = self._symbols.get(("server", prefix, scope))
            statement = None if symbol is None else symbol.definitions[0].statement
            if symbol is None or not isinstance(statement, ServerTemplate):
                continue
            if str(int(number)) == number and int(number) in (statement.numbers or ()):
                yield symbol, evolve(use, name=prefix, end=use.start + place)

    def _owned(self, use: Mention) -> list[object]:
        """The scopes of the sections that a use names as the owner."""
        kinds = {"server": ("backend", "listen"), "table": ("peers",), "certificate": ("crt-store",)}
        return [(kind, use.owner) for kind in kinds.get(use.kinds[0], ())]


def is_predefined(use: Mention) -> bool:
    """Whether a use may mean what HAProxy has by itself."""
    return use.kinds == ("acl",) and use.name in PREDEFINED


def scope_of(kind: str, section: Section) -> object:
    """What tells names of one kind apart: nothing for sections, else the section that they belong to."""
    if kind not in OWNED:
        return None
    return (section.kind, section.name) if section.name is not None else id(section)


def _has_table(section: Section) -> bool:
    return any(statement.keyword == "stick-table" for statement in section.statements)


def symbols_of(config: Config, *, server_names: bool = True) -> Symbols:
    """The names of a configuration, worked out once until the next edit; see `Symbols`."""
    return config._remembered(("symbols", server_names), lambda: Symbols(config, server_names=server_names))
