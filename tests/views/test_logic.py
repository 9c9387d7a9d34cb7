"""Conditions as values: what is said of them holds for every request that anybody can think of here."""

from __future__ import annotations

import re
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, strategies as st
from work import bounded

import haproxy_model as hm
from haproxy_model.model.rules import Acl
from haproxy_model.values.condition import Condition, read_condition
from haproxy_model.views.logic import Acls, covers, decided, excludes, implies


class Request(NamedTuple):
    """What the conditions here look at."""

    path: str
    method: str
    src: str
    hosts: tuple[str, ...]
    port: int


REQUESTS = [
    Request(*each)
    for each in product(
        ("/", "/a", "/ab", "/A", "/b/a", "", "/a/b", "/b.a", "/ab/a/"),
        ("GET", "POST"),
        ("10.0.0.1", "10.0.1.1", "192.0.2.1"),
        ((), ("a",), ("a", "b")),
        (80, 443, 444),
    )
]
NETWORKS = {"10.0.0.0/24": ("10.0.0.",), "10.0.0.0/16": ("10.0.",), "192.0.2.1": ("192.0.2.1",)}
NUMBERS = {
    "80": lambda port: port == 80,
    "gt 80": lambda port: port > 80,
    "le 443": lambda port: port <= 443,
    "443:444": lambda port: 443 <= port <= 444,
}
DELIMITERS = {"dir": "[/?]", "dom": "[/?.:]"}
PATTERNS = st.lists(st.sampled_from(["/", "/a", "/ab", "/A", "a", "b"]), min_size=1, max_size=2).map(" ".join)
CRITERIA = st.one_of(
    st.builds("{} {}".format, st.sampled_from(["path", "path_beg", "path_end", "path_sub", "path -i"]), PATTERNS),
    st.builds("path -m {} {}".format, st.sampled_from(["str", "beg", "end", "sub", "dir", "dom"]), PATTERNS),
    st.builds("{} {}".format, st.sampled_from(["path_dir", "path_dom", "path,lower"]), PATTERNS),
    st.builds(
        "path_reg {}{}{}".format, *map(st.sampled_from, (["", "^", ".*"], ["/a", "a", "/b\\.a"], ["", "$", "/.*"]))
    ),
    st.sampled_from(["method GET", "method POST", "method GET POST", "always_true", "always_false", "path -m found"]),
    st.sampled_from(sorted(NETWORKS)).map("src {}".format),
    st.sampled_from(["hdr(host) a", "hdr(host) b", "req.hdr(host) a b"]),
    st.sampled_from(sorted(NUMBERS)).map("dst_port {}".format),
)
ACLS = {"x": ["path_beg /a"], "y": ["method GET", "src 10.0.0.0/16"], "TRUE": ["path /"], "z": ["always_true"]}
TERMS = st.one_of(
    CRITERIA.map("{{ {} }}".format),
    CRITERIA.map("!{{ {} }}".format),
    st.sampled_from(["x", "!x", "y", "!y", "TRUE", "z"]),
)
CONDITIONS = st.builds(
    lambda keyword, alternatives: f"{keyword} " + " or ".join(map(" ".join, alternatives)),
    st.sampled_from(["if", "if", "unless"]),
    st.lists(st.lists(TERMS, min_size=1, max_size=3), min_size=1, max_size=2),
)


def lines() -> Acls:
    return {name: [Acl(name, *words.split()) for words in each] for name, each in ACLS.items()}


def condition(text: str) -> Condition:
    read = read_condition(text.split())
    assert isinstance(read, Condition)
    return read


