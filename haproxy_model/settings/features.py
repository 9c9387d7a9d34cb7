"""Build features by what is absent: an operator knows what his HAProxy lacks, not the list of what it has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from haproxy_model.errors import InvalidValue, near
from haproxy_model.schema.build_parts import STAND_INS, UNASKED


def require_features(names: Iterable[str]) -> None:
    """Refuse features that no build of HAProxy has.

    Raises:
        InvalidValue: there is none of a name.
    """
    from haproxy_model.verdicts.keywords.builds import known_features

    known = known_features() | UNASKED | STAND_INS
    for name in names:
        if _plain(name) not in known:
            raise InvalidValue(
                f"{name!r} is not a feature of HAProxy: give one that `haproxy -vv` lists"
                f"{near(_plain(name), sorted(known))}"
            )


def _plain(name: str) -> str:
    return name.upper().removeprefix("USE_")


class AllBut(Collection[str]):
    """Every build feature except some, and except what only stands in for another library.

    Iteration gives those that a table asks for.
    """

    def __init__(self, absent: Collection[str]) -> None:
        self._absent = STAND_INS | {_plain(name) for name in absent}

    def __contains__(self, feature: object) -> bool:
        return feature not in self._absent

    def __iter__(self) -> Iterator[str]:
        from haproxy_model.verdicts.keywords.builds import known_features

        return iter(sorted(known_features() - self._absent))

    def __len__(self) -> int:
        return sum(1 for _ in self)
