"""What the rules of routing must not flag, beside what they flag."""

from __future__ import annotations

import pytest

from haproxy_model.diagnostics import Severity
from tests.lint.findings import DEFAULTS, assert_looks_away, assert_mended, codes, found, severity
from tests.lint.test_guards import Guard, replaced

WARNING, INFO = Severity.WARNING, Severity.INFO

#: A frontend for HTTP with lines of its own, which leads to three backends.
FRONT = """\
frontend f
 bind :80
 mode http
 timeout http-request 5s
{}
 default_backend a
backend a
 mode http
 server s1 192.0.2.1:80
backend b
 mode http
 server s2 192.0.2.2:80
backend c
 mode http
 server s3 192.0.2.3:80
"""


def front(*lines: str) -> str:
    """The frontend with some lines."""
    return FRONT.format("\n".join(f" {line}" for line in lines))


def chosen(first: str, second: str, *lines: str) -> str:
    """A frontend in which two conditions choose a backend each."""
    return front(*lines, f"use_backend b {first}", f"use_backend c {second}")


def ruled(*lines: str) -> str:
    return front(*(f"http-request {line}" for line in lines))


SHADOWED = chosen("if { path_beg /api }", "if { path_beg /api/v2 }")
LOST = ruled("allow if { path_beg /a }", "deny if { path_beg /a/b }")
GUARDS = (
    Guard("RTE001", SHADOWED, "the exception comes first", chosen("if { path_beg /api/v2 }", "if { path_beg /api }")),
    Guard("RTE001", SHADOWED, "another method", chosen("if { path /api }", "if { path_beg /api }")),
    Guard("RTE001", SHADOWED, "more is asked", chosen("if { path_beg /a } { method GET }", "if { path_beg /a/b }")),
    Guard("RTE001", SHADOWED, "unknown patterns", chosen("if { path -f /x }", "if { path -f /y }")),
    Guard("RTE001", SHADOWED, "a case that -i folds", chosen("if { path_beg /api }", "if { path_beg -i /api/v2 }")),
    Guard("RTE001", SHADOWED, "it may fall through", replaced(SHADOWED, "use_backend b", "use_backend b-%[path]")),
    Guard("RTE001", SHADOWED, "it is off", replaced(SHADOWED, "backend b\n", "backend b\n disabled\n")),
    Guard("RTE001", SHADOWED, "another host", chosen("if { hdr(host) -i a }", "if { hdr(host) -i b }")),
    Guard("RTE001", chosen("", "if { path /x }"), "the last line", chosen("if { path /x }", "")),
    Guard("RTE005", LOST, "the deny comes first", ruled("deny if { path_beg /a/b }", "allow if { path_beg /a }")),
    Guard("RTE005", LOST, "the path is altered", replaced(LOST, "/a }\n", "/a }\n http-request set-path /\n")),
    Guard("RTE005", LOST, "Lua may alter it", replaced(LOST, "/a }\n", "/a }\n http-request lua.x\n")),
    Guard("RTE005", LOST, "another ruleset", front("http-request allow", "http-response deny")),
    Guard("RTE005", LOST, "it goes on", ruled("set-header X a if { path_beg /a }", "deny if { path_beg /a/b }")),
    Guard("RTE005", LOST, "ignore-empty", ruled("redirect location %[path] ignore-empty", "deny if { path_beg /a/b }")),
)  # fmt: skip

