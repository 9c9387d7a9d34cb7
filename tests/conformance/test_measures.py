"""What the measures of agreement count."""

from __future__ import annotations

import random

import pytest

import haproxy_model as hm
from conformance.messages import heard, named_without_line
from conformance.mutants import MISTAKES, MOVED, mutants
from conformance.program import Said
from conformance.stops import stopped

HTTP_RULE = "parsing [FILE:2]: 'http-request' expects 'allow', 'deny'"
CONDITION = "parsing [FILE:2] : error detected while parsing an 'http-request deny' condition : no such ACL : 'a'."
REMOVED = "parsing [FILE:2] : The 'block' directive is not supported anymore. Use 'http-request deny' instead."


@pytest.mark.parametrize(
    ("text", "version", "stops"),
    [
        (HTTP_RULE, "2.4", True),
        (CONDITION, "3.4", True),
        (REMOVED, "2.4", False),
        ("parsing [FILE:9]: Missing LF on last line, file might have been truncated", "3.0", False),
        ("parsing [FILE:9]: Missing LF on last line, file might have been truncated", "3.2", True),
        ("parsing [FILE:1] : unknown keyword 'x' in 'global' section", "3.4", False),
    ],
)
def test_haproxy_stops_reading_at_some_messages(text: str, version: str, stops: bool) -> None:
    assert stopped([text], version) is stops


def test_a_warning_is_heard_under_its_code_in_the_section_that_it_names() -> None:
    report = hm.check(hm.parse("listen l\n bind :1\n"))

    assert heard("missing timeouts for proxy 'l'.", None, report) is True
    assert heard("missing timeouts for proxy 'other'.", None, report) is False
    assert heard("log format ignored for proxy 'l' since it has no log address.", None, report) is False
    assert heard("Trying to register action 'x' more than once.", None, report) is None


def test_an_alert_without_a_line_names_what_has_its_code() -> None:
    assert named_without_line(["Proxy 'f': unable to find required use_backend: 'b'."]) == {"REF001"}


@pytest.mark.parametrize(
    ("text", "about_machine"),
    [
        ("'server a' : could not resolve address 'nope'.", True),
        ("'bind' : invalid address: 'nope' in 'nope:80'", True),
        ("'bind' : invalid address: 'a/b' in 'a/b:80'", False),
        ("unable to stat SSL certificate from file '/nope'", True),
        ("unknown keyword 'nope' in 'listen' section", False),
    ],
)
def test_what_a_machine_lacks_says_nothing_of_a_text(text: str, about_machine: bool) -> None:
    assert Said(False, ((1, text),)).about_machine is about_machine
    assert not Said(False, ((1, text), (2, "unknown keyword 'x' in 'listen' section"))).about_machine


def test_mutants_are_made_again_from_the_same_seed() -> None:
    source = b"listen l\n bind :80\n # nothing\n"
    first, second = (list(mutants(source, random.Random(3), 20)) for _ in range(2))

    assert first == second
    assert first


def test_every_kind_of_mistake_comes_and_changes_one_line() -> None:
    source = b"listen  l # a\n bind :80\n # nothing\nbackend  b\n server a 10.0.0.1:1 weight 5\n"
    drawn = list(mutants(source, random.Random(1), 400))
    words = sorted(line.split(b"#")[0].split() for line in source.split(b"\n"))

    assert {mutant.mistake for mutant in drawn} == {MOVED, *(mistake.name for mistake in MISTAKES)}
    for mutant in drawn:
        changed = sorted(line.split(b"#")[0].split() for line in mutant.text.split(b"\n"))
        assert mutant.text != source
        assert (changed == words) is (mutant.mistake == MOVED)
