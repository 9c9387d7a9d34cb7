"""What a drawing in SVG is made of: boxes, arrows, texts that are wrapped and cut to the room there is.

Nobody can measure the fonts of the reader: a cell of text counts as wide as the widest usual one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from haproxy_model.records import NamedTuple
from haproxy_model.report.excerpt import cells
from haproxy_model.report.markup import decimal, element, put
from haproxy_model.report.palette import LIGHT, MONO, Tint
from haproxy_model.syntax.text import visible

#: How wide a cell of text is at most, in sizes of its font.
_MONO_CELL, _SANS_CELL = 0.61, 0.57
_LEADING = 1.35
_CUT = "…"


class Font(NamedTuple):
    """How a text is set."""

    size: float = 13
    mono: bool = False
    bold: bool = False

    @property
    def cell(self) -> float:
        """How wide a cell is."""
        return self.size * (_MONO_CELL if self.mono else _SANS_CELL) * (1.06 if self.bold and not self.mono else 1)

    @property
    def line(self) -> float:
        """How high a line is."""
        return self.size * _LEADING


class Block(NamedTuple):
    """A part of a drawing, and how high it is."""

    drawn: Element
    height: float


def placed(block: Block, x: float, y: float) -> Element:
    """A part that was drawn from 0, 0 on, at its place."""
    return element("g", block.drawn, transform=translated(x, y))


def translated(x: float, y: float) -> str:
    """The place of what was drawn from 0, 0 on, as an attribute says it."""
    return f"translate({decimal(x)} {decimal(y)})"


def stacked(blocks: Sequence[Block], gap: float, x: float = 0) -> Block:
    """Parts one below the other."""
    drawn, y = element("g"), 0.0
    for block in blocks:
        put(drawn, placed(block, x, y))
        y += block.height + gap
    return Block(drawn, max(y - gap, 0))


def width_of(text: str, font: Font) -> float:
    """How wide a text may be."""
    return cells(visible(text)) * font.cell


def paragraph(
    x: float, y: float, text: str, room: float, font: Font, *, role: str = "", most: int = 3, anchor: str | None = None
) -> Block:
    """A text of several lines from the top `y`; the whole of it is its title where it takes more than one.

    Args:
        x: where the lines begin, or as `anchor` says.
        y: the upper edge.
        text: what it says.
        room: how wide it may be.
        font: how it is set.
        role: its colour.
        most: how many lines there may be; what is left is cut.
        anchor: "middle" or "end".
    """
    text = visible(text)
    lines = list(_wrapped(text, max(int(room / font.cell), 1), most))
    drawn = element(
        "text", element("title", text) if len(lines) > 1 or lines[0] != text else None,
        fill=LIGHT[role].ink, font_size=font.size, font_family=MONO if font.mono else None,
        font_weight="600" if font.bold else None, text_anchor=anchor,
    )  # fmt: skip
    first = y + font.size * 0.98
    if len(lines) == 1:
        drawn.set("x", decimal(x))
        drawn.set("y", decimal(first))
        return Block(put(drawn, lines[0]), font.line)
    for place, line in enumerate(lines):
        put(drawn, element("tspan", line, x=x, y=first + place * font.line))
    return Block(drawn, len(lines) * font.line)


def _wrapped(text: str, room: int, most: int) -> Iterator[str]:
    """Lines of at most so many cells, broken at blanks, else behind signs, where there are any."""
    place = 0
    for row in range(most):
        end, used, blank, sign = place, 0, place, place
        while end < len(text) and used + cells(text[end]) <= room:
            used += cells(text[end])
            end += 1
            if text[end - 1] == " ":
                blank = end
            elif text[end - 1] in "-_.,:/":
                sign = end
        if end == len(text):
            yield text[place:]
            return
        if row == most - 1:
            yield text[place : max(end - 1, place)] + _CUT
            return
        end = (
            end
            if text[end] == " "
            else next((at for at in (blank, sign) if at - place > room / 3), max(end, place + 1))
        )
        yield text[place:end].rstrip(" ")
        place = end + (text[end : end + 1] == " ")


def box(x: float, y: float, width: float, height: float, tint: Tint, *, dashed: bool = False) -> Element:
    """A box with round corners."""
    return element(
        "rect", x=x, y=y, width=width, height=height, rx=min(8, height / 3), fill=tint.ground, stroke=tint.edge,
        stroke_dasharray="5 4" if dashed else None,
    )  # fmt: skip


def chip(x: float, y: float, word: str, role: str, *, width: float | None = None, size: float = 11) -> Element:
    """A word in a box of its own; `x` is its middle. A word of two parts takes two lines."""
    font = Font(size, bold=True)
    parts = word.split(", ")
    width = width or max(width_of(part, font) for part in parts) + 18
    height = len(parts) * font.line + 5
    drawn = element("g", box(x - width / 2, y - height / 2, width, height, LIGHT[role]))
    for place, part in enumerate(parts):
        middle = y + (place - (len(parts) - 1) / 2) * font.line
        put(drawn, element(
            "text", part, x=x, y=middle + size * 0.36, fill=LIGHT[role].ink, font_size=size, font_weight="600",
            text_anchor="middle",
        ))  # fmt: skip
    return drawn


def rule(x: float, y: float, end_x: float, end_y: float) -> Element:
    """A thin line."""
    return element("path", d=_path("M", x, y, "L", end_x, end_y), stroke=LIGHT["gutter"].edge)


def arrow(x: float, y: float, end_x: float, end_y: float, role: str, *, dashed: bool = False) -> Element:
    """An arrow from left to right."""
    middle, color = (x + end_x) / 2, LIGHT[role].edge if role in LIGHT and role != "gutter" else LIGHT["gutter"].ink
    curve = _path("M", x, y, "C", middle, y, middle, end_y, end_x - 7, end_y)
    head = _path("M", end_x, end_y, "l", -9, -4.5, "v", 9, "z")
    dashes = "5 4" if dashed else None
    line = element("path", d=curve, fill="none", stroke=color, stroke_width=1.6, stroke_dasharray=dashes)
    return element("g", line, element("path", d=head, fill=color))


def _path(*steps: str | float) -> str:
    return " ".join(step if isinstance(step, str) else decimal(step) for step in steps)
