"""The kinds of section: what each holds, as live collections and settings (configuration manual, 3, 4 and 5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from haproxy_model.errors import Guarded
from haproxy_model.model.collection import Members
from haproxy_model.model.families import family_named
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.single import Presence, Setting, Text, Words
from haproxy_model.model.virtual_fields import Typed
from haproxy_model.model.word_kinds import DURATION, INTEGER, LOG_FORMAT, NAME, choice_kind
from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from haproxy_model.model.bind import Bind, StatsSocket
    from haproxy_model.model.other_lines import Group, Mailer, Nameserver, User
    from haproxy_model.model.proxy_lines import (
        Capture,
        ErrorFile,
        Filter,
        HttpError,
        Log,
        Option,
        Stats,
        StickTable,
        Timeout as TimeoutLine,
    )
    from haproxy_model.model.rules import (
        Acl,
        HttpAfterResponseRule,
        HttpCheck,
        HttpRequestRule,
        HttpResponseRule,
        QuicInitialRule,
        Redirect,
        StickRule,
        TcpCheck,
        TcpRequestRule,
        TcpResponseRule,
        UseBackend,
        UseServer,
    )
    from haproxy_model.model.server import DefaultServer, Peer, Server, ServerTemplate
    from haproxy_model.values.duration import Duration

T = TypeVar("T", bound=Statement)
D = TypeVar("D")


def _name(statement: Any) -> str | None:
    name = getattr(statement, "name", None)
    return name if isinstance(name, str) else None


def _bind_name(statement: Any) -> str | None:
    """A bind line answers to its `name` parameter, else to its address."""
    name = statement.name
    return name if isinstance(name, str) else statement._words[1]


def _target(statement: Any) -> str | None:
    return statement._words[1] if len(statement._words) > 1 else None


def _action(statement: Any) -> str | None:
    return str(statement.action.name)


class Lines(Typed, Generic[T]):
    """The statements of one family, as an attribute of the section."""

    def __init__(self, family: str, what: str, name: Callable[[Any], str | None] = _name) -> None:
        self.family, self.what, self.named = family, what, name

    @property
    def summary(self) -> str:
        """What it is, in one line."""
        return f"every {self.what} of the section, in order"

    def type_in(self, owner: type) -> object:  # noqa: D102  # as the class says
        return Members

    def facts_in(self, owner: type) -> dict[str, object]:  # noqa: D102  # as the class says
        return {"member": family_named(self.family)}

    @overload
    def __get__(self, section: None, owner: type) -> Self: ...
    @overload
    def __get__(self, section: Section, owner: type) -> Members[T]: ...
    def __get__(self, section: Section | None, owner: type) -> Self | Members[T]:
        if section is None:
            return self
        kind: type[Members[T]] = Options if self.family == "Option" else Members
        return kind(section, self.what, _of_family(self.family), self.named)


class Options(Members[T]):
    """The `option` lines of a section; by name the last one counts, and an option that it switches off is not there.

    `"httplog" in options` asks whether it is switched on here, `"no httplog" in options` whether it is switched off.
    """

    __slots__ = ()

    @overload
    def get(self, name: T | str) -> T | None: ...
    @overload
    def get(self, name: T | str, default: D) -> T | D: ...
    def get(self, name: T | str, default: D | None = None) -> T | D | None:
        """The last line of an option, if it says what is asked for: `"httplog"`, `"no httplog"`; else the default."""
        if not isinstance(name, str):
            return super().get(name, default)
        prefix, _, bare = name.rpartition(" ")
        lines = self.all(bare)
        return lines[-1] if lines and (lines[-1].prefix or "") == prefix else default

    def all(self, name: T | str) -> list[T]:
        """Every line of an option, those that switch it off too."""
        return super().all(name)

    def _unknown(self, name: str) -> str:
        lines = self.all(name.rpartition(" ")[2])
        said = f": the last line says `{lines[-1]._said()}`; options.all() has every one" if lines else ""
        *switch, option = name.split(" ")
        asked = " ".join((*switch, "option", option))
        return f"`{asked}` is not in force here{said}" if lines else super()._unknown(name)


@cache
def _of_family(name: str) -> Callable[[object], bool]:
    """Whether a line is of a family; one function for each, by which places are remembered."""
    return partial(_is_of, family_named(name))


def _is_of(family: type[Statement], line: object) -> bool:
    return line.__class__ is family


class Timeouts(Guarded):
    """The timeouts of a section by name: `listen.timeouts.client = "90m"`; milliseconds where no unit is given."""

    __slots__ = ("_section",)

    client: Setting[Duration] = Setting("timeout", "client", kind=DURATION)
    client_fin: Setting[Duration] = Setting("timeout", "client-fin", kind=DURATION)
    client_hs: Setting[Duration] = Setting("timeout", "client-hs", kind=DURATION)
    server: Setting[Duration] = Setting("timeout", "server", kind=DURATION)
    server_fin: Setting[Duration] = Setting("timeout", "server-fin", kind=DURATION)
    connect: Setting[Duration] = Setting("timeout", "connect", kind=DURATION)
    check: Setting[Duration] = Setting("timeout", "check", kind=DURATION)
    queue: Setting[Duration] = Setting("timeout", "queue", kind=DURATION)
    tunnel: Setting[Duration] = Setting("timeout", "tunnel", kind=DURATION)
    tarpit: Setting[Duration] = Setting("timeout", "tarpit", kind=DURATION)
    http_request: Setting[Duration] = Setting("timeout", "http-request", kind=DURATION)
    http_keep_alive: Setting[Duration] = Setting("timeout", "http-keep-alive", kind=DURATION)
    resolve: Setting[Duration] = Setting("timeout", "resolve", kind=DURATION)
    retry: Setting[Duration] = Setting("timeout", "retry", kind=DURATION)
    mail: Setting[Duration] = Setting("timeout", "mail", kind=DURATION)

    def __init__(self, section: Section) -> None:
        self._section = section

    def __repr__(self) -> str:
        return f"<timeouts of {visible(self._section.title)}: {', '.join(map(repr, self.lines)) or 'none'}>"

    @property
    def lines(self) -> Members[TimeoutLine]:
        """The `timeout` lines themselves."""
        return Members(self._section, "timeout", _of_family("Timeout"), _name)


class WithTimeouts(Section):
    """A section that has timeouts and log targets."""

    __slots__ = ()

    logs: Lines[Log] = Lines("Log", "log line", _target)

    @property
    def timeouts(self) -> Timeouts:
        """The timeouts by name."""
        return Timeouts(self)


class Global(WithTimeouts):
    """`global`: process-wide settings; there may be several, which continue one another."""

    __slots__ = ()
    kind = "global"

    stats_sockets: Lines[StatsSocket] = Lines("StatsSocket", "stats socket", lambda line: line._words[2])
    tunes: Lines[Statement] = Lines("Tune", "tune.* setting")
    environment: Lines[Statement] = Lines("EnvironmentLine", "environment line", _target)
    maxconn = Setting("maxconn", kind=INTEGER)
    nbthread = Setting("nbthread", kind=INTEGER)
    chroot = Text("chroot")
    user = Text("user")
    group = Text("group")
    pidfile = Text("pidfile")
    daemon = Presence("daemon")
    hard_stop_after = Setting("hard-stop-after", kind=DURATION)


class Proxy(WithTimeouts):
    """What `defaults`, `frontend`, `backend` and `listen` share."""

    __slots__ = ()

    options: Lines[Option] = Lines("Option", "option")
    acls: Lines[Acl] = Lines("Acl", "ACL")
    http_request: Lines[HttpRequestRule] = Lines("HttpRequestRule", "http-request rule", _action)
    http_response: Lines[HttpResponseRule] = Lines("HttpResponseRule", "http-response rule", _action)
    http_after_response: Lines[HttpAfterResponseRule] = Lines(
        "HttpAfterResponseRule", "http-after-response rule", _action
    )
    tcp_request: Lines[TcpRequestRule] = Lines("TcpRequestRule", "tcp-request rule", _action)
    tcp_response: Lines[TcpResponseRule] = Lines("TcpResponseRule", "tcp-response rule", _action)
    quic_initial: Lines[QuicInitialRule] = Lines("QuicInitialRule", "quic-initial rule", _action)
    http_checks: Lines[HttpCheck] = Lines("HttpCheck", "http-check step")
    tcp_checks: Lines[TcpCheck] = Lines("TcpCheck", "tcp-check step")
    error_files: Lines[ErrorFile] = Lines("ErrorFile", "errorfile", _target)
    http_errors: Lines[HttpError] = Lines("HttpError", "http-error line")
    captures: Lines[Capture] = Lines("Capture", "capture line")
    stats: Lines[Stats] = Lines("Stats", "stats line")
    default_servers: Lines[DefaultServer] = Lines("DefaultServer", "default-server line")

    mode = Setting("mode", kind=choice_kind("tcp", "http", "log", "spop", "haterm"))
    maxconn = Setting("maxconn", kind=INTEGER)
    backlog = Setting("backlog", kind=INTEGER)
    fullconn = Setting("fullconn", kind=INTEGER)
    retries = Setting("retries", kind=INTEGER)
    balance = Words("balance")
    hash_type = Words("hash-type")
    cookie = Words("cookie")
    source = Words("source")
    http_reuse = Text("http-reuse")
    log_format = Setting("log-format", kind=LOG_FORMAT)
    log_format_sd = Setting("log-format-sd", kind=LOG_FORMAT)
    error_log_format = Setting("error-log-format", kind=LOG_FORMAT)
    unique_id_format = Setting("unique-id-format", kind=LOG_FORMAT)
    log_tag = Text("log-tag")
    default_backend = Text("default_backend", kind=NAME)
    disabled = Presence("disabled")
    enabled = Presence("enabled")


class Defaults(Proxy):
    """`defaults [name] [from name]`: what the proxies below it start from."""

    __slots__ = ()
    kind = "defaults"


class NamedProxy(Proxy):
    """What `frontend`, `backend` and `listen` share."""

    __slots__ = ()

    binds: Lines[Bind] = Lines("Bind", "bind line", _bind_name)
    use_backends: Lines[UseBackend] = Lines("UseBackend", "use_backend rule")
    servers: Lines[Server] = Lines("Server", "server")
    server_templates: Lines[ServerTemplate] = Lines("ServerTemplate", "server-template")
    use_servers: Lines[UseServer] = Lines("UseServer", "use-server rule")
    stick_tables: Lines[StickTable] = Lines("StickTable", "stick-table")
    stick_rules: Lines[StickRule] = Lines("StickRule", "stick rule", _target)
    redirects: Lines[Redirect] = Lines("Redirect", "redirect", _target)
    filters: Lines[Filter] = Lines("Filter", "filter")
    description = Words("description")
    id = Setting("id", kind=INTEGER)
    guid = Text("guid")


class Frontend(NamedProxy):
    """`frontend <name> [from <defaults>]`: listens, and sends to backends."""

    __slots__ = ()
    kind = "frontend"


class Backend(NamedProxy):
    """`backend <name> [from <defaults>]`: servers, and how one of them is chosen."""

    __slots__ = ()
    kind = "backend"


class Listen(NamedProxy):
    """`listen <name> [from <defaults>]`: a frontend and its backend in one."""

    __slots__ = ()
    kind = "listen"


class Peers(WithTimeouts):
    """`peers <name>`: HAProxy processes that share stick-tables."""

    __slots__ = ()
    kind = "peers"

    peers: Lines[Peer] = Lines("Peer", "peer")
    servers: Lines[Server] = Lines("Server", "server")
    binds: Lines[Bind] = Lines("Bind", "bind line", _bind_name)
    default_servers: Lines[DefaultServer] = Lines("DefaultServer", "default-server line")


class Resolvers(WithTimeouts):
    """`resolvers <name>`: DNS servers and how they are asked."""

    __slots__ = ()
    kind = "resolvers"

    nameservers: Lines[Nameserver] = Lines("Nameserver", "nameserver")


class Mailers(WithTimeouts):
    """`mailers <name>`: where mail alerts go."""

    __slots__ = ()
    kind = "mailers"

    mailers: Lines[Mailer] = Lines("Mailer", "mailer")


class Userlist(Section):
    """`userlist <name>`: users and groups."""

    __slots__ = ()
    kind = "userlist"

    users: Lines[User] = Lines("User", "user")
    groups: Lines[Group] = Lines("Group", "group")


class Ring(WithTimeouts):
    """`ring <name>`: a buffer of log lines with servers that drain it."""

    __slots__ = ()
    kind = "ring"

    servers: Lines[Server] = Lines("Server", "server")


class LogForward(WithTimeouts):
    """`log-forward <name>`: receives and relays syslog."""

    __slots__ = ()
    kind = "log-forward"

    binds: Lines[Bind] = Lines("Bind", "bind line", _bind_name)
    maxconn = Setting("maxconn", kind=INTEGER)
    backlog = Setting("backlog", kind=INTEGER)


class HttpErrors(Section):
    """`http-errors <name>`: error files to refer to."""

    __slots__ = ()
    kind = "http-errors"

    error_files: Lines[ErrorFile] = Lines("ErrorFile", "errorfile", _target)


class FcgiApp(Section):
    """`fcgi-app <name>`: a FastCGI application."""

    __slots__ = ()
    kind = "fcgi-app"

    options: Lines[Option] = Lines("Option", "option")
    acls: Lines[Acl] = Lines("Acl", "ACL")


class HealthCheck(Section):
    """`healthcheck <name>` (3.4+): a health check to refer to."""

    __slots__ = ()
    kind = "healthcheck"

    http_checks: Lines[HttpCheck] = Lines("HttpCheck", "http-check step")
    tcp_checks: Lines[TcpCheck] = Lines("TcpCheck", "tcp-check step")


def _plain(name: str, kind: str, meaning: str) -> type[Section]:
    return type(name, (Section,), {"__slots__": (), "__doc__": meaning, "__module__": __name__, "kind": kind})


Cache = _plain("Cache", "cache", "`cache <name>`: responses kept in memory.")
LogProfile = _plain("LogProfile", "log-profile", "`log-profile <name>` (3.1+): how log lines of each step look.")
Program = _plain("Program", "program", "`program <name>` (before 3.3): a process that HAProxy's master starts.")
CrtStore = _plain("CrtStore", "crt-store", "`crt-store [name]` (3.0+): certificates to refer to.")
Traces = _plain("Traces", "traces", "`traces` (3.1+): what to trace.")
Acme = _plain("Acme", "acme", "`acme <name>` (3.2+): a certificate authority.")
NamespaceList = _plain("NamespaceList", "namespace_list", "`namespace_list`: network namespaces to open.")

#: section keyword -> class
KINDS: dict[str, type[Section]] = {
    section.kind: section
    for section in (
        Global, Defaults, Frontend, Backend, Listen, Peers, Resolvers, Mailers, Userlist, Ring, LogForward, LogProfile,
        HttpErrors, Cache, Program, FcgiApp, CrtStore, Traces, Acme, HealthCheck, NamespaceList,
    )
}  # fmt: skip
