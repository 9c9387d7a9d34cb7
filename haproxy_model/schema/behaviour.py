"""What releases made of words that stayed right: another default, another meaning (catalogue VER004).

Where a configuration feels one, and what keeps the old way, is worked out by `upgrading.changes`.
"""

from typing import Final, Literal

from haproxy_model.records import NamedTuple
from haproxy_model.schema.quirks import NAMED_LOG_ITEMS, NEVER_REDISPATCHED_LEAVES_FULL


class Behaviour(NamedTuple):
    """One change of behaviour."""

    #: Whether words mean something else, or something else holds where nothing is said.
    kind: Literal["meaning", "default"]
    #: The first release of which it holds.
    since: str


ALPN_OFFERED: Final = Behaviour("default", "2.8")
LUA_LEAVES_STDERR: Final = Behaviour("default", "2.9")
LOG_ITEMS_NAMED: Final = Behaviour("meaning", NAMED_LOG_ITEMS.since)
FULL_QUEUES_KEPT: Final = Behaviour("meaning", NEVER_REDISPATCHED_LEAVES_FULL.until)
#: The rows say it by themselves, each in its column `strict`.
UNITS_OF_SIZES: Final = Behaviour("meaning", "3.1")
LOG_HOSTS_FILLED: Final = Behaviour("default", "3.2")
BALANCE_RANDOM: Final = Behaviour("default", "3.3")
ABORTS_FOLLOWED: Final = Behaviour("default", "3.3")
SNI_SENT: Final = Behaviour("default", "3.3")
IPV6_WHERE_ROUTED: Final = Behaviour("default", "3.3")
THREADS_BY_POLICY: Final = Behaviour("default", "3.3")
