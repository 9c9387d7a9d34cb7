"""Words on a line: indent, blanks, alignment, trailing comment, CR."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from haproxy_model.records import NamedTuple
from haproxy_model.testing.spellings import Spelled, blanks, comments, spelled_words


class Written(NamedTuple):
    """A line without its LF, the words that HAProxy reads in it, and where each stands."""

    text: str
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    comment: str | None


indents = st.sampled_from(["    ", "  ", "\t", "", " \t", "\v", "        "])
_CR = st.sampled_from(["", "", "", "\r", "\rjunk"])


@st.composite
def laid_out(draw: st.DrawFn, spelled: Sequence[Spelled]) -> Written:
    """A line of these words with some layout."""
    text = draw(indents)
    places = []
    for index, word in enumerate(spelled):
        if index:
            text += draw(blanks)
        places.append((len(text), len(text) + len(word.spelling)))
        text += word.spelling
    comment = draw(st.none() | comments)
    if comment is not None:
        text += draw(st.sampled_from(["", " ", "   \t"])) + "#" + comment
    else:
        text += draw(st.sampled_from(["", "", " ", "\t  "]))
    text += draw(_CR)
    return Written(text, tuple(word.value for word in spelled), tuple(places), comment)


#: lines whose words are anything at all; the keyword is never one that opens a section or a scope
any_lines = (
    st.lists(spelled_words, min_size=1, max_size=6)
    .map(lambda words: [Spelled("kw" + words[0].value, "kw" + words[0].spelling), *words[1:]])
    .flatmap(laid_out)
)

blank_lines = st.text(" \t", max_size=3)
comment_lines = st.builds(lambda indent, comment: f"{indent}#{comment}", indents, comments)
