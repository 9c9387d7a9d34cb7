"""The same configuration as another hand would lay it out: indents, blanks, quotes, comments, empty lines."""

from __future__ import annotations

from hypothesis import strategies as st

from haproxy_model.syntax.quoting import quote
from haproxy_model.syntax.words import Expandable, read_words
from haproxy_model.testing.lines import blank_lines, comment_lines, laid_out
from haproxy_model.testing.spellings import LETTERS, Spelled, spellings_of

_PLAIN = frozenset(LETTERS + LETTERS.upper() + "0123456789_.-")


@st.composite
def layouts_of(draw: st.DrawFn, text: str) -> str:
    """Texts that mean what a text means: each line has the same words, in the same order.

    Lines whose words hold variables, or cannot be read, stay as they are; comments and blank lines come and go.

    Args:
        text: a configuration.
    """
    *lines, last = text.split("\n")
    found: list[str] = []
    for line in lines:
        found += (
            draw(st.lists(st.one_of(blank_lines, comment_lines), max_size=2)) if not draw(st.integers(0, 4)) else []
        )
        if (laid := draw(_layouts(line))) is not None:
            found.append(laid)
    ending = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return ending.join([*found, last])


@st.composite
def _layouts(draw: st.DrawFn, line: str) -> str | None:
    """The line with the same words, or without its comment; None for a line of no words."""
    words = read_words(line)
    if not isinstance(words, tuple) or any(isinstance(word, Expandable) for word in words):
        return line
    if not words:
        return None
    # The word that begins a section, a directive or a scope is looked for in the text itself.
    spelled = [Spelled(words[0], quote(words[0], first=True))]
    spelled += [Spelled(word, draw(_spellings(word))) for word in words[1:]]
    return draw(laid_out(spelled)).text


def _spellings(word: str) -> st.SearchStrategy[str]:
    return spellings_of(word) if word and _PLAIN.issuperset(word) else st.just(quote(word))
