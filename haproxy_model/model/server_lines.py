"""The `server` lines of a section in columns: most are alike, so that what is true of all is quickly asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from haproxy_model.model.line import Statement
from haproxy_model.model.word_kinds import is_name
from haproxy_model.schema.addresses import PLAIN_ADDRESS

#: Addresses one after the other, each with a line feed behind it.
_PLAIN_ADDRESSES = re.compile(f"(?:{PLAIN_ADDRESS}\n)*+").fullmatch
_FIRST_PARAMETER = 3
_NAME, _ADDRESS, _PARAMETERS = itemgetter(1), itemgetter(2), itemgetter(slice(_FIRST_PARAMETER, None))


class ServerLines:
    """The names, addresses and parameters of the lines that have a name and an address."""

    __slots__ = ("are_plain", "parameters", "words")

    def __init__(self, lines: Sequence[Statement]) -> None:
        rows = [line._words for line in lines]
        #: the parameters of the lines, each tuple once
        # Neighbours are alike more often than not: comparing two of them is quicker than hashing each.
        self.parameters = list(dict.fromkeys([each for each, _ in groupby(map(_PARAMETERS, rows))]))
        #: whether each has a proper name of its own, and an address that is right wherever a server stands
        self.are_plain = min(map(len, rows), default=_FIRST_PARAMETER) >= _FIRST_PARAMETER and _are_plain(rows)
        #: the distinct words of the lines, plain names and addresses left out
        self.words = {word for words in (self.parameters if self.are_plain else rows) for word in words}


def plain_parameters(line: Statement) -> tuple[str, ...] | None:
    """The parameters of a `server` line whose name and address name nothing but the server; None for others."""
    words = line._words
    leading = words[:_FIRST_PARAMETER]
    return None if "" in leading or "@" in "".join(leading) else words[_FIRST_PARAMETER:]


def _are_plain(rows: Sequence[tuple[str, ...]]) -> bool:
    names, addresses = list(map(_NAME, rows)), "\n".join([*map(_ADDRESS, rows), ""])
    return (
        len(set(names)) == len(rows) == addresses.count("\n")
        and is_name("".join(names))
        and all(names)
        and _PLAIN_ADDRESSES(addresses) is not None
    )
