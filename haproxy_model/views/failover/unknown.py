"""What no configuration says and yet decides who serves: Lua, clients' destinations, other writers, variables.

A proof that holds only as far as the text is known is no proof; a violation is one if it stands whatever the unknown
parts are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from attrs import evolve

from haproxy_model.model.line import Statement
from haproxy_model.model.rules import StickRule
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address
from haproxy_model.values.unread import Unread
from haproxy_model.views.active import Active
from haproxy_model.views.effective import Effective
from haproxy_model.views.failover.pool import Pool
from haproxy_model.views.failover.reading import holds, read_pool
from haproxy_model.views.inheritance import Inheritance

_LUA = re.compile(r"(?<![\w.-])lua\.[\w.]").search
_LUA_LOADS = ("lua-load", "lua-load-per-thread")
#: What the class of servers and the choice among them is made of.
_DECISIVE = frozenset(
    ("server", "server-template", "default-server", "balance", "hash-type", "hash-balance-factor", "option", "retries",
     "stick", "stick-table", "use-server", "cookie", "persist", "force-persist", "mode", "disabled", "enabled",
     "dispatch")
)  # fmt: skip
_DECISIVE_OPTIONS = frozenset(("allbackups", "persist", "redispatch", "prefer-last-server", "transparent", "httpchk"))


class _Whole:
    """What is asked of a whole configuration once: Lua, who writes which stick table, the reading without doubt."""

    def __init__(self, active: Active) -> None:
        globals_ = (section for section in active.sections if section.kind == "global")
        self.lua = next(
            (line for section in globals_ for line in active.statements(section) if line._words[0] in _LUA_LOADS), None
        )
        #: table -> the names of the sections whose rules store in it
        self.writers: dict[str, set[str]] = {}
        for section in active.sections:
            if SECTIONS[section.kind].proxy:
                for rule in active.of_family(section, StickRule):
                    if rule.arguments[:1] != ("match",) and rule.table is not None:
                        self.writers.setdefault(rule.table, set()).add(section.name or "")
        self.doubtless: Inheritance | None = None
        if active.has_undecided:
            version, environment = active.version, active.environment
            less = Active(active.config, version=version, environment=environment, undecided=False)
            self.doubtless = Inheritance(less)


_WHOLES: WeakKeyDictionary[Active, _Whole] = WeakKeyDictionary()


def unknown_parts(effective: Effective, pool: Pool) -> Iterator[str]:
    """What nobody knows from the text, each in words that quote it.

    Args:
        effective: the settings of the proxy.
        pool: what was read from them.
    """
    whole = _whole(effective)
    if whole.lua is not None:
        yield f"`{' '.join(whole.lua._words[:2])}` brings Lua code, which may change servers"
    for line in effective.statements:
        if any(map(_LUA, line._words)):
            yield f"`{' '.join(line._words[:3])}` asks Lua"
    for server, state in zip(effective.servers, pool.servers, strict=True):
        if state.may_serve and isinstance(server.address, Address) and server.address.is_wildcard:
            yield f"server `{server.name}` connects to the address that each client asked for"
    yield from entries_from_elsewhere(effective, pool)
    for name in sorted(uncertain_servers(effective)):
        yield f"a variable decides about server `{name}`"
    balance = effective.balance.value[0]
    if isinstance(balance, Expandable):
        yield f"a variable decides about `balance {balance}`"
    doubtful = None if whole.doubtless is None else next(_doubtful(effective), None)
    if doubtful is not None:
        yield f"whether `{' '.join(doubtful._words[:2])}` counts depends on a `.if` that cannot be decided"


def uncertain_servers(effective: Effective) -> frozenset[str]:
    """The servers with a parameter that nobody knows."""
    return frozenset(
        server.name for server in effective.servers if not server.is_certain or isinstance(server.weight, Unread)
    )


def other_readings(effective: Effective, pool: Pool) -> Iterator[Pool]:
    """The pool without what is unknown: a violation is certain if these have it too."""
    uncertain = uncertain_servers(effective)
    if uncertain:
        yield evolve(pool, servers=tuple(server for server in pool.servers if server.name not in uncertain))
    less = _whole(effective).doubtless
    if less is not None:
        yield read_pool(Effective(effective.proxy, less))


def restored(effective: Effective, pool: Pool) -> Pool | None:
    """The pool with every server enabled and weighed, as a state file may leave it; None where none is loaded."""
    setting = effective.setting("load-server-state-from-file")
    if setting is None or setting.value[:1] == ("none",):
        return None
    servers = (evolve(server, weight=server.weight or 1, disabled=False) for server in pool.servers)
    return evolve(pool, servers=tuple(servers))


def entries_from_elsewhere(effective: Effective, pool: Pool) -> Iterator[str]:
    """The stick tables that this proxy follows and others write, each in words."""
    own = effective.proxy.name or ""
    for rule in effective.statements:
        if not isinstance(rule, StickRule) or rule.arguments[:1] not in (("on",), ("match",)) or holds(rule) is False:
            continue
        table = rule.table or own
        others = _whole(effective).writers.get(table, set()) - {own}
        if table != own and pool.stick != "none":
            others = others | {table}
        if others:
            yield f"the stick table of `{table}` is also written by `{min(others)}`"


def _whole(effective: Effective) -> _Whole:
    active = effective.active
    found = _WHOLES.get(active)
    if found is None:
        found = _WHOLES[active] = _Whole(active)
    return found


def _doubtful(effective: Effective) -> Iterator[Statement]:
    """The lines that decide who serves, in branches that nobody can decide."""
    active = effective.active
    for section in (effective.proxy, effective.defaults):
        for line in () if section is None else active.statements(section):
            decides = line.keyword in _DECISIVE
            if line.keyword == "option":
                decides = bool(_DECISIVE_OPTIONS.intersection(line.arguments[:1]))
            if decides and active.is_doubtful(line):
                yield line
