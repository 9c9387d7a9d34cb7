"""What people read: small pictures, one subject each."""

from __future__ import annotations

import io
import re

import pytest

from haproxy_model.diagnostics import Diagnostic, Fix, Related, Severity
from haproxy_model.report import Result
from haproxy_model.report.terminal import write_text

from .places import diagnostic, result_of, span_of

TEXT = "backend app\n  server s1 :80\n  server s1 :81\n"


def written(*results: Result, color: bool = False, quiet: bool = True, width: int = 200, hides: bool = False) -> str:
    stream = io.StringIO()
    write_text(results, stream, haproxy="3.4", color=color, quiet=quiet, width=width, hides=hides)
    return stream.getvalue()


def picture(*lines: str) -> str:
    return "\n".join(lines) + "\n\n"


def test_a_finding_shows_its_place_and_its_line() -> None:
    assert written(result_of(TEXT, diagnostic(span_of(TEXT, ":81")))) == picture(
        "a.cfg:3:13: warning[XYZ001] something is wrong",
        "3 |   server s1 :81",
        "  |             ^^^",
    )


def test_what_is_fatal_says_that_haproxy_refuses_it() -> None:
    fatal = diagnostic(span_of(TEXT, ":81"), severity=Severity.ERROR, fatal=True)

    assert written(result_of(TEXT, fatal)) == picture(
        "a.cfg:3:13: error[XYZ001] something is wrong",
        "3 |   server s1 :81",
        "  |             ^^^ HAProxy 3.4 refuses this",
    )


def test_what_is_fatal_and_has_no_place_says_so_below() -> None:
    assert written(result_of(TEXT, diagnostic(severity=Severity.ERROR, fatal=True))) == picture(
        "a.cfg: error[XYZ001] something is wrong",
        "  = fatal: HAProxy 3.4 refuses this",
    )


def test_the_refusal_goes_below_where_the_screen_is_narrow() -> None:
    fatal = diagnostic(span_of(TEXT, ":81"), severity=Severity.ERROR, fatal=True)

    assert written(result_of(TEXT, fatal), width=30) == picture(
        "a.cfg:3:13: error[XYZ001] something is wrong",
        "3 |   server s1 :81",
        "  |             ^^^",
        "  = fatal: HAProxy 3.4 refuses this",
    )


def test_other_places_are_notes_with_their_line() -> None:
    found = diagnostic(span_of(TEXT, "s1 :81"), related=(Related("the first one", span_of(TEXT, "s1")),))

    assert written(result_of(TEXT, found)) == picture(
        "a.cfg:3:10: warning[XYZ001] something is wrong",
        "3 |   server s1 :81",
        "  |          ^^^^^^",
        "  = note: a.cfg:2:10: the first one",
        "2 |   server s1 :80",
        "  |          --",
    )


@pytest.mark.parametrize(("applicability", "hint"), [("safe", ""), ("unsafe", " (unsafe fix)")])
def test_a_fix_is_a_help_line(applicability: str, hint: str) -> None:
    found = diagnostic(span_of(TEXT, ":81"), fix=Fix("remove the line", applicability, ()))

    assert written(result_of(TEXT, found)).splitlines()[3] == f"  = help: remove the line{hint}"


def test_line_numbers_are_as_wide_as_the_longest() -> None:
    text = "\n" * 99 + "server s1\nserver s1 :80"
    found = diagnostic(span_of(text, "s1 :80"), related=(Related("again", span_of(text, "s1")),))
    found_at_nine = diagnostic(span_of("\n" * 8 + "x", "x"), related=found.related)

    assert "101 | server s1 :80\n    |        ^^^^^^" in written(result_of(text, found))
    assert "  9 |\n    | ^\n    = note: " in written(result_of(text, found_at_nine))


def test_a_message_is_on_one_line_whatever_its_length() -> None:
    assert "word " * 100 in written(result_of(TEXT, diagnostic(message="word " * 100)))


@pytest.mark.parametrize("color", [False, True])
def test_what_a_file_says_is_no_markup_and_moves_no_cursor(color: bool) -> None:
    text = "server [red]x[/red] [link=http://e]\x1b]0;title\x07 \x1b[31m :80\n"
    found = diagnostic(span_of(text, "x"), "the name [bold]x[/bold] \x1b[2J")
    shown = re.sub(r"\x1b\[[0-9;]*m", "", written(result_of(text, found), color=color))

    assert "\x1b" not in shown
    assert r"server [red]x[/red] [link=http://e]\x1b]0;title\x07 \x1b[31m :80" in shown
    assert r"the name [bold]x[/bold] \x1b[2J" in shown


def test_colours_change_no_character() -> None:
    result = result_of(TEXT, diagnostic(span_of(TEXT, ":81"), "word " * 100, fatal=True, severity=Severity.ERROR))
    colored = written(result, color=True, quiet=False)

    assert "\x1b[1;31merror[XYZ001]" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == written(result, quiet=False)


def test_a_clean_configuration_has_one_line_unless_quiet() -> None:
    assert written(result_of(TEXT), quiet=False) == "a.cfg: accepted\n"
    assert written(result_of(TEXT)) == ""


def error(fatal: bool = True) -> Diagnostic:
    return diagnostic(severity=Severity.ERROR, fatal=fatal)


@pytest.mark.parametrize(
    ("groups", "line"),
    [
        ([[error()]], "1 error; HAProxy 3.4 refuses a.cfg"),
        ([[error(False), error(False), diagnostic()]], "2 errors, 1 warning; HAProxy 3.4 accepts a.cfg"),
        ([[error()], []], "1 error in 1 of 2 configurations; HAProxy 3.4 refuses 1 of them"),
        ([[diagnostic()], []], "1 warning in 1 of 2 configurations; HAProxy 3.4 accepts all of them"),
    ],
)
def test_the_last_line_sums_up(groups: list[list[Diagnostic]], line: str) -> None:
    results = [result_of(TEXT, *group) for group in groups]

    assert written(*results, quiet=False).splitlines()[-1] == line


def test_nothing_is_said_of_acceptance_where_findings_are_hidden() -> None:
    assert written(result_of(TEXT, diagnostic()), quiet=False, hides=True).splitlines()[-1] == "1 warning"


def test_prose_is_broken_at_blanks_where_the_screen_ends() -> None:
    long = diagnostic(
        span_of(TEXT, ":81"),
        "this server has a message that is longer than the screen",
        related=(Related("a note that goes on and on and on and on", span_of(TEXT, ":80")),),
        fix=Fix("do something that takes a long time to say", "unsafe", ()),
    )
    stream = io.StringIO()
    write_text([result_of(TEXT, long)], stream, haproxy="3.4", quiet=True, width=44, screen=44)

    assert stream.getvalue() == picture(
        "a.cfg:3:13: warning[XYZ001] this server has",
        "    a message that is longer than the screen",
        "3 |   server s1 :81",
        "  |             ^^^",
        "  = note: a.cfg:2:13: a note that goes on",
        "      and on and on and on",
        "2 |   server s1 :80",
        "  |             ---",
        "  = help: do something that takes a long",
        "      time to say (unsafe fix)",
    )
