"""The pools of a configuration as their roles are found: which there are, who leads to them, what marks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TypeVar, cast

from haproxy_model.model.bind import Bind
from haproxy_model.model.section import Section
from haproxy_model.schema.sections import WORKING_PROXIES
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective, resolve
from haproxy_model.views.failover import Failover
from haproxy_model.views.inheritance import Inheritance

T = TypeVar("T")

#: Where MySQL is spoken.
MYSQL_PORTS = frozenset((3306, 3307, 33060))
#: Where clustercheck and its kin answer HTTP.
HEALTH_PORTS = frozenset((9199, 9200))


class Pools:
    """The proxies of a configuration, and what their roles are read from; everything in it is computed once.

    Args:
        inheritance: the active lines, and what they inherit.
        mysql_ports: where MySQL is spoken.
        health_ports: where clustercheck and its kin answer HTTP.
        marks: what somebody said of a section, such as `role=reader`; nothing by default.
    """

    def __init__(
        self,
        inheritance: Inheritance,
        *,
        mysql_ports: frozenset[int] = MYSQL_PORTS,
        health_ports: frozenset[int] = HEALTH_PORTS,
        marks: Callable[[Section], frozenset[str]] = lambda section: frozenset(),
    ) -> None:
        self.inheritance = inheritance
        self.active = inheritance.active
        self.mysql_ports = mysql_ports
        self.health_ports = health_ports
        self.marks = marks
        self._failover: dict[int, Failover] = {}
        self._ports: dict[int, frozenset[int]] = {}
        self._fronts: dict[int, list[Section]] = {}
        self._remembered: dict[str, object] = {}

    def remembered(self, key: str, compute: Callable[[Pools], T]) -> T:
        """What takes a look at all pools, computed once."""
        if key not in self._remembered:
            self._remembered[key] = compute(self)
        return cast(T, self._remembered[key])

    def failover(self, proxy: Section) -> Failover:
        """The failover behaviour of a pool."""
        found = self._failover.get(id(proxy))
        if found is None:
            found = self._failover[id(proxy)] = Failover.of(self._effective(proxy))
        return found

    @cached_property
    def proxies(self) -> list[Effective]:
        """The frontends, backends and listens that are not disabled, in the order of the file."""
        found = (self._effective(section) for section in self.active.of_kind(*WORKING_PROXIES))
        return [proxy for proxy in found if not proxy.disabled]

    @cached_property
    def pools(self) -> list[Effective]:
        """The proxies that have servers and send connections to them."""
        return [proxy for proxy in self.proxies if proxy.servers and proxy.uses_servers]

    def fronts(self, pool: Effective) -> list[Section]:
        """The sections whose listeners lead to a pool: itself, or the frontends that name it."""
        fronts = self._fronts.get(id(pool))
        if fronts is None:
            fronts = self._frontends_by_backend.get(pool.proxy.name or "", [])
            if pool.proxy.kind == "listen":
                fronts = [pool.proxy, *(section for section in fronts if section is not pool.proxy)]
            self._fronts[id(pool)] = fronts
        return fronts

    def listening_ports(self, section: Section) -> frozenset[int]:
        """The ports of a section's `bind` lines, as far as they are known; of a range, the first."""
        found = self._ports.get(id(section))
        if found is None:
            binds = (each for line in self.active.of_family(section, Bind) for each in line.addresses)
            ports = (address.port for address in binds if isinstance(address, Address))
            found = self._ports[id(section)] = frozenset(port for port in ports if isinstance(port, int))
        return found

    @cached_property
    def _frontends_by_backend(self) -> dict[str, list[Section]]:
        found: dict[str, list[Section]] = {}
        for section in self.active.of_kind("frontend", "listen"):
            for name in dict.fromkeys(self._targets(section)):
                found.setdefault(name, []).append(section)
        return found

    def _targets(self, section: Section) -> Iterator[str]:
        for statement in self.active.lines(section, "use_backend"):
            name = statement._argument(1)
            if name is not None:
                yield name
        default = self._effective(section).setting("default_backend")
        if default is not None and default.value:
            yield default.value[0]

    def _effective(self, proxy: Section) -> Effective:
        return resolve(proxy, self.inheritance)
