"""Comments: behind a line, above it, and lines of their own."""

from __future__ import annotations

from typing import Any

import pytest

import haproxy_model as hm

SOURCE = "listen l\r\n    # first\r\n    # second\r\n    server a 10.0.0.1:80   # here\r\n    mode tcp\r\n"


def test_a_trailing_comment_is_read_changed_and_removed() -> None:
    config = hm.parse(SOURCE)
    server, mode = config.listens[0].servers[0], config.listens[0].statements[1]
    assert server.comment == "here"
    assert mode.comment is None

    server.comment = "there"
    mode.comment = "new"
    assert config.dumps() == SOURCE.replace("here", "there").replace("tcp", "tcp # new")
    server.comment = None
    mode.comment = None
    assert config.dumps() == SOURCE.replace("   # here", "")
    server.comment = "here"
    assert config.dumps() == SOURCE


def test_comments_above_are_one_text() -> None:
    config = hm.parse(SOURCE)
    server = config.listens[0].servers[0]
    assert server.comment_above == "first\nsecond"

    server.comment_above = "only"
    assert config.dumps() == SOURCE.replace("    # first\r\n    # second", "    # only")
    server.comment_above = None
    assert config.dumps() == SOURCE.replace("    # first\r\n    # second\r\n", "")
    server.comment_above = "first\nsecond"
    assert config.dumps() == SOURCE


def test_comments_keep_their_own_style() -> None:
    source = "global\n#a\nbackend b\n    #c\n    mode tcp\n"
    config = hm.parse(source)
    backend = config.backends[0]
    backend.comment_above = "x"
    backend.statements[0].comment_above = "y"
    assert config.dumps() == "global\n#x\nbackend b\n    #y\n    mode tcp\n"

    backend.comment_above = "a"
    backend.statements[0].comment_above = "c"
    assert config.dumps() == source


def test_a_comment_above_waits_for_a_place() -> None:
    with pytest.raises(hm.HaproxyModelError, match="insert it first"):
        hm.Server("a", "10.0.0.1:80").comment_above = "x"


def test_inserted_comments_take_indent_and_line_ending() -> None:
    config = hm.parse(SOURCE)
    listen = config.listens[0]
    listen.insert_comment("last")
    listen.insert_comment("mode", before=listen.statements[1])

    assert config.dumps() == SOURCE.replace("    mode tcp\r\n", "    # mode\r\n    mode tcp\r\n    # last\r\n")


def test_a_comment_goes_behind_the_last_statement() -> None:
    config = hm.parse("backend b\n  mode tcp\n\n# far away\n")
    config.backends[0].insert_comment("near")

    assert config.dumps() == "backend b\n  mode tcp\n  # near\n\n# far away\n"


def test_comment_and_blank_lines_are_lines() -> None:
    listen = hm.parse(SOURCE).listens[0]
    assert [(line.is_comment, line.is_blank) for line in listen.lines] == [(True, False)] * 2 + [(False, False)] * 2

    blank = listen.lines.insert_before(listen.lines[0], hm.Line(""))
    assert blank.is_blank
    listen.lines[1].text = "    # other"
    assert listen.servers[0].comment_above == "other\nsecond"
    with pytest.raises(hm.InvalidValue):
        hm.Line("mode tcp")
    with pytest.raises(hm.InvalidValue):
        listen.lines[1].text = "mode tcp"


WHOSE = """\
# the file's

# about a
backend a
    # about s1
    # and more
    server s1 ::1:1

    # far away

    # server old ::1:9
    server s2 ::1:2
  # other indent
    server s3 ::1:3
#    server s4 ::1:4
# about b
backend b
"""


def test_a_comment_belongs_to_the_line_that_it_touches() -> None:
    config = hm.parse(WHOSE)
    servers = config.backends["a"].servers

    assert [server.comment_above for server in servers] == ["about s1\nand more", None, None]
    assert config.backends["a"].comment_above == "about a"
    assert config.backends["b"].comment_above == "about b"
    assert config.backends["a"].lines[-1].text == "#    server s4 ::1:4"
    assert config.dumps() == WHOSE


