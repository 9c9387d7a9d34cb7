"""What is wrong with a configuration, and where: `Diagnostic`, `Span`, `Fix`, and the `Report` of a run."""

from __future__ import annotations

import enum
import reprlib
from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import field, frozen

from haproxy_model import report_doors
from haproxy_model.errors import InvalidValue, near, wrong_kind
from haproxy_model.values.value import Value


class Severity(enum.StrEnum):
    """How bad a finding is; severities compare by weight, also with their names as text: `ERROR > WARNING > INFO`."""

    #: the file is refused, or the service will fail
    ERROR = "error"
    #: HAProxy starts, but it is almost surely not what was meant
    WARNING = "warning"
    #: harmless today
    INFO = "info"

    @classmethod
    def _missing_(cls, value: object) -> None:
        if isinstance(value, str):
            raise InvalidValue(f"{value!r} is not a severity: give one of {', '.join(cls)}{near(value, cls)}")
        raise wrong_kind("a severity as text", value)

    @property
    def rank(self) -> int:
        """The weight: 0 for info, 1 for warning, 2 for error."""
        return _RANKS[self]

    def __lt__(self, other: str) -> bool:
        return self.rank < _rank(other)

    def __le__(self, other: str) -> bool:
        return self.rank <= _rank(other)

    def __gt__(self, other: str) -> bool:
        return self.rank > _rank(other)

    def __ge__(self, other: str) -> bool:
        return self.rank >= _rank(other)

    def __repr__(self) -> str:
        return f"Severity.{self.name}"

    def lowered(self) -> Severity:
        """The severity one level below (info stays): for a finding whose facts are not all known."""
        return Severity.WARNING if self is Severity.ERROR else Severity.INFO


#: The one order of severities; a string finds the rank of its severity.
_RANKS: dict[str, int] = {severity: rank for rank, severity in enumerate(reversed(Severity))}


def _rank(other: object) -> int:
    rank = _RANKS.get(other) if isinstance(other, str) else None
    if rank is None:
        hint = near(other, Severity) if isinstance(other, str) else ""
        raise TypeError(f"{reprlib.repr(other)} is not a severity: compare with {', '.join(Severity)}{hint}")
    return rank


def _severity(given: Severity | str) -> Severity:
    return given if given.__class__ is Severity else Severity(given)


#: Where the pages of codes are, seen from the repository: the project has no public host yet.
PAGES = "docs/rules/"
#: What the codes begin with that have a page.
FAMILIES = frozenset((
    "CFG", "CHK", "DNS", "GAL", "HA", "HC", "LOG", "MUL", "OST", "PERF", "REF",
    "RTE", "SEC", "STY", "SUP", "SVC", "SYN", "TLS", "TMO", "VER",
))  # fmt: skip


def page_of(code: str) -> str | None:
    """Where the page of a code is; None for a code of other people's rules."""
    return f"{PAGES}{code}.md" if code.rstrip("0123456789") in FAMILIES else None


#: What a fix may be.
_APPLICABILITIES = ("safe", "unsafe")


def _applicability(given: str) -> str:
    if given not in _APPLICABILITIES:
        if not isinstance(given, str):
            raise wrong_kind("an applicability as text", given)
        hint = near(given, _APPLICABILITIES)
        raise InvalidValue(f"{given!r} is not an applicability: give one of {', '.join(_APPLICABILITIES)}{hint}")
    return given


@frozen(eq=False, repr=False)
class Span(Value):
    """A part of a file, as its lines are now.

    Lines and columns count from 1, columns in code points; `start` and `end` are byte offsets; the end is exclusive.
    """

    #: the file as it was named when read, None where it had no name
    file: str | None
    #: the line in which it begins, from 1
    line: int
    #: the column in which it begins, from 1
    column: int
    #: the line in which it ends
    end_line: int
    #: the column after its last character
    end_column: int
    #: the offset of its first byte, from 0
    start: int
    #: the offset after its last byte
    end: int


@frozen(eq=False, repr=False)
class Related(Value):
    """A note of a diagnostic, and the place that it is about."""

    #: what to say of that place
    message: str
    #: the place; None where the note is about none
    span: Span | None


