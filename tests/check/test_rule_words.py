"""The tables of rules say what the measured enumerations say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from inputs.corpus import SHARED

from haproxy_model.schema.rule_words import DATA_TYPES, ERROR_CODES, VARIABLE_CONDITIONS, VARIABLE_CONDITIONS_SINCE
from haproxy_model.schema.versions import VERSIONS, reached

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no facts to compare with")


@pytest.fixture(scope="module")
def measured() -> Mapping[str, Any]:
    facts: Mapping[str, Any] = json.loads((SHARED / "keywords" / "sections-enums.json").read_text("utf-8"))
    return facts


def _first(since: str) -> str | None:
    """The first measured version that has what came in a release; None for none of them."""
    return next((version for version in VERSIONS if reached(since, version)), None)


def _since(row: Mapping[str, Any]) -> str | None:
    return _first(str(row["since"]).removeprefix("<="))


def test_status_codes_of_error_files(measured: Mapping[str, Any]) -> None:
    known = measured["errorfile_code"]

    assert {code: _first(since) for code, since in ERROR_CODES.items() if _first(since)} == {
        code: _since(row) for code, row in known["accepted"].items()
    }
    assert not ERROR_CODES.keys() & set(known["rejected_everywhere"])


def test_what_stick_tables_store(measured: Mapping[str, Any]) -> None:
    known = measured["stick_data_type"]["accepted"]
    table = {row.name: _first(row.since) for row in DATA_TYPES if _first(row.since)}

    assert table == {name: _since(row) for name, row in known.items()}


def test_conditions_of_variables(measured: Mapping[str, Any]) -> None:
    known = measured["var_cond"]["accepted"]

    assert {name: _first(VARIABLE_CONDITIONS_SINCE) for name in VARIABLE_CONDITIONS} == {
        name: _since(row) for name, row in known.items()
    }
