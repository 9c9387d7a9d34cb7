"""What is equal by meaning, and what sentences say of the rest."""

from __future__ import annotations

import pytest

import haproxy_model as hm

SOURCE = """\
global
    maxconn 100
    daemon
defaults
    timeout client 30s
    timeout server 30s
listen galera
    bind *:3306
    mode tcp
    option tcpka
    acl a src 10.0.0.1
    acl b src 10.0.0.2
    tcp-request connection reject if a || b
    server c1 10.0.0.1:3306 check inter 2s
    server c2 10.0.0.2:3306 check inter 2s backup
frontend f
    bind :80
    http-request set-header timeout 30s
    http-request deny unless { src 10.0.0.0/8 } or { method GET }
    default_backend x
backend x
    server 30s 10.0.0.3:80
userlist u
    user admin password one
"""
SERVERS = SOURCE[SOURCE.index("    server c1") : SOURCE.index("frontend f")]
FRONTEND, BACKEND = (
    SOURCE[SOURCE.index("frontend f") : SOURCE.index("backend x\n    server")],
    SOURCE[SOURCE.index("backend x\n    server") : SOURCE.index("userlist")],
)


def _lines(*texts: str) -> str:
    return "".join(f"    {text}\n" for text in texts)


def _differences(old: str, new: str) -> list[str]:
    assert old in SOURCE
    first, second = hm.parse(SOURCE), hm.parse(SOURCE.replace(old, new, 1))
    found = hm.differences(first, second)
    assert hm.equivalent(first, second) == (not found)
    return found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("client 30s", "client 30000"),
        ("client 30s", "client '30s' # half a minute\n"),
        ("    timeout client 30s\n    timeout server 30s\n", "\ttimeout server 30s\n\n\ttimeout client 30s\n"),
        ("*:3306", ":3306"),
        ("a || b", "a OR b"),
        ("a || b", "a or ! ! b"),
        ("deny unless { src 10.0.0.0/8 } or {", "deny if !{ src 10.0.0.0/8 } !{"),
        ("check inter 2s backup", "backup inter 2000 check"),
        (_lines("mode tcp", "option tcpka"), _lines("option tcpka", "mode tcp")),
        (_lines("acl a src 10.0.0.1", "acl b src 10.0.0.2"), _lines("acl b src 10.0.0.2", "acl a src 10.0.0.1")),
        (FRONTEND + BACKEND, BACKEND + FRONTEND),
    ],
)
def test_what_means_the_same_is_equal(old: str, new: str) -> None:
    assert not _differences(old, new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2s\n", "3s\n", "in listen `galera`, server `c1`: `inter` is 2s in the first and 3s in the second"),
        (" backup", "", "in listen `galera`, server `c2`: `backup` is only in the first"),
        (
            "0.1:3306 check",
            "0.1:3306 check check",
            "in listen `galera`, server `c1`: `check` is there several times: 1 in the first, 2 in the second",
        ),
        (
            "10.0.0.1:3306",
            "10.0.0.9:3306",
            "in listen `galera`, server `c1`: the address is 10.0.0.1:3306 in the first",
        ),
        ("client 30s", "client 40s", "in defaults: `timeout client` is 30s in the first and 40s in the second"),
        ("    option tcpka\n", "", "in listen `galera`: `option tcpka` is only in the first"),
        ("option tcpka", "no option tcpka", "`option tcpka` in the first is `no option tcpka` in the second"),
        ("timeout 30s", "timeout 30000", "`http-request set-header timeout 30s` in the first is `http-request"),
        ("server 30s 10", "server 30000 10", "in backend `x`: `server 30s 10.0.0.3:80` is only in the first"),
        (
            "a || b",
            "a b",
            "`tcp-request connection reject if a || b` in the first is `tcp-request connection reject if",
        ),
        (BACKEND, "", "backend `x` is only in the first"),
        (BACKEND, f"{BACKEND}backend y\n", "backend `y` is only in the second"),
        (SERVERS, "".join(reversed(SERVERS.splitlines(keepends=True))), "have changed places"),
        ("global\n    maxconn 100\n    daemon\ndefaults", "defaults", "global is only in the first"),
        (
            _lines("acl b src 10.0.0.2", "tcp-request connection reject if a || b"),
            _lines("tcp-request connection reject if a || b", "acl b src 10.0.0.2"),
            "in listen `galera`: the order of `acl` lines and of those that name them differs",
        ),
        ("password one", "password two", "in userlist `u`: `user admin password ***` differs"),
    ],
)
def test_what_differs_is_said(old: str, new: str, said: str) -> None:
    assert said in _differences(old, new)[0]


