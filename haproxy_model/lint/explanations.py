"""What is known of a code, from one source: its rule's docstring, or its row in the table of what `check` says.

As text it is what `explain` prints, as a page it is `docs/rules/CODE.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from inspect import cleandoc

from haproxy_model.diagnostics import page_of
from haproxy_model.lint.known_fixes import KNOWN_FIXES
from haproxy_model.lint.preferences import OPTIONS
from haproxy_model.lint.rule import LintRule, part_of
from haproxy_model.lint.rules import RULES
from haproxy_model.lint.selected import is_default
from haproxy_model.lint.surroundings import SURROUNDINGS
from haproxy_model.records import NamedTuple
from haproxy_model.schema.codes import CODES, Code
from haproxy_model.schema.explained import EXPLAINED


class Part(NamedTuple):
    """A part of what is known, such as "Why" or "Bad"."""

    title: str
    #: a paragraph, or the lines of an example
    text: str
    is_example: bool = False


class Explanation(NamedTuple):
    """What is known of a code."""

    code: str
    name: str
    severity: str
    #: "lint" or "check"
    command: str
    #: whether HAProxy refuses the file for it
    fatal: bool
    #: whether it is looked for where nobody selects it
    is_default: bool
    #: whether it has a fix, in the usual case: "safe", "unsafe", or "none"
    fix: str
    #: the rule, or the row of the table of codes
    source: LintRule | Code

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is known, in parts; the first says what it does."""
        return tuple(_parts_of(self.source))

    @property
    def summary(self) -> str:
        """What it does, in one line."""
        return self.parts[0].text

    @property
    def url(self) -> str | None:
        """Where its page is."""
        return page_of(self.code)

    @property
    def headline(self) -> str:
        """Its name, and what is said of it in a word or two."""
        words = [self.severity, "refused by HAProxy" if self.fatal else "", f"{self.fix} fix" if self.has_fix else ""]
        off = "" if self.is_default else "off unless selected"
        return f"{self.name}: {', '.join(filter(None, (*words, off)))}"

    @property
    def has_fix(self) -> bool:
        """Whether it has one."""
        return self.fix != _NO_FIX

    def markdown(self) -> str:
        """All of it as a part of a page."""
        said = "\n\n".join(
            f"**{part.title}:**\n\n```haproxy\n{part.text}\n```"
            if part.is_example
            else f"**{part.title}:** {part.text}"
            for part in self.parts
        )
        return f"## {self.code}\n\n`{self.name}`: {self.headline.partition(': ')[2]}\n\n{said}\n"

    def text(self) -> str:
        """All of it as plain text."""
        said = "\n\n".join(
            f"{part.title}:\n\n" + "\n".join(f"    {line}" if line else "" for line in part.text.split("\n"))
            if part.is_example
            else f"{part.title}: {part.text}"
            for part in self.parts
        )
        return f"{self.code} {self.headline}\n\n{said}\n"


class Documented(NamedTuple):
    """A kind of finding with the documentation that is written about it."""

    code: str
    name: str
    documentation: str

    def part(self, title: str) -> str:
        """A part of the documentation; empty where it is missing."""
        return part_of(self.documentation, title)

    @property
    def surroundings(self) -> str:
        """Where the lines of its examples stand; empty where they are whole files."""
        return self.part("In").strip().rstrip(".")

    def example(self, title: str) -> str:
        """An example as a whole file: its lines in their surroundings; empty where there is none."""
        lines = self.part(title)
        return SURROUNDINGS.get(self.surroundings, "") + lines if lines else ""


_NO_FIX = "none"


def documented() -> Iterator[Documented]:
    """What is written about every code: those of the rules, then those of `check`."""
    yield from map(_rule_documented, RULES)
    yield from map(_code_documented, CODES.values())


def explanations() -> Iterator[Explanation]:
    """What is known of every code: those of the rules, then those of `check`.  A code may have several names there."""
    yield from map(_of_rule, RULES)
    yield from map(_of_code, CODES.values())


