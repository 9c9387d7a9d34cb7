"""`get`, `set`, `add`, `remove`: a path leads to one place; what is changed there is changed nowhere else."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm
from haproxy_model.cli.path_values import listing
from haproxy_model.cli.paths import Found, find, segments, written
from tests.inputs.corpus import files, over_corpus

from .conftest import Call

TEXT = """\
global
    maxconn 100
    nbthread 4
defaults
    timeout client  1m   # long
    option httplog
frontend www
    bind :80
    bind :443 ssl crt /etc/site.pem alpn h2,http/1.1
    bind /run/www.sock mode 600
    http-request deny if { path_beg /admin }
    http-request set-header X-A b
    use_backend shop_eu if { path_beg /eu }
    default_backend shop
backend shop
    balance leastconn
    server a 192.0.2.11:80   check inter 2s
    server b 192.0.2.12:80 backup check
backend shop_eu
    server a 192.0.2.21:80
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "haproxy.cfg"
    path.write_text(TEXT, encoding="utf-8")
    return path


# -- paths -------------------------------------------------------------------------------------------------------------


@given(st.lists(st.text(min_size=1), min_size=1))
def test_a_path_of_names_gives_the_names_back(names: list[str]) -> None:
    found = segments(written(*names))

    assert [each.text for each in found] == names
    assert all(each.number is None for each in found)


def test_both_brackets_may_be_escaped() -> None:
    assert segments(r"backend/a\[1\]") == segments(r"backend/a\[1]") == (("backend", None), ("a[1]", None))


def test_a_path_that_is_none_is_shown_as_it_was_given(call: Call, file: Path) -> None:
    said = call("get", str(file), r"backend/a\b")

    assert said.status == 2
    assert said.err.startswith(r"haproxy-model: `backend/a\b` is not a path")


@pytest.mark.parametrize("path", ["", "/", "listen/", "listen//server", "listen/a[0]", "listen/a[x]", "listen/a]["])
def test_what_is_not_a_path_is_refused(call: Call, file: Path, path: str) -> None:
    said = call("get", str(file), path)

    assert said.status == 2
    assert said.err


@over_corpus
def test_every_path_that_is_listed_leads_to_its_line(chunk: int) -> None:
    for path in islice(files(chunk), 0, None, 10):
        config = hm.parse(path.read_bytes())
        for section, listed in zip(config.sections, listing(Found(config)), strict=True):
            names = [each.name for each in config.sections if each.kind == section.kind]
            if names.count(section.name) > 1 or (section.name is None and None in names and len(names) > 1):
                continue
            found = find(config, listed.name)
            assert found.section is section
            lines = list(section.statements)
            for line, entry in zip(lines, listing(found), strict=True):
                there = find(config, f"{listed.name}/{entry.name}")
                assert (there.line, there.rest) == (line, ())


# -- get ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("global/maxconn", "100"),
        ("global/nbthread", "4"),
        ("defaults/timeout/client", "1m"),
        ("frontend/www/bind[2]/alpn", "h2,http/1.1"),
        ("frontend/www/bind[2]/ssl", "on"),
        ("frontend/www/bind[1]/ssl", "off"),
        ("frontend/www/default_backend", "shop"),
        ("frontend/www/http-request[1]/condition", "if { path_beg /admin }"),
        ("backend/shop/balance", "leastconn"),
        ("backend/shop/server/b/backup", "on"),
        ("backend/shop/server/a/address", "192.0.2.11:80"),
        ("backend/shop_eu/server/a/address", "192.0.2.21:80"),
        ("frontend/www/bind/\\/run\\/www.sock/mode", "600"),
        ("backend/shop/name", "shop"),
    ],
)
def test_a_value_is_printed_as_haproxy_writes_it(call: Call, file: Path, path: str, value: str) -> None:
    said = call("get", str(file), path)

    assert (said.status, said.out) == (0, value + "\n")
    assert json.loads(call("get", "--format", "json", str(file), path).out)["value"] == value


