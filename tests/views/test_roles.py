"""What pools are for is a view: it needs no linter, and takes what somebody says of a section from whoever asks."""

import haproxy_model as hm
from haproxy_model.views.active import active_of
from haproxy_model.views.inheritance import inheritance_of
from haproxy_model.views.roles.databases import endpoints, reads_only, undeclared_readers, writers
from haproxy_model.views.roles.elected import elected
from haproxy_model.views.roles.pools import Pools
from haproxy_model.views.roles.services import is_openstack, named_and_served

TEXT = """
listen galera
    bind 192.0.2.1:3306
    mode tcp
    option httpchk
    server c1 192.0.2.11:3306 check port 9200
    server c2 192.0.2.12:3306 check port 9200 backup
listen galera_spread
    bind 192.0.2.1:3308
    mode tcp
    server c1 192.0.2.11:3306 check
    server c2 192.0.2.12:3306 check
listen postgres
    bind 192.0.2.1:5432
    mode tcp
    option httpchk GET /primary
    server p1 192.0.2.21:5432 check port 8008
    server p2 192.0.2.22:5432 check port 8008
frontend api
    bind 192.0.2.1:443
    mode http
    default_backend keystone
backend keystone
    mode http
    server k1 192.0.2.31:5000 check
"""


def pools(**marks: str) -> Pools:
    inheritance = inheritance_of(active_of(hm.parse(TEXT), version="3.4", environment=None))
    return Pools(inheritance, marks=lambda section: frozenset(marks.get(section.name or "", "").split()))


def test_who_is_written_to_and_who_reads() -> None:
    found = pools()
    (writer,) = writers(found)
    ((reader, owner),) = undeclared_readers(found)

    assert (writer.pool.proxy.name, writer.is_galera) == ("galera", True)
    assert (reader.pool.proxy.name, owner) == ("galera_spread", writer)
    assert set(endpoints(reader.pool)) == set(endpoints(writer.pool))


def test_what_somebody_says_of_a_section_decides() -> None:
    assert writers(pools(galera="role=ignore", galera_spread="role=reader")) == []
    assert [each.is_declared for each in writers(pools(galera_spread="role=writer"))] == [False, True]


def test_who_elects_a_writer() -> None:
    (found,) = elected(pools())

    assert (found.pool.proxy.name, found.service, found.verdict) == ("postgres", "PostgreSQL", "asks")
    assert not reads_only(pools(), found.pool)


def test_which_service_of_openstack_a_pool_serves() -> None:
    found = pools()
    keystone = next(pool for pool in found.pools if pool.proxy.name == "keystone")

    assert [service.name for service in named_and_served(found, keystone)] == ["Keystone"]
    assert [front.name for front in found.fronts(keystone)] == ["api"]
    assert found.listening_ports(found.fronts(keystone)[0]) == {443}
    assert not is_openstack(found)
