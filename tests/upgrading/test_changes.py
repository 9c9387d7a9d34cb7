"""Changed defaults and meanings: told where a file feels them, and what keeps the old way is taken and ends it."""

from __future__ import annotations

import pytest

import haproxy_model as hm

TIMES = "defaults\n    timeout client 1m\n    timeout connect 5s\n    timeout server 1m\n"
HTTP = f"{TIMES}    mode http\n    option abortonclose\n    balance source\n"
POOL = "    server a 192.0.2.2:80\n    server b 192.0.2.3:80\n"
THREADS = "global\n    nbthread 2\n"

#: what feels a change -> its kind and release, and what the rewrite puts there: the line, or the words of one
FELT = {
    f"{TIMES}    option abortonclose\nlisten a\n    bind :80\n{POOL}": ("default", "3.3", "balance roundrobin"),
    f"{TIMES}    mode http\n    balance source\nlisten a\n    bind :80\n{POOL}": (
        "default", "3.3", "no option abortonclose",
    ),
    f"{HTTP}listen a\n    bind :443 ssl crt a.pem\n{POOL}": ("default", "2.8", "bind :443 ssl crt a.pem no-alpn"),
    f"{HTTP}listen a\n    bind :80\n    server a 192.0.2.2:443 ssl verify none\n": (
        "default", "3.3", "server a 192.0.2.2:443 ssl verify none no-sni-auto no-check-sni-auto",
    ),
    f"{THREADS}resolvers r\n    nameserver n 192.0.2.1:53\n{HTTP}listen a\n    bind :80\n{POOL}": (
        "default", "3.3", "dns-accept-family ipv4,ipv6",
    ),
    f"{THREADS}    lua-load a.lua\n{HTTP}listen a\n    bind :80\n{POOL}": ("default", "2.9", "tune.lua.log.stderr on"),
    f"{HTTP}listen a\n    bind :80\n    log-format '%(a)b %%(c %[src]'\n{POOL}": (
        "meaning", "3.0", "log-format '%%(a)b %%(c %[src]'",
    ),
}  # fmt: skip

#: what feels a change that a person decides -> its kind and release
BY_HAND = {
    f"global\n{HTTP}": ("default", "3.3"),
    f"{THREADS}    tune.bufsize 16k\n{HTTP}": ("meaning", "3.1"),
    f"{HTTP}listen a\n    bind :80\n    option redispatch 0\n{POOL}": ("meaning", "3.0"),
    f"{HTTP}log-forward f\n    bind :514\n    log 192.0.2.1:514 local0\n": ("default", "3.2"),
}

#: what looks alike and feels nothing
SILENT = [
    f"{HTTP}listen a\n    bind :443 ssl crt a.pem alpn h2\n{POOL}",
    f"{HTTP}listen a\n    bind :443 ssl crt a.pem\n    mode tcp\n{POOL}",
    f"{HTTP}listen a\n    bind :80\n    server a 192.0.2.2:443 ssl verify none sni str(a)\n",
    f"{TIMES}    option abortonclose\nlisten a\n    bind :80\n    server a 192.0.2.2:80\n",
    f"{TIMES}listen a\n    bind :80\n    balance source\n    no option abortonclose\n    mode http\n{POOL}",
    f"{HTTP}listen a\n    bind :80\n    log-format '%%(a) %[src]'\n{POOL}",
    f"{HTTP}listen a\n    bind :80\n    option redispatch 3\n{POOL}",
    f"{THREADS}    tune.bufsize 16384\n{HTTP}",
    f"global\n    cpu-map auto:1/1 0\n{HTTP}",
]


def changed(text: str, *, keep_defaults: bool = False) -> hm.Upgraded:
    """The upgrade of a text from 2.4 to 3.4."""
    return hm.upgrade(hm.parse(text), earlier="2.4", later="3.4", keep_defaults=keep_defaults)


@pytest.mark.parametrize("text", FELT)
def test_a_change_is_told_once_and_what_keeps_the_old_way_ends_it(text: str) -> None:
    kind, release, line = FELT[text]
    (step,) = [each for each in changed(text).steps if each.kind in ("meaning", "default")]
    kept = changed(text, keep_defaults=True)

    assert (step.kind, step.version, step.reason, step.finding.code) == (kind, release, None, "VER004")
    assert step.finding.fix is not None
    assert step.finding.fix.applicability == "safe"
    assert f"    {line}\n" in kept.config.dumps()
    assert not kept.report.fatal
    assert not [each for each in changed(kept.config.dumps()).steps if each.kind in ("meaning", "default")]


@pytest.mark.parametrize("text", [text for text, row in FELT.items() if row[0] == "default"])
def test_a_default_is_written_out_only_where_that_is_wanted(text: str) -> None:
    assert changed(text).config.dumps() == text


@pytest.mark.parametrize("text", BY_HAND)
def test_what_no_words_keep_is_told_with_the_reason(text: str) -> None:
    (step,) = [each for each in changed(text).steps if each.kind in ("meaning", "default")]

    assert (step.kind, step.version) == BY_HAND[text]
    assert step.reason


@pytest.mark.parametrize("text", SILENT)
def test_what_says_it_feels_nothing(text: str) -> None:
    assert not [each.finding.message for each in changed(text).steps if each.kind in ("meaning", "default")]


def test_a_change_before_or_after_the_way_is_none_on_it() -> None:
    text = f"{TIMES}listen a\n    bind :80\n{POOL}"

    assert [len(hm.upgrade(hm.parse(text), earlier=one, later=other).steps) for one, other in (
        ("2.4", "3.2"), ("3.2", "3.4"), ("3.3", "3.4"),
    )] == [0, 1, 0]  # fmt: skip


def test_what_holds_for_all_proxies_of_a_defaults_is_said_there() -> None:
    text = TIMES + "".join(f"listen l{number}\n    bind :80\n{POOL}" for number in range(3))
    (step,) = changed(text).steps

    assert step.finding.section == "defaults"
    assert changed(text, keep_defaults=True).config.dumps().count("balance roundrobin") == 1
