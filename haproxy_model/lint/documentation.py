"""The page of all rules, made of their docstrings: `python -m haproxy_model.lint.documentation > docs/rules.md`."""

from __future__ import annotations

from haproxy_model.lint.preferences import OPTIONS
from haproxy_model.lint.rule import LintRule
from haproxy_model.lint.rules import RULES
from haproxy_model.lint.surroundings import SURROUNDINGS

_TOP = """\
# Rules

This page is made of the rules' docstrings.
Change those, then run `python -m haproxy_model.lint.documentation > docs/rules.md`.

| code | name | severity |
|---|---|---|
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


def rules_page() -> str:
    """The text of `docs/rules.md`."""
    rows = [f"| [{rule.code}](#{rule.code.lower()}) | `{rule.name}` | {rule.severity} |" for rule in RULES]
    return _TOP + "\n".join(rows) + "\n" + _options() + _surroundings() + "".join(map(_section, RULES))


def _options() -> str:
    rows = (
        f"| `{row.name}` | {f'`{row.default}`' if row.default else ''} | {row.rules} | {row.meaning} |\n"
        for row in OPTIONS
    )
    return _OPTIONS + "".join(rows)


def _surroundings() -> str:
    shown = (f"\nIn {name}:\n\n```haproxy\n{text}```\n" for name, text in SURROUNDINGS.items())
    return _SURROUNDINGS + "".join(shown)


def _section(rule: LintRule) -> str:
    where = f", in {rule.surroundings}" if rule.surroundings else ""
    example = "".join(
        f"{each}{where}:\n\n```haproxy\n{rule.part(each)}```\n\n" for each in ("Bad", "Good")
    ).removesuffix("\n")
    prose = "\n\n".join(f"**{title}:** {' '.join(rule.part(title).split())}" for title in ("What it does", "Why"))
    for part, words in (("Version", "for HAProxy {}"), ("Options", "with `--option {}`")):
        if rule.part(part):
            example = f"The examples are {words.format(rule.part(part).strip())}.\n\n{example}"
    reference = " ".join(rule.part("Reference").split())
    return f"\n## {rule.code}\n\n`{rule.name}`, {rule.severity}\n\n{prose}\n\n{example}\nReference: {reference}\n"


if __name__ == "__main__":
    print(rules_page(), end="")
