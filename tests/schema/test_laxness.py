"""The columns `surplus` and `bare` against the measured facts, where those were measured."""

from __future__ import annotations

import pytest
from schema.test_facts import FACTS, keyword_facts, row_of

from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.rows import Keyword, available
from haproxy_model.schema.versions import VERSIONS, within

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the measured facts (../shared/keywords) are not on this machine"
)

#: (keyword, version): why the column says something else than was measured.
ON_PURPOSE = {
    ("httpclient.resolvers.id", "2.6"): "2.6.12 does without it, and wins over 2.6.0",
    ("httpclient.ssl.ca-file", "2.6"): "2.6.12 does without it, and wins over 2.6.0",
}
#: Lines of proxies and `global`: only for these were excess and missing words probed.
PROBED = frozenset(("global", "defaults", "frontend", "listen", "backend"))


def differences(column: str, fact_name: str) -> set[tuple[str, str]]:
    found = set()
    for fact in keyword_facts():
        row: Keyword = row_of(fact)
        if row not in KEYWORDS or not getattr(row, column) or not PROBED & set(fact["sections"]):
            continue
        measured = fact.get(fact_name) or ()
        for version in VERSIONS:
            took = fact["versions"].get(version) in ("accepted", "accepted_deprecated")
            if took and available(row, version) and within(getattr(row, column), version) != (version in measured):
                found.add((row.name, version))
    return found


def test_words_too_many_are_dropped_where_that_was_measured() -> None:
    assert differences("surplus", "extra_args_silently_accepted_in") == set()


def test_arguments_may_lack_where_that_was_measured() -> None:
    smtp = {("option smtpchk", version) for version in VERSIONS}  # the probe was the empty line, which is complete

    assert differences("bare", "missing_args_accepted_in") - smtp == ON_PURPOSE.keys()


def test_every_measured_laxness_has_its_column() -> None:
    for fact in keyword_facts():
        row = row_of(fact)
        elsewhere = row.name.partition(" ")[0] in ("filter", "tcp-check", "http-check", "capture", "stick", "declare")
        if row in KEYWORDS and not elsewhere and not row.removed:
            assert bool(fact.get("missing_args_accepted_in")) <= bool(row.bare), row.name
