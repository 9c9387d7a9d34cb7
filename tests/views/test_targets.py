"""Where a proxy sends connections (manual 4.2, `use_backend` and `default_backend`)."""

import haproxy_model as hm

TEXT = """
defaults
    default_backend last
frontend f
    bind :1
    acl a src 192.0.2.1
    use_backend first if a
    use_backend %[src,map_ip(/etc/m)] if !a
    use_backend %[var(txn.b)]
frontend g
    bind :2
    use_backend first
    use_backend never
    default_backend unheard
listen alone from other
    bind :3
    server s 192.0.2.1:1
backend first
backend last
backend never
"""


def parsed() -> hm.Config:
    return hm.parse("defaults other\n" + TEXT)


def ways(config: hm.Config, proxy: hm.Section) -> list[tuple[str, str, bool]]:
    return [(t.how, t.name, t.section is not None) for t in config.effective(proxy).targets]


def test_rules_come_in_order_then_the_default_backend() -> None:
    config = parsed()

    assert ways(config, config.frontends["f"]) == [
        ("static", "first", True),
        ("map", "%[src,map_ip(/etc/m)]", False),
        ("dynamic", "%[var(txn.b)]", False),
        ("static", "last", True),
    ]


def test_nothing_below_an_unconditional_rule_is_reached() -> None:
    config = parsed()

    assert ways(config, config.frontends["g"]) == [("static", "first", True)]


def test_a_listen_serves_what_no_rule_takes() -> None:
    config = parsed()

    assert ways(config, config.listens["alone"]) == [("itself", "alone", True)]


def test_a_backend_knows_who_names_it_and_who_may() -> None:
    config = parsed()

    for name, named in (("never", []), ("first", ["f", "g"]), ("last", ["f"])):
        proxy = config.effective(config.backends[name])
        assert [front.proxy.name for front in proxy.frontends] == named
        assert [front.proxy.name for front in proxy.computing_frontends] == ["f"]


def test_a_listen_that_serves_itself_is_reached_from_itself() -> None:
    config = parsed()
    proxy = config.effective(config.listens["alone"])

    assert [front.proxy.name for front in proxy.frontends] == ["alone"]
