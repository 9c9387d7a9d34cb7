"""The options of a certificate on a `ssl-f-use` line (manual 4.2): each known, with a value that it takes."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.reading.reading import Reading
from haproxy_model.schema.crt_list import OF_BIND, crt_list_options
from haproxy_model.schema.rows import available
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.problem import Problem, absence
from haproxy_model.verdicts.servers.parameter_problems import parameter_problems


def crt_list_problems(reading: Reading, version: str) -> Iterator[Problem]:
    """What HAProxy refuses of the options of a line: values, and the first option that it does not know."""
    options = crt_list_options()
    for part, param in reading.parameters:
        row = options.get(part.name)
        if row is None:
            message = f"`{shown(reading.text(part))}` is not an option of a certificate"
            yield Problem("unknown-parameter", message, part.start, names=tuple(options))
            return
        if not available(row, version):
            yield absence(row, row.name, version, part.start)
            return
        if row.name in OF_BIND:
            # What experiments want is said of `bind` lines; here nobody knows whether they are allowed.
            wrong = parameter_problems(param, "bind", version, True, False)
            yield from (Problem(each.kind, each.message, part.start) for each in wrong if each.fatal is not False)
