"""Comments above a header that do not belong to its section: those of the file, and of the section before."""

from __future__ import annotations

from haproxy_model.model.comments import MARKER, belonging, is_commented_out
from haproxy_model.model.families import FIRST_WORDS
from haproxy_model.model.layout import indent
from haproxy_model.syntax.structure import Structure
from haproxy_model.syntax.text import BLANKS


def give_to_whom_they_belong(structure: Structure) -> None:
    """Move the comments above headers that belong to the file, or to the section before, there.

    Markers stay: they speak of the section below them.
    """
    before, kind = structure.preamble, "listen"
    is_top = not before
    for above, header, body in structure.blocks:
        if above:
            margin = indent(header)
            count = len(above) if is_top else len(above) - belonging(above, margin, kind, _may_be_statement)
            count = next((place for place, text in enumerate(above[:count]) if MARKER in text), count)
            if count:
                before += above[:count]
                del above[:count]
        is_top = False
        before, kind = body, header.lstrip(BLANKS).partition(" ")[0]


def _may_be_statement(text: str, kind: str) -> bool:
    """Whether a comment is a statement that was commented out; most are told by their first word."""
    first = text.lstrip(BLANKS)[1:].lstrip(" \t").replace("\t", " ").partition(" ")[0]
    return first in FIRST_WORDS and is_commented_out(text, kind)
