"""`check --statistics`: the report, and what the words are."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Call
from .files import CLEAN, FATAL


def test_the_table_stands_behind_the_report(call: Call) -> None:
    outcome = call("check", "--statistics", "-", stdin=CLEAN)
    lines = outcome.out.splitlines()

    assert outcome.status == 0
    assert lines[0] == "<stdin>: accepted by HAProxy 3.4"
    assert lines[1].split() == ["keyword", "words", "typed", "free", "ignored", "unknown"]
    assert lines[-1].split() == ["all", "16", "100", "%", "-", "-", "-"]


def test_what_nobody_knows_is_counted_and_the_exit_status_is_that_of_the_report(call: Call) -> None:
    outcome = call("check", "--statistics", "-", stdin=FATAL)

    assert outcome.status == 1
    assert "balanc" in [line.split()[0] for line in outcome.out.splitlines() if line.endswith("100 %")]


def test_several_configurations_make_one_table(call: Call, tmp_path: Path) -> None:
    for name in ("a.cfg", "b.cfg"):
        (tmp_path / name).write_bytes(CLEAN)

    lines = call("check", "-q", "--statistics", tmp_path / "a.cfg", tmp_path / "b.cfg").out.splitlines()

    assert lines[-1].split()[:2] == ["all", "32"]


def test_json_has_the_numbers_of_each_configuration_for_who_asks(call: Call) -> None:
    (one,) = json.loads(call("check", "--statistics", "--format", "json", "-", stdin=CLEAN).out)["statistics"]

    assert one["configuration"] == "<stdin>"
    assert one["keywords"]["timeout"] == {"typed": 9, "free": 0, "ignored": 0, "unknown": 0}
    assert one["total"] == {"typed": 16, "free": 0, "ignored": 0, "unknown": 0}
    assert "statistics" not in json.loads(call("check", "--format", "json", "-", stdin=CLEAN).out)
