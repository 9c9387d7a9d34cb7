"""`haproxy-model symbols` and `haproxy-model rename`: names and their uses, and a new name shown as a diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from haproxy_model.cli.answers import Answer, Difference
from haproxy_model.cli.shown_places import line_of, name_from_here, place_object
from haproxy_model.errors import InvalidValue, UnknownName
from haproxy_model.model.masking import masked_line
from haproxy_model.report import Change
from haproxy_model.syntax.text import printable
from haproxy_model.views.symbols import OWNED, Symbol, Symbols

if TYPE_CHECKING:
    from haproxy_model.model.config import Config
    from haproxy_model.report.json import Object
    from haproxy_model.report.terminal import Pieces
    from haproxy_model.views.name_uses import Dynamic, Mention


def show(config: Config, *, symbol: str | None, place: str | None) -> Answer:
    """What to say of the names of a configuration.

    Args:
        config: the configuration.
        symbol: kind and names with slashes, or a kind; None for everything.
        place: `LINE:COLUMN` of a name; None for every place.

    Raises:
        UnknownName: there is no such symbol, or none stands there.
        InvalidValue: the place is not two numbers.
    """
    symbols = config.symbols()
    chosen: Sequence[Symbol] = list(symbols)
    if place is not None:
        chosen = [_at(symbols, place)]
    elif symbol is not None:
        chosen = [each for each in symbols if each.kind == symbol] or [_named(symbols, symbol)]
    everything = place is None and symbol is None
    return Answer(
        lambda: _lines(config, symbols, chosen, everything=everything),
        lambda: _document(symbols, chosen, everything=everything),
    )


def rename(config: Config, *, symbol: str, new: str, write: bool, change_owner: bool = False) -> Difference:
    """Give a symbol another name, and say what changes.

    Args:
        config: the configuration.
        symbol: kind and names with slashes.
        new: the new name.
        write: whether to write the files.
        change_owner: whether they may get another owner.

    Raises:
        UnknownName: there is no such symbol.
        InvalidValue: it cannot be renamed, or not to that.
        FileChanged: a file is not what it was when it was read.
        Unwritable: the directory or the disk refuses, or an owner cannot be kept.
    """
    before = [file.dumps() for file in config.files]
    config.rename(_named(config.symbols(), symbol), new)
    changes = [
        Change(name_from_here(file.path or "(no name)"), old, file.dumps())
        for file, old in zip(config.files, before, strict=True)
    ]
    return Difference(changes, config.write(change_owner=change_owner) if write else None)


def _named(symbols: Symbols, path: str) -> Symbol:
    """The symbol of a path such as `backend/app` or `server/app/s1`."""
    kind, slash, name = path.partition("/")
    kinds = dict.fromkeys(each.kind for each in symbols)
    if not slash or kind not in kinds:
        known = ", ".join(kinds) or "-"
        raise UnknownName(f"no symbol here is of the kind `{kind}`: expected KIND/NAME, with one of the kinds {known}")
    if kind in OWNED and "/" in name:
        owner, _, name = name.partition("/")
        return symbols.find(kind, name, owner)
    return symbols.find(kind, name)


def _at(symbols: Symbols, place: str) -> Symbol:
    line, _, column = place.partition(":")
    if not (line.isascii() and line.isdigit() and column.isascii() and column.isdigit() and len(place) < 20):
        raise InvalidValue(f"expected LINE:COLUMN such as 12:5, found {place!r}")
    found = symbols.at(int(line), int(column))
    if found is None:
        raise UnknownName(f"there is no name at line {line}, column {column}")
    return found


def _lines(config: Config, symbols: Symbols, chosen: Sequence[Symbol], *, everything: bool) -> Iterator[Pieces]:
    for symbol in chosen:
        defined = ", ".join(line_of(symbols.span(each), config) for each in symbol.definitions)
        yield [(masked_line(symbol.path), "place"), (f"  {defined}", "gutter")]
        for use in symbol.uses:
            yield _use(config, symbols, use)
    if everything:
        for unresolved in symbols.unresolved:
            kinds = " or ".join(unresolved.kinds)
            yield [(f"no {kinds} is called ", "warning"), (masked_line(unresolved.name), "strong")]
            yield _use(config, symbols, unresolved)
        for dynamic in symbols.dynamic:
            yield [(f"any {' or '.join(dynamic.kinds)} may be meant", "warning"), (f": {dynamic.reason}", "")]
            yield _use(config, symbols, dynamic)


def _use(config: Config, symbols: Symbols, use: Mention | Dynamic) -> Pieces:
    where = line_of(symbols.span(use), config)
    return [(f"    {where}: ", "gutter"), (masked_line(use.statement.text.strip()), "")]


def _document(symbols: Symbols, chosen: Sequence[Symbol], *, everything: bool) -> Object:
    listed: list[Object] = [
        {
            "kind": symbol.kind,
            "name": printable(masked_line(symbol.name)),
            "owner": None if symbol.owner is None else printable(symbol.owner.title),
            "definitions": [place_object(symbols.span(each)) for each in symbol.definitions],
            "uses": [place_object(symbols.span(each)) for each in symbol.uses],
        }
        for symbol in chosen
    ]
    document: Object = {"version": 1, "symbols": listed}
    if everything:
        document["unresolved"] = [
            {"kinds": list(use.kinds), "name": printable(masked_line(use.name)), **place_object(symbols.span(use))}
            for use in symbols.unresolved
        ]
        document["dynamic"] = [
            {"kinds": list(each.kinds), "reason": each.reason, **place_object(symbols.span(each))}
            for each in symbols.dynamic
        ]
    return document
