"""Law 10: after any mix of edits, what is dumped reads back as the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from inputs import examples

import haproxy_model as hm
from haproxy_model.reading.parameters import attribute_name
from haproxy_model.schema.rows import Parameter
from haproxy_model.schema.server import SERVER
from haproxy_model.testing import parameter_words as params, statement_words as statements
from haproxy_model.testing.configurations import configs, listens
from haproxy_model.testing.laws import assert_says_what_it_holds, is_balanced
from haproxy_model.testing.spellings import comments, names, word_values

_ROWS = [row for row in SERVER if row.name not in ("usesrc", "set-proxy-v2-tlv-fmt")]
_addresses = st.integers(1, 254).map(lambda number: f"192.0.2.{number}:3306")
_first_words = names.map(lambda name: f"kw{name}")


class Edits(RuleBasedStateMachine):
    """Somebody who changes a configuration here and there."""

    config: hm.Config

    @initialize(source=configs | listens() | st.just(b""))
    def read(self, source: bytes) -> None:
        self.config = hm.parse(source)

    @invariant()
    def the_dump_reads_back_as_the_model(self) -> None:
        if hasattr(self, "config"):
            assert_says_what_it_holds(self.config)

    def unless_refused(self, edit: Callable[[], object]) -> None:
        """Do what would take an `.if` block apart, or be refused with nothing changed."""
        before, balanced = self.config.dump(), is_balanced(self.config.dump())
        try:
            edit()
        except hm.InvalidValue:
            assert self.config.dump() == before
        assert is_balanced(self.config.dump()) or not balanced

    def section(self, data: st.DataObject, *kinds: type[hm.Section]) -> Any:
        found = [section for section in self.config.sections if not kinds or isinstance(section, kinds)]
        return data.draw(st.sampled_from(found)) if found else self.add_section(data, hm.Listen)

    def add_section(self, data: st.DataObject, kind: type[hm.Section]) -> hm.Section:
        name = data.draw(names)
        while name in self.config.sections:
            name += "x"
        return self.config.sections.append(kind(name))

    def server(self, data: st.DataObject) -> tuple[hm.Members[hm.Server], hm.Server]:
        section = self.section(data, hm.Listen, hm.Backend)
        if not section.servers:
            section.servers.append(hm.Server(data.draw(names), data.draw(_addresses)))
        return section.servers, data.draw(st.sampled_from(section.servers[:]))

    # -- servers ------------------------------------------------------------------------------------------------------

    @rule(data=st.data(), row=st.sampled_from(_ROWS))
    def set_a_parameter(self, data: st.DataObject, row: Parameter) -> None:
        _, server = self.server(data)
        words = data.draw(params.values_of(row))
        try:
            setattr(server, attribute_name(row.name), " ".join(words) if words else True)
        except hm.InvalidValue:
            assert any(
                param.values == () and hasattr(type(server), attribute_name(param.keyword)) for param in server.params
            )

    @rule(data=st.data())
    def unset_a_parameter(self, data: st.DataObject) -> None:
        _, server = self.server(data)
        for param in server.params[:1]:
            if "(" not in param.keyword and hasattr(type(server), attribute_name(param.keyword)):
                setattr(server, attribute_name(param.keyword), None if param.values else False)

    @rule(data=st.data(), name=names, address=_addresses)
    def add_a_server(self, data: st.DataObject, name: str, address: str) -> None:
        servers, other = self.server(data)
        how: Any = data.draw(st.sampled_from([servers.append, servers.insert_before, servers.insert_after]))
        new = hm.Server(name, address, check=True)
        how(new) if how == servers.append else how(other, new)

    @rule(data=st.data())
    def copy_a_server(self, data: st.DataObject) -> None:
        servers, other = self.server(data)
        servers.append(data.draw(st.sampled_from([other.copy, other.without_layout]))())

    @rule(data=st.data(), name=names)
    def rename_a_server(self, data: st.DataObject, name: str) -> None:
        servers, server = self.server(data)
        self.unless_refused(lambda: servers.rename(server, name))

    @rule(data=st.data())
    def move_a_server(self, data: st.DataObject) -> None:
        servers, server = self.server(data)
        data.draw(st.sampled_from([servers.move_before, servers.move_after]))(
            server, data.draw(st.sampled_from(servers[:]))
        )

    @rule(data=st.data())
    def remove_a_server(self, data: st.DataObject) -> None:
        servers, server = self.server(data)
        assert servers.remove(server) is server

    # -- lines --------------------------------------------------------------------------------------------------------

    @rule(data=st.data(), words=statements.any_statement)
    def add_a_statement(self, data: st.DataObject, words: tuple[str, ...]) -> None:
        section = self.section(data)
        section.statements.append(hm.Statement(*words))

    @rule(data=st.data(), words=st.lists(word_values, max_size=3), first=_first_words)
    def change_words(self, data: st.DataObject, words: list[str], first: str) -> None:
        section = self.section(data)
        found = [s for s in section.statements if not s.words[0].startswith(".")]
        if found:
            data.draw(st.sampled_from(found)).words = (first, *words)

    @rule(data=st.data())
    def remove_a_line(self, data: st.DataObject) -> None:
        section = self.section(data)
        if section.lines:
            line = data.draw(st.sampled_from(section.lines[:]))
            self.unless_refused(lambda: section.lines.remove(line))

    @rule(data=st.data(), comment=st.none() | comments)
    def comment_a_line(self, data: st.DataObject, comment: str | None) -> None:
        section = self.section(data)
        member = data.draw(st.sampled_from([section, *section.statements]))
        name = data.draw(st.sampled_from(["comment", "comment_above"]))
        self.unless_refused(lambda: setattr(member, name, comment))

    @rule(data=st.data(), comment=comments)
    def insert_a_comment(self, data: st.DataObject, comment: str) -> None:
        self.section(data).insert_comment(comment)

    @rule(data=st.data())
    def insert_a_blank_line(self, data: st.DataObject) -> None:
        self.section(data).lines.append(hm.Line(""))

    @rule(data=st.data(), value=st.sampled_from(["source", "roundrobin", None]))
    def set_balance(self, data: st.DataObject, value: str | None) -> None:
        self.section(data, hm.Listen, hm.Backend).balance = value

    @rule(data=st.data(), value=params.durations | st.none())
    def set_a_timeout(self, data: st.DataObject, value: str | None) -> None:
        self.section(data, hm.Proxy).timeouts.client = value

    @rule(data=st.data(), name=st.sampled_from(["httpchk", "tcpka"]))
    def toggle_an_option(self, data: st.DataObject, name: str) -> None:
        options = self.section(data, hm.Proxy).options
        options.remove(name) if name in options else options.append(hm.Option(name))

    # -- sections ------------------------------------------------------------------------------------------------------

    @rule(data=st.data(), kind=st.sampled_from([hm.Backend, hm.Listen, hm.Frontend, hm.Defaults, hm.Peers]))
    def a_new_section(self, data: st.DataObject, kind: type[hm.Section]) -> None:
        self.add_section(data, kind)

    @rule(data=st.data())
    def remove_a_section(self, data: st.DataObject) -> None:
        section = self.section(data)
        self.unless_refused(lambda: self.config.sections.remove(section))

    @rule(data=st.data())
    def move_a_section(self, data: st.DataObject) -> None:
        section, other = self.section(data), self.section(data)
        self.unless_refused(lambda: self.config.sections.move_before(section, other))

    @rule(data=st.data(), name=names)
    def rename_a_section(self, data: st.DataObject, name: str) -> None:
        section = self.section(data)
        if section.name is not None:
            self.unless_refused(lambda: self.config.sections.rename(section, name))

    @rule()
    def read_again(self) -> None:
        self.config = hm.parse(self.config.dump())


TestEdits = Edits.TestCase
TestEdits.settings = settings(examples(0.5), stateful_step_count=20)
