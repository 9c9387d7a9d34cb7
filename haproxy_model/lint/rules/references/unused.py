"""REF: what is defined and never used."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, title
from haproxy_model.lint.rules.statements import removal
from haproxy_model.model.section import Section
from haproxy_model.schema.references import MADE_RESOLVERS
from haproxy_model.views.symbols import Symbol

#: kinds of names that are there for a line that uses them, and how messages call them
_KINDS = {
    "acl": "the ACL",
    "backend": "the backend",
    "cache": "the cache",
    "defaults": "the defaults",
    "fcgi-app": "the fcgi-app",
    "http-errors": "the http-errors section",
    "peers": "the peers section",
    "resolvers": "the resolvers section",
    "ring": "the ring",
    "userlist": "the userlist",
}
#: names that HAProxy itself looks for
_WELL_KNOWN = (("resolvers", MADE_RESOLVERS),)


@lint_rule("REF008", "unused-section", severity=Severity.INFO)
def unused(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds ACLs, backends, named `defaults`, userlists, resolvers, peers, caches, rings and the like that
        nothing names.
    Why: a leftover hides a mistake: what was to use it uses something else.
    In: a frontend.
    Bad:
            acl local src 192.0.2.0/24
            default_backend shop
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            acl local src 192.0.2.0/24
            tcp-request connection reject unless local
            default_backend shop
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 7.1 "ACL basics"; 4.2 "use_backend".
    """
    if not any(proxy.has_frontend for proxy in ctx.proxies):
        # A part of a configuration: what uses it stands in another file.
        return
    active = {id(section) for section in ctx.active.sections}
    parents = {id(ctx.inheritance.parent(section)) for section in ctx.active.sections}
    for symbol in ctx.symbols:
        if symbol.uses or symbol.kind not in _KINDS or (symbol.kind, symbol.name) in _WELL_KNOWN:
            continue
        section = symbol.section
        if id(section) not in active or ctx.may_be_used(symbol):
            continue
        if symbol.kind == "acl":
            yield _unused_acl(section, symbol)
        elif id(section) not in parents and not (symbol.kind == "backend" and ctx.effective(section).disabled):
            yield Finding(
                f"nothing leads to {_KINDS[symbol.kind]} `{symbol.name}`; expected a line that names it, or no such "
                "section",
                *title(section),
            )


def _unused_acl(section: Section, symbol: Symbol) -> Finding:
    # Two sections of one name, which HAProxy refuses, share the symbol.
    lines = [mention.statement for mention in symbol.definitions if mention.section is section]
    return Finding(
        f"the ACL `{symbol.name}` is never used in `{section.title}`; expected a rule with it, or no such line",
        lines[0],
        1,
        fix=removal(f"remove the ACL `{symbol.name}`", section, lines),
    )
