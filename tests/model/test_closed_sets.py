"""Words of a closed set, such as kinds, codes and versions: one that is none raises, and the near ones are named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

import haproxy_model as hm
from haproxy_model.diagnostics import Fix

SOURCE = b"listen l\n    mode http\n    bind :80\n    server s 10.0.0.1:80 check on-error mark-down\n"

_FOUND = hm.Diagnostic("X001", "x", hm.Severity.ERROR, False, "x", None)

#: a word that is none -> the near one, and who is asked
WRONG: dict[str, tuple[str, Callable[[hm.Config], object]]] = {
    "equivalent, ignore": ("description", lambda c: hm.equivalent(c, c, ignore=["desciption"])),
    "equivalent, ignore of two words": ("timeout client", lambda c: hm.equivalent(c, c, ignore=["timeout clinet"])),
    "differences, ignore": ("balance", lambda c: hm.differences(c, c, ignore=["blance"])),
    "differences, ignore a parameter": ("weight", lambda c: hm.differences(c, c, ignore=["server wieght"])),
    "validate, select": ("GAL001", lambda c: hm.validate(c, select=["GAL0001"])),
    "validate, select a family": ("GAL", lambda c: hm.validate(c, select=["GALL"])),
    "validate, ignore": ("server-without-check", lambda c: hm.validate(c, ignore=["server-without-chek"])),
    "validate, options": ("galera.max_failover", lambda c: hm.validate(c, options={"galera.max_failver": "1m"})),
    "validate_controllers, select": ("MUL001", lambda c: hm.validate_controllers([c], select=["MUL0001"])),
    "mend, select": ("CHK001", lambda c: hm.mend(c, select=["CHK0001"])),
    "check, version": ("2.6", lambda c: hm.check(c, version="2.66")),
    "failover, version": ("2.6", lambda c: hm.failover(c.listens[0], version="2.66")),
    "effective, version": ("2.6", lambda c: c.effective(c.listens[0], version="2.66")),
    "equivalent, version": ("2.6", lambda c: hm.equivalent(c, c, version="2.66")),
    "symbols, kind": ("backend", lambda c: c.symbols().find("bakend", "l")),
    "severity": ("error", lambda c: hm.Severity("eror")),
    "severity compared": ("warning", lambda c: hm.Severity.ERROR > "warnin"),
    "severity of a diagnostic": ("error", lambda c: hm.Diagnostic("X1", "x", "eror", False, "x", None)),  # type: ignore[arg-type]  # a word that is none
    "severity of another": ("info", lambda c: evolve(_FOUND, severity="infos")),  # type: ignore[arg-type]  # the same
    "applicability of a fix": ("unsafe", lambda c: Fix("x", "unsaf", ())),
    "mode": ("http", lambda c: setattr(c.listens[0], "mode", "htpp")),
    "parameter's word": ("mark-down", lambda c: setattr(c.listens[0].servers[0], "on_error", "mark-don")),
    "unit": ("ms", lambda c: hm.Duration.parse("5", default_unit="mss")),
}


@pytest.mark.parametrize(("near", "ask"), WRONG.values(), ids=WRONG)
def test_a_word_that_is_none_is_refused_with_the_near_one(near: str, ask: Callable[[hm.Config], object]) -> None:
    config = hm.parse(SOURCE)
    with pytest.raises((hm.HaproxyModelError, TypeError)) as refusal:
        ask(config)

    said, _, suggested = str(refusal.value).rpartition("did you mean ")
    assert near in (suggested if said else suggested.partition("choose one of ")[2])
    assert len(str(refusal.value)) <= 200
    assert config.dump() == SOURCE


def test_a_severity_may_be_given_as_text() -> None:
    assert evolve(_FOUND, severity="info").severity is hm.Severity.INFO  # type: ignore[arg-type]  # text is taken, too
    assert evolve(_FOUND, severity="error") == _FOUND  # type: ignore[arg-type]  # the same
    for wrong in (None, 2, b"error"):
        with pytest.raises(TypeError):
            evolve(_FOUND, severity=wrong)
        with pytest.raises(TypeError):
            Fix("x", wrong, ())  # type: ignore[arg-type]  # no text
