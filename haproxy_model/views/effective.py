"""The settings of a proxy as HAProxy resolves them, each with where it comes from (language reference, 7).

A setting is explicit in the proxy, inherited from a `defaults` section, or built in.  A server's parameters come from
its own line, else from the `default-server` lines above it and those that its `defaults` has.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache

from haproxy_model.errors import InvalidValue, Suggesting, UnknownName, near
from haproxy_model.model.config import Config
from haproxy_model.model.given import given_text
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import covered_words
from haproxy_model.model.rules import Acl
from haproxy_model.model.section import Section
from haproxy_model.model.server import DefaultServer, Server, ServerTemplate
from haproxy_model.model.word_kinds import DURATION, INTEGER
from haproxy_model.reading.reading import read
from haproxy_model.schema.built_in import proxy_built_ins
from haproxy_model.schema.inheritance import CHECK_OPTIONS as CHECK_OPTIONS
from haproxy_model.schema.keywords_proxy import PROXY
from haproxy_model.schema.sections import PROXIES
from haproxy_model.schema.versions import LATEST
from haproxy_model.syntax.text import visible
from haproxy_model.values.duration import Duration
from haproxy_model.values.unread import Unread
from haproxy_model.views.active import Active, active_of
from haproxy_model.views.check_steps import check_steps
from haproxy_model.views.inheritance import Inheritance, inheritance_of
from haproxy_model.views.once import once
from haproxy_model.views.origin import BUILT_IN, Lineage, Origin as Origin, Value as Value, origin_of
from haproxy_model.views.servers import EffectiveServer as EffectiveServer
from haproxy_model.views.settings import Setting, changes, settings_of
from haproxy_model.views.shared_parameters import Parameters
from haproxy_model.views.targets import Target, targets_of

_OFF = Value(False, BUILT_IN)
_SWITCHES = ("disabled", "enabled")


class Effective(Suggesting):
    """A proxy's settings, resolved when asked for; good until the next edit."""

    #: the lines that HAProxy reads
    active: Active
    #: the section
    proxy: Section

    def __init__(self, proxy: Section, inheritance: Inheritance) -> None:
        self.active = inheritance.active
        self.proxy = self.active.section_as_read(proxy)
        self._inheritance = inheritance
        self._settings: dict[tuple[str, ...], Value[tuple[str, ...]] | None] = {}
        self._options: dict[str, Value[bool]] = {}
        self._timeouts: dict[str, Value[Duration | Unread | None]] = {}

    def __repr__(self) -> str:
        return f"<Effective {visible(self.proxy.title)}>"

    @property
    def defaults(self) -> Section | None:
        """The `defaults` section that the proxy starts from; None if there is none."""
        return self._inheritance.parent(self.proxy)

    @property
    def statements(self) -> list[Statement]:
        """The proxy's own active statements."""
        return self.active.statements(self.proxy)

    def first_line(self, question: str, accepts: Callable[[Statement], bool]) -> Statement | None:
        """The first line of a kind in the proxy, else in the nearest `defaults` section that has one.

        Args:
            question: names the kind: each section is asked once.
            accepts: whether a line is of the kind.
        """
        found = self._inheritance.nearest(
            self.proxy, question, lambda section: next(filter(accepts, self.active.statements(section)), None)
        )
        return None if found is None else found[0]

    @once
    def acls(self) -> Mapping[str, list[Acl]]:
        """The proxy's own `acl` lines by name; those of a `defaults` are for its own rules."""
        found: dict[str, list[Acl]] = {}
        for line in self.active.of_family(self.proxy, Acl):
            found.setdefault(line.name, []).append(line)
        return found

    @property
    def has_frontend(self) -> bool:
        """Whether it accepts connections: a frontend or listen section."""
        return self.proxy.kind in ("frontend", "listen")

    @property
    def has_backend(self) -> bool:
        """Whether it has servers: a backend or listen section."""
        return self.proxy.kind in ("backend", "listen")

    @once
    def settings(self) -> tuple[Setting, ...]:
        """Everything that the proxy has, each with its origin, sorted by name; its servers are in `servers`."""
        return settings_of(self.proxy, self._inheritance)

    @property
    def changes(self) -> tuple[tuple[Setting | None, Setting | None], ...]:
        """What its own lines change: what it would have without them and what it has, None where there is nothing."""
        return tuple(changes(self.proxy, self._inheritance))

    @once
    def targets(self) -> tuple[Target, ...]:
        """Where it sends connections, in the order in which HAProxy tries; of a backend, its own servers."""
        default = self.setting("default_backend") if self.has_frontend else None
        origin = None if default is None else default.origin
        return tuple(targets_of(self.proxy, self.statements, origin, self._inheritance.pools))

    @property
    def frontends(self) -> tuple[Effective, ...]:
        """The frontends and listens that name this backend or listen; a listen that serves itself is among them."""
        if self._inheritance.reached is None:
            self._inheritance.reached = self._reached()
        return tuple(resolve(front, self._inheritance) for front in self._inheritance.reached.get(id(self.proxy), ()))

    @property
    def computing_frontends(self) -> tuple[Effective, ...]:
        """The frontends and listens that compute a name when a request comes: they may lead to any backend."""
        if self._inheritance.reached is None:
            self._inheritance.reached = self._reached()
        return tuple(resolve(front, self._inheritance) for front in self._inheritance.reached.get(None, ()))

    def _reached(self) -> dict[int | None, list[Section]]:
        """Who leads to each section; None stands for any."""
        found: dict[int | None, list[Section]] = {}
        for front in self.active.of_kind("frontend", "listen"):
            targets = resolve(front, self._inheritance).targets
            places = [None if target.how in ("map", "dynamic") else id(target.section) for target in targets]
            for place in dict.fromkeys(places):
                found.setdefault(place, []).append(front)
        return found

    def setting(self, *path: str) -> Value[tuple[str, ...]] | None:
        """The words after the name of a setting: of the proxy's last such line, else the nearest inherited one.

        Args:
            path: the words that the line begins with, such as "timeout", "client".

        Raises:
            UnknownName: no proxy has such a setting in any version, nor has this one such a line.
        """
        try:
            return self._settings[path]
        except (KeyError, TypeError):
            _check_texts(*path)
        if path not in self._settings:
            if not path:
                raise TypeError("expected the words of a setting, such as 'balance', not nothing")
            found = self._nearest(path, path[0], lambda statement: statement._begins(*path))
            if found is None and not _is_setting(path):
                raise _unknown(path)
            line = None if found is None else found.statement
            self._settings[path] = (
                None if found is None or line is None else Value(line.arguments[len(path) - 1 :], found)
            )
        return self._settings[path]

    @once
    def disabled(self) -> bool:
        """Whether the proxy is off: it neither listens nor is used."""
        last = self._inheritance.nearest(self.proxy, "disabled", self._last_switch)
        return last is not None and last[0] == "disabled"

    @once
    def mode(self) -> Value[str]:
        """`tcp` where nothing says otherwise."""
        found = self.setting("mode")
        return Value(found.value[0], found.origin) if found and found.value else Value(self._built_in("mode"), BUILT_IN)

    @once
    def balance(self) -> Value[tuple[str, ...]]:
        """Algorithm and arguments; built in is roundrobin, from 3.3 on random."""
        found = self.setting("balance")
        built_in = (self._built_in("balance"),)
        return found if found and found.value else Value(built_in, found.origin if found else BUILT_IN)

    @once
    def retries(self) -> Value[int | Unread]:
        """How often a connection is tried again; 3 where nothing says otherwise."""
        found = self.setting("retries")
        if found and found.value:
            return Value(INTEGER.read(found.value[0]), found.origin)
        return Value(int(self._built_in("retries")), BUILT_IN)

    def option(self, name: str) -> Value[bool]:
        """Whether an option is on; `default option` brings the built-in value back.

        Raises:
            UnknownName: HAProxy has no such option in any version, nor has this proxy such a line.
        """
        if name.__class__ is not str:
            _check_texts(name)
        if name not in self._options:
            found = self._nearest(("option", name), "option", lambda statement: statement.arguments[:1] == (name,))
            if found is None and not _is_setting(("option", name)):
                raise _unknown(("option", name))
            line = None if found is None else found.statement
            self._options[name] = _OFF if found is None or line is None else Value(line.prefix is None, found)
        return self._options[name]

    def timeout(self, name: str) -> Value[Duration | Unread | None]:
        """A timeout by its name, such as "client"; None if it is set nowhere.

        Raises:
            UnknownName: HAProxy has no such timeout in any version, nor has this proxy such a line.
        """
        if name.__class__ is not str:
            _check_texts(name)
        if name not in self._timeouts:
            found = self.setting("timeout", name)
            word = None if found is None or not found.value else found.value[0]
            value = Unread("", "expected a duration") if word is None else DURATION.read(word)
            self._timeouts[name] = Value(None, BUILT_IN) if found is None else Value(value, found.origin)
        return self._timeouts[name]

    @once
    def check_method(self) -> Value[tuple[str, ...]]:
        """The option that says how servers are checked, with its arguments; a plain connection where none does."""
        found = self._nearest("check method", "option", _sets_check_method)
        if found is None or found.statement is None:
            return Value(("connect",), BUILT_IN)
        return Value(covered_words(found.statement.words)[1:], found)

    @once
    def http_checks(self) -> list[Statement]:
        """The `http-check` lines in force, the proxy's own or inherited: steps, then `disable-on-404`, `send-state`."""
        return [line for line, _ in check_steps(self.proxy, "http-check", self._inheritance)]

    @once
    def tcp_checks(self) -> list[Statement]:
        """The `tcp-check` lines in force: the proxy's own, else the inherited ones."""
        return [line for line, _ in check_steps(self.proxy, "tcp-check", self._inheritance)]

    @once
    def logs(self) -> list[Statement]:
        """The `log` lines in force: inherited ones first; `no log` empties the list."""
        return self._log_lines or []

    @property
    def refuses_logs(self) -> bool:
        """Whether `no log` leaves no log target on purpose."""
        return self._log_lines == []

    @once
    def _log_lines(self) -> list[Statement] | None:
        start: list[Statement] | None = None
        return self._inheritance.gathered(self.proxy, "log", start, self._logs_behind)

    @once
    def uses_servers(self) -> bool:
        """Whether connections go to the servers: not with `dispatch` or `option transparent`, without `balance`."""
        if self.setting("balance") is not None:
            return True
        return self.setting("dispatch") is None and not self.option("transparent").value

    @once
    def servers(self) -> tuple[EffectiveServer, ...]:
        """The servers in the order of the file, templates expanded."""
        return tuple(self._servers()) if self.has_backend else ()

    def _any_server_has(self, *keywords: str) -> bool:
        """Whether one of some parameters is in force for one of the servers: most are nowhere in most files."""
        return not self._server_keywords.isdisjoint(keywords)

    @once
    def _server_keywords(self) -> frozenset[str]:
        shared = {id(server.parameters): server.parameters.params for server in self.servers}
        return frozenset(keyword for params in shared.values() for keyword in params)

    @once
    def server_names(self) -> Mapping[str, EffectiveServer]:
        """The servers by name, the first of a name."""
        return {server.name: server for server in reversed(self.servers)}

    def pool(self, name: str) -> Effective | None:
        """Another `backend` or `listen` of the configuration, by its name; None if there is none."""
        given_text(name, "the name of a backend or listen section as text")
        found = self._inheritance.pools.get(name)
        return None if found is None else resolve(found, self._inheritance)

    def _servers(self) -> Iterator[EffectiveServer]:
        start = self._inheritance.no_parameters
        if self.defaults is not None:
            start = self._inheritance.gathered(self.defaults, "default-server", start, self._behind_defaults)
        for statement in self.statements:
            if isinstance(statement, DefaultServer):
                start = start.behind(statement)
            elif isinstance(statement, Server):
                yield EffectiveServer(
                    statement.name, statement, start.of_server(statement), self._lineage, self.active.version
                )
            elif isinstance(statement, ServerTemplate):
                params = start.of_server(statement)
                for number_ in (statement.numbers or range(0))[: self._inheritance.most_instances]:
                    yield EffectiveServer(
                        f"{statement.name}{number_}", statement, params, self._lineage, self.active.version
                    )

    def _behind_defaults(self, start: Parameters, section: Section) -> Parameters:
        """What server lines start from behind a `defaults` section."""
        for line in reversed(self._inheritance.by_keyword(section).get("default-server", ())):
            if isinstance(line, DefaultServer):
                start = start.behind(line)
        return start

    def _logs_behind(self, inherited: list[Statement] | None, section: Section) -> list[Statement] | None:
        """The log targets behind a section; None where no line spoke of logs."""
        lines = self._inheritance.by_keyword(section).get("log")
        if lines is None:
            return inherited
        result = list(inherited or ())
        for line in reversed(lines):
            if line.prefix == "no":
                result.clear()
            else:
                result.append(line)
        return result

    def _last_switch(self, section: Section) -> str | None:
        by_keyword = self._inheritance.by_keyword(section)
        if "disabled" not in by_keyword and "enabled" not in by_keyword:
            return None
        switches = [line for line in self.active.beginning(section, *_SWITCHES) if not line.arguments]
        return switches[-1].keyword if switches else None

    def _nearest(self, key: Hashable, keyword: str, accepts: Callable[[Statement], bool]) -> Origin | None:
        """The last line of a keyword that is accepted, the proxy's own or the nearest inherited."""

        own = next(filter(accepts, self._by_keyword.get(keyword, ())), None)
        if own is not None:
            return Origin("explicit", own, self.proxy)
        if self.defaults is None:
            return None
        place = (id(self.defaults), key)
        inherited = self._inheritance.inherited
        if place not in inherited:
            # What one proxy inherits do all that start from the same `defaults`.
            inherited[place] = self._above(self.defaults, key, keyword, accepts)
        return inherited[place]

    def _above(
        self, defaults: Section, key: Hashable, keyword: str, accepts: Callable[[Statement], bool]
    ) -> Origin | None:
        def last(section: Section) -> Statement | None:
            return next(filter(accepts, self._inheritance.by_keyword(section).get(keyword, ())), None)

        found = self._inheritance.nearest(defaults, key, last)
        if found is None:
            return None
        statement, section = found
        return origin_of(statement, section, self._lineage)

    @once
    def _by_keyword(self) -> Mapping[str, list[Statement]]:
        return self._inheritance.by_keyword(self.proxy)

    @once
    def _lineage(self) -> Lineage:
        return self._inheritance.lineage(self.proxy)

    def _built_in(self, setting: str) -> str:
        """The first word of a built-in value."""
        rows = proxy_built_ins("defaults", self.active.version)
        return next(row.text.split()[1] for row in rows if row.setting == setting)


