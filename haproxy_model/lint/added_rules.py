"""Rules of others: what a team or a package looks for beside what this package does (docs/own-rules.md).

A package gives its rules under an entry point: a list of them, or a function without arguments that gives one.
Who wants them names the entry point.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from haproxy_model.diagnostics import FAMILIES, Severity
from haproxy_model.errors import InvalidValue, UnknownName, near, wrong_kind
from haproxy_model.model.given import given, given_flag, given_items, given_text
from haproxy_model.model.line import Line
from haproxy_model.model.parts import Part
from haproxy_model.model.section import Section
from haproxy_model.values.value import Value
from haproxy_model.verdicts.selection import matches

if TYPE_CHECKING:
    from haproxy_model.lint.asked_context import LintContext

#: the entry point of packages that have rules
ENTRY_POINT: Final = "haproxy_model.rules"
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]*[0-9]{3}")
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_PLACE: Final = "a statement, a part of one, or a section"

Place = Line | Section | Part


@frozen(eq=False, repr=False, init=False)
class Finding(Value):
    """What a rule found.

    Args:
        message: the fault, then the way out; what it quotes from the file is in backticks.
        at: where it is: a statement, a part of one (`server.part("inter")`), or a section.
        related: other places: what they are, and a statement, a part or a section.
        severity: "error", "warning" or "info"; None is that of the rule.
        change: removes the cause, on a copy of the statement at which the finding is, or of the section; the statement
            is alone in its section then, so that lines can be put beside it.  None where a person has to decide.
        title: what the change does, in a few words, such as "add `ssl`".
        safe: whether the change cuts, refuses and delays no traffic, and changes nothing but what the title names.

    Raises:
        TypeError: something is of the wrong kind.
        InvalidValue: the severity is not one of these.
    """

    #: the fault, then the way out
    message: str
    #: where it is: a statement, a part of one, or a section
    at: Place
    #: other places, each with what it is
    related: tuple[tuple[str, Place], ...]
    #: how bad it is; None where the rule says so
    severity: Severity | None
    #: removes the cause, on a copy; None where a person has to decide
    change: Callable[[Line | Section], object] | None
    #: what the change does, in a few words
    title: str
    #: whether the change cuts, refuses and delays no traffic
    safe: bool

    def __init__(
        self,
        message: str,
        at: Place,
        *,
        related: Sequence[tuple[str, Place]] = (),
        severity: Severity | str | None = None,
        change: Callable[..., object] | None = None,
        title: str = "",
        safe: bool = False,
    ) -> None:
        others = []
        for each in given_items(related, "pairs of a text and a place"):
            if not isinstance(each, tuple) or len(each) != 2:
                raise wrong_kind("pairs of a text and a place", each)
            others.append((given_text(each[0], "what a related place is, as text"), _given_place(each[1])))
        if change is not None and not callable(change):
            raise wrong_kind("a function that changes a copy, or None", change)
        self.__attrs_init__(
            given_text(message, "a message as text"),
            _given_place(at),
            tuple(others),
            None if severity is None else _severity(severity),
            change,
            given_text(title, "a title as text"),
            given_flag(safe, "safe"),
        )


@frozen(eq=False, repr=False, init=False)
class LintRule(Value):
    """A rule: what it is called, and the function that finds.

    Args:
        code: its code, such as "ACME001": capitals, digits and `_`, three digits at the end.
        name: what it forbids, in words joined by `-`: it reads after "allow", such as "plain-servers".
        find: is given an `hm.LintContext` and gives findings; its docstring says what it does and why.
        severity: how bad a finding is, where it does not say otherwise.
        is_default: whether it runs without being selected.

    Raises:
        TypeError: something is of the wrong kind.
        InvalidValue: the code, the name or the severity is not a right one.
    """

    #: its code, such as "ACME001"
    code: str
    #: what it forbids, in words joined by `-`
    name: str
    #: the function that finds
    find: Callable[[LintContext], Iterable[Finding] | None] = field(repr=False)
    #: how bad a finding is, where it does not say otherwise
    severity: Severity
    #: whether it runs without being selected
    is_default: bool

    def __init__(
        self,
        code: str,
        name: str,
        find: Callable[[LintContext], Iterable[Finding] | None],
        *,
        severity: Severity | str = Severity.WARNING,
        is_default: bool = True,
    ) -> None:
        if not _CODE.fullmatch(given_text(code, "a code as text")):
            raise InvalidValue(
                f"{code!r} is not a code of a rule: give one such as ACME001, with three digits at the end"
            )
        if not _NAME.fullmatch(given_text(name, "a name as text")):
            raise InvalidValue(
                f"{name!r} is not a name of a rule: give small words joined by `-`, such as plain-servers"
            )
        if not callable(find):
            raise wrong_kind("a function that gives findings", find)
        self.__attrs_init__(code, name, find, _severity(severity), given_flag(is_default, "is_default"))

    @property
    def documentation(self) -> str:
        """The docstring of its function, without its indent."""
        return inspect.cleandoc(self.find.__doc__ or "")


def installed(name: str | None = None) -> tuple[LintRule, ...]:
    """The rules of installed packages.

    Args:
        name: an entry point; None is every one.

    Raises:
        UnknownName: no package has this entry point.
        InvalidValue: a package gives something else than rules, or cannot be imported.
    """
    from importlib.metadata import entry_points

    every = sorted(entry_points(group=ENTRY_POINT), key=lambda each: each.name)
    wanted = [each for each in every if name in (None, each.name)]
    if name is not None and not wanted:
        names = [each.name for each in every]
        known = f"; installed are {', '.join(names)}" if names and not near(name, names) else near(name, names)
        raise UnknownName(f"no installed package has rules under the name {name!r}{known}")
    return tuple(rule for each in wanted for rule in _loaded(each.name, each.load))


def is_installed(selector: str) -> bool:
    """Whether a selector means a rule of some installed package, whichever of them cannot be imported."""
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINT):
        try:
            rules = _loaded(point.name, point.load)
        except InvalidValue:
            continue
        if any(matches(selector, rule.code, rule.name) for rule in rules):
            return True
    return False


def given_rules(rules: object) -> tuple[LintRule, ...]:
    """The rules that a caller gives: rules, and names of entry points.

    Raises:
        TypeError: something is of the wrong kind.
        UnknownName: as for `installed`.
        InvalidValue: as for `installed`, or two rules have one code or name.
    """
    found: list[LintRule] = []
    for each in given_items(rules, 'rules, such as [hm.LintRule(...)] or ["acme"]'):
        if isinstance(each, str):
            found += installed(each)
        else:
            found.append(given(each, LintRule, "an hm.LintRule, or the name of an entry point"))
    return tuple(_apart(found)) if found else ()


def _apart(rules: Sequence[LintRule]) -> Iterator[LintRule]:
    """The rules that are not ours, which run anyway; refuses those that are called like others.

    Raises:
        InvalidValue: a code or a name is taken.
    """
    from haproxy_model.lint.added_running import ours
    from haproxy_model.lint.selected import known_codes

    taken = {word for pair in known_codes() for word in pair}
    for rule in rules:
        if any(rule is each for each in ours()):
            continue
        family = rule.code.rstrip("0123456789")
        if family in FAMILIES:
            raise InvalidValue(
                f"{rule.code!r} of a rule is of the family {family}, which is ours: choose other letters"
            )
        for word in (rule.code, rule.name):
            if word in taken:
                raise InvalidValue(f"{word!r} of a rule is taken already: give it another code or name")
        taken |= {rule.code, rule.name}
        yield rule


def _loaded(name: str, load: Callable[[], object]) -> list[LintRule]:
    try:
        found = load()
        found = found() if callable(found) and not isinstance(found, LintRule) else found
    except Exception as error:
        raise InvalidValue(f"the rules {name!r} cannot be loaded: {type(error).__name__}: {error}") from error
    rules = [found] if isinstance(found, LintRule) else found
    if not isinstance(rules, (list, tuple)) or not all(isinstance(each, LintRule) for each in rules):
        raise InvalidValue(f"the rules {name!r} are not a list of hm.LintRule")
    return list(rules)


def _given_place(value: object) -> Place:
    if not isinstance(value, (Line, Section, Part)):
        raise wrong_kind(_PLACE, value)
    return value


def _severity(value: object) -> Severity:
    word = given_text(value, f"a severity, one of {', '.join(Severity)}")
    try:
        return Severity(word)
    except ValueError:
        raise InvalidValue(f"{word!r} is not a severity: give one of {', '.join(Severity)}") from None
