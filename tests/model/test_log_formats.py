"""Log formats where they stand: settings of proxies, and the words of rules that HAProxy reads as such."""

from __future__ import annotations

import pytest

import haproxy_model as hm

SOURCE = b"""\
frontend f
    log-format "%ci:%cp   [%tr]"   # ours
    unique-id-format %{+X}o%ci_%rt
    error-log-format 100%
    http-request set-header X-Host %[req.hdr(host),lower] if a
    http-request return status 200 content-type text/plain lf-string "%[src] it is" hdr X-A a
    http-request set-var(txn.a) src
    http-request redirect location https://%[req.hdr(host)]/x code 301 if b
    redirect location https://%[req.hdr(host)]/y
    use_backend %[req.hdr(host)]
    use_backend plain if c
    server-name x
"""


def test_settings_are_log_formats() -> None:
    frontend = hm.parse(SOURCE).frontends[0]

    assert frontend.log_format == hm.LogFormat.parse("%ci:%cp   [%tr]")
    assert isinstance(frontend.unique_id_format, hm.LogFormat)
    assert frontend.unique_id_format.parts[0] == hm.Item(alias="o", flags=("+X",))
    assert isinstance(frontend.error_log_format, hm.Unread)
    assert frontend.log_format_sd is None


def test_setting_an_equal_format_changes_nothing_and_another_one_a_word() -> None:
    config = hm.parse(SOURCE)
    frontend = config.frontends[0]
    frontend.log_format = frontend.log_format
    assert config.dump() == SOURCE

    frontend.log_format = "%ci %[src,lower]"
    assert config.dump() == SOURCE.replace(b'"%ci:%cp   [%tr]"', b"'%ci %[src,lower]'")
    frontend.log_format = hm.LogFormat.parse("%ci:%cp   [%tr]")
    assert config.dump() == SOURCE


@pytest.mark.parametrize("wrong", ["100%", "%[", "%[src(]"])
def test_a_malformed_format_is_refused(wrong: str) -> None:
    config = hm.parse(SOURCE)
    with pytest.raises(hm.InvalidValue, match="is not a log format such as"):
        config.frontends[0].log_format = wrong

    assert config.dump() == SOURCE


@pytest.mark.parametrize(
    ("start", "formats"),
    [
        ("log-format", ["%ci:%cp   [%tr]"]),
        ("http-request set-header", ["%[req.hdr(host),lower]"]),
        ("http-request return", ["%[src] it is", "a"]),
        ("http-request set-var", []),
        ("http-request redirect", ["https://%[req.hdr(host)]/x"]),
        ("redirect", []),  # which HAProxy takes as it is
        ("use_backend %", ["%[req.hdr(host)]"]),
        ("use_backend plain", []),
        ("server-name", []),
    ],
)
def test_the_words_of_a_line_that_are_log_formats_are_found(start: str, formats: list[str]) -> None:
    lines = hm.parse(SOURCE).frontends[0].statements
    line = next(each for each in lines if " ".join(each.words).startswith(start))

    assert [str(each) for each in line.log_formats] == formats
    assert all(isinstance(each, hm.LogFormat) for each in line.log_formats)


def test_a_format_that_is_malformed_is_unread_in_its_place() -> None:
    line = hm.Statement.parse("http-request set-header X 100%")

    assert isinstance(line.log_formats[0], hm.Unread)
