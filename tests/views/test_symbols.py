"""What has a name, where it is given and where it is used (language reference, 10)."""

import pytest
from hypothesis import given

import haproxy_model as hm
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.links import linked_configs
from haproxy_model.testing.spellings import arbitrary_bytes

TEXT = """\
global
    log ring@r local0
defaults d
    mode http
defaults d2 from d
peers p
    peer me 192.0.2.1:1
    table t type ip size 1k
resolvers dns
cache c
    total-max-size 4
userlist u
    group g users al,bo
    user al password x groups g
crt-store st
    load crt a.pem alias site
ring r
    size 1
frontend f from d2
    bind :80 ssl crt "@st/site"
    acl is_a path /a
    acl up nbsrv(a) gt 1
    use_backend a if is_a !up { srv_is_up(a/s1) } || { be_sess_rate("b") gt 10 }
    default_backend b
    http-request track-sc1 src,ipmask(24) table a if up
    http-request track-sc0 src table p/t
    http-request set-header X "%[nbsrv(b)] %{+Q}[be_conn(a),in_table(a)]"
    http-request cache-use c if is_a
    http-request do-resolve(txn.x,dns,ipv4) hdr(host)
    http-request auth unless { http_auth(u) }
    http-request deny if { acl(is_a,!up) }
    filter bwlim-in lim default-limit 1m default-period 1s
    http-request set-bandwidth-limit lim
    stats scope b
backend a
    stick-table type ip size 1k peers p
    stick on src table b
    server s1 192.0.2.1:80 track b/t2 resolvers dns
    server s2 192.0.2.1:80 track s1
    use-server s1 if { srv_is_up(s1) }
backend b
    server-template t 1-3 192.0.2.1:80
"""


def lines(symbol: hm.Symbol) -> tuple[list[int], list[int]]:
    """The lines of its definitions, and of its uses."""
    symbols = CONFIG.symbols()
    given, used = ([symbols.span(each).line for each in those] for those in (symbol.definitions, symbol.uses))
    return given, used


CONFIG = hm.parse(TEXT)


@pytest.mark.parametrize(
    ("kind", "name", "owner", "given", "used"),
    [
        ("ring", "r", None, [17], [2]),
        ("defaults", "d", None, [3], [5]),
        ("defaults", "d2", None, [5], [19]),
        ("peers", "p", None, [6], [26, 36]),
        ("table", "t", "p", [8], [26]),
        ("resolvers", "dns", None, [9], [29, 38]),
        ("cache", "c", None, [10], [28]),
        ("userlist", "u", None, [12], [30]),
        ("group", "g", "u", [13], [14]),
        ("user", "al", "u", [14], [13]),
        ("crt-store", "st", None, [15], [20]),
        ("certificate", "site", "st", [16], [20]),
        ("acl", "is_a", "f", [21], [23, 28, 31]),
        ("acl", "up", "f", [22], [23, 25, 31]),
        ("filter", "lim", "f", [32], [33]),
        ("backend", "a", None, [35], [22, 23, 23, 25, 27, 27]),
        ("backend", "b", None, [41], [23, 24, 27, 34, 37, 38]),
        ("server", "s1", "a", [38], [23, 39, 40, 40]),
        ("server", "t", "b", [42], [38]),
        ("frontend", "f", None, [19], []),
    ],
)
def test_every_use_is_found(kind: str, name: str, owner: str | None, given: list[int], used: list[int]) -> None:
    symbol = CONFIG.symbols().find(kind, name, owner)

    assert lines(symbol) == (given, used)


def test_a_symbol_is_found_at_its_definition_and_at_its_uses() -> None:
    symbols = CONFIG.symbols()
    at = TEXT.splitlines()[22].index("a/s1") + 1

    assert symbols.at(35, 9) is symbols.find("backend", "a")
    assert symbols.at(23, at) is symbols.find("backend", "a")
    assert symbols.at(23, at + 2) is symbols.find("server", "s1")
    assert symbols.at(38, TEXT.splitlines()[37].index("t2") + 1) is symbols.find("server", "t")
    assert symbols.at(4, 6) is None


def test_names_that_nothing_has_are_unresolved_and_predefined_acls_are_none_of_them() -> None:
    symbols = hm.parse("frontend f\n default_backend nope\n http-request deny if TRUE !x\n").symbols()

    assert [(each.kinds, each.name) for each in symbols.unresolved] == [
        (("backend", "listen"), "nope"),
        (("acl",), "x"),
    ]


def test_an_acl_is_all_of_its_lines_and_that_of_its_section() -> None:
    text = "frontend f\n acl x src 192.0.2.1\n acl x src 192.0.2.2\n http-request deny if x\n"
    config = hm.parse(f"{text}frontend g\n acl x src 192.0.2.3\n")
    symbol = config.symbols().find("acl", "x", "f")

    assert (len(symbol.definitions), len(symbol.uses)) == (2, 1)
    with pytest.raises(hm.UnknownName, match="acl/f/x`, `acl/g/x"):
        config.symbols().find("acl", "x")


def test_a_near_name_is_suggested() -> None:
    with pytest.raises(hm.UnknownName, match="did you mean dns"):
        CONFIG.symbols().find("resolvers", "dsn")


def test_a_table_of_a_frontend_and_a_backend_of_one_name_is_that_of_the_one_that_has_it() -> None:
    text = "frontend x\n stick-table type ip size 1\nbackend x\nbackend y\n stick on src table x\n"
    symbols = hm.parse(text).symbols()

    assert (len(symbols.find("frontend", "x").uses), len(symbols.find("backend", "x").uses)) == (1, 0)


@given(linked_configs())
def test_the_text_at_the_span_of_a_name_is_the_name(text: str) -> None:
    symbols = hm.parse(text).symbols()

    for symbol in symbols:
        for mention in (*symbol.definitions, *symbol.uses):
            span = symbols.span(mention)
            assert text.encode()[span.start : span.end].decode() == symbol.name
            assert symbols.at(span.line, span.column) is symbol


@given(linked_configs())
def test_a_configuration_whose_names_all_lead_somewhere_has_no_unresolved_use(text: str) -> None:
    symbols = hm.parse(text).symbols()

    assert not symbols.unresolved
    assert not symbols.dynamic


@given(arbitrary_bytes | configs)
def test_no_file_keeps_its_names_from_being_listed(source: bytes) -> None:
    config = hm.parse(source)
    symbols = config.symbols()

    for symbol in symbols:
        assert symbol.definitions
        [symbols.span(each) for each in (*symbol.definitions, *symbol.uses)]
    [symbols.span(each) for each in (*symbols.unresolved, *symbols.dynamic)]
    assert config.dump() == source
