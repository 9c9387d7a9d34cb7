"""What the library says to people, `repr` and exceptions too, holds nothing that hides or moves a cursor."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import haproxy_model as hm
from haproxy_model.testing.laws import everything

H = "a\x1b[31m\u202e\u200b\u3164\udc9bb"
HOSTILE = re.compile("[\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ud800-\udfff]")


def config() -> hm.Config:
    return hm.parse("listen l\n bind :1\n server s 192.0.2.1:80\nbackend b\n")


REFUSED: dict[str, Callable[[hm.Config], object]] = {
    "a section": lambda config: config.listens[H],
    "a server": lambda config: config.listens[0].servers[H],
    "a name": lambda config: config.listens[0].servers.rename("s", H),
    "a value": lambda config: setattr(config.listens[0], "mode", H),
    "a line": lambda config: config.listens[0].statements.append(f'http-request deny if "{H}'),
    "a version": lambda config: hm.check(config, version=H),
    "a rule": lambda config: hm.validate(config, select=[H]),
    "an option": lambda config: hm.validate(config, options={"galera.max_failover": H}),
    "a symbol": lambda config: config.symbols().find("backend", H),
    "a kind": lambda config: config.symbols().find(H, "b"),
    "a new name": lambda config: config.rename(config.symbols().find("backend", "b"), H),
    "a constructor": lambda config: hm.Backend(H),
    "a file to read": lambda config: hm.parse_file(f"missing/{H}"),
    "a file to write": lambda config: config.write(f"missing/{H}/x"),
    "a file without a name": lambda config: config.write(f"{H}\0"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_exception_is_one_line_that_shows_all_of_it(what: str) -> None:
    with pytest.raises(hm.HaproxyModelError) as raised:
        REFUSED[what](config())

    assert str(raised.value)
    assert not HOSTILE.search(str(raised.value))


def test_repr_shows_all_of_it() -> None:
    text = f"listen {H}\n mode {H}\n bind {H}\n server {H} 192.0.2.1:80 {H} # {H}\n acl {H} path {H}\n {H}\n#{H}\n"
    hostile = hm.parse(text, filename=H)
    listen = hostile.listens[0]
    every = [hostile, *hostile.files, listen, listen.lines, *everything(hostile), hostile.effective(listen)]
    every += [*hostile.effective(listen).servers, *hostile.symbols(), hm.failover(listen)]

    for each in (*every, *hm.validate(hostile)):
        assert not HOSTILE.search(repr(each))


def test_a_message_shows_all_of_it() -> None:
    report = hm.validate(hm.parse(f"listen l\n mode {H}\n server s 192.0.2.1:80 {H}\n {H}\n use_backend {H}\n"))

    assert report.fatal
    for each in report:
        assert not HOSTILE.search(each.message)
