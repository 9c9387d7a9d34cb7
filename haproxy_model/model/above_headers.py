"""Comments above a header that do not belong to its section: those of the file, and of the section before."""

from __future__ import annotations

from functools import partial

from haproxy_model.model.comments import MARKER, belonging, is_commented_out
from haproxy_model.model.layout import indent
from haproxy_model.syntax.structure import Structure
from haproxy_model.syntax.words import executed_words


def give_to_whom_they_belong(structure: Structure) -> None:
    """Move the comments above headers that belong to the file, or to the section before, there.

    Markers stay: they speak of the section below them.
    """
    before, opened = structure.preamble, ""
    is_top = not before
    for above, header, body in structure.blocks:
        if above:
            margin = indent(header)
            count = len(above) if is_top else len(above) - belonging(above, margin, partial(_is_statement, opened))
            count = next((place for place, text in enumerate(above[:count]) if MARKER in text), count)
            if count:
                before += above[:count]
                del above[:count]
        is_top = False
        before, opened = body, header


def _is_statement(header: str, text: str) -> bool:
    """Whether a comment is a statement that was commented out, in the section that a header opens."""
    words = executed_words(header)
    kind = words[len(words) > 1 and words[0] in ("no", "default")] if words else "listen"
    return is_commented_out(text, kind)
