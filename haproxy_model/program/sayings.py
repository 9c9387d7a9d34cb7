"""What HAProxy says, by kind: which of our codes says the same, what is about the machine, and what sums up.

Messages that name a line need no row: what we say there is the same.
"""

from __future__ import annotations

import re

from haproxy_model.records import NamedTuple


class Saying(NamedTuple):
    """A kind of message."""

    pattern: str
    #: the codes that say the same, with blanks between; none where the message is not about the text
    codes: str


WARNINGS = (
    # about what Lua files do, the processors of the machine, and its name
    Saying(r"Trying to register action|binds \d+ threads|enables \d+ threads", ""),
    Saying(r"Removing incomplete section '.*' \(no peer named", ""),
    # whole proxies
    Saying(r"missing timeouts for", "TMO001"),
    Saying(r"log format ignored for", "LOG001"),
    Saying(r"'option httplog.*' not usable with|'option httpslog' not usable with", "LOG003"),
    Saying(r"has no 'bind' directive", "CFG173"),
    Saying(r"rules ignored for .* as they require HTTP mode", "SYN008"),
    Saying(r"ignored for .* as it requires HTTP mode", "SYN008"),
    Saying(r"(cookie|monitor-uri) will be ignored for .* \(needs 'mode http'\)", "SYN008"),
    Saying(r"ignoring cookie for server", "SYN008"),
    Saying(r"Layer 7 hash not possible", "CFG180"),
    Saying(r"uses (http|tcp)-check rules without|ignored for .*\(requires 'option httpchk'\)", "CHK003"),
    Saying(r"'default_backend' rule always has precedence", "CFG174"),
    Saying(r"'external-check .*' will be ignored for .*requires 'option external-check'", "CFG175"),
    Saying(r"'insecure-fork-wanted' not enabled", "CFG184"),
    Saying(r"'email-alert' will be ignored", "CFG176"),
    Saying(r"mailers '.*' is not used|Removing incomplete section 'mailers", "CFG177"),
    Saying(r"no nameserver|has no resolvers|resolvers .* nameserver", "CFG178"),
    Saying(r"has the same name as", "REF006"),
    Saying(r"ignoring duplicated userlist", "CFG034"),
    # lines
    Saying(r"overrides previous '.*' in 'defaults' section", "CFG060"),
    Saying(r"matching method '.*' was overwritten", "CFG116"),
    Saying(r"will never match because it only involves", "CFG117"),
    Saying(r"hiding headers or body at the end", "CFG058"),
    Saying(r"is deprecated|nbproc is deprecated|will not be supported anymore in version", "VER002"),
    Saying(r"requires a parameter or 'desc' to be set", "CFG061"),
    Saying(r"is set in the global section but is no longer used", "CFG191"),
    Saying(r"is suspiciously small", "CFG057"),
    Saying(r"hlua: please set", "CFG064"),
    Saying(r"ignored as some Lua was loaded already", "CFG065"),
    Saying(r"ignored because .* has no .* capability|directive is ignored in backends", "CFG054"),
    Saying(r"content-type '.*' ignored by the http reply", "CFG054"),
    Saying(r"init_addr, resolvers, check and agent are ignored for peers", "CFG095"),
    Saying(r"rule placed after a .* rule will still be processed before", "CFG143"),
    Saying(r"action is final and has no condition attached", "CFG142"),
    Saying(r"is explicitly referenced by another proxy and implicitly used here", "CFG181"),
)

#: ALERTs without a line, or with that of a section's header instead of the line that is to blame.
ALERTS = (
    Saying(r"unable to find required (use|default)_backend", "REF001"),
    Saying(r"unable to find required '(global\.external-check|external-check command)'", "CFG184"),
    Saying(r"Size not specified for cache", "CFG183"),
    Saying(r"Can't use a 'program' section without master worker", "CFG186"),
    Saying(r"cannot enable multiple processes if multiple threads", "CFG188"),
    Saying(r"stats 'auth'/'realm' and 'http-request'", "CFG185"),
    Saying(r"loop detected for (use|default)_backend", "CFG171"),
    Saying(r"tries to use incompatible", "REF010"),
    Saying(r"unable to find (the cache|sync peers|mailers|required resolvers|userlist)", "REF003"),
    Saying(r"unknown http-errors section|Can't find resolvers section|do-log action: profile", "REF003"),
    Saying(r"has not (backend|frontend) capability", "REF001 REF003"),
    Saying(r"unable to find server '.*' referenced|for tracking", "REF004"),
    Saying(r"unable to find (stick-)?table", "REF005"),
)

#: Where HAProxy sums up that it refuses, without naming a cause.
_SUMMARIES = re.compile(
    r"(Error\(s\)|Fatal errors|Errors) found in configuration|Fatal errors found"
    r"|too many fatal errors|Failed to initialize server\(s\) addr"
)
#: A file that is not there or not as it should be, or a name that nobody resolves: another machine may have it.
_MACHINE = re.compile(
    r"could not resolve address|invalid address: '[A-Za-z0-9._-]+' in"
    r"|'[A-Za-z0-9._-]+' is not a valid IPv4 or IPv6 address|Check if '[A-Za-z0-9._-]+' is correct address"
    r"|unable to (stat|open|load|read|access)|No such file|error opening file|(failed|fails?|cannot|couldn't|Couldn't)"
    r" to? ?(open|load|stat|access|read|find file)|cannot (open|load|stat|access|read)|Failed to (open|load|stat)"
    r"|error in (loading|opening)|Cannot (open|stat|chdir)|unable to (find|get) (the )?(user|group|file) "
    r"|cannot find (user|group) id|Invalid argument|socket\(\)|no such device|network namespace"
    r"|unknown (user|group) name|No Private Key found in|expects a directory path as an argument"
)
_NAMES = re.compile(r"(frontend|backend|listen|proxy|Proxy|resolvers|mailers|section|peers) '([^']*)'")
#: What follows from an ACL that was refused.
_CONSEQUENCE = "no such ACL"


def of_the_machine(text: str) -> bool:
    """Whether a message is about what lies in files, what the system has, or names of hosts."""
    return _MACHINE.search(text) is not None


def is_summary(text: str) -> bool:
    """Whether a message only sums up that the configuration is refused."""
    return _SUMMARIES.search(text) is not None


def is_consequence(text: str) -> bool:
    """Whether a message follows from what was refused before."""
    return _CONSEQUENCE in text


def needs_lua(text: str, line: str) -> bool:
    """Whether a message about a line may come from a Lua script that was not loaded."""
    return "lua." in line and ("unknown service" in text or "expects" in text or "unknown" in text)


def codes_of(text: str, rows: tuple[Saying, ...]) -> frozenset[str] | None:
    """The codes that say what a message says, empty where it is not about the text; None for another kind."""
    row = next((row for row in rows if re.search(row.pattern, text)), None)
    return None if row is None else frozenset(row.codes.split())


def names_in(text: str) -> frozenset[str]:
    """The names of the sections that a message speaks of."""
    return frozenset([name for _, name in _NAMES.findall(text)])
