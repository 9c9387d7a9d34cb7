"""What a `trace` line names: sources, commands, levels (manual 12.1; management guide 9.3, "trace")."""

from typing import Final

#: source -> first release that has it; `0` stops all traces, `all` is every source.
SOURCES: Final = {
    **dict.fromkeys(("0", "all", "applet", "check", "fcgi", "h1", "h2", "h3", "peers", "pt", "qmux", "quic"), "3.1"),
    **dict.fromkeys(("session", "spop", "stream"), "3.1"),
    "ssl": "3.2",
    "acme": "3.3",
    "haterm": "3.4",
    "qcm": "3.4",
}

#: Commands, each with one word behind it; without one HAProxy lists what may stand there and reads no further.
COMMANDS: Final = ("event", "follow", "level", "lock", "pause", "sink", "start", "stop", "verbosity")

#: The commands that `all` takes.
COMMANDS_OF_ALL: Final = ("follow", "level", "sink")

#: Levels, each with those before it.
LEVELS: Final = ("error", "user", "proto", "state", "data", "developer")
