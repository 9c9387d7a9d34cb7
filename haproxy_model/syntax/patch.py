"""Rewrites a line so that it says other words, touching only the words that differ.

Blanks, quotes of the words that stay and the trailing comment are kept as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from haproxy_model.syntax.quoting import quote
from haproxy_model.syntax.text import BLANKS
from haproxy_model.syntax.words import Word, ends_in_half_an_escape, scan_line

#: Above so many words on either side only what is equal at both ends is kept; HAProxy refuses such lines anyway.
_DIFF_LIMIT = 256


def patch_words(line: str, new: Sequence[str]) -> str:
    """The line with the words `new`; words that are equal and in order keep their bytes.

    Raises:
        InvalidValue: a word that no spelling can express.
    """
    scan = scan_line(line)
    old = scan.words
    pieces: list[str] = []
    position = 0
    for start, stop, words in _differences([word.value for word in old], new):
        begin, end = _extent(line, old, start, stop, removing=not words)
        pieces.append(line[position:begin])
        spelled = [quote(word, first=start == 0 and index == 0) for index, word in enumerate(words)]
        if words and start == stop:  # an insertion needs blanks of its own
            if start == 0:
                pieces.append(" ".join(spelled) + (" " if old else ""))
            else:
                pieces.extend(" " + word for word in spelled)
        else:
            pieces.append(_spell(line, old[start:stop], spelled))
        position = end
    pieces.append(line[position:])
    patched = _joined(pieces)
    indent = len(patched) - len(patched.lstrip(BLANKS))
    if patched.startswith("[", indent):  # bare it would open a scope
        return f"{patched[:indent]}'['{patched[indent + 1 :]}"
    return patched


def patch_comment(line: str, comment: str | None) -> str:
    """The line with another trailing comment (text behind `#`), or without one."""
    scan = scan_line(line)
    if scan.comment is not None:
        if comment is not None:
            return f"{line[: scan.comment]}#{comment}{line[scan.content_end :]}"
        end = scan.words[-1].end if scan.words else scan.comment
        return line[:end] + line[scan.content_end :]
    if comment is None:
        return line
    end = scan.words[-1].end if scan.words else scan.content_end
    return _joined([line[:end], f" #{comment}", line[scan.content_end :]])


def _joined(pieces: Iterable[str]) -> str:
    """The pieces in a row.

    A lone backslash at the end of a word is doubled where what now follows would make it an escape.
    """
    result: list[str] = []
    for piece in filter(None, pieces):
        if piece[0] in " #" and result and ends_in_half_an_escape(result[-1]):
            result.append("\\")
        result.append(piece)
    return "".join(result)


def _extent(line: str, old: Sequence[Word], start: int, stop: int, *, removing: bool) -> tuple[int, int]:
    """The part of the line that a difference replaces; what is removed goes with the blanks in front of it."""
    if start == stop:
        place = old[start - 1].end if start else (old[0].start if old else len(line) - len(line.lstrip(" \t\v\f\r")))
        return place, place
    if removing:
        if start:
            return old[start - 1].end, old[stop - 1].end
        return old[0].start, old[stop].start if stop < len(old) else old[stop - 1].end
    return old[start].start, old[stop - 1].end


def _spell(line: str, old: Sequence[Word], spelled: Sequence[str]) -> str:
    """New words in the place of old ones, with the old blanks between them as far as they go."""
    pieces: list[str] = []
    for index, word in enumerate(spelled):
        if index:
            pieces.append(line[old[index - 1].end : old[index].start] if index < len(old) else " ")
        pieces.append(word)
    return "".join(pieces)


def _differences(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Runs `old[start:stop]` that become the given words, in order."""
    shared = min(len(old), len(new))
    head = 0
    while head < shared and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shared - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if not left or not right or max(len(left), len(right)) > _DIFF_LIMIT:
        if left or right:
            yield head, head + len(left), right
        return
    from difflib import SequenceMatcher

    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            yield head + i1, head + i2, right[j1:j2]
