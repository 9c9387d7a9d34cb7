"""The edits: each draws what it needs, is made or refused, and says what must hold then.

An edit is a generator with two stops: what comes before the first only looks, what comes before the second changes,
and what comes then is what the edit promised.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import attrs

import haproxy_model as hm
from haproxy_model.model.params import Flag, WithParams
from haproxy_model.model.section_classes import Timeouts
from haproxy_model.reading.parameters import attribute_name
from haproxy_model.syntax.text import canonical, is_name
from haproxy_model.testing.laws import everything

from .here import Here, NothingThere, settable
from .laws import assert_lines_changed

Steps: TypeAlias = Iterator[None]


def edit(here: Here) -> str:
    """Make one edit, chosen by the decisions, and hold it against what it promises; gives its name if it was made."""
    make = here.choices.one_of(EDITS)
    steps = make(here)
    try:
        next(steps)
    except NothingThere:
        return ""
    before = here.config.dump()
    refusal: Exception | None = None
    refusals: tuple[type[Exception], ...] = (hm.HaproxyModelError, *here.may_raise)
    try:
        next(steps)
    except refusals as error:
        refusal = error
    after = here.config.dump()
    if refusal is not None:
        assert before == after, f"{make.__name__} was refused, and changed something: {refusal}"
        return ""
    assert_lines_changed(before, after, here.shape, make.__name__)
    for _ in steps:
        raise RuntimeError(f"{make.__name__} has more than two stops")
    return make.__name__


# -- attributes --------------------------------------------------------------------------------------------------------


def set_an_attribute(here: Here) -> Steps:
    statement = here.statement()
    yield from _assigned(here, statement, here.one_of(settable(type(statement))), here.value())


def set_a_parameter(here: Here) -> Steps:
    statement = here.parameterized()
    there = [attribute_name(param.keyword) for param in statement.params]
    there = [name for name in there if name in statement.vocabulary().attributes]
    name = here.one_of([*there, *settable(type(statement))][: 2 * len(there) + 200])
    value = here.choices.number(2) == 1 if isinstance(getattr(type(statement), name), Flag) else here.value()
    yield from _assigned(here, statement, name, value)


def _assigned(here: Here, owner: Any, name: str, value: Any, shape: str = "line") -> Steps:
    """Assign, read, undo and do again."""
    here.shape = shape
    before, old = here.config.dump(), getattr(owner, name)
    # A line that a setting had is not remembered when it has gone, nor what a line said between two edits.
    is_remembered = not (isinstance(owner, (hm.Section, Timeouts)) and value in (None, False))
    is_remembered = is_remembered and not (isinstance(owner, WithParams) and owner._is_changed)
    # What no value may be is set back where the file has it, and nowhere else.
    is_odd = isinstance(old, str) and not old.isprintable()
    is_remembered = is_remembered and not (is_odd and isinstance(owner, hm.Statement) and owner._is_changed)
    yield
    setattr(owner, name, value)
    yield
    after, new = here.config.dump(), getattr(owner, name)
    assert_is(new, value, name)
    if not isinstance(new, hm.Unread):
        setattr(owner, name, new)
        assert here.config.dump() == after, f"an attribute was assigned what it is, and something changed: {name}"
    if is_remembered and not isinstance(old, hm.Unread):
        setattr(owner, name, old)
        assert here.config.dump() == before, f"an attribute was set and set back, and the bytes are others: {name}"
        setattr(owner, name, value)
        assert here.config.dump() == after, f"an attribute was set, set back and set, and the bytes are others: {name}"


def assert_is(new: Any, value: Any, name: str) -> None:
    """An attribute reads as what was assigned to it."""
    if value is None or isinstance(value, bool):
        assert new == value or (value is None and not new) or new in ((), ""), (
            f"an attribute reads as something else: {name} = {value!r} reads {new!r}"
        )
    elif isinstance(value, hm.Expandable):
        is_text = name in (*_JOINED, "comment")
        assert is_text or isinstance(new, (hm.Unread, hm.Expandable, hm.Address, tuple)), (
            f"an attribute reads as something else: {name} = {value!r} reads {new!r}"
        )
    elif isinstance(value, str):
        assert not isinstance(new, hm.Unread), f"an attribute reads as something else: {name} = {value!r} reads {new!r}"
        if type(new) is str:
            assert canonical(value) == new or name in _JOINED, (
                f"an attribute reads as something else: {name} = {value!r} reads {new!r}"
            )
    elif isinstance(value, (list, tuple)):
        assert not isinstance(new, tuple) or new == _plain(tuple(value)), (
            f"an attribute reads as something else: {name} = {value!r} reads {new!r}"
        )
    elif not isinstance(value, hm.Term):
        assert new == value, f"an attribute reads as something else: {name} = {value!r} reads {new!r}"


#: Attributes that read as words joined anew.
_JOINED: Final = ("balance", "hash_type", "cookie", "source", "description")


def set_a_setting(here: Here) -> Steps:
    section = here.section()
    names = [name for name in settable(type(section)) if name not in ("name", "comment", "comment_above", "text")]
    owner, name = section, here.one_of(names or ["comment"])
    if isinstance(section, hm.Proxy) and here.choices.number(2):
        owner, name = section.timeouts, here.one_of(("client", "server", "connect", "http_request", "queue"))
    yield from _assigned(here, owner, name, here.value(), "any")


def set_a_comment(here: Here) -> Steps:
    member = here.statement()
    yield from _assigned(here, member, "comment", here.comment())


def set_a_comment_above(here: Here) -> Steps:
    member = here.statement()
    comment = here.comment()
    old = member.comment_above
    before = here.config.dump()
    yield
    member.comment_above = comment
    yield
    if comment is not None and comment.strip(" "):
        assert member.comment_above == canonical(comment)
    elif comment is None:
        assert member.comment_above is None
    member.comment_above = old
    assert here.config.dump() == before, "a comment above was set and set back, and the bytes are others"


def misspell(here: Here) -> Steps:
    statement, name = here.statement(), here.text()
    here.may_raise, here.shape = (AttributeError,), "none"
    if hasattr(type(statement), name) or name[:1] == "_":
        raise NothingThere
    yield
    setattr(statement, name, "x")
    raise AssertionError(f"{name!r} was set, though there is no such attribute")


# -- words -------------------------------------------------------------------------------------------------------------


def change_words(here: Here) -> Steps:
    statement = here.statement()
    words = list(statement.words)
    for _ in range(1 + here.choices.number(3)):
        place, how, word = here.choices.number(len(words) + 1), here.choices.number(4), here.text()
        if how == 0:
            words[place : place + 1] = []
        else:
            words[place : place + (how > 1)] = [word]
    here.shape = "line"
    before, old = here.config.dump(), statement.words
    yield
    statement.words = words
    yield
    assert list(statement.words) == [word if isinstance(word, hm.Expandable) else canonical(word) for word in words]
    if isinstance(statement, hm.Directive) or any(word[:1] == "." for word in (old[0], words[0])):
        return  # what stood in no block was let go, and is not let in again
    after = here.config.dump()
    statement.words = old
    assert here.config.dump() == before, "words were set and set back, and the bytes are others"
    statement.words = words
    assert here.config.dump() == after, "words were set, set back and set, and the bytes are others"


def respell(here: Here) -> Steps:
    statement = here.statement()
    here.shape, here.may_raise = "line", (IndexError,)
    place = here.choices.number(len(statement.words))
    word = str(statement.words[place])
    spelling = here.one_of((f"'{word}'", f'"{word}"', f"\\{word}", word, word.upper(), here.text()))
    before = statement.words
    yield
    statement.respell(place, spelling)
    yield
    assert len(statement.words) == len(before)
    assert spelling in statement.text


def replace_text(here: Here) -> Steps:
    yield from _replaced(here, here.statement())


def replace_line_text(here: Here) -> Steps:
    yield from _replaced(here, here.line())


def _replaced(here: Here, line: hm.Line) -> Steps:
    text = here.line_text()
    here.shape = "line"
    yield
    line.text = text
    yield
    assert line.text == canonical(text)


# -- parameters --------------------------------------------------------------------------------------------------------


def add_a_parameter(here: Here) -> Steps:
    statement = here.parameterized()
    keyword, value = _keyword(here, statement), here.text()
    here.shape = "line"
    old = statement.values(keyword) if statement.param(keyword) else ()
    yield
    statement.add(keyword, value)
    yield
    assert statement.values(keyword) == (*old, _plain(value))


def replace_parameters(here: Here) -> Steps:
    statement = here.parameterized()
    keyword, values = _keyword(here, statement), [here.text() for _ in range(here.choices.number(4))]
    here.shape = "line"
    before, old = here.config.dump(), statement.params
    yield
    statement.replace(keyword, values)
    yield
    assert statement.values(keyword) == _plain(tuple(values))
    statement.params = old
    assert here.config.dump() == before, "parameters were replaced and set back, and the bytes are others"


def _keyword(here: Here, statement: WithParams) -> str:
    rows = [row.name for row in statement.vocabulary().attributes.values() if row.arguments]
    there = [param.keyword for param in statement.params if param.values]
    return here.one_of([*there, *rows] if here.choices.number(2) else there or rows)


def order_parameters(here: Here) -> Steps:
    statement = here.parameterized()
    here.shape = "line"
    params = list(statement.params)
    how = here.choices.number(4)
    if how == 0:
        params.reverse()
    elif how == 1:
        params.sort()
    elif how == 2:
        params = params[here.choices.number(len(params) + 1) :]
    else:
        params.insert(here.choices.number(len(params) + 1), hm.Param(here.text(), (here.text(),)))
    before, old = here.config.dump(), statement.params
    yield
    statement.params = params
    yield
    assert statement.params == tuple(hm.Param(*map(_plain, each)) for each in params)
    statement.params = old
    assert here.config.dump() == before, "parameters were set and set back, and the bytes are others"


def _plain(part: Any) -> Any:
    return tuple(map(_plain, part)) if isinstance(part, tuple) else part if type(part) is not str else canonical(part)


# -- lines -------------------------------------------------------------------------------------------------------------


def put_in_a_line(here: Here) -> Steps:
    block = here.block()
    members = here.lines_of(block)
    make, how = here.given(), here.choices.number(5)
    beside = here.member(members) if members and how else None
    index = here.choices.number(2 * len(members) + 1) - len(members)
    here.shape = "more"
    before, count = here.config.dump(), len(block.lines)
    yield
    given = make()
    if how == 1:
        put = members.insert_before(beside, given) if beside is not None else members.append(given)
    elif how == 2:
        put = members.insert_after(beside, given) if beside is not None else members.append(given)
    else:
        put = members.insert(index, given) if how == 3 else members.append(given)
    yield
    assert put.section is block
    assert put in members
    assert len(block.lines) == count + 1
    if here.choices.chance(3) and not isinstance(put, hm.Directive):
        members.remove(put)
        assert here.config.dump() == before, "a line was put in and removed, and the bytes are others"


def put_in_several(here: Here) -> Steps:
    block = here.block()
    members, makers = here.lines_of(block), [here.given() for _ in range(here.choices.number(5))]
    here.shape = "more"
    count = len(members)
    yield
    put = members.extend([make() for make in makers])
    yield
    assert len(put) == len(makers)
    assert len(members) == count + len(makers)


def put_in_place(here: Here) -> Steps:
    block = here.block()
    members, make = here.lines_of(block), here.given()
    place = here.choices.number(len(members) or 1)
    here.shape = "line"
    old = here.one_of(members[:]) if not members else members[place]
    yield
    given = make()
    members[place] = given
    yield
    if given is not old:
        assert old.section is None
        assert old not in members


def take_out(here: Here) -> Steps:
    block = here.block()
    members = here.lines_of(block)
    member, how = here.member(members), here.choices.number(4)
    found = members[member]
    lines, comments = block.lines[:], here.choices.chance(3)
    place = lines.index(found)
    here.shape = "fewer"
    before = here.config.dump()
    yield
    if how == 0:
        assert members.remove(member, comments=comments) is found
    elif how == 1:
        del members[member]
    else:
        assert members.pop(member) is found
    yield
    assert found.section is None
    if how or not comments:
        assert len(block.lines) == len(lines) - 1
        if not isinstance(found, hm.Directive):
            if place < len(block.lines) or not place:
                block.lines.insert(place, found)
            else:  # directives whose block reaches into the next section are behind what is appended
                block.lines.insert_after(block.lines[place - 1], found)
            assert here.config.dump() == before, "a line was taken out and put in again, and the bytes are others"
            block.lines.remove(found)


def take_out_several(here: Here) -> Steps:
    members = here.lines_of(here.block())
    start, stop = here.choices.number(len(members) + 1), here.choices.number(len(members) + 1)
    left = [*members[:start], *members[max(start, stop) :]]
    here.shape = "fewer"
    yield
    if here.choices.chance(4):
        members.clear()
        left = []
    else:
        del members[start:stop]
    yield
    assert members == left


def sort(here: Here) -> Steps:
    members = here.lines_of(here.block())
    how = here.choices.number(4)
    keys: list[Callable[[Any], Any]] = [lambda each: each.text, lambda each: len(each.text), lambda each: 0]
    here.shape = "moved"
    known = members[:]
    yield
    if how == 3:
        members.reverse()
    else:
        members.sort(key=keys[how], reverse=here.choices.chance(3))
    yield
    assert sorted(map(id, members)) == sorted(map(id, known))
    if how == 3:
        assert members[:] == known[::-1]
    elif how == 2:
        assert members[:] == known


def move(here: Here) -> Steps:
    members = here.lines_of(here.block())
    one, other = here.member(members), here.member(members)
    here.shape = "moved"
    after, (member, beside) = here.choices.number(2), (members[one], members[other])
    yield
    members.move_after(one, other) if after else members.move_before(one, other)
    yield
    places = members.index(member), members.index(beside)
    if member is not beside and isinstance(beside, hm.Statement):  # comments go with their statement
        assert (places[0] > places[1]) == bool(after)


def comment_out(here: Here) -> Steps:
    statement = here.statement()
    here.shape = "line"
    before, words = here.config.dump(), statement.words
    yield
    comment = statement.comment_out()
    yield
    assert comment.is_comment
    assert statement.section is None
    if here.choices.number(2) and not isinstance(statement, hm.Directive):
        again = comment.comment_in()
        assert again.words == words
        assert here.config.dump() == before, "a line was commented out and in, and the bytes are others"


def comment_in(here: Here) -> Steps:
    line = here.one_of([line for each in here.config.sections for line in each.lines if line.is_comment])
    here.shape = "line"
    yield
    statement = line.comment_in()
    yield
    assert isinstance(statement, hm.Statement)
    assert line.section is None


def insert_a_comment(here: Here) -> Steps:
    block, comment = here.block(), here.comment() or "x"
    before = here.one_of(block.lines[:]) if block.lines and here.choices.number(2) else None
    here.shape = "more"
    yield
    line = block.insert_comment(comment, before=before)
    yield
    assert line.is_comment
    assert line.section is block


def unwrap(here: Here) -> Steps:
    directive = here.statement(hm.Directive)
    here.shape = "fewer"
    yield
    directive.unwrap()
    yield
    assert directive.section is None


def evolve(here: Here) -> Steps:
    statement = here.statement()
    name, value = here.one_of(settable(type(statement))), here.value()
    here.shape = "none"
    yield
    assert attrs.evolve(statement).text == statement.text
    made = attrs.evolve(statement, **{name: value})
    yield
    assert made.section is None
    assert_is(getattr(made, name), value, name)


def evolve_section(here: Here) -> Steps:
    section = here.section()
    name, value = here.one_of(settable(type(section))), here.value()
    here.shape = "none"
    yield
    made = attrs.evolve(section, **{name: value})
    yield
    assert made.config is None
    assert_is(getattr(made, name), value, name)


# -- sections and names ------------------------------------------------------------------------------------------------


def put_in_a_section(here: Here) -> Steps:
    members, make, how = here.sections(), here.new_section(), here.choices.number(4)
    beside = here.member(members) if members and how else None
    here.shape = "more"
    before, count = here.config.dump(), len(here.config.sections)
    yield
    given = make()
    if beside is None:
        put = members.append(given)
    elif how == 1:
        put = members.insert_before(beside, given)
    else:
        put = members.insert_after(beside, given) if how == 2 else members.insert(0, given)
    yield
    assert put is given
    assert put.config is here.config
    assert len(here.config.sections) == count + 1
    # Directives whose block it does not hold belong to the file, and stay.
    if here.choices.chance(3) and not any(isinstance(line, hm.Directive) for line in put.lines):
        members.remove(put)
        assert here.config.dump() == before, "a section was put in and removed, and the bytes are others"


def take_out_a_section(here: Here) -> Steps:
    members = here.sections()
    member, how = here.member(members), here.choices.number(3)
    found = members[member]
    here.shape = "fewer"
    yield
    if how == 0:
        members.remove(member)
    elif how == 1:
        del members[member]
    else:
        members.clear()
    yield
    assert found.config is None
    assert found not in members


def move_a_section(here: Here) -> Steps:
    members = here.sections()
    one, other = here.member(members), here.member(members)
    here.shape = "moved"
    after, (member, beside) = here.choices.number(2), (members[one], members[other])
    yield
    members.move_after(one, other) if after else members.move_before(one, other)
    yield
    places = members.index(member), members.index(beside)
    if member is not beside:
        assert places[0] == places[1] + (1 if after else -1)


def sort_sections(here: Here) -> Steps:
    members = here.sections()
    here.shape = "moved"
    known = members[:]
    yield
    if here.choices.number(2):
        members.sort(key=lambda section: section.title)
    else:
        members.reverse()
    yield
    assert sorted(map(id, members)) == sorted(map(id, known))


def copy_a_section(here: Here) -> Steps:
    section = here.section()
    here.shape = "none"
    yield
    assert section.copy().text == copy.deepcopy(section).text == pickle.loads(pickle.dumps(section)).text
    yield
    assert copy.deepcopy(here.config).dump() == here.config.dump()


def name_a_section(here: Here) -> Steps:
    section, name = here.section(), here.name()
    here.shape = "line"
    before, old = here.config.dump(), section.name
    yield
    if here.choices.number(2):
        section.name = name
    else:
        here.config.sections.rename(section, name)
    yield
    assert section.name == name
    if len(here.config.sections.all(old)) == 0 and is_name(old):
        section.name = old
        assert here.config.dump() == before, "a section was renamed and named back, and the bytes are others"


def rename_a_line(here: Here) -> Steps:
    members, name = here.lines_of(here.block()), here.name()
    member = here.member(members)
    found = members[member]
    here.shape = "line"
    yield
    members.rename(member, name)
    yield
    assert found.name == canonical(name)


def rename_everywhere(here: Here) -> Steps:
    symbols = list(here.config.symbols())
    symbol = here.one_of(symbols)
    named: Any = symbol.definitions[0].statement if here.choices.number(2) else symbol
    name, old = here.name(), symbol.name
    here.shape = "lines"
    before = here.config.dump()
    yield
    changed = here.config.rename(named, name)
    yield
    after = here.config.dump()
    assert (before != after) == bool(changed)
    found = here.config.symbols().find(symbol.kind, name, None if symbol.owner is None else symbol.owner.name)
    assert {id(mention.statement) for mention in found.definitions} >= {id(symbol.definitions[0].statement)}
    assert here.config.rename(found, name) == ()
    try:
        here.config.rename(found, old)
    except hm.InvalidValue:
        return  # the old name is none that anybody would give
    assert here.config.dump() == before, "a name was changed everywhere and back, and the bytes are others"


# -- values ------------------------------------------------------------------------------------------------------------


def parse_values(here: Here) -> Steps:
    """Whatever a text says as a value, the text of the value says it again."""
    kind: Any = here.choices.one_of(_KINDS)
    text = here.text() if here.choices.number(2) else " ".join(here.statement().words[1 + here.choices.number(3) :])
    here.shape = "none"
    yield
    value = kind.parse(text)
    yield
    again = kind.parse(str(value))
    assert again == value, f"the text of a value says something else: {value!r}"
    assert str(again) == str(value)
    assert repr(value)


_KINDS: Final = (
    *(hm.Duration, hm.Size, hm.Address, hm.Condition, hm.Expression, hm.LogFormat, hm.Action, hm.Term),
    *(hm.Call, hm.Item),
)


def evolve_a_value(here: Here) -> Steps:
    """A value with another field is written as that value, or refused."""
    statement = here.statement()
    found = [(name, getattr(statement, name)) for name in _short(type(statement))]
    name, value = here.one_of([(name, value) for name, value in found if isinstance(value, tuple(_KINDS))])
    names = [each.name for each in attrs.fields(type(value)) if each.init]
    field = here.one_of(names)
    given = here.one_of((None, True, 5, -1, 70000, here.text(), (), (here.text(),), getattr(value, here.one_of(names))))
    here.shape, here.may_raise = "line", (TypeError,)
    yield
    made = attrs.evolve(value, **{field: given})
    setattr(statement, name, made)
    yield
    assert getattr(statement, name) == made, f"an attribute reads as something else: {name} = {made!r}"
    assert repr(made)


def _short(kind: type) -> list[str]:
    """Attributes that most lines of a class have."""
    names = settable(kind)
    return [*names[:4], *(name for name in ("inter", "addr", "sni", "condition", "value") if name in names)]


def compose_conditions(here: Here) -> Steps:
    found = [
        line
        for section in here.config.sections
        for line in section.statements
        if isinstance(getattr(line, "condition", None), hm.Condition)
    ]
    rule: Any = here.one_of(found)
    other = here.one_of(found).condition if here.choices.number(2) else hm.Term.acl("a")
    here.shape, how = "line", here.choices.number(3)
    yield
    made = ~rule.condition if how == 0 else rule.condition & other if how == 1 else rule.condition | other
    rule.condition = made
    yield
    assert rule.condition == made
    assert hm.Condition.parse(str(made)) == made


# -- questions and files -----------------------------------------------------------------------------------------------


def ask(here: Here) -> Steps:
    """What collections say of a name, whether something has it or not."""
    members = here.lines_of(here.block()) if here.choices.number(2) else here.sections()
    name, start = str(here.name()), here.choices.number(8) - 4
    here.shape = "none"
    yield
    assert members.count(name) == len(members.all(name))
    assert [*reversed(members)] == members[::-1]
    assert all(members[members.index(each)] is each for each in members)
    assert (members.get(name) is None) == (name not in members)
    assert repr(members)
    assert repr(here.config)
    assert len(here.config.listeners) >= sum(len(each.binds) for each in here.config.proxies)
    members.index(name, start)
    yield
    assert members[name] in members


def compare(here: Here) -> Steps:
    """Configurations differ if they are not equivalent, and the other way round."""
    section, ignore = here.section(), here.choices.number(2) == 1
    here.shape = "none"
    yield
    other = copy.deepcopy(here.config)
    assert hm.differences(here.config, other) == []
    del other.sections[here.config.sections.index(section)]
    yield
    said = hm.differences(here.config, other, ignore_order=ignore)
    assert hm.equivalent(here.config, other, ignore_order=ignore) == (said == [])
    assert all(isinstance(each, str) for each in said)


def exchange_files(here: Here) -> Steps:
    """Another file joins, gets a section, gives it back, and leaves."""
    if any(isinstance(line, hm.Directive) for line in everything(here.config)):
        raise NothingThere  # what stands in a branch does not come back into it by itself
    section, text = here.section(), f"{here.line_text()}\n{here.line_text()}\nbackend other\n"
    here.shape = "moved"  # blank lines that kept sections apart may go
    place = here.config.sections.index(section)
    yield
    file = hm.File("other.cfg", text)
    here.config.files.append(file)
    try:
        here.config.sections.remove(section)
        file.sections.append(section)
        for each in here.config.files:
            assert hm.parse(each.dump()).dump() == each.dump()
        assert section.file is file
        file.sections.remove(section)
        left = here.config.files[0].sections
        if place < len(left):
            left.insert_before(left[place], section)
        elif place:
            left.insert_after(left[place - 1], section)
        else:
            left.append(section)
    finally:
        here.config.files.remove(file)
    yield
    assert here.config.sections.index(section) == place
    assert len(here.config.files) == 1


EDITS: Final = (
    *(set_an_attribute, set_an_attribute, set_a_parameter, set_a_parameter, set_a_setting, set_a_setting),
    *(set_a_comment, set_a_comment_above, misspell, change_words, change_words, respell, replace_text),
    *(replace_line_text, add_a_parameter, replace_parameters, order_parameters, put_in_a_line, put_in_a_line),
    *(put_in_a_line, put_in_several, put_in_place, take_out, take_out, take_out_several, sort, move, move, comment_out),
    *(comment_in, insert_a_comment, unwrap, evolve, evolve_section, put_in_a_section, put_in_a_section),
    *(take_out_a_section, move_a_section, sort_sections, copy_a_section, name_a_section, rename_a_line),
    *(rename_everywhere, rename_everywhere, parse_values, evolve_a_value, compose_conditions, ask, compare),
    *(exchange_files,),
)
