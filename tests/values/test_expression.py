"""Sample expressions and log formats as language reference 6.6, 6.7 and 6.9 have them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from haproxy_model.syntax.words import Expandable
from haproxy_model.testing import values as strategies
from haproxy_model.values.expression import Call, Expression, read_expression, read_expression_words
from haproxy_model.values.logformat import Item, LogFormat, read_log_format
from haproxy_model.values.unread import ENVIRONMENT, Unread


@given(fetch=strategies.calls, converters=st.lists(strategies.calls, max_size=4), data=st.data())
def test_converters_may_be_words_of_their_own(fetch: Call, converters: list[Call], data: st.DataObject) -> None:
    words = [str(fetch)]
    for converter in converters:
        if data.draw(st.booleans()):
            words.append(str(converter))
        else:
            words[-1] += data.draw(st.sampled_from([",", ",,"])) + str(converter)
    words = [word + data.draw(st.sampled_from(["", ","])) for word in words]

    read = read_expression_words([*words, "/table"], {converter.name for converter in converters})

    assert (Expression(fetch=fetch, converters=tuple(converters)), len(words)) == read


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("f", None),
        ("f()", ()),
        ("f('')", ("",)),
        ("f(,)", ("", "")),
        ("f(a,)", ("a", "")),
        ("f('a,b','c')", ("a,b", "c")),
        (r"f(a\,b)", ("a\\", "b")),
        (r'f("a\"\n",\d)', ('a"\n', r"\d")),
        ("f('a\\')", ("a\\",)),
        ("f(a(b)", ("a(b",)),
        ("f( a b )", (" a b ",)),
        ("f(a'b'\"c\")", ("abc",)),
        ("f(a]b)", ("a]b",)),
    ],
)
def test_arguments_have_quotes_of_their_own(text: str, arguments: tuple[str, ...] | None) -> None:
    assert Expression(fetch=Call(name="f", arguments=arguments)) == read_expression(text)


def test_repeated_commas_count_as_one() -> None:
    assert read_expression("src,,lower,") == read_expression("src,lower")


@pytest.mark.parametrize("text", ["", ",", ",a", "a b", "f(", "f('a)", "f(a))", "f(a)b", "f)", "é", 'f("a', "a\n"])
def test_what_is_no_expression_is_unread(text: str) -> None:
    assert isinstance(read_expression(text), Unread)


def test_words_end_before_the_first_that_is_no_converter() -> None:
    expression, used = read_expression_words(["req.hdr(x),", "lower", "table", "t"], {"lower"})

    assert Expression(fetch=Call(name="req.hdr", arguments=("x",)), converters=(Call(name="lower"),)) == expression
    assert used == 2
    assert read_expression_words(["src", Expandable("lower$X", '"lower$X"')], {"lower"}) == (
        Unread("src lower$X", ENVIRONMENT),
        2,
    )
    assert read_expression_words(["src", "lower("], {"lower"})[1] == 2
    assert read_expression_words([], {"lower"})[1] == 0


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("100%%", ("100%",)),
        ("%.x", ("%.x",)),
        ("%ci:%cp", (Item(alias="ci"), ":", Item(alias="cp"))),
        ("%{+Q,-E}hr", (Item(alias="hr", flags=("+Q", "-E")),)),
        ("%(status:sint)ST", (Item(alias="ST", name="status", type="sint"),)),
        ("%{+X}[src]x", (Item(alias=None, expression=Expression(fetch=Call(name="src")), flags=("+X",)), "x")),
        ("%[f(])]", (Item(alias=None, expression=Expression(fetch=Call(name="f", arguments=("]",)))),)),
        ("%[f(')]',a)]]", (Item(alias=None, expression=Expression(fetch=Call(name="f", arguments=(")]", "a")))), "]")),
        ("a%%%%%cib", ("a%%", Item(alias="cib"))),
        ("%ci%cp", (Item(alias="ci"), Item(alias="cp"))),
    ],
)
def test_a_log_format_has_its_parts(text: str, parts: tuple[str | Item, ...]) -> None:
    assert LogFormat(parts=parts) == read_log_format(text)


@pytest.mark.parametrize(
    "text", ["%", "% ", "a%\t", "%5", "%{+Q}", "%{+Q} x", "%{+Q", "%[src", "%[src,]", "%[]", "%[a b]", "%(a)", "%[f(]"]
)
def test_what_is_no_log_format_is_unread(text: str) -> None:
    assert isinstance(read_log_format(text), Unread)


def test_only_a_text_without_percent_signs_is_static() -> None:
    formats = [read_log_format(text) for text in ("app", "app%%x", "%[src]")]

    assert [isinstance(value, LogFormat) and value.is_static for value in formats] == [True, False, False]
