"""The worked example of docs/upgrading.md is what the command line says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Call, call as call

PAGE = (Path(__file__).parents[2] / "docs" / "upgrading.md").read_text("utf-8")


def shown(language: str) -> str:
    """The example of the page in a language."""
    found = re.search(rf"^## An example\n.*?^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "haproxy.cfg"
    path.write_text(shown("haproxy"), "utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def test_the_report_is_the_one_that_is_shown(call: Call) -> None:
    done = call("upgrade", "--from", "2.4", "--to", "3.4", "haproxy.cfg")

    command = "$ haproxy-model upgrade --from 2.4 --to 3.4 haproxy.cfg\n"
    assert f"```\n{command}{done.out}$ echo $?\n{done.status}\n```\n" in PAGE


def test_the_diff_is_the_one_that_is_shown(call: Call) -> None:
    done = call("upgrade", "--from", "2.4", "--to", "3.4", "haproxy.cfg", "--diff")

    assert shown("diff") == f"$ haproxy-model upgrade --from 2.4 --to 3.4 haproxy.cfg --diff\n{done.out}"
