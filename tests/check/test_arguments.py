"""Arguments of keywords: missing, too many, malformed; options, timeouts, settings that are said twice."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, assert_refused, found


def message(text: str, version: str = "3.4") -> str:
    return next(each.message for each in hm.check(hm.parse(text), version=version) if each.fatal)


def test_a_line_without_its_arguments_is_refused() -> None:
    for line in ("timeout", "timeout client", "option", "mode", "stats", "stats uri", "compression", "retries"):
        assert_refused(f"{LISTENER} {line}\n", "missing-argument", 3)
    for line in ("balance", "email-alert from", "stats show-node"):
        assert_accepted(f"{LISTENER} {line}\n")


def test_words_too_many_are_refused_or_dropped_as_haproxy_does_for_each_keyword() -> None:
    for line in ("mode tcp junk", "option dontlognull junk", "timeout client 5s junk", "retries 3 junk", "backlog 9 x"):
        assert_refused(f"{LISTENER} {line}\n", "unexpected-argument", 3)
    for line in ("balance roundrobin junk", "option redispatch 1 junk", "stats uri /x junk", "log-tag a b"):
        assert_accepted(f"{LISTENER} {line}\n")
    assert_refused(f"global\n setenv A 1 junk\n{LISTENER}", "unexpected-argument", 2, "3.2", "3.4")
    assert_accepted(f"global\n setenv A 1 junk\n{LISTENER}", "2.4", "3.0")


def test_a_log_format_is_one_word() -> None:
    assert_refused(f"{LISTENER} log-format %ci %cp\n", "unexpected-argument", 3)
    assert_accepted(f'{LISTENER} log-format "%ci %cp"\n')


def test_an_enumeration_takes_its_own_words_only() -> None:
    for line in (
        "mode ftp",
        "balance leastcon",
        "http-reuse often",
        "hash-type foo",
        "stats foo",
        "timeout foo 5s",
    ):
        assert_refused(f"{LISTENER} {line}\n", "bad-argument", 3)
    for line in ("balance randomly", "balance random(3)", "balance hdr(host)", "hash-type consistent wt6 avalanche"):
        assert_accepted(f"{LISTENER} {line}\n")


def test_words_that_are_gone_say_what_to_write() -> None:
    assert_refused(f"{LISTENER} hash-type avalanche\n", "keyword-removed", 3)
    assert_refused(f"{LISTENER} mode health\n", "keyword-removed", 3)


def test_words_are_judged_by_the_version_that_has_them() -> None:
    assert_refused(f"{LISTENER} retry-on 429\n", "keyword-too-new", 3, "2.4", "3.0")
    assert_accepted(f"{LISTENER} retry-on 429\n", "3.2", "3.4")
    assert_refused(f"{LISTENER} option tcplog clf\n", "keyword-too-new", 3, "2.4", "3.0")
    assert_accepted(f"{LISTENER} option tcplog clf\n", "3.2", "3.4")
    assert_accepted(f"global\n set-dumpable libs\n{LISTENER}", "3.4")
    assert_refused(f"global\n set-dumpable libs\n{LISTENER}", "keyword-too-new", 2, "2.4", "3.2")


def test_numbers_are_read_to_their_end_only_where_haproxy_does() -> None:
    for line in ("retries 3x", "maxconn -3", "fullconn abc"):
        assert_accepted(f"{LISTENER} {line}\n")
    assert_accepted(f"global\n maxconn 64x\n{LISTENER}", "2.4", "2.6")
    assert_refused(f"global\n maxconn 64x\n{LISTENER}", "bad-argument", 2, "2.8", "3.4")
    assert_accepted(f"global\n tune.bufsize 16kb\n{LISTENER}", "2.4", "3.0")
    assert_refused(f"global\n tune.bufsize 16kb\n{LISTENER}", "bad-argument", 2, "3.2", "3.4")
    assert_refused(f"global\n tune.h2.max-frame-size 10\n{LISTENER}", "bad-argument", 2)


@pytest.mark.parametrize(
    "line",
    ["balance uri len 0", "balance uri depth x", "balance url_param a b", "balance hdr(a) b", "hash-balance-factor 5",
     "hash-type map-based sdbm b"],
)  # fmt: skip
def test_what_balances_takes_few_numbers_and_words(line: str) -> None:
    good = (
        "balance uri len 5 whole\n hash-balance-factor 0\n hash-balance-factor 150\n balance url_param a check_post b"
    )

    assert_accepted(f"defaults\n {good}\n balance hdr(a) use_domain_only b\n hash-type map-based sdbm avalanche b\n")
    (finding,) = (each for each in found(f"defaults\n {line}\n") if each[2])

    assert finding[0] in ("bad-argument", "unexpected-argument")


def test_a_log_line_has_a_facility_and_known_levels() -> None:
    assert_accepted(f"global\n log 127.0.0.1 len 1024 format rfc5424 local0 info err\n{LISTENER} log global\n")
    assert_refused(f"{LISTENER} log 127.0.0.1\n", "missing-argument", 3)
    assert_refused(f"{LISTENER} log 127.0.0.1 local9\n", "bad-argument", 3)
    assert_refused(f"{LISTENER} log 127.0.0.1 local0 loud\n", "bad-argument", 3)
    assert_refused(f"global\n log global\n{LISTENER}", "bad-argument", 2)
    assert_accepted(f"{LISTENER} log 127.0.0.1 local0\n no log\n")
    assert_refused(f"{LISTENER} no log global\n", "unexpected-argument", 3)


@pytest.mark.parametrize(
    "line", ["log 127.0.0.1 len 79 local0", "log 127.0.0.1 len x local0", "log 127.0.0.1 len 70000 user"]
)
def test_the_length_of_log_lines_has_bounds(line: str) -> None:
    assert_refused(f"{LISTENER} {line}\n", "bad-argument", 3)
    assert_accepted(f"{LISTENER} log 127.0.0.1 len 80x local0\n")


@pytest.mark.parametrize("network", ["10.0.0.0/40", "x/y", "/8", "10.0.0.256"])
def test_a_network_is_an_address_with_a_mask(network: str) -> None:
    assert_accepted(f"{LISTENER} option forwardfor except 10.0.0.0/8\n option originalto except ::1/64\n")
    assert_refused(f"{LISTENER} mode http\n option forwardfor except {network}\n", "bad-argument", 4)


@pytest.mark.parametrize("line", ["nbthread 99999999999", "tune.ssl.default-dh-param 1000"])
def test_numbers_that_no_build_takes_are_refused(line: str) -> None:
    assert_refused(f"global\n {line}\n{LISTENER}", "bad-argument", 2)


@pytest.mark.parametrize(
    "line",
    ["tune.ring.queues 17", "tune.zlib.windowsize 5", "tune.quic.fe.stream.data-ratio 101", "ssl-security-level 5x",
     "warn-blocked-traffic-after 2s", "stats timeout 0", "http-err-codes 399-200", "thread-group 33 1-2",
     "cpu-affinity none", "cpu-policy nope", "jwt.decrypt_alg_list A128KW:A1", "tune.lua.openlibs io,a"],
)  # fmt: skip
def test_settings_of_the_process_hold_to_their_bounds_and_words(line: str) -> None:
    good = (
        "tune.ring.queues 16\n tune.zlib.windowsize 8\n tune.quic.fe.stream.data-ratio 100\n ssl-security-level 5\n"
        " warn-blocked-traffic-after 1s\n stats timeout 1\n http-err-codes 200-399\n cpu-affinity per-core\n"
        " cpu-policy group-by-4-clusters threads-per-core auto\n jwt.decrypt_alg_list !A128KW:ALL\n"
        " tune.lua.openlibs io,os"
    )

    assert_accepted(f"global\n {good}\n{LISTENER}", "3.4")
    assert_refused(f"global\n {line}\n{LISTENER}", "bad-argument", 2, "3.4")


@pytest.mark.parametrize(
    ("line", "accepted", "refused"),
    [
        ("tune.buffers.limit -1", ("2.4", "2.8"), ("3.0", "3.4")),
        ("thread-group 2 1-2", ("3.0", "3.4"), ("2.6",)),
        ("thread-group 17 1-2", ("3.4",), ("3.0",)),
    ],
)
def test_bounds_of_older_releases_differ(line: str, accepted: tuple[str, ...], refused: tuple[str, ...]) -> None:
    assert_accepted(f"global\n {line}\n{LISTENER}", *accepted)
    assert_refused(f"global\n {line}\n{LISTENER}", "bad-argument", 2, *refused)


def test_an_unknown_option_gets_near_names() -> None:
    text = f"{LISTENER} option htplog\n"

    assert_refused(text, "unknown-option", 3)
    assert "`httplog`" in message(text)


def test_options_of_the_wrong_side_are_ignored_up_to_3_0_and_refused_since_3_2() -> None:
    text = f"{LISTENER}backend b\n option dontlognull\n"

    assert found(text, "3.0") == [("ignored-keyword", 4, False)]
    assert found(text, "3.2") == [("keyword-in-wrong-section", 4, True)]
    assert found(f"{LISTENER}frontend f\n bind :1\n option redispatch\n") == [("ignored-keyword", 5, False)]


def test_removed_options_say_so() -> None:
    assert found(f"{LISTENER} option forceclose\n", "2.4") == [("keyword-deprecated", 3, False)]
    assert_refused(f"{LISTENER} option forceclose\n", "keyword-removed", 3, "2.6", "3.4")


@pytest.mark.parametrize(
    ("line", "accepted", "refused"),
    [
        ("no option dontlognull", ("2.4", "3.4"), ()),
        ("no option httplog", (), ("2.4", "3.4")),
        ("no option httpclose", ("2.4", "3.4"), ()),
        ("default option dontlognull", ("3.4",), ("2.4", "3.2")),
        ("default option redispatch", ("2.4", "3.4"), ()),
        ("no option accept-invalid-http-request", ("2.4", "3.0"), ("3.2", "3.4")),
    ],
)
def test_prefixes_stand_before_the_options_that_know_them(
    line: str, accepted: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    for version in accepted:
        assert_accepted(f"{LISTENER} {line}\n", version)
    for version in refused:
        assert_refused(f"{LISTENER} {line}\n", "bad-prefix", 3, version)


def test_a_prefix_is_judged_even_where_the_option_is_ignored() -> None:
    assert_refused(f"frontend f\n bind :1\n no option httpchk\n{LISTENER}", "bad-prefix", 3, "2.6", "3.4")
    assert_refused(f"frontend f\n bind :1\n default option allbackups\n{LISTENER}", "bad-prefix", 3, "2.6")
    assert_accepted(f"frontend f\n bind :1\n no option allbackups\n{LISTENER}", "2.6", "3.0")


def test_durations_have_digits_and_one_unit() -> None:
    for value in ("5x", "1.5s", "-1", "abc", "25d", "99999999999"):
        assert_refused(f"{LISTENER} timeout client {value}\n", "bad-argument", 3)
    for value in ("0", "5s", "1us", "24d", "2147483647"):
        assert_accepted(f"{LISTENER} timeout client {value}\n")
    assert found(f"{LISTENER} timeout client 1m30s\n") == [("trailing-characters", 3, False)]
    assert_accepted(f"global\n close-spread-time infinite\n{LISTENER}", "2.6", "3.4")


def test_a_small_number_without_a_unit_is_suspicious_since_3_1() -> None:
    text = f"{LISTENER} timeout client 30\n"

    assert found(text, "3.0") == []
    assert found(text, "3.2") == [("suspiciously-small", 3, False)]
    assert found(f"{LISTENER} timeout client 30ms\n") == []


def test_a_timeout_that_replaces_another_than_the_inherited_one_is_told() -> None:
    defaults = f"defaults\n timeout client 5s\n{LISTENER}"

    assert found(f"{defaults} timeout client 5000\n timeout client 6s\n") == []
    assert found(f"{defaults} timeout client 6s\n timeout client 7s\n") == [("overwritten-timeout", 6, False)]
    assert found("defaults\n timeout client 5s\n timeout client 6s\n" + LISTENER) == []


def test_headers_hidden_behind_the_version_of_a_check_are_refused_since_2_8() -> None:
    text = f"{LISTENER} option httpchk GET / HTTP/1.1\\r\\nHost:x\n"

    assert found(text, "2.6") == [("hidden-headers", 3, False)]
    assert_refused(text, "hidden-headers", 3, "2.8", "3.4")
    assert_refused(f"{LISTENER} option httpchk GET / HTTP/1.1 x\n", "unexpected-argument", 3, "2.4", "3.0")
    assert_accepted(f"{LISTENER} option httpchk GET / HTTP/1.1 x\n", "3.2", "3.4")


def test_thread_counts_stand_before_all_other_sections_since_2_8() -> None:
    text = f"{LISTENER}global\n nbthread 2\n"

    assert_accepted(text, "2.4", "2.6")
    assert_refused(text, "misplaced-setting", 4, "2.8", "3.4")


def test_a_global_setting_counts_once() -> None:
    text = f"global\n maxconn 10\n maxconn 20\n{LISTENER}"

    assert found(text) == [("setting-kept", 3, False)]
    assert_refused(
        f"global\n tune.ssl.capture-buffer-size 1\n tune.ssl.capture-buffer-size 2\n{LISTENER}",
        "setting-refused",
        3,
        "2.6",
        "3.4",
    )


def test_deprecated_keywords_warn_unless_they_are_exposed() -> None:
    text = f"{LISTENER} option transparent\n"

    assert found(text, "3.2") == []
    assert found(text, "3.4") == [("keyword-deprecated", 3, False)]
    assert found(f"global\n expose-deprecated-directives\n{text}", "3.4") == []


def test_a_cache_that_varies_by_nothing_known_is_only_warned_of() -> None:
    cache = "cache c\n total-max-size 4\n process-vary maybe\n"

    assert ("bad-argument", 5, False) in found(LISTENER + cache)
    assert_accepted(LISTENER + cache)


@pytest.mark.parametrize("size", ["max-object-size 2097153", "max-object-size 1x", "max-secondary-entries 0"])
def test_numbers_of_a_cache_are_read_to_their_end_and_an_object_takes_half_of_it(size: str) -> None:
    assert_accepted(f"{LISTENER}cache c\n total-max-size 4\n max-object-size 2097152\n max-age x\n")
    assert_refused(f"{LISTENER}cache c\n total-max-size 4\n {size}\n", "bad-argument", 5)
    assert_refused(f"{LISTENER}cache c\n total-max-size 4.5\n", "bad-argument", 4)


def test_words_with_variables_are_not_judged() -> None:
    assert_accepted(
        f'{LISTENER} timeout client "$TIMEOUT"\n mode "$MODE"\n', environment={"TIMEOUT": "5s", "MODE": "tcp"}
    )


def test_a_finding_points_at_the_word() -> None:
    report = hm.check(hm.parse(f"{LISTENER} balance  leastcon\n"), version="3.4")
    span = next(each.span for each in report if each.fatal)

    assert span is not None
    assert (span.line, span.column) == (3, 11)


def test_an_engine_is_followed_by_algorithms_under_their_keyword() -> None:
    assert_accepted(f"global\n ssl-engine rdrand algo RSA,DSA\n{LISTENER}")
    assert_refused(f"global\n ssl-engine rdrand RSA\n{LISTENER}", "unexpected-argument", 2)


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("frontend", "timeout server soon"), ("frontend", "fullconn"), ("frontend", "retries 3 4"),
        ("frontend", "hash-type nonsense"), ("frontend", "option tcp-check nonsense"), ("frontend", "http-reuse often"),
        ("frontend", "balance uri nonsense"), ("frontend", "http-send-name-header"),
        ("backend", "maxconn"), ("backend", "timeout client soon"), ("backend", "monitor-uri /a /b"),
        ("backend", "log-format a b"), ("backend", "option tcplog nonsense"), ("backend", "clitcpka-cnt x"),
    ],
)  # fmt: skip
def test_a_line_that_is_ignored_is_read_to_its_end_all_the_same(section: str, line: str) -> None:
    assert [fatal for *_, fatal in found(f"{LISTENER}{section} other\n {line}\n")] == [True]


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("frontend", "timeout server 5s"), ("backend", "maxconn 10"), ("backend", "log-steps nonsense"),
        ("frontend", "option forwarded nonsense"), ("frontend", "option use-small-buffers nonsense"),
    ],
)  # fmt: skip
def test_an_ignored_line_that_says_what_it_may_say_is_no_more_than_a_warning(section: str, line: str) -> None:
    messages = found(f"{LISTENER}{section} other\n {line}\n")

    assert ("ignored-keyword", 4, False) in messages
    assert not any(fatal for *_, fatal in messages)


def test_a_server_name_takes_the_place_of_no_host_on_either_side() -> None:
    for section in ("frontend", "backend"):
        text = f"{LISTENER}{section} other\n http-send-name-header Host\n"

        assert_refused(text, "bad-argument", 4, "3.4")
        assert_accepted(text, "2.4", "3.2")


@pytest.mark.parametrize("line", ["force-persist", "ignore-persist", "stats admin", "monitor fail"])
def test_lines_that_need_a_condition_are_refused_without_one(line: str) -> None:
    text = f"defaults\n mode http\nlisten x\n {line}\n{LISTENER}"

    assert_refused(text, "missing-argument", 4, "2.4", "3.4")
    assert_accepted(text.replace(line, f"{line} if TRUE"), "2.4", "3.4")


def test_the_hash_of_a_defaults_is_read_for_the_proxies_that_start_from_it() -> None:
    used = f"defaults\n mode http\n balance hash nope\n{LISTENER}"
    unused = f"defaults d\n mode http\n balance hash nope\ndefaults e\n mode http\n{LISTENER}"

    assert_refused(used, "bad-argument", 3, "2.6", "3.4")
    assert_accepted(unused, "2.6", "3.4")
