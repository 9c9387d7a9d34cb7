"""What the strategies of `haproxy_model.testing` promise, as far as the library itself can say it."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.testing.accepted_files import accepted_configurations
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import assert_says_what_it_holds
from haproxy_model.testing.layouts import layouts_of
from haproxy_model.testing.random_edits import edited
from haproxy_model.testing.refused import MISTAKES, refused_configurations


def why_refused(text: str, version: str) -> hm.Diagnostic | None:
    report = hm.check(hm.parse(text), version=version, features=())
    return next((each for each in report if each.fatal), None)


@pytest.mark.parametrize("version", hm.VERSIONS)
@given(data=st.data())
@examples(0.15)
def test_what_is_made_to_be_accepted_is_accepted(version: str, data: st.DataObject) -> None:
    text = data.draw(accepted_configurations(version))

    assert why_refused(text, version) is None


@given(text=accepted_configurations("2.6", max_lines=4), data=st.data())
@examples(0.3)
def test_layouts_of_a_text_mean_the_same(text: str, data: st.DataObject) -> None:
    config, other = hm.parse(text), hm.parse(data.draw(layouts_of(text)))

    assert not hm.differences(config, other)
    assert hm.equivalent(config, other)
    assert why_refused(other.dumps(), "2.6") is None


@given(text=refused_configurations("2.6"))
@examples(0.3)
def test_a_burst_of_mistakes_is_refused(text: str) -> None:
    assert why_refused(text, "2.6") is not None


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
@pytest.mark.parametrize("version", hm.VERSIONS)
@given(data=st.data())
@examples(0.1)
def test_every_mistake_is_one(mistake: str, version: str, data: st.DataObject) -> None:
    assert why_refused(f"listen zz\n    {data.draw(MISTAKES[mistake])}\n", version) is not None


@given(config=edited(configs))
@examples(0.5)
def test_what_was_edited_says_what_it_holds(config: hm.Config) -> None:
    assert_says_what_it_holds(config)
