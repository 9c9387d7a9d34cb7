"""Backends and ACLs that are named and do not exist (catalogue REF001, REF002)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from haproxy_model.check.finding import Finding, Near, shown
from haproxy_model.check.listeners import is_disabled
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.action import read_rule
from haproxy_model.values.condition import read_condition
from haproxy_model.values.unread import Unread
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import Inheritance

#: Lines of a ruleset: in how many words it is named.
_RULESETS = {"http-request": 1, "http-response": 1, "http-after-response": 1, "quic-initial": 1, "redirect": 0}
#: Lines whose condition begins at a fixed word.
_FIXED = {"use_backend": 2, "use-server": 2, "force-persist": 1, "ignore-persist": 1, "force-be-switch": 1,
          "set-param": 3, "pass-header": 2}  # fmt: skip
_CONDITIONAL = frozenset((*_RULESETS, *_FIXED, "tcp-request", "tcp-response", "stick", "monitor", "stats"))


def reference_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Names that lead nowhere."""
    yield from _backends(active, near)
    for section in active.of_kind("frontend", "backend", "listen", "defaults", "fcgi-app"):
        if not active.first_words(section).isdisjoint(_CONDITIONAL):
            yield from _acls(section, active, near)


def _backends(active: Active, near: Near) -> Iterator[Finding]:
    frontends = {active.name(section): section for section in active.of_kind("frontend")}
    backends = {active.name(section) for section in active.of_kind("backend", "listen")}
    inheritance = Inheritance(active)
    reported: set[int] = set()
    for section in active.of_kind("frontend", "listen", "backend"):
        for statement in _choices(section, active, inheritance):
            name = statement._words[1]
            if name in backends or isinstance(name, Expandable) or id(statement) in reported:
                continue
            if is_disabled(section, active, inheritance):
                break
            reported.add(id(statement))
            frontend = frontends.get(name)
            related = () if frontend is None else (("this is a frontend only", frontend.header),)
            hint = "" if frontend is not None else near.hint(name, (n for n in backends if n is not None))
            message = f"no backend or listen section is named `{shown(name)}`{hint}"
            yield Finding("unknown-backend", message, statement, 1, related=related)


def _choices(section: Section, active: Active, inheritance: Inheritance) -> Iterator[Statement]:
    """The lines that name a proxy's backends: each static `use_backend`, and the `default_backend` in force."""
    if "use_backend" in active.first_words(section):
        for statement in active.statements(section):
            words = statement._words
            if words[0] == "use_backend" and len(words) > 1 and words[1] and "%" not in words[1]:
                yield statement
    if section.kind == "backend":
        default = _default_backend(section, active)
    else:
        found = inheritance.nearest(section, "default_backend", lambda each: _default_backend(each, active))
        default = None if found is None else found[0]
    if default is not None:
        yield default


def _default_backend(section: Section, active: Active) -> Statement | None:
    if "default_backend" not in active.first_words(section):
        return None
    for statement in reversed(active.statements(section)):
        words = statement._words
        if words[0] == "default_backend" and len(words) > 1 and words[1]:
            return statement
    return None


def _acls(section: Section, active: Active, near: Near) -> Iterator[Finding]:
    """ACLs that a condition uses before, or without, their definition in the same section."""
    defined: set[str] = set()
    everywhere: dict[str, Statement] | None = None
    for statement in active.statements(section):
        words = statement._words
        if words[0] not in _CONDITIONAL:
            if words[0] == "acl" and len(words) > 1:
                defined.add(words[1])
            continue
        if "if" not in words and "unless" not in words:
            continue
        start, names = _condition_names(words)
        if isinstance(names, Unread):
            if not any(isinstance(word, Expandable) for word in words[start:]):
                message = f"`{shown(' '.join(words[start:]))}` is no condition: {names.reason}"
                yield Finding("bad-condition", message, statement, start, len(words) - 1)
            continue
        for name in names:
            if name not in defined and name not in PREDEFINED:
                if everywhere is None:
                    everywhere = _all_acls(section, active)
                place = next((i for i in range(start, len(words)) if words[i].lstrip("!") == name), start)
                yield _unknown_acl(section, statement, name, place, everywhere, defined, near)


def _all_acls(section: Section, active: Active) -> dict[str, Statement]:
    lines = [line for line in active.statements(section) if line._words[0] == "acl" and len(line._words) > 1]
    return {line._words[1]: line for line in reversed(lines)}


@lru_cache(maxsize=4096)
def _condition_names(words: tuple[str, ...]) -> tuple[int, tuple[str, ...] | Unread]:
    """Where the condition of a line starts, and the ACLs that it names; lines of equal words occur again and again."""
    start = _start(words)
    if start is None or words[start : start + 1] not in (("if",), ("unless",)):
        return len(words), ()
    read = read_condition(words[start:])
    return start, read if isinstance(read, Unread) else tuple(dict.fromkeys(read.names()))


def _start(words: tuple[str, ...]) -> int | None:
    """Where a line's condition would begin; None where it can have none."""
    word, second = words[0], words[1] if len(words) > 1 else ""
    if word in _FIXED:
        return _FIXED[word]
    if word == "monitor":
        return 2 if second == "fail" else None
    if word == "stick":
        return 5 if words[3:4] == ("table",) else 3
    depth = _RULESETS.get(word)
    if depth is None:
        ruleset = second == "http-request" if word == "stats" else second in ("connection", "session", "content")
        depth = 2 if ruleset else None
    if depth is None:
        return 2 if word == "stats" and second == "admin" else None
    return len(words) - len(read_rule(words[depth:])[1])


def _unknown_acl(
    section: Section,
    statement: Statement,
    name: str,
    place: int,
    everywhere: dict[str, Statement],
    defined: set[str],
    near: Near,
) -> Finding:
    later = everywhere.get(name)
    if later is not None:
        message = f"the ACL `{shown(name)}` is used before its definition"
        return Finding("unknown-acl", message, statement, place, related=(("it is defined here", later),))
    hint = near.hint(name, chain(defined, PREDEFINED))
    message = f"no ACL named `{shown(name)}` is defined above in this {section.kind}{hint}"
    return Finding("unknown-acl", message, statement, place)
