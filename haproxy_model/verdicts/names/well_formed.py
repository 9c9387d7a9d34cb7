"""Section headers, and the names of sections, servers and ACLs (language reference, 4)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.section import Section
from haproxy_model.model.word_kinds import is_name
from haproxy_model.schema.line_words import address_places
from haproxy_model.schema.quirks import DEFAULTS_NAMED_ONCE, PROXY_NAME_ERRORS_PASS, SURPLUS_OF_LISTENERS_REFUSED
from haproxy_model.schema.rows import available
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.names.repeated import repeated_findings
from haproxy_model.views.active import Active

_NAME_RULE = "use only letters, digits, `_`, `.`, `:` and `-`"
#: Sections whose names may hold any byte, or that do not look at them; a `defaults` is judged where it is named.
_ANY_NAME = frozenset(("defaults", "cache", "crt-store", "program", "acme", "namespace_list"))
#: keyword -> which of its arguments the address is, which must stand in the sections that have servers with addresses
_NEEDED = address_places("server", "server-template")
_NAMED = frozenset((*_NEEDED, "peer"))
_WITH_SERVERS = ("backend", "listen", "ring")
#: Other lines that give a name, and the sections where they stand.
_GIVING = {"nameserver": "resolvers", "mailer": "mailers", "group": "userlist"}


def name_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Missing, malformed and repeated names."""
    for section in active.sections:
        if available(SECTIONS[section.kind], active.version):
            yield from _header(section, active)
    yield from repeated_findings(active)
    yield from _from(active, near)
    for section in active.sections_with("acl"):
        if SECTIONS[section.kind].proxy:
            yield from _acl_names(section, active)
    for section in active.sections_with(*_NAMED):
        yield from _server_names(section, active)
    for keyword, kind in _GIVING.items():
        for section in active.sections_with(keyword):
            for line in active.lines(section, keyword) if section.kind == kind else ():
                name = line._argument(1) or ""
                if not isinstance(name, Expandable) and not is_name(name or "-"):
                    yield Finding("bad-name", f"`{shown(name)}` is not a valid name: {_NAME_RULE}", line, 1)


def _header(section: Section, active: Active) -> Iterator[Finding]:
    row = SECTIONS[section.kind]
    header = section.header
    arguments = header.arguments
    if header.prefix:
        yield Finding("bad-prefix", f"`{header.prefix}` cannot be used with a section: remove it", header)
    elif len(arguments) == 1 and row.named == "required" and is_name(arguments[0]):
        return
    if not arguments:
        if row.named == "required":
            yield Finding("missing-section-name", f"a `{section.kind}` section needs a name", header)
        return
    first = 1 + (header.prefix is not None)
    if row.named == "never":
        if not row.surplus and arguments[0]:
            message = f"`{section.kind}` takes no arguments, found `{shown(arguments[0])}`"
            yield Finding("unexpected-section-argument", message, header, first, header._last())
        return
    name = active.name(section)
    if name == "" and row.named == "required":
        yield Finding("missing-section-name", f"a `{section.kind}` section needs a name", header, first)
        return
    if section.kind not in _ANY_NAME and name is not None and not isinstance(name, Expandable) and not is_name(name):
        fatal = not (row.proxy and PROXY_NAME_ERRORS_PASS.holds(active.version))
        yield Finding("bad-name", f"`{shown(name)}` is not a valid name: {_NAME_RULE}", header, first, fatal=fatal)
    if len(arguments) > 1:
        yield from _excess(section, name, arguments, first, active)


def _excess(
    section: Section, name: str | None, arguments: tuple[str, ...], first: int, active: Active
) -> Iterator[Finding]:
    row, header = SECTIONS[section.kind], section.header
    has_lines = bool(active.statements(section))
    used = 0 if name is None else 1
    # HAProxy does not open the section, and fails at its first line, or at once where it would listen.
    fatal = not row.proxy or section.kind == "defaults" or has_lines
    fatal = fatal or (section.kind != "backend" and SURPLUS_OF_LISTENERS_REFUSED.holds(active.version))
    if row.proxy and len(arguments) > used and arguments[used] == "from":
        used += 2
        if len(arguments) < used:
            message = "`from` needs the name of a `defaults` section"
            yield Finding("unexpected-section-argument", message, header, header._last(), fatal=fatal)
            return
        fatal = True
    if len(arguments) > used and not row.surplus and arguments[used]:
        if isinstance(arguments[used], Expandable):
            return
        way = _way_out(section.kind)
        message = f"unexpected `{shown(arguments[used])}` after the name of a `{section.kind}` section: {way}"
        yield Finding("unexpected-section-argument", message, header, first + used, header._last(), fatal=fatal)


