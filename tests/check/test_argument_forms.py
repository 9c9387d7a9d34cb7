"""Arguments that are some fixed words, or written in one form: measured with HAProxy 2.6.12 and 3.4.0."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused

GOOD = (
    "cpu-map auto:1/1-4 0-3",
    "cpu-map 1/all 0-",
    "cpu-map all 0-3 2,3",
    "cpu-map even/even 0",
    "log 127.0.0.1 sample 1,2-3:4 local0",
    "ssl-default-bind-options no-sslv3 ssl-min-ver TLSv1.2 no-tls-tickets",
    "ssl-default-server-options force-tlsv12",
    "set-var proc.a_b.c int(1)",
)
BAD = (
    "cpu-map zz 0",
    "cpu-map 1/ 0",
    "cpu-map 1 zz",
    "log 127.0.0.1 sample 2 local0",
    "log 127.0.0.1 sample 1:2x local0",
    "ssl-default-bind-options no-ssl-reuse",
    "ssl-default-bind-options ssl-min-ver TLSv1",
    "ssl-default-server-options strict-sni",
    "set-var a int(1)",
)
#: Lines of newer versions.
GOOD_NOW = (
    "http-err-codes +400-499,404",
    "thread-group 1 1 2-3",
    "http-err-codes 400 -404 +405",
    "setcap cap_net_raw,cap_net_admin,",
    "dns-accept-family ipv4,ipv6",
    "tune.epoll.mask-events err,hup",
    "ssl-default-bind-options strict-sni tls-tickets",
)
BAD_NOW = (
    "http-err-codes 400,",
    "thread-group 1 all",
    "http-err-codes some",
    "setcap cap_chown",
    "dns-accept-family 4",
    "tune.epoll.mask-events ,",
)


@pytest.mark.parametrize("line", GOOD)
def test_a_value_in_its_form_is_accepted_by_every_version(line: str) -> None:
    assert_accepted(f"global\n {line}\n{LISTENER}")


@pytest.mark.parametrize("line", BAD)
def test_a_value_in_another_form_is_refused_by_every_version(line: str) -> None:
    assert_refused(f"global\n {line}\n{LISTENER}", "bad-argument", 2)


@pytest.mark.parametrize("line", GOOD_NOW)
def test_a_value_of_a_newer_line_is_accepted(line: str) -> None:
    assert_accepted(f"global\n {line}\n{LISTENER}", "3.4")


@pytest.mark.parametrize("line", BAD_NOW)
def test_a_value_of_a_newer_line_in_another_form_is_refused(line: str) -> None:
    assert_refused(f"global\n {line}\n{LISTENER}", "bad-argument", 2, "3.4")


def test_log_steps_are_those_of_the_manual_and_its_later_ones() -> None:
    for steps in ("accept,request", "quic-init,http-req", "accept,"):
        assert_accepted(f"{LISTENER} log-steps {steps}\n", "3.4")
    assert_refused(f"{LISTENER} log-steps accept,nothing\n", "bad-argument", 3, "3.4")
