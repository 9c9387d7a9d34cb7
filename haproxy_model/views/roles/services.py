"""What OpenStack services and their companions answer to a health check over HTTP (rule catalogue, B6).

A row names a service by its port and by what operators call its proxy.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from haproxy_model.records import NamedTuple

if TYPE_CHECKING:
    from haproxy_model.views.effective import Effective
    from haproxy_model.views.roles.pools import Pools

#: How many different services make a file one of OpenStack.
_ENOUGH = 3


class Service(NamedTuple):
    """A service and what it makes of a health check."""

    name: str
    ports: tuple[int, ...]
    #: what proxies of it are called, as a regular expression without case
    called: str
    #: plain `option httpchk` (`OPTIONS /`) works; works with the request of `recipe` only; never, whatever is asked
    httpchk: Literal["ok", "needs parameters", "never"] = "ok"
    #: what it answers instead
    answers: str = ""
    #: arguments of `option httpchk` that work, the recommended ones first
    recipes: tuple[str, ...] = ()
    #: its protocol is not HTTP: the port alone tells it
    foreign: bool = False
    #: an OpenStack API, not a companion
    api: bool = True


_HEALTHCHECK = ("GET /healthcheck", "HEAD /healthcheck")
_ROOT = ("HEAD /", "GET /")

SERVICES = (
    Service("Horizon", (80, 443), "horizon|dashboard", recipes=("HEAD /auth/login/",)),
    Service("Keystone", (5000, 35357), "keystone", recipes=_HEALTHCHECK),
    Service("Glance API", (9292,), r"glance(?!.?reg)", recipes=_HEALTHCHECK),
    Service("Glance registry", (9191,), r"glance.?registry", "never", "401"),
    Service("Nova API", (8774,), r"nova.?(?:compute|os.?compute|api(?!.?meta)|osapi)", recipes=_ROOT),
    Service("Nova EC2 API", (8773,), r"(?:nova|api).?ec2|ec2.?api", "never", "400"),
    Service("Nova metadata", (8775,), r"(?:nova|api).?metadata|metadata.?api", "needs parameters", "400", _ROOT),
    Service("Placement", (8778, 8780), "placement", recipes=_ROOT[::-1]),
    Service("Cinder", (8776,), "cinder", recipes=_HEALTHCHECK),
    Service("Telemetry API (Ceilometer)", (8777,), "ceilometer|telemetry", "never", "401 or 404"),
    Service("Gnocchi", (8041,), "gnocchi", "needs parameters", "an error", _HEALTHCHECK),
    Service("Aodh", (8042,), "aodh", "needs parameters", "an error", _ROOT),
    Service("Neutron", (9696,), "neutron(?!.?(?:ovn|metadata))", recipes=_HEALTHCHECK),
    Service("Swift proxy", (8080,), "swift", "needs parameters", "401 or 412", _HEALTHCHECK),
    Service("Ceph RGW", (7980, 8080), "rgw|rados.?g", "needs parameters", "405", ("GET /swift/healthcheck", *_ROOT)),
    Service("Heat API", (8000, 8004), "heat(?!.?cloud.?watch)", recipes=_HEALTHCHECK),
    Service("Heat CloudWatch API", (8003,), "cloud.?watch", api=False),
    Service("Barbican", (9311,), "barbican", "needs parameters", "an error", _HEALTHCHECK),
    Service("Magnum", (9511,), "magnum", "needs parameters", "an error", _HEALTHCHECK),
    Service("Manila", (8786,), "manila", "needs parameters", "an error", _HEALTHCHECK),
    Service("Designate", (9001,), "designate", "needs parameters", "an error", _HEALTHCHECK),
    Service("Octavia", (9876,), "octavia", "needs parameters", "an error", _HEALTHCHECK),
    Service("Zun", (9517,), "zun(?!.?(?:ws|console))", "needs parameters", "an error", _HEALTHCHECK),
    Service("CloudKitty", (8089,), "cloudkitty", "needs parameters", "an error", _HEALTHCHECK),
    Service("Blazar", (1234,), "blazar", "needs parameters", "401", ("HEAD /",)),
    Service("Trove", (8779,), "trove", "needs parameters", "an error", _ROOT),
    # openstack-ansible gives it a request of its own, kolla-ansible has plain checks in service.
    Service("Ironic", (6385,), "ironic(?!.?inspector)", recipes=_ROOT[::-1]),
    Service("Masakari", (15868,), "masakari", "needs parameters", "an error", _ROOT),
    Service("Mistral", (8989,), "mistral", "needs parameters", "an error", _ROOT),
    Service("Tacker", (9890,), "tacker", "needs parameters", "an error", _ROOT),
    Service("noVNC proxy", (6080,), "vnc", "never", "405 or 501", ("HEAD /vnc.html", "GET /vnc.html", "GET /")),
    Service("SPICE proxy", (6082,), "spice", "never", "405 or 501", ("HEAD /spice_auto.html", "GET /spice_auto.html")),
    Service("serial console", (6083,), "serial", "never", "405"),
    Service("Zun websocket proxy", (6784,), "zun.?(?:ws|console)", "never", "405"),
    Service("RabbitMQ", (5671, 5672), "rabbit|amqp", "never", "AMQP, not HTTP", foreign=True, api=False),
    Service("memcached", (11211,), "memcache", "never", "no HTTP", foreign=True, api=False),
    Service("MySQL", (3306,), "galera|mysql|mariadb", "never", "no HTTP", foreign=True, api=False),
    Service("Redis", (6379,), "redis", "never", "no HTTP", foreign=True, api=False),
    Service("OVN database", (6641, 6642), "ovn|ovs", "never", "no HTTP", foreign=True, api=False),
)

#: Rows that are consoles: a terminal or a screen over a WebSocket.
CONSOLES = ("noVNC proxy", "SPICE proxy", "serial console", "Zun websocket proxy")
#: Rows to which whole images and objects are sent.
UPLOADS = ("Glance API", "Swift proxy", "Ceph RGW")
#: Ports of services that are gone, and since when.
OBSOLETE = {
    35357: "Keystone has had no port for its administration since Queens",
    9191: "the Glance registry is gone since Stein",
    8773: "the EC2 API of Nova is gone since Mitaka",
    8777: "the Telemetry API is gone since Queens (Gnocchi and Aodh answer instead)",
    8003: "the CloudWatch API of Heat is gone since Queens",
}

#: Rows whose proxies may hold connections open without a limit on purpose.
UNLIMITED = ("RabbitMQ", *CONSOLES)

#: Algorithms that deal connections out to all servers, whoever the client is.
SPREADING = ("roundrobin", "static-rr", "leastconn", "random")


def foreign_service(port: int) -> Service | None:
    """The service whose protocol is not HTTP and that has this port for itself."""
    return _foreign().get(port)


def services_at(port: int) -> tuple[Service, ...]:
    """The services that have a port."""
    return _by_port().get(port, ())


@lru_cache(maxsize=4096)
def named_services(name: str) -> tuple[Service, ...]:
    """The services that a proxy's name speaks of."""
    return tuple(row for row in SERVICES if _pattern(row.called).search(name))


