"""Which HAProxy a program is: what `-v` says."""

from __future__ import annotations

import re
import shutil
from functools import lru_cache

from haproxy_model.errors import InvalidValue, Unreadable
from haproxy_model.program.bounded_run import PATIENCE, run_program
from haproxy_model.records import NamedTuple

_FEATURES = re.compile(r"^Feature list : (.{0,10000})$", re.MULTILINE)
_VERSION = re.compile(r"HA-?Proxy version ([0-9]{1,3}\.[0-9]{1,3}(?:\.[0-9]{1,3})?)")


class Program(NamedTuple):
    """A program that is HAProxy."""

    #: where it lies
    path: str
    #: the release that it says it is, such as "2.6.12"
    release: str
    #: the features that it was built with, None where it does not say
    features: frozenset[str] | None = None
    #: how many seconds it has for one configuration
    patience: float = PATIENCE

    @property
    def title(self) -> str:
        """How messages call it."""
        return f"HAProxy {self.release}"

    @property
    def line(self) -> str | None:
        """The line of releases by which we judge; None where we know none."""
        from haproxy_model.views.target import target

        try:
            return target(self.release)
        except InvalidValue:
            return None

    def is_judged_as(self, line: str) -> bool:
        """Whether we judge what it reads by a line of releases."""
        return self.line == line


@lru_cache(maxsize=16)
def identified(path: str, patience: float = PATIENCE) -> Program:
    """The program of a path, or of a name that is looked for in `PATH`, asked which one it is.

    Raises:
        Unreadable: it cannot be run, does not end, or is not HAProxy.
    """
    place = shutil.which(path) or path
    said = run_program([place, "-v"], {}, patience)
    found = _VERSION.search(said.out)
    if found is None or said.status:
        raise Unreadable(f"{path}: it is not HAProxy: its answer to -v names no version")
    return Program(place, found[1], _features(run_program([place, "-vv"], {}, patience).out), patience)


def _features(said: str) -> frozenset[str] | None:
    found = _FEATURES.search(said)
    return frozenset([name[1:] for name in found[1].split() if name[0] == "+"]) if found else None
