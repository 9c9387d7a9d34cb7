"""Parameters that want a certain mode of their proxy: `proto`, `redir`, `observe layer7`; and datagram servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from haproxy_model.model.section import Section
from haproxy_model.schema.addresses import FAMILIES, SOCKET_TYPES
from haproxy_model.schema.parameter_values import PROTOCOLS
from haproxy_model.schema.quirks import DATAGRAMS_WANT_LOG_MODE
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.problem import ParameterProblem
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import Inheritance

_PROTOCOLS = {row.word: row for row in PROTOCOLS}
_DATAGRAMS = tuple(row.name for row in (*SOCKET_TYPES, *FAMILIES) if row.transport == "datagram")


def mode_of(section: Section, active: Active, inheritance: Inheritance) -> str | None:
    """The mode of a proxy; None where the environment decides."""
    found = inheritance.nearest(section, "own mode", lambda each: _own_mode(each, active))
    mode = "tcp" if found is None else found[0]
    return None if isinstance(mode, Expandable) else mode


def _own_mode(section: Section, active: Active) -> str | None:
    modes = [line._argument(1) for line in active.lines(section, "mode")]
    return next((mode for mode in reversed(modes) if mode is not None), None)


def server_mode_problems(
    settings: Mapping[str, str], address: str, mode: str, version: str
) -> Iterator[ParameterProblem]:
    """What of a complete server does not go with the mode of its proxy."""
    if "proto" in settings:
        yield from protocol_problems(settings["proto"], mode, "server")
    if "redir" in settings and mode != "http":
        yield ParameterProblem(
            "wrong-mode", f"`redir` needs `mode http`, but this proxy is in mode {shown(mode)}", "redir"
        )
    if mode != "log" and DATAGRAMS_WANT_LOG_MODE.holds(version) and address.startswith(_DATAGRAMS):
        message = f"a server with a datagram address needs `mode log`, but this proxy is in mode {shown(mode)}"
        yield ParameterProblem("wrong-mode", message, "")
    if settings.get("observe") == "layer7" and mode != "http":
        message = f"HAProxy ignores `observe layer7`: it needs `mode http`, but this proxy is in mode {shown(mode)}"
        yield ParameterProblem("wrong-mode", message, "observe", fatal=False)


def protocol_problems(protocol: str, mode: str, line: Literal["server", "bind"]) -> Iterator[ParameterProblem]:
    """Whether the protocol that `proto` names goes with a mode, and a side."""
    row = _PROTOCOLS.get(protocol)
    if row is None or mode not in ("http", "tcp"):
        return
    if row.mode and row.mode != mode:
        message = f"`proto {protocol}` needs `mode {row.mode}`, but this proxy is in mode {mode}"
        yield ParameterProblem("wrong-mode", message, "proto")
    elif row.servers_only and line == "bind":
        yield ParameterProblem("wrong-mode", f"`proto {protocol}` works only on servers", "proto")
