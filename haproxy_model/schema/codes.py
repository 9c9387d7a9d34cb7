"""Every kind of message that `check` gives: its code, its name and how HAProxy treats it.

Codes of the rule catalogue (SYN, REF …) are used where it has one, else `CFG` and three digits; `SUP` is about how
findings are suppressed, which `lint` alone says, `HC` what a real HAProxy says.  A code is never reused.
Lint rules carry their own code and name, in their docstrings.
"""

from __future__ import annotations

from haproxy_model.diagnostics import Severity
from haproxy_model.records import NamedTuple


class Code(NamedTuple):
    """One kind of message."""

    code: str
    name: str
    #: HAProxy exits 1 on it
    fatal: bool = True
    severity: Severity = Severity.ERROR
    #: HAProxy says it when all is read, which it does not come to where it refused a line
    late: bool = False


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
    Code("CFG009", "unset-variable", fatal=False, severity=Severity.INFO),
    Code("SYN003", "missing-final-newline"),
    # directives (3)
    Code("CFG020", "unknown-directive"),
    Code("CFG021", "unbalanced-if"),
    Code("CFG022", "too-deep-if"),
    Code("CFG023", "bad-if-expression"),
    Code("CFG024", "unexpected-directive-argument"),
    Code("CFG025", "alert"),
    Code("CFG026", "warned", fatal=False, severity=Severity.WARNING),
    # sections and names (4)
    Code("CFG030", "missing-section-name"),
    Code("CFG031", "bad-name"),
    Code("CFG032", "unexpected-section-argument"),
    Code("CFG033", "unknown-defaults"),
    Code("CFG034", "duplicate-userlist", fatal=False, severity=Severity.WARNING),
    Code("CFG035", "no-listener", fatal=False, severity=Severity.INFO),
    Code("CFG036", "experimental-section"),
    Code("CFG037", "version-not-measured", fatal=False, severity=Severity.INFO),
    Code("REF006", "duplicate-section-name"),
    Code("REF007", "duplicate-server-name", late=True),
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
    # what a build lacks
    Code("CFG046", "missing-feature"),
    Code("CFG047", "limited-quic", late=True),
    Code("CFG048", "unknown-script-name"),
    # rules (5.6, 5.7, 6.11 to 6.13)
    Code("CFG140", "unknown-action"),
    Code("CFG141", "action-in-wrong-place"),
    Code("CFG142", "rule-never-reached", fatal=False, severity=Severity.WARNING),
    Code("CFG143", "rule-out-of-order", fatal=False, severity=Severity.WARNING),
    Code("CFG144", "second-stick-table"),
    Code("CFG145", "late-connect"),
    Code("CFG146", "bad-header-name", fatal=False, severity=Severity.WARNING),
    Code("CFG147", "check-out-of-order"),
    # references
    Code("REF001", "unknown-backend", late=True),
    Code("REF002", "unknown-acl"),
    # lines and proxies as a whole (8.4)
    Code("CFG170", "line-of-unopened-section"),
    Code("CFG171", "backend-loop", late=True),
    Code("CFG172", "duplicate-proxy-id"),
    Code("REF003", "unknown-named-section", late=True),
    Code("CFG192", "unknown-member", late=True),
    Code("REF004", "unknown-tracked-or-used-server", late=True),
    Code("REF005", "unknown-stick-table", late=True),
    Code("CFG193", "key-of-another-type", late=True),
    Code("CFG194", "missing-table-data", late=True),
    Code("REF010", "mode-mismatch", late=True),
    Code("CHK003", "http-check-rules-ignored", fatal=False, severity=Severity.WARNING),
    Code("LOG001", "log-global-without-target", fatal=False, severity=Severity.WARNING),
    Code("LOG003", "httplog-in-tcp-mode", fatal=False, severity=Severity.WARNING),
    Code("SYN008", "http-rule-in-tcp-proxy", fatal=False, severity=Severity.WARNING),
    Code("TMO001", "missing-timeouts", fatal=False, severity=Severity.WARNING),
    Code("CFG173", "listener-without-bind", fatal=False, severity=Severity.WARNING),
    Code("CFG174", "servers-never-used", fatal=False, severity=Severity.WARNING),
    Code("CFG175", "external-check-ignored", fatal=False, severity=Severity.WARNING),
    Code("CFG176", "incomplete-email-alert", fatal=False, severity=Severity.WARNING),
    Code("CFG177", "unused-mailers", fatal=False, severity=Severity.WARNING),
    Code("CFG178", "resolvers-without-nameserver", fatal=False, severity=Severity.WARNING),
    Code("CFG179", "peers-without-local-peer", fatal=False, severity=Severity.WARNING),
    Code("CFG180", "http-balance-in-tcp-mode", fatal=False, severity=Severity.WARNING),
    Code("CFG181", "defaults-used-both-ways", fatal=False, severity=Severity.WARNING),
    Code("CFG182", "uninheritable-rules"),
    Code("CFG183", "cache-without-size"),
    Code("CFG184", "incomplete-external-check", late=True),
    Code("CFG185", "stats-auth-beside-rules", late=True),
    # processes, and the run as a whole
    Code("CFG186", "program-without-master", late=True),
    Code("CFG187", "unexposed-program"),
    Code("CFG188", "processes-beside-threads", late=True),
    Code("CFG189", "warnings-refused", late=True),
    Code("CFG191", "unused-exposure", fatal=False, severity=Severity.WARNING),
    # what lies on the machine, where that is asked
    Code("CFG190", "unreadable-file"),
    # arguments of keywords (5.3 to 5.10)
    Code("CFG050", "missing-argument"),
    Code("CFG051", "unexpected-argument"),
    Code("CFG052", "bad-argument"),
    Code("CFG053", "unknown-option"),
    Code("CFG054", "ignored-keyword", fatal=False, severity=Severity.WARNING),
    Code("CFG055", "misplaced-setting"),
    Code("CFG056", "trailing-characters", fatal=False, severity=Severity.WARNING),
    Code("CFG057", "suspiciously-small", fatal=False, severity=Severity.WARNING),
    Code("CFG058", "hidden-headers"),
    Code("CFG059", "overwritten-timeout", fatal=False, severity=Severity.WARNING),
    Code("CFG060", "overridden-log-format", fatal=False, severity=Severity.WARNING),
    Code("CFG061", "missing-description", fatal=False, severity=Severity.WARNING),
    Code("CFG062", "setting-kept", fatal=False),
    Code("CFG063", "setting-refused"),
    Code("CFG064", "untold-lua-conversion", fatal=False, severity=Severity.WARNING),
    Code("CFG065", "late-lua-setting", fatal=False, severity=Severity.WARNING),
    Code("VER002", "keyword-deprecated", fatal=False, severity=Severity.WARNING),
    # addresses and parameters (6.3 to 6.5)
    Code("CFG080", "unknown-parameter"),
    Code("CFG081", "missing-parameter-value"),
    Code("CFG082", "bad-parameter-value"),
    Code("CFG083", "not-for-default-server", fatal=False),
    Code("CFG084", "missing-address"),
    Code("CFG085", "bad-address"),
    Code("CFG086", "check-of-tracking-server"),
    Code("CFG087", "missing-check-port", late=True),
    Code("CFG088", "missing-ca-file"),
    Code("CFG091", "missing-certificate", late=True),
    Code("CFG092", "certificate-without-tls", fatal=False, severity=Severity.WARNING),
    Code("CFG093", "taken-identifier"),
    Code("CFG094", "mixed-peers"),
    Code("CFG095", "ignored-for-peers", fatal=False, severity=Severity.WARNING),
    Code("CFG096", "wrong-mode"),
    Code("CFG097", "unresolvable-host", late=True),
    # ACLs, expressions and log formats (6.6 to 6.9)
    Code("CFG110", "bad-criterion"),
    Code("CFG111", "bad-acl-flag"),
    Code("CFG112", "missing-match"),
    Code("CFG113", "bad-pattern"),
    Code("CFG114", "missing-pattern", fatal=False, severity=Severity.WARNING),
    Code("CFG115", "parenthesis-pattern", fatal=False, severity=Severity.WARNING),
    Code("CFG116", "dropped-match", fatal=False, severity=Severity.WARNING),
    Code("CFG117", "acl-never-matches", fatal=False, severity=Severity.WARNING),
    Code("CFG119", "bad-log-format"),
    # what a real HAProxy says, where one is asked
    Code("HC001", "haproxy-refuses"),
    Code("HC002", "haproxy-warns", fatal=False, severity=Severity.WARNING),
    Code("HC003", "missing-on-this-machine", fatal=False, severity=Severity.WARNING),
    Code("HC004", "haproxy-accepts", fatal=False, severity=Severity.WARNING),
    Code("HC005", "other-haproxy-version", fatal=False, severity=Severity.INFO),
    # how findings are suppressed
    Code("SUP001", "unknown-suppressed-code", fatal=False, severity=Severity.WARNING),
    Code("SUP002", "malformed-marker", fatal=False, severity=Severity.WARNING),
    Code("SUP003", "useless-suppression", fatal=False, severity=Severity.INFO),
    Code("SUP004", "stale-baseline-entry", fatal=False, severity=Severity.INFO),
)

#: name of a kind of message -> its row
CODES: dict[str, Code] = {row.name: row for row in _TABLE}
