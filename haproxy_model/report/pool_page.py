"""A pool on a page: the verdicts, who serves, the table of health states, the events, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from haproxy_model.report.markup import element, put
from haproxy_model.report.page_style import ARROWS
from haproxy_model.report.shown_pool import (
    ASSUMED,
    SCENE,
    STATES,
    Piece,
    ShownFront,
    ShownPool,
    ShownProof,
    ShownServer,
    ShownState,
    Surroundings,
    serving,
)

#: So many columns have their names level; the names of more are turned.
_LEVEL = 7


def pool_section(pool: ShownPool, around: Surroundings, name: str) -> Element:
    """A pool as a section of a page.

    Args:
        pool: what is told of it.
        around: who comes in, and who serves.
        name: how links name it.
    """
    title = element("h2", element("span", pool.where), element("bdi", pool.title))
    section = element("section", title, id=name, aria_label=pool.title)
    if pool.note is not None:
        put(section, element("p", pool.note[0]))
    if pool.proofs:
        put(section, element("dl", *map(_verdict, pool.proofs), class_="verdicts"))
    if around.servers:
        put(section, _scene(pool, around))
    if pool.states:
        legend = pool.legend if pool.states[0].cells else ""
        put(section, element("div", _states(pool), class_="wide"))
        put(section, *(element("p", note, class_="quiet") for note in (pool.more, legend) if note))
    for heading, proof in pool.ways:
        put(section, element("div", _events(heading, proof), class_="wide"))
        put(section, element("p", proof.more, class_="quiet") if proof.more else None)
    if pool.assumed:
        put(section, element("h3", ASSUMED))
        put(section, element("ul", *(element("li", text) for text in pool.assumed), class_="plain"))
    return section


def _verdict(proof: ShownProof) -> Element:
    head = element("dt", element("span", proof.heading), _chip(proof.short, proof.role))
    said = element("dd", proof.sentence)
    return element("div", head, said, class_=proof.role)


def _chip(word: str, role: str) -> Element:
    return element("span", word, class_=f"chip {role or 'gutter'}")


def _scene(pool: ShownPool, around: Surroundings) -> Element:
    """From clients to servers."""
    steps = [element("p", "clients", class_="card")]
    if around.fronts:
        steps.append(element("ul", *map(_front, around.fronts)))
    if [front.title for front in around.fronts] != [pool.title]:
        steps.append(element("div", _front(ShownFront(pool.title, ()), "div")))
    ends = list(_ends(around))
    flow = element("div", *steps, element("div", *ends, class_="ends"), class_="flow")
    unused = (frame for frame, role in _frames(around) if around.elsewhere and not role)
    return element("figure", element("figcaption", SCENE), flow, *unused)


def _ends(around: Surroundings) -> Iterator[Element]:
    """Where connections end, each with its arrow."""
    if around.elsewhere:
        yield _end(element("p", element("bdi", around.elsewhere), class_="card name"), "to-good")
    for frame, role in _frames(around):
        if not around.elsewhere or role:
            yield _end(frame, f"to-{role}" if role in ARROWS else "waits")


def _frames(around: Surroundings) -> Iterator[tuple[Element, str]]:
    """The servers of each kind in a frame, and the role of those that serve."""
    groups = around.groups
    for number, (label, servers) in enumerate(groups, 1):
        frame = element("div", element("p", label), element("ul", *map(_server, servers)), class_="frame")
        if around.more and number == len(groups):
            put(frame, element("p", around.more, class_="quiet"))
        yield frame, serving(servers)


def _end(inside: Element, manner: str) -> Element:
    return element("div", element("span", class_="arrow", aria_hidden="true"), inside, class_=f"end {manner}")


def _front(front: ShownFront, tag: str = "li") -> Element:
    note = None if front.is_sure else element("p", "computes a name, perhaps this one")
    lines = (element("p", element("bdi", line)) for line in front.addresses)
    title = element("div", element("bdi", front.title), class_="name")
    return element(tag, title, *lines, note, class_="card" if front.is_sure else "card perhaps")


def _server(server: ShownServer) -> Element:
    word, role = server.cell
    said = element(
        "div", element("div", element("bdi", server.name), class_="name"),
        element("p", element("bdi", server.address)) if server.address else None,
        element("p", ", ".join(server.notes)) if server.notes else None,
    )  # fmt: skip
    return element("li", said, None if word == "-" else _chip(word, role), class_="card server")


def _states(pool: ShownPool) -> Element:
    """The table of health states."""
    named = bool(pool.states[0].cells)
    titles = pool.columns if named else ("new connections", "older sessions may remain on")
    heads = (
        element(
            "th", element("bdi", each, title=each if named else None), scope="col", class_="name" if named else "text"
        )
        for each in titles
    )
    return element(
        "table", element("caption", STATES),
        element("thead", element("tr", element("th", "health state", scope="col"), *heads)),
        element("tbody", *(_state(state) for state in pool.states)),
        class_="states turned" if named and len(titles) > _LEVEL else "states",
    )  # fmt: skip


def _state(state: ShownState) -> Element:
    head = element("th", state.title, scope="row")
    if state.cells:
        return element("tr", head, *map(_cell, state.cells))
    new, role = state.new
    old = element("td", element("span", state.old, class_="listed warning") if state.old else "–", class_="text")
    return element("tr", head, element("td", element("span", new, class_=f"listed {role}"), class_="text"), old)


def _cell(piece: Piece) -> Element:
    word, role = piece
    if word == "-":
        return element("td", "–", class_="nothing")
    return element("td", _chip(word, role))


def _events(heading: str, proof: ShownProof) -> Element:
    """The events in their order, and who holds sessions after each."""
    heads = (element("th", element("bdi", name, title=name), scope="col", class_="name") for name in proof.columns)
    first = (element("th", "step", scope="col"), element("th", "what happens", scope="col", class_="text"))
    rows = []
    for number, event in enumerate(proof.events, 1):
        mark = element("span", f"{number}", class_=proof.role if number == len(proof.events) else "gutter")
        said = element("td", event.text, element("span", event.sessions) if event.sessions else None, class_="text")
        rows.append(element("tr", element("th", mark, scope="row", class_="number"), said, *map(_cell, event.cells)))
    return element(
        "table", element("caption", heading), element("thead", element("tr", *first, *heads)),
        element("tbody", *rows), class_="events",
    )  # fmt: skip
