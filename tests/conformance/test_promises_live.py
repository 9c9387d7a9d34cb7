"""Whenever a proof is True, no run of HAProxy shows two servers at once: bursts of clients, clients that wait in queues
and retries, servers that refuse for a moment, while health changes in any order.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path

import haproxy_model as hm

from .crowd import Crowd
from .live import Services, running
from .test_oracle import PROGRAM, _version, pytestmark as pytestmark

#: Any number will do: the pools and the changes follow from it.
SEED = int(os.environ.get("HAPROXY_MODEL_SEED", "20261128"))
#: Pools that are tried; more by hand.
POOLS = int(os.environ.get("HAPROXY_MODEL_POOLS", "60"))
#: Pools of one process.
TOGETHER = 20
CUT = "on-marked-down shutdown-sessions"
RETURN = "on-marked-up shutdown-backup-sessions"


def pool(generator: random.Random, ports: dict[str, int], check: str) -> str:
    """The lines of a random section, such as people write for a database of one writer."""

    def sometimes(word: str, chance: float) -> list[str]:
        return [word] if generator.random() < chance else []

    balance = ["roundrobin", "leastconn", "source", "first", "hash int(1)", "static-rr", "random"]
    is_elected = tuple(map(int, _version().split("."))) >= (3, 0) and generator.random() < 0.3
    lines = ["option httpchk", *sometimes("option allbackups", 0.1), *sometimes("http-check disable-on-404", 0.1)]
    lines.append("balance sticky" if is_elected else f"balance {generator.choice(balance)}")
    lines += [*sometimes("option redispatch", 0.3), *sometimes("option redispatch 1", 0.1)]
    lines += sometimes(f"retries {generator.choice((0, 1, 3))}", 0.5)
    lines += generator.choice(
        [[]] * 6
        + [
            ["stick-table type integer size 10", "stick on int(1)"],
            ["stick-table type ip size 10", "stick on src"],
            ["use-server b if { src 127.0.0.3 }"],
            ["use-server b if TRUE"],
            ["acl TRUE src 127.0.0.3", "use-server b if TRUE"],
        ]
    )
    lines += generator.choice([["timeout connect 100ms"], ["timeout connect 100ms", "timeout queue 300ms"]])
    lines.append(" ".join(["default-server", *sometimes(CUT, 0.9), *sometimes("maxconn 1", 0.1)]))
    for place, (name, port) in enumerate(ports.items()):
        words = ["backup"] if place and not is_elected and generator.random() < 0.9 else []
        words += sometimes(RETURN, 0.9 if not words else 0.1) + sometimes("slowstart 200ms", 0.1)
        words += sometimes("maxconn 2", 0.05) + sometimes("weight 0", 0.05) + sometimes("disabled", 0.05)
        lines.append(f"server {name} 127.0.0.1:{port} {check} {' '.join(words)}")
    return "".join(f" {line}\n" for line in lines)


def test_no_run_shows_two_servers_where_a_proof_says_one(services: Services, tmp_path: Path) -> None:
    generator = random.Random(SEED)
    found: Counter[bool | None] = Counter()
    check = f"check port {services.checked()} inter 1h rise 10"
    for begin in range(0, POOLS, TOGETHER):
        folder = tmp_path / str(begin)
        folder.mkdir()
        names = [f"p{number}" for number in range(begin, min(begin + TOGETHER, POOLS))]
        ports = {name: services.named(name) for name in "abc"}
        sections = {
            name: pool(generator, dict(list(ports.items())[: generator.choice((2, 2, 3))]), check) for name in names
        }
        config = hm.parse("".join(f"listen {name}\n bind 127.0.0.1:1\n{lines}" for name, lines in sections.items()))
        failovers = {name: hm.failover(config.listens[name], version=_version()) for name in names}
        with running(str(PROGRAM), sections, folder, " max-spread-checks 1\n") as proxy:
            crowd = Crowd(proxy.ports, 5, generator.randrange(10**6))
            for _ in range(12):
                time.sleep(generator.choice((0.02, 0.1, 0.2)))
                port = generator.choice(list(ports.values()))
                services.refuse(port, generator.random() < 0.3)
                commands = [
                    f"set server {name}/{generator.choice(failover.roots)} health {generator.choice(('up', 'down'))}"
                    for name, failover in failovers.items()
                    if failover.roots
                ]
                proxy.ask(";".join(commands))
            crowd.stop()
            for port in ports.values():
                services.refuse(port, False)
        for name, failover in failovers.items():
            holds = failover.sessions.holds
            found[holds] += 1
            both = crowd.together(name)
            assert not (holds and both), f"{both}\nlisten {name}\n{sections[name]}"
            found["seen"] += both is not None  # type: ignore[index]

    assert found[True] >= POOLS // 10
    print(dict(found))
