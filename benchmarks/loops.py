"""Loops over all proxies of a file through the public API, as tools write them."""

from __future__ import annotations

from collections.abc import Callable

import haproxy_model as hm


def _effective(config: hm.Config) -> None:
    for backend in config.backends:
        effective = config.effective(backend)
        assert effective.timeout("server").value is not None
        assert effective.settings
        for server in effective.servers:
            assert server.settings


def _failover(config: hm.Config) -> None:
    for backend in config.backends:
        assert hm.failover(backend).new_connections.holds is not None


def _span(config: hm.Config) -> None:
    for section in config.sections:
        for statement in section.statements:
            assert config.span(statement).line


def _by_name(config: hm.Config) -> None:
    for name in config.backends.names():
        assert config.backends[name].name == name


def _rename(config: hm.Config) -> None:
    for name in config.backends.names():
        config.rename(config.symbols().find("backend", name), f"{name}_new")


def _rename_members(config: hm.Config) -> None:
    for name in config.backends.names():
        config.backends.rename(name, f"{name}_new")


def _append(config: hm.Config) -> None:
    for number in range(len(config.backends)):
        config.frontends.append(hm.Frontend(f"new_{number}", "mode tcp"))
        config.backends.append(hm.Backend(f"new_{number}", hm.Server("s", "192.0.2.1:1")))


def _append_servers(config: hm.Config) -> None:
    for backend in config.backends:
        backend.servers.append(hm.Server("new", "192.0.2.1:1"))


#: what a loop asks or does -> the loop
LOOPS: dict[str, Callable[[hm.Config], None]] = {
    "config.effective(p), settings and servers": _effective,
    "hm.failover(p)": _failover,
    "config.span(x)": _span,
    "backends[name]": _by_name,
    "config.rename": _rename,
    "backends.rename": _rename_members,
    "append of sections": _append,
    "append of servers": _append_servers,
}
