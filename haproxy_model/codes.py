"""Every kind of message that `check` gives: its code, its name and how HAProxy treats it.

Codes of the rule catalogue (SYN, REF …) are used where it has one, else `CFG` and three digits; a code is never reused.
Lint rules carry their own code and name, in their docstrings.
"""

from __future__ import annotations

from typing import NamedTuple

from haproxy_model.diagnostics import Severity


class Code(NamedTuple):
    """One kind of message."""

    code: str
    name: str
    #: HAProxy exits 1 on it
    fatal: bool = True
    severity: Severity = Severity.ERROR


_TABLE = (
    # reading (language reference, 1 and 2)
    Code("CFG001", "unmatched-quote"),
    Code("CFG002", "bad-hexadecimal"),
    Code("CFG003", "unmatched-brace"),
    Code("CFG004", "bad-variable-name"),
    Code("CFG005", "bad-expansion"),
    Code("CFG006", "too-many-words"),
    Code("CFG007", "stray-nul"),
    Code("CFG008", "bad-scope"),
    Code("SYN003", "missing-final-newline"),
    # directives (3)
    Code("CFG020", "unknown-directive"),
    Code("CFG021", "unbalanced-if"),
    Code("CFG022", "too-deep-if"),
    Code("CFG023", "bad-if-expression"),
    Code("CFG024", "unexpected-directive-argument"),
    Code("CFG025", "alert"),
    # sections and names (4)
    Code("CFG030", "missing-section-name"),
    Code("CFG031", "bad-name"),
    Code("CFG032", "unexpected-section-argument"),
    Code("CFG033", "unknown-defaults"),
    Code("CFG034", "duplicate-userlist", fatal=False, severity=Severity.WARNING),
    Code("CFG035", "no-listener", fatal=False, severity=Severity.INFO),
    Code("CFG036", "experimental-section"),
    Code("REF006", "duplicate-section-name"),
    Code("REF007", "duplicate-server-name"),
    # keywords (5)
    Code("SYN001", "unknown-keyword"),
    Code("SYN002", "unresolved-placeholder"),
    Code("SYN004", "keyword-in-wrong-section"),
    Code("SYN005", "orphan-directive"),
    Code("VER001", "keyword-removed"),
    Code("VER003", "keyword-too-new"),
    Code("CFG040", "bad-prefix"),
    Code("CFG041", "empty-word"),
    Code("CFG042", "missing-server-name"),
    Code("CFG043", "bad-acl-name"),
    Code("CFG044", "bad-condition"),
    Code("CFG045", "experimental-keyword"),
    # references
    Code("REF001", "unknown-backend"),
    Code("REF002", "unknown-acl"),
)

#: name of a kind of message -> its row
CODES: dict[str, Code] = {row.name: row for row in _TABLE}
