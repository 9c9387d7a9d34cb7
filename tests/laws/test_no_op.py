"""Law 5: assigning an equal value changes nothing, however it is spelled."""

from __future__ import annotations

from typing import Any

from hypothesis import given, strategies as st
from inputs import examples
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.model.attributes import Argument, Rest
from haproxy_model.model.params import Flag, ParameterValue
from haproxy_model.model.single import Presence, Setting, Text, Words
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import everything

_TYPED = (Argument, Rest, Flag, ParameterValue)
_SINGLE = (Setting, Text, Words, Presence)


def assign_what_is_there(config: hm.Config) -> None:
    """Assign to every attribute the value that it has."""
    for line in everything(config):
        if isinstance(line, hm.Statement):
            line.words = list(line.words)
            line.comment = line.comment
            line.comment_above = line.comment_above
            assign_same(line, type(line), _TYPED)
            if hasattr(line, "params"):
                line.params = line.params
    for section in config.sections:
        section.comment_above = section.comment_above
        if section.name is not None and not isinstance(section.name, hm.Expandable):
            section.name = section.name
        assign_same(section, type(section), _SINGLE)
        if isinstance(section, hm.Proxy):
            assign_same(section.timeouts, type(section.timeouts), _SINGLE)


def assign_same(owner: Any, family: type, descriptors: tuple[type, ...]) -> None:
    """Assign to each typed attribute what it gives; what could not be read is assigned to nothing."""
    for name in dir(family):
        if isinstance(getattr(family, name), descriptors):
            value = getattr(owner, name)
            if not isinstance(value, hm.Unread) and not (isinstance(value, str) and not value):
                setattr(owner, name, value)


@given(configs)
def test_assigning_what_is_there_leaves_the_bytes(source: bytes) -> None:
    config = hm.parse(source)

    assign_what_is_there(config)
    assert config.dump() == source


@over_corpus
def test_assigning_what_is_there_leaves_real_files(chunk: int) -> None:
    for path in list(files(chunk))[::8]:
        config = hm.parse_file(path)
        assign_what_is_there(config)
        assert config.dump() == path.read_bytes()


_SAME = [
    ("inter", ["60000", "60s", "1m", "060s", "60000ms", "60000000us"]),
    ("weight", ["10", "010", "+10", "0010"]),
    ("address", ["10.0.0.1:80", "ipv4@10.0.0.1:80"][:1]),
    ("check_sni", ["a", "a"]),
]


@given(st.sampled_from(_SAME), st.data())
@examples(0.5)
def test_an_equal_value_keeps_the_spelling(same: tuple[str, list[str]], data: st.DataObject) -> None:
    name, spellings = same
    old, new = data.draw(st.sampled_from(spellings)), data.draw(st.sampled_from(spellings))
    keyword = name.replace("_", "-")
    line = f'  server "s" {old} # x' if name == "address" else f'  server "s" 10.0.0.1:80   "{keyword}" "{old}" # x'
    server = hm.Statement.parse(line)

    setattr(server, name, new)
    assert server.text == line


def test_a_spelling_changes_only_when_asked() -> None:
    server = hm.Statement.parse("server s 10.0.0.1:80  inter 2000 check")
    assert isinstance(server, hm.Server)

    server.inter = "2s"  # type: ignore[assignment]
    assert server.text == "server s 10.0.0.1:80  inter 2000 check"
    server.respell(4, "2s")
    assert server.text == "server s 10.0.0.1:80  inter 2s check"
