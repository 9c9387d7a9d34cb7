"""Fuzz one target, and say what was found.

    python -m tests.fuzzing edits|verdicts|mending [--inputs N] [--seconds S] [--seed K] [--out FOLDER] [--plain]

Where atheris is installed (`pip install --group fuzz`), a part of the run is guided by coverage, and the rest goes on
from the inputs that this has kept, several times as fast; else all is by chance.  The first line says which.
Prints the rate, the lines of the library that were reached, and each kind of failure with its smallest input.
Exit status 1 if there is any.  An input is its text, then decisions, then their number in one byte: see `choices`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzzing import guided


def main() -> int:
    """Fuzz and print; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing")
    parser.add_argument("target", choices=("edits", "verdicts", "mending"))
    parser.add_argument("--inputs", type=int, help="how many inputs are tried")
    parser.add_argument("--seconds", type=float, help="how long inputs are tried; by default a minute")
    parser.add_argument("--seed", type=int, help="what chance follows; by default another one each time")
    parser.add_argument("--out", type=Path, help="a folder for the inputs that fail")
    parser.add_argument("--plain", action="store_true", help="by chance alone, also where atheris is installed")
    parser.add_argument("--guided", type=float, default=0.2, help="the part of the run that is guided: 0.2")
    parser.add_argument(
        "--lines", action=argparse.BooleanOptionalAction, default=True, help="say which lines were reached"
    )
    options = parser.parse_args()
    if options.inputs is None and options.seconds is None:
        options.seconds = 60.0
    seed = random.randrange(2**31) if options.seed is None else options.seed
    is_guided = guided.is_available() and not options.plain
    way = f"{options.guided:.0%} guided by coverage (atheris)" if is_guided else "by chance, without coverage"
    print(f"{options.target}, {way}, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        return _fuzz(options, seed, Path(folder) if is_guided else None)


def _fuzz(options: argparse.Namespace, seed: int, folder: Path | None) -> int:
    """Fuzz, guided first where there is a folder for what that leaves."""
    if folder is not None:
        # The library must not have been imported before the process that instruments it.
        guided.run(options.target, seed, *_share(options, options.guided), folder)
        options.inputs, options.seconds = _share(options, 1 - options.guided)
    from fuzzing import plain
    from fuzzing.reached import Reached
    from fuzzing.runs import Run
    from fuzzing.seeds import SEEDS, seeds
    from fuzzing.targets import TARGETS

    chance = random.Random(seed)
    run = Run(TARGETS[options.target], options.inputs, options.seconds, options.out)
    known = [] if folder is None else guided.left_in(folder)
    plain.run(run.attempt, known or seeds(chance, SEEDS), chance)
    print(run.rate())
    if options.lines:
        reached = Reached()
        count = reached.watch(TARGETS[options.target], [*known, *run.sample], max(run.seconds / 10, 1.0))
        print(f"reached by {count} of the inputs: {reached.said()}")
    for said in run.findings.report():
        print(said)
    return 1 if len(run.findings) else 0


def _share(options: argparse.Namespace, part: float) -> tuple[int | None, float | None]:
    return (
        None if options.inputs is None else max(round(options.inputs * part), 1),
        None if options.seconds is None else options.seconds * part,
    )


if __name__ == "__main__":
    sys.exit(main())
