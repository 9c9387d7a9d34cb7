"""Comments: behind a line, above it, and lines of their own."""

from __future__ import annotations

import pytest

import haproxy_model as hm

SOURCE = "listen l\r\n    # first\r\n    # second\r\n    server a 10.0.0.1:80   # here\r\n    mode tcp\r\n"


def test_a_trailing_comment_is_read_changed_and_removed() -> None:
    config = hm.parse(SOURCE)
    server, mode = config.listens[0].servers[0], config.listens[0].statements[1]
    assert server.comment == " here"
    assert mode.comment is None

    server.comment = " there"
    mode.comment = " new"
    assert config.dumps() == SOURCE.replace("here", "there").replace("tcp", "tcp # new")
    server.comment = None
    mode.comment = None
    assert config.dumps() == SOURCE.replace("   # here", "")
    server.comment = " here"
    assert config.dumps() == SOURCE


def test_comments_above_are_one_text() -> None:
    config = hm.parse(SOURCE)
    server = config.listens[0].servers[0]
    assert server.comment_above == " first\n second"

    server.comment_above = " only"
    assert config.dumps() == SOURCE.replace("    # first\r\n    # second", "    # only")
    server.comment_above = None
    assert config.dumps() == SOURCE.replace("    # first\r\n    # second\r\n", "")
    server.comment_above = " first\n second"
    assert config.dumps() == SOURCE


def test_comments_keep_their_own_indent() -> None:
    source = "#a\n  backend b\n#c\n    mode tcp\n"
    config = hm.parse(source)
    backend = config.backends[0]
    backend.comment_above = "x"
    backend.statements[0].comment_above = "y"
    assert config.dumps() == "#x\n  backend b\n#y\n    mode tcp\n"

    backend.comment_above = "a"
    backend.statements[0].comment_above = "c"
    assert config.dumps() == source


def test_a_comment_above_waits_for_a_place() -> None:
    with pytest.raises(hm.HaproxyModelError, match="insert it first"):
        hm.Server("a", "10.0.0.1:80").comment_above = "x"


def test_inserted_comments_take_indent_and_line_ending() -> None:
    config = hm.parse(SOURCE)
    listen = config.listens[0]
    listen.insert_comment(" last")
    listen.insert_comment(" mode", before=listen.statements[1])

    assert config.dumps() == SOURCE.replace("    mode tcp\r\n", "    # mode\r\n    mode tcp\r\n    # last\r\n")


def test_a_comment_goes_behind_the_last_statement() -> None:
    config = hm.parse("backend b\n  mode tcp\n\n# far away\n")
    config.backends[0].insert_comment(" near")

    assert config.dumps() == "backend b\n  mode tcp\n  # near\n\n# far away\n"


def test_comment_and_blank_lines_are_lines() -> None:
    listen = hm.parse(SOURCE).listens[0]
    assert [(line.is_comment, line.is_blank) for line in listen.lines] == [(True, False)] * 2 + [(False, False)] * 2

    blank = listen.lines.insert_before(listen.lines[0], hm.Line(""))
    assert blank.is_blank
    listen.lines[1].text = "    # other"
    assert listen.servers[0].comment_above == " other\n second"
    with pytest.raises(hm.InvalidValue):
        hm.Line("mode tcp")
    with pytest.raises(hm.InvalidValue):
        listen.lines[1].text = "mode tcp"
