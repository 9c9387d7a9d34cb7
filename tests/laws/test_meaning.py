"""Laws of `hm.equivalent` and `hm.differences`: they agree, and what keeps the meaning is told from what changes it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import given, strategies as st
from inputs import examples
from work import assert_linear

import haproxy_model as hm
from haproxy_model.testing.configurations import configs, listens

#: Lines that may change places with the next one, or may not; some of them HAProxy refuses there.
LINES = (
    "mode http", "mode tcp", "option httplog", "option tcplog", "no option tcpka", "option tcpka", "option srvtcpka",
    "timeout client 1s", "timeout client 2s", "timeout server 1s", "balance roundrobin", "balance source",
    "acl a src 10.0.0.1", "acl a src 10.0.0.2", "acl b path /b", "http-request deny if a", "http-request deny if !b",
    "tcp-request content reject if a", "use_backend other if a", "use_backend x-%[src] if b",
    "redirect location / if b",
    "server s1 10.0.0.1:80 check", "server s2 10.0.0.2:80 track s1", "default-server inter 3s", "bind :80",
    "bind :81 ssl crt /x", "cookie S insert", "retries 3", "option httpchk", "http-check expect status 200",
    "http-check connect", "capture request header x len 9", "http-request capture src len 9",
    "declare capture request len 5", "stick-table type ip size 1m", "stick on src", "log 127.0.0.1:514 local0",
    "log global", "source 10.0.0.9", "dispatch 10.0.0.8:80", "filter compression", "stats enable", "stats uri /s",
    "errorfile 503 /dev/null", "option redispatch", "unheard of",
)  # fmt: skip
#: Ways to write one time.
TIMES: tuple[Callable[[int], str], ...] = (
    lambda s: f"{s}s",
    lambda s: f"{s * 1000}",
    lambda s: f"{s * 1000}ms",
    lambda s: f"0{s}s",
)

bodies = st.lists(st.sampled_from(LINES), min_size=2, max_size=9)


def _agrees(first: hm.Config, second: hm.Config, **options: Any) -> bool:
    same = hm.equivalent(first, second, **options)
    assert same == (hm.differences(first, second, **options) == [])
    return same


def _listen(lines: list[str]) -> hm.Config:
    return hm.parse("backend other\nlisten x\n" + "".join(f"    {line}\n" for line in lines))


@examples(1)
@given(configs, configs)
def test_two_configurations_are_equal_if_nothing_differs(first: bytes, second: bytes) -> None:
    one, other = hm.parse(first), hm.parse(second)

    assert _agrees(one, hm.parse(first)), "itself"
    assert _agrees(one, other) == _agrees(other, one), "either way"
    assert _agrees(one, other, ignore_order=True) or not hm.equivalent(one, other), "order only adds"


@examples(1)
@given(bodies, st.randoms(use_true_random=False))
def test_equivalence_is_transitive_and_what_is_equal_has_the_same_verdict(lines: list[str], chance: Random) -> None:
    shuffled = [lines, *(chance.sample(lines, len(lines)) for _ in range(3)), _neighbours(lines, chance)]
    configs = [_listen(each) for each in shuffled]
    same = [[_agrees(one, other) for other in configs] for one in configs]

    assert all(row[place] for place, row in enumerate(same))
    assert all(set_of == other for set_of in same for place, other in enumerate(same) if set_of[place])
    assert all(_agrees(configs[0], each, ignore_order=True) for each in configs)
    accepted = [not hm.check(each, version="2.6").errors for each in configs]
    assert all(accepted[0] == accepted[place] for place, equal in enumerate(same[0]) if equal)


def _neighbours(lines: list[str], chance: Random) -> list[str]:
    place = chance.randrange(len(lines) - 1)
    return [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]


@examples(1)
@given(listens(), st.randoms(use_true_random=False))
def test_layout_and_quotes_do_not_count(source: bytes, chance: Random) -> None:
    first, second = hm.parse(source), hm.parse(source)
    for section in second.sections:
        for line in section.statements:
            line.comment = chance.choice((None, " said", ""))
            place = chance.randrange(1, max(2, len(line.words)))
            if place < len(line.words) and not any(map(_is_special, line.words[place])):
                line.respell(place, f"'{line.words[place]}'")

    assert _agrees(first, second)
    assert _agrees(first, hm.parse(second.dumps().replace("\n", "\n\n")))


def _is_special(sign: str) -> bool:
    return sign in "'\"\\$\r" or not sign.isprintable()


@examples(1)
@given(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(TIMES), st.sampled_from(TIMES))
def test_times_are_equal_where_they_are_as_long(
    one: int, other: int, first: Callable[[int], str], second: Callable[[int], str]
) -> None:
    for line in ("timeout client {}", "server s 10.0.0.1:80 check inter {}", "stick-table type ip size 1 expire {}"):
        parts = [_listen([line.format(how(number))]) for how, number in ((first, one), (second, other))]

        assert _agrees(*parts) == (one == other)


@examples(1)
@given(bodies, st.data())
def test_a_line_more_or_less_counts(lines: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(lines) - 1))
    fewer = [*lines[:place], *lines[place + 1 :]]

    for options in ({}, {"ignore_order": True}):
        assert not _agrees(_listen(lines), _listen(fewer), **options)
        assert not _agrees(_listen(fewer), _listen(lines), **options)


def _compare(package: Any, source: str) -> object:
    first, second = package.parse(source), package.parse(source.replace("2s", "3s"))
    return package.differences(first, first), package.differences(first, second)


def test_the_work_grows_with_the_text() -> None:
    server = "    server s{0} 10.0.0.1:80 check inter 2s\n    acl a{0} src ::1\n    http-request deny if a{0} || a0\n"

    assert_linear(_compare, lambda count: "listen x\n" + "".join(server.format(each) for each in range(count)))
    assert_linear(_compare, lambda count: "".join(f"listen x{each}\n    timeout client 2s\n" for each in range(count)))
