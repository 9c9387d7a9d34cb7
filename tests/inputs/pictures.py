"""Pictures of failover taken apart: what they say, what they ask for, where it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder, fromstring

#: Elements of HTML that have no end.
_VOID = {"meta", "br", "hr", "img", "input", "link", "col"}
#: Attributes by which a document asks for another, and elements that do, or that run.
_ASKING = {"src", "srcset", "href", "xlink:href", "data", "action", "background", "poster", "cite", "formaction"}
_FOREIGN = {"script", "link", "img", "image", "iframe", "object", "embed", "use", "foreignObject", "base", "font-face"}


class _Page(HTMLParser):
    """Makes a tree of a page, and refuses what does not end where it should."""

    def __init__(self) -> None:
        super().__init__()
        self._tree = TreeBuilder()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self._tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self._tree.end(tag)
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        self._tree.end(tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._tree.data(data)
        else:
            assert not data.strip()

    def tree(self) -> Element:
        assert not self._open
        return self._tree.close()


def parsed(text: str, kind: str) -> Element:
    """The tree of a picture, which is well-formed."""
    if kind == "svg":
        root = fromstring(text)
        for each in root.iter():
            each.tag = each.tag.removeprefix("{http://www.w3.org/2000/svg}")
        assert root.tag == "svg"
        return root
    assert text.startswith("<!DOCTYPE html>\n")
    page = _Page()
    page.feed(text.removeprefix("<!DOCTYPE html>"))
    page.close()
    return page.tree()


def texts(root: Element) -> list[str]:
    """What a picture says to its readers: a text that is broken or cut counts as the whole that its title has."""
    if root.tag == "svg":
        every = [each for each in root.iter() if each.tag == "text"]
        return ["".join(next(iter(each.findall("title")), each).itertext()) for each in every]
    body = root.find("body")
    assert body is not None
    return [text for each in body.iter() for text in (each.text, each.tail) if text and text.strip()]


def assert_stands_alone(root: Element) -> None:
    """Nothing in the picture asks for anything from elsewhere, or runs."""
    assert not {each.tag for each in root.iter()} & _FOREIGN
    for each in root.iter():
        asked = {name: value for name, value in each.attrib.items() if name.lower() in _ASKING}
        assert all(name == "href" and value.startswith("#") for name, value in asked.items())
        assert not any(name.startswith("on") for name in each.attrib)
        rules = (each.text or "") if each.tag == "style" else each.get("style", "")
        assert not re.search(r"url|@import|@font-face|expression|//", rules)


def placed(
    element: Element, x: float = 0, y: float = 0, turned: bool = False
) -> Iterator[tuple[Element, float, float, bool]]:
    """Every element of a drawing with where it is moved to, and whether it is turned."""
    moved = re.match(r"translate\((\S+) (\S+)\)", element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    turned = turned or "rotate" in element.get("transform", "")
    yield element, x, y, turned
    for each in element:
        yield from placed(each, x, y, turned)
