"""Every proxy with the settings that HAProxy has for it when all files are read, as far as whole proxies are judged.

One pass over the sections, each copying what its `defaults` has; a full resolution is `views.effective`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import Option
from haproxy_model.model.section import Section
from haproxy_model.records import NamedTuple
from haproxy_model.schema.inheritance import CHECK_OPTIONS, LOG_FORMAT_LINES
from haproxy_model.schema.keywords import rows
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.keywords.unopened import is_opened
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import inheritance_of

#: Lines whose first word, or first two words, name the setting.
_SINGLE = frozenset(
    ("mode", "balance", "default_backend", "cookie", "monitor-uri", "stats", "log-format", "log-format-sd", "id",
     "dispatch")
)  # fmt: skip
_PAIRED = frozenset(("timeout", "option", "external-check", "email-alert", "capture", "http-check"))
#: Of the latter, those that anybody asks for, options aside.
_PAIRS = frozenset(
    ("timeout client", "timeout connect", "timeout server", "timeout tunnel", "external-check command",
     "external-check path", "email-alert from", "email-alert level", "email-alert mailers", "email-alert myhostname",
     "email-alert to", "capture cookie", "http-check disable-on-404", "http-check send-state")
)  # fmt: skip
_SWITCHES = frozenset(("enabled", "disabled"))
_WATCHED = _SINGLE | _PAIRED | _SWITCHES | {"log", "no", "default"}
#: Of the options that choose what is logged, and of those that choose how servers are checked, the last one counts.
_ALIKE = {
    **dict.fromkeys(LOG_FORMAT_LINES, "log format"),
    **{f"option {name}": "check" for name in CHECK_OPTIONS},
}
#: Settings that no proxy copies from its `defaults`.
_OWN = ("id",)


class Proxy(NamedTuple):
    """One proxy."""

    section: Section
    #: the line in force of each setting, its own or inherited
    settings: dict[str, Statement]
    #: whether a log target is known to be in force; None where a variable hides it
    is_logged: bool | None
    #: whether it is off
    disabled: bool
    #: the first words of its own lines
    keywords: frozenset[str]
    #: its mode; None where a variable hides it
    mode: str | None

    @property
    def kind(self) -> str:
        """Its keyword."""
        return self.section.kind

    @property
    def has_frontend(self) -> bool:
        """Whether it accepts connections."""
        return self.section.kind != "backend"

    @property
    def has_backend(self) -> bool:
        """Whether it may have servers."""
        return self.section.kind != "frontend"

    @property
    def has_servers(self) -> bool:
        """Whether it has any."""
        return self.has_backend and not self.keywords.isdisjoint(("server", "server-template"))

    @property
    def title(self) -> str:
        """What messages call it."""
        return f"{self.section.kind} `{self.section.name}`"

    def place(self, line: Statement) -> Statement:
        """Where a message about a setting of this proxy stands: at its own line, else at its header."""
        return line if line._section is self.section else self.section.header


class Proxies:
    """The frontends, backends and listens that HAProxy looks at when all is read, in the order of the files."""

    def __init__(self, active: Active) -> None:
        self.active = active
        self.every: list[Proxy] = []
        inheritance = inheritance_of(active)
        behind: dict[int, Proxy] = {}
        targets: bool | None = False
        for section in active.sections:
            if section.kind == "global":
                targets = _logged(active.beginning(section, "log", "no"), targets, None)
                continue
            if section.kind not in ("defaults", "frontend", "backend", "listen") or not is_opened(section):
                continue
            parent = inheritance.parent(section)
            start = None if parent is None else behind.get(id(parent))
            proxy = behind[id(section)] = _resolved(section, start, active, targets)
            if section.kind != "defaults":
                self.every.append(proxy)
        #: those that are not disabled
        self.enabled = [proxy for proxy in self.every if not proxy.disabled]
        #: backends and listens by name, the first of a name
        self.pools: dict[str, Proxy] = {}
        for proxy in self.every:
            if proxy.has_backend:
                self.pools.setdefault(active.name(proxy.section) or "", proxy)

    def lines(self, proxy: Proxy, word: str) -> Iterator[Statement]:
        """A proxy's own lines that begin with a word."""
        return iter(self.active.lines(proxy.section, word) if word in proxy.keywords else ())


def setting_of(line: Statement) -> str:
    """The name of the setting that a line makes: its keyword, with the option that it names."""
    return f"option {line.name}" if isinstance(line, Option) else line.keyword


def _resolved(section: Section, start: Proxy | None, active: Active, targets: bool | None) -> Proxy:
    words = active.first_words(section)
    settings = {} if start is None else dict(start.settings)
    for key in _OWN:
        settings.pop(key, None)
    if section.kind == "backend":
        # What belongs to listening is not copied to a backend.
        for key in ("default_backend", "monitor-uri", "log format", "log-format-sd", "capture cookie"):
            settings.pop(key, None)
    elif section.kind == "frontend":
        for key in ("balance", "cookie", "check"):
            settings.pop(key, None)
    disabled = start is not None and start.disabled
    is_logged: bool | None = False if start is None else start.is_logged
    if not words.isdisjoint(_WATCHED):
        for statement in active.beginning(section, *_WATCHED):
            word = statement.keyword
            name = statement._argument(1)
            key = word if name is None else f"{word} {name}"
            if statement.prefix is not None:
                settings.pop(key, None)
            elif word in _SINGLE:
                settings[_ALIKE.get(word, word)] = statement
            elif word in _PAIRED:
                if key in _PAIRS or key in _options():
                    settings[key] = statement
                if key in _ALIKE:
                    settings[_ALIKE[key]] = statement
            elif word in _SWITCHES:
                disabled = word == "disabled"
        is_logged = _logged(active.beginning(section, "log", "no"), is_logged, targets)
    return Proxy(section, settings, is_logged, disabled, words, _mode(settings.get("mode")))


def _mode(line: Statement | None) -> str | None:
    if line is None:
        return "tcp"
    word = line._argument(1) or ""
    return None if isinstance(word, Expandable) else word


@cache
def _options() -> frozenset[str]:
    return frozenset(row.name for kind in ("frontend", "backend") for row in rows(kind, "option"))


def _logged(statements: list[Statement], before: bool | None, targets: bool | None) -> bool | None:
    """Whether there is a log target after some lines."""
    for statement in statements:
        if statement.keyword != "log":
            continue
        target = statement._argument(1)
        if statement.prefix is not None:
            before = before if target is not None else False
        elif target == "global" and not isinstance(target, Expandable):
            before = before or targets
        elif target is not None and before is not True:
            before = None if isinstance(target, Expandable) else True
    return before
