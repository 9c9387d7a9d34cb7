"""`bind` lines (configuration manual, 5.1), and the `stats socket` of `global`, which takes the same parameters.

Units, accepted values and versions of each parameter stand in its row of `schema.bind`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haproxy_model.model.attributes import FirstAddress, Required
from haproxy_model.model.params import Flag, ParameterValue, WithParams, parameterized
from haproxy_model.model.word_kinds import ADDRESS, TEXT
from haproxy_model.schema.line_words import LINE_WORDS

if TYPE_CHECKING:
    from haproxy_model.values.address import Address
    from haproxy_model.values.duration import Duration
    from haproxy_model.values.unread import Unread


@parameterized
class BindParams(WithParams):
    """The parameters that listening lines share, in the manual's order."""

    __slots__ = ()
    line_kind = "bind"

    accept_netscaler_cip: ParameterValue[int] = ParameterValue()
    accept_proxy: Flag = Flag()
    allow_0rtt: Flag = Flag()
    alpn: ParameterValue[tuple[str, ...]] = ParameterValue()
    backlog: ParameterValue[int] = ParameterValue()
    ca_file: ParameterValue[str] = ParameterValue()
    ca_ignore_err: ParameterValue[str] = ParameterValue()
    ca_sign_file: ParameterValue[str] = ParameterValue()
    ca_sign_pass: ParameterValue[str] = ParameterValue()
    ca_verify_file: ParameterValue[str] = ParameterValue()
    cc: ParameterValue[str] = ParameterValue()
    ciphers: ParameterValue[str] = ParameterValue()
    ciphersuites: ParameterValue[str] = ParameterValue()
    client_sigalgs: ParameterValue[str] = ParameterValue()
    crl_file: ParameterValue[str] = ParameterValue()
    crt: ParameterValue[str] = ParameterValue()
    crt_ignore_err: ParameterValue[str] = ParameterValue()
    crt_list: ParameterValue[str] = ParameterValue()
    curves: ParameterValue[tuple[str, ...]] = ParameterValue()
    default_crt: ParameterValue[str] = ParameterValue()
    defer_accept: Flag = Flag()
    ecdhe: ParameterValue[str] = ParameterValue()
    ech: ParameterValue[str] = ParameterValue()
    expose_fd: ParameterValue[str] = ParameterValue()
    force_sslv3: Flag = Flag()
    force_tlsv10: Flag = Flag()
    force_tlsv11: Flag = Flag()
    force_tlsv12: Flag = Flag()
    force_tlsv13: Flag = Flag()
    generate_certificates: Flag = Flag()
    gid: ParameterValue[int] = ParameterValue()
    group: ParameterValue[str] = ParameterValue()
    guid_prefix: ParameterValue[str] = ParameterValue()
    id: ParameterValue[int] = ParameterValue()
    idle_ping: ParameterValue[Duration] = ParameterValue()
    interface: ParameterValue[str] = ParameterValue()
    ktls: ParameterValue[str] = ParameterValue()
    label: ParameterValue[str] = ParameterValue()
    level: ParameterValue[str] = ParameterValue()
    maxconn: ParameterValue[int] = ParameterValue()
    mode: ParameterValue[str] = ParameterValue()
    mss: ParameterValue[int] = ParameterValue()
    name: ParameterValue[str] = ParameterValue()
    namespace: ParameterValue[str] = ParameterValue()
    nbconn: ParameterValue[int] = ParameterValue()
    nice: ParameterValue[int] = ParameterValue()
    no_alpn: Flag = Flag()
    no_ca_names: Flag = Flag()
    no_sslv3: Flag = Flag()
    no_strict_sni: Flag = Flag()
    no_tls_tickets: Flag = Flag()
    no_tlsv10: Flag = Flag()
    no_tlsv11: Flag = Flag()
    no_tlsv12: Flag = Flag()
    no_tlsv13: Flag = Flag()
    npn: ParameterValue[tuple[str, ...]] = ParameterValue()
    prefer_client_ciphers: Flag = Flag()
    process: ParameterValue[str] = ParameterValue()
    proto: ParameterValue[str] = ParameterValue()
    quic_cc_algo: ParameterValue[str] = ParameterValue()
    quic_force_retry: Flag = Flag()
    quic_socket: ParameterValue[str] = ParameterValue()
    severity_output: ParameterValue[str] = ParameterValue()
    shards: ParameterValue[str] = ParameterValue()
    sigalgs: ParameterValue[str] = ParameterValue()
    ssl: Flag = Flag()
    ssl_max_ver: ParameterValue[str] = ParameterValue()
    ssl_min_ver: ParameterValue[str] = ParameterValue()
    strict_sni: Flag = Flag()
    tcp_md5sig: ParameterValue[str] = ParameterValue()
    tcp_ss: ParameterValue[str] = ParameterValue()
    tcp_ut: ParameterValue[Duration] = ParameterValue()
    tfo: Flag = Flag()
    thread: ParameterValue[str] = ParameterValue()
    tls_ticket_keys: ParameterValue[str] = ParameterValue()
    tls_tickets: Flag = Flag()
    transparent: Flag = Flag()
    uid: ParameterValue[int] = ParameterValue()
    user: ParameterValue[str] = ParameterValue()
    v4v6: Flag = Flag()
    v6only: Flag = Flag()
    verify: ParameterValue[str] = ParameterValue()


@parameterized
class Bind(BindParams):
    """Where a proxy listens: `bind <address>[,<address>...] [params]`."""

    __slots__ = ()
    keywords = ("bind",)
    first_param = LINE_WORDS["bind"].first

    #: the first address; assigning changes it and keeps the others
    address: FirstAddress = FirstAddress(1, ADDRESS, kw_only=False)
    #: all the addresses as one word, separated by commas
    listen = Required(1, TEXT)

    @property
    def addresses(self) -> tuple[Address | Unread, ...]:
        """Every address of the line."""
        return _read_addresses(self._words[1])


@parameterized
class StatsSocket(BindParams):
    """The command socket in `global`: `stats socket <address> [params]` (manual, 3.1)."""

    __slots__ = ()
    keywords = ("stats", "socket")
    first_param = LINE_WORDS["stats"].first

    #: all the addresses as one word, separated by commas
    listen: Required[str] = Required(2, TEXT, kw_only=False)

    @property
    def addresses(self) -> tuple[Address | Unread, ...]:
        """Every address of the line."""
        return _read_addresses(self._words[2])


def _read_addresses(word: str) -> tuple[Address | Unread, ...]:
    from haproxy_model.values.address import read_addresses

    return read_addresses(word)
