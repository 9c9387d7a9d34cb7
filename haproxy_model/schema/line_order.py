"""Which lines of a section keep their order: HAProxy reads a rule after the one above it, but most settings anyhow.

A line keeps its order among those that share a *row* with it, and stands free of all others.  What is not listed here
shares one row with everything else that is not.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from haproxy_model.schema.sections import PROXIES

#: The row of all lines that are listed nowhere.
REST: Final = ""
#: The row of what gives numbers to captures.
CAPTURES: Final = "capture"

#: Rows by the lines that share them: full names, or first words.
_PROXY: Final = {
    "servers": "server server-template default-server",
    "binds": "bind default-bind",
    "checks": "http-check tcp-check",
    "errors": "errorfile errorfiles errorloc errorloc302 errorloc303 http-error",
    "persist": "force-persist ignore-persist force-be-switch",
    "logs": "log-format log-format-sd error-log-format",
    CAPTURES: "capture declare",
}
_OPTIONS: Final = {
    "checks": "httpchk tcp-check smtpchk mysql-check pgsql-check redis-check ldap-check ssl-hello-chk spop-check "
    "external-check",
    "logs": "httplog tcplog httpslog",
    "closing": "httpclose forceclose http-server-close http-keep-alive http-tunnel",
    "keep-alive": "tcpka clitcpka srvtcpka",
    REST: "transparent http_proxy",
}
#: First words whose lines share a row among themselves alone.
_PROXY_ALONE: Final = (
    "mode balance hash-type hash-balance-factor cookie retries retry-on maxconn fullconn backlog default_backend "
    "description http-reuse max-keep-alive-queue log-tag log monitor-uri stick stick-table redirect use_backend "
    "use-server filter stats http-request http-response http-after-response quic-initial"
)
_GLOBAL: Final = {"user": "user uid", "group": "group gid"}
_GLOBAL_ALONE: Final = (
    "chroot daemon pidfile node description hard-stop-after grace spread-checks max-spread-checks maxconn maxconnrate "
    "maxsessrate maxsslconn maxsslrate maxpipes maxcomprate maxcompcpuusage maxzlibmem ulimit-n log log-tag"
)
#: First words each of whose lines has a row of its own by its full name: `timeout client`, `option tcpka`.
_BY_NAME: Final = frozenset(("timeout", "option", "tcp-request", "tcp-response"))


def _rows(shared: Mapping[str, str], alone: str) -> Mapping[str, str]:
    return {word: row for row, words in shared.items() for word in words.split()} | {
        word: word for word in alone.split()
    }


_IN_PROXY: Final = MappingProxyType(
    {
        **_rows(_PROXY, _PROXY_ALONE),
        **{f"option {word}": row for row, words in _OPTIONS.items() for word in words.split()},
    }
)
_IN_GLOBAL: Final = MappingProxyType(_rows(_GLOBAL, _GLOBAL_ALONE))


def row_of_order(section: str, name: str) -> str:
    """The row in which a line keeps its order.

    Args:
        section: the keyword of the section.
        name: the full name of the line's keyword, such as "timeout client".
    """
    first = name.partition(" ")[0].removesuffix("()")
    if section == "global":
        if first.startswith("tune.") and not first.startswith("tune.lua."):
            return name
        return _IN_GLOBAL.get(first, REST)
    if section not in PROXIES:
        return REST
    found = _IN_PROXY.get(name)
    if found is None:
        found = name if first in _BY_NAME else _IN_PROXY.get(first, REST)
    return found


#: Parameters of `server` and `bind` that keep their order among themselves; all others are free of each other.
_TLS: Final = "ssl-min-ver ssl-max-ver " + " ".join(
    f"{word}-{version}" for word in ("force", "no") for version in ("sslv3", "tlsv10", "tlsv11", "tlsv12", "tlsv13")
)
_PARAMETERS: Final = {
    "tls": _TLS,
    "addresses": "addr port agent-addr agent-port",
    "owner": "user uid group gid mode",
    "certificates": "crt crt-list default-crt",
    "state": "disabled enabled init-state rise fall",
    "proxy": "send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn proxy-v2-options no-send-proxy "
    "no-send-proxy-v2 no-send-proxy-v2-ssl no-send-proxy-v2-ssl-cn set-proxy-v2-tlv-fmt check-send-proxy "
    "no-check-send-proxy accept-proxy accept-netscaler-cip",
    "protocols": "proto alpn npn no-alpn check-proto check-alpn ws",
    "ciphers": "ssl no-ssl ciphers ciphersuites check-ssl no-check-ssl",
    "checks": "check no-check track agent-check no-agent-check",
    "source": "source usesrc interface",
    "v6": "v4v6 v6only",
}
_ROWS: Final = MappingProxyType(_rows(_PARAMETERS, ""))


def row_of_parameter(name: str) -> str:
    """The row in which a parameter of a line keeps its order; `no-x` keeps it with `x`."""
    return _ROWS.get(name) or name.removeprefix("no-")
