"""Which words name files that HAProxy opens while it reads a configuration, and where it looks for them.

Files that it opens later, or writes, are not here: pid files, logs, sockets, statistics.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from haproxy_model.records import NamedTuple


class NamedFile(NamedTuple):
    """A word that names a file or directory."""

    #: What it is, for messages.
    what: str
    #: The keyword of `global` that says in which directory a relative name lies; empty for the working directory.
    base: str = ""
    #: The directory of the machine in which it lies, whatever that keyword says.
    folder: str = ""
    #: Endings of files of which one is enough where the file itself is missing.
    endings: tuple[str, ...] = ()
    #: What begins names that are none of files.
    others: tuple[str, ...] = ()


_BUNDLE = (".rsa", ".ecdsa", ".dsa")
_CERTIFICATE: Final = NamedFile("a certificate", "crt-base", endings=_BUNDLE, others=("@",))
_AUTHORITY: Final = NamedFile("a file of authorities", "ca-base", others=("@",))
#: Where the network namespaces of a machine lie.
NAMESPACES: Final = "/var/run/netns"
_NAMESPACE: Final = NamedFile("a network namespace", folder=NAMESPACES, others=("*",))

#: First words of lines -> which word names a file.
LINES: Final[Mapping[str, tuple[int, NamedFile]]] = MappingProxyType(
    {
        "lua-load": (1, NamedFile("a Lua script")),
        "lua-load-per-thread": (1, NamedFile("a Lua script")),
        "h1-case-adjust-file": (1, NamedFile("a file of header names")),
        "ssl-dh-param-file": (1, NamedFile("a file of DH parameters")),
        "issuers-chain-path": (1, NamedFile("a directory of certificates")),
        "errorfile": (2, NamedFile("an error file")),
    }
)

#: (line, parameter) -> what its value names; `server` stands for all lines with its parameters.
PARAMETERS: Final[Mapping[tuple[str, str], NamedFile]] = MappingProxyType(
    {
        ("bind", "crt"): _CERTIFICATE,
        ("bind", "default-crt"): _CERTIFICATE,
        ("bind", "crt-list"): NamedFile("a list of certificates"),
        ("bind", "ca-file"): _AUTHORITY,
        ("bind", "ca-verify-file"): _AUTHORITY,
        ("bind", "ca-sign-file"): NamedFile("a file of an authority"),
        ("bind", "crl-file"): _AUTHORITY,
        ("bind", "tls-ticket-keys"): NamedFile("a file of TLS ticket keys"),
        ("bind", "namespace"): _NAMESPACE,
        ("server", "namespace"): _NAMESPACE,
        ("server", "crt"): _CERTIFICATE,
        ("server", "ca-file"): _AUTHORITY,
        ("server", "crl-file"): _AUTHORITY,
    }
)

#: Words of the responses that rules give, behind which a file is named.
REPLIES: Final = ("errorfile", "file", "lf-file")
REPLY: Final = NamedFile("the file of a response")

#: What stands before patterns, and what before their file: sets of the runtime API need none.
PATTERNS: Final = NamedFile("a file of patterns", others=("virt@", "opt@"))
#: A prefix that changes nothing.
PLAIN: Final = "file@"
MAP: Final = NamedFile("a map", others=("virt@", "opt@"))
#: The method in the name of a map converter -> what its patterns are, where not any string.
MAP_PATTERNS: Final[Mapping[str, str]] = MappingProxyType({"int": "int", "ip": "ip", "reg": "regex", "regm": "regex"})
