"""Where arguments stand in expressions and log formats (manual 7.3 and 8.2.6)."""

from __future__ import annotations

from hypothesis import given

from haproxy_model.testing.values import expressions, log_formats, texts
from haproxy_model.values.argument_places import placed_calls, placed_expressions
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.values.logformat import LogFormat, read_log_format


@given(expressions)
def test_every_call_of_an_expression_has_its_arguments_placed(expression: Expression) -> None:
    text = str(expression)
    read = read_expression(text)
    assert isinstance(read, Expression)

    placed = placed_calls(text)

    assert [each.call for each in placed] == [read.fetch, *read.converters]
    for each in placed:
        arguments = each.call.arguments or ()
        assert len(each.places) == max(len(arguments), 0 if each.call.arguments is None else 1)
        for argument, (start, end) in zip(arguments, each.places, strict=False):
            assert text[start:end] == argument or "\\" in text[start:end] or set("'\"") & set(text[start:end])


@given(log_formats())
def test_every_expression_of_a_log_format_is_found(log_format: LogFormat) -> None:
    text = str(log_format)
    read = read_log_format(text)
    assert isinstance(read, LogFormat)

    found = placed_expressions(text)

    assert [each for _, each in found] == [
        str(part.expression) for part in read.parts if not isinstance(part, str) and part.expression
    ]
    assert all(text.startswith(each, start) and text[start - 1] == "[" for start, each in found)


@given(texts)
def test_no_text_raises(text: str) -> None:
    placed_calls(text)
    placed_expressions(text)


def test_quotes_around_an_argument_are_not_part_of_its_place() -> None:
    text = "srv_is_up('app/s1'),iif(\"a,b\",c)"
    first, second = placed_calls(text)

    assert [text[start:end] for start, end in (*first.places, *second.places)] == ["app/s1", "a,b", "c"]


def test_text_that_looks_like_an_item_is_none() -> None:
    assert placed_expressions("%%[nbsrv(a)] %{+Q}[nbsrv(b)]") == ((19, "nbsrv(b)"),)
