"""The lines of the sections that are neither `global` nor proxies, section by section in the manual's order."""

from functools import partial
from typing import Final

from haproxy_model.schema import signatures
from haproxy_model.schema.rows import Keyword

# 5.3.2. The resolvers section
_resolvers = partial(Keyword, sections="resolvers", manual="5.3.2")

_RESOLVERS: Final = (
    _resolvers("nameserver", "<name:string> <address:address> [<params:server_options>]*", repeatable=True),
    _resolvers("parse-resolv-conf", surplus="2.4"),
    _resolvers("hold", "{nx|obsolete|other|refused|timeout|valid} <period:duration>", repeatable=True, surplus="2.4"),
    _resolvers("accepted_payload_size", "<nb:int>", bounds="12..65535"),
    _resolvers("resolution_pool_size", "<nb:int>", removed="2.4"),
    _resolvers("resolve_retries", "<nb:int>", surplus="2.4"),
    _resolvers("timeout", "{resolve|retry} <time:duration>", repeatable=True, surplus="2.4"),
)

# 6.2.1. Cache section
_cache = partial(Keyword, sections="cache", manual="6.2.1")

_CACHE: Final = (
    _cache("total-max-size", "<megabytes:int>", strict="2.4", bounds="1..4095"),
    _cache("max-age", "<seconds:int>"),
    _cache("max-object-size", "<bytes:int>", strict="2.4", bounds="0.."),
    _cache("process-vary", "{on|off}"),
    _cache("max-secondary-entries", "<n:int>", strict="2.4", bounds="nonzero"),
)

# 8.3.5. Log profiles
_log_profile = partial(Keyword, sections="log-profile", since="3.1", manual="8.3.5")

_LOG_PROFILE: Final = (
    _log_profile("log-tag", "<tag:string>", surplus="2.4"),
    _log_profile("on", "{accept|request|connect|response|close|error|any|quic-init|tcp-req-conn|tcp-req-sess|"
        "tcp-req-cont|tcp-res-cont|http-req|http-res|http-after-res} {drop|[format <fmt:log_format>] "
        "[sd <fmt:log_format>]}", repeatable=True, surplus="2.4"),
)  # fmt: skip

# 10.1.1. FastCGI applications
_fcgi_app = partial(Keyword, sections="fcgi-app", manual="10.1.1")

_FCGI_APP: Final = (
    _fcgi_app("docroot", "<path:dir>"),
    _fcgi_app("index", "<script:string>"),
    _fcgi_app("path-info", "<regex:regex>"),
    _fcgi_app("acl", signatures.ACL, repeatable=True),
    _fcgi_app("set-param", "<name:string> <fmt:log_format> [@cond]", repeatable=True),
    _fcgi_app("pass-header", "<name:header_name> [@cond]", repeatable=True),
    _fcgi_app("option get-values", prefixes="no default"),
    _fcgi_app("option keep-conn", prefixes="no default"),
    _fcgi_app("option mpxs-conns", prefixes="no default"),
    _fcgi_app("option max-reqs", "<n:int>", bounds="nonzero"),
    _fcgi_app("log-stderr", signatures.LOG, repeatable=True, bounds="80..65535"),
)

# 11.2. Peers declaration
_peers = partial(Keyword, sections="peers", manual="11.2")

_PEERS: Final = (
    _peers("bind", signatures.BIND),
    _peers("default-bind", "[<params:bind_options>]*"),
    _peers("default-server", "[<params:server_options>]*"),
    _peers("peer", "<name:peer_name> [<address:server_address>] [<params:server_options>]*", repeatable=True),
    _peers("server", "<name:peer_name> [<address:server_address>] [<params:server_options>]*", repeatable=True),
    _peers("table", f"<name:table_name> {signatures.TABLE} {signatures.TABLE_STORE}", repeatable=True),
    _peers("log", signatures.LOG, repeatable=True, bounds="80..65535"),
    _peers("disabled", surplus="2.4"),
    _peers("enabled", surplus="2.4"),
    _peers("shards", "<n:int>", since="2.7", surplus="2.4", strict="2.7", bounds="nonzero"),
)  # fmt: skip

# 12.1. Traces
_traces = partial(Keyword, sections="traces", since="3.1", manual="12.1")

_TRACES: Final = (_traces("trace", "<source:trace_source> [<args:string>]*", repeatable=True),)

# 12.2. Userlists
_userlist = partial(Keyword, sections="userlist", manual="12.2")

_USERLIST: Final = (
    _userlist("group", "<name:string> [users [<users:list(user_ref)>]]", repeatable=True),
    _userlist("user", "<name:string> [{password [<p:string>]|insecure-password [<p:string>]}] "
        "[groups [<groups:list(group_ref)>]]", repeatable=True),
)  # fmt: skip

# 12.3. Mailers
_mailers = partial(Keyword, sections="mailers", manual="12.3")

_MAILERS: Final = (
    _mailers("mailer", "<name:string> <address:address>", repeatable=True),
    _mailers("timeout mail", "<time:duration>", surplus="2.4"),
)

# 12.4. HTTP-errors
_http_errors = partial(Keyword, sections="http-errors", manual="12.4")

_HTTP_ERRORS: Final = (_http_errors("errorfile", "<code:http_err_code> <file:file>", repeatable=True),)

# 12.5. Rings
_ring = partial(Keyword, sections="ring", manual="12.5")