def _way_out(kind: str) -> str:
    """What becomes of words after the name of a section."""
    # Only what listens has addresses.
    return "write addresses on `bind` lines" if kind in ("frontend", "listen") else "remove what follows the name"


def _from(active: Active, near: Near) -> Iterator[Finding]:
    """`from` looks backwards: the `defaults` must stand before, once, and have a proper name."""
    fatal = not PROXY_NAME_ERRORS_PASS.holds(active.version)
    every: dict[str, Section] = {}
    for section in active.of_kind("defaults"):
        every.setdefault(active.name(section) or "", section)
    known: dict[str, list[Section]] = {}
    used: dict[str, Section] = {}
    inherits = active.has_word("from")
    for section in active.sections:
        if not SECTIONS[section.kind].proxy:
            continue
        wanted = section.from_defaults if inherits else None
        if wanted is not None and not isinstance(wanted, Expandable):
            place = _place_of_from(section)
            found = known.get(wanted, [])
            if not found:
                yield _unknown_defaults(section, wanted, place, every, known, near)
            elif len(found) > 1:
                message = f"several sections above are called `defaults {shown(wanted)}`: give each another name"
                related = tuple(("one of them", each.header) for each in found[-2:])
                yield Finding("duplicate-section-name", message, section.header, place, related=related, fatal=fatal)
            elif not is_name(wanted):
                message = f"`{shown(wanted)}` is not a valid name for `from`: {_NAME_RULE}"
                yield Finding("bad-name", message, section.header, place, fatal=fatal)
            used.setdefault(wanted, section)
        name = active.name(section)
        if section.kind == "defaults" and name is not None and not isinstance(name, Expandable):
            if name in used and name in known and DEFAULTS_NAMED_ONCE.holds(active.version):
                message = f"`defaults {shown(name)}` is defined again after a section used it: give it another name"
                related = (("used here", used[name].header),)
                yield Finding("duplicate-section-name", message, section.header, 1, related=related)
            known.setdefault(name, []).append(section)


def _unknown_defaults(
    section: Section,
    wanted: str,
    place: int,
    every: dict[str, Section],
    known: dict[str, list[Section]],
    near: Near,
) -> Finding:
    later = every.get(wanted)
    hint = " above this section: move it up" if later is not None else near.hint(wanted, known)
    related = (("it is defined here", later.header),) if later is not None else ()
    message = f"there is no `defaults {shown(wanted)}`{hint}"
    return Finding("unknown-defaults", message, section.header, place, related=related)


def _place_of_from(section: Section) -> int:
    return section.header._reading.place("from") or 0


def _acl_names(section: Section, active: Active) -> Iterator[Finding]:
    for statement in active.lines(section, "acl"):
        name = statement._argument(1)
        if name is None or isinstance(name, Expandable):
            continue
        if not is_name(name):
            message = f"`{shown(name)}` is not a valid name: {_NAME_RULE}"
            yield Finding("bad-acl-name", message, statement, 1)
        elif name.lower() == "or":
            message = f"an ACL cannot be called `{name}`, which joins others in conditions: give it another name"
            yield Finding("bad-acl-name", message, statement, 1)


def _server_names(section: Section, active: Active) -> Iterator[Finding]:
    if _NAMED.intersection(active.first_words(section)) == {"server"} and active.server_lines(section).are_plain:
        return
    for statement in active.beginning(section, *_NAMED):
        keyword, name = statement.keyword, statement._argument(1) or ""
        if keyword in _NEEDED and section.kind in _WITH_SERVERS:
            if not name or statement._argument(_NEEDED[keyword]) is None:
                if keyword == "server-template" and section.kind == "ring":
                    continue
                what = "a name and an address" if keyword == "server" else "a prefix, a count and an address"
                yield Finding("missing-server-name", f"`{keyword}` needs {what}", statement, 0, statement._last())
                continue
        elif not (
            section.kind == "peers" and keyword in ("server", "peer") and name and statement._argument(2) is not None
        ):
            continue
        if isinstance(name, Expandable) or (is_name(name) and not (keyword == "server-template" and ":" in name)):
            continue
        rule = _NAME_RULE if keyword != "server-template" else "use only letters, digits, `_`, `.` and `-`"
        yield Finding("bad-name", f"`{shown(name)}` is not a valid name: {rule}", statement, 1)
