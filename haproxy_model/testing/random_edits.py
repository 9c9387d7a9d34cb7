"""Edits as tools make them, drawn at random: whatever a configuration holds, each of them can be tried on it.

An edit first draws what it needs, and adds a server or a section where there is none to be edited; what it gives is the
edit itself, to be called: so the state right before it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from hypothesis import strategies as st

import haproxy_model as hm
from haproxy_model.reading.parameters import attribute_name
from haproxy_model.schema.server import SERVER
from haproxy_model.testing.parameter_words import durations, values_of
from haproxy_model.testing.spellings import comments, names, word_values
from haproxy_model.testing.statement_words import any_statement

#: The edit itself; raises what the library raises where it refuses it.
Call = Callable[[], object]
#: Draws one kind of edit of a configuration.
Edit = Callable[[st.DrawFn, hm.Config], Call]
_Kind = TypeVar("_Kind", bound=hm.Section)
_Pool = hm.Listen | hm.Backend

_ROWS = [row for row in SERVER if row.name not in ("usesrc", "set-proxy-v2-tlv-fmt")]
_addresses = st.integers(1, 254).map(lambda number: f"192.0.2.{number}:3306")
_SECTIONS: tuple[type[hm.Section], ...] = (hm.Backend, hm.Listen, hm.Frontend, hm.Defaults, hm.Peers)


# -- what is edited ---------------------------------------------------------------------------------------------------


def _added(draw: st.DrawFn, config: hm.Config, kind: type[_Kind]) -> _Kind:
    name = draw(names)
    while name in config.sections:
        name += "x"
    section = kind(name)
    config.sections.append(section)
    return section


def _any_section(draw: st.DrawFn, config: hm.Config) -> hm.Section:
    found = list(config.sections)
    return draw(st.sampled_from(found)) if found else _added(draw, config, hm.Listen)


def _pool(draw: st.DrawFn, config: hm.Config) -> _Pool:
    found: list[_Pool] = [*config.listens, *config.backends]
    return draw(st.sampled_from(found)) if found else _added(draw, config, hm.Listen)


def _proxy(draw: st.DrawFn, config: hm.Config) -> hm.Proxy:
    found = [section for section in config.sections if isinstance(section, hm.Proxy)]
    return draw(st.sampled_from(found)) if found else _added(draw, config, hm.Listen)


def _server(draw: st.DrawFn, config: hm.Config) -> tuple[hm.Members[hm.Server], hm.Server]:
    servers = _pool(draw, config).servers
    if not servers:
        servers.append(hm.Server(draw(names), draw(_addresses)))
    return servers, draw(st.sampled_from(servers[:]))


# -- servers ----------------------------------------------------------------------------------------------------------


def _set_a_parameter(draw: st.DrawFn, config: hm.Config) -> Call:
    _, server = _server(draw, config)
    row = draw(st.sampled_from(_ROWS))
    words = draw(values_of(row))
    return partial(setattr, server, attribute_name(row.name), " ".join(words) if words else True)


def _unset_a_parameter(draw: st.DrawFn, config: hm.Config) -> Call:
    _, server = _server(draw, config)
    for param in server.params[:1]:
        if "(" not in param.keyword and hasattr(type(server), attribute_name(param.keyword)):
            return partial(setattr, server, attribute_name(param.keyword), None if param.values else False)
    return nothing


def _add_a_server(draw: st.DrawFn, config: hm.Config) -> Call:
    servers, other = _server(draw, config)
    new = hm.Server(draw(names), draw(_addresses), check=True)
    where = draw(st.sampled_from(["at the end", "before", "after"]))
    if where == "at the end":
        return partial(servers.append, new)
    return partial(servers.insert_before if where == "before" else servers.insert_after, other, new)


def _copy_a_server(draw: st.DrawFn, config: hm.Config) -> Call:
    servers, other = _server(draw, config)
    return partial(servers.append, other.copy() if draw(st.booleans()) else other.without_layout())


def _rename_a_server(draw: st.DrawFn, config: hm.Config) -> Call:
    servers, server = _server(draw, config)
    return partial(servers.rename, server, draw(names))


def _move_a_server(draw: st.DrawFn, config: hm.Config) -> Call:
    servers, server = _server(draw, config)
    move = servers.move_before if draw(st.booleans()) else servers.move_after
    return partial(move, server, draw(st.sampled_from(servers[:])))


def _sort_the_servers(draw: st.DrawFn, config: hm.Config) -> Call:
    servers, _ = _server(draw, config)
    return partial(servers.sort, key=lambda server: str(server.name), reverse=draw(st.booleans()))


def _remove_a_server(draw: st.DrawFn, config: hm.Config) -> Call:
    servers, server = _server(draw, config)
    return partial(servers.remove, server)


# -- lines ------------------------------------------------------------------------------------------------------------


def nothing() -> None:
    """The edit of a configuration that has nothing to be edited in that way."""


def _statement(draw: st.DrawFn, config: hm.Config) -> hm.Statement | None:
    found = [line for line in _any_section(draw, config).statements if not line.keyword.startswith(".")]
    return draw(st.sampled_from(found)) if found else None


def _add_a_statement(draw: st.DrawFn, config: hm.Config) -> Call:
    return partial(_any_section(draw, config).statements.append, hm.Statement(*draw(any_statement)))


def _change_words(draw: st.DrawFn, config: hm.Config) -> Call:
    statement = _statement(draw, config)
    words = (f"kw{draw(names)}", *draw(st.lists(word_values, max_size=3)))
    return nothing if statement is None else partial(setattr, statement, "words", words)


def _comment_out(draw: st.DrawFn, config: hm.Config) -> Call:
    statement = _statement(draw, config)
    return nothing if statement is None else statement.comment_out


def _remove_a_line(draw: st.DrawFn, config: hm.Config) -> Call:
    lines = _any_section(draw, config).lines
    return partial(lines.remove, draw(st.sampled_from(lines[:]))) if lines else nothing


def _comment_a_line(draw: st.DrawFn, config: hm.Config) -> Call:
    section = _any_section(draw, config)
    member: hm.Section | hm.Statement = draw(st.sampled_from([section, *section.statements]))
    where = draw(st.sampled_from(["comment", "comment_above"]))
    return partial(setattr, member, where, draw(st.none() | comments))


def _insert_a_comment(draw: st.DrawFn, config: hm.Config) -> Call:
    return partial(_any_section(draw, config).insert_comment, draw(comments))


def _insert_a_blank_line(draw: st.DrawFn, config: hm.Config) -> Call:
    return partial(_any_section(draw, config).lines.append, hm.Line(""))


def _set_balance(draw: st.DrawFn, config: hm.Config) -> Call:
    return partial(setattr, _pool(draw, config), "balance", draw(st.sampled_from(["source", "roundrobin", None])))


def _set_a_timeout(draw: st.DrawFn, config: hm.Config) -> Call:
    return partial(setattr, _proxy(draw, config).timeouts, "client", draw(durations | st.none()))


def _toggle_an_option(draw: st.DrawFn, config: hm.Config) -> Call:
    options, name = _proxy(draw, config).options, draw(st.sampled_from(["httpchk", "tcpka"]))
    return partial(options.remove, name) if name in options else partial(options.append, hm.Option(name))


# -- sections ---------------------------------------------------------------------------------------------------------


def _add_a_section(draw: st.DrawFn, config: hm.Config) -> Call:
    kind, name = draw(st.sampled_from(_SECTIONS)), draw(names)
    return nothing if name in config.sections else partial(config.sections.append, kind(name))


def _remove_a_section(draw: st.DrawFn, config: hm.Config) -> Call:
    return partial(config.sections.remove, _any_section(draw, config))


def _move_a_section(draw: st.DrawFn, config: hm.Config) -> Call:
    return partial(config.sections.move_before, _any_section(draw, config), _any_section(draw, config))


def _rename_a_section(draw: st.DrawFn, config: hm.Config) -> Call:
    section, name = _any_section(draw, config), draw(names)
    return nothing if section.name is None else partial(config.sections.rename, section, name)


def _rename_a_proxy_everywhere(draw: st.DrawFn, config: hm.Config) -> Call:
    proxy, name = _pool(draw, config), draw(names)
    return nothing if name in config.sections else partial(config.rename, proxy, name)


#: What is done -> the edit.
EDITS: Mapping[str, Edit] = {
    function.__name__.strip("_").replace("_", " "): function
    for function in (
        _set_a_parameter, _unset_a_parameter, _add_a_server, _copy_a_server, _rename_a_server, _move_a_server,
        _sort_the_servers, _remove_a_server, _add_a_statement, _change_words, _comment_out, _remove_a_line,
        _comment_a_line, _insert_a_comment, _insert_a_blank_line, _set_balance, _set_a_timeout, _toggle_an_option,
        _add_a_section, _remove_a_section, _move_a_section, _rename_a_section, _rename_a_proxy_everywhere,
    )
}  # fmt: skip


@st.composite
def edited(draw: st.DrawFn, sources: st.SearchStrategy[bytes], max_edits: int = 5) -> hm.Config:
    """A configuration after some edits, each of which the library took or refused.

    Args:
        sources: what is read first.
        max_edits: how many edits are tried at most.
    """
    config = hm.parse(draw(sources))
    for edit in draw(st.lists(st.sampled_from(sorted(EDITS)), max_size=max_edits)):
        call = EDITS[edit](draw, config)
        try:
            call()
        except hm.InvalidValue:
            continue
    return config
