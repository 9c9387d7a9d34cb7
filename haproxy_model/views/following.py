"""Keeps the names of a configuration good behind a rename: only the lines that it changed are looked at again.

Indexes over `Symbols` answer what a rename must ask (who is called so, what else a line names, what names something at
run time), so that a loop of renames takes no look at the whole file for each.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator

from attrs import evolve

from haproxy_model.model.header import Header
from haproxy_model.model.line import Statement
from haproxy_model.records import NamedTuple
from haproxy_model.views.name_uses import Dynamic, Mention, header_mentions, line_mentions
from haproxy_model.views.symbols import OWNED, Symbol, Symbols, is_predefined, scope_of

#: Kinds whose names only lines of their own section use, so that places elsewhere do not matter.
_WITHIN = frozenset(("acl", "filter"))


def following_of(symbols: Symbols) -> Following:
    """The indexes over symbols, made when something is renamed first."""
    if symbols._following is None:
        symbols._following = Following(symbols)
    return symbols._following


class _Place(NamedTuple):
    """Where a mention is listed."""

    mentions: list[Mention]
    at: int
    #: whose it is; -1 for a use of a name that nothing has
    rank: int
    #: whether it is among the uses
    is_use: bool

    @property
    def mention(self) -> Mention:
        """The mention, as it is now."""
        return self.mentions[self.at]


class Following:
    """Indexes over symbols, kept right by `follow`."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self._order = symbols._order
        #: symbol -> its place in the order
        self._ranks = {id(symbol): rank for rank, symbol in enumerate(self._order)}
        #: line -> where its mentions are listed
        self._lines: dict[int, list[_Place]] = defaultdict(list)
        #: scope -> what belongs to its section
        self._scopes: dict[object, list[int]] = defaultdict(list)
        #: of these, the templates of servers
        self._templates: dict[object, list[int]] = defaultdict(list)
        #: name -> the uses of it that nothing has
        self._unresolved: dict[str, list[int]] = defaultdict(list)
        #: kind -> the places that may name anything of it; those that hold for their section alone, by its name too
        self._dynamic: dict[str, list[Dynamic]] = defaultdict(list)
        self._dynamic_within: dict[tuple[str, str | None], list[Dynamic]] = defaultdict(list)
        for rank, symbol in enumerate(self._order):
            for mentions, is_use in ((symbol.definitions, False), (symbol.uses, True)):
                for index, mention in enumerate(mentions):
                    self._lines[id(mention.statement)].append(_Place(mentions, index, rank, is_use))
            if symbol.kind in OWNED:
                scope = scope_of(symbol.kind, symbol.section)
                self._scopes[scope].append(rank)
                if symbol.is_template:
                    self._templates[scope].append(rank)
        for index, mention in enumerate(symbols.unresolved):
            self._lines[id(mention.statement)].append(_Place(symbols.unresolved, index, -1, True))
            self._unresolved[mention.name].append(index)
        for place in symbols.dynamic:
            for kind in place.kinds:
                if kind in _WITHIN or (kind == "server" and place.statement.keyword == "use-server"):
                    self._dynamic_within[kind, place.section.name].append(place)
                else:
                    self._dynamic[kind].append(place)

    # -- what a rename asks --------------------------------------------------------------------------------------------

    def called(self, symbol: Symbol, kinds: Iterable[str], name: str) -> Symbol | None:
        """The first symbol of some kinds that has a name already, where the symbol stands."""
        symbols = self._symbols
        if symbol.kind in OWNED:
            return symbols._symbols.get((symbol.kind, name, scope_of(symbol.kind, symbol.section)))
        found = [each for kind in kinds for each in symbols._by_name.get((kind, name), ())]
        return min(found, key=self._rank, default=None)

    def unresolved(self, kind: str, name: str) -> Mention | None:
        """The first use of a name that nothing has, and that may mean a kind."""
        uses = (self._symbols.unresolved[index] for index in self._unresolved.get(name, ()))
        return next((use for use in uses if kind in use.kinds), None)

    def servers_beside(self, symbol: Symbol) -> Iterator[Symbol]:
        """The servers of the same section whose names one may clash with: templates for a server, both for a template.

        Another server of the very name is found by `called`.
        """
        scope = scope_of(symbol.kind, symbol.section)
        ranks = self._scopes.get(scope, ()) if symbol.is_template else self._templates.get(scope, ())
        servers = (self._order[rank] for rank in ranks)
        return (server for server in servers if server.kind == "server" and server is not symbol)

    def may_name(self, symbol: Symbol) -> Dynamic | None:
        """The first place that may name a symbol when HAProxy runs."""
        within = self._dynamic_within.get((symbol.kind, symbol.section.name), ())
        return next((place for places in (self._dynamic.get(symbol.kind, ()), within) for place in places), None)

    def shared(self, symbol: Symbol) -> tuple[Symbol, Mention] | None:
        """A use of a symbol that means another one, too; the first of the first such symbol."""
        own = {id(use): index for index, use in reversed([*enumerate(symbol.uses)])}
        mine = self._rank(symbol)
        lines = {id(use.statement) for use in symbol.uses}
        others = (place for line in lines for place in self._lines[line] if place.rank not in (-1, mine))
        found = [(place.rank, own[id(place.mention)]) for place in others if id(place.mention) in own]
        if not found:
            return None
        rank, index = min(found)
        return self._order[rank], symbol.uses[index]

    def _rank(self, symbol: Symbol) -> int:
        return self._ranks[id(symbol)]

    # -- what a rename changes -----------------------------------------------------------------------------------------

    def follow(self, symbol: Symbol, new: str, changed: Iterable[Statement]) -> bool:
        """Make the symbols those of the configuration after a rename.

        Args:
            symbol: what was renamed.
            new: its new name.
            changed: the lines that name it, which have their new words already.

        Returns:
            Whether they are; where a line now names other things than before, all of them must be read anew.
        """
        old, rank = symbol.name, self._rank(symbol)
        renamed = Symbol(symbol.kind, new, symbol.section, symbol.definitions, symbol.uses)
        # Whoever holds the old one has what was.
        symbol._part()
        for line in changed:
            if not self._read_again(line, rank, old, new):
                return False
        self._order[rank] = renamed
        del self._ranks[id(symbol)]
        self._ranks[id(renamed)] = rank
        self._call(renamed, symbol)
        if symbol.kind not in OWNED:
            self._move(symbol.kind, old, new)
        symbols = self._symbols
        symbols._places = symbols._lines = None
        return True

    def _read_again(self, line: Statement, rank: int, old: str, new: str) -> bool:
        """Put the mentions of a changed line where its old ones are listed."""
        section = line._section
        assert section is not None
        found = header_mentions(section) if isinstance(line, Header) else line_mentions(line, section)
        fresh = {(each.word, each.start, each.kinds): each for each in found if isinstance(each, Mention)}
        places = self._lines[id(line)]
        mine = sorted({(place.mention.word, place.mention.start) for place in places if place.rank == rank})
        made: dict[int, Mention] = {}
        for place in places:
            was = place.mention
            if id(was) not in made:
                index = bisect_left(mine, (was.word, was.start))
                before = index - bisect_left(mine, (was.word, 0))
                key = (was.word, was.start + before * (len(new) - len(old)), was.kinds)
                name = new if mine[index : index + 1] == [(was.word, was.start)] else was.name
                mention = self._again(fresh.get(key), name, place)
                if mention is None:
                    return False
                made[id(was)] = mention
        known = {(each.word, each.start, each.kinds) for each in made.values()}
        if any(key not in known and not is_predefined(each) for key, each in fresh.items()):
            return False
        for place in places:
            place.mentions[place.at] = made[id(place.mention)]
        return True

    def _again(self, mention: Mention | None, name: str, place: _Place) -> Mention | None:
        """What is read in the place of a mention, if it is the name that belongs there; of a template the prefix."""
        if mention is None or mention.name == name:
            return mention
        is_instance = place.is_use and place.rank >= 0 and self._order[place.rank].is_template
        if is_instance and mention.name.startswith(name):
            return evolve(mention, name=name, end=mention.start + len(name))
        return None

    def _call(self, renamed: Symbol, before: Symbol) -> None:
        """List a symbol under its new name."""
        symbols, kind, scope = self._symbols, renamed.kind, scope_of(renamed.kind, renamed.section)
        del symbols._symbols[kind, before.name, scope]
        symbols._symbols[kind, renamed.name, scope] = renamed
        there = symbols._by_name[kind, before.name]
        there.remove(before)
        if not there:
            del symbols._by_name[kind, before.name]
        insort(symbols._by_name.setdefault((kind, renamed.name), []), renamed, key=self._rank)

    def _move(self, kind: str, old: str, new: str) -> None:
        """List what belongs to sections under their new name."""
        symbols = self._symbols._symbols
        owned = self._scopes.pop((kind, old), [])
        for rank in owned:
            symbol = self._order[rank]
            symbols[symbol.kind, symbol.name, (kind, new)] = symbols.pop((symbol.kind, symbol.name, (kind, old)))
        for scopes, ranks in ((self._scopes, owned), (self._templates, self._templates.pop((kind, old), []))):
            if ranks:
                scopes[kind, new] = ranks
        for each in (*_WITHIN, "server"):
            for place in self._dynamic_within.pop((each, old), ()):
                self._dynamic_within[each, place.section.name].append(place)
