"""Compares `check` with a real HAProxy on one-word mutants of accepted files.

    python -m tests.conformance --haproxy PATH --version V --mutants N --seed S

A mutant is an accepted file of `../shared/corpus` with one word mistyped, dropped, doubled, swapped with its neighbour,
made an odd number, given a stray quote or followed by an extra word, or with one line moved into another section.  Only
files that this program accepts on this machine are mutated, and refusals that are about the machine (a file, a name, a
user) are left out.  Prints how often both say the same, and the misses by kind of message.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import click

import haproxy_model as hm
from conformance.recorded import Recorded, corpus

#: Refusals that are about the machine: what is named does not exist here.
_MACHINE = re.compile(
    r"No such file|unable to (?:stat|load|open|read)|cannot (?:open|stat|load|chroot)|[Cc]ould not resolve"
    r"|failed to open"
    r"|could not (?:open|load|stat)|cannot find (?:user|group) id|fd@|namespace|lua|Lua|Permission denied|Invalid file"
    r"|error opening file|no SSL certificate specified|Failed to (?:open|load)|certificate|not built|build option|"
    r"unable to find (?:user|group)|Not a directory|Is a directory"
)


def _word(line: str, chooser: random.Random) -> tuple[list[str], int]:
    pieces = re.split(r"([ \t]+)", line)
    places = [place for place, piece in enumerate(pieces) if piece and not piece.isspace()]
    return pieces, chooser.choice(places)


def _typo(word: str, chooser: random.Random) -> str:
    place = chooser.randrange(len(word))
    return word[:place] + chooser.choice("abexz019-_") + word[place + chooser.randrange(2) :]


#: name -> what becomes of a word
_MUTATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "typo": _typo,
    "dropped": lambda word, chooser: "",
    "doubled": lambda word, chooser: f"{word} {word}",
    "extra": lambda word, chooser: f"{word} {chooser.choice(['foo', '12', '10s', 'check'])}",
    "odd number": lambda word, chooser: chooser.choice(["-1", "0", "99999999999", "1.5", "10x"]),
    "stray quote": lambda word, chooser: f'{word}"',
}


def mutant(text: str, chooser: random.Random) -> tuple[str, str]:
    """A file with one change, and what kind of change it is."""
    lines = text.split("\n")
    places = [place for place, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    place = chooser.choice(places)
    kind = chooser.choice([*_MUTATIONS, "swapped", "moved"])
    if kind == "moved":
        line = lines.pop(place)
        lines.insert(chooser.choice(places), line)
    else:
        pieces, word = _word(lines[place], chooser)
        if kind == "swapped":
            other = word + 2 if word + 2 < len(pieces) and pieces[word + 2] else word
            pieces[word], pieces[other] = pieces[other], pieces[word]
        else:
            pieces[word] = _MUTATIONS[kind](pieces[word], chooser)
        lines[place] = "".join(pieces)
    return "\n".join(lines), kind


def oracle(program: str, source: bytes, environment: Mapping[str, str]) -> tuple[int, str]:
    """Exit status and messages of `haproxy -c`."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "haproxy.cfg").write_bytes(source)
        done = subprocess.run(
            [program, "-c", "-f", "haproxy.cfg"], cwd=folder, env=dict(environment), capture_output=True, timeout=30
        )
        return done.returncode, done.stderr.decode("utf-8", "replace")


def _usable(program: str, version: str) -> Iterator[Recorded]:
    for recorded in corpus(version):
        if recorded.accepted and len(recorded.source) < 30_000 and recorded.source.strip():
            status, _ = oracle(program, recorded.source, recorded.environment)
            if status in (0, 2):
                yield recorded


@click.command()
@click.option("--haproxy", "program", default="haproxy", show_default=True, help="The program to compare with.")
@click.option("--version", default="2.6", show_default=True, help="Its release line.")
@click.option("--mutants", default=1000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--show", default=25, show_default=True, help="How many kinds of misses to print.")
def main(program: str, version: str, mutants: int, seed: int, show: int) -> None:
    """Mutate, compare, print."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise click.BadParameter(f"{program!r} is no program here", param_hint="--haproxy")
    program = found
    chooser = random.Random(seed)
    bases = list(_usable(program, version))
    right = scored = 0
    misses: Counter[str] = Counter()
    examples: dict[str, str] = {}
    while scored < mutants:
        base = chooser.choice(bases)
        text, kind = mutant(base.source.decode("utf-8", "surrogateescape"), chooser)
        source = text.encode("utf-8", "surrogateescape")
        status, messages = oracle(program, source, base.environment)
        if status < 0 or (status == 1 and _MACHINE.search(messages)):
            continue
        scored += 1
        report = hm.check(hm.parse(source), version=version, environment=base.environment)
        if report.fatal == (status == 1):
            right += 1
            continue
        name, example = _miss(report, messages, text)
        misses[f"{kind}: {name}"] += 1
        examples.setdefault(f"{kind}: {name}", f"{base.name}: {example}")
    print(f"{right} of {mutants} mutants of {len(bases)} files = {right / mutants:.2%} agree with HAProxy {version}")
    for name, count in misses.most_common(show):
        print(f"  {count:4} {name}\n         {examples[name][:200]}")


def _miss(report: hm.Report, messages: str, text: str) -> tuple[str, str]:
    """The kind of a miss, and the line that it is about."""
    fatal = next((each for each in report if each.fatal), None)
    if fatal is not None:
        line = fatal.span.line if fatal.span else 0
        name = f"refused by us alone: {fatal.code} {fatal.name}"
    else:
        alert = next((each for each in messages.splitlines() if "ALERT" in each), messages[:100])
        found = re.search(r"haproxy\.cfg:(\d+)", alert)
        line = int(found.group(1)) if found else 0
        what = re.sub(r"^.*?(?:\[[^\]]*:\d+\]|config :) ?: ?", "", alert)
        name = "refused by HAProxy alone: " + re.sub(r"'[^']*'", "'…'", what)[:110]
    lines = text.split("\n")
    return name, lines[line - 1].strip() if 0 < line <= len(lines) else ""


if __name__ == "__main__":
    main()
