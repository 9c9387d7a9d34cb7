"""`Header`: the line that opens a section, a statement of its own kind."""

from __future__ import annotations

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
