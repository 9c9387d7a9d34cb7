"""Whether two parts of configurations say the same."""

from __future__ import annotations

from haproxy_model.errors import wrong_kind
from haproxy_model.model.config import Config
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.section import Section


def equivalent(first: object, second: object) -> bool:
    """Equal words, or words of equal meaning, in equal order.

    Raises:
        TypeError: one of the two is no statement, section or configuration.
    """
    if isinstance(first, Statement) and isinstance(second, Statement):
        return first._words == second._words or (type(first) is type(second) and first._means(second._words))
    if isinstance(first, Section) and isinstance(second, Section):
        return (
            first.kind == second.kind
            and _equal(first.header if first.kind else None, second)
            and _lines_equal(first, second)
        )
    if isinstance(first, Config) and isinstance(second, Config):
        ours, theirs = _sections(first), _sections(second)
        return len(ours) == len(theirs) and all(map(equivalent, ours, theirs))
    if isinstance(first, (Line, Section, Config)) and isinstance(second, (Line, Section, Config)):
        return False
    wrong = second if isinstance(first, (Line, Section, Config)) else first
    raise wrong_kind("two statements, two sections or two configurations", wrong)


def _equal(header: Statement | None, other: Section) -> bool:
    return header is None or header._words == other.header._words


def _lines_equal(first: Section, second: Section) -> bool:
    ours, theirs = _saying(first), _saying(second)
    return len(ours) == len(theirs) and all(map(_line_equal, ours, theirs))


def _line_equal(first: Line, second: Line) -> bool:
    if isinstance(first, Statement) and isinstance(second, Statement):
        return equivalent(first, second)
    return type(first) is type(second) and first.text == second.text


def _saying(section: Section) -> list[Line]:
    """The lines that are neither blank nor comments."""
    return [line for line in section._read() if isinstance(line, Statement) or not (line.is_blank or line.is_comment)]


def _sections(config: Config) -> list[Section]:
    """The sections, and before them the lines of a file's preamble where these say something."""
    blocks = (block for file in config.files for block in file._blocks())
    return [block for block in blocks if block.kind or _saying(block)]
