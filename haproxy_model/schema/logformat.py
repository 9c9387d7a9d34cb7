"""What follows `%` in a log format: aliases, flags, and the types of named items (manual 8.2.6)."""

from typing import Final

from haproxy_model.records import NamedTuple


class Alias(NamedTuple):
    """One alias, written `%NAME`."""

    #: The name.
    name: str
    #: First release that refuses it in a proxy in tcp mode, then the first that does no longer; empty if none does.
    http_only: str = ""
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it.
    removed: str = ""
    #: What to write instead.
    instead: str = ""


# Aliases whose content only HTTP has.
_HTTP: Final = "CC CS HM HP HPO HQ HU HV TR Ta Ti Tq Tr r tr trg trl"
_ANY: Final = (
    "B H ID T Tc Td Th Tl Ts Tt Tu Tw U ac b bc bi bp bq ci cp f fc fi fp ft hr hrl hs hsl lc ms o pid rc s sc si sp sq"
    " sslc sslv t ts tsc"
)
_DOUBLES: Final = {"Bi": "bi", "Bp": "bp", "Ci": "ci", "Cp": "cp", "Fi": "fi", "Fp": "fp", "Si": "si", "Sp": "sp"}
_HTTP_DOUBLES: Final = {"cc": "CC", "cs": "CS", "st": "ST"}

#: name -> the alias.
ALIASES: Final[dict[str, Alias]] = {
    row.name: row
    for row in (
        *(Alias(name) for name in _ANY.split()),
        *(Alias(name, http_only="2.4 3.1") for name in _HTTP.split()),
        Alias("ST", http_only="3.0 3.1"),
        Alias("rt", http_only="3.0 3.1"),
        Alias("OG", since="3.1"),
        *(Alias(old, deprecated="2.4", removed="2.5", instead=new) for old, new in _DOUBLES.items()),
        *(Alias(old, "2.4 3.1", deprecated="2.4", removed="2.5", instead=new) for old, new in _HTTP_DOUBLES.items()),
    )
}

#: flag -> first release that has it; unknown flags are ignored by every release.
FLAGS: Final = {"M": "2.4", "Q": "2.4", "X": "2.4", "E": "2.4", "bin": "3.0", "json": "3.0", "cbor": "3.0"}

#: type of an item, `%(NAME:TYPE)` -> first release that has it; before 3.0 `%(` is plain text.
ITEM_TYPES: Final = {"str": "3.0", "sint": "3.0", "bool": "3.0", "raw": "3.2"}
