"""A fix removes the cause, changes nothing else, and has nothing left to do afterwards."""

from __future__ import annotations

import pytest

from haproxy_model.lint.rule import LintRule
from haproxy_model.lint.rules import RULES
from tests.lint.findings import DEFAULTS, apply, assert_mended, codes, found
from tests.lint.test_guards import ALL, BACKUPS, BINDS, GALERA, KEEPING, MYSQL, POOL, RABBIT, SWIFT, TLS, TWO, replaced

MENDED = (
    ("CHK001", POOL.format(TWO.format(""))),
    ("CHK001", POOL.format(" default-server check\n" + TWO.format(" no-check   # later"))),
    ("CHK004", POOL.format(" option httpchk\n option mysql-check\n\n option tcp-check\n" + TWO.format(" check"))),
    ("CHK006", TLS),
    ("CHK007", replaced(TLS, "443 check", "443 check ssl ca-file /x port 443")),
    ("GAL001", GALERA),
    (
        "GAL001",
        replaced(
            GALERA,
            "default-server",
            "default-server backup",
            "3:3306",
            "3:3306 no-backup",
            "2:3306",
            "2:3306 no-backup",
        ),
    ),
    ("GAL002", ALL),
    ("GAL002", "defaults\n option allbackups\n timeout connect 1s\n" + BACKUPS),
    ("GAL002", "defaults\n option allbackups\n" + ALL),
    ("GAL010", MYSQL),
    ("GAL010", replaced(MYSQL, "mysql-check", "mysql-check user x\n http-check expect status 200")),
    ("GAL010", "defaults\n option mysql-check\n" + replaced(MYSQL, " option mysql-check\n", "")),
    ("GAL010", replaced(MYSQL, " option mysql-check\n", "") + " option mysql-check\nbackend next\n"),
    ("GAL020", KEEPING),
    ("GAL020", replaced(KEEPING, " default-server check port 9200\n", "", "06", "06 check port 9200")),
    ("GAL020", replaced(KEEPING, "06", "06 # node").rstrip("\n")),
    ("OST001", SWIFT),
    ("OST001", RABBIT),
    ("OST001", replaced(RABBIT, "httpchk", "httpchk GET /\n http-check expect status 200")),
    ("OST002", "defaults\n option httpchk\n" + replaced(RABBIT, " option httpchk\n", "")),
)


@pytest.mark.parametrize(("code", "text"), MENDED)
def test_a_fix_silences_its_rule(code: str, text: str) -> None:
    assert_mended(code, DEFAULTS + text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_is_mended_where_there_is_a_fix(rule: LintRule) -> None:
    bad = rule.example("Bad")
    options = {"select": [rule.code]}
    given = found(bad, **options)
    if given and given[0].fix is not None:
        assert_mended(rule.code, bad, **options)


def test_where_a_broken_line_would_take_in_what_is_added_no_fix_is_offered() -> None:
    finding = next(each for each in found("global\n stats socket /run/x mode\n") if each.code == "HA024")

    assert finding.fix is None


def test_only_the_words_that_matter_change() -> None:
    before = DEFAULTS + POOL.format("  server  a   192.0.2.2:80   check\n\tserver b 192.0.2.3:80 weight 2  # note\n")

    assert assert_mended("CHK001", before) == before.replace("weight 2  #", "weight 2 check  #")


def test_sessions_are_closed_in_the_default_server_above_all_servers() -> None:
    before = DEFAULTS + KEEPING

    assert assert_mended("GAL020", before) == before.replace("port 9200", "port 9200 on-marked-down shutdown-sessions")


def test_without_a_default_server_each_server_line_closes_them() -> None:
    before = DEFAULTS + replaced(KEEPING, " default-server check port 9200\n", "", ":3306 ", ":3306 check port 9200 ")
    after = assert_mended("GAL020", before)

    assert after.count("on-marked-down shutdown-sessions") == before.count("check port 9200")


def test_a_default_server_below_a_server_is_left_alone() -> None:
    text = DEFAULTS + replaced(
        KEEPING,
        " default-server check port 9200\n",
        "",
        "2:3306\n",
        "2:3306 check port 9200\n default-server check port 9200\n",
    )

    assert "default-server check port 9200\n" in assert_mended("GAL020", text)


def test_a_line_at_the_end_without_lf_keeps_none() -> None:
    text = (
        DEFAULTS + "listen galera\n bind 192.0.2.1:3306\n server a 192.0.2.2:3306 check port 9200\n option mysql-check"
    )
    diagnostic = next(each for each in found(text) if each.code == "GAL010")
    after = apply(text, diagnostic)

    assert after.endswith("option httpchk\n http-check send meth HEAD uri /\n http-check expect status 200")


def test_what_moves_or_cuts_traffic_is_unsafe() -> None:
    applicability = {
        each.code: each.fix.applicability
        for text in (
            POOL.format(TWO.format("")),
            TLS,
            GALERA,
            ALL,
            MYSQL,
            KEEPING,
            SWIFT,
            POOL.format(" option httpchk\n option tcp-check\n"),
        )
        for each in found(DEFAULTS + text)
        if each.fix
    }

    assert (
        applicability.items()
        >= {
            "CHK001": "unsafe",
            "CHK004": "safe",
            "CHK006": "unsafe",
            "GAL001": "unsafe",
            "GAL002": "unsafe",
            "GAL010": "unsafe",
            "GAL020": "unsafe",
            "OST001": "unsafe",
        }.items()
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("CHK001", POOL.format(TWO.replace(" check", "").format(""))),
        (
            "GAL001",
            replaced(GALERA, " server a 192.0.2.2:3306\n server b 192.0.2.3:3306\n", " server-template a 3 ::1:3306\n"),
        ),
        ("CHK004", POOL.format(" option tcp-check\n option httpchk\n option tcp-check\n")),
        ("HA013", BINDS.format(":80", ":80")),
        ("LOG001", "global\nfrontend f\n log global\n"),
    ],
)
def test_where_the_right_change_is_not_certain_none_is_offered(code: str, text: str) -> None:
    top = "" if code == "LOG001" else DEFAULTS

    assert next(each for each in found(top + text) if each.code == code).fix is None


def test_a_fix_speaks_of_the_file_that_it_changes() -> None:
    text = DEFAULTS + KEEPING

    assert "GAL020" not in codes(apply(text, next(each for each in found(text) if each.code == "GAL020")))
