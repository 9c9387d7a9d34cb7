"""Law 2 for the views: the work of questions about every proxy grows as the file does, whatever leads where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from work import assert_linear

import haproxy_model as hm

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


def _prove(package: Any, text: str) -> None:
    from haproxy_model.views.active import Active
    from haproxy_model.views.effective import resolve
    from haproxy_model.views.inheritance import Inheritance

    inheritance = Inheritance(Active(package.parse(text), version="3.4", environment=None))
    for section in inheritance.active.of_kind("backend"):
        settings = resolve(section, inheritance)
        failover = package.Failover.of(settings)
        assert len(settings.http_checks) < 10**6
        assert failover.new_connections.holds in (True, False, None)
        assert failover.sessions.holds in (True, False, None)


@pytest.mark.parametrize("shape", _HARD)
def test_the_work_of_proofs_about_every_pool_grows_as_the_file_does(shape: str) -> None:
    assert_linear(_prove, _HARD[shape])


def instances(*templates: str) -> int:
    """How many servers the templates of some backends make, each with an address and some parameters."""
    config = hm.parse("".join(f"backend b{place}\n{lines}" for place, lines in enumerate(templates)))
    return sum(len(config.effective(section).servers) for section in config.backends)


def test_the_instances_of_many_templates_are_no_more_than_those_of_one_large_one() -> None:
    large = " server-template s 1-999999 ::1:1\n"
    most = instances(large)

    assert 500 <= most <= 2_000
    assert most / 2 <= instances(large * 50) <= most
    assert most / 2 <= instances(*[large] * 50) <= most
    assert instances(*[large] * 3 * most) == 3 * most  # of each template one counts
    assert instances(" server-template s 3 ::1:1\n", large) == 3 + most // 2
