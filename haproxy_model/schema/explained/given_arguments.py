"""What is known of the kinds of messages about the words after keywords: arguments and settings."""

from __future__ import annotations

from typing import Final

#: name of a kind of message -> what is known of it
GIVEN_ARGUMENTS: Final[dict[str, str]] = {
    "missing-argument": """
What it does: finds a keyword without a word that it needs.
Why: HAProxy cannot tell what is wanted.
In: a backend.
Bad:
        timeout server
Good:
        timeout server 30s
Says: 'timeout server' expects an integer value (in milliseconds)
Reference: 4.2 "timeout server".
""",
    "unexpected-argument": """
What it does: finds words after a keyword that takes no more.
Why: HAProxy refuses them; a comment needs a `#`.
In: a frontend.
Bad:
        option dontlog-normal often
Good:
        option dontlog-normal
Says: cannot handle unexpected argument 'often'
Reference: 4.2 "option redispatch".
""",
    "bad-argument": """
What it does: finds a word that its keyword does not take.
Why: it is of another kind, out of its limits, or none of the words that fit.
In: a backend.
Bad:
        mode ftp
Good:
        mode tcp
Says: unknown proxy mode 'ftp'
Reference: 4.2 "mode".
""",
    "unknown-option": """
What it does: finds an `option` that does not exist.
Why: a slip of the pen, or an option that was removed.
In: a backend.
Bad:
        option forwardedfor
Good:
        option forwardfor
        mode http
Says: unknown option 'forwardedfor'
Reference: 4.1 "Proxy keywords matrix".
""",
    "ignored-keyword": """
What it does: finds a keyword in a proxy without the side that it is about.
Why: HAProxy ignores it: a backend has no clients of its own, a frontend no servers.
In: a frontend.
Bad:
        retries 3
Good:
        maxconn 100
Says: ignored because
Reference: 4.1 "Proxy keywords matrix".
""",
    "misplaced-setting": """
What it does: finds a setting of `global` that comes too late.
Why: what was read before was read without it.
Version: 3.4
Bad:
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
    global
        nbthread 4
Good:
    global
        nbthread 4
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: nbthread
Reference: 3.1 "nbthread".
""",
    "trailing-characters": """
What it does: finds characters after a number that HAProxy skips.
Why: another release refuses them, and the unit that was meant may be another one.
In: a backend.
Bad:
        timeout server 30sec
Good:
        timeout server 30s
Says: unexpected character
Reference: 2.5 "Time format".
""",
    "suspiciously-small": """
What it does: finds a time without a unit that is very short.
Why: it means milliseconds.
Version: 3.4
In: a backend.
Bad:
        timeout server 30
Good:
        timeout server 30s
Says: 30
Reference: 2.5 "Time format".
""",
    "hidden-headers": """
What it does: finds headers behind the version in `option httpchk`.
Why: that was the only way before HAProxy 2.2; it is refused or warned of, for a body could not be told from them.
Version: 3.4
In: a file that serves HTTP.
Bad:
    backend shop
        option httpchk GET /health HTTP/1.1\\r\\nHost:\\ shop.example
Good:
    backend shop
        option httpchk
        http-check send meth GET uri /health ver HTTP/1.1 hdr Host shop.example
Says: hiding headers or body at the end of the version string
Reference: 4.2 "option httpchk".
""",
    "overwritten-timeout": """
What it does: finds a timeout that is set twice, under an old name and a new one.
Why: the one below counts.
In: a backend.
Bad:
        timeout server 30s
        timeout server 60s
Good:
        timeout server 60s
Says: overwriting 'timeout server' which was already specified
Reference: 4.2 "timeout server".
""",
    "overridden-log-format": """
What it does: finds lines of a `defaults` section that each say how to log.
Why: `option httplog`, `option tcplog` and `log-format` are one setting: the last line counts.
Bad:
    defaults
        mode http
        timeout client 1m
        log 192.0.2.50 local0
        log-format %ci
        option httplog
    frontend public
        bind 192.0.2.10:8000
Good:
    defaults
        mode http
        timeout client 1m
        log 192.0.2.50 local0
        log-format %ci
    frontend public
        bind 192.0.2.10:8000
Says: overrid
Reference: 4.2 "log-format".
""",
    "missing-description": """
What it does: finds `stats show-desc` with nothing to show.
Why: it needs a text, or `description` in `global`.
In: a frontend for HTTP.
Bad:
        stats show-desc
    backend shop
Good:
        stats show-desc "the shop"
    backend shop
Says: 'show-desc' requires a parameter or 'desc' to be set in the global section
Reference: 4.2 "stats show-desc".
""",
    "setting-kept": """
What it does: finds a setting that is made twice and of which HAProxy keeps the first.
Why: the second line says something that does not hold.
Bad:
    global
        maxconn 1000
        maxconn 2000
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    global
        maxconn 2000
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: 'maxconn' already specified. Continuing.
Reference: 3.2 "maxconn".
""",
    "setting-refused": """
What it does: finds a setting that is made twice where HAProxy takes one.
Why: HAProxy refuses the second.
Bad:
    global
        tune.ssl.capture-buffer-size 64
        tune.ssl.capture-buffer-size 96
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    global
        tune.ssl.capture-buffer-size 96
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: 'tune.ssl.capture-buffer-size' is already configured
Reference: 3.2 "tune.ssl.capture-buffer-size".
""",
    "untold-lua-conversion": """
What it does: finds scripts where nobody said how they are given the booleans of HAProxy.
Why: they were numbers before HAProxy 3.1, which was a fault that scripts rely on.
Version: 3.4
Bad:
    global
        lua-load /etc/haproxy/shop.lua
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    global
        tune.lua.bool-sample-conversion normal
        lua-load /etc/haproxy/shop.lua
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: please set "tune.lua.bool-sample-conversion" tunable to either "normal" or "pre-3.1-bug" explicitly
Reference: 3.2 "tune.lua.bool-sample-conversion".
""",
    "late-lua-setting": """
What it does: finds a setting for scripts below a script that is loaded.
Why: that one was loaded without it.
Version: 3.4
Bad:
    global
        lua-load /etc/haproxy/shop.lua
        tune.lua.bool-sample-conversion normal
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    global
        tune.lua.bool-sample-conversion normal
        lua-load /etc/haproxy/shop.lua
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: ignored as some
Reference: 3.2 "tune.lua.bool-sample-conversion".
""",
    "keyword-deprecated": """
What it does: finds a keyword that a later release will not have.
Why: `haproxy-model upgrade` rewrites what has a successor.
Version: 3.4
In: a listener.
Bad:
        option transparent
Good:
        server client 0.0.0.0
Says: deprecated
Reference: 4.2 "option transparent".
""",
}
