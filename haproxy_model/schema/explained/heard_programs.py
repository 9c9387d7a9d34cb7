"""What is known of the kinds of messages about a real HAProxy that was asked, too."""

from __future__ import annotations

from typing import Final

#: name of a kind of message -> what is known of it
HEARD_PROGRAMS: Final[dict[str, str]] = {
    "haproxy-refuses": """
What it does: tells what the HAProxy of `--haproxy` refuses and this package accepts.
Why: HAProxy is right: the file does not start there. Please report it, with the line and the version.
Reference: 3 "Global parameters"; management guide, 3 "Starting HAProxy".
""",
    "haproxy-warns": """
What it does: tells what the HAProxy of `--haproxy` warns of and this package does not.
Why: HAProxy starts, and does something else than the line looks like.
Reference: management guide, 3 "Starting HAProxy".
""",
    "missing-on-this-machine": """
What it does: tells what the HAProxy of `--haproxy` misses on this machine: a file, a user, a name that is not resolved.
Why: the text may be right: on the machine that it is for these are there.
Reference: management guide, 3 "Starting HAProxy".
""",
    "haproxy-accepts": """
What it does: tells what this package refuses and the HAProxy of `--haproxy` accepts.
Why: HAProxy is right, where it is of the version that is asked about. Please report it, with the line and the version.
Reference: management guide, 3 "Starting HAProxy".
""",
    "other-haproxy-version": """
What it does: says that the HAProxy of `--haproxy` is of another version than the one that is asked about.
Why: what it refuses may be right in the version that will run the file, and the reverse.
Reference: management guide, 3 "Starting HAProxy".
""",
}
