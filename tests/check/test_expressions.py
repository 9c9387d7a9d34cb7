"""Sample expressions: names by version, arguments, types, and places."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.expressions.samples import (
    expression_problem,
    expression_words_problem,
    place_of,
    variable_name_problem,
)


@pytest.mark.parametrize(
    "text",
    [
        "path",
        "path()",
        "req.hdr(host),lower",
        "req.hdr(host,-1),,lower",
        "req.hdr(host,)",
        "src,ipmask(24)",
        "src_port,add(1),mod(7)",
        "var(txn.x)",
        "str(a),concat(-,txn.b,-)",
        "src,map_ip(/etc/geo.map,unknown)",
        "method",
        "date(0)",
        "req.hdr(a),word(2,'.,')",
    ],
)
def test_what_every_version_takes_has_no_problem(text: str) -> None:
    assert [expression_problem(text, version) for version in VERSIONS] == [None] * len(VERSIONS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nope", "unknown sample fetch `nope`"),
        ("path,nope", "unknown converter `nope`"),
        ("nope(x", "unknown sample fetch `nope`"),
        ("path(x)", "`path` takes no arguments"),
        ("req.hdr(a,1,2)", "`req.hdr` takes at most 2 arguments, found 3"),
        ("req.hdr(a,b)", "expected an integer as argument 2 of `req.hdr`, found `b`"),
        ("int", "expected an integer as argument 1 of `int`, found ``"),
        ("path,regsub(a)", "`regsub` takes at least 2 arguments, found 1"),
        ("bool(maybe)", "expected one of true, false, 1, 0 as argument 1 of `bool`, found `maybe`"),
        ("src,ipmask(33)", "expected a mask from 0 to 32 as argument 1 of `ipmask`, found `33`"),
        ("always_true,ipmask(24)", "the converter `ipmask` cannot be applied to a boolean: it takes an address"),
    ],
)
def test_what_every_version_refuses_has_a_reason(text: str, message: str) -> None:
    assert {expression_problem(text, version) for version in VERSIONS} == {message}


def test_names_and_arguments_belong_to_versions() -> None:
    assert (
        expression_problem("fc_pp_tlv(0xEE)", "2.8")
        == "the sample fetch `fc_pp_tlv` exists since HAProxy 2.9, the target is 2.8"
    )
    assert expression_problem("fc_pp_tlv(0xEE)", "3.0") is None
    assert expression_problem("str(a),bytes(txn.a)", "2.8") is not None
    assert expression_problem("str(a),bytes(txn.a)", "3.0") is None
    assert expression_problem("uuid(7)", "2.8") is not None
    assert expression_problem("uuid(7)", "3.0") is None
    assert expression_problem("query(with_qm)", "3.0") == "`query` takes no arguments"
    assert expression_problem("query(with_qm)", "3.2") is None


def test_what_lua_or_the_environment_provides_is_never_missing() -> None:
    assert expression_problem("lua.mine(1),lua.other,lower", "3.4") is None
    assert expression_problem(Expandable("$FETCH", '"$FETCH"'), "3.4") is None
    assert expression_words_problem(("req.hdr(x)", "lua.mine", "table"), "3.4") == (None, 2)


def test_a_fetch_is_usable_only_where_its_content_is_there() -> None:
    request, response = place_of("http-request", "frontend"), place_of("http-response", "frontend")

    assert expression_problem("path", "3.4", request) is None
    assert expression_problem("path", "3.4", response) == "`path` reads the HTTP request, not available at this point"
    assert expression_problem("capture.req.hdr(0)", "3.4", response) is None
    assert expression_problem("status", "3.4", request) is not None
    assert expression_problem("path", "3.4", place_of("log", "frontend")) is not None
    assert expression_problem("path", "3.4") is None


def test_a_proxy_of_two_sides_is_at_two_places() -> None:
    assert place_of("http-request", "listen") == "FE_HRQ_HDR BE_HRQ_HDR"
    assert place_of("http-request", "backend") == "BE_HRQ_HDR"
    assert expression_problem("be_name", "3.4", place_of("http-request", "frontend")) is not None
    assert expression_problem("be_name", "3.4", place_of("http-request", "listen")) is None


def test_converters_may_be_words_of_their_own() -> None:
    assert expression_words_problem(("req.hdr(x)", "lower", "table", "t"), "3.4") == (None, 2)
    assert expression_words_problem(("req.hdr(x),", "lower", "if", "a"), "3.4") == (None, 2)
    assert expression_words_problem(("src", "if", "a"), "3.4") == (None, 1)
    assert expression_words_problem(("nope", "if", "a"), "3.4") == ("unknown sample fetch `nope`", 1)
    assert expression_words_problem((), "3.4")[0] is not None


def test_variables_have_a_scope_and_a_name() -> None:
    assert [variable_name_problem(name, "3.4") for name in ("txn.a", "proc.A_b.c", "ptxn.a")] == [None] * 3
    assert (
        variable_name_problem("a", "3.0") == "a variable such as `txn.x`, of the scope proc, sess, txn, req, res, check"
    )
    assert "psess, ptxn, preq, pres" in (variable_name_problem("a", "3.4") or "")
    assert variable_name_problem("txn.", "3.4") is not None
    assert [version for version in VERSIONS if variable_name_problem("ptxn.a", version) is None] == ["3.2", "3.4"]
    assert variable_name_problem("txn.a-b", "3.4") == "a variable, whose name has only letters, digits, `.` and `_`"


@pytest.mark.parametrize(
    "expression",
    ["distcc_body(abc)", "req.payload_lv(-1,1)", "req.payload_lv(1,1,a)", "bin(00),be2dec(a,9)", "bin(00),be2hex(a,0)",
     "bin(00),bytes(-1)", "src,ipmask(24,200)", "fc_pp_tlv(a)", "internal.htx_blk.data(a)", "bin()"],
)  # fmt: skip
def test_arguments_of_a_narrow_kind_are_held_to_it(expression: str) -> None:
    good = (
        "distcc_body(abcd)", "req.payload_lv(0,1,-2)", "bin(00),be2dec(a,8,1)", "bin(00),be2hex(a,1)",
        "bin(00),bytes(0,txn.a)", "src,ipmask(24,::1)", "fc_pp_tlv(authority)", "fc_pp_tlv(0xEA)",
        "internal.htx_blk.data(tail)",
    )  # fmt: skip

    assert_accepted("".join((LISTENER, *(f" acl a {each} -m found\n" for each in good))), "3.4")
    assert_refused(f"{LISTENER} acl a {expression} -m found\n", "bad-criterion", 3, "3.4")


@pytest.mark.parametrize("scope", ["psess", "ptxn", "preq", "pres"])
@pytest.mark.parametrize(
    "expression",
    ["var({})", "str(a),concat(-,{},-)", "str(a),set-var({})", "str(a),strcmp({})", "int(1),add({})",
     "str(a),hmac(sha256,{})", "str(a),jwt_verify({},txn.a)"],
)  # fmt: skip
def test_the_scopes_of_the_parent_stream_exist_since_3_1(expression: str, scope: str) -> None:
    problems = {version: expression_problem(expression.format(f"{scope}.x"), version) for version in VERSIONS}

    assert [version for version, problem in problems.items() if problem is None] == ["3.2", "3.4"]
    assert expression_problem(expression.format("txn.x"), "2.6") is None


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        ("int(1),add(foo)", VERSIONS),
        ("int(1),and(3x)", VERSIONS),
        ("int(1),xor(0x3)", VERSIONS),
        ("str(a),jwt_verify(foo,txn.a)", VERSIONS[1:]),
        ("str(a),jwt_verify(,txn.a)", VERSIONS[1:]),
        ("str(a),hmac(sha256,foo)", VERSIONS[1:]),
        ("str(a),hmac(sha256,AAA)", VERSIONS[1:]),
        ("str(a),bytes(0,0)", VERSIONS[3:]),
        ("str(a),bytes(1,0)", VERSIONS[3:]),
        ("str(a),bytes(foo)", VERSIONS),
    ],
)
def test_an_argument_is_what_its_type_says_or_a_variable(text: str, versions: tuple[str, ...]) -> None:
    assert {version for version in versions if expression_problem(text, version)} == set(versions)


@pytest.mark.parametrize(
    "text",
    ["int(1),add(-3)", "int(1),add(+3)", "int(1),add()", "int(1),add(txn.a.b)", "str(a),hmac(sha256,AAA=)",
     "str(a),hmac(sha256,AA==)", "str(a),hmac(sha256,'')", "str(a),jwt_verify(RS256,x)", "str(a),bytes(0,1)"],
)  # fmt: skip
def test_what_is_of_the_type_has_no_problem(text: str) -> None:
    assert [expression_problem(text, version) for version in VERSIONS[1:]] == [None] * len(VERSIONS[1:])


@pytest.mark.parametrize("index", ["0", "00", "-0"])
@pytest.mark.parametrize("converter", ["field", "word"])
def test_parts_of_a_text_are_counted_from_1(converter: str, index: str) -> None:
    text = f"{LISTENER} mode http\n http-request set-header x %[str(a.b),{converter}({{}},.)]\n"

    assert_refused(text.format(index), "bad-argument", 4)
    assert_accepted(text.format("1"))
    assert_accepted(text.format("-2"))
