"""Law 2 for `check`: whatever a file holds, it returns, and its work grows as the input does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st
from work import assert_linear, bounded, size_of

import haproxy_model as hm
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.spellings import arbitrary_bytes

_HARD: dict[str, Callable[[int], bytes]] = {
    "nested blocks": lambda n: b".if 1\n" * n + b".endif\n" * n,
    "blocks that never close": lambda n: b"global\n" + b".if 0\n" * n,
    "one chain of branches": lambda n: b".if 0\n" + b".elif 0\n" * n + b".endif\n",
    "ends without a block": lambda n: b".endif\n" * n,
    "unknown directives": lambda n: b".foo\n" * n,
    "blocks in a row": lambda n: b"backend b\n" + b".if defined(A)\n x\n.else\n y\n.endif\n" * n,
    "deep parentheses": lambda n: b".if " + b"(" * n + b"1" + b")" * n + b"\n.endif\n",
    "deep negation": lambda n: b".if " + b"!(1&&" * n + b"1" + b")" * n + b"\n.endif\n",
    "many operands": lambda n: b".if " + b"1||" * n + b"1\n.endif\n",
    "unknown keywords": lambda n: b"backend b\n" + b"".join(b" word%d\n" % i for i in range(n)),
    "unknown ACLs": lambda n: b"listen l\n" + b"".join(b" http-request deny if a%d\n" % i for i in range(n)),
    "ACLs defined too late": lambda n: (
        b"listen l\n"
        + b"".join(b" http-request deny if a%d\n" % i for i in range(n))
        + b"".join(b" acl a%d path /\n" % i for i in range(n))
    ),
    "unknown backends": lambda n: b"listen l\n" + b"".join(b" use_backend a%d if TRUE\n" % i for i in range(n)),
    "unknown default backends": lambda n: b"".join(b"listen l%d\n default_backend b%d\n" % (i, i) for i in range(n)),
    "proxies in mode tcp with cookies of their own": lambda n: b"".join(
        b"backend b%d\n mode tcp\n cookie c%d insert\n server s%d :%d cookie w%d\n" % (i, i, i, i % 60000 + 1, i)
        for i in range(n)
    ),
    "disabled proxies": lambda n: b"".join(b"listen l%d\n disabled\n bind :1\n server s :1\n" % i for i in range(n)),
    "an ACL of many lines, used often": lambda n: (
        b"listen l\n" + b" acl a path_beg /x\n" * n + b" http-request deny if a\n" * n
    ),
    "a table that stores one thing again and again": lambda n: (
        b"backend b\n stick-table type ip size 1k store " + b"http_req_rate(10s)," * n + b"gpc0\n"
    ),
    "a long log format": lambda n: b"listen l\n log-format " + b"%ci[%[src]]" * n + b"\n",
    "a long chain of converters": lambda n: b"listen l\n acl a path" + b",lower" * n + b" x\n",
    "many addresses on a line": lambda n: b"listen l\n bind " + b":80," * n + b":81\n",
    "open groups in a regular expression": lambda n: b"listen l\n acl a path_reg " + b"(a*" * n + b"\n",
    "classes in a regular expression that never close": lambda n: b"listen l\n acl a path_reg " + b"[[:a]" * n + b"\n",
    "expressions that lead nowhere": lambda n: (
        b"listen l\n mode http\n http-request set-header X " + b"%[nbsrv(a)]" * n + b"\n"
    ),
    "numbers of many digits": lambda n: (
        b"backend b\n server s :1 weight " + b"9" * n + b"\n acl a dst_port " + b"9" * n
    ),
    "servers that track the one above": lambda n: (
        b"backend b\n server s0 :1 check\n" + b"".join(b" server s%d :1 track s%d\n" % (i + 1, i) for i in range(n))
    ),
    "unknown defaults": lambda n: b"".join(b"listen l%d from d%d\n" % (i, i) for i in range(n)),
    "a chain of defaults": lambda n: (
        b"defaults d0\n disabled\n"
        + b"".join(b"defaults d%d from d%d\nlisten l%d from d%d\n server s :1\n" % (i + 1, i, i, i) for i in range(n))
    ),
    "many lines in the defaults": lambda n: (
        b"defaults\n" + b" retries 3\n" * n + b"".join(b"listen l%d\n" % i for i in range(n))
    ),
    "sections of one name": lambda n: b"backend b\n" * n,
    "defaults of one name": lambda n: b"defaults d\nlisten l from d\n" * n,
    "servers of one name": lambda n: b"backend b\n" + b" server s 10.0.0.1:80 id 7\n" * n,
    "templates of many servers": lambda n: b"backend b\n" + b" server-template s 1-999999 10.0.0.1:80\n" * n,
    "long headers": lambda n: (b"frontend f" + b" x" * 60 + b"\n") * n,
    "a long name and findings in it": lambda n: b"backend " + b"b" * n * 10 + b"\n" + b" x\n" * n,
    "quotes": lambda n: b"backend b\n description " + b"'" * n + b"\n",
    "weak quotes": lambda n: b"backend b\n description " + b'"' * (n * 2 + 1) + b"\n",
    "one long word": lambda n: b"backend b\n " + b"x" * (n * 50) + b"\n",
    "one long line": lambda n: b"backend b\n " + b"x " * (n * 25) + b"\n",
    "prefixes": lambda n: b"backend b\n" + b" no no no no no\n no\n default\n" * n,
    "NULs": lambda n: b"backend b\n" + b" server a\0b c\n a\\x00b\n" * n,
    "empty words": lambda n: b"backend b\n" + b' server "" x\n "" x\n mode "$X"\n' * n,
    "placeholders": lambda n: b"backend b\n" + b" server <a> {{ b }}:80\n {% c %}\n" * n,
    "placeholders in one line": lambda n: b"backend b\n server " + b"{{a}}<b>@C@" * n + b"\n",
    "placeholders that never close": lambda n: b"backend b\n server " + b"{{{%<a" * n + b"\n",
    "keywords alone": lambda n: (
        b"listen l\n server\n use_backend\n default_backend\n acl\n stick\n stats\n monitor\n"
        b" http-request\n tcp-request\n redirect\n server-template\n http-request deny if {\n use-server if\n" * n
    ),
    "lines before any section": lambda n: b"x y\n" * n,
    "variables": lambda n: b"global\n" + b' setenv A "$E$B${C-d}${D[*]}"\n .if streq("$A",b)\n .endif\n' * n,
    "a variable that gets longer and longer": lambda n: (
        b"global\n" + b' setenv A "$A${C-%s}"\n .if streq("$A",b)\n .endif\n' % (b"d" * 50) * n
    ),
}


#: The shapes of one line that gets long: expressions look at much of it at once.
_LONG = [shape for shape, make in _HARD.items() if max(map(len, make(1_000).split(b"\n"))) >= 1_000]


def _check(package: Any, source: bytes) -> None:
    package.check(package.parse(source), version="3.4")


@pytest.mark.parametrize("shape", _HARD)
def test_the_work_of_check_grows_as_the_input_does(shape: str) -> None:
    assert_linear(_check, _HARD[shape])


@pytest.mark.parametrize("shape", _LONG)
def test_check_of_a_long_line_ends(shape: str) -> None:
    with bounded():
        _check(hm, _HARD[shape](size_of(_HARD[shape], 200_000)))


@pytest.mark.parametrize("version", ["2.4", "2.6", "3.2"])
def test_no_hard_shape_raises_in_any_version(version: str) -> None:
    for shape in _HARD.values():
        hm.check(hm.parse(shape(50)), version=version)


@given(arbitrary_bytes | configs, st.sampled_from(["2.4", "2.6", "2.8", "3.0", "3.2", "3.4"]))
def test_every_message_is_short_and_can_be_printed(source: bytes, version: str) -> None:
    for diagnostic in hm.check(hm.parse(source), version=version):
        shown = f"{diagnostic.message}{diagnostic.section}"

        assert len(shown) < 800
        assert all(character >= " " for character in shown)
        shown.encode()
