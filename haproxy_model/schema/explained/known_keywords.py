"""What is known of the kinds of messages about sections, their names, the first words of lines, and builds."""

from __future__ import annotations

from typing import Final

#: name of a kind of message -> what is known of it
KNOWN_KEYWORDS: Final[dict[str, str]] = {
    "missing-section-name": """
What it does: finds a section without a name that needs one.
Why: rules and statistics call sections by name.
In: a file with timeouts.
Bad:
    frontend
        bind 192.0.2.10:8000
Good:
    frontend public
        bind 192.0.2.10:8000
Says: 'frontend' expects an <id> argument
Reference: 4.1 "Proxy keywords matrix".
""",
    "bad-name": """
What it does: finds a name with characters that names may not have.
Why: HAProxy takes letters, digits, `_`, `.`, `:` and `-`.
In: a backend.
Bad:
        server shop/1 192.0.2.11:8000
Good:
        server shop-1 192.0.2.11:8000
Says: character '/' is not permitted in server name
Reference: 4 "Proxies".
""",
    "unexpected-section-argument": """
What it does: finds words after the name of a section.
Why: releases before 1.5 took an address there; it is a `bind` line now.
Version: 3.4
In: a file with timeouts.
Bad:
    frontend public 192.0.2.10:8000
Good:
    frontend public
        bind 192.0.2.10:8000
Says: please use the 'bind' keyword
Reference: 4.2 "bind".
""",
    "unknown-defaults": """
What it does: finds a proxy that starts from a `defaults` section which does not stand above it.
Why: HAProxy reads from top to bottom: it must have read the section before.
In: a file with timeouts.
Bad:
    backend shop from fast
Good:
    defaults fast
        timeout connect 1s
        timeout server 10s
    backend shop from fast
Says: defaults section 'fast' not found
Reference: 4 "Proxies".
""",
    "duplicate-userlist": """
What it does: finds two userlists of one name.
Why: HAProxy does not make the second one: its lines go to the userlist that was made last.
Bad:
    userlist staff
        user ann insecure-password shop
    userlist staff
        user bob insecure-password shop
Good:
    userlist staff
        user ann insecure-password shop
        user bob insecure-password shop
Says: ignoring duplicated userlist 'staff'
Reference: 12.2 "Userlists".
""",
    "no-listener": """
What it does: finds a configuration in which nothing listens.
Why: `haproxy -c` takes it, with the exit status 2; the process would end at once.
In: a file with timeouts.
Bad:
    backend shop
        server one 192.0.2.11:8000
Good:
    listen shop
        bind 192.0.2.10:8000
        server one 192.0.2.11:8000
Reference: 4.2 "bind".
""",
    "experimental-section": """
What it does: finds a section of an experimental kind where nobody allowed these.
Why: what is experimental may change with any release.
Version: 3.4
Bad:
    acme letters
        directory https://acme.example/directory
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    global
        expose-experimental-directives
    acme letters
        directory https://acme.example/directory
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: experimental
Reference: 3.1 "expose-experimental-directives".
""",
    "version-not-measured": """
What it does: says that no HAProxy of the wanted version was asked.
Why: such versions are judged by the tables alone: 2.5, 2.7, 2.9, 3.1 and 3.3 live for a year only.
Version: 2.7
In: a file with timeouts.
Bad:
    frontend public
        bind 192.0.2.10:8000
Reference: none, for each version has its own.
""",
    "duplicate-section-name": """
What it does: finds two sections of one name, of kinds that share their names.
Why: rules that name it could mean either.
In: a file with timeouts.
Bad:
    backend shop
        server one 192.0.2.11:8000
    backend shop
        server two 192.0.2.12:8000
Good:
    backend shop
        server one 192.0.2.11:8000
        server two 192.0.2.12:8000
Says: has the same name
Reference: 4 "Proxies".
""",
    "duplicate-server-name": """
What it does: finds two servers of a proxy with one name, or one `id`.
Why: the runtime API, cookies and statistics tell servers by these.
In: a backend.
Bad:
        server one 192.0.2.11:8000
        server one 192.0.2.12:8000
Good:
        server one 192.0.2.11:8000
        server two 192.0.2.12:8000
Says: another server named 'one' was already defined
Reference: 4.2 "server".
""",
    "unknown-keyword": """
What it does: finds a line whose first word HAProxy does not know.
Why: a slip of the pen, mostly; keywords are in lower case.
In: a backend.
Bad:
        blance roundrobin
Good:
        balance roundrobin
Says: unknown keyword 'blance'
Reference: 4.1 "Proxy keywords matrix".
""",
    "unresolved-placeholder": """
What it does: finds what a template should have replaced: `<HOST>`, `{{ host }}`, `@HOST@`.
Why: the file was not rendered, or a value was missing when it was.
In: a backend.
Bad:
        server one {{ shop_address }}:8000
Good:
        server one 192.0.2.11:8000
Says: unknown keyword
Reference: 4.2 "server".
""",
    "keyword-in-wrong-section": """
What it does: finds a keyword in a section of a kind that does not have it.
Why: HAProxy does not know it there.
In: a frontend.
Bad:
        daemon
Good:
        maxconn 100
Says: unknown keyword 'daemon' in 'frontend' section
Reference: 4.1 "Proxy keywords matrix".
""",
    "orphan-directive": """
What it does: finds lines above the first section.
Why: they belong to none. An invisible byte order mark before the first section makes it such a line, too.
Bad:
    maxconn 1000
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    global
        maxconn 1000
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: unknown keyword 'maxconn' out of section
Reference: 2.1 "Configuration file format".
""",
    "keyword-removed": """
What it does: finds a keyword that the version no longer has.
Why: HAProxy refuses the file; `haproxy-model upgrade` rewrites what has a successor.
In: a frontend for HTTP.
Bad:
        reqadd X-Shop:\\ one
    backend shop
Good:
        http-request add-header X-Shop one
    backend shop
Says: The 'reqadd' directive is not supported anymore since HAProxy 2.1
Reference: 4.1 "Proxy keywords matrix".
""",
    "keyword-too-new": """
What it does: finds a keyword that the version does not have yet.
Why: HAProxy refuses the file; the message says since when it exists.
Version: 2.6
In: a file with timeouts.
Bad:
    log-profile short
    frontend public
        bind 192.0.2.10:8000
Good:
    frontend public
        bind 192.0.2.10:8000
Says: unknown keyword 'log-profile' in 'defaults' section
Reference: 4.1 "Proxy keywords matrix".
""",
    "bad-prefix": """
What it does: finds `no` or `default` before a keyword that takes neither.
Why: only options and a few others can be switched off.
In: a frontend.
Bad:
        no maxconn 10
Good:
        no option dontlognull
Says: negation
Reference: 4.1 "Proxy keywords matrix".
""",
    "empty-word": """
What it does: finds an empty word, such as a variable without a value in quotes, after which HAProxy stops reading.
Why: the words after it are lost without a word; HAProxy 3.4 refuses the line.
Version: 3.4
In: a frontend for HTTP.
Bad:
        acl static path "" /img
    backend shop
Good:
        acl static path /img
    backend shop
Says: argument number 3
Reference: 2.2 "Quoting and escaping".
""",
    "missing-server-name": """
What it does: finds `server` or `server-template` without a name and an address.
Why: both are needed.
In: a backend.
Bad:
        server one
Good:
        server one 192.0.2.11:8000
Says: expects <name> and <addr>[:<port>] as arguments
Reference: 4.2 "server".
""",
    "bad-acl-name": """
What it does: finds an ACL whose name has characters that names may not have.
Why: HAProxy takes letters, digits, `_`, `.`, `:` and `-`.
In: a frontend for HTTP.
Bad:
        acl is/static path_beg /img
    backend shop
Good:
        acl is-static path_beg /img
    backend shop
Says: character '/' is not permitted in acl name
Reference: 7.1 "ACL basics".
""",
    "bad-condition": """
What it does: finds words after `if` or `unless` that are no condition.
Why: mostly a blank is missing at a brace: braces are words of their own.
In: a frontend for HTTP.
Bad:
        http-request deny if { path_beg /admin
    backend shop
Good:
        http-request deny if { path_beg /admin }
    backend shop
Says: missing closing '}' in condition
Reference: 7.2 "Using ACLs to form conditions".
""",
    "experimental-keyword": """
What it does: finds an experimental keyword where nobody allowed these.
Why: what is experimental may change with any release.
Bad:
    global
        tune.fd.edge-triggered on
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    global
        expose-experimental-directives
        tune.fd.edge-triggered on
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: is experimental, must be allowed via a global 'expose-experimental-directives'
Reference: 3.1 "expose-experimental-directives".
""",
    "missing-feature": """
What it does: finds what a build without a feature does not know.
Why: `--without FEATURE` says what yours lacks; `haproxy -vv` lists it.
Without: LUA
Bad:
    global
        lua-load /etc/haproxy/shop.lua
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Reference: 3.1 "Process management and security".
""",
    "limited-quic": """
What it does: finds a QUIC listener in a build whose TLS library does QUIC in part.
Why: such a build needs `limited-quic` in `global`, which says that 0-RTT is not missed.
Reference: 3.1 "limited-quic".
""",
    "unknown-script-name": """
What it does: finds an action, fetch or converter of Lua that no script in the file defines.
Why: scripts are loaded by `lua-load` in `global`, and register what they are called.
In: a frontend for HTTP.
Bad:
        http-request lua.check_token
    backend shop
Good:
        http-request deny if { path_beg /admin }
    backend shop
Says: 'http-request' expects
Reference: 3.1 "lua-load".
""",
}
