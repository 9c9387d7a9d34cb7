"""Parameters that servers of the same words share (manual 5.2)."""

import haproxy_model as hm
from haproxy_model.views.active import Active
from haproxy_model.views.effective import resolve
from haproxy_model.views.inheritance import Inheritance
from haproxy_model.views.servers import EffectiveServer

TEXT = """
backend first
    server a 192.0.2.1:80 check inter 2s
    default-server backup fall 7
    server b 192.0.2.2:80 check inter 2s
    server c 192.0.2.3:80 check inter 2s
backend second
    server d 192.0.2.4:80 check inter 2s
    server e 192.0.2.5:80 check "$BACKUP"
    server f 192.0.2.6:80 check '$BACKUP'
"""


def servers() -> dict[str, EffectiveServer]:
    config = hm.parse(TEXT)
    inheritance = Inheritance(Active(config, version="3.4", environment=None))
    return {server.name: server for section in config.backends for server in resolve(section, inheritance).servers}


def test_servers_of_the_same_words_behind_the_same_default_server_lines_share_their_parameters() -> None:
    found = servers()

    assert found["a"].parameters is found["d"].parameters
    assert found["b"].parameters is found["c"].parameters
    assert found["a"].parameters is not found["b"].parameters


def test_a_shared_parameter_comes_from_the_line_of_each_server() -> None:
    found = servers()

    for name in "abcd":
        assert found[name].line("inter") is found[name].statement
    assert found["b"].line("fall") is found["c"].line("fall") is not None
    assert found["a"].line("fall") is None


def test_a_variable_is_not_taken_for_the_same_text_without_one() -> None:
    found = servers()

    assert not found["e"].is_certain
    assert found["f"].is_certain


def test_the_host_of_a_server_has_one_spelling_and_names_are_told_from_addresses() -> None:
    config = hm.parse(
        "backend b\n server a WWW.example:80\n server b [2001:DB8:0::1]:80\n server c 192.0.2.1:80\n server d /socket\n"
    )
    found = resolve(config.backends["b"], Inheritance(Active(config, version="3.4", environment=None))).servers

    assert [server.host for server in found] == ["www.example", "2001:db8::1", "192.0.2.1", None]
    assert [server.is_named for server in found] == [True, False, False, False]
