"""Types of arguments that are some fixed words, or written in one form: sets of CPUs, ranges, lists, TLS options."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from haproxy_model.schema.enumerations import (
    BIND_SSL_OPTIONS,
    JWE_ALGORITHMS,
    JWE_ENCODINGS,
    SERVER_SSL_OPTIONS,
    UNTOLD_ITEMS,
)
from haproxy_model.syntax.patterns import Matcher, fullmatch
from haproxy_model.verdicts.arguments.fit import listed
from haproxy_model.verdicts.expressions.variable_names import name_problem

#: Says what a version would have expected instead of a word; None for a good one.
Judge = Callable[[str, str], "str | None"]


def choice_problem(word: str, version: str, what: str, choices: tuple[str, ...]) -> str | None:
    """What was expected instead of a word, where only some are right."""
    return None if word in choices else f"expected a {what}: {listed(choices)}"


def items_problem(word: str, kind: str) -> str | None:
    """What was expected instead of a list whose items its type names, `list({a,b})`; None for every other type."""
    if kind[:6] != "list({":
        return None
    names = kind[6:-2].split(",")
    if all(item in names or item in UNTOLD_ITEMS for item in word.removesuffix(",").split(",")):
        return None
    return f"expected one or more of {listed(names)}, with commas between them"


def _jwe_problem(word: str, version: str, choices: tuple[str, ...]) -> str | None:
    """What was expected instead of a list of ways to encrypt a token; of `ALL`, a beginning is enough for HAProxy."""
    items = [item.removeprefix("!") for item in word.split(":")]
    if all(item in choices or "ALL".startswith(item) for item in items):
        return None
    return f"expected one or more of {listed(choices)}, perhaps with `!` before, with colons between them"


def _status_codes(word: str, version: str, fits: Matcher, example: str) -> str | None:
    """What was expected instead of ranges of status codes with commas between, each from the smaller to the larger."""
    ranges = [each[:40].partition("-") for each in word.lstrip("+-").split(",")] if fits(word) else [("1", "-", "0")]
    if all(not dash or int(low or 0) <= int(high or 0) for low, dash, high in ranges):
        return None
    return f"expected status codes such as {example}"


def _form(word: str, version: str, fits: Matcher, what: str) -> str | None:
    return None if fits(word) else f"expected {what}"


def _variable(word: str, version: str) -> str | None:
    return (
        None
        if name_problem(word, version) is None
        else "expected a variable: a scope, a dot and a name, such as txn.host"
    )


#: Processes or threads.
_SET = "(?:all|odd|even|[0-9]+-?[0-9]*)"
_RANGE = "[0-9]+(?:-[0-9]+)?"
_STATUS_LIST = fullmatch("[0-9]*(?:-[0-9]*)?(?:,[0-9]*(?:-[0-9]*)?)*")
_STATUS_RANGES = fullmatch(f"[+-]?{_RANGE}(?:,{_RANGE})*")

#: type -> what a version would have expected instead of a word, None for a good one
FORMS: dict[str, Judge] = {
    "bind_ssl_option": partial(choice_problem, what="TLS option", choices=BIND_SSL_OPTIONS),
    "server_ssl_option": partial(choice_problem, what="TLS option", choices=SERVER_SSL_OPTIONS),
    "cpu_map_set": partial(
        _form, fits=fullmatch(f"(?:auto:)?{_SET}(?:/{_SET})?"), what="a set of processes or threads such as 1/1-4"
    ),
    "cpu_set": partial(_form, fits=fullmatch("[0-9].*"), what="numbers of CPUs such as 0-3"),
    "jwe_algorithms": partial(_jwe_problem, choices=JWE_ALGORITHMS),
    "jwe_encodings": partial(_jwe_problem, choices=JWE_ENCODINGS),
    "int_range": partial(_form, fits=fullmatch(_RANGE), what="a range of numbers such as 1-4"),
    "log_sample": partial(
        _form, fits=fullmatch(f"{_RANGE}(?:,{_RANGE})*,?:[0-9]+"), what="ranges and a size such as 1-2:5"
    ),
    "hex": partial(_form, fits=fullmatch("(?:[0-9a-fA-F]{2})*"), what="pairs of hexadecimal digits"),
    "status_list": partial(_status_codes, fits=_STATUS_LIST, example="200-399,404"),
    "status_range_list": partial(_status_codes, fits=_STATUS_RANGES, example="400-499,404"),
    "var": _variable,
}