@pytest.mark.parametrize(
    "path",
    ["global/user", "defaults/timeout/server", "backend/shop/server/a/weight", "frontend/www/bind[4]", "peers/p"],
)
def test_what_is_absent_prints_nothing_and_exits_with_1(call: Call, file: Path, path: str) -> None:
    said = call("get", str(file), path)

    assert (said.status, said.out, said.err) == (1, "", "")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("lisen/x", "'lisen' is not the keyword of a section; did you mean listen"),
        ("backend", "which backend is meant? there are `backend shop`, `backend shop_eu`"),
        ("frontend/www/bind", "several are meant: say which by its number, such as `bind[1]`; there are bind[1]"),
        ("backend/shop/server/a/intre", "a line of `server` has no 'intre'; did you mean inter"),
        ("backend/shop/servr/a", "`backend` has no 'servr'; did you mean"),
    ],
)
def test_a_path_that_leads_nowhere_says_what_is_there(call: Call, file: Path, path: str, message: str) -> None:
    said = call("get", str(file), path)

    assert said.status == 2
    assert message in " ".join(said.err.split())


def test_without_an_attribute_what_can_stand_there_is_listed(call: Call, file: Path) -> None:
    lines = call("get", str(file), "backend/shop/server/a").out.splitlines()

    assert [line.split()[0] for line in lines[:4]] == ["check", "inter", "name", "address"]
    assert any(line.startswith("backup ") and " off " in line for line in lines)
    assert call("get", str(file)).out.split() == [
        "global",
        "defaults",
        "frontend/www",
        "backend/shop",
        "backend/shop_eu",
    ]
    entries = json.loads(call("get", "--format", "json", str(file), "frontend/www").out)["entries"]
    assert [each["path"] for each in entries][2:5] == [
        "frontend/www/bind[3]",
        "frontend/www/http-request[1]",
        "frontend/www/http-request[2]",
    ]


def test_a_listing_hides_secrets(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "x.cfg"
    path.write_text("userlist u\n    user a insecure-password hunter2\n", encoding="utf-8")

    assert "hunter2" not in call("get", str(path), "userlist/u").out


# -- set, add, remove --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        (("set", "backend/shop/server/a/inter", "5s"), "inter 2s", "inter 5s"),
        (("set", "backend/shop/server/a/backup", "on"), "check inter 2s", "check inter 2s backup"),
        (("set", "backend/shop/server/b/backup", "off"), " backup check", " check"),
        (("set", "defaults/timeout/client", "2m"), "client  1m ", "client  2m "),
        (("set", "defaults/timeout/server", "2m"), "option httplog\n", "option httplog\n    timeout server 2m\n"),
        (("set", "defaults/option/httplog", "off"), "    option httplog\n", ""),
        (("set", "defaults/option/redispatch", "on"), "httplog\n", "httplog\n    option redispatch\n"),
        (("set", "backend/shop/balance", "source"), "leastconn", "source"),
        (("set", "global/nbthread", "8"), "nbthread 4", "nbthread 8"),
        (("set", "global/ulimit-n", "9000"), "nbthread 4\n", "nbthread 4\n    ulimit-n 9000\n"),
        (("set", "frontend/www/bind[2]/alpn", "h2"), "h2,http/1.1", "h2"),
        (("set", "frontend/www/default_backend", "shop_eu"), "default_backend shop", "default_backend shop_eu"),
        (
            ("add", "backend/shop/server/c", "192.0.2.13:80", "check"),
            "up check\n",
            "up check\n    server c 192.0.2.13:80 check\n",
        ),
        (
            ("add", "frontend/www/http-request", "deny if { path /x }"),
            "X-A b\n",
            "X-A b\n    http-request deny if { path /x }\n",
        ),
        (("add", "frontend/www/bind", ":8080"), "mode 600\n", "mode 600\n    bind :8080\n"),
        (
            ("add", "frontend/www/use_backend", "shop if { path /s }"),
            "/eu }\n",
            "/eu }\n    use_backend shop if { path /s }\n",
        ),
        (("add", "frontend/www/acl", "x path /x"), "_backend shop\n", "_backend shop\n    acl x path /x\n"),
        (("add", "backend/shop/server", "c 192.0.2.13:80"), "up check\n", "up check\n    server c 192.0.2.13:80\n"),
        (("remove", "backend/shop/server/a/inter"), " inter 2s", ""),
        (("remove", "backend/shop/server/b"), "    server b 192.0.2.12:80 backup check\n", ""),
        (("remove", "defaults/timeout/client"), "    timeout client  1m   # long\n", ""),
        (("remove", "frontend/www/http-request[2]"), "    http-request set-header X-A b\n", ""),
    ],
)
def test_one_place_changes(call: Call, file: Path, words: tuple[str, ...], old: str, new: str) -> None:
    command, *arguments = words
    expected = TEXT.replace(old, new, 1)
    assert expected != TEXT

    shown = call(command, str(file), *arguments, "--diff")
    assert shown.status == 0
    assert file.read_text("utf-8") == TEXT
    assert shown.out.startswith("--- ")

    said = call(command, str(file), *arguments)
    assert (said.status, said.out) == (0, "")
    assert file.read_text("utf-8") == expected


