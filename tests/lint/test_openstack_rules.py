"""OST: beside each configuration that a rule flags, the small difference that makes it right, and how bad it is."""

from __future__ import annotations

import pytest

from haproxy_model.diagnostics import Severity
from tests.lint.findings import DEFAULTS, assert_looks_away, assert_mended, codes, found, replaced, severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

POOL = (
    "listen {0}\n bind 192.0.2.1:{1}\n balance source\n server a 192.0.2.2:{1} check\n server b 192.0.2.3:{1} check\n"
)
#: enough to make a file one of OpenStack
CLOUD = "".join(POOL.format(*each) for each in (("keystone", 5000), ("glance_api", 9292), ("cinder", 8776)))
INHERITED = "defaults\n option httpchk\n timeout connect 1s\n" + POOL.format("queue", 5672)
API = POOL.format("keystone", 5000)
CONSOLE = POOL.format("novncproxy", 6080)
SPREAD = replaced(POOL.format("horizon", 80), "source", "roundrobin")
REGISTRY = POOL.format("glance_registry", 9191)
COPIED = replaced(POOL.format("cinder", 8776), "2:8776", "2:8777", "3:8776", "3:8777")
CACHE = replaced(POOL.format("cache", 11211), "source", "roundrobin")
QUEUE = CLOUD + POOL.format("queue", 5672)
METADATA = replaced(POOL.format("nova_metadata", 8775), "192.0.2.1", "203.0.113.1")
IMAGES = POOL.format("glance_api", 9292)
TLS = replaced(POOL.format("keystone", 5000), "1:5000", "1:5000 ssl crt /x\n mode http")


def _with(text: str, lines: str) -> str:
    return replaced(text, " balance", f" {lines}\n balance")


GUARDS = [
    ("OST002", INHERITED, "another check", _with(INHERITED, "option tcp-check")),
    ("OST002", INHERITED, "a service that answers", replaced(INHERITED, "5672", "9292", "queue", "glance_api")),
    ("OST003", API, "httpchk", _with(API, "option httpchk")),
    ("OST003", API, "rules", _with(API, "option tcp-check\n tcp-check send x")),
    ("OST003", API, "no check", replaced(API, " check", "")),
    ("OST003", API, "another port is checked", replaced(API, "2:5000 check", "2:5000 check port 9")),
    ("OST003", API, "a port alone", replaced(API, "keystone", "app")),
    ("OST004", CONSOLE, "a tunnel", _with(CONSOLE, "timeout tunnel 1h")),
    ("OST004", CONSOLE, "long timeouts", _with(CONSOLE, "timeout client 2h\n timeout server 2h")),
    ("OST004", CONSOLE, "no limit", _with(CONSOLE, "timeout client 0\n timeout server 0")),
    ("OST004", CONSOLE, "an unknown limit", _with(CONSOLE, 'timeout tunnel "$T"')),
    ("OST005", SPREAD, "source", replaced(SPREAD, "roundrobin", "source")),
    ("OST005", SPREAD, "stick", _with(SPREAD, "stick-table type ip size 1k\n stick on src")),
    ("OST005", SPREAD, "a cookie", replaced(SPREAD, " server a", " cookie S insert\n server a")),
    ("OST005", SPREAD, "a standby", replaced(SPREAD, "3:80 check", "3:80 check backup")),
    ("OST006", REGISTRY, "a name of something else", replaced(REGISTRY, "glance_registry", "app")),
    ("OST006", REGISTRY, "another port", replaced(REGISTRY, "9191", "9292")),
    ("OST007", COPIED, "its port", replaced(COPIED, "8777", "8776")),
    ("OST007", COPIED, "a port of nobody", replaced(COPIED, "8777", "4711")),
    ("OST007", COPIED, "the public port with TLS", replaced(COPIED, "8777", "13776")),
    ("OST007", replaced(COPIED, "8777", "9292"), "a port of many", replaced(COPIED, "8777", "8080")),
    ("OST008", CACHE, "a single server", replaced(CACHE, " server b 192.0.2.3:11211 check\n", "")),
    ("OST008", CACHE, "another port", replaced(CACHE, "11211", "11212")),
    ("OST009", QUEUE, "no OpenStack", POOL.format("queue", 5672)),
    ("OST009", QUEUE, "the management", CLOUD + POOL.format("queue", 15672)),
    ("OST010", METADATA, "a private address", replaced(METADATA, "203.0.113.1", "10.0.0.1")),
    ("OST010", METADATA, "a filter", _with(METADATA, "tcp-request connection reject if !{ src 10.0.0.0/8 }")),
    (
        "OST010",
        METADATA,
        "a filter by acl",
        _with(METADATA, "acl near src 10.0.0.0/8\n tcp-request connection reject if !near"),
    ),
    ("OST011", IMAGES, "patient", _with(IMAGES, "timeout client 10m\n timeout server 10m")),
    ("OST012", TLS, "told", _with(TLS, "http-request set-header X-Forwarded-Proto https if { ssl_fc }")),
    ("OST012", TLS, "mode tcp", replaced(TLS, " mode http", " mode tcp")),
    ("OST012", TLS, "no TLS", replaced(TLS, " ssl crt /x", "")),
]


