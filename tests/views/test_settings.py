"""Every setting that a proxy has, and where each comes from (language reference, 5.8 and 7.1)."""

import pytest
from hypothesis import given

import haproxy_model as hm
from haproxy_model.testing.configurations import configs

TEXT = """
defaults base
    mode http
    timeout client 30s
    timeout connect 5s
    option redispatch
    option httpchk GET /a
    http-check expect status 200
    errorfile 503 /a
    default-server check inter 5s
    log global
    stats auth u:p
    balance source
defaults other from base
    timeout client 1m
    no option redispatch
listen l from other
    bind :81
    option mysql-check
    option tcpka
    errorfile 503 /b
    errorfile 504 /c
    log 192.0.2.1 local0
    stats uri /y
    timeout connect 5s
    default-server fall 4
    server one 192.0.2.1:80 weight 7
frontend f from base
    bind :82
backend b from base
    no log
    option httpchk
"""


def effective(kind: str, name: str, *, text: str = TEXT, version: str = "3.4") -> hm.Effective:
    config = hm.parse(text)
    section = next(each for each in config.sections if (each.kind, each.name) == (kind, name))
    return config.effective(section, version=version)


def lines(proxy: hm.Effective, name: str) -> list[str]:
    """The lines of one setting, and how each is known."""
    return [f"{' '.join(s.words)} ({s.origin.kind})" for s in proxy.settings if s.name == name]


def test_the_nearest_line_of_a_setting_counts() -> None:
    proxy = effective("listen", "l")

    assert lines(proxy, "mode") == ["mode http (inherited)"]
    assert lines(proxy, "timeout client") == ["timeout client 1m (inherited)"]
    assert lines(proxy, "timeout connect") == ["timeout connect 5s (explicit)"]
    assert lines(proxy, "option redispatch") == ["no option redispatch (inherited)"]


def test_an_inherited_value_says_through_which_defaults_it_came() -> None:
    settings = {setting.name: setting.origin for setting in effective("listen", "l").settings}

    assert [section.name for section in settings["mode"].through] == ["other", "base"]
    assert [section.name for section in settings["timeout client"].through] == ["other"]
    assert settings["timeout connect"].through == ()


def test_options_that_exclude_each_other_are_one_setting() -> None:
    assert lines(effective("listen", "l"), "health check") == ["option mysql-check (explicit)"]
    assert lines(effective("frontend", "f"), "health check") == []
    assert lines(effective("frontend", "f"), "connection mode") == ["option http-keep-alive (built in)"]


def test_no_takes_back_the_connection_mode_that_it_names_and_no_other() -> None:
    text = "defaults\n mode http\n option httpclose\nbackend a\n no option http-server-close\nbackend b\n"
    text += " no option httpclose\n"

    assert lines(effective("backend", "a", text=text), "connection mode") == ["option httpclose (inherited)"]
    assert lines(effective("backend", "b", text=text), "connection mode") == ["option http-keep-alive (built in)"]


def test_default_before_an_option_brings_the_built_in_value_back() -> None:
    text = "defaults\n option redispatch\nbackend a\n default option redispatch\n"

    assert lines(effective("backend", "a", text=text), "option redispatch") == ["no option redispatch (built in)"]


def test_log_targets_add_up_and_no_log_drops_them() -> None:
    assert lines(effective("listen", "l"), "log") == ["log global (inherited)", "log 192.0.2.1 local0 (explicit)"]
    assert lines(effective("backend", "b"), "log") == []


def test_error_files_are_replaced_code_by_code() -> None:
    assert lines(effective("listen", "l"), "error reply") == [
        "errorfile 503 /b (explicit)",
        "errorfile 504 /c (explicit)",
    ]


def test_a_check_option_of_its_own_empties_the_inherited_steps() -> None:
    assert lines(effective("listen", "l"), "http-check") == ["http-check expect status 200 (inherited)"]
    assert lines(effective("backend", "b"), "http-check") == []


@pytest.mark.parametrize(
    ("own", "is_sent"),
    [
        ("http-check expect status 404", False),
        ("http-check send meth GET uri /z\n http-check expect status 404", True),
        ("http-check expect status 404\n option httpchk GET /b", True),
        ("option httpchk", True),
        ("option mysql-check", True),
        ("retries 3", True),
    ],
)
def test_steps_of_its_own_take_the_request_of_an_inherited_option_away(own: str, is_sent: bool) -> None:
    text = f"defaults\n option httpchk GET /a\n http-check expect status 200\nbackend b\n {own}\n"
    (method,) = [each for each in effective("backend", "b", text=text).settings if each.name == "health check"]

    assert (method.note == "") == is_sent


@pytest.mark.parametrize(
    ("own", "version", "is_on"),
    [
        ("retries 3", "3.2", True),
        ("retries 3", "3.4", True),
        ("http-check expect status 404", "3.2", True),
        ("http-check expect status 404", "3.4", False),
        ("option httpchk GET /b", "3.2", True),
        ("option httpchk GET /b", "3.4", False),
    ],
)
def test_a_switch_of_checks_is_lost_with_the_inherited_steps_from_3_4_on(own: str, version: str, is_on: bool) -> None:
    text = f"defaults\n option httpchk GET /a\n http-check disable-on-404\nbackend b\n {own}\n"
    proxy = effective("backend", "b", text=text, version=version)

    assert ("http-check disable-on-404 (inherited)" in lines(proxy, "http-check")) == is_on
    assert any(line.arguments == ("disable-on-404",) for line in proxy.http_checks) == is_on


