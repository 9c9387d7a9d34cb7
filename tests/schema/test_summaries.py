"""Every typed attribute says what it is in one line, for `help` and `attrs.fields`."""

from __future__ import annotations

import inspect
from collections import Counter

import pytest

import haproxy_model as hm
from haproxy_model.model.section_classes import Timeouts
from haproxy_model.model.virtual_fields import Typed, typed_attributes
from haproxy_model.schema.bind import BIND
from haproxy_model.schema.server import SERVER
from haproxy_model.schema.summaries import SUMMARIES

EVERY = [getattr(hm, name) for name in hm.__all__]
CLASSES = [each for each in EVERY if inspect.isclass(each) and issubclass(each, (hm.Statement, hm.Section))]
ATTRIBUTES = {
    (attribute.owner.__name__, name): attribute
    for kind in (*CLASSES, Timeouts)
    for name, attribute in typed_attributes(kind)
    if isinstance(attribute, Typed)
}


def _is_one_line(summary: str) -> bool:
    return 0 < len(summary) <= 100 and "\n" not in summary and not summary.endswith(".")


@pytest.mark.parametrize("rows", [SERVER, BIND], ids=["server", "bind"])
def test_each_parameter_has_a_line_of_its_own(rows: tuple[object, ...]) -> None:
    summaries = [row.summary for row in rows]  # type: ignore[attr-defined]

    assert not [summary for summary in summaries if not _is_one_line(summary)]
    assert [summary for summary, count in Counter(summaries).items() if count > 1] == []


def test_each_typed_attribute_has_a_line() -> None:
    assert not {place: each.summary for place, each in ATTRIBUTES.items() if not _is_one_line(each.summary)}


def test_the_table_names_nothing_that_does_not_exist() -> None:
    assert SUMMARIES.keys() <= ATTRIBUTES.keys()
