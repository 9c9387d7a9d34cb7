"""The rules of HTTP before 2.1: `block`, `reqadd`, `rspadd` and what searched the lines of a message (`reqrep` …).

Those ran behind all `http-request` or `http-response` rules, `block` before them; what replaces them runs in its
place.  The regular expressions saw whole lines, `Name: value` or `GET /path HTTP/1.1`, and replaced them as a whole.
"""

from __future__ import annotations

import re
from typing import Final

from haproxy_model.model.line import Statement
from haproxy_model.records import NamedTuple
from haproxy_model.rewrites.fix import ByHand, Fix
from haproxy_model.rewrites.occasion import Occasion
from haproxy_model.schema.rows import Keyword
from haproxy_model.syntax.words import CONDITIONS

_NAME: Final = r"([A-Za-z0-9_-]+)"
#: Blanks behind the colon of a header, as people write them in regular expressions.
_BLANKS: Final = r"(?: \*| \+|\[ \]\*|\[ \\t\]\*|\\s\*|\\s\+| )?"
_HEADER: Final = re.compile(rf"\^{_NAME}:{_BLANKS}(.*)", re.DOTALL)
_WHOLE_HEADER: Final = re.compile(rf"\^{_NAME}:{_BLANKS}(?:\.\*|\(\.\*\))?\$?")
_NAMES_FROM: Final = re.compile(rf"\^{_NAME}")
#: The method of a request line: caught, to be written again, or not.
_CAUGHT_METHOD: Final = re.compile(
    r"\^\((?:\[\^ :\][*+]|\[\^ \][*+]|\[A-Z\][*+]|\\w[*+]|\[a-zA-Z\][*+])\) (.+)", re.DOTALL
)
_METHOD: Final = re.compile(r"\^\(?(?:\[\^ :\][*+]|\[\^ \][*+]|\[A-Z\][*+]|\\w[*+])\)? (.+)", re.DOTALL)
_REFERENCE: Final = re.compile(r"\\(\\|[0-9])")
_VERB: Final = re.compile("(req|rsp)(i?)(del|deny|tarpit|rep)")
#: What ends a condition that another term cannot join by standing beside it.
_OR: Final = frozenset(("||", "or"))
_ALLOWED: Final = "it let requests pass the other old rules: say with `http-request allow` which rules they may pass"
_FREE: Final = (
    "its regular expression may match several lines of a message: say which header or part of the URL is meant"
)


#: Words in the text of rules, and those that mean all headers of a message.
_TOKENS: Final = re.compile(r"[a-z0-9_.-]+").findall
_EVERY_HEADER: Final = ("req.hdrs", "req.hdrs_bin", "req.hdr_names", "res.hdrs", "res.hdrs_bin", "res.hdr_names")
#: A place behind all lines.
_NOWHERE: Final = 1 << 60


class _Side(NamedTuple):
    """Where a rule belongs now, and the fetch of whole headers there."""

    ruleset: str
    header: str


class _Beside(NamedTuple):
    """The rules of a ruleset beside an old rule, by their places in the section."""

    first: int
    last: int
    #: the first that says `allow`
    allow: int
    #: word -> the last rule that has it
    latest: dict[str, int]
    #: the words of ACLs
    tested: set[str]


_SIDES: Final = {"req": _Side("http-request", "req.fhdr"), "rsp": _Side("http-response", "res.fhdr")}


def old_rule(o: Occasion, row: Keyword) -> Fix | ByHand:
    """The rewrite of one of these rules."""
    if o.section.kind == "defaults" and not o.section.name:
        return ByHand("rules cannot stand in a `defaults` section without a name: move it to the proxies")
    if o.has_variables():
        return ByHand("a part of it is known only when HAProxy starts: write the rule anew")
    word, condition = o.bare[0], _condition(o)
    if word == "block":
        return _rule(
            o, "http-request", ("deny", *condition), safe=_beside(o, "http-request").first > o.around.place(o.line)
        )
    if word in ("reqadd", "rspadd"):
        return _added(o, condition)
    verb = _VERB.fullmatch(word)
    wanted = 3 if word.endswith("rep") else 2
    if verb is None:
        return ByHand(_ALLOWED)
    if len(o.bare) - len(condition) != wanted:
        return ByHand("it has too few words or too many: write the rule anew")
    side, ignores_case = _SIDES[verb[1]], bool(verb[2])
    if verb[3] == "del":
        return _deleted(o, side, condition, ignores_case=ignores_case)
    if verb[3] == "rep":
        return _replaced(o, side, condition, ignores_case=ignores_case)
    return _denied(o, side, verb[3], condition, ignores_case=ignores_case)


def _condition(o: Occasion) -> tuple[str, ...]:
    """`if` or `unless` and the words after it."""
    first = 1 if o.bare[0] == "block" else 2
    place = next((place for place, word in enumerate(o.bare) if place >= first and word in CONDITIONS), len(o.bare))
    return o.bare[place:]


def _rule(o: Occasion, ruleset: str, words: tuple[str, ...], *, safe: bool) -> Fix:
    title = f"write `{ruleset} {words[0]}` instead of `{o.bare[0]}`"
    return o.reworded(title if safe else f"{title}: look at the order of the rules", ruleset, *words, safe=safe)


