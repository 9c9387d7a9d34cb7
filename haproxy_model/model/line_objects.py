"""Makes objects of the raw lines of a section: a statement of its family where HAProxy reads words, else a `Line`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from haproxy_model.model.families import family
from haproxy_model.model.line import Line, Statement, new_line, new_statement
from haproxy_model.syntax.words import Expandable, executed_words, read_all_words

if TYPE_CHECKING:
    from haproxy_model.model.section import Section

#: No family needs more words than this: longer lines of one keyword are of one class.
_ENOUGH = 4
_MOST_CLASSES = 4096
#: section keyword -> for each count of words: first word -> class
_classes: dict[str, list[dict[str, type[Statement]]]] = {}


def read_lines(section: Section, texts: Sequence[str]) -> list[Line]:
    """Every line as an object: a statement where HAProxy reads words, else a `Line`."""
    result: list[Line] = []
    append = result.append
    classes = _classes.get(section.kind)
    if classes is None:
        classes = _classes[section.kind] = [{} for _ in range(_ENOUGH + 1)]
    for text, words in zip(texts, read_all_words(texts), strict=True):
        if not isinstance(words, tuple):
            append(_unreadable(text, section))
        elif words:
            count = len(words)
            found = classes[count if count < _ENOUGH else _ENOUGH].get(words[0])
            append(new_statement(found or _class_of(section.kind, words), text, words, section))
        else:
            append(new_line(text, section))
    return result


def _class_of(kind: str, words: tuple[str, ...]) -> type[Statement]:
    """The class of a line, remembered for lines that begin alike where the first word and the count decide it."""
    found = family(kind, words)
    if words[0] not in ("no", "default", "stats") and not isinstance(words[0], Expandable):
        known = _classes[kind][min(len(words), _ENOUGH)]
        if len(known) > _MOST_CLASSES:
            known.clear()
        known[words[0]] = found
    return found


def _unreadable(text: str, section: Section) -> Line:
    """A line with a NUL says what stands before it; any other that has a problem says nothing."""
    words = executed_words(text)
    return new_statement(family(section.kind, words), text, words, section) if words else new_line(text, section)
