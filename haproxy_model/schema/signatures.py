"""Signatures, and pieces of them, that several tables share."""

from typing import Final

LOG: Final = (
    "{global|<target:log_target> [len <length:int>] [format <format:enum_log_format>] [sample <sample:log_sample>] "
    "[profile <profile:log_profile_ref>] <facility:enum_log_facility> "
    "[<level:enum_log_level>] [<minlevel:enum_log_level>]}"
)
BIND: Final = "<address:bind_address_list> [<params:bind_options>]*"
SERVER: Final = "<name:server_name> <address:server_address> [<params:server_options>]*"
ACL: Final = "<name:acl_name> <criterion:sample_expr> <value:acl_value>*"
RULE: Final = "<action:action> [<args:action_args>]* [@cond]"

#: What a stick table has first, before its peers, which a table of peers does not name.
TABLE: Final = (
    "type {ip|ipv4|ipv6|integer|string [len <len:int>]|binary [len <len:int>]} size <size:size> "
    "[expire <expire:duration>] [brates-factor <factor:int>] [nopurge] [recv-only]"
)
#: What it has then.
TABLE_STORE: Final = "[srvkey {addr|name}] [write-to <table:table_ref>] [store <types:list(stick_data_type)>]*"

#: The names of a variable and of the conditions on which it is set.
VARIABLE: Final = "<var:var>[,<cond:var_cond>]*"

#: How a response is described that HAProxy sends by itself.
RESPONSE: Final = (
    "[{default-errorfiles|errorfile <file:file>|errorfiles <name:http_errors_ref>|file <file:file>|lf-file <file:file>"
    "|string <s:string>|lf-string <fmt:log_format>}] [hdr <name:header_name> <fmt:log_format>]*"
)

#: What a redirection may have behind its target.
REDIRECTION: Final = (
    "[code {301|302|303|307|308}] [drop-query] [append-slash] [ignore-empty] [keep-query] "
    "[{set-cookie <c:string>|set-cookie-fmt <c:log_format>|clear-cookie <c:string>}] [@cond]"
)

#: Options of health checks and what follows them, in proxies and behind the `type` of a `healthcheck`.
HTTPCHK: Final = "[<method_or_uri:string>] [<uri:string>] [<version:http_version>] [<host:log_format>]"
MYSQL_CHECK: Final = "[user <user:string> [{post-41|pre-41|post-80}]]"
PGSQL_CHECK: Final = "user <user:string>"
SMTPCHK: Final = "[<hello:string> <domain:string>]"
