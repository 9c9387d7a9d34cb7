"""The version that is asked about: by which line it is judged, and whether that one was measured."""

from __future__ import annotations

from haproxy_model.errors import InvalidValue
from haproxy_model.schema.versions import UNMEASURED, VERSIONS, line_of


def target(version: str) -> str:
    """The line by which a version is judged: "2.6" for "2.6.12".

    Raises:
        InvalidValue: it belongs to no line that the tables speak about.
    """
    line = line_of(version)
    if line is None:
        others = f"; not measured: {', '.join(UNMEASURED)}" if UNMEASURED else ""
        raise InvalidValue(
            f"{version!r} is not a supported HAProxy version: choose one of {', '.join(VERSIONS)}{others}"
        )
    return line
