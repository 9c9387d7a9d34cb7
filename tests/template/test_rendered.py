"""Templates of Jinja: what they give, where its lines come from, and what cannot go wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import haproxy_model as hm
from haproxy_model.template.rendered import render
from haproxy_model.template.rendering import rendered

jinja2 = pytest.importorskip("jinja2", reason="Jinja2 is not installed: the extra `template` is not tested")


def given_lines(source: str, place: Path, **variables: object) -> list[tuple[str, int]]:
    """Each line that a template gives, without blanks around it, with the line that it comes from; blank ones left."""
    (place / "t").write_text(source, encoding="utf-8", newline="")
    answer = rendered({"name": "t.j2", "source": str(place / "t"), "folder": str(place), "variables": variables})
    assert "error" not in answer, answer
    lines = answer["text"].split("\n")
    assert len(lines) == len(answer["origins"])
    return [(line.strip(), origin[1]) for line, origin in zip(lines, answer["origins"], strict=True) if line.strip()]


def fault(source: str, place: Path, **variables: object) -> str:
    with pytest.raises(hm.Unreadable) as raised:
        render("t.j2", source.encode(), str(place), variables)
    assert "\n" not in str(raised.value)
    return str(raised.value)


WORD = st.text("abc {}%#-'\"é\n", max_size=20)


@settings(max_examples=60)
@given(st.lists(WORD, max_size=8))
def test_a_text_without_tags_is_itself_line_by_line(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    text = "\n".join(words)
    for sign in ("{{", "{%", "{#"):
        text = text.replace(sign, "")
    if any(sign in text for sign in ("{{", "{%", "{#")):
        return
    place = tmp_path_factory.mktemp("t")

    found = given_lines(text, place)

    assert found == [(line.strip(), n) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


BLOCKS = st.recursive(
    st.sampled_from(
        [
            "text {n}\n",
            "a {{{{ v }}}} {n}\n",
            "{{# c\n c #}}",
            "\n",
            "{{% set x = 1 %}}\n",
            "{{% raw %}}r {n}\n{{% endraw %}}",
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        inner.map(lambda body: f"{{{{% for i in range(2) -%}}}}\n{body}{{{{% endfor %}}}}\n"),
        inner.map(lambda body: f"{{{{%- if true %}}}}{body}{{{{%- else %}}}}no\n{{{{% endif %}}}}\n"),
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_every_line_comes_from_the_line_that_says_so(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[str]
) -> None:
    """Each text of the template holds the number of its own line."""
    numbered: list[str] = []
    for number, line in enumerate("".join(blocks).split("\n"), 1):
        numbered.append(line.format(n=f"<{number}>"))
    place = tmp_path_factory.mktemp("t")

    for line, origin in given_lines("\n".join(numbered), place, v=1):
        said = [int(part.split(">")[0]) for part in line.split("<")[1:]]
        assert not said or origin in said, (line, origin)


def test_a_loop_gives_each_line_the_line_in_its_body(tmp_path: Path) -> None:
    source = "listen l\n{% for s in servers %}\n  server {{ s }}\n  # x\n{% endfor %}\n  bind :80\n"

    assert given_lines(source, tmp_path, servers=["a", "b"]) == [
        ("listen l", 1), ("server a", 3), ("# x", 4), ("server b", 3), ("# x", 4), ("bind :80", 6),
    ]  # fmt: skip


def test_whitespace_that_is_taken_away_moves_no_line(tmp_path: Path) -> None:
    source = "a\n\n\n{%- if true -%}\n\n\n b\n{% endif %}\n{{- '' -}}\n\n c\nd\n"

    assert given_lines(source, tmp_path) == [("ab", 1), ("c", 11), ("d", 12)]


def test_an_expression_of_several_lines_comes_from_its_line(tmp_path: Path) -> None:
    assert given_lines("x\n{{ lines|join('\\n') }}\ny\n", tmp_path, lines=["a", "b"]) == [
        ("x", 1), ("a", 2), ("b", 2), ("y", 3),
    ]  # fmt: skip


def test_a_macro_comes_from_its_body_and_is_seen_as_it_is(tmp_path: Path) -> None:
    source = "{% macro m(a) %}\n server {{ a }}\n{% endmacro %}\n{{ m('x') }}\n{{ m('y')|length }}\n"

    # What looks at the text of the macro sees the text, not where it comes from.
    assert given_lines(source, tmp_path) == [("server x", 4), ("11", 5)]
    assert given_lines(source.replace("|length", ""), tmp_path) == [("server x", 2), ("server y", 2)]


def test_what_is_kept_in_a_variable_is_compared_as_it_is(tmp_path: Path) -> None:
    source = "{% set x %}a{% endset %}\n{% if x == 'a' %}\nyes\n{% endif %}\n{% filter upper %}b\n{% endfilter %}\n"

    assert [line for line, _ in given_lines(source, tmp_path)] == ["yes", "B"]


def test_what_is_included_comes_from_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x.j2").write_text("\none {{ v }}\ntwo\n")
    source = b"a\n{% include 'sub/x.j2' %}\nb\n"

    found = render("t.j2", source, str(tmp_path), {"v": 1})

    origins = [each for each, line in zip(found.origins, found.text.split("\n"), strict=True) if line]
    included = str(tmp_path / "sub" / "x.j2")
    assert origins == [("t.j2", 1), (included, 2), (included, 3), ("t.j2", 3)]
    assert found.sources[included] == "\none {{ v }}\ntwo\n"


def test_bytes_that_are_no_text_go_through(tmp_path: Path) -> None:
    assert render("t.j2", b"# \xff {{ v }}\r\nx", str(tmp_path), {"v": "é"}).text == "# \udcff é\nx"


# -- what is wrong -----------------------------------------------------------------------------------------------------


def test_what_is_not_defined_is_one_line_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "x.j2").write_text("\n{{ missing }}\n")

    assert fault("a\nb {{ vip }}\n", tmp_path) == "t.j2:2: `vip` is undefined: give it a value with --vars"
    assert fault("a\n{% include 'x.j2' %}\n", tmp_path) == (
        f"{tmp_path / 'x.j2'}:2: `missing` is undefined: give it a value with --vars"
    )
    assert fault("{% for x in nothing %}{% endfor %}", tmp_path).startswith("t.j2:1: `nothing` is undefined")


def test_what_is_no_template_is_one_line_with_its_place(tmp_path: Path) -> None:
    assert fault("a\n{% for %}\n", tmp_path).startswith("t.j2:2: ")
    assert fault("a\n\n{{ 1 / 0 }}\n", tmp_path) == "t.j2:3: division by zero"
    assert "t.j2:1: No filter named `to_nice_yaml`" in fault("{{ 1|to_nice_yaml }}", tmp_path)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "link", "sub/../../secret", "none"])
def test_nothing_is_read_that_does_not_lie_below_the_template(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("SECRET")
    place = tmp_path / "templates"
    place.mkdir()
    (place / "link").symlink_to(tmp_path / "secret")

    said = fault(f"x\n{{% include '{name}' %}}", place)

    assert said.startswith("t.j2:2: ")
    assert "is included and is not below" in said


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ x.append(1) }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{% include 't.j2' %}",
        "{{ 'a' * 10 ** 10 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ range(10 ** 9)|list }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for i in range(90000) %}{{ 'a' * 90000 }}{% endfor %}",
    ],
)
def test_a_template_that_means_harm_is_one_line(tmp_path: Path, source: str) -> None:
    (tmp_path / "t.j2").write_text(source)

    fault(source, tmp_path, x=[])


def test_a_loop_without_an_end_is_ended(tmp_path: Path) -> None:
    source = b"{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"

    with pytest.raises(hm.Unreadable, match="rendering it takes too long"):
        render("t.j2", source, str(tmp_path), {}, patience=3)


@settings(max_examples=60)
@given(st.text("{}%#-+| \nab'()[].=1", max_size=40))
def test_whatever_the_template_is_there_is_an_answer(tmp_path_factory: pytest.TempPathFactory, source: str) -> None:
    place = tmp_path_factory.mktemp("t")
    (place / "t").write_text(source)

    answer = rendered({"name": "t.j2", "source": str(place / "t"), "folder": str(place), "variables": {"a": [1]}})

    json.dumps(answer)
    assert "error" in answer or len(answer["origins"]) == answer["text"].count("\n") + 1