NEVER = ruled("deny if {{ {} }}".format("path_beg admin"))
HOST = ruled("deny if { hdr(host) *.shop.example }")
BOTH = ruled("deny if { path_beg /a } { path_beg /b }")
GUARDS += (
    Guard("RTE002", NEVER, "a slash", replaced(NEVER, "admin", "/admin")),
    Guard("RTE002", NEVER, "words of a path", replaced(NEVER, "path_beg", "path_dir")),
    Guard("RTE002", NEVER, "somewhere in it", replaced(NEVER, "path_beg", "path_sub")),
    Guard("RTE002", NEVER, "a template", replaced(NEVER, "admin", "<path>")),
    Guard("RTE002", NEVER, "a variable", replaced(NEVER, "admin", '"$ADMIN"')),
    Guard("RTE002", NEVER, "a name to be filled in", replaced(NEVER, "admin", "__ADMIN_PATH__")),
    Guard("RTE002", NEVER, "another value", replaced(NEVER, "path_beg", "req.hdr(x-path)")),
    Guard("RTE002", NEVER, "a converter that changes it", replaced(NEVER, "path_beg", "path,field(2,/)")),
    Guard("RTE002", HOST, "an ending", replaced(HOST, "hdr(host) *", "hdr_end(host) ")),
    Guard("RTE002", HOST, "a regular expression", replaced(HOST, "hdr(host) *", "hdr_reg(host) ^[a-z]*")),
    Guard("RTE002", HOST, "an IPv6 address", replaced(HOST, "*.shop.example", "[2001:db8::1]:8080")),
    Guard("RTE002", BOTH, "one begins as the other", replaced(BOTH, "/b", "/a/b")),
    Guard("RTE002", BOTH, "alternatives", replaced(BOTH, "} { path_beg /b", "} or { path_beg /b")),
    Guard("RTE002", BOTH, "headers may come twice", ruled("deny if { hdr(x) a } { hdr(x) b }")),
    Guard("RTE002", BOTH, "never on purpose", ruled("deny if FALSE { path /a }")),
)  # fmt: skip
OR = ruled("deny if { path /a || src 192.0.2.7 }")
LINES = front("acl a path /a or hdr(host) b", "http-request deny if a")
ALWAYS = ruled("deny if !{ src 192.0.2.1 } or !{ src 192.0.2.2 }")
GUARDS += (
    Guard("RTE008", OR, "braces of its own", replaced(OR, "/a ||", "/a } || {")),
    Guard("RTE008", OR, "in a regular expression", ruled("deny if { path_reg ^/a|| }")),
    Guard("RTE008", LINES, "two lines", replaced(LINES, "/a or", "/a\n acl a")),
    Guard("RTE008", LINES, "a language", replaced(LINES, "path /a or hdr(host) b", "hdr(x-language) as or pa")),
    Guard("RTE008", LINES, "braces in a regex", replaced(LINES, "path /a or hdr(host) b", "path_reg a{2}")),
    Guard("RTE009", ALWAYS, "unless", replaced(ALWAYS, "if !", "unless ", "or !", "or ")),
    Guard("RTE009", ALWAYS, "both", replaced(ALWAYS, "} or !", "} !")),
    Guard("RTE009", ALWAYS, "both may hold", replaced(ALWAYS, "src 192.0.2.2", "path /a")),
    Guard("RTE009", ALWAYS, "always on purpose", ruled("deny if TRUE or { path /a }")),
)  # fmt: skip
TLS = replaced(front("{}"), ":80\n", ":80\n bind :443 ssl crt /x\n")
SCHEME = TLS.format("http-request redirect scheme https")
AWAY = front("http-request redirect location /shop/ unless { path_beg /cart }")
HOSTS = TLS.format("redirect prefix https://www.shop.example if { hdr_dom(host) -i shop.example }")
LOGIN = front("redirect location /login unless { cook(id) -m found }")


def behind(text: str, rule: str) -> str:
    """A frontend with a rule before its own."""
    return replaced(text, " http-request", f" http-request {rule}\n http-request")


def where(text: str, condition: str) -> str:
    """A frontend whose redirect to TLS has a condition."""
    return replaced(text, "https\n", f"https {condition}\n")


