"""Families and sections as attrs sees them."""

from __future__ import annotations

import inspect
import pydoc

import attrs
import pytest
from hypothesis import given

import haproxy_model as hm
from haproxy_model.model.section_classes import Timeouts
from haproxy_model.testing.configurations import configs

SOURCE = b"""# the shop
backend  shop   # all of it
    mode http
    option  httpchk GET /   # kept
    server "a"  10.0.0.1:80   check  inter 2s fancy-new 5  # first
"""
EVERY = [getattr(hm, name) for name in hm.__all__]
#: What is another object each time that it is asked for.
LIVE = (hm.Members, Timeouts)
CLASSES = [each for each in EVERY if inspect.isclass(each) and issubclass(each, (hm.Statement, hm.Section))]


def _server() -> hm.Server:
    return hm.parse(SOURCE).backends[0].servers[0]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_each_family_and_section_has_fields(kind: type) -> None:
    names = [field.name for field in attrs.fields(kind)]

    assert attrs.has(kind)
    assert names[-2:] == ["comment", "text"]
    assert not [name for name in names if name.startswith("_") or not hasattr(kind, name)]


def test_a_field_tells_what_its_parameter_is() -> None:
    field = attrs.fields(hm.Server).inter

    assert field.type is hm.Duration
    assert field.metadata["keyword"] == "inter"
    assert field.metadata["unit"] == "milliseconds"
    assert "health checks" in field.metadata["summary"]
    assert attrs.fields(hm.Server).idle_ping.metadata["since"] == "3.2"
    assert attrs.fields(hm.Server).check.type is bool
    assert [field.name for field in attrs.fields(hm.ServerTemplate)][:3] == ["prefix_", "count", "address"]


@given(configs)
def test_asdict_gives_what_the_attributes_give(source: bytes) -> None:
    config = hm.parse(source)
    for owner in [each for section in config.sections for each in (section, *section.statements)]:
        found = attrs.asdict(owner, recurse=False)

        assert found["text"] == owner.text
        assert all(found[name] == getattr(owner, name) for name in found if not isinstance(found[name], LIVE))


@given(configs)
def test_evolved_without_a_change_is_a_free_twin(source: bytes) -> None:
    for section in hm.parse(source).sections:
        twin = attrs.evolve(section)
        assert (twin.text, twin.config, type(twin)) == (section.text, None, type(section))
        for line in section.statements:
            copy = attrs.evolve(line)
            assert (copy.text, copy.words, type(copy)) == (line.text, line.words, type(line))


def test_evolved_keeps_layout_comment_and_what_nobody_knows() -> None:
    server = _server()

    evolved = attrs.evolve(server, inter="3s", comment="second")

    assert evolved.text == '    server "a"  10.0.0.1:80   check  inter 3s fancy-new 5  # second'
    assert server.text.endswith("inter 2s fancy-new 5  # first")


def test_a_section_evolves_too() -> None:
    section = hm.parse(b"global\n" + SOURCE).backends[0]

    evolved = attrs.evolve(section, mode="tcp")

    assert evolved.text.encode() + b"\n" == SOURCE.replace(b"mode http", b"mode tcp")
    assert hm.Backend("b", mode="http", retries=2).text == "backend b\n    mode http\n    retries 2"


@pytest.mark.parametrize(
    "make",
    [
        lambda: attrs.evolve(_server(), iner="3s"),
        lambda: attrs.evolve(_server(), _words=("server",)),
        lambda: attrs.evolve(_server(), text="bind :80"),
        lambda: hm.Server("a", "10.0.0.1:80", iner="3s"),
        lambda: hm.Backend("b", moed="http"),
        lambda: hm.Backend(text="frontend f\n    bind :80"),
        lambda: hm.Backend(text="backend a\nbackend b"),
    ],
)
def test_what_is_no_attribute_or_no_such_line_is_refused(make: object) -> None:
    with pytest.raises(hm.InvalidValue):
        make()  # type: ignore[operator]


@pytest.mark.parametrize("arguments", [(), ("a",), ("a", "10.0.0.1:80", "check")])
def test_too_few_and_too_many_arguments_are_told(arguments: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match="Server takes name and address, then parameters by name"):
        hm.Server(*arguments)


def test_help_shows_each_parameter_with_its_line() -> None:
    text = pydoc.plain(pydoc.render_doc(hm.Server))

    for field in attrs.fields(hm.Server):
        assert f"|  {field.name}" in text
        assert field.metadata.get("summary", "") in text
    assert list(inspect.signature(hm.Server).parameters)[:2] == ["name", "address"]
    assert {"inter", "check"} <= set(inspect.signature(hm.Server).parameters)
