"""REF: files that a configuration names and that are not there, looked for where the user says."""

from __future__ import annotations

import os
from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.word_places import setting
from haproxy_model.model.bind import BindParams
from haproxy_model.model.line import Statement
from haproxy_model.model.section_classes import Global
from haproxy_model.model.server import ServerParams
from haproxy_model.syntax.words import Expandable

#: keywords whose argument at a place is a file
_PLACES = {"errorfile": 2, "lua-load": 1, "lua-load-per-thread": 1, "ssl-dh-param-file": 1}
#: words of rules behind which a file stands; in ACLs and conditions it is `-f`
_BEFORE = ("file", "lf-file", "errorfile")
_WITH_FILES = frozenset(("acl", "http-request", "http-response", "http-after-response", "http-error", "tcp-request"))
#: parameters of `bind` and `server` that name a file, and the global keyword that says below which folder
_PARAMETERS = {"crt": "crt-base", "ca-file": "ca-base", "crl-file": "ca-base", "ca-verify-file": "ca-base",
               "ca-sign-file": "ca-base", "crt-list": "", "tls-ticket-keys": ""}  # fmt: skip


@lint_rule("REF011", "missing-file", severity=Severity.INFO)
def missing_file(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: with a folder given in which the files of the machine lie (`files.root`, `/` for this machine), finds
        certificates, pages, ACL files and scripts that are not there.
    Why: HAProxy does not start without them.
    In: a backend.
    Bad:
            errorfile 503 /etc/haproxy/errors/no-such-page.http
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Options: files.root=/
    Reference: 4.2 "errorfile"; 5.1 "crt".
    """
    root = ctx.options.word("files.root")
    if not root:
        return
    bases = _bases(ctx)
    known: dict[str, bool] = {}
    for section in ctx.active.sections:
        for line in ctx.statements(section):
            for place, word, base in _files(line):
                path = os.path.join(bases.get(base, ""), word)
                if isinstance(word, Expandable) or "@" in word or not path.startswith("/"):
                    # In a store, optional, or relative to a folder that nobody knows.
                    continue
                if path not in known:
                    known[path] = os.path.exists(os.path.join(root, path.lstrip("/")))
                if not known[path]:
                    yield Finding(
                        f"there is no `{path}` below `{root}`: HAProxy does not start without it; expected the file",
                        line,
                        place,
                    )


def _bases(ctx: LintContext) -> dict[str, str]:
    return {
        keyword: line.arguments[0]
        for section in ctx.of(Global)
        for keyword in ("crt-base", "ca-base")
        for line in ctx.active.lines(section, keyword)
        if line.arguments
    }


def _files(line: Statement) -> Iterator[tuple[int, str, str]]:
    """The words that name files, with their places, and the keyword of the folder that they lie in."""
    keyword, reading = setting(line), line._reading
    place = _PLACES.get(keyword, 0)
    named = line._argument(place) if place else None
    if named is not None:
        yield place, named, ""
    elif keyword in _WITH_FILES:
        yield from ((part.start, reading.text(part), "") for part in reading.parts if part.leader in _BEFORE)
        for term in reading.criteria:
            yield from ((place, file, "") for place, file in term.behind("-f"))
    elif isinstance(line, (BindParams, ServerParams)):
        for found, param in line._placed_params():
            if param.keyword in _PARAMETERS and param.values:
                yield found + 1, param.values[0], _PARAMETERS[param.keyword]
