"""`--template jinja --vars FILE` of `check` and `lint`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import UsageError
from inputs.programs import real

import haproxy_model as hm

from .conftest import Call

pytest.importorskip("jinja2", reason="Jinja2 is not installed: the extra `template` is not tested")

TEMPLATE = """{% set port = port|int %}
defaults
  mode {{ mode }}
  timeout connect 5s
  timeout client 1m
  timeout server 1m
listen {{ name }}
  bind {{ vip }}:{{ port }}
{% for node in nodes %}
  server {{ node.name }} {{ node.address }} chek   # é
{% endfor %}
  balanc {{ balance }}
"""
VARIABLES = """port = 80
mode = "tcp"
name = "web"
vip = "192.0.2.1"
balance = "roundrobin"
[[nodes]]
name = "a"
address = "192.0.2.2:80"
[[nodes]]
name = "b"
address = "192.0.2.3:80"
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "h.j2").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "v.toml").write_text(VARIABLES)
    return tmp_path


def found(call: Call, *arguments: str) -> list[dict[str, object]]:
    said = call(*arguments, "--format", "json")
    rows: list[dict[str, object]] = json.loads(said.out)["diagnostics"]
    return rows


def test_findings_are_told_on_the_lines_of_the_template(call: Call, place: Path) -> None:
    rows = found(call, "check", "--template", "jinja", "--vars", "v.toml", "h.j2")

    assert [(each["code"], each["file"], each["line"], each["column"]) for each in rows] == [
        ("CFG080", "h.j2", 10, 45),
        ("SYN001", "h.j2", 12, 3),
    ]
    notes = [[note["message"] for note in each["related"]] for each in rows]  # type: ignore[attr-defined]
    assert notes[0][-2:] == [
        "rendered: `server a 192.0.2.2:80 chek   # é`",
        "1 time more where the template repeats it, in listen web",
    ]
    assert notes[1][-1] == "rendered: `balanc roundrobin`"
    assert all(each["fix"] is None for each in rows)


def test_the_span_is_one_of_the_template(call: Call, place: Path) -> None:
    (place / "h.j2").write_text(TEMPLATE.replace("{{ mode }}", "{{ mode }} é"), encoding="utf-8")
    said = call("check", "--template", "jinja", "--vars", "v.toml", "h.j2", "--format", "rdjson")

    for each in json.loads(said.out)["diagnostics"]:
        assert each["location"]["path"] == "h.j2"
    text = call("check", "--template", "jinja", "--vars", "v.toml", "h.j2").out
    assert "10 |   server {{ node.name }} {{ node.address }} chek   # é" in text


def test_what_the_template_gives_is_judged_and_nothing_else(call: Call, place: Path) -> None:
    (place / "h.j2").write_text(TEMPLATE.replace(" chek", " check").replace("  balanc ", "  balance "))

    said = call("check", "--template", "jinja", "--vars", "v.toml", "h.j2")

    assert said.status == 0
    assert "h.j2" in said.out


def test_variables_of_a_later_file_count(call: Call, place: Path) -> None:
    (place / "w.json").write_text('{"mode": "nonsense"}')

    rows = found(call, "check", "--template", "jinja", "--vars", "v.toml", "--vars", "w.json", "h.j2")

    assert any(each["line"] == 3 and "nonsense" in str(each["message"]) for each in rows)


def test_a_finding_on_what_an_expression_gives_stands_on_its_line(call: Call, place: Path) -> None:
    (place / "w.json").write_text('{"vip": "999.0.2.1"}')

    rows = found(call, "check", "--template", "jinja", "--vars", "v.toml", "--vars", "w.json", "h.j2")

    (row,) = (each for each in rows if each["line"] == 8)
    assert (row["column"], row["end_column"]) == (3, len("  bind {{ vip }}:{{ port }}") + 1)


def test_what_is_wrong_with_a_template_or_its_variables_is_one_line_and_the_status_2(call: Call, place: Path) -> None:
    (place / "bad.toml").write_text("= 1")
    (place / "bad.json").write_text("{")
    (place / "list.json").write_text("1")
    for arguments, words in (
        (["h.j2"], "h.j2:1: `port` is undefined: give it a value with --vars"),
        (["--vars", "none.toml", "h.j2"], "none.toml: no such file or directory"),
        (["--vars", "bad.toml", "h.j2"], "bad.toml: it is neither JSON nor TOML"),
        (["--vars", "bad.json", "h.j2"], "bad.json: it is not JSON"),
        (["--vars", "list.json", "h.j2"], "list.json: it is neither JSON nor TOML"),
    ):
        said = call("check", "--template", "jinja", *arguments)
        assert said.status == 2
        assert words in said.err
        assert said.err.count("\n") == 1


def test_a_marker_in_the_template_suppresses_as_everywhere(call: Call, place: Path) -> None:
    (place / "h.j2").write_text(
        TEMPLATE.replace("# é", "# haproxy-model: ignore=CFG080 -- meant").replace("  balanc ", "  balance ")
    )

    said = call("lint", "--template", "jinja", "--vars", "v.toml", "h.j2", "--select", "CFG")

    assert "CFG080" not in said.out


def test_templates_are_changed_by_hand(call: Call, place: Path) -> None:
    for arguments, words in (
        (["--fix"], "change the template by hand"),
        (["--diff"], "change the template by hand"),
        (["--controllers", "h.j2"], "lint each template by itself"),
    ):
        with pytest.raises(UsageError, match=words):
            call("lint", "--template", "jinja", *arguments, "h.j2")
    with pytest.raises(UsageError, match="--vars does nothing alone"):
        call("check", "--vars", "v.toml", "h.j2")


def test_standard_input_may_be_a_template(call: Call, place: Path) -> None:
    said = call("check", "--template", "jinja", "--vars", "v.toml", "-", stdin=TEMPLATE.encode())

    assert "10 |   server" in said.out


def test_jobs_and_baselines_know_templates(call: Call, place: Path) -> None:
    (place / "g.j2").write_text(TEMPLATE)
    arguments = ["lint", "--template", "jinja", "--vars", "v.toml", "--select", "CHK", "h.j2", "g.j2"]

    assert call(*arguments).out == call(*arguments, "--jobs", "2").out
    call(*arguments, "--baseline", "b.json", "--write-baseline")
    assert json.loads((place / "b.json").read_text())["findings"]
    assert not [each for each in found(call, *arguments, "--baseline", "b.json") if each["code"] == "CHK001"]


@real
def test_the_real_haproxy_is_asked_about_what_is_rendered(call: Call, place: Path) -> None:
    said = call("check", "--haproxy", "haproxy", "--template", "jinja", "--vars", "v.toml", "h.j2")

    assert "HAProxy 2.6.12 says so too: unknown keyword `balanc`" in said.out
    assert "{{ balance }}" in said.out


def test_the_example_of_the_documentation_is_so(call: Call, place: Path) -> None:
    page = Path(hm.__file__).parents[1] / "docs" / "linting.md"
    part = page.read_text("utf-8").partition("## Templates\n")[2].partition("\n## ")[0]
    blocks = [block.partition("\n") for block in part.split("```")[1::2]]
    (template,) = (text for kind, _, text in blocks if kind == "jinja")
    (variables,) = (text for kind, _, text in blocks if kind == "toml")
    (shown,) = (text for kind, _, text in blocks if kind == "" and text.startswith("$ "))
    (place / "haproxy.cfg.j2").write_text(template)
    (place / "site.toml").write_text(variables)
    command, _, expected = shown.partition("\n")

    said = call(*command.removeprefix("$ haproxy-model ").split())

    assert said.out == expected
