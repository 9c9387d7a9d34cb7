"""`haproxy-model failover`: who serves in which health state, and whether it is ever two servers at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from haproxy_model.cli.answers import Answer
from haproxy_model.cli.failover_document import document
from haproxy_model.cli.named_proxies import chosen
from haproxy_model.cli.run import CLEAN, FINDINGS
from haproxy_model.cli.shown_places import line_of
from haproxy_model.cli.told_pools import told
from haproxy_model.model.places import places_of
from haproxy_model.report.excerpt import cells
from haproxy_model.views.active import active_of
from haproxy_model.views.effective import resolve
from haproxy_model.views.failover import Failover
from haproxy_model.views.inheritance import inheritance_of

if TYPE_CHECKING:
    from haproxy_model.model.config import Config
    from haproxy_model.report.json import Object
    from haproxy_model.report.shown_pool import ShownPool, ShownProof
    from haproxy_model.report.terminal import Pieces

#: The widest table that has a column for each server; beyond, servers are listed by name.
_WIDEST = 110
#: What is said below proofs that are none.
_UNKNOWN = "unknown is no proof: the exit status is 0 for it, and 1 with --strict"


def show(
    config: Config, *, proxy: str | None, version: str, environment: Mapping[str, str] | None, strict: bool = False
) -> Answer:
    """What to say of a pool, or of all.

    Args:
        config: the configuration.
        proxy: its name, or kind and name with a slash between; None for every pool.
        version: an HAProxy version.
        environment: the variables that HAProxy would see; None is unknown.
        strict: whether what is unknown counts as two servers at a time in the exit status.

    Raises:
        UnknownName: there is no such proxy.
    """
    inheritance = inheritance_of(active_of(config, version=version, environment=environment))
    settings = (resolve(section, inheritance) for section in chosen(inheritance, proxy))
    shown = _Shown(config, [Failover.of(each) for each in settings if each.servers or proxy is not None], version)
    return Answer(shown.lines, shown.document, lambda: shown.status(strict=strict), shown.picture)


class _Shown:
    """Some pools, and how they are told."""

    def __init__(self, config: Config, pools: list[Failover], version: str) -> None:
        self._config = config
        self._pools = pools
        self._version = version
        self._places = places_of(config)

    def status(self, *, strict: bool) -> int:
        """1 where two servers are used at a time."""
        answers = {proof.holds for pool in self._pools for proof in (pool.new_connections, pool.sessions)}
        return FINDINGS if False in answers or (strict and None in answers) else CLEAN

    def document(self) -> Object:
        """Everything, for programs."""
        return document(self._pools, self._version, self._places)

    def lines(self) -> Iterator[Pieces]:
        """Everything, for people."""
        if not self._pools:
            yield [(_NONE, "gutter")]
        for number, pool in enumerate(self._pools):
            if number:
                yield []
            yield from _lines(self._told(pool))
        yield from ([[], [(_UNKNOWN, "gutter")]] if self._are_open else [])

    def picture(self, name: str, kind: str) -> Iterator[str]:
        """Everything as SVG or HTML, for reports."""
        from haproxy_model.cli.failover_surroundings import surroundings
        from haproxy_model.report.failover_picture import PICTURES, Picture

        shown = ((self._told(pool), surroundings(pool)) for pool in self._pools)
        remark = _UNKNOWN if self._are_open else "" if self._pools else _NONE
        return PICTURES[kind](Picture(name, self._version, list(shown), remark))

    def _told(self, pool: Failover) -> ShownPool:
        return told(pool, line_of(self._places.line_span(pool.proxy), self._config))

    @property
    def _are_open(self) -> bool:
        return any(None in (pool.new_connections.holds, pool.sessions.holds) for pool in self._pools)


_NONE = "no proxy has servers"


def _lines(pool: ShownPool) -> Iterator[Pieces]:
    """A pool: the table, then the proofs."""
    yield [(pool.title, "place"), (f"  {pool.where}", "gutter")]
    if pool.note is not None:
        text, role = pool.note
        yield [(f"  {text}", role)]
    if pool.states:
        yield []
        yield from _table(pool)
        if pool.more:
            yield [(f"  {pool.more}", "gutter")]
        yield []
    for proof in pool.proofs:
        yield from _proof(proof)
    for number, text in enumerate(pool.assumed):
        yield [(f"  {'' if number else 'as long as':17}", "strong"), (text, "")]


def _table(pool: ShownPool) -> Iterator[Pieces]:
    """A row for each state: with a column for each server where there is room."""
    first = max(len("health state"), *(cells(state.title) for state in pool.states)) + 3
    columns = [max(cells(name), len("down, old")) + 3 for name in pool.columns]
    if not pool.states[0].cells or first + sum(columns) > _WIDEST:
        yield [(f"  {'health state':{first}}new connections; older sessions may remain on", "gutter")]
        for state in pool.states:
            head = (f"  {_padded(state.title, first)}", "gutter" if state.is_start else "")
            yield [head, state.new, *([(f"; {state.old}", "warning")] if state.old else [])]
        return
    yield [(f"  {'health state':{first}}", "gutter"), *_row([(name, "strong") for name in pool.columns], columns)]
    for state in pool.states:
        head = (f"  {_padded(state.title, first)}", "gutter" if state.is_start else "")
        yield [head, *_row(state.cells, columns)]
    yield [(f"  {pool.legend}", "gutter")]


def _row(pieces: Sequence[tuple[str, str]], widths: Sequence[int]) -> Pieces:
    """Pieces in columns, nothing after the last."""
    found: Pieces = []
    for (text, role), width in zip(pieces, widths, strict=True):
        found += [(text, role), (" " * max(width - cells(text), 0), "")]
    return found[:-1]


def _proof(proof: ShownProof) -> Iterator[Pieces]:
    """A proof: the verdict, then the way to two servers."""
    yield [(f"  {proof.subject:17}", "strong"), *proof.verdict]
    steps = [f"{number}. {event.text}" for number, event in enumerate(proof.events, 1)]
    width = max(map(cells, steps), default=0) + 3
    for text, event in zip(steps, proof.events, strict=True):
        yield [(f"      {_padded(text, width) if event.sessions else text}", ""), (event.sessions, "gutter")]
    if proof.more:
        yield [(f"      {proof.more}", "gutter")]


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - cells(text), 0)
