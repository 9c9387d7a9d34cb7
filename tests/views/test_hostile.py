"""Law 2 for the views: questions about every proxy of a file take time in proportion to it, whatever leads where."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

import haproxy_model as hm
from haproxy_model.views.active import Active
from haproxy_model.views.effective import resolve
from haproxy_model.views.failover import Failover
from haproxy_model.views.inheritance import Inheritance

_HARD: dict[str, Callable[[int], str]] = {
    "a chain of tracked servers through pools": lambda n: (
        "".join(f"backend b{i}\n server s :1 track b{i + 1}/s\n" for i in range(n))
        + f"backend b{n}\n server s :1 check agent-check\n"
    ),
    "a chain of tracked servers in a pool": lambda n: (
        "backend b\n" + "".join(f" server s{i} :1 track s{i + 1}\n" for i in range(n)) + f" server s{n} :1 check\n"
    ),
    "a circle of tracked servers": lambda n: "".join(
        f"backend b{i}\n server s :1 track b{(i + 1) % n}/s\n" for i in range(n)
    ),
    "a chain of defaults, each of them used": lambda n: (
        "defaults d0\n option httpchk\n"
        + "".join(f"defaults d{i + 1} from d{i}\nbackend b{i} from d{i}\n server s :1 check\n" for i in range(n))
    ),
    "steps of checks, and servers": lambda n: (
        "backend b\n option httpchk\n" + " http-check expect status 200\n" * n + " server s :1 check\n" * n
    ),
    "rules for servers": lambda n: (
        "backend b\n" + "".join(f" use-server s{i} if {{ src ::1 }}\n server s{i} :1 check\n" for i in range(n))
    ),
    "cookies and stick rules": lambda n: (
        "backend t\n stick-table type ip size 1\n"
        + "".join(f"backend b{i}\n stick on src table t\n cookie c\n server s :1 check cookie {i}\n" for i in range(n))
    ),
}


def _seconds(text: str) -> float:
    config = hm.parse(text)
    start = time.process_time()
    inheritance = Inheritance(Active(config, version="3.4", environment=None))
    for section in inheritance.active.of_kind("backend"):
        settings = resolve(section, inheritance)
        failover = Failover.of(settings)
        assert len(settings.http_checks) < 10**6
        assert failover.new_connections.holds in (True, False, None)
        assert failover.sessions.holds in (True, False, None)
    return time.process_time() - start


@pytest.mark.parametrize("shape", _HARD)
def test_the_proofs_of_every_pool_take_time_in_proportion_to_the_file(shape: str) -> None:
    _seconds(_HARD[shape](10))
    small = min(_seconds(_HARD[shape](250)) for _ in range(2))
    large = _seconds(_HARD[shape](1_500))

    assert large < max(small, 0.02) * 6 * 4, "six times the input took more than four times its share"


def test_the_instances_of_many_templates_are_no_more_than_those_of_one_large_one() -> None:
    (section,) = hm.parse("backend b\n" + " server-template s 1-999999 ::1:1\n" * 50).backends
    (other,) = hm.parse("backend b\n server-template s 1-999999 ::1:1\n").backends
    count = len(section.config.effective(section).servers) if section.config else 0

    assert other.config is not None
    assert count == len(other.config.effective(other).servers) + 49
