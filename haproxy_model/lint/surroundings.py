"""What examples of rules rest on: a rule shows the lines that matter, and says in which surroundings they stand."""

from __future__ import annotations

from typing import Final

_LIMITS: Final = """\
defaults
    timeout connect 5s
    timeout client {0}
    timeout server {0}
"""

_MINUTE: Final = _LIMITS.format("1m")
_HTTP: Final = _MINUTE.replace("\n", "\n    mode http\n", 1) + "    timeout http-request 10s\n"

_HTTP_FRONT: Final = _HTTP + "frontend public\n    bind 192.0.2.10:80\n    default_backend shop\n"

_DATABASES: Final = """\
global
    hard-stop-after 30m
defaults
    mode tcp
    timeout connect 5s
    timeout client 90m
    timeout server 90m
"""

_CHECKED_NODES: Final = """\
global
    hard-stop-after 30m
defaults
    mode tcp
    option httpchk
    timeout connect 5s
    timeout client 90m
    timeout server 90m
    default-server check port 9200 on-marked-down shutdown-sessions
"""

_LISTENER: Final = "listen galera\n    bind 192.0.2.10:3306\n"
_HTTPCHK: Final = "    option httpchk\n"
_NODES: Final = "    default-server check port 9200 on-marked-down shutdown-sessions\n"

#: by name, as it reads after "in": the lines above those of an example, which goes on with the last section of them
SURROUNDINGS: Final[dict[str, str]] = {
    "a file with timeouts": _MINUTE,
    "a file with timeouts of an hour": _LIMITS.format("1h"),
    "a file with timeouts of three hours": _LIMITS.format("3h"),
    "a file that serves HTTP": _HTTP,
    "files of controllers": "# --- every file\n" + _MINUTE,
    "a frontend": _MINUTE + "frontend public\n    bind 192.0.2.10:8000\n",
    "a frontend for HTTP": _HTTP_FRONT,
    "a backend that keeps clients": _HTTP_FRONT
    + "backend shop\n    option redispatch\n    cookie SERVER insert indirect nocache\n",
    "a backend": _MINUTE + "backend shop\n",
    "a listener": _MINUTE + "listen shop\n    bind 192.0.2.10:8000\n",
    "a file of databases": _DATABASES,
    "a file of checked databases": _CHECKED_NODES,
    "a Galera listener": _DATABASES + _LISTENER,
    "a Galera pool": _DATABASES + _LISTENER + _HTTPCHK,
    "a Galera pool of checked nodes": _DATABASES + _LISTENER + _HTTPCHK + _NODES,
}
