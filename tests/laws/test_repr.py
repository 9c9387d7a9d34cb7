"""Law: what `repr` shows is Python that gives an equal object, or nothing that could be taken for Python."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from inputs import examples

import haproxy_model as hm
from haproxy_model.records import NamedTuple
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import everything
from haproxy_model.testing.parameter_words import durations
from haproxy_model.values.value import Value

NAMES = {name: getattr(hm, name) for name in hm.__all__}


def assert_pasteable_or_clearly_not(value: object) -> None:
    shown = repr(value)
    assert " object at 0x" not in shown, "it says nothing of the object"
    try:
        pasted = eval(shown, dict(NAMES))
    except SyntaxError:
        return
    assert pasted == value, f"{shown} is another object when it is pasted"


def _of(config: hm.Config) -> list[object]:
    """The objects of a configuration, and the values of its lines."""
    found: list[object] = [config, config.files, *config.files, config.symbols(), *config.symbols()]
    for section in config.sections:
        found += [section, section.lines, section.statements, getattr(section, "timeouts", None)]
    for proxy in config.proxies:
        effective = config.effective(proxy)
        found += [effective, *effective.settings, *effective.servers, *effective.targets]
    for line in everything(config):
        found.append(line)
        if isinstance(line, hm.Statement):
            found += [line.words, line.conditions, *getattr(line, "params", ())]
            found += [getattr(line, field.name) for field in attrs.fields(type(line))]
    return found


@examples(0.5)
@given(configs)
def test_what_repr_shows_of_any_configuration(source: bytes) -> None:
    config = hm.parse(source)

    for each in (*_of(config), hm.validate(config), *hm.validate(config)):
        assert_pasteable_or_clearly_not(each)


@given(durations)
def test_values_are_pasteable(text: str) -> None:
    duration = hm.Duration.parse(text)

    assert eval(repr(duration), dict(NAMES)) == duration


def test_findings_are_pasteable() -> None:
    report = hm.validate(hm.parse("listen l\n bind :1\n mode http\n acl a src 192.0.2.1\n server s 192.0.2.1:80\n"))

    assert any(each.fix for each in report)
    assert eval(repr(report), dict(NAMES)) == report


def test_words_with_variables_are_pasteable() -> None:
    address = hm.parse('listen l\n server s "${HOST}:80"\n').listens[0].servers[0].words[2]

    assert isinstance(address, hm.Expandable)
    assert eval(repr(address), dict(NAMES)) == address
    assert eval(repr(address), dict(NAMES)).source == address.source


@pytest.mark.parametrize(
    "line",
    [
        hm.Server("s1", "192.0.2.1:80"),
        hm.Line("# s1"),
        hm.Line(""),
        hm.Statement("pass"),
        hm.Server("x", "192.0.2.1:80").parse("server ' x' :1"),
    ],
)
def test_lines_are_in_angle_brackets(line: hm.Line) -> None:
    assert repr(line)[0] + repr(line)[-1] == "<>"


@pytest.mark.parametrize(
    "text",
    ["userlist u\n user a password x1\n", "listen l\n bind :443 ssl ca-sign-pass z3\n", "listen l\n stats auth a:b4\n"],
)
def test_what_has_a_mask_is_never_pasteable(text: str) -> None:
    config = hm.parse(text)

    for each in _of(config):
        if "***" in repr(each):
            with pytest.raises(SyntaxError):
                eval(repr(each), dict(NAMES))


class Loose(NamedTuple):
    """An object whose `repr` looks like Python and is not."""

    name: str

    def __repr__(self) -> str:
        return "Duration(seconds=1)"


@pytest.mark.parametrize("wrong", [object(), Loose("a")])
def test_what_is_neither_would_be_seen(wrong: object) -> None:
    with pytest.raises(AssertionError):
        assert_pasteable_or_clearly_not(wrong)


def test_every_value_of_the_public_surface_is_shown_by_its_fields() -> None:
    kinds = [each for each in NAMES.values() if isinstance(each, type) and issubclass(each, Value)]

    assert hm.Report in kinds
    assert all(kind.__repr__ is Value.__repr__ for kind in kinds)
