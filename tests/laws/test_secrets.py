"""Law 13: no secret is ever seen by people, whatever is wrong around it; values, fixes and dumps have it as it is."""

from __future__ import annotations

import copy
import io
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from attrs import fields
from hypothesis import given, strategies as st
from inputs import examples
from inputs.secrets import FAULTS, MARK, PLACES, SECTIONS, TOGETHER, Place, removals, secrets, text_with, written

import haproxy_model as hm
from haproxy_model.cli import effective, failover, symbols
from haproxy_model.diagnostics import Report
from haproxy_model.report import Result
from haproxy_model.report.failover_picture import PICTURES
from haproxy_model.report.json import write_json
from haproxy_model.report.terminal import write_text
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.testing.laws import everything
from haproxy_model.values.value import Value

_ENVIRONMENT = {"PASS": f"env{MARK}", "NONE": ""}


def _without_edits(value: object) -> object:
    """A document without the texts of fixes, which are to be applied."""
    if isinstance(value, dict):
        return {key: _without_edits(each) for key, each in value.items() if key != "edits"}
    return [_without_edits(each) for each in value] if isinstance(value, list) else value


def _reported(config: hm.Config, report: Report) -> Iterator[str]:
    result = Result("a.cfg", report, lambda file: config.files[0].dumps().split("\n"))
    for width in (200, 40):
        text = io.StringIO()
        write_text([result], text, haproxy=report.version, width=width)
        yield text.getvalue()
    document = io.StringIO()
    write_json([result], document, haproxy=report.version)
    yield json.dumps(_without_edits(json.loads(document.getvalue())))
    for diagnostic in report:
        fix = diagnostic.fix and hm.Fix(diagnostic.fix.title, diagnostic.fix.applicability, ())
        yield repr(hm.Diagnostic(*(getattr(diagnostic, name) for name in _FIELDS), fix))  # type: ignore[arg-type]


_FIELDS = ("code", "name", "severity", "fatal", "message", "span", "section", "related")


def _pictures(config: hm.Config) -> Iterator[str]:
    """What `repr` gives for everything."""
    yield repr(config)
    yield repr(config.files)
    for line in everything(config):
        yield repr(line)
        yield from map(repr, getattr(line, "params", ()))
    for section in config.sections:
        yield repr(section)
        yield repr(section.lines)
        yield repr(section.statements)
    yield repr(list(config.symbols()))


def _values(line: hm.Line) -> Iterator[object]:
    """The values of a line's attributes that are no plain text, and what they are made of."""
    for field in fields(type(line)) if isinstance(line, hm.Statement) else ():
        value = getattr(line, field.name, None)
        if isinstance(value, Value):
            yield value
        if isinstance(value, hm.Condition):
            yield from (term for terms in value.alternatives for term in terms)


def _answers(config: hm.Config) -> Iterator[str]:
    """What the command line says of names, settings and failover."""
    for answer in (
        symbols.show(config, symbol=None, place=None),
        effective.show(config, proxy=None, differences=False, version="3.4", environment=None),
        effective.show(config, proxy=None, differences=True, version="3.4", environment=None),
        failover.show(config, proxy=None, version="3.4", environment=None),
    ):
        yield "\n".join("".join(text for text, _ in line) for line in answer.lines())
        yield from ("".join(answer.picture("a.cfg", kind)) for kind in PICTURES if answer.picture is not None)
        yield json.dumps(answer.document())
    for proxy in config.listens:
        view = config.effective(proxy)
        yield repr(view.settings)
        yield from (repr(server.settings) for server in view.servers)


def _all_that_people_see(
    text: str, versions: tuple[str, ...], linted: tuple[str, ...], environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    config = hm.parse(text, "a.cfg")
    for version in versions:
        yield from _reported(config, hm.check(config, version=version, environment=environment))
    for version in linted:
        yield from _reported(config, hm.validate(config, version=version, environment=environment))
    yield from _pictures(config)
    yield from _answers(config)


def _assert_unseen(text: str, *versions: tuple[str, ...], environment: Mapping[str, str] | None = None) -> None:
    for seen in _all_that_people_see(text, *versions, environment=environment):
        low = seen.lower()
        assert MARK.lower() not in low, next(line for line in seen.split("\n") if MARK.lower() in line.lower())
        assert MARK.encode().hex() not in low


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.line)
def test_no_fault_on_its_line_shows_a_secret(place: Place) -> None:
    for number, fault in enumerate(FAULTS.values()):
        secret = f"x{MARK}+{number}/y="
        text = text_with(fault(written(place, secret)), place.section)
        _assert_unseen(text, (VERSIONS[number % len(VERSIONS)],), ("3.4",))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.line)
