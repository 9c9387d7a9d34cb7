"""Lines as a picture: SVG or HTML, in the colours of a terminal, by rich."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from haproxy_model.report.excerpt import cells
from haproxy_model.report.terminal import Pieces, rich_text
from haproxy_model.syntax.text import visible

#: The formats of pictures.
PICTURES = ("svg", "html")


def picture(lines: Iterable[Pieces], title: str, kind: str) -> str:
    """The text of an SVG or HTML document.

    Args:
        lines: lines as pieces with their roles.
        title: what stands above them.
        kind: one of `PICTURES`.
    """
    from rich.console import Console

    every, title = list(lines), visible(title)
    width = max([40, cells(title) + 10, *(cells(visible("".join(text for text, _ in line))) for line in every)])
    console = Console(
        file=StringIO(), record=True, width=width, force_terminal=True, color_system="truecolor", markup=False,
        highlight=False,
    )  # fmt: skip
    for line in every:
        console.print(rich_text(line), soft_wrap=True)
    if kind == "svg":
        return console.export_svg(title=title)
    body = '<pre style="font-family:Menlo,Consolas,DejaVu Sans Mono,monospace;line-height:1.4">{code}</pre>\n'
    return console.export_html(code_format=_html(title) + body, inline_styles=True)


def _html(title: str) -> str:
    from html import escape

    named = escape(title).replace("{", "{{").replace("}", "}}")
    return f"<!DOCTYPE html>\n<meta charset=utf-8>\n<title>{named}</title>\n"
