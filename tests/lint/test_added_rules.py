"""Rules of others: they run as ours do, point to what they mean, and nothing that they do wrong goes unsaid."""

from __future__ import annotations

import doctest
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import haproxy_model as hm
from haproxy_model.lint.rules import RULES as OURS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "own-rules.md"
TEXT = """\
defaults
    mode http
    timeout connect 5s
    timeout client 1m
    timeout server 1m
# who sells
backend shop
    # the first
    server a 192.0.2.11:80 check inter 2s  # rack 1
    server b 192.0.2.12:80 check maxconn 50
backend Rest
    server c 192.0.2.13:80 check maxconn 50
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names of the page's program, which was run beside a file."""
    monkeypatch.chdir(tmp_path)
    Path("haproxy.cfg").write_text(TEXT, encoding="utf-8")
    names: dict[str, Any] = {}
    definitions, calls, _ = blocks("python")
    exec(definitions, names)
    exec(calls, names)
    return names


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with the page's rules under the entry point `acme`."""
    (tmp_path / "acme_haproxy.py").write_text(blocks("python")[0], encoding="utf-8")
    metadata = tmp_path / "acme_haproxy-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-haproxy\nVersion: 1.0\n", encoding="utf-8")
    points = "[haproxy_model.rules]\nacme = acme_haproxy:RULES\nbroken = acme_haproxy:missing\n"
    (metadata / "entry_points.txt").write_text(points, encoding="utf-8")
    (tmp_path / "haproxy.cfg").write_text(TEXT, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rule(find: Any, **given: Any) -> hm.LintRule:
    return hm.LintRule("ACME001", "some-thing", find, **given)


def validated(find: Any, text: str = TEXT, **given: Any) -> list[hm.Diagnostic]:
    report = hm.validate(hm.parse(text, "x.cfg"), rules=[rule(find, **given)], select=["ACME001"])
    return list(report)


def test_the_page_does_what_it_says(page: dict[str, Any]) -> None:
    found = {each.code: each for each in page["report"] if each.code.startswith("ACME")}

    assert sorted(found) == ["ACME001", "ACME002"]
    assert found["ACME001"].span.line == 9
    assert found["ACME001"].severity == "warning"
    assert found["ACME001"].fix.title == "add `maxconn 200`"
    assert [each.span.line for each in found["ACME001"].related] == [7]
    assert (found["ACME002"].span.line, found["ACME002"].severity) == (11, "info")
    expected = TEXT.replace("inter 2s  #", "inter 2s maxconn 200  #")
    assert page["mended"].config.dumps() == expected
    assert doctest.run_docstring_examples(blocks("python")[2], page) is None
    examples = doctest.DocTestParser().get_doctest(blocks("python")[2], page, "page", None, None)
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_a_part_is_where_a_finding_is() -> None:
    def find(ctx: hm.LintContext) -> Iterator[hm.Finding]:
        for proxy in ctx.pools:
            for server in ctx.statements(proxy):
                yield hm.Finding("here", at=server.part("address"))

    spans = [each.span for each in validated(find)]

    assert [span and TEXT.encode()[span.start : span.end] for span in spans] == [
        b"192.0.2.11:80",
        b"192.0.2.12:80",
        b"192.0.2.13:80",
    ]


def test_every_word_of_a_line_belongs_to_one_part() -> None:
    config = hm.parse(
        "backend b\n http-request set-header X-A %[src] if { path /a } x\n server a 192.0.2.1:80 bogus 3\n"
    )
    for line in config.backends["b"].statements:
        assert tuple(word for part in line.parts for word in part.words) == line.words
        assert all(part.span is not None for part in line.parts)


def test_a_line_that_belongs_nowhere_yet_has_parts_without_places() -> None:
    server = hm.Server("a", "192.0.2.1:80", inter="2s")

    assert server.part("inter").words == ("2s",)
    assert server.part("inter").span is None
    assert hm.parse("").files[0].preamble.header.parts == ()


def test_a_part_of_a_changed_line_stands_nowhere() -> None:
    config = hm.parse(TEXT)
    server = config.backends["shop"].servers["a"]
    part = server.part("inter")
    server.inter = "3s"

    assert part.words == ("2s",)
    assert part.span is None
    assert server.part("inter").words == ("3s",)


def test_a_part_that_is_not_there_says_which_are_alike() -> None:
    with pytest.raises(hm.UnknownName, match="did you mean inter"):
        hm.parse(TEXT).backends["shop"].servers["a"].part("intr")


def test_a_part_hides_secrets() -> None:
    line = hm.parse("userlist u\n user a insecure-password hunter2\n").userlists["u"].statements[0]

    assert "hunter2" not in "".join(map(repr, line.parts))


def test_a_change_of_a_section_and_lines_beside_a_line() -> None:
    def find(ctx: hm.LintContext) -> Iterator[hm.Finding]:
        shop = ctx.config.backends["shop"]
        if shop.balance is None:
            yield hm.Finding("one", at=shop, change=lambda section: setattr(section, "balance", "source"), safe=True)
        first = ctx.statements(shop)[0]
        if "z" not in shop.servers:
            yield hm.Finding("two", at=first, change=lambda line: line.section.servers.append("server z 192.0.2.9:80"))

    config = hm.parse(TEXT, "x.cfg")
    both = hm.mend(config, rules=[rule(find)], select=["ACME001"], unsafe=False)
    one, two = validated(find)

    assert (one.fix and one.fix.applicability, two.fix and two.fix.applicability) == ("safe", "unsafe")
    assert both.config.dumps() == TEXT.replace("backend shop\n", "backend shop\n    balance source\n")
    assert config.dumps() == TEXT
    assert hm.mend(
        config, rules=[rule(find)], select=["ACME001"], only=two, unsafe=True
    ).config.dumps() == TEXT.replace("rack 1\n", "rack 1\n    server z 192.0.2.9:80\n")


def test_suppressions_know_codes_of_others() -> None:
    def find(ctx: hm.LintContext) -> Iterator[hm.Finding]:
        yield from (hm.Finding("here", at=line) for line in ctx.statements(ctx.config.backends["shop"]))

    text = TEXT.replace("# rack 1", "# haproxy-model: ignore=ACME001 -- moved by hand")
    report = hm.validate(hm.parse(text), rules=[rule(find)], select=["ACME001", "SUP"])

    assert [(each.code, each.span and each.span.line) for each in report] == [("ACME001", 10)]
    assert [each.code for each in report.suppressed] == ["ACME001"]
    without = hm.validate(hm.parse(text), select=["SUP"])
    assert [each.code for each in without] == ["SUP001"]


def test_what_a_rule_raises_names_the_rule() -> None:
    with pytest.raises(hm.HaproxyModelError, match=r"the rule ACME001 some-thing failed: ZeroDivisionError") as raised:
        validated(lambda ctx: [1 / 0])
    assert isinstance(raised.value.__cause__, ZeroDivisionError)

    def broken(line: object) -> None:
        raise KeyError(line)

    with pytest.raises(hm.HaproxyModelError, match="failed to change a copy: KeyError"):
        validated(lambda ctx: [hm.Finding("x", at=ctx.config.backends["shop"].servers["a"], change=broken)])


def test_a_rule_that_changes_the_configuration_is_refused() -> None:
    def find(ctx: hm.LintContext) -> None:
        ctx.config.backends["shop"].servers["a"].inter = "9s"

    with pytest.raises(hm.InvalidValue, match="changed the configuration"):
        validated(find)


def test_what_is_not_a_finding_is_refused() -> None:
    other = hm.parse(TEXT).backends["shop"].servers["a"].copy()
    with pytest.raises(TypeError, match=r"expected an hm\.Finding from the rule ACME001"):
        validated(lambda ctx: ["x"])
    with pytest.raises(hm.InvalidValue, match="is in no configuration"):
        validated(lambda ctx: [hm.Finding("x", at=other)])
    with pytest.raises(TypeError, match="expected a statement"):
        hm.Finding("x", at="backend b")  # type: ignore[arg-type]
    with pytest.raises(hm.InvalidValue, match="give one of "):
        hm.Finding("x", at=other, severity="bad")
    assert validated(lambda ctx: None) == []


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("acme1", "some-thing", "not a code"),
        ("ACME001", "Some", "not a name"),
        ("GAL900", "some-thing", "which is ours"),
        ("ACME001", "galera-multiple-active-servers", "taken already"),
    ],
)
def test_codes_and_names_are_apart(code: str, name: str, said: str) -> None:
    with pytest.raises(hm.InvalidValue, match=said):
        hm.validate(hm.parse(TEXT), rules=[hm.LintRule(code, name, lambda ctx: None)])


