"""Log-format strings, which also make headers, paths and backend names (manual 8.2.6 "Custom log format")."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar, Self

from attrs import field, frozen

from haproxy_model.syntax.automaton import Actions, Refused
from haproxy_model.syntax.languages import language
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.values.fields import are, expect, spelled
from haproxy_model.values.readable import Readable, only, parsed
from haproxy_model.values.unread import ENVIRONMENT, Unread


@frozen(eq=False, repr=False, kw_only=True)
class Item(Readable):
    """What HAProxy puts in at run time: an alias such as `%ci`, or the result of a sample expression.

    Example:
        >>> str(Item(alias="hr", flags=("+Q",)))
        '%{+Q}hr'
    """

    _example: ClassVar[str] = "Item(alias='ci')"

    #: the alias without `%`; None for an expression
    alias: str | None = None
    #: the expression between brackets
    expression: Expression | None = None
    #: the name given to it, for JSON and CBOR logs (3.0 and later)
    name: str | None = None
    #: the type asked for: `str`, `sint`, `bool`, `raw` (3.0 and later)
    type: str | None = None
    #: the flags with their signs; HAProxy ignores those it does not know
    flags: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        for name in ("alias", "name", "type"):
            value = getattr(self, name)
            expect(self, name, value is None or isinstance(value, str), "text or None")
        expect(self, "expression", self.expression is None or isinstance(self.expression, Expression), "an Expression")
        expect(self, "flags", are(str, self.flags), "a tuple of texts")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The one alias or expression that a text says.

        Raises:
            InvalidValue: the text is something else.
            TypeError: it is not text.
        """
        return parsed(cls, text, _read_item)

    def __str__(self) -> str:
        kind = "" if self.type is None else f":{self.type}"
        name = f"({self.name or ''}{kind})" if self.name is not None or kind else ""
        flags = "{" + ",".join(self.flags) + "}" if self.flags else ""
        return f"%{name}{flags}" + (f"[{self.expression}]" if self.alias is None else self.alias)


@frozen(eq=False, repr=False, kw_only=True)
class LogFormat(Readable):
    """Texts and items in order; a text is a plain `str`, its `%%` already one percent sign.

    Example:
        >>> read_log_format("a%%b %ci").parts
        ('a%b ', Item(alias='ci', expression=None, name=None, type=None, flags=()))
    """

    _example: ClassVar[str] = "LogFormat(parts=(Item(alias='ci'), ' '))"

    #: the parts; two texts are never side by side
    parts: tuple[str | Item, ...] = ()
    #: how it was written; empty when built by hand, or made of another value
    spelling: str = field(default="", init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        expect(self, "parts", are((str, Item), self.parts), "a tuple of texts and Items")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The log format that a text says.

        Raises:
            InvalidValue: the text is none, or holds variables.
            TypeError: it is not text.
        """
        return parsed(cls, text, read_log_format)

    @property
    def is_static(self) -> bool:
        """Whether HAProxy takes it for one fixed text; not `a%%b`, although that always gives `a%b`."""
        return all(isinstance(part, str) for part in self.parts) and "%" not in str(self)

    def __str__(self) -> str:
        return self.spelling or "".join(
            [part.replace("%", "%%") if isinstance(part, str) else str(part) for part in self.parts]
        )


def read_log_format(text: str) -> LogFormat | Unread:
    """Read a log-format string (manual 8.2.6).

    Args:
        text: the value of one word; blanks and quotes in it are part of the text.

    Returns:
        The format; `Unread` where `%` stands before a blank, a digit or the end, where an item is malformed, and for a
        text that holds variables.
    """
    return Unread(text, ENVIRONMENT) if isinstance(text, Expandable) else _read(text)


def _read_item(text: str) -> Item | Unread | None:
    found = read_log_format(text)
    return found if isinstance(found, Unread) else only(Item, found.parts)


@lru_cache(maxsize=4096)
def _read(text: str) -> LogFormat | Unread:
    try:
        parts: list[str | Item | Unread] = language("logformat").read_text(text, _ACTIONS)
    except Refused as refusal:
        place = max(text.rfind("%", 0, refusal.position + 1), 0)
        return Unread(text, f"expected %%, %alias, %{{flags}}alias or %[expression] at {text[place : place + 20]!r}")
    joined: list[str | Item] = []
    run: list[str] = []
    for part in parts:
        if isinstance(part, str):
            run.append(part)
            continue
        if isinstance(part, Unread):
            return Unread(text, part.reason)
        if run:
            joined.append("".join(run))
            run.clear()
        joined.append(part)
    if run:
        joined.append("".join(run))
    return spelled(LogFormat(parts=tuple(joined)), text)


def _item(children: list[Any]) -> Item | Unread:
    parts: dict[str, str] = dict(children)
    name: str | None = None
    kind: str | None = None
    if "name" in parts:
        before, colon, behind = parts["name"][1:-1].partition(":")
        name, kind = before or None, behind if colon else None
    flags = tuple(parts["flags"][1:-1].split(",")) if parts.get("flags", "{}") != "{}" else ()
    if "alias" in parts:
        return Item(alias=parts["alias"], name=name, type=kind, flags=flags)
    text = parts["expression"][1:-1]
    expression = read_expression(text)
    if isinstance(expression, Unread):
        return expression
    if text[-1:] == ",":
        return Unread(text, f"expected a converter after the last comma of {text!r}")
    return Item(expression=expression, name=name, type=kind, flags=flags)


_ACTIONS: Actions = {
    "start": list[Any],
    "text": lambda children: children[0],
    "percent": lambda children: "%",
    "item": _item,
}
