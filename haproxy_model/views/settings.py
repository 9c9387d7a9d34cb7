"""Every setting that a proxy has: its own, inherited and built in, gathered as HAProxy does (language reference, 7.1).

Which lines replace each other and which add up is said in `schema.inheritance`, which proxy obeys which line in the
keyword tables, what counts where nobody says anything in `schema.built_in`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from haproxy_model.errors import Suggesting
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import masked
from haproxy_model.model.section import Section
from haproxy_model.schema.built_in import proxy_built_ins
from haproxy_model.schema.inheritance import EXECUTED_ANYWAY, STANDS_FOR, Manner, gathering
from haproxy_model.schema.rows import Keyword, verdict
from haproxy_model.views.check_steps import OPTIONS, check_steps, is_switch
from haproxy_model.views.inheritance import Inheritance
from haproxy_model.views.origin import BUILT_IN, Origin, origin_of

#: Lines that make servers: see `Effective.servers`.
_SERVERS = frozenset(("server", "server-template", "default-server"))


@frozen
class Setting(Suggesting):
    """One setting of a proxy: its words, and the line that it comes from."""

    #: what is set: `timeout client`, `balance`, `health check` (whichever option it is), `http-request` …
    name: str
    #: the words of a line that says it, prefix included; empty where another setting gives the value
    words: tuple[str, ...] = field(repr=lambda words: repr(tuple(masked(words))))
    #: the line that it comes from
    origin: Origin
    #: the setting that gives the value, such as `timeout connect` for a missing `timeout queue`
    like: str = ""
    #: what of the line has no effect, or may have none, and why; empty where all of it has
    note: str = ""

    @property
    def _shown(self) -> list[str]:
        """Its words for people, without secrets."""
        return masked(self.words)


class _Gathered:
    """What the lines read so far come to."""

    def __init__(self) -> None:
        self.settings: dict[tuple[str, str], list[tuple[str, Statement, Section]]] = {}

    def add(self, name: str, manner: Manner, statement: Statement, section: Section, key: str = "") -> None:
        there = self.settings.setdefault((name, key), [])
        if manner in ("last", "keyed") or (manner == "anew" and there and there[-1][2] is not section):
            there.clear()
        there.append((name, statement, section))

    def drop(self, name: str) -> None:
        self.settings.pop((name, ""), None)

    def says(self, name: str) -> Statement | None:
        """The last line of a setting."""
        there = self.settings.get((name, ""))
        return there[-1][1] if there else None


def settings_of(proxy: Section, inheritance: Inheritance, *, own: bool = True) -> tuple[Setting, ...]:
    """The settings in force, sorted by name; lists in the order in which HAProxy goes through them.

    Args:
        proxy: a `frontend`, `backend`, `listen` or `defaults` section; its servers are left out.
        inheritance: which `defaults` it starts from, under a version and an environment.
        own: whether the proxy's own lines count; without them it is what it would have if it said nothing.
    """
    lineage = inheritance.lineage(proxy)
    line = tuple(lineage)
    version = inheritance.active.version
    gathered = _Gathered()
    for section in reversed(line if own else line[1:]):
        for statement in inheritance.active.statements(section):
            row = _row(statement, section)
            if row is not None and _counts(row, statement, section, proxy, version):
                _add(gathered, row, statement, section)
    if proxy.kind != "frontend" and (own or len(line) > 1):
        for keyword in OPTIONS:
            for step, section in check_steps(proxy if own else line[1], keyword, inheritance):
                gathered.add(keyword, "all", step, section)
    unsent = _unsent_request(gathered)
    found = [
        Setting(
            name,
            _words(name, statement),
            origin_of(statement, section, lineage),
            note=_UNSENT if statement is unsent else _DOUBTFUL if inheritance.active.is_doubtful(statement) else "",
        )
        for lines in gathered.settings.values()
        for name, statement, section in lines
    ]
    said = {setting.name for setting in found}
    mode = gathered.says("mode")
    found += _built_in(proxy.kind, version, said, mode.arguments[0] if mode and mode.arguments else "tcp")
    return tuple(sorted(found, key=lambda setting: setting.name))


def _built_in(kind: str, version: str, said: set[str], mode: str) -> Iterator[Setting]:
    for row in proxy_built_ins(kind, version):
        if row.setting not in said and row.needs in ("", mode):
            yield Setting(row.setting, tuple(row.text.split()), BUILT_IN, row.like)


def _row(statement: Statement, section: Section) -> Keyword | None:
    return None if statement.keyword in _SERVERS else statement._reading.row


def _counts(row: Keyword, statement: Statement, section: Section, proxy: Section, version: str) -> bool:
    """Whether a proxy obeys a line, its own or one that it would inherit."""
    outcome = verdict(row, proxy.kind, version)
    if section is proxy:
        return outcome == "accepted" or (outcome == "ignored" and statement.keyword in EXECUTED_ANYWAY)
    if gathering(row)[1] == "private" and proxy.kind != "defaults":
        return False
    return outcome == "accepted" and verdict(row, section.kind, version) == "accepted"


_DOUBTFUL = "it is in an `.if` branch that may not be taken"
_UNSENT = "its request is not sent: the `http-check` lines of a section below it replace it, and none is `send`"


def _unsent_request(gathered: _Gathered) -> Statement | None:
    """The inherited `option httpchk` whose request no check sends.

    The request is a step like those of `http-check`, so that a section's own steps replace it together with them:
    checks then wait for an answer to nothing, and the servers are marked DOWN (2.6.12 and 3.4.0, measured).
    """
    options, steps = gathered.settings.get(("health check", "")), gathered.settings.get(("http-check", ""))
    if not options or not steps:
        return None
    option, above = options[-1][1], options[-1][2]
    own = [step for _, step, section in steps if section is not above and not is_switch(step)]
    replaced = option.arguments[:1] == ("httpchk",) and bool(own)
    return option if replaced and not any(step.arguments[:1] == ("send",) for step in own) else None


def _words(name: str, statement: Statement) -> tuple[str, ...]:
    """The words of a line; of an option that stands for others, those of the one that is meant."""
    said = (statement.keyword, *statement.arguments)
    if statement.keyword == "option" and " ".join(said[:2]) in STANDS_FOR:
        said = tuple(name.split())
    return (statement.prefix, *said) if statement.prefix else said


def _add(gathered: _Gathered, row: Keyword, statement: Statement, section: Section) -> None:
    name, manner = gathering(row)
    if manner == "steps":
        return
    for each in STANDS_FOR.get(row.name, (name,)):
        if statement.prefix == "default" or (statement.prefix == "no" and row.name == "log"):
            gathered.drop(each)
        elif statement.prefix == "no" and each != row.name and row.name not in STANDS_FOR:
            # Of options that exclude each other `no` takes back the one it names, and no other.
            current = gathered.says(each)
            if current is not None and current.arguments[:1] == statement.arguments[:1]:
                gathered.drop(each)
        else:
            key = statement.arguments[0] if manner == "keyed" and statement.arguments else ""
            gathered.add(each, manner, statement, section, key)


def _by_name(settings: Iterable[Setting]) -> dict[str, list[tuple[tuple[str, ...], Setting]]]:
    """Settings by their names, each with what it says."""
    found: dict[str, list[tuple[tuple[str, ...], Setting]]] = {}
    for setting in settings:
        found.setdefault(setting.name, []).append((setting.words, setting))
    return found


def changes(proxy: Section, inheritance: Inheritance) -> Iterator[tuple[Setting | None, Setting | None]]:
    """What a proxy's own lines change: what it would have without them, and what it has; None where there is nothing.

    A line that says what would hold anyway changes nothing.
    """
    before, after = (_by_name(settings_of(proxy, inheritance, own=own)) for own in (False, True))
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, []), after.get(name, [])
        olds, news = {said for said, _ in old}, {said for said, _ in new}
        gone = [setting for said, setting in old if said not in news]
        come = [setting for said, setting in new if said not in olds]
        if len(gone) == len(come) == 1:
            yield gone[0], come[0]
            continue
        for setting in gone:
            yield setting, None
        for setting in come:
            yield None, setting
