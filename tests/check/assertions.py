"""What the tests of `check` ask: which messages a text gets, and on which lines."""

from __future__ import annotations

from collections.abc import Mapping

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS

#: A proxy that nobody objects to, for files that are about something else.
LISTENER = "listen base\n bind :18080\n"
#: What short examples lack, and are not about.
_LACKING = frozenset(("missing-timeouts", "listener-without-bind"))


def found(text: str, version: str = "3.4", **options: Mapping[str, str] | None) -> list[tuple[str, int | None, bool]]:
    """Name, line and fatality of every message, but for warnings about what an example lacks."""
    report = hm.check(hm.parse(text), version=version, **options)  # type: ignore[arg-type]  # only environment is passed
    return [
        (each.name, each.span.line if each.span else None, each.fatal) for each in report if each.name not in _LACKING
    ]


def assert_accepted(text: str, *versions: str, environment: Mapping[str, str] | None = None) -> None:
    """No fatal message in any of the versions, all of them where none is given."""
    for version in versions or VERSIONS:
        report = hm.check(hm.parse(text), version=version, environment=environment)
        refusals = [(each.name, each.message) for each in report if each.fatal]

        assert not refusals, f"HAProxy {version} accepts this text:\n{text}"


def assert_refused(
    text: str, name: str, line: int, *versions: str, environment: Mapping[str, str] | None = None
) -> None:
    """One kind of fatal message, on one line, in each of the versions, all of them where none is given."""
    for version in versions or VERSIONS:
        report = hm.check(hm.parse(text), version=version, environment=environment)
        refusals = [(each.name, each.span.line) for each in report if each.fatal and each.span]

        assert refusals == [(name, line)], f"HAProxy {version} refuses this text for one reason:\n{text}"
