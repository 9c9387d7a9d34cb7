"""One cause, one finding: what holds for many sections is said once, where the mend belongs."""

from __future__ import annotations

import pytest

import haproxy_model as hm

from .findings import apply, found

DEFAULTS = """\
defaults
    mode http
    timeout connect 5s
    timeout client 1m
    timeout server 1m
"""
FRONTS = "".join(f"frontend f{n}\n    bind 192.0.2.10:80{n}\n    http-request return status 200\n" for n in range(1, 9))
NAMED = "".join(f"backend b{n}\n    server s s{n}.shop.example:80 check\n" for n in range(1, 9))
TABLES = "peers p\n    peer a 192.0.2.1:1024\n    peer b 192.0.2.2:1024\n" + "".join(
    f"backend b{n}\n    stick-table type ip size 1k expire 1m\n    stick on src\n"
    f"    server s 192.0.2.{n}:80 check\n    server t 192.0.3.{n}:80 check\n"
    for n in range(1, 9)
)
ALIKE = "backend b\n" + "".join(f"    server s{n} 192.0.2.1:80 check\n" for n in range(1, 10))
HASTY = "".join(f"backend b{n}\n    server s{n} 192.0.2.{n}:80 check\n" for n in range(1, 9))


def one(code: str, text: str) -> hm.Diagnostic:
    (only,) = [each for each in found(text) if each.code == code]
    return only


@pytest.mark.parametrize(("code", "text"), [("TMO002", FRONTS), ("DNS001", NAMED), ("HA022", TABLES)])
def test_eight_sections_with_one_cause_are_one_finding_of_bounded_length(code: str, text: str) -> None:
    finding = one(code, DEFAULTS + text)

    assert "and 3 more" in finding.message
    assert len(finding.related) <= 6


def test_servers_of_one_address_are_one_finding() -> None:
    finding = one("HA006", DEFAULTS + ALIKE)

    assert "`s2`, `s3`, `s4`, `s5`, `s6` and 3 more have the address of `s1`" in finding.message
    assert "the load of 9" in finding.message


def test_a_number_that_many_servers_inherit_is_one_finding_at_its_line() -> None:
    finding = one("CHK012", DEFAULTS + "    default-server fall 1\n" + HASTY)

    assert finding.span is not None
    assert finding.span.line == 6
    assert "`s1`, `s2`, `s3`, `s4`, `s5` and 3 more" in finding.message


def test_a_limit_that_many_frontends_lack_is_set_in_their_defaults() -> None:
    finding = one("TMO002", DEFAULTS + FRONTS)

    assert finding.span is not None
    assert finding.span.line == 1
    mended = apply(DEFAULTS + FRONTS, finding)
    assert mended.count("timeout http-request 10s") == 1
    assert mended.replace("    timeout http-request 10s\n", "") == DEFAULTS + FRONTS
    assert not [each for each in found(mended) if each.code == "TMO002"]


def test_frontends_of_different_defaults_have_different_causes() -> None:
    other = DEFAULTS.replace("defaults", "defaults slow").replace("client 1m", "client 5m") + FRONTS.replace(" f", " g")
    spans = [
        each.span for each in found(DEFAULTS + FRONTS + other.replace("192.0.2", "192.0.3")) if each.code == "TMO002"
    ]

    assert [span and span.line for span in spans] == [1, 30]


def test_one_frontend_alone_is_told_of_itself() -> None:
    finding = one("TMO002", DEFAULTS + FRONTS.split("frontend f2")[0])

    assert finding.span is not None
    assert finding.span.line == 6


@pytest.mark.parametrize(("code", "text"), [("TMO002", FRONTS), ("DNS001", NAMED), ("HA022", TABLES)])
def test_a_section_that_suppresses_it_is_left_out_and_the_others_are_not(code: str, text: str) -> None:
    lines = (DEFAULTS + text).split("\n")
    place = next(n for n, line in enumerate(lines) if line.startswith(("frontend", "backend")))
    name = lines[place].split()[1]
    lines.insert(place + 1, f"    # haproxy-model: ignore={code}")
    report = hm.validate(hm.parse("\n".join(lines)), select=[code, "SUP"])

    (finding,) = report
    assert finding.code == code
    assert f"`{name}`" not in finding.message.replace("frontend ", "").replace("backend ", "")


PART = "frontend www\n    bind :80\n    option httplog\n    http-request deny if { path /x }\n    default_backend b\n"


@pytest.mark.parametrize("code", ["SYN008", "LOG003", "TMO001"])
def test_a_part_of_a_configuration_is_not_judged_by_what_another_file_may_say(code: str) -> None:
    part = PART + "backend b\n    server s 192.0.2.1:80 check\n"
    alone = {each.severity for each in hm.validate(hm.parse(part)) if each.code == code}
    whole = {each.severity for each in hm.validate(hm.parse("global\n" + part)) if each.code == code}
    its_own = part.replace("bind :80\n", "bind :80\n    mode tcp\n    timeout client 0\n")
    own = {
        each.severity for each in hm.validate(hm.parse(its_own)) if each.code == code and each.section == "frontend www"
    }

    assert alone == {hm.Severity.INFO}
    assert hm.Severity.INFO not in whole
    assert whole == own


def test_the_servers_of_a_pool_that_nothing_can_mark_down_are_one_finding() -> None:
    finding = one("CHK001", DEFAULTS + ALIKE.replace(" check", ""))

    assert "nothing can mark `s1`, `s2`, `s3`, `s4`, `s5` or 4 more down: with `s1` dead" in finding.message
    assert len(finding.related) == 5


def test_passwords_of_a_proxy_that_is_off_are_no_matter() -> None:
    text = "listen off\n    {}\n    bind :80\n    stats auth admin:admin\n"

    assert [each.code for each in found(DEFAULTS + text.format("maxconn 5")) if each.code == "SEC013"] == ["SEC013"]
    assert not [each for each in found(DEFAULTS + text.format("disabled")) if each.code == "SEC013"]
