"""Bytes of every sort, words, and the many ways to spell a word."""

from __future__ import annotations

from hypothesis import strategies as st

from haproxy_model.records import NamedTuple

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAME_BYTES = LETTERS + LETTERS.upper() + "0123456789_.:-"

#: pieces at which readers of configuration files stumble
SPECIAL_BYTES = [
    *(
        b'"',
        b"'",
        b"\\",
        b"#",
        b"\r",
        b"\n",
        b"\0",
        b"\v",
        b"\f",
        b"\t",
        b" ",
        b"$",
        b"[",
        b"]",
        b"{",
        b"}",
        b"\x1c",
        b"\x1f",
    ),
    *(b"\xef\xbb\xbf", b"\xff", b"\xc3", b"\xa9", b"\xc2\xa0", b"\xc2\x85", b"\xe2\x80\xa8", b"\xed\xa0\x80"),
    *(b"${X}", b"${X[*]}", b'"${X-d e}"', b'"$X"', b"${X[", b"\\x41", b"\\x4", b"\\x00", b"\r\n", b"\n\n", b"\n "),
    *(b"\nbackend b", b"\nlisten l\n", b"\n.if 1\n", b"\n.else\n", b"\n.endif\n", b"\n[scope]\n", b"no ", b"default "),
    *(b"server a 1.1.1.1:1", b"bind :80", b" check", b" inter ", b"global\n", b"# comment", b"x"),
]

arbitrary_bytes = (
    st.lists(st.sampled_from(SPECIAL_BYTES) | st.binary(max_size=4), max_size=30).map(b"".join) | st.binary()
)

names = st.text(NAME_BYTES, min_size=1, max_size=8)

#: characters that mean themselves in a bare word, wherever they stand
_PLAIN = NAME_BYTES + "/@%+,=~^*(){}|!?&<>;$é\u00a0\udcff"
#: what a word can hold: anything but NUL
_ANY = st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from(
    "\"'\\#\r\n\v\f\t $[]é\u2028\x1c\x7f\udcff"
)

plain_words = st.text(_PLAIN, min_size=1, max_size=8)
#: texts that a word can be, the empty one too
word_values = st.text(_ANY, max_size=8)
#: texts that typed attributes take
texts = st.text(_ANY.filter(lambda character: character not in "\r\n"), min_size=1, max_size=8)
comments = st.text(_ANY.filter(lambda character: character not in "\r\n"), max_size=12)

blanks = st.text(" \t\v\f", min_size=1, max_size=3) | st.just(" ")


class Spelled(NamedTuple):
    """A word's value, and one way in which a file may spell it."""

    value: str
    spelling: str


_ESCAPES = {
    "\\\\": "\\", "\\ ": " ", "\\#": "#", '\\"': '"', "\\'": "'", "\\t": "\t", "\\n": "\n", "\\r": "\r",
    "\\x41": "A", "\\x23": "#", "\\x0a": "\n", "\\xFF": "\udcff", "\\d": "\\d", "\\.": "\\.", "\\(": "\\(",
}  # fmt: skip
_escapes = st.sampled_from([Spelled(value, spelling) for spelling, value in _ESCAPES.items()])
_bare = plain_words.map(lambda text: Spelled(text, text)) | _escapes | st.just(Spelled("\\$", "\\$"))
_strong = st.text(_ANY.filter(lambda c: c not in "'\r\n"), max_size=5).map(lambda text: Spelled(text, f"'{text}'"))
_weak_parts = (
    st.text(_ANY.filter(lambda c: c not in '"\\$\r\n'), min_size=1, max_size=4).map(lambda text: Spelled(text, text))
    | _escapes
    | st.just(Spelled("$", "\\$"))
)
_weak = st.lists(_weak_parts, max_size=3).map(lambda parts: Spelled(_values(parts), f'"{_spellings(parts)}"'))


def _values(parts: list[Spelled]) -> str:
    return "".join(part.value for part in parts)


def _spellings(parts: list[Spelled]) -> str:
    return "".join(part.spelling for part in parts)


#: words that are bare, escaped, quoted, or all of these glued together
spelled_words = st.lists(_bare | _strong | _weak, min_size=1, max_size=3).map(
    lambda parts: Spelled(_values(parts), _spellings(parts))
)


@st.composite
def spellings_of(draw: st.DrawFn, value: str) -> str:
    """One of the ways to spell a value of ASCII letters, digits and plain punctuation."""
    how = draw(st.integers(0, 9))
    if how == 0:
        return f'"{value}"'
    if how == 1:
        return f"'{value}'"
    if how == 2:
        return f'{value[:1]}"{value[1:]}"'
    if how == 3:
        return f"\\x{ord(value[0]):02x}{value[1:]}"
    return value


_variable = st.sampled_from(
    ['"$X"', '"${X}"', '"${X-d e}"', '"a${X}b"', '"${X[*]}"', 'a"$HOST"', '"${.LINE}"', "'q'\"$Y\""]
)
#: spellings of words that hold environment variables
variables = _variable