def test_two_rules_of_one_code_are_refused() -> None:
    with pytest.raises(hm.InvalidValue, match="taken already"):
        hm.validate(hm.parse(TEXT), rules=[rule(len), hm.LintRule("ACME001", "other-thing", len)])


def test_our_rules_are_listed_and_can_be_asked() -> None:
    found: list[hm.Finding] = []
    every = hm.rules()

    def find(ctx: hm.LintContext) -> None:
        found.extend(each for one in every for each in one.find(ctx) or ())

    assert [each.code for each in every[: len(OURS)]] == [each.code for each in OURS]
    text = (
        "listen galera\n bind :3306\n option httpchk\n server a 192.0.2.1:3306 check\n server b 192.0.2.2:3306 check\n"
    )
    report = hm.validate(hm.parse(text), rules=[rule(find), *every])
    codes = {each.code for each in OURS} - {"SUP"}
    assert sorted({each.message for each in found}) == sorted({each.message for each in report if each.code in codes})


def test_rules_of_a_package_are_run_by_name(package: Path) -> None:
    config = hm.parse_file("haproxy.cfg")

    assert [each.code for each in hm.rules("acme")] == ["ACME001", "ACME002"]
    assert [each.code for each in hm.validate(config, rules=["acme"], select=["ACME"])] == ["ACME001", "ACME002"]
    (linted,) = hm.lint_many(["haproxy.cfg"], rules=["acme"], select=["ACME001"])
    assert linted.report is not None
    assert [each.code for each in linted.report] == ["ACME001"]
    with pytest.raises(hm.UnknownName, match="'acm'; did you mean acme"):
        hm.validate(config, rules=["acm"])
    with pytest.raises(hm.InvalidValue, match="'broken' cannot be loaded: AttributeError"):
        hm.validate(config, rules=["broken"])


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "haproxy_model", *words], capture_output=True, text=True, check=False)


