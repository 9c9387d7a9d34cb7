"""What the documents say is so."""

import ast
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

import haproxy_model as hm
from haproxy_model import testing
from haproxy_model.lint.documentation import COMMAND, fixes_module, fixes_of_examples, index_page, pages

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)


def test_the_pages_of_the_codes_are_those_of_the_docstrings_and_tables() -> None:
    folder = ROOT / "docs" / "rules"
    fixes = (ROOT / "haproxy_model" / "lint" / "known_fixes.py").read_text("utf-8")
    stale = f"stale: run `{COMMAND}`"

    assert fixes == fixes_module(fixes_of_examples()), stale
    assert {path.stem: path.read_text("utf-8") for path in folder.iterdir()} == dict(pages()), stale
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == index_page(), stale


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert (ROOT / ".ci" / "run").read_text("utf-8").endswith(f"\n{COMMANDS[1]}\n")


def test_the_readme_shows_what_its_lint_command_prints() -> None:
    shown = re.search(r"```\n(docs/examples.*?)\n```", README, re.DOTALL)
    assert shown is not None
    arguments = shlex.split(COMMANDS[0].split("haproxy-model", 1)[1].split(";")[0])

    done = subprocess.run(["python", "-m", "haproxy_model", *arguments], capture_output=True, text=True, cwd=ROOT)

    assert f"{done.stdout}exit status {done.returncode}" == shown.group(1)


@pytest.mark.parametrize("page", sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")]), ids=lambda p: p.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert not missing(page)


def test_every_link_of_a_code_leads_somewhere() -> None:
    assert not [each for page in (ROOT / "docs" / "rules").glob("*.md") for each in missing(page)]


def missing(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    return [target for target in targets if "://" not in target and not (page.parent / target).exists()]


def test_the_module_map_of_the_architecture_names_real_modules() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = text.split("## Modules")[1].split("##")[0].splitlines()
    named = [re.findall(r"`([\w/]+\.py)`", row.split("|")[1]) for row in rows if row.startswith("| `")]

    absent = []
    for names in filter(None, named):
        folder = names[0].rpartition("/")[0]
        paths = [name if "/" in name else f"{folder}/{name}" for name in names]
        absent += [path for path in paths if not (ROOT / "haproxy_model" / path).exists()]

    assert not absent


#: the sections of the page about editing that need nothing but themselves
ALONE = (
    "Building from nothing",
    "Words with variables",
    "The preamble",
    "Blocks of `.if`",
    "Settings that a section has once",
)


@pytest.mark.parametrize("heading", ALONE)
def test_what_the_page_about_editing_shows_is_so(heading: str) -> None:
    page = (ROOT / "docs" / "editing.md").read_text("utf-8")
    section = re.split(r"^## ", page.split(f"\n## {heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    known: dict[str, object] = {"hm": hm, "galera": hm.Listen("galera", "timeout client 1m")}
    code = "".join(re.findall(r"```python\n(.*?)```", section, re.DOTALL))
    lines = code.splitlines()
    shown = 0
    for node in ast.parse(code).body:
        said = lines[(node.end_lineno or 0) - 1][node.end_col_offset :].strip().removeprefix("# ")
        if not isinstance(node, ast.Expr) or not said or (isinstance(node.value, ast.Call) and said[0].islower()):
            exec(compile(ast.Module([node], []), heading, "exec"), known)
            continue
        answer = repr(eval(compile(ast.Expression(node.value), heading, "eval"), known))
        start, _, end = said.partition("…")
        assert answer == said or ("…" in said and answer.startswith(start) and answer.endswith(end))
        shown += 1

    assert shown


def test_what_the_page_about_testing_shows_is_so() -> None:
    page = (ROOT / "docs" / "testing.md").read_text("utf-8")
    code = "".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    known: dict[str, object] = {}
    exec(compile(code, "testing.md", "exec"), known)

    for name, function in known.items():
        if name.startswith("test_") and callable(function):
            settings(max_examples=5)(function)()


def test_the_page_about_testing_names_what_the_kit_has() -> None:
    page = (ROOT / "docs" / "testing.md").read_text("utf-8")

    assert not [name for name in testing.__all__ if f"`{name}" not in page and f"testing.{name}" not in page]
