"""Named tuples whose classes are made quickly, for the start of the command line.

`typing.NamedTuple` compiles every annotation that is a string, which is two thirds of what making the class costs; this
one leaves them as they are written.  Type checkers see the one of `typing`.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class _Maker(type):
        """Makes of a class body with annotations the named tuple that `typing.NamedTuple` makes of it."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body.pop("__module__"))
            for attribute, value in body.items():
                setattr(made, attribute, value)
            return made

    class NamedTuple(metaclass=_Maker):
        """The base of a class with annotated fields, as `typing.NamedTuple` is."""

        __slots__ = ()
