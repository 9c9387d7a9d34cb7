"""The text of a comment and its spelling behind the `#`: one blank between the two is none of the text."""

from __future__ import annotations


def shown(written: str) -> str:
    """The text of a comment as it is written behind `#`."""
    return written[1:] if written[:1] in (" ", "\t") else written


def spelled(comment: str, like: str | None) -> str:
    """How a comment is written behind `#`: with a blank, unless the one in whose place it comes has none.

    Args:
        comment: its text.
        like: what stood behind that `#`; None where there was no comment.
    """
    if not comment:
        return ""
    blank = " " if not like else like[:1] if like[0] in " \t" else ""
    return (blank if blank or comment[0] not in " \t" else " ") + comment
