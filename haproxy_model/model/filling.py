"""Lines and section headers as HAProxy reads them: the values of variables put in, up to the word that ends them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from haproxy_model.model.derived import derived_line, derived_section
from haproxy_model.model.expansion import Environment, Filled, Use, address_places, filled, filled_address
from haproxy_model.model.families import family
from haproxy_model.model.header import Header
from haproxy_model.model.line import Statement
from haproxy_model.model.params import WithParams
from haproxy_model.model.section import Section
from haproxy_model.schema.sections import SECTION_KEYWORDS
from haproxy_model.schema.variables import FIXED_WORDS, UNREAD_WORDS


def filled_line(statement: Statement, section: Section, environment: Environment) -> Statement:
    """A line as HAProxy reads it; itself where that is as it is written.

    Args:
        statement: the line as it is written.
        section: its section, with the values put in its header.
        environment: the variables at the line.
    """
    read = filled(statement.text, environment)
    if read.empty is not None:
        read = _without_unread(read)
    words, places = _up_to_empty(read, section.kind)
    beyond = read.words[len(words) + 1 :]
    if not words or words[0] in SECTION_KEYWORDS or (words[0][:1] == "." and words[0] != statement._words[0]):
        # It opens no section here: lines are parted where they are read.
        return statement
    uses = read.uses
    if any("$" in word for word in words):
        words, more = _with_addresses(section.kind, words, places, environment)
        uses = (*uses, *more)
    if words == statement._words and read.empty is None and section._written is section:
        return statement
    return derived_line(statement, words, places, section=section, uses=uses, empty=read.empty, beyond=beyond)


def filled_section(section: Section, environment: Environment) -> Section:
    """A section with its header as HAProxy reads it; itself where that is as it is written."""
    header = section.header
    read = filled(header.text, environment)
    words, places = _up_to_empty(read, "")
    if read.words[0] != header._words[0] or (words == header._words and read.empty is None):
        return section
    made = derived_section(section)
    line = derived_line(header, words, places, section=section, uses=read.uses, empty=read.empty)
    line._section, made._header = made, cast(Header, line)
    return made


def _with_addresses(
    section: str, words: tuple[str, ...], places: Sequence[int], environment: Environment
) -> tuple[tuple[str, ...], list[Use]]:
    """The words with values put in the addresses among them, where HAProxy looks for variables by itself."""
    found, uses = list(words), list[Use]()
    for place in address_places(section, words):
        read = filled_address(words[place], places[place], environment)
        # A fixed word is none unless it is written so.
        if read is not None and read[0] not in FIXED_WORDS:
            found[place] = read[0]
            uses += read[1]
    return tuple(found), uses


def _without_unread(read: Filled) -> Filled:
    """The words with the fixed one where HAProxy does not look whether it stands there."""
    words = list(read.words)
    for first, place, fixed in UNREAD_WORDS:
        if read.words[: len(first)] == first and len(words) > place and not words[place]:
            words[place] = fixed
    return read._replace(words=tuple(words))


def _up_to_empty(read: Filled, section: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words of a line up to the first empty one, which ends its arguments; no value of a parameter does."""
    if "" not in read.words:
        return read.words, read.places
    end = read.words.index("")
    kind = family(section, read.words) if end else Statement
    if issubclass(kind, WithParams) and end >= kind.first_param:
        end = kind.first_param
        for param in kind.vocabulary().read(read.words[end:]):
            if not param.keyword:
                break
            end += len(param.words)
    return read.words[:end], read.places[:end]
