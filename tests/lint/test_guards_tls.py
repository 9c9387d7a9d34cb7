"""What the rules of TLS must not flag: beside each configuration that they flag, the small difference."""

from __future__ import annotations

import pytest

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.rules.tls.protocols import weak_names
from tests.lint.findings import codes, found, replaced, severity
from tests.lint.test_guards import Guard
from tests.lint.test_guards_security import HTTP

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

CLEAR = HTTP + "listen a\n bind 192.0.2.1:443\n server s 192.0.2.2:80 check\n"
SENT = HTTP + "listen a\n bind 192.0.2.1:80\n server s 192.0.2.2:443 check\n"
CHECKED = HTTP + "listen a\n bind 192.0.2.1:80\n server s 192.0.2.2:81 check check-ssl verify none\n"
CRT = HTTP + "listen a\n bind 192.0.2.1:81 crt /x\n server s 192.0.2.2:80 check\n"
WORD = HTTP + "listen a\n bind 192.0.2.1:81\n server s 192.0.2.2:80 check verify none\n"
STEP = " option tcp-check\n tcp-check connect ssl sni x\n server"
DEFAULT = replaced(WORD, " server", " default-server verify none\n server", "check verify none", "check")
FAR = HTTP + "listen a\n bind 192.0.2.1:81\n server s 203.0.113.2:444 ssl verify none\n"
ANY = replaced(
    FAR, "verify none", "verify required ca-file /etc/ssl/certs/ca-certificates.crt", "mode http", "mode tcp"
)
SNI = replaced(FAR, "verify none", "verify none check sni str(x)")
OLD = "global\n ssl-default-bind-options {}\n" + replaced(CRT, "crt", "ssl crt")
CIPHERS = "global\n ssl-default-bind-ciphers {}\n"
TWINS = HTTP + "frontend f\n bind :80\n bind :443 ssl crt /x\n default_backend b\nbackend b\n server s 192.0.2.2:81\n"
RELATIVE = "global\n log /dev/log local0\n" + replaced(CRT, "crt /x", "ssl crt x.pem")

