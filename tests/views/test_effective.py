"""Settings as HAProxy resolves them, and where each comes from (language reference, 4.5 and 7)."""

import pytest

import haproxy_model as hm
from haproxy_model.views.effective import Effective

TEXT = """
defaults base
    mode http
    timeout client 30s
    option redispatch
    option httpchk GET /a
    default-server check inter 5s
    log global
defaults other from base
    timeout client 1m
    no option redispatch
defaults
    mode tcp
backend a from base
    no log
    timeout client 5s
    default-server fall 7
    server one 192.0.2.1:80
    default-server backup inter 9s
    server two 192.0.2.2:80 no-check no-backup
backend b from other
    option tcp-check
    server-template t 2-3 192.0.2.1:80 port 81
backend c
"""


def effective(name: str, version: str = "3.4") -> Effective:
    config = hm.parse(TEXT)
    return config.effective(config.backends[name], version=version)


def test_a_proxy_starts_from_the_defaults_that_it_names() -> None:
    mode = effective("a").mode

    assert mode.value == "http"
    assert mode.origin.kind == "inherited"
    assert mode.origin.section is not None
    assert mode.origin.section.name == "base"


def test_a_proxy_without_from_starts_from_the_last_defaults_above_and_from_no_other() -> None:
    proxy = effective("c")

    assert proxy.mode.value == "tcp"
    assert proxy.timeout("client").value is None
    assert proxy.timeout("client").origin.kind == "built in"


def test_what_the_proxy_says_itself_is_explicit() -> None:
    timeout = effective("a").timeout("client")

    assert timeout.value == hm.Duration(microseconds=5_000_000)
    assert timeout.origin.kind == "explicit"


def test_defaults_that_come_from_others_copy_and_change_them() -> None:
    proxy = effective("b")

    assert proxy.mode.value == "http"
    assert proxy.timeout("client").value == hm.Duration(microseconds=60_000_000)
    assert not proxy.option("redispatch").value
    assert effective("a").option("redispatch").value


def test_the_last_check_option_decides_and_a_proxy_replaces_the_inherited_one() -> None:
    assert effective("a").check_method.value == ("httpchk", "GET", "/a")
    assert effective("b").check_method.value == ("tcp-check",)
    assert effective("c").check_method.value == ("connect",)


def test_no_log_empties_the_list_of_targets() -> None:
    assert effective("a").logs == []
    assert [line.words for line in effective("b").logs] == [("log", "global")]


def test_a_server_takes_the_default_server_lines_above_it_and_undoes_flags() -> None:
    one, two = effective("a").servers

    assert (str(one.inter), one.fall, one.backup, one.check) == ("5s", 7, False, True)
    assert (str(two.inter), two.fall, two.backup, two.check) == ("9s", 7, False, False)
    line = two.line("fall")
    assert line is not None
    assert line.words == ("default-server", "fall", "7")


def test_a_template_is_expanded_and_the_check_goes_to_its_own_port() -> None:
    servers = effective("b").servers

    assert [server.name for server in servers] == ["t2", "t3"]
    assert servers[0].check_port == 81


@pytest.mark.parametrize(("version", "algorithm"), [("3.2", "roundrobin"), ("3.4", "random")])
def test_the_built_in_algorithm_depends_on_the_version(version: str, algorithm: str) -> None:
    balance = effective("c", version).balance

    assert balance.value == (algorithm,)
    assert balance.origin.kind == "built in"


def test_a_proxy_of_another_configuration_is_refused() -> None:
    with pytest.raises(hm.UnknownName):
        hm.parse(TEXT).effective(hm.parse(TEXT).backends["a"])
