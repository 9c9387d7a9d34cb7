"""A running HAProxy with servers that say who they are: what the failover model is compared with.

Every listening socket is opened here and handed to HAProxy, so that no port is guessed and nothing waits for a start.
"""

from __future__ import annotations

import asyncio
import random
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TypeAlias, cast

#: Seconds after which something that must happen is taken as not happening.
PATIENCE = 20.0
#: What `show servers state` says of a server (configuration manual 9.3, srv_op_state).
STOPPED, STARTING, RUNNING, STOPPING = "0123"
#: The header in which a server over HTTP is told its name, and tells it.
NAME = "x-name"
Serve: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]


class Services:
    """Servers on 127.0.0.1 that greet with their name and echo, and ports that answer health checks."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._writers: set[asyncio.StreamWriter] = set()
        #: the check ports that answer badly
        self.failing: set[int] = set()
        #: what agents say that do not say "ready", by their ports
        self.said: dict[int, str] = {}
        self._transports: list[asyncio.DatagramTransport] = []
        #: the host names that the resolver does not know for now
        self.unknown: set[str] = set()
        #: seconds after which servers over HTTP answer, at most
        self.slowness = 0.0
        self._refusing: list[socket.socket] = []
        #: port -> what its server does with a connection
        self._greetings: dict[int, Serve] = {}
        #: the ports of servers that refuse for now
        self._closed: set[int] = set()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def named(self, name: str) -> int:
        """Start a server that says a name; gives its port."""

        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._writers.add(writer)
            with suppress(OSError):
                writer.write(name.encode() + b"\n")
                while received := await reader.read(100):
                    writer.write(received)
            writer.close()
            self._writers.discard(writer)

        return self._listen(greet)

    def tunnel(self) -> int:
        """Start a server over HTTP that says by which name HAProxy knows it, then echoes; gives its port."""

        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._writers.add(writer)
            with suppress(OSError, asyncio.IncompleteReadError):
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                await asyncio.sleep(random.random() * self.slowness)
                writer.write(f"HTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: echo\r\n{NAME}:".encode())
                writer.write(head.partition(f"{NAME}:")[2].partition("\r\n")[0].encode() + b"\r\n\r\n")
                while received := await reader.read(100):
                    writer.write(received)
            writer.close()
            self._writers.discard(writer)

        return self._listen(greet)

    def resolver(self) -> int:
        """Start a name server by which every name is 127.0.0.1, or unknown; gives its port."""
        made = asyncio.run_coroutine_threadsafe(
            self._loop.create_datagram_endpoint(lambda: _NameServer(self.unknown), ("127.0.0.1", 0)), self._loop
        )
        transport, _ = made.result(PATIENCE)
        self._transports.append(transport)
        port: int = transport.get_extra_info("sockname")[1]
        return port

    def agent(self) -> int:
        """Start an agent, which says "ready" or what stands in `said`; gives its port."""

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                writer.write(f"{self.said.get(port, 'ready')}\n".encode())
                await writer.drain()
            writer.close()

        port = self._listen(answer)
        return port

    def refusing(self) -> int:
        """A port of nobody else at which connections are refused."""
        self._refusing.append(socket.socket())
        self._refusing[-1].bind(("127.0.0.1", 0))
        port: int = self._refusing[-1].getsockname()[1]
        return port

    def checked(self) -> int:
        """Start a port that answers a health check over HTTP, well or badly; gives its number."""

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                status = "503 No" if port in self.failing else "200 OK"
                await reader.read(100)
                writer.write(f"HTTP/1.0 {status}\r\ncontent-length: 0\r\n\r\n".encode())
                await writer.drain()
            writer.close()

        port = self._listen(answer)
        return port

    def refuse(self, port: int, refuses: bool) -> None:
        """Have a server refuse connections, or take them again; those that it has stay."""
        if refuses == (port in self._closed):
            return

        async def change() -> None:
            if refuses:
                server = next(each for each in self._servers if each.is_serving() and _port(each) == port)
                self._closed.add(port)
                server.close()
            else:
                self._closed.discard(port)
                self._servers.append(await asyncio.start_server(self._greetings[port], "127.0.0.1", port))

        asyncio.run_coroutine_threadsafe(change(), self._loop).result(PATIENCE)

    def hearing(self, heard: list[bytes]) -> int:
        """Start a server that notes what each connection says to its end, and answers nothing; gives its port."""

        async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            said = b""
            with suppress(OSError):
                while received := await reader.read(1000):
                    said += received
            heard.append(said)
            writer.close()

        return self._listen(note)

    def wait_until(self, wanted: Callable[[], bool]) -> None:
        """Wait for what the servers hear."""
        end = time.monotonic() + PATIENCE
        while not wanted():
            assert time.monotonic() < end, "the servers do not hear what is wanted"
            time.sleep(0.01)

    def _listen(self, serve: Serve) -> int:
        started = asyncio.run_coroutine_threadsafe(asyncio.start_server(serve, "127.0.0.1", 0), self._loop)
        self._servers.append(started.result(PATIENCE))
        port = _port(self._servers[-1])
        self._greetings[port] = serve
        return port

    def stop(self) -> None:
        """Close what was opened."""

        async def end() -> None:
            for each in (*self._servers, *self._transports):
                each.close()
            for writer in tuple(self._writers):
                writer.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()
        for each in self._refusing:
            each.close()


class _NameServer(asyncio.DatagramProtocol):
    """Answers questions for addresses (RFC 1035, 4.1)."""

    def __init__(self, unknown: set[str]) -> None:
        self._unknown = unknown

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        place, labels = 12, []
        while size := data[place]:
            labels.append(data[place + 1 : place + 1 + size].decode())
            place += 1 + size
        question = data[12 : place + 5]
        is_known = ".".join(labels).lower() not in self._unknown
        answers = is_known and question[-4:-2] == b"\x00\x01"
        flags = b"\x81\x80" if is_known else b"\x81\x83"
        head = data[:2] + flags + b"\x00\x01" + (b"\x00\x01" if answers else b"\x00\x00") + bytes(4)
        record = b"\xc0\x0c\x00\x01\x00\x01" + (1).to_bytes(4, "big") + b"\x00\x04" + bytes((127, 0, 0, 1))
        self._transport.sendto(head + question + (record if answers else b""), addr)


def _port(server: asyncio.Server) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port


class Session:
    """A client's connection through HAProxy.

    Args:
        port: where HAProxy listens.
        source: the client's address.
        cookie: over HTTP, the server that the client says it had, or nothing; None is not over HTTP.
    """

    def __init__(self, port: int, source: str, cookie: str | None = None) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0))
        self._file = self._socket.makefile("rwb", buffering=0)
        #: the server that greeted; None where HAProxy refused
        self.server = (self._read() if cookie is None else self._switched(cookie)) or None

    def _switched(self, cookie: str) -> str:
        """Leave HTTP behind; gives the server's name, nothing where HAProxy refuses."""
        request = ["GET / HTTP/1.1", "host: a", "connection: upgrade", "upgrade: echo", f"cookie: C={cookie}", "", ""]
        with suppress(OSError):
            self._socket.sendall("\r\n".join(request).encode())
        head = list(iter(self._read, ""))
        if not head or not head[0].startswith("HTTP/1.1 101"):
            return ""
        return next(line.partition(":")[2].strip() for line in head if line.startswith(f"{NAME}:"))

    def is_alive(self) -> bool:
        """Whether the server still answers."""
        try:
            self._socket.sendall(b"there?\n")
        except OSError:
            return False
        return self._read() == "there?"

    def is_closed(self) -> bool:
        """Whether HAProxy closes it, waiting for that."""
        return self._read() == ""

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()

    def _read(self) -> str:
        try:
            return self._file.readline().decode().strip()
        except ConnectionError:
            return ""


