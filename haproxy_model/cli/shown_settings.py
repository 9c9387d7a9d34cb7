"""`--show-settings`: what holds for each configuration, and who said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from haproxy_model.cli.formats import is_colored
from haproxy_model.cli.outcomes import read, settings_for
from haproxy_model.report.json import Object, Value, json_text
from haproxy_model.report.terminal import Pieces, line_writer
from haproxy_model.settings.settled import BUILT_IN

if TYPE_CHECKING:
    from haproxy_model.cli.request import Request
    from haproxy_model.settings.asked import Input
    from haproxy_model.settings.settled import Settled

#: Key, value as it is shown, and who said so.
Row = tuple[str, Value, str]


def write_settings(asked: Iterable[Input], request: Request, stream: TextIO) -> None:
    """Write what holds for each configuration.

    Args:
        asked: the configurations.
        request: what the user asked for.
        stream: where to write.

    Raises:
        Unreadable: one cannot be read.
    """
    found = [(each, list(_rows(each, settings_for(each, read(each), request), request))) for each in asked]
    if request.format == "json":
        documents: list[Object] = [
            {
                "configuration": each.name,
                "settings": [{"key": key, "value": value, "origin": origin} for key, value, origin in rows],
            }
            for each, rows in found
        ]
        stream.write(json_text(documents, stream, indent=1) + "\n")
        return
    write = line_writer(stream, color=is_colored(stream, request.color))
    for number, (each, rows) in enumerate(found):
        if number:
            write([])
        for line in _lines(each, rows):
            write(line)


def _rows(asked: Input, settings: Settled, request: Request) -> Iterator[Row]:
    if asked.is_set:
        yield "files", list(asked.paths), asked.settings.path if asked.settings is not None else "command line"
    for (key, entry), (value, origin) in sorted(settings.values.items()):
        if (key, origin) == ("severity", BUILT_IN):
            value = settings.severity(lints=request.rules)
        shown: Value = value if isinstance(value, (str, bool)) else [str(each) for each in _several(value)]
        yield f"{key}.{entry}" if entry else key, shown, origin
    for origin, wishes in settings.wishes:
        for name, selectors in zip(("select", "extend-select", "ignore"), wishes, strict=True):
            if selectors:
                yield name, list(selectors), origin
    if request.baseline is not None:
        yield "baseline", request.baseline, "command line"
    elif asked.settings is not None and asked.settings.baseline is not None:
        yield "baseline", asked.settings.baseline, asked.settings.path


def _several(value: object) -> Iterable[object]:
    return value if isinstance(value, (tuple, list)) else (value,)


def _lines(asked: Input, rows: list[Row]) -> Iterator[Pieces]:
    yield [(asked.name, "place")]
    width = max(len(key) for key, _, _ in rows)
    for key, value, origin in rows:
        said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        yield [(f"  {key:{width}}  ", ""), (said, "strong"), (f"  ({origin})", "gutter")]
