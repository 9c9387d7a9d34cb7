"""Pictures of failover: well-formed and complete whatever they hold, and nothing from elsewhere."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings, strategies as st
from inputs.pictures import assert_stands_alone, parsed, placed, texts

from haproxy_model.report.drawing import Font, width_of
from haproxy_model.report.failover_picture import PICTURES, Picture
from haproxy_model.report.shown_pool import (
    ShownEvent,
    ShownFront,
    ShownPool,
    ShownProof,
    ShownServer,
    ShownState,
    Surroundings,
)
from haproxy_model.syntax.text import visible

HOSTILE = re.compile("[\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ud800-\udfff]")

odd = st.text(
    st.characters() | st.sampled_from("\0\x1b\u202e\u2066\ufffe\uffff\ud800\udc80\x85]&>\u003c\"'{}% -数ا\n\r"),
    max_size=9,
)
names = odd | st.text("ab-", min_size=30, max_size=300)
roles = st.sampled_from(["", "good", "warning", "error", "gutter"])
cells = st.tuples(st.sampled_from(["NEW", "one of", "old", "down", "-", "down, old", "sessions"]), roles)


@st.composite
def pools(draw: st.DrawFn) -> tuple[ShownPool, Surroundings]:
    columns = draw(st.lists(names, min_size=1, max_size=16))
    row = st.lists(cells, min_size=len(columns), max_size=len(columns))
    in_columns = draw(st.booleans())
    state = st.builds(
        ShownState, names, row if in_columns else st.just(()), st.tuples(names, roles), names, st.booleans()
    )
    spoken = columns[:6]
    event = st.builds(ShownEvent, names, odd, st.lists(cells, min_size=len(spoken), max_size=len(spoken)))
    short = st.sampled_from(["one server", "several servers", "a window", "unknown"])
    role = st.sampled_from(["good", "warning", "error", "unknown"])
    verdict = st.lists(st.tuples(names, roles), min_size=1, max_size=2)
    proof = st.builds(
        ShownProof, st.just("sessions"), short, role, verdict, st.lists(event, max_size=4), odd, st.just(spoken)
    )
    pool = ShownPool(
        draw(names), draw(odd), draw(st.none() | st.tuples(odd, roles)), columns,
        draw(st.lists(state, max_size=4)), draw(odd), draw(odd), draw(st.lists(proof, max_size=2)),
        draw(st.lists(names, max_size=3)),
    )  # fmt: skip
    front = st.builds(ShownFront, names, st.lists(names, max_size=3), st.booleans())
    server = st.builds(ShownServer, names, names, st.booleans(), cells, st.lists(odd, max_size=2))
    return pool, Surroundings(
        draw(st.lists(front, max_size=3)), draw(st.lists(server, max_size=16)), draw(odd), draw(odd)
    )


pictures = st.builds(Picture, names, st.just("3.4"), st.lists(pools(), max_size=2), odd)


@pytest.mark.parametrize("kind", PICTURES)
@given(picture=pictures)
@settings(max_examples=25, deadline=None)
def test_a_picture_of_anything_is_well_formed_and_stands_alone(kind: str, picture: Picture) -> None:
    text = "".join(PICTURES[kind](picture))

    assert text.isascii()
    assert not HOSTILE.search("".join(parsed(text, kind).itertext()).replace("\n", ""))
    assert_stands_alone(parsed(text, kind))


@pytest.mark.parametrize("kind", PICTURES)
@given(picture=pictures)
@settings(max_examples=25, deadline=None)
def test_all_that_is_told_is_in_the_picture(kind: str, picture: Picture) -> None:
    said = texts(parsed("".join(PICTURES[kind](picture)), kind))
    told = [picture.remark]
    for pool, around in picture.pools:
        told += [pool.title, pool.where, *pool.assumed, *(proof.sentence for proof in pool.proofs)]
        told += [pool.note[0]] if pool.note else []
        for state in pool.states:
            told += [state.title, *([] if state.cells else [state.new[0], state.old]), pool.more]
        for _, proof in pool.ways:
            told += [proof.more, *(text for event in proof.events for text in (event.text, event.sessions))]
        if around.servers:
            told += [around.more, around.elsewhere, *(each.title for each in around.fronts)]
            told += [address for each in around.fronts for address in each.addresses]
            told += [text for each in around.servers for text in (each.name, each.address, ", ".join(each.notes))]

    every = "\n".join(said)
    assert [text for text in map(visible, told) if text.strip() and text not in every] == []


@given(picture=pictures)
@settings(max_examples=25, deadline=None)
def test_nothing_is_drawn_outside_the_page_and_no_text_beyond_its_edge(picture: Picture) -> None:
    root = parsed("".join(PICTURES["svg"](picture)), "svg")
    width, height = float(root.get("width", "")), float(root.get("height", ""))

    for each, x, y, turned in placed(root):
        if each.tag == "rect":
            assert x + float(each.get("x", 0)) >= 0
            assert x + float(each.get("x", 0)) + float(each.get("width", "")) <= width
            assert y + float(each.get("y", 0)) >= 0
            assert y + float(each.get("y", 0)) + float(each.get("height", "")) <= height
        elif each.tag == "text" and not turned:
            assert all(y + float(line.get("y", "")) <= height for line in _lines(each))
            if each.get("text-anchor") is None:
                font = Font(float(each.get("font-size", 16)), each.get("font-family") is not None)
                widths = [x + float(line.get("x", "")) + width_of(line.text or "", font) for line in _lines(each)]
                assert max(widths) <= width - 20


def _lines(text: Element) -> list[Element]:
    return text.findall("tspan") or [text]


@given(picture=pictures)
@settings(max_examples=25, deadline=None)
def test_every_link_of_a_page_leads_to_a_part_of_it(picture: Picture) -> None:
    root = parsed("".join(PICTURES["html"](picture)), "html")
    names = [each.get("id") for each in root.iter() if each.get("id")]

    assert len(set(names)) == len(names) == len(picture.pools)
    assert [each.get("href") for each in root.iter("a")] == [f"#{name}" for name in names if len(names) > 1]


@given(picture=pictures)
@settings(max_examples=25, deadline=None)
def test_every_column_and_row_of_a_table_has_its_head(picture: Picture) -> None:
    root = parsed("".join(PICTURES["html"](picture)), "html")

    for table in root.iter("table"):
        heads = [each for each in table.iter("th") if each.get("scope") == "col"]
        for row in table.iter("tr"):
            assert sum(int(each.get("colspan", 1)) for each in row) == len(heads)
            assert row[0].get("scope") in ("row", "col")
