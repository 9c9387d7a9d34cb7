"""The actions of the rulesets: manual 4.4, in alphabetical order.

An action is written once with all rulesets where it has the same arguments and lifetime, and again where these differ.
A ruleset of two words is written with a dot (`tcp-request.content`).
"""

from typing import Final

from haproxy_model.schema.rows import Action

#: The rulesets in the order in which a connection meets them, in the notation of `Action.rulesets`.
RULESETS: Final = (
    "quic-initial",
    "tcp-request.connection",
    "tcp-request.session",
    "tcp-request.content",
    "http-request",
    "tcp-response.content",
    "http-response",
    "http-after-response",
)

TCP_REQUEST: Final = "tcp-request.connection tcp-request.session tcp-request.content"
TCP: Final = f"{TCP_REQUEST} tcp-response.content"
CONTENT: Final = "tcp-request.content tcp-response.content"
HTTP: Final = "http-request http-response"
HTTP_ALL: Final = f"{HTTP} http-after-response"
#: The rulesets that are named in one word and read HTTP.
HTTP_RULESETS: Final = tuple(HTTP_ALL.split())

# How `deny`, `tarpit` and `return` describe the response that they send.
_RESPONSE: Final = (
    "[{default-errorfiles|errorfile <file:file>|errorfiles <name:http_errors_ref>|file <file:file>|lf-file <file:file>"
    "|string <s:string>|lf-string <fmt:log_format>}] [hdr <name:header_name> <fmt:log_format>]*"
)

