"""Words of a condition that fell among the patterns of a criterion: operators, braces, other criteria (manual 7.2).

HAProxy takes each word up to a `}` of its own for a pattern; on `acl` lines each word there is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from haproxy_model.records import NamedTuple
from haproxy_model.schema.acl_keywords import CRITERIA
from haproxy_model.schema.samples import fetches
from haproxy_model.schema.versions import LATEST
from haproxy_model.syntax.words import CONDITIONS
from haproxy_model.values.expression import leading_name
from haproxy_model.views.criteria import asked

_SIGNS: Final = frozenset(("||", "&&"))
_WORDS: Final = frozenset(("or", "and", *CONDITIONS))
_BRACES: Final = frozenset(("{", "}", "}{", "!{"))
#: Fetches whose values are never such words.
_OTHERS: Final = frozenset(("base", "method", "path", "pathq", "req.ssl_sni", "ssl_fc_sni", "url"))


class Stray(NamedTuple):
    """A word that is a pattern, and was meant as more."""

    #: which word of the criterion it is
    word: int
    #: what follows it is the same criterion again, so that its patterns count all the same
    is_harmless: bool


@lru_cache(maxsize=4096)
def stray(criterion: tuple[str, ...]) -> Stray | None:
    """The first pattern of a criterion that was meant as an operator or a brace; None where there is none."""
    said = asked(criterion)
    if said is None:
        return None
    first = len(criterion) - len(said.patterns)
    for place in range(first, len(criterion)):
        word, behind = criterion[place], criterion[place + 1 : place + 2]
        is_value = said.fetch not in _OTHERS and (said.arguments or ("",))[0].lower() != "host"
        if word in _SIGNS or word in _BRACES or (said.method != "reg" and _is_half(word)):
            return Stray(place, word in ("||", "or") and behind == criterion[:1])
        if word.lower() in _WORDS and behind and (not is_value or _is_criterion(behind[0])):
            return Stray(place, word.lower() == "or" and behind == criterion[:1])
    return None


def _is_half(word: str) -> bool:
    """Whether a word has a brace at its end, or its beginning, without the other one."""
    if "{{" in word or "}}" in word or "{%" in word or "%}" in word:
        return False
    return (word.endswith("}") and "{" not in word) or (word.startswith(("{", "!{")) and "}" not in word)


def _is_criterion(word: str) -> bool:
    name = leading_name(word)
    return ("_" in name or "(" in word or "." in name) and (name in CRITERIA or name in fetches(LATEST))
