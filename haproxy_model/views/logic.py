"""Conditions as values: whether one always holds, follows from another, or excludes it; each True, False or None.

True and False are proven; None is everything else.  All conditions are asked of the same request at the same moment,
with the ACLs of one section, which hide the predefined ones of their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from haproxy_model.model.rules import Acl
from haproxy_model.records import NamedTuple
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.condition import Condition, Term
from haproxy_model.values.unread import Unread
from haproxy_model.views.criteria import Test, excludes as tests_exclude, implies as test_implies, test_of

#: More alternatives are not looked at.
_MOST = 64

Acls: TypeAlias = Mapping[str, Sequence[Acl]]
#: What a rule says of when it applies; None where it applies always.
Clause: TypeAlias = Condition | Unread | None


class Literal(NamedTuple):
    """A test that must hold, or must not."""

    test: Test
    holds: bool

    def opposite(self) -> Literal:
        """The contrary."""
        return Literal(self.test, not self.holds)


#: One of the alternatives, and of it every literal.
Alternatives: TypeAlias = list[frozenset[Literal]]
_ALWAYS: Alternatives = [frozenset()]
_NEVER: Alternatives = []


def decided(clause: Clause, acls: Acls) -> bool | None:
    """Whether a condition always holds, or never does.

    Args:
        clause: the condition; None always holds.
        acls: the lines of each ACL of the section.
    """
    return implies(None, clause, acls)


def implies(first: Clause, second: Clause, acls: Acls) -> bool | None:
    """Whether the second holds whenever the first does; False where it is known that it need not."""
    ones, others = alternatives(first, acls), alternatives(second, acls)
    if ones is None or others is None:
        return None
    if all(any(follows(one, other) for other in others) for one in ones):
        return True
    # From what always holds, what never does cannot follow; of tests nobody knows whether a request passes them.
    return False if not others and any(not one for one in ones) else None


def excludes(first: Clause, second: Clause, acls: Acls) -> bool | None:
    """Whether the two never hold together; False where it is known that they may."""
    ones, others = alternatives(first, acls), alternatives(second, acls)
    if ones is None or others is None:
        return None
    if all(_is_contradiction(one | other) for one in ones for other in others):
        return True
    return False if frozenset() in ones and frozenset() in others else None


def covers(clauses: Iterable[Clause], acls: Acls, given: Iterable[Clause] = ()) -> bool | None:
    """Whether one of some conditions holds at any time.

    Args:
        clauses: the conditions.
        acls: the lines of each ACL of the section.
        given: conditions that always hold there.
    """
    known = _all(alternatives(clause, acls) for clause in given)
    facts = known[0] if known is not None and len(known) == 1 else frozenset()
    every: Alternatives = []
    is_known = True
    for clause in clauses:
        found = alternatives(clause, acls)
        is_known = is_known and found is not None
        every += [_beside(each, facts) for each in found or () if not _is_contradiction(each | facts)]
    if frozenset() in every:
        return True
    single = [literal for alternative in every if len(alternative) == 1 for literal in alternative]
    if any(literal_implies(one.opposite(), other) for one in single for other in single):
        return True
    return False if is_known and not every else None


def alternatives(clause: Clause, acls: Acls) -> Alternatives | None:
    """The alternatives that can hold, each as what must hold in it; None where nobody knows, or they are too many."""
    if clause is None:
        return _ALWAYS
    if isinstance(clause, Unread):
        return None
    found = _any(_all(_term(term, acls) for term in terms) for terms in clause.alternatives)
    return found if clause.keyword == "if" else _negated(found)


def _term(term: Term, acls: Acls) -> Alternatives | None:
    name = term.name or ""
    if term.criterion is not None:
        found = _test(term.criterion)
    elif name in acls:
        found = _any(_test(line.arguments[1:]) for line in acls[name])
    elif name not in PREDEFINED or any(isinstance(each, Expandable) for each in acls):
        return None
    else:
        found = _test(tuple(PREDEFINED[name].definition.split()))
    return _negated(found) if term.negated else found


def _test(words: tuple[str, ...]) -> Alternatives | None:
    found = test_of(words)
    if found is None:
        return None
    if isinstance(found, bool):
        return _ALWAYS if found else _NEVER
    return [frozenset((Literal(found, True),))]


def _any(parts: Iterable[Alternatives | None]) -> Alternatives | None:
    found: Alternatives = []
    is_known = True
    for part in parts:
        if part is not None and frozenset() in part:
            return _ALWAYS
        is_known = is_known and part is not None
        found += part or []
    return found if is_known and len(found) <= _MOST else None


def _all(parts: Iterable[Alternatives | None]) -> Alternatives | None:
    every = list(parts)
    if [] in every:
        return _NEVER
    found: Alternatives | None = _ALWAYS
    for part in every:
        found = _both(found, part)
    return found


def _both(first: Alternatives | None, second: Alternatives | None) -> Alternatives | None:
    if first is None or second is None or len(first) * len(second) > _MOST:
        return None
    return [one | other for one in first for other in second if not _is_contradiction(one | other)]


def _negated(found: Alternatives | None) -> Alternatives | None:
    if found is None:
        return None
    return _all([frozenset((literal.opposite(),)) for literal in alternative] for alternative in found)


def follows(one: frozenset[Literal], other: frozenset[Literal]) -> bool:
    """Whether all that an alternative asks for holds wherever another one does."""
    return all(any(literal_implies(mine, wanted) for mine in one) for wanted in other)


def _beside(alternative: frozenset[Literal], facts: frozenset[Literal]) -> frozenset[Literal]:
    """What an alternative asks for that does not hold anyway."""
    return frozenset([each for each in alternative if not any(literal_implies(fact, each) for fact in facts)])


def _is_contradiction(alternative: frozenset[Literal]) -> bool:
    return any(literal_implies(one, other.opposite()) for one in alternative for other in alternative)


def literal_implies(first: Literal, second: Literal) -> bool:
    """Whether a literal is known to hold whenever another does."""
    if first.holds and second.holds:
        return test_implies(first.test, second.test)
    if not first.holds and not second.holds:
        return test_implies(second.test, first.test)
    return first.holds and tests_exclude(first.test, second.test)
