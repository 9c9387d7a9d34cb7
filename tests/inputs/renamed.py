"""Files whose names are called otherwise: once like nothing that HAProxy knows, once like its own words.

Both have the same length, so a finding of the one is a finding of the other at the same line and column.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import NamedTuple

import haproxy_model as hm
from haproxy_model.model.line import Statement
from haproxy_model.reading.walker import Role
from haproxy_model.syntax.words import Expandable

#: Words of HAProxy's that may be names too.  `or` and predefined ACLs are not among them: there HAProxy itself looks at
#: the name.  Names by which rules tell what a service is are none of HAProxy's.
_WORDS = """\
    observe if unless track-sc0 no-check ssl id check stick-table server default_backend rise lower table backup
    disabled weight inter track cookie insert indirect nocache resolvers init-addr port addr on-error expect size type
    store peers expire http-request use_backend use-server no default global from len string status errorfile deny
    set-header hdr set-var acl option balance stick match source usesrc send-proxy verify none rewrite crt bind mode
    http tcp log stats enabled defaults frontend backend listen unset-var capture request
    meth uri ver body code location
    prefix group groups user users password maxconn fullconn timeout retries redispatch agent-check slowstart
    quic-initial rate return reject accept switch-mode do-resolve name key limit format raw facility default-server
    server-template cache-use filter compression engine config http-check connect send tcp-check on off any sni alpn
    proto namespace interface guid level address except header dontlog src path rand consistent no-check-ssl expose-fd
    nopurge on-marked-up silent-drop http-response lf-file non-stick"""
KEYWORDS = tuple(_WORDS.split())
#: Names in expressions: of headers, cookies and parameters of URLs, and of variables.
_EXPRESSIONS = re.compile(
    r"(?:\b(?:req|res)?\.?(?:s?hdr|fhdr|cook|cookie|urlp|url_param)(?:_[a-z]+)?\()([\w-]+)(?=[,)])"
    r"|(?:(?:var|set-var|unset-var|set-var-fmt)\((?:txn|req|sess|proc|res)\.)([\w-]+)(?=\))",
    re.ASCII,
)
_VALUES = ("header_name", "cookie_name")
_WORD = re.compile(r"[\w-]+", re.ASCII).fullmatch
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Place(NamedTuple):
    """A part of a word of a line."""

    statement: Statement
    word: int
    start: int
    end: int


class Renamed(NamedTuple):
    """Two files that differ in what things are called."""

    #: with names like no word of HAProxy's
    plain: bytes
    #: with names like its words
    alike: bytes
    #: plain name -> the word
    called: dict[str, str]

    def translated(self, text: str) -> str:
        """What is said of the plain file, as it would be said of the other."""
        pattern = "|".join(sorted(self.called, key=len, reverse=True))
        return re.sub(rf"(?<![\w-])(?:{pattern})(?![\w-])", lambda match: self.called[match[0]], text)


def renamed(source: bytes, chance: random.Random) -> Renamed | None:
    """A file with other names; None where it has none, or only such as a variable spells."""
    config, twin = hm.parse(source), hm.parse(source)
    mine, yours = _names(config), _names(twin)
    # What a line is that nobody understands, nobody knows; names are left alone that it may mean.
    hidden = _surplus(config)
    words = [word for word in KEYWORDS if word not in hidden]
    chance.shuffle(words)
    order = list(range(len(mine)))
    chance.shuffle(order)
    called: dict[str, str] = {}
    edits: list[tuple[list[Place], list[Place], str, str]] = []
    for number, word in zip(order, words, strict=False):
        kind, places = mine[number]
        plain = _plain(len(called), len(word))
        if plain is not None and not (kind == "expression" and "-" in word):
            called[plain] = word
            edits.append((places, yours[number][1], plain, word))
    if not called:
        return None
    _write((places, plain) for places, _, plain, _ in edits)
    _write((places, word) for _, places, _, word in edits)
    return Renamed(config.dump(), twin.dump(), called)


def _plain(number: int, length: int) -> str | None:
    """A name of that length that is no word of HAProxy's, another for each number; None where it is too short."""
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return "z" + digits.rjust(length - 1, "0") if len(digits) < length else None


def _surplus(config: hm.Config) -> set[str]:
    return {
        line._words[place]
        for line in _statements(config)
        if any(part.role is Role.SURPLUS for part in line._reading.parts)
        for place in range(len(line._words))
    }


def _names(config: hm.Config) -> list[tuple[str, list[Place]]]:
    """Every name with the places where it stands; things that share a place are one."""
    groups: list[tuple[str, list[Place]]] = []
    #: the group at a place
    at: dict[tuple[int, int, int], int] = {}
    for symbol in config.symbols():
        if symbol.is_template:
            # Messages name its instances, whose names have numbers behind.
            continue
        every = [*symbol.definitions, *symbol.uses]
        places = [
            Place(each.statement, each.word, each.start, each.end or len(each.statement._words[each.word]))
            for each in every
        ]
        keys = [(id(each.statement), each.word, each.start) for each in every]
        group = next((at[key] for key in keys if key in at), len(groups))
        if group == len(groups):
            groups.append((symbol.kind, []))
        groups[group][1].extend(places)
        at.update((key, group) for key in keys if key not in at)
    values: dict[tuple[str, str], list[Place]] = {}
    for line in _statements(config):
        for kind, word, start, end in _values(line):
            values.setdefault((kind, line._words[word][start:end]), []).append(Place(line, word, start, end))
    groups += [(kind, places) for (kind, _), places in values.items()]
    return [
        (kind, list(dict.fromkeys(places)))
        for kind, places in groups
        if not any(isinstance(each.statement._words[each.word], Expandable) for each in places)
    ]


def _values(line: Statement) -> Iterator[tuple[str, int, int, int]]:
    for part in line._reading.parts:
        word = line._words[part.start]
        if (part.type in _VALUES or (part.role is Role.VALUE and part.name == "cookie")) and _WORD(word):
            yield part.type, part.start, 0, len(word)
    for place, word in enumerate(line._words):
        for match in _EXPRESSIONS.finditer(word):
            group = 1 if match[1] else 2
            yield "expression", place, match.start(group), match.end(group)


def _statements(config: hm.Config) -> Iterator[Statement]:
    for section in config.sections:
        for line in section.lines:
            if isinstance(line, Statement) and line._words and not line.keyword.startswith("."):
                yield line


def _write(edits: Iterator[tuple[list[Place], str]]) -> None:
    lines: dict[int, tuple[Statement, dict[int, dict[tuple[int, int], str]]]] = {}
    for places, name in edits:
        for each in places:
            _, words = lines.setdefault(id(each.statement), (each.statement, {}))
            words.setdefault(each.word, {})[each.start, each.end] = name
    for statement, words in lines.values():
        written = list(statement._words)
        for place, parts in words.items():
            text, end, pieces = written[place], 0, ""
            for (start, stop), name in sorted(parts.items()):
                if start >= end:
                    pieces, end = f"{pieces}{text[end:start]}{name}", stop
            written[place] = pieces + text[end:]
        section = statement.section
        if isinstance(statement, hm.Server) and section is not None:
            # Two may have one name, which HAProxy refuses; only as lines they may get another one.
            renewed = statement.copy()
            renewed.words = tuple(written)
            section.lines[section.lines.index(statement)] = renewed
        else:
            statement.words = tuple(written)
