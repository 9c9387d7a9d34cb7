"""Which of our codes says what a message of HAProxy's says, where HAProxy names no line or only warns.

A match is the same code on the line that HAProxy names; where it names none, in the section that it names, else
anywhere in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import haproxy_model as hm


class Said(NamedTuple):
    """A class of messages."""

    pattern: str
    #: the codes that say the same, with blanks between; none where the message is not about the text
    codes: str


WARNINGS = (
    # about what Lua files do, the processors of the machine, and its name
    Said(r"Trying to register action|binds \d+ threads|enables \d+ threads", ""),
    Said(r"Removing incomplete section '.*' \(no peer named", ""),
    # whole proxies
    Said(r"missing timeouts for", "TMO001"),
    Said(r"log format ignored for", "LOG001"),
    Said(r"'option httplog.*' not usable with|'option httpslog' not usable with", "LOG003"),
    Said(r"has no 'bind' directive", "CFG173"),
    Said(r"rules ignored for .* as they require HTTP mode", "SYN008"),
    Said(r"ignored for .* as it requires HTTP mode", "SYN008"),
    Said(r"(cookie|monitor-uri) will be ignored for .* \(needs 'mode http'\)", "SYN008"),
    Said(r"ignoring cookie for server", "SYN008"),
    Said(r"Layer 7 hash not possible", "CFG180"),
    Said(r"uses (http|tcp)-check rules without|ignored for .*\(requires 'option httpchk'\)", "CHK003"),
    Said(r"'default_backend' rule always has precedence", "CFG174"),
    Said(r"'external-check .*' will be ignored for .*requires 'option external-check'", "CFG175"),
    Said(r"'insecure-fork-wanted' not enabled", "CFG184"),
    Said(r"'email-alert' will be ignored", "CFG176"),
    Said(r"mailers '.*' is not used|Removing incomplete section 'mailers", "CFG177"),
    Said(r"no nameserver|has no resolvers|resolvers .* nameserver", "CFG178"),
    Said(r"has the same name as", "REF006"),
    Said(r"ignoring duplicated userlist", "CFG034"),
    # lines
    Said(r"overrides previous '.*' in 'defaults' section", "CFG060"),
    Said(r"matching method '.*' was overwritten", "CFG116"),
    Said(r"will never match because it only involves", "CFG117"),
    Said(r"hiding headers or body at the end", "CFG058"),
    Said(r"is deprecated|nbproc is deprecated|will not be supported anymore in version", "VER002"),
    Said(r"requires a parameter or 'desc' to be set", "CFG061"),
    Said(r"is set in the global section but is no longer used", "CFG191"),
    Said(r"is suspiciously small", "CFG057"),
    Said(r"hlua: please set", "CFG064"),
    Said(r"ignored as some Lua was loaded already", "CFG065"),
    Said(r"ignored because .* has no .* capability|directive is ignored in backends", "CFG054"),
    Said(r"content-type '.*' ignored by the http reply", "CFG054"),
    Said(r"init_addr, resolvers, check and agent are ignored for peers", "CFG095"),
    Said(r"rule placed after a .* rule will still be processed before", "CFG143"),
    Said(r"action is final and has no condition attached", "CFG142"),
    Said(r"is explicitly referenced by another proxy and implicitly used here", "CFG181"),
)

#: ALERTs without a line, or with that of a section's header instead of the line that is to blame.
ALERTS = (
    Said(r"unable to find required (use|default)_backend", "REF001"),
    Said(r"unable to find required '(global\.external-check|external-check command)'", "CFG184"),
    Said(r"Size not specified for cache", "CFG183"),
    Said(r"Can't use a 'program' section without master worker", "CFG186"),
    Said(r"cannot enable multiple processes if multiple threads", "CFG188"),
    Said(r"stats 'auth'/'realm' and 'http-request'", "CFG185"),
    Said(r"loop detected for (use|default)_backend", "CFG171"),
    Said(r"tries to use incompatible", "REF010"),
    Said(r"unable to find (the cache|sync peers|mailers|required resolvers|userlist)", "REF003"),
    Said(r"unknown http-errors section|Can't find resolvers section|do-log action: profile", "REF003"),
    Said(r"has not (backend|frontend) capability", "REF001 REF003"),
    Said(r"unable to find server '.*' referenced|for tracking", "REF004"),
    Said(r"unable to find (stick-)?table", "REF005"),
)

#: What HAProxy says when it refuses a small line, without what is particular to it; the first that fits counts.
REFUSALS = (
    Said(r"experimental, must be allowed", "CFG036 CFG045"),
    # names that lead nowhere
    Said(r"unable to find table", "REF005"),
    Said(r"unable to find |healthcheck section .* not found", "REF003"),
    # what a version or a build has
    Said(r"unknown keyword .* in .* section", "SYN001 VER001 VER003 CFG046"),
    Said(
        r"in section '…': unknown keyword|^'…' : unknown keyword|Hint: no address was expected", "CFG080 CFG046 CFG051"
    ),
    Said(r"is not supported by your TLS library", "CFG046"),
    # expressions
    Said(r"while parsing ACL|ACL keyword", "CFG110"),
    # words: too many, then malformed, then missing; HAProxy tells a malformed word like a missing one
    Said(r"cannot handle unexpected argument|unexpected extra argument|\(got '…'\)", "CFG051"),
    Said(r"followed by a condition but found|only supports .*optional values|but found", "CFG051"),
    Said(r"invalid parameter '…'\. option", "CFG051 CFG052"),
    Said(r"only available in|expects exactly 1 argument \(an expression", "CFG141"),
    Said(r"unexpected character '…' in '…' argument (of|on)", "CFG082"),
    Said(
        r"unsupported|[Ii]nvalid |unknown |not a supported|unexpected |has to be|[Uu]nknown algorithm",
        "CFG050 CFG052 CFG081 CFG082",
    ),
    Said(r"can not be lower than", "CFG063"),
    Said(r"expect|requires|missing|needs a|must be an integer|parse", "CFG050 CFG052 CFG081 CFG082"),
    Said(r"only supports", "CFG050 CFG052"),
)

_NAMES = re.compile(r"(frontend|backend|listen|proxy|Proxy|resolvers|mailers|section|peers) '([^']*)'")


def heard(text: str, line: int | None, report: Iterable[hm.Diagnostic], rows: Iterable[Said] = WARNINGS) -> bool | None:
    """Whether a report says what a message says; None where no report could."""
    row = next((row for row in rows if re.search(row.pattern, text)), None)
    if row is None:
        return False
    if not row.codes:
        return None
    same = [each for each in report if each.code in row.codes.split()]
    if line is not None:
        return any(each.span is not None and each.span.line == line for each in same)
    named = {name for _, name in _NAMES.findall(text)}
    return any(not named or each.section is None or named & set(each.section.split()) for each in same)


def says(kind: str, refusal: hm.Diagnostic) -> bool:
    """Whether a refusal is of the kind of a message, which is given without what is particular to a line."""
    row = next((row for row in REFUSALS if re.search(row.pattern, kind)), None)
    return row is not None and refusal.code in row.codes.split()


def heard_elsewhere(text: str, report: Iterable[hm.Diagnostic]) -> bool:
    """Whether a report refuses what an ALERT refuses, at a better line of the section that the ALERT names."""
    return heard(text, None, [each for each in report if each.fatal], ALERTS) is True


def named_without_line(texts: Iterable[str]) -> set[str]:
    """The codes of which HAProxy's ALERTs without a line speak."""
    return {code for text in texts for row in ALERTS if re.search(row.pattern, text) for code in row.codes.split()}
