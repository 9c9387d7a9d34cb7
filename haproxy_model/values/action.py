"""Actions: what the rules of `http-request`, `tcp-request …` and their kin do (manual 4.3).

What the words mean is the business of each action; where they end is told by the reading of the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

from attrs import field, frozen

from haproxy_model.syntax.quoting import quote, split
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import are, expect, reader
from haproxy_model.values.readable import Readable, parsed


@frozen(eq=False, repr=False, kw_only=True)
class Action(Readable):
    """What a rule does: the action's name, its argument in parentheses, and its words.

    Example:
        >>> read_action(["set-var(txn.host)", "req.hdr(host)"])
        Action(name='set-var', argument='txn.host', words=('req.hdr(host)',))
    """

    _example: ClassVar[str] = "Action(name='deny')"

    #: the action without its parentheses
    name: str
    #: what is in the parentheses after the name; None where there are none
    argument: str | None = None
    #: the words between the action and the condition
    words: tuple[str, ...] = ()
    #: the words that were read; empty when built by hand, or made of another value
    spelling: tuple[str, ...] = field(default=(), init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        expect(self, "name", isinstance(self.name, str), "text")
        expect(self, "argument", self.argument is None or isinstance(self.argument, str), "text or None")
        expect(self, "words", are(str, self.words), "a tuple of words")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The action that a text says: the words between the ruleset and the condition, quoted as on a line.

        Raises:
            InvalidValue: the text is none.
            TypeError: it is not text.
        """
        return parsed(cls, text, _read_text)

    def written(self) -> tuple[str, ...]:
        """The words of the action, without the condition."""
        if self.spelling:
            return self.spelling
        return (self.name if self.argument is None else f"{self.name}({self.argument})", *self.words)

    def __str__(self) -> str:
        return " ".join(map(quote, self.written()))


_action = reader(Action)


def _read_text(text: str) -> Action | None:
    pieces = split(text, "an action")
    return read_action(pieces) if pieces and pieces[0] else None


def read_action(words: Sequence[str]) -> Action:
    """Read an action.

    Args:
        words: what stands between the ruleset (`http-request`, `tcp-request content` …) and the condition.

    Returns:
        The action, named "" where there are no words.
    """
    if not words:
        return Action(name="")
    first, *rest = words
    name, opening, end = str(first).partition("(")
    if not opening or end[-1:] != ")":
        return _action(first, None, tuple(rest), tuple(words))
    argument = end[:-1]
    if isinstance(first, Expandable) and "$" in argument:
        argument = Expandable(argument, f'"{argument}"')
    return _action(name, argument, tuple(rest), tuple(words))
