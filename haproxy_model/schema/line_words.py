"""Which word of a line is its address and where its parameters begin, for the lines that have one or the other.

The signatures of the keywords say the same word by word; here it stands in numbers, for those who look at many lines.
"""

from typing import Final, Literal

from haproxy_model.records import NamedTuple


class LineWords(NamedTuple):
    """The words of one kind of line."""

    #: Which word the address is; None without one.
    address: int | None
    #: Which place of `schema.addresses` that is.
    place: str = ""
    #: Whose parameters follow: those of `server` or of `bind`; empty for none.
    parameters: Literal["", "server", "bind"] = ""
    #: Which word is the first parameter.
    first: int = 0
    #: What a line that ends before its address needs, for a message; empty where that is allowed or told otherwise.
    needs: str = ""


#: First word of a line -> its words.  Of the `stats` lines only `stats socket` in `global` is meant.
LINE_WORDS: Final[dict[str, LineWords]] = {
    "server": LineWords(2, "server", "server", 3, "a name and an address"),
    "server-template": LineWords(3, "server", "server", 4, "a prefix, a count and an address"),
    "default-server": LineWords(None, parameters="server", first=1),
    "peer": LineWords(2, "peer", "server", 3),
    "bind": LineWords(1, "bind", "bind", 2, "an address such as :80"),
    "default-bind": LineWords(None, parameters="bind", first=1),
    "dgram-bind": LineWords(1, "dgram-bind", "bind", 2, "an address such as :514"),
    "stats": LineWords(2, "bind", "bind", 3, "`socket` and an address"),
    "nameserver": LineWords(2, "nameserver", needs="a name and an address"),
    "mailer": LineWords(2, "mailer", needs="a name and an address"),
    "dispatch": LineWords(1, "dispatch", needs="an address"),
    "source": LineWords(1, "source", needs="an address"),
    "log": LineWords(1, "log", needs="an address and a facility, or `global`"),
}


def address_places(*keywords: str) -> dict[str, int]:
    """Which word the address is on lines of some keywords; those without an address are left out."""
    return {word: row.address for word in keywords if (row := LINE_WORDS[word]).address is not None}
