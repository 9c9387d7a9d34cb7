"""`Line` and `Statement`: one physical line of a section, and what it says.

A statement is its words; the line that was read only tells how they were spelled.  Unchanged words give that line
back, and changed ones are put in the place of the old (`syntax.patch`).
Typed attributes of the families are descriptors over the words (`typed`, `params`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define, field

from haproxy_model.errors import Guarded, HaproxyModelError, InvalidValue
from haproxy_model.model.given import given_items, given_place, given_text
from haproxy_model.model.masking import hidden_places, masked, masked_line
from haproxy_model.model.trailing import shown, spelled
from haproxy_model.model.virtual_fields import VirtualFields, assign, typed_attributes
from haproxy_model.schema.sections import SECTION_KEYWORDS
from haproxy_model.schema.versions import LATEST
from haproxy_model.syntax.patch import patch_comment, patch_words
from haproxy_model.syntax.quoting import quote
from haproxy_model.syntax.structure import opens_section
from haproxy_model.syntax.text import BLANKS, canonical, visible
from haproxy_model.syntax.words import MAX_WORDS, Expandable, Scan, read_words, scan_line

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Span
    from haproxy_model.model.parts import Part
    from haproxy_model.model.section import Section
    from haproxy_model.reading.reading import Reading
    from haproxy_model.values.logformat import LogFormat
    from haproxy_model.values.unread import Unread


@cache
def _reader() -> Callable[[str, tuple[str, ...]], Reading]:
    """What reads lines, imported when the first one is."""
    from haproxy_model.reading.reading import read

    return read


#: what a comment must be, for messages
COMMENT = "a comment as text, or None"
#: `Statement._comment` while the comment is the one that the line was read with.
_AS_READ: Any = type("AsRead", (), {"__reduce__": lambda self: "_AS_READ", "__repr__": lambda self: "AS_READ"})()


class Loose(str):
    """The text of a statement that was read by itself: how it is laid out is told by the place where it is inserted."""

    __slots__ = ()


@define(eq=False, init=False, repr=False, weakref_slot=False)
class Line(Guarded):
    """One line of a section that is not a statement: blank, a comment, a `[scope]`, or one that HAProxy cannot read."""

    _instead = "assign what it is worked out of, such as words or text"

    #: the line as read, or as last written, without LF; empty for a statement that never stood anywhere
    _text: str = field(init=False)
    #: where the line stands; None for a free one.  Copies and pickles of the line alone do not take it along.
    _section: Section | None = field(init=False)

    def __init__(self, text: str = "") -> None:
        text = _one_line(text)
        if read_words(text) != ():
            raise InvalidValue(f"{masked_line(text)!r} is neither blank nor a comment: use Statement.parse(...)")
        self._text = text
        self._section = None

    @property
    def _whole(self) -> str:
        """The line as it is written, with the CR of its line end where it has one."""
        return self._text

    @property
    def text(self) -> str:
        """The line as it is written, without its line end; assigning keeps that."""
        return self._whole.removesuffix("\r")

    @text.setter
    def text(self, text: str) -> None:
        if read_words(self._text) != ():
            raise InvalidValue(
                f"{masked_line(self._text)!r} is not a comment: remove it, and insert what should replace it"
            )
        text = _one_line(text)
        if read_words(text) != ():
            raise InvalidValue(f"{masked_line(text)!r} is neither blank nor a comment: insert it as a statement")
        self._text = ended(text, self._text)
        self._touched()

    @property
    def section(self) -> Section | None:
        """The section that it is in; None for a free line."""
        return self._section

    @property
    def span(self) -> Span | None:
        """Where it is now, from its first word to the last, as `Config.span` says; None outside of a file."""
        config = None if self._section is None else self._section.config
        return None if config is None else config.span(self)

    def _touched(self) -> None:
        """Tell the section that the line says, or is written, otherwise."""
        if self._section is not None:
            self._section._touched(self)

    @property
    def _written(self) -> Self:
        """The line as it stands in its file; itself, but for lines with values put in (`derived`)."""
        return self

    def _place_of(self, word: int) -> int:
        """Which word of the written line a word comes from."""
        return word

    @property
    def is_blank(self) -> bool:
        """Whether the line is empty, or has only blanks."""
        return not self.text.strip(BLANKS)

    @property
    def is_comment(self) -> bool:
        """Whether the line has only a comment."""
        return not isinstance(self, Statement) and self._text.lstrip(BLANKS).startswith("#")

    def comment_in(self) -> Statement:
        """Make a statement of a comment where it is: `# server s1 …`; gives the statement.

        Raises:
            InvalidValue: it is not a comment, holds no statement, or would open a section or an `.if` block.
        """
        from haproxy_model.model.comments import comment_in

        return comment_in(self)

    def copy(self) -> Self:
        """A copy with the same words, layout and comment, which is in no section yet."""
        copied = self.__class__.__new__(self.__class__)
        copied.__setstate__(self.__getstate__())
        return copied

    def __copy__(self) -> Self:
        return self.copy()

    def __deepcopy__(self, memo: object) -> Self:
        return self.copy()

    def __getstate__(self) -> tuple[Any, ...]:
        return (self._text,)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        (self._text,) = state
        self._section = None

    def __repr__(self) -> str:
        return _picture(self, masked_line(self.text))


@define(eq=False, init=False, repr=False, weakref_slot=False)
class Statement(Line):
    """A line that says something: a keyword and its arguments, at home in one section.

    Built by hand it takes all its words: `Statement("option", "httpchk", "GET", "/")`.  The families (`Server`, `Bind`,
    …) add typed attributes; a keyword that has no family is a plain Statement and equally editable through `words`.
    """

    _words: tuple[str, ...] = field(init=False)
    _read: tuple[str, ...] = field(init=False)
    _comment: str | None = field(init=False)

    #: the first words of every statement of this family, empty for Statement itself
    keywords: ClassVar[tuple[str, ...]] = ()
    #: the only section that has this family, empty for a family of several
    home: ClassVar[str] = ""

    def __init__(self, *words: str, **changes: object) -> None:
        """A free statement of its words, or of a line.

        Args:
            words: the words after the keyword; of a plain Statement, all words.
            changes: typed attributes, `comment`; `text` is a written line instead of the words, which keeps its layout.

        Raises:
            InvalidValue: HAProxy could not hold a word or a value; there is no such attribute; or the line is another.
        """
        from haproxy_model.model.attributes import Required

        text = changes.pop("text", None)
        if text is None:
            _blank(self, (*self.keywords, *words))
        else:
            _begin(self, given_text(text, "a line as text"))
        for _, attribute in typed_attributes(type(self)):
            if isinstance(attribute, Required):
                attribute.check(self)
        assign(self, changes)
        if text is None:
            self._read = self._words
            if type(self) is not Statement:
                self._refuse_unfit(self._words)

    @classmethod
    def parse(cls, line: str) -> Statement:
        """Read one line as a free statement of the class that its keyword has.

        Where it is inserted it takes the layout of its neighbours, as text does; comment and words stay.

        Raises:
            InvalidValue: the line holds no statement, or one that HAProxy cannot read.
        """
        from haproxy_model.model.families import family

        line = _one_line(line)
        words = read_words(line)
        if isinstance(words, Scan):
            raise InvalidValue(
                f"{masked_line(line)!r} cannot be read: {words.problem.kind if words.problem else 'a scope line'}"
            )
        if not words:
            raise InvalidValue(f"{masked_line(line)!r} holds no statement")
        statement = new_statement(family("", words), Loose(line), words)
        if not isinstance(statement, cls):
            raise InvalidValue(f"{masked_line(line)!r} is a {type(statement).__name__}, not a {cls.__name__}")
        return statement

    @property
    def words(self) -> tuple[str, ...]:
        """The words as HAProxy sees them, keyword (and `no` or `default`) first; assign to change any of them."""
        return self._words

    @words.setter
    def words(self, words: Iterable[str]) -> None:
        self._put_words(words, self._refuse_taken)

    def _put_words(self, words: Iterable[str], refuse: Callable[[tuple[str, ...]], None] | None = None) -> None:
        """Give the line other words; without `refuse` also a name that another line has, as long as several change."""
        items = given_items(words, "words")
        # What was read may be set back, even if nobody would write it.
        new = self._read if items == self._read else _checked(items)
        family = self._family(new)
        if refuse is not None:
            refuse(new)
        self._words = self._read if new == self._read else new
        if family is not type(self):
            self.__class__ = family
        self._touched()

    def _refuse_unfit(self, words: tuple[str, ...]) -> None:
        """Refuse words that no version takes where it is, unless those that it has are no better.

        Raises:
            InvalidValue: one fits nowhere.
        """
        from haproxy_model.model.fitting_words import refuse_unfit_line

        kind = self.home if self._section is None else self._section.kind
        try:
            refuse_unfit_line(kind, words)
        except InvalidValue:
            if words is not self._words:
                try:
                    refuse_unfit_line(kind, self._words)
                except InvalidValue:
                    return
            raise

    def _refuse_taken(self, words: tuple[str, ...]) -> None:
        """Refuse a name that HAProxy would refuse beside those of the other lines; the one that was read may come back.

        Raises:
            InvalidValue: it is taken.
        """
        if self._section is not None and words[:2] not in (self._words[:2], self._read[:2]):
            self._section._refuse_taken(words, self.conditions, self)

    def _family(self, words: tuple[str, ...]) -> type[Statement]:
        """The class that words make of the line where it stands.

        Raises:
            InvalidValue: they would open a section, or take an `.if` block apart.
        """
        from haproxy_model.model.families import family

        if self._section is None:
            return family(self.home, words)
        if opens_section(words, SECTION_KEYWORDS):
            raise InvalidValue(f"{' '.join(masked(words))!r} would open a section: insert it into config.sections")
        if "." in (words[0][:1], self._words[0][:1]):
            self._section._check_directive(self, words)
        return family(self._section.kind, words)

    @property
    def _is_changed(self) -> bool:
        """Whether it says something else than when it was read."""
        return self._words is not self._read

    @property
    def _first(self) -> str:
        """The first word, a prefix included."""
        return self._words[0]

    @property
    def prefix(self) -> str | None:
        """`no` or `default` where the line begins with it."""
        return self._words[0] if self._words[0] in ("no", "default") and len(self._words) > 1 else None

    @property
    def keyword(self) -> str:
        """The first word after a prefix (`no`, `default`)."""
        # Asked of most lines by most questions: so without `prefix`.
        first = self._words[0]
        return self._words[1] if first in ("no", "default") and len(self._words) > 1 else first

    @property
    def _setting(self) -> str:
        """The keyword of a line that sets or does something; empty for one that takes it back by `no` or `default`."""
        words = self._words
        return "" if words[0] in ("no", "default") and len(words) > 1 else words[0]

    @property
    def _alike(self) -> tuple[str, ...]:
        """What tells lines of one kind of section that say the same from others: a key, which nobody looks into."""
        return self._words

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words after the keyword, as HAProxy sees them; assign `words` to change any of them."""
        words = self._words
        return words[2:] if len(words) > 1 and words[0] in ("no", "default") else words[1:]

    def _argument(self, number: int) -> str | None:
        """A word behind the keyword, counted from 1; None where the line ends before it."""
        place = number + (self.prefix is not None)
        return self._words[place] if place < len(self._words) else None

    def _begins(self, *path: str) -> bool:
        """Whether it begins with some words, no prefix before them."""
        return self._words[: len(path)] == path

    def _holds(self, words: Set[str]) -> bool:
        """Whether one of some words stands in it anywhere."""
        return not words.isdisjoint(self._words)

    def _last(self, most: int = MAX_WORDS) -> int:
        """The place of the last word; `most` where it comes later."""
        return min(most, len(self._words) - 1)

    @property
    def _has_lost_variables(self) -> bool:
        """Whether a word with variables that was read is no longer there."""
        words = self._words
        return self._is_changed and any(isinstance(word, Expandable) and word not in words for word in self._read)

    def _said(self) -> str:
        """Its words with one blank between them."""
        return " ".join(self._words)

    def _shown(self, most: int | None = None) -> str:
        """Its words for people, or the first few of them, with one blank between and without secrets."""
        return " ".join(masked(self._words)[:most])

    def _is_open(self, word: int) -> bool:
        """Whether a word of it holds variables that are not put in."""
        return isinstance(self._words[word], Expandable)

    def _with(self, places: Iterable[tuple[int, int, int]], text: str) -> tuple[str, ...]:
        """Its words with a text in some places of them: which word, and where in it the place begins and ends."""
        words = list(self._words)
        for word, start, end in sorted(places, reverse=True):
            words[word] = words[word][:start] + text + words[word][end:]
        return tuple(words)

    @property
    def _has_variables(self) -> bool:
        """Whether some word of it holds variables that are not put in."""
        return any(isinstance(word, Expandable) for word in self._words)

    @property
    def _open_words(self) -> Iterator[tuple[int, Expandable]]:
        """The words that hold variables which are not put in, and their places."""
        return ((place, word) for place, word in enumerate(self._words) if isinstance(word, Expandable))

    @property
    def _reading(self) -> Reading:
        """What each of its words is, in the section it stands in."""
        return _reader()(self.home if self._section is None else self._section.kind, self._words)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What each of its words is, in their order: keyword, arguments, parameters and their values, condition."""
        from haproxy_model.model.parts import parts_of

        return parts_of(self)

    def part(self, name: str) -> Part:
        """What follows a fixed word or parameter, or an argument so called; the last one counts.

        Args:
            name: as the manual calls it, such as "inter" or "address"; a flag is its own value.

        Raises:
            UnknownName: the line has none.
        """
        from haproxy_model.model.parts import part_of

        return part_of(self, name)

    @property
    def log_formats(self) -> tuple[LogFormat | Unread, ...]:
        """The words that HAProxy reads as log formats, in order, plain text among them: values of headers …

        A name that may also be computed counts where it holds a `%`: `use_backend %[req.hdr(host)]`.
        """
        from haproxy_model.values.concealed import concealed
        from haproxy_model.values.logformat import read_log_format

        # A free line is read as in a `listen` section, which has every rule.
        home = (self.home or "listen") if self._section is None else self._section.kind
        parts = _reader()(home, self._words).parts
        words = self._words
        places = [
            place
            for part in parts
            for place in range(part.start, min(part.end, len(words)))
            if part.type == "log_format" or (part.type.endswith("_or_log_format") and "%" in words[place])
        ]
        hidden = hidden_places(words)
        read = [(place, read_log_format(words[place])) for place in places]
        return tuple([concealed(value) if place in hidden else value for place, value in read])

    @property
    def _whole(self) -> str:
        if self._words is self._read and self._comment is _AS_READ and self._text:
            return self._text
        if not self._text:
            return self._fresh_text("", "")
        text = self._text if self._words is self._read else patch_words(self._text, self._words)
        return text if self._comment is _AS_READ else patch_comment(text, self._comment)

    @property
    def text(self) -> str:
        """The line as it is written now, without its line end; another of the same family may replace all of it."""
        return self._whole.removesuffix("\r")

    @text.setter
    def text(self, text: str) -> None:
        new = Statement.parse(text)
        if self._family(new._words) is not type(self):
            raise InvalidValue(
                f"{masked_line(text)!r} is a {type(new).__name__}, not a {type(self).__name__}: insert it instead"
            )
        self._refuse_taken(new._words)
        self._text, self._words = ended(str(new._text), self._whole), new._words
        self._read, self._comment = new._read, new._comment
        self._touched()

    @property
    def comment(self) -> str | None:
        """The text after `#` at the end of the line, without one blank before it; None if there is none.

        Assigning keeps the line's own style, `#` or `# `, and else writes `# x`; None removes it.
        """
        written = self._written_comment()
        return None if written is None else shown(written)

    @comment.setter
    def comment(self, comment: str | None) -> None:
        comment = None if comment is None else canonical(given_text(comment, COMMENT))
        if comment is not None and any(character in comment for character in "\n\r\0"):
            raise InvalidValue(f"{comment!r} holds LF, CR or NUL, which would end the comment")
        read = self._comment_as_read()
        if comment is None:
            self._comment = _AS_READ if read is None else None
        else:
            self._comment = _AS_READ if read is not None and comment == shown(read) else spelled(comment, read)
        self._touched()

    @property
    def comment_above(self) -> str | None:
        """The comment lines that belong to this one, joined by LF, each without its `#` and a blank; None without any.

        They are directly above it with the same indent, and are not statements that were commented out.
        Assigning replaces them; None removes them.
        """
        if self._section is None:
            return None
        from haproxy_model.model.comments import comment_above

        return comment_above(self._section, self)

    @comment_above.setter
    def comment_above(self, comment: str | None) -> None:
        if self._section is None:
            raise HaproxyModelError(
                "the statement is not in a section yet: insert it first, then give it a comment above"
            )
        from haproxy_model.model.comments import set_comment_above

        set_comment_above(self._section, self, comment)

    def comment_out(self) -> Line:
        """Make a comment of it where it is; gives the comment, whose `comment_in` brings the same bytes back.

        Raises:
            InvalidValue: it is a header, or the beginning or the end of an `.if` block.
        """
        from haproxy_model.model.comments import comment_out

        return comment_out(self)

    def without_layout(self) -> Self:
        """A copy in no section, which gets its indent and line ending where it is inserted; words and comment stay."""
        comment, copied = self._written_comment(), self.copy()
        copied._text = ""
        copied._read = copied._words
        copied._comment = _AS_READ if comment is None else comment
        return copied

    @property
    def word_spans(self) -> tuple[Span, ...]:
        """Where each of `words` is now, quotes included; empty outside of a file."""
        config = None if self._section is None else self._section.config
        if config is None:
            return ()
        from haproxy_model.model.places import places_of

        places = places_of(config)
        return tuple(places.word_span(self, word) for word in range(len(self._words)))

    @property
    def conditions(self) -> tuple[tuple[str, bool], ...]:
        """The `.if` branches around it, outermost first: the expression, and whether it must be true or false."""
        return () if self._section is None else self._section._conditions(self)

    def respell(self, index: int, spelling: str) -> None:
        """Change how one word is written and nothing else: `2000` as `2s`, a name with quotes.

        Args:
            index: the word's place in `words`.
            spelling: the word as the file should spell it.

        Raises:
            InvalidValue: the spelling is not one word, or does not mean the same.
        """
        given_place(index, "the place of a word, counted from 0")
        scan = scan_line(_one_line(spelling))
        if len(scan.words) != 1 or scan.problem or scan.comment is not None or scan.scope is not None:
            raise InvalidValue(f"{spelling!r} is not the spelling of one word")
        word = scan.words[0].value
        if not 0 <= index < len(self._words):
            raise InvalidValue(f"{' '.join(masked(self._words))!r} has no word {index}")
        words = (*self._words[:index], word, *self._words[index + 1 :])
        line, place = self._whole, scan_line(self._whole).words[index]
        line = line[: place.start] + spelling[scan.words[0].start : scan.words[0].end] + line[place.end :]
        if not self._means(words) or read_words(line) != words:
            raise InvalidValue(f"{spelling!r} does not mean {self._words[index]!r}")
        self._text = line
        self._words = self._read = words
        self._comment = _AS_READ
        self._touched()

    def _means(self, words: tuple[str, ...]) -> bool:
        """Whether other words mean the same where it is."""
        from haproxy_model.model.meaning import meaning

        home = self.home if self._section is None else self._section.kind
        return words == self._words or meaning(home, words, LATEST) == meaning(home, self._words, LATEST)

    def _written_comment(self) -> str | None:
        """What follows `#`, as it is written."""
        return self._comment_as_read() if self._comment is _AS_READ else self._comment

    def _comment_as_read(self) -> str | None:
        scan = scan_line(self._text)
        return None if scan.comment is None else self._text[scan.comment + 1 : scan.content_end]

    def _lay_out(self, indent: str, ending: str) -> None:
        """Give a statement that was built by hand its line; one that was laid out elsewhere keeps what it has."""
        if not self._text or self._text.__class__ is Loose:
            if self._text and self._comment is _AS_READ:
                self._comment = self._comment_as_read()
            self._text = self._fresh_text(indent, ending)
            self._read = self._words
            self._comment = _AS_READ

    def _fresh_text(self, indent: str, ending: str) -> str:
        comment = "" if self._comment is _AS_READ or self._comment is None else f" #{self._comment}"
        words = " ".join(quote(word, first=not index) for index, word in enumerate(self._words))
        return f"{indent}{words}{comment}{ending}"

    def __getstate__(self) -> tuple[Any, ...]:
        return self._text, self._words, self._read, self._comment

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._text, self._words, self._read, self._comment = state
        if self._words == self._read:
            self._words = self._read
        self._section = None

    def __repr__(self) -> str:
        return _picture(self, " ".join(masked(self._words)))


Statement.__attrs_attrs__ = VirtualFields()  # type: ignore[assignment]  # attrs has a tuple there


# What is read gets its class when it has its words: assigning to those of the classes that people use is slower, for
# these tell them which attributes there are.
UNGUARDED: dict[str, Any] = {"__slots__": (), "__setattr__": object.__setattr__}
_NEW_LINE: type[Line] = type("NewLine", (Line,), UNGUARDED)
_NEW_STATEMENT: type[Statement] = type("NewStatement", (Statement,), UNGUARDED)


def new_statement(
    family: type[Statement], text: str, words: tuple[str, ...], section: Section | None = None
) -> Statement:
    """A statement that was read; the quick way around the constructors, which are for people."""
    statement = _NEW_STATEMENT.__new__(_NEW_STATEMENT)
    statement._text = text
    statement._section = section
    statement._words = statement._read = words
    statement._comment = _AS_READ
    statement.__class__ = family
    return statement


def new_line(text: str, section: Section | None = None) -> Line:
    """A line that was read and holds no statement."""
    line = _NEW_LINE.__new__(_NEW_LINE)
    line._text = text
    line._section = section
    line.__class__ = Line
    return line


def _blank(statement: Statement, words: Iterable[str]) -> None:
    statement._text = ""
    statement._section = None
    statement._words = statement._read = _checked(words)
    statement._comment = _AS_READ
    if not issubclass(statement._family(statement._words), type(statement)):
        raise InvalidValue(
            f"{' '.join(masked(statement._words))!r} is not a {type(statement).__name__}: words are missing"
        )


def _begin(statement: Statement, text: str) -> None:
    """Make a free statement of a line."""
    line = _one_line(text)
    words = read_words(line)
    if isinstance(words, Scan) or not words or not issubclass(_free_family(statement, words), type(statement)):
        raise InvalidValue(f"{masked_line(line)!r} is not a line of a {type(statement).__name__}")
    statement._text = line
    statement._section = None
    statement._words = statement._read = words
    statement._comment = _AS_READ


def _free_family(statement: Statement, words: tuple[str, ...]) -> type[Statement]:
    from haproxy_model.model.families import family

    return family(statement.home, words)


def _checked(words: Iterable[object]) -> tuple[str, ...]:
    """Words that a line can hold.

    Raises:
        InvalidValue: no word, a NUL, or one text instead of words.
        TypeError: something else than words.
    """
    checked = tuple(_checked_word(word) for word in given_items(words, "words"))
    if not checked or not checked[0]:
        raise InvalidValue("a statement needs a keyword")
    if len(checked) > MAX_WORDS:
        raise InvalidValue(f"HAProxy reads at most {MAX_WORDS} words a line, not {len(checked)}")
    return checked


def _checked_word(given: object) -> str:
    if isinstance(given, Expandable):
        if read_words(f"x {_one_line(given.source)}\t") != ("x", given):
            raise InvalidValue(f"{given.source!r} is not the spelling of one word with variables")
        return given
    word = given_text(given, "a word")
    if "\0" in word:
        raise InvalidValue(f"{word!r} holds a NUL, which no line can hold")
    return canonical(word)


def _picture(line: Line, masked_text: str) -> str:
    """What `repr` shows of a line; in angle brackets, for it cannot be pasted."""
    shown = visible(masked_text.strip(BLANKS))
    return f"<{type(line).__name__}: {shown}>" if shown else f"<{type(line).__name__}>"


def ended(text: str, like: str) -> str:
    """The text of a line with the CR that another one ends with, or without one."""
    return text.removesuffix("\r") + ("\r" if like.endswith("\r") else "")


def _one_line(text: str) -> str:
    text = given_text(text, "the text of a line")
    if "\n" in text or "\0" in text:
        raise InvalidValue(f"{masked_line(text)!r} is not one line")
    return canonical(text)
