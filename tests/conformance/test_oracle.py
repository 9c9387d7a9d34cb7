"""Law 11: where an `haproxy` program is installed, `check` and `haproxy -c` agree on what `check` speaks about."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS

PROGRAM = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")
_ALERT = re.compile(r"^\[ALERT\].*?\[[^\s\]]*haproxy\.cfg:(\d+)\]", re.MULTILINE)


@cache
def _version() -> str:
    """The release line of the program, "x.y"; empty where there is none."""
    if PROGRAM is None:
        return ""
    said = subprocess.run([PROGRAM, "-v"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"version (\d+\.\d+)", said)
    return match.group(1) if match else ""


pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="no haproxy program is installed to compare with"),
    pytest.mark.skipif(_version() not in VERSIONS, reason=f"haproxy {_version()} is none of {', '.join(VERSIONS)}"),
]


def oracle(text: str, folder: Path) -> tuple[int, set[int]]:
    """The exit status of `haproxy -c`, and the lines of its alerts."""
    (folder / "haproxy.cfg").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = subprocess.run(
        [str(PROGRAM), "-c", "-f", "haproxy.cfg"], cwd=folder, env={}, capture_output=True, check=False, timeout=20
    )
    return done.returncode, {int(line) for line in _ALERT.findall(done.stderr.decode("utf-8", "replace"))}


def ours(text: str) -> tuple[int, set[int]]:
    """The exit status that `check` foretells, and the lines of its fatal messages."""
    config = hm.parse(text)
    report, file = hm.check(config, version=_version()), config.files[0]
    idle = any(diagnostic.name == "no-listener" for diagnostic in report)
    lines = {diagnostic.span.line for diagnostic in report if diagnostic.fatal and diagnostic.span}
    words = [line.keyword for block in (file.preamble, *file.sections) for line in block.statements]
    if words.count(".if") > words.count(".endif"):
        # Of a block that is never closed HAProxy names the end of the file; we name its beginning.
        lines.add(text.count("\n"))
    return 1 if report.fatal else 2 if idle else 0, lines


_LISTEN = "listen l\n bind 127.0.0.1:18080\n"
_TIMES = "defaults\n mode http\n timeout client 1s\n timeout connect 1s\n timeout server 1s\n"
_BASE = f"{_TIMES}{_LISTEN}"

#: What each small file is about -> the file.
CASES: dict[str, str] = {
    "accepted": _BASE,
    "empty": "",
    "comments only": "# a\n\n  # b\n",
    "no final LF": _BASE.rstrip("\n"),
    "no final LF behind a comment": f"{_BASE}# x",
    "no final LF in a false branch": f"{_BASE}.if 0\n.endif",
    "CRLF": _BASE.replace("\n", "\r\n"),
    "vertical tab": _BASE.replace(" mode http", "\v mode\fhttp"),
    "no-break space": f"{_BASE}\u00a0mode http\n",
    "BOM": f"\ufeff{_BASE}",
    "NUL": f"{_BASE} mode http\0\n mode http\n",
    "unmatched quote": f"{_BASE} description 'a\n",
    "unmatched weak quote": f'{_BASE} description "a\n',
    "quote in a comment": f"{_BASE} mode http # it's\n",
    "quote in a false branch": f"{_BASE}.if 0\n description 'a\n.endif\n",
    "bad hexadecimal": f"{_BASE} description \\xzz\n",
    "hexadecimal in strong quotes": f"{_BASE} description '\\xzz'\n",
    "unmatched brace": f'{_BASE} description "${{A"\n',
    "bad variable": f'{_BASE} description "$1"\n',
    "lone dollar": f'{_BASE} description "a$"\n',
    "bad expansion": f'{_BASE} description "${{A[1]}}"\n',
    "default value": f'{_BASE} description "${{A-b}}"\n',
    "unknown pseudo variable": f'{_BASE} description "${{.X}}"\n',
    "64 words": f"{_BASE} acl a path{' /' * 61}\n",
    "65 words": f"{_BASE} acl a path{' /' * 62}\n",
    "scope": f"[a]\n{_BASE}[b] # c\n",
    "bad scope": f"{_BASE}[b] c\n",
    "empty scope in a false branch": f"{_BASE}.if 0\n[]\n.endif\n",
    "empty first word": f'{_BASE} "" mode http\n',
    "unknown keyword": f"{_BASE} foo\n",
    "keyword in capitals": f"{_BASE} Mode http\n",
    "quoted keyword": f"{_BASE} 'mo'\"de\" http\n",
    "unknown section": f"{_BASE}foo bar\n",
    "keyword of another section": f"{_BASE} nbthread 2\n",
    "server in a frontend": f"{_BASE}frontend f\n bind 127.0.0.1:18081\n server a 127.0.0.1:1\n",
    "server in defaults": f"{_TIMES} server a 127.0.0.1:1\n{_LISTEN}",
    "ACL in defaults": f"{_TIMES} acl a path /\n{_LISTEN}",
    "ACL in named defaults": f"defaults d\n acl a path /\n{_BASE}",
    "removed keyword": f"{_BASE} reqrep a b\n",
    "before any section": f"mode http\n{_BASE}",
    "prefix": f"{_BASE} no mode http\n",
    "prefix that is fine": f"{_BASE} no option dontlognull\n no log\n",
    "prefix alone": f"{_BASE} no\n",
    "prefixes": f"{_BASE} no no no\n",
    "prefix before a section": f"{_BASE}no backend b\n",
    "no name": f"{_BASE}backend\n",
    "no name of peers": f"{_BASE}peers\n",
    "bad name": f"{_BASE}backend a/b\n",
    "words behind a name": f"{_BASE}backend b :80\n",
    "words behind a name, and lines": f"{_BASE}listen b :80\n mode http\n",
    "words behind from": f"defaults d\n{_BASE}backend b from d x\n",
    "words behind resolvers": f"{_BASE}ring r x\nhttp-errors h x\n",
    "words behind peers": f"{_BASE}peers p x\n",
    "words behind global": f"global x\n{_BASE}",
    "from without a name": f"{_BASE}backend b from\n",
    "from nowhere": f"{_BASE}backend b from d\n",
    "from below": f"{_BASE}backend b from d\ndefaults d\n",
    "from above": f"defaults d\n{_BASE}backend b from d\n",
    "from an ambiguous name": f"defaults d\ndefaults d\n{_BASE}backend b from d\n",
    "from a bad name": f"defaults a/b\n{_BASE}backend b from a/b\n",
    "two backends": f"{_BASE}backend b\nbackend b\n",
    "a frontend and a backend": f"{_BASE}frontend b\n bind 127.0.0.1:18081\nbackend b\n",
    "a listen and a backend": f"{_BASE}backend l\n",
    "a listen and a frontend": f"{_BASE}frontend l\n bind 127.0.0.1:18081\n",
    "a frontend and a listen": f"{_BASE}frontend f\n bind 127.0.0.1:18081\nlisten f\n bind 127.0.0.1:18082\n",
    "a backend and a listen": f"{_BASE}backend b\nlisten b\n bind 127.0.0.1:18081\n",
    "two caches": f"{_BASE}cache c\n total-max-size 4\ncache c\n total-max-size 4\n",
    "two userlists": f"{_BASE}userlist u\nuserlist u\n",
    "two resolvers": f"{_BASE}resolvers r\nresolvers r\n",
    "a log-forward and a listen": f"{_BASE}log-forward l\n dgram-bind 127.0.0.1:1514\n log 127.0.0.1 local0\n",
    "two servers": f"{_BASE} server a 127.0.0.1:1\n server a 127.0.0.1:2\n",
    "a server and a template": f"{_BASE} server a2 127.0.0.1:1\n server-template a 3 127.0.0.1:2\n",
    "two servers in a disabled backend": f"{_BASE}backend b\n disabled\n server a 127.0.0.1:1\n server a 127.0.0.1:2\n",
    "two ids": f"{_BASE} server a 127.0.0.1:1 id 7\n server b 127.0.0.1:2 id 7\n",
    "server without a name": f"{_BASE} server\n",
    "bad server name": f"{_BASE} server a/b 127.0.0.1:1\n",
    "bad ACL name": f"{_BASE} acl a/b path /\n",
    "ACL named or": f"{_BASE} acl or path /\n",
    "unknown ACL": f"{_BASE} http-request deny if a\n",
    "ACL defined below": f"{_BASE} use_backend b if a\n acl a path /\nbackend b\n",
    "ACL of the defaults": f"defaults d\n acl a path /\n{_TIMES}{_LISTEN} use_backend b if a\nbackend b\n",
    "predefined ACL": f"{_BASE} http-request deny if METH_GET !TRUE or FALSE\n",
    "condition that stays open": f"{_BASE} redirect location / if {{ path /\n",
    "if that is no condition": f"{_BASE} stats realm if a\n tcp-request inspect-delay 5s if a\n description a if b\n",
    "unknown backend": f"{_BASE} use_backend b if TRUE\n",
    "unknown default backend": f"{_BASE} default_backend b\n",
    "backend that is a frontend": f"{_BASE} default_backend f\nfrontend f\n bind 127.0.0.1:18081\n",
    "unknown backend of a disabled proxy": f"{_BASE}listen m\n disabled\n use_backend b if TRUE\n",
    "dynamic backend": f"{_BASE} use_backend %[path] if TRUE\n",
    "unknown directive": f"{_BASE}.foo\n",
    "unknown directive in a false branch": f"{_BASE}.if 0\n.foo\n.endif\n",
    "open block": f".if 1\n{_BASE}",
    "end without a block": f"{_BASE}.endif\n",
    "else twice": f"{_BASE}.if 1\n.else\n.else\n.endif\n",
    "words behind else": f"{_BASE}.if 1\n.else x\n.endif\n",
    "100 blocks": f"{'.if 1' + chr(10)}" * 100 + ".endif\n" * 100 + _BASE,
    "bad condition": f"{_BASE}.if foo(\n.endif\n",
    "bad condition in a false branch": f"{_BASE}.if 0\n.if foo(\n.endif\n.elif 0\n.endif\n",
    "unknown predicate": f"{_BASE}.if foo()\n.endif\n",
    "new predicate": f"{_BASE}.if strstr(a,b)\n.endif\n",
    "too few arguments": f"{_BASE}.if streq(a)\n.endif\n",
    "condition with a blank": f'{_BASE}.if streq("a b",a b)\n foo\n.endif\n',
    "taken by version": f"{_BASE}.if version_atleast({_version() or 2}) && version_before(99)\n foo\n.endif\n",
    "taken by environment": f"global\n setenv A 1\n.if defined(A) && !defined(B)\n foo\n.endif\n{_BASE}",
    "section in a branch": f"{_BASE}.if 0\nbackend b\n.endif\n server a 127.0.0.1:1\n",
    "alert": f"{_BASE}.alert a\n",
    "two words of a notice": f"{_BASE}.notice a b\n",
    "backend only": f"{_TIMES}backend b\n server a 127.0.0.1:1\n",
    "disabled": f"{_BASE} disabled\n",
    "disabled by the defaults": f"{_TIMES} disabled\n{_LISTEN}",
    "enabled again": f"{_TIMES} disabled\n{_LISTEN} enabled\n",
    "placeholder": f"{_BASE} bind <Virtual IP>:80\n",
    "placeholder of a server": f"{_BASE} server a <VIP>:80\n",
    "placeholder that does no harm": f"{_BASE} server a <VIP>:80 init-addr none\n",
}
#: Files whose refusal HAProxy reports without a line, or at another one than the cause: at the end of the file.
_ELSEWHERE = frozenset(
    (
        "open block",
        "unknown backend",
        "unknown default backend",
        "backend that is a frontend",
        "words behind a name, and lines",
    )
)


@pytest.mark.parametrize("about", CASES)
def test_check_says_what_haproxy_says(about: str, tmp_path: Path) -> None:
    status, lines = oracle(CASES[about], tmp_path)
    our_status, our_lines = ours(CASES[about])

    assert our_status == status
    if about not in _ELSEWHERE:
        # A byte order mark is one cause, told once; HAProxy goes on to refuse every line of the unknown section.
        assert our_lines == ({min(lines)} if CASES[about].startswith("\ufeff") else lines)


_NAMES = st.sampled_from(["app", "web", "db-1", "a.b:c"])


_STATEMENTS = [
    [" balance roundrobin"],
    [" option httplog"],
    [" retries 2"],
    [" description 'two words'"],
    [" # it's a comment"],
    [""],
    [" http-request set-header X-A b if { path /b }"],
    [".if 1", " mode http", ".else", " nonsense", ".endif"],
]


@st.composite
def valid(draw: st.DrawFn) -> list[str]:
    """The lines of a configuration that HAProxy accepts."""
    names = draw(st.lists(_NAMES, min_size=1, max_size=4, unique=True))
    lines = ["global", " maxconn 100", *_TIMES.splitlines()]
    for number, name in enumerate(names):
        lines += [f"listen {name}", f" bind 127.0.0.1:{18080 + number}"]
        for statements in draw(st.lists(st.sampled_from(_STATEMENTS), max_size=4)):
            lines += statements
        lines += [" acl is_a path /a", " http-request deny if is_a"] if draw(st.booleans()) else []
        lines += [f" default_backend {names[-1]}"] if name != names[-1] and draw(st.booleans()) else []
        lines += [f" server s{index} 127.0.0.1:{9000 + index}" for index in range(draw(st.integers(0, 2)))]
    return lines


def _mutants(lines: list[str], place: int) -> Iterator[list[str]]:
    """A typo in the first word, a section or server twice, a stray quote, a line less."""
    line = lines[place]
    word = line.split(maxsplit=1)[0] if line.split() else ""
    if word and word[0] != "#":
        yield [*lines[:place], line.replace(word, f"{word}x", 1), *lines[place + 1 :]]
        yield [*lines[:place], f"{line} '", *lines[place + 1 :]]
    if word == "listen":
        yield [*lines, line]
    if word == "server":
        yield [*lines[: place + 1], line, *lines[place + 1 :]]
    if word in ("acl", ".if", ".endif"):
        yield [*lines[:place], *lines[place + 1 :]]


@given(valid(), st.data())
@settings(max_examples=40)
def test_check_and_haproxy_agree_on_files_and_their_mutants(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp()
    place = data.draw(st.integers(0, len(lines) - 1))
    texts = ["\n".join(changed) + "\n" for changed in [lines, *_mutants(lines, place)]]
    texts.append("\n".join(lines))

    for text in texts:
        status, named = oracle(text, folder)
        our_status, our_lines = ours(text)

        assert our_status == status, text
        # HAProxy stops reading at some errors, and names no line at others.
        assert named <= our_lines, text
