"""The files of several controllers: what must agree, what is a machine's own, and where findings point."""

from __future__ import annotations

from pathlib import Path

import pytest

import haproxy_model as hm
from haproxy_model.diagnostics import Diagnostic, Severity
from tests.lint.findings import DEFAULTS
from tests.lint.test_guards import replaced

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "rules" / "examples"
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

NOVA = """\
listen nova
 bind 192.0.2.10:8774
 server c1 192.0.2.11:8774 check
 server c2 192.0.2.12:8774 check
"""
GALERA = """\
listen galera
 bind 192.0.2.10:3306
 option httpchk
 default-server check port 9200 on-marked-down shutdown-sessions
 server c1 192.0.2.11:3306
 server c2 192.0.2.12:3306 backup
 server c3 192.0.2.13:3306 backup
"""
SWAPPED = replaced(GALERA, "c2 192.0.2.12", "X", "c3 192.0.2.13", "c2 192.0.2.12", "X", "c3 192.0.2.13")
TURNED = replaced(NOVA, "c1 192.0.2.11", "X", "c2 192.0.2.12", "c1 192.0.2.11", "X", "c2 192.0.2.12")
SOURCE = "nova\n balance source\n"
SHARED = replaced(NOVA, "nova\n", "nova\n stick-table type ip size 1k peers p\n")
PEERS = "peers p\n peer a 192.0.2.11:1024\n peer b 192.0.2.12:1024\n"
GLOBAL = "global\n log /dev/log local0\n"


def compared(*texts: str, **options: object) -> list[Diagnostic]:
    """The findings between the files of controllers that are called a.cfg, b.cfg …"""
    configs = [hm.parse(DEFAULTS + text, f"{name}.cfg") for name, text in zip("abcd", texts, strict=False)]
    report = hm.validate_controllers(configs, **options)  # type: ignore[arg-type]
    return [each for each in report if each.code.startswith("MUL")]


def codes(*texts: str, **options: object) -> set[str]:
    """The codes of these findings."""
    return {each.code for each in compared(*texts, **options)}


@pytest.mark.parametrize("text", [NOVA, GALERA, SHARED + PEERS, GLOBAL + NOVA])
def test_equal_files_agree(text: str) -> None:
    assert compared(text, text, text) == []


def test_one_file_is_compared_with_nothing() -> None:
    config = hm.parse(DEFAULTS + NOVA)

    assert hm.validate_controllers([config]) == hm.validate(config)
    assert not hm.validate_controllers([]).diagnostics


def test_paths_stand_for_the_files_there(tmp_path: Path) -> None:
    paths = [tmp_path / "a.cfg", tmp_path / "b.cfg"]
    for path, text in zip(paths, (GALERA, SWAPPED), strict=True):
        path.write_text(DEFAULTS + text)

    assert hm.validate_controllers(paths) == hm.validate_controllers(map(hm.parse_file, paths))
    assert "MUL001" in {each.code for each in hm.validate_controllers(map(str, paths))}


