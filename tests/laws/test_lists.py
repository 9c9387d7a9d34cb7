"""Law: a collection behaves like a Python list of its members, and the bytes of all other lines stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.syntax.quoting import quote
from haproxy_model.testing.configurations import configs, listens
from haproxy_model.testing.laws import assert_says_what_it_holds
from haproxy_model.testing.spellings import comments
from haproxy_model.testing.statement_words import BODIES

#: operations of lists: what to do with a list, a place in it or beyond, and a new member
OPERATIONS: dict[str, Callable[[Any, int, Any], Any]] = {
    "append": lambda members, place, new: members.append(new),
    "insert": lambda members, place, new: members.insert(place, new),
    "extend": lambda members, place, new: members.extend([new]),
    "pop": lambda members, place, new: members.pop(place),
    "pop the last": lambda members, place, new: members.pop(),
    "remove": lambda members, place, new: members.remove(members[place]),
    "del": lambda members, place, new: members.__delitem__(place),
    "del slice": lambda members, place, new: members.__delitem__(slice(place, place + 2)),
    "set": lambda members, place, new: members.__setitem__(place, new),
    "sort": lambda members, place, new: members.sort(key=_key),
    "sort down": lambda members, place, new: members.sort(key=_key, reverse=True),
    "reverse": lambda members, place, new: members.reverse(),
    "clear": lambda members, place, new: members.clear(),
    "index": lambda members, place, new: members.index(members[place]),
    "count": lambda members, place, new: members.count(members[place]),
    "get": lambda members, place, new: members[place],
    "slice": lambda members, place, new: members[place:],
    "reversed": lambda members, place, new: list(reversed(members)),
    "in": lambda members, place, new: (members[place] in members, new in members),
}
FAMILIES: dict[str, Callable[[int], hm.Statement]] = {
    "servers": lambda number: hm.Server(f"new{number}.added", f"192.0.2.{number}:80"),
    "binds": lambda number: hm.Bind(f"192.0.2.{number}:80"),
    "http_request": lambda number: hm.HttpRequestRule("set-header", f"x{number}", "y"),
    "statements": lambda number: hm.Statement("server", f"new{number}.added", f"192.0.2.{number}:80"),
    "lines": lambda number: hm.Statement("server", f"new{number}.added", f"192.0.2.{number}:80"),
}
steps = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(-4, 6)), max_size=8)


def _key(member: Any) -> str:
    """Many are equal, so that the order of these counts."""
    return str(member.text)[-1:]


def outcome(operation: Callable[[Any, int, Any], Any], members: Any, place: int, new: Any) -> object:
    """What an operation gives, or the exception it raises."""
    try:
        return operation(members, place, new)
    except (IndexError, hm.UnknownName) as error:
        return type(error)


@given(listens().filter(lambda source: b".if" not in source), st.sampled_from(sorted(FAMILIES)), steps)
@examples(4)
@example(b"listen galera\n  server b ::1:1\n  mode tcp\n  server a ::1:1\n", "servers", [("sort", 0), ("pop", -1)])
def test_a_family_is_a_list(source: bytes, name: str, wanted: list[tuple[str, int]]) -> None:
    config = hm.parse(source)
    section = config.listens["galera"]
    members = getattr(section, name)
    model = list(members)
    others = [line for line in section.lines if line not in members]
    texts = [line.text for line in others]
    for number, (operation, place) in enumerate(wanted):
        new = FAMILIES[name](number + 1)
        expected = outcome(OPERATIONS[operation], model, place, new)
        found = outcome(OPERATIONS[operation], members, place, new)

        assert list(members) == model
        assert members == model
        if operation in ("pop", "pop the last", "index", "count", "get", "slice", "reversed", "in"):
            assert found == expected
        else:
            assert (found is IndexError) == (expected is IndexError)
    assert [line for line in section.lines if line not in members] == others
    assert [line.text for line in others] == texts
    assert_says_what_it_holds(config)


@given(configs.filter(lambda source: b".if" not in source), steps)
@examples(2)
def test_sections_are_a_list(source: bytes, wanted: list[tuple[str, int]]) -> None:
    config = hm.parse(source)
    members = config.sections
    model = list(members)
    texts = {id(section): _said(section) for section in model}
    for number, (operation, place) in enumerate(wanted):
        if operation in ("append", "extend") or (operation == "insert" and place >= len(model)):
            continue  # where a section comes is told by its kind
        new = hm.Listen(f"new{number}")
        outcome(OPERATIONS[operation], model, place, new)
        outcome(OPERATIONS[operation], members, place, new)

        assert list(members) == model
    for section in config.sections:
        assert _said(section) == texts.get(id(section), _said(section))
    assert_says_what_it_holds(config)


def _said(section: hm.Section) -> list[str]:
    return [text for text in section.text.split("\n") if text.strip()]


SOURCE = (
    "backend b\n    # one\n    server s1 ::1:1   check\n\tserver s2 ::1:2 # two\n    mode tcp\n    server s3 ::1:3\n"
)


def test_sorting_leaves_what_stands_between() -> None:
    config = hm.parse(
        "backend b\n    server s1 ::1:1   check\n\tserver s2 ::1:2 # two\n\n    mode tcp\n    server s3 ::1:3"
    )
    config.backends["b"].servers.sort(key=lambda server: str(server.name), reverse=True)

    assert config.dumps() == (
        "backend b\n    server s3 ::1:3\n\tserver s2 ::1:2 # two\n\n    mode tcp\n    server s1 ::1:1   check"
    )


def test_members_of_several_branches_are_not_sorted() -> None:
    source = "backend b\n    server z ::1:1\n.if 1\n    server y ::1:2\n    server x ::1:3\n.endif\n"
    config = hm.parse(source)
    with pytest.raises(hm.InvalidValue, match="branch"):
        config.backends[0].servers.sort(key=lambda server: str(server.name))
    with pytest.raises(hm.InvalidValue, match="branch"):
        config.backends[0].lines.reverse()

    assert config.dumps() == source


def test_sections_of_several_branches_are_not_sorted() -> None:
    source = "backend z\n.if 1\nbackend y\n.endif\nbackend x\n"
    config = hm.parse(source)
    with pytest.raises(hm.InvalidValue, match="branch"):
        config.backends.sort(key=lambda section: str(section.name))

    assert config.dumps() == source


def test_sorted_sections_take_their_comments_along() -> None:
    config = hm.parse(
        "global\n\n# about z\nbackend z\n    mode tcp\n\n# about a\nbackend a\n    mode http\n\nlisten l\n"
    )
    config.backends.sort(key=lambda section: str(section.name))

    assert config.dumps() == (
        "global\n\n# about a\nbackend a\n    mode http\n\n# about z\nbackend z\n    mode tcp\n\nlisten l\n"
    )


def test_an_object_does_where_a_name_does() -> None:
    config = hm.parse(SOURCE)
    servers = config.backends["b"].servers
    first, other = servers[0], hm.Server("s1", "::1:9")

    assert servers[first] is first
    assert servers.get(first) is first
    assert servers.get(other) is None
    assert servers.get(other, 5) == 5
    assert servers.get("s9", 5) == 5
    assert servers.all(first) == [first]
    assert servers.index("s2") == servers.index(servers[1]) == 1
    assert servers.count("s2") == servers.count(first) == 1
    for ask in (servers.index, servers.remove, servers.all, servers.__getitem__):
        with pytest.raises(hm.UnknownName):
            ask(other)
        with pytest.raises(TypeError, match="server or its name"):
            ask(1.5)  # type: ignore[call-overload, arg-type]
    assert config.dumps() == SOURCE


@given(BODIES["listen"], st.none() | comments, st.sampled_from(["", "  ", "\t\t"]), st.sampled_from(["", "\r"]))
@examples(2)
@example(("server", "n", '"$A"'), "x", "   ", "")
def test_text_parsed_and_built_statements_look_alike(
    words: tuple[str, ...], comment: str | None, indent: str, ending: str
) -> None:
    behind = "" if comment is None else " #" if not comment else f" # {comment}"
    text = f"{indent}{'  '.join(map(quote, words))}{behind}{ending}"
    built = hm.Statement(*words)
    built.comment = hm.Statement.parse(text).comment
    looks = []
    for given_line in (text, hm.Statement.parse(text), built):
        section = hm.parse("listen l\r\n\tmode tcp\r\n").listens[0]
        section.statements.append(given_line)
        looks.append(section.text.split("\n")[-1])

    assert looks == [looks[0]] * 3
    assert looks[0].startswith("\t")
    assert not looks[0].startswith(("\t\t", "\t "))
    assert looks[0].endswith("\r")


def test_a_parsed_statement_keeps_its_text_until_it_is_inserted() -> None:
    statement = hm.Statement.parse("  server   a ::1:1   # x")
    assert statement.text == "  server   a ::1:1   # x"

    config = hm.parse(SOURCE)
    config.backends[0].servers.append(statement)  # type: ignore[arg-type]
    assert statement.text == "    server a ::1:1 # x"
    statement.text = "\tserver  b ::1:1"
    config.backends[0].servers.remove(statement)  # type: ignore[arg-type]
    config.backends[0].servers.append(statement)  # type: ignore[arg-type]
    assert statement.text == "\tserver  b ::1:1"


def test_extending_takes_all_or_none() -> None:
    config = hm.parse(SOURCE)
    servers = config.backends["b"].servers
    free, plain = hm.Server("n", "::1:4"), hm.Statement("server", "m", "::1:5")
    for wrong, error in (
        ([free, servers[0]], hm.AlreadyPlaced),
        ([free, free], hm.AlreadyPlaced),
        ([plain, "bind :80"], hm.InvalidValue),
        ([plain, 5], TypeError),
        ("server x ::1:1", TypeError),
    ):
        with pytest.raises(error):
            servers.extend(wrong)  # type: ignore[arg-type]
        assert config.dumps() == SOURCE
    assert type(plain) is hm.Statement

    assert servers.extend([free, plain, "server o ::1:6"]) == servers[3:]  # type: ignore[list-item]
    assert servers.names() == ["s1", "s2", "s3", "n", "m", "o"]


def test_blocks_stay_whole_when_members_go() -> None:
    source = "backend b\n.if 1\n    server s ::1:1\n.endif\n"
    config = hm.parse(source)
    lines = config.backends[0].lines
    for edit in (lambda: lines.__delitem__(slice(2)), lambda: lines.__setitem__(0, "mode tcp"), lines.pop):
        with pytest.raises(hm.InvalidValue, match=r"would break an `\.if` block"):
            edit()
        assert config.dumps() == source

    lines.clear()
    assert config.dumps() == "backend b\n"
