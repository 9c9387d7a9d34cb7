"""Elements of XML and HTML, well-formed whatever they hold: characters that are not shown are escaped first."""

from __future__ import annotations

from typing import TextIO
from xml.etree.ElementTree import Element, indent, tostring

from haproxy_model.syntax.text import visible


def element(tag: str, *inside: Element | str | None, **attributes: str | float | None) -> Element:
    """An element with what is inside it.

    Args:
        tag: its name.
        inside: elements and texts in order; None is nothing.
        attributes: by name, `-` written as `_`, with a `_` after a name that Python has; None is left out.
    """
    found = Element(tag, {
        name.rstrip("_").replace("_", "-"): visible(value) if isinstance(value, str) else decimal(value)
        for name, value in attributes.items()
        if value is not None
    })  # fmt: skip
    return put(found, *inside)


def decimal(value: float) -> str:
    """A number as drawings have it."""
    return f"{round(value, 2):.12g}"


def put(parent: Element, *inside: Element | str | None) -> Element:
    """The element, with more at its end."""
    for each in inside:
        if isinstance(each, str):
            text = visible(each)
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + text
            else:
                parent.text = (parent.text or "") + text
        elif each is not None:
            parent.append(each)
    return parent


def style(rules: str) -> Element:
    """A style sheet of ours."""
    found = Element("style")
    found.text = rules
    return found


def written(tree: Element, kind: str) -> str:
    """An element as text of ASCII alone, which every encoding has.

    Args:
        tree: the element.
        kind: "svg" or "html".
    """
    text: bytes = tostring(tree, encoding="us-ascii", method="html" if kind == "html" else "xml")
    return text.decode("ascii")


def write_document(tree: Element, stream: TextIO) -> None:
    """Write an element as an XML document of ASCII alone, one element a line.

    Args:
        tree: the element.
        stream: where to write.
    """
    indent(tree)
    stream.write(f'<?xml version="1.0" encoding="utf-8"?>\n{written(tree, "xml")}\n')


def around(tree: Element, tag: str, kind: str) -> tuple[str, str]:
    """An element as text in two parts, before and after what else is to stand at the end of the last `tag` in it."""
    before, end, after = written(tree, kind).rpartition(f"</{tag}>")
    return before, end + after
