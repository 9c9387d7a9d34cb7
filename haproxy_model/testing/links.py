"""Configurations whose sections, servers and ACLs name each other in every way that there is."""

from __future__ import annotations

from hypothesis import strategies as st

#: Names that mean nothing by themselves, as `or`, `TRUE` or `CHANGEME` do.
_names = st.builds("{}{}".format, st.sampled_from(["a", "db-", "x.y_", "10:", "Web"]), st.integers(0, 99))

#: Lines of a frontend that name a backend B with a server S and a table, an ACL A, a cache C, a userlist U, a peers
#: section P with a table T, resolvers R.
_FRONT = (
    "use_backend {B} if {A}",
    "use_backend '{B}' if !{A}",
    'use_backend "{B}" unless {A} or {A} || !{A}',
    "default_backend {B}",
    "acl other{A} nbsrv({B}) gt 1",
    "acl other{A} srv_is_up({B}/{S})",
    "acl other{A} src,in_table({B})",
    "http-request deny if {{ srv_is_up('{B}/{S}') }} {A} !{{ be_conn({B}) gt 2 }}",
    "http-request set-header X %[nbsrv({B})],%{{+Q}}[srv_conn({B}/{S})]",
    'http-request set-header X "%[src,table_conn_cnt({B})] {B}"',
    "http-request track-sc0 src table {B} if {A}",
    "http-request track-sc1 src,ipmask(24) table {P}/{T} if {A}",
    "http-request set-var(txn.x) nbsrv({B})",
    "http-request cache-use {C} if {A}",
    "http-request auth unless {{ http_auth({U}) }} # {B} {A}",
    "http-request do-resolve(txn.x,{R},ipv4) hdr(host) if {A}",
    "http-response cache-store {C}",
    "tcp-request content accept if {A}",
    'log-format "%[nbsrv({B})] %ci"',
    "description {B} {A} {S}",
)
_BACK = (
    "stick on src table {B}",
    "use-server {S} if {{ srv_is_up({S}) }}",
    "server other 192.0.2.9:1 track {S}",
    "server other 192.0.2.9:1 track {B}/{S} resolvers {R}",
    "stick-table type ip size 10 peers {P}",
    "default-server resolvers {R}",
)


@st.composite
def linked_configs(draw: st.DrawFn) -> str:
    """The text of a configuration with two backends, of which other lines name now this, now that."""
    found = draw(st.lists(_names, min_size=12, max_size=12, unique_by=str.lower))
    pools = [{"B": found[0], "S": found[1]}, {"B": found[2], "S": found[3]}]
    shared = dict(zip("ACUPTRDF", found[4:], strict=True))

    def written(lines: tuple[str, ...], count: int, **own: str) -> list[str]:
        drawn = draw(
            st.lists(
                st.sampled_from(lines),
                max_size=count,
                unique_by=lambda line: line if lines is _FRONT else line.split(" ")[0],
            )
        )
        return [f"    {line.format(**shared, **(own or draw(st.sampled_from(pools))))}" for line in drawn]

    text = [
        f"defaults {shared['D']}",
        "    mode http",
        f"peers {shared['P']}",
        f"    table {shared['T']} type ip size 10",
    ]
    text += [f"cache {shared['C']}", "    total-max-size 4", f"userlist {shared['U']}", f"resolvers {shared['R']}"]
    for pool in pools:
        text += [f"backend {pool['B']} from {shared['D']}", f"    server {pool['S']} 192.0.2.1:80"]
        text += written(_BACK, 4, **pool)
    text += [f"frontend {shared['F']} from {shared['D']}", "    bind :1", f"    acl {shared['A']} src 192.0.2.1"]
    text += written(_FRONT, 12)
    return "\n".join(text) + "\n"
