"""The `server` lines of a section in columns: most are alike, so that what is true of all is quickly asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from haproxy_model.model.line import Statement
from haproxy_model.model.word_kinds import is_name
from haproxy_model.schema.addresses import PLAIN_ADDRESS

#: Addresses one after the other, each with a line feed behind it.
_PLAIN_ADDRESSES = re.compile(f"(?:{PLAIN_ADDRESS}\n)*+").fullmatch
_FIRST_PARAMETER = 3


class ServerLines:
    """The names, addresses and parameters of the lines that have a name and an address."""

    __slots__ = ("are_plain", "parameters", "words")

    def __init__(self, lines: Sequence[Statement]) -> None:
        rows = [line._words for line in lines]
        names = [words[1] for words in rows if len(words) > 2]
        together = "\n".join([*[words[2] for words in rows if len(words) > 2], ""])
        #: the parameters of the lines, each tuple once
        # Neighbours are alike more often than not: comparing two of them is quicker than hashing each.
        self.parameters = list(
            dict.fromkeys([each for each, _ in groupby([words[_FIRST_PARAMETER:] for words in rows])])
        )
        #: the distinct words of the lines, plain names and addresses left out
        self.words = {word for words in self.parameters for word in words}
        #: whether each has a proper name of its own, and an address that is right wherever a server stands
        self.are_plain = (
            len(rows) == len(set(names)) == together.count("\n")
            and is_name("".join(names))
            and all(names)
            and _PLAIN_ADDRESSES(together) is not None
        )
        if not self.are_plain:
            self.words = {word for words in rows for word in words}
