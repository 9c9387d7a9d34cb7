"""`.pre-commit-hooks.yaml`: the real pre-commit installs this checkout and runs its hooks in a repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: what the hooks are made of
PARTS = (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "haproxy_model", "grammars")
GOOD = (
    "listen app\n  bind 127.0.0.1:8080\n  timeout client 1m\n  timeout connect 5s\n  timeout server 1m\n"
    "  server one 127.0.0.1:8081 check\n"
)
BAD = f"{GOOD}  balanc roundrobin\n"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit needs git, which is not installed")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of the user's own settings counts."""
    names = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for role in ("AUTHOR", "COMMITTER"):
        names |= {f"GIT_{role}_NAME": "tester", f"GIT_{role}_EMAIL": "tester@shop.example"}
    plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return {**plain, **names, "PRE_COMMIT_HOME": str(tmp_path / "pre-commit")}


def repository(folder: Path, environment: dict[str, str]) -> Path:
    """All files of a folder, committed."""
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "all"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True, capture_output=True)
    return folder


def test_both_hooks_refuse_a_file_that_haproxy_refuses_and_pass_one_that_it_takes(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    for folder in ("tool", "team"):
        (tmp_path / folder).mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.json")
    for name in PARTS:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / "tool" / name, **({"ignore": ignored} if (ROOT / name).is_dir() else {}))
    (tmp_path / "team" / "haproxy.cfg").write_text(GOOD)
    (tmp_path / "team" / "setup.cfg").write_text("[not]\nhaproxy = true\n")
    tool, team = (repository(tmp_path / name, environment) for name in ("tool", "team"))

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(tool), "--verbose", *arguments]
        return subprocess.run(command, cwd=team, env=environment, capture_output=True, text=True, check=False)

    passed = ran("--all-files")
    (team / "haproxy.cfg").write_text(BAD)
    subprocess.run(["git", "add", "--all"], cwd=team, env=environment, check=True)
    failed = ran()

    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert passed.stdout.count("Passed") == 2
    assert "haproxy.cfg: accepted by HAProxy" in passed.stdout
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert failed.stdout.count("haproxy.cfg:7:3: error[SYN001]") == 2
    assert "setup.cfg" not in passed.stdout + failed.stdout
