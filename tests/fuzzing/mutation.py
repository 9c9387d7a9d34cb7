"""Inputs made of other inputs: lines, words and decisions changed, mixed, and put in from the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

from . import vocabulary
from .choices import joined, parted
from .seeds import MOST, OFTEN

_WORDS: Final = re.compile(rb"[^ \t\n]+")
_BREAKS: Final = (b"\n", b"\n", b"\r\n", b"\n\n", b"\r", b"\0", b"")
_BLANKS: Final = (b" ", b"  ", b"\t", b"    ", b"\v", b"\f", b"\xc2\xa0", b"\r ")
_DIRECTIVES: Final = (b".if 1", b".if defined(A)", b".elif !streq(a,b)", b".else", b".endif", b".notice a", b".if")


class Mutator:
    """Makes inputs of others; all that it does follows the chance that it is given.

    Args:
        others: inputs whose lines it mixes in.
        words: those of dictionaries.
    """

    def __init__(self, others: list[bytes]) -> None:
        self._lines = list({line for each in others for line in parted(each)[0].split(b"\n")})
        self._lines.sort()
        self._words = [word.encode() for word in vocabulary.words()]

    def mutated(self, data: bytes, chance: Random) -> bytes:
        """Another input, made of one by a few changes."""
        text, tail = parted(data)
        if chance.random() < 0.4:
            tail = self._decisions(tail, chance)
        if chance.random() < 0.85:
            lines = text.split(b"\n")
            for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
                chance.choice(_LINES)(self, lines, chance)
            text = b"\n".join(lines)
        most = MOST - 100 if chance.random() < 0.03 else OFTEN
        return joined(text[:most], tail)

    def crossed(self, one: bytes, other: bytes, chance: Random) -> bytes:
        """An input with the lines of two, and the decisions of either."""
        (text, tail), (text2, tail2) = parted(one), parted(other)
        lines, lines2 = text.split(b"\n"), text2.split(b"\n")
        place, first = chance.randrange(len(lines) + 1), chance.randrange(len(lines2))
        lines[place:place] = lines2[first : first + chance.randrange(1, 12)]
        return joined(b"\n".join(lines)[:OFTEN], chance.choice((tail, tail2)))

    def _decisions(self, tail: bytes, chance: Random) -> bytes:
        how = chance.randrange(4)
        if how == 0 or not tail:
            return chance.randbytes(chance.randrange(48))
        place = chance.randrange(len(tail))
        if how == 1:
            return tail[:place] + chance.randbytes(1) + tail[place + 1 :]
        if how == 2:
            return tail[:place] + chance.randbytes(chance.randrange(1, 6)) + tail[place:]
        return tail[:place] + tail[place + chance.randrange(1, 6) :]

    def _any_line(self, chance: Random) -> bytes:
        how = chance.randrange(8)
        if how < 4:
            return b"    " + vocabulary.encoded(vocabulary.line(chance))
        if how < 6:
            return chance.choice(self._lines) if self._lines else b""
        return chance.choice(_DIRECTIVES) if how == 6 else vocabulary.encoded(vocabulary.header(chance))

    def _any_word(self, chance: Random) -> bytes:
        how = chance.randrange(6)
        if how < 2:
            return chance.choice(self._words)
        if how == 2:
            return vocabulary.encoded(chance.choice(vocabulary.ODD))
        if how == 3:
            return chance.choice(vocabulary.NAMES).encode()
        if how == 4:
            return vocabulary.encoded(vocabulary.expression(chance))
        return vocabulary.encoded(vocabulary.value(chance.choice(tuple(vocabulary.VALUES)), chance))

    # -- lines ---------------------------------------------------------------------------------------------------------

    def put_in(self, lines: list[bytes], chance: Random) -> None:
        lines.insert(chance.randrange(len(lines) + 1), self._any_line(chance))

    def double(self, lines: list[bytes], chance: Random) -> None:
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))

    def drop(self, lines: list[bytes], chance: Random) -> None:
        if len(lines) > 1:
            del lines[chance.randrange(len(lines))]

    def swap(self, lines: list[bytes], chance: Random) -> None:
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]

    def many(self, lines: list[bytes], chance: Random) -> None:
        """A line many times, each with another number."""
        place = chance.randrange(len(lines))
        lines[place:place] = [lines[place] + b"%d" % number for number in range(chance.randrange(2, 40))]

    def comment(self, lines: list[bytes], chance: Random) -> None:
        place = chance.randrange(len(lines))
        margin = chance.choice((b"", b"    ", b"  ", b"\t"))
        lines[place] = margin + chance.choice((b"#", b"# ", b"# haproxy-model: ")) + lines[place].lstrip()

    def indent(self, lines: list[bytes], chance: Random) -> None:
        place = chance.randrange(len(lines))
        lines[place] = chance.choice((b"", *_BLANKS)) + lines[place].lstrip(b" \t")

    def end(self, lines: list[bytes], chance: Random) -> None:
        place = chance.randrange(len(lines))
        lines[place] += chance.choice(_BREAKS)

    # -- words ---------------------------------------------------------------------------------------------------------

    def replace_word(self, lines: list[bytes], chance: Random) -> None:
        self._at_word(lines, chance, lambda word: self._any_word(chance))

    def quote_word(self, lines: list[bytes], chance: Random) -> None:
        sign = chance.choice((b'"', b"'", b"\\", b""))
        self._at_word(lines, chance, lambda word: sign + word + sign)

    def change_byte(self, lines: list[bytes], chance: Random) -> None:
        def changed(word: bytes) -> bytes:
            place = chance.randrange(len(word))
            odd = vocabulary.encoded(chance.choice(vocabulary.ODD))
            return word[:place] + (odd or chance.randbytes(1)) + word[place + chance.randrange(2) :]

        self._at_word(lines, chance, changed)

    def drop_word(self, lines: list[bytes], chance: Random) -> None:
        self._at_word(lines, chance, lambda word: b"")

    def add_word(self, lines: list[bytes], chance: Random) -> None:
        self._at_word(lines, chance, lambda word: word + chance.choice(_BLANKS) + self._any_word(chance))

    def swap_words(self, lines: list[bytes], chance: Random) -> None:
        place = chance.randrange(len(lines))
        words = lines[place].split(b" ")
        one, other = chance.randrange(len(words)), chance.randrange(len(words))
        words[one], words[other] = words[other], words[one]
        lines[place] = b" ".join(words)

    def double_word(self, lines: list[bytes], chance: Random) -> None:
        other = _WORDS.findall(chance.choice(lines))
        self._at_word(lines, chance, lambda word: word + b" " + (chance.choice(other) if other else word))

    def _at_word(self, lines: list[bytes], chance: Random, change: Callable[[bytes], bytes]) -> None:
        place = chance.randrange(len(lines))
        found = [*_WORDS.finditer(lines[place])]
        if found:
            match = chance.choice(found)
            lines[place] = b"".join((lines[place][: match.start()], change(match[0]), lines[place][match.end() :]))
        else:
            self.put_in(lines, chance)


_LINES: Final = (
    *(Mutator.put_in, Mutator.put_in, Mutator.double, Mutator.drop, Mutator.swap, Mutator.many, Mutator.comment),
    *(Mutator.indent, Mutator.end, Mutator.replace_word, Mutator.replace_word, Mutator.quote_word, Mutator.change_byte),
    *(Mutator.drop_word, Mutator.add_word, Mutator.swap_words, Mutator.double_word),
)
