"""What proxies have where lines hold variables: resolved with the values where the environment is known."""

from __future__ import annotations

import haproxy_model as hm

_TEXT = """\
global
 setenv CHECKED check
defaults "$BASE"
 timeout server "$WAIT"
backend "${NAME}_pool" from "$BASE"
 balance "${BALANCE-leastconn}"
 server a $HOST "${CHECKED[*]}" inter "$INTER"
 server b 10.0.0.2:80 "${MORE[*]}"
"""
_ENVIRONMENT = {
    "BASE": "base",
    "WAIT": "5s",
    "NAME": "app",
    "HOST": "10.0.0.1:80",
    "INTER": "2s",
    "MORE": "weight 3 backup",
}


def test_settings_and_servers_are_resolved_with_the_values_of_variables() -> None:
    config = hm.parse(_TEXT)
    (backend,) = config.backends
    proxy = config.effective(backend, environment=_ENVIRONMENT)
    first, second = proxy.servers

    assert proxy.proxy.name == "app_pool"
    assert str(proxy.timeout("server").value) == "5s"
    assert proxy.setting("balance").value == ("leastconn",)  # type: ignore[union-attr]  # it is set
    assert first.has("check")
    assert str(first.statement._words[2]) == "10.0.0.1:80"
    assert second.has("backup")
    assert second.weight == 3
    assert config.dump() == _TEXT.encode()


def test_who_serves_is_proved_with_the_values_of_variables() -> None:
    config = hm.parse(_TEXT)
    (backend,) = config.backends

    assert hm.failover(backend, environment=_ENVIRONMENT).new_connections.holds
    assert hm.failover(backend).new_connections.holds is not True
    assert hm.failover(backend, environment={**_ENVIRONMENT, "MORE": ""}).new_connections.holds is False


def test_a_place_of_a_resolved_line_is_that_of_the_written_one() -> None:
    config = hm.parse(_TEXT)
    (backend,) = config.backends
    origin = config.effective(backend, environment=_ENVIRONMENT).timeout("server").origin

    assert origin.kind == "inherited"
    assert origin.statement is not None
    assert config.span(origin.statement).line == 4
    assert config.span(config.effective(backend, environment=_ENVIRONMENT).proxy.header).line == 5