def _beside(o: Occasion, ruleset: str) -> _Beside:
    return o.around.remembered(("beside", id(o.section), ruleset), lambda: _read_beside(o, ruleset))


def _read_beside(o: Occasion, ruleset: str) -> _Beside:
    """What the rules of a ruleset mention, and where."""
    rules = o.around.in_section(o.section, ruleset)
    tested = {token for line in o.around.in_section(o.section, "acl") for token in _tokens(line)}
    latest: dict[str, int] = {}
    for line in rules:
        for token in _tokens(line):
            latest[token] = o.around.place(line)
    places = [o.around.place(line) for line in rules]
    allows = [o.around.place(line) for line in rules if line._argument(1) == "allow"]
    return _Beside(
        min(places, default=_NOWHERE), max(places, default=-1), min(allows, default=_NOWHERE), latest, tested
    )


def _tokens(line: Statement) -> set[str]:
    return set(_TOKENS(" ".join(line._words).lower()))


def _keeps_order(o: Occasion, side: _Side, header: str) -> bool:
    """Whether it is the same where a rule about a header stands, and behind all rules."""
    beside, place, name = _beside(o, side.ruleset), o.around.place(o.line), header.lower()
    if beside.allow < place or (beside.last > place and name in beside.tested):
        return False
    return all(beside.latest.get(token, -1) < place for token in (name, *_EVERY_HEADER))


def _added(o: Occasion, condition: tuple[str, ...]) -> Fix | ByHand:
    side = _SIDES[o.bare[0][:3]]
    text = o.bare[1] if len(o.bare) > 1 else ""
    name, colon, value = text.partition(":")
    value = value.strip(" \t")
    if not (colon and value and re.fullmatch(_NAME, name)) or len(o.bare) - len(condition) != 2:
        return ByHand("it adds no header of the form `Name: value`: write the rule anew")
    words = ("add-header", name, _as_format(value), *condition)
    return _rule(o, side.ruleset, words, safe=_keeps_order(o, side, name))


def _deleted(o: Occasion, side: _Side, condition: tuple[str, ...], *, ignores_case: bool) -> Fix | ByHand:
    whole, begun = _WHOLE_HEADER.fullmatch(o.bare[1]), _NAMES_FROM.fullmatch(o.bare[1])
    found = whole or begun
    if found is None:
        return ByHand(_FREE)
    words = ("del-header", found[1], *(() if whole else ("-m", "beg")), *condition)
    return _rule(o, side.ruleset, words, safe=ignores_case and _keeps_order(o, side, found[1]))


def _replaced(o: Occasion, side: _Side, condition: tuple[str, ...], *, ignores_case: bool) -> Fix | ByHand:
    search, text = o.bare[1:3]
    header, line = _HEADER.fullmatch(search), _CAUGHT_METHOD.fullmatch(search)
    if header is not None:
        again = re.fullmatch(rf"({re.escape(header[1])}):[ \t]*(.+)", text, re.IGNORECASE | re.DOTALL)
        if again is None:
            return ByHand("it gives the header another name: write `del-header` and `add-header` rules")
        regex, value = header[2], again[2]
        action: tuple[str, ...] = ("replace-header", header[1])
    elif side is _SIDES["req"] and line is not None and text.startswith("\\1 "):
        regex, value = line[1], _fewer(text[3:])
        groups = len(re.findall(r"(?<!\\)\((?!\?)", regex))
        if " " in regex or not (regex.endswith("(.*)") and value.endswith(f"\\{groups}")):
            return ByHand("it changes the version of HTTP, too: write `http-request replace-pathq` for the URL alone")
        action = ("replace-pathq",)
    else:
        return ByHand(_FREE)
    start = "(?i)^" if ignores_case and re.search(r"(?<!\\)[A-Za-z]", regex) else "^"
    regex = start + regex
    return _rule(o, side.ruleset, (*action, regex, _as_format(value), *condition), safe=False)


def _denied(o: Occasion, side: _Side, verb: str, condition: tuple[str, ...], *, ignores_case: bool) -> Fix | ByHand:
    header, line = _HEADER.fullmatch(o.bare[1]), _METHOD.fullmatch(o.bare[1])
    if header is not None:
        fetch, regex = f"{side.header}({header[1]})", header[2]
    elif side is _SIDES["req"] and line is not None and " " not in line[1]:
        fetch, regex = "pathq", line[1]
    else:
        return ByHand(_FREE)
    if condition[:1] == ("unless",) or not _OR.isdisjoint(condition):
        return ByHand("its condition has alternatives: join it with a match of the header by hand")
    term = ("{", fetch, "-m", "reg", *(("-i",) if ignores_case else ()), f"^{regex}", "}")
    return _rule(o, side.ruleset, (verb, "if", *term, *condition[1:]), safe=False)


def _as_format(text: str) -> str:
    """Plain text as a log format says it."""
    return text.replace("%", "%%")


def _fewer(text: str) -> str:
    """A text whose references name the groups after one that is gone."""
    return _REFERENCE.sub(lambda found: found[0] if found[1] in "\\01" else f"\\{int(found[1]) - 1}", text)
