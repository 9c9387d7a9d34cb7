"""Each row of the tables that is gone or out of favour on some way: a file with it shows its rewrite or its refusal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

import haproxy_model as hm
from haproxy_model.schema.actions import ACTIONS
from haproxy_model.schema.bind import BIND
from haproxy_model.schema.fetches import FETCHES
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.logformat import ALIASES
from haproxy_model.schema.rows import Lifetime, available, deprecated
from haproxy_model.schema.versions import LINES, VERSIONS, number

TIMES = (
    "defaults\n    mode http\n    option abortonclose\n"
    "    timeout client 1m\n    timeout connect 5s\n    timeout server 1m\n"
)
LISTEN = f"{TIMES}listen web\n    bind 192.0.2.1:80\n    balance roundrobin\n    server a 192.0.2.2:80\n"
#: arguments that fit a row, where its signature is more than a number; what is not here has none
ARGUMENTS = {
    "appsession": "A len 52 timeout 3h", "block": "if TRUE", "bind-process": "1", "stats bind-process": "1",
    "dispatch": "192.0.2.9:80", "grace": "5s", "monitor-net": "192.0.2.0/24", "compression direction": "both",
    "email-alert mailers": "m", "tune.quic.cc-hystart": "on", "tune.quic.socket-owner": "listener",
    "tune.quic.frontend.default-max-window-size": "64k", "tune.quic.frontend.max-idle-timeout": "30s",
    "tune.quic.backend.max-idle-timeou": "30s", "tune.quic.frontend.stream-data-ratio": "50",
    "reqadd": "X-A:\\ b", "rspadd": "X-A:\\ b", "command": "/bin/true", "user": "u", "group": "g",
    "option start-on-reload": "",
    **{f"{side}{case}rep": "^X-A:\\ (.*) X-A:\\ \\1" for side in ("req", "rsp") for case in ("", "i")},
    **{f"{side}{case}{verb}": "^X-A:\\ b" for side in ("req", "rsp") for case in ("", "i")
       for verb in ("del", "deny", "tarpit", "allow", "pass")},
}  # fmt: skip
#: rows that no supported version has, and those that need what the file does not have
GONE = {row.name for row in KEYWORDS if row.removed and number(row.removed) <= number(VERSIONS[0])} | {
    "command", "user", "group", "option start-on-reload",
}  # fmt: skip
#: what a mailers section and its users need
MAILERS = "mailers m\n    mailer x 192.0.2.25:25\n"


def ways(row: Lifetime) -> Iterator[tuple[str, str]]:
    """The last version that had it, or did not mind it, and the first that minds it; for rows gone before 2.4, 2.4."""
    names = [line.name for line in LINES]
    for before, after in pairwise(names):
        is_gone = available(row, before) and not available(row, after)
        is_discouraged = available(row, before) and deprecated(row, after) and not deprecated(row, before)
        if is_gone or is_discouraged:
            yield before, after
    if row.removed and number(row.removed) <= number(VERSIONS[0]):
        yield names[0], names[1]


def _line(name: str, arguments: str) -> str:
    given = ARGUMENTS.get(name, "5" if arguments and not arguments.startswith("[") else "")
    return f"    {name} {given}".rstrip() + "\n"


def keyword_files() -> Iterator[tuple[str, str, str, str]]:
    """Name, file, earlier and later version of each row of a keyword."""
    for row in KEYWORDS:
        for earlier, later in ways(row):
            line = _line(row.name, row.arguments)
            home = row.sections.split()
            if "global" in home:
                text = f"global\n{line}{LISTEN}"
            elif "program" in home:
                text = f"program p\n    command /bin/false\n{line}{LISTEN}"
            elif "resolvers" in home:
                text = f"resolvers r\n{line}{LISTEN}"
            else:
                text = f"{MAILERS if 'mailers' in line else ''}{LISTEN}{line}"
            yield row.name, text, earlier, later


def other_files() -> Iterator[tuple[str, str, str, str]]:
    """The same for actions, parameters, sample fetches and aliases of log formats."""
    for action in ACTIONS:
        for earlier, later in ways(action):
            ruleset = action.rulesets.split()[0].replace(".", " ")
            yield action.name, f"{LISTEN}    {ruleset} {action.name} 1\n", earlier, later
    for parameter in BIND.values() if isinstance(BIND, dict) else BIND:
        for earlier, later in ways(parameter):
            yield parameter.name, f"{LISTEN}    bind :81 {parameter.name} 1\n", earlier, later
    for fetch in FETCHES:
        others = [each for each in FETCHES if each.name == fetch.name and each is not fetch]
        for earlier, later in ways(fetch):
            if not fetch.deprecated and not any(available(each, later) for each in others):
                yield fetch.name, f"{LISTEN}    log-format %[{fetch.name}]\n", earlier, later
    for alias in ALIASES.values():
        for earlier, later in ways(alias):
            yield f"%{alias.name}", f"{LISTEN}    log-format %{alias.name}\n", earlier, later


FILES = [*keyword_files(), *other_files()]


@pytest.mark.parametrize(("name", "text", "earlier", "later"), FILES, ids=[f"{each[0]} {each[3]}" for each in FILES])
def test_each_row_shows_its_rewrite_or_why_a_person_decides(name: str, text: str, earlier: str, later: str) -> None:
    result = hm.upgrade(hm.parse(text), earlier=earlier, later=later)

    was_gone = result.before.fatal
    assert was_gone is (name in GONE)
    told = [step for step in result.steps if step.kind in ("removed", "deprecated", "refused")]
    assert told, f"nothing is said of {name}"
    assert all((step.reason is None) is (step.finding.fix is not None) for step in told)
    if all(step.is_done for step in told):
        assert not result.report.fatal
        assert not [each for each in result.report if each.name == "keyword-deprecated"]
    if not any(step.is_done for step in told):
        assert result.config.dumps() == text


def test_there_are_many_rows() -> None:
    assert len(FILES) > 80