OPTIONS = """\
defaults
    option redispatch
    option forwardfor
    no option httpclose
backend a
    no option redispatch   # kept
    option httpclose
backend b
    balance leastconn
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("defaults/option/httpclose", "on", "    no option httpclose", "    option httpclose"),
        ("backend/a/option/redispatch", "on", "    no option redispatch   #", "    option redispatch   #"),
        ("backend/a/option/httpclose", "off", "    option httpclose\n", ""),
        ("backend/b/option/redispatch", "off", "leastconn\n", "leastconn\n    no option redispatch\n"),
    ],
)
def test_an_option_is_switched(call: Call, file: Path, path: str, value: str, old: str, new: str) -> None:
    file.write_text(OPTIONS, encoding="utf-8")

    assert call("set", str(file), path, value).status == 0
    assert file.read_text("utf-8") == OPTIONS.replace(old, new, 1)
    assert call("set", str(file), path, value).status == 0
    assert file.read_text("utf-8") == OPTIONS.replace(old, new, 1)


def test_an_option_that_cannot_be_switched_off_in_one_proxy_is_refused(call: Call, file: Path) -> None:
    file.write_text(OPTIONS, encoding="utf-8")

    said = call("set", str(file), "backend/b/option/forwardfor", "off")

    assert said.status == 2
    assert "would refuse the result" in said.err
    assert file.read_text("utf-8") == OPTIONS


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("defaults/option/redispatch", "on"),
        ("defaults/option/httpclose", "off"),
        ("backend/a/option/redispatch", "off"),
    ],
)
def test_an_option_is_shown_as_it_is_switched(call: Call, file: Path, path: str, value: str) -> None:
    file.write_text(OPTIONS, encoding="utf-8")

    assert call("get", str(file), path).out == f"{value}\n"


def test_a_line_is_added_in_no_if_branch(call: Call, file: Path) -> None:
    text = "frontend a\n    .if defined(X)\n    http-request deny\n    .endif\n"
    file.write_text(text, encoding="utf-8")

    assert call("add", str(file), "frontend/a/http-request", "allow").status == 0
    assert file.read_text("utf-8") == text + "    http-request allow\n"


def test_a_section_is_added_and_removed(call: Call, file: Path) -> None:
    assert call("add", str(file), "backend/new").status == 0
    assert hm.parse_file(file).backends["new"].statements[:] == []
    assert call("add", str(file), "backend/new/server/a", "192.0.2.1:80").status == 0
    assert call("get", str(file), "backend/new/server/a/address").out == "192.0.2.1:80\n"
    assert call("remove", str(file), "backend/new").status == 0
    assert file.read_text("utf-8").rstrip("\n") == TEXT.rstrip("\n")


def test_the_same_value_writes_nothing(call: Call, file: Path) -> None:
    before = file.stat().st_mtime_ns

    assert call("set", str(file), "backend/shop/server/a/inter", "2000ms").status == 0
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("set", "backend/shop/server/a/backup", "yes"), "'backup' is a flag: give on or off, not 'yes'"),
        (("set", "backend/shop/server/a/inter", "soon"), "'soon' is not a duration"),
        (("set", "backend/none/server/a/inter", "2s"), "there is no 'backend/none/server/a/inter' here"),
        (("set", "backend/shop/server/a", "x"), "say which part of the line is to be set"),
        (("set", "frontend/www/http-request[9]", "deny"), "there is no 'http-request[9]' here"),
        (("set", "defaults/timeout[2]", "client 3s"), "there is no 'timeout[2]' here"),
        (("set", "backend/shop/name", "x"), "`haproxy-model rename` changes it"),
        (("add", "backend/shop/server/a", "192.0.2.1:80"), "is there already: `set` changes it"),
        (("add", "backend/shop/server", "a 192.0.2.1:80"), "is there already: `set` changes it"),
        (("add", "defaults/timeout", "client 3s"), "is there already: `set` changes it"),
        (("add", "defaults/option", "httplog"), "is there already: `set` changes it"),
        (("add", "global/maxconn", "3"), "is there already: `set` changes it"),
        (("add", "frontend/www/http-request[1]", "deny"), "is there already: `set` changes it"),
        (("add", "backend/none/server/a", "192.0.2.1:80"), "there is no `backend none` here: add it first"),
        (("set", "frontend/www/http-request[2]/action", "deny"), "`action` follows from the whole line"),
        (("remove", "backend/shop/server/z"), "there is no 'server/z' here"),
        (("remove", "backend/shop/server/a/weight"), "there is no 'weight' here"),
        (("remove", "backend/shop/server/a/address"), ""),
        (("remove", "backend/shop_eu"), "HAProxy 3.4 would refuse the result"),
        (("set", "frontend/www/default_backend", "shp"), "HAProxy 3.4 would refuse the result"),
    ],
)
def test_what_cannot_be_done_changes_nothing_and_says_why(
    call: Call, file: Path, words: tuple[str, ...], message: str
) -> None:
    command, *arguments = words
    said = call(command, str(file), *arguments)

    assert said.status == 2
    assert message in " ".join(said.err.split())
    assert file.read_text("utf-8") == TEXT


def test_force_makes_what_haproxy_would_refuse(call: Call, file: Path) -> None:
    assert call("set", str(file), "frontend/www/default_backend", "shp", "--force").status == 0
    assert "default_backend shp\n" in file.read_text("utf-8")


def test_what_was_refused_before_does_not_stand_in_the_way(call: Call, file: Path) -> None:
    file.write_text(TEXT.replace("default_backend shop", "default_backend shp"), encoding="utf-8")

    assert call("set", str(file), "backend/shop/server/a/inter", "3s").status == 0


def test_standard_input_goes_to_standard_output() -> None:
    command = [sys.executable, "-m", "haproxy_model", "set", "-", "global/nbthread", "2"]
    text = TEXT.replace("\n", "\r\n").encode() + b"# \xff\n"
    said = subprocess.run(command, input=text, capture_output=True, check=False)

    assert (said.returncode, said.stdout) == (0, text.replace(b"nbthread 4", b"nbthread 2"))


def test_the_commands_of_the_page_do_what_it_says(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).resolve().parents[2]
    (tmp_path / "haproxy.cfg").write_bytes((root / "docs/examples/openstack-controller.cfg").read_bytes())
    before = (tmp_path / "haproxy.cfg").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    page = (root / "docs/editing.md").read_text("utf-8").partition("## From the shell")[2]
    commands = [shlex.split(line)[1:] for line in page.split("```sh\n")[1].partition("```")[0].splitlines()]

    said = [call(*words) for words in commands]

    assert [each.status for each in said] == [0] * 6
    assert said[0].out == "on\n"
    assert "inter 3s" in said[1].out
    changed = [line for line in (tmp_path / "haproxy.cfg").read_text("utf-8").splitlines() if line not in before]
    assert [line.split() for line in changed] == [["timeout", "client", "2m"]]
