"""What has to be written where something gets another name, and why it cannot be done safely (language reference, 10).

Nothing is changed here: `Config.rename` writes the words.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.errors import InvalidValue
from haproxy_model.model.line import Statement
from haproxy_model.model.server import Server, ServerTemplate
from haproxy_model.model.word_kinds import NAME, TEXT
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.schema.sections import PROXIES
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.mentions import Dynamic, Mention
from haproxy_model.views.symbols import Symbol, Symbols

#: Kinds whose names HAProxy keeps apart from each other, in some version.
_ONE_NAMESPACE = frozenset((*PROXIES, "log-forward"))
#: Kinds whose names may hold more than letters, digits, '_', '.', ':' and '-'.
_ANY_TEXT = frozenset(("cache", "certificate", "crt-store", "program", "acme", "filter"))
#: Kinds that others know by their name -> who they are.
_KNOWN_ELSEWHERE = {"peer": "the other machines and `-L` or `localpeer`", "certificate": "files of certificate lists"}
#: How many instances of a template are compared with other names at most.
_MOST_INSTANCES = 1000


def renamed_lines(symbols: Symbols, symbol: Symbol, new: str) -> list[tuple[Statement, tuple[str, ...]]]:
    """The lines that name a symbol, and the words that they have with its new name.

    Args:
        symbols: the names of the configuration.
        symbol: one of them.
        new: its new name.

    Raises:
        UnknownName: the configuration has no such symbol, perhaps no longer.
        InvalidValue: the new name is none, is taken, or some place may name the symbol that nobody can foretell; the
            message says where and what to do.
    """
    (TEXT if symbol.kind in _ANY_TEXT else NAME).written(new)
    if symbol.kind in _ANY_TEXT and any(sign in new for sign in "/,() \t"):
        raise InvalidValue(f"`{new}` cannot be named where it is used: choose letters, digits, '_', '.', ':' and '-'")
    if symbol.is_template and ":" in new:
        raise InvalidValue(f"`{new}` is no prefix of a server-template: ':' is not permitted there")
    symbol = symbols.again(symbol)
    if symbol.name == new:
        return []
    _refuse_taken(symbols, symbol, new)
    _refuse_unsafe(symbols, symbol)
    changed: dict[int, tuple[Statement, dict[int, list[Mention]]]] = {}
    for mention in (*symbol.definitions, *symbol.uses):
        _, words = changed.setdefault(id(mention.statement), (mention.statement, {}))
        words.setdefault(mention.word, []).append(mention)
    return [(statement, _words(statement, words, new)) for statement, words in changed.values()]


def _words(statement: Statement, mentions: dict[int, list[Mention]], new: str) -> tuple[str, ...]:
    words = list(statement._words)
    for place, parts in mentions.items():
        text, end = words[place], 0
        pieces: list[str] = []
        for part in sorted(parts, key=lambda mention: mention.start):
            pieces += (text[end : part.start], new)
            end = part.end
        words[place] = "".join((*pieces, text[end:]))
    return tuple(words)


def _refuse_taken(symbols: Symbols, symbol: Symbol, new: str) -> None:
    kinds = _ONE_NAMESPACE if symbol.kind in _ONE_NAMESPACE else {symbol.kind}
    for other in symbols:
        if other.kind in kinds and other.name == new and (symbol.owner is None or _same_owner(symbol, other)):
            raise InvalidValue(f"`{new}` is taken by {_where(symbols, other.definitions[0])}: choose another name")
    for use in symbols.unresolved:
        if use.name == new and symbol.kind in use.kinds:
            raise InvalidValue(
                f"{_where(symbols, use)} names `{new}`, which does not exist, and would mean this: mend that first"
            )
    if symbol.kind == "acl" and (new in PREDEFINED or new.lower() == "or"):
        raise InvalidValue(f"`{new}` means something else in conditions: choose another name")
    if symbol.kind == "server":
        theirs = set(_server_names(symbol, new))
        every = [each for each in symbols if each.kind == "server" and each is not symbol and _same_owner(symbol, each)]
        for other in every:
            if not theirs.isdisjoint(_server_names(other, other.name)):
                raise InvalidValue(
                    f"`{new}` would make a server named as {_where(symbols, other.definitions[0])} does: choose another"
                )


def _same_owner(symbol: Symbol, other: Symbol) -> bool:
    mine, theirs = symbol.section, other.section
    return mine is theirs or (mine.name is not None and (mine.kind, mine.name) == (theirs.kind, theirs.name))


def _server_names(symbol: Symbol, name: str) -> Iterator[str]:
    """The names of the servers that a symbol stands for, were it called so."""
    for definition in symbol.definitions:
        statement = definition.statement
        if isinstance(statement, ServerTemplate):
            for number in (statement.numbers or range(0))[:_MOST_INSTANCES]:
                yield f"{name}{number}"
        elif isinstance(statement, Server):
            yield name


def _refuse_unsafe(symbols: Symbols, symbol: Symbol) -> None:
    title = f"{symbol.kind} `{symbol.name}`"
    known = _KNOWN_ELSEWHERE.get(symbol.kind)
    if known is not None:
        raise InvalidValue(f"{title} cannot be renamed here alone: {known} know the name; change every place by hand")
    for place in symbols.dynamic:
        if symbol.kind in place.kinds and _may_mean(symbol, place):
            raise InvalidValue(
                f"{title} cannot be renamed safely: {_where(symbols, place)} may name it ({place.reason});"
                " look there, and change every place by hand"
            )
    for mention in (*symbol.definitions, *symbol.uses):
        if isinstance(mention.statement._words[mention.word], Expandable):
            raise InvalidValue(
                f"{title} cannot be renamed safely: {_where(symbols, mention)} names it beside a variable;"
                " change that word by hand first"
            )
    for other in symbols:
        if other is not symbol and other.name == symbol.name:
            theirs = {id(use) for use in other.uses}
            shared = next((use for use in symbol.uses if id(use) in theirs), None)
            if shared is not None:
                raise InvalidValue(
                    f"{title} cannot be renamed safely: {_where(symbols, shared)} means {other.kind} `{other.name}`"
                    " too; rename both by hand"
                )


def _may_mean(symbol: Symbol, place: Dynamic) -> bool:
    """Whether a place may name a symbol; ACLs, filters and servers to use are looked for in the section alone."""
    if symbol.kind in ("acl", "filter") or (symbol.kind == "server" and place.statement.keyword == "use-server"):
        return place.section is symbol.section or place.section.name == symbol.section.name
    return True


def _where(symbols: Symbols, place: Mention | Dynamic) -> str:
    span = symbols.span(place)
    return f"line {span.line}" if span.file is None else f"{span.file}:{span.line}"
