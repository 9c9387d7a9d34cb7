"""Pools in which servers are not chosen: one server alone, and `dispatch` or `option transparent` in their place."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.model.rules import StickRule, UseServer
from haproxy_model.values.address import Address, read_address
from haproxy_model.views.effective import Effective
from haproxy_model.views.failover.constant_conditions import holds
from haproxy_model.views.failover.unknown import asked_by_clients, variable_lines
from haproxy_model.views.failover.whole_file import quoted, whole_of


def one_server_parts(effective: Effective) -> Iterator[str]:
    """What may make several of one server, or of none, each in words; nothing else can, whatever Lua does."""
    whole = whole_of(effective)
    yield from variable_lines(effective)
    for server in effective.servers:
        yield from asked_by_clients(server, whole)


def around_servers(effective: Effective) -> Iterator[str]:
    """What may lead to two addresses where connections go around the servers, each in words.

    `dispatch` and `option transparent` replace load balancing only: rules, cookies and stick tables still choose.
    """
    whole = whole_of(effective)
    dispatch = effective.setting("dispatch")
    line = effective.option("transparent").origin.statement if dispatch is None else dispatch.origin.statement
    place = "" if line is None else f" {whole.place(line)}"
    what = "option transparent" if dispatch is None else "dispatch"
    address = None if dispatch is None or not dispatch.value else read_address(dispatch.value[0])
    if not isinstance(address, Address) or address.is_wildcard or address.has_variables:
        yield f"`{what}`{place}: the address that each client asked for decides"
    yield from variable_lines(effective)
    if any(not server.disabled or server.has("agent-check") for server in effective.servers):
        for chooser in _choosers(effective):
            yield f"{quoted(chooser, 2)} {whole.place(chooser)} sends clients past `{what}`{place}"


def _choosers(effective: Effective) -> Iterator[Statement]:
    """The lines that choose servers beside load balancing."""
    for line in effective.statements:
        if isinstance(line, (UseServer, StickRule)) and holds(line, effective) is not False:
            yield line
    settings = [effective.setting("persist", "rdp-cookie")]
    if effective.mode.value == "http":
        settings.append(effective.setting("cookie"))
    for setting in settings:
        if setting is not None and setting.origin.statement is not None:
            yield setting.origin.statement
