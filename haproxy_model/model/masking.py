"""Words, lines and messages with a mask in the place of each secret: for all that people read.

What a configuration says is never masked in its values, in fixes and in dumps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from haproxy_model.model.secrets import secret_places, secrets_of
from haproxy_model.schema.secrets import MASK as MASK
from haproxy_model.syntax.text import visible
from haproxy_model.syntax.words import scan_line
from haproxy_model.values.concealed import concealed
from haproxy_model.values.unread import Unread
from haproxy_model.values.value import conceal

V = TypeVar("V")

#: So many characters in a row that a message shares with a secret are no coincidence.
_SHARED = 6


def masked(words: Sequence[str]) -> list[str]:
    """The words of a line with a mask for each secret."""
    found = [str(word) for word in words]
    for place, start, end in reversed(secrets_of(tuple(words))):
        found[place] = f"{found[place][:start]}{MASK}{found[place][end:]}"
    return found


def masked_line(text: str) -> str:
    """A line as it is written, comment and all, with a mask for each secret."""
    pieces: list[str] = []
    done = 0
    for start, end in secret_places(text):
        pieces += (text[done:start], MASK)
        done = end
    return "".join((*pieces, text[done:]))


def masked_message(message: str, lines: Iterable[str] = (), words: Sequence[str] = ()) -> str:
    """A message with a mask for each secret that it quotes, and for each part of one.

    Args:
        message: what is said; what it quotes stands in backticks.
        lines: the lines that it speaks of, as they are written.
        words: the words of another one.
    """
    return message_mask(lines, words)(message)


def message_mask(lines: Iterable[str], words: Sequence[str] = ()) -> Callable[[str], str]:
    """What masks the secrets of some lines in messages; see `masked_message`."""
    secrets: set[str] = set()
    plain: list[str] = []
    for line in lines:
        places = secret_places(line)
        if places:
            read = tuple([word.value for word in scan_line(line).words])
            secrets.update(_secret_texts(line, places, read))
            plain += (masked_line(line), " ".join(masked(read)))
    found = _secret_texts("", (), tuple(words))
    if found:
        secrets.update(found)
        plain.append(" ".join(masked(words)))
    if not secrets:
        return str
    shown = {visible(secret) for secret in secrets} | secrets
    return _Covering(sorted(shown, key=lambda each: (-len(each), each)), " ".join(plain)).message


def covered(value: V, words: tuple[str, ...]) -> V:
    """What could not be read of a line; with a mask as `repr` where the line has a secret."""
    hidden: V = concealed(value) if isinstance(value, Unread) and secrets_of(words) else value
    return hidden


def hidden_places(words: tuple[str, ...]) -> frozenset[int]:
    """Which words of a line hold secrets."""
    return frozenset([secret.word for secret in secrets_of(words)])


def covered_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a line, of which those that hold secrets show a mask as `repr`."""
    hidden = hidden_places(words)
    return tuple([concealed(word) if place in hidden else word for place, word in enumerate(words)])


def _secrets_of_value(said: str) -> list[str]:
    """The secrets in an action, a condition or an expression, the longest first."""
    line = f"http-request {said}"
    read = tuple([word.value for word in scan_line(line).words])
    found = {part for piece in _secret_texts(line, secret_places(line), read) if (part := piece.strip())}
    return sorted(found, key=lambda part: (-len(part), part))


def _secret_texts(line: str, places: Iterable[tuple[int, int]], words: tuple[str, ...]) -> list[str]:
    """The secrets of a line, as they are written at some places, and as its words read."""
    written = [line[start:end] for start, end in places]
    return written + [words[place][start:end] for place, start, end in secrets_of(words)]


conceal(_secrets_of_value, MASK)


class _Covering:
    """Covers the secrets of some lines.

    Args:
        secrets: what nobody shall see, the longest first.
        plain: the lines as everybody sees them.
    """

    def __init__(self, secrets: Sequence[str], plain: str) -> None:
        self._secrets = secrets
        self._plain = plain
        self._pieces = {each[i : i + _SHARED] for each in secrets for i in range(len(each) - _SHARED + 1)}

    def message(self, text: str) -> str:
        """The text, in which what stands in backticks is quoted from a file."""
        for secret in self._secrets:
            if len(secret) > 3 and not _is_plain(secret) and not self._is_seen(secret):
                text = _replaced(text, secret)
        parts = text.split("`")
        parts[::2] = [self._without_pieces(part, _is_plain) for part in parts[::2]]
        parts[1::2] = [self._quoted(part) for part in parts[1::2]]
        return "`".join(parts)

    def _quoted(self, text: str) -> str:
        core = text.removesuffix("…")
        if core == MASK or self._is_seen(core):
            return text
        if len(core) > 2 and any(core in secret for secret in self._secrets):
            return MASK
        for secret in self._secrets:
            text = _replaced(text, secret)
        return self._without_pieces(text)

    def _without_pieces(self, text: str, spared: Callable[[str], bool] = lambda piece: False) -> str:
        """A text without the pieces of secrets in it, but for those that everybody sees elsewhere."""
        found: list[str] = []
        done = place = 0
        while place <= len(text) - _SHARED:
            if text[place : place + _SHARED] not in self._pieces:
                place += 1
                continue
            end = place + _SHARED
            while end < len(text) and text[end + 1 - _SHARED : end + 1] in self._pieces:
                end += 1
            piece = text[place:end]
            if not spared(piece.strip()) and not self._is_seen(piece.strip()):
                found += (text[done:place], MASK)
                done = end
            place = end
        return "".join((*found, text[done:]))

    def _is_seen(self, text: str) -> bool:
        return not text or _replaced(self._plain, text) != self._plain


def _is_plain(text: str) -> bool:
    """Whether a text is of small letters alone: the message itself may have it as words."""
    return re.fullmatch(r"[a-z -]+", text) is not None


def _replaced(text: str, part: str) -> str:
    """A text with a mask for a part where that is no piece of a longer word."""
    pieces: list[str] = []
    done, place = 0, text.find(part)
    while place >= 0:
        end = place + len(part)
        if not (_joins(text[place - 1 : place] if place else "", part[0]) or _joins(part[-1], text[end : end + 1])):
            pieces += (text[done:place], MASK)
            done = end
        place = text.find(part, end)
    return "".join((*pieces, text[done:]))


def _joins(before: str, behind: str) -> bool:
    return before.isalnum() and behind.isalnum()
