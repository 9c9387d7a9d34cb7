"""The names of a proxy's servers, those that templates make included."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.section import Section
from haproxy_model.model.server import Server, ServerTemplate
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active

#: How many servers of a template are named; of more, any name may be one.
_MOST = 1000


def server_names(section: Section, active: Active) -> set[str]:
    """The names; with an empty one where some are not known."""
    words = active.first_words(section)
    if words.isdisjoint(("server", "server-template")):
        return set()
    return {name for line in active.beginning(section, "server", "server-template") for name in _names(line)}


def instances(line: ServerTemplate) -> list[str] | None:
    """The names of a template's servers; None where nobody knows, or they are very many."""
    numbers = line.numbers
    if numbers is None or len(numbers) > _MOST or isinstance(line.prefix_, Expandable):
        return None
    return [f"{line.prefix_}{each}" for each in numbers]


def _names(line: object) -> Iterator[str]:
    if isinstance(line, ServerTemplate):
        yield from ("",) if (found := instances(line)) is None else found
    elif isinstance(line, Server):
        yield "" if isinstance(line.name, Expandable) else line.name
