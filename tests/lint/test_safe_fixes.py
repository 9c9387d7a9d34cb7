"""A safe fix neither cuts nor delays traffic: what such fixes change is a closed list, whatever the configuration."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.diagnostics import Diagnostic
from haproxy_model.lint.mending import edited
from haproxy_model.lint.rule import LintRule
from haproxy_model.lint.rules import RULES
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.testing.configurations import config_texts
from tests.lint.findings import DEFAULTS, files as controllers, found
from tests.lint.test_fixes import MENDED
from tests.lint.test_guards import GALERA, GUARDS, KEEPING, POOL, TWO, replaced
from tests.lint.test_guards_availability import GUARDS as AVAILABILITY
from tests.lint.test_guards_services import GUARDS as SERVICES

#: what no safe fix deletes: lines that name something, choose, refuse or serve
KEPT = frozenset(
    ("acl", "server", "server-template", "default-server", "bind", "use_backend", "default_backend", "use-server",
     "http-request", "http-response", "tcp-request", "tcp-response", "stick", "stick-table", "cookie", "balance",
     "mode", "filter", "redirect", "peer", "nameserver", "user", "group", *SECTIONS)
)  # fmt: skip
#: what cuts, refuses, delays or leads traffic elsewhere: no safe fix adds, changes or takes away such a word
CUTS = frozenset(
    ("on-marked-down", "shutdown-sessions", "redispatch", "queue", "retries", "check", "no-check", "check-ssl",
     "check-send-proxy", "agent-check", "track", "port", "addr", "backup", "no-backup", "weight", "disabled", "balance",
     "hash-type", "mode", "client", "server", "connect", "hard-stop-after", "maxconn", "http-request deny", "deny",
     "reject", "del-header", "set-header", "disable-l7-retry", "nopurge", "stick", "inter", "fall", "rise",
     "init-state", "httpclose", "expect", "send", "transparent")
)  # fmt: skip
#: what safe fixes do to lines: what they take away and what they put there, the words that change and the keyword
HARMLESS = {
    ("", "timeout http-request"),
    ("", "timeout tunnel"),
    ("", "option log-health-checks"),
    ("", "expose-fd listeners"),
    ("tcpka", "clitcpka"),
    ("tcpka", "srvtcpka"),
    ("on-marked-up shutdown-backup-sessions", ""),
    ("http-check disable-on-404", ""),
    ("option allbackups", ""),
}
#: lines without effect: timeouts on the wrong side, check methods that a later one replaces, requests that are replaced
WITHOUT_EFFECT = ("timeout", "option")


def changes(before: str, after: str) -> list[tuple[list[str], list[str]]]:
    """The lines that go and those that come in their place, as words."""
    old, new = ([line.split() for line in text.splitlines()] for text in (before, after))
    matcher = SequenceMatcher(None, [" ".join(line) for line in old], [" ".join(line) for line in new], autojunk=False)
    found: list[tuple[list[str], list[str]]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            gone, come = old[a:b], new[c:d]
            found += zip([[]] * (len(come) - len(gone)) + gone, come + [[]] * (len(gone) - len(come)), strict=True)
    return found


def assert_harmless(config: hm.Config, finding: Diagnostic) -> None:
    """A fix changes nothing that traffic feels."""
    for gone, come in changes(config.dumps(), edited(config, [finding]).dumps()):
        if not come:
            assert gone[0] not in KEPT, f"{finding.code} deletes `{' '.join(gone)}`"
        less = [word for word in gone if word not in come]
        more = [word for word in come if word not in gone]
        if gone and come:
            assert CUTS.isdisjoint([*less, *more]), f"{finding.code}: {gone} becomes {come}"
        elif come:
            assert CUTS.isdisjoint(more), f"{finding.code} adds {come}"
        change = " ".join(less), " ".join(more[:2])
        harmless = change in HARMLESS or (not more and gone[0] in WITHOUT_EFFECT)
        assert harmless, f"{finding.code}: {gone} becomes {come}"


def assert_safe_fixes_are_harmless(text: str | bytes) -> int:
    """Every safe fix of a configuration is; gives how many there are."""
    config = hm.parse(text)
    # What HAProxy refuses has no traffic; that rewrites of it keep the meaning is another law (tests/upgrading).
    safe = [
        each
        for each in hm.validate(config)
        if each.fix and each.fix.applicability == "safe" and not each.fatal and each.name != "keyword-deprecated"
    ]
    for finding in safe:
        assert_harmless(config, finding)
    return len(safe)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_safe_fixes_of_examples_are_harmless(rule: LintRule) -> None:
    for text in (*controllers(rule.example("Bad")), *controllers(rule.example("Good"))):
        assert_safe_fixes_are_harmless(text)


def test_the_safe_fixes_of_what_guards_flag_are_harmless() -> None:
    texts = [each.flagged for each in (*GUARDS, *AVAILABILITY, *SERVICES)] + [text for _, text in MENDED]

    assert sum(assert_safe_fixes_are_harmless(DEFAULTS + text) for text in texts) > 10


@over_corpus
def test_the_safe_fixes_of_real_files_are_harmless(chunk: int) -> None:
    for path in files(chunk):
        assert_safe_fixes_are_harmless(path.read_bytes())


@given(config_texts())
def test_the_safe_fixes_of_any_configuration_are_harmless(text: str) -> None:
    assert_safe_fixes_are_harmless(DEFAULTS + text)


# -- where circumstances decide ---------------------------------------------------------------------------------------

WEB = "frontend web\n bind 192.0.2.1:80\n mode http\n timeout http-keep-alive 10s\n default_backend pages\n"
PAGES = "backend pages\n mode http\n server a 192.0.2.2:80 check\n server b 192.0.2.3:80 check\n"
SPARE = PAGES.replace("pages", "spare")


def applicability(code: str, text: str) -> str | None:
    """That of the first fix of a rule."""
    return next((each.fix.applicability for each in found(text) if each.code == code and each.fix), None)


def test_a_limit_for_headers_is_safe_where_connections_keep_their_own() -> None:
    assert applicability("TMO002", DEFAULTS + WEB + PAGES) == "safe"


@pytest.mark.parametrize(
    "text",
    [
        WEB.replace(" timeout http-keep-alive 10s\n", "") + PAGES,
        WEB.replace("10s", "0") + PAGES,
        WEB.replace("10s", '"$PATIENCE"') + PAGES,
        WEB.replace(" mode http\n", " mode http\n option http-buffer-request\n") + PAGES,
        "defaults\n option http-buffer-request\n timeout client 1m\n" + WEB + PAGES,
        WEB + PAGES.replace(" mode http\n", " mode http\n option http-buffer-request\n"),
        WEB.replace(" mode http\n", " mode http\n http-request wait-for-body time 1s\n") + PAGES,
        WEB + PAGES.replace(" mode http\n", " mode http\n http-request wait-for-body time 1s if { src ::1 }\n"),
        WEB + PAGES.replace(" mode http\n", " mode http\n balance url_param id check_post\n"),
        WEB.replace(" default", " use_backend %[hdr(host)]\n default")
        + PAGES
        + SPARE.replace(" mode http\n", " mode http\n option http-buffer-request\n"),
        WEB.replace(" mode http\n", " mode http\n timeout http-request 5m\n") + PAGES,
        WEB + PAGES.replace(" mode http\n", " mode http\n {{ more }}\n"),
    ],
    ids=["no keep-alive", "keep-alive 0", "an unknown keep-alive", "buffers", "inherits buffering",
         "the backend buffers", "waits for the body", "the backend waits", "balances by bodies",
         "a computed backend", "another limit", "a line that is not understood"],
)  # fmt: skip
def test_a_limit_for_headers_is_not_safe_where_it_ends_more(text: str) -> None:
    assert applicability("TMO002", DEFAULTS + text) == "unsafe"


def test_a_line_that_may_be_there_makes_a_fix_unsafe_and_the_finding_no_lesser() -> None:
    maybe = PAGES.replace(" mode http\n", " mode http\n .if defined(X)\n option http-buffer-request\n .endif\n")
    finding = next(each for each in found(DEFAULTS + WEB + maybe) if each.code == "TMO002")

    assert finding.severity is hm.Severity.WARNING
    assert finding.fix is not None
    assert finding.fix.applicability == "unsafe"


def test_a_backend_that_is_not_reached_does_not_matter() -> None:
    spare = SPARE.replace(" mode http\n", " mode http\n option http-buffer-request\n")

    assert applicability("TMO002", DEFAULTS + WEB + PAGES + spare) == "safe"


CHAT = "frontend web\n bind 192.0.2.1:80\n mode http\n default_backend websocket\n" + PAGES.replace(
    "pages", "websocket"
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", "safe"),
        ("bind", "timeout client 5m\n bind", "safe"),
        ("check\n server b", "check maxconn 5\n server b", "unsafe"),
        ("bind", "maxconn 100\n bind", "unsafe"),
        ("bind", "option independent-streams\n timeout client 3h\n bind", "unsafe"),
        ("bind", "option independent-streams\n timeout client 5m\n bind", "safe"),
        (" default_backend websocket", " use_backend %[hdr(host)]", "safe"),
        (" default_backend websocket", " maxconn 9\n use_backend %[hdr(host)]", "unsafe"),
        (" default_backend websocket", "", "unsafe"),
        ("bind", "{{ more }}\n bind", "safe"),
        (" server a", " {{ more }}\n server a", "unsafe"),
    ],
)
def test_a_longer_tunnel_is_safe_where_it_cuts_nothing_and_nobody_waits_for_a_place(
    old: str, new: str, expected: str
) -> None:
    assert applicability("TMO006", DEFAULTS + (CHAT.replace(old, new, 1) if old else CHAT)) == expected


def test_a_tunnel_that_is_shorter_than_what_one_frontend_allows_is_not_safe() -> None:
    console = "backend nova_vncproxy\n balance source\n timeout server 3h\n server a 192.0.2.2:6080 check\n"
    quick = "frontend a\n bind 192.0.2.1:6080\n default_backend nova_vncproxy\n"
    patient = "frontend b\n bind 192.0.2.2:6080\n timeout client {}\n default_backend nova_vncproxy\n"

    assert applicability("OST004", DEFAULTS + quick + patient.format("1h") + console) == "safe"
    assert applicability("OST004", DEFAULTS + quick + patient.format("2h") + console) == "unsafe"


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("CHK004", POOL.format(" option httpchk\n option tcp-check\n"), "safe"),
        ("CHK004", "defaults\n tcp-check send x\n" + POOL.format(" option httpchk\n option tcp-check\n"), "unsafe"),
        ("CHK004", "defaults\n option httpchk\n" + POOL.format(" option httpchk\n option tcp-check\n"), "unsafe"),
        ("CHK016", POOL.format(" http-check disable-on-404\n" + TWO.format(" check")), "safe"),
        ("CHK016", POOL.format(" http-check disable-on-404\n" + TWO.format(" check healthcheck h")), "unsafe"),
        ("CHK016", "defaults\n tcp-check send x\n" + POOL.format(" http-check disable-on-404\n"), "unsafe"),
        ("TMO007", "frontend f\n bind :80\n timeout connect 5s\n default_backend b\nbackend b\n", "safe"),
        ("TMO007", "frontend f\n bind :80\n mode http\n timeout connect 5s\n http-request tarpit\n", "unsafe"),
        ("TMO007", "frontend f\n bind :80\n mode http\n timeout server 5s\n http-request tarpit\n", "safe"),
        ("GAL023", POOL.format(" server a ::1:80 check on-marked-up shutdown-backup-sessions\n"), "safe"),
        ("GAL023", POOL.format(" server a ::1:80 check\n server b ::2:80 backup check on-marked-up "
                               "shutdown-backup-sessions\n"), "safe"),
        ("GAL023", POOL.format(" server a ::1:80 check weight 0 on-marked-up shutdown-backup-sessions\n"
                               " server b ::2:80 backup check\n"), "unsafe"),
        ("HA024", "stats socket /run/x\n", "safe"),
        ("HA024", "stats socket /run/x\n frobnicate\n", "unsafe"),
        ("HA025", "frontend f\n bind :80\n option tcpka\n default_backend b\nbackend b\n", "safe"),
    ],
)  # fmt: skip
def test_where_all_is_known_what_has_no_effect_may_go(code: str, text: str, expected: str) -> None:
    top = "global\n " + text if code == "HA024" else DEFAULTS + text

    assert applicability(code, top) == expected


def test_one_backup_that_is_chosen_in_another_way_is_not_safe() -> None:
    text = DEFAULTS + POOL.format(" option allbackups\n" + TWO.format(" check"))

    def fix(text: str) -> str:
        finding = next(each for each in hm.validate(hm.parse(text), select=["HA002"]) if each.fix)
        assert finding.fix is not None
        return finding.fix.applicability

    assert (fix(text), fix(text.replace("3:80", "3:80 backup"))) == ("safe", "unsafe")


@pytest.mark.parametrize("line", ["{{ more }}", "frobnicate", '"${MORE}"', 'description "x', "include more.cfg"])
def test_no_fix_is_safe_in_a_section_with_a_line_that_is_not_understood(line: str) -> None:
    text = DEFAULTS + POOL.format(" option httpchk\n option tcp-check\n")
    front = DEFAULTS + WEB + PAGES

    assert applicability("CHK004", text.replace(" option httpchk", f" {line}\n option httpchk")) == "unsafe"
    assert applicability("TMO002", front.replace("    timeout client", f"    {line}\n    timeout client")) == "unsafe"
    assert applicability("TMO002", front.replace("global\n", f"global\n {line}\n", 1)) == "safe"


def test_no_fix_of_a_part_is_safe_that_rests_on_what_another_file_may_say() -> None:
    text = POOL.format(" option httpchk\n option tcp-check\n")

    assert applicability("CHK004", text) == "unsafe"
    assert applicability("CHK004", "defaults\n" + text) == "safe"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("REF008", "frontend f\n bind :80\n acl x src ::1\n default_backend b\nbackend b\n"),
        ("GAL020", KEEPING),
        ("GAL021", GALERA.replace("3:3306\n", "3:3306 backup\n")),
        ("HA007", POOL.format(" balance source\n" + TWO.format(" check"))),
        ("HA008", POOL.format(" retries 0\n" + TWO.format(" check"))),
        ("HA019", POOL.format(TWO.format(" check maxconn 5"))),
        ("CHK001", POOL.format(TWO.format(""))),
        ("GAL035", replaced(GALERA, "galera\n", "galera\n mode http\n")),
    ],
)
def test_what_deletes_cuts_delays_or_is_checked_otherwise_is_not_safe(code: str, text: str) -> None:
    assert applicability(code, DEFAULTS + text) == "unsafe"
