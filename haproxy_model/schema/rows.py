"""The row types of the tables, and the questions that one row can answer.

Versions are columns: `since` is the first release that has the thing ("2.4" stands for 2.4 or earlier), `deprecated`
the first that discourages it, `removed` the first without it, `instead` what to write now; an empty string means none.
`arguments` is a signature: `word` is literal, `<name:type>` an argument, `[..]` optional, `{a|b}` a choice, `*` repeats
from zero, `+` from one, `@cond` is the trailing `if` or `unless` condition.
"""

from typing import Literal, Protocol

from haproxy_model.records import NamedTuple
from haproxy_model.schema.versions import VERSIONS, reached, within

#: Lines of `global` that permit what is on trial, and what is about to go.
EXPOSE_EXPERIMENTAL, EXPOSE_DEPRECATED = "expose-experimental-directives", "expose-deprecated-directives"

#: What HAProxy makes of a line: it works, it is of the wrong side (see `Keyword.ignored`), the section refuses it, or
#: this version does not have it.
Verdict = Literal["accepted", "ignored", "refused", "absent"]


class Lifetime(Protocol):
    """What every row has: the releases in which it came, fell out of favour and went."""

    @property
    def since(self) -> str:
        """First release that has it."""

    @property
    def deprecated(self) -> str:
        """First release that discourages it."""

    @property
    def removed(self) -> str:
        """First release without it."""


class Experimental(Protocol):
    """A row that may need `expose-experimental-directives`."""

    @property
    def experimental(self) -> str:
        """First release that wants the directive, then perhaps the first that no longer does."""


class Keyword(NamedTuple):
    """One kind of line inside a section, named by its first words."""

    #: First words in full: "timeout client", "http-request"; "()" at the end if it takes an argument in parentheses.
    name: str
    #: What follows the name, the condition included.
    arguments: str = ""
    #: The section keywords where HAProxy 3.4 (or the last version that has the line) allows it, with blanks between.
    sections: str = ""
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it, or with nothing left of it but a hint in an error message.
    removed: str = ""
    #: What to write instead.
    instead: str = ""
    #: The mode the manual asks for, "http", "tcp" or "log"; empty for any.
    mode: str = ""
    #: Which of the prefixes "no" and "default" the line may have.
    prefixes: str = ""
    #: First release in which the prefix "default" works, where the line may have it.
    default_since: str = "3.4"
    #: First release in which the prefix "no" works no longer.
    no_until: str = ""
    #: Signature between the parentheses of a name that ends in "()" or may be followed by "(...)".
    parenthesised: str = ""
    #: Several such lines accumulate.
    repeatable: bool = False
    #: In `defaults`, allowed only if that section has a name.
    named_defaults_only: bool = False
    #: First release that wants `expose-experimental-directives` for it, then perhaps the first that no longer does.
    experimental: str = ""
    #: Sections of the wrong side: the line is accepted, mostly with the warning that it is ignored. That is not always
    #: true: `use_backend` and `default_backend` in a backend still choose, `bind` there still listens.
    ignored: str = ""
    #: Where older releases judge otherwise: `section<version:verdict`, blanks between, the first that fits counts.
    earlier: str = ""
    #: First release that wants it in the first section of the file.
    first_section: str = ""
    #: The build feature it needs, as `haproxy -vv` names it.
    feature: str = ""
    #: First release that drops words too many without a message, then perhaps the first that refuses them.
    surplus: str = ""
    #: First release that does without arguments which the signature demands, then perhaps the first that does not.
    bare: str = ""
    #: First release that reads a number or size to its end and refuses `64x`; empty for none: C's `atol` reads 64.
    strict: str = ""
    #: The smallest and the largest number allowed, "1..9", of durations in milliseconds; either may be left out.
    #: "nonzero" is any but 0. Several spans have "|" between.
    bounds: str = ""
    #: Where older releases have other bounds: `version:bounds` for those before the version, blanks between, the first
    #: that fits counts; without bounds where none stand behind the colon.
    earlier_bounds: str = ""
    #: Section of the 3.4 manual, else of the last supported one that has it; empty if undocumented.
    manual: str = ""

    @property
    def condition(self) -> str:
        """Whether an `if` or `unless` may follow: "", "optional" or "required"."""
        return _condition(self.arguments)


class Action(NamedTuple):
    """One action of the rulesets that share its arguments: `http-request NAME`, `tcp-request content NAME`."""

    #: The word after the ruleset; "()" at the end if an argument in parentheses is glued to it.
    name: str
    #: The rulesets that have it, with blanks between; one of two words is written with a dot: "tcp-request.content".
    rulesets: str
    #: What follows the name, the condition included.
    arguments: str = ""
    #: Signature between the parentheses of a name that ends in "()".
    parenthesised: str = ""
    #: Sections that allow it, if fewer than the ruleset itself allows; empty for all of the ruleset's.
    sections: str = ""
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it.
    removed: str = ""
    #: What to write instead.
    instead: str = ""
    #: The mode it needs, if narrower than its ruleset's.
    mode: str = ""
    #: First release that wants `expose-experimental-directives` for it, then perhaps the first that no longer does.
    experimental: str = ""
    #: Section of the manual; empty if undocumented.
    manual: str = "4.4"

    @property
    def condition(self) -> str:
        """Whether an `if` or `unless` may follow: "", "optional" or "required"."""
        return _condition(self.arguments)


