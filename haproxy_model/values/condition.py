"""Conditions behind `if` and `unless`: ACL names and anonymous ACLs, joined by juxtaposition and `or` (manual 7.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

from haproxy_model.syntax.automaton import Actions, Refused
from haproxy_model.syntax.languages import language
from haproxy_model.syntax.words import CONDITIONS, Expandable
from haproxy_model.values.fields import are, expect, reader
from haproxy_model.values.unread import ENVIRONMENT, Unread
from haproxy_model.values.value import Value

Keyword: TypeAlias = Literal["if", "unless"]


@frozen(eq=False, repr=False)
class Term(Value):
    """One thing that must hold: a named ACL, or an anonymous one between braces."""

    #: the name of an ACL; None where braces stand
    name: str | None = None
    #: the words between the braces: criterion, flags and patterns
    criterion: tuple[str, ...] | None = None
    #: whether it must not hold; `!!` is none
    negated: bool = False

    def __attrs_post_init__(self) -> None:
        expect(self, "name", self.name is None or isinstance(self.name, str), "text or None")
        expect(self, "criterion", self.criterion is None or are(str, self.criterion), "a tuple of words, or None")
        expect(self, "negated", isinstance(self.negated, bool), "True or False")

    def words(self) -> tuple[str, ...]:
        """The words that say it."""
        bang = "!" if self.negated else ""
        if self.criterion is not None:
            return (f"{bang}{{", *self.criterion, "}")
        return (f"{bang}{self.name}",)


@frozen(eq=False, repr=False)
class Condition(Value):
    """When a rule applies: if every term of one alternative holds (manual, 7.2).

    Example:
        >>> read_condition(["if", "a", "!b", "or", "c"]).alternatives
        ((Term(name='a', criterion=None, negated=False), Term(name='b', criterion=None, negated=True)), \
(Term(name='c', criterion=None, negated=False),))
    """

    #: `if` or `unless`
    keyword: Keyword
    #: the alternatives, each a tuple of terms; without any, `if` never holds and `unless` always
    alternatives: tuple[tuple[Term, ...], ...] = ()
    #: the words that were read; empty when built by hand, or made of another value
    spelling: tuple[str, ...] = field(default=(), init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        expect(self, "keyword", isinstance(self.keyword, str), "'if' or 'unless'")
        fits = isinstance(self.alternatives, tuple) and all(are(Term, terms) for terms in self.alternatives)
        expect(self, "alternatives", fits, "a tuple of tuples of Terms; text such as 'if a or b' is assigned as it is")

    def words(self) -> tuple[str, ...]:
        """The words that say it: those that were read, or one spelling of it."""
        if self.spelling:
            return self.spelling
        words: list[str] = [self.keyword]
        for number, alternative in enumerate(self.alternatives):
            if number:
                words.append("or")
            for term in alternative:
                words += term.words()
        return tuple(words)

    def terms(self) -> Iterator[Term]:
        """Every term of every alternative, in order."""
        for alternative in self.alternatives:
            yield from alternative

    def names(self) -> tuple[str, ...]:
        """The names of the ACLs it uses, in order and as often as it uses them."""
        return tuple([term.name for term in self.terms() if term.name is not None])

    def __str__(self) -> str:
        return " ".join(self.words())


def read_condition(words: Sequence[str]) -> Condition | Unread:
    """Read a condition.

    Args:
        words: from `if` or `unless` to the end of the line; HAProxy stops at the first empty one.

    Returns:
        The condition; `Unread` where braces are empty or stay open, or where a variable stands for a term.  Between
        braces a word may hold variables.
    """
    spelling = tuple(words)
    text = " ".join(spelling)
    try:
        _, keyword, *alternatives = language("condition").read_tokens(_tokens(spelling), _ACTIONS)
    except Refused as refusal:
        return Unread(text, _reason(refusal))
    except _VariableError:
        return Unread(text, ENVIRONMENT)
    return _condition(keyword, tuple([terms for terms in alternatives if terms]), spelling)


_condition, _term_of = reader(Condition), reader(Term)


class _VariableError(Exception):
    """A variable stands where a name, an operator or a brace could."""


def _tokens(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    inside = False
    for position, word in enumerate(words):
        if not word:
            return
        if inside:
            inside = word != "}"
            yield ("WORD" if inside else "_CLOSE", word)
            continue
        if isinstance(word, Expandable):
            raise _VariableError
        if position == 0:
            yield ("KEYWORD" if word in CONDITIONS else "$UNKNOWN", word)
            continue
        name = word.lstrip("!")
        for _ in range(len(word) - len(name)):
            yield "BANG", "!"
        if name == "{":
            inside = True
            yield "_OPEN", name
        elif name == "||" or (len(name) == 2 and name.isascii() and name.lower() == "or"):
            yield "_OR", name
        elif name:
            yield "NAME", name


def _reason(refusal: Refused) -> str:
    if "WORD" not in refusal.expected:
        return "expected if or unless"
    return "expected } as a word of its own" if "_CLOSE" in refusal.expected else "expected a criterion between { and }"


def _alternative(children: list[Any]) -> tuple[Term, ...]:
    return tuple([child for child in children if isinstance(child, Term)])


def _term(children: list[Any]) -> Term:
    last, negated = children[-1], len(children) % 2 == 0
    return _term_of(last, None, negated) if isinstance(last, str) else _term_of(None, last, negated)


_ACTIONS: Actions = {"alternative": _alternative, "term": _term, "criterion": tuple[str, ...]}
