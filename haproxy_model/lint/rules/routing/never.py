"""RTE: conditions that never hold, and those that always do, against what they are meant for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from attrs import evolve

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.routing.conditional import conditional_lines, criteria
from haproxy_model.model.line import Statement
from haproxy_model.reading.conditions import Term as Placed
from haproxy_model.values.condition import Condition, Term
from haproxy_model.values.unread import Unread
from haproxy_model.views.criteria import Test, excludes as tests_exclude, test_of
from haproxy_model.views.effective import Effective
from haproxy_model.views.impossible import misfits
from haproxy_model.views.logic import covers, decided, excludes
from haproxy_model.views.stray_words import stray

#: A header that a request has once: HAProxy refuses others.
_ONCE = "req.hdr(host)"


@lint_rule("RTE002", "condition-never-holds", severity=Severity.WARNING)
def condition_never_holds(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds patterns that no value fits (a path without `/`, a host with a scheme, a path or `*`, a regular
        expression in a comparison of texts, a method in small letters), and terms that exclude each other.
    Why: such a condition never holds, and HAProxy does not say so: what it denies is permitted, what it chooses is not.
    In: a frontend for HTTP.
    Bad:
            http-request deny if { path_beg admin/ }
        backend shop
            server a 192.0.2.11:8000
    Good:
            http-request deny if { path_beg /admin/ }
        backend shop
            server a 192.0.2.11:8000
    Reference: 7.1.3 "Matching strings"; 7.2 "Using ACLs to form conditions"; 7.3.6 "path", "method".
    """
    contradicting = contradictions(ctx)
    for _, line in conditional_lines(ctx):
        yield from _impossible(line)
        if id(line) in contradicting:
            yield contradicting[id(line)]


def _impossible(line: Statement) -> Iterator[Finding]:
    for term in criteria(line):
        found = misfits(term.criterion)
        if not found or stray(term.criterion) is not None:
            continue
        for why in dict.fromkeys(each.why for each in found):
            places = [each.word for each in found if each.why == why]
            words = listed(term.criterion[place] for place in places)
            verb = "matches" if len(places) == 1 else "match"
            yield Finding(f"{words} never {verb}: {why}", line, term.word + places[0], term.word + places[-1])


def contradictions(ctx: LintContext) -> dict[int, Finding]:
    """The lines of whose terms two never hold together, by their identity."""
    return ctx.remembered("contradictions", _contradictions)


def _contradictions(ctx: LintContext) -> dict[int, Finding]:
    found = ((line, _contradicting(line, proxy)) for proxy, line in conditional_lines(ctx))
    return {id(line): finding for line, finding in found if finding is not None}


def _contradicting(line: Statement, proxy: Effective) -> Finding | None:
    """The first two terms of an alternative that never hold together; None where there are none."""
    reading = line._reading
    clause = reading.clause
    if not isinstance(clause, Condition) or all(len(alternative) < 2 for alternative in clause.alternatives):
        return None
    terms = reading.terms
    if isinstance(terms, Unread):
        return None
    rest = iter(terms)
    for alternative in clause.alternatives:
        placed = list(zip(alternative, rest, strict=False))
        for first, second in combinations(placed[:_MOST], 2):
            if _exclude(first[0], second[0], proxy):
                return _contradiction(line, clause, first, second)
    return None


#: More terms of an alternative are not compared with each other.
_MOST = 12


def _exclude(one: Term, other: Term, proxy: Effective) -> bool:
    """Whether two terms never hold together, each of which may."""
    first, second = (Condition(keyword="if", alternatives=((term,),)) for term in (one, other))
    if excludes(first, second, proxy.acls):
        return decided(first, proxy.acls) is None and decided(second, proxy.acls) is None
    if one.negated or other.negated:
        return False
    ones, others = _hosts(one, proxy), _hosts(other, proxy)
    return bool(ones and others) and all(tests_exclude(each, any_) for each in ones for any_ in others)


def _hosts(term: Term, proxy: Effective) -> list[Test]:
    """The tests of a term, where all are of the host: a request has one."""
    if term.criterion is not None:
        criteria = [term.criterion]
    else:
        criteria = [line.arguments[1:] for line in proxy.acls.get(term.name or "", ())]
    found = [test_of(criterion) for criterion in criteria]
    tests = [test._replace(is_single=True) for test in found if isinstance(test, Test) and test.expression == _ONCE]
    return tests if len(tests) == len(found) else []


