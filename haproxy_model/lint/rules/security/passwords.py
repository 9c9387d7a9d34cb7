"""SEC: passwords that a file tells, that everybody knows, or that nobody can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.word_places import says
from haproxy_model.model.line import Statement
from haproxy_model.model.other_lines import User
from haproxy_model.model.proxy_lines import Stats
from haproxy_model.model.section import Section
from haproxy_model.schema.sections import WORKING_PROXIES
from haproxy_model.syntax.words import Expandable

#: what people type where they mean to change it later
_WELL_KNOWN = frozenset(
    ("admin", "administrator", "password", "passwd", "pass", "secret", "changeme", "change_me", "haproxy", "stats",
     "root", "test", "guest", "user", "1234", "12345", "123456", "1234567", "12345678", "123456789", "qwerty",
     "letmein", "default", "demo", "example", "password1", "password123", "admin123", "passw0rd", "p@ssw0rd", "")
)  # fmt: skip
#: what `crypt` makes of passwords: `$id$…`, an old hash of 13 signs, a BSDi hash
_HASH = re.compile(r"\$[0-9a-zA-Z]+\$.+|[./0-9A-Za-z]{13}|_[./0-9A-Za-z]{19}")


@frozen
class _Password:
    line: Statement
    word: int
    name: str
    text: str
    is_hash: bool


def _passwords(ctx: LintContext) -> list[tuple[Section, list[_Password]]]:
    return ctx.remembered("passwords", lambda ctx: [*_by_section(ctx)])


def _by_section(ctx: LintContext) -> Iterator[tuple[Section, list[_Password]]]:
    off = {proxy for proxy in ctx.active.of_kind(*WORKING_PROXIES) if ctx.effective(proxy).disabled}
    for section in ctx.active.sections:
        found: list[_Password] = []
        if section in off:
            continue
        for line in ctx.statements(section):
            if isinstance(line, User):
                found += _of_user(line)
            elif isinstance(line, Stats) and line.name == "auth":
                found += _of_page(line)
        if found:
            yield section, found


def _of_user(line: User) -> Iterator[_Password]:
    for keyword in ("password", "insecure-password"):
        place = line._reading.keyword(keyword)
        text = line._reading.word(place + 1) if place is not None and place < line._reading.last else None
        if place is not None and text is not None and not isinstance(text, Expandable):
            yield _Password(line, place + 1, str(line.name), text, keyword == "password")


def _of_page(line: Stats) -> Iterator[_Password]:
    place = line._reading.place("userpass")
    text = "" if place is None else line._reading.word(place)
    name, colon, password = text.partition(":")
    if place is not None and colon and not isinstance(text, Expandable):
        yield _Password(line, place, name, password, is_hash=False)


@lint_rule("SEC005", "cleartext-password-in-config", severity=Severity.INFO)
def cleartext_password(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds passwords that stand in clear in the file: `insecure-password` and `stats auth`.
    Why: who reads the file, its backups or its repository has them.
    In: a file with timeouts.
    Bad:
        userlist staff
            user anna insecure-password rosebud-7
    Good:
        userlist staff
            user anna password $6$k6y3o.eP$JlKBx9za9667qe4xHSwRv6J.C0/D7cV91
    Reference: 12.1 "user"; 4.2 "stats auth"; 2.3 "Environment variables".
    """
    for _, passwords in _passwords(ctx):
        clear = [each for each in passwords if not each.is_hash and not _is_well_known(each)]
        if not clear:
            continue
        first = clear[0]
        instead = "a hash after `password`, or a variable" if isinstance(first.line, User) else "a variable"
        what = "passwords stand" if len(clear) > 1 else "password stands"
        yield Finding(
            f"the {what} in clear in this file ({listed(each.name for each in clear)}); expected {instead} of the "
            "environment",
            first.line,
            first.word,
            related=tuple(("this one too", each.line, each.word) for each in clear[1:4]),
        )


def _is_well_known(each: _Password) -> bool:
    text = each.text.lower()
    return not each.is_hash and (text in _WELL_KNOWN or text == each.name.lower())


@lint_rule("SEC013", "well-known-password", severity=Severity.WARNING)
def well_known_password(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds passwords that are tried first: `admin`, `changeme`, the name of the user.
    Why: they protect nothing.
    In: a file that serves HTTP.
    Bad:
        listen stats
            bind 192.0.2.10:8404
            stats enable
            stats auth admin:admin
    Good:
        listen stats
            bind 192.0.2.10:8404
            stats enable
            stats auth admin:"$STATS_PASSWORD"
    Reference: 4.2 "stats auth"; 12.1 "user".
    """
    for _, passwords in _passwords(ctx):
        known = [each for each in passwords if _is_well_known(each)]
        if not known:
            continue
        first = known[0]
        yield Finding(
            f"the password of {listed(each.name for each in known)} is one that everybody tries first; expected one "
            "that nobody guesses",
            first.line,
            first.word,
            related=tuple(("this one too", each.line, each.word) for each in known[1:4]),
        )


@lint_rule("SEC014", "password-never-matches", severity=Severity.WARNING)
def password_never_matches(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds users whose `password` is no hash, as `crypt` makes them.
    Why: HAProxy compares the hash of what a user types with that word: nobody ever gets in.
    In: a file with timeouts.
    Bad:
        userlist staff
            user anna password rosebud-7
    Good:
        userlist staff
            user anna password $6$k6y3o.eP$JlKBx9za9667qe4xHSwRv6J.C0/D7cV91
    Reference: 12.1 "user".
    """
    for _, passwords in _passwords(ctx):
        for each in passwords:
            if each.is_hash and not _HASH.fullmatch(each.text) and not says(each.line, "insecure-password"):
                yield Finding(
                    f"the password of `{each.name}` is no hash, so that nobody gets in with it; expected what "
                    "`mkpasswd` makes, or `insecure-password`",
                    each.line,
                    each.word,
                )