GUARDS = (
    Guard("TLS006", CLEAR, "ssl", replaced(CLEAR, ":443", ":443 ssl crt /x")),
    Guard("TLS006", CLEAR, "TLS is passed on", replaced(CLEAR, "mode http", "mode tcp")),
    Guard("TLS006", CLEAR, "a proxy in front may end TLS", replaced(CLEAR, ":443", ":443 accept-proxy")),
    Guard("TLS006", CLEAR, "this machine", replaced(CLEAR, "192.0.2.1", "127.0.0.1")),
    Guard("TLS006", CLEAR, "another port", replaced(CLEAR, ":443", ":80")),
    Guard("TLS006", CLEAR, "a range", replaced(CLEAR, ":443", ":443-450")),
    Guard("TLS006", CLEAR, "words that nobody knows", replaced(CLEAR, ":443", ':443 "$SSL"')),
    Guard("TLS006", CLEAR, "meant so", replaced(CLEAR, ":443", ":443 # haproxy-model: plain-443")),
    Guard("TLS006", CLEAR, "a part of a configuration", "listen a\n bind :443\n server s 192.0.2.2:80 check\n"),
    Guard("TLS006", CLEAR, "TLS007 says it", replaced(CLEAR, ":443", ":443 crt /x")),
    Guard("TLS008", SENT, "ssl", replaced(SENT, "check", "check ssl verify none")),
    Guard("TLS008", SENT, "TLS is passed on", replaced(SENT, "mode http", "mode tcp")),
    Guard("TLS008", SENT, "TLS006 says it", replaced(SENT, "1:80", "1:443")),
    Guard("TLS008", SENT, "inherited", replaced(SENT, " server", " default-server ssl verify none\n server")),
    Guard("TLS008", SENT, "a variable", replaced(SENT, "check", 'check "$TLS"')),
    Guard("TLS008", SENT, "meant so", replaced(SENT, "check", "check # haproxy-model: plain-443")),
    Guard(
        "TLS008",
        SENT,
        "a clear listener of its own",
        replaced(SENT, "192.0.2.2", "127.0.0.1") + "frontend b\n bind 127.0.0.1:443\n default_backend a\n",
    ),
    Guard("CHK020", CHECKED, "ssl", replaced(CHECKED, "check-ssl", "ssl")),
    Guard("CHK020", CHECKED, "a port of its own", replaced(CHECKED, "check-ssl", "check-ssl port 99")),
    Guard("CHK020", CHECKED, "TLS is spoken there", replaced(CHECKED, "2:81", "2:8443")),
    Guard("CHK020", CHECKED, "clients may speak TLS", replaced(CHECKED, "mode http", "mode tcp")),
    Guard("CHK020", CHECKED, "taken back", replaced(CHECKED, "check-ssl", "check-ssl no-check-ssl")),
    Guard("TLS007", CRT, "ssl", replaced(CRT, "crt", "ssl crt")),
    Guard("TLS007", CRT, "a variable", replaced(CRT, "crt", '"$SSL" crt')),
    Guard("TLS007", WORD, "ssl", replaced(WORD, "verify", "ssl verify")),
    Guard("TLS007", WORD, "checks speak TLS", replaced(WORD, "verify", "check-ssl verify")),
    Guard("TLS007", WORD, "a step of the check", replaced(WORD, " server", STEP)),
    Guard("TLS007", DEFAULT, "one server has ssl", DEFAULT + " server t 192.0.2.3:80 ssl\n"),
    Guard(
        "TLS007",
        DEFAULT,
        "in `defaults`",
        replaced(WORD, "lts\n", "lts\n default-server verify none\n", "check v", "#"),
    ),
    Guard("TLS001", FAR, "verified", replaced(FAR, "none", "required ca-file /x")),
    Guard("TLS001", FAR, "this machine", replaced(FAR, "203.0.113.2", "127.0.0.1")),
    Guard("TLS001", FAR, "no TLS", replaced(FAR, "ssl verify none", "")),
    Guard("TLS001", FAR, "a socket", replaced(FAR, "203.0.113.2:444", "/run/s")),
    Guard("TLS002", ANY, "verifyhost", ANY.rstrip() + " verifyhost x\n"),
    Guard("TLS002", ANY, "sni", ANY.rstrip() + " sni str(x)\n"),
    Guard("TLS002", ANY, "since 3.3, the Host", replaced(ANY, "mode tcp", "mode http")),
    Guard("TLS012", SNI, "check-sni", SNI.rstrip() + " check-sni x\n"),
    Guard("TLS012", SNI, "no check", replaced(SNI, " check", "")),
    Guard("TLS012", SNI, "the check is in clear", replaced(SNI, " check", " check port 80")),
    Guard("TLS012", SNI, "a step names it", replaced(SNI, " server", STEP)),
    Guard(
        "TLS012",
        replaced(SNI, " server", " option httpchk\n http-check send meth GET\n server"),
        "since 3.3, the Host",
        replaced(SNI, " server", " option httpchk\n http-check send meth GET hdr Host x\n server"),
    ),
    Guard("TLS003", OLD.format("ssl-min-ver TLSv1.1"), "1.2", OLD.format("ssl-min-ver TLSv1.2")),
    Guard("TLS003", OLD.format("ssl-min-ver TLSv1.1"), "1.2 is the oldest anyway", OLD.format("no-sslv3 no-tlsv10")),
    Guard("TLS003", OLD.format("ssl-max-ver TLSv1.1"), "a maximum alone", OLD.format("ssl-max-ver TLSv1.2")),
    Guard("TLS003", OLD.format("force-tlsv10"), "forced", OLD.format("force-tlsv12")),
    Guard(
        "TLS003",
        OLD.format("ssl-min-ver TLSv1.0"),
        "every listener has its own",
        replaced(OLD, "ssl crt", "ssl ssl-min-ver TLSv1.2 crt").format("ssl-min-ver TLSv1.0"),
    ),
    Guard(
        "TLS003",
        OLD.format("ssl-min-ver TLSv1.0"),
        "no TLS",
        replaced(OLD, "ssl crt /x", "").format("force-tlsv10"),
    ),
    Guard("TLS004", CIPHERS.format("AES:ADH-RC4-SHA"), "taken back", CIPHERS.format("AES:ADH-RC4-SHA:!RC4")),
    Guard("TLS004", CIPHERS.format("AES:RC4"), "order alone", CIPHERS.format("AES:+RC4")),
    Guard("TLS009", "global\n tune.ssl.default-dh-param 1024\n", "2048", "global\n tune.ssl.default-dh-param 2048\n"),
    Guard("TLS010", TWINS, "a redirect", replaced(TWINS, " default", " redirect scheme https if HTTP\n default")),
    Guard("TLS010", TWINS, "no TLS", replaced(TWINS, " bind :443 ssl crt /x\n", "")),
    Guard("TLS011", RELATIVE, "absolute", replaced(RELATIVE, "x.pem", "/x.pem")),
    Guard("TLS011", RELATIVE, "a base", replaced(RELATIVE, "global\n", "global\n crt-base /x\n")),
    Guard("TLS011", RELATIVE, "a part of a configuration", "listen a\n bind :81 ssl crt x.pem\n"),
)  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.code}: {guard.why}")
def test_the_rule_looks_away(guard: Guard) -> None:
    assert guard.flagged != guard.silent
    assert guard.code in codes(guard.flagged, version=guard.version)
    assert guard.code not in codes(guard.silent, version=guard.version)


