"""All keyword tables of the configuration file joined, and asked by section and first word.

The prefixes `no` and `default` are no keywords, section keywords open sections, directives belong to no section:
none of them is here.
The keywords of SPOE files are in `keywords_spoe` alone.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from haproxy_model.schema.keywords_global import GLOBAL
from haproxy_model.schema.keywords_other import OTHER
from haproxy_model.schema.keywords_proxy import PROXY
from haproxy_model.schema.rows import FirstWord, Keyword, available, verdict
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.schema.versions import LATEST, earliest, latest

#: Every keyword row of a configuration file.
KEYWORDS: Final[tuple[Keyword, ...]] = (*GLOBAL, *PROXY, *OTHER)

#: Names of rows -> other spellings of them that the manual does not have.
ALIASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"stick store-request": ("stick store",)})

#: First words whose rows all have a second one, and that HAProxy takes alone, too: it chooses the second one then.
ALONE: Final = frozenset(("balance",))


@cache
def first_words(section: str) -> Mapping[str, FirstWord]:
    """Maps each first word that a section knows in any version to its lifetime there.

    Args:
        section: A section keyword, such as "backend".

    Returns:
        A read-only mapping; empty for a section that does not exist.
    """
    return MappingProxyType({word: _first_word(section, word, rows) for word, rows in _rows_by_word(section).items()})


def rows(section: str, first_word: str) -> tuple[Keyword, ...]:
    """The rows that a section has for a first word, those included that it ignores or that are removed."""
    return _rows_by_word(section).get(first_word, ())


def accepted(section: str, first_word: str, version: str) -> bool:
    """Says whether a version accepts lines with that first word in that section, with an effect or without.

    Args:
        section: A section keyword.
        first_word: The first word of a line, without the prefix `no` or `default`.
        version: A release, "x.y".
    """
    return (
        section in SECTIONS
        and available(SECTIONS[section], version)
        and any(verdict(row, section, version) in ("accepted", "ignored") for row in rows(section, first_word))
    )


def known_in(first_word: str) -> tuple[str, ...]:
    """The sections that know a first word in any version, in the manual's order; empty if none does."""
    return tuple(section for section in SECTIONS if first_word in _rows_by_word(section))


def _rows_by_word(section: str) -> Mapping[str, tuple[Keyword, ...]]:
    return _index().get(section, {})


@cache
def _index() -> dict[str, dict[str, tuple[Keyword, ...]]]:
    index: dict[str, dict[str, tuple[Keyword, ...]]] = {section: {} for section in SECTIONS}
    for row in KEYWORDS:
        word = row.name.partition(" ")[0]
        for section in _places(row.sections, row.ignored, row.earlier):
            index[section][word] = (*index[section].get(word, ()), row)
    return index


@cache
def _places(sections: str, ignored: str, earlier: str) -> tuple[str, ...]:
    """The sections that know a row in any version, by its columns, which many rows share."""
    once = (known.partition("<")[0] for known in earlier.split() if not known.endswith(":refused"))
    return tuple(dict.fromkeys([*sections.split(), *ignored.split(), *once]))


def _first_word(section: str, word: str, rows: tuple[Keyword, ...]) -> FirstWord:
    since = latest(earliest(*(row.since for row in rows)), SECTIONS[section].since)
    removed = latest(*(row.removed for row in rows)) if all(row.removed for row in rows) else ""
    deprecated = latest(*(row.deprecated for row in rows)) if all(row.deprecated for row in rows) else ""
    instead = next((row.instead for row in rows if row.instead), "") if removed or deprecated else ""
    last = [row for row in rows if available(row, LATEST)] or rows
    ignored = all(section in row.ignored.split() for row in last)
    return FirstWord(word, since, deprecated, removed, instead, ignored)
