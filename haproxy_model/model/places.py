"""Where things stand now: spans, computed from the lines as they are when a `Places` is made."""

from __future__ import annotations

from haproxy_model.diagnostics import Span
from haproxy_model.errors import UnknownName
from haproxy_model.model.config import Config, File
from haproxy_model.model.line import Line
from haproxy_model.model.section import Section
from haproxy_model.syntax.text import BLANKS, encode
from haproxy_model.syntax.words import Word, scan_line


def places_of(config: Config) -> Places:
    """Where everything in a configuration stands now, worked out once until the next edit."""
    return config._remembered("places", lambda: Places(config))


class Places:
    """Spans in a configuration; good until the next edit.

    The start of each section is counted once, the lines of a section when one of them is asked for.
    """

    def __init__(self, config: Config) -> None:
        #: section -> its file, the number of its header's line (of its first line in a preamble), bytes before that
        #: line
        self._starts: dict[int, tuple[File, int, int]] = {}
        self._lines: dict[int, dict[int, tuple[int, int]]] = {}
        self._ends: dict[int, Span] = {}
        #: the word of which a part was asked for last, and its characters: names stand side by side in one
        self._latest: tuple[Line, int, Span, list[int]] | None = None
        for file in config.files:
            line, offset = 1, 0
            for block in file._blocks():
                above = block._above if block.kind else []
                self._starts[id(block)] = (file, line + len(above), offset + _size(above))
                texts = block._all_texts()
                line += len(texts)
                offset += _size(texts)

    def span(self, member: Line, start: int, end: int) -> Span:
        """The span of the characters `start` to `end` of a line or header as it is written."""
        file, line, offset = self._place(member)
        text = member._written._whole
        head, body = text[:start], text[start:end]
        begin = offset + len(encode(head))
        return Span(file.path, line, start + 1, line, end + 1, begin, begin + len(encode(body)))

    def line_span(self, member: Line | Section) -> Span:
        """The span of a line's content: from its first word to the last, comment and blanks around it left out."""
        member = member._written
        if isinstance(member, Section):
            return self.line_span(member.header) if member.kind else self._preamble_span(member)
        text = member.text
        words = scan_line(text).words
        if words:
            return self.span(member, words[0].start, words[-1].end)
        end = len(text.rstrip(BLANKS))
        return self.span(member, min(len(text) - len(text.lstrip(BLANKS)), end), end)

    def word_span(self, member: Line, index: int, last: int | None = None) -> Span:
        """The span of a word, or of the words from one to another; of the line's last word where it is shorter."""
        words = scan_line(member._written.text).words
        if not words:
            return self.line_span(member)
        first: Word = words[min(member._place_of(index), len(words) - 1)]
        final = first if last is None else words[min(member._place_of(last), len(words) - 1)]
        return self.span(member, first.start, final.end)

    def part_span(self, member: Line, index: int, start: int, end: int) -> Span:
        """The span of a part of a word's value; the word's where escapes or characters beyond ASCII are in it."""
        if self._latest is None or self._latest[:2] != (member, index):
            characters = _characters(member._written.text, member._place_of(index))
            self._latest = (member, index, self.word_span(member, index), characters)
        word, found = self._latest[2:]
        if not found:
            return word
        first, last = found[start], found[end - 1] + 1
        line, column, begin = word.line, word.column, word.start
        return Span(word.file, line, column + first, line, column + last, begin + first, begin + last)

    def written_span(self, member: Line, index: int) -> Span:
        """The span of a word of the line as it is written."""
        return self.word_span(member._written, index)

    def body_start(self, section: Section) -> tuple[str | None, int]:
        """The file of a section, and the bytes before the first line of its body."""
        file, _, offset = self._starts[id(section._written)]
        return file.path, offset + (_size([section._header_text]) if section.kind else 0)

    def end_of_file(self, section: Section) -> Span:
        """The empty span behind the last line of the file that a section stands in."""
        file = self._starts[id(section._written)][0]
        if id(file) not in self._ends:
            self._ends[id(file)] = self.end_of(file)
        return self._ends[id(file)]

    def end_of(self, file: File) -> Span:
        """The empty span behind the last line of a file."""
        texts = [text for block in file._blocks() for text in block._all_texts()]
        last = texts[-1] if texts else ""
        last = last.removesuffix(file._lacking[:-1])
        end = max(_size(texts) - len(file._lacking), 0)
        return Span(file.path, len(texts) or 1, len(last) + 1, len(texts) or 1, len(last) + 1, end, end)

    def _preamble_span(self, section: Section) -> Span:
        file, line, offset = self._starts[id(section)]
        return Span(file.path, line, 1, line, 1, offset, offset)

    def _place(self, member: Line) -> tuple[File, int, int]:
        member = member._written
        section = member._section
        if section is None or id(section) not in self._starts:
            raise UnknownName(f"{member!r} is not in this configuration")
        file, line, offset = self._starts[id(section)]
        if member is section._header:
            return file, line, offset
        if id(section) not in self._lines:
            self._lines[id(section)] = _count(section, line, offset)
        return (file, *self._lines[id(section)][id(member)])


def _characters(text: str, index: int) -> list[int]:
    """Where in a word each character of its value stands; none where escapes or characters beyond ASCII are in it."""
    word = next(iter(scan_line(text).words[index : index + 1]), None)
    # Names are ASCII, and so are most words with names: their characters are their bytes.
    if word is None or not text[word.start : word.end].isascii():
        return []
    found = [place for place, sign in enumerate(text[word.start : word.end]) if sign not in "'\""]
    return found if "".join([text[word.start + place] for place in found]) == word.value else []


def _count(section: Section, line: int, offset: int) -> dict[int, tuple[int, int]]:
    if section.kind:
        line += 1
        offset += _size([section._header_text])
    places = {}
    for member in section._read():
        places[id(member)] = (line, offset)
        line += 1
        offset += _size([member._whole])
    return places


def _size(texts: list[str]) -> int:
    """The bytes of lines with their LFs."""
    joined = "\n".join(texts)
    return (len(joined) if joined.isascii() else len(encode(joined))) + bool(texts)
