"""Marks in a rendered text that say which line of which template a part comes from (an extension of Jinja).

Texts and expressions are marked where they stand, so what a loop repeats comes from the lines of its body, and what is
included from the lines of its own file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_OPENS, _CLOSES = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPENS}([0-9]+):([0-9]+){_CLOSES}")
#: Blocks whose text is a value before it is output; a filter or a comparison may look at it.
_CAPTURING = {"macro": "endmacro", "call": "endcall", "filter": "endfilter", "set": "endset"}


class LineMarks(Extension):
    """Puts the marks in; `files` are the templates that they name, `everywhere` also those in values."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.files: list[str] = []
        self.everywhere = True

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template with marks between them."""
        name = stream.filename or stream.name or ""
        if name not in self.files:
            self.files.append(name)
        number, depth = self.files.index(name), 0
        waiting: list[Token] = []
        for token in stream:
            if waiting:
                # Whether a block captures is known at its end: `{% set x = 1 %}` does not.
                waiting.append(token)
                if token.type == "block_end":
                    depth = max(depth + _change(waiting), 0)
                    waiting = []
                yield token
                continue
            if token.type == "block_begin":
                waiting = [token]
            elif depth and not self.everywhere:
                pass
            elif token.type == "data":
                yield Token(token.lineno, "data", _marked(number, token))
                continue
            elif token.type == "variable_begin":
                yield Token(token.lineno, "data", f"{_OPENS}{number}:{token.lineno}{_CLOSES}")
            yield token


def _change(block: list[Token]) -> int:
    """By how much one is deeper inside of captured text after a tag."""
    names = [token.value for token in block if token.type == "name"]
    if not names:
        return 0
    if names[0] in _CAPTURING:
        return 0 if names[0] == "set" and any(token.type == "assign" for token in block) else 1
    return -1 if names[0] in _CAPTURING.values() else 0


def _marked(number: int, token: Token) -> str:
    lines = token.value.split("\n")
    return "\n".join(f"{_OPENS}{number}:{token.lineno + row}{_CLOSES}{line}" for row, line in enumerate(lines))


def unmarked(text: str) -> str:
    """A rendered text without marks."""
    return _MARK.sub("", text)


def origins(text: str) -> list[tuple[int, int]]:
    """Of each line of a marked text the template and the line of it that its first word comes from."""
    found = []
    latest = (0, 1)
    for line in text.split("\n"):
        origin = None
        done = 0
        for mark in _MARK.finditer(line):
            if origin is None and line[done : mark.start()].strip():
                origin = latest
            latest = (int(mark[1]), int(mark[2]))
            done = mark.end()
        found.append(origin or latest)
    return found
