"""The pages of all codes, their index, and which have a fix: `python -m haproxy_model.lint.documentation` writes them.

They are made of the docstrings of the rules and of `schema/explained`; the fixes are those that the bad examples get.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from haproxy_model.lint.engine import Question, validate_configs
from haproxy_model.lint.explanations import Documented, Explanation, documented, explanations
from haproxy_model.lint.known_fixes import KNOWN_FIXES
from haproxy_model.lint.preferences import OPTIONS
from haproxy_model.lint.surroundings import SURROUNDINGS
from haproxy_model.model.config import Config
from haproxy_model.schema.versions import LATEST
from haproxy_model.verdicts.selection import selection

#: Lines of code are no longer.
_WIDEST = 121
COMMAND = "python -m haproxy_model.lint.documentation"

_TOP = f"""\
# Rules

Every code that `check` and `lint` say, each with its page; in a terminal, `haproxy-model explain CODE` shows it.
These pages are made of docstrings and tables: change those, then run `{COMMAND}`.

| code | name | severity | HAProxy | fix |
|---|---|---|---|---|
"""


_OPTIONS = """
## Options

`haproxy-model lint --option NAME=VALUE`, or `hm.validate(config, options={"NAME": "VALUE"})`.

| option | default | rules | meaning |
|---|---|---|---|
"""


_SURROUNDINGS = """
## Surroundings

Examples show the lines that matter; these lines stand above them.
"""

_FIXES = f'''\
"""Which findings have a fix, and what it does to the bad example.

`{COMMAND}` writes this.
"""

from __future__ import annotations

from typing import Final

#: name of a kind of finding -> "safe" or "unsafe", and the title of the fix
KNOWN_FIXES: Final[dict[str, tuple[str, str]]] = {{
'''


def index_page() -> str:
    """The text of `docs/rules.md`."""
    rows = "".join(
        f"| [{each.code}](rules/{each.code}.md) | `{each.name}` | {each.severity} |"
        f" {'refuses' if each.fatal else 'starts'} | {each.fix if each.has_fix else ''} |\n"
        for each in _by_code()
    )
    return _TOP + rows + _options() + _surroundings()


def pages() -> Iterator[tuple[str, str]]:
    """Each code with the text of its page, `docs/rules/CODE.md`; a code with several names has one page."""
    for code, found in groupby(_by_code(), lambda each: each.code):
        several = list(found)
        said = "\n".join(
            (f"\n## What `{each.command}` says\n" if len(several) > 1 else "") + each.markdown().partition("\n")[2]
            for each in several
        )
        yield code, f"# {code}\n{said}\n[All rules](../rules.md)\n"


def fixes_of_examples() -> dict[str, tuple[str, str]]:
    """Which findings have a fix, in their bad examples: how safe it is, and what it does."""
    return {told.name: fix for told in documented() if (fix := _fix_of(told)) is not None}


def fixes_module(found: Mapping[str, tuple[str, str]]) -> str:
    """The text of `known_fixes.py`."""
    return f"{_FIXES}{''.join(_fix_row(name, *fix) for name, fix in found.items())}}}\n"


def _by_code() -> list[Explanation]:
    return sorted(explanations(), key=lambda each: each.code)


def _options() -> str:
    rows = (
        f"| `{row.name}` | {f'`{row.default}`' if row.default else ''} | {row.rules} | {row.meaning} |\n"
        for row in OPTIONS
    )
    return _OPTIONS + "".join(rows)


def _surroundings() -> str:
    shown = (f"\nIn {name}:\n\n```haproxy\n{text}```\n" for name, text in SURROUNDINGS.items())
    return _SURROUNDINGS + "".join(shown)


def _fix_of(told: Documented) -> tuple[str, str] | None:
    """The fix of the first finding in the bad example that has one: how safe it is, and what it does."""
    if not told.part("Bad"):
        return None
    texts = re.split(r"^# --- file \d+\n", told.example("Bad"), flags=re.MULTILINE)
    texts = [texts[0] + text for text in texts[1:]] or texts
    options = dict(each.split("=") for each in told.part("Options").split())
    asked = Question(told.part("Version").strip() or LATEST, selection(extend_select=[told.code]), options=options)
    report = validate_configs([Config([(text.encode(), None, False)]) for text in texts], asked)
    fixes = [each.fix for each in report if each.name == told.name and each.fix is not None]
    return (fixes[0].applicability, fixes[0].title) if fixes else None


def _fix_row(name: str, fix: str, title: str) -> str:
    row = f"    {_quoted(name)}: ({_quoted(fix)}, {_quoted(title)}),\n"
    if len(row) <= _WIDEST:
        return row
    return f"    {_quoted(name)}: (\n        {_quoted(fix)},\n        {_quoted(title)},\n    ),\n"


def _quoted(text: str) -> str:
    return "'" + text + "'" if '"' in text else f'"{text}"'


def write(root: Path) -> None:
    """Write them all.

    Args:
        root: the checkout.
    """
    target = root / "haproxy_model" / "lint" / "known_fixes.py"
    fixes = fixes_of_examples()
    target.write_text(fixes_module(fixes), "utf-8")
    # The pages are those of now, not of when this program began.
    KNOWN_FIXES.clear()
    KNOWN_FIXES.update(fixes)
    folder = root / "docs" / "rules"
    folder.mkdir(exist_ok=True)
    made = dict(pages())
    for path in folder.glob("*.md"):
        if path.stem not in made:
            path.unlink()
    for code, text in made.items():
        (folder / f"{code}.md").write_text(text, "utf-8")
    (root / "docs" / "rules.md").write_text(index_page(), "utf-8")


if __name__ == "__main__":
    write(Path(__file__).parents[2])
