"""Names that are taken: refused in every way where HAProxy refuses the second line of a name, or leaves it out."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import haproxy_model as hm

SOURCE = """\
defaults
    mode http
    timeout connect 1s
    timeout client 1s
    timeout server 1s
resolvers r
    nameserver a 127.0.0.1:53
    nameserver b 127.0.0.1:54
userlist u
    group a users a
    group b
    user a insecure-password x
    user b insecure-password y
mailers m
    mailer a 127.0.0.1:25
    mailer b 127.0.0.1:26
ring q
    size 32764
    timeout connect 1s
    timeout server 1s
    server a 127.0.0.1:514
    server b 127.0.0.1:515
backend p
    acl a src 127.0.0.1
    acl b src 127.0.0.2
    server a 127.0.0.1:80
    server b 127.0.0.1:81
"""

#: the collection, and a line for it called `a`
TAKEN: dict[str, tuple[Callable[[hm.Config], hm.Members[Any]], str]] = {
    "server": (lambda config: config.backends["p"].servers, "server a 127.0.0.1:82"),
    "server of a ring": (lambda config: config.rings["q"].servers, "server a 127.0.0.1:516"),
    "nameserver": (lambda config: config.resolvers["r"].nameservers, "nameserver a 127.0.0.1:55"),
    "user": (lambda config: config.userlists["u"].users, "user a insecure-password z"),
    "group": (lambda config: config.userlists["u"].groups, "group a"),
}
#: the same where HAProxy takes both
SHARED: dict[str, tuple[Callable[[hm.Config], hm.Members[Any]], str]] = {
    "ACL": (lambda config: config.backends["p"].acls, "acl a src 127.0.0.3"),
    "mailer": (lambda config: config.mailers["m"].mailers, "mailer a 127.0.0.1:27"),
}
WAYS: dict[str, Callable[[hm.Members[Any], str], object]] = {
    "append": lambda members, line: members.append(line),
    "append an object": lambda members, line: members.append(hm.Statement.parse(line)),
    "append a copy": lambda members, line: members.append(members["a"].copy()),
    "append to the statements": lambda members, line: members[0].section.statements.append(line),
    "extend": lambda members, line: members.extend([line.replace(" a ", " c ", 1), line]),
    "extend by two of one name": lambda members, line: members.extend([line.replace(" a", " c", 1)] * 2),
    "insert": lambda members, line: members.insert(0, line),
    "insert at the end": lambda members, line: members.insert(99, line),
    "insert before": lambda members, line: members.insert_before("b", line),
    "insert after": lambda members, line: members.insert_after("b", line),
    "replace another": lambda members, line: members.__setitem__("b", line),
    "name": lambda members, line: setattr(members["b"], "name", "a"),
    "words": lambda members, line: setattr(members["b"], "words", tuple(line.split())),
    "text": lambda members, line: setattr(members["b"], "text", line),
    "rename": lambda members, line: members.rename("b", "a"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", TAKEN)
def test_a_name_that_is_taken_is_refused_in_every_way(kind: str, way: str) -> None:
    find, line = TAKEN[kind]
    config = hm.parse(SOURCE)
    with pytest.raises(hm.InvalidValue, match=r"already the name of|under one name"):
        WAYS[way](find(config), line)

    assert config.dumps() == SOURCE


@pytest.mark.parametrize("kind", SHARED)
def test_a_name_that_may_be_shared_is_taken(kind: str) -> None:
    find, line = SHARED[kind]
    for way in [way for way in WAYS if way != "rename"]:
        config = hm.parse(SOURCE)
        WAYS[way](find(config), line)

        assert config.dumps() != SOURCE


@pytest.mark.parametrize("kind", TAKEN)
def test_names_come_and_go_and_come_back(kind: str) -> None:
    find, line = TAKEN[kind]
    config = hm.parse(SOURCE)
    members = find(config)
    members["a"] = line
    assert hm.parse(config.dumps()).dumps() == SOURCE.replace(find(hm.parse(SOURCE))[0].text.strip(), line, 1)

    first, second = members
    first.name, second.name = "c", "a"
    second.name, first.name = "b", "a"
    removed = members.remove("b")
    members.append(removed)
    twice = members[0].section.lines.append(line)  # `lines` takes every line
    twice.name = "c"
    twice.name = "a"

    assert members.names() == ["a", "b", "a"]


def test_names_in_branches_that_exclude_each_other() -> None:
    source = "backend p\n    .if A\n    server a ::1:1\n    .else\n    server b ::1:2\n    .endif\n"
    config = hm.parse(source)
    servers = config.backends[0].servers
    servers.insert_after("b", "server a ::1:3")
    with pytest.raises(hm.InvalidValue):
        servers.insert_before("b", "server a ::1:4")
    with pytest.raises(hm.InvalidValue):
        servers.append("server a ::1:4")

    assert config.dumps() == source.replace("::1:2\n", "::1:2\n    server a ::1:3\n")


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="no HAProxy is installed")
def test_haproxy_refuses_or_leaves_out_the_second_of_these_names_alone(tmp_path: Path) -> None:
    for kind, (find, line) in [("", (lambda config: config.mailers["m"].mailers, "")), *TAKEN.items(), *SHARED.items()]:
        config = hm.parse(SOURCE)
        if line:
            find(config)[0].section.lines.append(line)
        path = tmp_path / "haproxy.cfg"
        path.write_bytes(config.dump())
        ran = subprocess.run(["haproxy", "-c", "-f", path], capture_output=True, text=True, check=False)

        says = any(word in ran.stderr for word in ("another server named", "has same name", "ignoring duplicated"))
        assert says is (kind in TAKEN), f"{kind}: {ran.stderr}"
