"""What is known of the kinds of messages about rules, and about the names that lines refer to."""

from __future__ import annotations

from typing import Final

#: name of a kind of message -> what is known of it
ORDERED_RULES: Final[dict[str, str]] = {
    "unknown-action": """
What it does: finds a rule with an action that its ruleset does not have.
Why: HAProxy does not know what to do.
In: a frontend for HTTP.
Bad:
        http-request block if { path_beg /admin }
    backend shop
Good:
        http-request deny if { path_beg /admin }
    backend shop
Says: 'http-request' expects
Reference: 4.3 "Actions".
""",
    "action-in-wrong-place": """
What it does: finds an action where it cannot run, such as in a proxy of another kind.
Why: it needs something that does not exist there.
In: a backend.
Bad:
        mode http
        http-request track-sc0 src table shop if { path_beg /admin }
        tcp-response content track-sc0 src table shop
        stick-table type ip size 1m
Good:
        mode http
        http-request track-sc0 src table shop if { path_beg /admin }
        stick-table type ip size 1m
Says: (got 'track-sc0')
Reference: 4.3 "Actions".
""",
    "rule-never-reached": """
What it does: finds a rule below one that ends the ruleset for everybody.
Why: it never runs.
In: a frontend for HTTP.
Bad:
        http-request deny
        http-request set-header X-Shop one
    backend shop
Good:
        http-request set-header X-Shop one
        http-request deny
    backend shop
Says: action is final and has no condition attached, further entries are NOOP
Reference: 4.2 "http-request".
""",
    "rule-out-of-order": """
What it does: finds a rule below rules of a set that runs later.
Why: sets run in a fixed order, wherever they stand: the file reads as if it were otherwise.
In: a frontend for HTTP.
Bad:
        use_backend shop if { path_beg /shop }
        http-request deny if { path_beg /admin }
    backend shop
Good:
        http-request deny if { path_beg /admin }
        use_backend shop if { path_beg /shop }
    backend shop
Says: will still be processed before
Reference: 4.2 "use_backend".
""",
    "second-stick-table": """
What it does: finds a second stick table in a proxy.
Why: a proxy has one; another can stand in a backend that holds nothing else.
In: a backend.
Bad:
        stick-table type ip size 1m
        stick-table type string size 1m
Good:
        stick-table type ip size 1m
    backend sessions
        stick-table type string size 1m
Says: stick-table name 'shop' conflicts with
Reference: 4.2 "stick-table".
""",
    "late-connect": """
What it does: finds a check that connects after it sent or expected something, without having connected first.
Why: a check with `connect` steps must begin with one; comments and variables may stand before.
In: a backend.
Bad:
        option tcp-check
        tcp-check send PING\\r\\n
        tcp-check connect
Good:
        option tcp-check
        tcp-check connect
        tcp-check send PING\\r\\n
Says: first step MUST also be a 'connect'
Reference: 4.2 "tcp-check connect".
""",
    "bad-header-name": """
What it does: finds a name of a header with a character that no header has.
Why: such as a colon at its end, which becomes a part of the name.
In: a frontend for HTTP.
Bad:
        http-request set-header X-Shop: one
    backend shop
Good:
        http-request set-header X-Shop one
    backend shop
Version: 3.4
Says: contains forbidden character ':'
Reference: 4.2 "http-request set-header".
""",
    "check-out-of-order": """
What it does: finds steps of a health check in an order that HAProxy does not take.
Why: what a check sends belongs between connecting and expecting.
In: a backend.
Bad:
        mode http
        option httpchk
        http-check connect
        http-check expect status 200
Good:
        mode http
        option httpchk
        http-check connect
        http-check send meth GET uri /health
        http-check expect status 200
Says: missing send rule
Reference: 4.2 "http-check connect".
""",
    "unknown-backend": """
What it does: finds a rule that sends connections to a backend which does not exist.
Why: a slip of the pen, or a section that went.
In: a frontend.
Bad:
        default_backend shops
    backend shop
Good:
        default_backend shop
    backend shop
Says: unable to find required default_backend: 'shops'
Reference: 4.2 "default_backend".
""",
    "unknown-acl": """
What it does: finds a condition with an ACL that does not stand above it in the proxy.
Why: HAProxy reads from top to bottom, and each proxy has its own ACLs.
In: a frontend for HTTP.
Bad:
        http-request deny if is_admin
    backend shop
Good:
        acl is_admin path_beg /admin
        http-request deny if is_admin
    backend shop
Says: no such ACL : 'is_admin'
Reference: 7.2 "Using ACLs to form conditions".
""",
    "unknown-named-section": """
What it does: finds a line that names a section of another kind (`cache`, `peers`, `resolvers`, `userlist` …) which
does not exist.
Why: a slip of the pen, or a section that went.
In: a backend.
Bad:
        server one shop.example:8000 resolvers net
Good:
        server one shop.example:8000 resolvers net
    resolvers net
        nameserver one 192.0.2.53:53
Says: unable to find required resolvers 'net'
Reference: 5.3 "Server DNS resolution".
""",
    "unknown-member": """
What it does: finds a user in a group, or a group of a user, that the userlist does not have.
Why: a slip of the pen: groups are made by `group` lines.
Bad:
    userlist staff
        user ann insecure-password shop groups admins
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    userlist staff
        group admins
        user ann insecure-password shop groups admins
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: no such group 'admins'
Reference: 12.2 "Userlists".
""",
    "unknown-tracked-or-used-server": """
What it does: finds `track` and `use-server` with a server that does not exist.
Why: a slip of the pen, or a server that went.
In: a backend.
Bad:
        server one 192.0.2.11:8000 track checks/one
Good:
        server one 192.0.2.11:8000 track checks/one
    backend checks
        server one 192.0.2.11:8000 check
Says: unable to find required proxy 'checks' for tracking
Reference: 5.2 "track".
""",
    "unknown-stick-table": """
What it does: finds a line that uses a stick table which does not exist.
Why: without `table NAME`, the table of the proxy itself is meant.
In: a backend.
Bad:
        stick on src
Good:
        stick-table type ip size 1m expire 30m
        stick on src
Says: unable to find stick-table 'shop'
Reference: 4.2 "stick on".
""",
    "key-of-another-type": """
What it does: finds a key that the table cannot store: text in a table of addresses.
Why: the type of the table is that of its keys; what can be turned into it fits, too.
In: a frontend for HTTP.
Bad:
        stick-table type ip size 1m
        http-request track-sc0 method
    backend shop
Good:
        stick-table type string size 1m
        http-request track-sc0 method
    backend shop
Says: uses a type incompatible with the 'track-sc0' rule
Reference: 4.2 "stick-table type".
""",
    "missing-table-data": """
What it does: finds a filter that counts in a table which does not store what it counts.
Why: a table stores what its `store` says.
In: a frontend for HTTP.
Bad:
        stick-table type ip size 1m store conn_cur
        filter bwlim-in slow key src limit 1m
    backend shop
Version: 3.4
Good:
        stick-table type ip size 1m store bytes_in_rate(1s)
        filter bwlim-in slow key src limit 1m
    backend shop
Says: It must be 'bytes_in_rate'
Reference: 4.2 "stick-table store".
""",
    "mode-mismatch": """
What it does: finds a frontend that sends to a backend of another `mode`.
Why: one speaks HTTP, the other passes bytes on.
In: a file with timeouts.
Bad:
    frontend public
        mode http
        bind 192.0.2.10:8000
        default_backend shop
    backend shop
        mode tcp
Good:
    frontend public
        mode http
        bind 192.0.2.10:8000
        default_backend shop
    backend shop
        mode http
Says: tries to use incompatible
Reference: 4.2 "mode".
""",
    "backend-loop": """
What it does: finds a `listen` section that sends connections to itself.
Why: they would never arrive.
In: a listener.
Bad:
        default_backend shop
Good:
        server one 192.0.2.11:8000
Says: loop detected for default_backend: 'shop'
Reference: 4.2 "default_backend".
""",
    "duplicate-proxy-id": """
What it does: finds two proxies with one `id`.
Why: the runtime API and SNMP tell proxies by it.
In: a backend.
Bad:
        id 10
    backend images
        id 10
Good:
        id 10
    backend images
        id 11
Says: reuses same custom id as backend shop
Reference: 4.2 "id".
""",
    "line-of-unopened-section": """
What it does: finds a line below a section that the version does not have.
Why: for HAProxy the line belongs to no section; the header is what needs mending.
Version: 2.6
Bad:
    log-profile short
        log-tag shop
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: unknown keyword 'log-tag' out of section
Reference: 2.1 "Configuration file format".
""",
}
