"""Quick questions that are asked before the long ones: they say the same as these."""

from __future__ import annotations

from hypothesis import given, strategies as st

import haproxy_model as hm
from haproxy_model.views.effective import effective
from haproxy_model.views.failover.pool_of_proxy import all_may_serve
from haproxy_model.views.name_uses import Mention, mentions

_WORDS = st.sampled_from(
    (
        "check",
        "backup",
        "disabled",
        "enabled",
        "weight 0",
        "weight 5",
        "init-state down",
        "track other/x",
        "agent-check",
    )
)
_SERVERS = st.lists(st.lists(_WORDS, max_size=3), min_size=1, max_size=4)


@given(servers=_SERVERS, start=st.lists(_WORDS, max_size=2))
def test_where_the_parameters_show_that_all_may_serve_each_may(servers: list[list[str]], start: list[str]) -> None:
    lines = [f" server s{place} 192.0.2.{place}:80 {' '.join(words)}\n" for place, words in enumerate(servers)]
    default = f" default-server {' '.join(start)}\n" if start else ""
    config = hm.parse(f"backend other\n server x 192.0.2.9:80 disabled\nbackend app\n{default}{''.join(lines)}")
    section = config.backends["app"]
    pool = effective(config, section)
    may_serve = [server.may_serve for server in hm.Failover(section).servers]
    assert all(may_serve) or not all_may_serve(pool)
    every = {keyword for server in pool.servers for keyword in server.parameters.params}
    assert all(pool._any_server_has(keyword) for keyword in every)
    assert not pool._any_server_has("cookie", "ssl")


def test_servers_of_the_same_parameters_name_what_their_own_addresses_say() -> None:
    config = hm.parse(
        "backend app\n server a 192.0.2.1:80 check\n server b rhttp@far/x check\n server c 192.0.2.3:80 track far/y\n"
        " server d 192.0.2.4:80 track far/y\nbackend far\n server x 192.0.2.5:80\n server y 192.0.2.6:80\n"
    )
    lines = list(config.backends["app"].statements)

    def named(*, server_names: bool) -> list[tuple[int, str]]:
        found = mentions(config, server_names=server_names)
        return [
            (lines.index(each.statement), each.name)
            for each in found
            if isinstance(each, Mention) and not each.defines and each.statement in lines
        ]

    assert named(server_names=False) == named(server_names=True)
    assert {place for place, _ in named(server_names=False)} >= {2, 3}
