"""Regular expressions that are compiled when they are first asked: a start that needs few does not pay for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

Matcher = Callable[[str], "re.Match[str] | None"]


def fullmatch(pattern: str) -> Matcher:
    """What `re.compile(pattern).fullmatch` is, compiled at the first call."""

    @cache
    def compiled() -> Matcher:
        return re.compile(pattern).fullmatch

    return lambda text: compiled()(text)


def search(pattern: str) -> Matcher:
    """What `re.compile(pattern).search` is, compiled at the first call."""

    @cache
    def compiled() -> Matcher:
        return re.compile(pattern).search

    return lambda text: compiled()(text)


def match(pattern: str) -> Matcher:
    """What `re.compile(pattern).match` is, compiled at the first call."""

    @cache
    def compiled() -> Matcher:
        return re.compile(pattern).match

    return lambda text: compiled()(text)
