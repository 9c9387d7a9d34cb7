"""Profiles: what holds for machines of one kind, under a name.

A rule that a profile leaves out asks for what such machines do not have; one that it weighs anew is what they are for.
"""

from __future__ import annotations

from collections.abc import Mapping

from haproxy_model.records import NamedTuple


class Profile(NamedTuple):
    """What holds for machines of one kind, as a settings file would say it."""

    meaning: str
    settings: Mapping[str, object]


PROFILES: Mapping[str, Profile] = {
    "openstack": Profile(
        "controllers of an OpenStack cloud: keepalived moves the virtual addresses, which HAProxy may bind before it "
        "has them; `balance source` is what the deployment tools write",
        {"ignore": ["HA021"], "facts": {"nonlocal-bind": True}},
    ),
    "galera": Profile(
        "HAProxy in front of a Galera cluster that must have one writer: a window with two writers, and a reader that "
        "is not declared, are more than remarks",
        {"severities": {"GAL031": "warning", "GAL038": "warning", "GAL039": "warning"}},
    ),
    "edge": Profile(
        "HAProxy faces the public and has the machine for itself: wildcard addresses are meant, and a client that "
        "sends its headers forever must not hold a connection",
        {"options": {"ha.edge": True}, "severities": {"TMO002": "error"}},
    ),
    "internal": Profile(
        "the clients are programs of one's own, in a network of one's own: nobody else reaches the addresses, and slow "
        "headers are no attack",
        {"ignore": ["TMO002", "OST010"]},
    ),
}
