"""Regular expressions: what no PCRE library compiles, as far as a look without one can tell (manual 2.2, 7.1.4).

Only brackets, escapes and quantifiers without anything before them are judged; what is rare is passed over.
"""

from __future__ import annotations

from functools import lru_cache

from haproxy_model.syntax.patterns import match

#: What may stand behind `(?`: a comment, options, the kind of a group.
_SPECIAL = match(r"#[^)]*\)|(?:[imsnJU^-]*)(?::|\))|<?[=!]|[>|]|P?<\w+>|'\w+'")
#: How far these, and names of classes in brackets, go at most.
_LONGEST = 100
_RANGE_ENDS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@lru_cache(maxsize=1024)
def regex_problem(text: str) -> str | None:
    """Why a regular expression cannot be compiled; None for one that can, or may be.

    Args:
        text: the value of the word.
    """
    place, opened, bare = 0, 0, True
    while place < len(text):
        sign = text[place]
        place += 1
        if sign == "\\":
            if place == len(text):
                return "the backslash at its end escapes nothing"
            if text[place] == "Q":
                end = text.find("\\E", place)
                place = len(text) if end < 0 else end + 2
            else:
                place += 1
            bare = False
        elif sign == "[":
            place, problem = _class(text, place)
            if problem is not None:
                return problem or None
            bare = False
        elif sign == "(":
            if text[place : place + 1] == "*":
                # A verb such as (*UTF).
                return None
            if text[place : place + 1] == "?":
                special = _SPECIAL(text[place + 1 : place + _LONGEST])
                if special is None:
                    return None
                place += 1 + special.end()
                if special[0][-1:] == ")":
                    continue
            opened, bare = opened + 1, True
        elif sign == ")":
            if not opened:
                return "`)` closes nothing: write `\\)` for the character"
            opened, bare = opened - 1, False
        elif sign in "*+?":
            if bare:
                return f"nothing comes before `{sign}` that it could repeat: write `\\{sign}` for the character"
            place += text[place : place + 1] in ("?", "+")
            bare = True
        else:
            bare = sign in "|$"
    return "`)` is missing" if opened else None


def _class(text: str, place: int) -> tuple[int, str | None]:
    """The place behind a class of characters, and what is wrong: "" where it is not judged."""
    place += text[place : place + 1] == "^"
    first, previous = place, ""
    while place < len(text):
        sign = text[place]
        if sign == "]" and place > first:
            return place + 1, None
        if sign == "\\":
            if text[place + 1 : place + 2] in ("Q", "E"):
                return place, ""
            place, previous = place + 2, ""
        elif sign == "[" and text[place + 1 : place + 2] in (":", ".", "="):
            end = text.find(text[place + 1] + "]", place + 2, place + _LONGEST)
            place, previous = (place + 1 if end < 0 else end + 2), ""
        elif sign == "-" and previous in _RANGE_ENDS and text[place + 1 : place + 2] in _RANGE_ENDS:
            if previous > text[place + 1]:
                return place, f"the range `{text[place - 1 : place + 2]}` is reversed"
            place, previous = place + 2, ""
        else:
            place, previous = place + 1, sign
    return place, "`]` is missing"
