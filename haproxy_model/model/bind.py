"""`bind` lines (configuration manual, 5.1), and the `stats socket` of `global`, which takes the same parameters.

Units, accepted values and versions of each parameter stand in its row of `schema.bind`.
"""

from __future__ import annotations

from functools import cache

from haproxy_model.model.params import Flag, ParameterValue, Vocabulary, WithParams
from haproxy_model.model.typed import TEXT, Required
from haproxy_model.schema.bind import BIND
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address, read_addresses
from haproxy_model.values.duration import Duration
from haproxy_model.values.unread import Unread


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(BIND)


class BindParams(WithParams):
    """The parameters that listening lines share, in the manual's order."""

    __slots__ = ()
    vocabulary = staticmethod(_vocabulary)

    accept_netscaler_cip = ParameterValue[int]()
    accept_proxy = Flag()
    allow_0rtt = Flag()
    alpn = ParameterValue[tuple[str, ...]]()
    backlog = ParameterValue[int]()
    ca_file = ParameterValue[str]()
    ca_ignore_err = ParameterValue[str]()
    ca_sign_file = ParameterValue[str]()
    ca_sign_pass = ParameterValue[str]()
    ca_verify_file = ParameterValue[str]()
    cc = ParameterValue[str]()
    ciphers = ParameterValue[str]()
    ciphersuites = ParameterValue[str]()
    client_sigalgs = ParameterValue[str]()
    crl_file = ParameterValue[str]()
    crt = ParameterValue[str]()
    crt_ignore_err = ParameterValue[str]()
    crt_list = ParameterValue[str]()
    curves = ParameterValue[tuple[str, ...]]()
    default_crt = ParameterValue[str]()
    defer_accept = Flag()
    ecdhe = ParameterValue[str]()
    ech = ParameterValue[str]()
    expose_fd = ParameterValue[str]()
    force_sslv3 = Flag()
    force_tlsv10 = Flag()
    force_tlsv11 = Flag()
    force_tlsv12 = Flag()
    force_tlsv13 = Flag()
    generate_certificates = Flag()
    gid = ParameterValue[int]()
    group = ParameterValue[str]()
    guid_prefix = ParameterValue[str]()
    id = ParameterValue[int]()
    idle_ping = ParameterValue[Duration]()
    interface = ParameterValue[str]()
    ktls = ParameterValue[str]()
    label = ParameterValue[str]()
    level = ParameterValue[str]()
    maxconn = ParameterValue[int]()
    mode = ParameterValue[str]()
    mss = ParameterValue[int]()
    name = ParameterValue[str]()
    namespace = ParameterValue[str]()
    nbconn = ParameterValue[int]()
    nice = ParameterValue[int]()
    no_alpn = Flag()
    no_ca_names = Flag()
    no_sslv3 = Flag()
    no_strict_sni = Flag()
    no_tls_tickets = Flag()
    no_tlsv10 = Flag()
    no_tlsv11 = Flag()
    no_tlsv12 = Flag()
    no_tlsv13 = Flag()
    npn = ParameterValue[tuple[str, ...]]()
    prefer_client_ciphers = Flag()
    process = ParameterValue[str]()
    proto = ParameterValue[str]()
    quic_cc_algo = ParameterValue[str]()
    quic_force_retry = Flag()
    quic_socket = ParameterValue[str]()
    severity_output = ParameterValue[str]()
    shards = ParameterValue[str]()
    sigalgs = ParameterValue[str]()
    ssl = Flag()
    ssl_max_ver = ParameterValue[str]()
    ssl_min_ver = ParameterValue[str]()
    strict_sni = Flag()
    tcp_md5sig = ParameterValue[str]()
    tcp_ss = ParameterValue[str]()
    tcp_ut = ParameterValue[Duration]()
    tfo = Flag()
    thread = ParameterValue[str]()
    tls_ticket_keys = ParameterValue[str]()
    tls_tickets = Flag()
    transparent = Flag()
    uid = ParameterValue[int]()
    user = ParameterValue[str]()
    v4v6 = Flag()
    v6only = Flag()
    verify = ParameterValue[str]()


class Bind(BindParams):
    """Where a proxy listens: `bind <address>[,<address>...] [params]`."""

    __slots__ = ()
    keywords = ("bind",)
    first_param = 2

    #: all the addresses as one word, separated by commas
    listen = Required(1, TEXT)

    def __init__(self, address: str | Address, *params: str, **parameters: object) -> None:
        """A free bind line: `Bind("10.0.0.11:3306", transparent=True)`.

        Raises:
            InvalidValue: an address or value that HAProxy could not hold, or an unknown parameter.
        """
        super().__init__("-", *params)
        self.address = address
        self._set_parameters(parameters)
        self._read = self._words

    @property
    def addresses(self) -> tuple[Address | Unread, ...]:
        """Every address of the line."""
        return read_addresses(self._words[1])

    @property
    def address(self) -> Address | Unread:
        """The first address of the line; assigning changes it and keeps the others."""
        return self.addresses[0]

    @address.setter
    def address(self, address: Address | str) -> None:
        from haproxy_model.model.typed import ADDRESS

        first, comma, others = self._words[1].partition(",")
        if isinstance(address, Expandable) and not comma:
            self.listen = address
            return
        for text in str(address).split(","):
            ADDRESS.word(text, None, None)
        if isinstance(address, str) and "," in address:
            self.listen = address
            return
        written = self._read[1].partition(",")[0]
        word = ADDRESS.word(address, first, written)
        if word is not None:
            self.listen = f"{word}{comma}{others}"


class StatsSocket(BindParams):
    """The command socket in `global`: `stats socket <address> [params]` (manual, 3.1)."""

    __slots__ = ()
    keywords = ("stats", "socket")
    first_param = 3

    listen = Required(2, TEXT)

    @property
    def addresses(self) -> tuple[Address | Unread, ...]:
        """Every address of the line."""
        return read_addresses(self._words[2])
