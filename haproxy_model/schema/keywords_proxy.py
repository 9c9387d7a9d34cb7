"""The lines of `defaults`, `frontend`, `listen` and `backend`: manual 4.2, in its alphabetical order.

A line with one of several fixed second words (`balance roundrobin`, `stick on`) has a row for each.
The rulesets (`http-request` ...) are rows here, their actions are in `actions`.
The health-check rules also make up the body of `healthcheck` sections.
"""

from functools import partial
from typing import Final

from haproxy_model.schema import signatures
from haproxy_model.schema.rows import Keyword

#: Allowed in all four proxy sections; in those that serve; about the client's side; about the servers' side.
ANY: Final = "defaults frontend listen backend"
SERVING: Final = "frontend listen backend"
FRONT: Final = "defaults frontend listen"
BACK: Final = "defaults listen backend"

# Lines for any section, for one side, and for one side without `defaults`.
_row = partial(Keyword, manual="4.2")
_any = partial(_row, sections=ANY)
_serving = partial(_row, sections=SERVING)
_front = partial(_row, sections=FRONT, ignored="backend")
_back = partial(_row, sections=BACK, ignored="frontend")
_listening = partial(_row, sections="frontend listen", ignored="backend")
_pool = partial(_row, sections="listen backend", ignored="frontend")

# Lines of HTTP, those of them that drop words too many, lines that add up, switches, and steps of health checks.
_http = partial(_any, mode="http")
_lax = partial(_http, surplus="2.4")
_several = partial(_serving, repeatable=True)
_switch = partial(_any, prefixes="no default")
_check = partial(_row, sections=f"{BACK} healthcheck", repeatable=True, ignored="frontend")

# Rulesets, and the other lines that a `defaults` has only if it is named.
_named = partial(_row, named_defaults_only=True, earlier="defaults<2.5:refused")
_rules = partial(_named, arguments=signatures.RULE, repeatable=True)

# Options of one side that `no` and `default` switch: the other side ignores them in 3.0 and refuses them in 3.2;
# 3.1 was not measured.
_front_flag = partial(_row, sections=FRONT, prefixes="no default", earlier="backend<3.2:ignored")
_back_flag = partial(_row, sections=BACK, prefixes="no default", earlier="frontend<3.2:ignored")

# How `http-check expect` describes a header.
_METHOD: Final = "[-m {str|beg|end|sub|reg}]"
_HEADER: Final = (
    f"{{name {_METHOD} <name:string>|name-lf {_METHOD} <name:log_format>}} "
    f"[{{value {_METHOD} <value:string>|value-lf {_METHOD} <value:log_format>}}]"
)

# What health checks expect, and how they connect.
_EXPECT: Final = (
    "[min-recv <n:int>] [comment <msg:string>] [ok-status {L7OK|L7OKC|L6OK|L4OK}] [error-status "
    "{L7OKC|L7RSP|L7STS|L6RSP|L4CON}] [tout-status {L7TOUT|L6TOUT|L4TOUT}] [on-success <fmt:log_format>] "
    "[on-error <fmt:log_format>] [status-code <expr:sample_expr>] [!]"
)
_HTTP_EXPECT: Final = (
    f"{_EXPECT} {{status <codes:status_list>|rstatus <regex:regex>|hdr {_HEADER}|fhdr {_HEADER}|string <s:string>|"
    "rstring <regex:regex>|string-lf <fmt:log_format>}"
)
_TCP_EXPECT: Final = (
    f"{_EXPECT} {{string <s:string>|rstring <regex:regex>|string-lf <fmt:log_format>|binary <hex:hex>|"
    "rbinary <regex:regex>|binary-lf <hexfmt:log_format>|custom}"
)
_CONNECT: Final = (
    "[default] [port <port:port_or_expr>] [addr <addr:ip>] [send-proxy] [via-socks4] [ssl] [sni <sni:string>] "
    "[alpn <alpn:string>] [linger] [proto <name:{}>] [comment <msg:string>]"
)
_HTTP_CONNECT, _TCP_CONNECT = _CONNECT.format("mux_proto"), _CONNECT.format("tcp_mux_proto")

