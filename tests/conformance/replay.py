"""The events of a proof that does not hold, made to happen to a running HAProxy."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

import haproxy_model as hm

from .live import STARTING, Proxy, Services

#: Seconds in which a client that is served is served.
_SOON = 0.4
#: Seconds in which one that waits is.
_LATER = 3.0
#: Seconds in which one is refused as often as it takes until it is sent on.
_SENT_ON = 6.0
SOURCES = ("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5")
#: Seconds in which an entry of a table that expires is gone.
_EXPIRED = 0.5
#: What is not made to happen: it needs an agent, a name, or a cookie.
LEFT_OUT = frozenset(("limits", "moved", "woken"))
_COMMANDS = {"down": "down", "up": "up", "drained": "stopping", "undrained": "up"}


class Client:
    """A connection that may wait."""

    def __init__(self, port: int, source: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), _LATER, (source, 0))
        self._socket.settimeout(0.01)
        self._received = b""
        self._is_closed = False

    def server(self, seconds: float) -> str | None:
        """The server that greets within some time."""
        end = time.monotonic() + seconds
        while b"\n" not in self._received and not self._is_closed and time.monotonic() < end:
            self._receive()
        return self._received.partition(b"\n")[0].decode() if b"\n" in self._received else None

    def is_alive(self) -> bool:
        """Whether the server still answers."""
        self._received = self._received.partition(b"\n")[0] + b"\n"
        before = len(self._received)
        with suppress(OSError):
            self._socket.sendall(b"?\n")
        end = time.monotonic() + _SOON
        while len(self._received) == before and not self._is_closed and time.monotonic() < end:
            self._receive()
        return len(self._received) > before

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _receive(self) -> None:
        try:
            received = self._socket.recv(100)
            self._is_closed = not received
            self._received += received
        except TimeoutError:
            pass
        except OSError:
            self._is_closed = True


def is_seen(proof: hm.Proof, failover: hm.Failover, proxy: Proxy, services: Services, ports: dict[str, int]) -> bool:
    """Whether two servers serve at once when the events of a proof happen.

    Args:
        proof: one that does not hold.
        failover: whose proof it is.
        proxy: a running HAProxy.
        services: what is behind it.
        ports: server -> its port.
    """
    section = str(failover.proxy.name)
    clients: list[Client] = []
    waiting: list[Client] = []
    expires = any(event.kind == "expired" for event in proof.events)

    def comes(source: str = SOURCES[0]) -> Client:
        clients.append(Client(proxy.ports[section], source))
        return clients[-1]

    def comes_to(servers: tuple[str, ...]) -> None:
        for source in SOURCES:
            client = comes(source)
            if client.server(_SOON) in servers:
                return
            clients.remove(client)
            client.close()

    for event in proof.events:
        if event.kind in _COMMANDS:
            proxy.ask(f"set server {section}/{event.root} health {_COMMANDS[event.kind]}")
            time.sleep(0.05)
            if not expires:
                # One that starts slowly closes sessions on backups a second time when it is through.
                proxy.wait(section, lambda servers: all(row["srv_op_state"] != STARTING for row in servers.values()))
        elif event.kind == "expired":
            time.sleep(_EXPIRED)
        elif event.kind == "waits":
            services.refuse(ports[event.servers[0]], True)
            waiting.append(comes())
            time.sleep(0.1)
        elif event.kind in ("queued", "pooled"):
            waiting.append(comes())
            while event.servers and waiting[-1].server(_SOON) and len(clients) < 9:
                waiting[-1] = comes()
            waiting += [comes() for _ in range(3)] if event.kind == "queued" else []
        elif event.kind == "fills":
            for _ in range(_limit(failover, event.servers[0]) or 1):
                comes().server(_SOON)
        elif event.kind == "served":
            for port in ports.values():
                services.refuse(port, False)
            end = time.monotonic() + _LATER
            while not any(client.server(0.05) for client in waiting) and time.monotonic() < end:
                time.sleep(0.05)
            # Whoever waited and was closed since waits no more.
            waiting = [client for client in waiting if client.server(0) is None] or waiting
        elif event.kind == "refused":
            first = comes()
            refusing = first.server(_SOON) or event.servers[0]
            services.refuse(ports[refusing], True)
            if _limit(failover, refusing) == 1:
                # Others would wait for its place: whoever is sent on comes before those that it takes.
                clients.remove(first)
                first.close()
            comes().server(_SENT_ON)
            services.refuse(ports[refusing], False)
            comes().server(_SOON)
        elif event.kind == "together":
            came = [comes(source) for _ in range(4) for source in SOURCES]
            for client in came:
                client.server(_SOON)
        else:
            comes_to(event.servers)
    for port in ports.values():
        services.refuse(port, False)
    together = {client.server(0) for client in clients if client.server(0) and client.is_alive()}
    for client in clients:
        client.close()
    return len(together) > 1


def _limit(failover: hm.Failover, name: str) -> int:
    """How many clients a server takes at once, at first; 0 is any number."""
    server = failover.effective.server_names[name]
    return min((limit for limit in (server.minconn, server.maxconn) if isinstance(limit, int) and limit), default=0)
