"""Which version is asked about: a release is its line, and a line that was not measured is told as such."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, assert_refused
from haproxy_model.schema.versions import LINES, UNMEASURED, VERSIONS, ReleaseLine, unmeasured_note
from haproxy_model.verdicts.word_meanings.counts import statistics

ROOT = Path(__file__).parents[2]
POOL = """\
defaults app
 mode http
 timeout connect 5s
 timeout client 1m
 timeout server 1m
.if version_atleast(2.9)
frontend late
 bind :81
.endif
frontend www
 bind :80
 http-request set-var(ptxn.a) str(x)
 use_backend app
backend app from app
 balance sticky
 server a 192.0.2.1:80 check inter 3 init-state down
 server b 192.0.2.2:80 backup
 server b 192.0.2.3:80x
"""
#: What is asked of each version: a pool that versions judge differently, and files as people have them.
CONFIGS = [
    hm.parse(POOL),
    hm.parse_file(ROOT / "docs/examples/openstack-controller.cfg"),
    hm.parse_file(ROOT / "tests/data/controller.cfg"),
    hm.parse(b""),
]


@given(line=st.sampled_from(LINES), patch=st.integers(0, 60), config=st.sampled_from(CONFIGS))
def test_every_answer_about_a_release_is_that_about_its_line(line: ReleaseLine, patch: int, config: hm.Config) -> None:
    line, release = line.name, f"{line.name}.{patch}"

    assert hm.check(config, version=release) == hm.check(config, version=line)
    assert hm.validate(config, version=release) == hm.validate(config, version=line)
    assert statistics(config, version=release) == statistics(config, version=line)
    for proxy in (*config.backends, *config.listens):
        asked, expected = (config.effective(proxy, version=version) for version in (release, line))
        assert [str(each) for each in asked.settings] == [str(each) for each in expected.settings]
        assert hm.failover(proxy, version=release).new_connections == hm.failover(proxy, version=line).new_connections


@pytest.mark.parametrize("version", UNMEASURED)
def test_a_line_that_was_not_measured_is_judged_and_the_report_says_so_once(version: str) -> None:
    for report in (hm.check(hm.parse(LISTENER), version=version), hm.validate(hm.parse(LISTENER), version=version)):
        told = [each for each in report if each.name == "version-not-measured"]

        assert [each.message for each in told] == [unmeasured_note(version)]
        assert [(each.severity, each.fatal, each.span) for each in told] == [(hm.Severity.INFO, False, None)]
        assert report.version == version
        assert not report.fatal


def test_the_files_of_several_controllers_are_told_once() -> None:
    report = hm.validate_controllers([hm.parse(LISTENER), hm.parse(LISTENER)], version=UNMEASURED[0])

    assert [each.name for each in report].count("version-not-measured") == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_of_a_measured_line_nothing_is_told(version: str) -> None:
    assert "version-not-measured" not in [each.name for each in hm.check(hm.parse(POOL), version=version)]


def test_a_line_between_is_judged_by_the_columns_of_the_tables() -> None:
    young = f"{LISTENER} option tcplog clf\n"

    assert_refused(young, "keyword-too-new", 3, "2.9", "3.0")
    assert_accepted(young, "3.1", "3.2", "3.3")
    assert_refused("global\n nbproc 2\n" + LISTENER, "keyword-removed", 2, "2.5", "2.6")
    assert_accepted("global\n nbproc 2\n" + LISTENER, "2.4")


@pytest.mark.parametrize("version", ["1.8", "9.9", "x", "", "3.4.x", "2.10"])
def test_another_version_is_refused_by_every_question_with_those_that_are_there(version: str) -> None:
    config = hm.parse(POOL)
    pool = config.backends["app"]
    questions = (
        lambda: hm.check(config, version=version),
        lambda: hm.validate(config, version=version),
        lambda: hm.validate_controllers([config], version=version),
        lambda: hm.mend(config, version=version),
        lambda: hm.failover(pool, version=version),
        lambda: config.effective(pool, version=version),
        lambda: statistics(config, version=version),
    )
    for question in questions:
        with pytest.raises(hm.InvalidValue, match="not a supported HAProxy version") as raised:
            question()

        assert all(line.name in str(raised.value) for line in LINES)
