"""In what releases differ beside their vocabulary: one row for each, asked as `QUIRK.holds(version)`.

What belongs to a word, a row or a type has its columns there; here is the rest, the ways of HAProxy itself.
The sections are those of the language reference that the tests follow, or of the manual.
"""

from typing import Final

from haproxy_model.records import NamedTuple
from haproxy_model.schema.versions import reached


class Quirk(NamedTuple):
    """Something that holds of some releases only."""

    #: What holds, as a sentence about HAProxy.
    meaning: str
    #: First release of which it holds; empty for all from the first.
    since: str = ""
    #: First release of which it no longer holds; empty for none.
    until: str = ""

    def holds(self, version: str) -> bool:
        """Whether it holds of a version, "x.y"."""
        return (not self.since or reached(self.since, version)) and not reached(self.until, version)


# fmt: off
# Words and directives.

VARIABLE_DEFAULTS: Final = Quirk("a variable may have a default value, `${NAME-default}`", since="2.5")
EMPTY_WORDS_TOLD: Final = Quirk("an empty word ends the arguments of its line, and HAProxy warns of it", since="3.2")
EMPTY_WORDS_REFUSED: Final = Quirk(
    'an empty word is refused, and `"${X[*]}"` that comes to nothing is no word at all', since="3.3")
UNSET_VANISHES: Final = Quirk(
    'quotes that end with an unset variable vanish, and the blanks after them: `"$UNSET" weight 1` is `weight 1`',
    since="3.0", until="3.3")
IF_EXPRESSIONS: Final = Quirk(
    "the condition of an `.if` may have operators and parentheses, and all words of the line count; before, one",
    since="2.5")
DIRECTIVES_COUNT_WORDS: Final = Quirk("words too many behind a directive are refused", since="2.6")

# Sections and names.

NAMES_ACROSS_KINDS: Final = Quirk(
    "a proxy is looked for among proxies of all kinds; before, a backend among backends, others among frontends",
    since="3.1")
SHARED_NAMES_TOLD: Final = Quirk(
    "a frontend and a backend of one name, or a proxy named like a `defaults`, draw at least a warning", since="3.1")
SHARED_NAMES_REFUSED: Final = Quirk(
    "a frontend and a backend cannot have one name, nor can a `defaults` and a proxy", since="3.3")
SURPLUS_OF_LISTENERS_REFUSED: Final = Quirk(
    "words too many behind the name of a proxy that would listen are refused, whether or not it has lines", since="3.3")
PROXY_NAME_ERRORS_PASS: Final = Quirk(
    "the error about the name of a proxy, or of the `defaults` behind `from`, is printed and HAProxy goes on",
    since="3.4")
DEFAULTS_NAMED_ONCE: Final = Quirk("a `defaults` that `from` named cannot be defined again", since="3.1")
EQUAL_SERVERS_OVERLOOKED: Final = Quirk(
    "servers of one name are told only where the proxy has no server of another name", since="3.3")
RESOLVERS_OF_SYSTEM: Final = Quirk("resolvers called `default` are made of /etc/resolv.conf", since="2.6")

# Inheritance.

MIXED_DEFAULTS_TOLD: Final = Quirk("a `defaults` that is used both by name and without one is told", since="2.6")
MIXED_DEFAULTS_ARE_ERRORS: Final = Quirk("that is printed as an error, which does no harm", until="3.0")
EVERY_DEFAULTS_IS_CHECKED: Final = Quirk(
    "names are looked for in every `defaults`; before, in those whose rules a proxy inherits", since="3.4")
SWITCHES_BELONG_TO_STEPS: Final = Quirk(
    "`http-check disable-on-404` and `send-state` are inherited, or not, together with the steps beside them",
    since="3.4")

# Processes and the whole.

ONE_PROCESS: Final = Quirk("HAProxy is one process of several threads, and no other can be named", since="2.5")
UNUSED_EXPOSURE_TOLD: Final = Quirk("a permission for experiments that nothing needs is told", since="3.3")

# Arguments.

BARE_DURATIONS_TOLD: Final = Quirk("a small number without a unit is told, where a time is wanted", since="3.1")
KEPT_BUFFERS_ARE_WARNINGS: Final = Quirk(
    "a second `pidfile` or `tune.` line, which sets nothing, draws a warning; before, an error", since="3.1")
HTTPCHK_HOST: Final = Quirk("`option httpchk` takes a host behind the version of HTTP", since="3.1")
HIDDEN_HEADERS_REFUSED: Final = Quirk("headers behind the version of `option httpchk` are refused", since="2.7")
ERROR_LINES_COUNT_WORDS: Final = Quirk("words too many behind an `errorfile` and its like are refused", since="3.1")

# Rules and expressions.

RESPONSE_ORDER_TOLD: Final = Quirk("rules of responses that stand behind later ones are told", since="3.1")
HEADER_NAMES_JUDGED: Final = Quirk("the names of headers that rules set are judged", since="2.8")
NAMED_LOG_ITEMS: Final = Quirk("items of log formats have names and types, `%(NAME:TYPE)`", since="3.0")
ONE_MATCHING_METHOD: Final = Quirk("a second `-m` of an ACL is refused", since="3.3")
DROPPED_METHODS_TOLD: Final = Quirk(
    "an ACL whose `-m` or converters drop the matching method of its name is told", since="3.3")
ADDRESSES_ARE_NUMBERS: Final = Quirk("an address is cast to a boolean or an integer", until="3.0")
BOOLEANS_ARE_BYTES: Final = Quirk("a boolean is cast to bytes", since="2.5")

# Servers and addresses.

WHOLE_PORTS: Final = Quirk("nothing may follow the number of a port", since="2.9")
LOG_FORWARD_ERRORS_PASS: Final = Quirk(
    "the error about the address of a `bind` of a `log-forward` is printed and HAProxy goes on", until="3.0")
DATAGRAMS_WANT_LOG_MODE: Final = Quirk("datagrams go to servers of proxies in `mode log` only", since="3.0")
TRACKERS_HAVE_NO_STATE: Final = Quirk("a server that tracks another cannot have an `init-state`", since="3.4")
QUEUES_ARE_BALANCED_AGAIN: Final = Quirk(
    "under `option redispatch`, clients that wait for a server go to another one when it is marked down", until="3.1")
FIRST_UP_IS_HANDED_OVER: Final = Quirk(
    "who finds every server full is handed the one that came up first while nobody was served", since="3.2")
POOL_QUEUE_IS_NEVER_CLOSED: Final = Quirk(
    "nothing closes the session of a client that waited in the queue of the pool until a server came up",
    since="2.6", until="3.1")
NEVER_REDISPATCHED_LEAVES_FULL: Final = Quirk(
    "`option redispatch 0` sends a connection on when the queue of its server is full", until="3.0")
UNCHECKED_MAY_START_DOWN: Final = Quirk(
    "a server without a check that `init-state` begins with down stays down", since="3.4")