def fits(criterion: str, request: Request) -> bool:
    """HAProxy's own reading of a criterion, for the few that stand here."""
    name, *words = criterion.split()
    if name.startswith("always_"):
        return name == "always_true"
    if name == "method":
        return request.method in words
    if name == "src":
        return request.src.startswith(NETWORKS[words[0]])
    if name == "dst_port":
        return NUMBERS[" ".join(words)](request.port)
    if name.endswith("hdr(host)"):
        return any(host in words for host in request.hosts)
    kind = name.partition("_")[2] or "str"
    path = request.path.lower() if name.endswith(",lower") else request.path
    if words[0] == "-m":
        kind, words = words[1], words[2:]
    elif words[0] == "-i":
        path, words = path.lower(), [word.lower() for word in words[1:]]
    if kind == "found":
        return True
    if kind == "reg":
        return re.search(words[0], path) is not None
    if kind in DELIMITERS:
        parts = [re.split(DELIMITERS[kind], word) for word in words]
        return any(_holds(re.split(DELIMITERS[kind], path), [each for each in part if each]) for part in parts)
    compare = {"str": str.__eq__, "beg": str.startswith, "end": str.endswith, "sub": str.__contains__}[kind]
    return any(compare(path, word) for word in words)


def _holds(pieces: list[str], wanted: list[str]) -> bool:
    """Whether the pieces of a path have those of a word, one after the other."""
    return bool(wanted) and any(pieces[at : at + len(wanted)] == wanted for at in range(len(pieces)))


def holds(text: str, request: Request) -> bool:
    read = condition(text)

    def term(each: hm.Term) -> bool:
        criteria = [" ".join(each.criterion)] if each.criterion is not None else ACLS[each.name or ""]
        return any(fits(criterion, request) for criterion in criteria) is not each.negated

    return any(all(map(term, terms)) for terms in read.alternatives) is (read.keyword == "if")


@given(CONDITIONS)
def test_what_is_decided_is_so_for_every_request(text: str) -> None:
    answer = decided(condition(text), lines())

    if answer is not None:
        assert {holds(text, request) for request in REQUESTS} == {answer}


@given(CONDITIONS, CONDITIONS)
def test_what_follows_holds_in_every_request_in_which_the_first_does(first: str, second: str) -> None:
    answer = implies(condition(first), condition(second), lines())

    if answer is True:
        assert all(holds(second, request) for request in REQUESTS if holds(first, request))
    elif answer is False:
        assert any(holds(first, request) and not holds(second, request) for request in REQUESTS)


@given(CONDITIONS, CONDITIONS)
def test_what_excludes_another_never_holds_beside_it(first: str, second: str) -> None:
    answer = excludes(condition(first), condition(second), lines())

    if answer is True:
        assert not any(holds(first, request) and holds(second, request) for request in REQUESTS)
    elif answer is False:
        assert any(holds(first, request) and holds(second, request) for request in REQUESTS)


@given(st.lists(CONDITIONS, max_size=3))
def test_of_conditions_that_cover_everything_one_holds_in_every_request(texts: list[str]) -> None:
    answer = covers(map(condition, texts), lines())

    if answer is True:
        assert all(any(holds(text, request) for text in texts) for request in REQUESTS)
    elif answer is False:
        assert not all(any(holds(text, request) for text in texts) for request in REQUESTS)


@given(st.lists(CONDITIONS, max_size=3), CONDITIONS)
def test_where_something_is_given_they_cover_the_requests_in_which_it_holds(texts: list[str], fact: str) -> None:
    if covers(map(condition, texts), lines(), (condition(fact),)) is True:
        assert all(any(holds(text, request) for text in texts) for request in REQUESTS if holds(fact, request))