def test_no_word_that_is_missing_and_no_other_section_shows_a_secret(place: Place) -> None:
    for line in removals(place, f"a{MARK}b"):
        _assert_unseen(text_with(line, place.section), ("2.4",), ("3.4",))
    for section in SECTIONS:
        _assert_unseen(text_with(written(place, f"a{MARK}b"), section), ("3.4",), ("2.6",))


@given(
    st.sampled_from(PLACES),
    secrets,
    st.sampled_from(TOGETHER),
    st.sampled_from(TOGETHER),
    st.sampled_from(SECTIONS),
    st.sampled_from(VERSIONS),
)
@examples(1)
def test_no_two_faults_show_a_secret(
    place: Place, secret: str, fault: str, other: str, section: str, version: str
) -> None:
    line = FAULTS[other](FAULTS[fault](written(place, secret)))
    _assert_unseen(text_with(line, section), (version,), (version,))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.line)
def test_no_variable_brings_in_a_secret(place: Place) -> None:
    for spelling in ("$PASS", "a${PASS}b", "${PASS} c d", "${PASS[*]}", f"${{OTHER-{MARK}}}"):
        before = place.line.partition("{s}")[0].replace('\\"', "")
        line = written(place, spelling if before.count('"') % 2 else f'"{spelling}"')
        _assert_unseen(text_with(f"{line} foo", place.section), ("2.4", "3.4"), ("3.4",), environment=_ENVIRONMENT)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.line)
def test_no_value_shows_the_secrets_that_its_text_tells(place: Place) -> None:
    config = hm.parse(text_with(written(place, f"x{MARK}+/y="), place.section))
    for line in everything(config):
        for value in _values(line):
            assert MARK not in repr(value)


def _reachable(root: object) -> Iterator[object]:
    """Every object of the library that public attributes, items and members lead to."""
    seen: dict[int, object] = {}
    waiting = [root]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, (str, bytes, int, type)) or each is None:
            continue
        seen[id(each)] = each
        if isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, (tuple, list, frozenset, set)) and not type(each).__module__.startswith("haproxy_model"):
            waiting += each
        elif type(each).__module__.startswith("haproxy_model"):
            yield each
            for name in (*dir(type(each)), *getattr(each, "__dict__", ())):
                value = getattr(each, name, None) if name[:1] != "_" else None
                if not callable(value):
                    waiting.append(value)
            if hasattr(each, "__iter__"):
                waiting += each


@given(st.sampled_from(PLACES), secrets, st.sampled_from(["none", "a variable behind", "an open expression", *FAULTS]))
@examples(0.5)
def test_no_object_that_a_file_leads_to_shows_a_secret(place: Place, secret: str, fault: str) -> None:
    config = hm.parse(text_with(FAULTS[fault](written(place, secret)), place.section), "a.cfg")
    answers = [hm.failover(proxy) for proxy in config.listens]
    for each in _reachable((config, config.symbols(), *map(config.effective, config.listens), *answers)):
        assert MARK.lower() not in repr(each).lower(), type(each)


@pytest.mark.parametrize(
    ("text", "find"),
    [
        ('http-request set-header Authorization "Bearer %[str({s})]"', lambda line: line.log_formats[0]),
        ('http-request set-header Authorization "%[str({s}"', lambda line: line.log_formats[0]),
        ('bind :1 ssl ca-sign-pass "{s}$A"', lambda line: line.ca_sign_pass),
        ('setenv DB_PASSWORD "{s}$A"', lambda line: line.value),
    ],
)
def test_a_value_with_a_mask_is_the_value_all_the_same(text: str, find: Callable[[Any], Any]) -> None:
    section = "global" if text.startswith("setenv") else "listen l"
    value = find(hm.parse(f"{section}\n {text.format(s=MARK)}\n").sections[0].statements[0])
    assert repr(value)[0] + repr(value)[-1] == "<>"
    assert MARK in str(value)
    for copied in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert copied == value
        assert MARK not in repr(copied)
    again = find(hm.Statement.parse(text.format(s=MARK)))
    assert again == value
    assert hash(again) == hash(value)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.line)
def test_what_is_no_text_for_people_keeps_the_secret(place: Place) -> None:
    line = written(place, MARK)
    config = hm.parse(text_with(line, place.section))

    assert line in config.dumps()
    assert any(line in each.text for each in everything(config))
    if "{x}" not in place.line:
        assert any(MARK in word for each in everything(config) if isinstance(each, hm.Statement) for word in each.words)