GUARDS += (
    Guard("RTE010", SCHEME, "no listener of TLS", replaced(SCHEME, " bind :443 ssl crt /x\n", "")),
    Guard("RTE010", SCHEME, "clear requests alone", where(SCHEME, "unless { ssl_fc }")),
    Guard("RTE010", SCHEME, "their port alone", where(SCHEME, "if { dst_port 80 }")),
    Guard("RTE010", SCHEME, "who ended TLS says so", where(SCHEME, "if { hdr(x-forwarded-proto) http }")),
    Guard("RTE010", SCHEME, "a rule above takes TLS", behind(SCHEME, "allow if { ssl_fc }")),
    Guard("RTE010", SCHEME, "mode tcp", replaced(SCHEME, "http\n timeout", "tcp\n timeout")),
    Guard("RTE010", AWAY, "the target is left out", replaced(AWAY, "/cart", "/cart /shop")),
    Guard("RTE010", AWAY, "a rule above takes it", behind(AWAY, "allow if { path /shop/ }")),
    Guard("RTE010", AWAY, "nobody knows what a rule above takes", behind(AWAY, "allow if { path -f /x }")),
    Guard("RTE010", AWAY, "the path is altered", behind(AWAY, "set-path /cart/%[path]")),
    Guard("RTE010", AWAY, "it is computed", replaced(AWAY, "/shop/", "/shop%[path]")),
    Guard("RTE010", AWAY, "another host", replaced(AWAY, "/shop/", "http://other.example/shop/")),
    Guard("RTE010", AWAY, "only one path", replaced(AWAY, "unless { path_beg /cart }", "if { path /shop }")),
    Guard("RTE010", HOSTS, "one host alone", replaced(HOSTS, "hdr_dom(host)", "hdr(host)")),
    Guard("RTE010", HOSTS, "no listener there", replaced(HOSTS, "https://www.shop.example", "https://www.a:8443")),
    Guard("RTE010", HOSTS, "a page of statistics", replaced(HOSTS, " redirect", " stats uri /\n redirect")),
    Guard("RTE010", LOGIN, "its cookie", replaced(LOGIN, "/login", "/login set-cookie id=1")),
    Guard("RTE010", LOGIN, "what comes next is unknown", replaced(LOGIN, "cook(id)", "hdr(referer)")),
)

TABLE = "backend t\n stick-table type ip size 1k expire 1m store http_req_rate(9s),gpc0\n"
COUNTED = TABLE + ruled("track-sc0 src table t", "deny if { sc_http_req_rate(0) gt 9 }")
UNTRACKED = replaced(COUNTED, "track-sc0", "track-sc1")
UNSTORED = replaced(COUNTED, "sc_http_req_rate(0)", "sc0_conn_rate")
UNCOUNTED = TABLE + ruled("deny if { src_http_req_rate(t) gt 9 }")
EARLY = TABLE + ruled("deny if { sc_http_req_rate(0) gt 9 }", "track-sc0 src table t")
SPLIT = TABLE + front("http-request track-sc1 src table t") + " http-request deny if { sc0_http_req_rate gt 9 }\n"
GUARDS += (
    Guard("RTE011", UNTRACKED, "it is tracked", COUNTED),
    Guard("RTE011", UNTRACKED, "for connections", replaced(COUNTED, "http-request tr", "tcp-request connection tr")),
    Guard("RTE011", UNTRACKED, "a counter that few builds have", replaced(UNTRACKED, "rate(0)", "rate(7)")),
    Guard("RTE011", UNTRACKED, "an action that nobody knows", replaced(UNTRACKED, "track-sc1 src table t", "tracks")),
    Guard("RTE011", SPLIT, "the frontend tracks it", replaced(SPLIT, "track-sc1", "track-sc0")),
    Guard("RTE011", UNSTORED, "it is stored", replaced(UNSTORED, ",gpc0", ",conn_rate(9s)")),
    Guard("RTE011", UNSTORED, "an array", replaced(UNSTORED, "sc0_conn_rate", "sc0_get_gpc0", "gpc0\n", "gpc(2)\n")),
    Guard("RTE011", UNSTORED, "a table that is not here", replaced(UNSTORED, "src table t", "src table there")),
    Guard("RTE011", UNCOUNTED, "counted", behind(UNCOUNTED, "track-sc0 src table t")),
    Guard("RTE011", UNCOUNTED, "counted elsewhere", replaced(UNCOUNTED, "gpc0\n", "gpc0 peers p\n")),
    Guard("RTE011", UNCOUNTED, "set by rules", replaced(UNCOUNTED, "src_http_req_rate", "src_get_gpc0")),
    Guard("RTE011", EARLY, "tracked above", COUNTED),
    Guard("RTE011", EARLY, "tracked before", replaced(EARLY, "http-request track", "tcp-request content track")),
)  # fmt: skip

