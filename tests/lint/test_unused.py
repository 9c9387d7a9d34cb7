"""Nothing that a line which is not understood may use is reported as unused."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm
from haproxy_model.testing.spellings import names
from tests.lint.findings import DEFAULTS, codes, found

#: kind -> how a thing of it is defined; nothing names it
SECTIONS = {
    "backend": "backend {}\n server s 192.0.2.9:80 check\n",
    "cache": "cache {}\n total-max-size 4\n",
    "fcgi-app": "fcgi-app {}\n docroot /x\n",
    "http-errors": "http-errors {}\n errorfile 503 /x\n",
    "peers": "peers {}\n peer p 192.0.2.9:1024\n",
    "resolvers": "resolvers {}\n nameserver n 192.0.2.9:53\n",
    "ring": "ring {}\n size 1024\n server s 192.0.2.9:514\n",
    "userlist": "userlist {}\n user u password x\n",
}
#: the name of the thing in all that follows
NAME = "spare-1"
FRONT = "frontend public\n bind 192.0.2.1:80\n mode http\n{}{} default_backend shop\n"
SHOP = "backend shop\n mode http\n server a 192.0.2.2:80 check\n server b 192.0.2.3:80 check\n"
ACL = f" acl {NAME} src 192.0.2.0/24\n"
#: lines that are not understood and name it
NAMING = {
    "a keyword that nobody knows": " frobnicate {}",
    "a keyword that is gone": " reqdeny ^x if {}",
    "negated": " frobnicate unless !{}",
    "in braces": " frobnicate if {{ {} }}",
    "an argument": " frobnicate nbsrv({})",
    "one of several": " frobnicate a,{},b",
    "part of a path": " frobnicate {}/server",
    "behind a sign": " frobnicate ring@{}",
    "behind a colon": " frobnicate to:{}",
    "words that are refused": " http-request set-header a b c {}",
    "a word that is refused": " http-request frobnicate if {}",
    "an option that nobody knows": " option frobnicate {}",
    "a quote that is never closed": ' http-request deny if "{} x',
    "an escape that is none": " http-request deny if {} \\xz",
    "a Lua action": " http-request lua.check {}",
    "a Lua fetch": " http-request deny if {{ lua.check({}) -m found }}",
    "a filter of something else": " filter opentracing config {}",
}
#: lines that are not understood and may stand for anything
OPEN = (
    " include conf.d/rules.cfg",
    " .include rules.cfg",
    " {{ rules }}",
    " {% for rule in rules %}",
    " {%- include 'rules.j2' %}",
    " <%= rules %>",
    " %(rules)s",
    " ${RULES}",
    ' "${RULES}"',
    ' "${RULES[*]}"',
    " @RULES@",
    ' http-request "$ACTION"',
    " http-request {{ action }}",
    " frobnicate {{ what }}",
    ' server x 192.0.2.9:80 "${OPTIONS}"',
    ' http-request deny if { src 192.0.2.1 } "{{ \'x\' }}" "never closed',
)
#: lines that are understood: the name, or what is filled in, is no use of it
UNDERSTOOD = (
    f" http-request set-header x-{NAME} {NAME}",
    f" description {NAME}",
    " bind {{ address }}:81",
    ' bind "${ADDRESS}:81"',
    " timeout client {{ patience }}",
    ' timeout client "$PATIENCE"',
    " maxconn <%= slots %>",
    ' acl other src "${NETWORK}"',
    " acl other path_reg ^/x$",
    " use_backend shop if { src @NETWORK@ }",
    f" # frobnicate {NAME}",
    f" use_backend shop if {{ hdr(host) {NAME} }}",
)


def text(kind: str, line: str) -> str:
    """A configuration with one thing of a kind that nobody uses, and a line in its frontend."""
    body = ACL if kind == "acl" else ""
    rest = "" if kind == "acl" else SECTIONS[kind].format(NAME)
    return DEFAULTS + FRONT.format(body, f"{line}\n" if line else "") + SHOP + rest


def is_unused(text: str, name: str = NAME, **options: object) -> bool:
    """Whether something is reported as unused."""
    return any(each.code == "REF008" and f"`{name}`" in each.message for each in found(text, **options))


@pytest.mark.parametrize("kind", ["acl", *SECTIONS])
def test_what_nothing_names_is_unused(kind: str) -> None:
    assert is_unused(text(kind, ""))


@pytest.mark.parametrize("kind", ["acl", *SECTIONS])
@pytest.mark.parametrize("line", NAMING.values(), ids=NAMING)
def test_a_line_that_is_not_understood_may_use_what_it_names(line: str, kind: str) -> None:
    assert not is_unused(text(kind, line.format(NAME)))


@pytest.mark.parametrize("line", NAMING.values(), ids=NAMING)
def test_it_uses_nothing_else(line: str) -> None:
    assert is_unused(text("acl", line.format("another")))
    assert is_unused(text("cache", line.format("another")))


@pytest.mark.parametrize("kind", ["acl", *SECTIONS])
@pytest.mark.parametrize("line", OPEN)
def test_a_line_that_may_stand_for_anything_may_use_anything(line: str, kind: str) -> None:
    assert not is_unused(text(kind, line))


@pytest.mark.parametrize("kind", ["acl", *SECTIONS])
@pytest.mark.parametrize("line", UNDERSTOOD)
def test_a_line_that_is_understood_uses_what_it_names_in_its_place_only(line: str, kind: str) -> None:
    assert is_unused(text(kind, line))


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (" use_backend {{ target }}", {"backend"}),
        (" use_backend @TARGET@ if { src 192.0.2.1 }", {"backend"}),
        (" http-request deny if { ${CRITERION} }", {"acl", "backend", "peers", "ring", "userlist"}),
        (' http-request set-header x "%[${FETCH}]"', {"acl", "backend", "peers", "ring", "userlist"}),
        (" http-request deny if {{ name }}", {"acl"}),
        (" http-request cache-use {{ name }} if { src 192.0.2.1 }", {"cache"}),
        (" http-request return status 200 content-type a lf-file /x", {"acl", "backend", "peers", "ring", "userlist"}),
        (" filter spoe engine e config /x", {"backend", "peers", "ring", "userlist"}),
        (" http-request auth unless { http_auth({{ list }}) }", {"acl", "backend", "peers", "ring", "userlist"}),
    ],
)
def test_what_is_filled_in_may_name_what_its_place_names(line: str, kinds: set[str]) -> None:
    assert {kind for kind in ("acl", *SECTIONS) if not is_unused(text(kind, line))} == kinds


def test_a_script_may_name_what_expressions_name() -> None:
    script = "global\n lua-load /x\n"

    assert {kind for kind in ("acl", *SECTIONS) if not is_unused(script + text(kind, ""))} == {
        "backend", "peers", "ring", "userlist",
    }  # fmt: skip


def test_acls_are_looked_for_in_their_section_alone() -> None:
    for line in (f" frobnicate {NAME}", " {{ rules }}", " include x", f' http-request deny if "{NAME} x'):
        assert is_unused(text("acl", "").replace(SHOP, SHOP + f"{line}\n"))
        assert not is_unused(text("backend", "").replace(SHOP, SHOP + f"{line}\n"))


def test_a_definition_is_no_use_of_itself() -> None:
    assert is_unused(text("acl", "").replace("src 192", "nonsense 192"))
    assert is_unused(text("acl", f" acl {NAME} src 192.0.2.9 nonsense/9"))
    assert is_unused(text("cache", "").replace(f"cache {NAME}", f"cache {NAME} nonsense"))


@pytest.mark.parametrize("name", ["{{ name }}", "app-{{ name }}", "<name>", "@NAME@", "${NAME}", '"${NAME}"'])
def test_what_has_a_name_that_is_filled_in_may_be_what_any_line_means(name: str) -> None:
    assert "REF008" not in codes(text("acl", "").replace(NAME, name))
    assert "REF008" not in codes(text("backend", "").replace(NAME, name))


@pytest.mark.parametrize("condition", ["version_atleast(2.6)", "version_before(2.6)", "defined(X)"])
def test_what_a_branch_that_is_not_taken_names_is_used(condition: str) -> None:
    line = f" .if {condition}\n frobnicate {NAME}\n .else\n timeout client 5s\n .endif"

    assert not is_unused(text("acl", line))
    assert is_unused(text("acl", line.replace(NAME, "another")))


def test_a_variable_that_is_known_is_what_it_says() -> None:
    assert not is_unused(text("acl", ' "${WHAT}" x'))
    assert is_unused(text("acl", ' "${WHAT}" x'), environment={"WHAT": "description"})
    assert not is_unused(text("acl", ' frobnicate "${WHAT}"'), environment={"WHAT": NAME})


def test_a_server_that_a_line_may_choose_is_not_called_unreachable() -> None:
    pool = "backend shop\n server a 192.0.2.2:80\n server sorry 192.0.2.3:80 check backup\n{}\n"
    names = ("", " use-server sorry if { src ::1 }", " frobnicate sorry", " {{ rules }}", " frobnicate another")

    assert ["HA003" in codes(DEFAULTS + pool.format(line)) for line in names] == [True, False, False, False, True]


@given(names, st.sampled_from(["frobnicate {}", "x if {}", "x {{ {} }}", "x !{}", "x a({},b)", "x {}/y", 'x "{}']))
def test_any_name_counts_wherever_it_stands_in_such_a_line(name: str, line: str) -> None:
    before = DEFAULTS + FRONT.format(f" acl {name} src ::1\n", "") + SHOP
    after = before.replace(" default_backend", f" {line.format(name)}\n default_backend")

    assert is_unused(before, name, select=["REF008"])
    assert not is_unused(after, name, select=["REF008"])


@pytest.mark.parametrize(("line", "is_reported"), [("", True), (" frobnicate m", False), (" frobnicate x", True)])
def test_mailers_that_such_a_line_may_use_are_not_called_unused(line: str, is_reported: bool) -> None:
    config = hm.parse(f"mailers m\n mailer a 192.0.2.1:25\nlisten l\n bind :80\n{line}\n server a 192.0.2.1:80\n")

    assert ("CFG177" in [each.code for each in hm.check(config)]) is is_reported


@pytest.mark.parametrize(("line", "is_reported"), [("", True), (" frobnicate", False)])
def test_a_permission_that_such_a_line_may_need_is_not_called_unused(line: str, is_reported: bool) -> None:
    config = hm.parse(f"global\n expose-experimental-directives\nlisten l\n bind :80\n{line}\n")

    assert ("CFG191" in [each.code for each in hm.check(config)]) is is_reported
