"""The actions of the rulesets: manual 4.4, in alphabetical order.

An action is written once with all rulesets where it has the same arguments and lifetime, and again where these differ.
A ruleset of two words is written with a dot (`tcp-request.content`).
"""

from typing import Final

from haproxy_model.schema import signatures
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

# Rulesets and signatures that several rows share.
_REQUEST: Final = "http-request"
_AFTER: Final = "http-after-response"
_BOTH: Final = "tcp-request.content http-request"
_EXPRESSION: Final = "<expr:sample_expr> [@cond]"
_FORMAT: Final = "<fmt:log_format> [@cond]"
_NUMBER: Final = "{<int:int>|<expr:sample_expr>} [@cond]"
_MARK: Final = "{<value:int>|<expr:sample_expr>} [@cond]"
_ENTRY: Final = "<key:log_format> [@cond]"
_REPLACEMENT: Final = "<match:regex> <fmt:log_format> [@cond]"
_LEVEL: Final = "{emerg|alert|crit|err|warning|notice|info|debug|silent} [@cond]"
_TRACK: Final = "<key:sample_expr> [table <table:table_ref>] [@cond]"
_TIMEOUT: Final = "{client|connect|queue|server|tarpit|tunnel} {<timeout:duration>|<expr:sample_expr>} [@cond]"
_RESPONSE: Final = f"[status <code:int>] [content-type <type:mime_type>] {signatures.RESPONSE} [@cond]"
_DENIAL: Final = (
    f"[status <code:int>] [deny_status <code:int>] [content-type <type:mime_type>] {signatures.RESPONSE} [@cond]"
)

