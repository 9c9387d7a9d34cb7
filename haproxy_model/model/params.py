"""Parameters of `server`, `bind` and their kin: an ordered list of keywords, each with its values, behind fixed
arguments.

The words are the only truth; `params` reads them through the argument grammar, once for each sequence of word classes.
Each documented parameter is a descriptor, one line in the class body; what it takes comes from the schema's row.
Reading takes the last occurrence and setting changes it; `None` (False for a flag) removes every occurrence; a
parameter that comes back takes the place, and with its old value the spelling, that it had when the line was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar, dataclass_transform, overload

from haproxy_model.errors import InvalidValue, UnknownName, near, wrong_kind
from haproxy_model.model.attributes import Argument, FirstAddress, Name, Required, WordAt
from haproxy_model.model.given import given_flag, given_items, given_text, given_word
from haproxy_model.model.line import Statement
from haproxy_model.model.parameter_attributes import (
    REMEMBERED,
    LineKind,
    Pending,
    kind_of,
    line_values,
    opposite_of,
    undoing,
    value_of,
)
from haproxy_model.model.virtual_fields import Typed, typed_attributes
from haproxy_model.model.word_kinds import Kind
from haproxy_model.reading.parameters import Param as Param, Vocabulary, attribute_name, vocabulary
from haproxy_model.schema.rows import Parameter as Row
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import are
from haproxy_model.values.unread import Unread

T = TypeVar("T")
S = TypeVar("S")


class Parameterized(Protocol):
    """What has parameters: a line, or a server as it is resolved."""

    def _value(self, name: str) -> Any: ...

    def _starts_with(self, flag: str) -> bool: ...


class _Signature:
    """`__signature__` of a class: what it takes by place, and its parameters by name."""

    def __get__(self, instance: object, owner: type) -> Any:
        from inspect import Parameter, Signature

        fixed = positional(owner)
        taken = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in fixed]
        named = [name for name, value in typed_attributes(owner) if isinstance(value, _Parameter)]
        return Signature([*taken, *(Parameter(name, Parameter.KEYWORD_ONLY, default=None) for name in named)])


class WithParams(Statement):
    """A statement whose words, from `first_param` on, are parameters of a vocabulary."""

    __slots__ = ()
    __signature__ = _Signature()

    first_param: ClassVar[int]
    #: whose parameters they are
    line_kind: ClassVar[LineKind]

    @classmethod
    def vocabulary(cls) -> Vocabulary:
        """The parameters that such lines take, by keyword."""
        return vocabulary(cls.line_kind)

    def __init__(self, *arguments: Any, **parameters: object) -> None:
        """A free line: its arguments in order, its parameters by name: `Server("a", "10.0.0.1:80", inter="2s")`.

        Args:
            arguments: the words before the parameters: name, address.
            parameters: the parameters by attribute, `params`, `comment`; `text` is a written line instead of these.

        Raises:
            InvalidValue: HAProxy could not hold a value, or there is no such parameter.
            TypeError: there are too few or too many arguments.
        """
        kind: type = type(self)
        fixed = positional(kind)
        if "text" not in parameters:
            given = dict(zip(fixed, arguments, strict=False))
            given |= {name: parameters.pop(name) for name in [*fixed] if name in parameters and name not in given}
            if len(arguments) > len(fixed) or len(given) < len(fixed):
                raise TypeError(
                    f"{type(self).__name__} takes {' and '.join(fixed) or 'no arguments'}, then parameters by name such"
                    " as check=True; use Statement.parse for a written line"
                )
            arguments = tuple([fixed[name].written(given[name]) for name in fixed])
        super().__init__(*arguments, **parameters)

    def _refuse_unfit(self, words: tuple[str, ...]) -> None:
        """Take every word: the parameters have looked at theirs, and the arguments too."""

    @property
    def _parameter_words(self) -> tuple[str, ...]:
        """The words of the parameters as they stand on the line."""
        return self._words[self.first_param :]

    def _placed_params(self) -> Iterator[tuple[int, Param]]:
        """The parameters with the places of their keywords on the line."""
        place = self.first_param
        for param in self.params:
            yield place, param
            place += len(param.words)

    @property
    def params(self) -> tuple[Param, ...]:
        """The parameters in the order of the line; assign to change or reorder them."""
        return self.vocabulary().read(self._parameter_words)

    @params.setter
    def params(self, params: Iterable[Param]) -> None:
        known = (*self.params, *self._read_params)
        new = tuple([_given_param(param) for param in given_items(params, "Params")])
        for param in new:
            if param not in known:
                _check_keyword(param)
        words = [word for param in new for word in param.words]
        if self.vocabulary().read(words) != new:
            raise InvalidValue(f"{' '.join(words)!r} would be read as other parameters: a value is missing or too many")
        if words and len(self._words) < self.first_param:
            raise InvalidValue(f"{self!r} has no address yet, and takes no parameters: set the words before them first")
        self.words = (*self._words[: self.first_param], *words)

    @property
    def _read_params(self) -> tuple[Param, ...]:
        """The parameters that the line was read with."""
        return self.vocabulary().read(self._read[self.first_param :])

    def param(self, keyword: str) -> Param | None:
        """The last parameter with this keyword, known to the schema or not; None without one.

        Raises:
            UnknownName: the line has none, and no version of HAProxy knows it.
        """
        found = next((param for param in reversed(self.params) if param.keyword == keyword), None)
        if found is None:
            require_parameter(self.line_kind, keyword)
        return found

    def values(self, keyword: str) -> tuple[str, ...]:
        """The values of every occurrence of a parameter, as they are written: `bind.values("crt")`.

        Raises:
            UnknownName: the line has none, and no version of HAProxy knows it.
        """
        found = tuple(_said(param.values) for param in self.params if param.keyword == keyword)
        if not found:
            require_parameter(self.line_kind, keyword)
        return found

    def add(self, keyword: str, value: str) -> None:
        """Put another occurrence of a parameter after the last one: `bind.add("crt", "/etc/b.pem")`.

        Raises:
            InvalidValue: it would be read as something else.
        """
        self.replace(keyword, (*self.values(keyword), value))

    def replace(self, keyword: str, values: Iterable[str]) -> None:
        """Give every occurrence of a parameter another value, in order; more are added, and those left over go.

        Raises:
            InvalidValue: they would be read as something else.
            UnknownName: no version of HAProxy knows the parameter, and the line has none of it.
        """
        self.values(keyword)
        wanted = [Param(keyword, _value_words(value)) for value in given_items(values, "values as text")]
        read = self._read_params
        if [param for param in read if param.keyword == keyword] == wanted:
            others = [param for param in self.params if param.keyword != keyword]
            self.params = tuple(_restored(others, read, keyword))
            return
        params: list[Param] = []
        place = len(self.params)
        for param in self.params:
            if param.keyword != keyword:
                params.append(param)
            elif wanted:
                params.append(wanted.pop(0))
                place = len(params)
        params[min(place, len(params)) : min(place, len(params))] = wanted
        self.params = tuple(params)

    def _value(self, name: str) -> Any:
        words = self._words[self.first_param :]
        values = REMEMBERED[self.line_kind].get(words)
        if values is None:
            values = line_values(words, self.line_kind)
        value = values.get(name)
        # Most were asked for before.
        return value_of(values, name) if value.__class__ is Pending else value

    def _starts_with(self, flag: str) -> bool:
        """Whether the line has a flag where it names neither that nor what undoes it."""
        return False


def _said(values: tuple[str, ...]) -> str:
    """The values of one parameter as text; one that holds variables as it is."""
    return values[0] if len(values) == 1 else " ".join(values)


def _value_words(value: object) -> tuple[str, ...]:
    """A value as the words of a parameter: one, for a blank in it is a part of it."""
    return (given_word(value, "a value as text"),)


def require_parameter(line: LineKind, keyword: str) -> None:
    """Refuse what is the keyword of no parameter in any version.

    Raises:
        UnknownName: it is none.
        TypeError: it is not text.
    """
    known = vocabulary(line)
    if known.row(given_text(keyword, "the keyword of a parameter as text")) is None:
        names = [row.name for row in known.attributes.values()]
        raise UnknownName(f"no {line} parameter is called {keyword!r}{near(keyword, names)}")


def _given_param(param: object) -> Param:
    """A parameter as it was given: a `Param`, or its keyword and its values as a plain tuple."""
    if isinstance(param, tuple) and len(param) in (1, 2) and isinstance(param[0], str):
        made = Param(*param)
        if are(str, made.values):
            return made
    raise wrong_kind("a Param such as hm.Param('inter', ('2s',))", param)


def _check_keyword(param: Param) -> None:
    """Refuse what is no keyword of any parameter: HAProxy stops reading the line at an empty word."""
    keyword = param.keyword
    if not isinstance(keyword, Expandable) and (not keyword or any(map(str.isspace, keyword))):
        raise InvalidValue(f"{keyword!r} is not the keyword of a parameter: give each word by itself")


@cache
def positional(kind: type) -> dict[str, WordAt[Any]]:
    """The arguments that a constructor takes by their places, in their order."""
    found = [value for name, value in typed_attributes(kind) if isinstance(value, WordAt) and not value.kw_only]
    return {value.name: value for value in sorted(found, key=lambda value: value.index)}


@dataclass_transform(kw_only_default=True, field_specifiers=(Name, Required, Argument, FirstAddress))
def parameterized(kind: type[S]) -> type[S]:
    """Tell type checkers that each typed attribute of a class is an argument of its constructor."""
    return kind


#: type of a value -> its unit where none is written
UNITS = {"duration": "milliseconds", "size": "bytes"}


class _Parameter(Typed):
    """What flags and values have in common: their row."""

    def row_in(self, owner: type) -> Row:
        """The row of the schema, on lines of a class."""
        kind: LineKind = getattr(owner, "line_kind", "server")
        return vocabulary(kind).attributes[self.name]

    @property
    def summary(self) -> str:
        """What it is, in one line."""
        return self.row_in(self.owner).summary

    def type_in(self, owner: type) -> object:
        row = self.row_in(owner)
        return kind_of(row, getattr(owner, "line_kind", "server")).of() if row.arguments else bool

    def facts_in(self, owner: type) -> dict[str, object]:
        row = self.row_in(owner)
        facts = {"keyword": row.name, "arguments": row.arguments, "since": row.since, "removed": row.removed}
        if row.arguments:
            facts["accepts"] = kind_of(row, getattr(owner, "line_kind", "server")).expected
        return {**facts, "deprecated": row.deprecated, "unit": UNITS.get(row.parts[0], "") if row.parts else ""}


class Flag(_Parameter):
    """A parameter that stands alone: True where it is in force on the line.

    Of it and its opposite (`backup`, `no-backup`) the last on the line counts; where neither is there, what the
    `default-server` lines that it starts from say, in whatever branch of `.if`.  Assigning writes no more than it must.
    """

    @overload
    def __get__(self, statement: None, owner: type) -> Self: ...
    @overload
    def __get__(self, statement: Parameterized, owner: type) -> bool: ...
    def __get__(self, statement: Parameterized | None, owner: type) -> Self | bool:
        if statement is None:
            return self
        if statement._value(self.name) is not None:
            return True
        return statement._starts_with(self.name) and statement._value(undoing(self.name)) is None

    def __set__(self, statement: WithParams, value: bool) -> None:
        _refuse_resolved(statement, self.name)
        if given_flag(value, self.name) != self.__get__(statement, type(statement)):
            row = _row(statement, self.name)
            _switch(statement, row, opposite_of(row, statement.vocabulary().line), value)


class ParameterValue(_Parameter, Generic[T]):
    """A parameter that takes a value, T; the schema's row says how it is read.

    Of one that may be repeated (`crt`) reading gives the last; a list gives it a value for each occurrence.
    """

    @overload
    def __get__(self, statement: None, owner: type) -> Self: ...
    @overload
    def __get__(self, statement: Parameterized, owner: type) -> T | Unread | None: ...
    def __get__(self, statement: Parameterized | None, owner: type) -> Self | T | Unread | None:
        if statement is None:
            return self
        value: T | Unread | None = statement._value(self.name)
        return value

    def __set__(self, statement: WithParams, value: T | str | Sequence[T | str] | None) -> None:
        _refuse_resolved(statement, self.name)
        row = _row(statement, self.name)
        if row.repeatable and isinstance(value, (list, tuple)):
            statement.replace(row.name, [_kind(statement, row).written(each) for each in value])
            return
        if value is None:
            _replace(statement, row.name, None)
            return
        before = statement._read_params
        current, written = _last_value(statement.params, row), _last_value(before, row)
        word = _kind(statement, row).word(value, current, written)
        if word is None:
            return
        if row.keyword_argument and current is None and written is None:
            raise InvalidValue(f"{row.name} needs an argument in parentheses: add Param('{row.name}(…)', …) to params")
        several = len(row.parts) > 1
        _replace(statement, row.name, tuple(word.split(" ")) if several else (word,), restore=word == written)


def _switch(statement: WithParams, row: Row, opposite: Row | None, value: bool) -> None:
    """Switch a flag to what it is not: with the words that the line was read with, else with none or one."""
    read = statement._read_params
    pair = [each.name for each in (row, opposite) if each is not None]
    before = [param.keyword for param in read if param.keyword in pair]
    inherited = statement._starts_with(attribute_name(row.name))
    if (before[-1] == row.name if before else inherited) == value:
        params = [param for param in statement.params if param.keyword not in pair]
        for keyword in pair:
            params = _restored(params, read, keyword)
        statement.params = tuple(params)
        return
    written = None if value == inherited else row if value else opposite
    if written is None and value != inherited:
        raise InvalidValue(f"{row.name} comes from a `default-server`, and no word undoes it: take it away there")
    for keyword in pair:
        if written is None or keyword != written.name:
            _replace(statement, keyword, None)
    if written is not None:
        _replace(statement, written.name, ())


def _refuse_resolved(statement: object, name: str) -> None:
    if not isinstance(statement, WithParams):
        raise AttributeError(f"{statement!r} is resolved from several lines: set {name} of its `statement`")


def _row(statement: WithParams, name: str) -> Row:
    return statement.vocabulary().attributes[name]


def _kind(statement: WithParams, row: Row) -> Kind[Any]:
    return kind_of(row, statement.vocabulary().line)


def _is(param: Param, keyword: str) -> bool:
    return param.keyword == keyword or (param.keyword.endswith(")") and param.keyword.startswith(f"{keyword}("))


def _last_value(params: Sequence[Param], row: Row) -> str | None:
    """The value of the last occurrence, its words joined; empty text where the value is missing; None without one."""
    for param in reversed(params):
        if _is(param, row.name):
            return _said(param.values)
    return None


def _replace(
    statement: WithParams, keyword: str, values: tuple[str, ...] | None, *, restore: bool | None = None
) -> None:
    """Give a parameter its values, or take it away with None; `restore` brings back what was there when read."""
    start = statement.first_param
    params = list(statement.params)
    read = statement.vocabulary().read(statement._read[start:])
    if values is None:
        params = [param for param in params if not _is(param, keyword)]
    elif restore or (restore is None and any(_is(param, keyword) for param in read)):
        params = _restored([param for param in params if not _is(param, keyword)], read, keyword)
    else:
        index = max((index for index, param in enumerate(params) if _is(param, keyword)), default=None)
        if index is not None:
            params[index] = Param(params[index].keyword, values)
        else:
            place = next((index for index in range(len(read) - 1, -1, -1) if _is(read[index], keyword)), None)
            new = Param(keyword if place is None else read[place].keyword, values)
            params.insert(len(params) if place is None else _place(params, read[:place]), new)
    if statement.vocabulary().read([word for param in params for word in param.words]) != tuple(params):
        raise InvalidValue(
            f"with this {keyword} the parameters of {statement!r} would be read differently: assign params"
        )
    statement.params = params


def _restored(params: list[Param], read: Sequence[Param], keyword: str) -> list[Param]:
    """The parameters with every occurrence of a keyword that the line was read with, each in its old place."""
    for index, param in enumerate(read):
        if _is(param, keyword):
            params.insert(_place(params, read[:index]), param)
    return params


def _place(params: Sequence[Param], before: Sequence[Param]) -> int:
    """Where a parameter belongs that once stood behind `before`: behind the last of these that is still there."""
    for index in range(len(before) - 1, -1, -1):
        keyword = before[index].keyword
        there = [place for place, param in enumerate(params) if param.keyword == keyword]
        if there:
            earlier = sum(param.keyword == keyword for param in before[:index])
            return there[min(earlier, len(there) - 1)] + 1
    return 0
