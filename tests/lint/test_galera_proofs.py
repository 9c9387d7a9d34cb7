"""The rules about one writer say what the proofs say: none is silent about a violation, none claims one that is not."""

from __future__ import annotations

from hypothesis import example, given, settings, strategies as st

import haproxy_model as hm
from haproxy_model.diagnostics import Severity

HEAD = """\
global
 hard-stop-after 30m
defaults
 timeout connect 5s
 timeout client 2h
 timeout server 2h
listen galera
 bind 192.0.2.1:3306
 option httpchk
 http-check expect status 200
"""
#: the rules that speak of two servers with new connections, or of two with sessions
NEW = {"GAL001", "GAL002", "GAL003", "GAL004", "GAL005", "GAL024", "GAL026", "GAL028", "GAL040"}
SESSIONS = NEW | {"GAL014", "GAL020", "GAL021", "GAL022", "GAL025", "GAL032"}


@st.composite
def pools(draw: st.DrawFn) -> str:
    """A Galera pool: any servers, and any of what chooses among them."""
    lines = [
        draw(st.sampled_from(("", " option allbackups\n"))),
        draw(st.sampled_from(("", " option redispatch\n", " option redispatch\n retries 0\n"))),
        draw(st.sampled_from(("", "", " balance source\n", " balance first\n", " balance sticky\n"))),
        draw(
            st.sampled_from(
                (
                    "",
                    "",
                    " stick-table type integer size 10\n stick on int(1)\n",
                    " stick-table type integer size 1 nopurge\n stick on int(1)\n",
                    " stick-table type ip size 1k\n stick on src\n",
                )
            )
        ),
        draw(st.sampled_from(("", "", " http-check disable-on-404\n"))),
        draw(st.sampled_from(("", "", " use-server s1 if { src 192.0.2.99 }\n"))),
    ]
    for number in range(draw(st.integers(1, 4))):
        words = [
            draw(st.sampled_from(("check port 9200", "check port 9200", "check port 9200", ""))),
            draw(st.sampled_from(("backup", ""))),
            draw(st.sampled_from(("on-marked-down shutdown-sessions", "on-marked-down shutdown-sessions", ""))),
            draw(st.sampled_from(("on-marked-up shutdown-backup-sessions", ""))),
            draw(st.sampled_from(("", "", "", "weight 0", "disabled", "non-stick", "maxconn 9"))),
        ]
        lines.append(f" server s{number} 192.0.2.{number + 2}:3306 {' '.join(filter(None, words))}\n")
    return HEAD + "".join(lines)


CLOSED = "on-marked-down shutdown-sessions on-marked-up shutdown-backup-sessions"
BACKUP = f" server s0 192.0.2.2:3306 check port 9200 backup {CLOSED}\n"
ACTIVE = f" server s1 192.0.2.3:3306 check port 9200 {CLOSED}"
CONSTANT = " stick-table type integer size 10\n stick on int(1)\n"


@given(text=pools())
@example(text=f"{HEAD}{BACKUP.replace('on-marked-down shutdown-sessions ', '')}{ACTIVE}\n")
@example(text=f"{HEAD} http-check disable-on-404\n use-server s1 if {{ src 192.0.2.99 }}\n{BACKUP}{ACTIVE}\n")
@example(text=f"{HEAD}{CONSTANT} use-server s1 if {{ src 192.0.2.99 }}\n{BACKUP}{ACTIVE}\n")
@example(text=f"{HEAD} balance sticky\n http-check disable-on-404\n{BACKUP}{ACTIVE} backup weight 0\n")
@example(text=f"{HEAD} stick-table type ip size 1k\n stick on src\n{BACKUP}{ACTIVE} non-stick\n")
@example(text=f"{HEAD}{CONSTANT}{BACKUP}{ACTIVE} backup non-stick\n")
@example(text=f"{HEAD} option allbackups\n{CONSTANT}{BACKUP}{ACTIVE} backup non-stick\n")
@example(text=f"{HEAD} balance sticky\n{BACKUP}{ACTIVE.replace(' on-marked-up shutdown-backup-sessions', '')}\n")
@example(text=f"{HEAD}{CONSTANT.replace('10', '1 nopurge')}{BACKUP.replace(' check port 9200', '')}{ACTIVE} backup\n")
@settings(max_examples=150, deadline=None)
def test_the_rules_say_what_the_proofs_say(text: str) -> None:
    config = hm.parse(text)
    failover = hm.failover(config.listens["galera"])
    found = [each for each in hm.validate(config, select=["GAL"]) if each.code in SESSIONS]
    codes = {each.code for each in found}

    if failover.new_connections.holds is False:
        assert codes & NEW
    # A window is what is left of the strongest form of sticky standby: the rules recommend it, and say so.
    if failover.sessions.holds is False and not failover.sessions.is_window:
        assert codes
    if failover.new_connections.holds and failover.sessions.holds:
        assert not {each.code for each in found if each.severity is Severity.ERROR} - {"GAL014"}
