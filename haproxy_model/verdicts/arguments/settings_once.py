"""Settings of `global` that HAProxy takes once (language reference, 5.8)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.model.line import Statement
from haproxy_model.schema.quirks import KEPT_BUFFERS_ARE_WARNINGS
from haproxy_model.verdicts.finding import Finding, Near
from haproxy_model.views.active import Active

#: Keywords that share a setting by its name; of the second line HAProxy prints an ALERT, and goes on.
_ONCE = {
    **{name: name for name in ("chroot", "pidfile", "ulimit-n", "maxpipes", "spread-checks", "fd-hard-limit")},
    **{name: name for name in ("maxconn", "maxconnrate", "maxsessrate", "maxsslrate")},
    **{f"tune.{buffer}.{side}": f"{buffer}.{side}" for buffer in ("rcvbuf", "sndbuf") for side in ("client", "server")},
    **dict.fromkeys(("user", "uid"), "user"),
    **dict.fromkeys(("group", "gid"), "group"),
    **{f"tune.ssl.capture-{what}-size": "capture" for what in ("buffer", "cipherlist")},
}
#: Of these only a warning is left.
_MILD = ("tune.", "pidfile")
#: Of these HAProxy refuses the second line.
_REFUSED = "capture"
#: Words that set nothing: HAProxy looks whether the setting is still 0.
_NOTHING = ("0", "root")


def setting_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Lines that set again what was set before."""
    seen: dict[str, Statement] = {}
    for section in active.of_kind("global"):
        for statement in active.beginning(section, *_ONCE):
            if len(statement.arguments) != 1 or statement._has_variables or statement._argument(1) in _NOTHING:
                continue
            keyword, setting = statement.keyword, _ONCE[statement.keyword]
            earlier = seen.setdefault(setting, statement)
            if earlier is statement:
                continue
            related = (("it is first set here", earlier),)
            if setting == _REFUSED:
                message = f"`{keyword}` sets the capture size again, which HAProxy refuses: remove one of the two lines"
                yield Finding("setting-refused", message, statement, related=related)
            else:
                message = f"`{keyword}` is already set, and HAProxy ignores this line: remove one of the two"
                mild = keyword.startswith(_MILD) and KEPT_BUFFERS_ARE_WARNINGS.holds(active.version)
                severity = Severity.WARNING if mild else None
                yield Finding("setting-kept", message, statement, severity=severity, related=related)
