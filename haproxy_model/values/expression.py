"""Sample expressions: a fetch and the converters behind it (manual 7.2 and 7.3).

The names are not looked up here; what exists in which version is the business of the schema.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Self

from attrs import field, frozen

from haproxy_model.syntax.automaton import Actions, Refused
from haproxy_model.syntax.languages import language
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import are, expect, spelled
from haproxy_model.values.readable import Readable, parsed
from haproxy_model.values.unread import ENVIRONMENT, Unread

_ESCAPE = re.compile(r"\\([\\ \"'rnt])")
_CONTROL = {"r": "\r", "n": "\n", "t": "\t"}
_SPECIAL = re.compile("[,)\"'\\\\]").search
_NAME = re.compile("[A-Za-z0-9._+:-]+").match
_EXPECTED = "expected a sample expression such as req.hdr(host),lower"


@frozen(eq=False, repr=False, kw_only=True)
class Call(Readable):
    """A sample fetch, converter or predicate and its arguments.

    Example:
        >>> str(Call(name="regsub", arguments=("a,b", "c")))
        "regsub('a,b',c)"
    """

    _example: ClassVar[str] = "Call(name='req.hdr', arguments=('host',))"

    #: the name, exactly as HAProxy knows it
    name: str
    #: the arguments without quotes and escapes; None without parentheses
    arguments: tuple[str, ...] | None = None

    def __attrs_post_init__(self) -> None:
        expect(self, "name", isinstance(self.name, str), "text")
        expect(self, "arguments", self.arguments is None or are(str, self.arguments), "a tuple of texts, or None")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The fetch or converter that a text says, alone.

        Raises:
            InvalidValue: the text is none, or more than one.
            TypeError: it is not text.
        """
        return parsed(cls, text, _read_call)

    def __str__(self) -> str:
        if self.arguments is None:
            return self.name
        if self.arguments == ("",):
            return f"{self.name}('')"
        return f"{self.name}({','.join([_quote(argument) for argument in self.arguments])})"


@frozen(eq=False, repr=False, kw_only=True)
class Expression(Readable):
    """A sample fetch, and the converters that its value passes through (manual, 7).

    Example:
        >>> Expression.parse('req.hdr("host"),lower').fetch
        Call(name='req.hdr', arguments=('host',))
    """

    _example: ClassVar[str] = "Expression(fetch=Call(name='src'))"

    #: the sample fetch, in an ACL perhaps one of its derivatives such as `path_beg`
    fetch: Call
    #: the converters in order
    converters: tuple[Call, ...] = ()
    #: how it was written in one word; empty when built by hand, made of another value, or read from several words
    spelling: str = field(default="", init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        expect(self, "fetch", isinstance(self.fetch, Call), "a Call; text such as 'src,lower' is assigned as it is")
        expect(self, "converters", are(Call, self.converters), "a tuple of Calls")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The expression that a text says, converters after commas.

        Raises:
            InvalidValue: the text is none, or holds variables.
            TypeError: it is not text.
        """
        return parsed(cls, text, read_expression)

    def __str__(self) -> str:
        return self.spelling or ",".join([str(call) for call in (self.fetch, *self.converters)])


def read_expression(text: str) -> Expression | Unread:
    """Read an expression that is one word, or the part of a word between brackets.

    Args:
        text: the value of the word, its quotes and escapes already resolved.

    Returns:
        The expression; `Unread` for what is none, or holds variables.
    """
    return Unread(text, ENVIRONMENT) if isinstance(text, Expandable) else _read(text)


def _read_call(text: str) -> Call | Unread | None:
    found = read_expression(text)
    if isinstance(found, Unread):
        return found
    # A comma at the end would be lost.
    return None if found.converters or text[-1:] == "," else found.fetch


def read_expression_words(pieces: Sequence[str], converter_names: Container[str]) -> tuple[Expression | Unread, int]:
    """Read an expression whose converters may be words of their own, as `stick on` and `set-var` allow.

    Args:
        pieces: the words from the fetch on.
        converter_names: what HAProxy knows as converters; the first word that begins with none of them is not ours.

    Returns:
        The expression, or `Unread` of the words that belong to it, and how many they are.
    """
    used = 1
    while used < len(pieces):
        if leading_name(pieces[used]) not in converter_names:
            break
        used += 1
    mine = pieces[:used]
    if used == 1:
        return (read_expression(mine[0]), 1) if mine else (Unread("", _EXPECTED), 0)
    if any(isinstance(word, Expandable) for word in mine):
        return Unread(" ".join(mine), ENVIRONMENT), used
    parts = [_read(word) for word in mine]
    calls: list[Call] = []
    for part in parts:
        if isinstance(part, Unread):
            return Unread(" ".join(mine), part.reason), used
        calls += (part.fetch, *part.converters)
    return Expression(fetch=calls[0], converters=tuple(calls[1:])), used


def leading_name(text: str) -> str:
    """The name of a fetch or converter that a text begins with; empty where it begins with none."""
    name = _NAME(text)
    return name.group() if name is not None else ""


@lru_cache(maxsize=4096)
def _read(text: str) -> Expression | Unread:
    try:
        calls: list[Call] = language("expression").read_text(text, _ACTIONS)
    except Refused as refusal:
        rest = text[refusal.position : refusal.position + 20]
        return Unread(text, f"{_EXPECTED}; found {rest!r}" if rest else f"{_EXPECTED}; found its end")
    return spelled(Expression(fetch=calls[0], converters=tuple(calls[1:])), text)


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: _CONTROL.get(match[1], match[1]), text)


def _quote(argument: str) -> str:
    if not _SPECIAL(argument):
        return argument
    if "'" not in argument:
        return f"'{argument}'"
    return '"' + argument.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _call_with(children: list[Any]) -> Call:
    name, *arguments = children
    # Nothing between the parentheses is no argument; between commas it is an empty one.
    if arguments == [None]:
        return Call(name=name, arguments=())
    return Call(name=name, arguments=tuple([argument or "" for argument in arguments]))


_ACTIONS: Actions = {
    "start": list[Call],
    "call": lambda children: Call(name=children[0]),
    "call_with": _call_with,
    "argument": lambda children: "".join(children) if children else None,
    "bare": lambda children: children[0],
    "escape": lambda children: _unescape(children[0]),
    "strong": lambda children: children[0][1:-1],
    "weak": lambda children: _unescape(children[0][1:-1]),
}