def test_the_command_line_runs_rules_of_a_package(package: Path) -> None:
    said = run("lint", "--rules", "acme", "--select", "ACME", "--jobs", "2", "haproxy.cfg", "haproxy.cfg")
    assert "warning[ACME001] `a` takes any number" in said.stdout
    assert said.returncode == 0

    (package / "haproxy-model.toml").write_text('rules = ["acme"]\nextend-select = ["ACME002"]\n', encoding="utf-8")
    assert "info[ACME002]" in run("lint", "haproxy.cfg").stdout
    assert "ACME" not in run("lint", "--isolated", "haproxy.cfg").stdout

    unknown = run("lint", "--isolated", "--rules", "acm", "haproxy.cfg")
    assert unknown.returncode == 2
    assert "no installed package has rules under the name 'acm'; did you mean acme?" in unknown.stderr


def test_a_rule_of_a_package_that_fails_is_not_our_fault(package: Path) -> None:
    (package / "acme_haproxy.py").write_text(
        "import haproxy_model as hm\nRULES = [hm.LintRule('ACME009', 'a-b', lambda ctx: 1 / 0)]\n", encoding="utf-8"
    )
    said = run("lint", "--rules", "acme", "haproxy.cfg")

    assert said.returncode == 2
    assert "the rule ACME009 a-b failed: ZeroDivisionError: division by zero" in said.stderr


def test_a_rule_of_a_package_that_gives_no_finding_is_not_our_fault(package: Path) -> None:
    (package / "acme_haproxy.py").write_text(
        "import haproxy_model as hm\nRULES = [hm.LintRule('ACME009', 'a-b', lambda ctx: ['x'])]\n", encoding="utf-8"
    )
    said = run("lint", "--rules", "acme", "haproxy.cfg")

    assert said.returncode == 2
    assert "expected an hm.Finding from the rule ACME009, found 'x'" in said.stderr
    assert "a bug" not in said.stderr


def test_findings_and_rules_can_be_compared_and_shown() -> None:
    server = hm.parse(TEXT).backends["shop"].servers["a"]

    assert hm.Finding("x", at=server) == hm.Finding("x", at=server)
    assert "ACME001" in repr(rule(len))
    assert pickle.loads(pickle.dumps(rule(len))) == rule(len)
