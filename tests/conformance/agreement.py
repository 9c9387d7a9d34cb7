"""How far `check` agrees with the recorded verdicts: `python -m tests.conformance.agreement [VERSION...] [--misses N]`.

Prints, for each version: files on which both say the same, false refusals, false acceptances; of the lines that an
ALERT names, how many `check` marks fatal, and how many it marks as errors (HAProxy prints some ALERTs and goes on, so
that these are no more than errors); of the lines that `check` marks fatal in files which HAProxy read to the
end, how many it does not name, neither by line nor by what it says without one; of the warnings of accepted files that
are about the text, how many `check` gives, under the code of that fact, on the same line or else in the same section.
With `--misses` the commonest messages that were missed.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import haproxy_model as hm
from conformance.messages import heard, heard_elsewhere, named_without_line
from conformance.recorded import Recorded, cases, corpus, judged
from conformance.stops import stopped
from haproxy_model.schema.versions import VERSIONS


class Files(NamedTuple):
    """On how many files `check` and HAProxy agree."""

    right: int
    #: the file, and the first fatal message
    false_refusals: list[str]
    false_acceptances: list[str]

    @property
    def share(self) -> float:
        """Of the scored files, those on which both say the same."""
        return self.right / max(1, self.right + len(self.false_refusals) + len(self.false_acceptances))


class Lines(NamedTuple):
    """How far `check` names the lines that HAProxy names; each figure is a part and its whole."""

    #: lines of ALERTs that are marked fatal, and those that are at least errors
    fatal: tuple[int, int]
    errors: tuple[int, int]
    #: lines that are marked fatal and no ALERT names
    unnamed: tuple[int, int]
    warnings: tuple[int, int]
    #: the commonest misses, by what is missed
    misses: dict[str, Counter[str]]


def files(version: str, source: Callable[[str], Iterator[Recorded]]) -> Files:
    """Compare the verdicts of a version."""
    found = Files(0, [], [])
    for recorded in source(version):
        if not recorded.scored:
            continue
        report = judged(recorded, version)
        if report.fatal != recorded.accepted:
            found = found._replace(right=found.right + 1)
        elif recorded.accepted:
            message = next(f"{each.code} {each.message}" for each in report if each.fatal)
            found.false_refusals.append(f"{recorded.name}: {message}")
        else:
            found.false_acceptances.append(recorded.name)
    return found


def lines(version: str) -> Lines:
    """Compare the messages of a version on the files that people wrote."""
    named = fatal = errors = marked = unnamed = warned = warnings = 0
    misses: dict[str, Counter[str]] = {"missed": Counter(), "unheard": Counter(), "unnamed": Counter()}
    for recorded in corpus(version):
        if not recorded.scored:
            continue
        report = judged(recorded, version)
        ours = {each.span.line: each for each in report if each.fatal and each.span}
        mistakes = {each.span.line for each in report if each.severity is hm.Severity.ERROR and each.span}
        for line, text in {line: text for line, text in recorded.alerts if line}.items():
            named += 1
            elsewhere = line not in ours and heard_elsewhere(text, report)
            fatal += line in ours or elsewhere
            errors += line in mistakes or elsewhere
            if line not in mistakes and not elsewhere:
                misses["missed"][pattern(text)] += 1
        texts = [text for level, _, _, text in recorded.messages if level == "ALERT"]
        if not recorded.accepted and not stopped(texts, version):
            marked += len(ours)
            known = {line for level, line, kind, _ in recorded.messages if level == "ALERT" and kind == "config"}
            codes = named_without_line(texts)
            for line, each in ours.items():
                if line not in known and each.code not in codes:
                    unnamed += 1
                    misses["unnamed"][f"{each.code} {each.name}"] += 1
        for level, warned_line, kind, text in recorded.messages if recorded.accepted else ():
            if level == "WARNING" and kind == "config":
                said = heard(text, warned_line, report)
                warnings += said is not None
                warned += bool(said)
                if said is False:
                    misses["unheard"][pattern(text)] += 1
    return Lines((fatal, named), (errors, named), (unnamed, marked), (warned, warnings), misses)


def main(arguments: list[str]) -> None:
    """Measure and print."""
    shown = 0
    if "--misses" in arguments:
        place = arguments.index("--misses")
        shown = int(arguments[place + 1])
        del arguments[place : place + 2]
    for version in arguments or VERSIONS:
        for what, source in (("cases ", cases), ("corpus", corpus)):
            found = files(version, source)
            print(
                f"{version} {what} files: {found.share:.2%} right, {found.right} of them;"
                f" false refusals {len(found.false_refusals)}, false acceptances {len(found.false_acceptances)}"
            )
            for each in found.false_refusals[:20]:
                print(f"    refused: {each[:200]}")
            for each in found.false_acceptances[:shown]:
                print(f"    accepted: {each}")
        _print_lines(version, lines(version), shown)


def _print_lines(version: str, found: Lines, shown: int) -> None:
    print(
        f"{version} corpus lines: of the named ones {_share(found.fatal)} are marked fatal, {_share(found.errors)} as"
        f" errors; of the marked ones {_share(found.unnamed)} are unnamed; warnings {_share(found.warnings)}"
    )
    for title, counter in found.misses.items():
        for text, count in counter.most_common(shown):
            print(f"    {title} {count}: {text}")


def _share(figure: tuple[int, int]) -> str:
    part, whole = figure
    return f"{part}/{whole} = {part / max(whole, 1):.2%}"


def pattern(text: str) -> str:
    """A message without what is particular to the file."""
    text = re.sub(r"^.*?\[[^\]]*:\d+\] ?: ?", "", text)
    return re.sub(r"'[^']*'", "'…'", text)[:140]


if __name__ == "__main__":
    main(sys.argv[1:])
