"""The drawing of a pool in SVG: the verdicts, who serves, the table of health states, the events, what is assumed."""

from __future__ import annotations

from collections.abc import Sequence

from haproxy_model.report.drawing import Block, Font, box, chip, paragraph, placed, rule, stacked, width_of
from haproxy_model.report.grid_drawing import events_grid, states_grid
from haproxy_model.report.markup import element, put
from haproxy_model.report.palette import LIGHT
from haproxy_model.report.scene_drawing import scene
from haproxy_model.report.shown_pool import ASSUMED, SCENE, STATES, ShownPool, ShownProof, Surroundings

_HEADING, _WHERE, _LABEL, _PLAIN = Font(18, mono=True, bold=True), Font(13), Font(12, bold=True), Font(13.5)
_PAD = 14.0


def pool_drawing(pool: ShownPool, around: Surroundings, width: float) -> Block:
    """A pool, drawn from 0, 0 on.

    Args:
        pool: what is told of it.
        around: who comes in, and who serves.
        width: how wide it is.
    """
    blocks = [_title(pool, width)]
    if pool.note is not None:
        text, role = pool.note
        blocks.append(paragraph(0, 0, text, width, _PLAIN, role=role))
    if pool.proofs:
        blocks.append(_verdicts(pool.proofs, width))
    if around.servers:
        blocks.append(_part(SCENE, scene(pool, around, width)))
    if pool.states:
        parts = [states_grid(pool.columns, pool.states, width)]
        notes = [pool.more, pool.legend if pool.states[0].cells else ""]
        parts += [paragraph(0, 0, note, width, Font(12), role="gutter") for note in notes if note]
        blocks.append(_part(STATES, stacked(parts, 8)))
    blocks += [_part(heading, events_grid(proof, width)) for heading, proof in pool.ways]
    if pool.assumed:
        lines = [_listed(text, width) for text in pool.assumed]
        blocks.append(_part(ASSUMED, stacked(lines, 4)))
    return stacked(blocks, 26)


def _title(pool: ShownPool, width: float) -> Block:
    where = paragraph(width, 5, pool.where, width * 0.4, _WHERE, role="gutter", most=1, anchor="end")
    room = width - width_of(pool.where, _WHERE) - 20
    title = paragraph(0, 0, pool.title, max(room, width * 0.55), _HEADING, most=3)
    height = title.height + 6
    return Block(element("g", title.drawn, where.drawn, rule(0, height, width, height)), height)


def _part(label: str, block: Block) -> Block:
    return stacked([paragraph(0, 0, label, 600, _LABEL, role="gutter"), block], 10)


def _verdicts(proofs: Sequence[ShownProof], width: float) -> Block:
    """The verdicts side by side."""
    each = (width - _PAD * (len(proofs) - 1)) / len(proofs)
    inside = [_verdict(proof, each - 2 * _PAD) for proof in proofs]
    height = max(block.height for block in inside) + 2 * _PAD
    drawn = element("g")
    for number, (proof, block) in enumerate(zip(proofs, inside, strict=True)):
        card = element("g", box(0, 0, each, height, LIGHT[proof.role]), placed(block, _PAD, _PAD))
        put(drawn, placed(Block(card, height), number * (each + _PAD), 0))
    return Block(drawn, height)


def _verdict(proof: ShownProof, width: float) -> Block:
    middle = width - width_of(proof.short, Font(11, bold=True)) / 2 - 8
    head = paragraph(0, 1, proof.heading, width * 0.6, _LABEL, role=proof.role, most=1)
    row = Block(element("g", head.drawn, chip(middle, 9, proof.short, proof.role)), 20)
    said = paragraph(0, 0, proof.sentence, width, _PLAIN, most=12)
    return stacked([row, said], 6)


def _listed(text: str, width: float) -> Block:
    block = paragraph(16, 0, text, width - 16, _PLAIN, most=6)
    dot = element("circle", cx=5, cy=9, r=2.5, fill=LIGHT["gutter"].ink)
    return Block(element("g", dot, block.drawn), block.height)
