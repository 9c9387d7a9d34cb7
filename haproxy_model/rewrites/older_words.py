"""Single words: those that an older HAProxy did not read, and names of things that are called otherwise now."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from haproxy_model.rewrites.fix import ByHand, Fix
from haproxy_model.rewrites.occasion import Occasion
from haproxy_model.schema.fetches import FETCHES
from haproxy_model.schema.logformat import ALIASES
from haproxy_model.schema.rows import gone

_DIGITS: Final = re.compile(r"[+-]?[0-9]+")
_PORT: Final = re.compile(r"(.*:[+-]?[0-9]+)[^0-9:\]-].*", re.DOTALL)
#: An alias of a log format: `%`, perhaps with a name and flags, and its letters; `%%` is none.
_ALIAS: Final = re.compile(r"(%(?:\([^)]*\))?(?:\{[^}]*\})?)([A-Za-z]+|%|\[)")
#: A sample fetch that begins an expression of a log format.
_FETCH: Final = re.compile(r"(%(?:\([^)]*\))?(?:\{[^}]*\})?\[)([a-z0-9_.-]+)")
#: How the test of a variable looked for text, where it said no method.
_TEXT: Final = ("-m", "str")


def unread(o: Occasion) -> Fix | ByHand | None:
    """Words too many, which an older HAProxy dropped."""
    if not o.around.passed_before(o.line):
        return None
    shown = " ".join(o.words[o.first : o.last + 1])
    return o.without(f"remove `{shown}`, which HAProxy did not read", o.first, len(o.words) - 1)


def after_empty(o: Occasion) -> Fix | ByHand | None:
    """An empty word and what follows it: it ended the line for an older HAProxy."""
    if not o.around.passed_before(o.line):
        return None
    if o.has_variables(o.first):
        return ByHand("the word is empty because of a variable: write the line for when it is set and when it is not")
    return o.without("remove the empty word and what follows, which HAProxy did not read", o.first, len(o.words) - 1)


def second_expression(o: Occasion) -> Fix | ByHand | None:
    """Words behind the first of an `.if`, which HAProxy 2.4 dropped."""
    if not o.around.passed_before(o.line) or len(o.words) < 3:
        return None
    shown = " ".join(o.words[2:])
    return o.without(f"remove `{shown}`, which HAProxy did not read", 2, len(o.words) - 1)


def number_alone(o: Occasion) -> Fix | ByHand | None:
    """A number that something follows: an older HAProxy read the number."""
    found = _DIGITS.match(o.words[o.first])
    return _cut(o, found[0] if found else "")


def argument(o: Occasion) -> Fix | ByHand | None:
    """An argument that is no longer right: a number that something follows, or a log format."""
    return number_alone(o) or alias(o)


def port_alone(o: Occasion) -> Fix | ByHand | None:
    """A port that something follows: an older HAProxy read the number."""
    found = _PORT.fullmatch(o.words[o.first])
    return _cut(o, found[1] if found else "")


def _cut(o: Occasion, kept: str) -> Fix | ByHand | None:
    word = o.words[o.first]
    if o.has_variables(o.first, o.first) or not kept or kept == word or not o.around.passed_before(o.line):
        return None
    words = (*o.words[: o.first], kept, *o.words[o.first + 1 :])
    return o.reworded(f"write `{kept}` instead of `{word}`, as HAProxy read it", *words)


def other_side(o: Occasion) -> Fix | ByHand | None:
    """A line of the other side of a proxy, which an older HAProxy ignored."""
    if not o.around.ignored_before(o.line):
        return None
    return o.removed(f"remove `{' '.join(o.bare[:2])}`, which HAProxy ignored")


def text_of_variable(o: Occasion) -> Fix | ByHand | None:
    """`var(x) text`: a variable was text for its test until 2.5."""
    if not o.words[o.first].startswith("var("):
        return None
    words = (*o.words[: o.first + 1], *_TEXT, *o.words[o.first + 1 :])
    return o.reworded(f"write `{o.words[o.first]} -m str`", *words)


def alias(o: Occasion) -> Fix | ByHand | None:
    """Second names of what log formats say."""
    if o.has_variables(o.first, o.last):
        return None
    rows = {name: row.instead for name, row in ALIASES.items() if row.instead and gone(row, o.around.version)}
    used: list[str] = []

    def now(found: re.Match[str]) -> str:
        instead = rows.get(found[2])
        if instead is None:
            return found[0]
        used.append(f"`%{instead}` instead of `%{found[2]}`")
        return found[1] + instead

    def fetched(found: re.Match[str]) -> str:
        instead = _instead_of_fetch(found[2], o.around.version)
        if instead is None:
            return found[0]
        used.append(f"`{instead}` instead of `{found[2]}`")
        return found[1] + instead

    def written(word: str) -> str:
        return _FETCH.sub(fetched, _ALIAS.sub(now, word))

    words = tuple([written(word) if o.first <= place <= o.last else word for place, word in enumerate(o.words)])
    return o.reworded(f"write {', '.join(dict.fromkeys(used))}", *words) if used else None


def fetch(o: Occasion) -> Fix | ByHand | None:
    """Second names of sample fetches, where the first one does the same."""
    word = o.words[o.first]
    name = re.split(r"[(,]", word, maxsplit=1)[0]
    instead = _instead_of_fetch(name, o.around.version)
    if instead is None:
        return None
    words = (*o.words[: o.first], instead + word[len(name) :], *o.words[o.first + 1 :])
    return o.reworded(f"write `{instead}` instead of `{name}`", *words)


def _instead_of_fetch(name: str, version: str) -> str | None:
    """The first name of a sample fetch whose second one is gone; None for other names."""
    rows = [row for row in FETCHES if row.name == name]
    instead = next((row.instead for row in rows if row.instead), None)
    return instead if rows and all(gone(row, version) for row in rows) else None


def no_verifyhost(o: Occasion) -> Fix | ByHand | None:
    """`no-verifyhost`, which no version has any more: it undid a `verifyhost` above it."""
    if o.words[o.first] != "no-verifyhost":
        return None
    if any("verifyhost" in line._words for section in o.around.active.sections for line in section.statements):
        return ByHand("`verifyhost` stands on another line, too: say on each server whether its name is verified")
    return o.without("remove `no-verifyhost`: nothing says `verifyhost`", o.first, o.first)


Rewrite = Callable[[Occasion], "Fix | ByHand | None"]
