"""Lines that choose, capture, redirect, store and check, beside the rulesets."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused, found

_TOP = "defaults\n mode http\nlisten x\n"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("use_backend", "missing-argument"),
        ("use_backend base TRUE", "unexpected-argument"),
        ("use-server s", "missing-argument"),
        ("default_backend base if TRUE", "unexpected-argument"),
        ("redirect location", "missing-argument"),
        ("redirect somewhere", "bad-argument"),
        ("capture header X len 5", "unknown-keyword"),
        ("capture request X len 5", "bad-argument"),
        ("capture request header X", "missing-argument"),
        ("capture response header X size 5", "bad-argument"),
        ("declare capture request len 0", "bad-argument"),
        ("declare capture both len 5", "bad-argument"),
        ("cookie C rewrite insert", "bad-argument"),
        ("cookie C preserve", "bad-argument"),
        ("cookie C maxidle x", "bad-argument"),
        ("errorfile 503", "missing-argument"),
        ("errorfile 418 /dev/null", "bad-argument"),
        ("errorloc 418 /", "bad-argument"),
        ("http-error status 700", "bad-argument"),
        ("http-error content-type text/plain string x", "missing-argument"),
        ("filter", "missing-argument"),
        ("filter compresion", "unknown-keyword"),
        ("filter compression now", "unexpected-argument"),
        ("stick src", "unknown-keyword"),
        ("stick on src tabel x", "unexpected-argument"),
        ("stick-table type ip", "missing-argument"),
        ("stick-table size 1k", "missing-argument"),
        ("stick-table type ip size 0", "bad-argument"),
        ("stick-table type any size 1k", "bad-argument"),
        ("stick-table type ip size 1x", "bad-argument"),
        ("stick-table type ip len 5 size 1k", "bad-argument"),
        ("stick-table type ip size 1k store hits", "bad-argument"),
        ("stick-table type ip size 1k store conn_rate", "missing-argument"),
        ("stick-table type ip size 1k store conn_cnt(3s)", "bad-argument"),
        ("http-check sleep", "unknown-keyword"),
        ("http-check expect stat 200", "bad-argument"),
        ("http-check expect status 2xx", "bad-argument"),
        ("http-check expect status 200 string x", "bad-argument"),
        ("http-check expect comment x", "missing-argument"),
        ("http-check expect hdr x", "bad-argument"),
        ("http-check expect hdr name", "missing-argument"),
        ("http-check expect hdr name-lf %[nope]", "bad-argument"),
        ("http-check expect hdr name x value-lf %[nope]", "bad-argument"),
        ("http-check expect hdr name-lf -m reg x", "bad-argument"),
        ("http-check send path /", "unexpected-argument"),
        ("http-check disable-on-404 now", "unexpected-argument"),
        ("tcp-check send-binary 5x", "bad-argument"),
        ("tcp-check expect status 200", "bad-argument"),
        ("tcp-check expect string x ok-status L7", "bad-argument"),
        ("tcp-check connect proto http", "bad-argument"),
        ("tcp-check connect addr 127.0.0.1:1-2", "bad-argument"),
    ],
)
def test_a_line_with_a_wrong_word_is_refused(line: str, name: str) -> None:
    assert_refused(f"{_TOP} {line}\n{LISTENER}", name, 4)


@pytest.mark.parametrize(
    "line",
    [
        "use_backend %[path]x",
        "capture cookie C size 5 surplus",
        "declare capture request len 5 surplus",
        "errorfile 503x /dev/null",
        "http-error status 503 content-type text/plain string x hdr A b",
        "filter opentracing id x",
        "cookie C insert indirect domain .a.example domain b.example maxlife 1h",
        "stick-table store conn_rate(5s),gpc0 expire 5m type string len 8 nopurge size 1m",
        "stick-table type ip size 1k store",
        "http-check expect ! rstatus ^5",
        "http-check expect ! !status 500",
        "http-check expect !string x on-error %[src]",
        "http-check expect fhdr name -m beg X value -m reg y comment c",
        "http-check send hdr Host a hdr B b uri / meth GET",
        "tcp-check expect min-recv x ok-status l7ok custom",
        "tcp-check comment a b c",
        "tcp-check connect addr 127.0.0.1:80 port 80 ssl alpn h2 comment x",
        "http-check expect hdr name -m beg",
    ],
)
def test_what_haproxy_tolerates_in_a_line_is_accepted(line: str) -> None:
    assert_accepted(f"{_TOP} {line}\n{LISTENER}")


@pytest.mark.parametrize(
    ("line", "since"),
    [
        ("errorfile 414 /dev/null", "3.2"),
        ("errorfile 422 /dev/null", "2.6"),
        ("stick-table type ipv4 size 1k", "3.2"),
        ("stick-table type ip size 1k recv-only", "3.2"),
        ("stick-table type ip size 1k store gpt(5)", "2.6"),
        ("stick-table type ip size 1k store glitch_cnt", "3.0"),
        ("filter comp-req", "3.4"),
    ],
)
def test_a_word_exists_since_its_release(line: str, since: str) -> None:
    for version in ("2.4", "2.6", "2.8", "3.0", "3.2", "3.4"):
        refused = [each for each in found(f"{_TOP} {line}\n{LISTENER}", version) if each[2]]

        assert bool(refused) == (float(version) < float(since)), f"{line} in {version}"


def test_words_too_many_behind_an_error_file_are_refused_since_3_1() -> None:
    text = f"{_TOP} errorfile 503 /dev/null surplus\n{LISTENER}"

    assert_accepted(text, "2.4", "3.0")
    assert_refused(text, "unexpected-argument", 4, "3.2", "3.4")


def test_a_proxy_has_one_stick_table() -> None:
    text = f"{_TOP} stick-table type ip size 1k\n stick-table type ip size 2k\n{LISTENER}"

    assert_refused(text, "second-stick-table", 5)


def test_a_stick_table_names_an_array_or_what_it_replaces() -> None:
    assert_refused(f"{_TOP} stick-table type ip size 1k store gpc(2),gpc1\n{LISTENER}", "bad-argument", 4, "2.6", "3.4")


def test_what_a_frontend_says_of_sticking_is_not_even_read() -> None:
    assert_accepted(f"frontend x\n bind :1\n stick src\n{LISTENER}")


def test_a_check_that_connects_begins_with_it() -> None:
    steps = " option tcp-check\n tcp-check comment first\n tcp-check send x\n tcp-check connect\n"

    assert_refused(f"{_TOP}{steps}{LISTENER}", "late-connect", 7)
    assert_accepted(f"{_TOP} option tcp-check\n tcp-check comment x\n tcp-check connect\n{LISTENER}")


def test_the_steps_of_an_http_check_follow_each_other_once_it_is_chosen() -> None:
    steps = " http-check expect status 200\n http-check comment x\n http-check send uri /\n"

    assert_refused(f"{_TOP} option httpchk\n{steps}{LISTENER}", "check-out-of-order", 7)
    assert_accepted(f"{_TOP}{steps} option httpchk\n{LISTENER}")
    assert_accepted(f"{_TOP} option httpchk\n http-check send uri /\n http-check expect status 200\n{LISTENER}")


def test_the_codes_of_an_http_errors_section_are_judged_too() -> None:
    assert_refused(f"{LISTENER}http-errors h\n errorfile 418 /dev/null\n", "bad-argument", 4)


@pytest.mark.parametrize(
    ("words", "name"),
    [("txn.a int(1)", "bad-argument"), ("a int(1)", "bad-argument"), ("proc.a", "missing-argument"),
     ("proc.a nope", "bad-argument"), ("proc.a src", "bad-argument"), ("proc.a int(1),nope", "bad-argument")],
)  # fmt: skip
def test_a_variable_of_the_process_takes_what_is_there_without_a_connection(words: str, name: str) -> None:
    assert_refused(f"global\n set-var {words}\n{LISTENER}", name, 2)
    assert_accepted(f"global\n set-var proc.a int(1),add(1) surplus\n{LISTENER}")


@pytest.mark.parametrize(
    ("words", "name"),
    [("", "missing-argument"), ("a", "missing-argument"), ("a default-limit 1k", "missing-argument"),
     ("a limit 1k", "missing-argument"), ("a key src limit x", "bad-argument"),
     ("a key src limit 1k default-limit 1k", "bad-argument"), ("a key src limit 1k x", "unexpected-argument")],
)  # fmt: skip
def test_bandwidth_is_limited_for_each_stream_or_for_several_by_a_key(words: str, name: str) -> None:
    good = " filter bwlim-in a default-period 1s default-limit 1k\n filter bwlim-out b key src limit 1k min-size 5\n"
    good += " stick-table type ip size 1k store bytes_out_rate(1s)\n"

    assert_accepted(f"{LISTENER}{good}", "2.8", "3.4")
    assert_refused(f"{LISTENER} filter bwlim-in {words}\n", name, 3, "2.8", "3.4")