_BANDWIDTH: Final = (
    "<name:string> {default-limit <size:size> default-period <period:duration>|limit <size:size> "
    "key <key:sample_expr> [table <table:table_ref>]} [min-size <min:size>]"
)
_STICK: Final = "<pattern:sample_expr> [table <table:table_ref>] [@cond]"
_TIME: Final = "<timeout:duration>"
_ERROR_URL: Final = "<code:http_err_code> <url:string>"

_PRESENT: Final = (
    _named("acl", signatures.ACL, ANY, repeatable=True),
    _front("backlog", "<conns:int>"),
    _back("balance first", surplus="2.4"),
    _back("balance hash", "<expr:sample_expr>", since="2.6"),
    _back("balance hdr()", "[use_domain_only <ignored:string>*]", mode="http", parenthesised="<name:header_name>"),
    _back("balance leastconn", surplus="2.4"),
    _back("balance log-hash", "<converters:converter_list>", since="2.9", mode="log", surplus="2.4"),
    _back("balance random", parenthesised="[<draws:int>]", surplus="2.4"),
    _back("balance rdp-cookie", mode="tcp", parenthesised="[<name:cookie_name>]", surplus="2.4"),
    _back("balance roundrobin", surplus="2.4"),
    _back("balance source", surplus="2.4"),
    _back("balance static-rr", surplus="2.4"),
    _back("balance sticky", since="2.9", surplus="2.4"),
    _back("balance uri", "[len <len:int>] [depth <depth:int>] [whole] [path-only]", mode="http", bounds="1.."),
    _back("balance url_param", "<param:string> [check_post <max_wait:string>*]", mode="http"),
    _listening("bind", signatures.BIND, repeatable=True),
    _any("bind-process", "{all|odd|even|<process_set:cpu_range>}+", deprecated="2.5", removed="2.7",
        instead="thread (bind)", bare="2.4"),
    _listening("capture cookie", "<name:cookie_name> len <length:int>", mode="http"),
    _listening("capture request header", "<name:header_name> len <length:int>", mode="http", repeatable=True),
    _listening("capture response header", "<name:header_name> len <length:int>", mode="http", repeatable=True),
    _front("clitcpka-cnt", "<count:int>", surplus="2.4", strict="2.4"),
    _front("clitcpka-idle", _TIME, surplus="2.4"),
    _front("clitcpka-intvl", _TIME, surplus="2.4"),
    _http("compression algo", "{identity|gzip|deflate|raw-deflate}+"),
    _lax("compression algo-req", "{identity|gzip|deflate|raw-deflate}", since="2.8"),
    _http("compression algo-res", "{identity|gzip|deflate|raw-deflate}+", since="2.8"),
    _lax("compression direction", "{request|response|both}", since="2.8", deprecated="3.4",
        instead="filter comp-req / comp-res"),
    _lax("compression minsize-req", "<size:size>", since="3.2", strict="3.2"),
    _lax("compression minsize-res", "<size:size>", since="3.2", strict="3.2"),
    _serving("compression offload", mode="http", ignored="defaults", earlier="defaults<2.6:accepted", surplus="2.4"),
    _http("compression type", "<mime:mime_type>+"),
    _http("compression type-req", "<mime:mime_type>+", since="2.8"),
    _http("compression type-res", "<mime:mime_type>+", since="2.8"),
    _back("cookie", "<name:cookie_name> [{rewrite|insert|prefix}] [indirect] [nocache] [postonly] [preserve] "
        "[httponly] [secure] [domain <domain:string>]* [maxidle <idle:duration_s>] [maxlife <life:duration_s>] "
        "[dynamic] [attr <value:string>]*", mode="http"),
    _row("declare capture", "{request|response} len <length:int>", "frontend listen", repeatable=True),
    _row("default-server", "[<params:server_options>]*", BACK, repeatable=True),
    _front("default_backend", "<backend:backend_ref>"),
    _serving("description", "<text:string>+", manual="3.1"),
    _any("disabled"),
    _pool("dispatch", "<address:address>", deprecated="3.3", removed="3.5", instead="server"),
    _back("dynamic-cookie-key", "<key:string>", mode="http", surplus="2.4"),
    _any("email-alert from", "<addr:email>", surplus="2.4", bare="2.4"),
    _any("email-alert level", "<level:enum_log_level>", surplus="2.4"),
    _any("email-alert mailers", "<mailers:mailers_ref>", deprecated="3.1", surplus="2.4", bare="2.4"),
    _any("email-alert myhostname", "<hostname:string>", surplus="2.4", bare="2.4"),
    _any("email-alert to", "<addr:email>", surplus="2.4", bare="2.4"),
    _any("enabled"),
    _front("error-log-format", "<fmt:log_format>", since="2.5"),
    _http("errorfile", "<code:http_err_code> <file:file>", repeatable=True),
    _http("errorfiles", "<name:http_errors_ref> [<code:http_err_code>]*", repeatable=True),
    _http("errorloc", _ERROR_URL, repeatable=True),
    _http("errorloc302", _ERROR_URL, repeatable=True),
    _http("errorloc303", _ERROR_URL, repeatable=True),
    _back("external-check command", "<command:file>"),
    _back("external-check path", "<path:string>"),
    _several("filter bwlim-in", _BANDWIDTH, since="2.7", manual="9.7"),
    _several("filter bwlim-out", _BANDWIDTH, since="2.7", manual="9.7"),
    _serving("filter cache", "<name:cache_ref>", mode="http", manual="9.4"),
    _serving("filter comp-req", since="3.4", mode="http", manual="9.2"),
    _serving("filter comp-res", since="3.4", mode="http", manual="9.2"),
    _serving("filter compression", deprecated="3.4", instead="filter comp-req / comp-res", mode="http", manual="9.2"),
    _row("filter fcgi-app", "<name:fcgi_app_ref>", "listen backend", mode="http", manual="9.5"),
    _several("filter spoe", "[engine <name:string>] config <file:file>", manual="9.3"),
    _several("filter trace", "[name <name:string>] [quiet] [random-parsing] [random-forwarding] [max-fwd <max:int>] "
        "[hexdump]", manual="9.1"),
    _serving("filter-sequence", "{request|response} <filters:filter_list>", since="3.4", mode="http", surplus="2.4"),
    _row("force-be-switch", "@cond", "frontend listen", since="3.4", repeatable=True),
    _pool("force-persist", "@cond", repeatable=True),
    _back("fullconn", "<conns:int>"),
    _any("grace", "<time:duration>", deprecated="2.4", removed="2.5", instead="hard-stop-after / global grace",
        manual="3.1"),
    _serving("guid", "<guid:string>", since="3.0", surplus="2.4"),
    _back("hash-balance-factor", "<factor:int>", surplus="2.4", bounds="0..0|101.."),
    _row("hash-preserve-affinity", "{always|maxconn|maxqueue}", BACK, since="3.2", surplus="2.4"),
    _back("hash-type", "{map-based|consistent|avalanche} [{sdbm|djb2|wt6|crc32|none} [avalanche <ignored:string>*]]"),
    _rules("http-after-response", sections=ANY, mode="http"),
    _check("http-check comment", "<msg:string>", surplus="2.4"),
    _check("http-check connect", _HTTP_CONNECT),
    _row("http-check disable-on-404", sections=f"{BACK} healthcheck", mode="http", ignored="frontend"),
    _check("http-check expect", _HTTP_EXPECT),
    _check("http-check send", "[meth <method:http_method>] [{uri <uri:string>|uri-lf <fmt:log_format>}] "
        "[ver <version:http_version>] [hdr <name:header_name> <fmt:log_format>]* "
        "[{body <body:string>|body-lf <fmt:log_format>}] [comment <msg:string>]"),
    _row("http-check send-state", sections=f"{BACK} healthcheck", mode="http", ignored="frontend"),
    _check("http-check set-var()", "<expr:sample_expr>", parenthesised=signatures.VARIABLE),
    _check("http-check set-var-fmt()", "<fmt:log_format>", since="2.5", parenthesised=signatures.VARIABLE),
    _check("http-check unset-var()", parenthesised="<var:var>"),
    _http("http-error", f"status <code:int> [content-type <type:mime_type>] {signatures.RESPONSE}", repeatable=True),
    _rules("http-request", sections=ANY, mode="http"),
    _rules("http-response", sections=ANY, mode="http"),
    _back("http-reuse", "{never|safe|aggressive|always}", mode="http"),
    _back("http-send-name-header", "<header:header_name>", mode="http", surplus="2.4"),
    _serving("id", "<value:int>", bounds="1.."),
    _pool("ignore-persist", "@cond", repeatable=True),
    _back("load-server-state-from-file", "{global|local|none}", surplus="2.4"),
    _any("log", signatures.LOG, prefixes="no", repeatable=True, bounds="80..65535", manual="3.1"),
    _front("log-format", "<fmt:log_format>"),
    _front("log-format-sd", "<fmt:log_format>"),
    _front("log-steps", "<steps:list({accept,request,connect,response,close,error,any,all})>", since="3.1",
        surplus="2.4", bare="2.4"),
    _any("log-tag", "<tag:string>", surplus="2.4", manual="3.1"),
    _back("max-keep-alive-queue", "<value:int>", mode="http", surplus="2.4", strict="2.4"),
    _front("max-session-srv-conns", "<nb:int>", surplus="2.4"),
    _front("maxconn", "<conns:int>", manual="3.2"),
    _any("mode", "{tcp|http|log|spop|haterm}"),
    _listening("monitor fail", "@cond", mode="http"),
    _front("monitor-uri", "<uri:string>", mode="http"),
    _switch("option abortonclose", earlier="frontend<3.2:ignored frontend<3.4:refused"),
    _front("option accept-invalid-http-request", deprecated="3.2",
        instead="option accept-unsafe-violations-in-http-request", mode="http", prefixes="no", no_until="3.1"),
    _back("option accept-invalid-http-response", deprecated="3.2",
        instead="option accept-unsafe-violations-in-http-response", mode="http", prefixes="no", no_until="3.1"),
    _row("option accept-unsafe-violations-in-http-request", sections=FRONT, since="3.1", mode="http",
        prefixes="no default"),
    _row("option accept-unsafe-violations-in-http-response", sections=BACK, since="3.1", mode="http",
        prefixes="no default"),
    _back_flag("option allbackups"),
    _back_flag("option checkcache", mode="http"),
    _front_flag("option clitcpka"),
    _front_flag("option contstats"),
    _front_flag("option disable-h2-upgrade", mode="http"),
    _front_flag("option dontlog-normal"),
    _front_flag("option dontlognull"),
    _back("option external-check"),
    _http("option forceclose", deprecated="2.4", removed="2.5", instead="option httpclose", prefixes="no"),
    _back("option forwarded", "[proto] [{host|host-expr <e:sample_expr>}] [{by|by-expr <e:sample_expr>}] "
        "[{by_port|by_port-expr <e:sample_expr>}] [{for|for-expr <e:sample_expr>}] "
        "[{for_port|for_port-expr <e:sample_expr>}]", since="2.8", mode="http", prefixes="no"),
    _http("option forwardfor", "[except <net:ip_mask>] [header <name:header_name>] [if-none]"),
    _front_flag("option h1-case-adjust-bogus-client"),
    _back_flag("option h1-case-adjust-bogus-server"),
    _switch("option http-buffer-request", mode="http"),
    _row("option http-drop-request-trailers", sections=BACK, since="3.2", mode="http", prefixes="no default"),
    _row("option http-drop-response-trailers", sections=FRONT, since="3.2", mode="http", prefixes="no default"),
    _front_flag("option http-ignore-probes", mode="http"),
    _http("option http-keep-alive", prefixes="no"),
    _switch("option http-no-delay", mode="http"),
    _back_flag("option http-pretend-keepalive", mode="http"),
    _http("option http-restrict-req-hdr-names", "{preserve|delete|reject}", since="2.6"),
    _http("option http-server-close", prefixes="no"),
    _lax("option http-tunnel", deprecated="2.4", removed="2.5", prefixes="no default"),
    _http("option http-use-htx", removed="2.5", prefixes="no"),
    _front_flag("option http-use-proxy-header", mode="http"),
    _http("option http_proxy", removed="2.5", instead="http-request set-dst + set-uri", prefixes="no"),
    _back("option httpchk", signatures.HTTPCHK),
    _http("option httpclose", prefixes="no"),
    _front("option httplog", "[clf]", mode="http"),
    _front("option httpslog", since="2.5", mode="http", surplus="2.4"),
    _front_flag("option idle-close-on-response", since="2.6", mode="http"),
    _switch("option independent-streams"),
    _back("option ldap-check"),
    _back_flag("option log-health-checks"),
    _front_flag("option log-separate-errors"),
    _front_flag("option logasap"),
    _back("option mysql-check", signatures.MYSQL_CHECK),
    _switch("option nolinger"),
    _http("option originalto", "[except <net:ip_mask>] [header <name:header_name>]"),
    _back_flag("option persist"),
    _back("option pgsql-check", signatures.PGSQL_CHECK),
    _back_flag("option prefer-last-server", mode="http"),
    _back("option redis-check"),
    _back("option redispatch", "[<interval:int>]", prefixes="no default", default_since="2.4", surplus="2.4"),
    _back("option smtpchk", signatures.SMTPCHK, bare="2.4"),
    _front_flag("option socket-stats"),
    _switch("option splice-auto"),
    _switch("option splice-request"),
    _switch("option splice-response"),
    _back("option spop-check"),
    _back_flag("option srvtcpka"),
    _back("option ssl-hello-chk"),
    _back("option tcp-check"),
    _front_flag("option tcp-smart-accept"),
    _back_flag("option tcp-smart-connect"),
    _any("option tcpka"),
    _front("option tcplog", "[clf]"),
    _back_flag("option transparent", deprecated="3.3", removed="3.5", instead="server with address 0.0.0.0"),
    _back("option use-small-buffers", "[{queue|l7-retries|check}]*", since="3.4", prefixes="no default"),
    _back("persist rdp-cookie", mode="tcp", parenthesised="[<name:cookie_name>]", surplus="2.4"),
    _front("quic-initial", signatures.RULE, since="3.1", mode="http", repeatable=True, named_defaults_only=True),
    _front("rate-limit sessions", "<rate:int>", surplus="2.4", strict="2.4"),
    _several("redirect", "{location <to:string>|prefix <to:string>|scheme <to:string>} " + signatures.REDIRECTION,
        mode="http"),
    _back("retries", "<value:int>"),
    _row("retry-on", "{none|conn-failure|empty-response|junk-response|response-timeout|0rtt-rejected|"
        "all-retryable-errors|401|403|404|408|421|425|429|500|501|502|503|504}+", BACK, mode="http"),
    _row("server", signatures.SERVER, "listen backend", repeatable=True),
    _back("server-state-file-name", "[{use-backend-name|<file:file>}]"),
    _row("server-template", "<prefix:server_name> <range:int_or_range> <address:server_address> "
        "[<params:server_options>]*", "listen backend", repeatable=True),
    _back("source", "<addr:address> [usesrc {client|clientip|hdr_ip(<hdr:header_name>[,<occ:int>])|<addr2:address>}] "
        "[interface <name:string>]"),
    _back("srvtcpka-cnt", "<count:int>", surplus="2.4", strict="2.4"),
    _back("srvtcpka-idle", _TIME, surplus="2.4"),
    _back("srvtcpka-intvl", _TIME, surplus="2.4"),
    _row("ssl-f-use", "[<params:crtlist_options>]*", "frontend listen", since="3.2", repeatable=True,
        ignored="defaults backend"),
    _serving("stats admin", "@cond", mode="http"),
    _lax("stats auth", "<userpass:user_password>", repeatable=True),
    _lax("stats enable"),
    _lax("stats hide-version"),
    _several("stats http-request", "{allow|deny|auth [realm <realm:string>]} [@cond]", mode="http"),
    _lax("stats realm", "<realm:string>"),
    _lax("stats refresh", "<delay:duration_s>"),
    _lax("stats scope", "<name:string>", repeatable=True),
    _lax("stats show-desc", "[<desc:string>]"),
    _lax("stats show-legends"),
    _lax("stats show-modules"),
    _lax("stats show-node", "[<name:string>]"),
    _lax("stats show-version", since="3.4"),
    _lax("stats uri", "<prefix:string>"),
    _pool("stick match", _STICK, repeatable=True),
    _pool("stick on", _STICK, repeatable=True),
    _pool("stick store-request", _STICK, repeatable=True),
    _pool("stick store-response", _STICK, repeatable=True),
    _serving("stick-table", f"{signatures.TABLE} [peers <peers:peers_ref>] {signatures.TABLE_STORE}"),
    _check("tcp-check comment", "<msg:string>", surplus="2.4"),
    _check("tcp-check connect", _TCP_CONNECT),
    _check("tcp-check expect", _TCP_EXPECT),
    _check("tcp-check send", "<data:string> [comment <msg:string>]"),
    _check("tcp-check send-binary", "<hex:hex> [comment <msg:string>]"),
    _check("tcp-check send-binary-lf", "<hexfmt:log_format> [comment <msg:string>]"),
    _check("tcp-check send-lf", "<fmt:log_format> [comment <msg:string>]"),
    _check("tcp-check set-var()", "<expr:sample_expr>", parenthesised=signatures.VARIABLE),
    _check("tcp-check set-var-fmt()", "<fmt:log_format>", since="2.5", parenthesised=signatures.VARIABLE),
    _check("tcp-check unset-var()", parenthesised="<var:var>"),
    _rules("tcp-request connection", sections=FRONT),
    _rules("tcp-request content", sections=ANY),
    _named("tcp-request inspect-delay", _TIME, ANY),
    _rules("tcp-request session", sections=FRONT),
    _rules("tcp-response content", sections=BACK),
    _named("tcp-response inspect-delay", _TIME, BACK),
    _back("timeout check", _TIME),
    _front("timeout client", _TIME),
    _front("timeout client-fin", _TIME),
    _front("timeout client-hs", _TIME, since="2.9"),
    _back("timeout connect", _TIME),
    _http("timeout http-keep-alive", _TIME),
    _http("timeout http-request", _TIME),
    _back("timeout queue", _TIME),
    _back("timeout server", _TIME),
    _back("timeout server-fin", _TIME),
    _http("timeout tarpit", _TIME),
    _back("timeout tunnel", _TIME),
    _back("transparent", deprecated="3.3", removed="3.5", instead="server with address 0.0.0.0"),
    _any("unique-id-format", "<fmt:log_format>"),
    _front("unique-id-header", "<name:header_name>", mode="http", surplus="2.4"),
    _row("use-fcgi-app", "<name:fcgi_app_ref>", "listen backend", mode="http", earlier="defaults<2.8:accepted",
        surplus="2.4"),
    _pool("use-server", "<server:server_ref_or_log_format> @cond", repeatable=True),
    _listening("use_backend", "<backend:backend_ref_or_log_format> [@cond]", repeatable=True),
)  # fmt: skip

