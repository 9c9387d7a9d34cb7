"""The closed forms of the proofs agree with an exploration of everything that may happen, event by event."""

from __future__ import annotations

import os
import random

from attrs import evolve
from hypothesis import example, given, settings, strategies as st

from haproxy_model.views.failover.choice import Choice
from haproxy_model.views.failover.new_connections import new_connections
from haproxy_model.views.failover.pool import Pool, PoolServer, UseServerRule
from haproxy_model.views.failover.sessions import sessions
from tests.views.exploration import explored

#: Pools that are compared; 5,000 by hand.
POOLS = int(os.environ.get("HAPROXY_MODEL_POOLS", "150"))


def pool_of(generator: random.Random) -> Pool:
    """A random pool of up to three servers, each with a root of its own or none."""

    def sometimes(chance: float) -> bool:
        return generator.random() < chance

    servers = []
    for name in "abc"[: generator.choice((1, 2, 2, 2, 3, 3))]:
        servers.append(
            PoolServer(
                name=name,
                backup=sometimes(0.6),
                weight=0 if sometimes(0.1) else 1,
                disabled=sometimes(0.07),
                root=f"r{name}" if sometimes(0.9) else None,
                on_marked_down=sometimes(0.9),
                on_marked_up=sometimes(0.7),
                id=generator.randrange(9),
                non_stick=sometimes(0.1),
                has_cookie=sometimes(0.5),
                limited=sometimes(0.2),
                bounded=sometimes(0.5),
                slow=sometimes(0.1),
            )
        )
    roots = [server.root for server in servers if server.root is not None]
    drainable = frozenset(root for root in roots if sometimes(0.08))
    rules = [UseServerRule(generator.choice([*"abc", None]), sometimes(0.5)) for _ in range(2)]
    persists = sometimes(0.05)
    # Whether a drained server is handed over is not known: proofs of such files stay open.
    version = generator.choice(("old", "old" if drainable else "now"))
    pool = Pool(
        servers=tuple(servers),
        all_backups=sometimes(0.2),
        algorithm=generator.choice(("any", "any", "any", "first", "sticky", "hash")),
        redispatches=sometimes(0.2),
        stick=generator.choice(("none", "none", "none", "constant", "constant", "client")),
        rewrites=sometimes(0.8),
        expires=sometimes(0.1),
        use_server=tuple(rules[: generator.choice((0, 0, 0, 0, 1, 2))]),
        cookies=sometimes(0.05),
        rdp_cookie=sometimes(0.05),
        persists=persists,
        always_persists=persists and sometimes(0.5),
        drainable=drainable,
        drained_by_agent=frozenset(root for root in drainable if sometimes(0.5)),
        queue=generator.choice(("server", "pool", "bounded", "shared")),
        requeues=version == "old" and sometimes(0.5),
        hands_over=version != "old",
        leaves_open=version == "old",
        leaves_full=sometimes(0.3),
    )
    # As it is read: the queue is that of the algorithm.
    pool = evolve(pool, queue="server") if pool.algorithm in ("sticky", "hash") else pool
    # Entries of clients beside a constant key are taken as those of any server.
    return evolve(pool, stick="none") if pool.algorithm == "hash" and pool.stick == "client" else pool


@settings(max_examples=POOLS, deadline=None)
@given(st.integers(0, 10**9))
@example(0)
@example(2149)  # clients wait for a server that is down, named by an entry that may expire
@example(57899)  # `balance sticky` stays with a server that cannot be lost, and entries of clients name it
@example(2753)  # the same with a backup, which an active server takes over from
def test_the_proofs_find_what_can_happen(seed: int) -> None:
    pool = pool_of(random.Random(seed))
    found = explored(pool)
    choice = Choice(pool)
    new = new_connections(choice)

    assert (new.holds is False) is found.apart
    assert (sessions(choice, new).holds is False) is found.two
