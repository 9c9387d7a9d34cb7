"""Sample expressions, log formats, ACLs and conditions that HAProxy accepts in a place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hypothesis import strategies as st

from haproxy_model.schema.acl_keywords import DEFAULT_MATCH
from haproxy_model.schema.converters import CONVERTERS
from haproxy_model.schema.fetches import FETCHES
from haproxy_model.schema.samples import Argument, Converter, Fetch, arguments, casts, checkpoints
from haproxy_model.testing.accepted_place import Place, Setting, kinds_named, variable_scope
from haproxy_model.testing.spellings import names
from haproxy_model.verdicts.expressions.samples import place_of

#: Type of an argument of a fetch or converter -> what it may be.
_ARGUMENTS: Mapping[str, st.SearchStrategy[str]] = {
    "int": st.integers(1, 20).map(str),
    "natural": st.integers(0, 20).map(str),
    "positive": st.integers(1, 20).map(str),
    "index": st.integers(1, 20).map(str),
    "string": st.text("abcxyz", min_size=1, max_size=5),
    "hex": st.sampled_from(["00", "00ff"]),
    "ipv4": st.just("192.0.2.1"),
    "ipv6": st.just("2001:db8::1"),
    "ipv4_mask": st.integers(0, 32).map(str),
    "ipv6_mask": st.integers(0, 128).map(str),
    "http_method": st.sampled_from(["GET", "POST"]),
    "character": st.sampled_from("abc"),
    "htx_block": st.sampled_from(["head", "tail", "first"]),
}
#: Fetches and converters whose arguments are a language of their own.
_UNTOLD = frozenset((
    "be2dec", "be2hex", "bin", "fix_is_valid", "fix_tag_value", "http_auth_group", "iif", "ipmask",
    "mqtt_field_value", "protobuf", "secure_memcmp", "set-var", "strcmp", "ungrpc", "unique-id",
))  # fmt: skip
_patterns = names.filter(lambda name: name[0] != "-")
#: Method of matching -> words that match by it.
_PATTERNS: Mapping[str, st.SearchStrategy[list[str]]] = {
    "bool": st.just([]),
    "int": st.integers(0, 99).map(lambda number: [str(number)])
    | st.tuples(st.sampled_from(["eq", "ge", "gt", "le", "lt"]), st.integers(0, 99).map(str)).map(list),
    "ip": st.lists(st.sampled_from(["192.0.2.1", "10.0.0.0/8", "2001:db8::/32"]), min_size=1, max_size=2),
    "str": st.lists(_patterns, min_size=1, max_size=2)
    | _patterns.map(lambda text: ["-i", text])
    | st.tuples(st.sampled_from(["beg", "end", "sub", "dir", "dom", "str"]), _patterns).map(lambda each: ["-m", *each]),
}
#: The section of the manual with the fetches of HTTP, which steps of health checks take in some versions alone.
_OF_HTTP = "7.3.6"
_ACLS = ("TRUE", "FALSE", "LOCALHOST")
_HTTP_ACLS = ("METH_GET", "METH_POST", "HTTP_1.1", "HTTP_URL_SLASH")


def expressions(place: Place, wanted: str = "any") -> st.SearchStrategy[str]:
    """Expressions that can be evaluated in a place and give a type."""
    found = _samples(place)
    if wanted != "any":
        found = found.filter(lambda sample: casts(sample[1], wanted, place.setting.version))
    return found.map(lambda sample: sample[0])


def log_formats(place: Place) -> st.SearchStrategy[str]:
    """Formats of a text, a variable, an expression or some of them."""
    parts = st.one_of(names, st.just("%ci"), expressions(place).map("%[{}]".format))
    return st.lists(parts, min_size=1, max_size=3).map("-".join)


@st.composite
def acl_tests(draw: st.DrawFn, place: Place) -> list[str]:
    """What stands in an ACL after its name, and in braces: an expression and its patterns."""
    text, kind = draw(_samples(place))
    method = DEFAULT_MATCH.get(kind)
    return [text, *(("-m", "found") if method is None else draw(_PATTERNS[method]))]


@st.composite
def conditions(draw: st.DrawFn, place: Place) -> list[str]:
    """`if` or `unless`, and one to three terms."""
    known = [*place.names.get("acl", ()), *_ACLS]
    if place.setting.mode == "http" and place.setting.ruleset in ("http-request", "use_backend"):
        known += _HTTP_ACLS
    words = [draw(st.sampled_from(["if", "unless"]))]
    for number in range(draw(st.sampled_from([1, 1, 2, 3]))):
        words += draw(st.sampled_from([[], ["or"], ["||"]])) if number else []
        no = draw(st.sampled_from(["", "!"]))
        if draw(st.integers(0, 2)):
            words.append(no + draw(st.sampled_from(known)))
        else:
            words += [f"{no}{{", *draw(acl_tests(place)), "}"]
    return words


@st.composite
def _samples(draw: st.DrawFn, place: Place) -> tuple[str, str]:
    """An expression and the type of what it gives."""
    fetch = draw(st.sampled_from(_fetches(place.setting)))
    text, kind = fetch.name + _call(draw, fetch.arguments, place), fetch.output
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        row = draw(st.sampled_from(_converters(place.setting, kind)))
        text += f",{row.name}{_call(draw, row.arguments, place)}"
        kind = kind if row.output == "same" else row.output
    return text, kind


@cache
def _fetches(setting: Setting) -> tuple[Fetch, ...]:
    where = frozenset(place_of(setting.ruleset, setting.section).split())
    return tuple(
        row
        for row in FETCHES
        if setting.has(row)
        and row.name not in _UNTOLD
        and not (setting.ruleset == "check" and row.manual == _OF_HTTP)
        and not (where and checkpoints(row.origin).isdisjoint(where))
        and _are_told(row.arguments, setting)
    )


@cache
def _converters(setting: Setting, kind: str) -> tuple[Converter, ...]:
    return tuple(
        row
        for row in CONVERTERS
        if setting.has(row)
        and row.name not in _UNTOLD
        and casts(kind, row.input, setting.version)
        and _are_told(row.arguments, setting)
    )


def _are_told(signature: str, setting: Setting) -> bool:
    return all(_is_told(each, setting) for each in arguments(signature) if _is_needed(each, setting))


def _is_needed(argument: Argument, setting: Setting) -> bool:
    """Whether an argument must be there: one that is optional may mean the section itself."""
    if argument.type == "own_table":
        return not setting.has_table
    own = {"frontend": ("frontend", "listen"), "backend": ("backend", "listen")}.get(argument.type)
    return not argument.optional or (own is not None and setting.section not in own)


def _is_told(argument: Argument, setting: Setting) -> bool:
    return (
        bool(argument.values)
        or argument.type in _ARGUMENTS
        or argument.type == "var_name"
        or not setting.kinds.isdisjoint(kinds_named(argument.type))
    )


def _argument(argument: Argument, place: Place) -> st.SearchStrategy[str] | None:
    if argument.values:
        return st.sampled_from(argument.values)
    if argument.type == "var_name":
        return st.sampled_from(["a", "x"]).map(f"{variable_scope(place.setting.ruleset)}.{{}}".format)
    if named := place.named(argument.type):
        return st.sampled_from(named)
    return _ARGUMENTS.get(argument.type)


def _call(draw: st.DrawFn, signature: str, place: Place) -> str:
    """The parentheses of a call: every argument up to the last that is told and drawn."""
    given = []
    for each in arguments(signature):
        strategy = _argument(each, place)
        if strategy is None or not (_is_needed(each, place.setting) or draw(st.booleans())):
            break
        given.append(draw(strategy))
    return f"({','.join(given)})" if given else ""
