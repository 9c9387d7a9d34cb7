"""Parameters of `server` and `bind` lines that HAProxy accepts together."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from haproxy_model.schema.bind import BIND
from haproxy_model.schema.parameter_values import BOUNDS, CHOICES
from haproxy_model.schema.rows import Parameter
from haproxy_model.schema.sections import PROXIES
from haproxy_model.schema.server import SERVER
from haproxy_model.schema.versions import reached
from haproxy_model.testing.accepted_place import Place
from haproxy_model.testing.accepted_samples import expressions, log_formats
from haproxy_model.testing.spellings import names

#: Parameters that ask for something else on the line, in the section or on the machine.
_DEMANDING: Mapping[str, frozenset[str]] = {
    "server": frozenset(("agent-check", "check-proto", "cookie", "guid", "id", "init-addr", "proto", "redir", "track")),
    "bind": frozenset(("group", "guid-prefix", "id", "interface", "namespace", "proto", "user")),
}
#: Type of a value -> what it may be.
_VALUES: Mapping[str, st.SearchStrategy[str]] = {
    "port": st.integers(1, 65535).map(str),
    "address": st.just("127.0.0.1"),
    "string": names,
    "list(ip/mask)": st.just("10.0.0.0/8"),
}


@st.composite
def parameters(draw: st.DrawFn, keyword: str, place: Place) -> list[str]:
    """A few parameters of a line of servers or listeners, none twice.

    Args:
        keyword: the first word of the line.
        place: where it is to stand.
    """
    line = "bind" if "bind" in keyword or keyword == "stats socket" else "server"
    told = []
    for row in BIND if line == "bind" else SERVER:
        if (
            place.setting.has(row)
            and place.setting.is_plain(row)
            and row.name not in _DEMANDING[line]
            and (row.default_server or keyword != "default-server")
        ):
            values = _values(line, row, place)
            if values is not None:
                told.append((row, values))
    chosen = draw(st.lists(st.sampled_from(told), max_size=4, unique_by=lambda each: each[0].negates or each[0].name))
    return [word for row, values in chosen for word in (row.name, *(draw(each) for each in values))]


def _values(line: str, row: Parameter, place: Place) -> list[st.SearchStrategy[str]] | None:
    """What follows the keyword of a parameter; None where that is not known."""
    found = [_value(line, row, kind, place) for kind in row.parts[:1]]
    return None if row.keyword_argument or None in found else [each for each in found if each is not None]


def _value(line: str, row: Parameter, kind: str, place: Place) -> st.SearchStrategy[str] | None:
    setting = place.setting
    if kind in ("int", "duration"):
        bounds = next((each for each in BOUNDS if (each.line, each.name) == (line, row.name)), None)
        high = 100 if bounds is None or bounds.high is None else min(bounds.high, 100)
        numbers = st.integers(max(1, bounds.low if bounds else 1), high)
        return numbers.map(str) if kind == "int" else numbers.map("{}s".format)
    if kind.startswith(("enum:", "list(enum:")):
        words = kind.rpartition("enum:")[2].rstrip(")").split("|")
        young = {each.word for each in CHOICES if each.name == row.name and not reached(each.since, setting.version)}
        unfit = {"layer7"} if setting.mode != "http" or setting.section not in PROXIES else set()
        return st.sampled_from([word for word in words if word not in young | unfit])
    if kind == "sample_expr":
        return expressions(place)
    if kind == "log_format":
        return log_formats(place)
    if named := place.named(kind):
        return st.sampled_from(named)
    return _VALUES.get(kind)