DIFFERENCES = (
    ("MUL001", GALERA, SWAPPED, ERROR),
    ("MUL001", GALERA, replaced(GALERA, "11:3306", "11:3306 backup", "12:3306 backup", "12:3306"), ERROR),
    ("MUL001", GALERA, SWAPPED.replace("galera", "galera_cluster").replace(".10:", ".20:"), ERROR),
    ("MUL002", NOVA, NOVA.replace(" server c2 192.0.2.12:8774 check\n", ""), ERROR),
    ("MUL002", NOVA, NOVA.replace("192.0.2.12", "192.0.2.13"), ERROR),
    ("MUL002", NOVA, NOVA.replace("12:8774 check", "12:8774 check disabled"), WARNING),
    ("MUL003", NOVA, replaced(NOVA, "server c1", "X", "server c2", "server c1", "X", "server c2"), WARNING),
    ("MUL003", SHARED, replaced(SHARED, "server c1", "X", "server c2", "server c1", "X", "server c2"), ERROR),
    ("MUL004", NOVA + GALERA, NOVA.replace("8774\n server c1", "8775\n server c1") + GALERA, ERROR),
    ("MUL004", NOVA, NOVA.replace("8774\n server c1", "8774 accept-proxy\n server c1"), WARNING),
    ("MUL005", NOVA, TURNED, INFO),
    ("MUL005", NOVA.replace("nova\n", SOURCE), TURNED.replace("nova\n", SOURCE), WARNING),
    ("MUL005", SHARED, SHARED.replace("11:8774 check", "11:8774 check id 7"), WARNING),
    ("MUL006", NOVA, NOVA.replace("nova\n", "nova\n timeout server 2m\n"), WARNING),
    ("MUL006", NOVA, NOVA.replace("nova\n", "nova\n option httpchk\n"), WARNING),
    ("MUL006", NOVA, NOVA.replace("12:8774 check", "12:8774 check fall 9"), WARNING),
    ("MUL006", NOVA, NOVA.replace("12:8774 check", "12:8774 check on-marked-down shutdown-sessions"), WARNING),
    (
        "MUL006",
        NOVA.replace("12:8774 check", "12:8774 check inter 2s"),
        NOVA.replace("12:8774 check", "12:8774 check inter 2100ms"),
        INFO,
    ),
    ("MUL007", GLOBAL + " hard-stop-after 5m\n", GLOBAL + " hard-stop-after 6m\n", WARNING),
    ("MUL007", GLOBAL + " hard-stop-after 5m\n", GLOBAL, WARNING),
    ("MUL008", NOVA + GALERA, NOVA, ERROR),
    ("MUL008", NOVA, NOVA + GALERA, ERROR),
    ("MUL009", PEERS, PEERS.replace("192.0.2.12", "192.0.2.13"), WARNING),
    ("MUL009", PEERS, PEERS + " peer c 192.0.2.13:1024\n", WARNING),
    ("MUL009", SHARED, SHARED.replace("1k", "2k"), WARNING),
    (
        "MUL010",
        "global # haproxy-model: haproxy-version=2.6\n",
        "global # haproxy-model: haproxy-version=3.4\n tune.h2.fe.max-total-streams 9\n",
        INFO,
    ),
)  # fmt: skip


@pytest.mark.parametrize(("code", "one", "other", "level"), DIFFERENCES)
def test_a_difference_is_found_whoever_comes_first(code: str, one: str, other: str, level: Severity) -> None:
    for texts in ((one, other), (other, one)):
        assert {each.severity for each in compared(*texts) if each.code == code} == {level}


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        (
            "MUL001",
            GALERA + " # haproxy-model: x\n",
            GALERA.replace("galera\n", "galera # haproxy-model: role=reader\n"),
        ),
        ("MUL001", GALERA, GALERA.replace(".11:3306", ".21:3306").replace(".12:3306", ".22:3306")),
        ("MUL002", NOVA, NOVA.replace("c1 192.0.2.11", "c1 ipv4@192.0.2.11")),
        ("MUL002", NOVA, NOVA.replace(":8774 check", ':8774 check "$X"')),
        ("MUL002", NOVA, NOVA.replace("nova\n", "nova # haproxy-model: prefer_local\n").replace("192.0.2.11:", "::1:")),
        ("MUL004", NOVA, NOVA.replace("192.0.2.10:", "*:")),
        ("MUL004", NOVA, NOVA.replace("8774\n server c1", "8774 name x\n server c1")),
        ("MUL004", NOVA.replace("192.0.2.10:", "192.0.2.11:"), NOVA.replace("192.0.2.10:", "192.0.2.12:")),
        ("MUL006", NOVA, NOVA.replace("nova\n", "nova\n timeout server 60s\n")),
        ("MUL006", NOVA, NOVA.replace("c2 192", "c9 192")),
        ("MUL007", GLOBAL + " nbthread 4\n maxconn 9\n", GLOBAL + " nbthread 8\n node x\n"),
        ("MUL007", GLOBAL + " hard-stop-after 5m\n", GLOBAL + " hard-stop-after 300s\n"),
        ("MUL008", NOVA, NOVA + GALERA.replace("galera\n", "galera # haproxy-model: node-local\n")),
        ("MUL008", NOVA, NOVA + GALERA.replace("192.0.2.10:", "127.0.0.1:")),
        ("MUL008", NOVA, NOVA + "listen stats\n bind :9000\n stats enable\n"),
        ("MUL008", NOVA, NOVA.replace("nova", "compute")),
        ("MUL010", "global\n", "global # haproxy-model: haproxy-version=3.4\n tune.h2.fe.max-total-streams 9\n"),
    ],
)
def test_what_is_meant_is_no_difference(code: str, one: str, other: str) -> None:
    for texts in ((one, other), (other, one)):
        assert code not in codes(*texts)


def test_the_witness_is_the_first_state_in_which_two_nodes_are_written() -> None:
    message = next(each.message for each in compared(GALERA, SWAPPED) if each.code == "MUL001")

    assert "with `c1` down" in message
    assert "`c3` (192.0.2.13:3306) here and to `c2` (192.0.2.12:3306) in a.cfg" in message


