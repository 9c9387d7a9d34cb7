"""The sections of a configuration file, in the manual's order.

What opens inside files of their own (`spoe-agent` and its kin, `ot-tracer` ...) is not here.
Clashes between kinds (a `frontend` and a `backend` of one name) depend on the version and belong to `check`.
"""

from typing import Final

from haproxy_model.schema.rows import Section

_ROWS: Final = (
    Section("global", named="never", repeated="continues", manual="3"),
    # 4. Proxies
    Section("defaults", "[<name:string>] [from <defaults:defaults_ref>]", named="optional", repeated="separate",
        proxy=True, surplus=True, manual="4"),
    Section("frontend", "<name:string> [from <defaults:defaults_ref>]", proxy=True, manual="4"),
    Section("backend", "<name:string> [from <defaults:defaults_ref>]", proxy=True, manual="4"),
    Section("listen", "<name:string> [from <defaults:defaults_ref>]", proxy=True, manual="4"),
    # Sections that the manual describes beside their subject
    Section("resolvers", "<name:string>", surplus=True, manual="5.3.2"),
    Section("cache", "<name:string>", manual="6.2.1"),
    Section("log-profile", "<name:string>", since="3.1", manual="8.3.5"),
    Section("fcgi-app", "<name:string>", manual="10.1.1"),
    Section("peers", "<name:string>", manual="11.2"),
    # 12. Other sections
    Section("traces", since="3.1", named="never", repeated="continues", manual="12.1"),
    Section("userlist", "<name:string>", repeated="joins last", manual="12.2"),
    Section("mailers", "<name:string>", surplus=True, manual="12.3"),
    Section("http-errors", "<name:string>", surplus=True, manual="12.4"),
    Section("ring", "<name:string>", surplus=True, manual="12.5"),
    Section("log-forward", "<name:string>", manual="12.6"),
    Section("crt-store", "[<name:string>]", since="3.0", named="optional", repeated="continues", manual="12.7"),
    Section("acme", "<name:string>", since="3.2", experimental="3.2", manual="12.8"),
    Section("healthcheck", "<name:string>", since="3.4", surplus=True, manual="12.9"),
    # Gone, or not in the manual
    Section("program", "<name:string>", deprecated="3.1", removed="3.3"),
    Section("namespace_list", "[<name:string>]", named="optional", repeated="continues", surplus=True),
)  # fmt: skip

#: Section keyword to its row.
SECTIONS: Final[dict[str, Section]] = {row.name: row for row in _ROWS}

#: The keywords that begin a section.
SECTION_KEYWORDS: Final = frozenset(SECTIONS)

#: The keywords of the proxy sections.
PROXIES: Final[tuple[str, ...]] = tuple(row.name for row in _ROWS if row.proxy)

#: The proxies that take or make connections: a `defaults` only gives them settings.
WORKING_PROXIES: Final[tuple[str, ...]] = tuple(name for name in PROXIES if name != "defaults")

#: Section keyword -> the kinds of which none may have its name too: a `frontend` and a `backend` may share one.
TWINS: Final[dict[str, tuple[str, ...]]] = {name: (name,) for name in SECTIONS} | {
    "frontend": ("frontend", "listen"),
    "backend": ("backend", "listen"),
    "listen": ("frontend", "backend", "listen"),
}
