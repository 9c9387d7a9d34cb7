"""What is worked out of an object once, when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    once = cached_property
else:

    class once(cached_property):  # noqa: N801  # it is used as `property` is
        """`functools.cached_property` without the lock that Python 3.11 takes: two threads may work it out twice."""

        def __get__(self, instance, owner=None):
            """The value, kept in the object."""
            if instance is None:
                return self
            value = instance.__dict__[self.attrname] = self.func(instance)
            return value
