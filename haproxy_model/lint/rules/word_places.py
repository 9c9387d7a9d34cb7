"""What lines say by the places of their words: a name or a value that looks like a fixed word is none."""

from __future__ import annotations

from typing import TypeGuard

from haproxy_model.model.line import Statement
from haproxy_model.model.params import WithParams
from haproxy_model.model.rules import CheckRule, StickRule
from haproxy_model.reading.conditions import Term
from haproxy_model.values.unread import Unread


def position(line: Statement, word: str) -> int:
    """Where a fixed word or the name of a parameter stands in a line, the last time; 0 where it does not."""
    return line._reading.keyword(word) or 0


def parameter_place(line: WithParams, keyword: str) -> int:
    """Where a parameter stands in a line, the first time, be it one that nobody knows; 0 where it does not."""
    return next((place for place, param in line._placed_params() if param.keyword == keyword), 0)


def says(line: Statement, word: str) -> bool:
    """Whether a line has a fixed word or a parameter."""
    return line._reading.keyword(word) is not None


def behind(line: Statement, word: str) -> str | None:
    """The value that follows a fixed word, the last time; None where none does."""
    reading = line._reading
    place = reading.place(word)
    # A fixed word that nothing follows is its own place.
    return None if place is None or place == reading.keyword(word) else reading.value(word)


def terms(line: Statement) -> tuple[Term, ...]:
    """The terms of a line's condition; none where it has none that can be read."""
    found = line._reading.terms
    return () if isinstance(found, Unread) else found


def action(line: Statement) -> str:
    """The name of a rule's action, as the tables have it; empty for other lines and for actions nobody knows."""
    row = line._reading.action
    return "" if row is None else row.name


def setting(line: Statement) -> str:
    """The keyword of a line that sets or does something; empty for one that takes it back by `no` or `default`."""
    return line._setting


def step(line: Statement) -> str:
    """What a `http-check` or `tcp-check` line does, such as `connect` or `expect`; empty where nothing stands there."""
    found = line.step if isinstance(line, CheckRule) else None
    return found.text if isinstance(found, Unread) else found or ""


def chooses(line: Statement) -> TypeGuard[StickRule]:
    """Whether a line is a stick rule by which clients are sent to a server: `stick on`, or `stick match`."""
    return isinstance(line, StickRule) and line.type in ("on", "match")
