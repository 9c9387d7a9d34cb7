"""The drawing of who comes in and who serves: clients, the proxies that listen, the pool, its servers in frames."""

from __future__ import annotations

from collections.abc import Sequence

from haproxy_model.report.drawing import Block, Font, arrow, box, chip, paragraph, placed, stacked, width_of
from haproxy_model.report.markup import element, put
from haproxy_model.report.palette import LIGHT
from haproxy_model.report.shown_pool import ShownPool, ShownServer, Surroundings, serving

_NAME, _ADDRESS, _LABEL = Font(13, mono=True, bold=True), Font(11, mono=True), Font(11)
_GAP, _PAD, _STACK = 40.0, 10.0, 12.0
_CLIENTS, _FRONT, _POOL = 74.0, 176.0, 136.0
#: How wide a proxy is that stands for itself.
_ALONE = 220.0
#: So many servers stand one below the other, and so wide is one of two columns.
_ONE_COLUMN, _COLUMN = 3, 140.0


def scene(pool: ShownPool, around: Surroundings, width: float) -> Block:
    """The drawing, from left to right.

    Args:
        pool: the pool.
        around: who comes in, and who serves.
        width: how wide it is.
    """
    alone = [each.title for each in around.fronts] == [pool.title]
    front, gates = _ALONE if alone else _FRONT, [each.is_sure for each in around.fronts]
    columns = [(_CLIENTS, [_card(_CLIENTS, "clients", ())])]
    if around.fronts:
        columns.append((front, [_card(front, each.title, each.addresses, each.is_sure) for each in around.fronts]))
    if not alone:
        columns.append((_POOL, [_card(_POOL, pool.title, ())]))
    room = width - sum(each + _GAP for each, _ in columns)
    ends = _ends(around, room)
    columns.append((room, [block for block, _ in ends]))
    height = max(stacked(blocks, _STACK).height for _, blocks in columns)
    # An arrow to or from a proxy that computes a name is dashed, and so is one to servers that wait.
    drawn, x = element("g"), 0.0
    before: list[tuple[float, float, bool]] = []
    for number, (each, blocks) in enumerate(columns):
        roles = [role for _, role in ends] if number == len(columns) - 1 else ["plain"] * len(blocks)
        sures = gates if number == 1 and gates else [True] * len(blocks)
        after, y = [], (height - stacked(blocks, _STACK).height) / 2
        for block, role, sure in zip(blocks, roles, sures, strict=True):
            middle = y + block.height / 2
            for start, start_y, was_sure in before if role else ():
                dashed = role in ("gutter", "unknown") or not (sure and was_sure)
                put(drawn, arrow(start, start_y, x, middle, role, dashed=dashed))
            put(drawn, placed(block, x, y))
            after.append((x + each, middle, sure))
            y += block.height + _STACK
        x, before = x + each + _GAP, after
    return Block(drawn, height)


def _card(width: float, title: str, lines: Sequence[str], is_sure: bool = True) -> Block:
    """A proxy with its addresses, or the clients."""
    parts = [paragraph(0, 0, title, width - 2 * _PAD, _NAME if lines or " " in title else Font(13), most=3)]
    parts += [paragraph(0, 0, line, width - 2 * _PAD, _ADDRESS, role="gutter", most=2) for line in lines]
    if not is_sure:
        parts.append(paragraph(0, 0, "computes a name, perhaps this one", width - 2 * _PAD, _LABEL, role="gutter"))
    return _framed(stacked(parts, 2), width, is_sure=is_sure)


def _framed(inside: Block, width: float, *, is_sure: bool = True, role: str = "") -> Block:
    height = inside.height + 2 * _PAD
    frame = box(0, 0, width, height, LIGHT[role], dashed=not is_sure)
    return Block(element("g", frame, placed(inside, _PAD, _PAD)), height)


def _ends(around: Surroundings, width: float) -> list[tuple[Block, str]]:
    """Where connections end, each with the role of its arrow; "" for none."""
    found = []
    if around.elsewhere:
        found.append((_card(width, around.elsewhere, ()), "good"))
    for label, servers in around.groups:
        role = serving(servers)
        found.append((_frame(servers, label, width), role or ("" if around.elsewhere else "gutter")))
    if around.more:
        found.append((paragraph(0, 0, around.more, width, Font(12), role="gutter"), ""))
    return found


def _frame(servers: Sequence[ShownServer], label: str, width: float) -> Block:
    """Servers of one role."""
    columns = 2 if len(servers) > _ONE_COLUMN and width > 2 * (_COLUMN + _PAD) else 1
    each = (width - 2 * _PAD - 8 * (columns - 1)) / columns
    rows = []
    for first in range(0, len(servers), columns):
        cards = [_server(server, each) for server in servers[first : first + columns]]
        row = element("g", *(placed(card, place * (each + 8), 0) for place, card in enumerate(cards)))
        rows.append(Block(row, max(card.height for card in cards)))
    return _framed(stacked([paragraph(0, 0, label, width, _LABEL, role="gutter"), *rows], 7), width, role="gutter")


def _server(server: ShownServer, width: float) -> Block:
    word, role = server.cell
    chip_width = 0.0 if word == "-" else width_of(word, Font(11, bold=True)) + 18
    room = width - 2 * _PAD - chip_width
    parts = [paragraph(0, 0, server.name, room, _NAME, most=3)]
    if server.address:
        parts.append(paragraph(0, 0, server.address, room, _ADDRESS, role="gutter", most=2))
    if server.notes:
        parts.append(paragraph(0, 0, ", ".join(server.notes), room, _LABEL, role="gutter", most=2))
    card = _framed(stacked(parts, 2), width)
    mark = chip(width - _PAD - chip_width / 2, card.height / 2, word, role) if chip_width else None
    return Block(put(card.drawn, mark), card.height)
