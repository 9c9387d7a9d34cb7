"""`server`, `default-server`, `server-template` and `peer` lines (configuration manual, 5.2).

Units, accepted values and versions of each parameter stand in its row of `schema.server`; durations without a unit are
milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haproxy_model.model.attributes import Argument, Name, Required
from haproxy_model.model.params import Flag, ParameterValue, WithParams, parameterized
from haproxy_model.model.word_kinds import ADDRESS, COUNT
from haproxy_model.schema.line_words import LINE_WORDS
from haproxy_model.syntax.words import Expandable

if TYPE_CHECKING:
    from haproxy_model.values.address import Address
    from haproxy_model.values.duration import Duration
    from haproxy_model.values.expression import Expression
    from haproxy_model.values.logformat import LogFormat


@parameterized
class ServerAttributes:
    """The parameters of a server in the manual's order: those of a line, or as they are resolved."""

    __slots__ = ()

    addr: ParameterValue[Address] = ParameterValue()
    agent_addr: ParameterValue[Address] = ParameterValue()
    agent_check: Flag = Flag()
    agent_inter: ParameterValue[Duration] = ParameterValue()
    agent_port: ParameterValue[int] = ParameterValue()
    agent_send: ParameterValue[str] = ParameterValue()
    allow_0rtt: Flag = Flag()
    alpn: ParameterValue[tuple[str, ...]] = ParameterValue()
    backup: Flag = Flag()
    ca_file: ParameterValue[str] = ParameterValue()
    cc: ParameterValue[str] = ParameterValue()
    check: Flag = Flag()
    check_alpn: ParameterValue[tuple[str, ...]] = ParameterValue()
    check_pool_conn_name: ParameterValue[str] = ParameterValue()
    check_proto: ParameterValue[str] = ParameterValue()
    check_reuse_pool: Flag = Flag()
    check_send_proxy: Flag = Flag()
    check_sni: ParameterValue[str] = ParameterValue()
    check_sni_auto: Flag = Flag()
    check_ssl: Flag = Flag()
    check_via_socks4: Flag = Flag()
    ciphers: ParameterValue[str] = ParameterValue()
    ciphersuites: ParameterValue[str] = ParameterValue()
    client_sigalgs: ParameterValue[str] = ParameterValue()
    cookie: ParameterValue[str] = ParameterValue()
    crl_file: ParameterValue[str] = ParameterValue()
    crt: ParameterValue[str] = ParameterValue()
    curves: ParameterValue[tuple[str, ...]] = ParameterValue()
    disabled: Flag = Flag()
    downinter: ParameterValue[Duration] = ParameterValue()
    enabled: Flag = Flag()
    error_limit: ParameterValue[int] = ParameterValue()
    fall: ParameterValue[int] = ParameterValue()
    fastinter: ParameterValue[Duration] = ParameterValue()
    force_sslv3: Flag = Flag()
    force_tlsv10: Flag = Flag()
    force_tlsv11: Flag = Flag()
    force_tlsv12: Flag = Flag()
    force_tlsv13: Flag = Flag()
    guid: ParameterValue[str] = ParameterValue()
    hash_key: ParameterValue[str] = ParameterValue()
    healthcheck: ParameterValue[str] = ParameterValue()
    id: ParameterValue[int] = ParameterValue()
    idle_ping: ParameterValue[Duration] = ParameterValue()
    init_addr: ParameterValue[tuple[str, ...]] = ParameterValue()
    init_state: ParameterValue[str] = ParameterValue()
    inter: ParameterValue[Duration] = ParameterValue()
    ktls: ParameterValue[str] = ParameterValue()
    log_bufsize: ParameterValue[int] = ParameterValue()
    log_proto: ParameterValue[str] = ParameterValue()
    max_reuse: ParameterValue[int] = ParameterValue()
    maxconn: ParameterValue[int] = ParameterValue()
    maxqueue: ParameterValue[int] = ParameterValue()
    minconn: ParameterValue[int] = ParameterValue()
    namespace: ParameterValue[str] = ParameterValue()
    no_agent_check: Flag = Flag()
    no_backup: Flag = Flag()
    no_check: Flag = Flag()
    no_check_reuse_pool: Flag = Flag()
    no_check_send_proxy: Flag = Flag()
    no_check_sni_auto: Flag = Flag()
    no_check_ssl: Flag = Flag()
    no_renegotiate: Flag = Flag()
    no_send_proxy: Flag = Flag()
    no_send_proxy_v2: Flag = Flag()
    no_send_proxy_v2_ssl: Flag = Flag()
    no_send_proxy_v2_ssl_cn: Flag = Flag()
    no_sni_auto: Flag = Flag()
    no_ssl: Flag = Flag()
    no_ssl_reuse: Flag = Flag()
    no_sslv3: Flag = Flag()
    no_tfo: Flag = Flag()
    no_tls_tickets: Flag = Flag()
    no_tlsv10: Flag = Flag()
    no_tlsv11: Flag = Flag()
    no_tlsv12: Flag = Flag()
    no_tlsv13: Flag = Flag()
    no_verifyhost: Flag = Flag()
    non_stick: Flag = Flag()
    npn: ParameterValue[tuple[str, ...]] = ParameterValue()
    observe: ParameterValue[str] = ParameterValue()
    on_error: ParameterValue[str] = ParameterValue()
    on_marked_down: ParameterValue[str] = ParameterValue()
    on_marked_up: ParameterValue[str] = ParameterValue()
    pool_conn_name: ParameterValue[Expression] = ParameterValue()
    pool_low_conn: ParameterValue[int] = ParameterValue()
    pool_max_conn: ParameterValue[int] = ParameterValue()
    pool_purge_delay: ParameterValue[Duration] = ParameterValue()
    port: ParameterValue[int] = ParameterValue()
    proto: ParameterValue[str] = ParameterValue()
    proxy_v2_options: ParameterValue[tuple[str, ...]] = ParameterValue()
    quic_cc_algo: ParameterValue[str] = ParameterValue()
    redir: ParameterValue[str] = ParameterValue()
    renegotiate: Flag = Flag()
    resolve_net: ParameterValue[tuple[str, ...]] = ParameterValue()
    resolve_opts: ParameterValue[tuple[str, ...]] = ParameterValue()
    resolve_prefer: ParameterValue[str] = ParameterValue()
    resolvers: ParameterValue[str] = ParameterValue()
    rise: ParameterValue[int] = ParameterValue()
    send_proxy: Flag = Flag()
    send_proxy_v2: Flag = Flag()
    send_proxy_v2_ssl: Flag = Flag()
    send_proxy_v2_ssl_cn: Flag = Flag()
    set_proxy_v2_tlv_fmt: ParameterValue[LogFormat] = ParameterValue()
    shard: ParameterValue[int] = ParameterValue()
    sigalgs: ParameterValue[str] = ParameterValue()
    slowstart: ParameterValue[Duration] = ParameterValue()
    sni: ParameterValue[Expression] = ParameterValue()
    sni_auto: Flag = Flag()
    socks4: ParameterValue[Address] = ParameterValue()
    source: ParameterValue[str] = ParameterValue()
    ssl: Flag = Flag()
    ssl_max_ver: ParameterValue[str] = ParameterValue()
    ssl_min_ver: ParameterValue[str] = ParameterValue()
    ssl_reuse: Flag = Flag()
    stick: Flag = Flag()
    strict_maxconn: Flag = Flag()
    tcp_md5sig: ParameterValue[str] = ParameterValue()
    tcp_ut: ParameterValue[Duration] = ParameterValue()
    tfo: Flag = Flag()
    tls_tickets: Flag = Flag()
    track: ParameterValue[str] = ParameterValue()
    usesrc: ParameterValue[str] = ParameterValue()
    verify: ParameterValue[str] = ParameterValue()
    verifyhost: ParameterValue[str] = ParameterValue()
    #: 0 takes the server out of load balancing
    weight: ParameterValue[int] = ParameterValue()
    ws: ParameterValue[str] = ParameterValue()


