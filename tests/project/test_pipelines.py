"""What the pages show for pipelines and shells runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LINTING = (ROOT / "docs" / "linting.md").read_text("utf-8")
PROGRAM = [sys.executable, "-m", "haproxy_model"]


def test_the_commands_of_the_example_for_github_run(tmp_path: Path) -> None:
    workflow = yaml.safe_load((ROOT / "docs" / "examples" / "github-actions.yml").read_text("utf-8"))
    steps = workflow["jobs"]["lint"]["steps"]
    commands = [step["run"].split(" ", 1)[1] for step in steps if step.get("run", "").startswith("haproxy-model ")]
    shutil.copy(ROOT / "docs" / "examples" / "openstack-controller.cfg", tmp_path / "haproxy.cfg")

    annotated, reported = (
        subprocess.run([*PROGRAM, *shlex.split(each)], cwd=tmp_path, capture_output=True, text=True, check=False)
        for each in commands
    )

    assert annotated.returncode == 1
    assert annotated.stdout.startswith("::")
    assert reported.returncode == 0, reported.stderr
    uploaded = next(step["with"]["sarif_file"] for step in steps if "upload-sarif" in step.get("uses", ""))
    assert json.loads((tmp_path / uploaded).read_text("utf-8"))["runs"][0]["results"]


def test_the_page_names_hooks_that_there_are() -> None:
    hooks = {each["id"] for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    shown = yaml.safe_load(re.findall(r"```yaml\n(repos:.*?)```", LINTING, re.DOTALL)[0])

    assert {each["id"] for each in shown["repos"][0]["hooks"]} <= hooks
    assert set(re.findall(r"haproxy-model-(?:check|lint)\b", LINTING)) == hooks


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed_by_the_line_on_the_page(shell: str) -> None:
    assert f"_HAPROXY_MODEL_COMPLETE={shell}_source haproxy-model" in LINTING

    environment = {**os.environ, "_HAPROXY_MODEL_COMPLETE": f"{shell}_source"}
    done = subprocess.run(PROGRAM, env=environment, capture_output=True, text=True, check=True)

    assert f"_HAPROXY_MODEL_COMPLETE={shell}_complete" in done.stdout


def test_options_are_completed() -> None:
    words = {"_HAPROXY_MODEL_COMPLETE": "bash_complete", "COMP_WORDS": "haproxy-model lint --form", "COMP_CWORD": "2"}
    done = subprocess.run(PROGRAM, env={**os.environ, **words}, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["plain,--format"]
