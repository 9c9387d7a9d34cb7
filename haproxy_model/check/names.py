"""Section headers, and names that stand twice (language reference, 4)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.check.finding import Finding, Near
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server import Server, ServerTemplate
from haproxy_model.model.typed import is_name
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.schema.versions import number
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active

_PROXIES = ("frontend", "backend", "listen")
#: Kinds whose sections of one name HAProxy refuses.
_UNIQUE = ("peers", "resolvers", "mailers", "cache", "http-errors", "fcgi-app", "ring", "log-forward", "log-profile",
           "acme", "healthcheck")  # fmt: skip
_NAME_RULE = "letters, digits, '_', '.', ':' and '-' are permitted"


def name_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Missing, malformed and repeated names."""
    for section in active.sections:
        yield from _header(section, active.version)
    yield from _repeated_proxies(active)
    yield from _repeated_sections(active)
    yield from _from(active, near)
    for section in active.of_kind("backend", "listen"):
        yield from _repeated_servers(section, active)


def _header(section: Section, version: str) -> Iterator[Finding]:
    row = SECTIONS[section.kind]
    header = section.header
    arguments = header.arguments
    first = len(header.words) - len(arguments)
    if header.prefix:
        message = f"`{header.prefix}` cannot stand before a section"
        yield Finding("bad-prefix", message, header)
    if row.named == "never":
        if arguments and not row.surplus:
            message = f"`{section.kind}` takes no argument, found `{arguments[0]}`"
            yield Finding("unexpected-section-argument", message, header, first, len(header.words) - 1)
        return
    if not arguments:
        if row.named == "required":
            yield Finding("missing-section-name", f"a `{section.kind}` section needs a name", header)
        return
    name = section.name
    if name is not None and section.kind != "defaults" and not isinstance(name, Expandable) and not is_name(name):
        # 3.4 prints the error for a proxy and then forgets to fail.
        fatal = not (row.proxy and number(version) >= (3, 4))
        yield Finding("bad-name", f"`{name}` is no name: {_NAME_RULE}", header, first, fatal=fatal)
    yield from _excess(section, header, arguments, first)


def _excess(section: Section, header: Statement, arguments: tuple[str, ...], first: int) -> Iterator[Finding]:
    row = SECTIONS[section.kind]
    used = 0 if section.name is None else 1
    if row.proxy and len(arguments) > used and arguments[used] == "from":
        used += 2
        if len(arguments) < used:
            message = "`from` needs the name of a `defaults` section"
            yield Finding("unexpected-section-argument", message, header, len(header.words) - 1)
            return
    if len(arguments) > used and not row.surplus:
        hint = " (addresses belong on `bind` lines)" if row.proxy else ""
        message = f"unexpected `{arguments[used]}` behind the name of a `{section.kind}` section{hint}"
        yield Finding("unexpected-section-argument", message, header, first + used, len(header.words) - 1)


def _repeated_proxies(active: Active) -> Iterator[Finding]:
    """`frontend`, `backend` and `listen` of one name: refused by capability, and in any pair since 3.3."""
    version = number(active.version)
    seen: dict[str, list[Section]] = {}
    for section in active.of_kind(*_PROXIES):
        name = section.name
        if name is None or isinstance(name, Expandable):
            continue
        for other in seen.get(name, ()):
            fatal = section.kind == other.kind or version >= (3, 3) or ("listen" in (section.kind, other.kind) and version >= (3, 1))
            if not fatal and version < (3, 1):
                continue
            yield _repeated(section, other, fatal=fatal)
            break
        kinds = [other.kind for other in seen.get(name, ())]
        if section.kind not in kinds:
            seen.setdefault(name, []).append(section)
    if version >= (3, 1):
        for section in active.of_kind("defaults"):
            clash = seen.get(section.name or "")
            if clash:
                yield _repeated(section, clash[0], fatal=version >= (3, 3))


def _repeated_sections(active: Active) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Section] = {}
    for section in active.of_kind(*_UNIQUE, "userlist"):
        name = section.name
        if name is None or isinstance(name, Expandable):
            continue
        first = seen.setdefault((section.kind, name), section)
        if first is section:
            continue
        if section.kind == "userlist":
            message = f"a userlist `{name}` exists already: this name is ignored and its lines go to the list read last"
            yield Finding("duplicate-userlist", message, section.header, 1, related=(("the first one", first.header),))
        else:
            yield _repeated(section, first, fatal=True)


def _repeated(section: Section, first: Section, *, fatal: bool) -> Finding:
    message = f"the name `{section.name}` of this {section.kind} is taken by a {first.kind}"
    return Finding("duplicate-section-name", message, section.header, 1, related=(("taken here", first.header),), fatal=fatal)


def _from(active: Active, near: Near) -> Iterator[Finding]:
    """`from` looks backwards: the `defaults` must stand before."""
    known: dict[str, Section] = {}
    for section in active.sections:
        if not SECTIONS[section.kind].proxy:
            continue
        wanted = section.from_defaults
        if wanted is not None and not isinstance(wanted, Expandable) and wanted not in known:
            later = next((s for s in active.of_kind("defaults") if s.name == wanted), None)
            hint = " above: it comes later" if later is not None else near.hint(wanted, known)
            message = f"there is no `defaults {wanted}`{hint}"
            related = (("it stands here", later.header),) if later is not None else ()
            place = next(i for i, word in enumerate(section.header.words) if word == "from" and i) + 1
            yield Finding("unknown-defaults", message, section.header, place, related=related)
        if section.kind == "defaults" and section.name is not None:
            known.setdefault(section.name, section)


def _repeated_servers(section: Section, active: Active) -> Iterator[Finding]:
    """Server names, those of templates included, and ids (catalogue REF007)."""
    names: dict[str, Statement] = {}
    ids: dict[int, Statement] = {}
    for line in active.statements(section):
        if line.__class__ is Server:
            own = (line._words[1],)
        elif isinstance(line, ServerTemplate):
            own = tuple(line.names())
        else:
            continue
        for name in own:
            if isinstance(name, Expandable):
                continue
            first = names.setdefault(name, line)
            if first is not line:
                template = isinstance(line, ServerTemplate) or isinstance(first, ServerTemplate)
                fatal = not (template and number(active.version) >= (3, 3))
                message = f"a server `{name}` exists already in this {section.kind}"
                yield Finding("duplicate-server-name", message, line, 1, related=(("the first one", first),), fatal=fatal)
                break
        if line.__class__ is Server and "id" in line._words:
            yield from _repeated_id(line, ids)  # type: ignore[arg-type]  # its class was just compared


def _repeated_id(server: Server, ids: dict[int, Statement]) -> Iterator[Finding]:
    number_ = server.id
    if isinstance(number_, int):
        first = ids.setdefault(number_, server)
        if first is not server:
            place = server._words.index("id") + 1
            message = f"the server id {number_} is taken"
            yield Finding("duplicate-server-name", message, server, place, related=(("taken here", first),))
