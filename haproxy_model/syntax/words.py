r"""Splits one physical line into words exactly as HAProxy does (language reference, 1 and 2).

A word is a concatenation of bare text, escapes, strong '…' and weak "…" quotes; `#` outside quotes starts a comment
even in the middle of a word; CR and NUL end the content.  `read_words` gives the values alone and is quick on ordinary
lines; `scan_line` gives every word with its place.  Neither raises: what cannot be read is a `Problem`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from haproxy_model.records import NamedTuple
from haproxy_model.syntax.text import BLANKS, canonical

#: HAProxy reads at most this many words a line, the keyword included (`MAX_LINE_ARGS`).
MAX_WORDS = 64
#: No line of so many characters has more words.
_SHORT = 2 * MAX_WORDS
#: Longer lines are not remembered.
_OFTEN = 512


#: The words that begin the condition of a line.
CONDITIONS = ("if", "unless")


def ends_in_half_an_escape(text: str) -> bool:
    """Whether a text ends in a backslash that would be an escape with what follows it."""
    return text[-1:] == "\\" and (len(text) - len(text.rstrip("\\"))) % 2 == 1


class Expandable(str):
    """A word that holds environment variables: its text with the variables as written, and its spelling in the file.

    It may become any text, and with `[*]` any number of words; nothing here ever guesses an environment.
    """

    __slots__ = ("source",)
    #: the word as written, quotes included
    source: str

    def __new__(cls, text: str, source: str) -> Expandable:  # noqa: D102  # as the class says
        self = super().__new__(cls, text)
        # Doubled it is the same backslash wherever the word stands.
        self.source = f"{source}\\" if ends_in_half_an_escape(source) else source
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expandable) and self.source == other.source

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((Expandable, self.source))

    def __reduce__(self) -> tuple[type[Expandable], tuple[str, str]]:
        return Expandable, (str(self), self.source)

    def __repr__(self) -> str:
        return f"Expandable({str(self)!r}, {self.source!r})"


def spreads(word: str) -> bool:
    """Whether a word may come to several: it holds a variable with `[*]`."""
    return isinstance(word, Expandable) and "[*]" in word.source


class Variable(str):
    """A variable in a word, as it is written."""

    __slots__ = ("default", "name", "spreads")
    name: str
    #: what it comes to where it is not set; None where nothing is written
    default: str | None
    #: whether it may become several words: `[*]`
    spreads: bool

    def __new__(cls, match: re.Match[str]) -> Variable:  # noqa: D102  # as the class says
        self = super().__new__(cls, match.group())
        self.name = match.group(1) or match.group(4)
        self.default = match.group(3)
        self.spreads = match.group(2) is not None
        return self


class Word(NamedTuple):
    """One word of a line: its value, and where it stands (`line[start:end]` is the word as written)."""

    value: str
    start: int
    end: int


class Problem(NamedTuple):
    """What keeps HAProxy from reading a line: a kind (`diagnostics.codes`) and the offending part of the line."""

    kind: str
    start: int
    end: int


class Scan:
    """A line taken apart; made once and never changed.

    Args:
        words: the words in order, up to a problem.
        comment: the place of the `#` that begins the comment.
        content_end: the place of the CR or NUL that ends the content, else the end of the line.
        problem: what keeps HAProxy from reading it.
        scope: the name of a `[scope]` line.
    """

    __slots__ = ("comment", "content_end", "problem", "scope", "words")

    def __init__(
        self, words: list[Word], comment: int | None, content_end: int, problem: Problem | None, scope: str | None
    ) -> None:
        self.words = words
        self.comment = comment
        self.content_end = content_end
        self.problem = problem
        self.scope = scope


# What makes a line more than blanks and bare words: quotes, escapes, comments, CR, NUL; \x1c-\x1f only because
# `str.split` takes them for blanks and HAProxy does not.
#: The same one by one, which is quicker to look for in many lines; with `[`, which may begin a scope line.
_SIGNS = ('"', "'", "\\", "#", "[", "\r", "\0", "\x1c", "\x1d", "\x1e", "\x1f")
_SPECIAL = re.compile("[\"'\\\\#\r\0\x1c-\x1f]").search
_BLANKS = re.compile(f"[{BLANKS}]*").match
_BARE = re.compile("[^ \t\v\f\r\"'\\\\#\0]+").match
_STRONG = re.compile("[^'\r\0]*").match
_WEAK = re.compile('[^"\\\\$\r\0]+').match
_VARIABLE = re.compile(r"\$(?:\{(\.?[A-Za-z0-9_]*)(\[\*\])?(?:-([^}\r\0]*))?\}|(\.?[A-Za-z0-9_]+))").match
# Bare text and both kinds of quotes without escapes and variables: a backslash before most characters is itself.
_ITSELF = r"""\\(?![\\ #"'tnrx$])"""
_PARTS = rf"""(?:[^ \t\v\f\r"'\\#\0]+|{_ITSELF})++|"(?:[^"\\$\r\0]+|{_ITSELF})*+"|'[^'\r\0]*'"""
_PART, _WORD = re.compile(_PARTS).findall, re.compile(f"(?:{_PARTS})++").findall
_SIMPLE = re.compile(rf"((?:(?:{_PARTS})++|[ \t\v\f]++)*+)(?:#[^\r\0]*+)?").fullmatch
_SCOPE = re.compile(f"\\[([A-Za-z0-9_.:-]+)\\][{BLANKS}]*(?:#.*)?$", re.DOTALL).match
_ESCAPES = {"\\": "\\", " ": " ", "#": "#", '"': '"', "'": "'", "t": "\t", "n": "\n", "r": "\r"}
_HEX = re.compile("[0-9A-Fa-f]{2}").match
_PSEUDO = (".FILE", ".LINE", ".SECTION")


def read_all_words(lines: Sequence[str]) -> Sequence[tuple[str, ...] | Scan]:
    """What `read_words` gives for each of some lines; most lines have bare words only, which is quickly seen."""
    together = "\n".join(lines)
    signs = [sign for sign in _SIGNS if sign in together]
    odd = {place for sign in signs for place, line in enumerate(lines) if sign in line}
    if not together.isascii():
        odd.update([place for place, line in enumerate(lines) if not line.isascii()])
    if max(map(len, lines), default=0) > _SHORT:
        odd.update([place for place, line in enumerate(lines) if len(line) > _SHORT])
    found: list[tuple[str, ...] | Scan] = list(map(tuple, map(str.split, lines)))
    for place in odd:
        found[place] = _read_odd(lines[place]) if len(lines[place]) <= _OFTEN else read_words(lines[place])
    return found


@lru_cache(maxsize=2048)
def _read_odd(line: str) -> tuple[str, ...] | Scan:
    """The words of a line that is more than bare words; such lines take long, and stand in many sections alike."""
    return read_words(line)


def read_words(line: str) -> tuple[str, ...] | Scan:
    """The values of a line's words; a `Scan` where the line has a problem or is a `[scope]` line."""
    if line.isascii():
        if not _SPECIAL(line):
            words = tuple(line.split(None, MAX_WORDS))
        else:
            # A comment, or quotes with nothing in them that stands for something else.
            simple = _SIMPLE(line)
            words = ("[",) if simple is None else tuple(map(_unquoted, _WORD(simple[1])))
        if (not words or words[0][:1] != "[") and len(words) <= MAX_WORDS:
            return words
    scan = scan_line(line)
    if scan.problem or scan.scope is not None:
        return scan
    return tuple([word.value for word in scan.words])


def _unquoted(word: str) -> str:
    """The value of a word that has neither escapes nor variables."""
    if '"' not in word and "'" not in word:
        return word
    return "".join([part if part[0] not in "\"'" else part[1:-1] for part in _PART(word)])


def executed_words(line: str) -> tuple[str, ...]:
    """The values of the words that HAProxy executes: of a line with a NUL those before it, of one it refuses none."""
    words = read_words(line)
    if isinstance(words, tuple):
        return words
    cut = words.problem is not None and words.problem.kind == "stray-nul"
    return tuple([word.value for word in words.words]) if cut else ()


def scan_line(line: str) -> Scan:
    """Every word of a line with its place."""
    position = _BLANKS(line).end()  # type: ignore[union-attr]  # matches the empty string too
    if line.startswith("[", position):
        return _scan_scope(line, position)
    content = _content(line, position)
    words: list[Word] = []
    problem: Problem | None = None
    comment: int | None = None
    end = len(content)
    while position < end:
        if content[position] == "#":
            comment = position
            break
        if len(words) > MAX_WORDS:  # one too many is enough to refuse the line
            break
        stop, value, found = _scan_word(content, position)
        if isinstance(found, Problem):
            problem = found
            break
        words.append(Word(Expandable(value, content[position:stop]) if found else value_of(value), position, stop))
        position = _BLANKS(content, stop).end()  # type: ignore[union-attr]
    if problem is None:
        if len(words) > MAX_WORDS:
            problem = Problem("too-many-words", words[MAX_WORDS].start, words[MAX_WORDS].end)
        elif "\0" in line:
            problem = Problem("stray-nul", line.index("\0"), line.index("\0") + 1)
    elif problem.kind == "unmatched-quote" and "\0" in line:
        problem = Problem("stray-nul", line.index("\0"), line.index("\0") + 1)
    return Scan(words, comment, end, problem, None)


def _content(line: str, position: int) -> str:
    """The line up to the first CR or NUL, which end it inside quotes too."""
    ends = [place for place in (line.find("\r", position), line.find("\0", position)) if place >= 0]
    return line[: min(ends)] if ends else line


def _scan_scope(line: str, position: int) -> Scan:
    nul = line.find("\0")
    match = _SCOPE(line[:nul] if nul >= 0 else line, position)
    if match is None:
        return Scan([], None, len(line), Problem("bad-scope", position, len(line.rstrip(BLANKS))), None)
    problem = Problem("stray-nul", nul, nul + 1) if nul >= 0 else None
    return Scan([], None, len(line), problem, match.group(1))


def character_places(line: str, word: Word) -> list[int]:
    """Where in a line each character of a word's value is spelled, and where the spelling of the last one ends.

    Where bytes were joined to characters nobody can say which: then each is the whole word.
    """
    pieces: list[tuple[int, str]] = []
    _scan_word(line[: word.end], word.start, pieces)
    found = [position + i for position, text in pieces for i in range(len(text))]
    if not found or len(found) != len(word.value):
        return [word.start] * len(word.value) + [word.end]
    return [*found, word.end if line[pieces[-1][0]] == "\\" else found[-1] + 1]


def _scan_word(line: str, start: int, pieces: list[tuple[int, str]] | None = None) -> tuple[int, str, bool | Problem]:
    """Where the word at `start` ends, its value, and whether it holds variables or why it cannot be read.

    Args:
        line: the line.
        start: where the word begins.
        pieces: takes the parts of the value, each with where it is spelled.
    """
    pieces = [] if pieces is None else pieces
    position, end = start, len(line)
    expandable = False
    while position < end:
        character = line[position]
        if character in BLANKS or character == "#":
            break
        if character == '"':
            position, problem, variables = _scan_weak(line, position, pieces)
            if problem:
                return position, "", problem
            expandable = expandable or variables
        elif character == "'":
            stop = _STRONG(line, position + 1).end()  # type: ignore[union-attr]
            if stop == end:
                return end, "", Problem("unmatched-quote", position, position + 1)
            pieces.append((position + 1, line[position + 1 : stop]))
            position = stop + 1
        elif character == "\\":
            stop = _scan_escape(line, position, pieces)
            if stop < 0:
                return end, "", Problem("bad-hexadecimal", position, min(position + 4, end))
            position = stop
        else:
            match = _BARE(line, position)
            assert match is not None
            pieces.append((position, match.group()))
            position = match.end()
    return position, "".join([text for _, text in pieces]), expandable


def _scan_weak(line: str, opening: int, pieces: list[tuple[int, str]]) -> tuple[int, Problem | None, bool]:
    """Read a weak-quoted part; gives the place behind it, a problem, and whether it holds variables."""
    position, end = opening + 1, len(line)
    variables = False
    while position < end:
        match = _WEAK(line, position)
        if match is not None:
            pieces.append((position, match.group()))
            position = match.end()
            continue
        character = line[position]
        if character == '"':
            return position + 1, None, variables
        if character == "\\":
            if line.startswith("$", position + 1):
                pieces.append((position, "$"))
                position += 2
                continue
            stop = _scan_escape(line, position, pieces)
            if stop < 0:
                return end, Problem("bad-hexadecimal", position, min(position + 4, end)), variables
            position = stop
            continue
        match = _VARIABLE(line, position)
        problem = _variable_problem(line, position, match)
        if problem is not None or match is None:
            return end, problem, variables
        variables = True
        pieces.append((position, Variable(match)))
        position = match.end()
    return end, Problem("unmatched-quote", opening, opening + 1), variables


def _scan_escape(line: str, position: int, pieces: list[tuple[int, str]]) -> int:
    r"""Read an escape (2.3); gives the place behind it, or -1 for `\x` without two hexadecimal digits.

    A backslash before anything else stands for itself, and what follows is read as if it were not there.
    """
    follower = line[position + 1 : position + 2]
    if follower == "x":
        digits = _HEX(line, position + 2)
        if digits is None:
            return -1
        byte = int(digits.group(), 16)
        pieces.append((position, chr(byte if byte < 0x80 else 0xDC00 + byte)))
        return position + 4
    replacement = _ESCAPES.get(follower)
    pieces.append((position, "\\" if replacement is None else replacement))
    return position + (1 if replacement is None else 2)


def _variable_problem(line: str, dollar: int, match: re.Match[str] | None) -> Problem | None:
    name = (match.group(1) or match.group(4) or "") if match else ""
    if match is not None and name and (name[0] == "." or not name[0].isdigit()):
        if name[0] == "." and name not in _PSEUDO:
            return Problem("bad-variable-name", line.index(".", dollar), match.end())
        return None
    brace = line.startswith("{", dollar + 1)
    first = dollar + 2 if brace else dollar + 1
    character = line[first : first + 1]
    if not (character.isascii() and (character.isalpha() or character in ("_", "."))) or not character:
        return Problem("bad-variable-name", min(first, len(line)), min(first + 1, len(line)))
    stop = re.compile(r"\.?[A-Za-z0-9_]*").match(line, first).end()  # type: ignore[union-attr]
    if brace and line.startswith("[", stop) and not line.startswith("[*]", stop):
        return Problem("bad-expansion", stop, stop + 1)
    return Problem("unmatched-brace", dollar + 1, dollar + 2)


def value_of(text: str) -> str:
    r"""What consumers see of the text of a word: up to an embedded NUL (2.8), bytes made by `\xHH` joined."""
    cut = text.partition("\0")[0] if "\0" in text else text
    return cut if cut.isascii() else canonical(cut)


def pieces_of(line: str, word: Word) -> list[tuple[int, str]]:
    """The parts of a word's value, each with where in the line it is spelled; its variables are `Variable`s."""
    pieces: list[tuple[int, str]] = []
    _scan_word(line[: word.end], word.start, pieces)
    return pieces


def variable_places(word: Expandable) -> Iterator[tuple[int, int]]:
    """Where in the value of a word its variables stand, those without a default."""
    pieces = _pieces(word)
    if sum(map(len, pieces)) != len(word):
        # Bytes were joined to characters.
        return
    place = 0
    for piece in pieces:
        if isinstance(piece, Variable) and piece.default is None:
            yield place, place + len(piece)
        place += len(piece)


def variables(word: Expandable) -> Iterator[tuple[str, str | None, bool]]:
    """The variables of a word: name, default if one is written, and whether `[*]` spreads it over several words."""
    return ((piece.name, piece.default, piece.spreads) for piece in _pieces(word) if isinstance(piece, Variable))


def _pieces(word: Expandable) -> list[str]:
    pieces: list[tuple[int, str]] = []
    _scan_word(word.source, 0, pieces)
    return [piece for _, piece in pieces]
