"""What is known of the kinds of messages about ACLs, expressions and log formats, and about suppressed findings."""

from __future__ import annotations

from typing import Final

#: name of a kind of message -> what is known of it
MATCHING_WORDS: Final[dict[str, str]] = {
    "bad-criterion": """
What it does: finds a condition on something that HAProxy cannot fetch.
Why: a slip of the pen, or a fetch of another version or build.
In: a frontend for HTTP.
Bad:
        acl is_admin pathbeg /admin
    backend shop
Good:
        acl is_admin path_beg /admin
    backend shop
Says: unknown fetch method 'pathbeg'
Reference: 7.3 "Fetching samples".
""",
    "bad-acl-flag": """
What it does: finds a flag that conditions do not have.
Why: a pattern that begins with `-` needs `--` before it.
In: a frontend for HTTP.
Bad:
        acl is_admin path -z /admin
    backend shop
Good:
        acl is_admin path -i /admin
    backend shop
Says: -z
Reference: 7.1.3 "Matching strings".
""",
    "missing-match": """
What it does: finds a condition whose fetch has no way of its own to compare.
Why: what a variable or a converter gives may be text or a number: `-m` says how to compare it.
In: a frontend for HTTP.
Bad:
        http-request deny if { var(txn.shop) one }
    backend shop
Good:
        http-request deny if { var(txn.shop) -m str one }
    backend shop
Says: matching method must be specified
Reference: 7.1 "ACL basics".
""",
    "bad-pattern": """
What it does: finds a pattern that its way to compare cannot read.
Why: a network, a number or a range is written in another way.
In: a frontend.
Bad:
        tcp-request connection reject if { src 192.0.2.0/33 }
Good:
        tcp-request connection reject if { src 192.0.2.0/24 }
Says: 192.0.2.0/33
Reference: 7.1.6 "Matching IPv4 and IPv6 addresses".
""",
    "missing-pattern": """
What it does: finds a condition without a pattern.
Why: it never holds; whether something is there is asked by `-m found`.
In: a frontend for HTTP.
Bad:
        acl has_token req.hdr(X-Token)
    backend shop
Good:
        acl has_token req.hdr(X-Token) -m found
    backend shop
Says: no pattern to match against
Reference: 7.1 "ACL basics".
""",
    "parenthesis-pattern": """
What it does: finds a pattern in parentheses, which mostly is the argument of the fetch, after a blank too many.
Why: the fetch has no argument then, and the parentheses are compared.
In: a frontend for HTTP.
Bad:
        acl is_shop hdr (host) shop.example
    backend shop
Good:
        acl is_shop hdr(host) shop.example
    backend shop
Says: (host)
Reference: 7.1 "ACL basics".
""",
    "dropped-match": """
What it does: finds `-m` after a fetch whose name says how to compare.
Why: `-m` counts, and what the name says is dropped.
Version: 3.4
In: a frontend for HTTP.
Bad:
        acl is_shop hdr_dom(host) -m end .example
    backend shop
Good:
        acl is_shop hdr(host) -m end .example
    backend shop
Says: hdr_dom
Reference: 7.1 "ACL basics".
""",
    "acl-never-matches": """
What it does: finds a condition on something that is not there yet, or no longer, when the rule runs.
Why: it never holds, whatever the client sends.
In: a frontend for HTTP.
Bad:
        tcp-request connection reject if { path_beg /admin }
    backend shop
Good:
        http-request deny if { path_beg /admin }
    backend shop
Says: will never match
Reference: 7.3.6 "Fetching HTTP samples (Layer 7)".
""",
    "bad-log-format": """
What it does: finds a log format with a variable that does not exist, or with what cannot be read.
Why: a percent sign is written `%%`.
In: a frontend.
Bad:
        log 192.0.2.50 local0
        log-format "100% of %zz"
Good:
        log 192.0.2.50 local0
        log-format "100%% of %ci"
Says: failed to parse log-format
Reference: 8.2.6 "Custom log format".
""",
    "unknown-suppressed-code": """
What it does: finds a comment or setting that suppresses a code which does not exist.
Why: it suppresses nothing, and the finding that was meant is shown.
In: a file with timeouts.
Bad:
    # haproxy-model: ignore=GAL999 -- moved by hand
    listen shop
        bind 192.0.2.10:8000
        server one 192.0.2.11:8000 check
Good:
    listen shop
        bind 192.0.2.10:8000
        server one 192.0.2.11:8000 check
Reference: none, for HAProxy takes it for a comment.
""",
    "malformed-marker": """
What it does: finds a comment that begins as a marker and says nothing that is known.
Why: a slip of the pen there is easily overlooked.
In: a file with timeouts.
Bad:
    # haproxy-model: ingore=GAL021
    listen shop
        bind 192.0.2.10:8000
        server one 192.0.2.11:8000 check
Good:
    listen shop
        bind 192.0.2.10:8000
        server one 192.0.2.11:8000 check
Reference: none, for HAProxy takes it for a comment.
""",
    "useless-suppression": """
What it does: finds a suppression of something that is not found.
Why: it would hide the next finding of that kind, and nobody would know.
In: a file with timeouts.
Bad:
    listen shop
        bind 192.0.2.10:8000
        server one 192.0.2.11:8000 check  # haproxy-model: ignore=GAL021 -- moved by hand
Good:
    listen shop
        bind 192.0.2.10:8000
        server one 192.0.2.11:8000 check
Reference: none, for HAProxy takes it for a comment.
""",
    "stale-baseline-entry": """
What it does: finds entries of a baseline file that no finding matches any more.
Why: what they admitted was mended: `--write-baseline` writes the file anew.
Reference: none, for HAProxy knows nothing of it.
""",
}