@given(CONDITIONS)
def test_a_condition_follows_from_itself_and_excludes_its_negation(text: str) -> None:
    keyword, _, rest = text.partition(" ")
    opposite = f"{'unless' if keyword == 'if' else 'if'} {rest}"

    assert implies(condition(text), condition(text), lines()) in (True, None)
    assert excludes(condition(text), condition(opposite), lines()) in (True, None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("if { path /a }", "if { path /a /b }"),
        ("if { path /api/x }", "if { path_beg /api }"),
        ("if { path_beg /api/v1 }", "if { path_beg /api }"),
        ("if { src 10.1.0.0/16 }", "if { src 10.0.0.0/8 }"),
        ("if { dst_port 443 }", "if { dst_port gt 80 }"),
        ("if { hdr(host) a }", "if { req.hdr(host) -i a b }"),
        ("if x { method GET }", "if x"),
        ("if x", "if x or y"),
        ("unless x or y", "if !x"),
        ("if { method GET }", "unless { method POST }"),
        ("if METH_POST", "unless METH_GET"),
        ("if { path /a }", "if { path -m found }"),
        ("if { path_beg /api/v1/ }", "if { path_dir api }"),
        ("if { path_dir /api/v1 }", "if { path_sub i/v }"),
        ("if { hdr(host) www.shop.example:80 }", "if { hdr_dom(Host) -i shop.example }"),
        ("if { hdr_end(host) .shop.example }", "if { req.hdr(host) -m dom example }"),
        ("if { path /api/x }", "if { path_reg ^/api/.* }"),
        ("if { hdr_reg(host) -i ^www\\.shop\\.example$ }", "if { hdr(host),lower www.shop.example }"),
        ("if { hdr(host),lower -m end .shop.example }", "if { hdr_end(host) -i .Example }"),
        ("if { path_beg /a }", "if { path_reg .* }"),
    ],
)
def test_some_conditions_follow_from_others(first: str, second: str) -> None:
    acls = {name: each for name, each in lines().items() if name in ("x", "y")}

    assert implies(condition(first), condition(second), acls) is True


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("if { path_beg /a }", "if { path_beg /b }"),
        ("if { path /b }", "if x"),
        ("if { src 10.0.0.0/8 }", "if { src 192.0.2.0/24 }"),
        ("if { dst_port 80 }", "if { dst_port 443 }"),
        ("if x y", "if !x"),
        ("if { ssl_fc }", "if !{ ssl_fc }"),
        ("if { path /a }", "if { path -i /B }"),
    ],
)
def test_some_conditions_exclude_others(first: str, second: str) -> None:
    assert excludes(condition(first), condition(second), lines()) is True


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("if { hdr(host) a }", "if { hdr(host) b }"),  # a request may have two
        ("if { rand(2) 0 }", "if { rand(2) 1 }"),  # each asks anew
        ("if { path -f here }", "if { path -f there }"),
        ("if nobody_knows", "if x"),
        ("if { src 10.0.0.1 }", "if { src ::1 }"),
        ("if { path_reg ^/a|^/b }", "if { path_beg /a }"),
        ("if { path_beg /api }", "if { path_dir api }"),
        ("if { path_reg ^/a\\d }", "if { path_beg /a }"),
        ("if { path -m dir / }", "if { path -m sub / }"),
    ],
)
def test_what_nobody_can_tell_is_none(first: str, second: str) -> None:
    assert excludes(condition(first), condition(second), lines()) is None
    assert implies(condition(first), condition(second), lines()) is None


def test_an_acl_of_the_section_hides_the_predefined_one_of_its_name() -> None:
    assert decided(condition("if TRUE"), {}) is True
    assert decided(condition("if TRUE"), lines()) is None
    assert decided(condition("if { path /a } { path /b }"), {}) is False


def test_conditions_too_large_to_compare_are_none_at_once() -> None:
    many = "if " + " ".join(f"!{{ path /{n} }}" for n in range(40))
    wide = "unless " + " or ".join(f"{{ path /{n} }} {{ hdr(host) {n} }}" for n in range(40))

    assert implies(condition(many), condition("if { path /0 }"), {}) is None
    assert decided(condition(wide), {}) is None


def test_comparing_long_lists_of_patterns_is_no_work_of_their_product() -> None:
    def long(letter: str) -> Condition:
        return condition("if { path " + " ".join(f"/{letter}{n}" for n in range(20_000)) + " }")

    with bounded():
        assert excludes(long("a"), long("b"), {}) is None
        assert implies(long("a"), long("a"), {}) is True
