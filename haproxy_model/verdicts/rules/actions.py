"""Rules: the action of each, whether its ruleset and section have it, and its words (language reference, 5.6 and 6.11).

The condition itself is judged elsewhere; here only whether one may, or must, stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.reading.reading import read
from haproxy_model.reading.row_finder import ADDED, DEPTHS, actions
from haproxy_model.schema.actions import ACTIONS, RULESETS
from haproxy_model.schema.quirks import HEADER_NAMES_JUDGED
from haproxy_model.schema.rows import EXPOSE_EXPERIMENTAL, available, experimental, gone
from haproxy_model.schema.rule_words import SERVICES, STICK_COUNTERS
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.arguments.fit import listed
from haproxy_model.verdicts.expressions.samples import place_of
from haproxy_model.verdicts.expressions.variable_names import check_variable
from haproxy_model.verdicts.finding import Finding, Near, found, shown
from haproxy_model.verdicts.problem import Problem
from haproxy_model.verdicts.rules.reader import Reader, Stopped
from haproxy_model.verdicts.rules.replies import check_reply
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
#: HAProxy looks at nothing after the parenthesis, and takes no digits for a zero.
_COUNTER = re.compile(r"\(([0-9]*)\)").match
_INDEX_AND_COUNTER = re.compile(r"\([0-9]*,([0-9]*)\)").match
#: Actions whose counters have an index, too.
_INDEXED = frozenset(("sc-add-gpc", "sc-inc-gpc", "sc-set-gpt"))
#: Actions whose expression must be known to one side, wherever they stand.
_ONE_SIDED = frozenset(("sc-add-gpc", "sc-set-gpt", "sc-set-gpt0"))
_NAME_HEADERS = frozenset(("add-header", "early-hint", "set-header"))
#: A colon at the beginning is that of a pseudo header.
_TOKEN = re.compile(r":?[A-Za-z0-9!#$%&'*+.^_`|~-]*").fullmatch
_REPLIES = frozenset(("deny", "tarpit", "return"))


def rule_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What is wrong with the actions of rules."""
    counters = _stick_counters(active)
    exposed = any(EXPOSE_EXPERIMENTAL in active.first_words(section) for section in active.of_kind("global"))
    for section in active.of_kind("defaults", "frontend", "backend", "listen"):
        for statement in active.beginning(section, *DEPTHS):
            for problem in _judge(statement._reading.judged, section.kind, active.version, counters, exposed):
                yield found(problem, statement, near)


@lru_cache(maxsize=8192)
def _judge(line: tuple[str, ...], section: str, version: str, counters: int, exposed: bool) -> tuple[Problem, ...]:
    reading = read(section, line)
    action, place = reading.action, reading.shape.depth - 1
    ruleset = "" if reading.row is None else reading.row.name.replace(" ", ".")
    if ruleset not in RULESETS:
        return ()
    if action is None and not reading.word(place).startswith(ADDED):
        if reading.last == place:
            return (Problem("missing-argument", f"`{reading.said()}` needs an action", place),)
        place += 1
    name, word = reading.name, reading.word(place)
    if isinstance(word, Expandable) or word.startswith(ADDED):
        return ()
    if action is None or not available(action, version):
        return (_unknown(ruleset, word, place, version),)
    allowed = action.sections.split()
    if allowed and section not in allowed and not (name == "capture" and reading.keyword("id") is not None):
        message = f"`{name}` cannot be used in a `{section}`: move it to a {listed(allowed)}"
        return (Problem("action-in-wrong-place", message, place),)
    if experimental(action, version) and not exposed:
        message = f"`{name}` is experimental: write `{EXPOSE_EXPERIMENTAL}` in a `global` section above"
        return (Problem("experimental-keyword", message, place),)
    reader = Reader(reading, version, _where(name, ruleset, section))
    try:
        _parenthesised(reader, place, counters)
        _sides(reader, section)
        reader.read()
        if name == "use-service":
            _service(reader, ruleset)
        if name in _REPLIES:
            check_reply(reader)
        elif name in _NAME_HEADERS and HEADER_NAMES_JUDGED.holds(version):
            _header_name(reader)
    except Stopped as stopped:
        return (*reader.warnings, *stopped.problems)
    return tuple(reader.warnings)


def _where(action: str, ruleset: str, section: str) -> str:
    """Where the expressions of an action are fetched."""
    place = _FETCHED.get(action, ruleset)
    if action in _ONE_SIDED:
        section = "backend" if "response" in ruleset else "frontend"
    elif action == "capture" and ruleset in ("http-request", "http-response"):
        section = "frontend"
    return place_of(place, section) if place else ""


