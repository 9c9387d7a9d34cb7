"""Clients that come all the time, alone and together, and stay for a while: when did which server serve whom."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from threading import Thread
from typing import NamedTuple

from .live import NAME, PATIENCE

#: Seconds after which a client that is neither served nor refused gives up; well below what `stop` waits.
_LONGEST = 4.0
SOURCES = ("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5")


class Served(NamedTuple):
    """A session that surely worked between two moments: the server's name was read at the first, and what was sent at
    the second was answered.
    """

    server: str
    since: float
    until: float


class Crowd:
    """Clients of several sections, in a thread of their own.

    Args:
        ports: section -> the port that clients connect to.
        clients: how many come to each.
        seed: what chance follows.
        http: the sections that speak HTTP, from which clients switch to another protocol.
    """

    def __init__(self, ports: dict[str, int], clients: int, seed: int, http: frozenset[str] = frozenset()) -> None:
        self._ports = ports
        self._http = http
        self._clients = clients
        self._random = random.Random(seed)
        #: section -> what was served
        self.served: dict[str, list[Served]] = {section: [] for section in ports}
        self._ends = False
        self._thread = Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the clients go, and wait for that."""
        self._ends = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "clients are still there"

    def together(self, section: str) -> tuple[Served, Served] | None:
        """Two sessions that worked at the same time on two servers."""
        latest: dict[str, Served] = {}
        for each in sorted(self.served[section], key=lambda served: served.since):
            for server, other in latest.items():
                if server != each.server and other.until > each.since:
                    return other, each
            known = latest.get(each.server)
            if known is None or known.until < each.until:
                latest[each.server] = each
        return None

    async def _run(self) -> None:
        await asyncio.gather(*(self._come(section) for section in self._ports for _ in range(self._clients)))

    async def _come(self, section: str) -> None:
        while not self._ends:
            with suppress(OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
                await asyncio.wait_for(self._stay(section), _LONGEST)
            # Now and then all clients of a section come at the same moment.
            await asyncio.sleep(self._random.choice((0, 0.01, 0.05 - asyncio.get_running_loop().time() % 0.05)))

    async def _greeted(self, reader: asyncio.StreamReader) -> str:
        return (await reader.readuntil()).decode().strip()

    async def _switched(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        lines = ("GET / HTTP/1.1", "host: a", "connection: upgrade", "upgrade: echo", "", "")
        writer.write("\r\n".join(lines).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if " 101 " not in head:
            raise ConnectionError("refused")
        return head.partition(f"{NAME}:")[2].partition("\r\n")[0].strip()

    async def _stay(self, section: str) -> None:
        now = asyncio.get_running_loop().time
        source = (self._random.choice(SOURCES), 0)
        reader, writer = await asyncio.open_connection("127.0.0.1", self._ports[section], local_addr=source)
        server, since = "", 0.0
        until = 0.0
        try:
            server = await (self._switched(reader, writer) if section in self._http else self._greeted(reader))
            since = now()
            leaves = since + self._random.choice((0.0, 0.05, 0.3))
            while True:
                sent = now()
                writer.write(b"?\n")
                await reader.readuntil()
                until = sent
                if sent > leaves or self._ends:
                    break
                await asyncio.sleep(0.005)
        finally:
            if until > since:
                self.served[section].append(Served(server, since, until))
            writer.close()
