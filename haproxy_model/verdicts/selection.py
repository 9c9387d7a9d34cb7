"""Which findings a user wants to see: by code, by the beginning of a code such as `GAL`, or by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Suppression
from haproxy_model.records import NamedTuple


class Wishes(NamedTuple):
    """What was said in one place of what is to be found."""

    #: what alone is to be found; None where nothing was said of it
    select: tuple[str, ...] | None = None
    #: what is to be found, too
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class Selection:
    """What is to be found: the wishes of several places, of which a later one outweighs those before it.

    `select` says anew what is found, whatever was said before; `extend_select` and `ignore` add to that.  In one place
    `ignore` outweighs the others.

    Args:
        wishes: what was said, the weightiest last.
    """

    def __init__(self, *wishes: Wishes) -> None:
        self._wishes = tuple(each for each in reversed(wishes) if each != Wishes())

    @property
    def selectors(self) -> Iterator[str]:
        """All that is named."""
        for each in self._wishes:
            yield from (*(each.select or ()), *each.extend_select, *each.ignore)

    @property
    def hides(self) -> bool:
        """Whether something is left out."""
        return any(each.ignore for each in self._wishes)

    def wants(self, code: str, name: str, *, by_default: bool = True) -> bool:
        """Whether a code is to be found.

        Args:
            code: the code.
            name: its name.
            by_default: whether it is where nobody said anything of it.
        """
        for each in self._wishes:
            if any(matches(selector, code, name) for selector in each.ignore):
                return False
            if any(matches(selector, code, name) for selector in each.extend_select):
                return True
            if each.select is not None:
                return any(matches(selector, code, name) for selector in each.select)
        return by_default

    def silences(self, code: str) -> bool:
        """Whether what is fatal is left out: it goes only by its own full code."""
        for each in self._wishes:
            if code in each.ignore:
                return True
            if each.select is not None or any(code.startswith(selector) for selector in each.extend_select):
                return False
        return False


def selection(
    select: Collection[str] = (), ignore: Collection[str] = (), extend_select: Collection[str] = ()
) -> Selection:
    """What callers of the library give; an empty `select` says nothing."""
    return Selection(Wishes(tuple(select) or None, tuple(extend_select), tuple(ignore)))


def matches(selector: str, code: str, name: str) -> bool:
    """Whether a selector means a code: it is the name, or what the code begins with."""
    return bool(selector) and (selector == name or code.startswith(selector))


def kept(found: Iterable[Diagnostic], chosen: Selection) -> list[Diagnostic]:
    """The diagnostics that are wanted; what is fatal and left out is still there, as suppressed."""
    return list(_kept(found, chosen))


def _kept(found: Iterable[Diagnostic], chosen: Selection) -> Iterator[Diagnostic]:
    for diagnostic in found:
        if diagnostic.fatal:
            is_silenced = chosen.silences(diagnostic.code)
            yield evolve(diagnostic, suppression=Suppression("ignore", None, None)) if is_silenced else diagnostic
        elif chosen.wants(diagnostic.code, diagnostic.name):
            yield diagnostic
