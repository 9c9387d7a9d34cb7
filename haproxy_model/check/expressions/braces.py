"""Criteria that stand in conditions without their braces, and braces without the blanks that make words of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from haproxy_model.check.finding import shown

_OR = ("or", "||")


class Lack(NamedTuple):
    """What a condition lacks, and the last of the words that this is about."""

    message: str
    last: int


def lacking(
    words: tuple[str, ...], place: int, is_acl: Callable[[str], bool], is_criterion: Callable[[str], bool]
) -> Lack | None:
    """What is missing at a word that names no ACL; None where it is no more than an unknown name.

    Args:
        words: the words of the line.
        place: the word, a term of the condition.
        is_acl: whether an ACL has that name.
        is_criterion: whether a word begins a criterion.
    """
    bare = words[place].lstrip("!")
    if len(bare) > 1 and bare[0] == "{":
        return _blanks(words, place)
    if not is_criterion(bare):
        return None
    written: list[str] = []
    opened = is_braced = False
    last = place
    for at in range(place, len(words)):
        word = words[at]
        name = word.lstrip("!")
        if not is_braced and (name.lower() in _OR or name == "{" or is_acl(name) or is_criterion(name)):
            written += ["}"] * opened
            opened = name != "{" and name.lower() not in _OR and not is_acl(name)
            is_braced = name == "{"
            if opened:
                last = at
                written += [f"{word[: len(word) - len(name)]}{{", name]
                continue
        elif not is_braced:
            last = at
        is_braced = is_braced and word != "}"
        written.append(word)
    whole = shown(" ".join([*written, *["}"] * opened]))
    return Lack(f"`{shown(bare)}` is a criterion and no ACL: write it in braces, `{whole}`", last)


def _blanks(words: tuple[str, ...], place: int) -> Lack:
    last = next((at for at in range(place, len(words)) if words[at][-1:] == "}"), len(words) - 1)
    written = list(words[place : last + 1])
    written[0] = written[0].replace("{", "{ ", 1)
    where = "behind `{`"
    if len(words[last]) > 1 and words[last][-1:] == "}":
        written[-1] = f"{written[-1][:-1]} }}"
        where = "behind `{` and before `}`"
    return Lack(f"a blank is missing {where}: write `{shown(' '.join(written))}`", last)


def glued(words: tuple[str, ...], start: int) -> str | None:
    """The message for a condition whose closing brace is glued to the word before it; None where that is not so."""
    place = next((at for at in range(start, len(words)) if words[at][-1:] == "}" and len(words[at]) > 1), None)
    if place is None or "{" not in words[start:place]:
        return None
    return f"a blank is missing before `}}`: write `{shown(words[place][:-1])} }}`"
