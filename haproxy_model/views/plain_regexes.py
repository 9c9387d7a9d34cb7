"""Regular expressions that say no more than a plain match: `^/api` is a beginning, `\\.example\\.com$` an ending."""

from __future__ import annotations

import re
from functools import lru_cache

from haproxy_model.records import NamedTuple

#: Signs with a meaning of their own.
_SPECIAL = frozenset("\\^$.|?*+()[]{}")
#: What may follow a backslash and is then itself in every library; letters are classes and boundaries.
_ITSELF = re.compile(r"\\([]./^$|?*+()[{}:=&,_~%@!#\\ -])")
#: What stands for anything at all, where a value has one line.
_ANYTHING = ".*"


class Plain(NamedTuple):
    """A matching method, and the text that it looks for."""

    method: str
    text: str


@lru_cache(maxsize=1024)
def plain(regex: str) -> Plain | None:
    """What a regular expression says in plain words, of values of one line; None where it says more."""
    begins, ends = regex.startswith("^"), regex.endswith("$") and not regex.endswith("\\$")
    inner = regex[begins : len(regex) - ends]
    while inner.startswith(_ANYTHING):
        begins, inner = False, inner.removeprefix(_ANYTHING)
    while inner.endswith(_ANYTHING) and not inner.endswith(f"\\{_ANYTHING}"):
        ends, inner = False, inner.removesuffix(_ANYTHING)
    if any(sign in _SPECIAL for sign in _ITSELF.sub("", inner)):
        return None
    text = _ITSELF.sub(r"\1", inner)
    return Plain(_METHODS[begins, ends], text)


_METHODS = {(True, True): "str", (True, False): "beg", (False, True): "end", (False, False): "sub"}
