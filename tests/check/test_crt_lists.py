"""The options of certificates on `ssl-f-use` lines, as HAProxy 3.4.0 takes them."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused


@pytest.mark.parametrize(
    "options", ["crt a.pem alpn h2 verify none ocsp-update on", "crt a.pem jwt on acme x domains a,b", "no-alpn crt a"]
)
def test_options_of_bind_and_of_load_lines_are_accepted(options: str) -> None:
    assert_accepted(f"{LISTENER} ssl-f-use {options}\n", "3.4")


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ("crt a.pem zz", "unknown-parameter"),
        ("crt a.pem strict-sni", "unknown-parameter"),
        ("crt a.pem verify zz", "bad-parameter-value"),
    ],
)
def test_other_options_and_values_are_refused(options: str, kind: str) -> None:
    assert_refused(f"{LISTENER} ssl-f-use {options}\n", kind, 3, "3.4")


def test_an_option_may_be_younger_than_its_line() -> None:
    assert_refused(f"{LISTENER} ssl-f-use crt a jwt on\n", "keyword-too-new", 3, "3.2")
