"""Conditions joined by and, or and not, in the form that HAProxy has: alternatives of terms, without parentheses.

What is joined is distributed until it has that form, behind `if`; behind `unless` where both parts stand behind it,
or where the other does not fit on a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias

from haproxy_model.errors import InvalidValue
from haproxy_model.syntax.words import MAX_WORDS

if TYPE_CHECKING:
    from haproxy_model.values.condition import Keyword, Term

Alternatives: TypeAlias = "tuple[tuple[Term, ...], ...]"
Form: TypeAlias = "tuple[Keyword, Alternatives]"
Operator: TypeAlias = Literal["and", "or"]

#: How many alternatives are looked at while a condition is distributed; 64 words have room for 32.
_MOST = 256


def joined(operator: Operator, first: Form, second: Form) -> Form:
    """Two conditions that must both hold, or of which one must.

    Raises:
        InvalidValue: no form of it fits on a line.
    """
    yes, no = (_holds(first), _holds(second)), (_fails(first), _fails(second))
    join, meet = (_both, _either) if operator == "and" else (_either, _both)
    forms = _form("if", join(*yes)), _form("unless", meet(*no))
    return _fitting(forms[::-1] if first[0] == second[0] == "unless" else forms)


def negated(form: Form) -> Form:
    """The condition that holds where another one does not.

    Raises:
        InvalidValue: no form of it fits on a line.
    """
    forms = _form("if", _fails(form)), _form("unless", _holds(form))
    return _fitting(sorted(forms, key=lambda form: _MOST if form is None else sum(map(len, form[1]))))


def count(keyword: Keyword, alternatives: Alternatives) -> int:
    """How many words a condition takes, its keyword included."""
    terms = [len(term.words()) for terms in alternatives for term in terms]
    return len([keyword, *alternatives[1:]]) + sum(terms)


def _form(keyword: Keyword, alternatives: Alternatives | None) -> Form | None:
    """A condition of its alternatives; None where these are too many."""
    if alternatives is None:
        return None
    # An alternative without terms always holds, and no words say it but the other keyword alone.
    return ("unless" if keyword == "if" else "if", ()) if () in alternatives else (keyword, alternatives)


def _fitting(forms: Iterable[Form | None]) -> Form:
    """The first form that fits on a line."""
    for form in forms:
        if form is not None and count(*form) <= MAX_WORDS:
            return form
    raise InvalidValue(
        f"without parentheses this condition takes more than {MAX_WORDS} words: name a part of it by `acl` lines"
    )


def _holds(form: Form) -> Alternatives | None:
    return form[1] if form[0] == "if" else _none_of(form[1])


def _fails(form: Form) -> Alternatives | None:
    return form[1] if form[0] == "unless" else _none_of(form[1])


def _none_of(alternatives: Alternatives) -> Alternatives | None:
    """When no alternative holds: of each, one term does not."""
    found: Alternatives | None = ((),)
    for terms in alternatives:
        found = _both(found, tuple([(~term,) for term in terms]))
    return found


def _either(first: Alternatives | None, second: Alternatives | None) -> Alternatives | None:
    return None if first is None or second is None else _simple((*first, *second))


def _both(first: Alternatives | None, second: Alternatives | None) -> Alternatives | None:
    if first is None or second is None or len(first) * len(second) > _MOST:
        return None
    return _simple([(*one, *other) for one in first for other in second])


def _simple(alternatives: Iterable[tuple[Term, ...]]) -> Alternatives:
    """The alternatives without what is said twice, and without those that another one makes needless."""
    unique = dict.fromkeys(tuple(dict.fromkeys(terms)) for terms in alternatives)
    possible = [terms for terms in unique if not any(~term in terms for term in terms)] or [*unique]
    sets = [frozenset(terms) for terms in possible]
    return tuple(_needed(possible, sets))


def _needed(possible: list[tuple[Term, ...]], sets: list[frozenset[Term]]) -> Iterator[tuple[Term, ...]]:
    for place, terms in enumerate(possible):
        mine = sets[place]
        # Of two that hold the same terms the first stays.
        if not any(other < mine or (other == mine and at < place) for at, other in enumerate(sets)):
            yield terms
