"""Characters that people take for blanks or quotes, and HAProxy for parts of words."""

from __future__ import annotations

from collections.abc import Iterable

from haproxy_model.model.unreadable import shown

#: What stands at the beginning of a file that an editor for other things wrote.
BYTE_ORDER_MARK = "\ufeff"
#: The same of UTF-16, bytes that are not UTF-8.
_UTF16 = ("\udcff\udcfe", "\udcfe\udcff")
_BLANK = "which separates no words: write a plain space"
_QUOTE = "which quote nothing: write plain ones"
_NOTHING = "which becomes part of the word: remove it"
#: character -> what it is, and what to do
_ODD = {
    BYTE_ORDER_MARK: ("a byte order mark", _NOTHING),
    "\u00a0": ("a non-breaking space", _BLANK),
    "\udca0": ("a non-breaking space of Latin-1", _BLANK),
    "\u202f": ("a narrow non-breaking space", _BLANK),
    "\u3000": ("a wide space", _BLANK),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), ("a typographic space", _BLANK)),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060", ("an invisible character", _NOTHING)),
    **dict.fromkeys("“”„‟«»", ("typographic quotes", _QUOTE)),
    **dict.fromkeys("‘’‚‛", ("typographic quotes", _QUOTE)),
}


def oddity(words: Iterable[str], text: str) -> str | None:
    """What is wrong with words that HAProxy refuses and people read otherwise; None where nothing is.

    Args:
        words: the words.
        text: their line: what stands in quotes there is meant.
    """
    for word in words:
        if word.isascii() or word not in text or f'"{word}' in text or f"'{word}" in text:
            continue
        odd = next((character for character in word if character in _ODD), None)
        if odd is not None:
            what, remedy = _ODD[odd]
            number = f"byte {ord(odd) - 0xDC00:02X}" if odd in "\udca0" else f"U+{ord(odd):04X}"
            return f"`{shown(word[:40])}` contains {what} ({number}), {remedy}"
    return None


def beginning(word: str) -> str | None:
    """What is wrong with the first word of a file; None where nothing is that the file's encoding explains."""
    if word.startswith(BYTE_ORDER_MARK):
        return "the file begins with a byte order mark, which spoils its first word: save it without one"
    if word.startswith(_UTF16):
        return "the file is in UTF-16, which HAProxy cannot read: save it in UTF-8 without a byte order mark"
    return None
