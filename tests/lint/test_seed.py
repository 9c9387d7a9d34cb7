"""The file that the project starts from, with and without an address in place of its placeholders."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import haproxy_model as hm
from haproxy_model.diagnostics import Severity

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"

pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason=f"{SEED} is absent: no seed to read")


def _report(name: str) -> hm.Report:
    return hm.validate(hm.parse_file(SEED / name))


def test_the_errors_of_the_seed_are_these_three_each_once() -> None:
    report = _report("openstack-controller-vip.cfg")

    assert Counter(each.code for each in report.errors) == Counter(["GAL010", "GAL020", "CHK006"])
    assert "LOG001" in {each.code for each in report if each.severity is Severity.WARNING}
    assert not report.fatal


def test_its_placeholders_are_found_once_each_and_hide_nothing_else() -> None:
    plain, filled = _report("openstack-controller.cfg"), _report("openstack-controller-vip.cfg")
    found = Counter(each.code for each in plain)

    assert found.pop("SYN002") == 14
    # That an address is virtual is known once there is one.
    assert found == Counter(each.code for each in filled if each.code != "HA012")


@pytest.mark.parametrize(
    ("code", "keyword", "words"),
    [
        ("GAL010", "option", "mysql-check"),
        ("GAL020", "server", "controller1"),
        ("CHK006", "server", "10.0.0.12:443"),
        ("LOG001", "log", "log  global"),
    ],
)
def test_findings_point_at_the_words(code: str, keyword: str, words: str) -> None:
    source = (SEED / "openstack-controller-vip.cfg").read_bytes()
    span = next(each.span for each in _report("openstack-controller-vip.cfg") if each.code == code)

    assert span is not None
    assert source[span.start : span.end].decode() == words
    assert source.splitlines()[span.line - 1].split()[0].decode() == keyword


def test_the_messages_tell_the_witness_and_the_evidence() -> None:
    messages = {each.code: each.message for each in _report("openstack-controller-vip.cfg")}

    assert "with `controller1` down" in messages["GAL020"]
    assert "server port 3306" in messages["GAL020"]
    assert "check port 9200" in messages["GAL020"]
    assert "`9200`" in messages["GAL010"]
