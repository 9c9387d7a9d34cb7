"""What is known of the kinds of messages about `bind`, `server` and other lines with addresses and parameters."""

from __future__ import annotations

from typing import Final

#: name of a kind of message -> what is known of it
ADDRESSED_LINES: Final[dict[str, str]] = {
    "unknown-parameter": """
What it does: finds a word that is no parameter of its line.
Why: a slip of the pen, or a parameter of another kind of line.
In: a backend.
Bad:
        server one 192.0.2.11:8000 chekc
Good:
        server one 192.0.2.11:8000 check
Says: unknown keyword 'chekc'
Reference: 5.2 "Server and default-server options".
""",
    "missing-parameter-value": """
What it does: finds a parameter without its value.
Why: the next word is missing, or was taken for it.
In: a backend.
Bad:
        server one 192.0.2.11:8000 check inter
Good:
        server one 192.0.2.11:8000 check inter 3s
Says: 'inter' expects a delay as argument
Reference: 5.2 "inter".
""",
    "bad-parameter-value": """
What it does: finds a value that its parameter does not take.
Why: it is of another kind, or out of its limits.
In: a backend.
Bad:
        server one 192.0.2.11:8000 weight 257
Good:
        server one 192.0.2.11:8000 weight 256
Says: not within
Reference: 5.2 "weight".
""",
    "not-for-default-server": """
What it does: finds a parameter of `default-server` that only a `server` can have.
Why: it is about one server, such as its `id` or its cookie; HAProxy ignores it.
In: a backend.
Bad:
        default-server id 5
        server one 192.0.2.11:8000
Good:
        server one 192.0.2.11:8000 id 5
Says: 'id' option is not accepted in default-server sections
Reference: 5.2 "Server and default-server options".
""",
    "missing-address": """
What it does: finds `bind` without an address.
Why: at least a port is needed.
In: a frontend.
Bad:
        bind
Good:
        bind :8001
Says: 'bind' expects
Reference: 4.2 "bind".
""",
    "bad-address": """
What it does: finds an address that cannot be one.
Why: its port is missing or out of its limits, or its form is that of nothing that can be listened on or connected to.
In: a frontend.
Bad:
        bind 192.0.2.10:70000
Good:
        bind 192.0.2.10:7000
Says: 70000
Reference: 4.2 "bind".
""",
    "check-of-tracking-server": """
What it does: finds `check` on a server that tracks another one.
Why: its state is that of the tracked server; it cannot have both.
In: a backend.
Bad:
        server one 192.0.2.11:8000 check track checks/one
    backend checks
        server one 192.0.2.11:8000 check
Good:
        server one 192.0.2.11:8000 track checks/one
    backend checks
        server one 192.0.2.11:8000 check
Says: unable to enable checks and tracking at the same time
Reference: 5.2 "track".
""",
    "missing-check-port": """
What it does: finds a checked server without a port to check.
Why: neither its address nor `port` has one.
In: a backend.
Bad:
        server one 192.0.2.11 check
Good:
        server one 192.0.2.11 check port 8000
Says: has neither service port nor check port
Reference: 5.2 "port".
""",
    "missing-ca-file": """
What it does: finds a server with TLS and nothing to verify its certificate by.
Why: HAProxy verifies; `verify none` says that anybody may answer.
In: a backend.
Bad:
        server one 192.0.2.11:8443 ssl
Good:
        server one 192.0.2.11:8443 ssl verify none
Says: verify is enabled by default but no CA file specified
Reference: 5.2 "verify".
""",
    "missing-certificate": """
What it does: finds `ssl` on a `bind` line without a certificate.
Why: no client can be answered.
In: a frontend.
Bad:
        bind 192.0.2.10:8443 ssl
Good:
        bind 192.0.2.10:8443
Says: no SSL certificate specified
Reference: 5.1 "crt".
""",
    "certificate-without-tls": """
What it does: finds a certificate on a `bind` line without `ssl`.
Why: the listener speaks clear text.
In: a frontend.
Bad:
        bind 192.0.2.10:8443 crt /etc/haproxy/shop.pem
Good:
        bind 192.0.2.10:8443 ssl crt /etc/haproxy/shop.pem
Reference: 5.1 "ssl".
""",
    "taken-identifier": """
What it does: finds two listeners of a proxy with one `id`.
Why: the runtime API and SNMP tell them by it.
In: a frontend.
Bad:
        bind 192.0.2.10:8001 id 5
        bind 192.0.2.10:8002 id 5
Good:
        bind 192.0.2.10:8001 id 5
        bind 192.0.2.10:8002 id 6
Says: already
Reference: 5.1 "id".
""",
    "mixed-peers": """
What it does: finds a `peers` section with `bind` lines and a local peer that has an address of its own.
Why: HAProxy would not know where to listen.
In: a file with timeouts.
Bad:
    peers shops
        bind 192.0.2.1:1024
        peer ctl1
        peer ctl2 192.0.2.2:1024
Good:
    global
        localpeer ctl1
    peers shops
        bind 192.0.2.1:1024
        server ctl1
        server ctl2 192.0.2.2:1024
Says: mixing "peer" and "bind" line is forbidden
Reference: 11.2 "Peers".
""",
    "ignored-for-peers": """
What it does: finds parameters of a peer that HAProxy ignores.
Why: peers are connected to, not balanced: `check`, `resolvers` and the like mean nothing there.
Version: 2.6
In: a file with timeouts.
Bad:
    global
        localpeer ctl1
    peers shops
        peer ctl1 192.0.2.1:1024
        server ctl2 192.0.2.2:1024 check
Good:
    global
        localpeer ctl1
    peers shops
        peer ctl1 192.0.2.1:1024
        server ctl2 192.0.2.2:1024
Says: are ignored for peers
Reference: 11.2 "Peers".
""",
    "wrong-mode": """
What it does: finds a parameter that another `mode` of the proxy needs.
Why: it means nothing in this one.
In: a backend.
Bad:
        server one 192.0.2.11:8000 proto h2
Good:
        mode http
        server one 192.0.2.11:8000 proto h2
Says: MUX protocol 'h2' is not usable for server 'one'
Reference: 5.2 "proto".
""",
    "unresolvable-host": """
What it does: finds a name of a host that never resolves.
Why: `.invalid` is made for that; HAProxy asks when it starts, and refuses.
In: a backend.
Bad:
        server one shop.invalid:8000
Good:
        server one 192.0.2.11:8000
Says: could not resolve address 'shop.invalid'
Reference: 5.2 "init-addr".
""",
}
