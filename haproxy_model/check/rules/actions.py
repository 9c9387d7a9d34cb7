"""Rules: the action of each, whether its ruleset and section have it, and its words (language reference, 5.6 and 6.11).

The condition itself is judged elsewhere; here only whether one may, or must, stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.check.expressions.samples import place_of
from haproxy_model.check.expressions.variables import check_variable
from haproxy_model.check.finding import Finding, Near, shown
from haproxy_model.check.problem import Problem
from haproxy_model.check.rules.reader import Reader, Stopped, as_read, judged_words
from haproxy_model.check.rules.replies import check_reply
from haproxy_model.diagnostics import Severity
from haproxy_model.model.line import Statement
from haproxy_model.reading.reading import read
from haproxy_model.reading.rows import ADDED, DEPTHS, Found, actions, find_action
from haproxy_model.schema.actions import ACTIONS, RULESETS
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.quirks import HEADER_NAMES_JUDGED
from haproxy_model.schema.rows import EXPOSE_EXPERIMENTAL, available, experimental, gone
from haproxy_model.schema.rule_words import SERVICES, STICK_COUNTERS
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active

#: Which section lacks what an action needs, beyond what the action's own row says.
_TIMEOUT_SIDES = {"client": "frontend", **dict.fromkeys(("connect", "queue", "server", "tunnel"), "backend")}
#: Actions whose expression is judged as if it stood elsewhere; "" for anywhere.
_FETCHED = {
    **dict.fromkeys(("set-src", "set-src-port", "set-dst", "set-dst-port", "do-resolve"), "http-request"),
    **dict.fromkeys(("set-mark", "set-tos", "set-fc-mark", "set-fc-tos", "set-bc-mark", "set-bc-tos"), "http-request"),
    **dict.fromkeys(("set-priority-class", "set-priority-offset", "set-retries"), "http-request"),
    **dict.fromkeys(("set-bandwidth-limit", "pause", "set-timeout", "attach-srv"), ""),
}
#: HAProxy looks at nothing behind the parenthesis, and takes no digits for a zero.
_COUNTER = re.compile(r"\(([0-9]*)\)").match
_INDEX_AND_COUNTER = re.compile(r"\([0-9]*,([0-9]*)\)").match
#: Actions whose expression must be known to one side, wherever they stand.
_ONE_SIDED = frozenset(("sc-add-gpc", "sc-set-gpt", "sc-set-gpt0"))
_NAME_HEADERS = frozenset(("add-header", "early-hint", "set-header"))
#: A colon at the beginning is that of a pseudo header.
_TOKEN = re.compile(r":?[A-Za-z0-9!#$%&'*+.^_`|~-]*").fullmatch
_REPLIES = frozenset(("deny", "tarpit", "return"))


def rule_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What is wrong with the actions of rules."""
    counters: int | None = None
    exposed = any(EXPOSE_EXPERIMENTAL in active.first_words(section) for section in active.of_kind("global"))
    for section in active.of_kind("defaults", "frontend", "backend", "listen"):
        present = active.first_words(section).intersection(DEPTHS)
        if not present:
            continue
        if counters is None:
            counters = _stick_counters(active)
        for statement in active.apart(section):
            if statement._words[0] in present:
                words = judged_words(statement._reading)
                for problem in _judge(words, section.kind, active.version, counters, exposed):
                    yield _finding(statement, problem, near, active.version)


def _finding(statement: Statement, problem: Problem, near: Near, version: str) -> Finding:
    message = problem.message
    if problem.kind == "unknown-action":
        words = statement._words
        ruleset = ".".join(words[: DEPTHS[words[0]]])
        message += near.hint(words[problem.place], [each.partition("(")[0] for each in actions(ruleset, version)])
    severity = None if problem.fatal is None else Severity.WARNING
    place, last = problem.place, problem.last
    return Finding(problem.kind, message, statement, place, last, severity=severity, fatal=problem.fatal)


@lru_cache(maxsize=8192)
def _judge(words: tuple[str, ...], section: str, version: str, counters: int, exposed: bool) -> tuple[Problem, ...]:
    words = as_read(words)
    if not words:
        return ()
    depth = DEPTHS[words[0]]
    if depth == 2 and words[1:2] == ("inspect-delay",):
        return ()
    if len(words) == 2 == depth and ".".join(words) not in RULESETS:
        return ()
    if len(words) <= depth:
        return (Problem("missing-argument", f"`{' '.join(words)}` needs {_wanted(words)}", len(words) - 1),)
    ruleset = ".".join(words[:depth])
    if ruleset not in RULESETS:
        return ()
    word = words[depth]
    if isinstance(word, Expandable) or word.startswith(ADDED):
        return ()
    found = find_action(ruleset, word, version)
    if found is None:
        return (_unknown(ruleset, word, depth, version),)
    allowed = found.row.sections.split()
    if allowed and section not in allowed and not (found.name == "capture" and "id" in words):
        message = f"`{found.name}` has no place in a `{section}` section; it belongs in {' and '.join(allowed)}"
        return (Problem("action-in-wrong-place", message, depth),)
    if experimental(found.row, version) and not exposed:
        message = f"`{found.name}` is experimental: write `{EXPOSE_EXPERIMENTAL}` in a `global` section above"
        return (Problem("experimental-keyword", message, depth),)
    reader = Reader(read(section, words), found.name, version, _where(found.name, ruleset, section))
    try:
        _parenthesised(found, word, depth, version, counters, reader)
        _sides(found, words, depth, section, reader)
        reader.read()
        if found.name == "use-service":
            _service(words[depth + 1], depth + 1, ruleset, reader)
        if found.name in _REPLIES:
            check_reply(reader)
        elif found.name in _NAME_HEADERS and HEADER_NAMES_JUDGED.holds(version):
            _header_name(words[depth + 1], depth + 1, reader)
        reader.end()
    except Stopped as stopped:
        return (*reader.warnings, stopped.problem) if stopped.problem is not None else tuple(reader.warnings)
    return tuple(reader.warnings)


