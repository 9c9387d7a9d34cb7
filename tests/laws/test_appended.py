"""Law: what is appended goes where it would go in the file as it stands, and a loop of it costs a line a line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st
from inputs import examples
from work import assert_linear

import haproxy_model as hm

_NAMES = st.sampled_from(["a", "b", "c"])
_NEW = st.one_of(
    _NAMES.map("acl {} src 10.0.0.1".format),
    _NAMES.map("http-request deny if {}".format),
    _NAMES.map("use_backend x if !{}".format),
    _NAMES.map("tcp-request content reject if {{ acl({}) }}".format),
    _NAMES.map("redirect location / if {}".format),
    _NAMES.map("server {} 10.0.0.1:80".format),
    st.sampled_from(["default-server check", "option httplog", "timeout client 5s", "bind :80", "# x"]),
)
_LINES = st.lists(_NEW | st.sampled_from([".if defined(X)", ".else", ".endif", "", "# y"]), max_size=8)


def put(listen: Any, line: str) -> None:
    """Append a line to its family."""
    words = line.split()
    families = {
        "acl": listen.acls, "http-request": listen.http_request, "use_backend": listen.use_backends,
        "tcp-request": listen.tcp_request, "redirect": listen.redirects, "server": listen.servers,
        "default-server": listen.default_servers, "option": listen.options, "timeout": listen.timeouts.lines,
        "bind": listen.binds,
    }  # fmt: skip
    families.get(words[0], listen.lines).append(line)


def change(listen: Any, data: st.DataObject) -> None:
    """Some other edit."""
    lines = [line for line in listen.lines if not isinstance(line, hm.Directive)]
    if not lines:
        return
    line, other = data.draw(st.sampled_from(lines)), data.draw(st.sampled_from(lines))
    what = data.draw(st.sampled_from(["remove", "move", "words", "out", "insert"]))
    if what == "remove":
        listen.lines.remove(line)
    elif what == "move":
        try:
            listen.lines.move_before(line, other)
        except hm.InvalidValue:
            return
    elif what == "words" and isinstance(line, hm.Statement):
        line.words = data.draw(_NEW.filter(lambda text: text[0] != "#")).split()
    elif what == "out" and isinstance(line, hm.Statement):
        line.comment_out()
    elif what == "insert":
        listen.lines.insert_before(other, data.draw(_NEW))


@given(_LINES, st.lists(_NEW | st.none(), min_size=2, max_size=8), st.data())
@examples(2)
def test_what_is_appended_goes_where_it_would_in_the_file_as_it_stands(
    lines: list[str], new: list[str | None], data: st.DataObject
) -> None:
    config = hm.parse("".join(["listen l\n", *(f"  {line}\n" for line in lines)]))
    for line in new:
        if line is None:
            change(config.listens[0], data)
            continue
        again = hm.parse(config.dumps())
        try:
            put(again.listens[0], line)
        except hm.InvalidValue:
            with pytest.raises(hm.InvalidValue, match="already the name"):
                put(config.listens[0], line)
            continue
        put(config.listens[0], line)
        assert config.dumps() == again.dumps()


SHAPES = {
    "ACLs": "acl a{} src 10.0.0.1",
    "rules": "http-request deny if a{}",
    "later rules": "use_backend b{0} if a{0}",
    "servers": "server s{} 10.0.0.1:80",
    "listeners": "bind :{}",
}


@pytest.mark.parametrize("head", ["", "  mode http\n  acl z src ::1\n  http-request deny if z\n  use_backend z if z\n"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("is_free", [False, True])
def test_the_work_of_appending_grows_with_what_is_appended(shape: str, head: str, is_free: bool) -> None:
    if shape not in ("servers", "listeners"):
        head = head.partition("  http-request")[0]  # what comes above others moves them, which is counted

    def run(package: Any, text: str) -> None:
        listen = package.Listen("l") if is_free else package.parse(f"listen l\n{head}").listens[0]
        for line in text.splitlines():
            put(listen, line)

    assert_linear(run, lambda n: "".join(f"{SHAPES[shape].format(1000 + number)}\n" for number in range(n)), 6_000)