@pytest.mark.parametrize(
    ("code", "text", "level"),
    [
        ("TLS006", CLEAR, WARNING),
        ("TLS006", replaced(CLEAR, "443", "8443"), INFO),
        ("TLS008", SENT, WARNING),
        ("TLS008", replaced(SENT, "443", "8443"), INFO),
        ("TLS007", WORD, WARNING),
        ("TLS007", replaced(WORD, "mode http", "mode tcp"), INFO),
        ("TLS001", FAR, WARNING),
        ("TLS001", replaced(FAR, "203.0.113.2", "10.0.0.2"), INFO),
        ("TLS001", replaced(FAR, "203.0.113.2", "shop.example.com"), WARNING),
        ("TLS001", replaced(FAR, "203.0.113.2", "shop.default.svc.cluster.local"), INFO),
        ("TLS001", replaced(FAR, "203.0.113.2", "shop"), INFO),
        ("TLS002", ANY, WARNING),
        ("TLS002", replaced(ANY, "ca-certificates.crt", "ours.pem"), INFO),
    ],
)
def test_the_level_follows_what_is_known(code: str, text: str, level: Severity) -> None:
    assert severity(code, text) is level


def test_where_tls_comes_in_and_goes_out_unread_the_way_out_is_mode_tcp() -> None:
    text = replaced(CLEAR, "2:80", "2:443")
    given = [each for each in found(text) if each.code in ("TLS006", "TLS008", "CHK006")]

    assert [each.code for each in given] == ["TLS006"]
    assert "`mode tcp`" in given[0].message


def test_clear_requests_and_clear_checks_are_one_finding() -> None:
    given = codes(replaced(SENT, " server", " option httpchk\n server"))

    assert "TLS008" in given
    assert "CHK006" not in given


@pytest.mark.parametrize(
    ("text", "weak"),
    [
        ("ECDHE-RSA-AES128-GCM-SHA256", []),
        ("ECDHE-RSA-DES-CBC3-SHA:AES128-SHA", ["ECDHE-RSA-DES-CBC3-SHA"]),
        ("ECDHE-RSA-DES-CBC3-SHA:!3DES", []),
        ("DES-CBC3-SHA:!DES-CBC3-SHA", []),
        ("RSA+3DES:RSA+AES", ["RSA+3DES"]),
        ("HIGH:!aNULL:!MD5", []),
        ("aNULL:eNULL:EXPORT", ["aNULL", "eNULL", "EXPORT"]),
        ("ADH-AES128-SHA:!aNULL", []),
        ("-RC4:AES:@STRENGTH", []),
        ("EDH-RSA-DES-CBC-SHA:!EXP", ["EDH-RSA-DES-CBC-SHA"]),
    ],
)
def test_broken_ciphers_are_those_that_are_asked_for_and_not_taken_back(text: str, weak: list[str]) -> None:
    assert weak_names(text.split(":")) == weak
