"""What words that hold environment variables come to, in an environment that is known (language reference, 2.5).

Nothing here guesses: a variable that HAProxy sets by itself, or a spelling that hides which `$` is one, gives None.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping

from haproxy_model.syntax.text import BLANKS
from haproxy_model.syntax.words import Expandable

_VARIABLE = re.compile(r"\$\{(\.?[A-Za-z0-9_]+)(\[\*\])?(?:-([^}]*))?\}|\$(\.?[A-Za-z0-9_]+)")
_BLANK = re.compile(f"[{BLANKS}\n]")


def is_unknown(name: str, environment: Mapping[str, str]) -> bool:
    """Whether an unset variable may yet have a value: HAProxy sets some of its own, and has pseudo variables."""
    return name[:1] == "." or (name.startswith("HAPROXY_") and name not in environment)


def expand(words: Iterable[str], environment: Mapping[str, str], unsure: Container[str] = ()) -> list[str] | None:
    """The words after expansion; None where a value is unknown.

    Args:
        words: words of a line; one with `[*]` comes to any number of words.
        environment: the variables that are set.
        unsure: names whose value nobody knows.
    """
    result: list[str] = []
    for word in words:
        if not isinstance(word, Expandable):
            result.append(word)
            continue
        if "'" in word.source or "\\$" in word.source:
            return None
        text = _expand(word, environment, unsure)
        if text is None:
            return None
        if "[*]" in word.source:
            result += filter(None, text.split("\0"))
        else:
            result.append(text)
    return result


def _expand(word: str, environment: Mapping[str, str], unsure: Container[str]) -> str | None:
    """A word with its variables replaced; NULs part the words that a `[*]` spreads."""
    pieces: list[str] = []
    end = 0
    for match in _VARIABLE.finditer(word):
        name = match.group(1) or match.group(4)
        if name in unsure or is_unknown(name, environment):
            return None
        value = environment.get(name, match.group(3) or "")
        pieces += (word[end : match.start()], _BLANK.sub("\0", value) if match.group(2) else value)
        end = match.end()
    return "".join((*pieces, word[end:]))