_RING: Final = (
    _ring("size", "<size:size>", surplus="2.4", strict="3.1", bounds="1.."),
    _ring("backing-file", "<path:file>", since="2.7", surplus="2.4"),
    _ring("server", signatures.SERVER, repeatable=True),
    _ring("timeout connect", "<time:duration>", surplus="2.4"),
    _ring("timeout server", "<time:duration>", surplus="2.4"),
    _ring("format", "{iso|local|raw|rfc3164|rfc5424|short|priority|timed}", surplus="2.4"),
    _ring("maxlen", "<len:int>", surplus="2.4", bounds="nonzero"),
    _ring("description", "<text:string>", surplus="2.4"),
)

# 12.6. Log forwarding
_log_forward = partial(Keyword, sections="log-forward", manual="12.6")

_LOG_FORWARD: Final = (
    _log_forward("bind", signatures.BIND, repeatable=True),
    _log_forward("dgram-bind", signatures.BIND, repeatable=True),
    _log_forward("log", signatures.LOG, repeatable=True, bounds="80..65535"),
    _log_forward("timeout client", "<time:duration>", surplus="2.4"),
    _log_forward("maxconn", "<n:int>"),
    _log_forward("backlog", "<n:int>"),
    _log_forward("option dont-parse-log", since="3.3", prefixes="no default"),
    _log_forward("option assume-rfc6587-ntf", since="3.3", prefixes="no default"),
    _log_forward("option host", "{replace|fill|keep|append}", since="3.2", prefixes="no default", surplus="3.2"),
)

# 12.7. Certificate storage
_crt_store = partial(Keyword, sections="crt-store", since="3.0", manual="12.7")

_CRT_STORE: Final = (
    _crt_store("crt-base", "<dir:dir>", surplus="2.4"),
    _crt_store("key-base", "<dir:dir>", surplus="2.4"),
    _crt_store("load", "crt <file:file> [key <file:file>] [ocsp <file:file>] [issuer <file:file>] [sctl <file:file>] "
        "[ocsp-update {on|off}] [alias <name:string>] [acme <name:acme_ref>] [domains <list:list(string)>] "
        "[ips <list:list(ip)>] [jwt {on|off}] [generate-dummy {on|off}] [keytype {RSA|ECDSA}] [bits <n:int>] "
        "[curves <c:string>]", repeatable=True),
)  # fmt: skip

# 12.8. ACME
_acme = partial(Keyword, sections="acme", since="3.2", experimental="3.2", manual="12.8")

_ACME: Final = (
    _acme("directory", "<url:string>", surplus="2.4"),
    _acme("account-key", "<file:file>", surplus="2.4"),
    _acme("acme-vars", "<string:string>", since="3.3", surplus="2.4"),
    _acme("bits", "<n:int>", surplus="2.4"),
    _acme("challenge", "{http-01|dns-01|dns-persist-01}"),
    _acme("challenge-ready", "<conds:list({cli,dns,delay,none})>"),
    _acme("contact", "<string:email>", surplus="2.4"),
    _acme("curves", "<c:string>", surplus="2.4"),
    _acme("dns-delay", "<time:duration>", since="3.3", surplus="2.4"),
    _acme("dns-timeout", "<time:duration>", since="3.3", surplus="2.4"),
    _acme("eab-key-id", "<file:file>", since="3.3", surplus="2.4"),
    _acme("eab-mac-key", "<file:file>", since="3.3", surplus="2.4"),
    _acme("eab-mac-alg", "{HS256|HS384|HS512}", since="3.3", surplus="2.4"),
    _acme("keytype", "{RSA|ECDSA}"),
    _acme("map", "<map:map_ref>", surplus="2.4"),
    _acme("profile", "<name:string>", since="3.3", surplus="2.4"),
    _acme("provider-name", "<name:string>", since="3.3", surplus="2.4"),
    _acme("reuse-key", "{on|off}", since="3.3", surplus="2.4"),
)

# 12.9. Healthchecks: `http-check` and `tcp-check` rules are rows of keywords_proxy
_healthcheck = partial(Keyword, sections="healthcheck", since="3.4", manual="12.9")

_HEALTHCHECK: Final = (
    _healthcheck("type", f"{{tcp-check|httpchk {signatures.HTTPCHK}|ssl-hello-chk|smtpchk {signatures.SMTPCHK}|"
        f"pgsql-check {signatures.PGSQL_CHECK}|redis-check|mysql-check {signatures.MYSQL_CHECK}|ldap-check|"
        "spop-check}", surplus="2.4"),
)  # fmt: skip

# Programs, gone since 3.3
_program = partial(Keyword, sections="program", deprecated="3.1", removed="3.3")

_PROGRAM: Final = (
    _program("command", "<command:file> [<arg:string>]*"),
    _program("option start-on-reload", prefixes="no"),
    _program("user", "<name:os_user>"),
    _program("group", "<name:os_group>"),
)

# Network namespaces, undocumented
_namespace_list = partial(Keyword, sections="namespace_list")

_NAMESPACE_LIST: Final = (_namespace_list("namespace", "<name:string>", repeatable=True, surplus="2.4"),)

OTHER: Final[tuple[Keyword, ...]] = (
    *_RESOLVERS, *_CACHE, *_LOG_PROFILE, *_FCGI_APP, *_PEERS, *_TRACES, *_USERLIST, *_MAILERS, *_HTTP_ERRORS, *_RING,
    *_LOG_FORWARD, *_CRT_STORE, *_ACME, *_HEALTHCHECK, *_PROGRAM, *_NAMESPACE_LIST,
)  # fmt: skip