def named_and_served(pools: Pools, pool: Effective) -> list[Service]:
    """The services that the names of a pool, or of the frontends before it, and the ports of its servers both tell."""
    known = pools.remembered("named and served", lambda _: dict[int, list[Service]]())
    if id(pool) not in known:
        known[id(pool)] = _named_and_served(pools, pool)
    return known[id(pool)]


def _named_and_served(pools: Pools, pool: Effective) -> list[Service]:
    names = [pool.proxy.name or "", *(front.name or "" for front in pools.fronts(pool))]
    found = dict.fromkeys(row for name in names for row in named_services(name))
    ports = {server.address_port for server in pool.servers} if found else set()
    return [row for row in found if not ports.isdisjoint(row.ports)]


def first_served(pools: Pools, pool: Effective, names: tuple[str, ...]) -> Service | None:
    """The service of one of some names that a pool serves, by its name and ports."""
    return next((row for row in named_and_served(pools, pool) if row.name in names), None)


def is_openstack(pools: Pools) -> bool:
    """Whether a configuration serves OpenStack: several of its APIs, by name and port."""
    return len(pools.remembered("openstack", _found_apis)) >= _ENOUGH


def _found_apis(pools: Pools) -> frozenset[str]:
    found: set[str] = set()
    for pool in pools.pools:
        services = [row for row in named_services(pool.proxy.name or "") if row.api]
        if services:
            ports = {server.address_port for server in pool.servers}
            found |= {row.name for row in services if not ports.isdisjoint(row.ports)}
    return frozenset(found)


@cache
def _by_port() -> dict[int, tuple[Service, ...]]:
    found: dict[int, tuple[Service, ...]] = {}
    for row in SERVICES:
        for port in row.ports:
            found[port] = (*found.get(port, ()), row)
    return found


@cache
def _foreign() -> dict[int, Service]:
    return {port: row for row in SERVICES if row.foreign for port in row.ports}


@cache
def _pattern(called: str) -> re.Pattern[str]:
    return re.compile(called, re.IGNORECASE | re.ASCII)
