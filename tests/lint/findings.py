"""What the tests of the linter ask, in one place."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

import haproxy_model as hm
from haproxy_model.diagnostics import Diagnostic, Severity
from haproxy_model.lint.rules import RULES

CODES = frozenset(rule.code for rule in RULES)

#: What makes any pool complete, so that a test shows its own subject only.
DEFAULTS = """\
global
    log /dev/log local0
defaults
    log global
    timeout connect 5s
    timeout client 1m
    timeout server 1m
"""


def found(text: str, **options: Any) -> list[Diagnostic]:
    """The findings of the rules in a configuration."""
    report = hm.validate(hm.parse(dedent(text)), **options)
    return [diagnostic for diagnostic in report if diagnostic.code in CODES]


def codes(text: str, **options: Any) -> list[str]:
    """The codes of the findings, in the order of the file."""
    return [diagnostic.code for diagnostic in found(text, **options)]


def severity(code: str, text: str, **options: Any) -> Severity | None:
    """How bad the finding of a code is; None without one."""
    return next((each.severity for each in found(text, **options) if each.code == code), None)


def files(example: str) -> list[str]:
    """The files of an example: itself, or those of several controllers behind `# --- file N`, with what all have."""
    common, *parts = re.split(r"^# --- file \d+\n", example, flags=re.MULTILINE)
    return [common + part for part in parts] or [common]


def apply(text: str, diagnostic: Diagnostic) -> str:
    """The text with the edits of a finding's fix."""
    assert diagnostic.fix is not None
    content = dedent(text).encode()
    for edit in sorted(diagnostic.fix.edits, key=lambda each: each.start, reverse=True):
        content = content[: edit.start] + edit.text.encode() + content[edit.end :]
    return content.decode()


def assert_mended(code: str, text: str, **options: Any) -> str:
    """A fix silences its rule, and leaves nothing to mend; gives the mended text."""
    before = [each for each in found(text, **options) if each.code == code]
    assert before, f"{code} finds nothing to mend"
    after = apply(text, before[0])
    assert after != dedent(text)
    assert code not in codes(after, **options), after
    assert [each.code for each in hm.parse(after).diagnostics] == [
        each.code for each in hm.parse(dedent(text)).diagnostics
    ]
    return after


def assert_looks_away(code: str, flagged: str, silent: str, **options: Any) -> None:
    """A rule flags one configuration, and not the one that differs by what makes it right."""
    assert flagged != silent
    assert code in codes(DEFAULTS + flagged)
    assert code not in codes(DEFAULTS + silent, **options)


def replaced(text: str, *pairs: str) -> str:
    """The text with the first of each pair replaced by the second."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return text