def test_the_comment_at_the_top_belongs_to_the_file() -> None:
    config = hm.parse("# managed\n# by hand\nglobal\n    daemon\n")
    assert config.globals[0].comment_above is None
    assert [line.text for line in config.files[0].preamble.lines] == ["# managed", "# by hand"]

    removed = config.sections.remove(config.globals[0])
    assert config.dumps() == "# managed\n# by hand\n"
    assert removed.dumps() == "global\n    daemon\n"


def test_a_marker_speaks_of_the_section_below_it() -> None:
    config = hm.parse("# managed\n# haproxy-model: vip=10.0.0.1\nglobal\n    daemon\n")

    assert config.globals[0].comment_above == "haproxy-model: vip=10.0.0.1"


def test_comments_move_with_their_line_and_stay_when_it_goes() -> None:
    config = hm.parse(WHOSE)
    servers = config.backends["a"].servers
    servers.move_after("s1", "s3")
    assert "    server s3 ::1:3\n    # about s1\n    # and more\n    server s1 ::1:1\n" in config.dumps()

    servers.move_before("s3", "s1")
    servers.move_before("s1", "s2")
    servers.insert_before("s1", "server s0 ::1:0")
    assert "    server s0 ::1:0\n    # about s1\n    # and more\n    server s1 ::1:1\n" in config.dumps()
    servers.remove("s0")
    servers.remove("s1")
    assert "    # about s1\n    # and more\n    server s2 ::1:2\n" in config.dumps()
    servers.remove("s2", comments=True)
    assert "about s1" not in config.dumps()
    assert "# server old ::1:9" in config.dumps()


def test_sorting_takes_comments_along() -> None:
    source = "backend b\n    # two\n    server b ::1:2\n\n    mode tcp\n    # one\n    # and more\n    server a ::1:1\n"
    config = hm.parse(source)
    config.backends[0].servers.sort(key=lambda server: str(server.name))
    assert config.dumps() == (
        "backend b\n    # one\n    # and more\n    server a ::1:1\n\n    mode tcp\n    # two\n    server b ::1:2\n"
    )

    config.backends[0].servers.reverse()
    assert config.dumps() == source


def test_the_style_of_a_comment_stays() -> None:
    config = hm.parse("backend b\n    server s ::1:1 #x\n    server t ::1:1 #\ty\n    server u ::1:1\n")
    for server in config.backends[0].servers:
        server.comment = "z"
    assert [line.text.partition("1:1 ")[2] for line in config.backends[0].servers] == ["#z", "#\tz", "# z"]

    config.backends[0].servers[0].comment = " z"
    assert config.backends[0].servers[0].text.endswith("#  z")
    assert config.backends[0].servers[0].comment == " z"


def test_statements_that_are_commented_out_are_told_from_comments() -> None:
    source = "listen l\n{}    mode tcp\n"
    for text in (
        "server old 10.0.0.9:80 check",
        "option httpchk GET /",
        "use_backend b if { src ::1 }",
        "no option httplog",
        "mode tcp",
    ):
        section = hm.parse(source.format(f"    # {text}\n")).listens[0]
        assert section.statements[0].comment_above is None
        with pytest.raises(hm.InvalidValue, match="insert_comment"):
            section.statements[0].comment_above = text
    for text in (
        "server for the writers",
        "bind to the VIP",
        "mode: tcp",
        "balance the load",
        "option one",
        "don't",
        "maxconn is high",
    ):
        section = hm.parse(source.format(f"    # {text}\n")).listens[0]
        assert section.statements[0].comment_above == text


def test_what_cannot_be_commented_out_or_in_changes_nothing() -> None:
    source = "backend b\n.if 1\n    # only a comment\n    # backend c\n    # .endif\n    server s ::1:1\n.endif\n"
    config = hm.parse(source)
    section = config.backends[0]
    refused: list[Any] = [
        section.header.comment_out,
        section.lines[0].comment_out,  # type: ignore[attr-defined]
        section.lines[2].comment_in,
        section.lines[3].comment_in,
        section.servers[0].comment_in,
    ]
    for edit in refused:
        with pytest.raises(hm.InvalidValue):
            edit()
        assert config.dumps() == source
    assert section.lines[1].comment_in().words == ("only", "a", "comment")
    with pytest.raises(hm.HaproxyModelError, match="insert it first"):
        hm.Server("s", "::1:1").comment_out()


