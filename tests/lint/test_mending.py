"""Fixes are applied until nothing is left, and never so that HAProxy refuses what it accepted."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from attrs import evolve

import haproxy_model as hm
from haproxy_model.diagnostics import Diagnostic, Edit, Fix, Report, Severity
from haproxy_model.lint.mending import MOST_ROUNDS, mend
from haproxy_model.lint.rule import LintRule
from haproxy_model.lint.rules import RULES
from tests.lint.findings import DEFAULTS
from tests.lint.test_guards import ALL, GALERA, KEEPING, POOL, TLS, TWO

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("unsafe", [False, True])
def test_mending_the_bad_example_twice_is_mending_it_once(rule: LintRule, unsafe: bool) -> None:
    config = hm.parse(rule.example("Bad"))
    once = hm.mend(config, unsafe=unsafe)

    assert config.dumps() == rule.example("Bad")
    assert not hm.mend(once.config, unsafe=unsafe).applied
    assert not once.report.fatal or hm.check(config).fatal
    assert unsafe or all(each.fix and each.fix.applicability == "safe" for each in once.applied)


@pytest.mark.parametrize("text", [GALERA, ALL, KEEPING, TLS])
def test_what_is_left_is_what_linting_the_result_finds(text: str) -> None:
    mended = hm.mend(hm.parse(DEFAULTS + text), unsafe=True)

    assert mended.applied
    assert list(mended.report) == list(hm.validate(mended.config))


def test_a_selection_narrows_what_is_mended() -> None:
    mended = hm.mend(hm.parse(DEFAULTS + GALERA), unsafe=True, select=["GAL001"])

    assert [each.code for each in mended.applied] == ["GAL001"]


def test_what_may_not_be_so_is_left_alone() -> None:
    pool = POOL.format("{} option httpchk\n{} option tcp-check\n{}" + TWO.format(" check"))
    text = DEFAULTS + pool.format(" .if defined(X)\n option tcpka\n .endif\n", "", "")
    unsure = DEFAULTS + pool.format("", " .if defined(X)\n", " .endif\n")

    assert [each.code for each in hm.mend(hm.parse(text)).applied] == ["CHK004"]
    assert not hm.mend(hm.parse(unsure)).applied


def _finding(code: str, start: int, end: int, text: str) -> Diagnostic:
    fix = Fix("", "safe", (Edit(None, start, end, text),))
    return Diagnostic(code, "", Severity.WARNING, False, f"{code} {start}", None, fix=fix)


def test_a_fix_that_makes_a_file_worse_is_taken_back() -> None:
    text = "backend b\n mode tcp\n"

    def lint(config: hm.Config) -> Report:
        own = [_finding("X", 11, 15, "nonsense")] if "mode" in config.dumps() else []
        return Report((*hm.check(config), *own), "3.4")

    mended = mend(hm.parse(text), lint, unsafe=False)

    assert mended.config.dumps() == text
    assert not mended.applied


def test_a_fix_whose_finding_stays_is_taken_back() -> None:
    def lint(config: hm.Config) -> Report:
        other = [_finding("Y", 20, 20, "# y\n")] if "y" not in config.dumps() else []
        return Report((_finding("X", 10, 10, "#"), *other), "3.4")

    mended = mend(hm.parse("backend b\n mode tcp\n"), lint, unsafe=False)

    assert mended.config.dumps() == "backend b\n mode tcp\n# y\n"
    assert [each.code for each in mended.applied] == ["Y"]


def test_a_finding_that_another_fix_brings_back_is_mended_all_the_same() -> None:
    def lint(config: hm.Config) -> Report:
        text = config.dumps()
        first = [_finding("A", 10, 10, "# a\n")] if "# a" not in text else []
        missing = 1 + text.count("# a") - text.count("# b")
        second = [evolve(_finding("B", len(text), len(text), "# b\n"), message="B")] * missing
        return Report((*first, *second), "3.4")

    mended = mend(hm.parse("backend b\n mode tcp\n"), lint, unsafe=False)

    assert not mended.report.diagnostics
    assert sorted(each.code for each in mended.applied) == ["A", "B", "B"]


def test_a_fix_is_taken_back_after_which_a_program_refuses_what_it_accepted() -> None:
    def lint(config: hm.Config) -> Report:
        left = [word for word in "AB" if word not in config.dumps()]
        return Report(tuple(_finding(word, 10, 10, f"# {word}\n") for word in left), "3.4")

    config = hm.parse("backend b\n")

    mended = mend(config, lint, unsafe=False, refuses=lambda one: "# A" in one.dumps())
    assert mended.config.dumps() == "backend b\n# B\n"
    # One that was refused before is no worse.
    assert len(mend(config, lint, unsafe=False, refuses=lambda one: "# B" not in one.dumps()).applied) == 2


def test_fixes_that_undo_each_other_end() -> None:
    def longer(config: hm.Config) -> Report:
        return Report((_finding("X", len(config.dumps()), len(config.dumps()), "#"),), "3.4")

    assert len(mend(hm.parse("backend b\n"), longer, unsafe=False).applied) == MOST_ROUNDS

    def turn(config: hm.Config) -> Report:
        return Report((_finding("X", 16, 19, "tcp" if "http" in config.dumps() else "http"),), "3.4")

    assert mend(hm.parse("backend b\n mode tcp\n"), turn, unsafe=False).config.dumps().startswith("backend b\n mode ")


def test_fixes_that_touch_each_other_come_one_after_the_other() -> None:
    def lint(config: hm.Config) -> Report:
        return Report(
            tuple(_finding(word, 10, 10, f"# {word}\n") for word in "AB" if word not in config.dumps()), "3.4"
        )

    assert mend(hm.parse("backend b\n"), lint, unsafe=False).config.dumps() == "backend b\n# B\n# A\n"


def test_lines_that_go_beside_each_other_go_in_one_round() -> None:
    rounds: list[str] = []

    def lint(config: hm.Config) -> Report:
        text = config.dumps()
        rounds.append(text)
        return Report(tuple(_finding("X", *found.span(), "") for found in re.finditer("#.\n", text)), "3.4")

    text = "backend b\n#a\n#b\n#c\n daemon\n#d\n"

    assert mend(hm.parse(text), lint, unsafe=False).config.dumps() == "backend b\n daemon\n"
    assert len(rounds) == 2


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no seed to read")
def test_the_seed_is_free_of_errors_when_everything_is_mended() -> None:
    config = hm.parse_file(SHARED / "seed" / "openstack-controller-vip.cfg")
    mended = hm.mend(config, unsafe=True)
    before, after = config.dumps().splitlines(), mended.config.dumps().splitlines()

    assert not mended.report.errors
    assert {each.code for each in mended.applied} == {
        "CHK006", "GAL010", "GAL020", "GAL021", "GAL030", "GAL036", "GAL037", "LOG004", "OST004",
    }  # fmt: skip
    web = [f"  server controller{n} 10.0.0.1{n + 1}:443 check inter 2000 rise 2 fall 5" for n in (1, 2, 3)]
    backup = "  server controller{} 10.0.0.1{}:3306 backup check port 9200 inter 2000 rise 2 fall 5"

    assert [line for line in after if line not in before] == [
        "  hard-stop-after 30m",
        *(f"{line} check-ssl verify none" for line in web),
        "  option log-health-checks",
        "  timeout client 5000s",
        "  timeout server 5000s",
        "  timeout check 2s",
        "  http-check send meth HEAD uri /",
        "  http-check expect status 200",
        "  server controller1 10.0.0.12:3306 check port 9200 inter 2000 rise 2 fall 3"
        " on-marked-down shutdown-sessions on-marked-up shutdown-backup-sessions fastinter 500ms",
        "  server controller2 10.0.0.13:3306 backup check port 9200 inter 2000 rise 2 fall 3"
        " on-marked-down shutdown-sessions fastinter 500ms",
        "  server controller3 10.0.0.14:3306 backup check port 9200 inter 2000 rise 2 fall 3"
        " on-marked-down shutdown-sessions fastinter 500ms",
        "  timeout tunnel 1h",
    ]  # fmt: skip
    assert [line for line in before if line not in after] == [
        *web,
        "  option  mysql-check",
        "  server controller1 10.0.0.12:3306 check port 9200 inter 2000 rise 2 fall 5",
        backup.format(2, 3),
        backup.format(3, 4),
    ]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_order_of_findings_does_not_decide_what_a_file_becomes(rule: LintRule) -> None:
    config = hm.parse(rule.example("Bad"))
    chance = random.Random(rule.code)

    def shuffled(one: hm.Config) -> Report:
        report = hm.validate(one)
        found = list(report)
        chance.shuffle(found)
        return evolve(report, diagnostics=tuple(found))

    assert mend(config, shuffled, unsafe=True).config.dumps() == hm.mend(config, unsafe=True).config.dumps()
