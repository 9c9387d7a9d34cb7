"""What sample fetches and converters are: their rows, the types they pass on, and where fetches are usable.

The rows themselves are in `fetches.py` and `converters.py`; `fetches` and `converters` load them when first asked.
A name whose arguments, type or origin changed has a row for each time; the older one is `removed` where the newer
comes.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from haproxy_model.records import NamedTuple
from haproxy_model.schema.quirks import ADDRESSES_ARE_NUMBERS, BOOLEANS_ARE_BYTES
from haproxy_model.schema.rows import available


class Fetch(NamedTuple):
    """One sample fetch."""

    #: The name.
    name: str
    #: Its arguments with blanks between: `name:type`, or `name=a|b` for fixed values; brackets around an optional one,
    #: `*` for one that repeats.  A name may be missing.  The type `own_table` is a table that may be left out: then it
    #: is that of the proxy itself, which must have one.
    arguments: str
    #: The type of what it gives: bool, sint, addr, ipv4, ipv6, str, bin, meth, or any.
    output: str
    #: Where its content comes from, as HAProxy names it (`ORIGINS`); several with blanks between.
    origin: str
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it, or with another row for it.
    removed: str = ""
    #: What to write instead.
    instead: str = ""
    #: The build features it needs, as `haproxy -vv` names them, with blanks between.
    feature: str = ""
    #: Section of the manual; empty if undocumented.
    manual: str = ""


class Converter(NamedTuple):
    """One converter."""

    #: The name.
    name: str
    #: Its arguments, as in `Fetch.arguments`.
    arguments: str
    #: The type that it takes; others are cast to it where a cast exists.
    input: str
    #: The type of what it gives; "same" for that of its input.
    output: str
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it, or with another row for it.
    removed: str = ""
    #: What to write instead.
    instead: str = ""
    #: The build features it needs, as `haproxy -vv` names them, with blanks between.
    feature: str = ""
    #: Section of the manual; empty if undocumented.
    manual: str = ""


class Argument(NamedTuple):
    """One argument of a fetch or converter."""

    #: What the manual calls it; may be empty.
    name: str
    #: Its type; empty where only `values` are right.
    type: str
    #: The fixed values, if any.
    values: tuple[str, ...]
    #: Whether it may be left out.
    optional: bool
    #: Whether any number of them may stand.
    repeats: bool


_REQUEST: Final = "FE_REQ_CNT FE_HRQ_HDR FE_HRQ_BDY FE_SET_BCK"
_CHOICE: Final = "BE_REQ_CNT BE_HRQ_HDR BE_HRQ_BDY BE_SET_SRV"
_BACKEND_REQUEST: Final = f"{_CHOICE} BE_SRV_CON"
_RESPONSE: Final = "BE_RES_CNT BE_HRS_HDR BE_HRS_BDY BE_STO_RUL FE_RES_CNT FE_HRS_HDR FE_HRS_BDY"
_SESSION: Final = f"FE_SES_ACC {_REQUEST} {_BACKEND_REQUEST} {_RESPONSE} FE_LOG_END"
_ALWAYS: Final = f"FE_CON_ACC {_SESSION} BE_CHK_RUL"

#: HAProxy's name for where a content comes from -> the checkpoints at which it is there (`smp_fetch` "val").
ORIGINS: Final = {
    "CONST": f"{_ALWAYS} CFG_PARSER CLI_PARSER",
    "INTRN": f"{_ALWAYS} CLI_PARSER",
    "LISTN": f"FE_CON_ACC {_SESSION}",
    "FTEND": f"FE_CON_ACC {_SESSION}",
    "SSFIN": f"FE_CON_ACC {_SESSION}",
    "L4CLI": _ALWAYS,
    "L5CLI": _SESSION,
    "L6REQ": f"{_REQUEST} {_BACKEND_REQUEST}",
    "HRQHV": f"{_REQUEST} {_BACKEND_REQUEST}",
    "HRQHP": f"{_REQUEST} {_BACKEND_REQUEST} {_RESPONSE} FE_LOG_END",
    "RQFIN": f"{_REQUEST} {_BACKEND_REQUEST} {_RESPONSE} FE_LOG_END",
    "TXFIN": f"{_REQUEST} {_BACKEND_REQUEST} {_RESPONSE} FE_LOG_END",
    "RSFIN": f"BE_SET_SRV BE_SRV_CON {_RESPONSE} FE_LOG_END",
    "BKEND": f"{_BACKEND_REQUEST} {_RESPONSE} FE_LOG_END BE_CHK_RUL",
    "SERVR": f"BE_SRV_CON {_RESPONSE} FE_LOG_END BE_CHK_RUL",
    "L4SRV": f"{_RESPONSE} FE_LOG_END BE_CHK_RUL",
    "L5SRV": f"{_RESPONSE} FE_LOG_END BE_CHK_RUL",
    "HRSHP": f"{_RESPONSE} FE_LOG_END BE_CHK_RUL",
    "L6RES": f"{_RESPONSE} BE_CHK_RUL",
    "HRSHV": f"{_RESPONSE} BE_CHK_RUL",
    "FE_LOG_END": "FE_LOG_END",
}

#: To which types HAProxy casts a value of a type by itself (`sample_casts`); every type can be `any`, and `any` all.
_CASTS: Final = {
    "bool": "bool sint str bin",
    "sint": "bool sint addr ipv4 ipv6 str bin",
    "addr": "addr ipv4 ipv6 str bin",
    "ipv4": "bool sint addr ipv4 ipv6 str bin",
    "ipv6": "addr ipv4 ipv6 str bin",
    "str": "bool sint addr ipv4 ipv6 str bin meth",
    "bin": "str bin meth",
    "meth": "str bin meth",
}

#: Casts that only some releases have.
_CASTS_OF_SOME: Final = {
    ("addr", "bool"): ADDRESSES_ARE_NUMBERS,
    ("addr", "sint"): ADDRESSES_ARE_NUMBERS,
    ("bool", "bin"): BOOLEANS_ARE_BYTES,
}


@cache
def fetches(version: str) -> dict[str, Fetch]:
    """The sample fetches of a version by name."""
    from haproxy_model.schema.fetches import FETCHES

    return {row.name: row for row in FETCHES if available(row, version)}


@cache
def converters(version: str) -> dict[str, Converter]:
    """The converters of a version by name."""
    from haproxy_model.schema.converters import CONVERTERS

    return {row.name: row for row in CONVERTERS if available(row, version)}


@cache
def checkpoints(origin: str) -> frozenset[str]:
    """Where a fetch of an origin is usable."""
    return frozenset([place for part in origin.split() for place in ORIGINS[part].split()])


@cache
def arguments(signature: str) -> tuple[Argument, ...]:
    """The arguments of a row one by one."""
    found = []
    for text in signature.split():
        word = text.strip("[]")
        name, equals, values = word.partition("=")
        if equals:
            found.append(Argument(name, "", tuple(values.split("|")), text != word, False))
        else:
            name, colon, kind = word.rstrip("*").partition(":")
            found.append(Argument(name if colon else "", kind or name, (), text != word, word.endswith("*")))
    return tuple(found)


@cache
def casts(given: str, wanted: str, version: str) -> bool:
    """Whether HAProxy takes a value of one type where another is wanted."""
    if "any" in (given, wanted) or "same" in (given, wanted) or given == wanted:
        return True
    quirk = _CASTS_OF_SOME.get((given, wanted))
    return wanted in _CASTS[given].split() if quirk is None else quirk.holds(version)
