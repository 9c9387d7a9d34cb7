"""The options of a certificate on a `ssl-f-use` line (manual 4.2): each known, with a value that it takes."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.check.finding import shown
from haproxy_model.check.problem import Problem
from haproxy_model.check.servers.parameters import parameter_problems
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.schema.crt_list import OF_BIND, crt_list_options
from haproxy_model.schema.rows import available


def crt_list_problems(line: tuple[str, ...], place: int, version: str) -> Iterator[Problem]:
    """What HAProxy refuses of the options from a word on: values, and the first option that it does not know.

    Args:
        line: the words of the line.
        place: the first option.
        version: the target version.
    """
    options = crt_list_options()
    for param in vocabulary("certificate").read(line[place:]):
        row, width = options.get(param.keyword), 1 + len(param.values)
        if row is None:
            message = f"`{shown(param.keyword)}` is no option of a certificate"
            yield Problem("unknown-parameter", message, place, names=tuple(options))
            return
        if not available(row, version):
            message = f"`{row.name}` exists since HAProxy {row.since}, the target is {version}"
            yield Problem("keyword-too-new", message, place)
            return
        if row.name in OF_BIND:
            # What experiments want is said of `bind` lines; here nobody knows whether they are allowed.
            wrong = parameter_problems(line[place : place + width], "bind", version, True, False)
            yield from (Problem(each.kind, each.message, place) for each in wrong if each.fatal is not False)
        place += width