PASSED = replaced(
    front("{}use_backend b if {{ req.ssl_sni -i b.example }}"), " mode http\n timeout http-request 5s\n", " mode tcp\n"
).replace("mode http", "mode tcp")
SNI = PASSED.format("")
HELLO = "accept if { req.ssl_hello_type 1 }"


def waiting(rule: str) -> str:
    """A frontend that may wait for the name before it chooses by it."""
    return PASSED.format(f"tcp-request inspect-delay 5s\n tcp-request content {rule}\n ")


def ended(fetch: str) -> str:
    """A frontend where TLS ends, and which chooses by its name."""
    return TLS.format(f"use_backend b if {{ {fetch} -i b.example }}").replace(" bind :80\n", "")


SPOKEN = front("use_backend b if { req.ssl_sni b.example }")
DELAY = front("tcp-request inspect-delay 5s{}")
GUARDS += (
    Guard("RTE012", SNI, "a rule waits", waiting(HELLO)),
    Guard("RTE012", SNI, "a rule waits for the end", waiting("accept if WAIT_END")),
    Guard("RTE012", SNI, "a rule captures it", waiting("capture req.ssl_sni len 9")),
    Guard("RTE012", SNI, "a script may wait", waiting("lua.wait")),
    Guard("RTE012", SNI, "an address", replaced(SNI, "req.ssl_sni -i b.example", "src 192.0.2.1")),
    Guard("RTE012", SNI, "mode http", replaced(front("use_backend b if { req.ssl_sni -i b }"), "80", "81")),
    Guard("RTE012", waiting("accept"), "asks for it", waiting(HELLO)),
    Guard("RTE012", waiting("set-var(sess.x) req.ssl_sni"), "asks in a condition", waiting(HELLO)),
    Guard("RTE012", waiting("reject if { src 192.0.2.1 }"), "asks for more", waiting(HELLO)),
    Guard("RTE012", waiting(HELLO).replace("5s", "0"), "it waits at all", waiting(HELLO)),
    Guard("RTE013", ended("req.ssl_sni"), "the connection", ended("ssl_fc_sni")),
    Guard("RTE013", front("use_backend b if { ssl_fc_sni b.example }"), "TLS ends here", ended("ssl_fc_sni")),
    Guard("RTE013", replaced(SNI, "req.ssl_sni", "ssl_fc_sni"), "it passes through", SNI),
    Guard("RTE013", SPOKEN, "unknown parameters", replaced(SPOKEN, ":80", ':80 "$TLS"')),
    Guard("RTE014", DELAY.format(""), "a rule", DELAY.format("\n tcp-request content reject if WAIT_END")),
)  # fmt: skip

CUT = front("acl a path_beg /a#b", "http-request deny if a")
CURLY = front("acl a hdr(host) \u201ca.example\u201d", "http-request deny if a")
GUARDS += (
    Guard("SYN006", CUT, "quotes", replaced(CUT, "/a#b", "'/a#b'")),
    Guard("SYN006", CUT, "an escape", replaced(CUT, "/a#b", "/a\\#b")),
    Guard("SYN006", CUT, "a comment", replaced(CUT, "/a#b", "/a # b#c")),
    Guard("SYN006", CUT, "a comment without a blank", replaced(CUT, "/a#b", "/a #b")),
    Guard("SYN006", CUT, "a comment glued with a blank", replaced(CUT, "/a#b", "/a# b")),
    Guard("SYN006", CURLY, "plain quotes", replaced(CURLY, "\u201c", '"', "\u201d", '"')),
    Guard("SYN006", CURLY, "quoted text", replaced(CURLY, "\u201ca.example\u201d", '"\u201ca\u201d"')),
    Guard("SYN006", CURLY, "an apostrophe", replaced(CURLY, "\u201ca.example\u201d", "it\u2019s")),
    Guard("SYN006", CURLY, "a comment", replaced(CURLY, "\u201ca.example\u201d", "a # \u201ca\u201d")),
    Guard("SYN006", CURLY, "check says so", front("balance \u201cx\u201d")),
    Guard("SYN006", CURLY, "a dash within", replaced(CURLY, "\u201ca.example\u201d", "1\u20132")),
)

