"""`haproxy-model get`, `set`, `add` and `remove`: one place of a configuration, read or changed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from haproxy_model.api import check
from haproxy_model.cli import path_values
from haproxy_model.cli.answers import Answer, Difference
from haproxy_model.cli.complaints import complain
from haproxy_model.cli.paths import Found, find
from haproxy_model.cli.run import CLEAN, FINDINGS, standard_output
from haproxy_model.cli.shown_places import name_from_here
from haproxy_model.errors import InvalidValue
from haproxy_model.records import NamedTuple
from haproxy_model.report import Change
from haproxy_model.report.json import Object
from haproxy_model.report.terminal import Pieces, written_lines
from haproxy_model.syntax.text import printable

if TYPE_CHECKING:
    from haproxy_model.model.config import Config


class How(NamedTuple):
    """How a change is made."""

    #: the HAProxy that must take the result, and the variables that it sees
    version: str
    environment: Mapping[str, str] | None
    #: whether the change is shown, and nothing written
    diff: bool
    #: whether it is made though HAProxy would refuse the result
    force: bool
    #: whether the result goes to standard output, where the configuration came from standard input
    is_stream: bool
    change_owner: bool


#: Summaries begin in this column at most.
_WIDEST = 40


def get(config: Config, path: str | None) -> Answer:
    """What stands at a path, or what can stand there; the exit status is 1 where nothing does.

    Raises:
        InvalidValue: it is not a path.
        UnknownName: nothing of this name can stand there, or several things are meant.
    """
    found = Found(config) if path is None else find(config, path)
    is_list = not found.rest and (found.line is None or path_values.is_listed(type(found.line)))
    if is_list:
        every = list(path_values.listing(found))
        return Answer(lambda: _listing(every), lambda: _listed(path, every))
    value = path_values.value_at(found)

    def lines() -> Iterator[Pieces]:
        if value is not None:
            yield [(value, "")]

    document: Object = {"version": 1, "path": path, "value": None if value is None else printable(value)}
    return Answer(lines, lambda: document, lambda: FINDINGS if value is None else CLEAN)


def put(config: Config, path: str, value: str, how: How) -> Answer | Difference:
    """Put a value at a path; see `get`."""
    return _edited(config, path, how, lambda found: path_values.assign(found, value))


def add(config: Config, path: str, words: str, how: How) -> Answer | Difference:
    """Add a section or a line; see `get`."""
    return _edited(config, path, how, lambda found: path_values.add(found, words), is_new=True)


def remove(config: Config, path: str, how: How) -> Answer | Difference:
    """Take away what stands at a path; see `get`."""
    return _edited(config, path, how, path_values.remove)


def _edited(
    config: Config, path: str, how: How, edit: Callable[[Found], None], *, is_new: bool = False
) -> Answer | Difference:
    """A change that was made, and written where it is to be.

    Raises:
        InvalidValue: it cannot be made, or HAProxy would refuse the result.
    """
    before = [file.dumps() for file in config.files]
    known = None if how.force else _refusals(config, how)
    edit(find(config, path, is_new=is_new))
    if known is not None:
        for name, message in _refusals(config, how).items():
            if name not in known:
                raise InvalidValue(f"HAProxy {how.version} would refuse the result: {message}; --force does it anyway")
    if how.diff:
        return Difference(
            Change(name_from_here(file.path or "(no name)"), old, file.dumps())
            for file, old in zip(config.files, before, strict=True)
        )
    if how.is_stream:
        standard_output().flush()
        sys.stdout.buffer.write(config.dump())
        sys.stdout.buffer.flush()
    elif [file.dumps() for file in config.files] != before:
        for line in written_lines(config.write(change_owner=how.change_owner)):
            complain("".join(text for text, _ in line))
    return Answer(lambda: iter(()), dict)


def _refusals(config: Config, how: How) -> dict[tuple[str, str | None, int], str]:
    """What HAProxy refuses: the first of each kind and section, and how many there are so far."""
    report = check(config, version=how.version, environment=how.environment)
    counts: Counter[tuple[str, str | None]] = Counter()
    found = {}
    for each in report:
        if each.fatal:
            counts[each.name, each.section] += 1
            found[each.name, each.section, counts[each.name, each.section]] = each.message
    return found


def _listing(every: Sequence[path_values.Attribute]) -> Iterator[Pieces]:
    width = min(max((len(each.name) for each in every), default=0), _WIDEST)
    values = min(max((len(each.value or "") for each in every if each.summary), default=0), _WIDEST)
    for each in every:
        value = each.value or ""
        pieces: Pieces = [(f"{each.name:{width}}", "place" if each.value is not None else "")]
        if value or each.summary:
            pieces.append((f"  {value:{values}}", "strong"))
        if each.summary:
            pieces.append((f"  {each.summary}", "gutter"))
        yield [*pieces[:-1], (pieces[-1][0].rstrip(), pieces[-1][1])]


def _listed(path: str | None, every: Sequence[path_values.Attribute]) -> Object:
    listed: list[Object] = [
        {
            "path": each.name if path is None else f"{path}/{each.name}",
            "value": None if each.value is None else printable(each.value),
            "summary": each.summary or None,
        }
        for each in every
    ]
    return {"version": 1, "path": path, "entries": listed}
