"""Whether HAProxy stopped reading before the end, by what it said (language reference, 8.2).

Behind such a message HAProxy names nothing: a line there that `check` marks is neither confirmed nor denied.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from haproxy_model.schema.versions import number


class Stop(NamedTuple):
    """A class of messages at which reading ends."""

    #: what it is, in HAProxy's words or ours
    name: str
    pattern: str
    #: first version that stops there
    since: str = "2.4"


STOPS = (
    Stop("too many errors", r"too many fatal errors"),
    Stop("NUL", r"Stray NUL character"),
    Stop("unknown directive", r"unknown directive '"),
    Stop(".alert", r"parsing \[[^\]]*\]: '[^']*'\.$"),
    Stop("condition", r" in '\.(el)?if' at position|non-terminated '\.if'"),
    Stop("order of .if and .else", r"lone '\.e|'\.e\w+' after '\.else'|nested '\.if'|argument '.*' for '\.e"),
    Stop("scope", r"is not permitted (in a scope name|after scope declaration)"),
    Stop("proxy without name", r"expects an <id> argument"),
    Stop("other section without name", r"missing name for |expects a <name> argument|'cache' expects"),
    Stop("bad name of no proxy", r"is not permitted in '(peers|resolvers|log-\w+|http-errors|ring)' name"),
    Stop("unknown defaults", r"defaults section '.*' not found for "),
    Stop("rules in defaults", r"cannot inherit from a defaults section|cannot inherit from the same defaults section"),
    Stop("name of a used defaults", r"was explicitly referenced hence cannot be replaced"),
    Stop("name of another proxy", r"This is no longer supported as of 3\.3"),
    Stop("http rule", r"\] ?: ?'(stats )?http-(after-response|request|response)\b(?!' not allowed)"),
    Stop("http rule", r"while parsing (an )?'(stats )?http-(after-response|request|response)\b"),
    Stop("duplicate cache or resolvers", r"Duplicate cache name|has same name as another resolvers"),
    Stop("log section", r"in log-(forward|profile) section"),
    Stop("crt-store", r"'crt-store' section only|in section 'crt-store'"),
    # Since 3.1 the file is read twice, first for some lines of `global` alone.  Whatever cannot be split into words,
    # in any section, ends that first reading with an error, and there is no second one.
    Stop("first reading: last line", r"Missing LF on last line", "3.1"),
    Stop(
        "first reading: words",
        r"unmatched (quote|brace)|forbidden first char|hexadecimal sequence|word expansion sequence|line too long"
        r"|too many words",
        "3.1",
    ),
    Stop("first reading: prefix", r"negation/default currently", "3.1"),
    Stop("first reading: global", r"'global' cannot handle unexpected argument", "3.1"),
    Stop(
        "first reading: line of global",
        r"'?(daemon|localpeer|master-worker|noepoll|noevports|nokqueue|noktls|nopoll|pidfile|presetenv|quiet|resetenv"
        r"|setenv|unsetenv|zero-warning|mworker-max-reloads|expose-deprecated-directives)'?:? ",
        "3.1",
    ),
)


def stopped(texts: list[str], version: str) -> bool:
    """Whether one of the ALERTs of a run ended it before the end of the file.

    A refusal without any recorded ALERT counts too: nothing was named.
    """
    present = [re.compile(stop.pattern) for stop in STOPS if number(stop.since) <= number(version)]
    return not texts or any(pattern.search(text) for text in texts for pattern in present)
