"""ACLs and the conditions of lines: what they look at, and whether it is there (manual 7.1, 7.2; catalogue REF002)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.reading.conditions import Term
from haproxy_model.reading.reading import Reading
from haproxy_model.schema.acl_keywords import CRITERIA
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.rows import available
from haproxy_model.schema.samples import fetches
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import leading_name
from haproxy_model.values.unread import Unread
from haproxy_model.verdicts.expressions.braces import glued, lacking
from haproxy_model.verdicts.expressions.criteria import Ruling, rule
from haproxy_model.verdicts.expressions.log_formats import FORMATS
from haproxy_model.verdicts.expressions.samples import place_of, place_problem
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.views.active import Active
from haproxy_model.views.expressions import line_expressions

#: First words of lines that may have a condition.
_CONDITIONAL = frozenset(row.name.partition(" ")[0] for row in KEYWORDS if row.condition)
#: Where HAProxy takes a condition to be evaluated; a ruleset that is not here, it asks nowhere.
_PLACES = {
    "redirect": "http-request",
    "stats": "http-request",
    "http-request": "http-request",
    "http-response": "http-response",
    "http-after-response": "http-after-response",
    "use_backend": "use_backend",
    "use-server": "use-server",
    "force-persist": "tcp-request.content",
    "ignore-persist": "tcp-request.content",
}
#: Lines whose expressions HAProxy reads when all ACLs of the proxy are known.
_LATE = frozenset(("use_backend", "use-server", *FORMATS))


def condition_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What is wrong with ACLs and conditions; ACLs that a condition uses before, or without, their definition."""
    for section in active.of_kind("frontend", "backend", "listen", "defaults", "fcgi-app"):
        first = active.first_words(section)
        if "acl" in first or not first.isdisjoint(_CONDITIONAL) or active.mentions("acl("):
            yield from _Acls(section, active, near).findings()


