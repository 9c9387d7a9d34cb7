"""What is written about the codes of `check` is what a real HAProxy does: its verdict on examples, and its words."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from lint.test_explanations import of_check, versions

from conformance.program import Said, of_the_machine
from conformance.running import PROGRAM, version
from haproxy_model.lint.explanations import Documented
from haproxy_model.schema.codes import CODES

pytestmark = pytest.mark.skipif(not PROGRAM, reason="no HAProxy to ask: install one, or name it in HAPROXY_PROGRAM")


def ask(text: str, folder: Path) -> tuple[Said, str]:
    """What the program makes of a text, and all that it says."""
    assert PROGRAM
    (folder / "FILE").write_text(text, "utf-8")
    done = subprocess.run([PROGRAM, "-c", "-f", "FILE"], cwd=folder, capture_output=True, text=True, check=False)
    alerts = tuple((None, line) for line in done.stderr.splitlines() if line.startswith("[ALERT]"))
    return Said(done.returncode in (0, 2), alerts), done.stderr


def is_refused(said: Said) -> bool:
    """Whether it is refused for what stands in the text, not for what the machine lacks."""
    causes = [text for _, text in said.alerts if "found in configuration" not in text]
    return not said.accepted and not (causes and all(map(of_the_machine, causes)))


@pytest.mark.parametrize(
    "told",
    [each for each in of_check() if version() in versions(each) and each.part("Bad")],
    ids=lambda told: told.name,
)
def test_haproxy_does_and_says_what_the_page_says(told: Documented, tmp_path: Path) -> None:
    needs_files, needs_build = told.part("Files"), told.part("Without")
    (bad, words), (good, _) = (ask(told.example(part), tmp_path) for part in ("Bad", "Good"))

    assert " ".join(told.part("Says").split()) in " ".join(words.split())
    assert not is_refused(good)
    if not needs_files and not needs_build:
        assert is_refused(bad) == CODES[told.name].fatal
