"""Diffs: the real `patch` makes the one text of the other, byte for byte; people see every character."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies as st

from haproxy_model.report import Change
from haproxy_model.report.diff import patch, write_diff
from haproxy_model.syntax.text import decode
from haproxy_model.testing.spellings import arbitrary_bytes

needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="no patch(1) here")

#: lines that readers of diffs stumble at: with CR, tabs, form feeds, NUL, bytes beyond UTF-8, looking like a diff's own
_LINES = (
    (b"a", b"b", b"\tc", b"  d\r", b"\r", b"e\rf", b"g\x0c", b"\x0b", b"h\0i", b"\xff", b"\xe2\x80\xae"),
    (b"", b" ", b"-- a", b"GIT binary patch", b"\x1b[31m", b"*** 1", b"1,2d0"),
    (b"--- a", b"+++ b", b"@@ -1 +1 @@", b"\\ No newline at end of file", b"-", b"+", b"Index: x", b"diff "),
)  # fmt: skip
_lines = st.sampled_from([line for some in _LINES for line in some])
contents = st.builds(
    lambda lines, last: b"\n".join(lines) + last, st.lists(_lines, max_size=40), st.sampled_from([b"\n", b""])
)
#: every byte that a name can hold
file_names = st.binary(min_size=1, max_size=12).filter(lambda name: not set(name) & set(b"/\0") and set(name) != {46})


def difference(name: str, before: bytes, after: bytes) -> bytes:
    return b"".join(patch(Change(name, decode(before), decode(after))))


def patched(directory: Path, diff: bytes) -> None:
    """Apply a diff in a directory with the program itself."""
    done = subprocess.run(["patch", "-p0", "--force"], input=diff, cwd=directory, capture_output=True, check=False)

    assert done.returncode == 0, done


@needs_patch
@given(contents | arbitrary_bytes, contents | arbitrary_bytes, file_names)
@example(b"a\n", b"a\r\n", b"a b.cfg")
@example(b"", b"a", b"a")
@example(b"a", b"", b'"a"')
@example(b"a\0b\nc\n", b"a\0b\nd\n", b"\xff\xc3\xa9\n\t\\")
@example(b"x\n" * 30 + b"y\n" + b"x\n" * 30, b"x\n" * 60, b" a ")
@settings(max_examples=200, deadline=None)
def test_patch_makes_the_one_of_the_other(before: bytes, after: bytes, name: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(os.fsencode(folder), name)
        Path(os.fsdecode(file)).write_bytes(before)
        diff = difference(os.fsdecode(name), before, after)
        if before == after:
            assert diff == b""
            return
        patched(Path(folder), diff)

        assert Path(os.fsdecode(file)).read_bytes() == after


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.cfg", "a.cfg"),
        ("a b.cfg", '"a b.cfg"'),
        ('a"b', r'"a\"b"'),
        ("a\tb\n\x1b\\", r'"a\tb\n\033\\"'),
        ("é\udcff", r'"\303\251\377"'),
        ("a'b$c", "a'b$c"),
    ],
)
def test_names_are_quoted_as_diff_does_it(name: str, header: str) -> None:
    assert difference(name, b"a\n", b"b\n").splitlines()[:2] == [f"--- {header}".encode(), f"+++ {header}".encode()]


def test_changes_apart_are_hunks_of_their_own() -> None:
    before = b"".join(b"%d\n" % number for number in range(1, 31))
    after = before.replace(b"\n5\n", b"\n").replace(b"\n11\n", b"\n11\n11b\n").replace(b"\n25\n", b"\nXXV\n")

    assert difference("a", before, after) == (
        b"--- a\n+++ a\n"
        b"@@ -2,13 +2,13 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n 9\n 10\n 11\n+11b\n 12\n 13\n 14\n"
        b"@@ -22,7 +22,7 @@\n 22\n 23\n 24\n-25\n+XXV\n 26\n 27\n 28\n"
    )


def test_a_last_line_without_lf_is_said_to_be_one() -> None:
    assert difference("a", b"a\nb", b"a\nb\n") == (
        b"--- a\n+++ a\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"
    )


def seen(before: str, after: str, *, color: bool, name: str = "a") -> str:
    stream = io.StringIO()
    write_diff([Change(name, before, after)], stream, people=True, color=color)
    return stream.getvalue()


def test_people_see_every_character() -> None:
    shown = seen("\ta\x1b[2J\r\n", "\u202eb\u200b\ufe0f\udcff \U000e0041\n", color=False, name="a\x1b[1m.cfg")

    assert shown == (
        "--- a\\x1b[1m.cfg\n+++ a\\x1b[1m.cfg\n@@ -1 +1 @@\n"
        "-        a\\x1b[2J\\x0d\n+\\u202eb\\u200b\\ufe0f\\xff \\U000e0041\n"
    )


def test_colours_are_for_what_goes_and_what_comes() -> None:
    shown = seen("a\x1b[2J\n", "b\n", color=True)

    assert "\x1b[31m-a\\x1b[2J\x1b[0m\n" in shown
    assert shown.startswith("\x1b[1m---")
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == seen("a\x1b[2J\n", "b\n", color=False)


def test_a_stream_of_text_alone_gets_the_same() -> None:
    stream = io.StringIO()
    write_diff([Change("a", "\udcff\r\n", "b\n")], stream, people=False)

    assert stream.getvalue() == "--- a\n+++ a\n@@ -1 +1 @@\n-\udcff\r\n+b\n"
