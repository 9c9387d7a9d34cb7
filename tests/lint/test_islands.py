"""Parts that something else fills in are islands: no rule reads them, and a template is named as such once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

import haproxy_model as hm

TEMPLATES = ("{{ vip }}", "{{vip}}", "<%= vip %>", "#{vip}", "#{ vip }", "%(vip)s", "$(vip)", "$( vip )")
PLACEHOLDERS = ("__VIP__", "XX.XX.XX.XX", "10.0.0.X", "xxx.xxx.xxx.xxx", "<Virtual IP>", "@VIP@", "%%VIP%%", "CHANGEME")

FILE = """global
 hard-stop-after 5m
defaults
 mode tcp
 timeout connect 5s
 timeout client 1m
 timeout server 1m
listen a
 bind ISLAND:80
 server s1 ISLAND:3306 check
 server s2 ISLAND:3307 check backup
listen b
 bind ISLAND:81
 server s1 ISLAND:3306 check inter ISLAND
 server s2 192.0.2.1:80 check weight ISLAND
backend c
 mode http
 balance roundrobin
 option redispatch
 cookie SERVER insert indirect nocache
 server w1 ISLAND check cookie ISLAND
 server w2 192.0.2.7:ISLAND check fall ISLAND
 timeout queue ISLAND
"""


#: rules that say nothing where a line is not understood, as one with an island is not
NEED_EVERY_LINE = {"HA028", "LOG004"}


def linted(island: str) -> hm.Report:
    return hm.validate(hm.parse(FILE.replace("ISLAND", island), "a.cfg"))


def of_rules(report: Iterable[hm.Diagnostic]) -> set[tuple[str, int]]:
    """What rules find, and where; what `check` says of the words themselves is another matter."""
    return {
        (each.code, each.span.line if each.span else 0) for each in report if not each.code.startswith(("CFG", "SYN"))
    }


@pytest.mark.parametrize("island", TEMPLATES + PLACEHOLDERS)
def test_rules_see_an_island_as_a_variable_that_nobody_knows(island: str) -> None:
    seen, of_variable = of_rules(linted(island)), of_rules(linted("${VIP}"))

    assert seen <= of_variable
    assert {code for code, _ in of_variable - seen} <= NEED_EVERY_LINE


@pytest.mark.parametrize("island", TEMPLATES)
def test_a_file_that_is_a_template_is_named_as_such_once(island: str) -> None:
    found = [each for each in linted(island) if each.code == "SYN002"]

    (one,) = found
    assert one.span is not None
    assert one.span.line == 9
    assert one.message.startswith(f"the file is a template, as `{island}` tells")
    # HAProxy takes what follows `#` for a comment, and does without it in some lines.
    lines = 6 if island[0] == "#" else 8
    assert [each.message for each in one.related] == [f"{lines} lines more with such parts"]


@pytest.mark.parametrize("island", TEMPLATES + PLACEHOLDERS)
def test_a_line_with_an_island_is_refused_or_not_as_before(island: str) -> None:
    """Whether HAProxy refuses a line does not hang on what we call the fault."""
    for line in (" bind {}:80\n", " server s {}:80\n", " timeout client {}\n", " server s 192.0.2.1:80 id {}\n"):
        config = hm.parse(f"listen a\n{line.format(island)}")

        found = [each for each in hm.check(config, version="2.6") if each.span is not None and each.span.line == 2]

        assert [each.code for each in found if each.severity == "error"] == ["SYN002"]
        if "timeout" in line:
            assert hm.check(config, version="2.6").fatal


@pytest.mark.parametrize(
    "line",
    [
        'log-format "%(name)s x"', 'log-format "%{+Q}[var(txn.x)]"', "http-request deny if { path_reg ^/a$(b|c) }",
        "acl a path_reg ^/x$(y)", "http-request set-path %[path,regsub(__A__,b)]", "description XX.XX.XX.XX",
        "timeout client 5s #{ten}", "timeout client 5s # {{ ten }}", "option httpchk GET /__ok__",
        "errorfile 503 /x.x.x/a",
        'unique-id-format "%(a)s"', "acl a hdr(host) -m reg (?<name>a)",
    ],
)  # fmt: skip
def test_what_is_meant_so_is_no_island(line: str) -> None:
    config = hm.parse(f"frontend f\n mode http\n bind :80\n timeout client 1m\n {line}\n")

    assert "SYN002" not in {each.code for each in hm.validate(config)}


def test_placeholders_of_people_are_named_where_each_is() -> None:
    found = [each for each in linted("XX.XX.XX.XX") if each.code == "SYN002"]

    assert len(found) == FILE.count("ISLAND")


def test_a_single_part_is_named_as_what_it_is() -> None:
    (found,) = (each for each in hm.validate(hm.parse("listen a\n bind {{ vip }}:80\n")) if each.code == "SYN002")

    assert found.message == "the placeholder `{{ vip }}` was not filled in: write the value"


def test_no_fix_changes_a_line_with_an_island_unasked() -> None:
    text = FILE.replace("ISLAND", "{{ vip }}")

    mended = hm.mend(hm.parse(text))

    before, after = text.split("\n"), mended.config.dumps().split("\n")
    assert [line for line in after if "{{ vip }}" in line] == [line for line in before if "{{ vip }}" in line]


def test_quotes_and_comments_around_islands_are_read_as_they_are() -> None:
    text = 'listen a\n mode tcp\n bind "{{ vip }}:80" # {{ x }}\n server s {{ a }}:80 check # é {{ b }}\n'

    report = hm.validate(hm.parse(text))

    for each in report:
        if each.span is not None:
            assert text.encode()[each.span.start : each.span.end].decode()
