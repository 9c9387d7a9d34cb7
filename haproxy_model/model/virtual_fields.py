"""Families and sections as attrs sees them: `attrs.fields`, `asdict` and `evolve` work by their typed attributes.

The words are the only storage; the fields are made when somebody asks for them, and nothing has a slot of its own.
All but one say that no constructor takes them, so that `attrs.evolve` asks for that one alone: `text`, the line or the
section as it is written, of which the copy is made before the changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

import attrs

from haproxy_model.errors import InvalidValue, near

#: Where the classes are that families and kinds of sections are made of.
_FOUNDATIONS = tuple(f"haproxy_model.model.{name}" for name in ("line", "params", "section"))


class _Summary:
    """`__doc__` of typed attributes: of the class what it says, of an attribute its line."""

    def __init__(self, text: str | None) -> None:
        self._text = text

    def __get__(self, attribute: Typed | None, owner: type) -> str | None:
        return self._text if attribute is None else attribute.summary


class Typed:
    """A typed attribute: what `attrs.fields` and `help` tell of it."""

    name: str
    owner: type

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.__doc__ = cast(str, _Summary(cls.__doc__))

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.owner = name, owner

    @property
    def summary(self) -> str:
        """What it is, in one line."""
        from haproxy_model.schema.summaries import SUMMARIES

        return SUMMARIES.get((self.owner.__name__, self.name), "")

    def type_in(self, owner: type) -> object:
        """The class of its values on lines of a class, or its annotation."""
        return object

    def facts_in(self, owner: type) -> dict[str, object]:
        """What the metadata of its field says on lines of a class."""
        return {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


#: What sections have that is in no line of theirs.
_OF_SECTIONS = ("kind", "name", "from_defaults")
_TEXT: Any = str | None
#: Properties that say nothing of their own.
_OWN_WORDS = ("title", "comment_above")


def typed_attributes(kind: type) -> Iterator[tuple[str, Any]]:
    """The typed attributes of a family or a kind of section, and its properties; those of classes above it first."""
    found: dict[str, Any] = {}
    for each in reversed(kind.__mro__):
        if each.__module__ not in _FOUNDATIONS:
            found |= {
                name: value
                for name, value in vars(each).items()
                if isinstance(value, (Typed, property)) and name[:1] != "_" and name not in _OWN_WORDS
            }
    yield from found.items()


def assign(owner: object, changes: Mapping[str, object]) -> None:
    """Assign typed attributes by their names.

    Raises:
        InvalidValue: there is no such attribute, or a value is not of its kind.
    """
    kind = type(owner)
    for name, value in changes.items():
        attribute = getattr(kind, name, None)
        if name[:1] == "_" or not (isinstance(attribute, Typed) or getattr(attribute, "fset", None) is not None):
            hint = near(name, (each for each, _ in typed_attributes(kind)))
            raise InvalidValue(f"{kind.__name__} has no attribute {name!r} to set{hint}")
        setattr(owner, name, value)


class VirtualFields:
    """`__attrs_attrs__` of a class whose fields are its typed attributes."""

    def __get__(self, instance: object, owner: type) -> tuple[attrs.Attribute[Any], ...]:
        return _fields(owner)


class WrittenFields:
    """`__attrs_attrs__` of files and configurations: their lines, by which pytest says what differs."""

    def __get__(self, instance: object, owner: type) -> tuple[attrs.Attribute[Any], ...]:
        return _written()


@cache
def _written() -> tuple[attrs.Attribute[Any], ...]:
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(attrs.make_class("Written", ["_lines"], eq=False))
    return fields


@cache
def _fields(kind: type) -> tuple[attrs.Attribute[Any], ...]:
    every = dict(typed_attributes(kind))
    places = [name for name, value in every.items() if not getattr(value, "kw_only", True)]
    made = {name: attrs.field(init=False, type=_TEXT) for name in _OF_SECTIONS if hasattr(kind, "from_defaults")}
    made |= {name: _field(kind, name, every[name]) for name in (*places, *every)}
    made["comment"] = attrs.field(init=False, type=_TEXT)
    # The one that constructors take, and evolve asks for: made again of its text, nothing is lost.
    made["text"] = attrs.field(type=str)
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(attrs.make_class(kind.__name__, made, eq=False, repr=False))
    if hasattr(kind, "from_defaults"):
        # Of sections pytest compares the text: what they hold are live views, of which no two are equal.
        return tuple(each if each.name == "text" else each.evolve(eq=False) for each in fields)
    return fields


def _field(kind: type, name: str, value: Any) -> Any:
    if isinstance(value, Typed):
        facts = {"summary": value.summary, **value.facts_in(kind)}
        return attrs.field(init=False, type=value.type_in(kind), metadata=facts)  # type: ignore[call-overload]
    summary = (value.__doc__ or "").partition("\n")[0].removesuffix(".")
    return attrs.field(init=False, type=value.fget.__annotations__.get("return"), metadata={"summary": summary})
