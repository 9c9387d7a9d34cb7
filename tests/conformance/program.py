"""A real HAProxy asked for its verdict on a text, and what of its refusals is about the machine it runs on."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from haproxy_model.program.sayings import is_summary, of_the_machine as about_machine

_ALERT = re.compile(r"^\[ALERT\] *(?:\([0-9]+\) *|[0-9/]+ *\([0-9]+\) *)?: (?:config : ?)?(.*)$", re.MULTILINE)
_PLACE = re.compile(r"^.*?\[FILE:([0-9]+)\][ :]*(?:\([a-z]+\) )?")
#: A crash is no verdict: where it comes depends on the build.
_CRASH = "died by the signal"
#: What follows from an ACL that was refused.
_CONSEQUENCE = "no such ACL"


class Said(NamedTuple):
    """What a program said of a text."""

    accepted: bool
    #: the line, from 1, or None, and the text of each ALERT that names a cause
    alerts: tuple[tuple[int | None, str], ...] = ()

    @property
    def about_machine(self) -> bool:
        """Whether every cause of the refusal is a file or a name that this machine lacks."""
        causes = [text for _, text in self.alerts if _CONSEQUENCE not in text]
        return bool(causes) and all(map(of_the_machine, causes))

    @property
    def reason(self) -> str:
        """The first cause that is not about the machine."""
        texts = [text for _, text in self.alerts if not of_the_machine(text)]
        return texts[0] if texts else "no ALERT"


def of_the_machine(text: str) -> bool:
    """Whether a message is about the machine, or no verdict."""
    return _CRASH in text or about_machine(text)


def ask(program: str, text: bytes, environment: Mapping[str, str]) -> Said:
    """What `program -c` says of a text."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "FILE").write_bytes(text)
        run = subprocess.run(
            [program, "-c", "-f", "FILE"],
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            timeout=60,
            check=False,
        )
    texts = [found[1] for found in _ALERT.finditer(run.stderr.decode("utf-8", "replace"))]
    alerts = tuple(_alert(text) for text in texts if not is_summary(text))
    if run.returncode < 0:
        alerts = ((None, f"{_CRASH} {-run.returncode}"),)
    # 2: it is valid, and there is nothing to listen on.
    return Said(run.returncode in (0, 2), alerts)


def ask_all(program: str, texts: Iterable[tuple[bytes, Mapping[str, str]]], workers: int = 2) -> Iterator[Said]:
    """The same for many texts, each with its environment, several at a time and in their order."""
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda each: ask(program, *each), texts)


def version_of(program: str) -> str:
    """The release line of a program, "x.y"."""
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"version (\d+\.\d+)", said)
    return found[1] if found else ""


def features_of(program: str) -> frozenset[str]:
    """The features that a program was built with."""
    said = subprocess.run([program, "-vv"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"^Feature list : (.*)$", said, re.MULTILINE)
    return frozenset(name[1:] for name in found[1].split() if name[0] == "+") if found else frozenset()


def _alert(text: str) -> tuple[int | None, str]:
    found = _PLACE.match(text)
    return (int(found[1]), text[found.end() :]) if found else (None, text)
