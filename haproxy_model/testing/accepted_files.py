"""Configurations that HAProxy accepts, by version: every kind of section, with lines that name each other.

By construction: the tables say which lines there are and what their words may be; what a line demands of others is
there, or the line is left out.  Nothing needs the machine: no files, users, networks or names of hosts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

from haproxy_model.schema.rows import Keyword, available
from haproxy_model.schema.sections import PROXIES, SECTIONS
from haproxy_model.schema.versions import LATEST
from haproxy_model.testing.accepted_lines import lines_of, rows_of
from haproxy_model.testing.accepted_place import Place, Setting
from haproxy_model.testing.spellings import names

#: Kinds of section besides the proxies, each with the lines without which it is none.
_OTHERS: Mapping[str, tuple[str, ...]] = {
    "cache": ("total-max-size 4",),
    "fcgi-app": ("docroot /var/www",),
    "http-errors": (),
    "log-forward": ("bind 127.0.0.1:1514", "log global"),
    "log-profile": (),
    "mailers": ("mailer m 127.0.0.1:25",),
    "peers": ("peer me 127.0.0.1:1024",),
    "resolvers": ("nameserver ns 127.0.0.1:53",),
    "ring": ("size 65536",),
    "userlist": ("group admins", "user admin insecure-password pw"),
}
_TIMEOUTS = {"frontend": ("client",), "backend": ("connect", "server")}
_TABLE = "stick-table type ip size 1k expire 1m store gpc0,conn_cur,http_req_rate(10s)"


@st.composite
def accepted_configurations(
    draw: st.DrawFn, version: str = LATEST, features: Iterable[str] = (), max_lines: int = 8
) -> str:
    """The text of a configuration that HAProxy accepts.

    Args:
        version: the release, "x.y".
        features: the build features that it may rely on, as `haproxy -vv` names them.
        max_lines: how many lines a section has at most, besides those that it needs.
    """
    mode = draw(st.sampled_from(["http", "tcp"]))
    there = [kind for kind in _OTHERS if available(SECTIONS[kind], version)]
    kinds = draw(st.lists(st.sampled_from(there), unique=True, max_size=4))
    kinds += ["defaults", "backend", *draw(st.lists(st.sampled_from(["frontend", "backend", "listen"]), max_size=3))]
    sections = [(kind, f"{draw(names)}{number}") for number, kind in enumerate(kinds)]
    known: dict[str, tuple[str, ...]] = dict.fromkeys(kinds, ())
    for kind, name in sections:
        known[kind] = (*known[kind], name)
    pools = [name for kind, name in sections if kind in ("backend", "listen")]
    # A listener that names itself would be a loop.
    known["listen"] = ()
    known["table"] = tuple(name for name in pools if name == known["backend"][0] or draw(st.booleans()))
    known["server"] = tuple(f"{pool}/s{number}" for pool in pools for number in (1, 2))
    everywhere = Setting(version, frozenset(features), "global", mode, frozenset(), False, "global")
    place = Place(everywhere, {}).naming(**known)
    text = ["global", *["    localpeer me"] * ("peers" in kinds), *draw(_bodies(Place(everywhere, {}), max_lines))]
    for kind, name in sections:
        setting = place.setting._replace(section=kind, has_table=name in known["table"])
        text += ["", *draw(_sections(kind, name, place._replace(setting=setting), max_lines))]
    return "\n".join(text) + "\n"


@st.composite
def accepted_sections(
    draw: st.DrawFn, kind: str = "listen", version: str = LATEST, features: Iterable[str] = (), max_lines: int = 8
) -> str:
    """The text of one section that HAProxy accepts alone: it names nothing outside itself.

    Args:
        kind: the keyword of the section, such as "backend".
        version: the release, "x.y".
        features: the build features that it may rely on, as `haproxy -vv` names them.
        max_lines: how many lines it has at most, besides those that it needs.
    """
    place = _alone(kind, draw(st.sampled_from(["http", "tcp"])), version, features)
    if kind == "global":
        return "\n".join(["global", *draw(_bodies(place, max_lines))]) + "\n"
    return "\n".join(draw(_sections(kind, draw(names), place, max_lines))) + "\n"


@st.composite
def accepted_statements(
    draw: st.DrawFn, kind: str = "listen", version: str = LATEST, features: Iterable[str] = (), mode: str = "http"
) -> str:
    """The text of a line that HAProxy accepts in a section of a kind, whatever else is there; it names nothing.

    Args:
        kind: the keyword of the section, such as "backend".
        version: the release, "x.y".
        features: the build features that it may rely on, as `haproxy -vv` names them.
        mode: the mode of the proxy.
    """
    place = _alone(kind, mode, version, features)
    row = draw(st.sampled_from([row for row in rows_of(place.setting) if row.name != "mode"]))
    return " ".join(draw(lines_of(row, place._replace(called=draw(names)))))


def _alone(kind: str, mode: str, version: str, features: Iterable[str]) -> Place:
    ruleset = "global" if kind == "global" else "http-request"
    return Place(Setting(version, frozenset(features), kind, mode, frozenset(), False, ruleset), {})


@st.composite
def _sections(draw: st.DrawFn, kind: str, name: str, place: Place, max_lines: int) -> list[str]:
    """The lines of a section, the header first."""
    needed = [*_OTHERS.get(kind, ())]
    header = f"{kind} {name}"
    if kind in PROXIES:
        needed += [f"mode {place.setting.mode}"]
        needed += [f"timeout {each} 5s" for each in _TIMEOUTS.get(kind, ("client", "connect", "server"))]
        needed += [_TABLE] * place.setting.has_table
    if kind == "defaults":
        place = Place(place.setting, {}).naming()
    elif kind in PROXIES and (defaults := place.names.get("defaults")):
        header += f" from {defaults[0]}"
    return [header, *(f"    {line}" for line in needed), *draw(_bodies(place, max_lines))]


@st.composite
def _bodies(draw: st.DrawFn, place: Place, max_lines: int) -> list[str]:
    """Lines of a section in an order that HAProxy likes."""
    is_proxy = place.setting.section in PROXIES and place.setting.section != "defaults"
    acls = tuple(f"is_{number}" for number in range(draw(st.integers(0, 3)))) if is_proxy else ()
    place = place.naming(acl=acls)
    rows = {row.name: row for row in rows_of(place.setting) if row.name != "mode"}
    acl, server = rows.pop("acl", None), rows.get("server")
    told = [draw(lines_of(acl, place._replace(called=name))) for name in acls if acl is not None]
    if server is not None and is_proxy:
        told += [draw(lines_of(server, place._replace(called=f"s{number}"))) for number in (1, 2)]
    chosen = draw(st.lists(st.sampled_from([*rows.values()]), max_size=max_lines, unique_by=_once)) if rows else []
    for number, row in enumerate(chosen):
        told.append(draw(lines_of(row, place._replace(called=f"d{number}"))))
    return [f"    {' '.join(words)}" for words in told]


def _once(row: Keyword) -> str:
    """What a section has once at most, of the lines that are drawn for it."""
    return row.name.partition(" ")[0] if not row.repeatable and row.name.split(" ")[0] not in _SEVERAL else row.name


#: First words whose lines differ in what they are about by their second.
_SEVERAL = ("timeout", "option", "stats", "compression", "email-alert", "tcp-request", "tcp-response", "tune", "hold")