@pytest.mark.parametrize(("version", "is_on"), [("3.2", True), ("3.4", False)])
def test_a_switch_of_checks_alone_has_no_effect_from_3_4_on(version: str, is_on: bool) -> None:
    text = "defaults\n option httpchk GET /a\n http-check expect status 200\nbackend b\n http-check disable-on-404\n"
    found = lines(effective("backend", "b", text=text, version=version), "http-check")

    assert found[:1] == ["http-check expect status 200 (inherited)"]
    assert (found[1:] == ["http-check disable-on-404 (explicit)"]) == is_on


def test_a_line_of_statistics_of_its_own_drops_the_inherited_ones() -> None:
    assert lines(effective("listen", "l"), "stats") == ["stats uri /y (explicit)"]
    assert lines(effective("backend", "b"), "stats") == ["stats auth u:p (inherited)"]


def test_an_option_that_stands_for_two_sets_both() -> None:
    assert lines(effective("listen", "l"), "option clitcpka") == ["option clitcpka (explicit)"]
    assert lines(effective("listen", "l"), "option srvtcpka") == ["option srvtcpka (explicit)"]


def test_a_frontend_has_nothing_of_the_other_side() -> None:
    names = {setting.name for setting in effective("frontend", "f").settings}

    assert not names & {"balance", "timeout connect", "health check", "option redispatch", "retries"}


def test_rules_of_named_defaults_come_before_the_own_ones_and_their_acls_stay_there() -> None:
    text = "defaults d\n acl x path /\n http-request deny if x\nfrontend f from d\n bind :1\n http-request allow\n"
    proxy = effective("frontend", "f", text=text)

    assert lines(proxy, "http-request") == ["http-request deny if x (inherited)", "http-request allow (explicit)"]
    assert lines(proxy, "acl") == []


@pytest.mark.parametrize(("version", "algorithm"), [("3.2", "roundrobin"), ("3.4", "random")])
def test_built_in_values_depend_on_the_version(version: str, algorithm: str) -> None:
    assert lines(effective("backend", "b", text="backend b\n", version=version), "balance") == [
        f"balance {algorithm} (built in)"
    ]


def test_a_timeout_that_is_nowhere_takes_the_value_of_another() -> None:
    (queue,) = [setting for setting in effective("backend", "b").settings if setting.name == "timeout queue"]

    assert (queue.words, queue.like, queue.origin.kind) == ((), "timeout connect", "built in")


def test_a_server_says_where_each_parameter_comes_from() -> None:
    (server,) = effective("listen", "l").servers
    said = {setting.name: (" ".join(setting.words), setting.origin.kind) for setting in server.settings}

    assert said["weight"] == ("weight 7", "explicit")
    assert said["inter"] == ("inter 5s", "inherited")
    assert said["fall"] == ("fall 4", "inherited")
    assert said["rise"] == ("rise 2", "built in")
    assert [section.name for section in server.origin("inter").through] == ["other", "base"]
    assert server.origin("fall").through == ()


def test_changes_are_what_the_own_lines_make_different() -> None:
    changes = {
        (" ".join(old.words) if old else "", " ".join(new.words) if new else "")
        for old, new in effective("backend", "b").changes
    }

    assert changes == {
        ("log global", ""),
        ("option httpchk GET /a", "option httpchk"),
        ("http-check expect status 200", ""),
    }


def test_branches_count_as_the_environment_says() -> None:
    text = 'backend b\n.if streq("$SITE",a)\n retries 7\n.else\n retries 8\n.endif\n'
    config = hm.parse(text)

    for site, expected in (("a", "retries 7"), ("b", "retries 8")):
        proxy = config.effective(config.backends["b"], environment={"SITE": site})
        assert lines(proxy, "retries") == [f"{expected} (explicit)"]
        assert not any(setting.note for setting in proxy.settings)
    unknown = [each for each in config.effective(config.backends["b"]).settings if each.name == "retries"]
    assert "may not be taken" in unknown[0].note


def test_a_section_that_is_no_proxy_has_no_settings() -> None:
    config = hm.parse("global\n maxconn 1\n")

    with pytest.raises(hm.InvalidValue, match="frontend"):
        config.effective(config.globals[0])


@given(configs)
def test_what_a_line_of_the_proxy_says_is_explicit_and_what_no_line_says_built_in(source: bytes) -> None:
    config = hm.parse(source)

    for proxy in [*config.frontends, *config.listens, *config.backends, *config.defaults]:
        for setting in config.effective(proxy).settings:
            own = setting.origin.section is proxy
            assert own == (setting.origin.kind == "explicit")
            assert (setting.origin.statement is None) == (setting.origin.kind == "built in")
            assert bool(setting.words) != bool(setting.like)


@given(configs)
def test_a_proxy_changes_nothing_that_no_line_of_its_own_speaks_of(source: bytes) -> None:
    config = hm.parse(source)

    for proxy in [*config.frontends, *config.listens, *config.backends]:
        changes = config.effective(proxy).changes
        assert proxy.statements or not changes
        assert all(old is None or new is None or old.words != new.words for old, new in changes)
