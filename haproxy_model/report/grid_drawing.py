"""Grids: what each server does in each health state, and after each event.  Every cell has its word, and its colour."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from haproxy_model.report.drawing import Block, Font, chip, paragraph, placed, rule, stacked, translated, width_of
from haproxy_model.report.markup import element, put
from haproxy_model.report.palette import LIGHT
from haproxy_model.report.shown_pool import Piece, ShownEvent, ShownProof, ShownState

_TITLE, _NAME, _PLAIN, _SMALL = Font(12.5), Font(12, mono=True, bold=True), Font(13), Font(11.5)
_PAD, _STEP = 7.0, 34.0
_WIDEST, _NARROWEST = 150.0, 96.0
#: How high names stand that are turned, which they are in columns that are narrower than that.
_TURNED, _LEVEL = 120.0, 80.0


def states_grid(columns: Sequence[str], states: Sequence[ShownState], width: float) -> Block:
    """The table of health states: with a column for each server, or with their names where there are too many."""
    if not states[0].cells:
        return _listing(states, width)
    longest = max(width_of(state.title, _TITLE) for state in states)
    least = min(max(longest + 16, 120), 200 if len(columns) > 6 else 380)
    each = min(_column_width(columns), (width - least) / len(columns))
    first = width - each * len(columns)
    rows = []
    for state in states:
        title = paragraph(0, 0, state.title, first - 12, _TITLE, role="gutter" if state.is_start else "", most=6)
        rows.append(_row(title, state.cells, 0, first, each))
    return stacked([_heads(columns, "health state", first, each), *rows], 0)


def _listing(states: Sequence[ShownState], width: float) -> Block:
    """Who serves in each state, by name."""
    first, last = width * 0.26, width * 0.23
    room = width - first - last - 24
    heads = ((0.0, "health state"), (first, "new connections"), (width - last, "older sessions may remain on"))
    drawn = element("g", *(paragraph(x, 0, text, last, _SMALL, role="gutter").drawn for x, text in heads))
    blocks = [Block(put(drawn, rule(0, 20, width, 20)), 20)]
    for state in states:
        name, role = state.new
        parts = [
            paragraph(0, _PAD, state.title, first - 12, _TITLE, role="gutter" if state.is_start else "", most=4),
            paragraph(first, _PAD, name, room, _TITLE, role=role, most=6),
            paragraph(width - last, _PAD, state.old or "-", last, _TITLE, role="warning" if state.old else "gutter"),
        ]
        height = max(part.height for part in parts) + 2 * _PAD
        row = element("g", *(part.drawn for part in parts), rule(0, height, width, height))
        blocks.append(Block(row, height))
    return stacked(blocks, 0)


def events_grid(proof: ShownProof, width: float) -> Block:
    """The events of a proof in their order, and who holds sessions after each."""
    each = min(_column_width(proof.columns), width * 0.5 / max(len(proof.columns), 1))
    first = width - each * len(proof.columns)
    rows = [_event(event, proof, number, first, each) for number, event in enumerate(proof.events, 1)]
    if proof.more:
        more = paragraph(_STEP, _PAD, proof.more, width, _SMALL, role="gutter")
        rows.append(Block(more.drawn, more.height + _PAD))
    return stacked([_heads(proof.columns, "", first, each), *rows], 0)


def _event(event: ShownEvent, proof: ShownProof, number: int, first: float, each: float) -> Block:
    parts = [paragraph(0, 0, event.text, first - _STEP - 12, _PLAIN, most=6)]
    if event.sessions:
        parts.append(paragraph(0, 0, event.sessions, first - _STEP - 12, _SMALL, role="gutter"))
    row = _row(stacked(parts, 1), event.cells, _STEP, first, each)
    middle, role = row.height / 2, proof.role if number == len(proof.events) else "gutter"
    ends = (0 if number > 1 else middle, row.height if number < len(proof.events) else middle)
    tint = LIGHT[role]
    step = element(
        "g",
        rule(12, ends[0], 12, ends[1]),
        element("circle", cx=12, cy=middle, r=11, fill=tint.ground, stroke=tint.edge),
        element("text", str(number), x=12, y=middle + 4, fill=tint.ink, font_size=11.5, font_weight="600",
                text_anchor="middle"),
    )  # fmt: skip
    return Block(element("g", step, row.drawn), row.height)


def _row(title: Block, cells: Sequence[Piece], left: float, first: float, each: float) -> Block:
    """A row: its title, then its cells, all of them in the middle; a line below."""
    tallest = max([1, *(word.count(", ") + 1 for word, _ in cells)])
    height = max(title.height + 2 * _PAD, tallest * 15 + 14)
    drawn = element("g", placed(title, left, (height - title.height) / 2))
    for number, (word, role) in enumerate(cells):
        put(drawn, _cell(word, role, first + (number + 0.5) * each, height / 2, each - 6))
    return Block(put(drawn, rule(left, height, first + each * len(cells), height)), height)


def _cell(word: str, role: str, x: float, y: float, width: float) -> Element:
    if word == "-":
        return element("text", "–", x=x, y=y + 4, fill=LIGHT["gutter"].edge, text_anchor="middle")
    return chip(x, y, word, role, width=min(width, 84), size=11 if width > 48 else 9.5)


def _heads(columns: Sequence[str], corner: str, first: float, each: float) -> Block:
    """The names above the columns, turned where these are narrow."""
    blocks = [paragraph(0, 0, name, each - 8, _NAME, anchor="middle") for name in columns]
    turned = each < _LEVEL and any(width_of(name, _NAME) > each - 4 for name in columns)
    if turned:
        blocks = [paragraph(0, 0, name, _TURNED, _NAME, most=1) for name in columns]
    height = max([18, *(block.height for block in blocks)])
    if turned:
        height = min(_TURNED, max(width_of(name, _NAME) for name in columns)) + 4
    drawn = element("g")
    if corner:
        put(drawn, paragraph(0, height - 17, corner, first, _SMALL, role="gutter").drawn)
    for number, block in enumerate(blocks):
        x = first + (number + 0.5) * each
        turn = f"{translated(x - 8, height)} rotate(-90)" if turned else translated(x, height - block.height)
        put(drawn, element("g", block.drawn, transform=turn))
    return Block(put(drawn, rule(0, height + 6, first + each * len(columns), height + 6)), height + 6)


def _column_width(names: Sequence[str]) -> float:
    return min(max([_NARROWEST, *(width_of(name, _NAME) + 14 for name in names)]), _WIDEST)
