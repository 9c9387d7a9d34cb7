"""Lines below a header that opens nothing (language reference, 4.1 and 4.4).

HAProxy goes on after a bad header: below a proxy that was not opened it refuses every line, and the lines of a section
that a version does not know belong to the section above.  Each such line gets its own short message, which points to
the header where the trouble begins.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.section import Section
from haproxy_model.schema.keywords import accepted
from haproxy_model.schema.quirks import NAMES_ACROSS_KINDS
from haproxy_model.schema.rows import available
from haproxy_model.schema.sections import SECTIONS, WORKING_PROXIES
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.views.active import Active


def unopened_findings(active: Active, near: Near) -> Iterator[Finding]:
    """The lines that no section takes."""
    names: dict[str, list[str]] = {}
    above: Section | None = None
    for section in active.sections:
        if above is not None and above.file is not section.file:
            above = None
        if not available(SECTIONS[section.kind], active.version):
            yield from _stray(section, above, active)
            continue
        above = section
        name = active.name(section) or ""
        if not is_opened(section):
            if not _continues(section.kind, names.get(name, ()), active.version):
                yield from _orphaned(section, active)
        elif section.kind in WORKING_PROXIES:
            names.setdefault(name, []).append(section.kind)


def is_opened(section: Section) -> bool:
    """Whether the header of a section opens it: a proxy's has a name, and after it nothing but `from NAME`."""
    if section.kind not in WORKING_PROXIES:
        return True
    arguments = section.header.arguments
    if any(isinstance(word, Expandable) for word in arguments[1:]):
        return True
    if "" in arguments:
        # An empty word ends the line for HAProxy.
        arguments = arguments[: arguments.index("")]
    return len(arguments) < 2 or (len(arguments) == 3 and arguments[1] == "from")


def _continues(kind: str, earlier: list[str] | tuple[()], version: str) -> bool:
    """Whether the lines go to an earlier proxy of the same name, which HAProxy has just looked up."""
    if NAMES_ACROSS_KINDS.holds(version):
        return any({kind, other} != {"frontend", "backend"} for other in earlier)
    # A listen counts as a frontend there; every kind of proxy has a backend's or a frontend's side.
    return any(other in (("backend", "listen") if kind == "backend" else ("frontend", "listen")) for other in earlier)


def _orphaned(section: Section, active: Active) -> Iterator[Finding]:
    related = (("this header opens no section", section.header),)
    for statement in active.statements(section):
        word = statement.keyword
        message = f"`{shown(word)}` is not in any section: fix the header of the `{section.kind}` above"
        yield Finding("line-of-unopened-section", message, statement, related=related)


def _stray(section: Section, above: Section | None, active: Active) -> Iterator[Finding]:
    """The lines of a section that the version does not know, where the section above does not take them either."""
    where = "" if above is None else f", and the `{above.kind}` above does not take it"
    message = f"HAProxy {active.version} has no `{section.kind}` sections{where}"
    related = (("this line opens no section", section.header),)
    lost = above is None or not is_opened(above)
    for statement in active.statements(section):
        word = statement.keyword
        if isinstance(word, Expandable) or not word:
            continue
        if lost or above is None or not accepted(above.kind, word, active.version):
            yield Finding(
                "line-of-unopened-section",
                f"`{shown(word)}` is not in any section: {message}",
                statement,
                related=related,
            )
