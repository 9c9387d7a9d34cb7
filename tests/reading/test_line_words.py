"""The numbers of `schema.line_words` are those of the signatures, and the classes of the model read them there."""

from collections.abc import Iterator

import pytest

from haproxy_model.model.bind import Bind, StatsSocket
from haproxy_model.model.server import DefaultServer, Peer, Server, ServerTemplate
from haproxy_model.reading.signatures import Argument, Choice, Node, compiled
from haproxy_model.schema.addresses import PLACES
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.line_words import LINE_WORDS, address_places
from haproxy_model.schema.rows import Keyword

#: The lines of the table, each as often as a section has another signature for it.
ROWS = [
    row
    for row in KEYWORDS
    if row.name == "stats socket" or (row.name in LINE_WORDS and row.name != "stats")
]  # fmt: skip


def _types(node: Node) -> Iterator[str]:
    """The types that the first word of a part may have."""
    if isinstance(node, Argument):
        yield node.type
    elif isinstance(node, Choice):
        for sequence, _ in node.alternatives:
            yield from _types(sequence[0])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name} in {row.sections}")
def test_the_numbers_of_a_line_are_those_of_its_signature(row: Keyword) -> None:
    words = LINE_WORDS[row.name.partition(" ")[0]]
    begin = len(row.name.split())
    types = [{*_types(node)} for node in compiled(row.arguments)]
    address = next((place for place, kinds in enumerate(types, begin) if any(map(_is_address, kinds))), None)
    first = next((place for place, kinds in enumerate(types, begin) if f"{words.parameters}_options" in kinds), 0)

    assert words.address == address
    assert words.first == first


def _is_address(kind: str) -> bool:
    return "address" in kind or kind == "log_target"


def test_every_line_of_the_table_has_a_signature_and_every_place_is_one() -> None:
    assert {row.name.partition(" ")[0] for row in ROWS} == LINE_WORDS.keys()
    assert {row.place for row in LINE_WORDS.values()} - {""} <= PLACES.keys()
    assert address_places(*LINE_WORDS).keys() == {name for name, row in LINE_WORDS.items() if row.place}


@pytest.mark.parametrize("family", [Server, ServerTemplate, DefaultServer, Peer, Bind, StatsSocket])
def test_typed_lines_have_their_parameters_there(
    family: type[Server | ServerTemplate | DefaultServer | Peer | Bind | StatsSocket],
) -> None:
    assert family.first_param == LINE_WORDS[family.keywords[0]].first