def explained(wanted: str) -> list[Explanation]:
    """What is known of a code, or of a name; several where a code has several names; none for one that is unknown."""
    key = wanted.strip()
    names = (key.upper(), key.lower())
    rules = [_of_rule(rule) for rule in RULES if rule.code == names[0] or rule.name == names[1]]
    return rules + [_of_code(row) for row in CODES.values() if row.code == names[0] or row.name == names[1]]


def _rule_documented(rule: LintRule) -> Documented:
    return Documented(rule.code, rule.name, rule.documentation)


def _code_documented(row: Code) -> Documented:
    return Documented(row.code, row.name, cleandoc(EXPLAINED[row.name]))


def _of_rule(rule: LintRule) -> Explanation:
    return Explanation(
        rule.code, rule.name, str(rule.severity), "lint", False, is_default(rule), _known_fix(rule.name)[0], rule
    )


def _of_code(row: Code) -> Explanation:
    command = "lint" if row.code in _OF_LINT else "check"
    return Explanation(row.code, row.name, str(row.severity), command, row.fatal, True, _known_fix(row.name)[0], row)


def _known_fix(name: str) -> tuple[str, str]:
    return KNOWN_FIXES.get(name, (_NO_FIX, ""))


#: What `lint` alone says of suppressions.
_OF_LINT = ("SUP001", "SUP002", "SUP003")


def _parts_of(source: LintRule | Code) -> Iterator[Part]:
    told = _rule_documented(source) if isinstance(source, LintRule) else _code_documented(source)
    yield from _parts(told)
    yield from _fix(*_known_fix(source.name))
    yield from (Part("HAProxy", "takes both."),) if isinstance(source, LintRule) else _said(source, told)
    yield from _reference(told)


def _parts(told: Documented) -> Iterator[Part]:
    for title in ("What it does", "Why"):
        yield Part(title, _paragraph(told.part(title)))
    for title in filter(told.part, ("Bad", "Good")):
        where = f", in {told.surroundings}" if told.surroundings else ""
        yield Part(title + where, told.part(title).strip("\n"), is_example=True)
    if told.surroundings:
        yield Part("Above both", SURROUNDINGS[told.surroundings].strip("\n"), is_example=True)
    for title, words in _CONDITIONS.items():
        if told.part(title):
            yield Part(title, words.format(_paragraph(told.part(title))))
    options = [row for row in OPTIONS if _is_for(row.rules, told.code)]
    if options:
        said = "; ".join(
            f"`{row.name}`{f' (default {row.default})' if row.default else ''}: {row.meaning}" for row in options
        )
        yield Part("Can be told", said)


#: What examples may need, and how that is said.
_CONDITIONS = {
    "Version": "the examples are for HAProxy {}",
    "Options": "the examples have `--option {}`",
    "Without": "the examples have `--without {}`",
}


def _fix(fix: str, title: str) -> Iterator[Part]:
    if fix != _NO_FIX:
        yield Part("Fix", f"{title} ({fix}).")


def _said(row: Code, told: Documented) -> Iterator[Part]:
    """What HAProxy does, and the core of what it says."""
    if row.code.startswith("SUP"):
        return
    says = _paragraph(told.part("Says"))
    quoted = f": `{says}`" if says else ""
    if row.fatal:
        yield Part("HAProxy", f"refuses the file{', when all is read' if row.late else ''}{quoted}")
    else:
        yield Part("HAProxy", f"starts, and warns{quoted}" if says else "starts.")


def _reference(told: Documented) -> Iterable[Part]:
    return (Part("Manual", _paragraph(told.part("Reference"))),)


def _is_for(rules: str, code: str) -> bool:
    return any(code.startswith(each.strip()) for each in rules.split(","))


def _paragraph(text: str) -> str:
    return " ".join(text.split())
