"""Rules of `http-request`, `tcp-request …` and their kin: an action, its words, and the condition (manual 4.3).

What the words mean is the business of each action; here they are only parted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import field, frozen

from haproxy_model.syntax.automaton import Actions
from haproxy_model.syntax.languages import language
from haproxy_model.syntax.words import CONDITIONS, Expandable
from haproxy_model.value import Value
from haproxy_model.values.fields import are, expect, reader

_ONE = """
add-acl add-headers-bin attach-srv cache-store cache-use del-acl del-header del-headers-bin del-map do-resolve
expect-netscaler-cip expect-proxy inspect-delay normalize-uri pause sc-add-gpc sc-set-gpt sc-set-gpt0
set-bandwidth-limit set-bc-mark set-bc-tos set-dst set-dst-port set-fc-mark set-fc-tos set-headers-bin set-log-level
set-mark set-method set-nice set-path set-pathq set-priority-class set-priority-offset set-query set-retries set-src
set-src-port set-status set-tos set-uri set-var set-var-fmt strict-mode switch-mode track-sc use-service
"""
_TWO = """
add-header early-hint redirect replace-path replace-pathq replace-uri send-spoe-group set-header set-map set-timeout
wait-for-body
"""
_THREE = "capture replace-header replace-value"
# How many words an action always takes, be they `if` or not; 0 for those not listed.
_POSITIONAL = {
    action: count for count, actions in enumerate((_ONE, _TWO, _THREE), start=1) for action in actions.split()
}
_REPLY = {
    **dict.fromkeys(("status", "deny_status", "content-type", "errorfile", "errorfiles", "file", "lf-file"), 1),
    **dict.fromkeys(("string", "lf-string"), 1),
    "hdr": 2,
}
_REDIRECT = ("location", "prefix", "scheme", "code", "set-cookie", "set-cookie-fmt", "clear-cookie")
# How many words follow an option of an action.
_OPTIONS: dict[str, dict[str, int]] = {
    "attach-srv": {"name": 1},
    "auth": {"realm": 1},
    "add-headers-bin": {"prefix": 1},
    "del-header": {"-m": 1},
    "del-headers-bin": {"-m": 1},
    "deny": _REPLY,
    "do-log": {"profile": 1},
    "redirect": dict.fromkeys(_REDIRECT, 1),
    "return": _REPLY,
    "set-bandwidth-limit": {"limit": 1, "period": 1},
    "set-headers-bin": {"prefix": 1},
    "set-status": {"reason": 1},
    "silent-drop": {"rst-ttl": 1},
    "switch-mode": {"proto": 1},
    "tarpit": _REPLY,
    "track-sc": {"table": 1},
    "wait-for-body": {"time": 1, "at-least": 1},
}
_NO_OPTIONS: dict[str, int] = {}


@frozen(eq=False, repr=False)
class Action(Value):
    """What a rule does.

    Example:
        >>> read_rule(["set-var(txn.host)", "req.hdr(host)", "if", "is_api"])
        (Action(name='set-var', argument='txn.host', words=('req.hdr(host)',)), ('if', 'is_api'))
    """

    #: the action without its parentheses
    name: str
    #: what stands between parentheses glued to the name; None where none stand
    argument: str | None = None
    #: the words between the action and the condition
    words: tuple[str, ...] = ()
    #: the words that were read; empty when built by hand, or made of another value
    spelling: tuple[str, ...] = field(default=(), init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        expect(self, "name", isinstance(self.name, str), "text")
        expect(self, "argument", self.argument is None or isinstance(self.argument, str), "text or None")
        expect(self, "words", are(str, self.words), "a tuple of words")

    def written(self) -> tuple[str, ...]:
        """The words that say it, without the condition."""
        if self.spelling:
            return self.spelling
        return (self.name if self.argument is None else f"{self.name}({self.argument})", *self.words)

    def __str__(self) -> str:
        return " ".join(self.written())


_action = reader(Action)


def read_rule(words: Sequence[str]) -> tuple[Action, tuple[str, ...]]:
    """Part a rule (manual 4.3).

    Args:
        words: what stands behind the ruleset (`http-request`, `tcp-request content` …).

    Returns:
        The action, named "" where there are no words, and the words of its condition from `if` or `unless` on; none
        where there is no condition.
    """
    if not words:
        return Action(""), ()
    _, name, *parts = language("action").read_tokens(_tokens(words), _ACTIONS)
    found: dict[str, Any] = dict(parts)
    arguments: tuple[str, ...] = found["words"]
    spelling = tuple(words[: 1 + len(arguments)])
    return _action(name, found.get("argument"), arguments, spelling), found.get("condition", ())


def condition_start(words: Sequence[str]) -> int:
    """Where the condition of a rule begins, or how many words there are: an `if` may be the value of an option.

    Args:
        words: what stands behind the ruleset, as for `read_rule`.
    """
    name = words[0].partition("(")[0] if words else ""
    action = "track-sc" if name.startswith("track-sc") else name
    options = _OPTIONS.get(action, _NO_OPTIONS)
    taken = _POSITIONAL.get(action, 0)
    for place in range(1, len(words)):
        if taken:
            taken -= 1
        elif words[place] in CONDITIONS:
            return place
        else:
            taken = options.get(words[place], 0)
    return len(words)


def _tokens(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    first = words[0]
    name, opening, rest = str(first).partition("(")
    if opening and rest[-1:] == ")":
        argument = rest[:-1]
        yield "NAME", name
        variable = isinstance(first, Expandable) and "$" in argument
        yield "ARGUMENT", Expandable(argument, f'"{argument}"') if variable else argument
    else:
        yield "NAME", first
    start = condition_start(words)
    for place in range(1, len(words)):
        yield "KEYWORD" if place == start else "WORD", words[place]


_ACTIONS: Actions = {
    "argument": lambda children: ("argument", children[0]),
    "words": lambda children: ("words", tuple(children)),
    "condition": lambda children: ("condition", tuple(children)),
}