# Gone before 2.4: HAProxy still knows these words and says what to write instead.
_gone = partial(Keyword, removed="2.1")
_gone_anywhere = partial(_gone, sections=ANY)

_GONE: Final = (
    _gone("appsession", sections="listen backend", removed="1.6", instead="stick-table / stick on"),
    _gone("block", "@cond", SERVING, instead="http-request deny"),
    _gone("clitimeout", _TIME, FRONT, instead="timeout client"),
    _gone("contimeout", _TIME, BACK, instead="timeout connect"),
    _gone("monitor-net", "<net:ip_mask>", FRONT, removed="2.4",
        instead="http-request return status 200 if { src ... }"),
    _gone("redisp", sections=BACK, instead="option redispatch"),
    _gone("redispatch", sections=BACK, instead="option redispatch"),
    _gone_anywhere("reqadd", instead="http-request add-header"),
    _gone_anywhere("reqdeny", instead="http-request deny"),
    _gone_anywhere("reqtarpit", instead="http-request tarpit"),
    _gone_anywhere("rspadd", instead="http-response add-header"),
    *map(_gone_anywhere, (
        "reqallow", "reqdel", "reqiallow", "reqidel", "reqideny", "reqipass", "reqirep", "reqitarpit", "reqpass",
        "reqrep", "rspdel", "rspdeny", "rspidel", "rspideny", "rspirep", "rsprep",
    )),
    _gone("srvtimeout", _TIME, BACK, instead="timeout server"),
    _gone("timeout clitimeout", _TIME, ANY),
    _gone("timeout contimeout", _TIME, ANY),
    _gone("timeout srvtimeout", _TIME, ANY),
)  # fmt: skip

PROXY: Final[tuple[Keyword, ...]] = (*_PRESENT, *_GONE)
