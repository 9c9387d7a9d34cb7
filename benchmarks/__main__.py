"""Prints every figure of one run: `python -m benchmarks [--quick]`.

Times are CPU seconds, the best of several rounds, with the garbage collector on as users run it.  Within Python they
are given in H (`yardstick`); whole processes beside `haproxy -c` on the same file and beside a bare interpreter.
"""

from __future__ import annotations

import gc
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import haproxy_model as hm
from benchmarks.loops import LOOPS
from benchmarks.sample import pool, proxies, sample
from benchmarks.yardstick import split_words
from haproxy_model.schema.versions import LATEST
from haproxy_model.views.active import Active
from haproxy_model.views.effective import resolve
from haproxy_model.views.inheritance import Inheritance

QUICK = "--quick" in sys.argv
SIZES = (10_000,) if QUICK else (10_000, 200_000)
PROCESS_SIZES = (10_000,) if QUICK else (10_000, 50_000)
ROUNDS = 5


def main() -> None:
    """Measure and print."""
    print(
        f"CPython {sys.version.split()[0]}; CPU time, best of several rounds; H = words of the text in plain Python\n"
    )
    structure = {lines: _inside(lines) for lines in SIZES}
    if len(structure) == 2:
        small, large = SIZES
        for index, what in enumerate(("structure", "all typed", "check")):
            ratio = structure[large][index] / structure[small][index]
            print(f"growth exponent of {what}: {math.log(ratio) / math.log(large / small):.2f}")
        print()
    _loops()
    _states()
    _proofs()
    _processes()


def _loops() -> None:
    """How loops over all proxies of a file grow with their number, through the public API."""
    sizes = (250, 1000) if QUICK else (250, 500, 1000, 2000)
    for what, run in LOOPS.items():
        seconds = [_best(lambda run=run, config=config: run(config), 1) for config in map(_proxies, sizes)]  # type: ignore[misc]  # mypy knows no default here
        exponent = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
        print(f"growth exponent of {what}, {sizes[0]} to {sizes[-1]:,} proxies: {exponent:.2f}"
              f" ({seconds[-1]:.2f} s)   (at most 1.15)")  # fmt: skip
    print()


def _states() -> None:
    """Every state that is shown of a pool, by state and server, and what the walk through them keeps."""
    sizes = (250, 1000) if QUICK else (500, 2000)
    for what, sticky in (("a writer and backups", False), ("a constant stick key", True)):
        seconds = []
        for servers in sizes:
            failover = hm.failover(hm.parse(pool("galera", servers, sticky=sticky)).listens[0])
            count = sum(1 for _ in failover.states())
            seconds.append(_best(lambda failover=failover: _walk(failover), 1) / (count * servers))  # type: ignore[misc]
        tracemalloc.start()
        _walk(failover)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(f"states of {sizes[-1]:,} servers, {what}: {seconds[-1] * 1e9:.0f} ns a state and server,"
              f" {seconds[-1] / seconds[0]:.2f} times those of {sizes[0]} (about 1);"
              f" at most {most / 1e6:.0f} MB   (below 100)")  # fmt: skip
    print()


def _walk(failover: hm.Failover) -> None:
    for _ in failover.states():
        pass


def _proofs() -> None:
    """Both proofs about a pool of many servers, and about many pools."""
    for what, text in (
        ("one pool of 2,000 servers", pool("galera", 2000)),
        ("one of 2,000 with a constant stick key", pool("galera", 2000, sticky=True)),
        ("5,000 pools of 3", "".join(pool(f"p{number}", 3) for number in range(5000))),
    ):
        config = hm.parse(text)
        seconds = _best(lambda config=config: _prove(config), 1)  # type: ignore[misc]  # mypy knows no default here
        print(f"proofs of {what}: {seconds:.2f} s   (at most 5)")
    print()


def _prove(config: hm.Config) -> None:
    """Ask for both proofs of every pool; a stick table leaves them open, at the same cost."""
    inheritance = Inheritance(Active(config, version=LATEST, environment=None))
    for section in config.listens:
        failover = hm.Failover.of(resolve(section, inheritance))
        _ = failover.new_connections.holds, failover.sessions.holds


