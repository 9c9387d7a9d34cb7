"""One-word mutants of accepted files, judged by `check` and by a real HAProxy.

    python -m tests.conformance --haproxy PATH --version V --mutants N --seed S

Prints on how many mutants both say the same, and the commonest classes of those on which they do not: the kind of
mistake and HAProxy's message, or what `check` refuses that HAProxy takes.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import haproxy_model as hm
from conformance.agreement import pattern
from conformance.mutants import mutants
from conformance.recorded import corpus
from haproxy_model.schema.versions import VERSIONS


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("--haproxy", default="haproxy")
    parser.add_argument("--version", choices=VERSIONS, required=True)
    parser.add_argument("--mutants", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    files = [recorded for recorded in corpus(options.version) if recorded.verdict in ("ok", "warn")]
    chance.shuffle(files)
    right = done = 0
    misses: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for recorded in files:
        if done >= options.mutants:
            break
        environment = {"PATH": os.environ.get("PATH", ""), **recorded.environment}
        # Files that lack something on this machine say nothing about its text.
        if _refusal(options.haproxy, recorded.source, environment) is not None:
            continue
        for kind, line, text in mutants(recorded.source, chance, min(10, options.mutants - done)):
            refusal = _refusal(options.haproxy, text, environment)
            fatal = next((each for each in hm.check(hm.parse(text), version=options.version, environment=environment)
                          if each.fatal), None)  # fmt: skip
            done += 1
            if (fatal is None) == (refusal is None):
                right += 1
                continue
            what = f"accepted, {kind}: {refusal}" if fatal is None else f"refused, {kind}: {fatal.code} {fatal.name}"
            misses[what] += 1
            examples.setdefault(what, f"{recorded.name}:{line}: {text.split(bytes((10,)))[line - 1].strip()[:100]!r}")
    print(f"{options.version}: {right}/{done} = {right / max(done, 1):.2%} of the mutants")
    for what, count in misses.most_common(40):
        print(f"    {count} {what}\n        {examples[what]}")


def _refusal(haproxy: str, text: bytes, environment: Mapping[str, str]) -> str | None:
    """The first ALERT of a run that exits 1, or of one that crashes; None where HAProxy takes the text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "haproxy.cfg"
        path.write_bytes(text)
        command = [haproxy, "-c", "-f", str(path)]
        run = subprocess.run(command, env=dict(environment), capture_output=True, timeout=60, check=False)
    if run.returncode in (0, 2):
        return None
    said = [line for line in run.stderr.decode("utf-8", "replace").splitlines() if line.startswith("[ALERT]")]
    return pattern(said[0].replace(str(path), "FILE")) if said else f"exit {run.returncode}"


if __name__ == "__main__":
    main()
