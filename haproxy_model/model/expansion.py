"""What the words of a line come to when the values of its variables are put in (language reference, 2.5 to 2.7).

It follows HAProxy's two expanders: that of lines, which reads variables in double quotes only, and that of addresses,
which reads them everywhere.  Nothing here guesses: a word with a variable whose value nobody knows stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import cache

from haproxy_model.errors import InvalidValue
from haproxy_model.reading.reading import read
from haproxy_model.records import NamedTuple
from haproxy_model.schema.quirks import EMPTY_WORDS_REFUSED, UNSET_VANISHES
from haproxy_model.schema.variables import (
    ADDRESS_NAMES,
    ADDRESS_TYPES,
    NO_ADDRESSES,
    OWN_VARIABLES,
    OwnVariable,
)
from haproxy_model.schema.versions import line_of, reached
from haproxy_model.syntax.text import BLANKS, canonical
from haproxy_model.syntax.words import Expandable, Variable, Word, pieces_of, scan_line, value_of

_BLANK = re.compile(f"[{BLANKS}\n\r]+")
_IN_ADDRESS = re.compile(r"\$(?:\{([A-Za-z0-9_]*)\}?|([A-Za-z0-9_]*))")


class Use(NamedTuple):
    """A variable that a word of a line holds."""

    #: the word as it is written
    place: int
    name: str
    #: what was put in; None where it is not set
    value: str | None


class Filled(NamedTuple):
    """The words of a line with values put in."""

    words: tuple[str, ...]
    #: the written word from which each comes
    places: tuple[int, ...]
    uses: tuple[Use, ...]
    #: the written word that comes to nothing first, where one does
    empty: int | None

    @property
    def known(self) -> tuple[str, ...] | None:
        """The words; None where a variable in one is unknown."""
        return None if any(isinstance(word, Expandable) for word in self.words) else self.words


class Environment:
    """The variables as HAProxy meets them at some line.

    Args:
        values: the variables that are set; None where nobody knows any.
        unsure: names whose value nobody knows.
        version: the HAProxy version.
    """

    def __init__(self, values: Mapping[str, str] | None, unsure: Container[str], version: str) -> None:
        self._values = values
        self._unsure = unsure
        self._own = _own_variables(version)
        self._version = version
        self.vanishes, self.refuses_empty = _manner(version)

    def is_unknown(self, name: str) -> bool:
        """Whether nobody knows what a variable is, or whether it is set."""
        if self._values is None or name in self._unsure or name[:1] == ".":
            return True
        return name not in self._values and name in self._own and not self._own[name].is_branch

    def value(self, name: str) -> str | None:
        """The value of a variable that is known; None where it is not set.

        Raises:
            InvalidValue: the value that was given stands for no bytes.
        """
        assert self._values is not None
        value = self._values.get(name)
        if value is None:
            return line_of(self._version) if name in self._own else None
        try:
            if "\0" not in value:
                return canonical(value)
        except InvalidValue:
            pass
        raise InvalidValue(
            f"{value!r} is not a value of the variable {name}: give text without NULs that encodes to bytes"
        )


@cache
def _own_variables(version: str) -> Mapping[str, OwnVariable]:
    return {row.name: row for row in OWN_VARIABLES if reached(row.since, version)}


@cache
def _manner(version: str) -> tuple[bool, bool]:
    """Whether words that hold nothing but unset variables vanish, and whether empty ones are refused."""
    return UNSET_VANISHES.holds(version), EMPTY_WORDS_REFUSED.holds(version)


def filled(text: str, environment: Environment) -> Filled:
    """The words of a line with the values of its variables put in.

    Args:
        text: the line as it is written.
        environment: the variables at the line.
    """
    line = _Line(text, environment)
    for place, word in enumerate(scan_line(text).words):
        line.add(place, word)
    return line.filled()


class _Line:
    """A line while its words are read."""

    def __init__(self, text: str, environment: Environment) -> None:
        self._text = text
        self._environment = environment
        self._words: list[tuple[str, int]] = []
        self._uses: list[Use] = []
        #: the word that is being read, and the written word in which it began; None between words
        self._pieces: list[str] = []
        self._start: int | None = None
        self._source = ""

    def add(self, place: int, word: Word) -> None:
        """Read a written word."""
        if not isinstance(word.value, Expandable):
            self._begin(place)
            self._pieces.append(word.value)
            self._end()
            return
        pieces = pieces_of(self._text, word)
        self._begin(place)
        is_glued = is_bare = False
        for position, piece in pieces:
            is_glued = False
            if not isinstance(piece, Variable):
                self._begin(place)
                self._pieces.append(piece)
                continue
            known = not self._environment.is_unknown(piece.name)
            value = self._environment.value(piece.name) if known else None
            if not known:
                self._pieces.append(piece)
                self._source = word.value.source
                continue
            self._uses.append(Use(place, piece.name, value))
            value = piece.default if value is None else value
            if value is None:
                quote = position + len(piece)
                is_glued = self._environment.vanishes and self._text[quote : quote + 1] == '"' and quote + 1 == word.end
            elif not piece.spreads:
                self._begin(place)
                self._pieces.append(value)
            else:
                self._spread(place, value)
            is_bare = is_bare or piece.spreads
        if is_bare and self._environment.refuses_empty and not any(self._pieces):
            # It is not a word.
            self._start, self._pieces = None, []
        elif not is_glued:
            self._begin(place)
            self._end()

    def _begin(self, place: int) -> None:
        if self._start is None:
            self._start = place

    def _spread(self, place: int, value: str) -> None:
        """Put in a value of which each word becomes one."""
        first, *others = _BLANK.split(value)
        self._pieces.append(first)
        for other in others:
            if any(self._pieces) or not self._environment.refuses_empty:
                self._end()
            self._begin(place)
            self._pieces.append(other)

    def _end(self) -> None:
        assert self._start is not None
        text = "".join(self._pieces)
        self._words.append((Expandable(text, self._source) if self._source else value_of(text), self._start))
        self._start, self._pieces, self._source = None, [], ""

    def filled(self) -> Filled:
        """What was read."""
        if self._start is not None:
            self._end()
        empty = next((place for word, place in self._words if not word and not isinstance(word, Expandable)), None)
        words, places = tuple([word for word, _ in self._words]), tuple([place for _, place in self._words])
        return Filled(words, places, tuple(self._uses), empty)


def filled_address(text: str, place: int, environment: Environment) -> tuple[str, list[Use]] | None:
    """An address with the values of its variables put in, as HAProxy does wherever it reads one.

    Args:
        text: the word.
        place: which word it is as written.
        environment: the variables at the line.

    Returns:
        The address and the variables in it; None where a value is unknown.
    """
    names = [match[1] or match[2] or "" for match in _IN_ADDRESS.finditer(text)]
    if any(environment.is_unknown(name) for name in names):
        return None
    uses = [Use(place, name, environment.value(name)) for name in names if name]
    return _IN_ADDRESS.sub(lambda match: environment.value(match[1] or match[2] or "") or "", text), uses


def address_places(section: str, words: tuple[str, ...]) -> Iterator[int]:
    """The words of a line in which HAProxy looks for variables by itself: the addresses.

    Args:
        section: the keyword of the section it stands in.
        words: its words, one of which holds a `$`.
    """
    for part in read(section, words).parts:
        word = words[part.start]
        is_address = part.type in ADDRESS_TYPES or part.name in ADDRESS_NAMES
        if is_address and "$" in word and not isinstance(word, Expandable) and not word.startswith(NO_ADDRESSES):
            yield part.start
