"""What has to be written where something gets another name, and why it cannot be done safely (language reference, 10).

Nothing is changed here: `Config.rename` writes the words.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.errors import InvalidValue
from haproxy_model.model.config import Config
from haproxy_model.model.header import refuse_unread
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server import Server, ServerTemplate
from haproxy_model.model.word_kinds import NAME, TEXT
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.schema.sections import PROXIES
from haproxy_model.views.following import Following, following_of
from haproxy_model.views.name_uses import Dynamic, Mention
from haproxy_model.views.symbols import Symbol, Symbols, symbols_of

#: Kinds whose names HAProxy keeps apart from each other, in some version.
_ONE_NAMESPACE = frozenset((*PROXIES, "log-forward"))
#: Kinds whose names may hold more than letters, digits, '_', '.', ':' and '-'.
_ANY_TEXT = frozenset(("cache", "certificate", "crt-store", "program", "acme", "filter"))
#: Kinds that others know by their name -> who they are.
_KNOWN_ELSEWHERE = {"peer": "the other machines and `-L` or `localpeer`", "certificate": "files of certificate lists"}
#: How many instances of a template are compared with other names at most.
_MOST_INSTANCES = 1000


def rename(config: Config, symbol: Symbol | Statement | Section, new: str) -> tuple[Statement, ...]:
    """Give a symbol another name wherever it stands; gives the lines that were changed.

    Args:
        config: the configuration.
        symbol: one of its symbols, or the line or section that gives its name.
        new: its new name.

    Raises:
        UnknownName: the configuration has no such symbol, perhaps no longer.
        InvalidValue: the new name is none, is taken, or some place may name the symbol that nobody can foretell; the
            message says where and what to do.
    """
    symbols = symbols_of(config)
    if isinstance(symbol, (Statement, Section)):
        symbol = symbols.named_by(symbol)
    following = following_of(symbols)
    symbol = symbols.again(symbol)
    lines = _renamed_lines(following, symbols, symbol, new)
    for statement, words in lines:
        statement._put_words(words)
    changed = tuple([statement for statement, _ in lines])
    if following.follow(symbol, new, changed):
        config._remembered(("symbols", True), lambda: symbols)
    return changed


def renamed_lines(config: Config, symbol: Symbol, new: str) -> list[tuple[Statement, tuple[str, ...]]]:
    """The lines that name a symbol, and the words that they have with its new name; nothing is changed.

    Args:
        config: the configuration.
        symbol: one of its symbols.
        new: its new name.

    Raises:
        UnknownName: the configuration has no such symbol.
        InvalidValue: as `rename` raises it.
    """
    symbols = symbols_of(config)
    return _renamed_lines(following_of(symbols), symbols, symbols.again(symbol), new)


def _renamed_lines(
    following: Following, symbols: Symbols, symbol: Symbol, new: str
) -> list[tuple[Statement, tuple[str, ...]]]:
    """The lines that name a symbol, and the words that they have with its new name."""
    (TEXT if symbol.kind in _ANY_TEXT else NAME).written(new)
    if symbol.kind in _ANY_TEXT and any(sign in new for sign in "/,() \t"):
        raise InvalidValue(
            f"`{new}` cannot be written where the name is used: use letters, digits, '_', '.', ':' and '-'"
        )
    if symbol.is_template and ":" in new:
        raise InvalidValue(f"`{new}` is not a prefix for `server-template`: remove the ':'")
    if symbol.name == new:
        return []
    _refuse_taken(following, symbols, symbol, new)
    _refuse_unsafe(following, symbols, symbol)
    changed: dict[int, tuple[Statement, set[tuple[int, int, int]]]] = {}
    for mention in (*symbol.definitions, *symbol.uses):
        _, places = changed.setdefault(id(mention.statement), (mention.statement, set()))
        places.add((mention.word, mention.start, mention.end))
    for definition in symbol.definitions if symbol.kind == "defaults" else ():
        refuse_unread("defaults", (new, *definition.statement.arguments[1:]), new)
    return [(statement, statement._with(places, new)) for statement, places in changed.values()]


def _refuse_taken(following: Following, symbols: Symbols, symbol: Symbol, new: str) -> None:
    kinds = _ONE_NAMESPACE if symbol.kind in _ONE_NAMESPACE else {symbol.kind}
    taken = following.called(symbol, kinds, new)
    if taken is not None:
        raise InvalidValue(f"`{new}` is already used ({_where(symbols, taken.definitions[0])}): choose another name")
    use = following.unresolved(symbol.kind, new)
    if use is not None:
        raise InvalidValue(
            f"{_where(symbols, use)} names `{new}`, which does not exist and would then mean this: fix that first"
        )
    if symbol.kind == "acl" and (new in PREDEFINED or new.lower() == "or"):
        raise InvalidValue(f"`{new}` means something else in conditions: choose another name")
    if symbol.kind == "server":
        theirs = set(_server_names(symbol, new))
        for other in following.servers_beside(symbol):
            if not theirs.isdisjoint(_server_names(other, other.name)):
                raise InvalidValue(
                    f"`{new}` would give two servers one name ({_where(symbols, other.definitions[0])}): choose another"
                )


def _server_names(symbol: Symbol, name: str) -> Iterator[str]:
    """The names of the servers that a symbol stands for, were it called so."""
    for definition in symbol.definitions:
        statement = definition.statement
        if isinstance(statement, ServerTemplate):
            for number in (statement.numbers or range(0))[:_MOST_INSTANCES]:
                yield f"{name}{number}"
        elif isinstance(statement, Server):
            yield name


def _refuse_unsafe(following: Following, symbols: Symbols, symbol: Symbol) -> None:
    title = f"{symbol.kind} `{symbol.name}`"
    known = _KNOWN_ELSEWHERE.get(symbol.kind)
    if known is not None:
        raise InvalidValue(f"{title} cannot be renamed only here: {known} know the name; change every place by hand")
    place = following.may_name(symbol)
    if place is not None:
        raise InvalidValue(
            f"{title} cannot be renamed safely: {_where(symbols, place)} may name it ({place.reason});"
            " look there, and change every place by hand"
        )
    for mention in (*symbol.definitions, *symbol.uses):
        if mention.statement._is_open(mention.word):
            raise InvalidValue(
                f"{title} cannot be renamed safely: {_where(symbols, mention)} names it beside a variable;"
                " change that word by hand first"
            )
    shared = following.shared(symbol)
    if shared is not None:
        other, use = shared
        raise InvalidValue(
            f"{title} cannot be renamed safely: {_where(symbols, use)} means {other.kind} `{other.name}` too;"
            " rename both by hand"
        )


def _where(symbols: Symbols, place: Mention | Dynamic) -> str:
    span = symbols.span(place)
    return f"line {span.line}" if span.file is None else f"{span.file}:{span.line}"
