"""`Header`: the line that opens a section, a statement of its own kind."""

from __future__ import annotations

from collections.abc import Sequence

from haproxy_model.errors import InvalidValue
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import masked
from haproxy_model.reading.reading import Reading, read_header
from haproxy_model.syntax.structure import opens_section


class Header(Statement):
    """The line that opens a section."""

    __slots__ = ()

    @property
    def keyword(self) -> str:
        """The keyword of the section; empty for the lines before the first section."""
        return super().keyword if self._words else ""

    @property
    def prefix(self) -> str | None:
        """`no` or `default` where the line begins with it."""
        return super().prefix if self._words else None

    @property
    def log_formats(self) -> tuple[()]:
        """None: a header has no log formats."""
        return ()

    @property
    def _reading(self) -> Reading:
        return read_header(self.keyword if self._section is None else self._section.kind, self._words)

    def _family(self, words: tuple[str, ...]) -> type[Statement]:
        if not opens_section(words, frozenset((self.keyword,))):
            raise InvalidValue(f"{' '.join(masked(words))!r} would not open this {self.keyword or 'preamble'}")
        return Header


def name_in(kind: str, arguments: Sequence[str]) -> str | None:
    """The name that the words of a header give a section of a kind that may have one; None where they give none."""
    if not arguments or (kind == "defaults" and arguments[0] == "from" and len(arguments) == 2):
        return None
    return arguments[0]


def refuse_unread(kind: str, arguments: Sequence[str], name: str) -> None:
    """Refuse words of a header that HAProxy reads as another name than was meant, or as none.

    Raises:
        InvalidValue: it does.
    """
    if name_in(kind, arguments) != name:
        words = " ".join(masked((kind, *arguments)))
        raise InvalidValue(f"{name!r} cannot be the name here: HAProxy reads `{words}` as a section without one")