class Parameter(NamedTuple):
    """One parameter of a `bind` or `server` line."""

    #: The word as written, without a parenthesised argument.
    name: str
    #: Types of its arguments, with blanks between and brackets around optional ones; empty for a flag.
    arguments: str = ""
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it.
    removed: str = ""
    #: What to write instead.
    instead: str = ""
    #: The parameter that it undoes: `no-x` an `x`, `enabled` a `disabled`.
    negates: str = ""
    #: Accepted on a `default-server` line.
    default_server: bool = False
    #: Type of the argument in parentheses that is glued to the name.
    keyword_argument: str = ""
    #: First release that wants `expose-experimental-directives` for it, then perhaps the first that no longer does.
    experimental: str = ""
    #: The build features it needs, as `haproxy -vv` names them, with blanks between.
    feature: str = ""
    #: Belongs to TLS or QUIC: of no use on a clear-text address.
    ssl_only: bool = False
    #: Section of the manual; empty if undocumented.
    manual: str = ""
    #: What it does, in one line without a full stop, with the unit of its value.
    summary: str = ""
    #: Of several occurrences on a line each counts.
    repeatable: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The types of the arguments one by one, optional ones without their brackets."""
        first, *optional = self.arguments.split(" [")
        return (first, *(part.removesuffix("]") for part in optional)) if first else ()


class Section(NamedTuple):
    """One kind of section, opened by a line that starts with its name."""

    #: The word that opens it.
    name: str
    #: What follows that word.
    arguments: str = ""
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it.
    removed: str = ""
    #: What to write instead.
    instead: str = ""
    #: Whether the section has a name of its own.
    named: Literal["required", "optional", "never"] = "required"
    #: First release that wants `expose-experimental-directives` for it, then perhaps the first that no longer does.
    experimental: str = ""
    #: What a second section of the same kind and name does: it is an error, continues the first one, warns and adds its
    #: lines to the section of this kind that was created last, or stands beside the first unless the name is used.
    repeated: Literal["error", "continues", "joins last", "separate"] = "error"
    #: A `defaults`, `frontend`, `listen` or `backend`.
    proxy: bool = False
    #: Words too many on the opening line are dropped without a message.
    surplus: bool = False
    #: Section of the manual; empty if undocumented.
    manual: str = ""


class FirstWord(NamedTuple):
    """What the lines of one section that start with one word have in common."""

    #: The word.
    name: str
    #: First release in which the section knows it.
    since: str
    #: First release that discourages all of its lines.
    deprecated: str
    #: First release without any of its lines; empty if one is left.
    removed: str
    #: What to write instead, where all of its lines are gone or discouraged.
    instead: str
    #: The section is of the wrong side for every line that starts with it; see `Keyword.ignored`.
    ignored: bool


def available(row: Lifetime, version: str) -> bool:
    """Says whether a version of HAProxy has what the row describes: since <= version < removed.

    Args:
        row: A row of any table.
        version: A release, "x.y"; those before 2.4 count as 2.4.
    """
    return (row.since == VERSIONS[0] or reached(row.since, version)) and not reached(row.removed, version)


def too_new(row: Lifetime, version: str) -> bool:
    """Says whether what the row describes came later than a version of HAProxy."""
    return not reached(row.since, version)


def gone(row: Lifetime, version: str) -> bool:
    """Says whether a version of HAProxy no longer has what the row describes."""
    return reached(row.removed, version)


def deprecated(row: Lifetime, version: str) -> bool:
    """Says whether a version of HAProxy still has what the row describes and discourages it."""
    return available(row, version) and reached(row.deprecated, version)


def experimental(row: Experimental, version: str) -> bool:
    """Says whether a version of HAProxy wants `expose-experimental-directives` for what the row describes."""
    return within(row.experimental, version)


def bounds_of(row: Keyword, version: str) -> str:
    """The bounds of a row's numbers in a version, written as in `Keyword.bounds`; empty for none."""
    for earlier in row.earlier_bounds.split():
        end, _, bounds = earlier.partition(":")
        if not reached(end, version):
            return bounds
    return row.bounds


def verdict(row: Keyword, section: str, version: str) -> Verdict:
    """Says what a version of HAProxy makes of such a line in such a section.

    Args:
        row: The row of the line.
        section: A section keyword, such as "frontend".
        version: A release, "x.y".

    Returns:
        "absent" if that version does not have the line at all, else "accepted", "ignored" or "refused".
    """
    if not available(row, version):
        return "absent"
    for exception in row.earlier.split():
        place, _, outcome = exception.partition(":")
        where, _, end = place.partition("<")
        if where == section and not reached(end, version):
            return "accepted" if outcome == "accepted" else "ignored" if outcome == "ignored" else "refused"
    if section in row.ignored.split():
        return "ignored"
    return "accepted" if section in row.sections.split() else "refused"


def _condition(arguments: str) -> str:
    if arguments.endswith("[@cond]"):
        return "optional"
    return "required" if arguments.endswith("@cond") else ""
