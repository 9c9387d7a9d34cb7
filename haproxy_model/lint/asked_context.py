"""What rules of others may ask of a configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from haproxy_model.errors import Suggesting, wrong_kind
from haproxy_model.model.config import Config
from haproxy_model.model.given import given, given_text
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Backend, Frontend, Listen
from haproxy_model.views.effective import Effective
from haproxy_model.views.failover import Failover
from haproxy_model.views.symbols import Symbol, Symbols

if TYPE_CHECKING:
    from haproxy_model.lint.context import LintContext as Surroundings

S = TypeVar("S", bound=Section)

_SECTION = "a section of this configuration"


class LintContext(Suggesting):
    """A configuration as rules see it: what is in force, for one version; nothing in it is changed.

    Lines that no branch of an `.if` makes active are left out, and variables whose values are known are put in.
    """

    __slots__ = ("_asked",)
    _instead = "rules only look: put what removes the cause into hm.Finding(change=...)"

    def __init__(self, asked: Surroundings) -> None:
        self._asked = asked

    @property
    def config(self) -> Config:
        """The configuration."""
        return self._asked.config

    @property
    def version(self) -> str:
        """The HAProxy version that is asked about, such as "3.4"."""
        return self._asked.version

    @property
    def is_part(self) -> bool:
        """Whether this is a part of a configuration: what proxies inherit may be in another file."""
        return self._asked.is_part

    @property
    def proxies(self) -> tuple[Section, ...]:
        """The frontends, backends and listens that are not disabled, in the order of the file."""
        return tuple(each.proxy for each in self._asked.proxies)

    @property
    def pools(self) -> tuple[Section, ...]:
        """The proxies that have servers and send connections to them."""
        return tuple(each.proxy for each in self._asked.pools)

    @property
    def symbols(self) -> Symbols:
        """What has a name, and where it is used; servers and peers left out."""
        return self._asked.symbols

    def of(self, *kinds: type[S]) -> Iterator[S]:
        """The active sections of some classes in order, typed.

        Args:
            kinds: classes of sections, such as `hm.Listen, hm.Backend`.
        """
        if not kinds or not all(isinstance(kind, type) and issubclass(kind, Section) for kind in kinds):
            raise wrong_kind("classes of sections, such as hm.Listen", kinds)
        return self._asked.of(*kinds)

    def statements(self, section: Section) -> tuple[Statement, ...]:
        """The active statements of a section."""
        return tuple(self._asked.statements(given(section, Section, _SECTION)))

    def effective(self, proxy: Section) -> Effective:
        """The settings of a proxy, each with where it comes from."""
        return self._asked.effective(_proxy(proxy))

    def failover(self, proxy: Section) -> Failover:
        """Who serves in which state of health."""
        return self._asked.failover(_proxy(proxy))

    def fronts(self, proxy: Section) -> tuple[Section, ...]:
        """The sections whose listeners lead to a proxy: itself, or the frontends that name it."""
        return tuple(self._asked.fronts(self.effective(proxy)))

    def is_known(self, section: Section) -> bool:
        """Whether all is known that holds for a section: its lines are understood, and so are those it inherits."""
        return self._asked.is_known(given(section, Section, _SECTION))

    def may_be_used(self, symbol: Symbol) -> bool:
        """Whether a line that is not understood may use what has a name."""
        return self._asked.may_be_used(given(symbol, Symbol, "a symbol of LintContext.symbols"))

    def markers(self, place: Line | Section) -> frozenset[str]:
        """The markers in comments that speak of a statement or a section, such as `role=reader`."""
        if not isinstance(place, (Line, Section)):
            raise wrong_kind("a statement or a section", place)
        return self._asked.markers(place)

    def facts(self, key: str) -> frozenset[str]:
        """What is said of the machine by the user, and by markers in `global`: of `vip`, the virtual addresses.

        Args:
            key: what is asked, such as "vip".
        """
        return self._asked.facts(given_text(key, 'a fact as text, such as "vip"'))


def _proxy(value: object) -> Section:
    if not isinstance(value, (Frontend, Backend, Listen)):
        raise wrong_kind("a frontend, backend or listen of this configuration", value)
    return value
