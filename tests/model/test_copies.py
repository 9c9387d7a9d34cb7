"""Copies, pickles and threads: what goes along and what stays."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import haproxy_model as hm

SOURCE = b"# top\nglobal\n  daemon\n\nlisten l\n" + b"".join(
    b"  server s%d 10.0.0.1:%d  check   # c\n" % (number, number) for number in range(1, 200)
)


def test_a_pickled_statement_does_not_drag_the_configuration_along() -> None:
    server = hm.parse(SOURCE).listens[0].servers[0]
    server.inter = "3s"  # type: ignore[assignment]
    pickled = pickle.dumps(server)
    again = pickle.loads(pickled)

    assert len(pickled) < 500
    assert again.text == server.text == "  server s1 10.0.0.1:1  check inter 3s   # c"
    assert type(again) is hm.Server
    assert len(pickle.dumps(copy.deepcopy(server))) < 500
    again.inter = None
    assert again.text == "  server s1 10.0.0.1:1  check   # c"


def test_a_copied_section_is_free_and_keeps_its_layout() -> None:
    config = hm.parse(SOURCE)
    for copied in (config.listens[0].copy(), copy.deepcopy(config.listens[0]), copy.copy(config.listens[0])):
        copied.name = "m"
        copied.servers[0].inter = "3s"
        assert copied.config is None
        assert copied.servers[1].text == config.listens[0].servers[1].text
    assert config.dump() == SOURCE

    pickled = pickle.loads(pickle.dumps(config.listens[0]))
    assert hm.equivalent(pickled, config.listens[0])


def test_a_copied_configuration_lives_its_own_life() -> None:
    config = hm.parse(SOURCE)
    config.listens[0].servers[0].inter = "3s"
    for copied in (copy.deepcopy(config), copy.copy(config), pickle.loads(pickle.dumps(config))):
        assert copied.dump() == config.dump()
        copied.listens[0].servers[0].inter = None
        assert copied.dump() == SOURCE
        assert copied.listens[0].config is copied
    assert config.listens[0].config is config


def test_threads_that_read_see_the_same_statements() -> None:
    for _ in range(10):
        config = hm.parse(SOURCE)
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda _: (id(config.listens[0].servers["s7"]), config.dump()), range(16)))  # noqa: B023

        assert len({identity for identity, _ in found}) == 1
        assert {dumped for _, dumped in found} == {SOURCE}


def test_secrets_do_not_show_in_a_repr() -> None:
    config = hm.parse("userlist u\n  user x insecure-password hunter2\n")

    assert "hunter2" not in repr(config.userlists[0].statements[0])
    assert len(repr(config)) < 200
