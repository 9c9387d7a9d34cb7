"""How rules are selected, suppressed and joined with what `check` says."""

from __future__ import annotations

from typing import Any

import pytest
from work import assert_linear

import haproxy_model as hm
from haproxy_model.diagnostics import Severity
from haproxy_model.errors import InvalidValue
from haproxy_model.lint.markers import Markers, read_markers
from tests.lint.findings import DEFAULTS, codes, found
from tests.lint.test_guards import GALERA, KEEPING, POOL, TWO

UNCHECKED = POOL.format(TWO.format(""))


@pytest.mark.parametrize("marker", ["ignore=CHK001", "ignore=HA013,CHK001", "ignore=server-without-check"])
@pytest.mark.parametrize(
    "place",
    [
        ("80\n", "80 # haproxy-model: {}\n"),
        (" server b", " # haproxy-model: {}\n server b"),
        (" bind", " # haproxy-model: {}\n bind"),
        ("listen app\n", "listen app # haproxy-model: {}\n"),
        ("listen app\n", "# haproxy-model: {}\nlisten app\n"),
    ],
    ids=["on the line", "above it", "first in the section", "behind the header", "above the header"],
)
def test_a_comment_suppresses_a_finding(marker: str, place: tuple[str, str]) -> None:
    assert codes(DEFAULTS + UNCHECKED, select=["CHK"]) == ["CHK001"]
    assert codes(DEFAULTS + UNCHECKED.replace(place[0], place[1].format(marker)), select=["CHK"]) == []


@pytest.mark.parametrize(
    "text",
    [
        UNCHECKED.replace(" server a", " # haproxy-model: ignore=CHK001\n server a"),
        UNCHECKED.replace(" server b", " # haproxy-model: ignore=CHK001\n\n server b"),
        UNCHECKED.replace(" server b", " # haproxy-model: ignore=CHK002\n server b"),
        UNCHECKED.replace("app\n", "app\n # ignore=CHK001\n"),
    ],
    ids=["another line's", "a blank line between", "another code", "no marker"],
)
def test_a_comment_suppresses_nothing_else(text: str) -> None:
    assert codes(DEFAULTS + text, select=["CHK"]) == ["CHK001"]


def test_markers_are_read_from_comments() -> None:
    assert read_markers("# haproxy-model: ignore=A1,B2 galera") == {"ignore=A1", "ignore=B2", "galera"}
    assert read_markers("# something else: galera") == frozenset()


def test_a_marker_declares_a_cluster_that_nothing_tells() -> None:
    store = GALERA.replace("galera", "store").replace(":3306", ":8000").replace("check port 9200", "check")

    assert "GAL001" not in codes(DEFAULTS + store)
    assert "GAL001" in codes(DEFAULTS + store.replace("store\n", "store\n # haproxy-model: galera\n"))


def test_markers_follow_statements_and_sections() -> None:
    config = hm.parse(
        "# haproxy-model: galera\nlisten a # haproxy-model: x=1\n bind :1 # haproxy-model: y\n mode tcp\n"
    )
    listen, markers = config.listens["a"], Markers()

    assert markers.of_section(listen) == {"galera", "x=1"}
    assert markers.of_line(listen.header) == {"galera", "x=1"}
    assert [markers.of_line(line) for line in listen.statements] == [{"y"}, frozenset()]


BROKEN = DEFAULTS + KEEPING + "frontend f\n bind :80\n nonsense 1\n"


def test_all_rules_run_by_default() -> None:
    assert [each.code for each in hm.validate(hm.parse(BROKEN)).errors] == ["GAL020", "SYN001"]


@pytest.mark.parametrize("select", [("GAL020",), ("GAL",), ("galera-sessions-survive-mark-down",), ("G",)])
def test_a_selection_narrows_the_rules_and_leaves_what_is_fatal(select: tuple[str, ...]) -> None:
    assert [each.code for each in hm.validate(hm.parse(BROKEN + UNCHECKED), select=select).errors] == [
        "GAL020",
        "SYN001",
    ]


@pytest.mark.parametrize("ignore", [("GAL020",), ("GAL",), ("galera-sessions-survive-mark-down",)])
def test_what_is_ignored_goes(ignore: tuple[str, ...]) -> None:
    assert [each.code for each in hm.validate(hm.parse(BROKEN), ignore=ignore).errors] == ["SYN001"]


def test_ignoring_wins_over_selecting() -> None:
    assert codes(BROKEN, select=["GAL020", "GAL002"], ignore=["GAL020"]) == []


@pytest.mark.parametrize("ignore", ["SYN", "S", "unknown-keyword"])
def test_what_is_fatal_stays_unless_its_own_full_code_is_named(ignore: str) -> None:
    assert "SYN001" in [each.code for each in hm.validate(hm.parse(BROKEN), ignore=[ignore])]
    assert "SYN001" not in [each.code for each in hm.validate(hm.parse(BROKEN), ignore=["SYN001"])]


