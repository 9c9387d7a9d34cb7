"""Conditions behind `if` and `unless`: ACL names and anonymous ACLs, joined by juxtaposition and `or` (manual 7.2)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal, NoReturn, Self, TypeAlias

from attrs import field, frozen

from haproxy_model.errors import InvalidValue, wrong_kind
from haproxy_model.syntax.automaton import Actions, Refused
from haproxy_model.syntax.languages import language
from haproxy_model.syntax.quoting import quote, split
from haproxy_model.syntax.text import is_name
from haproxy_model.syntax.words import CONDITIONS, Expandable
from haproxy_model.values.composition import Form, Operator, joined, negated
from haproxy_model.values.expression import Call, Expression
from haproxy_model.values.fields import are, expect, reader
from haproxy_model.values.readable import Readable, only, parsed
from haproxy_model.values.unread import ENVIRONMENT, Unread

Keyword: TypeAlias = Literal["if", "unless"]


class Composable(Readable):
    """What `&`, `|` and `~` join: terms and conditions.

    HAProxy has no parentheses, so what is joined is distributed until it is alternatives of terms.  A term that then
    stands in several of them may be asked several times for one request.
    """

    __slots__ = ()

    def __and__(self, other: Term | Condition) -> Condition:
        """Both must hold."""
        return self._joined("and", other)

    def __or__(self, other: Term | Condition) -> Condition:
        """One must hold."""
        return self._joined("or", other)

    def __bool__(self) -> NoReturn:
        raise TypeError("whether a condition holds is known for a request alone: use & | ~ for and, or, not")

    def _joined(self, operator: Operator, other: object) -> Condition:
        if not isinstance(other, Composable):
            sign = "&" if operator == "and" else "|"
            raise wrong_kind(f"a Term or a Condition after {sign}, such as {self._example}", other)
        keyword, alternatives = joined(operator, self._form, other._form)
        return Condition(keyword=keyword, alternatives=alternatives)

    @property
    @abstractmethod
    def _form(self) -> Form:
        """Its keyword and its alternatives."""


@frozen(eq=False, repr=False, kw_only=True)
class Term(Composable):
    """One thing that must hold: a named ACL, or an anonymous one between braces.

    Example:
        >>> str(Term.acl("is_api") & ~Term.acl("lan") | Term.matches("path_beg", "/x"))
        'if is_api !lan or { path_beg /x }'
    """

    _example: ClassVar[str] = "Term.acl('is_api')"

    #: the name of an ACL; None for a criterion in braces
    name: str | None = None
    #: the words between the braces: criterion, flags and patterns
    criterion: tuple[str, ...] | None = None
    #: whether it must not hold; `!!` is none
    negated: bool = False

    def __attrs_post_init__(self) -> None:
        expect(self, "name", self.name is None or isinstance(self.name, str), "text or None")
        expect(self, "criterion", self.criterion is None or are(str, self.criterion), "a tuple of words, or None")
        expect(self, "negated", isinstance(self.negated, bool), "True or False")

    @classmethod
    def acl(cls, name: str) -> Self:
        """The ACL of a name must hold.

        Raises:
            InvalidValue: HAProxy permits no such name, or takes it for an operator.
            TypeError: it is not text.
        """
        if not isinstance(name, str):
            raise wrong_kind("the name of an ACL as text", name)
        if not is_name(name) or name.lower() == "or":
            raise InvalidValue(f"{name!r} is not a name of an ACL: use letters, digits, '_', '.', ':' and '-'")
        return cls(name=str(name))

    @classmethod
    def matches(cls, criterion: str | Expression | Call, *words: str) -> Self:
        """A criterion must match: `matches("hdr(host)", "-i", "example.com")` is `{ hdr(host) -i example.com }`.

        Args:
            criterion: a fetch with its converters.
            words: flags and patterns, each as HAProxy shall read it: quotes are added where they are needed.

        Raises:
            InvalidValue: a word is empty or a lone brace, and would end the condition.
            TypeError: one is not text.
        """
        first = str(criterion) if isinstance(criterion, (Call, Expression)) else criterion
        for word in (first, *words):
            if not isinstance(word, str):
                raise wrong_kind("a criterion and its words as text", word)
            if not word or word == "}" or "\0" in word:
                raise InvalidValue(f"{word!r} cannot be a word of a criterion: it would end the condition")
        return cls(criterion=(first, *words))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The term that a text says: `is_api`, `!is_api`, `{ path_beg /api }`.

        Raises:
            InvalidValue: the text is none.
            TypeError: it is not text.
        """
        return parsed(cls, text, _read_term)

    def __invert__(self) -> Self:
        """The same must not hold."""
        return type(self)(name=self.name, criterion=self.criterion, negated=not self.negated)

    @property
    def _form(self) -> Form:
        return "if", ((self,),)

    def __str__(self) -> str:
        return " ".join(map(quote, self.words()))

    def words(self) -> tuple[str, ...]:
        """The words that say it."""
        bang = "!" if self.negated else ""
        if self.criterion is not None:
            return (f"{bang}{{", *self.criterion, "}")
        return (f"{bang}{self.name}",)


@frozen(eq=False, repr=False, kw_only=True)
class Condition(Composable):
    """When a rule applies: if every term of one alternative holds (manual, 7.2).

    Example:
        >>> read_condition(["if", "a", "!b", "or", "c"]).alternatives
        ((Term(name='a', criterion=None, negated=False), Term(name='b', criterion=None, negated=True)), \
(Term(name='c', criterion=None, negated=False),))
    """

    _example: ClassVar[str] = "Condition.parse('if is_api !is_local')"

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

    @classmethod
    def parse(cls, text: str) -> Self:
        """The condition that a text says, from `if` or `unless` on, quoted as on a line.

        Raises:
            InvalidValue: the text is none.
            TypeError: it is not text.
        """
        return parsed(cls, text, _read_text)

    def __invert__(self) -> Condition:
        """It must not hold."""
        keyword, alternatives = negated(self._form)
        return Condition(keyword=keyword, alternatives=alternatives)

    @property
    def _form(self) -> Form:
        return self.keyword, self.alternatives

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
        return " ".join(map(quote, self.words()))


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


def _read_text(text: str) -> Condition | Unread:
    pieces = split(text, "a condition")
    return Unread(text, "HAProxy stops reading at an empty word") if "" in pieces else read_condition(pieces)


def _read_term(text: str) -> Term | Unread | None:
    found = _read_text(f"if {text}")
    if isinstance(found, Unread):
        return found
    terms = only(tuple, found.alternatives)
    return None if terms is None else only(Term, terms)


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
