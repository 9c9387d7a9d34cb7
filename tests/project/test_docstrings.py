"""Every public name, and everything public of its class, says what it is in the words of a colleague."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest

import haproxy_model as hm

#: Words of a translation.
STIFF = re.compile(r"\b(behind|(?<!there )is no [a-z]+|all the same|taken by|one day|nobody|stands?)\b")


def _said(name: str) -> Iterator[tuple[str, str]]:
    """What is said of a public name, of its methods, properties and fields."""
    value = getattr(hm, name)
    yield name, value.__doc__ or ""
    if inspect.isclass(value):
        for base in value.__mro__:
            if base.__module__.startswith("haproxy_model"):
                yield from _members(base)


def _members(kind: type) -> Iterator[tuple[str, str]]:
    lines = inspect.getsource(kind).split("\n") if kind.__annotations__ else []
    for name, value in vars(kind).items():
        function = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
        if name.startswith("_") or not hasattr(function, "__get__"):
            continue
        # A slot has no docstring: its field has a comment, or the docstring of the class speaks of it.
        is_told = f"`{name}`" in (kind.__doc__ or "")
        text = _comment(name, lines) or is_told * (kind.__doc__ or "") if _is_slot(function) else function.__doc__
        yield f"{kind.__name__}.{name}", text or ""


def _is_slot(value: object) -> bool:
    return inspect.ismemberdescriptor(value) or type(value).__name__ == "_tuplegetter"


def _comment(name: str, lines: list[str]) -> str:
    for place, line in enumerate(lines[1:], 1):
        if line.startswith(f"    {name}: ") and lines[place - 1].lstrip().startswith("#:"):
            return lines[place - 1].strip()
    return ""


@pytest.mark.parametrize("name", hm.__all__)
def test_every_public_name_and_member_says_what_it_is_in_plain_words(name: str) -> None:
    said = dict(_said(name))

    assert not [each for each, text in said.items() if not text.strip()]
    assert not {each: text for each, text in said.items() if STIFF.search(text)}