def _where(action: str, ruleset: str, section: str) -> str:
    """Where the expressions of an action are fetched."""
    place = _FETCHED.get(action, ruleset)
    if action in _ONE_SIDED:
        section = "backend" if "response" in ruleset else "frontend"
    elif action == "capture" and ruleset in ("http-request", "http-response"):
        section = "frontend"
    return place_of(place, section) if place else ""


def _wanted(words: tuple[str, ...]) -> str:
    if len(words) < DEPTHS[words[0]]:
        return " or ".join(f"`{row.name.partition(' ')[2]}`" for row in rows("listen", words[0]))
    return "an action"


def _unknown(ruleset: str, word: str, depth: int, version: str) -> Problem:
    name = word.partition("(")[0]
    shape = ruleset.replace(".", " ")
    others = [row for row in ACTIONS if row.name.partition("(")[0] == name]
    here = [row for row in others if ruleset in row.rulesets.split()]
    if here:
        row = here[0]
        if gone(row, version):
            message = f"the action `{shown(name)}` is gone since HAProxy {row.removed}"
            return Problem("keyword-removed", message, depth)
        message = f"`{shape}` has the action `{name}` since HAProxy {row.since}, the target is {version}"
        return Problem("keyword-too-new", message, depth)
    elsewhere = {each.replace(".", " ") for row in others if available(row, version) for each in row.rulesets.split()}
    if elsewhere:
        listed = ", ".join(f"`{each.replace('.', ' ')}`" for each in RULESETS if each.replace(".", " ") in elsewhere)
        message = f"`{shape}` has no action `{name}`; it belongs in {listed}"
        return Problem("action-in-wrong-place", message, depth)
    return Problem("unknown-action", f"`{shape}` has no action `{shown(word)}`", depth)


def _parenthesised(found: Found, word: str, depth: int, version: str, counters: int, reader: Reader) -> None:
    name, rest = found.name, word[len(found.name) :]
    if name == "track-sc":
        _counter(rest, word, depth, counters, reader, rest.isascii() and rest.isdigit())
    elif name in ("set-var", "set-var-fmt", "unset-var"):
        problem = check_variable(name, rest, version)
        if problem is not None:
            reader.fail(problem, depth)
    elif name.startswith("sc-"):
        _counters(found, rest, word, depth, counters, reader)
    elif name == "do-resolve":
        parts = rest[1:-1].split(",")
        if rest[:1] != "(" or rest[-1:] != ")" or len(parts) < 2:
            reader.fail(f"`{shown(word)}`: expected `do-resolve(<variable>,<resolvers>[,ipv4|ipv6])`", depth)


def _counters(found: Found, rest: str, word: str, depth: int, counters: int, reader: Reader) -> None:
    two = found.row.parenthesised.count("<") == 2
    if not rest and not two:
        return
    match = (_INDEX_AND_COUNTER if two else _COUNTER)(rest)
    _counter(match[1] or "0" if match else "", word, depth, counters, reader, match is not None)


def _counter(text: str, word: str, depth: int, counters: int, reader: Reader, good: bool) -> None:
    if not good:
        shape = "track-sc0" if reader.name == "track-sc" else f"{reader.name}(0)"
        if reader.name in ("sc-add-gpc", "sc-inc-gpc", "sc-set-gpt"):
            shape = f"{reader.name}(<index>,<counter>)"
        reader.fail(f"`{shown(word)}` names no stick counter: expected `{shape}`", depth)
    if len(text) > 9 or int(text) >= counters:
        limit = f"they are 0 to {counters - 1}" if counters else "there are none"
        reader.fail(f"there is no stick counter {shown(text)}: {limit} (`tune.stick-counters`)", depth)


def _sides(found: Found, words: tuple[str, ...], depth: int, section: str, reader: Reader) -> None:
    if found.name == "set-timeout" and len(words) > depth + 1:
        side = _TIMEOUT_SIDES.get(words[depth + 1])
        if side is not None and section not in (side, "listen", "defaults"):
            message = f"`set-timeout {words[depth + 1]}` has no place in a `{section}`: it is about the {side}"
            reader.fail(message, depth + 1, "action-in-wrong-place")


def _header_name(name: str, place: int, reader: Reader) -> None:
    if not isinstance(name, Expandable) and not _TOKEN(name):
        message = f"`{shown(name)}` is no name of a header: letters, digits and some signs are permitted, no colon"
        reader.warnings.append(Problem("bad-header-name", message, place, fatal=False))


def _service(word: str, place: int, ruleset: str, reader: Reader) -> None:
    if isinstance(word, Expandable) or word.startswith(ADDED):
        return
    if word not in SERVICES:
        message = f"there is no service `{shown(word)}`: expected {', '.join(SERVICES)} or one of a Lua script"
        reader.fail(message, place)
    elif ruleset != SERVICES[word]:
        reader.fail(f"the service `{word}` belongs in `{SERVICES[word]}` rules", place)


def _stick_counters(active: Active) -> int:
    """How many stick counters there are; the most that any line asks for, lest one come earlier."""
    found: list[int] = []
    for section in active.of_kind("global"):
        if "tune.stick-counters" in active.first_words(section):
            for statement in active.apart(section):
                if statement._words[0] == "tune.stick-counters":
                    text = statement._words[1] if len(statement._words) > 1 else ""
                    found.append(int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 10**9)
    return max(found, default=STICK_COUNTERS)
