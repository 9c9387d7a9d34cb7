"""The linter and variables: unknown where nobody tells it an environment, exact where somebody does."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from lint.findings import DEFAULTS

_POOL = f"""{DEFAULTS}listen app
 bind "*:$PORT"
 balance roundrobin
 server a "$A":80 check inter "$INTER"
 server b "${{B}}":80 check "${{MORE[*]}}"
"""
_SET = {"PORT": "80", "A": "10.0.0.1", "INTER": "2s", "B": "10.0.0.2", "MORE": "rise 2"}


def _fatal(environment: dict[str, str] | None) -> bool:
    return hm.validate(hm.parse(_POOL), version="2.8", environment=environment).fatal


def test_what_hangs_on_a_variable_that_nobody_told_is_one_info_for_each() -> None:
    report = hm.validate(hm.parse(_POOL), version="2.8")
    told = [each for each in report if each.name == "unset-variable"]

    assert not report.fatal
    assert [each.severity for each in told] == ["info", "info"]
    assert [each.message for each in told] == [
        "HAProxy refuses this line if `${PORT}` is not set: give it with `--define PORT=...` or `environment=`",
        "HAProxy refuses this line if `${INTER}` is not set: give it with `--define INTER=...` or `environment=`",
    ]
    assert [each.span and _POOL[each.span.start : each.span.end] for each in told] == ['"*:$PORT"', '"$INTER"']


def test_with_an_environment_the_linter_is_exact() -> None:
    assert not _fatal(_SET)
    assert _fatal({})
    assert _fatal({**_SET, "PORT": "http"})
    assert _fatal({**_SET, "MORE": "rise many"})


def test_a_file_without_variables_is_never_told_of_them() -> None:
    text = f"{DEFAULTS}listen app\n bind :80\n acl a path_reg ^/x$\n server a 10.0.0.1:0 check\n"

    assert "unset-variable" not in {each.name for each in hm.validate(hm.parse(text))}


@pytest.mark.parametrize("variable", ["0", "10ms"])
def test_no_fix_writes_over_a_variable(variable: str) -> None:
    written = _POOL.replace('"$INTER"', variable)
    said = {each.code: each for each in hm.validate(hm.parse(written), version="2.8", environment=_SET)}
    same = {
        each.code: each for each in hm.validate(hm.parse(_POOL), version="2.8", environment={**_SET, "INTER": variable})
    }

    assert said.keys() == same.keys()
    for code, each in said.items():
        if each.fix is not None and variable in written[each.fix.edits[0].start : each.fix.edits[0].end + 2]:
            assert same[code].fix is None


def test_a_fix_edits_the_line_as_it_is_written() -> None:
    text = f'{DEFAULTS}listen app\n bind "*:$PORT"\n server a "$A":80\n server b 10.0.0.2:80 check\n'
    config = hm.parse(text)
    report = hm.validate(config, version="2.8", environment=_SET, select=["CHK001"])
    edits = [edit for each in report if each.fix is not None for edit in each.fix.edits]

    assert edits
    assert 'server a "$A":80 check' in _edited(text, edits)
    assert _edited(text, edits).count("$") == text.count("$")


def _edited(text: str, edits: list[hm.Edit]) -> str:
    for edit in sorted(set(edits), key=lambda each: -each.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def test_a_marker_on_a_line_with_a_variable_binds_to_it() -> None:
    text = f'{DEFAULTS}listen app\n bind :80\n server a "$A":80 # haproxy-model: ignore=CHK001\n'

    assert not list(hm.validate(hm.parse(text), version="2.8", environment=_SET, select=["CHK001"]))
