"""The files that a configuration names, where they are to be looked at: missing ones are refused, and bad patterns."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted
from haproxy_model.schema.versions import VERSIONS

NAMING = (
    " errorfile 503 FILE\n",
    " http-request return file FILE\n",
    " acl a src -f FILE\n",
    " http-request deny if { src -n -f FILE 10.0.0.1 }\n",
    " http-request set-header X %[src,map_ip(FILE,none)]\n",
    " use_backend %[src,map_ip(FILE)]\n",
    " bind :81 ssl crt FILE\n",
    " bind :81 ssl crt-list FILE\n",
    " bind :81 ssl crt / ca-file FILE verify required\n",
    " server s 192.0.2.1:80 ssl ca-file FILE\n",
    " filter spoe engine e config FILE\n",
    "global\n lua-load FILE\n",
    "global\n h1-case-adjust-file FILE\n",
)


def _refused(text: str, root: Path, version: str = "3.2") -> list[tuple[str, int]]:
    report = hm.check(hm.parse(text), version=version, files=root)
    return [(each.name, each.span.line) for each in report if each.fatal and each.span]


@pytest.mark.parametrize("lines", NAMING)
def test_a_file_that_is_named_has_to_be_there(lines: str, tmp_path: Path) -> None:
    text = f"{LISTENER} mode http\n{lines.replace('FILE', 'there')}"
    line = text.count("\n")

    assert _refused(text, tmp_path) == [("unreadable-file", line)]
    (tmp_path / "there").write_bytes(b"")
    assert _refused(text, tmp_path) == []


def test_nobody_looks_at_files_unless_asked() -> None:
    assert_accepted(f"{LISTENER} mode http\n errorfile 503 /nowhere\n acl a path -f /nowhere\n")


def test_relative_names_begin_where_the_bases_say(tmp_path: Path) -> None:
    text = f"global\n crt-base certificates\n ca-base {tmp_path}/authorities\n{LISTENER}"
    text += " bind :443 ssl crt a.pem ca-file ca.pem verify required\n"

    assert _refused(text, tmp_path) == [("unreadable-file", 6), ("unreadable-file", 6)]
    for name in ("certificates/a.pem.rsa", "authorities/ca.pem"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"")
    assert _refused(text, tmp_path) == []


@pytest.mark.parametrize(
    "lines",
    [
        " acl a src -f virt@x -f opt@y\n",
        ' acl a path -f "${.FILE}"\n',
        " bind :443 ssl crt a ca-file @system-ca\n",
        " mode http\n http-request set-header file there\n",
        " mode http\n http-request set-header X map(there)\n",
    ],
)
def test_what_names_no_file_is_not_looked_for(lines: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")

    assert _refused(f"{LISTENER}{lines}", tmp_path) == []


@pytest.mark.parametrize(
    ("line", "good"),
    [("10.0.0.0/8", True), ("# x", True), (" # x", False), (" ::1\r", True), ("10.0.0.0/99", False), ("::x", False)],
)
def test_the_patterns_of_a_file_are_judged(line: str, good: bool, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(f"# addresses\n\n 192.0.2.1\n{line}\n".encode())
    text = f"{LISTENER} acl a src -f list\n tcp-request content reject if {{ src -f list }}\n"

    assert _refused(text, tmp_path) == ([] if good else [("bad-pattern", 3), ("bad-pattern", 4)])


@pytest.mark.parametrize(
    ("converter", "line", "good"),
    [
        ("map_ip", "10.0.0.0/8 ten", True),
        ("map_ip", "10.0.0.0/99 ten", False),
        ("map_str_int", "a  5", True),
        ("map_str_int", "a", True),
        ("map_str_int", "a b", False),
        ("map_str", "anything", True),
    ],
)
def test_the_lines_of_a_map_are_judged(converter: str, line: str, good: bool, tmp_path: Path) -> None:
    (tmp_path / "map").write_bytes(f"# a map\n{line}\n".encode())
    text = f"{LISTENER} mode http\n http-request set-header X %[src,{converter}(map)]\n"

    assert _refused(text, tmp_path) == ([] if good else [("bad-pattern", 4)])


def test_the_certificates_of_a_list_are_looked_for(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"# comment\na.pem [alpn h2] example.com\n@store/b\nc.pem\n")
    (tmp_path / "a.pem").write_bytes(b"")

    assert _refused(f"{LISTENER} bind :443 ssl crt-list list\n", tmp_path) == [("unreadable-file", 3)]


def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert _refused(f"{LISTENER} acl a src -f pipe\n acl b src -f .\n bind :443 ssl crt-list pipe\n", tmp_path) == []


def test_descriptors_and_namespaces_are_those_of_this_machine(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    text = f"{LISTENER} bind fd@{reader}\n"

    assert _refused(text, tmp_path) == []
    os.close(reader)
    os.close(writer)
    assert _refused(text, tmp_path) == [("unreadable-file", 3)]
    assert _refused(f"{LISTENER}namespace_list\n namespace no-such-one\n", tmp_path) == [("unreadable-file", 4)]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_default_path_leaves_names_alone(version: str, tmp_path: Path) -> None:
    assert _refused(f"global\n default-path config\n{LISTENER} errorfile 503 nowhere\n", tmp_path, version) == []
