"""What rewrites of an upgrade mean, shown by a running HAProxy: the requests that a server is sent."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

import haproxy_model as hm
from haproxy_model.schema.quirks import HIDDEN_HEADERS_REFUSED

from .live import PATIENCE, running
from .test_oracle import PROGRAM, _version, pytestmark as pytestmark

TOP = "defaults\n mode http\n timeout connect 5s\n timeout client 1m\n timeout server 1m\nlisten x\n bind :80\n"
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nserver: me\r\nlocation: http://a/b\r\nconnection: close\r\n\r\n"


def rewritten(lines: str) -> str:
    """Lines of a proxy after their upgrade."""
    config = hm.upgrade(hm.parse(TOP + lines), earlier="2.4").config
    assert config.dumps() != TOP + lines
    return config.dumps().removeprefix(TOP)


@contextmanager
def heard() -> Iterator[tuple[int, list[bytes]]]:
    """A server on 127.0.0.1: its port, and the requests that it gets."""
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(PATIENCE)

        def serve() -> None:
            while True:
                try:
                    client, _ = door.accept()
                except OSError:
                    return
                with client:
                    got = b""
                    while b"\r\n\r\n" not in got and (piece := client.recv(4096)):
                        got += piece
                    if b"\r\n\r\n" in got:
                        requests.append(got)
                        client.sendall(ANSWER)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield door.getsockname()[1], requests
        door.close()


def sent(lines: str, request: bytes, folder: Path) -> tuple[bytes, bytes]:
    """The request that a server gets behind a proxy with some lines, and the answer that the client gets."""
    with (
        heard() as (port, requests),
        running(str(PROGRAM), {"x": f" mode http\n{lines} server s 127.0.0.1:{port}\n"}, folder) as proxy,
    ):
        with socket.create_connection(("127.0.0.1", proxy.ports["x"]), PATIENCE) as client:
            client.sendall(request)
            answer = b""
            while piece := client.recv(4096):
                answer += piece
        return (requests[0] if requests else b""), answer


GET = (
    b"GET /old/a%20b?c=/old/ HTTP/1.1\r\nhost: www.old\r\nx-a: 1\r\nx-ab: 2\r\nuser-agent: bad bot\r\n"
    b"connection: close\r\n\r\n"
)


def replaced(regex: str, text: str, line: str) -> str:
    """What `reqrep` made of a line: the whole of one that matches is replaced."""
    found = re.search(regex, line)
    return found.expand(text) if found else line


def test_a_request_line_is_the_one_that_reqrep_made(tmp_path: Path) -> None:
    request, _ = sent(rewritten(" reqrep ^([^\\ :]*)\\ /old/(.*) \\1\\ /new/\\2\n"), GET, tmp_path)

    made = replaced(r"^([^ :]*) /old/(.*)", r"\1 /new/\2", "GET /old/a%20b?c=/old/ HTTP/1.1")
    assert request.split(b"\r\n")[0].decode() == made


def test_a_header_is_the_one_that_reqrep_made(tmp_path: Path) -> None:
    request, _ = sent(rewritten(" reqirep ^Host:\\ (.*)\\.OLD Host:\\ \\1.new-%1\n"), GET, tmp_path)

    made = replaced(r"(?i)^Host: (.*)\.OLD", r"Host: \1.new-%1", "host: www.old")
    assert f"\r\n{made}\r\n".lower().encode() in request


def test_a_header_is_added_word_for_word(tmp_path: Path) -> None:
    request, _ = sent(rewritten(" reqadd X-B:\\ 100%\\ %[src]\\ 'a'\n"), GET, tmp_path)

    assert b"\r\nx-b: 100% %[src] a\r\n" in request


@pytest.mark.parametrize(("old", "left"), [(" reqidel ^X-A:.*\n", {b"x-ab"}), (" reqidel ^X-A\n", set())])
def test_headers_are_deleted_by_their_name_or_its_beginning(old: str, left: set[bytes], tmp_path: Path) -> None:
    request, _ = sent(rewritten(old), GET, tmp_path)

    assert {line.split(b":")[0] for line in request.split(b"\r\n") if line.startswith(b"x-a")} == left


def test_headers_of_answers_are_added_deleted_and_replaced(tmp_path: Path) -> None:
    old = " rspidel ^Server:\n rspadd X-C:\\ d\n rspirep ^Location:\\ HTTP://(.*) Location:\\ https://\\1\n"
    _, answer = sent(rewritten(old), GET, tmp_path)

    assert b"\r\nserver:" not in answer
    assert b"\r\nx-c: d\r\n" in answer
    assert b"\r\nlocation: https://a/b\r\n" in answer


@pytest.mark.parametrize(
    ("line", "refuses"),
    [
        (" reqideny ^User-Agent:\\ BAD\n", True),
        (" reqdeny ^User-Agent:\\ BAD\n", False),
        (" reqdeny ^[^\\ ]*\\ /old/\n", True),
        (" reqdeny ^[^\\ ]*\\ /new/\n", False),
        (" block if { path_beg /old }\n", True),
    ],
)
def test_requests_are_denied_that_matched(line: str, refuses: bool, tmp_path: Path) -> None:
    _, answer = sent(rewritten(line), GET, tmp_path)

    assert answer.startswith(b"HTTP/1.1 403") is refuses


@pytest.mark.skipif(HIDDEN_HEADERS_REFUSED.holds(_version()), reason="this HAProxy refuses hidden headers")
@pytest.mark.parametrize(
    "old",
    [
        " option httpchk GET /h HTTP/1.1\\r\\nHost:\\ a.b\\r\\nX-A:\\ %[int(7)]\n",
        " option httpchk OPTIONS * HTTP/1.0\\r\\nX-A:b\n http-check expect status 200\n",
        " http-check expect status 200\n option httpchk POST /h HTTP/1.1\\r\\nHost:a\\r\\n\\r\\nbody%20\n",
        " option httpchk GET /h HTTP/1.1\\r\\nX-A:gone\n http-check send hdr X-B stays\n",
    ],
)
def test_a_health_check_asks_the_same(old: str, tmp_path: Path) -> None:
    asked = []
    for lines in (old, rewritten(old)):
        with heard() as (port, requests):
            section = f" mode http\n{lines} server s 127.0.0.1:{port} check inter 100ms\n"
            folder = tmp_path / str(len(asked))
            folder.mkdir()
            with running(str(PROGRAM), {"x": section}, folder):
                deadline = time.monotonic() + PATIENCE
                while not requests and time.monotonic() < deadline:
                    time.sleep(0.01)
            asked.append(requests[0])

    assert asked[0] == asked[1]
