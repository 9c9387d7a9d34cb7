"""What is worked out of a configuration is shared until the next edit, and one proxy does not cost the whole file."""

import pytest

import haproxy_model as hm

POOLS = "".join(
    f"backend b{number}\n default-server inter 2s\n server s 192.0.2.1:1 check track b{(number + 1) % 40}/s\n"
    for number in range(40)
)
TEXT = (
    "global\n daemon\ndefaults\n mode tcp\n timeout connect 5s\n"
    + POOLS
    + "backend last\n stick-table type ip size 10\n stick on src\n server a 192.0.2.1:1 check\n server b 192.0.2.2:1\n"
)


def unread(config: hm.Config) -> int:
    return sum(not section._is_read for section in config.backends)


def test_one_proxy_does_not_have_the_others_read() -> None:
    config = hm.parse(TEXT)

    assert config.effective(config.backends["last"]).servers[0].name == "a"
    assert hm.failover(config.backends["last"]).new_connections.holds is not None

    assert unread(config) >= 39


def test_a_file_with_branches_is_read_as_a_whole() -> None:
    config = hm.parse(f".if defined(X)\n.endif\n{TEXT}")

    assert config.effective(config.backends["last"], environment={}).servers[0].name == "a"

    assert unread(config) == 0


def test_whoever_asks_again_is_given_the_same_until_an_edit() -> None:
    config = hm.parse(TEXT)
    backend = config.backends["last"]
    before = config.effective(backend)

    assert config.effective(backend) is before
    assert hm.failover(backend).effective is before
    assert config.effective(backend, version="2.6") is not before
    assert config.effective(backend, environment={"A": "b"}) is not config.effective(backend, environment={})
    backend.servers["a"].weight = 7
    assert config.effective(backend) is not before
    assert config.effective(backend).servers[0].weight == 7


def test_environments_without_end_are_not_all_remembered() -> None:
    config = hm.parse(TEXT)
    for number in range(200):
        config.effective(config.backends["last"], environment={"A": str(number)})

    assert len(config._answers) < 100


def test_a_copy_shares_nothing_that_was_worked_out() -> None:
    config = hm.parse(TEXT)
    before = config.effective(config.backends["last"])
    copied = config.__copy__()

    assert copied.effective(copied.backends["last"]).proxy is copied.backends["last"]
    assert before.proxy is config.backends["last"]


def test_a_section_is_found_by_the_name_that_it_has_now() -> None:
    config = hm.parse(TEXT)
    backend = config.backends["b7"]
    backend.header.words = ("backend", "b8")

    assert "b7" not in config.backends
    assert config.backends.all("b8") == [backend, config.backends[8]]
    config.backends.move_after("b9", config.backends[-1])
    config.backends.move_before(config.backends[-1], config.backends[0])
    assert config.backends["b9"] is config.backends[0]
    config.backends.remove(backend)
    assert config.backends.all("b8") == [config.backends["b8"]]
    with pytest.raises(hm.UnknownName):
        config.backends.remove(backend)


def test_symbols_stay_good_behind_a_rename() -> None:
    config = hm.parse("frontend f\n use_backend app\nbackend app\n server app 192.0.2.1:1\n use-server app if TRUE\n")
    symbols = config.symbols()
    config.rename(symbols.find("backend", "app"), "web")

    assert config.symbols() is symbols
    assert [symbol.path for symbol in symbols] == ["frontend/f", "backend/web", "server/web/app"]
    assert symbols.find("server", "app", "web").uses[0].statement.keyword == "use-server"
    assert symbols.at(2, 14) is symbols.find("backend", "web")