MERGED = front("acl a path_beg /a", "acl a src 192.0.2.0/24", "http-request deny unless a")
LOOSE = front("use_backend b if { hdr_reg(host) ^shop.example }")
ENDING = front("use_backend b if { hdr_end(host) a.example }")
GUARDS += (
    Guard("RTE003", MERGED, "a name for each", replaced(MERGED, "acl a src", "acl b src")),
    Guard("RTE003", MERGED, "one kind", replaced(MERGED, "src 192.0.2.0/24", "path_end .b")),
    Guard("RTE003", MERGED, "either is meant", replaced(MERGED, "path_beg", "hdr(x-key)")),
    Guard("RTE004", LOOSE, "an escape", replaced(LOOSE, "shop.", "shop\\.")),
    Guard("RTE004", LOOSE, "anything", replaced(LOOSE, "shop.", ".*\\.")),
    Guard("RTE004", LOOSE, "another header", replaced(LOOSE, "(host)", "(user-agent)")),
    Guard("RTE004", LOOSE, "an ending behind a dot", front("use_backend b if { hdr_end(host) .shop.example }")),
    Guard("RTE004", ENDING, "the whole", replaced(ENDING, "hdr_end", "hdr")),
)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.code}-{guard.why}")
def test_a_rule_looks_away_where_it_must(guard: Guard) -> None:
    assert_looks_away(guard.code, guard.flagged, guard.silent, version=guard.version)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("if x", "if x y"),
        ("if x or y", "if y !{ method GET }"),
        ("if { hdr(Host) -i www.shop.example }", "if { req.hdr(host) www.shop.example } x"),
        ("if { hdr_end(host) .shop.example }", "if { hdr(host) a.shop.example }"),
        ("if { hdr_dom(host) shop.example }", "if { hdr(host) www.shop.example:8080 }"),
        ("if { path_reg ^/api }", "if { path_beg /api/v1 /api/v2 }"),
        ("unless { ssl_fc }", "if x !{ ssl_fc }"),
        ("if { src 10.0.0.0/8 }", "if { src 10.1.0.0/16 }"),
        ("", "if { path -f /lists/paths }"),
        ("", "if { nonsense"),
    ],
)
def test_conditions_that_follow_from_others_are_shadowed(first: str, second: str) -> None:
    text = chosen(first, second, "acl x path_beg /x", "acl y src 192.0.2.7")

    assert codes(DEFAULTS + text).count("RTE001") == 1


def test_lines_below_one_that_always_applies_are_one_finding_there() -> None:
    text = DEFAULTS + front("use_backend b", "use_backend c if { path /x }", "use_backend a if { path /y }")
    (finding,) = (each for each in found(text) if each.code == "RTE001")

    assert finding.span is not None
    assert text.splitlines()[finding.span.line - 1] == " use_backend b"
    assert [each.message for each in finding.related] == ["this line never chooses"] * 2


def test_what_repeats_the_same_is_no_more_than_advice() -> None:
    assert severity("RTE001", DEFAULTS + SHADOWED) is WARNING
    assert severity("RTE001", DEFAULTS + replaced(SHADOWED, "use_backend c", "use_backend b")) is INFO
    assert severity("RTE005", DEFAULTS + LOST) is WARNING
    assert severity("RTE005", DEFAULTS + replaced(LOST, "allow", "deny")) is INFO


@pytest.mark.parametrize(
    "line",
    [
        "set-header X-A b", "set-var(txn.x) path", "capture path len 9", "del-header X-B if { ssl_fc }",
        "set-method GET", "track-sc0 src", "set-log-level silent",
    ],
)  # fmt: skip
def test_rules_that_alter_something_else_do_not_hide_it(line: str) -> None:
    assert "RTE005" in codes(DEFAULTS + ruled("allow if { path_beg /a }", line, "deny if { path_beg /a/b }"))


def test_what_never_runs_behind_the_end_of_a_ruleset_is_one_finding() -> None:
    text = DEFAULTS + ruled("allow", "deny if { path /x }", "set-header A b", "deny if { path -f /y }")
    report = codes(text)

    assert report.count("RTE005") == 1
    assert "CFG142" not in report


