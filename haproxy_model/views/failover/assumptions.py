"""What no file can tell, and a proof takes for granted: other processes, commands, peers, what servers answer."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.rules import StickRule, TcpRequestRule
from haproxy_model.views.effective import Effective
from haproxy_model.views.failover.constant_conditions import holds
from haproxy_model.views.failover.keys import table_of
from haproxy_model.views.failover.proof import Assumption
from haproxy_model.views.failover.whole_file import quoted, whole_of


def assumptions(effective: Effective) -> Iterator[Assumption]:
    """What is taken for granted about a pool of several servers, each as the end of "as long as ..."."""
    whole = whole_of(effective)
    yield Assumption("one HAProxy process serves all clients", whole.span(effective.proxy))
    if whole.commands is not None:
        text = f"nobody changes servers on {quoted(whole.commands, 2)} {whole.place(whole.commands)}"
        yield Assumption(text, whole.span(whole.commands))
    for rule in effective.statements:
        if isinstance(rule, StickRule) and holds(rule, effective) is not False:
            table = table_of(rule, effective)
            if table is not None and table.peers is not None:
                text = f"no peer of `{table.peers}` {whole.place(table)} writes the same key"
                yield Assumption(text, whole.span(table))
                break
    mode = effective.mode
    line = mode.origin.statement if mode.value == "http" else effective.first_line("switch-mode", switches)
    if line is not None:
        text = f"no server answers 401 with NTLM or Negotiate, after which clients stay there ({quoted(line, 2)}"
        yield Assumption(f"{text} {whole.place(line)})", whole.span(line))
    elif mode.value == "http":
        text = "no server answers 401 with NTLM or Negotiate, after which clients stay there"
        yield Assumption(text, whole.span(effective.proxy))


def switches(line: object) -> bool:
    """Whether a line has some clients speak HTTP."""
    return isinstance(line, TcpRequestRule) and line.action.name == "switch-mode"
