"""Which class a line is: its keyword alone decides.

The classes are imported when the first line of their kind is read.  A line with fewer words than the family needs, or
with a keyword that has no family, is a plain `Statement`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from haproxy_model.model.line import Statement

# first word (or "section:first word") -> module, class, fewest words
_FAMILIES: dict[str, tuple[str, str, int]] = {
    "server": ("server", "Server", 2),
    "default-server": ("server", "DefaultServer", 1),
    "server-template": ("server", "ServerTemplate", 3),
    "peer": ("server", "Peer", 2),
    "bind": ("bind", "Bind", 2),
    "option": ("proxy_lines", "Option", 2),
    "timeout": ("proxy_lines", "Timeout", 2),
    "mode": ("proxy_lines", "Mode", 1),
    "balance": ("proxy_lines", "Balance", 1),
    "hash-type": ("proxy_lines", "HashType", 1),
    "cookie": ("proxy_lines", "Cookie", 2),
    "log": ("proxy_lines", "Log", 1),
    "errorfile": ("proxy_lines", "ErrorFile", 1),
    "http-error": ("proxy_lines", "HttpError", 1),
    "capture": ("proxy_lines", "Capture", 1),
    "filter": ("proxy_lines", "Filter", 2),
    "stats": ("proxy_lines", "Stats", 2),
    "default_backend": ("proxy_lines", "DefaultBackend", 2),
    "stick-table": ("proxy_lines", "StickTable", 1),
    "acl": ("rules", "Acl", 2),
    "use_backend": ("rules", "UseBackend", 2),
    "use-server": ("rules", "UseServer", 2),
    "redirect": ("rules", "Redirect", 1),
    "stick": ("rules", "StickRule", 1),
    "http-request": ("rules", "HttpRequestRule", 1),
    "http-response": ("rules", "HttpResponseRule", 1),
    "http-after-response": ("rules", "HttpAfterResponseRule", 1),
    "tcp-request": ("rules", "TcpRequestRule", 1),
    "tcp-response": ("rules", "TcpResponseRule", 1),
    "quic-initial": ("rules", "QuicInitialRule", 1),
    "http-check": ("rules", "HttpCheck", 1),
    "tcp-check": ("rules", "TcpCheck", 1),
    "setenv": ("other_lines", "EnvironmentLine", 1),
    "presetenv": ("other_lines", "EnvironmentLine", 1),
    "unsetenv": ("other_lines", "EnvironmentLine", 1),
    "resetenv": ("other_lines", "EnvironmentLine", 1),
    "nameserver": ("other_lines", "Nameserver", 2),
    "mailer": ("other_lines", "Mailer", 2),
    "userlist:user": ("other_lines", "User", 2),
    "userlist:group": ("other_lines", "Group", 2),
    "global:stats": ("proxy_lines", "Stats", 2),
}
#: the keywords of families whose lines may begin with `no` or `default`
_PREFIXED = ("option", "log")
#: second word of `stats` that makes it a line of another family in `global`
_STATS_SOCKET = ("bind", "StatsSocket", 3)


def family(section: str, words: tuple[str, ...]) -> type[Statement]:
    """The class of a line.

    Args:
        section: the keyword of the section it stands in, "" for a free line.
        words: all its words, at least one.
    """
    word = words[0]
    count = len(words)
    if word in ("no", "default") and count > 1:
        word, count = words[1], count - 1
    if words[:2] == ("stats", "socket") and count > 2 and section in ("global", ""):
        return _load(*_STATS_SOCKET[:2])
    if count < len(words) and word not in _PREFIXED:
        return Statement
    row = _FAMILIES.get(f"{section}:{word}") or _FAMILIES.get(word)
    if row is None:
        if word[:1] == ".":
            return _load("other_lines", "Directive")
        return _load("other_lines", "Tune") if word.startswith("tune.") else Statement
    return _load(row[0], row[1]) if count >= row[2] else Statement


@cache
def _load(module: str, name: str) -> type[Statement]:
    loaded: type[Statement] = getattr(import_module(f"haproxy_model.model.{module}"), name)
    return loaded


@cache
def family_named(name: str) -> type[Statement]:
    """The family class of a name, such as "Server".

    Raises:
        AttributeError: there is no such family.
    """
    for module, class_name, _ in (*_FAMILIES.values(), _STATS_SOCKET):
        if class_name == name:
            return _load(module, name)
    if name in ("Directive", "Tune"):
        return _load("other_lines", name)
    raise AttributeError(name)
