"""What a user may tell the rules: limits, ports, and what is accepted on purpose.  Values are words as HAProxy writes
them: durations (`30s`), numbers, ports or names with commas, `yes` or `no`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from haproxy_model.errors import InvalidValue, near_names
from haproxy_model.records import NamedTuple
from haproxy_model.values.duration import Duration, read_duration
from haproxy_model.values.unread import Unread
from haproxy_model.views.roles.pools import HEALTH_PORTS, MYSQL_PORTS


class Option(NamedTuple):
    """One option of the rules."""

    name: str
    #: "duration", "flag", "number", "ports", "word" or "several"
    kind: str
    default: str
    #: the codes of the rules that ask it
    rules: str
    meaning: str


def _written(ports: frozenset[int]) -> str:
    return ",".join(map(str, sorted(ports)))


OPTIONS = (
    Option("galera.first_server", "word", "", "GAL001", "the server that stays active when others become backups"),
    Option("galera.check_elects_writer", "flag", "no", "GAL001, GAL004", "the health check answers on the writer only"),
    Option("galera.mysql_ports", "ports", _written(MYSQL_PORTS), "GAL", "where MySQL is spoken"),
    Option("galera.http_check_ports", "ports", _written(HEALTH_PORTS), "GAL", "where a health page answers over HTTP"),
    Option("galera.assume_clustercheck", "flag", "no", "GAL011", "clustercheck answers on every node"),
    Option("galera.allow_tcp_check", "flag", "no", "GAL012", "a check that is blind to wsrep is accepted"),
    Option("galera.accept_failback_overlap", "flag", "no", "GAL021", "sessions may stay on a backup after fail-back"),
    Option("galera.accept_double_failure", "flag", "no", "GAL022", "two nodes down at once is a lesser worry: info"),
    Option("galera.min_servers", "number", "2", "GAL034", "how many usable servers a cluster has at least"),
    Option("galera.max_startup", "duration", "2s", "GAL031", "how long a bad writer may be used after a start"),
    Option("galera.max_failover", "duration", "30s", "GAL037", "how long a dead writer may go unnoticed"),
    Option("agent.may_drain", "flag", "yes", "GAL032", "agents may answer `drain` or a weight"),
    Option("database.min_idle", "duration", "1h", "GAL036", "how long pooled connections are idle"),
    Option("reload.happens", "flag", "yes", "GAL027, GAL030", "HAProxy is reloaded, not only restarted"),
    Option("reload.hard_stop_after", "duration", "30m", "GAL030", "what the fix sets"),
    Option("reload.long_session", "duration", "10m", "GAL030", "from where on a tcp session is long"),
    Option("check.max_detect", "duration", "1m", "CHK011", "how long a dead server may go unnoticed"),
    Option("check.max_recover", "duration", "5m", "CHK011", "how long a server that is back may go unnoticed"),
    Option("check.min_inter", "duration", "200ms", "CHK013", "the shortest interval of checks"),
    Option("check.max_inter", "duration", "1m", "CHK013", "the longest interval of checks"),
    Option("check.sidecar_ports", "ports", "8008,9199,9200", "CHK018", "where agents answer for another service"),
    Option("check.slow_script", "flag", "no", "CHK014", "checks are slow on purpose"),
    Option("openstack.allow_tcp_check", "flag", "no", "OST003", "APIs may be checked by a connection"),
    Option("openstack.console_timeout", "duration", "1h", "OST004", "how long a console may be idle"),
    Option("openstack.shared_sessions", "flag", "no", "OST005", "any server knows every session"),
    Option("openstack.allow_memcached", "flag", "no", "OST008", "memcached may stand behind HAProxy"),
    Option("openstack.public_vips", "several", "", "OST010", "virtual addresses that anybody reaches, with commas"),
    Option("openstack.upload_timeout", "duration", "10m", "OST011", "how long an upload may pause"),
    Option("ha.vips", "several", "", "HA010, HA011, HA012, HA016, HA022, MUL004", "the virtual addresses, with commas"),
    Option("ha.local_addresses", "several", "", "HA010, HA011, HA015", "the addresses of this machine, with commas"),
    Option("ha.allow_single", "several", "", "HA004", "the proxies that may have a single server"),
    Option("ha.edge", "flag", "no", "HA010", "HAProxy has the machine for itself: wildcard addresses are meant"),
    Option("ha.nofile", "number", "0", "HA018", "how many files the process may open; 0 is unknown"),
    Option("files.root", "word", "", "REF011", "the folder in which the files of the machine lie: `/` on it"),
    Option("timeout.max_http_request", "duration", "1m", "TMO002", "how long a client may take to send its headers"),
    Option("timeout.max_connect", "duration", "30s", "TMO008", "how long a client may wait for all tries together"),
    Option("timeout.websocket", "duration", "10m", "TMO006", "how long a WebSocket may be idle"),
    Option("amqp.min_idle", "duration", "3h", "SVC004", "how long queue connections are idle"),
    Option("kubernetes.min_idle", "duration", "5m", "SVC005", "how long a watch of the Kubernetes API is idle"),
    Option("controllers.inter_jitter", "number", "20", "MUL006", "percent by which check intervals may differ"),
    Option("controllers.own_globals", "several", "", "MUL007", "global keywords that may differ"),
)  # fmt: skip

_ROWS = {option.name: option for option in OPTIONS}
_FLAGS = {"yes": True, "no": False}


class Options:
    """The values of the options: those that are given, else the defaults.

    Args:
        given: values by the names of the options.

    Raises:
        InvalidValue: no such option, or a value that is none for it.
    """

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self._given = {option.name: option.default for option in OPTIONS}
        for name, word in (given or {}).items():
            if name not in _ROWS:
                near = near_names(name, _ROWS, 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise InvalidValue(f"{name!r} is not an option of the rules{hint}")
            if not _READS[_ROWS[name].kind](word):
                raise InvalidValue(f"{name}={word}: {_EXPECTED[_ROWS[name].kind]}")
            self._given[name] = word

    def duration(self, name: str) -> int:
        """A span of time in microseconds."""
        value = read_duration(self._given[name])
        assert isinstance(value, Duration)
        return value.microseconds

    def flag(self, name: str) -> bool:
        """Whether something is so."""
        return _FLAGS[self._given[name]]

    def number(self, name: str) -> int:
        """A whole number."""
        return int(self._given[name])

    def ports(self, name: str) -> frozenset[int]:
        """A set of ports."""
        return frozenset(int(word) for word in self._given[name].split(",") if word)

    def several(self, name: str) -> tuple[str, ...]:
        """Several words."""
        return tuple(word for word in self._given[name].split(",") if word)

    def word(self, name: str) -> str:
        """A word; empty where nothing is said."""
        return self._given[name]


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 10


_READS: dict[str, Callable[[str], bool]] = {
    "duration": lambda word: not isinstance(read_duration(word), Unread),
    "flag": _FLAGS.__contains__,
    "number": _is_number,
    "ports": lambda word: all(_is_number(port) for port in word.split(",") if port),
    "word": lambda word: True,
    "several": lambda word: True,
}
_EXPECTED = {
    "duration": "expected a duration such as 30s",
    "flag": "expected yes or no",
    "number": "expected a whole number",
    "ports": "expected ports with commas, such as 3306,3307",
    "word": "",
    "several": "",
}
