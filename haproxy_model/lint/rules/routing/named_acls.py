"""RTE: ACLs that say more, or less, than their lines seem to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.routing.conditional import conditional_lines, criteria, is_odd
from haproxy_model.values.expression import leading_name
from haproxy_model.views.criteria import Asked, asked

#: Fetches of the host that a client wants.
_HOSTS: Final = ("ssl_fc_sni", "req.ssl_sni")
#: A dot between two parts of a name, where none of the other signs of regular expressions makes more of it.
_BARE_DOT: Final = re.compile(r"(?<![\\.*+?)\]])(?:^|[A-Za-z0-9-])\.(?=[A-Za-z0-9-])(?![*+?{])")


@lint_rule("RTE003", "acl-lines-of-two-kinds", severity=Severity.INFO)
def acl_lines_of_two_kinds(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `acl` lines of one name that look at different things, such as a path and an address.
    Why: one of them is enough for the ACL to hold; where both are meant, each needs a name of its own.
    In: a frontend for HTTP.
    Bad:
            acl admin path_beg /admin
            acl admin src 192.0.2.0/24
            http-request deny unless admin
        backend shop
            server a 192.0.2.11:8000
    Good:
            acl admin path_beg /admin
            acl inside src 192.0.2.0/24
            http-request deny if admin !inside
        backend shop
            server a 192.0.2.11:8000
    Reference: 7.1 "ACL basics".
    """
    for proxy in ctx.proxies:
        for name, lines in proxy.acls.items():
            kinds = {_kind(said): line for line in reversed(lines) if (said := asked(line.arguments[1:])) is not None}
            if "src" not in kinds or not {"path", "method"} & kinds.keys():
                continue
            what = listed(sorted(kinds), "or")
            yield Finding(
                f"`{name}` holds if one of its lines does, {what}; expected a name for each where both are meant",
                lines[0],
                1,
                related=tuple(("it also holds by this line", line, 1) for line in lines[1:4]),
            )


def _kind(said: Asked) -> str:
    """What a criterion looks at."""
    return said.fetch if said.fetch in ("src", "method", "path") else f"{said.fetch}{said.arguments or ''}"


@lint_rule("RTE004", "host-match-unsafe", severity=Severity.INFO)
def host_match_unsafe(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds comparisons of hosts that fit names of others: regular expressions with bare dots or without an
        end, and endings without a dot in front.
    Why: `shop.example` as a regular expression fits `shopxexample` and `shop.example.attacker.test`, as an ending
        `myshop.example`.
    In: a frontend for HTTP.
    Bad:
            use_backend shop if { hdr_reg(host) -i ^shop.example }
        backend shop
            server a 192.0.2.11:8000
    Good:
            use_backend shop if { hdr(host),host_only,lower shop.example }
        backend shop
            server a 192.0.2.11:8000
    Reference: 7.1.3 "Matching strings"; 7.1.4 "Matching regular expressions (regexes)".
    """
    for _, line in conditional_lines(ctx):
        if is_odd(line):
            continue
        for term in criteria(line):
            said = asked(term.criterion)
            if said is None or not (said.fetch in _HOSTS or _is_host(said)):
                continue
            first = len(term.criterion) - len(said.patterns)
            for place, pattern in enumerate(said.patterns, first):
                why = _unsafe(said.method, pattern)
                if why:
                    name = leading_name(term.head)
                    yield Finding(f"`{pattern}` of `{name}` fits other hosts, too: {why}", line, term.word + place)
                    break


def _is_host(said: Asked) -> bool:
    return said.fetch in ("req.hdr", "req.fhdr") and (said.arguments or ("",))[0].lower() == "host"


def _unsafe(method: str, pattern: str) -> str:
    if method == "reg":
        if _BARE_DOT.search(pattern):
            return "a bare `.` is any sign; expected `\\.`"
        return ""
    if method == "end" and "." in pattern and not pattern.startswith("."):
        return "the name may go on in front; expected a `.` first, or `-m str`"
    return ""
