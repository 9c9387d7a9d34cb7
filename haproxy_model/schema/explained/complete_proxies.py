"""What is known of the kinds of messages about whole proxies, processes, and the files on the machine."""

from __future__ import annotations

from typing import Final

#: name of a kind of message -> what is known of it
COMPLETE_PROXIES: Final[dict[str, str]] = {
    "http-check-rules-ignored": """
What it does: finds steps of health checks without the option that runs them.
Why: the servers are checked by a connection alone, or not at all.
In: a backend.
Bad:
        tcp-check connect
        tcp-check expect string PONG
        server one 192.0.2.11:8000 check
Good:
        option tcp-check
        tcp-check connect
        tcp-check expect string PONG
        server one 192.0.2.11:8000 check
Says: uses tcp-check rules without 'option tcp-check', so the rules are ignored
Reference: 4.2 "option tcp-check".
""",
    "log-global-without-target": """
What it does: finds a proxy that has settings for logs and sends them nowhere.
Why: nothing is logged.
In: a file with timeouts.
Bad:
    frontend public
        bind 192.0.2.10:8000
        log global
        option tcplog
Good:
    frontend public
        bind 192.0.2.10:8000
        log 192.0.2.50 local0
        option tcplog
Says: ignored for frontend 'public' since it has no log address
Reference: 4.2 "log".
""",
    "httplog-in-tcp-mode": """
What it does: finds `option httplog` in a proxy that does not speak HTTP.
Why: HAProxy logs as `option tcplog` says.
In: a frontend.
Bad:
        log 192.0.2.50 local0
        option httplog
Good:
        log 192.0.2.50 local0
        option tcplog
Says: 'option httplog' not usable with
Reference: 4.2 "option httplog".
""",
    "http-rule-in-tcp-proxy": """
What it does: finds rules of HTTP in a proxy that does not speak HTTP.
Why: they never run: a `deny` among them denies nothing.
In: a frontend.
Bad:
        http-request deny if { path_beg /admin }
Good:
        mode http
        http-request deny if { path_beg /admin }
Says: http-request
Reference: 4.2 "http-request".
""",
    "missing-timeouts": """
What it does: finds a proxy without `timeout client`, or without `timeout connect` and `timeout server`.
Why: connections of clients and servers that went away stay for ever.
Bad:
    frontend public
        bind 192.0.2.10:8000
Good:
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: missing timeouts for frontend 'public'
Reference: 4.2 "timeout client".
""",
    "listener-without-bind": """
What it does: finds a frontend or listener without a `bind` line.
Why: nothing reaches it.
In: a file with timeouts.
Bad:
    frontend public
        maxconn 100
Good:
    frontend public
        bind 192.0.2.10:8000
        maxconn 100
Says: has no 'bind' directive
Reference: 4.2 "bind".
""",
    "servers-never-used": """
What it does: finds servers in a `listen` section whose `default_backend` sends everything elsewhere.
Why: no connection comes to them.
In: a listener.
Bad:
        default_backend images
        server one 192.0.2.11:8000
    backend images
        server one 192.0.2.12:8000
Good:
        server one 192.0.2.11:8000
Says: the 'default_backend' rule always has precedence over the servers, which will never be used
Reference: 4.2 "default_backend".
""",
    "external-check-ignored": """
What it does: finds settings of `external-check` without `option external-check`.
Why: no program runs.
In: a backend.
Bad:
        external-check command /bin/true
Good:
        option tcp-check
Says: will be ignored for backend 'shop' (requires 'option external-check')
Reference: 4.2 "option external-check".
""",
    "incomplete-email-alert": """
What it does: finds settings of `email-alert` of which some are missing.
Why: no mail is sent: it needs mailers, from and to.
In: a backend.
Bad:
        email-alert from haproxy@shop.example
        server one 192.0.2.11:8000 check
Good:
        server one 192.0.2.11:8000 check
Says: 'email-alert' will be ignored for backend 'shop'
Reference: 12.3 "Mailers".
""",
    "unused-mailers": """
What it does: finds a `mailers` section that no proxy uses.
Why: no mail is sent.
In: a file with timeouts.
Bad:
    mailers post
        mailer one 192.0.2.25:25
    frontend public
        bind 192.0.2.10:8000
Good:
    frontend public
        bind 192.0.2.10:8000
Says: Removing incomplete section 'mailers post'
Reference: 12.3 "Mailers".
""",
    "resolvers-without-nameserver": """
What it does: finds a `resolvers` section without a `nameserver`.
Why: it asks nobody.
In: a file with timeouts.
Bad:
    resolvers net
        hold valid 10s
Good:
    resolvers net
        nameserver one 192.0.2.53:53
        hold valid 10s
Says: nameserver
Reference: 5.3.2 "The resolvers section".
""",
    "peers-without-local-peer": """
What it does: finds a `peers` section in which no peer is this machine.
Why: HAProxy drops it: tables are not shared. The local peer is called like the host, or as `localpeer` in `global`
says.
In: a file with timeouts.
Bad:
    global
        localpeer ctl3
    peers shops
        peer ctl1 192.0.2.1:1024
        peer ctl2 192.0.2.2:1024
Good:
    global
        localpeer ctl1
    peers shops
        peer ctl1 192.0.2.1:1024
        peer ctl2 192.0.2.2:1024
Says: no peer named
Reference: 11.2 "Peers".
""",
    "http-balance-in-tcp-mode": """
What it does: finds `balance` by something of HTTP in a proxy that does not speak HTTP.
Why: HAProxy takes `roundrobin` in its place.
In: a backend.
Bad:
        balance uri
        server one 192.0.2.11:8000
Good:
        balance source
        server one 192.0.2.11:8000
Says: Layer 7 hash not possible for backend 'shop' (needs 'mode http'). Falling back to round robin.
Reference: 4.2 "balance".
""",
    "defaults-used-both-ways": """
What it does: finds a `defaults` section that some proxies name with `from`, and others have because they stand below
it.
Why: a section put between changes the others alone.
Bad:
    defaults fast
        timeout connect 1s
        timeout client 10s
        timeout server 10s
    backend shop from fast
        server one 192.0.2.11:8000
    listen images
        bind 192.0.2.10:8000
        server one 192.0.2.11:8001
Good:
    defaults fast
        timeout connect 1s
        timeout client 10s
        timeout server 10s
    backend shop from fast
        server one 192.0.2.11:8000
    listen images from fast
        bind 192.0.2.10:8000
        server one 192.0.2.11:8001
Says: is explicitly referenced by another proxy and implicitly used here
Reference: 4 "Proxies".
""",
    "uninheritable-rules": """
What it does: finds a proxy that cannot inherit the rules of its `defaults` section.
Why: a section with rules of sessions or connections is for frontends alone, and one with rules serves frontends or
backends, not both, nor `listen` sections beside them.
Bad:
    defaults web
        mode tcp
        timeout connect 5s
        timeout client 1m
        timeout server 1m
        tcp-request connection reject if { src 192.0.2.66 }
    frontend public from web
        bind 192.0.2.10:8000
        default_backend shop
    backend shop from web
Good:
    defaults web
        mode tcp
        timeout connect 5s
        timeout client 1m
        timeout server 1m
    frontend public from web
        bind 192.0.2.10:8000
        tcp-request connection reject if { src 192.0.2.66 }
        default_backend shop
    backend shop from web
Says: frontends and backends cannot inherit from the same defaults section if it defines TCP/HTTP rules
Reference: 4 "Proxies".
""",
    "cache-without-size": """
What it does: finds a `cache` section without `total-max-size`.
Why: HAProxy makes no cache of no size.
In: a file with timeouts.
Bad:
    cache images
        max-age 60
Good:
    cache images
        total-max-size 64
        max-age 60
Says: Size not specified for cache 'images'
Reference: 6.2.1 "Cache section".
""",
    "incomplete-external-check": """
What it does: finds `option external-check` without a command, or without leave to run one.
Why: it needs `external-check command` here and `external-check` in `global`.
In: a backend.
Bad:
        option external-check
        server one 192.0.2.11:8000 check
Good:
        option tcp-check
        server one 192.0.2.11:8000 check
Says: unable to find required 'external-check command'
Reference: 4.2 "external-check command".
""",
    "stats-auth-beside-rules": """
What it does: finds `stats auth` beside `stats http-request`.
Why: both say who may see the page; `stats auth` stands for a rule by itself.
In: a file that serves HTTP.
Bad:
    listen status
        bind 192.0.2.10:8000
        stats enable
        stats auth ann:shop
        stats http-request deny unless { src 192.0.2.0/24 }
Good:
    listen status
        bind 192.0.2.10:8000
        stats enable
        stats http-request deny unless { src 192.0.2.0/24 }
Says: can't be used at the same time
Reference: 4.2 "stats http-request".
""",
    "program-without-master": """
What it does: finds a `program` section without a master process.
Why: the master runs the programs: `master-worker` in `global`, or -W or -Ws when HAProxy is started.
Version: 2.6
In: a file with timeouts.
Bad:
    program helper
        command /usr/bin/helper
Good:
    global
        master-worker
    program helper
        command /usr/bin/helper
Says: program
Reference: 3.7 "Programs" (of HAProxy 2.6).
""",
    "unexposed-program": """
What it does: finds a `program` section where nobody allowed deprecated ones.
Why: HAProxy 3.3 will not have them; until then `expose-deprecated-directives` in `global` allows them.
Version: 3.2
Bad:
    global
        master-worker
    program helper
        command /usr/bin/helper
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: The 'program' section is deprecated
Reference: 3.7 "Programs" (of HAProxy 2.6).
""",
    "processes-beside-threads": """
What it does: finds `nbproc` beside `nbthread`.
Why: HAProxy 2.4 takes one or the other; later releases have threads alone.
Version: 2.4
Bad:
    global
        nbproc 2
        nbthread 4
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    global
        nbthread 4
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: nbproc
Reference: 3.1 "nbthread".
""",
    "warnings-refused": """
What it does: tells that `zero-warning` turns the warnings above into a refusal.
Why: it is there to have every warning mended.
Bad:
    global
        zero-warning
    frontend public
        bind 192.0.2.10:8000
Good:
    global
        zero-warning
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: zero-warning
Reference: 3.3 "zero-warning".
""",
    "unused-exposure": """
What it does: finds `expose-experimental-directives` or `expose-deprecated-directives` where no line needs it.
Why: with it, one is soon used by accident.
Version: 3.4
Bad:
    global
        expose-experimental-directives
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Good:
    frontend public
        bind 192.0.2.10:8000
        timeout client 1m
Says: is set in the global section but is no longer used
Reference: 3.1 "expose-experimental-directives".
""",
    "unreadable-file": """
What it does: with `--files`, finds files that the text names and that are not there, or not as they should be.
Why: HAProxy opens certificates, maps, patterns, error files and scripts when it starts.
Files: yes
In: a frontend for HTTP.
Bad:
        errorfile 503 /etc/haproxy/errors/missing.http
    backend shop
Good:
        http-error status 503 content-type text/plain string closed
    backend shop
Says: missing.http
Reference: 4.2 "errorfile".
""",
}