def resolve(proxy: Section, inheritance: Inheritance) -> Effective:
    """The settings of a proxy; the same object whenever they are asked for under the same inheritance."""
    found = inheritance.resolved.get(id(proxy))
    if found is None:
        found = inheritance.resolved[id(proxy)] = Effective(proxy, inheritance)
    return found


def _check_texts(*names: object) -> None:
    for name in names:
        given_text(name, "the name of a setting as text")


@cache
def _row_paths() -> tuple[tuple[str, ...], ...]:
    """The words with which lines of proxies begin, as the tables have them."""
    return tuple(tuple(row.name.split()) for row in PROXY)


@cache
def _is_setting(path: tuple[str, ...]) -> bool:
    """Whether lines of proxies can begin with some words."""
    if read("listen", path).row is not None:
        # Another spelling of an option, too.
        return True
    return any(name[: len(path)] == path[: len(name)] for name in _row_paths())


def _unknown(path: tuple[str, ...]) -> UnknownName:
    """The exception for a setting that no proxy has."""
    names = dict.fromkeys(" ".join(name[: len(path)]) for name in _row_paths())
    return UnknownName(f"no proxy has a setting {' '.join(path)!r}{near(' '.join(path), names)}")


def _sets_check_method(option: Statement) -> bool:
    return option.prefix is None and bool(CHECK_OPTIONS.intersection(option.arguments[:1]))


def effective(
    config: Config, proxy: Section, *, version: str = LATEST, environment: Mapping[str, str] | None = None
) -> Effective:
    """The settings of a proxy of a configuration.

    Args:
        config: the configuration.
        proxy: one of its `frontend`, `backend`, `listen` or `defaults` sections.
        version: an HAProxy version.
        environment: the variables that HAProxy would see; None is unknown, then undecided `.if` branches count.

    Raises:
        UnknownName: the proxy is not in this configuration.
        InvalidValue: the section is not a proxy, or the version is not supported.
    """
    if proxy.kind not in PROXIES:
        raise InvalidValue(f"{proxy.title!r} is not a proxy: ask for a frontend, backend, listen or defaults section")
    if proxy.config is not config:
        raise UnknownName(f"{proxy.title!r} is not in this configuration")
    return resolve(proxy, inheritance_of(active_of(config, version=version, environment=environment)))
