"""Laws of upgrades: once is enough, order does not matter, what no finding names stays, and the cost grows linearly."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from work import assert_linear

import haproxy_model as hm
from haproxy_model.testing.configurations import config_texts
from tests.upgrading.test_upgrade import BY_HAND, LINES, TIMES, WEB

#: old lines of a proxy, of which any may stand together
OLD = [line for line in (*LINES, *BY_HAND) if line.startswith("    ") and "hdr" not in line]
GLOBAL = [
    "    nbproc 1\n",
    "    nbproc 3 # cores\n",
    "    tune.chksize 9\n",
    "    maxconn 9x\n",
    "    stats bind-process 1\n",
]
CURRENT = [
    "    # a comment\n",
    "\n",
    "    option httplog # kept\n",
    "    http-request deny if FALSE\n",
    "\tretries  3\n",
]


@st.composite
def old_files(draw: st.DrawFn) -> str:
    """Files with old lines among current ones, in several sections."""
    lines = st.lists(st.sampled_from([*OLD, *CURRENT]), max_size=6, unique=True).map("".join)
    settings_of_global = draw(st.lists(st.sampled_from(GLOBAL), max_size=3, unique=True).map("".join))
    kinds = draw(st.lists(st.sampled_from(("frontend", "backend", "listen")), max_size=4))
    proxies = ""
    for number, kind in enumerate(kinds):
        name = number if draw(st.booleans()) else 0
        proxies += f"{kind} p{name}\n    {'balance source' if kind == 'backend' else 'bind :80'}\n{draw(lines)}"
    return f"global\n{settings_of_global}{TIMES}{proxies}"


@given(old_files())
@settings(max_examples=60)
def test_a_second_upgrade_makes_no_rewrite(text: str) -> None:
    once = hm.upgrade(hm.parse(text), earlier="2.4")
    twice = hm.upgrade(once.config, earlier="2.4")

    assert twice.config.dump() == once.config.dump()
    assert not any(step.is_done for step in twice.steps)


@given(old_files())
@settings(max_examples=60)
def test_lines_that_no_step_names_stay_byte_for_byte(text: str) -> None:
    upgraded = hm.upgrade(hm.parse(text), earlier="2.4")
    named = {step.finding.span.line for step in upgraded.steps if step.finding.span}
    # A rename reaches the lines that name a section, and the number of processes those that say it again.
    reached = {"frontend", "backend", "use_backend", "default_backend", "nbthread"}

    before, after = (each.split("\n") for each in (text, upgraded.config.dumps()))
    gone = [
        number
        for tag, a, b, _, _ in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if tag in ("replace", "delete")
        for number in range(a, b)
    ]
    strangers = [before[number] for number in gone if number + 1 not in named]
    assert [line for line in strangers if line.split()[:1] and line.split()[0] not in reached and "#" not in line] == []


@given(config_texts())
@settings(max_examples=40)
def test_a_file_that_the_later_version_takes_stays_taken(text: str) -> None:
    before = hm.check(hm.parse(text), version="3.4", environment={})
    after = hm.upgrade(hm.parse(text), earlier="2.4").report

    assert before.fatal or not after.fatal


@given(old_files())
@settings(max_examples=40)
def test_the_verdict_never_gets_worse(text: str) -> None:
    """What is refused afterwards is what a person was told of."""
    upgraded = hm.upgrade(hm.parse(text), earlier="2.4")

    told = {step.finding.message for step in upgraded.by_hand} | {
        step.finding.message for step in upgraded.steps if not step.is_done
    }
    assert {each.message for each in upgraded.report if each.fatal and each.name != "line-of-unopened-section"} <= told


@given(st.permutations(["a", "b", "c"]), st.permutations(OLD[:6]))
@settings(max_examples=30)
def test_the_order_of_sections_and_lines_does_not_matter(names: list[str], lines: list[str]) -> None:
    """Each line is rewritten as if it stood alone: rewrites of lines in another order are those of the lines."""
    old = {"a": "".join(lines[:2]), "b": "".join(lines[2:4]), "c": "".join(lines[4:])}
    text = TIMES + "".join(f"listen {name}\n    bind :80\n    balance source\n{old[name]}" for name in names)
    new = TIMES + "".join(
        f"listen {name}\n    bind :80\n    balance source\n"
        + "".join(LINES[line] for line in lines if line in old[name])
        for name in names
    )

    assert hm.upgrade(hm.parse(text), earlier="2.4").config.dumps() == new


def _repeated(before: str, line: str) -> Any:
    return lambda count: before + "".join(line.format(n=number) for number in range(count))


#: what there is much of
MANY = {
    "idle options": _repeated(WEB, "    option http-use-htx\n"),
    "added headers": _repeated(WEB, "    reqadd X-{n}:\\ a\n    http-request set-header Y-{n} a\n"),
    "headers with addresses": _repeated(TIMES, "listen l{n} :80\n    contimeout 5\n    server s 192.0.2.1:80/x\n"),
    "hidden headers": _repeated(TIMES, "backend b{n}\n    option httpchk GET / HTTP/1.1\\r\\nHost:\\ a\n"),
    "shared names": _repeated(
        TIMES, "frontend p{n}\n    default_backend p{n}\nbackend p{n}\n    server s 192.0.2.1:80\n"
    ),
    "by hand": _repeated(WEB, "    reqrep a{n} b\n"),
}


@pytest.mark.parametrize("kind", MANY)
def test_an_upgrade_costs_as_much_as_there_is_to_rewrite(kind: str) -> None:
    assert_linear(lambda package, text: package.upgrade(package.parse(text), earlier="2.4"), MANY[kind], 1_500)
