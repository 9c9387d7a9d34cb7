"""Build features by what is absent: an operator knows what his HAProxy lacks, not the list of what it has."""

from __future__ import annotations

from collections.abc import Collection, Iterator


class AllBut(Collection[str]):
    """Every build feature except some; iteration gives those that keywords ask for."""

    def __init__(self, absent: Collection[str]) -> None:
        self._absent = frozenset(name.removeprefix("USE_").upper() for name in absent)

    def __contains__(self, feature: object) -> bool:
        return feature not in self._absent

    def __iter__(self) -> Iterator[str]:
        from haproxy_model.schema.keywords import KEYWORDS

        return iter(sorted({row.feature for row in KEYWORDS if row.feature} - self._absent))

    def __len__(self) -> int:
        return sum(1 for _ in self)
