"""What is known of a code: its rule's docstring, or its row in the table of what `check` says."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.lint.preferences import OPTIONS
from haproxy_model.lint.rule import LintRule
from haproxy_model.lint.rules import RULES
from haproxy_model.lint.selected import is_default
from haproxy_model.lint.surroundings import SURROUNDINGS
from haproxy_model.records import NamedTuple
from haproxy_model.schema.codes import CODES, Code


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
    parts: tuple[Part, ...]

    @property
    def summary(self) -> str:
        """What it does, in one line."""
        return self.parts[0].text

    def markdown(self) -> str:
        """All of it as a page."""
        said = "\n\n".join(
            f"**{part.title}:**\n\n```haproxy\n{part.text}\n```"
            if part.is_example
            else f"**{part.title}:** {part.text}"
            for part in self.parts
        )
        return f"## {self.code}\n\n`{self.name}`, {self.severity}\n\n{said}\n"

    def text(self) -> str:
        """All of it as plain text."""
        said = "\n\n".join(
            f"{part.title}:\n\n" + "\n".join(f"    {line}" if line else "" for line in part.text.split("\n"))
            if part.is_example
            else f"{part.title}: {part.text}"
            for part in self.parts
        )
        return f"{self.code} {self.name}, {self.severity}\n\n{said}\n"


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


def _of_rule(rule: LintRule) -> Explanation:
    return Explanation(
        rule.code, rule.name, str(rule.severity), "lint", False, is_default(rule), tuple(_parts_of_rule(rule))
    )


def _parts_of_rule(rule: LintRule) -> Iterator[Part]:
    for title in ("What it does", "Why"):
        yield Part(title, _paragraph(rule.part(title)))
    for title in ("Bad", "Good"):
        where = f", in {rule.surroundings}" if rule.surroundings else ""
        yield Part(title + where, rule.part(title).strip("\n"), is_example=True)
    if rule.surroundings:
        yield Part("Above both", SURROUNDINGS[rule.surroundings].strip("\n"), is_example=True)
    for title, words in (
        ("Version", "the examples are for HAProxy {}"),
        ("Options", "the examples have `--option {}`"),
    ):
        if rule.part(title):
            yield Part(title, words.format(_paragraph(rule.part(title))))
    options = [row for row in OPTIONS if _is_for(row.rules, rule.code)]
    if options:
        said = "; ".join(
            f"`{row.name}`{f' (default {row.default})' if row.default else ''}: {row.meaning}" for row in options
        )
        yield Part("Can be told", said)
    yield Part("Manual", _paragraph(rule.part("Reference")))


def _is_for(rules: str, code: str) -> bool:
    return any(code.startswith(each.strip()) for each in rules.split(","))


def _of_code(row: Code) -> Explanation:
    command = "lint" if row.code in _OF_LINT else "check"
    return Explanation(
        row.code, row.name, str(row.severity), command, row.fatal, True, (Part("What it does", _meaning(row)),)
    )


#: What `lint` alone says of suppressions.
_OF_LINT = ("SUP001", "SUP002", "SUP003")


def _meaning(row: Code) -> str:
    words = row.name.replace("-", " ")
    if row.code.startswith("SUP"):
        return f"tells of comments and baselines: {words}."
    said = "refuses the file" if row.fatal else "starts"
    return f"tells what `haproxy -c` finds: {words}; HAProxy {said}."


def _paragraph(text: str) -> str:
    return " ".join(text.split())
