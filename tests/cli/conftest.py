from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from haproxy_model.cli.commands import commands


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Call = Callable[..., Outcome]


@pytest.fixture
def call() -> Call:
    """Runs the command line in this process."""

    def run(*arguments: str | Path, stdin: bytes = b"") -> Outcome:
        done = CliRunner().invoke(commands, list(map(str, arguments)), input=stdin, standalone_mode=False)
        if isinstance(done.exception, Exception):
            raise done.exception
        status = done.return_value if isinstance(done.return_value, int) else done.exit_code
        return Outcome(status, done.stdout, done.stderr)

    return run
