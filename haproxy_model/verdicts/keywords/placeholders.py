"""Template placeholders that nobody filled in (catalogue SYN002)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.schema.line_words import address_places
from haproxy_model.syntax.words import scan_line
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.proxies.listeners import is_disabled
from haproxy_model.views.active import Active

#: <Virtual IP>, @VIP@, %%VIP%%, CHANGEME; not (?<group>…) of a regular expression, not %[…].
PLACEHOLDER = r"(?<![?\\])<[A-Za-z][A-Za-z0-9_ .-]*>|(?<![A-Za-z0-9])@[A-Z][A-Z0-9_]*@|%%[A-Z][A-Z0-9_]*%%|\bCHANGEME\b"
# {{ vip }}, {% if %} too.
_PLACEHOLDER = rf"\{{\{{.{{0,200}}?\}}\}}|\{{%.{{0,200}}?%\}}|{PLACEHOLDER}"
#: Without one of these a text has no placeholder: looking for them is quicker by far.
_SIGNS = ("<", "{{", "{%", "@", "%%", "CHANGEME")
#: Directives whose arguments are free text or regular expressions, where such things may be meant.
FREE = frozenset(("http-request", "http-response", "http-after-response", "http-error", "description", "http-check",
                   "tcp-check", "acl", "log-format", "errorfile", "reqrep", "rspadd", "log-format-sd"))  # fmt: skip
_ADDRESS_WORDS = address_places("bind", "server", "peer", "nameserver", "log")


def placeholder_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Each word with a placeholder once, at its place."""
    if not active.mentions(*_SIGNS):
        return
    # Servers that may do without an address, and those of disabled sections, are accepted with any.
    lenient = active.mentions("init-addr")
    for statement in active.orphans:
        yield from _in_line(statement, lenient=lenient)
    for section in active.sections:
        spared = lenient or is_disabled(section, active)
        for line in (section.header, *active.statements(section)):
            yield from _in_line(line, lenient=spared)


def _in_line(line: Statement, *, lenient: bool) -> Iterator[Finding]:
    text = line.text
    if not any(sign in text for sign in _SIGNS) or line.keyword in FREE or not re.search(_PLACEHOLDER, text):
        return
    scan = scan_line(text)
    past = -1
    for match in re.compile(_PLACEHOLDER).finditer(text, 0, scan.comment if scan.comment is not None else len(text)):
        touched = [i for i, word in enumerate(scan.words) if word.start < match.end() and word.end > match.start()]
        if not touched or touched[0] <= past:
            continue
        past = touched[-1]
        address = _ADDRESS_WORDS.get(line.keyword)
        fatal = address is not None and touched[0] <= address + 1 and past >= address
        fatal = fatal and not (lenient and line.keyword == "server")
        message = f"the placeholder `{shown(match.group())}` was not filled in: write the value"
        yield Finding("unresolved-placeholder", message, line, touched[0], past, fatal=fatal, characters=match.span())
