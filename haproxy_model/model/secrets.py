"""Which parts of the words of a line are secrets, by the tables of `schema.secrets`.

The place of a word makes it a secret.  On lines that cannot be read or understood, any word that follows one such as
`password` counts as a secret: better to hide a word too many than to print a password.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from haproxy_model.records import NamedTuple
from haproxy_model.schema.acl_keywords import FLAGS, MATCHES
from haproxy_model.schema.secrets import (
    ACCOUNT,
    AFTER_HEADERS,
    ANY_WORDS,
    BEFORE_HEADERS,
    CONSTANTS,
    CONVERTERS,
    COOKIES,
    HEADERS,
    KEY_FILES,
    LINES,
    LOGINS,
    PARAMETERS,
    PRESENTED,
    SENT_COOKIE,
    SIGNS,
    USER_WORDS,
    Manner,
    names_secret,
)
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.text import BLANKS
from haproxy_model.syntax.words import (
    CONDITIONS,
    MAX_WORDS,
    Expandable,
    character_places,
    scan_line,
    variable_places,
)

#: Words after this many are not examined, since HAProxy would not read them: they all count as secrets.
_MOST_WORDS = 3 * MAX_WORDS

Words = Sequence[str]


class Secret(NamedTuple):
    """A part of a word that is a secret."""

    word: int
    start: int
    end: int


@lru_cache(maxsize=1024)
def secrets_of(words: tuple[str, ...]) -> tuple[Secret, ...]:
    """The secrets of a line by its words, in order; none overlaps another."""
    return _apart(_secrets(words)) if words and _may_hold(" ".join(words)) else ()


def secret_places(text: str) -> list[tuple[int, int]]:
    """Where in a line as written the characters stand that are secrets, from and to, in order.

    What HAProxy does not read, be it for a mistake or because it is a comment, is looked through too.
    """
    if not _may_hold(text):
        return []
    scan = scan_line(text)
    read = [(word.value, character_places(text, word)) for word in scan.words]
    comments, rest = [], []
    if scan.comment is None or scan.problem is not None:
        rest = _chunks(text, scan.words[-1].end if scan.words else 0, len(text))
    else:
        ends = [match.start() for match in re.compile(f"[{BLANKS}]#").finditer(text, scan.comment)]
        comments = [(_chunks(text, *part), _prose) for part in pairwise([scan.comment, *ends, len(text)])]
    places: list[tuple[int, int]] = []
    for several, secrets in (([*read, *rest], _stray if rest else secrets_of), *comments):
        words = tuple(word for word, _ in several[:_MOST_WORDS])
        found = secrets(words)
        places += ((several[word][1][start], several[word][1][end]) for word, start, end in found)
        if len(several) > _MOST_WORDS:
            places.append((several[_MOST_WORDS][1][0], several[-1][1][-1]))
    return places


def _chunks(text: str, start: int, end: int) -> list[tuple[str, Sequence[int]]]:
    """What stands between blanks in a part of a line that is not read, quotes around it left out, and where."""
    found: list[tuple[str, Sequence[int]]] = []
    for match in re.compile(f"[^{BLANKS}\\0]+").finditer(text, start, end):
        word = match[0].lstrip("\"'\\#[")
        begin = match.end() - len(word)
        word = word.rstrip("\"'")
        found.append((word, range(begin, begin + len(word) + 1)))
    return found


def _may_hold(text: str) -> bool:
    text = text.lower()
    return any(sign in text for sign in SIGNS)


def _stray(words: Words) -> tuple[Secret, ...]:
    """The secrets of what looks like words on a line that HAProxy cannot read, or does not read to its end."""
    return _apart(_secrets(words, 0))


def _prose(words: Words) -> tuple[Secret, ...]:
    """The secrets in a comment, which may be a line that was commented out."""
    return _apart((*_secrets(words, len(words)), *_behind_introductions(words, 0, is_prose=True)))


def _secrets(words: Words, stray: int | None = None) -> Iterator[Secret]:
    """The secrets, perhaps again and again.

    Args:
        words: the words of a line, or what looks like words.
        stray: from which word on nobody understands the line; None where its first word tells.
    """
    if not words:
        return
    start = 1 if words[0] in ("no", "default") and len(words) > 1 else 0
    if stray is None:
        # Behind the name of a section nothing stands but another one's.
        stray = 0 if not _is_known(words[start]) else start + 2 if words[start] in SECTIONS else len(words)
    for place in range(start, len(words)):
        word = _bare(words[place])
        manner = LINES.get(word)
        if manner is not None and (place == start or _begins_line(words, place, manner)):
            yield from _MANNERS[manner](words, place)
        elif word in BEFORE_HEADERS:
            yield from _rule(words, place)
    if stray < len(words):
        yield from _behind_introductions(words, stray)
        yield from _rule(words, stray - 1)
        yield from _logins(words, stray)
    elif words[start] not in LINES and words[start] not in ANY_WORDS:
        yield from _behind_passwords(words, start + 2)
    yield from _parameters(words, stray)
    yield from _in_headers(words)
    yield from _keys(words)
    yield from _accounts_of_urls(words, stray)
    yield from _patterns(words, stray)


def _bare(word: str) -> str:
    """A word without what may stand before it by mistake, in small letters."""
    return word.lstrip(".[").lower()


def _begins_line(words: Words, place: int, manner: Manner) -> bool:
    """Whether a line begins within another one, where the LF between them is missing."""
    following = words[place + 1 : place + 3]
    if manner == "user":
        return len(following) == 2 and USER_WORDS.get(following[1], False)
    return manner != "account" or list(following[:1]) == [ACCOUNT]


def _behind_passwords(words: Words, start: int) -> Iterator[Secret]:
    """The words after `password` and the like, on lines that should not have such a word."""
    places = range(start, _end(words, start))
    yield from _all(words, next((place for place in places if USER_WORDS.get(words[place])), len(words)) + 1)


def _apart(secrets: Iterable[Secret]) -> tuple[Secret, ...]:
    """Secrets in order, those that overlap or touch as one."""
    found: list[Secret] = []
    for secret in sorted(secret for secret in secrets if secret.start < secret.end):
        if found and found[-1].word == secret.word and secret.start <= found[-1].end:
            secret = Secret(secret.word, found[-1].start, max(found.pop().end, secret.end))
        found.append(secret)
    return tuple(found)


def _end(words: Words, start: int) -> int:
    """Where a condition begins; behind the last word where none does.

    The reading of a line that fits its signature says so; elsewhere the first word that looks like it begins one.
    """
    condition = _condition(tuple(words))
    if condition is not None and condition >= start:
        return condition
    return next((place for place in range(start, len(words)) if words[place] in CONDITIONS), len(words))


@lru_cache(maxsize=1024)
def _condition(words: tuple[str, ...]) -> int | None:
    from haproxy_model.reading.reading import read
    from haproxy_model.schema.keywords import known_in

    section = next(iter(known_in(words[0])), None)
    reading = None if section is None else read(section, words)
    return None if reading is None or reading.row is None or reading.shape.misfit else reading.condition


@cache
def _is_known(word: str) -> bool:
    """Whether some line begins with a word."""
    from haproxy_model.schema.directives import DIRECTIVES
    from haproxy_model.schema.keywords import known_in

    return word in SECTIONS or any(row.name == word for row in DIRECTIVES) or bool(known_in(word))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


# -- parts of words ----------------------------------------------------------------------------------------------------

#: An expression in a log format that has neither quotes nor brackets: what it gives is computed.
_COMPUTED = r"%(?:\{[^}%]*+\})?\[([a-z0-9._]+)[^][\"'\\]*+\]"


def _part(
    words: Words, place: int, start: int = 0, end: int | None = None, *, formatted: bool = False
) -> Iterator[Secret]:
    """A part of a word as a secret, but for the variables in it, and for what a log format computes."""
    word = words[place]
    end = len(word) if end is None else end
    known = [each for each in variable_places(word) if start <= each[0]] if isinstance(word, Expandable) else []
    if formatted:
        fixed = _pattern(rf"\b(?:{'|'.join((*CONSTANTS, *CONVERTERS))})\(").search
        found = _pattern(_COMPUTED).finditer(word, start, end)
        known += (each.span() for each in found if not fixed(each[0]) and each[1].lower() in _fetches())
    for begin, stop in sorted(known):
        if stop <= end:
            yield Secret(place, start, begin)
            start = stop
    yield Secret(place, start, end)


@cache
def _fetches() -> frozenset[str]:
    from haproxy_model.schema.fetches import FETCHES

    return frozenset(row.name for row in FETCHES)


def _all(words: Words, start: int, end: int | None = None, *, formatted: bool = False) -> Iterator[Secret]:
    """Every word from one to another as a secret."""
    for place in range(start, len(words) if end is None else end):
        yield from _part(words, place, formatted=formatted)


# -- by the first word of a line ---------------------------------------------------------------------------------------


def _every_word(words: Words, start: int) -> Iterator[Secret]:
    yield from _all(words, start + 1)


def _user(words: Words, start: int) -> Iterator[Secret]:
    """`user NAME password SECRET groups a,b`: a word that nobody understands is taken for a secret."""
    place = start + 2
    while place < len(words):
        is_secret = USER_WORDS.get(words[place])
        if is_secret is None:
            yield from _part(words, place)
            place += 1
            continue
        if is_secret and place + 1 < len(words):
            yield from _part(words, place + 1)
        place += 2


def _account(words: Words, start: int) -> Iterator[Secret]:
    """`stats auth USER:PASSWORD`; of other words those with a colon, where they are no words of `stats` lines."""
    second = words[start + 1 : start + 2]
    if second and second[0] != ACCOUNT and second[0] in _words_of_stats():
        return
    is_password = False
    is_account = list(second) == [ACCOUNT]
    for place in range(start + 1 + is_account, len(words)):
        colon = words[place].find(":")
        if is_account or is_password or colon >= 0:
            yield from _part(words, place, 0 if is_password else colon + 1)
            is_password = True


@cache
def _words_of_stats() -> frozenset[str]:
    from haproxy_model.schema.keywords import rows

    names = [row.name.split(" ") for section in ("global", "listen") for row in rows(section, "stats")]
    return frozenset(name[1] for name in names if len(name) > 1)


def _named(words: Words, start: int) -> Iterator[Secret]:
    """`setenv NAME VALUE` and its like."""
    if len(words) > start + 1 and names_secret(words[start + 1]):
        end = _end(words, start + 3)
        if words[start] == "set-var":
            yield from _constants(words, start + 2, end)
        else:
            yield from _all(words, start + 2, end, formatted=words[start] not in ("setenv", "presetenv"))


def _rule(words: Words, start: int) -> Iterator[Secret]:
    """`http-request set-header NAME VALUE`, `http-check send hdr NAME VALUE`, `set-var(NAME) VALUE` and their like."""
    place, end = start + 1, _end(words, start + 1)
    while place < end:
        word = words[place]
        place += 1
        if word == SENT_COOKIE and "redirect" in words[start : place - 1]:
            if place < end:
                yield from _part(words, place, words[place].find("=") + 1 or len(words[place]), formatted=True)
                place += 1
        elif _is_header(word):
            first = place
            while place < end and (place == first or words[place] not in AFTER_HEADERS):
                yield from _part(words, place, formatted=True)
                place += 1
        elif word.startswith(("set-var(", "set-var-fmt(")) and names_secret(word.partition("(")[2].rstrip(")")):
            if word.startswith("set-var("):
                yield from _constants(words, place, end)
            else:
                yield from _all(words, place, end, formatted=True)
            return


def _is_header(word: str) -> bool:
    return re.fullmatch("[A-Za-z0-9_-]+", word) is not None and (word.lower() in COOKIES or names_secret(word))


def _constants(words: Words, start: int, end: int) -> Iterator[Secret]:
    """The constants of an expression, to the end of their words."""
    for place in range(start, end):
        match = _pattern(rf"\b(?:{'|'.join(CONSTANTS)})\(").search(words[place])
        if match is not None:
            stop = words[place].find(")", match.end())
            is_open = stop < 0 or any(sign in words[place][match.end() : stop] for sign in "\"'\\")
            yield from _part(words, place, match.end(), None if is_open else stop)
            if stop < 0:
                yield from _all(words, place + 1, end)
                return


def _check(words: Words, start: int) -> Iterator[Secret]:
    """What health checks send: headers, logins, parameters of requests."""
    yield from _rule(words, start)
    yield from _given(words, start + 1)
    if words[start].lower().endswith("tcp-check"):
        yield from _logins(words, start + 1)


_MANNERS: dict[Manner, Callable[[Words, int], Iterator[Secret]]] = {
    "every word": _every_word,
    "user": _user,
    "account": _account,
    "named": _named,
    "rule": _rule,
    "check": _check,
}


# -- wherever they stand -----------------------------------------------------------------------------------------------


def _parameters(words: Words, stray: int) -> Iterator[Secret]:
    """Values of parameters of `server` and `bind` lines."""
    if PARAMETERS.isdisjoint(words):
        return
    from haproxy_model.model.families import family
    from haproxy_model.model.params import WithParams

    for place in range(len(words) - 1):
        kind = family("", tuple(words[place:]))
        if issubclass(kind, WithParams):
            names, vocabulary = place + kind.first_param, kind.vocabulary()
            for param in vocabulary.read(words[names:]):
                for number, word in enumerate(param.words):
                    behind = words[names + number + 1 : names + number + 2]
                    # Behind a value that is called like the keyword stands another parameter, or what it should be.
                    if word in PARAMETERS and behind and (not number or not vocabulary.row(behind[0])):
                        yield from _part(words, names + number + 1)
                names += len(param.words)
            return
        if (place >= stray or place > 1) and words[place] in PARAMETERS:
            yield from _part(words, place + 1)


def _in_headers(words: Words) -> Iterator[Secret]:
    """Values of headers in the text of a request: from the colon to the end of the line that is sent."""
    header = _pattern(rf"(?:{'|'.join(sorted(HEADERS | COOKIES))})[ \t]*:[ \t]*")
    for place, word in enumerate(words):
        end = 0
        for match in header.finditer(word):
            if match.end() < end:
                continue
            end = _line_end(word, match.end())
            yield from _part(words, place, match.end(), end, formatted=True)
            if end == len(word):
                # Blanks that are not escaped may part it into words.
                yield from _up_to_line_end(words, place + 1)


def _line_end(word: str, start: int) -> int:
    """Where a line of a text that is sent ends: at a CR or LF, be it escaped twice."""
    match = re.compile(r"[\r\n]|\\[rn]").search(word, start)
    return len(word) if match is None else match.start()


def _up_to_line_end(words: Words, start: int) -> Iterator[Secret]:
    for place in range(start, _end(words, start)):
        end = _line_end(words[place], 0)
        yield from _part(words, place, 0, end, formatted=True)
        if end < len(words[place]):
            return


_VARIABLE = re.compile(r"\s*(?:(?:proc|sess|txn|req|res|check)\.[\w.]+)?\s*").fullmatch


def _is_file(text: str) -> bool:
    return "/" in text and text.endswith(KEY_FILES)


def _keys(words: Words) -> Iterator[Secret]:
    """Keys that are arguments of converters; variables and files that have them are none."""
    converter = _pattern(rf"\b({'|'.join(sorted(CONVERTERS))})\(")
    for place, word in enumerate(words):
        close = 0
        for match in converter.finditer(word):
            if match.start() < close:
                continue
            close = word.find(")", match.end())
            is_open = close < 0
            if is_open or any(sign in word[match.end() : close] for sign in "\"'\\"):
                close = len(word)
            start = match.end()
            for number, argument in enumerate(word[start:close].split(",")):
                if number >= CONVERTERS[match[1].lower()] and not (_VARIABLE(argument) or _is_file(argument)):
                    yield from _part(words, place, start, start + len(argument))
                start += len(argument) + 1
            if is_open:
                stop = next((i for i in range(place + 1, len(words)) if ")" in words[i]), len(words) - 1)
                yield from _all(words, place + 1, stop + 1)


_ACCOUNT = r"://[^/\s:@\[]*:(?!\d*(?:[/?#\s]|$))"


def _accounts_of_urls(words: Words, stray: int) -> Iterator[Secret]:
    """Passwords in `https://user:password@host`; what follows a colon and is not a port counts as one."""
    for place, word in enumerate(words):
        end = 0
        for match in _pattern(_ACCOUNT).finditer(word) if "://" in word else ():
            if match.start() >= end and ("@" in word or not re.compile(r"\d*%|\$").match(word, match.end())):
                end = word.find("@", match.end())
                end = len(word) if end < 0 else end
                yield from _part(words, place, match.end(), end, formatted=True)
                if end == len(word) and place >= stray:
                    yield from _all(words, place + 1, formatted=True)


def _patterns(words: Words, stray: int) -> Iterator[Secret]:
    """Patterns of an ACL or an anonymous condition that asks for a secret, and from `stray` on wherever it is asked."""
    asks = _pattern(PRESENTED).match
    for place in range(1, len(words)):
        is_criterion = place >= stray or words[place - 1] in ("{", "!{") or _bare(words[max(place - 2, 0)]) == "acl"
        if is_criterion and asks(words[place]):
            stop = next((i for i in range(place, len(words)) if words[i] == "}"), len(words))
            values = place + 1
            while values < stop and words[values] in FLAGS and words[values] != "--":
                has_value = FLAGS[words[values]] and (
                    words[values] != "-m" or words[values : values + 2][-1] in MATCHES
                )
                values += 2 if has_value else 1
            yield from _all(words, values, stop)


# -- what is sent, and what nobody understands -------------------------------------------------------------------------


_GIVEN = re.compile(r"(?<![\w.-])([\w.-]++)[\\\"']*+\s*+[=:][\s\\]*+([\"']?)")


def _given(words: Words, start: int) -> Iterator[Secret]:
    """`password=SECRET` in the address or the body of a request, `"token": "SECRET"` too."""
    for place in range(start, len(words)):
        word, end = words[place], 0
        for match in _GIVEN.finditer(word):
            if match.start() >= end and names_secret(match[1]):
                closing = re.compile(match[2] or r"[&\s;,}]").search(word, match.end())
                end = len(word) if closing is None else closing.start()
                yield from _part(words, place, match.end(), end, formatted=True)
                if closing is None and match[2]:
                    yield from _all(words, place + 1, formatted=True)


def _logins(words: Words, start: int) -> Iterator[Secret]:
    """`AUTH SECRET` and its like, as text or as hexadecimal digits: all that is sent behind it."""
    login = _pattern(rf"(?:^|[\s\d]|\\[rn])(?:{'|'.join(LOGINS)})(?=\s|\\|$)")
    for place in range(start, len(words)):
        word = words[place]
        match = login.search(word)
        if match is not None:
            yield from _part(words, place, match.end(), formatted=True)
            yield from _all(words, place + 1, formatted=True)
            return
        for digits in re.findall("(?:[0-9A-Fa-f]{2}){4,}", word):
            sent = bytes.fromhex(digits).decode("latin-1")
            if login.search(sent) or names_secret(sent):
                yield from _part(words, place)


_INTRODUCTIONS = frozenset(
    (ACCOUNT, *PARAMETERS, *HEADERS, *(word for word, is_secret in USER_WORDS.items() if is_secret))
) | frozenset(word for word, manner in LINES.items() if manner == "every word")


def _behind_introductions(words: Words, start: int, *, is_prose: bool = False) -> Iterator[Secret]:
    """All that follows what introduces a secret, on lines that are understood.

    Args:
        words: what looks like words.
        start: where to begin.
        is_prose: whether people wrote it for people: then a name stands for a secret only before a colon or `=`.
    """
    for place, word in enumerate(words[start:], start):
        bare = word.strip("\"'`:=,;()[]{}<>\\.").lower()
        is_name = re.fullmatch(r"[\w.-]+", bare) is not None and names_secret(bare)
        if is_prose:
            is_name = is_name and word[-1:] in (":", "=")
            is_introduction = bare in _INTRODUCTIONS and (
                bare != ACCOUNT or ":" in "".join(words[place + 1 : place + 2])
            )
        else:
            is_introduction = bare in _INTRODUCTIONS
        if is_introduction or is_name:
            yield from _all(words, place + 1)
            return
        given = next((match for match in _GIVEN.finditer(word) if names_secret(match[1])), None)
        if given is not None:
            yield from _part(words, place, given.end())
            yield from _all(words, place + 1)
            return
