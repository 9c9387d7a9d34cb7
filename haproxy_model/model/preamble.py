"""`Preamble`: the lines of a file before its first section."""

from __future__ import annotations

from haproxy_model.errors import InvalidValue
from haproxy_model.model.section import Section
from haproxy_model.syntax.text import counted


class Preamble(Section):
    """The lines of a file before its first section: comments, blanks, directives, and what HAProxy refuses there."""

    __slots__ = ()

    @property
    def name(self) -> str | None:
        """Always None."""
        return None

    @name.setter
    def name(self, name: str) -> None:
        raise InvalidValue("the lines before the first section have no name")

    @property
    def comment(self) -> None:
        """Always None."""

    @comment.setter
    def comment(self, comment: str | None) -> None:
        raise InvalidValue("the lines before the first section have no header: insert the comment among them")

    @property
    def comment_above(self) -> None:
        """Always None."""

    @comment_above.setter
    def comment_above(self, comment: str | None) -> None:
        raise InvalidValue("the lines before the first section have no header: insert the comment among them")

    @property
    def title(self) -> str:
        """How messages call these lines."""
        return "before the first section"

    def __repr__(self) -> str:
        return f"<Preamble: {counted(len(self._lines), 'line')}>"
