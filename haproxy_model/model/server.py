"""`server`, `default-server`, `server-template` and `peer` lines (configuration manual, 5.2).

Units, accepted values and versions of each parameter stand in its row of `schema.server`; durations without a unit are
milliseconds.
"""

from __future__ import annotations

from functools import cache

from haproxy_model.model.params import Flag, ParameterValue, Vocabulary, WithParams
from haproxy_model.model.typed import ADDRESS, NAME, TEXT, Argument, Name, Required, integer_kind
from haproxy_model.schema.server import SERVER
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address
from haproxy_model.values.duration import Duration
from haproxy_model.values.expression import Expression
from haproxy_model.values.logformat import LogFormat


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(SERVER)


class ServerParams(WithParams):
    """The parameters that server lines share, in the manual's order."""

    __slots__ = ()
    vocabulary = staticmethod(_vocabulary)

    addr = ParameterValue[Address]()
    agent_addr = ParameterValue[Address]()
    agent_check = Flag()
    agent_inter = ParameterValue[Duration]()
    agent_port = ParameterValue[int]()
    agent_send = ParameterValue[str]()
    allow_0rtt = Flag()
    alpn = ParameterValue[tuple[str, ...]]()
    backup = Flag()
    ca_file = ParameterValue[str]()
    cc = ParameterValue[str]()
    check = Flag()
    check_alpn = ParameterValue[tuple[str, ...]]()
    check_pool_conn_name = ParameterValue[str]()
    check_proto = ParameterValue[str]()
    check_reuse_pool = Flag()
    check_send_proxy = Flag()
    check_sni = ParameterValue[str]()
    check_sni_auto = Flag()
    check_ssl = Flag()
    check_via_socks4 = Flag()
    ciphers = ParameterValue[str]()
    ciphersuites = ParameterValue[str]()
    client_sigalgs = ParameterValue[str]()
    cookie = ParameterValue[str]()
    crl_file = ParameterValue[str]()
    crt = ParameterValue[str]()
    curves = ParameterValue[tuple[str, ...]]()
    disabled = Flag()
    downinter = ParameterValue[Duration]()
    enabled = Flag()
    error_limit = ParameterValue[int]()
    fall = ParameterValue(integer_kind(1))
    fastinter = ParameterValue[Duration]()
    force_sslv3 = Flag()
    force_tlsv10 = Flag()
    force_tlsv11 = Flag()
    force_tlsv12 = Flag()
    force_tlsv13 = Flag()
    guid = ParameterValue[str]()
    hash_key = ParameterValue[str]()
    healthcheck = ParameterValue[str]()
    id = ParameterValue[int]()
    idle_ping = ParameterValue[Duration]()
    init_addr = ParameterValue[tuple[str, ...]]()
    init_state = ParameterValue[str]()
    inter = ParameterValue[Duration]()
    ktls = ParameterValue[str]()
    log_bufsize = ParameterValue[int]()
    log_proto = ParameterValue[str]()
    max_reuse = ParameterValue[int]()
    maxconn = ParameterValue[int]()
    maxqueue = ParameterValue[int]()
    minconn = ParameterValue[int]()
    namespace = ParameterValue[str]()
    no_agent_check = Flag()
    no_backup = Flag()
    no_check = Flag()
    no_check_reuse_pool = Flag()
    no_check_send_proxy = Flag()
    no_check_sni_auto = Flag()
    no_check_ssl = Flag()
    no_renegotiate = Flag()
    no_send_proxy = Flag()
    no_send_proxy_v2 = Flag()
    no_send_proxy_v2_ssl = Flag()
    no_send_proxy_v2_ssl_cn = Flag()
    no_sni_auto = Flag()
    no_ssl = Flag()
    no_ssl_reuse = Flag()
    no_sslv3 = Flag()
    no_tfo = Flag()
    no_tls_tickets = Flag()
    no_tlsv10 = Flag()
    no_tlsv11 = Flag()
    no_tlsv12 = Flag()
    no_tlsv13 = Flag()
    no_verifyhost = Flag()
    non_stick = Flag()
    npn = ParameterValue[tuple[str, ...]]()
    observe = ParameterValue[str]()
    on_error = ParameterValue[str]()
    on_marked_down = ParameterValue[str]()
    on_marked_up = ParameterValue[str]()
    pool_conn_name = ParameterValue[Expression]()
    pool_low_conn = ParameterValue[int]()
    pool_max_conn = ParameterValue[int]()
    pool_purge_delay = ParameterValue[Duration]()
    port = ParameterValue[int]()
    proto = ParameterValue[str]()
    proxy_v2_options = ParameterValue[tuple[str, ...]]()
    quic_cc_algo = ParameterValue[str]()
    redir = ParameterValue[str]()
    renegotiate = Flag()
    resolve_net = ParameterValue[tuple[str, ...]]()
    resolve_opts = ParameterValue[tuple[str, ...]]()
    resolve_prefer = ParameterValue[str]()
    resolvers = ParameterValue[str]()
    rise = ParameterValue(integer_kind(1))
    send_proxy = Flag()
    send_proxy_v2 = Flag()
    send_proxy_v2_ssl = Flag()
    send_proxy_v2_ssl_cn = Flag()
    set_proxy_v2_tlv_fmt = ParameterValue[LogFormat]()
    shard = ParameterValue[int]()
    sigalgs = ParameterValue[str]()
    slowstart = ParameterValue[Duration]()
    sni = ParameterValue[Expression]()
    sni_auto = Flag()
    socks4 = ParameterValue[Address]()
    source = ParameterValue[str]()
    ssl = Flag()
    ssl_max_ver = ParameterValue[str]()
    ssl_min_ver = ParameterValue[str]()
    ssl_reuse = Flag()
    stick = Flag()
    strict_maxconn = Flag()
    tcp_md5sig = ParameterValue[str]()
    tcp_ut = ParameterValue[Duration]()
    tfo = Flag()
    tls_tickets = Flag()
    track = ParameterValue[str]()
    usesrc = ParameterValue[str]()
    verify = ParameterValue[str]()
    verifyhost = ParameterValue[str]()
    #: 0 to 256; 0 takes the server out of load balancing
    weight = ParameterValue(integer_kind(0, 256))
    ws = ParameterValue[str]()


