"""The expressions in the words of an action: those of its arguments, and those in its log formats (manual 4.4)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.check.expressions.samples import ConverterNames
from haproxy_model.check.rules.reader import Reader, Stopped, as_read
from haproxy_model.reading.rows import find_action
from haproxy_model.reading.slots import signature
from haproxy_model.schema.actions import RULESETS
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Expression, read_expression_words
from haproxy_model.values.logformat import read_log_format
from haproxy_model.values.unread import Unread


@lru_cache(maxsize=2048)
def rule_expressions(words: tuple[str, ...], version: str) -> tuple[tuple[int, Expression], ...]:
    """The expressions of a rule, each with the word where it stands; its condition is left out.

    Args:
        words: the words of a line that begins with the name of a ruleset.
        version: the target version.
    """
    words = as_read(words)
    depth = 1 if words and words[0] in RULESETS else 2
    if len(words) <= depth or ".".join(words[:depth]) not in RULESETS:
        return ()
    found = find_action(".".join(words[:depth]), words[depth], version)
    if found is None:
        return ()
    reader = Reader(words, depth + 1, found.name, version)
    try:
        reader.read(signature(found.row.arguments))
    except Stopped:
        pass
    return tuple(each for span in reader.expressions for each in _read(words, *span, version))


def _read(
    words: tuple[str, ...], start: int, end: int, is_format: bool, version: str
) -> Iterator[tuple[int, Expression]]:
    if any(isinstance(word, Expandable) for word in words[start:end]):
        return
    if is_format:
        read = read_log_format(words[start])
        if not isinstance(read, Unread):
            for item in read.parts:
                if not isinstance(item, str) and item.expression is not None:
                    yield start, item.expression
        return
    expression, _ = read_expression_words(words[start:end], ConverterNames(version))
    if not isinstance(expression, Unread):
        yield start, expression