def _unknown(ruleset: str, word: str, depth: int, version: str) -> Problem:
    name = word.partition("(")[0]
    shape = ruleset.replace(".", " ")
    others = [row for row in ACTIONS if row.name.partition("(")[0] == name]
    here = [row for row in others if ruleset in row.rulesets.split()]
    if here:
        row = here[0]
        if gone(row, version):
            message = f"the action `{shown(name)}` was removed in HAProxy {row.removed}"
            return Problem("keyword-removed", message, depth)
        message = f"the action `{name}` of `{shape}` exists since HAProxy {row.since}, the target is {version}"
        return Problem("keyword-too-new", message, depth)
    elsewhere = {each.replace(".", " ") for row in others if available(row, version) for each in row.rulesets.split()}
    if elsewhere:
        rulesets = listed(each for row in RULESETS if (each := row.replace(".", " ")) in elsewhere)
        message = f"`{name}` is not an action of `{shape}`: move it to {rulesets}"
        return Problem("action-in-wrong-place", message, depth)
    names = tuple(each.partition("(")[0] for each in actions(ruleset, version))
    return Problem("unknown-action", f"`{shown(word)}` is not an action of `{shape}`", depth, names=names)


def _parenthesised(reader: Reader, place: int, counters: int) -> None:
    name, rest = reader.name, reader.reading.glued
    if name == "track-sc":
        _counter(rest if rest.isascii() and rest.isdigit() else None, reader, place, counters)
    elif name in ("set-var", "set-var-fmt", "unset-var"):
        problem = check_variable(name, rest, reader.version)
        if problem is not None:
            reader.fail(problem, place)
    elif name.startswith("sc-"):
        match = (_INDEX_AND_COUNTER if name in _INDEXED else _COUNTER)(rest)
        if rest or name in _INDEXED:
            _counter(match[1] or "0" if match else None, reader, place, counters)
    elif name == "do-resolve" and (rest[:1] != "(" or rest[-1:] != ")" or "," not in rest):
        message = f"expected `do-resolve(<variable>,<resolvers>[,ipv4|ipv6])`, found `{shown(name + rest)}`"
        reader.fail(message, place)


def _counter(text: str | None, reader: Reader, place: int, counters: int) -> None:
    name = reader.name
    if text is None:
        shape = (
            "track-sc0" if name == "track-sc" else f"{name}(<index>,<counter>)" if name in _INDEXED else f"{name}(0)"
        )
        reader.fail(f"`{shown(name + reader.reading.glued)}` does not say which stick counter: write `{shape}`", place)
    if len(text) > 9 or int(text) >= counters:
        limit = f"expected 0 to {counters - 1}, or " if counters else ""
        reader.fail(f"there is no stick counter {shown(text)}: {limit}raise `tune.stick-counters`", place)


def _sides(reader: Reader, section: str) -> None:
    for word, side in _TIMEOUT_SIDES.items() if reader.name == "set-timeout" else ():
        place = reader.reading.keyword(word)
        if place is not None and section not in (side, "listen", "defaults"):
            message = f"`set-timeout {word}` cannot be used in a `{section}`: move it to a `{side}`"
            reader.fail(message, place, "action-in-wrong-place")


def _header_name(reader: Reader) -> None:
    name = reader.reading.value("name")
    if name is not None and not isinstance(name, Expandable) and not _TOKEN(name):
        message = f"`{shown(name)}` is not a header name: use letters, digits and signs such as `-`, but no colon"
        reader.warn(message, reader.reading.place("name"), kind="bad-header-name")


def _service(reader: Reader, ruleset: str) -> None:
    word, place = reader.reading.value("service"), reader.reading.place("service")
    if word is None or isinstance(word, Expandable) or word.startswith(ADDED):
        return
    if word not in SERVICES:
        message = f"unknown service `{shown(word)}`: expected {', '.join(SERVICES)} or one of a Lua script"
        reader.fail(message, place)
    elif ruleset != SERVICES[word]:
        reader.fail(f"the service `{word}` cannot be used here: move it to `{SERVICES[word]}`", place)


def _stick_counters(active: Active) -> int:
    """How many stick counters there are; the most that any line asks for, lest one come earlier."""
    lines = [line for section in active.of_kind("global") for line in active.lines(section, "tune.stick-counters")]
    texts = [line._argument(1) or "" for line in lines]
    return max(
        (int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 10**9 for text in texts),
        default=STICK_COUNTERS,
    )