def _best(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    best = math.inf
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        kept = run()
        best = min(best, time.process_time() - start)
        del kept
    return best


def _proxies(count: int) -> hm.Config:
    return _typed(proxies(count).encode())


def _typed(source: bytes) -> hm.Config:
    config = hm.parse(source)
    for section in config.sections:
        for _ in section.statements:
            pass
    return config


def _inside(lines: int) -> tuple[float, float, float]:
    text = sample(lines)
    source = text.encode()
    rounds = ROUNDS if lines < 50_000 else 3
    _typed(source)
    gc.disable()
    unit = _best(lambda: split_words(text), rounds)
    gc.enable()
    parsed = _best(lambda: hm.parse(source), rounds)
    typed = _best(lambda: _typed(source), rounds)
    checked = _best(lambda: hm.check(hm.parse(source)), rounds)
    attributes = _best(lambda: _attributes(hm.parse(source)), rounds)
    untouched, all_typed = hm.parse(source), _typed(source)
    again = _best(partial(_attributes, all_typed), rounds)
    dumped = _best(untouched.dump, rounds)
    dumped_typed = _best(all_typed.dump, rounds)
    assert untouched.dump() == all_typed.dump() == source
    del untouched, all_typed
    print(f"{lines:,} lines, {len(source):,} bytes; H = {unit * 1e3:.1f} ms")
    for what, seconds, most in (
        ("structure", parsed, "4"),
        ("every statement typed", typed, "10, better 6"),
        ("parse, read eight attributes a server", attributes, "6"),
        ("the same attributes again", again, "2"),
        ("dump after parse", dumped, "0.3"),
        ("dump after everything was typed", dumped_typed, "1"),
        ("parse and check", checked, "-"),
    ):
        print(f"  {what:38} {seconds / unit:6.2f} H   (at most {most})")
    for what, make, most in (
        ("after parse", hm.parse, 4.5),
        ("all typed", _typed, 16),
        ("attributes read", lambda source: _attributes(hm.parse(source)), 24),
    ):
        print(f"  {'memory kept ' + what:38} {_kept(make, source) / len(source):6.2f} bytes a byte   (at most {most})")
    print()
    return parsed, typed, checked


def _attributes(config: hm.Config) -> hm.Config:
    """Read what a tool asks of every server first."""
    for proxy in (*config.backends, *config.listens):
        for server in proxy.servers:
            _ = (server.name, server.address, server.check, server.inter, server.rise, server.fall)
            _ = (server.weight, server.backup)
    return config


def _kept(make: Callable[[bytes], object], source: bytes) -> int:
    gc.collect()
    tracemalloc.start()
    kept = make(source)
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del kept
    return size


def _cpu(*command: str) -> float:
    """The CPU seconds of a process, the median of several; bytecode is kept as an installation keeps it."""
    times = []
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
    for _ in range(5 if QUICK else 11):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return sorted(times)[len(times) // 2]


def _processes() -> None:
    program = [sys.executable, "-m", "haproxy_model"]
    installed = Path(sys.executable).with_name("haproxy-model")
    if installed.exists():
        program = [str(installed)]
    haproxy = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "haproxy.cfg")
        Path(path).write_text(sample(87))
        bare = _cpu(sys.executable, "-I", "-c", "pass")
        cold = _cpu(*program, "check", "--format", "json", path)
        print(f"cold start of check --format json on 87 lines: {cold / bare:.1f} times a bare interpreter"
              f" ({bare * 1e3:.1f} ms)   (at most 12, better 8)")  # fmt: skip
        for count, bound in ((87, "2"), (10_000, "3.5")):
            Path(path).write_text(sample(count))
            checked, linted = (_cpu(*program, command, path) for command in ("check", "lint"))
            print(f"haproxy-model lint, {count:,} lines: {linted / checked:.2f} times `check`"
                  f" ({checked * 1e3:.0f} ms)   (at most {bound})")  # fmt: skip
        if haproxy is None:
            print("no haproxy here: the comparison with `haproxy -c` is left out")
            return
        for lines, most in zip(PROCESS_SIZES, ("1.25, better 0.8", "1.0, better 0.6"), strict=False):
            Path(path).write_text(sample(lines))
            theirs = _cpu(haproxy, "-c", "-f", path)
            ours = _cpu(*program, "check", path)
            print(f"haproxy-model check, {lines:,} lines: {ours / theirs:.2f} times `haproxy -c`"
                  f" ({theirs * 1e3:.0f} ms)   (at most {most})")  # fmt: skip


if __name__ == "__main__":
    main()
