"""The edits that a fix is reported as do to the bytes what the fix does to the model."""

from __future__ import annotations

from hypothesis import given, strategies as st

import haproxy_model as hm
from haproxy_model.lint.edits import reported_fix
from haproxy_model.lint.rule import Fix
from haproxy_model.model.places import Places
from haproxy_model.model.section import Section

LINES = (
    "mode tcp",
    "balance source",
    "option tcpka  # note",
    "timeout server 1m",
    "server a ::1:80 check",
    "",
    "# words",
)
NUMBERS = st.integers(0, 20)


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Edits of a section: what, and the places of the statements that it concerns."""
    kinds = st.sampled_from(("move", "remove", "change", "insert"))
    return draw(st.lists(st.tuples(kinds, NUMBERS, NUMBERS), max_size=6))


def make(section: Section, change: list[tuple[str, int, int]]) -> None:
    """Carry the edits out, as far as there are statements left."""
    for kind, first, second in change:
        statements = list(section.statements)
        if not statements:
            return
        one, other = statements[first % len(statements)], statements[second % len(statements)]
        if kind == "move":
            section.statements.move_before(one, other)
        elif kind == "remove":
            section.statements.remove(one)
        elif kind == "change":
            one.words = ("timeout", "queue", f"{second}s")
        else:
            section.statements.insert_after(one, f"maxconn {second}")


@given(
    body=st.lists(st.sampled_from(LINES), max_size=8),
    change=changes(),
    behind=st.sampled_from(("", "backend next\n mode http\n", "\n\n")),
    final=st.booleans(),
)
def test_edits_do_to_the_bytes_what_the_change_does_to_the_model(
    body: list[str], change: list[tuple[str, int, int]], behind: str, final: bool
) -> None:
    text = "".join(["# é\nbackend b\n", *(f"  {line}\n" for line in body), behind])
    text = text if final else text.removesuffix("\n")
    config = hm.parse(text)
    section = config.backends["b"]
    fix = reported_fix(Fix("", "safe", section, lambda copied: make(copied, change)), Places(config))
    after = text.encode()
    for edit in sorted(fix.edits if fix else (), key=lambda each: each.start, reverse=True):
        after = after[: edit.start] + edit.text.encode() + after[edit.end :]
    make(section, change)

    assert after == config.dump()