def test_a_finding_names_the_places_in_both_files() -> None:
    finding = next(each for each in compared(GALERA, SWAPPED) if each.code == "MUL001")

    assert finding.span is not None
    assert finding.span.file == "b.cfg"
    assert [each.span.file for each in finding.related if each.span] == ["a.cfg"]


def test_an_address_that_two_of_three_bind_is_meant_to_move() -> None:
    other = NOVA.replace("192.0.2.10:", "192.0.2.30:")

    assert codes(NOVA, other) == set()
    for texts in ((NOVA, other, NOVA), (NOVA, NOVA, other), (other, NOVA, NOVA)):
        assert codes(*texts) == {"MUL004"}


def test_the_third_file_is_compared_with_the_first_that_has_the_proxy() -> None:
    found = compared(NOVA, NOVA + GALERA, NOVA + SWAPPED)

    assert [(each.code, each.span.file) for each in found if each.code == "MUL001" and each.span] == [
        ("MUL001", "c.cfg")
    ]


def test_taking_the_order_of_the_other_file_ends_the_difference() -> None:
    finding = next(each for each in compared(GALERA, SWAPPED) if each.code == "MUL001")
    assert finding.fix is not None
    content = (DEFAULTS + SWAPPED).encode()
    for edit in sorted(finding.fix.edits, key=lambda each: each.start, reverse=True):
        content = content[: edit.start] + edit.text.encode() + content[edit.end :]
    after = content.decode().removeprefix(DEFAULTS)

    assert finding.fix.applicability == "unsafe"
    assert after == GALERA
    assert compared(GALERA, after) == []


def test_options_say_what_a_machine_may_have_of_its_own() -> None:
    texts = GLOBAL + " hard-stop-after 5m\n", GLOBAL + " hard-stop-after 6m\n"

    assert codes(*texts) == {"MUL007"}
    assert codes(*texts, options={"controllers.own_globals": "hard-stop-after"}) == set()


def test_a_marker_suppresses_a_finding_in_its_file() -> None:
    marked = NOVA + GALERA.replace("galera\n", "galera # haproxy-model: ignore=MUL008\n")

    assert codes(NOVA, marked) == set()
    assert codes(marked, NOVA) == set()


def test_a_name_that_is_another_host_in_one_proxy_of_many_is_a_slip() -> None:
    pools = "".join(NOVA.replace("nova", f"l{port}").replace("8774", str(port)) for port in (1, 2, 3))
    slip = replaced(NOVA, "c1 192.0.2.11", "c1 192.0.2.12", "c2 192.0.2.12", "c3 192.0.2.13")

    assert "MUL003" in codes(pools + slip)
    assert "MUL003" not in codes(pools.partition("listen l3")[0] + slip)


def test_a_branch_that_nobody_can_decide_makes_an_info() -> None:
    branch = NOVA.replace(" server c2", " .if defined(X)\n server c2") + " .endif\n"

    assert {(each.code, each.severity) for each in compared(NOVA, branch)} == {("MUL002", INFO)}


def test_many_proxies_of_many_controllers_take_seconds() -> None:
    text = "".join(NOVA.replace("nova", f"n{port}").replace("8774", str(port)) for port in range(1, 400))

    assert compared(text, text, text, text) == []


def _sets(kind: str) -> list[Path]:
    return sorted(EXAMPLES.glob(f"MUL*-{kind}-*-file1.cfg"))


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason=f"{EXAMPLES} is absent: no examples to read")
@pytest.mark.parametrize("kind", ["bad", "good"])
def test_the_shared_sets_of_files_give_their_codes(kind: str) -> None:
    for first in _sets(kind):
        files = sorted(EXAMPLES.glob(first.name.replace("file1", "file*")))
        given = {each.code for each in hm.validate_controllers(map(hm.parse_file, files))}

        assert (first.name[:6] in given) == (kind == "bad"), first.name


def test_the_version_that_a_marker_tells_may_be_a_release() -> None:
    old, new = (
        f"global # haproxy-model: haproxy-version={version}\n{line}"
        for version, line in (("2.6.12", ""), ("3.4.1", " tune.h2.fe.max-total-streams 9\n"))
    )
    report = hm.validate_controllers([hm.parse(old), hm.parse(new)], select=["MUL010"])

    assert [each.code for each in report if each.code == "MUL010"] == ["MUL010"]