# -- statements that were commented out --------------------------------------------------------------------------------

COMMENTED_OUT = [
    "timeout client 30s",
    "server a 10.0.0.1:80 check",
    "option httplog",
    "use_backend b if a",
    "bind *:80",
    "mode http",
    "balance roundrobin",
    "acl admin src 10.0.0.0/8",
    "acl a path_beg /x",
    "acl a lua.x",
    "errorfile 503 /etc/x",
    "default-server inter 2s",
    "disabled",
    "no option httplog",
    "redirect scheme https",
    "log global",
    "log 127.0.0.1 local0 notice",
    "stick on src",
    "monitor-uri /x",
    "id 5",
    "server db1 localhost:3306",
    "server a app:80",
    'server s "${HOST}:80"',
    "stick-table type ip size 1m expire 30s",
    "http-request set-header X %[src]",
    "description the shop",
]
PROSE = [
    "log to the local syslog",
    "server was replaced in May",
    "acl for admins",
    "acl list of hosts",
    "id of",
    "server is down",
    "timeout client soon",
    "timeout was raised",
    "bind to all",
    "log everything here",
    "log errors local0",
    "maxconn is low",
    "server s 10.0.0.1:80 inter soon",
    "stick on it",
    "retries are bad",
    "default-server settings below",
    "use_backend b unless",
    "redirect to https",
    "nobody knows",
]


@pytest.mark.parametrize("blank", ["", " ", "\t", "   "])
@pytest.mark.parametrize("text", COMMENTED_OUT)
def test_what_would_be_a_right_line_stays_where_it_is(text: str, blank: str) -> None:
    listen = hm.parse(f"listen l\n  retries 3\n  #{blank}{text}\n  fullconn 7\n").listens[0]
    assert listen.statements["fullconn"].comment_above is None

    listen.lines.move_before(listen.statements["fullconn"], listen.statements["retries"])
    assert [line.text.strip() for line in listen.lines] == ["fullconn 7", "retries 3", f"#{blank}{text}"]


@pytest.mark.parametrize("blank", ["", " ", "\t"])
@pytest.mark.parametrize("text", PROSE)
def test_prose_that_begins_like_a_line_goes_along(text: str, blank: str) -> None:
    listen = hm.parse(f"listen l\n  retries 3\n  #{blank}{text}\n  fullconn 7\n").listens[0]
    listen.lines.move_before(listen.statements["fullconn"], listen.statements["retries"])

    assert [line.text.strip() for line in listen.lines] == [f"#{blank}{text}", "fullconn 7", "retries 3"]


@pytest.mark.parametrize("header", ["listen a", "listen\ta", "  listen  a", '"listen" a', "listen a # x"])
@pytest.mark.parametrize(
    ("text", "belongs"), [("log to the syslog", True), ("monitor-uri /x", False), ("id\t5", False)]
)
def test_above_a_header_the_section_before_tells_what_would_be_a_line(header: str, text: str, belongs: bool) -> None:
    source = f"{header}\n#{text}\nlisten b\n"
    config = hm.parse(source)
    assert (config.listens["b"].comment_above is not None) == belongs

    assert config.dumps() == source
    config.sections.remove("b")
    assert (f"#{text}" in config.dumps()) != belongs


def test_what_stood_above_may_be_set_back_whatever_came_between() -> None:
    """Bytes that end a comment for people come back, also where the line was moved below them after another change."""
    config = hm.parse(b"backend b\n    # first\n    server a ::1:1\n    # x\n    # y\0 z\n    server b ::1:2\n")
    servers = config.backends[0].servers
    a, b = servers
    a.comment_above = None
    servers.remove(b)
    config.backends[0].lines.move_after(a, config.backends[0].lines[-1])
    before, old = config.dump(), a.comment_above
    assert old is not None

    a.comment_above = "third"
    a.comment_above = old
    assert config.dump() == before
