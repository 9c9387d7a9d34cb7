"""The HAProxy versions that the tables speak about, and how versions compare.

The supported lines are `VERSIONS`; a column may also name a release between them, such as "3.1", or the next, "3.5".
"""

from functools import cache
from typing import Final

#: The supported long-term-support lines, oldest first.
VERSIONS: Final = ("2.4", "2.6", "2.8", "3.0", "3.2", "3.4")

#: The version that is meant where none is named.
LATEST: Final = VERSIONS[-1]


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


def known(version: str) -> bool:
    """Says whether the facts of this version were measured, that is whether it is one of `VERSIONS`."""
    return version in VERSIONS