@pytest.mark.parametrize(("code", "flagged", "why", "silent"), GUARDS)
def test_the_rule_looks_away(code: str, flagged: str, why: str, silent: str) -> None:
    assert_looks_away(code, flagged, silent)


@pytest.mark.parametrize(
    ("code", "text", "level"),
    [
        ("OST002", INHERITED, ERROR),
        ("OST005", SPREAD, WARNING),
        ("OST005", replaced(CONSOLE, "source", "roundrobin"), INFO),
        ("OST008", CACHE, WARNING),
        ("OST008", CLOUD + CACHE, ERROR),
        ("OST008", CLOUD + replaced(CACHE, "roundrobin", "source"), WARNING),
        ("OST008", CLOUD + replaced(CACHE, "3:11211 check", "3:11211 check backup"), WARNING),
    ],
)
def test_severity_follows_what_is_lost(code: str, text: str, level: Severity) -> None:
    assert severity(code, DEFAULTS + text) is level


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("OST002", INHERITED),
        ("OST003", API),
        ("OST004", CONSOLE),
        ("OST004", _with(CONSOLE, "timeout tunnel 5m")),
        ("OST005", SPREAD),
        ("OST005", replaced(SPREAD, " balance roundrobin\n", "")),
        ("OST012", TLS),
        ("OST012", _with(TLS, "http-request deny if FALSE")),
    ],
)
def test_a_fix_silences_its_rule(code: str, text: str) -> None:
    assert_mended(code, DEFAULTS + text)


def test_a_header_that_a_client_sends_is_removed_before_ours_is_set() -> None:
    after = assert_mended("OST012", DEFAULTS + TLS)

    assert after.index("del-header") < after.index("set-header")


@pytest.mark.parametrize(
    ("code", "text", "option"),
    [
        ("OST003", API, {"openstack.allow_tcp_check": "yes"}),
        ("OST004", CONSOLE, {"openstack.console_timeout": "30s"}),
        ("OST005", SPREAD, {"openstack.shared_sessions": "yes"}),
        ("OST008", CACHE, {"openstack.allow_memcached": "yes"}),
        ("OST011", IMAGES, {"openstack.upload_timeout": "30s"}),
    ],
)
def test_an_option_accepts_it(code: str, text: str, option: dict[str, str]) -> None:
    assert code in codes(DEFAULTS + text)
    assert code not in codes(DEFAULTS + text, options=option)


def test_a_private_address_can_be_declared_public() -> None:
    text = DEFAULTS + replaced(METADATA, "203.0.113.1", "10.0.0.1")

    assert "OST010" in codes(text, options={"openstack.public_vips": "10.0.0.1"})


def test_timeouts_are_looked_for_on_both_sides_of_a_console() -> None:
    split = """\
frontend console
 bind 192.0.2.1:6080
 timeout client 5m
 default_backend novnc
backend novnc
 balance source
 timeout server 2h
 server a 192.0.2.2:6080 check
 server b 192.0.2.3:6080 check
"""
    finding = next(each for each in found(DEFAULTS + split) if each.code == "OST004")

    assert "`timeout client 5m`" in finding.message
    assert [each.span.line for each in finding.related if each.span] == [10]