def _contradiction(line: Statement, clause: Condition, one: tuple[Term, Placed], other: tuple[Term, Placed]) -> Finding:
    (first, here), (second, there) = one, other
    if len(clause.alternatives) == 1:
        effect = f"the rule {'never' if clause.keyword == 'if' else 'always'} applies"
    else:
        effect = "this alternative has no effect"
    way = "one of them" if first.negated or second.negated else "`or` between them"
    names = " and ".join(f"`{str(term).removeprefix('if ')}`" for term in (first, second))
    last = there.word + max(len(there.criterion) - 1, 0)
    return Finding(f"{names} never hold together: {effect}; expected {way}", line, here.word, last)


@lint_rule("RTE008", "operator-as-pattern", severity=Severity.WARNING)
def operator_as_pattern(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `or`, `||`, `and`, `&&`, `if` and braces among the patterns of a criterion.
    Why: HAProxy compares with each word up to a `}` of its own, so that what was meant as a second criterion is a list
        of further patterns of the first.
    In: a frontend for HTTP.
    Bad:
            http-request deny if { path_beg /admin || src 192.0.2.7 }
        backend shop
            server a 192.0.2.11:8000
    Good:
            http-request deny if { path_beg /admin } || { src 192.0.2.7 }
        backend shop
            server a 192.0.2.11:8000
    Reference: 7.1 "ACL basics"; 7.2 "Using ACLs to form conditions".
    """
    for _, line in conditional_lines(ctx):
        for term in criteria(line):
            found = stray(term.criterion)
            if found is not None:
                word = term.criterion[found.word]
                severity = Severity.INFO if found.is_harmless else None
                yield Finding(_stray_message(line, word), line, term.word + found.word, severity=severity)


def _stray_message(line: Statement, word: str) -> str:
    bare = word.lower()
    if "{" in bare or "}" in bare:
        return f"`{word}` is a pattern: braces are words of their own, with a blank before and after each"
    if line.keyword != "acl":
        return f"`{word}` is a pattern in these braces: close them before it, and open others behind it"
    if bare in ("or", "||"):
        return f"`{word}` is a pattern here: write a second `acl` line of the same name instead"
    if bare in ("and", "&&"):
        return f"`{word}` is a pattern here: write two ACLs, and name both in the condition of the rule"
    return f"`{word}` is a pattern here: an `acl` line has no condition; name both ACLs in that of the rule"


@lint_rule("RTE009", "condition-always-holds", severity=Severity.WARNING)
def condition_always_holds(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds conditions such as `if !{ src 192.0.2.1 } || !{ src 192.0.2.2 }`, of which a part always holds.
    Why: no address is both, so that one of the two is always the wrong one: the rule applies to everybody.
    In: a frontend for HTTP.
    Bad:
            http-request deny if !{ src 192.0.2.1 } || !{ src 192.0.2.2 }
        backend shop
            server a 192.0.2.11:8000
    Good:
            http-request deny unless { src 192.0.2.1 } || { src 192.0.2.2 }
        backend shop
            server a 192.0.2.11:8000
    Reference: 7.2 "Using ACLs to form conditions".
    """
    for proxy, line in conditional_lines(ctx):
        clause = line._reading.clause
        if not isinstance(clause, Condition) or len(clause.alternatives) < 2:
            continue
        if decided(clause, proxy.acls) is None and (covers((clause,), proxy.acls) or _denies_two(clause, proxy)):
            applies = "always" if clause.keyword == "if" else "never"
            yield Finding(
                f"one of these alternatives always holds, so the rule {applies} applies; expected `unless a or b` in "
                "place of `if !a or !b`",
                line,
                line._reading.condition,
                line._reading.last,
            )


def _denies_two(clause: Condition, proxy: Effective) -> bool:
    """Whether two alternatives deny a term each that never hold together."""
    single = [terms[0] for terms in clause.alternatives if len(terms) == 1 and terms[0].negated]
    return any(
        _exclude(evolve(one, negated=False), evolve(other, negated=False), proxy)
        for one, other in combinations(single[:_MOST], 2)
    )