class Server(ServerParams):
    """A server of a proxy, of a `peers` section or of a ring: `server <name> <address> [params]`.

    The name consists of letters, digits, `_`, `.`, `:` and `-`.  In a `peers` section the address may be missing.
    """

    __slots__ = ()
    keywords = ("server",)
    first_param = 3

    name = Name(1)
    address = Argument(2, ADDRESS)

    def __init__(self, name: str, address: str | Address, *params: str, **parameters: object) -> None:
        """A free server: `Server("c1", "10.0.0.12:3306", "check", inter="2s", backup=True)`.

        Args:
            name: its name, unique in the proxy.
            address: where it listens.
            params: words of parameters, as they stand on the line.
            parameters: typed parameters by attribute name, put behind.

        Raises:
            InvalidValue: a name, address or value that HAProxy could not hold, or an unknown parameter.
        """
        super().__init__(NAME.written(name), ADDRESS.written(address), *params)
        self._set_parameters(parameters)
        self._read = self._words


class DefaultServer(ServerParams):
    """Parameters that the server lines below it start from: `default-server [params]`."""

    __slots__ = ()
    keywords = ("default-server",)
    first_param = 1

    def __init__(self, *params: str, **parameters: object) -> None:
        super().__init__(*params)
        self._set_parameters(parameters)
        self._read = self._words


class ServerTemplate(ServerParams):
    """Servers `<prefix>1` to `<prefix>N`: `server-template <prefix> <N or N-M> <address> [params]`."""

    __slots__ = ()
    keywords = ("server-template",)
    first_param = 4

    prefix_ = Name(1)
    count = Required(2, TEXT)
    address = Argument(3, ADDRESS)

    def __init__(
        self, prefix: str, count: str | int, address: str | Address, *params: str, **parameters: object
    ) -> None:
        super().__init__(NAME.written(prefix), str(count), ADDRESS.written(address), *params)
        self._set_parameters(parameters)
        self._read = self._words

    @property
    def name(self) -> str:
        """The prefix of the names."""
        return self.prefix_

    @name.setter
    def name(self, name: str) -> None:
        self.prefix_ = name

    @property
    def numbers(self) -> range | None:
        """The numbers of the instances; None where the count cannot be read."""
        low, dash, high = self._words[2].partition("-")
        if isinstance(self._words[2], Expandable) or not low.isdecimal() or (dash and not high.isdecimal()):
            return None
        if len(low) > 6 or len(high) > 6:
            return None
        return range(int(low), int(high) + 1) if dash else range(1, int(low) + 1)

    def names(self) -> list[str]:
        """The names of the instances, none where the count cannot be read."""
        return [f"{self.prefix_}{number}" for number in self.numbers or ()]


class Peer(ServerParams):
    """A peer of a `peers` section: `peer <name> <address>:<port> [params]`."""

    __slots__ = ()
    keywords = ("peer",)
    first_param = 3

    name = Name(1)
    address = Argument(2, ADDRESS)

    def __init__(self, name: str, address: str | Address, *params: str, **parameters: object) -> None:
        super().__init__(NAME.written(name), ADDRESS.written(address), *params)
        self._set_parameters(parameters)
        self._read = self._words
