"""`failover --format svg` and `html`: a diagram that says all that the text says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings, strategies as st
from inputs.pictures import assert_stands_alone, parsed, texts

import haproxy_model as hm
from haproxy_model.cli.failover import show
from haproxy_model.report.failover_picture import PICTURES

from .conftest import Call
from .test_failover import STICKY, TEXT, WAITING

CHECKED = b"    default-server check on-marked-down shutdown-sessions\n"
POOLS = {
    "events": TEXT[: TEXT.index(b"backend many")],
    "a window": STICKY[: STICKY.index(b"backend many")],
    "a queue": WAITING[: WAITING.index(b"backend many")],
    "unknown": b"global\n    lua-load x.lua\n" + TEXT,
    "templates": TEXT,
    "one server at a time": b"listen redis\n    bind :6379\n"
    + CHECKED
    + b"    server a 192.0.2.1:6379 on-marked-up shutdown-backup-sessions\n    server b 192.0.2.2:6379 backup\n",
    "a rule": TEXT.replace(b"    server db1", b"    use-server db2 if { src 192.0.2.8 }\n    server db1"),
    "dispatch": TEXT.replace(b"    bind", b"    dispatch 192.0.2.7:1\n    bind"),
    "dispatch beside a rule": TEXT.replace(
        b"    bind", b"    dispatch 192.0.2.7:1\n    use-server db2 if { src 192.0.2.8 }\n    bind"
    ),
    "names": b"backend b\n    default-server check\n    server \xff\x1b 192.0.2.1:80\n"
    + b"    server \xe2\x80\xaex 192.0.2.2:80 backup\n"
    + b"    server "
    + b"long-" * 60
    + b" 192.0.2.3:80 backup\n",
    "nothing": b"frontend none\n    bind :80\n",
}


#: What only a listing by name has: its heads, its words, names that are counted.
_LISTING = re.compile(r"^older sessions may remain on$|^nobody$|^one of | and \d+ more$")


def parts(line: str) -> list[str]:
    """What a line of the text says, without the order of its columns."""
    line = re.sub(r"^ +\d+\. ", "", line).strip()
    return [part for part in re.split(r" {2,}|; |, ", line) if part not in ("", "-")]


def assert_says_all(config: hm.Config) -> None:
    answer = show(config, proxy=None, version="3.4", environment=None)
    assert answer.picture is not None
    told = {part.lower() for line in answer.lines() for part in parts("".join(text for text, _ in line))}
    for kind in PICTURES:
        root = parsed("".join(answer.picture("a.cfg", kind)), kind)
        every = "\n".join(texts(root)).lower()

        missing = {part for part in told if part not in every}
        # Where the text has too little room for columns, a picture of up to 16 servers still has them, with a legend.
        assert not missing or ("new: receives new connections" in every and all(map(_LISTING.search, missing)))
        assert_stands_alone(root)


@pytest.mark.parametrize("name", POOLS)
def test_a_picture_says_all_that_the_text_says(name: str) -> None:
    assert_says_all(hm.parse(POOLS[name]))


servers = st.tuples(
    st.sampled_from(["", "", " backup"]),
    st.sampled_from([" check", " check", ""]),
    st.sampled_from(["", "", "", " disabled", " weight 0", " on-marked-down shutdown-sessions", " maxconn 9"]),
)


@given(
    st.lists(servers, min_size=1, max_size=20),
    st.sampled_from(["", "balance source", "stick on int(1)", "option allbackups", "dispatch 192.0.2.7:1"]),
)
@settings(max_examples=20, deadline=None)
def test_a_picture_of_any_pool_says_all_that_the_text_says(lines: list[tuple[str, str, str]], line: str) -> None:
    listed = "".join(f"  server s{n} 192.0.2.{n}:80{''.join(words)}\n" for n, words in enumerate(lines))
    assert_says_all(hm.parse(f"listen l\n  bind :80\n  stick-table type integer size 9\n  {line}\n{listed}"))


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_names_no_host_at_all(call: Call, kind: str) -> None:
    text = call("failover", "-", "--format", kind, stdin=TEXT).out

    assert text.replace("http://www.w3.org/2000/svg", "").find("//") < 0
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_shows_who_comes_in_and_each_server_with_its_address(call: Call, kind: str) -> None:
    config = (
        b"frontend www\n bind 192.0.2.1:80,192.0.2.1:81\n default_backend app\n"
        b"frontend any\n bind :82\n use_backend %[path]\n"
        b"backend app\n server a 192.0.2.7:80 check\n server b h.example:80 track a backup\n"
        b" server c 192.0.2.8:80 disabled\n"
    )
    said = texts(parsed(call("failover", "-", "--format", kind, stdin=config).out, kind))

    assert {"clients", "frontend www", "192.0.2.1:80,192.0.2.1:81", "frontend any", "backend app"} <= set(said)
    assert "computes a name, perhaps this one" in said
    assert {"a", "192.0.2.7:80", "b", "h.example:80", "tracks a", "c", "192.0.2.8:80", "active", "backup"} <= set(said)
    assert "disabled, not checked" in said


@pytest.mark.parametrize("kind", PICTURES)
def test_of_a_large_pool_those_of_the_events_and_the_first_servers_are_drawn(call: Call, kind: str) -> None:
    config = (
        b"listen l\n bind :80\n default-server check on-marked-down shutdown-sessions\n"
        b" server-template web 300 192.0.2.1:80 disabled\n"
        b" server x 192.0.2.2:80 enabled\n server y 192.0.2.3:80 enabled backup\n"
    )
    said = texts(parsed(call("failover", "-", "--format", kind, stdin=config).out, kind))

    assert "and 286 more servers" in said
    assert {"web14", "x", "y", "192.0.2.3:80"} <= set(said)
    assert "web15" not in said


@pytest.mark.parametrize("kind", PICTURES)
def test_servers_beside_dispatch_are_drawn_as_unused_and_beside_rules_as_unknown(call: Call, kind: str) -> None:
    unused, perhaps = (
        texts(parsed(call("failover", "-", "galera", "--format", kind, stdin=POOLS[name]).out, kind))
        for name in ("dispatch", "dispatch beside a rule")
    )

    assert "dispatch 192.0.2.7:1" in unused
    assert unused.count("not used") == 2
    assert "not used" not in perhaps
    assert perhaps.count("unknown") == 3


def test_the_page_lists_its_pools_with_their_verdicts(call: Call) -> None:
    root = parsed(call("failover", "-", "--format", "html", stdin=TEXT).out, "html")
    overview = next(each for each in root.iter("table") if each.get("class") == "overview")

    assert [["".join(cell.itertext()) for cell in row] for row in overview.iter("tr")] == [
        ["pool", "new connections", "sessions"],
        ["listen galera", "one server", "several servers"],
        ["backend many", "several servers", "several servers"],
    ]


def test_after_each_event_the_page_shows_what_every_server_of_it_does(call: Call) -> None:
    root = parsed(call("failover", "-", "galera", "--format", "html", stdin=TEXT).out, "html")
    events = next(each for each in root.iter("table") if each.get("class") == "events")

    assert [["".join(cell.itertext()) for cell in row][-2:] for row in events.iter("tr")] == [
        ["db1", "db2"],
        ["down", "–"],
        ["down", "sessions"],
        ["–", "sessions"],
        ["sessions", "sessions"],
    ]


def test_an_event_of_many_servers_names_the_first_ones(call: Call) -> None:
    out = call("failover", "-", "many", stdin=TEXT).out

    assert "1. clients come together and go to web1 AND web2 AND web3 AND web4 AND web5 AND web6 and 14 more   " in out
