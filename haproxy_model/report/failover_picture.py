"""Pictures of failover for reports: SVG and HTML that stand alone, with no script and no font from elsewhere.

A document is written in parts, a pool each, so that a file of thousands of pools is never held as elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from haproxy_model.records import NamedTuple
from haproxy_model.report.drawing import Font, box, paragraph, placed
from haproxy_model.report.markup import around, element, style, written
from haproxy_model.report.page_style import style_sheet
from haproxy_model.report.palette import LIGHT, SANS, Tint
from haproxy_model.report.pool_drawing import pool_drawing
from haproxy_model.report.pool_page import pool_section
from haproxy_model.report.shown_pool import ShownPool, Surroundings

_WIDTH, _MARGIN, _PAD, _GAP = 960.0, 32.0, 22.0, 28.0
#: So many pools are described in words for those who do not see the picture.
_MOST_DESCRIBED = 10


class Picture(NamedTuple):
    """What a picture shows."""

    #: the file or directory as the user named it
    name: str
    #: the HAProxy version that was asked about
    version: str
    pools: Sequence[tuple[ShownPool, Surroundings]]
    #: what is said below all; empty for nothing
    remark: str = ""

    @property
    def title(self) -> str:
        """What it is of."""
        return f"Failover of {'standard input' if self.name == '-' else self.name}"


def svg(picture: Picture) -> Iterator[str]:
    """The text of an SVG document, in parts."""
    inner = _WIDTH - 2 * _MARGIN
    head = paragraph(0, 0, picture.title, inner - 140, Font(22, bold=True))
    y = _MARGIN + head.height + 20
    parts = []
    for pool, surroundings in picture.pools:
        block = pool_drawing(pool, surroundings, inner - 2 * _PAD)
        height = block.height + 2 * _PAD
        frame = box(_MARGIN, y, inner, height, Tint("", "none", LIGHT["gutter"].edge))
        parts.append(written(element("g", frame, placed(block, _MARGIN + _PAD, y + _PAD)), "svg"))
        y += height + _GAP
    if picture.remark:
        remark = paragraph(0, 0, picture.remark, inner, Font(12.5), role="gutter")
        parts.append(written(placed(remark, _MARGIN, y), "svg"))
        y += remark.height + _GAP
    version = paragraph(inner, 7, _asked(picture), 140, Font(13), role="gutter", anchor="end")
    root = element(
        "svg", element("title", picture.title), element("desc", _description(picture)),
        element("rect", width=_WIDTH, height=y, fill=LIGHT[""].ground),
        placed(head, _MARGIN, _MARGIN), placed(version, _MARGIN, _MARGIN),
        xmlns="http://www.w3.org/2000/svg", width=_WIDTH, height=y, role="img", font_family=SANS,
        style="max-width:100%;height:auto",
    )  # fmt: skip
    root.set("viewBox", f"0 0 {_WIDTH:g} {y:g}")
    root.set("xml:space", "preserve")
    before, after = around(root, "svg", "svg")
    yield before
    yield from parts
    yield after + "\n"


def html(picture: Picture) -> Iterator[str]:
    """The text of an HTML document, in parts."""
    names = [f"pool-{number}" for number in range(1, len(picture.pools) + 1)]
    body = element(
        "body",
        element("header", element("h1", element("bdi", picture.title)), element("p", _asked(picture))),
        element("main", _overview(picture, names) if len(names) > 1 else None),
        element("footer", element("p", picture.remark, class_="quiet")) if picture.remark else None,
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("title", picture.title),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="description", content=_description(picture)),
        style(style_sheet()),
    )
    before, after = around(element("html", head, body, lang="en"), "main", "html")
    yield f"<!DOCTYPE html>\n{before}"
    for name, (pool, surroundings) in zip(names, picture.pools, strict=True):
        yield "\n" + written(pool_section(pool, surroundings, name), "html")
    yield after + "\n"


def _overview(picture: Picture, names: Sequence[str]) -> Element:
    """The verdicts of all pools, with a link to each."""
    rows = []
    for name, (pool, _) in zip(names, picture.pools, strict=True):
        title = element("th", element("a", element("bdi", pool.title), href=f"#{name}"), scope="row", class_="name")
        said = [element("td", element("span", proof.short, class_=f"chip {proof.role}")) for proof in pool.proofs[-2:]]
        if len(said) < 2:
            said = [element("td", pool.note[0] if pool.note else "", " ", *(each[0] for each in said), colspan=2)]
        rows.append(element("tr", title, *said))
    heads = (element("th", text, scope="col") for text in ("pool", "new connections", "sessions"))
    head = element("thead", element("tr", *heads))
    return element("div", element("table", head, element("tbody", *rows), class_="overview"), class_="wide")


def _asked(picture: Picture) -> str:
    return f"HAProxy {picture.version}"


def _description(picture: Picture) -> str:
    """The verdicts in a sentence each, for those who do not see the picture."""
    said = [
        f"{pool.title}: {proof.subject} {proof.sentence}."
        for pool, _ in picture.pools[:_MOST_DESCRIBED]
        for proof in pool.proofs
    ]
    left = len(picture.pools) - _MOST_DESCRIBED
    return " ".join([*said, f"And {left:,} more pools."] if left > 0 else said)


#: The formats of pictures.
PICTURES: Mapping[str, Callable[[Picture], Iterator[str]]] = {"svg": svg, "html": html}