class Proxy:
    """A running HAProxy, its command socket and the ports of its sections."""

    def __init__(self, control: str, ports: dict[str, int]) -> None:
        self._control = control
        #: section -> the port that clients connect to
        self.ports = ports

    def ask(self, command: str) -> str:
        """The answer to a command on the stats socket."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(self._control)
            connection.sendall(command.encode() + b"\n")
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    def servers(self, section: str = "") -> dict[tuple[str, str], dict[str, str]]:
        """The columns of `show servers state` by section and server."""
        lines = self.ask(f"show servers state {section}".strip()).splitlines()[1:]
        names = lines[0].removeprefix("# ").split()
        rows = (dict(zip(names, line.split(" "), strict=False)) for line in lines[1:] if line)
        return {(row["be_name"], row["srv_name"]): row for row in rows}

    def wait(self, section: str, wanted: Callable[[dict[str, dict[str, str]]], bool]) -> None:
        """Ask for the state of the servers of a section until it is the one that is wanted."""
        end = time.monotonic() + PATIENCE
        while not wanted({server: row for (_, server), row in self.servers(section).items()}):
            assert time.monotonic() < end, f"the servers of {section} do not come to the state that is wanted"

    def wait_for_checks(self, section: str) -> None:
        """Wait until every server of a section that is checked, and not in maintenance, was checked once."""
        self.wait(section, lambda servers: all(map(_is_settled, servers.values())))


def _is_settled(row: dict[str, str]) -> bool:
    is_checked = int(row["srv_check_state"]) & 2 and row["srv_admin_state"] == "0"
    return not is_checked or int(row["srv_check_status"]) > 5


@contextmanager
def running(
    program: str, sections: dict[str, str], folder: Path, head: str = "", defaults: str = ""
) -> Iterator[Proxy]:
    """Run HAProxy with `listen` sections.

    Args:
        program: the path of HAProxy.
        sections: name -> the lines of the section, without its `bind`.
        folder: where its files go.
        head: more lines of `global`.
        defaults: more lines of `defaults`.
    """
    control = folder / "control"
    listening = {name: socket.create_server(("127.0.0.1", 0), backlog=64) for name in sections}
    with socket.socket(socket.AF_UNIX) as commands:
        commands.bind(str(control))
        commands.listen(16)
        text = f"global\n stats socket fd@{commands.fileno()} level admin\n stats timeout 1m\n{head}"
        text += "defaults\n mode tcp\n timeout client 1m\n timeout server 1m\n"
        text += f" timeout connect 5s\n timeout queue 100ms\n timeout check 5s\n timeout tunnel 1m\n{defaults}"
        for name, lines in sections.items():
            text += f"listen {name}\n bind fd@{listening[name].fileno()}\n{lines}"
        (folder / "haproxy.cfg").write_text(text)
        handed = [commands.fileno(), *(each.fileno() for each in listening.values())]
        said = (folder / "said").open("wb")
        process = subprocess.Popen(
            [program, "-db", "-f", str(folder / "haproxy.cfg")], pass_fds=handed, stdout=said, stderr=said
        )
        try:
            time.sleep(0.05)
            assert process.poll() is None, (folder / "said").read_text()
            yield Proxy(str(control), {name: each.getsockname()[1] for name, each in listening.items()})
        finally:
            process.terminate()
            process.wait(PATIENCE)
            said.close()
            for each in listening.values():
                each.close()