@frozen(eq=False, repr=False)
class Edit(Value):
    """Replace the bytes `start` to `end` of a file by a text."""

    #: the file as it was named when read, None where it had no name
    file: str | None
    start: int
    end: int
    #: what replaces those bytes
    text: str


@frozen(eq=False, repr=False)
class Fix(Value):
    """A change that removes the cause of a diagnostic.

    `applicability` is "safe", which neither cuts nor delays traffic, or "unsafe", which is right in the usual case.
    """

    #: what the change does, in one line
    title: str
    applicability: str = field(converter=_applicability)
    #: the changes of the files' bytes
    edits: tuple[Edit, ...]


@frozen(eq=False, repr=False)
class Suppression(Value):
    """Why a diagnostic is not shown."""

    #: "marker", a comment in the file; "ignore", the caller or a settings file; "baseline", a file of known findings
    kind: str
    #: what the comment says of it; None where it says nothing
    reason: str | None
    #: where that is said; None outside of the configuration
    span: Span | None


@frozen(eq=False, repr=False)
class Diagnostic(Value):
    """One thing that was found, with its place, notes and perhaps a fix."""

    #: stable code, such as "REF001"
    code: str
    #: the code's name, such as "unknown-backend"
    name: str
    #: how bad it is
    severity: Severity = field(converter=_severity)
    #: it makes the version that was asked about exit with 1
    fatal: bool
    #: the fault, then the way out, in one sentence
    message: str
    #: the words that it is about; None where it is about no place
    span: Span | None
    #: the section it lies in, as "listen galera_cluster"
    section: str | None = None
    #: notes, and other places that belong to it
    related: tuple[Related, ...] = ()
    #: a change that removes the cause; None where none is known
    fix: Fix | None = None
    #: why it is not shown; None where it is
    suppression: Suppression | None = None

    @property
    def url(self) -> str | None:
        """Where the page of its code is; None for a code of other people's rules."""
        return page_of(self.code)


@frozen(eq=False, repr=False)
class Report(Value):
    """The diagnostics of a run, in the order of the files' lines."""

    #: what was found
    diagnostics: tuple[Diagnostic, ...]
    #: the HAProxy version that was asked about
    version: str
    #: the files that were looked at, each path with its text; the texts are empty where nothing was found
    _texts: tuple[tuple[str | None, str], ...] = field(default=(), eq=False, repr=False)
    #: whether the lint rules ran
    _rules: bool = field(default=False, eq=False, repr=False)
    #: whether findings may have been left out, so that nothing can be said of what HAProxy accepts
    _hides: bool = field(default=True, eq=False, repr=False)
    #: what was found and is not shown, each with its `suppression`
    suppressed: tuple[Diagnostic, ...] = ()

    text = report_doors.text
    json = report_doors.json

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    @property
    def fatal(self) -> bool:
        """Whether HAProxy of the target version refuses the configuration, also where that is suppressed."""
        return any(diagnostic.fatal for diagnostic in (*self.diagnostics, *self.suppressed))

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of severity error."""
        return tuple(diagnostic for diagnostic in self.diagnostics if diagnostic.severity is Severity.ERROR)

    @property
    def worst(self) -> Severity | None:
        """The highest severity, None where nothing was found."""
        return max((diagnostic.severity for diagnostic in self.diagnostics), default=None)

    def summary(self) -> dict[str, int]:
        """How many findings of each severity, and how many are fatal, those too that are suppressed."""
        counts = Counter(str(diagnostic.severity) for diagnostic in self.diagnostics)
        fatal = sum(diagnostic.fatal for diagnostic in (*self.diagnostics, *self.suppressed))
        return {"error": counts["error"], "warning": counts["warning"], "info": counts["info"], "fatal": fatal}


def in_order(diagnostics: Iterable[Diagnostic], files: Iterable[str | None]) -> tuple[Diagnostic, ...]:
    """Sorted by file (in the order given), place, severity and code; those without a place come last."""
    ranks = {file: rank for rank, file in enumerate(files)}
    last = len(ranks)

    def key(diagnostic: Diagnostic) -> tuple[int, int, int, str, str]:
        span = diagnostic.span
        place = (ranks.get(span.file, last), span.start) if span else (last + 1, 0)
        return (*place, -diagnostic.severity.rank, diagnostic.code, diagnostic.message)

    return tuple(sorted(diagnostics, key=key))
