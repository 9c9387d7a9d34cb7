"""How far `check` agrees with the recorded verdicts: `python -m tests.conformance.agreement [VERSION...] [--misses N]`.

Prints, for each version: files on which both say the same, false refusals, false acceptances; of the lines that an
ALERT names, how many `check` marks fatal; of the lines that `check` marks fatal in files which HAProxy read to the
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

sys.path.insert(0, str(Path(__file__).parents[1]))

from conformance.messages import heard, named_without_line
from conformance.recorded import Recorded, cases, corpus, judged
from conformance.stops import stopped
from haproxy_model.schema.versions import VERSIONS


def main(arguments: list[str]) -> None:
    """Measure and print."""
    shown = 0
    if "--misses" in arguments:
        place = arguments.index("--misses")
        shown = int(arguments[place + 1])
        del arguments[place : place + 2]
    for version in arguments or VERSIONS:
        _print_files("cases ", version, cases)
        _print_files("corpus", version, corpus)
        _print_lines(version, shown)


def _print_files(what: str, version: str, source: Callable[[str], Iterator[Recorded]]) -> None:
    right, false_refusals, false_acceptances = 0, [], []
    for recorded in source(version):
        if not recorded.scored:
            continue
        report = judged(recorded, version)
        if report.fatal != recorded.accepted:
            right += 1
        elif recorded.accepted:
            message = next(f"{each.code} {each.message}" for each in report if each.fatal)
            false_refusals.append(f"{recorded.name}: {message}")
        else:
            false_acceptances.append(recorded.name)
    total = right + len(false_refusals) + len(false_acceptances)
    print(
        f"{version} {what} files: {right}/{total} = {right / total:.2%};"
        f" false refusals {len(false_refusals)}, false acceptances {len(false_acceptances)}"
    )
    for each in false_refusals[:20]:
        print(f"    refused: {each[:200]}")


def _print_lines(version: str, shown: int) -> None:
    named = found = marked = unnamed = warned = warnings = 0
    missed: Counter[str] = Counter()
    unheard: Counter[str] = Counter()
    excess: Counter[str] = Counter()
    for recorded in corpus(version):
        if not recorded.scored:
            continue
        report = judged(recorded, version)
        ours = {each.span.line: each for each in report if each.fatal and each.span}
        alerts = [
            (line, text) for level, line, kind, text in recorded.messages if level == "ALERT" and kind == "config"
        ]
        lines = {line for line, _ in alerts if line}
        for line, text in {line: text for line, text in alerts if line}.items():
            named += 1
            found += line in ours
            if line not in ours:
                missed[pattern(text)] += 1
        texts = [text for level, _, _, text in recorded.messages if level == "ALERT"]
        if not recorded.accepted and not stopped(texts, version):
            marked += len(ours)
            elsewhere = named_without_line(texts)
            for line, each in ours.items():
                if line not in lines and each.code not in elsewhere:
                    unnamed += 1
                    excess[f"{each.code} {each.name}"] += 1
        if recorded.accepted:
            for level, warned_line, kind, text in recorded.messages:
                if level == "WARNING" and kind == "config":
                    said = heard(text, warned_line, report)
                    warnings += said is not None
                    warned += bool(said)
                    if said is False:
                        unheard[pattern(text)] += 1
    print(
        f"{version} corpus lines: {found}/{named} = {found / max(named, 1):.2%} of the named ones are marked;"
        f" {unnamed}/{marked} = {unnamed / max(marked, 1):.2%} of the marked ones are unnamed;"
        f" warnings {warned}/{warnings} = {warned / max(warnings, 1):.2%}"
    )
    for title, counter in (("missed", missed), ("unheard", unheard), ("unnamed", excess)):
        for text, count in counter.most_common(shown):
            print(f"    {title} {count}: {text}")


def pattern(text: str) -> str:
    """A message without what is particular to the file."""
    text = re.sub(r"^.*?\[[^\]]*:\d+\] ?: ?", "", text)
    return re.sub(r"'[^']*'", "'…'", text)[:140]


if __name__ == "__main__":
    main(sys.argv[1:])
