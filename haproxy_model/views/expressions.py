"""The sample expressions in the words of a line: which words hold some, the signature of the line's row says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.model.line import Statement
from haproxy_model.reading.naming_words import typed_words
from haproxy_model.records import NamedTuple
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Call, Expression, read_expression
from haproxy_model.values.logformat import read_log_format
from haproxy_model.values.unread import Unread

#: Types of words that are log formats, or may be.
_FORMATS = frozenset(("log_format", "backend_ref_or_log_format", "server_ref_or_log_format"))
_WHOLE = frozenset(("criterion", "sample_expr", "port_or_expr", "converters"))


class LineExpression(NamedTuple):
    """An expression, and the word that it stands in."""

    word: int
    expression: Expression
    #: whether it begins with a fetch: a word behind another one may hold converters alone
    is_fetched: bool = True

    @property
    def fetch(self) -> Call | None:
        """The fetch; None where there are converters alone."""
        return self.expression.fetch if self.is_fetched else None

    @property
    def converters(self) -> tuple[Call, ...]:
        """The converters in order."""
        calls = self.expression.converters
        return calls if self.is_fetched else (self.expression.fetch, *calls)


def line_expressions(statement: Statement) -> Iterator[LineExpression]:
    """The expressions of a line that can be read and hold no variables.

    Args:
        statement: the line.
    """
    for typed in typed_words(statement._reading, server_names=False):
        if typed.type in _WHOLE or typed.type in _FORMATS:
            for expression in _of_word(typed.text, typed.type in _FORMATS):
                yield LineExpression(typed.word, expression, typed.type != "converters")


@lru_cache(maxsize=4096)
def _of_word(text: str, is_format: bool) -> tuple[Expression, ...]:
    if isinstance(text, Expandable) or (is_format and "%" not in text):
        return ()
    if is_format:
        read = read_log_format(text)
        parts = () if isinstance(read, Unread) else read.parts
        return tuple(part.expression for part in parts if not isinstance(part, str) and part.expression is not None)
    expression = read_expression(text)
    return () if isinstance(expression, Unread) else (expression,)
