"""Criteria that stand in conditions without their braces, and braces without the blanks that make words of them."""

from __future__ import annotations

from collections.abc import Callable

from haproxy_model.records import NamedTuple
from haproxy_model.verdicts.finding import shown

_OR = ("or", "||")


class Lack(NamedTuple):
    """What a condition lacks, and how many words behind the term this is about."""

    message: str
    last: int


def lacking(pieces: tuple[str, ...], is_acl: Callable[[str], bool], is_criterion: Callable[[str], bool]) -> Lack | None:
    """What is missing at a term that names no ACL; None where it is no more than an unknown name.

    Args:
        pieces: the words of the condition from the term on.
        is_acl: whether an ACL has that name.
        is_criterion: whether a word begins a criterion.
    """
    bare = pieces[0].lstrip("!")
    if len(bare) > 1 and bare[0] == "{":
        return _blanks(pieces)
    if not is_criterion(bare):
        return None
    written: list[str] = []
    opened = is_braced = False
    last = 0
    for at, word in enumerate(pieces):
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
    return Lack(f"`{shown(bare)}` is a criterion, not an ACL: write it in braces, `{whole}`", last)


def _blanks(pieces: tuple[str, ...]) -> Lack:
    last = next((at for at, word in enumerate(pieces) if word[-1:] == "}"), len(pieces) - 1)
    written = list(pieces[: last + 1])
    written[0] = written[0].replace("{", "{ ", 1)
    where = "after `{`"
    if len(pieces[last]) > 1 and pieces[last][-1:] == "}":
        written[-1] = f"{written[-1][:-1]} }}"
        where = "after `{` and before `}`"
    return Lack(f"a blank is missing {where}: write `{shown(' '.join(written))}`", last)


def glued(pieces: tuple[str, ...]) -> str | None:
    """The message for a condition whose closing brace is glued to the word before it; None where that is not so."""
    place, word = next(((at, word) for at, word in enumerate(pieces) if word[-1:] == "}" and len(word) > 1), (0, ""))
    return f"a blank is missing before `}}`: write `{shown(word)[:-1]} }}`" if "{" in pieces[:place] else None
