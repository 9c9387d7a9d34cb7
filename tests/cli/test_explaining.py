"""`explain` and `rules`: every code has what is known of it, by its code and by its name."""

from __future__ import annotations

import json
import re

from haproxy_model.lint.rules import RULES
from haproxy_model.lint.selected import known_codes

from .conftest import Call


def test_every_code_is_in_the_table_and_explained(call: Call) -> None:
    rows = json.loads(call("rules", "--format", "json").out)
    lines = call("rules").out.splitlines()

    assert sorted((each["code"], each["name"]) for each in rows) == sorted(known_codes())
    assert len(lines) == len(rows)
    assert all(each["parts"][0]["text"] for each in rows)


def test_the_table_says_which_have_a_fix(call: Call) -> None:
    rows = {each["name"]: each for each in json.loads(call("rules", "--format", "json").out)}
    lines = {line.split()[-1]: line for line in call("rules").out.splitlines() if "(off)" not in line}

    assert (rows["server-without-check"]["fix"], rows["bad-name"]["fix"]) == ("unsafe", "none")
    assert {each["fix"] for each in rows.values()} == {"safe", "unsafe", "none"}
    for name, line in lines.items():
        assert (f"{rows[name]['fix']} fix" in line) == (rows[name]["fix"] != "none")


def test_a_rule_is_explained_with_its_examples_by_code_and_by_name(call: Call) -> None:
    (rule,) = (each for each in RULES if each.code == "CHK001")
    found = call("explain", "chk001")

    assert found.status == 0
    for line in (*rule.part("Bad").split("\n"), *rule.part("Good").split("\n")):
        assert line in found.out
    assert all(
        re.search(f"^{title}[:,]", found.out, re.MULTILINE)
        for title in ("What it does", "Why", "Bad", "Good", "Manual")
    )
    assert call("explain", "server-without-check").out == found.out


def test_a_code_of_check_is_explained(call: Call) -> None:
    assert "HAProxy: refuses the file: `unmatched quote" in " ".join(call("explain", "CFG001").out.split())


def test_an_unknown_code_is_refused_with_the_nearest_and_the_others_are_explained(call: Call) -> None:
    found = call("explain", "GAL00", "CHK001")

    assert found.status == 2
    assert "did you mean GAL0" in found.err
    assert "CHK001 server-without-check" in found.out