@pytest.mark.parametrize(
    ("section", "one", "other", "same"),
    [
        ("listen", "stick-table type ip size 1m expire 30s", "stick-table type ip size 1048576 expire 30000", True),
        ("listen", "stats refresh 10", "stats refresh 10s", True),
        ("listen", "timeout client 10", "timeout client 10s", False),
        ("listen", "timeout client 1m", "timeout client 1048576", False),
        ("listen", "cookie S insert maxidle 30m", "cookie S insert maxidle 1800", True),
        ("listen", "stick store src", "stick store-request src", True),
        ("listen", "bind [::1]:80,*:81", "bind ::1:80,:81", True),
        ("listen", "bind :81,:80", "bind :80,:81", False),
        ("listen", "server s a:1 addr 10.0.0.1:1 port 2", "server s a:1 port 2 addr 10.0.0.1:1", False),
        (
            "listen",
            "server s a:1 force-tlsv12 ssl-min-ver TLSv1.3",
            "server s a:1 ssl-min-ver TLSv1.3 force-tlsv12",
            False,
        ),
        ("listen", "server s a:1 check no-check", "server s a:1 no-check check", False),
        ("listen", "server s a:1 cookie 30s", "server s a:1 cookie 30000", False),
        ("listen", 'server s a:1 check "${P}" weight 1', 'server s a:1 weight 1 check "${P}"', False),
        ("listen", 'server s a:1 id "$P"', "server s a:1 id '$P'", False),
        ("listen", "use_backend b if a b", "use_backend b if b a", False),
        ("listen", "use_backend b unless a b", "use_backend b if !a or !b", True),
        ("listen", "unheard of 30s", "unheard of 30000", False),
        ("resolvers", "hold valid 10s", "hold valid 10000", True),
        ("global", "tune.bufsize 16k", "tune.bufsize 16384", True),
    ],
)
def test_a_word_is_what_its_place_makes_it(section: str, one: str, other: str, same: bool) -> None:
    first, second = (
        hm.parse(f"{section} x\n    {line}\n" if section != "global" else f"global\n    {line}\n")
        for line in (one, other)
    )

    assert hm.equivalent(first, second) is same
    assert hm.equivalent(hm.Statement.parse(one), hm.Statement.parse(other)) is same


def test_sizes_have_units_from_the_version_on_that_reads_them() -> None:
    one, other = hm.Statement.parse("tune.bufsize 16k"), hm.Statement.parse("tune.bufsize 16384")

    assert hm.equivalent(one, other, version="3.1")
    assert not hm.equivalent(one, other, version="2.6.12"), "2.6 reads 16"


def test_what_is_ignored_does_not_count() -> None:
    changed = SOURCE.replace("client 30s", "client 1s").replace("inter 2s", "inter 3s")
    first, second = hm.parse(SOURCE), hm.parse(changed)

    assert not hm.equivalent(first, second, ignore=["timeout client"])
    assert hm.equivalent(first, second, ignore=["timeout client", "server inter"])
    assert hm.equivalent(first, second, ignore=["timeout", "server"])


def test_without_order_rules_and_servers_may_change_places() -> None:
    moved = SOURCE.replace(SERVERS, "".join(reversed(SERVERS.splitlines(keepends=True))))

    assert hm.equivalent(hm.parse(SOURCE), hm.parse(moved), ignore_order=True)
    assert hm.differences(hm.parse(SOURCE), hm.parse(moved), ignore_order=True) == []
    assert hm.differences(hm.parse(SOURCE), hm.parse(moved.replace("2s\n", "3s\n")), ignore_order=True)


@pytest.mark.parametrize("name", ["nope", "server nope", "timeout nope", ""])
def test_what_nothing_is_called_cannot_be_ignored(name: str) -> None:
    with pytest.raises(hm.UnknownName, match="no line or parameter"):
        hm.equivalent(hm.Config(), hm.Config(), ignore=[name])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (".if 1\n    mode tcp\n    .endif\n    retries 3", ".if 1\n    .endif\n    mode tcp\n    retries 3"),
        (
            "http-request deny if { acl(a) -m bool }\n    acl a src ::1",
            "acl a src ::1\n    http-request deny if { acl(a) -m bool }",
        ),
        (
            "http-request capture src len 9\n    capture request header a len 9",
            "capture request header a len 9\n    http-request capture src len 9",
        ),
        ("option httplog\n    option tcplog", "option tcplog\n    option httplog"),
        ("default-server weight 2\n    server a b:1", "server a b:1\n    default-server weight 2"),
        ("timeout client 1s\n    timeout client 2s", "timeout client 2s\n    timeout client 1s"),
    ],
)
def test_order_counts_where_haproxy_goes_by_it(one: str, other: str) -> None:
    first, second = hm.parse(f"listen x\n    {one}\n"), hm.parse(f"listen x\n    {other}\n")

    assert not hm.equivalent(first, second)
    assert hm.differences(first, second)


def test_two_of_different_kinds_are_told_apart() -> None:
    config = hm.parse(SOURCE)

    assert hm.differences(config, config.listens[0]) == ["the first is a configuration, the second a section"]
    assert hm.differences(config.listens[0], config.backends[0])[0].startswith("the first is listen `galera`")


@pytest.mark.parametrize(
    ("line", "place", "spelling"),
    [("timeout client 30s", 2, "30000"), ("bind *:80", 1, ":80"), ("http-request deny if a || b", 4, "or")],
)
def test_any_word_is_respelled_that_means_the_same(line: str, place: int, spelling: str) -> None:
    config = hm.parse(f"listen x\n    {line}  # kept\n")
    statement = config.listens[0].statements[0]

    with pytest.raises(hm.InvalidValue, match="does not mean"):
        statement.respell(place, "other")
    statement.respell(place, spelling)

    assert statement.words[place] == spelling
    assert hm.equivalent(config, hm.parse(f"listen x\n    {line}\n"))


def test_what_is_above_all_sections_counts() -> None:
    assert hm.differences(hm.parse("mode tcp\nlisten x\n"), hm.parse("listen x\n")) == [
        "what is above all sections is only in the first"
    ]