@pytest.mark.parametrize(
    ("criterion", "why"),
    [
        ("path_beg admin/", "a path begins with `/`; expected `/admin/`"),
        ("path -i admin", "a path begins with `/`; expected `/admin`"),
        ("path https://shop.example/", "a path has neither scheme nor host; expected only what follows them"),
        ("path_reg ^admin", "a path begins with `/`; expected `^/`"),
        ("path_beg /a?b=", "a path ends before `?`; expected `pathq -m beg`"),
        ("path_beg ^/admin", "it is plain text here, not a regular expression; expected `-m reg`"),
        ("path_end \\.php$", "it is plain text here, not a regular expression; expected `-m reg`"),
        ("path_beg /(a|b)", "it is plain text here, not a regular expression; expected `-m reg`"),
        ("path_beg /admin/*", "`*` is not a wildcard; expected `-m beg /admin/`"),
        ("path !/admin", "`!` negates ACLs and braces, not patterns"),
        ("hdr(Host) -i *.shop.example", "`*` is not a wildcard; expected `-m end .shop.example`"),
        ("hdr_dom(host) https://shop.example/a", "a host has no scheme; expected `shop.example`"),
        ("hdr(host) shop.example/a", "a host has no `/`; expected another criterion for the path"),
        ("hdr(host) a.example,b.example", "the names in one word are one name; expected blanks between them"),
        ("hdr_beg(host) ^www", "it is plain text here, not a regular expression; expected `-m reg`"),
        ("hdr(host),lower Shop.example", "`lower` comes first; expected `shop.example`"),
        ("hdr(host),field(1,:) a:80", "`field(1,:)` cuts at `:`; expected a pattern without"),
        ("ssl_fc_sni shop.example:443", "a name in TLS has no port; expected it without"),
        ("hdr_sub(user-agent) (KHTML,", "`req.hdr` cuts values at commas; expected `req.fhdr`"),
        ("base_beg http://shop.example", "`base` has no scheme; expected it without"),
        ("method get", "methods are in capitals; expected `GET`"),
        ("method -i Post", "methods are in capitals; expected `POST`"),
        ("method GET,POST", "methods are words of their own; expected blanks between them"),
        ("method METH_GET", "expected `GET`, or the ACL `METH_GET`"),
    ],
)
@pytest.mark.parametrize("line", ["http-request deny if {{ {} }}", "acl a {}\n http-request deny if a"])
def test_patterns_that_no_value_fits_never_match(line: str, criterion: str, why: str) -> None:
    messages = [each.message for each in found(DEFAULTS + front(line.format(criterion))) if each.code == "RTE002"]

    assert len(messages) == 1
    assert messages[0].startswith(f"`{criterion.split()[-1]}` never matches: {why}")


