"""What each word of a line is to HAProxy: by the signatures, not by the silence of `check`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from conformance.recorded import corpus
from hypothesis import given, strategies as st
from inputs.corpus import SHARED

import haproxy_model as hm
from haproxy_model.reading.reading import read
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.spellings import arbitrary_bytes
from haproxy_model.verdicts.word_meanings.counts import accounts, statistics
from haproxy_model.verdicts.word_meanings.line_meanings import line_kinds
from haproxy_model.verdicts.word_meanings.part_meanings import Kind

T, F, I, U = Kind.TYPED, Kind.FREE, Kind.IGNORED, Kind.UNKNOWN  # noqa: E741


def kinds(line: str, section: str = "listen", version: str = "3.4") -> list[Kind]:
    (found,) = (
        account.kinds
        for account in accounts(hm.parse(f"{section}\n {line}\n"), version=version)
        if account.statement is not None and account.keyword != section
    )
    return list(found)


@given(arbitrary_bytes | configs, st.sampled_from(["2.4", "3.4"]))
def test_every_word_of_every_line_has_one_kind(source: bytes, version: str) -> None:
    for account in accounts(hm.parse(source), version=version):
        assert len(account.kinds) == len(account.statement._words)


@pytest.mark.parametrize(
    ("line", "section", "expected"),
    [
        ("mode http", "listen", [T, T]),
        ("timeout client 5s", "defaults", [T, T, T]),
        ("timeout client soon", "defaults", [T, T, U]),
        ("balance roundrobin junk", "backend", [T, T, I]),
        ("balance hash src,ipmask(24)", "backend", [T, T, T]),
        ("balance log-hash field(1,/),upper", "backend", [T, T, T]),
        ("balance log-hash nonsense", "backend", [T, T, U]),
        ("balance hdr(host) use_domain_only junk", "backend", [T, T, T, I]),
        ("balance source", "frontend", [I, I]),
        ("retries x", "backend", [T, U]),
        ("no option httpclose", "listen", [T, T, T]),
        ("no log", "listen", [T, T]),
        ("description two words", "global", [T, F, F]),
        ("set-var proc.x int(3)", "global", [T, T, T]),
        ("set-var x int(3)", "global", [T, U, U]),
        ("server s1 10.0.0.1:80 check inter 2s weight 3", "backend", [T] * 8),
        ("server s1 10.0.0.1:80 chekc inter 2s", "backend", [T, T, T, U, T, T]),
        ("server s1 10.0.0.1:80 inter soon", "backend", [T, T, T, U, U]),
        ("server s1 10.0.0.1:80 agent-send hello", "backend", [T, T, T, T, F]),
        ("default-server inter 2s id 3", "backend", [T, T, T, I, I]),
        ("peer a 10.0.0.1:1024 ssl", "peers", [T, T, T, T]),
        ("server a ssl", "peers", [T, T, T]),
        ("acl a path_beg -i /x /y", "frontend", [T] * 6),
        ("acl a path_reg -i ^/x", "frontend", [T, T, T, T, F]),
        ("acl a path -m reg ^/x", "frontend", [T, T, T, T, T, F]),
        ("acl a nonsense /x", "frontend", [T, T, U, U]),
        ("acl a src 10.0.0.300", "frontend", [T, T, T, U]),
        ("http-request set-header X-A %[src] if { path_reg ^/a } a", "frontend", [T] * 7 + [F, T, T]),
        ("http-request replace-path (.*) /x", "frontend", [T, T, F, T]),
        ("http-request set-var(txn.a) src,nonsense", "frontend", [T, T, U]),
        ("http-request set-var(nowhere.a) src", "frontend", [T, U, T]),
        ("http-request lua.act some words if TRUE", "frontend", [T, T, F, F, T, T]),
        ("http-request nonsense words", "frontend", [T, U, U]),
        ("http-request deny deny_status 403 junk", "frontend", [T, T, T, T, U]),
        ("http-request deny if { path /x", "frontend", [T, T, U, U, U, U]),
        ("dispatch nowhere", "listen", [T, U]),
        ("nameserver a 10.0.0.1:53", "resolvers", [T, T, T]),
        ("stats socket nowhere level admin", "global", [T, T, U, U, U]),
        ("tcp-check expect ! rstring ^x comment words", "backend", [T, T, T, T, F, T, F]),
        ("http-check expect hdr name x value -m beg y", "backend", [T, T, T, T, T, T, T, T, F]),
        ("filter bwlim-in n min-size 1k default-period 1s default-limit 2k", "listen", [T] * 9),
        ("stick-table type ip size 1m store gpc0,http_req_rate(10s)", "backend", [T] * 7),
        ("stick-table type ip size 1m store nonsense", "backend", [T, U, U, U, U, U, U]),
        ("user u insecure-password secret groups a,b", "userlist", [T, T, T, F, T, T]),
        ("ssl-default-bind-options no-sslv3 ssl-min-ver TLSv1.2", "global", [T, T, T, T]),
        ("ssl-default-bind-options nonsense", "global", [T, U]),
        ("nonsense words", "backend", [U, U]),
        ("balance leastconn", "cache", [U, U]),
    ],
)
def test_a_word_is_what_its_signature_says(line: str, section: str, expected: list[Kind]) -> None:
    assert [str(kind) for kind in expected] == list(
        map(str, line_kinds(read(section, tuple(line.split())), section, "3.4"))
    )


def test_an_empty_word_ends_the_arguments() -> None:
    assert line_kinds(read("listen", ("mode", "http", "", "junk")), "listen", "3.4") == [T, T, I, I]


def test_a_version_that_has_not_the_line_knows_none_of_its_words() -> None:
    line = read("global", ("http-err-codes", "400-499"))

    assert line_kinds(line, "global", "3.4") == [T, T]
    assert line_kinds(line, "global", "2.4") == [U, U]


def test_a_variable_is_what_its_place_says() -> None:
    assert kinds('server s1 "${HOST}:80" weight "$WEIGHT"') == [T, T, T, T, T]
    assert kinds('mode "$MODE"') == [T, T]
    assert kinds('description "$TEXT"') == [T, F]
    assert kinds('nonsense "$TEXT"') == [U, U]


def test_lines_that_are_not_executed_are_not_counted() -> None:
    text = "global\n .if streq(a,b)\n  nonsense\n .else\n  maxconn 10\n .endif\n .notice some words\n"

    counted = statistics(hm.parse(text))

    assert "nonsense" not in counted
    assert counted["maxconn"] == {T: 2, F: 0, I: 0, U: 0}
    assert counted[".if"][T] == 2
    assert counted[".notice"] == {T: 1, F: 2, I: 0, U: 0}


def test_a_section_line_is_counted_too() -> None:
    found = {account.keyword: list(account.kinds) for account in accounts(hm.parse("defaults d\nlisten l from d x\n"))}

    assert found == {"defaults": [T, T], "listen": [T, T, T, T, U]}


def totals(version: str, step: int = 1) -> Iterator[tuple[str, dict[Kind, int]]]:
    """The files that a version accepts, or one in so many of them, and how many words of each kind they have."""
    for file in islice(corpus(version), VERSIONS.index(version) % step, None, step):
        if file.accepted:
            counted = statistics(hm.parse(file.source), version=version, environment=file.environment)
            yield file.name, {kind: sum(counts[kind] for counts in counted.values()) for kind in Kind}


needs_corpus = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no real files to read")


@needs_corpus
@pytest.mark.parametrize("version", VERSIONS)
def test_in_real_files_that_haproxy_accepts_no_word_is_unknown(version: str) -> None:
    assert [name for name, total in totals(version, 3) if total[U]] == []


@needs_corpus
def test_few_words_of_real_files_are_free_text() -> None:
    much = []
    for name, total in totals("3.4", 2):
        words = sum(total.values())
        # Small files about what is sent and expected, or about passwords, are mostly that: 2 of 30 words, 14 of 105.
        if total[F] > 0.03 * words and (words > 250 or total[F] > 14):
            much.append((name, total[F], words))

    assert much == []
