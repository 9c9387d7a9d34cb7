"""The edits that a fix is reported as do to the bytes what the fix does to the model."""

from __future__ import annotations

from hypothesis import given, strategies as st

import haproxy_model as hm
from haproxy_model.lint.edits import Fixes
from haproxy_model.lint.mending import edited
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


def finding(fix: hm.Fix | None) -> hm.Diagnostic:
    return hm.Diagnostic("X", "", hm.Severity.INFO, False, "", None, fix=fix)


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
    fix = Fixes(Places(config)).reported(Fix("", "safe", section, lambda copied: make(copied, change)))
    mended = edited(config, [finding(fix)])
    make(section, change)

    assert mended.dump() == config.dump()


@given(
    body=st.lists(st.sampled_from(LINES), min_size=1, max_size=8),
    chosen=st.sets(st.integers(0, 7), max_size=8),
    kind=st.sampled_from(("remove", "change", "insert", "nothing")),
    behind=st.sampled_from(("", "backend next\n mode http\n", "\n\n")),
    final=st.booleans(),
)
def test_a_change_of_some_lines_does_to_the_bytes_what_it_does_to_the_model(
    body: list[str], chosen: set[int], kind: str, behind: str, final: bool
) -> None:
    text = "".join(["# é\nbackend b\n", *(f"  {line}\n" for line in body), behind])
    config = hm.parse(text if final else text.removesuffix("\n"))
    section = config.backends["b"]
    lines = [line for place, line in enumerate(section.statements) if place in chosen]

    def do(one: Section, statements: list[hm.Statement]) -> None:
        for number, line in enumerate(statements):
            if kind == "remove":
                one.statements.remove(line)
            elif kind == "change":
                line.words = ("timeout", "queue", f"{number}s")
            elif kind == "insert":
                one.statements.insert_before(line, f"maxconn {number}")

    fix = Fixes(Places(config)).reported(
        Fix("", "safe", section, lambda copied: do(copied, list(copied.statements)), tuple(reversed(lines)))
    )
    mended = edited(config, [finding(fix)])
    do(section, lines)

    assert (fix is None) == (not lines or kind == "nothing")
    assert mended.dump() == config.dump()


def test_no_fix_chooses_a_branch_of_a_setting() -> None:
    lines = ["  timeout http-request 0", "  timeout http-request 1h"]
    blocks = [".if defined(X)", lines[0], ".else", lines[1], ".endif"]
    proxy = (
        "defaults\n  mode http\n  timeout connect 5s\n  timeout client 1m\n  timeout server 1m\nlisten l\n  bind :80\n"
    )
    found = {
        text: [each for each in hm.validate(hm.parse(text), select=["TMO002"]) if "1h" in each.message]
        for text in (proxy + "\n".join([*body, "  server a ::1:80", ""]) for body in (blocks, lines))
    }

    assert [[each.fix is None for each in findings] for findings in found.values()] == [[True], [False]]
