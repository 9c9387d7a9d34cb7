"""Lines with a secret in each place that has one, and what people do to lines by mistake."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st

#: What every secret holds, so that no part of one can be seen by chance.
MARK = "S3CR3T"


class Place(NamedTuple):
    """A line with a secret."""

    section: str
    #: `{s}` is the secret, `{x}` its hexadecimal digits
    line: str
    #: words without which nobody can know that it is one
    needs: tuple[str, ...] = ()


PLACES = (
    Place("userlist u", "user admin password {s}"),
    Place("userlist u", "user admin insecure-password {s} groups g,h"),
    Place("userlist u", "user admin password $6$rounds=5000$salt${s} # {s0}"),
    Place("userlist u", 'user "admin" insecure-password "a {s} b"'),
    Place("listen l", "stats auth admin:{s}", ("admin:{s}",)),
    Place("listen l", "http-request set-header Authorization {s} if {{ src 192.0.2.1 }}", ("Authorization",)),
    Place("listen l", 'http-request add-header Proxy-Authorization "Basic {s}"', ("Proxy-Authorization",)),
    Place("listen l", 'http-request replace-header authorization "a {s}" "b {s}"', ("authorization",)),
    Place("listen l", 'http-request set-header Authorization "Bearer %[str({s})]" if TRUE', ("Authorization",)),
    Place("listen l", 'http-request return status 200 hdr Authorization "{s}" if TRUE', ("Authorization",)),
    Place("listen l", 'http-response set-header X-Auth-Token "%[src] {s}"', ("X-Auth-Token",)),
    Place("listen l", 'http-check send meth GET uri / hdr Authorization "Bearer {s}" hdr Host a', ("Authorization",)),
    Place("listen l", r'http-check send body "{{\"auth\":{{\"password\":\"{s}\"}}}}"'),
    Place("listen l", r"option httpchk GET / HTTP/1.1\r\nAuthorization:\ Basic\ {s}\r\nHost:\ a"),
    Place("listen l", r'option httpchk GET / "HTTP/1.1\r\nHost: a\r\nProxy-Authorization: Basic {s}"'),
    Place("listen l", "option httpchk GET /health?token={s}&a=b"),
    Place("listen l", r"tcp-check send AUTH\ {s}\r\n", (r"AUTH\ {s}\r\n", "tcp-check")),
    Place("listen l", r"tcp-check send *2\r\n\$4\r\nAUTH\r\n\$6\r\n{s}\r\n", ("tcp-check",)),
    Place("listen l", "tcp-check send-binary 4155544820{x}0d0a", ("tcp-check",)),
    Place("listen l", "http-request set-var(txn.x) str(a),hmac(sha256,{s}),base64"),
    Place("listen l", 'http-request set-var(txn.x) "str(a),aes_gcm_dec(128,txn.n,{s},txn.t)"'),
    Place("listen l", 'acl ok http_auth_bearer,jwt_verify("HS256","{s}") 1'),
    Place("listen l", 'acl ok req.hdr(Authorization) -i -m str "Basic {s}" x', ("req.hdr(Authorization)", "acl", "ok")),
    Place("listen l", "http-request deny if {{ http_auth_pass -m str {s} }} TRUE", ("http_auth_pass", "{", "{{")),
    Place("listen l", "http-request set-var(txn.password) str({s}) if TRUE", ("set-var(txn.password)",)),
    Place("listen l", "http-request set-var-fmt(txn.api_key) a%[src]{s}", ("set-var-fmt(txn.api_key)",)),
    Place("listen l", "http-request redirect location https://u:{s}@192.0.2.1/ if TRUE"),
    Place("listen l", 'http-request set-header Cookie "sid={s}" if {{ src 192.0.2.1 }}', ("Cookie",)),
    Place("listen l", 'http-response replace-header set-cookie "a=(.*)" "a={s}"', ("set-cookie",)),
    Place("listen l", "http-request redirect location /x set-cookie sid={s} code 301", ("set-cookie", "redirect")),
    Place("listen l", "redirect prefix /x set-cookie sid={s} if TRUE", ("set-cookie", "redirect")),
    Place("listen l", 'http-check send meth GET uri / hdr Cookie "sid={s}"', ("Cookie",)),
    Place("listen l", r"option httpchk GET / HTTP/1.1\r\nCookie:\ sid={s}"),
    Place("listen l", "acl ok req.cook(sid) -m str {s} x", ("req.cook(sid)", "acl", "ok")),
    Place("listen l", "http-request deny if !{{ hdr_sub(cookie) sid={s} }}", ("hdr_sub(cookie)", "!{{")),
    Place("listen l", r"rspadd Set-Cookie:\ sid={s}"),
    Place("listen l", r"reqadd Authorization:\ Basic\ {s}"),
    Place("listen l", "dynamic-cookie-key {s}", ("dynamic-cookie-key",)),
    Place("listen l", "bind :443 ssl ca-sign-file a ca-sign-pass {s} crt b", ("bind", ":443", "a", "ca-sign-pass")),
    Place("listen l", "server s 192.0.2.1:80 tcp-md5sig {s} check", ("tcp-md5sig", "server", "s", "192.0.2.1:80")),
    Place("global", "setenv DB_PASSWORD {s}", ("DB_PASSWORD",)),
    Place("global", 'presetenv API_TOKEN "{s} x"', ("API_TOKEN",)),
    Place("global", "cluster-secret {s}", ("cluster-secret",)),
    Place("global", "set-var proc.token str({s})", ("proc.token",)),
    Place("fcgi-app f", "set-param HTTP_COOKIE sid={s}", ("HTTP_COOKIE",)),
    Place("fcgi-app f", 'set-param HTTP_AUTHORIZATION "Basic {s}" if {{ path / }}', ("HTTP_AUTHORIZATION",)),
)

#: texts around the mark, as base64, hashes of crypt and people have them
secrets = st.builds(
    lambda head, tail: f"{head}{MARK}{tail}",
    st.text("abcXYZ0189", max_size=4),
    st.text("abcdefXYZ0123456789+/=._-", max_size=60).map(lambda text: text.rstrip("._-")),
)


def written(place: Place, secret: str) -> str:
    """The line of a place with a secret."""
    return place.line.format(s=secret, s0=f"password {secret}", x=secret.encode().hex())


def removals(place: Place, secret: str) -> list[str]:
    """The line without each word that nobody needs to know the secret."""
    words = re.findall(r'(?:"(?:\\.|[^"])*"|\\.|[^ ])+', place.line)
    shorter = [
        " ".join([*words[:index], *words[index + 1 :]])
        for index, word in enumerate(words)
        if "{s" not in word and "{x" not in word and word.strip('"') not in place.needs
    ]
    return [written(Place(place.section, line), secret) for line in shorter]


#: what a line becomes by mistake
FAULTS: dict[str, Callable[[str], str]] = {
    "none": lambda line: line,
    "a word too many": lambda line: f"{line} foo",
    "an unknown keyword behind": lambda line: f"{line} passwd",
    "a condition that is none": lambda line: f"{line} if",
    "an open condition": lambda line: f"{line} if {{ src",
    "an open quote behind": lambda line: f'{line} "a',
    "a quote that opens the last word": lambda line: re.sub(r"(\S+)$", r'"\1', line),
    "a quote that opens in the middle": lambda line: line.replace(MARK, f'"{MARK}', 1),
    "a strong quote that opens in the middle": lambda line: line.replace(MARK, f"'{MARK}", 1),
    "quotes lost": lambda line: line.replace('"', ""),
    "blanks not escaped": lambda line: line.replace("\\ ", " "),
    "backslashes doubled": lambda line: line.replace("\\", "\\\\"),
    "a bad escape before": lambda line: line.replace(MARK, rf"\x{MARK}", 1),
    "a bad variable before": lambda line: line.replace(MARK, f'"$ "{MARK}', 1),
    "a variable behind": lambda line: f'{line}"$NONE"',
    "a placeholder behind": lambda line: f"{line} {{{{ x }}}}",
    "a prefix": lambda line: f"no {line}",
    "the first word misspelled": lambda line: f"x{line}",
    "the first word in capitals": lambda line: " ".join([line.split(" ")[0].upper(), *line.split(" ")[1:]]),
    "cut in the middle of the secret": lambda line: line[: line.rindex(MARK) + len(MARK)] if MARK in line else line,
    "commented out": lambda line: f"# {line}",
    "commented out without a blank": lambda line: f"#{line}",
    "a CR in the middle": lambda line: line.replace(" ", " \r", 2),
    "a CR at the end": lambda line: f"{line}\r",
    "a NUL in the middle": lambda line: line.replace(" ", " \0", 2),
    "no LF before": lambda line: f"timeout client 1m {line}",
    "tabs and more blanks": lambda line: line.replace(" ", " \t "),
    "words too many": lambda line: f"{'a ' * 64}{line}",
    "too long to be read": lambda line: f"{line}{' x' * 70}",
    "twice": lambda line: f"{line}\n  {line}",
    "a scope": lambda line: f"[{line}",
    "a bracket in the middle": lambda line: line.replace(MARK, f"{MARK}[(", 1),
    "an open expression": lambda line: line.replace(MARK, f"%[{MARK}(", 1),
    "a directive": lambda line: f".{line}",
    "a section": lambda line: f"backend {line}",
}

#: what still leaves a trace of what the line was, when it comes together with another fault
TOGETHER = sorted(FAULTS.keys() - {"the first word misspelled", "a bad variable before"})

#: a section that has lines of every family, and room for one more
_TEXT = """{before}global
  maxconn 100
{global}
userlist u
  group g users admin
{userlist}
fcgi-app f
  docroot /x
{fcgi}
listen l
  mode http
  timeout client 1m
{listen}
  bind :80
  server s0 192.0.2.9:80 check
  use_backend nowhere if ok
"""
_SECTIONS = {"global": "global", "userlist u": "userlist", "fcgi-app f": "fcgi", "listen l": "listen"}


def text_with(line: str, section: str) -> str:
    """A configuration with a line in a section; "" puts it before the first one."""
    lines = dict.fromkeys((*_SECTIONS.values(), "before"), "")
    lines[_SECTIONS.get(section, "before")] = f"  {line}"
    return _TEXT.format(**lines | {"before": f"{lines['before']}\n" if lines["before"] else ""})


SECTIONS = ("", *_SECTIONS)
