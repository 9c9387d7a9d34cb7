"""Whether anything would listen: `haproxy -c` exits 2 where nothing does (language reference, 8.3)."""

from __future__ import annotations

from haproxy_model.diagnostics import Diagnostic
from haproxy_model.model.section import Section
from haproxy_model.schema.codes import CODES
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import inheritance_of

_BINDING = {
    "frontend": ("bind",),
    "listen": ("bind",),
    # HAProxy says that it ignores this one, and listens.
    "backend": ("bind",),
    "log-forward": ("bind", "dgram-bind"),
    # Only the machine knows whether one of the peers is the local one.
    "peers": ("peer", "server", "bind"),
}


def may_listen(active: Active) -> bool:
    """Whether some section that is not disabled has an address to listen on."""
    return any(_binds(section, active) and not is_disabled(section, active) for section in active.sections)


def _binds(section: Section, active: Active) -> bool:
    words = active.first_words(section)
    if section.kind == "global":
        return any(line._argument(1) == "socket" for line in active.lines(section, "stats"))
    return not words.isdisjoint(_BINDING.get(section.kind, ()))


def is_disabled(section: Section, active: Active) -> bool:
    """Whether the last of `enabled` and `disabled`, its own or else inherited, says that a section is off."""
    if not active.has_line("disabled"):
        return False
    found = inheritance_of(active).nearest(section, "disabled", lambda each: _switch(each, active))
    return found is not None and found[0] == "disabled"


def _switch(section: Section, active: Active) -> str | None:
    switches = active.beginning(section, "enabled", "disabled")
    return switches[-1].keyword if switches else None


def no_listener() -> Diagnostic:
    """What is said once of a configuration where nothing listens."""
    code = CODES["no-listener"]
    message = "nothing listens here: `haproxy -c` accepts this, but HAProxy would not start; add a `bind` line"
    return Diagnostic(code.code, code.name, code.severity, code.fatal, message, None)
