"""Rules: actions by ruleset, version and section; their words; their order."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused, found


def _in(kind: str, *lines: str) -> str:
    """A section of a kind with these lines from line 4 on."""
    return "defaults\n mode http\n" + f"{kind} x\n" + "".join(f" {line}\n" for line in lines) + LISTENER


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("http-request", "missing-argument"),
        ("http-request forbid", "unknown-action"),
        ("http-request set-status 200", "action-in-wrong-place"),
        ("http-request set-header X-A", "missing-argument"),
        ("http-request set-header X-A b c", "unexpected-argument"),
        ("http-request set-header X-A if { src ::1 }", "unexpected-argument"),
        ("http-request redirect location unless { src ::1 }", "unexpected-argument"),
        ("http-request deny TRUE", "unexpected-argument"),
        ("http-request deny status 199", "bad-argument"),
        ("http-request deny string x content-type text/plain file /dev/null", "bad-argument"),
        ("http-request return string x", "missing-argument"),
        ("http-request redirect code 301", "missing-argument"),
        ("http-request redirect location / code 304", "bad-argument"),
        ("http-request redirect location / secure", "unexpected-argument"),
        ("http-request set-timeout server soon", "bad-argument"),
        ("http-request set-timeout server 0", "bad-argument"),
        ("http-request wait-for-body", "missing-argument"),
        ("http-request normalize-uri", "missing-argument"),
        ("http-request track-sc src", "bad-argument"),
        ("http-request track-sc3 src", "bad-argument"),
        ("http-request sc-inc-gpc0(3)", "bad-argument"),
        ("http-request set-var(host) src", "bad-argument"),
        ("http-request set-var txn.host src", "bad-argument"),
        ("http-request set-var(txn.a-b) src", "bad-argument"),
        ("http-request strict-mode perhaps", "bad-argument"),
        ("http-request capture src len 0", "bad-argument"),
        ("http-request use-service stats", "bad-argument"),
        ("tcp-request content use-service prometheus-exporter", "bad-argument"),
        ("http-response redirect prefix /", "bad-argument"),
        ("http-response set-status 99", "bad-argument"),
        ("tcp-request accept", "unknown-keyword"),
        ("tcp-request content inspect", "unknown-action"),
        ("tcp-request connection expect-proxy layer7", "bad-argument"),
        ("tcp-request session expect-proxy layer4", "action-in-wrong-place"),
        ("tcp-request content accept always", "unexpected-argument"),
        ("tcp-request inspect-delay", "missing-argument"),
        ("tcp-request inspect-delay x", "bad-argument"),
    ],
)
def test_a_rule_with_a_wrong_word_is_refused(line: str, name: str) -> None:
    assert_refused("global\n expose-experimental-directives\n" + _in("listen", line), name, 6)


@pytest.mark.parametrize(
    "line",
    [
        "http-request deny deny_status 429 if TRUE",
        "http-request return status 204",
        "http-request return status 200 content-type text/plain string hi hdr X-A %[src] if TRUE",
        "http-request redirect location / code 301x if TRUE",
        "http-request set-nice many",
        "http-request strict-mode ON",
        "http-request set-timeout server 5s5",
        "http-request sc-set-gpt0(0)",
        "http-request set-var(txn.a) src,lower if TRUE",
        "http-request set-var(txn.a) src lower lua.mine if TRUE",
        "http-request track-sc2 src table x if TRUE",
        "http-request lua.mine if TRUE",
        "http-request use-service lua.mine",
        "tcp-request inspect-delay 5s surplus",
        "tcp-request content capture src len 8",
        "http-response set-status 503 reason Down",
        "redirect prefix %[ code 303 drop-query",
    ],
)
def test_what_haproxy_tolerates_in_a_rule_is_accepted(line: str) -> None:
    text = _in("listen", line, "stick-table type ip size 1k store gpt0")
    assert_accepted(f"global\n lua-load a.lua\n{text}")


@pytest.mark.parametrize(
    ("line", "since"),
    [
        ("http-request do-log", "3.2"),
        ("http-request pause 5s", "3.2"),
        ("http-request silent-drop rst-ttl 5", "2.8"),
        ("http-request redirect location / ignore-empty", "2.6"),
        ("http-request redirect location / keep-query", "3.2"),
        ("http-request set-timeout client 5s", "3.0"),
        ("http-request set-timeout tarpit 5s", "3.4"),
        ("http-request set-var(txn.a,ifnotexists) src", "2.6"),
        ("http-request set-var(ptxn.a) src", "3.2"),
        ("http-after-response set-log-level silent", "2.8"),
    ],
)
def test_an_action_or_option_exists_since_its_release(line: str, since: str) -> None:
    for version in ("2.4", "2.6", "2.8", "3.0", "3.2", "3.4"):
        refused = [each for each in found(_in("listen", line), version) if each[2]]

        assert bool(refused) == (float(version) < float(since)), f"{line} in {version}"


def test_an_action_is_not_taken_for_an_older_one_whose_name_it_begins_with() -> None:
    text = _in("listen", "http-request set-var-fmt(txn.a) %[src]")

    assert_refused(text, "keyword-too-new", 4, "2.4")
    assert_accepted(text, "2.6", "3.4")


def test_the_number_of_stick_counters_can_be_raised() -> None:
    text = _in("listen", "http-request track-sc4 src", "stick-table type ip size 1k")

    assert_refused(text, "bad-argument", 4)
    assert_accepted(f"global\n tune.stick-counters 5\n{text}", "2.8", "3.4")


@pytest.mark.parametrize(
    ("kind", "line", "name"),
    [
        ("backend", "tcp-request connection accept", "keyword-in-wrong-section"),
        ("backend", "tcp-request connection nope", "keyword-in-wrong-section"),
        ("frontend", "tcp-response content accept", "keyword-in-wrong-section"),
        ("backend", "tcp-request content capture src len 8", "action-in-wrong-place"),
        ("backend", "http-request capture src len 8", "action-in-wrong-place"),
        ("frontend", "http-request set-timeout server 5s", "action-in-wrong-place"),
    ],
)
def test_a_rule_of_the_other_side_is_refused(kind: str, line: str, name: str) -> None:
    assert_refused(_in(kind, line), name, 4)


def test_an_experimental_action_wants_to_be_allowed() -> None:
    text = f"{LISTENER} mode http\n http-request normalize-uri path-merge-slashes\n"

    assert_refused(text, "experimental-keyword", 4)
    assert_accepted(f"global\n expose-experimental-directives\n{text}")


@pytest.mark.parametrize(
    ("line", "good", "bad", "name"),
    [
        ('http-request "$A"', "deny", "denied", "unknown-action"),
        ('http-request deny status "$A"', "403", "deny", "bad-argument"),
        ('http-request set-var("$A") src', "txn.a", "a", "bad-argument"),
        ('http-request set-header X "$A"', "%[src]", "%[no.such]", "bad-argument"),
    ],
)
def test_the_words_of_a_rule_are_judged_as_what_their_variables_make_of_them(
    line: str, good: str, bad: str, name: str
) -> None:
    assert_accepted(_in("listen", line), environment={"A": good})
    assert_refused(_in("listen", line), name, 4, environment={"A": bad})


def test_rules_behind_a_final_one_are_never_reached() -> None:
    text = _in("listen", "http-request deny", "http-request allow if TRUE", "http-request allow")

    assert found(text) == [("rule-never-reached", 5, False)]
    assert found(_in("listen", "http-request deny if TRUE", "http-request allow")) == []
    assert found(_in("listen", "http-request redirect location / ignore-empty", "http-request allow")) == []


def test_rules_out_of_their_order_are_warned_of_by_the_first_later_kind() -> None:
    text = _in("listen", "use_backend base if FALSE", "redirect prefix / if FALSE", "http-request allow")

    assert found(text) == [("rule-out-of-order", 5, False), ("rule-out-of-order", 6, False)]
    assert "before the `redirect` above it" in " ".join(_messages(text))


def test_rules_of_a_response_are_ordered_since_3_1() -> None:
    text = _in("backend", "http-response allow if TRUE", "tcp-response content accept")

    assert found(text, "3.0") == []
    assert found(text, "3.2") == [("rule-out-of-order", 5, False)]


def test_a_header_whose_name_no_message_can_hold_is_warned_of_since_2_8() -> None:
    text = _in("listen", "http-request set-header X-A: b")

    assert found(text, "2.6") == []
    assert found(text, "2.8") == [("bad-header-name", 4, False)]


def test_what_a_response_does_without_is_warned_of() -> None:
    assert found(_in("listen", "http-request return content-type a/b if TRUE")) == [("ignored-keyword", 4, False)]
    assert found(_in("listen", "http-request deny hdr Content-Length 5 if TRUE")) == [("ignored-keyword", 4, False)]


def _messages(text: str) -> list[str]:
    import haproxy_model as hm

    return [each.message for each in hm.check(hm.parse(text), version="3.4")]


@pytest.mark.parametrize("action", ["set-mark", "set-tos"])
def test_marks_are_numbers_and_since_3_0_expressions_too(action: str) -> None:
    for rule in (f"http-request {action} 0x10", f"tcp-request content {action} 7 if TRUE"):
        assert_accepted(_in("listen", rule), "2.8", "3.0", "3.4")
    for rule in (f"http-request {action} dst_port,add(1)", f"http-response {action} int(3) if TRUE"):
        assert_accepted(_in("listen", rule), "3.0", "3.4")
        assert_refused(_in("listen", rule), "bad-argument", 4, "2.4", "2.8")
