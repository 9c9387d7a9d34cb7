"""Options are known by name, their values are read when they are given, and their rules exist."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from haproxy_model.errors import InvalidValue
from haproxy_model.lint.preferences import OPTIONS, Options


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_default_is_a_value_of_its_kind(option) -> None:  # type: ignore[no-untyped-def]
    given = Options({option.name: option.default})

    assert getattr(given, option.kind)(option.name) == getattr(Options(), option.kind)(option.name)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("galera.max_failover", "soon", "expected a duration"),
        ("galera.max_failover", "", "expected a duration"),
        ("galera.min_servers", "-1", "expected a whole number"),
        ("galera.mysql_ports", "3306 3307", "expected ports"),
        ("galera.allow_tcp_check", "true", "expected yes or no"),
        ("galera.max_failovr", "1m", "did you mean 'galera.max_failover'"),
        ("", "", "is not an option"),
    ],
)
def test_what_an_option_cannot_be_is_refused(name: str, value: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        hm.validate(hm.parse(""), options={name: value})
