"""What is remembered of a configuration until the next edit is what a fresh reading of its bytes gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.testing.links import linked_configs
from haproxy_model.testing.spellings import names

_PROXIES = (hm.Defaults, hm.Frontend, hm.Backend, hm.Listen)


def _section(config: hm.Config, data: st.DataObject) -> Any:
    return data.draw(st.sampled_from(list(config.sections)))


def _statement(config: hm.Config, data: st.DataObject) -> Any:
    return data.draw(
        st.sampled_from([each for section in config.sections for each in (section.header, *section.statements)])
    )


def _rename_a_symbol(config: hm.Config, data: st.DataObject) -> None:
    symbols = list(config.symbols())
    if symbols:
        new = data.draw(names | st.sampled_from(["if", "table", "{", *(symbol.name for symbol in symbols)]))
        config.rename(data.draw(st.sampled_from(symbols)), new)


def _rename_a_member(config: hm.Config, data: st.DataObject) -> None:
    section = _section(config, data)
    owner = data.draw(st.sampled_from([config.sections, getattr(section, "servers", config.sections)]))
    if owner:
        owner.rename(data.draw(st.sampled_from(owner[:])), data.draw(names))


def _change_words(config: hm.Config, data: st.DataObject) -> None:
    statement = _statement(config, data)
    place = data.draw(st.integers(1, len(statement.words)))
    words = list(statement.words)
    words[place : place + 1] = data.draw(
        st.lists(names | st.sampled_from(["backup", "check", "weight", "7"]), max_size=2)
    )
    statement.words = words


def _retell(config: hm.Config, data: st.DataObject) -> None:
    statement = _statement(config, data)
    statement.text = data.draw(st.sampled_from([statement.text, f"{statement.text} {data.draw(names)}"]))


def _respell(config: hm.Config, data: st.DataObject) -> None:
    statement = _statement(config, data)
    place = data.draw(st.integers(0, len(statement.words) - 1))
    statement.respell(place, f"'{statement.words[place]}'" if "'" not in statement.words[place] else "x")


def _comment(config: hm.Config, data: st.DataObject) -> None:
    member = data.draw(st.sampled_from([_section(config, data), _statement(config, data)]))
    setattr(
        member,
        data.draw(st.sampled_from(["comment", "comment_above"])),
        data.draw(st.sampled_from([None, "a", "b\nc"])),
    )


def _add_a_line(config: hm.Config, data: st.DataObject) -> None:
    lines = ["server new 192.0.2.7:1 backup", "default-server weight 9", "mode http", ".if defined(X)", "", "# comment"]
    lines += ["use_backend app", "acl a src 192.0.2.1"]
    section = _section(config, data)
    where = data.draw(st.sampled_from([section.lines, section.statements]))
    line = data.draw(st.sampled_from(lines if where is section.lines else lines[:-4]))
    if section.lines and data.draw(st.booleans()):
        section.lines.insert_before(data.draw(st.sampled_from(section.lines[:])), line)
    else:
        where.append(line)


def _drop_a_line(config: hm.Config, data: st.DataObject) -> None:
    lines = _section(config, data).lines
    if lines:
        lines.remove(data.draw(st.sampled_from(lines[:])))


def _move_a_line(config: hm.Config, data: st.DataObject) -> None:
    lines = _section(config, data).lines
    if lines:
        move = data.draw(st.sampled_from([lines.move_before, lines.move_after]))
        move(data.draw(st.sampled_from(lines[:])), data.draw(st.sampled_from(lines[:])))


def _add_a_section(config: hm.Config, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(_PROXIES))
    new = kind(data.draw(names), "mode tcp", "timeout connect 9s")
    if data.draw(st.booleans()):
        config.sections.insert_before(_section(config, data), new)
    else:
        data.draw(st.sampled_from([config.sections, getattr(config, _COLLECTIONS[kind])])).append(new)


_COLLECTIONS = {hm.Defaults: "defaults", hm.Frontend: "frontends", hm.Backend: "backends", hm.Listen: "listens"}


def _drop_a_section(config: hm.Config, data: st.DataObject) -> None:
    if len(config.sections) > 1:
        config.sections.remove(_section(config, data))


def _move_a_section(config: hm.Config, data: st.DataObject) -> None:
    move = data.draw(st.sampled_from([config.sections.move_before, config.sections.move_after]))
    move(_section(config, data), _section(config, data))


def _set_once(config: hm.Config, data: st.DataObject) -> None:
    section = _section(config, data)
    if isinstance(section, hm.Proxy):
        section.balance = data.draw(st.sampled_from(["source", "roundrobin", None]))
        section.timeouts.client = data.draw(st.sampled_from(["7s", None]))


_EDITS: tuple[Callable[[hm.Config, st.DataObject], None], ...] = (
    _rename_a_symbol, _rename_a_member, _change_words, _retell, _respell, _comment, _add_a_line, _drop_a_line,
    _move_a_line, _add_a_section, _drop_a_section, _move_a_section, _set_once,
)  # fmt: skip


def _answers(config: hm.Config) -> list[object]:
    """What the public surface says of a configuration, without objects that are of one reading alone."""
    found: list[object] = []
    for section in config.sections:
        found.append((config.span(section), section.title, [config.span(line) for line in section.statements]))
        found.append([(line.keyword, line.conditions) for line in section.statements])
        if not isinstance(section, _PROXIES):
            continue
        effective = config.effective(section)
        found.append([(each.name, each.words, _origin(config, each.origin)) for each in effective.settings])
        for server in effective.servers:
            settings_ = [(each.name, each.words, _origin(config, each.origin)) for each in server.settings]
            found.append((server.name, settings_))
        if not isinstance(section, (hm.Defaults, hm.Frontend)):
            failover = hm.failover(section)
            found.append((failover.roots, failover.new_connections.holds, failover.new_connections.undecidable))
    for collection in (config.sections, config.backends, config.frontends, config.listens, config.defaults):
        for name in dict.fromkeys(collection.names()):
            found.append((name, [config.span(each) for each in collection.all(name)]))
    symbols = config.symbols()
    for symbol in symbols:
        places = [
            [(symbols.span(each), each.name, each.owner) for each in mentions]
            for mentions in (symbol.definitions, symbol.uses)
        ]
        found.append(
            (
                symbol.path,
                places,
                symbols.find(symbol.kind, symbol.name, symbol.section.name).path if symbol.owner is None else None,
            )
        )
    found.append([(symbols.span(each), each.name) for each in symbols.unresolved])
    found.append([(symbols.span(each), each.kinds, each.reason) for each in symbols.dynamic])
    return found


def _origin(config: hm.Config, origin: hm.Origin) -> object:
    return origin.kind, None if origin.statement is None else config.span(origin.statement)


@given(linked_configs() | linked_configs().map(lambda text: f"defaults\n mode tcp\n{text}"), st.data())
@examples(0.5)
def test_what_is_remembered_is_what_a_fresh_reading_gives(text: str, data: st.DataObject) -> None:
    config = hm.parse(text)
    for _ in range(data.draw(st.integers(1, 6))):
        _answers(config)
        try:
            data.draw(st.sampled_from(_EDITS))(config, data)
        except hm.HaproxyModelError:
            pass

        assert _answers(config) == _answers(hm.parse(config.dump()))
