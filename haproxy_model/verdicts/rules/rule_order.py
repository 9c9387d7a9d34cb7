"""Rules whose place misleads: after a final one, or after rules that run later anyway (language reference, 5.7).

Also what only the lines above tell: a second stick table, a health check that connects too late.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.quirks import RESPONSE_ORDER_TOLD
from haproxy_model.schema.rows import available
from haproxy_model.schema.rule_words import FINAL_ACTIONS, REQUEST_ORDER, RESPONSE_ORDER
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.servers.server_modes import mode_of
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import inheritance_of

(_QUIC,) = rows("frontend", "quic-initial")
_HTTP = ("http-request", "http-response", "http-after-response")
_TWO_WORDS = frozenset(("tcp-request", "tcp-response", "monitor"))
_RANKS = {kind: (kinds, rank) for kinds in (REQUEST_ORDER, RESPONSE_ORDER) for rank, kind in enumerate(kinds)}
_WORDS = frozenset((*(kind.partition(" ")[0] for kind in _RANKS), *_HTTP))
#: Kinds of which HAProxy never says so.
_NEVER_LATE = ("use_backend", "use-server", "http-response")
#: Steps of a health check that may stand before its first `connect`.
_BEFORE_CONNECT = ("comment", "set-var", "unset-var", "disable-on-404", "send-state")
_CHECKS = ("http-check", "tcp-check")
#: What may stand before a step of an HTTP check, other than nothing.
_BEHIND = {"connect": ("expect",), "send": ("connect",), "expect": ("send", "expect")}


def order_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Rules, tables and steps whose place is wrong or misleads."""
    ordered_responses = RESPONSE_ORDER_TOLD.holds(active.version)
    tables: dict[str, Statement] = {}
    for section in active.of_kind("defaults", "frontend", "backend", "listen", "healthcheck"):
        present = active.first_words(section)
        if len(present & _WORDS) > 1 or "tcp-request" in present:
            yield from _order(section, active, ordered_responses)
        for ruleset in present.intersection(_HTTP):
            yield from _unreached(section, active, ruleset)
        if "stick-table" in present:
            yield from _tables(section, active, tables)
        for word in present.intersection(_CHECKS):
            yield from _steps(section, active, word)
        if "http-check" in present and "option" in present:
            yield from _sequence(section, active)
        if _QUIC.name in present and available(_QUIC, active.version):
            yield from _before_http(section, active)


def _order(section: Section, active: Active, responses: bool) -> Iterator[Finding]:
    """Each kind of rule with the first line of it that was met."""
    met: dict[str, Statement] = {}
    for statement in active.beginning(section, *_WORDS):
        kind = statement.keyword
        if kind in _TWO_WORDS:
            kind = f"{kind} {statement._argument(1)}"
        kinds, rank = _RANKS.get(kind, ((), 0))
        if not kinds:
            continue
        if len(met) > (kind in met) and (responses or kinds is REQUEST_ORDER) and kind not in _NEVER_LATE:
            later = next((each for each in kinds[rank + 1 :] if each in met), None)
            if later is not None:
                message = f"`{kind}` runs before the `{later}` above it: move it up"
                related = ((f"the first `{later}`", met[later]),)
                yield Finding("rule-out-of-order", message, statement, 0, kind.count(" "), related=related)
        met.setdefault(kind, statement)


def _unreached(section: Section, active: Active, ruleset: str) -> Iterator[Finding]:
    last: Statement | None = None
    for statement in active.lines(section, ruleset):
        if last is not None:
            message = f"this rule never runs: `{last._argument(1)}` above ends the ruleset, and has no condition"
            yield Finding("rule-never-reached", message, statement, related=(("the ruleset ends here", last),))
        last = statement if _is_final(statement, active.version) else None


def _is_final(statement: Statement, version: str) -> bool:
    if statement._argument(1) not in FINAL_ACTIONS or statement._has_variables:
        return False
    reading = statement._reading
    if reading.condition_words or reading.action is None or not available(reading.action, version):
        return False
    return reading.keyword("ignore-empty") is None


def _before_http(section: Section, active: Active) -> Iterator[Finding]:
    """HAProxy wants to know of HTTP when it comes to such a rule: the mode counts that is set above it."""
    inheritance = inheritance_of(active)
    parent = inheritance.parent(section)
    mode: str | None = "tcp" if parent is None else mode_of(parent, active, inheritance)
    for statement in active.beginning(section, "mode", _QUIC.name):
        if statement.keyword == "mode":
            said = statement._argument(1) or mode
            mode = None if isinstance(said, Expandable) else said
        elif mode not in ("http", None):
            message = f"`quic-initial` needs `mode http` on a line above it, found mode {shown(mode)}"
            yield Finding("wrong-mode", message, statement)


def _tables(section: Section, active: Active, tables: dict[str, Statement]) -> Iterator[Finding]:
    name = active.name(section)
    if name is None or isinstance(name, Expandable) or section.kind == "defaults":
        return
    for statement in active.lines(section, "stick-table"):
        first = tables.setdefault(name, statement)
        if first is not statement:
            message = f"this proxy already has a stick table, `{shown(name)}`: put the second one in a proxy of its own"
            yield Finding("second-stick-table", message, statement, related=(("the first one", first),))


def _steps(section: Section, active: Active, keyword: str) -> Iterator[Finding]:
    first: Statement | None = None
    for statement in active.lines(section, keyword):
        step = statement._argument(1) or "comment"
        if isinstance(step, Expandable):
            return
        if first is None:
            first = statement if not step.startswith(_BEFORE_CONNECT) else None
        elif step == "connect" != first._argument(1):
            message = "this `connect` comes too late: a check with `connect` steps must begin with one"
            related = (("the check begins here", first),)
            yield Finding("late-connect", message, statement, 1, related=related)


def _sequence(section: Section, active: Active) -> Iterator[Finding]:
    """HAProxy looks at the order of steps once `option httpchk` has been said."""
    armed = False
    last: Statement | None = None
    for statement in active.beginning(section, "option", "http-check"):
        step = statement._argument(1) or ""
        if statement.keyword == "option":
            armed = step == "httpchk" if step.endswith(("chk", "-check")) else armed
        elif step in _BEHIND:
            before = "" if last is None else last._argument(1)
            if armed and last is not None and before not in _BEHIND[step]:
                wanted = " or ".join(f"`{each}`" for each in _BEHIND[step])
                related = (("the step before", last),)
                message = f"expected {wanted} before `{step}`, found `{before}`"
                yield Finding("check-out-of-order", message, statement, 1, related=related)
                return
            last = statement
