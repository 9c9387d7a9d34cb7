"""What the circumstances of a safe fix rest on, shown by a running HAProxy."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

import haproxy_model as hm
from haproxy_model.lint.mending import edited

from .live import PATIENCE, Services, running
from .test_oracle import PROGRAM, _version, pytestmark as pytestmark

ANSWERED = b"HTTP/1.1 200"
WEB = " mode http\n{} http-request return status 200\n"
KEPT = " timeout http-keep-alive 1m\n"
#: what the fix sets, but short, so that nobody has to wait
ADDED = " timeout http-request 300ms\n"
TOP = "defaults\n timeout connect 5s\n timeout client 1m\n timeout server 1m\n"


def ask(client: socket.socket) -> bytes:
    """Send a request over a connection; gives the beginning of the answer, nothing where it is closed."""
    client.sendall(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    return client.recv(4096)[: len(ANSWERED)]


def applicability(lines: str) -> str | None:
    """That of the fix which adds the limit to a section."""
    report = hm.validate(hm.parse(f"{TOP}listen web\n bind 192.0.2.1:80\n{lines}"), select=["TMO002"])
    return next((each.fix.applicability for each in report if each.fix), None)


def test_a_limit_for_headers_ends_idle_connections_where_they_have_none_of_their_own(tmp_path: Path) -> None:
    before = {"shared": WEB.format(""), "kept": WEB.format(KEPT)}
    after = {f"{name}_and_limited": f"{ADDED}{lines}" for name, lines in before.items()}
    sections = {**before, **after}
    with running(str(PROGRAM), sections, tmp_path) as proxy:
        clients = {name: socket.create_connection(("127.0.0.1", proxy.ports[name]), PATIENCE) for name in sections}
        first = {name: ask(client) for name, client in clients.items()}
        # Who waits for the one that is closed has waited long enough for the others.
        closed = clients["shared_and_limited"].recv(4096)
        second = {name: ask(client) for name, client in clients.items() if name != "shared_and_limited"}
        for client in clients.values():
            client.close()

    assert set(first.values()) == {ANSWERED}
    assert not closed.startswith(ANSWERED)
    assert second == dict.fromkeys(("shared", "kept", "kept_and_limited"), ANSWERED)
    assert (applicability(before["shared"]), applicability(before["kept"])) == ("unsafe", "safe")


REPLACED = " option redis-check\n option tcp-check\n"


@pytest.mark.parametrize(
    ("inherited", "own", "code", "is_same"),
    [
        ("", " option httpchk GET /old\n option redis-check\n", "CHK004", True),
        ("", f"{REPLACED} tcp-check send PING\n", "CHK004", True),
        ("", " option tcp-check\n tcp-check send PING\n option httpchk GET /new\n", "CHK004", True),
        (" option tcp-check\n tcp-check send PING\n", REPLACED, "CHK004", False),
        ("", " option httpchk GET /old\n http-check send meth HEAD uri /new\n", "CHK005", True),
    ],
)
def test_a_fix_of_checks_is_safe_where_the_servers_hear_the_same(
    inherited: str, own: str, code: str, is_same: bool, services: Services, tmp_path: Path
) -> None:
    heard: dict[str, list[bytes]] = {"before": [], "after": []}
    ports = {name: services.hearing(words) for name, words in heard.items()}
    text = f"{TOP}{inherited}listen x\n bind 192.0.2.1:80\n{own} server a 192.0.2.2:80 check\n"
    config = hm.parse(text)
    finding = next(each for each in hm.validate(config, select=[code], version=_version()) if each.fix)
    fixed = edited(config, [finding]).listens["x"]
    lines = {"before": own, "after": "".join(f"{line.text}\n" for line in list(fixed.statements)[1:-1])}
    # Without a header before it, a check that says nothing is a connection that no server accepts.
    server = " timeout check 200ms\n server a 127.0.0.1:{} check check-send-proxy inter 100ms fall 50\n"
    sections = {name: lines[name] + server.format(port) for name, port in ports.items()}
    with running(str(PROGRAM), sections, tmp_path, defaults=inherited):
        services.wait_until(lambda: all(len(words) > 2 for words in heard.values()))

    before, after = ({word.partition(b"\r\n")[2] for word in words} for words in heard.values())

    assert (before == after) is is_same
    assert finding.fix is not None
    assert (finding.fix.applicability == "safe") is is_same
