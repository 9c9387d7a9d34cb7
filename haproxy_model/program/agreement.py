"""What a real HAProxy says, told together with what we find: the same once, the rest by itself, and who disagrees."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Related, Report, Severity, Span, in_order
from haproxy_model.lint.suppressions import Suppressions
from haproxy_model.model.config import Config
from haproxy_model.model.masking import masked_message, message_mask
from haproxy_model.model.places import places_of
from haproxy_model.model.secrets import secret_places
from haproxy_model.model.unreadable import section_title
from haproxy_model.program.heard import Message, ask
from haproxy_model.program.identified import Program
from haproxy_model.program.sayings import (
    ALERTS,
    WARNINGS,
    codes_of,
    is_consequence,
    names_in,
    needs_lua,
    of_the_machine,
)
from haproxy_model.schema.codes import CODES
from haproxy_model.syntax.text import BLANKS, encode
from haproxy_model.verdicts.judgement import check_config, texts_of
from haproxy_model.verdicts.selection import Selection, kept

#: How many messages without a line are told; each may hold any secret of the configuration.
_MOST_WITHOUT_LINE = 100
#: What we say of files that are not there and names that nobody resolves.
_OF_THE_MACHINE = ("unreadable-file", "unresolvable-host")


def told_together(
    report: Report,
    config: Config,
    program: Program,
    chosen: Selection,
    *,
    environment: Mapping[str, str] | None,
    features: Collection[str] | None = None,
    files: str | None = None,
) -> Report:
    """A report with what a HAProxy says of the same configuration.

    Args:
        report: what we found.
        config: the configuration.
        program: the HAProxy.
        chosen: what is to be found.
        environment: as for `hm.check`, whose other arguments these are; where it is None HAProxy sees no variables.
        features: as for `hm.check`.
        files: as for `hm.check`.

    Raises:
        Unreadable: the program does not end in time, or dies by a signal.
    """
    heard = ask(program, config, environment or {})
    base = check_config(config, version=report.version, environment=environment, features=features, files=files)
    both = _Both(report, base, config, program, refuses=heard.refuses)
    without_line = 0
    for message in heard.messages:
        without_line += message.line is None
        if message.line is not None or without_line <= _MOST_WITHOUT_LINE:
            both.take(message)
    both.compare(any(each.is_alert for each in heard.messages))
    shown, hidden = Suppressions([config]).split(kept(both.said, chosen))
    order = [file.path for file in config.files]
    diagnostics = in_order([*both.noted(), *shown], order)
    return evolve(
        report,
        diagnostics=diagnostics,
        texts=texts_of(config, diagnostics),
        suppressed=in_order([*report.suppressed, *hidden], order),
    )


class _Both:
    """What we found and what HAProxy says, beside each other.

    Args:
        report: what we found, as it is shown.
        base: all that `check` says, as HAProxy sees the variables.
        config: the configuration.
        program: the HAProxy.
        refuses: whether it refuses the configuration.
    """

    def __init__(self, report: Report, base: Report, config: Config, program: Program, *, refuses: bool) -> None:
        self._report = report
        self._base = base
        self._config = config
        self._program = program
        self._refuses = refuses
        self._is_target = program.is_judged_as(report.version)
        #: the place of a finding in the report -> what HAProxy says of it
        self._notes: dict[int, list[str]] = {}
        #: whether HAProxy lacked something that lies on another machine
        self._lacks = False
        #: what HAProxy alone says, and what is said of it
        self.said: list[Diagnostic] = []

    def take(self, message: Message) -> None:
        """Tell a message: with a finding that says the same, or by itself."""
        codes = codes_of(message.text, ALERTS if message.is_alert else WARNINGS)
        same = list(self._same(message, codes))
        if same:
            self._agree(message, same)
        elif codes == frozenset() or of_the_machine(message.text) or (self._lacks and self._needs_lua(message)):
            self._lacks = True
            self._say("missing-on-this-machine", f"here {self._program.title} says: {{}}", message)
        elif not (message.is_alert and is_consequence(message.text) and self._base.fatal):
            verb = "refuses this" if message.is_alert and self._refuses else "says"
            notes = ["haproxy-model does not say so"] if self._is_target else []
            kind = "haproxy-refuses" if message.is_alert else "haproxy-warns"
            self._say(kind, f"{self._program.title} {verb}: {{}}", message, notes)

    def compare(self, has_reasons: bool) -> None:
        """Say where the verdicts differ, and that the versions do."""
        title, version = self._program.title, self._report.version
        fatal = [place for place, each in enumerate(self._report) if each.fatal]
        if self._refuses and not has_reasons:
            said = f"{title} refuses the configuration and names no line: run it by hand with -c"
            if fatal:
                self._notes[fatal[0]] = [said]
            else:
                self._add("haproxy-refuses", said)
        if not self._refuses and self._base.fatal:
            for place in fatal:
                self._notes.setdefault(place, []).append(f"{title} accepts this")
            if self._is_target:
                self._add(
                    "haproxy-accepts",
                    f"{title} accepts the configuration, which haproxy-model refuses: please report it",
                )
        if not self._is_target:
            self._add(
                "other-haproxy-version",
                f"the program is {title}, and HAProxy {version} is asked about: the two may differ",
            )

    def noted(self) -> Iterator[Diagnostic]:
        """The findings of the report, with what HAProxy says of them."""
        for place, each in enumerate(self._report):
            notes = self._notes.get(place)
            yield evolve(each, related=(*each.related, *(Related(note, None) for note in notes))) if notes else each

    def _same(self, message: Message, codes: frozenset[str] | None) -> Iterator[Diagnostic]:
        """What `check` says that is the same as a message."""
        if of_the_machine(message.text):
            yield from (each for each in self._on_line(message) if each.name in _OF_THE_MACHINE)
            return
        here = self._on_line(message)
        if message.is_alert:
            yield from [each for each in here if each.fatal] or [
                each for each in here if each.severity is Severity.ERROR
            ]
        else:
            yield from (each for each in here if each.severity is Severity.WARNING)
        named = names_in(message.text)
        for each in self._base if codes else ():
            if each.code in (codes or ()) and (not named or each.section is None or named & set(each.section.split())):
                yield each

    def _agree(self, message: Message, same: list[Diagnostic]) -> None:
        """Note at a finding that HAProxy says the same; what we do not show HAProxy does not say either."""
        keys = {(each.code, each.span) for each in same}
        codes, lines = {each.code for each in same}, {_line(each.span) for each in same}
        sections = {each.section for each in same}
        tests: tuple[Callable[[Diagnostic], bool], ...] = (
            lambda each: (each.code, each.span) in keys,
            lambda each: each.code in codes and (_line(each.span) in lines or each.section in sections),
            lambda each: each.span is not None and _line(each.span) in lines and each.severity > Severity.INFO,
        )
        places = next((found for test in tests if (found := self._places(self._report, test))), [])
        if places:
            free = [place for place in places if place not in self._notes]
            note = f"{self._program.title} says so too: {self._masked(message)}"
            self._notes.setdefault((free or places)[0], []).append(note)
        elif message.is_alert and not any((each.code, each.span) in keys for each in self._report.suppressed):
            # It hangs on variables that nobody knows; HAProxy sees none.
            self._say("missing-on-this-machine", f"without variables {self._program.title} says: {{}}", message)

    @staticmethod
    def _places(found: Iterable[Diagnostic], test: Callable[[Diagnostic], bool]) -> list[int]:
        return [place for place, each in enumerate(found) if test(each)]

    def _needs_lua(self, message: Message) -> bool:
        if message.file is None or message.line is None:
            return False
        return any(needs_lua(message.text, line) for line in self._texts[message.file][message.line - 1 : message.line])

    def _on_line(self, message: Message) -> list[Diagnostic]:
        if message.file is None or message.line is None:
            return []
        return self._by_line.get((self._config.files[message.file].path, message.line), [])

    @cached_property
    def _by_line(self) -> dict[tuple[str | None, int], list[Diagnostic]]:
        """What `check` says, by line."""
        found: dict[tuple[str | None, int], list[Diagnostic]] = {}
        for each in self._base:
            if each.span is not None:
                found.setdefault(_line(each.span), []).append(each)
        return found

    def _say(self, kind: str, form: str, message: Message, notes: Iterable[str] = ()) -> None:
        span, section = self._place(message)
        self._add(kind, form.format(self._masked(message)), span, section, notes)

    def _add(
        self, kind: str, message: str, span: Span | None = None, section: str | None = None, notes: Iterable[str] = ()
    ) -> None:
        code = CODES[kind]
        fatal = code.fatal and self._refuses and self._is_target
        related = tuple(Related(note, None) for note in notes)
        self.said.append(Diagnostic(code.code, code.name, code.severity, fatal, message, span, section, related))

    def _masked(self, message: Message) -> str:
        # What HAProxy quotes stands in quotes, what we quote in backticks.
        text = re.sub(r"'([^'`]*)'", r"`\1`", message.text)
        if message.file is None or message.line is None:
            return self._mask(text)
        return masked_message(text, self._texts[message.file][message.line - 1 : message.line])

    @cached_property
    def _texts(self) -> list[list[str]]:
        """The lines of each file."""
        return [file.dumps().split("\n") for file in self._config.files]

    @cached_property
    def _mask(self) -> Callable[[str], str]:
        """What masks every secret of the configuration."""
        return message_mask([line for lines in self._texts for line in lines if secret_places(line)])

    @cached_property
    def _starts(self) -> list[tuple[list[int], list[int], list[str | None]]]:
        """Of each file the bytes before its lines, the first lines of its sections, and what these are called."""
        found = []
        for file, lines in zip(self._config.files, self._texts, strict=True):
            offsets, titles, firsts, line = [0], [], [], 1
            for text in lines:
                offsets.append(offsets[-1] + len(encode(text)) + 1)
            for block in file._blocks():
                firsts.append(line)
                titles.append(section_title(block))
                line += len(block._all_texts())
            found.append((offsets, firsts, titles))
        return found

    def _place(self, message: Message) -> tuple[Span | None, str | None]:
        """Where a message belongs: its line, or the header of the section that it names."""
        if message.file is None or message.line is None:
            section = next((each for each in self._config.sections if each.name in names_in(message.text)), None)
            if section is None:
                return None, None
            return places_of(self._config).line_span(section), section_title(section)
        lines, (offsets, firsts, titles) = self._texts[message.file], self._starts[message.file]
        number = min(max(message.line, 1), len(lines))
        text = lines[number - 1]
        first, last = len(text) - len(text.lstrip(BLANKS)), len(text.rstrip(BLANKS))
        offset = offsets[number - 1]
        start, end = offset + len(encode(text[:first])), offset + len(encode(text[:last]))
        path = self._config.files[message.file].path
        place = bisect_right(firsts, number) - 1
        span = Span(path, number, first + 1, number, max(last, first) + 1, start, max(start, end))
        return span, titles[place] if place >= 0 else None


def _line(span: Span | None) -> tuple[str | None, int]:
    return (None, 0) if span is None else (span.file, span.line)