@pytest.mark.parametrize(
    "criterion",
    [
        "path_dir /admin/", "path_reg ^(/a|b)", "path_reg ^a?/b", "path,url_dec /a?b", "pathq /a?b", "path_sub a",
        "hdr_dom(host) shop.example/", "hdr(host) shop.example:8080", "hdr(host) -i Shop.example", "hdr(host) a_b.c",
        "method GET POST", "method PATCH", "method -m str -i get", "method -i patch", "url_beg http://a",
        "req.fhdr(user-agent) -m sub (KHTML,", "hdr(accept) */*", "path_end .php", "path_reg \\.php$",
        "hdr(x-y),lower a",
    ],
)  # fmt: skip
def test_patterns_that_may_match_are_left_alone(criterion: str) -> None:
    assert "RTE002" not in codes(DEFAULTS + ruled(f"deny if {{ {criterion} }}"))


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("if a !a", "`a` and `!a` never hold together: the rule never applies; expected one of them"),
        ("if a b", "`a` and `b` never hold together: the rule never applies; expected `or` between them"),
        ("if a b or c", "`a` and `b` never hold together: this alternative has no effect; expected `or` between them"),
        ("unless a b", "`a` and `b` never hold together: the rule always applies; expected `or` between them"),
        (
            "if { method GET } c { method POST }",
            "`{ method GET }` and `{ method POST }` never hold together: the rule never applies; expected `or` between "
            "them",
        ),
    ],
)
def test_terms_that_exclude_each_other_are_named(condition: str, message: str) -> None:
    acls = ("acl a hdr(host) -i a.example", "acl b hdr(host) -i b.example c.example", "acl c path_beg /c")
    report = found(DEFAULTS + front(*acls, f"http-request deny {condition}", f"use_backend b {condition}"))

    assert [each.message for each in report if each.code.startswith("RTE")] == [message] * 2


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("http-request deny if { path /a} or { path /b }", "/a}"),
        ("http-request deny if { path /a }{ src 192.0.2.7 }", "}{"),
        ("http-request deny if { path /a && src 192.0.2.7 }", "&&"),
        ("http-request deny if { src 192.0.2.7 } { path /a and method GET }", "and"),
        ("acl a path /a OR hdr(host) b", "OR"),
        ("acl a path /a if b", "if"),
        ("acl a path /a }", "}"),
        ("acl a hdr(x-y) a or hdr(host) b", "or"),
    ],
)
def test_operators_and_braces_among_patterns_are_one_finding(line: str, pattern: str) -> None:
    report = found(DEFAULTS + front(line))

    assert [each.message.partition(" is a pattern")[0] for each in report if each.code[:3] == "RTE"] == [f"`{pattern}`"]


def test_the_same_criterion_behind_or_is_no_more_than_advice() -> None:
    assert severity("RTE008", DEFAULTS + ruled("deny if { path /a || path /b }")) is INFO
    assert severity("RTE008", DEFAULTS + OR) is WARNING


def test_hosts_that_are_both_denied_always_hold() -> None:
    acls = ("acl a hdr(host) -i a.example", "acl b hdr(host) -i b.example")

    assert "RTE009" in codes(DEFAULTS + front(*acls, "http-request deny if !a or !b"))
    assert "RTE009" not in codes(DEFAULTS + front(*acls, "http-request deny if !a !b"))


def test_a_redirect_to_tls_that_takes_tls_too_is_mended_by_a_condition() -> None:
    after = assert_mended("RTE010", DEFAULTS + SCHEME)

    assert "http-request redirect scheme https unless { ssl_fc }\n" in after


def test_a_counter_that_nobody_tracks_is_one_finding_a_proxy() -> None:
    rules = [f"deny if {{ sc0_http_req_rate gt {number} }}" for number in range(3)]

    assert codes(DEFAULTS + TABLE + ruled(*rules)).count("RTE011") == 1


def test_an_acl_asks_where_a_rule_names_it() -> None:
    text = TABLE + front(
        "acl many sc0_http_req_rate gt 9", "tcp-request connection reject if many", "http-request track-sc0 src table t"
    )
    (finding,) = (each for each in found(DEFAULTS + text) if each.code == "RTE011")

    assert finding.message == (
        "`sc0_http_req_rate` has no value yet: `http-request track-sc0` runs later; expected `tcp-request connection "
        "track-sc0` above this"
    )


@pytest.mark.parametrize("word", ["\u2013i", "a\u00a0b", "\u00aba\u00bb", "a\u2019", "\ufeffa"])
def test_signs_of_word_processors_are_told(word: str) -> None:
    assert codes(DEFAULTS + front(f"acl a hdr(x) {word} c", "http-request deny if a")).count("SYN006") == 1


def test_what_follows_the_sign_is_not_shown_as_it_may_be_a_password() -> None:
    text = DEFAULTS + "userlist u\n user a insecure-password first#second\n"

    assert [each for each in found(text) if "second" in each.message or "first" in each.message] == []
    assert "SYN006" in codes(text)


def test_of_two_rules_of_one_condition_no_order_is_right() -> None:
    lines = " http-request redirect location /{} if {{ path /x }}\n"
    text = "defaults\n mode http\nfrontend f\n bind :80\n default_backend b\n" + lines.format("a") + lines.format("b")
    finding = next(each for each in found(text + "backend b\n server s 192.0.2.1:80\n") if each.code == "RTE005")

    assert finding.message.endswith("; expected one of them")
