"""What rules may ask: the active lines, effective settings, failover, markers, and who serves what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from haproxy_model.lint.markers import Markers
from haproxy_model.lint.preferences import Options
from haproxy_model.model.comments import MARKER
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Global
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.verdicts.finding import Judged
from haproxy_model.views.active import Active
from haproxy_model.views.effective import Effective, resolve
from haproxy_model.views.failover import Failover
from haproxy_model.views.inheritance import inheritance_of
from haproxy_model.views.roles.pools import Pools
from haproxy_model.views.symbols import Symbol, Symbols, symbols_of

if TYPE_CHECKING:
    from haproxy_model.verdicts.word_meanings.unclear import Unclear

T = TypeVar("T")
S = TypeVar("S", bound=Section)


class LintContext:
    """A configuration as the rules see it; everything in it is read-only and computed once."""

    def __init__(
        self,
        active: Active,
        judged: Judged,
        options: Options | None = None,
        *,
        earlier: tuple[LintContext, ...] = (),
        several: bool = False,
        facts: frozenset[str] = frozenset(),
        is_excused: Callable[[Section, str, str], bool] = lambda section, code, name: False,
    ) -> None:
        self.active = active
        self.config = active.config
        self.version = active.version
        #: what a user told the rules
        self.options = options or Options()
        #: the files of the controllers that were given before this one
        self.earlier = earlier
        #: whether this is the file of one controller of several
        self.several = several
        #: whether a section has a marker that suppresses a code or its name: for rules that speak of several at once
        self.is_excused = is_excused
        self.inheritance = inheritance_of(active)
        self._judged = judged
        self._facts = facts
        self._markers = Markers(None if any(MARKER in text for text in active.texts) else active.config)
        self._remembered: dict[str, object] = {}

    def effective(self, proxy: Section) -> Effective:
        """The settings of a proxy."""
        return resolve(proxy, self.inheritance)

    @cached_property
    def roles(self) -> Pools:
        """The pools, as the views of their roles ask for them."""
        return Pools(
            self.inheritance,
            mysql_ports=self.options.ports("galera.mysql_ports"),
            health_ports=self.options.ports("galera.http_check_ports"),
            marks=self.markers,
        )

    def failover(self, proxy: Section) -> Failover:
        """The failover behaviour of a pool."""
        return self.roles.failover(proxy)

    @property
    def proxies(self) -> list[Effective]:
        """The frontends, backends and listens that are not disabled, in the order of the file."""
        return self.roles.proxies

    @property
    def pools(self) -> list[Effective]:
        """The proxies that have servers and send connections to them."""
        return self.roles.pools

    def fronts(self, pool: Effective) -> list[Section]:
        """The sections whose listeners lead to a pool: itself, or the frontends that name it."""
        return self.roles.fronts(pool)

    def listening_ports(self, section: Section) -> frozenset[int]:
        """The ports of a section's `bind` lines, as far as they are known; of a range, the first."""
        return self.roles.listening_ports(section)

    def of(self, *kinds: type[S]) -> Iterator[S]:
        """The active sections of some classes in order, typed: `for section in ctx.of(Listen, Backend)`."""
        return (section for section in self.active.sections if isinstance(section, kinds))

    def statements(self, section: Section) -> list[Statement]:
        """The active statements of a section."""
        return self.active.statements(section)

    @cached_property
    def symbols(self) -> Symbols:
        """What has a name, and its uses; servers and peers left out."""
        return symbols_of(self.config, server_names=False)

    @cached_property
    def _unclear(self) -> Unclear:
        from haproxy_model.verdicts.word_meanings.unclear import Unclear

        return Unclear(self.active, self._judged, lambda: self.symbols.dynamic)

    def may_be_used(self, symbol: Symbol) -> bool:
        """Whether a line that is not understood may use what has a name."""
        lines = (mention.statement for mention in symbol.definitions)
        return self._unclear.may_use(symbol.kind, symbol.name, symbol.section, lines)

    def may_use_server(self, name: str, section: Section) -> bool:
        """Whether a line that is not understood may use a server of a section."""
        return self._unclear.may_use("server", name, section)

    def is_refused(self, line: Line) -> bool:
        """Whether HAProxy refuses a line."""
        return id(line) in self._judged.refused

    def is_known(self, section: Section) -> bool:
        """Whether all is known that holds for a section: its lines are understood and so are those that it inherits,
        which stand in the files that were given.
        """
        if SECTIONS[section.kind].proxy and self.is_part:
            return False
        found = self.inheritance.nearest(
            section, "unclear", lambda each: None if self._unclear.is_clear(each) else True
        )
        return found is None

    def has_line(self, section: Section, keyword: str, *arguments: str) -> bool:
        """Whether a section, or what it inherits from, has a line that begins with some words."""

        def last(each: Section) -> bool | None:
            lines = self.active.lines(each, keyword)
            return any(line.arguments[: len(arguments)] == arguments for line in lines) or None

        return self.inheritance.nearest(section, ("line", keyword, arguments), last) is not None

    @property
    def is_part(self) -> bool:
        """Whether this is a part of a configuration: what proxies inherit may stand in another file."""
        return self.active.is_part

    def remembered(self, key: str, compute: Callable[[LintContext], T]) -> T:
        """What several rules ask and what takes a look at the whole configuration, computed once."""
        if key not in self._remembered:
            self._remembered[key] = compute(self)
        return cast(T, self._remembered[key])

    def markers(self, line: Line | Section) -> frozenset[str]:
        """The markers in comments that bind to a statement or to a section, such as `role=reader`."""
        return self._markers.of_section(line) if isinstance(line, Section) else self._markers.of_line(line)

    @cached_property
    def _of_machine(self) -> frozenset[str]:
        return self._facts.union(*(self.markers(section) for section in self.of(Global)))

    def facts(self, key: str) -> frozenset[str]:
        """What is said of the machine by the user, and by markers in the `global` sections: of `# haproxy-model:
        vip=A,B`, `A` and `B`.
        """
        return frozenset(fact.partition("=")[2] for fact in self._of_machine if fact.startswith(f"{key}="))

    def is_fact(self, word: str) -> bool:
        """Whether that is said of the machine, such as `nonlocal-bind`."""
        return word in self._of_machine

    @cached_property
    def vips(self) -> frozenset[str]:
        """The virtual addresses that a user declared."""
        return frozenset(self.options.several("ha.vips")) | self.facts("vip")

    @cached_property
    def local_addresses(self) -> frozenset[str]:
        """The addresses of this machine that a user declared."""
        return frozenset(self.options.several("ha.local_addresses")) | self.facts("local-address")
