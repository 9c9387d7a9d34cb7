"""Backends and ACLs that are named and do not exist (catalogue REF001, REF002)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.check.finding import Finding, Near
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.action import read_rule
from haproxy_model.values.condition import read_condition
from haproxy_model.values.unread import Unread
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import Inheritance

#: Lines that end with a condition, and in how many words the ruleset is named (0: the line has no action).
_CONDITIONAL = {
    "use_backend": 0, "use-server": 0, "redirect": 0, "stick": 0, "force-persist": 0, "ignore-persist": 0, "monitor": 0,
    "force-be-switch": 0, "stats": 0, "set-param": 0, "pass-header": 0, "http-request": 1, "http-response": 1,
    "http-after-response": 1, "quic-initial": 1, "tcp-request": 2, "tcp-response": 2,
}  # fmt: skip


def reference_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Names that lead nowhere."""
    yield from _backends(active, near)
    for section in active.of_kind("frontend", "backend", "listen", "defaults", "fcgi-app"):
        yield from _acls(section, active, near)


def _backends(active: Active, near: Near) -> Iterator[Finding]:
    sections = {section.name: section for section in active.of_kind("frontend")}
    backends = {section.name: section for section in active.of_kind("backend", "listen")}
    inheritance = Inheritance(active)
    reported: set[int] = set()
    for section in active.of_kind("frontend", "listen", "backend"):
        statements = active.statements(section)
        if any(statement._words == ("disabled",) for statement in statements):
            continue
        for statement, name in _targets(section, statements, inheritance):
            if name in backends or isinstance(name, Expandable) or id(statement) in reported:
                continue
            reported.add(id(statement))
            frontend = sections.get(name)
            related = () if frontend is None else (("this is a frontend only", frontend.header),)
            hint = "" if frontend is not None else near.hint(name, (n for n in backends if n is not None))
            message = f"no backend or listen section is named `{name}`{hint}"
            yield Finding("unknown-backend", message, statement, 1, related=related)


def _targets(
    section: Section, statements: list[Statement], inheritance: Inheritance
) -> Iterator[tuple[Statement, str]]:
    """The backends that a proxy names: each static `use_backend`, and the `default_backend` that is in force."""
    default: Statement | None = None
    for statement in statements:
        word = statement._words[0]
        if word == "use_backend" and len(statement._words) > 1 and "%" not in statement._words[1]:
            yield statement, statement._words[1]
        elif word == "default_backend" and len(statement._words) > 1:
            default = statement
    if default is None and section.kind != "backend":
        default = inheritance.last(section, "default_backend")
    if default is not None and len(default._words) > 1:
        yield default, default._words[1]


def _acls(section: Section, active: Active, near: Near) -> Iterator[Finding]:
    """ACLs that a condition uses before, or without, their definition in the same section."""
    defined: set[str] = set()
    for statement in active.statements(section):
        words = statement._words
        if words[0] == "acl":
            if len(words) > 1:
                defined.add(words[1])
            continue
        if "if" not in words and "unless" not in words:
            continue
        start, names = _condition_names(words)
        if isinstance(names, Unread):
            if not any(isinstance(word, Expandable) for word in words[start:]):
                message = f"`{' '.join(words[start:])}` is no condition: {names.reason}"
                yield Finding("bad-condition", message, statement, start, len(words) - 1)
            continue
        for name in names:
            if name not in defined and name not in PREDEFINED and not isinstance(name, Expandable):
                yield _unknown_acl(section, statement, name, start, defined, active, near)


@lru_cache(maxsize=4096)
def _condition_names(words: tuple[str, ...]) -> tuple[int, tuple[str, ...] | Unread]:
    """Where the condition of a line starts, and the ACLs that it names; lines of equal words occur again and again."""
    condition = _condition(words)
    if condition is None:
        return len(words), ()
    read = read_condition(condition)
    return len(words) - len(condition), read if isinstance(read, Unread) else tuple(dict.fromkeys(read.names()))


def _condition(words: tuple[str, ...]) -> tuple[str, ...] | None:
    depth = _CONDITIONAL.get(words[0])
    if depth is None:
        return None
    if depth:
        depth = 1 if len(words) > 1 and words[1] == "inspect-delay" else depth
        return read_rule(words[depth:])[1] or None
    start = next((index for index in range(1, len(words)) if words[index] in ("if", "unless")), None)
    return None if start is None else words[start:]


def _unknown_acl(
    section: Section, statement: Statement, name: str, start: int, defined: set[str], active: Active, near: Near
) -> Finding:
    words = statement._words
    place = next((index for index in range(start, len(words)) if words[index].lstrip("!") == name), start)
    later = next((s for s in active.statements(section) if s._words[0] == "acl" and s._words[1:2] == (name,)), None)
    if later is not None:
        message = f"the ACL `{name}` is used before its definition"
        return Finding("unknown-acl", message, statement, place, related=(("it is defined here", later),))
    message = f"no ACL named `{name}` is defined above in this {section.kind}{near.hint(name, (*defined, *PREDEFINED))}"
    return Finding("unknown-acl", message, statement, place)
