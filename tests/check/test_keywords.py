"""First words of lines, prefixes, empty words, placeholders."""

from __future__ import annotations

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, assert_refused, found


def test_rules_have_no_place_in_a_defaults_section_without_a_name() -> None:
    for line in ("acl a path /", "http-request deny", "tcp-request inspect-delay 5s"):
        assert_refused(f"defaults\n {line}\n{LISTENER}", "keyword-in-wrong-section", 2)
        assert_accepted(f"defaults d\n {line}\ndefaults\n{LISTENER}", "2.6", "3.4")


def test_lines_of_the_wrong_side_are_only_ignored() -> None:
    assert_accepted(f"{LISTENER}frontend f\n bind :1\n balance source\nbackend b\n use_backend base\n")


def test_experimental_things_want_to_be_exposed_above() -> None:
    expose = "global\n expose-experimental-directives\n"

    assert_refused(f"{LISTENER}acme a\n directory x\n", "experimental-section", 3, "3.2", "3.4")
    assert_accepted(f"{expose}{LISTENER}acme a\n directory x\n", "3.2", "3.4")
    assert_refused(f"global\n tune.fd.edge-triggered on\n{LISTENER}", "experimental-keyword", 2)
    assert_accepted(f"{expose} tune.fd.edge-triggered on\n{LISTENER}")


def test_a_keyword_belongs_where_the_target_version_has_it() -> None:
    report = found("defaults d\n acl a path /\n" + LISTENER, "2.4")

    assert report == [("keyword-too-new", 2, True)] or report == [("keyword-in-wrong-section", 2, True)]


def test_an_empty_word_is_refused_since_3_3() -> None:
    text = f'{LISTENER} mode http ""\n'

    assert found(text, "3.0") == []
    assert found(text, "3.2") == [("empty-word", 3, False)]
    assert found(text, "3.4") == [("empty-word", 3, True)]
    assert_accepted(f'{LISTENER} "" mode http\n')


def test_a_variable_makes_an_empty_word_where_nobody_sets_it() -> None:
    for word in ('"$A"', '"${A}"', '"$A${B}"', '"${A-}"', '"$HAPROXY_A"'):
        assert_refused(f"{LISTENER} description {word}\n", "empty-word", 3, "3.4")
    assert_refused(f'{LISTENER} description "${{A[*]}}"\n', "missing-argument", 3, "3.4")
    for word in ('"${A-x}"', '"$HAPROXY_LOCALPEER"', '"x$A"', '"\\$A"', "'$A'", '"${.SECTION}"'):
        assert_accepted(f"{LISTENER} description {word}\n", "3.4")
    assert_accepted(f'{LISTENER} description "$A"\n', environment={"A": "x"})
    assert_accepted(f'global\n setenv A 1\n{LISTENER} description "$A"\n')


def test_a_placeholder_is_fatal_only_where_haproxy_must_know_the_address() -> None:
    assert_refused(f"{LISTENER} bind <Virtual IP>:80\n", "unresolved-placeholder", 3)
    assert_refused(f"{LISTENER} server a <VIP>:80\n", "unresolved-placeholder", 3)
    assert_accepted(f"{LISTENER} server a <VIP>:80 init-addr none\n")
    assert_accepted(f"{LISTENER}backend b\n disabled\n server a <VIP>:80\n")
    assert_accepted(f".if 0\nlisten x\n bind <VIP>:80\n.endif\n{LISTENER}")


def test_a_line_with_a_placeholder_is_fatal_if_anything_about_it_is() -> None:
    assert found(f"{LISTENER} {{{{ lines }}}}\n") == [("unresolved-placeholder", 3, True)]
    assert found(f"{LISTENER} server {{{{name}}}} 10.0.0.1:80\n") == [("unresolved-placeholder", 3, True)]


def test_a_configuration_where_nothing_listens_is_told_so_once() -> None:
    for text in (
        "",
        "# nothing\n",
        "global\n daemon\n",
        "backend b\n server a 10.0.0.1:80\n",
        "listen l\n bind :80\n disabled\n",
        "defaults\n disabled\nlisten l\n bind :80\n",
        "peers p\n disabled\n bind :1\n",
        "log-forward f\n",
    ):
        assert found(text) == [("no-listener", None, False)]


def test_a_configuration_that_may_listen_is_told_nothing() -> None:
    for text in (
        LISTENER,
        "backend b\n bind :80\n",
        "global\n stats socket /run/haproxy.sock\n",
        "peers p\n peer a 10.0.0.1:80\n",
        "log-forward f\n dgram-bind :80\n",
        "defaults\n disabled\nlisten l\n bind :80\n enabled\n",
    ):
        assert "no-listener" not in [name for name, *_ in found(text)]


def test_an_address_on_the_wrong_side_is_warned_of() -> None:
    assert found("backend b\n bind :80\n") == [("ignored-keyword", 2, False)]
    assert found("frontend f\n bind :80\n source 10.0.0.1\n") == [("ignored-keyword", 3, False)]
    assert found("defaults d\n source 10.0.0.1\nlisten l from d\n bind :80\n") == []


def test_lines_of_spoe_files_are_told_where_they_belong() -> None:
    report = hm.check(hm.parse("spoe-agent a\nglobal\n messages m\n optoin x\n"))
    agent, messages, other = [each.message for each in report if each.fatal]

    assert agent.endswith("; it opens a section of an SPOE file, which `filter spoe config` names")
    assert messages.endswith("; it belongs in `spoe-agent` or `spoe-group` of an SPOE file")
    assert "SPOE" not in other


def test_what_is_refused_is_not_told_about_listeners() -> None:
    assert found("backend b\n foo\n") == [("unknown-keyword", 2, True)]


def test_a_permission_that_nothing_uses_is_told() -> None:
    exposed = f"global\n expose-experimental-directives\n{LISTENER}"

    assert found(exposed, "3.4") == [("unused-exposure", 2, False)]
    assert found(exposed, "3.2") == []
    assert found(f"{exposed} server s quic4@192.0.2.1:443 ssl verify none\n", "3.4") == []
    assert found(f"{exposed} mode http\n http-request normalize-uri path-strip-dot\n", "3.4") == []
