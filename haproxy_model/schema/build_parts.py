"""Parts of a build that no other table has a feature for: filters, services, actions, addresses, variants of libraries.

Facts of `haproxy -vv` and of the places where HAProxy registers these names.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: (first word, second word) of lines -> the build feature that brings them.
LINES: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("filter", "opentracing"): "OT",
        ("filter", "otel"): "OTEL",
        ("option", "splice-auto"): "LINUX_SPLICE",
        ("option", "splice-request"): "LINUX_SPLICE",
        ("option", "splice-response"): "LINUX_SPLICE",
        ("option", "transparent"): "TPROXY",
    }
)

#: Services of `use-service` -> the build feature that brings them.
SERVICES: Final[Mapping[str, str]] = MappingProxyType({"prometheus-exporter": "PROMEX"})

#: Actions -> the build feature that brings them.
ACTIONS: Final[Mapping[str, str]] = MappingProxyType({"ot-group": "OT", "wait-for-handshake": "OPENSSL"})

#: What an address may begin with -> the build feature that brings it.
ADDRESSES: Final[Mapping[str, str]] = MappingProxyType(dict.fromkeys(("quic+", "quic4@", "quic6@"), "QUIC"))

#: Compression algorithms that need a library, and the features that bring one: any of them does.
ALGORITHMS: Final = frozenset(("deflate", "gzip", "raw-deflate"))
COMPRESSION: Final = ("SLZ", "ZLIB")

#: What begins the names of actions, services, fetches and converters that scripts bring, and the feature for scripts.
SCRIPTED: Final = ("lua.", "LUA")

#: The lines of `global` that load scripts.
LOADERS: Final = ("lua-load", "lua-load-per-thread")

#: Features of `global` keywords that a build without the feature takes all the same.
WITHOUT_EFFECT: Final = frozenset(("EPOLL", "EVPORTS", "KQUEUE", "KTLS", "LINUX_SPLICE"))

#: Features that `haproxy -vv` names and that nothing in a configuration asks for.
UNASKED: Final = frozenset((
    "ACCEPT4", "BACKTRACE", "CLOSEFROM", "CRYPT_H", "DL", "ECH", "GETADDRINFO", "LIBATOMIC", "LIBCRYPT", "LINUX_CAP",
    "LINUX_TPROXY", "MATH", "MEMORY_PROFILING", "NETFILTER", "OBSOLETE_LINKER", "PCRE2_JIT", "PCRE_JIT", "POLL",
    "PRCTL", "PRIVATE_CACHE", "PROCCTL", "PTHREAD_EMULATION", "REGPARM", "RT", "SHM_OPEN", "SSL", "STATIC_PCRE",
    "STATIC_PCRE2", "SYSTEMD", "THREAD_DUMP",
))  # fmt: skip

#: Stand-ins for another library: a build that has everything has none of them.
STAND_INS: Final = frozenset(("OPENSSL_AWSLC", "OPENSSL_WOLFSSL", "QUIC_OPENSSL_COMPAT"))

#: The stand-in for a TLS library with QUIC, and the line of `global` without which it takes no QUIC listener.
LIMITED_QUIC: Final = ("QUIC_OPENSSL_COMPAT", "limited-quic")
#: Words of lines with QUIC addresses -> the first release in which that stand-in matters for them.
QUIC_LINES: Final[Mapping[str, str]] = MappingProxyType({"bind": "2.9", "server": "3.3"})