ACTIONS: Final[tuple[Action, ...]] = (
    Action("accept", "quic-initial", "[@cond]", since="3.1"),
    Action("accept", TCP, "[@cond]"),
    Action("add-acl()", HTTP, _ENTRY, parenthesised="<file:acl_ref>"),
    Action("add-header", HTTP_ALL, "<name:header_name> <fmt:log_format> [@cond]"),
    Action("add-headers-bin", HTTP_ALL, "<expr:sample_expr> [prefix <str:string>] [@cond]", since="3.4"),
    Action("allow", HTTP_ALL, "[@cond]"),
    Action("attach-srv", "tcp-request.session", "<srv:server_ref> [name <expr:sample_expr>] [@cond]", since="2.9",
        experimental="2.9"),
    Action("auth", _REQUEST, "[realm <realm:string>] [@cond]"),
    Action("cache-store", "http-response", "<name:cache_ref> [@cond]"),
    Action("cache-use", _REQUEST, "<name:cache_ref> [@cond]"),
    Action("capture", "tcp-request.content", "<sample:sample_expr> len <length:int> [@cond]",
        sections="defaults frontend listen"),
    Action("capture", _REQUEST, "<sample:sample_expr> {len <length:int>|id <id:int>} [@cond]",
        sections="defaults frontend listen"),
    Action("capture", "http-response", "<sample:sample_expr> id <id:int> [@cond]"),
    Action("capture", _AFTER, "<sample:sample_expr> id <id:int> [@cond]", since="2.6"),
    Action("close", "tcp-response.content", "[@cond]"),
    Action("del-acl()", HTTP, _ENTRY, parenthesised="<file:acl_ref>"),
    Action("del-acl()", _AFTER, _ENTRY, parenthesised="<file:acl_ref>", since="2.8"),
    Action("del-header", HTTP_ALL, "<name:header_name> [-m {str|beg|end|sub|reg}] [@cond]"),
    Action("del-headers-bin", HTTP_ALL, "<expr:sample_expr> [-m {str|beg|end|sub|reg}] [@cond]", since="3.4"),
    Action("del-map()", HTTP, _ENTRY, parenthesised="<file:map_ref>"),
    Action("del-map()", _AFTER, _ENTRY, parenthesised="<file:map_ref>", since="2.8"),
    Action("deny", HTTP, _DENIAL),
    Action("dgram-drop", "quic-initial", "[@cond]", since="3.1"),
    Action("disable-l7-retry", _REQUEST, "[@cond]"),
    Action("do-log", f"quic-initial {TCP} {HTTP_ALL}", "[profile <profile:log_profile_ref>] [@cond]", since="3.1"),
    Action("do-resolve()", _BOTH, _EXPRESSION, parenthesised="<var:var>,<resolvers:resolvers_ref>[,{ipv4|ipv6}]"),
    Action("early-hint", _REQUEST, "<name:header_name> <fmt:log_format> [@cond]"),
    Action("expect-netscaler-cip", "tcp-request.connection", "layer4 [@cond]"),
    Action("expect-proxy", "tcp-request.connection", "layer4 [@cond]"),
    Action("lua.<name>", f"tcp-request.session tcp-request.content {HTTP_ALL}", "[@cond]", manual=""),
    Action("normalize-uri", _REQUEST, "{fragment-encode|fragment-strip|path-merge-slashes|path-strip-dot|"
        "path-strip-dotdot [full]|percent-decode-unreserved [strict]|percent-to-uppercase "
        "[strict]|query-sort-by-name} [@cond]", experimental="2.4"),
    Action("pause", HTTP, "{<timeout:duration>|<expr:sample_expr>} [@cond]", since="3.2"),
    Action("redirect", _REQUEST, "{location <to:log_format>|prefix <to:log_format>|scheme <to:log_format>} "
        + signatures.REDIRECTION),
    Action("redirect", "http-response", f"location <to:log_format> {signatures.REDIRECTION}"),
    Action("reject", "quic-initial", "[@cond]", since="3.1"),
    Action("reject", f"{TCP} http-request", "[@cond]"),
    Action("replace-header", HTTP_ALL, "<name:header_name> <match:regex> <fmt:log_format> [@cond]"),
    Action("replace-path", _REQUEST, _REPLACEMENT),
    Action("replace-pathq", _REQUEST, _REPLACEMENT),
    Action("replace-uri", _REQUEST, _REPLACEMENT),
    Action("replace-value", HTTP_ALL, "<name:header_name> <match:regex> <fmt:log_format> [@cond]"),
    Action("return", HTTP, _RESPONSE),
    Action("sc-add-gpc()", f"{TCP} {HTTP_ALL}", _NUMBER, parenthesised="<idx:int>,<sc:int>", since="2.8"),
    Action("sc-inc-gpc()", f"{TCP} {HTTP}", "[@cond]", parenthesised="<idx:int>,<sc:int>", since="2.5"),
    Action("sc-inc-gpc()", _AFTER, "[@cond]", parenthesised="<idx:int>,<sc:int>", since="2.8"),
    Action("sc-inc-gpc0()", f"{TCP} {HTTP}", "[@cond]", parenthesised="<sc:int>"),
    Action("sc-inc-gpc0()", _AFTER, "[@cond]", parenthesised="<sc:int>", since="2.8"),
    Action("sc-inc-gpc1()", f"{TCP} {HTTP}", "[@cond]", parenthesised="<sc:int>"),
    Action("sc-inc-gpc1()", _AFTER, "[@cond]", parenthesised="<sc:int>", since="2.8"),
    Action("sc-set-gpt()", f"{TCP} {HTTP}", _NUMBER, parenthesised="<idx:int>,<sc:int>", since="2.5"),
    Action("sc-set-gpt()", _AFTER, _NUMBER, parenthesised="<idx:int>,<sc:int>", since="2.8"),
    Action("sc-set-gpt0()", f"{TCP} {HTTP}", _NUMBER, parenthesised="<sc:int>"),
    Action("sc-set-gpt0()", _AFTER, _NUMBER, parenthesised="<sc:int>", since="2.8"),
    Action("send-retry", "quic-initial", "[@cond]", since="3.1"),
    Action("send-spoe-group", f"{CONTENT} {HTTP}", "<engine:string> <group:string> [@cond]"),
    Action("set-bandwidth-limit", f"{CONTENT} {HTTP}", "<name:string> [limit {<size:size>|<expr:sample_expr>}] "
        "[period {<time:duration>|<expr:sample_expr>}] [@cond]", since="2.7"),
    Action("set-bc-mark", _BOTH, _MARK, since="3.0"),
    Action("set-bc-tos", _BOTH, _MARK, since="3.0"),
    Action("set-dst", f"{TCP_REQUEST} http-request", _EXPRESSION),
    Action("set-dst-port", f"{TCP_REQUEST} http-request", _EXPRESSION),
    Action("set-fc-mark", f"{TCP} {HTTP}", _MARK, since="3.0"),
    Action("set-fc-tos", f"{TCP} {HTTP}", _MARK, since="3.0"),
    Action("set-header", HTTP_ALL, "<name:header_name> <fmt:log_format> [@cond]"),
    Action("set-headers-bin", HTTP_ALL, "<expr:sample_expr> [prefix <str:string>] [@cond]", since="3.4"),
    Action("set-log-level", CONTENT, _LEVEL, since="2.5"),
    Action("set-log-level", HTTP, _LEVEL),
    Action("set-log-level", _AFTER, _LEVEL, since="2.8"),
    Action("set-map()", HTTP, "<key:log_format> <value:log_format> [@cond]", parenthesised="<file:map_ref>"),
    Action("set-map()", _AFTER, "<key:log_format> <value:log_format> [@cond]", parenthesised="<file:map_ref>",
        since="2.8"),
    Action("set-mark", TCP, _MARK, since="2.5", deprecated="3.0", instead="set-fc-mark"),
    Action("set-mark", HTTP, _MARK, deprecated="3.0", instead="set-fc-mark"),
    Action("set-method", _REQUEST, _FORMAT),
    Action("set-nice", CONTENT, "<nice:int> [@cond]", since="2.5"),
    Action("set-nice", HTTP, "<nice:int> [@cond]"),
    Action("set-path", _REQUEST, _FORMAT),
    Action("set-pathq", _REQUEST, _FORMAT),
    Action("set-priority-class", _BOTH, _EXPRESSION),
    Action("set-priority-offset", _BOTH, _EXPRESSION),
    Action("set-query", _REQUEST, _FORMAT),
    Action("set-retries", _BOTH, _NUMBER, sections="listen backend", since="3.1"),
    Action("set-src", "tcp-request.connection tcp-request.session http-request", _EXPRESSION),
    Action("set-src", "tcp-request.content", _EXPRESSION, since="2.5"),
    Action("set-src-port", "tcp-request.connection tcp-request.session http-request", _EXPRESSION),
    Action("set-src-port", "tcp-request.content", _EXPRESSION, since="2.5"),
    Action("set-status", "http-response http-after-response", "<status:int> [reason <str:string>] [@cond]"),
    Action("set-timeout", _REQUEST, _TIMEOUT),
    Action("set-timeout", "http-response", _TIMEOUT, since="2.9"),
    Action("set-tos", TCP, _MARK, since="2.5", deprecated="3.0", instead="set-fc-tos"),
    Action("set-tos", HTTP, _MARK, deprecated="3.0", instead="set-fc-tos"),
    Action("set-uri", _REQUEST, _FORMAT),
    Action("set-var()", "tcp-request.connection", _EXPRESSION, parenthesised=signatures.VARIABLE, since="2.5"),
    Action("set-var()", f"tcp-request.session {CONTENT} {HTTP_ALL}", _EXPRESSION, parenthesised=signatures.VARIABLE),
    Action("set-var-fmt()", f"{TCP} {HTTP_ALL}", _FORMAT, parenthesised=signatures.VARIABLE, since="2.5"),
    Action("silent-drop", f"{TCP} {HTTP}", "[rst-ttl <ttl:int>] [@cond]"),
    Action("strict-mode", HTTP_ALL, "{on|off} [@cond]"),
    Action("switch-mode", "tcp-request.content", "http [proto <name:mux_proto>] [@cond]",
        sections="defaults frontend listen", mode="tcp"),
    Action("tarpit", _REQUEST, _DENIAL),
    Action("track-sc0", f"{TCP_REQUEST} {HTTP}", _TRACK),
    Action("track-sc1", f"{TCP_REQUEST} {HTTP}", _TRACK),
    Action("track-sc2", f"{TCP_REQUEST} {HTTP}", _TRACK),
    Action("unset-var()", "tcp-request.connection", "[@cond]", parenthesised="<var:var>", since="2.5"),
    Action("unset-var()", f"tcp-request.session {CONTENT} {HTTP_ALL}", "[@cond]", parenthesised="<var:var>"),
    Action("use-service", _BOTH, "<service:service_name> [@cond]"),
    Action("wait-for-body", HTTP, "time <time:duration> [at-least <bytes:size>] [use-large-buffer] [@cond]"),
    Action("wait-for-handshake", _REQUEST, "[@cond]"),
)  # fmt: skip