ACTIONS: Final[tuple[Action, ...]] = (
    Action("accept", "quic-initial", "[@cond]", since="3.1"),
    Action("accept", TCP, "[@cond]"),
    Action("add-acl()", HTTP, "<key:log_format> [@cond]", parenthesised="<file:acl_ref>"),
    Action("add-header", HTTP_ALL, "<name:header_name> <fmt:log_format> [@cond]"),
    Action("add-headers-bin", HTTP_ALL, "<expr:sample_expr> [prefix <str:string>] [@cond]", since="3.4"),
    Action("allow", HTTP_ALL, "[@cond]"),
    Action(
        "attach-srv",
        "tcp-request.session",
        "<srv:server_ref> [name <expr:sample_expr>] [@cond]",
        since="2.9",
        experimental="2.9",
    ),
    Action("auth", "http-request", "[realm <realm:string>] [@cond]"),
    Action("cache-store", "http-response", "<name:cache_ref> [@cond]"),
    Action("cache-use", "http-request", "<name:cache_ref> [@cond]"),
    Action(
        "capture",
        "tcp-request.content",
        "<sample:sample_expr> len <length:int> [@cond]",
        sections="defaults frontend listen",
    ),
    Action(
        "capture",
        "http-request",
        "<sample:sample_expr> {len <length:int>|id <id:int>} [@cond]",
        sections="defaults frontend listen",
    ),
    Action("capture", "http-response", "<sample:sample_expr> id <id:int> [@cond]"),
    Action("capture", "http-after-response", "<sample:sample_expr> id <id:int> [@cond]", since="2.6"),
    Action("close", "tcp-response.content", "[@cond]"),
    Action("del-acl()", HTTP, "<key:log_format> [@cond]", parenthesised="<file:acl_ref>"),
    Action("del-acl()", "http-after-response", "<key:log_format> [@cond]", parenthesised="<file:acl_ref>", since="2.8"),
    Action("del-header", HTTP_ALL, "<name:header_name> [-m {str|beg|end|sub|reg}] [@cond]"),
    Action("del-headers-bin", HTTP_ALL, "<expr:sample_expr> [-m {str|beg|end|sub|reg}] [@cond]", since="3.4"),
    Action("del-map()", HTTP, "<key:log_format> [@cond]", parenthesised="<file:map_ref>"),
    Action("del-map()", "http-after-response", "<key:log_format> [@cond]", parenthesised="<file:map_ref>", since="2.8"),
    Action(
        "deny",
        HTTP,
        f"[status <code:int>] [deny_status <code:int>] [content-type <type:mime_type>] {_RESPONSE} [@cond]",
    ),
    Action("dgram-drop", "quic-initial", "[@cond]", since="3.1"),
    Action("disable-l7-retry", "http-request", "[@cond]"),
    Action("do-log", f"quic-initial {TCP} {HTTP_ALL}", "[profile <profile:log_profile_ref>] [@cond]", since="3.1"),
    Action(
        "do-resolve()",
        "tcp-request.content http-request",
        "<expr:sample_expr> [@cond]",
        parenthesised="<var:var>,<resolvers:resolvers_ref>[,{ipv4|ipv6}]",
    ),
    Action("early-hint", "http-request", "<name:header_name> <fmt:log_format> [@cond]"),
    Action("expect-netscaler-cip", "tcp-request.connection", "layer4 [@cond]"),
    Action("expect-proxy", "tcp-request.connection", "layer4 [@cond]"),
    Action("lua.<name>", f"tcp-request.session tcp-request.content {HTTP_ALL}", "[@cond]", manual=""),
    Action(
        "normalize-uri",
        "http-request",
        "{fragment-encode|fragment-strip|path-merge-slashes|path-strip-dot|path-strip-dotdot [full]|"
        "percent-decode-unreserved [strict]|percent-to-uppercase [strict]|query-sort-by-name} [@cond]",
        experimental="2.4",
    ),
    Action("pause", HTTP, "{<timeout:duration>|<expr:sample_expr>} [@cond]", since="3.2"),
    Action(
        "redirect",
        "http-request",
        "{location <to:log_format>|prefix <to:log_format>|scheme <to:log_format>} [code {301|302|303|307|"
        "308}] [drop-query] [append-slash] [ignore-empty] [keep-query] [{set-cookie <c:string>|"
        "set-cookie-fmt <c:log_format>|clear-cookie <c:string>}] [@cond]",
    ),
    Action(
        "redirect",
        "http-response",
        "location <to:log_format> [code {301|302|303|307|308}] [drop-query] [append-slash] "
        "[ignore-empty] [keep-query] [{set-cookie <c:string>|set-cookie-fmt <c:log_format>|clear-cookie "
        "<c:string>}] [@cond]",
    ),
    Action("reject", "quic-initial", "[@cond]", since="3.1"),
    Action("reject", f"{TCP} http-request", "[@cond]"),
    Action("replace-header", HTTP_ALL, "<name:header_name> <match:regex> <fmt:log_format> [@cond]"),
    Action("replace-path", "http-request", "<match:regex> <fmt:log_format> [@cond]"),
    Action("replace-pathq", "http-request", "<match:regex> <fmt:log_format> [@cond]"),
    Action("replace-uri", "http-request", "<match:regex> <fmt:log_format> [@cond]"),
    Action("replace-value", HTTP_ALL, "<name:header_name> <match:regex> <fmt:log_format> [@cond]"),
    Action("return", HTTP, f"[status <code:int>] [content-type <type:mime_type>] {_RESPONSE} [@cond]"),
    Action(
        "sc-add-gpc()",
        f"{TCP} {HTTP_ALL}",
        "{<int:int>|<expr:sample_expr>} [@cond]",
        parenthesised="<idx:int>,<sc:int>",
        since="2.8",
    ),
    Action("sc-inc-gpc()", f"{TCP} {HTTP}", "[@cond]", parenthesised="<idx:int>,<sc:int>", since="2.5"),
    Action("sc-inc-gpc()", "http-after-response", "[@cond]", parenthesised="<idx:int>,<sc:int>", since="2.8"),
    Action("sc-inc-gpc0()", f"{TCP} {HTTP}", "[@cond]", parenthesised="<sc:int>"),
    Action("sc-inc-gpc0()", "http-after-response", "[@cond]", parenthesised="<sc:int>", since="2.8"),
    Action("sc-inc-gpc1()", f"{TCP} {HTTP}", "[@cond]", parenthesised="<sc:int>"),
    Action("sc-inc-gpc1()", "http-after-response", "[@cond]", parenthesised="<sc:int>", since="2.8"),
    Action(
        "sc-set-gpt()",
        f"{TCP} {HTTP}",
        "{<int:int>|<expr:sample_expr>} [@cond]",
        parenthesised="<idx:int>,<sc:int>",
        since="2.5",
    ),
    Action(
        "sc-set-gpt()",
        "http-after-response",
        "{<int:int>|<expr:sample_expr>} [@cond]",
        parenthesised="<idx:int>,<sc:int>",
        since="2.8",
    ),
    Action("sc-set-gpt0()", f"{TCP} {HTTP}", "{<int:int>|<expr:sample_expr>} [@cond]", parenthesised="<sc:int>"),
    Action(
        "sc-set-gpt0()",
        "http-after-response",
        "{<int:int>|<expr:sample_expr>} [@cond]",
        parenthesised="<sc:int>",
        since="2.8",
    ),
    Action("send-retry", "quic-initial", "[@cond]", since="3.1"),
    Action("send-spoe-group", f"{CONTENT} {HTTP}", "<engine:string> <group:string> [@cond]"),
    Action(
        "set-bandwidth-limit",
        f"{CONTENT} {HTTP}",
        "<name:string> [limit {<size:size>|<expr:sample_expr>}] [period {<time:duration>|<expr:sample_expr>}] [@cond]",
        since="2.7",
    ),
    Action("set-bc-mark", "tcp-request.content http-request", "{<value:int>|<expr:sample_expr>} [@cond]", since="3.0"),
    Action("set-bc-tos", "tcp-request.content http-request", "{<value:int>|<expr:sample_expr>} [@cond]", since="3.0"),
    Action("set-dst", f"{TCP_REQUEST} http-request", "<expr:sample_expr> [@cond]"),
    Action("set-dst-port", f"{TCP_REQUEST} http-request", "<expr:sample_expr> [@cond]"),
    Action("set-fc-mark", f"{TCP} {HTTP}", "{<value:int>|<expr:sample_expr>} [@cond]", since="3.0"),
    Action("set-fc-tos", f"{TCP} {HTTP}", "{<value:int>|<expr:sample_expr>} [@cond]", since="3.0"),
    Action("set-header", HTTP_ALL, "<name:header_name> <fmt:log_format> [@cond]"),
    Action("set-headers-bin", HTTP_ALL, "<expr:sample_expr> [prefix <str:string>] [@cond]", since="3.4"),
    Action("set-log-level", CONTENT, "{emerg|alert|crit|err|warning|notice|info|debug|silent} [@cond]", since="2.5"),
    Action("set-log-level", HTTP, "{emerg|alert|crit|err|warning|notice|info|debug|silent} [@cond]"),
    Action(
        "set-log-level",
        "http-after-response",
        "{emerg|alert|crit|err|warning|notice|info|debug|silent} [@cond]",
        since="2.8",
    ),
    Action("set-map()", HTTP, "<key:log_format> <value:log_format> [@cond]", parenthesised="<file:map_ref>"),
    Action(
        "set-map()",
        "http-after-response",
        "<key:log_format> <value:log_format> [@cond]",
        parenthesised="<file:map_ref>",
        since="2.8",
    ),
    Action(
        "set-mark",
        TCP,
        "{<value:int>|<expr:sample_expr>} [@cond]",
        since="2.5",
        deprecated="3.0",
        instead="set-fc-mark",
    ),
    Action("set-mark", HTTP, "{<value:int>|<expr:sample_expr>} [@cond]", deprecated="3.0", instead="set-fc-mark"),
    Action("set-method", "http-request", "<fmt:log_format> [@cond]"),
    Action("set-nice", CONTENT, "<nice:int> [@cond]", since="2.5"),
    Action("set-nice", HTTP, "<nice:int> [@cond]"),
    Action("set-path", "http-request", "<fmt:log_format> [@cond]"),
    Action("set-pathq", "http-request", "<fmt:log_format> [@cond]"),
    Action("set-priority-class", "tcp-request.content http-request", "<expr:sample_expr> [@cond]"),
    Action("set-priority-offset", "tcp-request.content http-request", "<expr:sample_expr> [@cond]"),
    Action("set-query", "http-request", "<fmt:log_format> [@cond]"),
    Action(
        "set-retries",
        "tcp-request.content http-request",
        "{<int:int>|<expr:sample_expr>} [@cond]",
        sections="listen backend",
        since="3.1",
    ),
    Action("set-src", "tcp-request.connection tcp-request.session http-request", "<expr:sample_expr> [@cond]"),
    Action("set-src", "tcp-request.content", "<expr:sample_expr> [@cond]", since="2.5"),
    Action("set-src-port", "tcp-request.connection tcp-request.session http-request", "<expr:sample_expr> [@cond]"),
    Action("set-src-port", "tcp-request.content", "<expr:sample_expr> [@cond]", since="2.5"),
    Action("set-status", "http-response http-after-response", "<status:int> [reason <str:string>] [@cond]"),
    Action(
        "set-timeout",
        "http-request",
        "{client|connect|queue|server|tarpit|tunnel} {<timeout:duration>|<expr:sample_expr>} [@cond]",
    ),
    Action(
        "set-timeout",
        "http-response",
        "{client|connect|queue|server|tarpit|tunnel} {<timeout:duration>|<expr:sample_expr>} [@cond]",
        since="2.9",
    ),
    Action(
        "set-tos", TCP, "{<value:int>|<expr:sample_expr>} [@cond]", since="2.5", deprecated="3.0", instead="set-fc-tos"
    ),
    Action("set-tos", HTTP, "{<value:int>|<expr:sample_expr>} [@cond]", deprecated="3.0", instead="set-fc-tos"),
    Action("set-uri", "http-request", "<fmt:log_format> [@cond]"),
    Action(
        "set-var()",
        "tcp-request.connection",
        "<expr:sample_expr> [@cond]",
        parenthesised="<var:var>[,<cond:var_cond>]*",
        since="2.5",
    ),
    Action(
        "set-var()",
        f"tcp-request.session {CONTENT} {HTTP_ALL}",
        "<expr:sample_expr> [@cond]",
        parenthesised="<var:var>[,<cond:var_cond>]*",
    ),
    Action(
        "set-var-fmt()",
        f"{TCP} {HTTP_ALL}",
        "<fmt:log_format> [@cond]",
        parenthesised="<var:var>[,<cond:var_cond>]*",
        since="2.5",
    ),
    Action("silent-drop", f"{TCP} {HTTP}", "[rst-ttl <ttl:int>] [@cond]"),
    Action("strict-mode", HTTP_ALL, "{on|off} [@cond]"),
    Action(
        "switch-mode",
        "tcp-request.content",
        "http [proto <name:mux_proto>] [@cond]",
        sections="defaults frontend listen",
        mode="tcp",
    ),
    Action(
        "tarpit",
        "http-request",
        f"[status <code:int>] [deny_status <code:int>] [content-type <type:mime_type>] {_RESPONSE} [@cond]",
    ),
    Action("track-sc0", f"{TCP_REQUEST} {HTTP}", "<key:sample_expr> [table <table:table_ref>] [@cond]"),
    Action("track-sc1", f"{TCP_REQUEST} {HTTP}", "<key:sample_expr> [table <table:table_ref>] [@cond]"),
    Action("track-sc2", f"{TCP_REQUEST} {HTTP}", "<key:sample_expr> [table <table:table_ref>] [@cond]"),
    Action("unset-var()", "tcp-request.connection", "[@cond]", parenthesised="<var:var>", since="2.5"),
    Action("unset-var()", f"tcp-request.session {CONTENT} {HTTP_ALL}", "[@cond]", parenthesised="<var:var>"),
    Action("use-service", "tcp-request.content http-request", "<service:service_name> [@cond]"),
    Action("wait-for-body", HTTP, "time <time:duration> [at-least <bytes:size>] [use-large-buffer] [@cond]"),
    Action("wait-for-handshake", "http-request", "[@cond]"),
)
