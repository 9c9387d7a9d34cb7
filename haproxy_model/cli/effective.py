"""`haproxy-model effective`: settings and where each comes from, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from haproxy_model.cli.answers import Answer
from haproxy_model.cli.named_proxies import chosen
from haproxy_model.cli.shown_places import line_of, place_object
from haproxy_model.model.masking import masked_line
from haproxy_model.model.places import places_of
from haproxy_model.syntax.text import printable, visible
from haproxy_model.views.active import active_of
from haproxy_model.views.effective import Effective, resolve
from haproxy_model.views.inheritance import inheritance_of

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Span
    from haproxy_model.model.config import Config
    from haproxy_model.model.line import Statement
    from haproxy_model.report.json import Object
    from haproxy_model.report.terminal import Pieces
    from haproxy_model.views.origin import Origin
    from haproxy_model.views.settings import Setting

#: Where origins begin at least, and how far a long line may push them.
_COLUMN, _FURTHEST = 44, 76
#: How many proxies that compute names are listed for each backend.
_LISTED = 5


def show(
    config: Config,
    *,
    proxy: str | None,
    differences: bool,
    version: str,
    environment: Mapping[str, str] | None,
) -> Answer:
    """What to say of a proxy, or of all.

    Args:
        config: the configuration.
        proxy: its name, or kind and name with a slash between; None for every frontend, listen and backend.
        differences: only what its own lines make different.
        version: an HAProxy version.
        environment: the variables that HAProxy would see; None is unknown.

    Raises:
        UnknownName: there is no such proxy.
    """
    inheritance = inheritance_of(active_of(config, version=version, environment=environment))
    shown = _Shown(config, [resolve(section, inheritance) for section in chosen(inheritance, proxy)])
    if differences:
        return Answer(shown.different_lines, lambda: shown.document(version, shown.different))
    return Answer(shown.lines, lambda: shown.document(version, shown.whole))


class _Shown:
    """Some proxies, and how they are told."""

    def __init__(self, config: Config, proxies: list[Effective]) -> None:
        self._config = config
        self._proxies = proxies
        self._places = places_of(config)
        #: the spans of lines, of which many are inherited again and again
        self._spans: dict[int, Span] = {}

    def lines(self) -> Iterator[Pieces]:
        """Everything, for people."""
        for number, proxy in enumerate(self._proxies):
            yield from self._header(proxy, number)
            for setting in proxy.settings:
                yield self._line(4, setting)
            for server in proxy.servers:
                address = server.statement._reading.value("address") or ""
                doubt = proxy.active.is_doubtful(server.statement)
                note = "  in an `.if` branch that may not be taken" if doubt else ""
                yield [("    ", ""), (f"server {server.name} {address}", "strong"), (note, "warning")]
                for setting in server.settings:
                    yield self._line(8, setting)
            for front in proxy.frontends:
                if front is not proxy:
                    yield [(f"    reached from {front.proxy.title}", "gutter")]
            computing = proxy.computing_frontends[: _LISTED + 1] if proxy.has_backend else ()
            for front in computing[:_LISTED]:
                title = front.proxy.title
                yield [(f"    perhaps reached from {title}, which computes a name", "gutter")]
            if len(computing) > _LISTED:
                yield [("    perhaps reached from others, which compute names", "gutter")]

    def different_lines(self) -> Iterator[Pieces]:
        """What the proxies' own lines make different, for people."""
        for number, proxy in enumerate(self._proxies):
            yield from self._header(proxy, number)
            for old, new in proxy.changes:
                for sign, role, setting in (("-", "error", old), ("+", "good", new)):
                    if setting is not None:
                        yield [(f"  {sign} ", role), *self._line(0, setting)]

    def document(self, version: str, tell: Callable[[Effective], Object]) -> Object:
        """The same for programs."""
        proxies: list[Object] = [tell(proxy) for proxy in self._proxies]
        return {"version": 1, "haproxy": version, "proxies": proxies}

    def whole(self, proxy: Effective) -> Object:
        """A proxy with all that it has."""
        servers: list[Object] = [
            {"name": printable(server.name), "settings": self._settings(server.settings)} for server in proxy.servers
        ]
        targets: list[Object] = [
            {
                "how": target.how,
                "name": printable(target.name),
                "section": None if target.section is None else printable(target.section.title),
                "condition": None if target.condition is None else printable(masked_line(str(target.condition))),
                "origin": self._origin(target.origin),
            }
            for target in proxy.targets
        ]
        return {
            **self._named(proxy), "settings": self._settings(proxy.settings), "servers": servers, "targets": targets
        }  # fmt: skip

    def different(self, proxy: Effective) -> Object:
        """A proxy with what its own lines make different."""
        changes: list[Object] = [
            {
                "name": printable((new or old).name),  # type: ignore[union-attr]  # one of the two is there
                "before": None if old is None else self._setting(old),
                "after": None if new is None else self._setting(new),
            }
            for old, new in proxy.changes
        ]
        return {**self._named(proxy), "changes": changes}

    def _header(self, proxy: Effective, number: int) -> Iterator[Pieces]:
        if number:
            yield []
        where = line_of(self._places.line_span(proxy.proxy), self._config)
        yield [(proxy.proxy.title, "place"), (f"  {where}", "gutter")]

    def _line(self, indent: int, setting: Setting) -> Pieces:
        text = " " * indent + (
            f"{setting.name}: as {setting.like}" if setting.like else visible(" ".join(setting._shown))
        )
        gap = max(_COLUMN - len(text), 2) if len(text) < _FURTHEST else 2
        role = "" if setting.origin.kind == "explicit" else "gutter"
        note = [(f"; {setting.note}", "warning")] if setting.note else []
        return [(text, ""), (" " * gap, ""), (self._from(setting.origin), role), *note]

    def _from(self, origin: Origin) -> str:
        if origin.statement is None:
            return origin.kind
        where = line_of(self._span(origin.statement), self._config)
        if origin.kind == "explicit":
            return where
        through = [section.title for section in reversed(origin.through)]
        return f"{where}, {' through '.join(through)}" if through else f"{where}, default-server"

    def _span(self, statement: Statement) -> Span:
        if id(statement) not in self._spans:
            self._spans[id(statement)] = self._places.line_span(statement)
        return self._spans[id(statement)]

    def _named(self, proxy: Effective) -> Object:
        name = proxy.proxy.name
        return {
            "kind": proxy.proxy.kind,
            "name": None if name is None else printable(name),
            **place_object(self._places.line_span(proxy.proxy)),
        }

    def _settings(self, settings: Iterable[Setting]) -> list[Object]:
        return [self._setting(setting) for setting in settings]

    def _setting(self, setting: Setting) -> Object:
        return {
            "name": printable(setting.name),
            "words": [printable(word) for word in setting._shown],
            "like": setting.like or None,
            "note": setting.note or None,
            "origin": self._origin(setting.origin),
        }

    def _origin(self, origin: Origin) -> Object:
        span = None if origin.statement is None else self._span(origin.statement)
        return {
            "kind": origin.kind,
            **place_object(span),
            "through": [printable(section.title) for section in origin.through],
        }