class _Acls:
    """The ACLs of a section, line after line."""

    def __init__(self, section: Section, active: Active, near: Near) -> None:
        self._section = section
        self._active = active
        self._version = active.version
        self._near = near
        #: what the lines so far make of each name
        self._defined: dict[str, dict[str, Ruling]] = {}
        self._everywhere: dict[str, Statement] | None = None

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the lines of the section, in order."""
        asking = self._active.words_with("acl(")
        lines = self._active
        for statement in lines.apart(self._section) if asking else lines.beginning(self._section, "acl", *_CONDITIONAL):
            if asking and statement._holds(asking):
                yield from self._asked(statement)
            if statement._begins("acl"):
                name = statement._argument(1)
                if name is not None:
                    ruling = rule(statement.arguments[1:], self._version)
                    # An ACL of many lines looks at few things.
                    self._defined.setdefault(name, {}).setdefault(ruling.name if ruling.origin else "", ruling)
                    if ruling.notes:
                        yield from _spoken(ruling, statement, 2)
                else:
                    message = "`acl` needs a name and a criterion, such as `acl is_api path_beg /api`"
                    yield Finding("missing-argument", message, statement)
            elif statement.keyword in _CONDITIONAL:
                reading = statement._reading
                if reading.condition <= reading.last:
                    yield from self._condition(statement, reading)

    def _condition(self, statement: Statement, reading: Reading) -> Iterator[Finding]:
        start, pieces, terms = reading.condition, reading.condition_words, reading.terms
        if isinstance(terms, Unread):
            if not any(isinstance(word, Expandable) for word in pieces):
                reason = glued(pieces) or terms.reason
                message = f"`{shown(' '.join(pieces))}` is not a condition: {reason}"
                yield Finding("bad-condition", message, statement, start, reading.last)
            return
        place = _place(statement.keyword, statement._argument(1) or "", self._section.kind)
        warned, told = False, 0
        for term in terms:
            if term.word <= told:
                continue
            if term.name is None:
                ruling = rule(term.criterion, self._version)
                if ruling.notes:
                    yield from _spoken(ruling, statement, term.word)
                rulings = [ruling]
            elif term.name in self._defined:
                rulings = list(self._defined[term.name].values())
            elif term.name in PREDEFINED and available(PREDEFINED[term.name], self._version):
                rulings = [rule(tuple(PREDEFINED[term.name].definition.split()), self._version)]
            else:
                lack = None
                if term.name not in self._every:
                    lack = lacking(pieces[term.word - start :], self._is_known, self._is_criterion)
                if lack is None:
                    yield self._unknown(statement, term.name, term.word)
                else:
                    told = term.word + lack.last
                    yield Finding("unknown-acl", lack.message, statement, term.word, told)
                continue
            if place and not warned:
                finding = _misplaced(statement, term, rulings, place)
                if finding is not None:
                    warned = True
                    yield finding

    def _asked(self, statement: Statement) -> Iterator[Finding]:
        """The ACLs that the fetch `acl()` names and that are not there."""
        for each in line_expressions(statement):
            if each.fetch is None or each.fetch.name != "acl" or "acl" not in fetches(self._version):
                continue
            for argument in each.fetch.arguments or ():
                name = argument.removeprefix("!")
                late = statement.keyword in _LATE and name in self._every
                if not late and not self._is_known(name) and (name or len(each.fetch.arguments or ()) > 1):
                    yield self._unknown(statement, name, each.word)
                    return

    def _is_known(self, name: str) -> bool:
        predefined = PREDEFINED.get(name)
        return name in self._defined or (predefined is not None and available(predefined, self._version))

    def _is_criterion(self, word: str) -> bool:
        name = leading_name(word)
        known = name in CRITERIA or name in fetches(self._version)
        # One whose arguments are missing is none, braces or not: more likely an ACL of that name is missing.
        return known and all(note.kind != "bad-criterion" for note in rule((word,), self._version).notes)

    @property
    def _every(self) -> dict[str, Statement]:
        """Each ACL of the section with its first line."""
        if self._everywhere is None:
            lines = reversed(self._active.lines(self._section, "acl"))
            self._everywhere = {name: line for line in lines if (name := line._argument(1)) is not None}
        return self._everywhere

    def _unknown(self, statement: Statement, name: str, place: int) -> Finding:
        later = self._every.get(name)
        if later is not None:
            message = f"the ACL `{shown(name)}` is used before its definition: move the `acl` line up"
            related = (("it is defined here", later),)
            return Finding("unknown-acl", message, statement, place, related=related)
        if name in PREDEFINED:
            since = PREDEFINED[name].since
            message = f"the ACL `{name}` exists since HAProxy {since}, the target is {self._version}"
            return Finding("unknown-acl", message, statement, place)
        hint = self._near.hint(name, chain(self._defined, PREDEFINED))
        message = f"no ACL called `{shown(name)}` is defined above in this {self._section.kind}{hint}"
        return Finding("unknown-acl", message, statement, place)


def _spoken(ruling: Ruling, statement: Statement, first: int) -> Iterator[Finding]:
    last = statement._last()
    for note in ruling.notes:
        yield Finding(note.kind, note.message, statement, min(first + note.place, last))


def _misplaced(statement: Statement, term: Term, rulings: list[Ruling], place: str) -> Finding | None:
    """That a term looks, at least with one of its criteria, at what is not there."""
    problems = [place_problem(ruling.name, ruling.origin, place) for ruling in rulings]
    first = next((problem for problem in problems if problem is not None), None)
    if first is None:
        return None
    what = "this" if term.name is None else f"the ACL `{shown(term.name)}`"
    verb = "never matches" if all(problems) else "matches only in part"
    return Finding("acl-never-matches", f"{what} {verb} here: {first}", statement, term.word)


@lru_cache(maxsize=1024)
def _place(word: str, second: str, section: str) -> str:
    """The place at which HAProxy looks for a conflict of a condition; empty where it does not look."""
    if word in ("tcp-request", "tcp-response"):
        return place_of(f"{word}.{second}", section)
    if word == "stick":
        return place_of("stick-store" if second == "store-response" else "use-server", section)
    if word not in _PLACES:
        return ""
    # Of a proxy with two sides it asks one: requests in front, responses behind.
    sides = place_of(_PLACES[word], section).split()
    return sides[-1] if word.endswith(("response", "persist")) else sides[0]
