"""Every measured verdict of a keyword, section by section and version by version, against what `check` says of a line.

The line is the shortest that the keyword's signature allows, with a plain value for each type.  What is compared is
whether the keyword is accepted, ignored or refused; what else may be wrong with such a line is another matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from schema.test_facts import FACTS, MEASURED, keyword_facts, load, row_of

import haproxy_model as hm
from haproxy_model.reading.signatures import Argument, Choice, Condition, Literal, Node, compiled
from haproxy_model.schema.rows import Keyword
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.schema.versions import VERSIONS

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the measured facts (../shared/keywords) are not on this machine"
)

#: A good value of each type; 1 is one of all the others.
VALUES = {
    "acl_name": "a",
    "address": "127.0.0.1:80",
    "bind_address_list": "127.0.0.1:80",
    "bind_ssl_option": "no-sslv3",
    "converter_list": "lower",
    "duration": "10s",
    "email": "a@b",
    "enum_log_facility": "local0",
    "http_err_code": "503",
    "http_method": "GET",
    "http_version": "HTTP/1.1",
    "ip_mask": "127.0.0.1",
    "log_format": "text",
    "log_target": "127.0.0.1",
    "mime_type": "text/plain",
    "named_sample_expr": "a=src",
    "regex": "a",
    "sample_expr": "int(1)",
    "service_name": "prometheus-exporter",
    "server_address": "127.0.0.1:80",
    "server_ssl_option": "no-sslv3",
    "status_range_list": "400-499",
    "user_password": "a:b",
    "var": "proc.a",
    "log_sample": "1:2",
}
#: Lines for which a plain value does not do.
LINES = {
    "accepted_payload_size": "accepted_payload_size 4096",
    "email-alert level": "email-alert level err",
    "hash-balance-factor": "hash-balance-factor 150",
    "http-error": "http-error status 503",
    "log": "log 127.0.0.1 local0",
    "tcp-check send-binary": "tcp-check send-binary 00",
    "trace": "trace h1 level user",
    "tune.h2.header-table-size": "tune.h2.header-table-size 4096",
    "tune.h2.max-frame-size": "tune.h2.max-frame-size 16384",
    "tune.idle-pool.shared": "tune.idle-pool.shared on",
}
#: Actions for which the first words of their signature do not do.
ACTION_ARGUMENTS = {"normalize-uri": "fragment-strip", "set-status": "200", "set-timeout": "server 10s"}
#: (rule, section or "" for any): why `check` says something else than was measured.
ACTIONS_ON_PURPOSE = {
    ("tcp-request content use-service", ""): "the only service that no script brings speaks HTTP",
    (
        "http-request set-timeout",
        "frontend",
    ): "the probe was a timeout of clients, which are newer; here it is one of servers",
}
#: (keyword, section or "" for any): why `check` says something else than was measured.
ON_PURPOSE = {
    ("bind-process", ""): "what 2.6 says of it is said of a deprecated line",
    ("filter fcgi-app", "frontend"): "refused: the probe was not short of a companion",
    ("option external-check", "frontend"): "warned of as ignored; the probe was short of a companion line",
    ("option httpslog", "backend"): "2.6.0 and 2.8.0 crash on it, which is no verdict",
    ("tune.peers.max-updates-at-once", "global"): "2.6.12 has it, and wins over 2.6.0 where they differ",
    ("tune.quic.frontend.conn-tx-buffers.limit", "global"): "3.1 and 3.2 ignore it without a word",
    ("tune.ssl.keylog", "global"): "2.4 does not know it, whatever its source registers",
    ("use-server", "frontend"): "warned of as ignored, then fatal for want of a server",
}
_REFUSED = frozenset(
    (
        "action-in-wrong-place",
        "bad-argument",  # of a second word that says what kind of line it is
        "keyword-in-wrong-section",
        "keyword-removed",
        "keyword-too-new",
        "unknown-action",
        "unknown-keyword",
        "unknown-option",
    )
)
_ABOVE = "global\n expose-experimental-directives\n"
#: The sections without a name, and how the facts call `defaults` without and with one.
_HEADERS = {"global": "global", "traces": "traces", "defaults(anonymous)": "defaults"}


def words(nodes: tuple[Node, ...]) -> Iterator[str]:
    """The fewest words that a signature allows."""
    for node in nodes:
        if node.least == 0:
            continue
        if isinstance(node, Literal):
            yield node.word
        elif isinstance(node, Argument):
            kind = node.type
            yield VALUES.get(kind) or (kind[6:-2].split(",")[0] if kind.startswith("list({") else "1")
        elif isinstance(node, Choice):
            yield from words(node.alternatives[0][0])
        elif isinstance(node, Condition):
            yield from ("if", "TRUE")


def line(row: Keyword) -> str:
    """The shortest line of a keyword."""
    name, arguments = row.name, row.arguments
    if name in LINES:
        return LINES[name]
    if name.endswith("()"):
        name = f"{name[:-2]}({','.join(words(compiled(row.parenthesised.replace(',', ' '))))})"
    if arguments.startswith("<action:action>"):
        arguments = "allow" if name.startswith("http-") else "accept"
    return " ".join((name, *words(compiled(arguments))))


def verdicts(section: str, lines: list[tuple[str, str]], version: str) -> list[str]:
    """What `check` makes of the name of each line, all of them in one section.

    Args:
        section: the section, as the facts call it.
        lines: names, each with a line that begins with it.
        version: the target version.
    """
    above = "" if section == "global" else _ABOVE
    first = above.count("\n") + 2
    text = f"{above}{_HEADERS.get(section, f'{section} x')}\n" + "".join(f" {line}\n" for _, line in lines)
    found: dict[int, str] = {}
    for each in hm.check(hm.parse(text), version=version):
        if each.span is None:
            continue
        place = each.span.line - first
        if place == -1 and each.name in _REFUSED:
            return ["refused"] * len(lines)
        if each.fatal and each.name in _REFUSED:
            name, line = lines[place]
            if line[: each.span.column - 2].count(" ") <= name.count(" "):
                found[place] = "refused"
        elif each.name == "ignored-keyword":
            found.setdefault(place, "ignored")
    return [found.get(place, "accepted") for place in range(len(lines))]


def measured(version: str) -> dict[str, list[tuple[Keyword, str]]]:
    """Section -> the rows of its lines, with what HAProxy made of each."""
    found: dict[str, list[tuple[Keyword, str]]] = {}
    for fact in keyword_facts():
        if fact.get("file") == "spoe-config":
            continue
        row = row_of(fact)
        by_version = fact.get("sections_by_version")
        places = dict.fromkeys(fact["sections"], fact["versions"][version]) if by_version is None else by_version
        if by_version is not None:
            places = by_version.get(version, {})
        for section, verdict in places.items():
            if section.partition("(")[0] in SECTIONS:
                found.setdefault(section, []).append((row, verdict))
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_check_takes_a_keyword_where_and_as_haproxy_takes_it(version: str) -> None:
    differences = []
    for section, rows in measured(version).items():
        said = verdicts(section, [(row.name, line(row)) for row, _ in rows], version)
        for (row, verdict), mine in zip(rows, said, strict=True):
            if mine not in MEASURED[verdict] and not {(row.name, section), (row.name, "")} & ON_PURPOSE.keys():
                differences.append((row.name, section, verdict, mine))

    assert differences == []


def action_line(fact: Mapping[str, Any]) -> str:
    """The shortest rule with an action."""
    name, arguments = fact["action"], ACTION_ARGUMENTS.get(fact["action"], fact["args"])
    if name.endswith("()"):
        name = f"{name[:-2]}({','.join(words(compiled(fact['paren_args'].replace(',', ' '))))})"
    return " ".join((fact["ruleset"], name, *words(compiled(arguments))))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("section", ["frontend", "listen", "backend"])
def test_check_takes_an_action_where_and_as_haproxy_takes_it(section: str, version: str) -> None:
    rulesets = {fact["keyword"]: fact for fact in load("sections") if fact["kind"] == "ruleset"}
    actions = [fact for fact in load("sections") if fact["kind"] == "action" and "lua." not in fact["action"]]
    facts = [fact for fact in actions if section in rulesets[fact["ruleset"]]["sections"]]
    differences = []
    for fact, mine in zip(
        facts, verdicts(section, [(fact["keyword"], action_line(fact)) for fact in facts], version), strict=True
    ):
        verdict = fact["versions"][version] if section in fact["sections"] else "not_allowed"
        known = {(fact["keyword"], section), (fact["keyword"], "")} & ACTIONS_ON_PURPOSE.keys()
        if mine not in MEASURED[verdict] and not known:
            differences.append((fact["keyword"], verdict, mine))

    assert differences == []
