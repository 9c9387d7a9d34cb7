"""Which parts of a line are secrets: by their place where the line is understood, with some caution where it is not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, strategies as st
from inputs import examples
from inputs.secrets import FAULTS, MARK, PLACES, written

import haproxy_model as hm
from haproxy_model.model.masking import masked, masked_line, masked_message
from haproxy_model.model.secrets import secret_places
from haproxy_model.schema.secrets import (
    CONVERTERS,
    HEADERS,
    LINES,
    LOGINS,
    PARAMETERS,
    PRESENTED,
    SIGNS,
    USER_WORDS,
    names_secret,
)
from haproxy_model.syntax.text import decode
from haproxy_model.testing.spellings import arbitrary_bytes

#: a line, and what people see of it
_SEEN = {
    # userlists
    "  user admin  password $6$abc/def groups a,b": "  user admin  password *** groups a,b",
    "user admin pasword x": "user admin *** ***",
    "user haproxy": "user haproxy",
    "group admins users password,auth": "group admins users password,auth",
    'user admin insecure-password "a b" # old: password c': 'user admin insecure-password "***" # old: password ***',
    'user admin password "$PASS"': 'user admin password "$PASS"',
    'user admin password "a${PASS}b"': 'user admin password "***${PASS}***"',
    'user admin password "${PASS-a}"': 'user admin password "***"',
    # accounts
    "stats auth admin:x:y": "stats auth admin:***",
    'stats auth "admin:x y"': 'stats auth "admin:***"',
    "stats auth admin x": "stats auth *** ***",
    "stats uri /auth:x": "stats uri /auth:x",
    "http-request redirect location https://a:b@c:80/d": "http-request redirect location https://a:***@c:80/d",
    "http-request redirect location https://c:80/d@e": "http-request redirect location https://c:80/d@e",
    "http-request redirect location https://%[hdr(host)]:443%[path]":
        "http-request redirect location https://%[hdr(host)]:443%[path]",
    # headers
    'http-request set-header Authorization "Basic eA==" if { src ::1 }':
        'http-request set-header Authorization "***" if { src ::1 }',
    "http-request set-header Authorization Basic\\ %[var(txn.x),base64]":
        "http-request set-header Authorization ***%[var(txn.x),base64]",
    "http-request set-header Authorization %[str(a)]": "http-request set-header Authorization ***",
    "http-request set-header X-Authorization a": "http-request set-header X-Authorization a",
    "http-request set-header Authorization if": "http-request set-header Authorization ***",
    "http-request set-header X-Api-Token unless if { src ::1 }":
        "http-request set-header X-Api-Token *** if { src ::1 }",
    "http-request set-header Authorization Basic x if a": "http-request set-header Authorization *** *** if a",
    "http-request del-header Authorization if a": "http-request del-header Authorization if a",
    "http-request set-header X-U %[req.hdr(Authorization)]": "http-request set-header X-U %[req.hdr(Authorization)]",
    "capture request header Authorization len 32": "capture request header Authorization len 32",
    "http-check send hdr authorization x hdr Host y": "http-check send hdr authorization *** hdr Host y",
    r"option httpchk GET / HTTP/1.1\r\nAuthorization:\ Basic\ x\r\nHost:\ a":
        r"option httpchk GET / HTTP/1.1\r\nAuthorization:\ ***\r\nHost:\ a",
    r"option httpchk GET / 'HTTP/1.1\r\nAuthorization: x'": r"option httpchk GET / 'HTTP/1.1\r\nAuthorization: ***'",
    # what is compared with a secret
    'acl a req.hdr(Authorization) -i -m beg "Basic x" y': 'acl a req.hdr(Authorization) -i -m beg "***" ***',
    "acl a http_auth(u)": "acl a http_auth(u)",
    "http-request deny unless { http_auth_pass x } a": "http-request deny unless { http_auth_pass *** } a",
    # keys
    "http-request set-var(txn.a) path,hmac(sha256,eA==),hex": "http-request set-var(txn.a) path,hmac(sha256,***),hex",
    "http-request set-var(txn.a) path,hmac(md5,txn.key),hex": "http-request set-var(txn.a) path,hmac(md5,txn.key),hex",
    "acl a path,jwt_verify(RS256,/etc/a.pem) 1": "acl a path,jwt_verify(RS256,/etc/a.pem) 1",
    "bind :443 ssl ca-sign-pass x crt y": "bind :443 ssl ca-sign-pass *** crt y",
    "dynamic-cookie-key x": "dynamic-cookie-key ***",
    # variables
    "setenv DB_PASS x": "setenv DB_PASS ***",
    "setenv COMPASS x": "setenv COMPASS x",
    "http-request set-var(txn.token) str(x) if a": "http-request set-var(txn.token) str(***) if a",
    "http-request set-var(txn.token) req.hdr(x)": "http-request set-var(txn.token) req.hdr(x)",
    # what checks send
    r"tcp-check send AUTH\ x\r\n": r"tcp-check send AUTH***",
    "tcp-check send-binary 4155544820780d0a": "tcp-check send-binary ***",
    "tcp-check expect string +OK": "tcp-check expect string +OK",
    r'http-check send body "{\"user\":\"a\",\"password\":\"b\"}"':
        r'http-check send body "{\"user\":\"a\",\"password\":\"***\"}"',
    # a word is what its place makes it
    "server password 192.0.2.1:80 check": "server password 192.0.2.1:80 check",
    "server tcp-md5sig 192.0.2.1:80 cookie tcp-md5sig check": "server tcp-md5sig 192.0.2.1:80 cookie tcp-md5sig check",
    "server s 192.0.2.1:80 tcp-md5sig tcp-md5sig check": "server s 192.0.2.1:80 tcp-md5sig *** check",
    "acl password path_beg /password /token": "acl password path_beg /password /token",
    "use_backend auth if password token": "use_backend auth if password token",
    "backend token": "backend token",
    "userlist password": "userlist password",
    "description the password is on the wall": "description the password is on the wall",
    # nobody understands these
    "usr admin password x": "usr admin password ***",
    "userlist u user admin password x": "userlist u user admin password ***",
    "auth admin:x": "auth ***",
    "http-request set-header Authorization Basic x": "http-request set-header Authorization *** ***",
    'user admin password "x y': 'user admin password "*** ***',
    "user admin password x\ry": "user admin password ***\r***",
    "# user admin password x": "# user admin password ***",
    "#http-request set-header Authorization 'Basic x'": "#http-request set-header Authorization '*** ***'",
    "[user admin password x": "[user admin password ***",
}  # fmt: skip


@pytest.mark.parametrize("line", _SEEN)
def test_people_see_a_mask_in_the_place_of_secrets(line: str) -> None:
    assert masked_line(line) == _SEEN[line]


@pytest.mark.parametrize("line", [line for line in _SEEN if "#" not in line and "\r" not in line])
def test_words_are_masked_as_the_line_is(line: str) -> None:
    statement = next(iter(hm.parse(f"listen l\n{line}\n").files[0].sections[0].lines), None)
    if isinstance(statement, hm.Statement):
        seen = hm.parse(f"listen l\n{masked_line(line)}\n").files[0].sections[0].statements[0].words

        assert masked(statement.words) == [str(word) for word in seen]


_texts = arbitrary_bytes.map(decode).map(lambda text: text.replace("\n", "")) | st.builds(
    lambda place, fault, more: FAULTS[fault](written(place, MARK)) + more,
    st.sampled_from(PLACES),
    st.sampled_from(sorted(FAULTS)),
    arbitrary_bytes.map(decode),
)


@given(_texts)
@examples(2)
def test_places_are_parts_of_the_line_in_order(text: str) -> None:
    places = [(0, 0), *secret_places(text)]

    assert all(start < end <= len(text) for start, end in places[1:])
    assert all(end <= start for (_, end), (start, _) in pairwise(places))


def test_every_row_has_a_sign_without_which_no_line_is_looked_through() -> None:
    every_word = [word for word, manner in LINES.items() if manner in ("every word", "user", "account")]
    for row in (
        *every_word,
        *PARAMETERS,
        *HEADERS,
        *CONVERTERS,
        *LOGINS,
        PRESENTED,
        *filter(USER_WORDS.get, USER_WORDS),
    ):
        assert any(sign in row for sign in SIGNS), row


@given(
    st.text("apswordtkenAPIKEY_-.", max_size=12) | st.sampled_from(["X-Api-Key", "DB_PWD", "psk", "HTTP_AUTHORIZATION"])
)
def test_every_name_of_a_secret_has_a_sign(name: str) -> None:
    assert not names_secret(name) or any(sign in name.lower() for sign in SIGNS)


_HARD: dict[str, Callable[[int], str]] = {
    "headers": lambda n: "Authorization: " * n,
    "headers in a word": lambda n: '"' + "Authorization:x " * n,
    "names in a word": lambda n: "token=" * n + "token" * n + "=" * n,
    "open keys": lambda n: "hmac(" * n,
    "keys": lambda n: "hmac(a," + "b," * n,
    "accounts": lambda n: "stats auth a:b " * n,
    "users": lambda n: "user a password " * n,
    "addresses": lambda n: "https://a:b" * n,
    "log formats": lambda n: 'set-header Authorization "' + "%[src]%{" * n + '"',
    "variables": lambda n: 'user a password "' + "${A}b" * n + '"',
    "logins": lambda n: "tcp-check send " + "AUTH " * n,
    "digits": lambda n: "tcp-check send " + "4155" * n,
    "conditions": lambda n: "{ http_auth_pass " * n,
    "parameters": lambda n: "tcp-md5sig " * n,
    "escapes": lambda n: "user a password " + "\\x41" * n,
    "long words": lambda n: "aa.a-" * n + "token",
    "comments": lambda n: "#" * n + " token " * n,
}


def _work(text: str) -> int:
    """How many lines of code run."""
    ran = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal ran
        ran += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        masked_message("the `message`", [text])
    finally:
        sys.settrace(before)
    return ran


@pytest.mark.parametrize("shape", _HARD)
def test_a_longer_line_is_no_more_work_for_each_word(shape: str) -> None:
    _work(_HARD[shape](2))

    assert _work(_HARD[shape](1600)) < 6 * _work(_HARD[shape](400))


# -- messages ----------------------------------------------------------------------------------------------------------

_USER = "user admin password s3cret!word groups admin"


@pytest.mark.parametrize(
    ("message", "seen"),
    [
        ("unexpected `s3cret!word`: `user` takes a name", "unexpected `***`: `user` takes a name"),
        ("`user admin password s3cret!word` is no line", "`user admin password ***` is no line"),
        ("the quote at `s3cret!w…` is never closed", "the quote at `***` is never closed"),
        ("found 'cret!word'", "found '***'"),
        ("no user `admin` has the `password`", "no user `admin` has the `password`"),
        ("did you mean `groups` or `word`?", "did you mean `groups` or `***`?"),
    ],
)
def test_a_message_shows_no_part_of_a_secret(message: str, seen: str) -> None:
    assert masked_message(message, [_USER]) == seen
    assert masked_message(message, words=_USER.split()) == seen
    assert masked_message(message, ["user admin groups admin", "server s3cret!word ::1"]) == message


def test_what_everybody_sees_on_the_line_stays_in_the_message() -> None:
    line = "user haproxy password haproxy"

    assert (
        masked_message("no group of user `haproxy` is `haproxy2`", [line]) == "no group of user `haproxy` is `haproxy2`"
    )
    assert masked_message("`user haproxy password haproxy`", [line]) == "`user *** password ***`"


@pytest.mark.parametrize("password", ["a", "a server", "password", "server", "`", "``a`b"])
def test_a_secret_that_is_like_the_message_changes_no_word_of_it(password: str) -> None:
    line = f"user u password '{password}'"

    assert masked_message("a server has no password: write `b`", [line]) == "a server has no password: write `b`"


def test_bytes_and_control_characters_are_found_as_messages_show_them() -> None:
    assert masked_message(r"unexpected `a\xff\x1bb`", ["user u password a\udcff\x1bb"]) == "unexpected `***`"


# -- pictures ----------------------------------------------------------------------------------------------------------


def test_the_picture_of_a_line_has_masks_and_its_values_have_none() -> None:
    config = hm.parse(
        "userlist u\n  user a password x1\n  # user b password y2\n  group g\n"
        "listen l\n  bind :443 ssl ca-sign-pass z3 crt c\n  stats auth a:b4\n"
    )
    user, comment, _ = config.userlists["u"].lines
    bind = config.listens["l"].binds[0]

    assert repr(user) == "<User: user a password ***>"
    assert repr(comment) == "<Line: # user b password ***>"
    assert repr(bind.params) == "(Param('ssl'), <Param ca-sign-pass ***>, Param('crt', ('c',)))"
    assert "b4" not in repr(config.effective(config.listens["l"]).settings)
    assert isinstance(user, hm.User)
    assert (user.words[3], bind.ca_sign_pass, user.text) == ("x1", "z3", "  user a password x1")


@pytest.mark.parametrize(
    "refused",
    [
        lambda user: hm.Statement.parse(f'user a password {MARK} "'),
        lambda user: hm.Server.parse(f"user a password {MARK}"),
        lambda user: hm.Statement.parse(f"user a password {MARK}\n"),
        lambda user: hm.Line(f"user a password {MARK}"),
        lambda user: setattr(user, "text", f"stats auth a:{MARK}"),
        lambda user: setattr(user, "words", ("backend", *user.words)),
        lambda user: user.respell(9, "x"),
    ],
)
def test_what_is_refused_is_named_without_its_secret(refused: Callable[[Any], None]) -> None:
    config = hm.parse(f"userlist u\n  user a password {MARK}\n")
    with pytest.raises(hm.HaproxyModelError) as raised:
        refused(config.userlists["u"].statements[0])

    assert MARK not in str(raised.value)
    assert "***" in str(raised.value)
