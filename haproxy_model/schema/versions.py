"""The HAProxy versions that the tables speak about, and the only place where versions are compared.

A version is judged as the line that it belongs to: `2.6.12` as 2.6.  The facts of some lines were measured, with that
HAProxy itself; the others are judged by the same tables, whose columns name them too, and whoever asks is told so.
A column may also name a line that is not declared here, such as the next.
"""

from functools import cache
from typing import Final

from haproxy_model.records import NamedTuple


class ReleaseLine(NamedTuple):
    """One line of releases."""

    #: Two numbers: "3.4".
    name: str
    #: Whether a HAProxy of this line was asked for the facts.  One that was not is never what is meant by default.
    measured: bool = False


#: Every line that can be asked for, oldest first.
LINES: Final = (
    ReleaseLine("2.4", measured=True),
    ReleaseLine("2.5"),
    ReleaseLine("2.6", measured=True),
    ReleaseLine("2.7"),
    ReleaseLine("2.8", measured=True),
    ReleaseLine("2.9"),
    ReleaseLine("3.0", measured=True),
    ReleaseLine("3.1"),
    ReleaseLine("3.2", measured=True),
    ReleaseLine("3.3"),
    ReleaseLine("3.4", measured=True),
)

#: The lines whose facts were measured: those with long-term support.
VERSIONS: Final = tuple(line.name for line in LINES if line.measured)

#: The lines that are judged by the tables alone.
UNMEASURED: Final = tuple(line.name for line in LINES if not line.measured)

#: The version that is meant where none is named.
LATEST: Final = VERSIONS[-1]

#: The last line that can be asked for; what has to hold for every version is judged by it.
NEWEST: Final = LINES[-1].name


@cache
def number(version: str) -> tuple[int, int]:
    """Turns "x.y" into a pair of integers that compares in order of release.

    Args:
        version: Two decimal numbers with a dot between them, such as "2.4" or "3.10".

    Returns:
        The pair of the two numbers.

    Raises:
        ValueError: If the text is not two decimal numbers with a dot between them.
    """
    major, dot, minor = version.partition(".")
    if not (dot and version.isascii() and major.isdigit() and minor.isdigit()):
        raise ValueError(f'write an HAProxy version as two numbers, such as "{LATEST}", not {version!r}')
    return int(major), int(minor)


def line_of(version: str) -> str | None:
    """The line by which a version is judged.

    Args:
        version: A line, or one of its releases, such as "2.6.12".

    Returns:
        The line, "2.6"; None where no such line is declared, or the text does not look like a version.
    """
    major, _, release = version.partition(".")
    minor, dot, patch = release.partition(".")
    if dot and not (patch.isascii() and patch.isdigit()):
        return None
    name = f"{major}.{minor}"
    return name if any(line.name == name for line in LINES) else None


def measured(version: str) -> bool:
    """Says whether the facts of a line were measured."""
    return version in VERSIONS


def unmeasured_note(version: str) -> str:
    """What has to be said of a line whose facts were not measured."""
    later = next((each for each in VERSIONS if number(version) < number(each)), None)
    earlier = [each for each in VERSIONS if number(each) < number(version)][-1:]
    beside = " and ".join(filter(None, (*earlier, later)))
    return f"HAProxy {version} was not measured: this is judged by what is known of {beside}; ask HAProxy itself, too"


def reached(release: str, version: str) -> bool:
    """Says whether a version is a release or a later one; no version reaches an empty release, which stands for none.

    Args:
        release: A release, "x.y", as a column of a table has it; or an empty string.
        version: A release, "x.y".
    """
    return bool(release) and number(release) <= number(version)


def is_later(one: str, other: str) -> bool:
    """Whether a line of releases comes after another one."""
    return number(one) > number(other)


def within(span: str, version: str) -> bool:
    """Says whether a version lies in a span of releases: the first one, then perhaps the first one behind it.

    Args:
        span: Such as "2.4" or "2.4 3.1"; empty for no release.
        version: A release, "x.y".
    """
    first, _, end = span.partition(" ")
    return reached(first, version) and not reached(end, version)


def earliest(*releases: str) -> str:
    """The first of some releases."""
    return min(releases, key=number)


def latest(*releases: str) -> str:
    """The last of some releases."""
    return max(releases, key=number)


def order(wanted: tuple[int, int], version: str) -> int:
    """Where a line lies beside two numbers that somebody wrote: below 0 before them, 0 for the same, else behind."""
    found = number(version)
    return (found > wanted) - (found < wanted)