@parameterized
class ServerParams(ServerAttributes, WithParams):
    """The parameters that server lines share."""

    __slots__ = ()
    line_kind = "server"

    def _starts_with(self, flag: str) -> bool:
        section = self._section
        if section is None or (section._file is not None and section._nothing is section._file._config._starting):
            return False
        # Most programs ask for no flag.
        from haproxy_model.model.inherited_flags import is_inherited

        return is_inherited(self, section, flag)


@parameterized
class Server(ServerParams):
    """A server of a proxy, of a `peers` section or of a ring: `server <name> <address> [params]`.

    The name consists of letters, digits, `_`, `.`, `:` and `-`.  In a `peers` section the address may be missing.
    """

    __slots__ = ()
    keywords = ("server",)
    first_param = LINE_WORDS["server"].first

    name: Name = Name(1, kw_only=False)
    address: Argument[Address] = Argument(2, ADDRESS, kw_only=False)


@parameterized
class DefaultServer(ServerParams):
    """Parameters that the server lines below it start from: `default-server [params]`."""

    __slots__ = ()
    keywords = ("default-server",)
    first_param = LINE_WORDS["default-server"].first


@parameterized
class ServerTemplate(ServerParams):
    """Servers `<prefix>1` to `<prefix>N`: `server-template <prefix> <N or N-M> <address> [params]`."""

    __slots__ = ()
    keywords = ("server-template",)
    first_param = LINE_WORDS["server-template"].first

    prefix_: Name = Name(1, kw_only=False)
    #: how many: a number such as 3, or a range such as 1-5, as text
    count: Required[str] = Required(2, COUNT, kw_only=False)
    address: Argument[Address] = Argument(3, ADDRESS, kw_only=False)

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


@parameterized
class Peer(ServerParams):
    """A peer of a `peers` section: `peer <name> <address>:<port> [params]`."""

    __slots__ = ()
    keywords = ("peer",)
    first_param = LINE_WORDS["peer"].first

    name: Name = Name(1, kw_only=False)
    address: Argument[Address] = Argument(2, ADDRESS, kw_only=False)
