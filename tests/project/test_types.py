"""What a type checker knows of the public surface."""

import subprocess
import sys
from pathlib import Path

SNIPPET = """
import haproxy_model as hm

config = hm.parse(b"")
server = config.listens["a"].servers["b"]
bind = config.frontends["a"].binds[0]
reveal_type(server.inter)
reveal_type(server.backup)
reveal_type(server.name)
reveal_type(server.address)
reveal_type(bind.ssl)
reveal_type(bind.alpn)
reveal_type(config.listens["a"].timeouts.client)
reveal_type(config.listens["a"].balance)
reveal_type(config.listens["a"].http_request[0].action)
reveal_type(config.globals[0].stats_sockets["x"].level)
reveal_type(hm.check(config))
reveal_type(hm.failover(config.backends[0]).candidates())
server.inter = "3s"
server.inter = None
server.weight = 10
server.backup = True
server.backup = "yes"
server.intre = "3s"
"""
REVEALED = [
    "",
    '"haproxy_model.values.duration.Duration | haproxy_model.values.unread.Unread | None"',
    '"bool"',
    '"str"',
    '"haproxy_model.values.address.Address | haproxy_model.values.unread.Unread | None"',
    '"bool"',
    '"tuple[str, ...] | haproxy_model.values.unread.Unread | None"',
    '"haproxy_model.values.duration.Duration | haproxy_model.values.unread.Unread | None"',
    '"str | haproxy_model.values.unread.Unread | None"',
    '"haproxy_model.values.action.Action"',
    '"str | haproxy_model.values.unread.Unread | None"',
    '"haproxy_model.diagnostics.Report"',
    '"frozenset[str]"',
    "",
][1:-1]


def test_mypy_knows_every_attribute_and_refuses_what_is_none(tmp_path: Path) -> None:
    file = tmp_path / "snippet.py"
    file.write_text(SNIPPET)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path), str(file)]

    answer = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    lines = answer.stdout.splitlines()

    revealed = [line.split("Revealed type is ")[1].replace("builtins.", "") for line in lines if "Revealed" in line]
    errors = [line.split("error: ")[1].partition("  [")[2] for line in lines if "error:" in line]
    assert revealed == REVEALED
    assert errors == ["assignment]", "attr-defined]"], answer.stdout