@pytest.mark.parametrize("options", [{"select": ["GAL999"]}, {"ignore": ["nothing"]}, {"select": [""]}])
def test_a_selector_that_selects_nothing_is_refused(options: dict[str, list[str]]) -> None:
    with pytest.raises(InvalidValue, match="selects nothing"):
        hm.validate(hm.parse(""), **options)  # type: ignore[arg-type]


CONDITIONAL = POOL.format(TWO.format(" check") + " .if defined(X)\n server c 192.0.2.4:80\n .endif\n")


def test_a_finding_in_a_branch_that_nobody_can_decide_is_an_info() -> None:
    finding = next(each for each in found(DEFAULTS + CONDITIONAL) if each.code == "CHK001")

    assert finding.severity is Severity.INFO
    assert "environment" in finding.message


def test_an_environment_decides() -> None:
    taken = found(DEFAULTS + CONDITIONAL, environment={"X": ""}, select=["CHK001"])

    assert [(each.code, each.severity) for each in taken] == [("CHK001", Severity.ERROR)]
    assert codes(DEFAULTS + CONDITIONAL, environment={}, select=["CHK001"]) == []


def test_a_finding_that_holds_either_way_keeps_its_severity() -> None:
    text = DEFAULTS + UNCHECKED + " .if defined(X)\n backlog 10\n .endif\n"

    assert [(each.code, each.severity) for each in found(text, select=["CHK001"])] == [("CHK001", Severity.ERROR)]


def test_rules_leave_the_configuration_as_it_is() -> None:
    config = hm.parse(BROKEN)
    hm.validate(config)

    assert config.dump() == BROKEN.encode()


@pytest.mark.parametrize("tracked", ["a", "b", "app/b", "other/a", "gone/a", "gone"])
def test_tracking_in_circles_or_nowhere_ends(tracked: str) -> None:
    pool = POOL.format(f" server a 192.0.2.2:80 track b\n server b 192.0.2.3:80 track {tracked}\n")

    assert codes(DEFAULTS + pool, select=["CHK", "GAL"]) == []
    assert hm.failover(hm.parse(pool).listens["app"]).roots == ()


def test_a_huge_template_is_judged_by_a_part_of_it() -> None:
    text = DEFAULTS + "listen galera\n bind :3306\n server-template db 1-999999 192.0.2.2:3306 check\n"

    assert "GAL001" in codes(text)


def many(count: int) -> str:
    """So many servers with rules for them, so many that track each other, and so many pools."""
    servers = "".join(f" server s{n} 192.0.2.2:3306\n use-server s{n} if TRUE\n" for n in range(count))
    tracked = "".join(f" server t{n + 1} 192.0.2.2:80 track t{n}\n" for n in range(count))
    pools = "".join(
        f"listen l{n}\n bind :{n + 1}\n option httpchk\n server a 192.0.2.2:443 check\n" for n in range(count)
    )
    return f"{DEFAULTS}listen galera\n stick on src\n{servers}backend t\n server t0 ::1:80 check\n{tracked}{pools}"


def test_the_work_of_all_rules_grows_as_the_file_does() -> None:
    def validate(package: Any, text: str) -> None:
        assert len(package.validate(package.parse(text))) > text.count("listen")

    assert_linear(validate, many, 6_000)


@pytest.mark.parametrize(
    "line",
    [
        "bind",
        "server",
        "server x",
        "server-template",
        "default-server",
        "stick",
        "stick on",
        "stick match",
        "use-server",
        "stick-table",
        "stick-table size",
        "balance",
        "mode",
        "option",
        "timeout",
        "timeout check",
        "http-check",
        "http-check expect",
        "http-check expect status",
        "tcp-check",
        "external-check",
        "default_backend",
        "use_backend",
        "acl",
        "persist",
        "cookie",
        "no",
        "no option",
    ],
)
def test_a_line_that_ends_too_early_stops_no_rule(line: str) -> None:
    option = " option httpchk\n stick on dst\n"
    top = f"global\n {line}\ndefaults\n {line}\npeers p\n {line}\n"
    pool = GALERA.replace("galera\n", f"galera\n {line}\n{option} {line}\n")

    assert hm.validate(hm.parse(top + pool + f"backend b\n {line}\n{option}{TWO.format('')}{line}\n"))


def unused(count: int) -> str:
    """A frontend with so many ACLs that nothing uses, and as many addresses."""
    lines = "".join(f" bind 192.0.2.1:{1024 + number}\n acl a{number} src ::1\n" for number in range(count))
    return DEFAULTS + f"frontend f\n{lines} default_backend b\nbackend b\n server s 192.0.2.1:80 check\n"


def test_every_finding_of_a_long_section_has_its_fix_whatever_an_environment_decides() -> None:
    text = unused(400)
    report = hm.validate(hm.parse(text), select=["REF008"])
    unsure = hm.validate(hm.parse(text + ".if defined(X)\n.endif\n"), select=["REF008"])

    assert [each.fix is not None for each in report] == [True] * 400
    assert list(report) == list(unsure)


def test_mending_makes_every_fix_of_a_long_section() -> None:
    mended = hm.mend(hm.parse(unused(400)), select=["REF008"], unsafe=True)

    assert len(mended.applied) == 400
