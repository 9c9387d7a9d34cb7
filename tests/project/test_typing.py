"""What type checkers say of a program that builds, reads and changes lines: mypy strict, and pyright's rules."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

SAMPLE = """
import attrs
import datetime
import haproxy_model as hm

server = hm.Server("a", "10.0.0.1:80", inter="3s", check=True, weight=3)
server = hm.Server(name="a", address=hm.Address(host="10.0.0.1", port=80), inter=hm.Duration(seconds=3))
bind = hm.Bind("10.0.0.1:443", ssl=True, crt="/etc/haproxy/site.pem")
template = hm.ServerTemplate("web", "1-5", "web.example.com:80", resolvers="dns")
defaults = hm.DefaultServer(inter="3s", rise=2)
server.inter = "3s"
server.inter = hm.Duration.parse("3s")
server.inter = None
server.check = False
backend = hm.Backend("shop", server, mode="http")
evolved: hm.Server = attrs.evolve(server, inter="3s")
found: hm.Duration | hm.Unread | None = server.inter
total: hm.Duration = sum([hm.Duration(minutes=1), hm.Duration.parse("5s")], hm.Duration(seconds=1))
longer: bool = total > hm.Duration.from_timedelta(datetime.timedelta(seconds=5))
size: hm.Size = hm.Size(kilobytes=16) + hm.Size.parse("4k")
wanted: hm.Condition = hm.Term.acl("is_api") & ~hm.Term.acl("lan") | hm.Term.matches("path_beg", "/x")
rule = hm.UseBackend("b")
rule.condition = wanted
rule.condition = ~wanted | hm.Condition.parse("unless a")
rule.condition = hm.Term.acl("a")
rule.condition = "if a"
call: hm.Call = hm.Expression.parse("src,lower").fetch
text: str | hm.Item = hm.LogFormat.parse("%ci").parts[0]
frontend = hm.Frontend("f", log_format="%ci")
frontend.log_format = hm.LogFormat.parse("%ci %[src]")
frontend.log_format = "%ci"
format: hm.LogFormat | hm.Unread | None = frontend.log_format
formats: tuple[hm.LogFormat | hm.Unread, ...] = rule.log_formats
config = hm.parse(b"", filename="haproxy.cfg")
report = hm.validate(config, select=["GAL"], options={"galera.max_failover": "300s"}, version="3.4")
httplog: bool = config.effective(frontend).option("httplog").value
same: bool = hm.equivalent(config, config, ignore=["description"], ignore_order=True, version="2.8")
differing: list[str] = hm.differences(server, server, ignore=("server weight",))
worse: bool = hm.Severity.ERROR > "warning"
balance: str | hm.Unread | None = backend.balance
flag: bool = server.check
names: list[str] = [field.name for field in attrs.fields(hm.Server)]
"""
#: Each line is wrong; pyright cannot see it where attrs takes anything by its own annotation.
WRONG = {
    'hm.Server("a", "10.0.0.1:80", iner="3s")': "both",
    'hm.Server("a", "10.0.0.1:80", inter=3.5)': "both",
    'hm.Server("a", "10.0.0.1:80", check="yes")': "both",
    'hm.Server("a")': "both",
    'hm.Server("a", "10.0.0.1:80", "check")': "both",
    'hm.Bind("10.0.0.1:443", sll=True)': "both",
    'server.iner = "3s"': "both",
    "server.inter = 3.5": "both",
    'server.check = "yes"': "both",
    "hm.Duration(5)": "both",
    "hm.Duration(secnods=5)": "both",
    "hm.Size(16384)": "both",
    'hm.Address("10.0.0.1", 80)': "both",
    'hm.Duration.prase("5s")': "both",
    "hm.Duration.parse(5)": "both",
    "hm.Duration(seconds=5) < hm.Size(bytes=5)": "both",
    "hm.Duration(seconds=5) + 5": "both",
    'hm.Term.acl("a") & "b"': "both",
    "hm.Term.acl(5)": "both",
    'hm.Term.macthes("path_beg", "/x")': "both",
    "rule.condition = 5": "both",
    "frontend.log_format = 5": "both",
    "frontend.log_fromat = None": "both",
    "hm.check(backend)": "both",
    'hm.failover("l")': "both",
    'config.effective("a")': "both",
    "hm.parse(5)": "both",
    'hm.validate(config, options={"galera.max_failover": 300})': "both",
    "hm.validate(config, version=3.4)": "both",
    'config.effective(frontend).optoin("httplog")': "both",
    "hm.validte(config)": "both",
    "backend.servers[0].inter = hm.Size(bytes=4)": "both",
    "frontend.default_backend = backend": "both",
    "config.backends.get(backend, 5, 6)": "both",
    "rule.conditoin = wanted": "both",
    'attrs.evolve(server, iner="3s")': "mypy",
    "attrs.evolve(server, inter=3.5)": "mypy",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """The sample with the wrong lines below it, and where these stand."""
    path = tmp_path_factory.mktemp("typing") / "program.py"
    first = SAMPLE.count("\n") + 1
    path.write_text(SAMPLE + "\n".join(WRONG) + "\n", "utf-8")
    return path, [first + number for number in range(len(WRONG))]


def _expected(lines: list[int], checker: str) -> list[int]:
    return [line for line, seen in zip(lines, WRONG.values(), strict=True) if seen in ("both", checker)]


def test_mypy_refuses_the_wrong_lines_alone(program: tuple[Path, list[int]]) -> None:
    path, lines = program
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)

    found = {int(line) for line in re.findall(r"program\.py:(\d+): error", said.stdout)}

    assert sorted(found) == _expected(lines, "mypy"), said.stdout


@pytest.mark.skipif(find_spec("basedpyright") is None, reason="pyright is not installed here")
def test_pyright_refuses_the_wrong_lines_alone(program: tuple[Path, list[int]]) -> None:
    path, lines = program
    (path.parent / "pyrightconfig.json").write_text('{"typeCheckingMode": "standard"}', "utf-8")
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)

    report = json.loads(said.stdout)["generalDiagnostics"]
    found = {each["range"]["start"]["line"] + 1 for each in report if each["severity"] == "error"}

    assert sorted(found) == _expected(lines, "pyright"), said.stdout
