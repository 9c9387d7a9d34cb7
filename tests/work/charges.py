"""What each operation costs: the elements that it walks over.

The copy of the package that counts (`counting`) has these in the place of its calls, slices, sums and comparisons.
A function of C is charged for all that it is given, holds and returns, unless a table here knows better.
"""

from __future__ import annotations

import operator
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, MethodType
from typing import Any

#: A line of the package: its module and its number.
Place = tuple[str, int]

_total = 0
_places: Counter[Place] | None = None

_SIZED = (str, bytes, list, tuple, set, frozenset, dict)
_ITERATORS = frozenset(
    {map, filter, zip, enumerate, reversed, type(re.finditer("", ""))}
    | {type(iter(kind())) for kind in (*_SIZED, {}.values, {}.items)}
)
_OF_C = frozenset({BuiltinFunctionType, MethodDescriptorType, type(lru_cache(len))})
#: What takes the same time whatever it is given.
CONSTANT = frozenset(
    ("add", "append", "appendleft", "bool", "callable", "cast", "chr", "discard", "end", "get", "getattr", "hasattr",
     "hash", "id", "isascii", "isinstance", "issubclass", "items", "keys", "lastgroup", "len", "next", "ord", "popitem",
     "popleft", "setattr", "setdefault", "span", "start", "type", "values")
)  # fmt: skip
#: What looks for something, and stops where it finds it.
_SEARCHES = frozenset(("find", "rfind", "index", "rindex", "search", "match", "fullmatch"))
#: What walks over what it is given, and not over what it belongs to.
_FREE_OWNER = frozenset(("startswith", "endswith", "update", "extend"))


def begin(places: Counter[Place] | None) -> None:
    """Count from 0; with `places` also line by line, which takes longer."""
    global _total, _places
    _total, _places = 0, places


def total() -> int:
    """What was spent since the beginning."""
    return _total


def spend(amount: int = 1) -> None:
    """A function is entered, a loop turns."""
    global _total
    _total += amount
    if _places is not None:
        frame = sys._getframe(1)
        while frame.f_globals is globals() and frame.f_back is not None:
            frame = frame.f_back
        _places[frame.f_globals["__name__"], frame.f_lineno] += amount


def each(items: Any) -> Iterator[Any]:
    """What a comprehension, or a function of C, goes over."""
    for item in items:
        spend()
        yield item


def made(value: Any) -> Any:
    """A slice, a display with stars, a text with values in it."""
    spend(_size(value))
    return value


def grown(value: Any) -> None:
    """What `+=` has made: strings and tuples are copied whole, lists grow where they stand."""
    if not isinstance(value, list):
        spend(_size(value))


def combined(operation: Callable[[Any, Any], Any], one: Any, other: Any) -> Any:
    """What two values come to."""
    spend(_size(one))
    return made(operation(one, other))


def equal(one: Any, other: Any) -> Any:
    """Whether values are equal, compared member by member where there are as many."""
    if type(one) is type(other) and one is not other and _size(one) == _size(other):
        spend(_size(one))
    return one == other


def held(member: Any, holder: Any) -> bool:
    """Whether something has a member: lists and texts are searched, sets are not."""
    found = member in holder
    if isinstance(holder, list | tuple | str | bytes):
        spend(holder.index(member) if found else len(holder))
    return found


def placed(holder: Any, index: Any, value: Any) -> None:
    """An assignment to a slice moves what stands behind it."""
    holder[index] = value
    spend(_moved(holder, index) + _size(value))


def deleted(holder: Any, index: Any) -> None:
    """A deletion moves what stands behind it."""
    spend(_moved(holder, index))
    del holder[index]


def called(function: Any, *args: Any, **kwargs: Any) -> Any:
    """A call: functions of Python count for themselves."""
    kind = type(function)
    if kind is FunctionType or kind is MethodType:
        return function(*args, **kwargs)
    result = function(*args, **kwargs)
    if kind in _OF_C or (kind is type and function.__module__ == "builtins"):
        if type(result) in _ITERATORS:
            return each(result)
        amount = _cost(function, args, result)
        if amount:
            spend(amount)
    return result


def _cost(function: Any, args: tuple[Any, ...], result: Any) -> int:
    name, owner = function.__name__, getattr(function, "__self__", None)
    if name in CONSTANT:
        return 0
    if name in _SEARCHES:
        return _searched(owner, name, args, result)
    if name in ("pop", "insert") and isinstance(owner, list):
        return _moved(owner, args[0]) if args else 0
    amount = _size(result) + (0 if name in _FREE_OWNER else _size(owner))
    for given in args:
        amount += _size(given)
    return amount


def _searched(owner: Any, name: str, args: tuple[Any, ...], result: Any) -> int:
    """From where a search begins to what it finds, or to where it is to end."""
    text, *limits = args if isinstance(owner, re.Pattern) else (owner, *args[1:])
    start = limits[0] if limits else 0
    stop = min(limits[1], len(text)) if len(limits) > 1 else len(text)
    if isinstance(result, re.Match):
        return result.end() - start
    if name in ("match", "fullmatch"):
        return 0
    if not isinstance(result, int) or result < 0:
        return max(stop - start, 0)
    return stop - result if name.startswith("r") else result - start


def _moved(holder: Any, index: Any) -> int:
    if not isinstance(holder, list):
        return 0
    start = index.indices(len(holder))[0] if isinstance(index, slice) else index
    return -start if start < 0 else len(holder) - start


def _size(value: Any) -> int:
    return len(value) if type(value) in _SIZED or isinstance(value, _SIZED) else 0


#: What the source of the copy calls, by name.
OPERATIONS = {
    "Add": operator.add, "BitAnd": operator.and_, "BitOr": operator.or_, "BitXor": operator.xor, "Mod": operator.mod,
    "Mult": operator.mul, "Sub": operator.sub,
}  # fmt: skip
HOOKS = {
    f"_work_{name}": hook
    for name, hook in {
        "spend": spend, "each": each, "made": made, "grown": grown, "combined": combined, "equal": equal, "held": held,
        "placed": placed, "deleted": deleted, "called": called, "slice": slice, **OPERATIONS,
    }.items()
}  # fmt: skip
