"""Fixed words of arguments: the enumerations that several signatures share, and words younger than their keyword."""

from typing import Final

from haproxy_model.records import NamedTuple
from haproxy_model.schema.versions import reached

#: Syslog facilities (manual 4.2 "log").
LOG_FACILITIES: Final = (
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "auth2", "ftp", "ntp",
    "audit", "alert", "cron2", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
)  # fmt: skip

#: Syslog levels.
LOG_LEVELS: Final = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")

#: Formats of a log target and of a ring.
LOG_FORMATS: Final = ("local", "rfc3164", "rfc5424", "priority", "short", "timed", "iso", "raw")

#: Versions of SSL and TLS, as `ssl-min-ver` and `ssl-max-ver` name them.
TLS_VERSIONS: Final = ("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")

_TLS_SWITCHES: Final = tuple(
    f"{prefix}-{name}" for prefix in ("no", "force") for name in ("sslv3", "tlsv10", "tlsv11", "tlsv12", "tlsv13")
)

#: Words of `ssl-default-bind-options` and `ssl-default-server-options`, those of any version.
BIND_SSL_OPTIONS: Final = (
    *_TLS_SWITCHES, *TLS_VERSIONS, "ssl-min-ver", "ssl-max-ver", "no-tls-tickets", "tls-tickets", "strict-sni",
    "no-strict-sni", "prefer-client-ciphers",
)  # fmt: skip
SERVER_SSL_OPTIONS: Final = (
    *_TLS_SWITCHES, *TLS_VERSIONS, "ssl-min-ver", "ssl-max-ver", "no-tls-tickets", "renegotiate", "no-renegotiate",
)  # fmt: skip

#: Algorithms that `jwt.decrypt_alg_list` names, and encodings that `jwt.decrypt_enc_list` names.
JWE_ALGORITHMS: Final = (
    "ALL", "RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "A128KW", "A192KW", "A256KW", "dir", "ECDH-ES", "ECDH-ES+A128KW",
    "ECDH-ES+A192KW", "ECDH-ES+A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW", "PBES2-HS256+A128KW",
    "PBES2-HS384+A192KW", "PBES2-HS512+A256KW",
)  # fmt: skip
JWE_ENCODINGS: Final = (
    "ALL", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM",
)  # fmt: skip

#: Items of lists that the manual's signature does not have.
UNTOLD_ITEMS: Final = (
    "quic-init", "tcp-req-conn", "tcp-req-sess", "tcp-req-cont", "tcp-res-cont", "http-req", "http-res",
    "http-after-res",
)  # fmt: skip


class YoungWord(NamedTuple):
    """A word that a signature has and that some versions with the keyword do not know."""

    #: The keyword's name as its row has it; of an action without parentheses, of other lines of rules the first word.
    keyword: str
    #: The words, with blanks between.
    choices: str
    #: First release that takes them; empty for none, whatever the manual says.
    since: str
    #: First release that takes them no longer.
    removed: str = ""


YOUNG: Final[tuple[YoungWord, ...]] = (
    YoungWord("external-check", "preserve-env", "2.9"),
    YoungWord("hash-type", "none", "2.9"),
    YoungWord("load", "acme domains", "3.2"),
    YoungWord("load", "jwt", "3.3"),
    YoungWord("load", "ips generate-dummy keytype bits curves", "3.4"),
    YoungWord("log", "profile", "3.1"),
    YoungWord("mode", "log", "2.9"),
    YoungWord("mode", "spop", "3.1"),
    YoungWord("mode", "haterm", "3.4"),
    YoungWord("option mysql-check", "post-80", "3.4"),
    YoungWord("option tcplog", "clf", "3.1"),
    YoungWord("profiling.tasks", "lock no-lock memory no-memory", "3.4"),
    YoungWord("retry-on", "429", "3.1"),
    YoungWord("retry-on", "421", "3.2"),
    YoungWord("set-dumpable", "on off libs", "3.4"),
    YoungWord("tune.h2.fe.max-concurrent-streams", "rq-load min", "3.4"),
    YoungWord("tune.idle-pool.shared", "full auto", "3.4"),
    YoungWord("tune.listener.multi-queue", "fair", "2.8"),
    # Rules, redirections and stick tables.
    YoungWord("filter trace", "max-fwd", "3.4"),
    YoungWord("redirect", "ignore-empty", "2.5"),
    YoungWord("redirect", "keep-query set-cookie-fmt", "3.1"),
    YoungWord("set-timeout", "client", "2.9"),
    YoungWord("set-timeout", "connect queue tarpit", "3.4"),
    YoungWord("silent-drop", "rst-ttl", "2.7"),
    YoungWord("stick-table", "write-to", "2.9"),
    YoungWord("stick-table", "brates-factor", "3.1"),
    YoungWord("stick-table", "ipv4 recv-only", "3.2"),
    YoungWord("table", "write-to", "2.9"),
    YoungWord("table", "brates-factor", "3.1"),
    YoungWord("table", "ipv4 recv-only", "3.2"),
    YoungWord("wait-for-body", "use-large-buffer", "3.4"),
)

#: (action, type of its argument) -> the first release that takes it, and the type that older ones take alone.
_YOUNG_TYPES: Final = dict.fromkeys((("set-mark", "sample_expr"), ("set-tos", "sample_expr")), ("3.0", "int"))


def type_at(line: str, kind: str, version: str) -> str:
    """The type of an argument in a version, of several that it may have in some."""
    since, before = _YOUNG_TYPES.get((line, kind), ("", ""))
    return before if since and not reached(since, version) else kind


class ForbiddenWord(NamedTuple):
    """An argument that a line takes in earlier versions, however it is written."""

    #: The keyword's name, as its row has it.
    keyword: str
    #: The words in lower case, with blanks between.
    choices: str
    #: First release that refuses them.
    since: str
    #: Why, for messages.
    reason: str


FORBIDDEN: Final[tuple[ForbiddenWord, ...]] = (
    ForbiddenWord("http-send-name-header", "host content-length transfer-encoding connection", "3.3",
        "a server's name cannot replace this header"),
)  # fmt: skip

#: First arguments that no supported version takes any more, and what to write now.
GONE: Final = {
    ("hash-type", "avalanche"): "hash-type map-based <function> avalanche",
    ("mode", "health"): "http-request return status 200",
}

#: Lines that HAProxy drops on the side of a proxy that has no use for them without a look at their arguments.
DROPPED_UNREAD: Final = frozenset(("log-steps", "option forwarded", "option use-small-buffers"))
