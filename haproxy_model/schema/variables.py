"""Environment variables: those that HAProxy sets itself, and how its versions read words that come to nothing.

Manual 2.3 and 2.4; measured with `haproxy -c`.  Any other name, also one that begins with `HAPROXY_`, is the user's.
"""

from typing import Final

from haproxy_model.records import NamedTuple


class OwnVariable(NamedTuple):
    """A variable that HAProxy sets before it reads the first line."""

    name: str
    #: First release that does.
    since: str = "2.4"
    #: Whether its value is the branch, such as "3.2"; the other values nobody knows without the process.
    is_branch: bool = False


OWN_VARIABLES: Final[tuple[OwnVariable, ...]] = (
    OwnVariable("HAPROXY_LOCALPEER"),
    OwnVariable("HAPROXY_STARTUP_VERSION", "2.6"),
    OwnVariable("HAPROXY_BRANCH", "2.8", is_branch=True),
    OwnVariable("HAPROXY_HTTP_LOG_FMT", "2.8"),
    OwnVariable("HAPROXY_HTTPS_LOG_FMT", "2.8"),
    OwnVariable("HAPROXY_TCP_LOG_FMT", "2.8"),
    OwnVariable("HAPROXY_CFGFILES", "3.2"),
    OwnVariable("HAPROXY_HTTP_CLF_LOG_FMT", "3.2"),
    OwnVariable("HAPROXY_TCP_CLF_LOG_FMT", "3.2"),
    OwnVariable("HAPROXY_KEYLOG_FC_LOG_FMT", "3.4"),
    OwnVariable("HAPROXY_KEYLOG_BC_LOG_FMT", "3.4"),
)

#: Fixed words at which HAProxy does not look: first words of the line, the place, and the word.
UNREAD_WORDS: Final = ((("capture", "cookie"), 3, "len"),)

#: Types of arguments whose words HAProxy looks through for variables by itself, in quotes or not.
ADDRESS_TYPES: Final = frozenset(("address", "address:port", "server_address", "bind_address_list", "log_target"))
#: The same by the names of arguments and parameters, where their types do not tell.
ADDRESS_NAMES: Final = frozenset(("addr", "source", "usesrc"))

#: Fixed words that may stand in such a place: HAProxy looks for them before it looks for variables.
FIXED_WORDS: Final = frozenset(("global", "stdout", "stderr"))

#: How words begin that stand in such a place and are not addresses.
NO_ADDRESSES: Final = ("ring@", "backend@")

#: Without one of these a line is read as it is written.
DIFFERING: Final = ("$", '""', "''", "\\x00")
