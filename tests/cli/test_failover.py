"""`failover`: the table of health states, the proofs, and pictures of them."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

from .conftest import Call
from .files import ROOT

TEXT = b"""\
listen galera
    bind 192.0.2.9:3306
    default-server check on-marked-down shutdown-sessions
    server db1 192.0.2.1:3306
    server db2 192.0.2.2:3306 backup
backend many
    server-template web 20 192.0.2.1:80 check
frontend none
    bind :80
"""


def test_a_pool_is_a_table_with_a_row_for_each_health_state_and_the_proofs_below(call: Call) -> None:
    outcome = call("failover", "-", "galera", stdin=TEXT)

    assert outcome.status == 1
    assert (
        outcome.out
        == """\
listen galera  line 1

  health state      db1         db2
  everything up     NEW         old
  db1 down          down        NEW
  db2 down          NEW         down
  everything down   down        down
  NEW: receives new connections; old: older sessions may remain

  new connections  go to one server at a time
  sessions         at the same time on db1 AND db2
      1. db1 goes down
      2. a client comes and goes to db2   sessions on db2
      3. db1 comes up                     sessions on db2
      4. a client comes and goes to db1   sessions on db1 and db2
  as long as       one HAProxy process serves all clients
"""
    )


def test_every_pool_is_shown_without_a_name_and_of_many_states_the_rest_is_counted(call: Call) -> None:
    out = call("failover", "-", stdin=TEXT).out

    assert out.startswith("listen galera  line 1\n")
    assert "\nbackend many  line 6\n" in out
    assert "  everything up   web1, web2, web3, web4, web5, web6 and 14 more\n" in out
    assert "  web1 down       web2, web3, web4, web5, web6, web7 and 13 more; web1\n" in out
    assert "  and 1,048,560 more health states\n" in out
    assert "frontend" not in out


def test_one_of_several_is_not_called_several(call: Call) -> None:
    sticky = TEXT.replace(b"    server db1", b"    balance sticky\n    server db1").replace(b" backup", b"")
    out = call("failover", "-", "galera", stdin=sticky).out

    assert "  everything up     one of      one of\n" in out
    assert "one of: one of these, the same for all; old" in out
    assert "  sessions         are on one server at a time\n" in out


STICKY = TEXT.replace(b"    server db1", b"    stick on int(1)\n    default-server backup\n    server db1").replace(
    b"listen galera\n", b"listen galera\n    stick-table type integer size 10\n"
)


def test_a_window_is_told_as_one_and_nothing_is_promised(call: Call) -> None:
    outcome = call("failover", "-", "galera", stdin=STICKY)

    assert outcome.status == 1
    assert "one of: one of these, the same for all; old" in outcome.out
    assert "  sessions         on one server, but for a window in which a client waits: db1 AND db2\n" in outcome.out
    assert "      2. a client is sent to db2 and still waits for it   sessions on db2\n" in outcome.out
    assert "always" not in outcome.out


def test_an_event_names_the_line_that_directs(call: Call) -> None:
    ruled = TEXT.replace(b"    server db1", b"    use-server db2 if { src 192.0.2.8 }\n    server db1")
    out = call("failover", "-", "galera", stdin=ruled).out

    assert "clients come together and go to db1 AND db2, by `use-server db2 if { src 192.0.2.8 }` on line 4   " in out


WAITING = TEXT.replace(b"3306\n    server db2", b"3306 on-marked-up shutdown-backup-sessions maxconn 9\n    server db2")


def test_a_queue_is_an_event_or_named_with_its_line(call: Call) -> None:
    known = call("failover", "-", "galera", stdin=WAITING)
    unknown = call("failover", "-", "galera", "--haproxy-version", "2.4", stdin=WAITING)

    assert known.status == 1
    assert "      4. another client is handed db2, which came up while nobody was served   " in known.out
    assert unknown.status == 0
    assert "  sessions         unknown: `maxconn` on line 4 lets clients wait, and it is not known" in unknown.out
    assert unknown.out.endswith("\nunknown is no proof: the exit status is 0 for it, and 1 with --strict\n")
    assert call("failover", "-", "galera", "--haproxy-version", "2.4", "--strict", stdin=WAITING).status == 1


def test_one_server_at_a_time_is_status_0_and_always_is_said_of_one_alone(call: Call) -> None:
    one = TEXT[: TEXT.index(b"    server db2")]
    outcome = call("failover", "-", "galera", "--strict", stdin=one)

    assert outcome.status == 0
    assert "  sessions         are always on one server at a time\n" in outcome.out
    assert "as long as" not in outcome.out


def test_rules_that_choose_servers_beside_dispatch_are_named(call: Call) -> None:
    lines = b"    dispatch 192.0.2.7:1\n    use-server db2 if { src 192.0.2.8 }\n    bind"
    out = call("failover", "-", "galera", stdin=TEXT.replace(b"    bind", lines)).out

    assert "not used" not in out
    assert "  sessions         unknown: `use-server db2` on line 3 sends clients past `dispatch` on line 2\n" in out


def test_servers_beside_dispatch_are_said_to_be_unused(call: Call) -> None:
    out = call("failover", "-", "galera", stdin=TEXT.replace(b"    bind", b"    dispatch 192.0.2.7:1\n    bind")).out

    assert (
        out
        == "listen galera  line 1\n  the servers are not used: `dispatch` without `balance` sends clients elsewhere\n"
    )


def test_what_nobody_can_know_is_said_with_its_reason(call: Call) -> None:
    lua = b"global\n    lua-load x.lua\n" + TEXT
    out = call("failover", "-", "galera", stdin=lua).out

    assert "  new connections  unknown: `lua-load x.lua` on line 2 brings Lua code, which may change servers\n" in out
    assert "  sessions         at the same time on db1 AND db2\n" in out


def test_json_has_the_states_and_the_proofs(call: Call) -> None:
    document = json.loads(call("failover", "-", "listen/galera", "--format", "json", stdin=TEXT).out)
    (pool,) = document["proxies"]

    assert (document["version"], document["haproxy"], pool["name"], pool["states_left_out"]) == (1, "3.4", "galera", 0)
    assert pool["states"][1] == {"down": ["db1"], "drained": [], "candidates": ["db2"], "sessions": ["db2"]}
    assert pool["new_connections"] == {
        "holds": True, "servers": [], "witness": None, "trace": [], "window": False, "events": [],
        "assumes": [pool["new_connections"]["assumes"][0]], "undecidable": None
    }  # fmt: skip
    assumed = pool["new_connections"]["assumes"][0]
    assert (assumed["text"], assumed["line"]) == ("one HAProxy process serves all clients", 1)
    assert [event["text"] for event in pool["sessions"]["events"]][1] == "a client comes and goes to db2"
    assert pool["sessions"]["holds"] is False
    assert [(step["change"], step["root"]) for step in pool["sessions"]["trace"]] == [("down", "db1"), ("up", "db1")]


def test_pictures_are_well_formed_and_hold_no_markup_of_the_file(call: Call) -> None:
    odd = TEXT.replace(b"galera", b"a&b<c>")
    svg = call("failover", "-", "--format", "svg", stdin=odd).out
    html = call("failover", "-", "--format", "html", stdin=odd).out

    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "a&amp;b&lt;c&gt;" in html
    assert "<c>" not in html


def test_a_name_that_no_proxy_has_is_answered_with_those_near_it(call: Call) -> None:
    outcome = call("failover", "-", "galero", stdin=TEXT)

    assert outcome.status == 2
    assert "no proxy is called 'galero'; did you mean galera?" in outcome.err


def test_a_template_of_thousands_is_told_in_a_screen(call: Call) -> None:
    many = TEXT.replace(b"web 20", b"web 2000")
    out = call("failover", "-", "many", stdin=many).out

    assert len(out.splitlines()) < 30
    assert "and very many more health states" in out


def test_the_page_shows_what_the_command_prints(call: Call) -> None:
    page = (ROOT / "docs" / "failover.md").read_text("utf-8")
    (config,) = re.findall(r"```haproxy\n(.*?)```", page, re.DOTALL)
    shown = re.findall(r"```\n(listen .*?)```", page, re.DOTALL)

    assert shown == [call("failover", "-", stdin=config.encode()).out]


def test_every_byte_of_a_name_can_be_told_to_programs(call: Call) -> None:
    text = b"backend b\n server \xff 192.0.2.1:80 check\n server b 192.0.2.2:80 check backup\n"
    (pool,) = json.loads(call("failover", "-", "--format", "json", stdin=text).out)["proxies"]

    assert pool["servers"][0]["name"] == pool["servers"][0]["root"] == r"\xff"
    assert pool["states"][1]["down"] == [r"\xff"]
