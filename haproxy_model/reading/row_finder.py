"""Which row of the schema a line has: the one finder of rows of keywords and of actions."""

from __future__ import annotations

from functools import cache, lru_cache

from haproxy_model.records import NamedTuple
from haproxy_model.schema.actions import ACTIONS, RULESETS
from haproxy_model.schema.keywords import ALIASES, rows
from haproxy_model.schema.rows import Action, Keyword, available

#: First words of rules that name an action, and in how many words their ruleset is named.
DEPTHS = {ruleset.partition(".")[0]: 1 + ("." in ruleset) for ruleset in RULESETS}
#: Lines whose second word is a step: what is glued to it need not begin with a parenthesis.
_STEPS = ("http-check ", "tcp-check ")

#: What begins the actions of add-ons that some builds have (Lua scripts, OpenTracing).
ADDED = ("lua.", "ot-group")


class Found(NamedTuple):
    """What an action comes to in a ruleset."""

    row: Action
    #: the name without parentheses
    name: str


class _Candidate(NamedTuple):
    """A row, and how its lines begin."""

    row: Keyword
    #: the words of its name but for the last one
    before: tuple[str, ...]
    last: str
    #: what the last word may begin with instead, where an argument in parentheses is glued to it
    glued: str | None


def find_row(section: str, words: tuple[str, ...], start: int = 0) -> tuple[Keyword | None, int]:
    """The row of a line, and where its arguments start: that whose name has the most of its first words.

    Args:
        section: the keyword of the section it stands in.
        words: the words of the line.
        start: the word behind `no` or `default`.

    Returns:
        No row, and `start`, for a line that the section knows in no version.
    """
    for row, before, last, glued in _candidates(section, words[start]):
        place = start + len(before)
        if place < len(words) and words[start:place] == before:
            word = words[place]
            if word == last or (glued is not None and word.startswith(glued)):
                return row, place + 1
    return None, start


@cache
def _candidates(section: str, word: str) -> tuple[_Candidate, ...]:
    """The rows of a first word, those with the longest names first."""
    names = [(row, name) for row in rows(section, word) for name in (row.name, *ALIASES.get(row.name, ()))]
    found = [_candidate(row, name) for row, name in names]
    return tuple(sorted(found, key=lambda candidate: (-len(candidate.before), -len(candidate.last))))


def _candidate(row: Keyword, name: str) -> _Candidate:
    *before, last = name.removesuffix("()").split()
    glued = last + "(" * (name.endswith("()") and not name.startswith(_STEPS)) if row.parenthesised else None
    return _Candidate(row, tuple(before), last, glued)


@lru_cache(maxsize=2048)
def find_action(ruleset: str, word: str) -> Found | None:
    """The action that a word is in a ruleset: that of its name, else that of its longest beginning.

    Args:
        ruleset: `http-request`, `tcp-request.content` …, see `schema.actions`.
        word: the word, parentheses included.
    """
    names = actions(ruleset)
    row = names.get(word)
    if row is not None:
        return Found(row, word)
    name = word.partition("(")[0] + "("
    if name in names:
        return Found(names[name], name[:-1])
    best = max((name for name in names if name[-1] == "(" and word.startswith(name[:-1])), key=len, default=None)
    return None if best is None else Found(names[best], best[:-1])


@cache
def actions(ruleset: str, version: str = "") -> dict[str, Action]:
    """The actions of a ruleset, in one version or in any; those that are beginnings of words end in "("."""
    found: dict[str, Action] = {}
    for row in ACTIONS:
        if ruleset in row.rulesets.split() and (not version or available(row, version)):
            name = row.name.removesuffix(")")
            found["track-sc(" if name.startswith("track-sc") else name] = row
    return found
