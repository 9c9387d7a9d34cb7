"""Inputs that atheris chooses to go on with: those that reach what no other did."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from random import Random
from typing import Final, NoReturn

#: What the process leaves behind: inputs worth to go on with, and those that fail; and what it began with.
_KEPT: Final = "kept"
_FAILED: Final = "failed"
_SEEDS: Final = "seeds"
_SAID: Final = "said"


def is_available() -> bool:
    """Whether atheris is installed."""
    try:
        import atheris  # noqa: F401  # asked for its presence
    except ImportError:
        return False
    return True


def run(target: str, seed: int, inputs: int | None, seconds: float | None, folder: Path) -> None:
    """Try inputs in a process of its own, for it counts what the library reaches, which makes it slow.

    Args:
        target: the name of what is tried.
        seed: what chance follows.
        inputs: how many inputs are enough.
        seconds: how many seconds are enough.
        folder: where it leaves what it has found.
    """
    parent, child = os.getpid(), os.fork()
    if not child:
        _fuzz(parent, target, seed, inputs, seconds, folder)
    if os.waitpid(child, 0)[1]:
        said = (folder / _SAID).read_text(errors="replace")[-2000:]
        raise RuntimeError(f"atheris ended before its time; go without it by --plain. It said:\n{said}")


def left_in(folder: Path) -> list[bytes]:
    """The inputs that such a process has left: those that fail, then those worth to go on with."""
    return [path.read_bytes() for name in (_FAILED, _KEPT) for path in sorted((folder / name).iterdir())]


def _fuzz(parent: int, target: str, seed: int, inputs: int | None, seconds: float | None, folder: Path) -> NoReturn:
    with (folder / _SAID).open("wb") as said:
        os.dup2(said.fileno(), sys.stderr.fileno())  # it says much
    _instrument()
    import atheris

    from .mutation import Mutator
    from .runs import Run
    from .seeds import MOST, SEEDS, seeds
    from .targets import TARGETS

    for name in (_KEPT, _FAILED, _SEEDS):
        (folder / name).mkdir()
    known = seeds(Random(seed), SEEDS)
    for number, data in enumerate(known):
        (folder / _SEEDS / str(number)).write_bytes(data)
    mutator = Mutator(known)
    run = Run(TARGETS[target], inputs, seconds, folder / _FAILED)

    def tried(data: bytes) -> None:
        if not run.attempt(data) or os.getppid() != parent:
            print(f"guided: {run.rate()}", flush=True)
            os._exit(0)  # atheris has no other end

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        own = Random(seed)
        return (atheris.Mutate(data, most) if own.random() < 0.1 else mutator.mutated(data, own))[:most]

    def crossed(one: bytes, other: bytes, most: int, seed: int) -> bytes:
        return mutator.crossed(one, other, Random(seed))[:most]

    options = [f"-max_len={MOST}", f"-seed={seed % 2**31 or 1}", "-timeout=1000000", "-verbosity=0", "-rss_limit_mb=0"]
    folders = [str(folder / _KEPT), str(folder / _SEEDS)]
    atheris.Setup([sys.argv[0], *folders, *options], tried, custom_mutator=mutated, custom_crossover=crossed)
    atheris.Fuzz()
    os._exit(1)


def _instrument() -> None:
    """Have the library count what it reaches; nothing of it may have been imported."""
    from atheris.import_hook import HookManager

    # As `instrument_imports` has it, but that comparisons are not traced: the words that they ask for are those of the
    # vocabulary, and tracing them takes longer than all the rest.
    with HookManager({"haproxy_model"}, set(), enable_loader_override=False, trace_dataflow=False):
        package = import_module("haproxy_model")
        for module in walk_packages(package.__path__, "haproxy_model."):
            if not module.name.startswith("haproxy_model.cli") and not module.name.endswith("__main__"):
                import_module(module.name)
