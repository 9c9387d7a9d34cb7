"""One-word mutants of accepted files, judged by `check` and by a real HAProxy.

    python -m tests.conformance --haproxy PATH --version V --mutants N --seed S

Prints on how many mutants both say the same, for all and for each kind of mistake, and the commonest classes of those
on which they do not: the kind of mistake and HAProxy's message, or what `check` refuses that HAProxy takes.
Both directions count.  A mutant that HAProxy refuses only for a file that is absent or a name that does not resolve
says nothing of the text, and is left out.

    python -m tests.conformance --record --haproxy PATH --version V

records in `facts/` what a program that CI lacks says of small lines about what is newer than CI's (see facts.py).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import haproxy_model as hm
from conformance.agreement import pattern
from conformance.facts import record
from conformance.mutants import Mutant, mutants
from conformance.program import Said, ask_all
from conformance.recorded import Recorded, corpus
from haproxy_model.schema.versions import VERSIONS

#: Mutants of one file, and files that are read at a time.
_A_FILE, _AT_ONCE = 10, 16


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("--haproxy", default="haproxy")
    parser.add_argument("--version", choices=VERSIONS, required=True)
    parser.add_argument("--mutants", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if options.record:
        print(record(options.haproxy, options.version))
        return
    right: Counter[str] = Counter()
    done: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    left_out = 0
    judged = _judged(options.haproxy, options.version, random.Random(options.seed), options.mutants)
    for recorded, mutant, said in judged:
        if said.about_machine:
            left_out += 1
            continue
        environment = _environment(recorded)
        fatal = next((each for each in hm.check(hm.parse(mutant.text), version=options.version, environment=environment)
                      if each.fatal), None)  # fmt: skip
        done[mutant.mistake] += 1
        if (fatal is None) == said.accepted:
            right[mutant.mistake] += 1
            continue
        what = f"refused: {fatal.code} {fatal.name}" if fatal is not None else f"accepted: {pattern(said.reason)}"
        misses[what] += 1
        line = mutant.text.split(b"\n")[(fatal.span.line if fatal and fatal.span else mutant.line) - 1]
        examples.setdefault(what, []).append(f"{mutant.mistake} {recorded.name}:{mutant.line}: {line.strip()[:110]!r}")
    print(
        f"{options.version}: {right.total()}/{done.total()} = {right.total() / max(done.total(), 1):.2%} of the"
        f" mutants; {left_out} more are about this machine"
    )
    print("    " + ", ".join(f"{mistake} {right[mistake]}/{done[mistake]}" for mistake in sorted(done)))
    for what, count in misses.most_common(60):
        print(f"    {count} {what}", *examples[what][:3], sep="\n        ")


def _judged(haproxy: str, version: str, chance: random.Random, count: int) -> Iterator[tuple[Recorded, Mutant, Said]]:
    """Mutants of files that the program takes here, and what it says of them; some files come again for more."""
    files = [recorded for recorded in corpus(version) if recorded.verdict in ("ok", "warn")]
    chance.shuffle(files)
    while count > 0 and files:
        again: list[Recorded] = []
        rest = iter(files)
        while count > 0 and (some := list(islice(rest, _AT_ONCE))):
            # Files that lack something on this machine say nothing about its text.
            taken = [each for each, said in zip(some, _asked(haproxy, [(e, e.source) for e in some]), strict=True)
                     if said.accepted]  # fmt: skip
            again += taken
            drawn = [(each, mutant) for each in taken for mutant in mutants(each.source, chance, _A_FILE)][:count]
            answers = _asked(haproxy, [(each, mutant.text) for each, mutant in drawn])
            for (each, mutant), said in zip(drawn, answers, strict=True):
                count -= 1
                yield each, mutant, said
        files = again


def _asked(haproxy: str, texts: list[tuple[Recorded, bytes]]) -> Iterator[Said]:
    return ask_all(haproxy, [(text, _environment(recorded)) for recorded, text in texts])


def _environment(recorded: Recorded) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), **recorded.environment}


if __name__ == "__main__":
    main()
