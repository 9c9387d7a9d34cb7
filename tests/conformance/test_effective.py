"""What `effective` resolves is what a running HAProxy says of its proxies and servers (`show stat`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings, strategies as st

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS

from .running import PROGRAM, running, version

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="no haproxy program is installed to compare with"),
    pytest.mark.skipif(version() not in VERSIONS, reason=f"haproxy {version()} is none of {', '.join(VERSIONS)}"),
]

_parameters = st.lists(
    st.sampled_from(
        ["check", "no-check", "backup", "no-backup", "disabled", "enabled", "inter 7s"]
        + [f"{name} {value}" for name in ("rise", "fall", "weight", "maxconn", "maxqueue") for value in (4, 9)]
        + ["cookie c1", "agent-check agent-port 9"]
    ),
    max_size=4,
).map(" ".join)
_default_servers = _parameters.filter(bool).map("default-server {}".format)
_both = st.sampled_from(
    ("mode http", "mode tcp", "balance source", "balance leastconn", "balance first", "option httpchk",
     "option tcp-check", "option redis-check", "maxconn 77", "maxconn 88", "fullconn 99", "retries 7",
     "timeout client 1m", "cookie x", "rate-limit sessions 5", "option redispatch", "no option redispatch",
     "option allbackups")
)  # fmt: skip


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """Chains of `defaults`, and listens with servers that start from one of them."""
    lines: list[str] = []
    names = ["d1", "d2", "d3"][: draw(st.integers(1, 3))]
    for place, name in enumerate(names):
        parent = draw(st.sampled_from(["", *names[:place]]))
        lines.append(f"defaults {name}" + (f" from {parent}" if parent else ""))
        lines += draw(st.lists(_both | _default_servers, max_size=5))
    for place in range(draw(st.integers(1, 3))):
        parent = draw(st.sampled_from(["", *names]))
        kind = draw(st.sampled_from(["listen", "backend", "frontend"]))
        lines.append(f"{kind} p{place}" + (f" from {parent}" if parent else ""))
        if kind != "backend":
            lines.append(f"bind abns@none{place}")
        if kind == "frontend":
            lines += draw(st.lists(st.sampled_from(["maxconn 5", "mode tcp", "mode http"]), max_size=2))
            continue
        servers = [
            f"server{draw(st.sampled_from(['', '-template']))} s{number}" for number in range(draw(st.integers(1, 4)))
        ]
        body = [f"{each}{'_ 2' if 'template' in each else ''} 127.0.0.1:1 {draw(_parameters)}" for each in servers]
        body += draw(st.lists(_both | _default_servers, max_size=4))
        lines += draw(st.permutations(body))
    return "\n".join(lines) + "\n"


@given(text=configurations())
@settings(max_examples=40)
def test_a_running_haproxy_has_the_values_that_are_resolved(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = hm.parse(text)
    with running(text, tmp_path_factory.mktemp("h")) as process:
        rows = process.statistics()
    for proxy in [*config.listens, *config.backends, *config.frontends]:
        effective = config.effective(proxy, version=version())
        own = {row["svname"]: row for row in rows if row["pxname"] == proxy.name}
        side = own.get("BACKEND") or own["FRONTEND"]

        in_force = {setting.name: setting.words for setting in effective.settings}

        assert side["mode"] == effective.mode.value == in_force["mode"][1]
        if effective.has_frontend:
            maxconn = in_force["maxconn"]
            assert not maxconn or own["FRONTEND"]["slim"] == maxconn[1]
            assert own["FRONTEND"]["rate_lim"] == in_force.get("rate-limit sessions", ("0",))[-1]
        if effective.has_backend:
            # HAProxy has no name for `random` there.
            algorithm = own["BACKEND"]["algo"].replace("unknown", "random")
            assert algorithm == effective.balance.value[0] == in_force["balance"][1]
            assert [name for name in own if name not in ("BACKEND", "FRONTEND")] == [s.name for s in effective.servers]
        for server in effective.servers:
            said = {setting.name: setting.words for setting in server.settings}
            row = own[server.name]
            assert (row["bck"], row["act"]) == (("1", "0") if server.backup else ("0", "1"))
            assert row["weight"] == said["weight"][1]
            assert row["slim"] == ("" if said["maxconn"][1] == "0" else said["maxconn"][1])
            assert row["qlimit"] == (said["maxqueue"][1] if "maxqueue" in said else "")
            assert row["status"].startswith("MAINT") == server.disabled
            assert (row["status"] == "no check") == (not server.has("check") and not server.disabled)
            if "cookie" in said and effective.setting("cookie") and effective.mode.value == "http":
                assert row["cookie"] == said["cookie"][1]
            if server.has("check") and not server.disabled:
                assert (row["check_rise"], row["check_fall"]) == (said["rise"][1], said["fall"][1])


class _Page(BaseHTTPRequestHandler):
    """Answers every request with status 404."""

    def do_GET(self) -> None:
        self.send_response(404)
        self.send_header("content-length", "0")
        self.end_headers()

    do_OPTIONS = do_GET  # noqa: N815  # the name is the library's

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the name is the library's
        """Say nothing."""


#: lines of a backend below `option httpchk GET /a` and `http-check expect status 200` -> whether its server is up,
#: where every page is missing
CHECKS = {
    "retries 3": False,
    "http-check expect status 404": False,
    "http-check send meth GET uri /z\n http-check expect status 404": True,
    "http-check expect status 404\n option httpchk GET /b": True,
    "option httpchk": False,
    "option tcp-check": True,
}


def statuses(text: str, folder: Path, expected: Callable[[list[str]], bool]) -> list[str]:
    """The status of each backend's server where every page is missing, once it is as expected, or after a while."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as pages:
        Thread(target=pages.serve_forever, daemon=True).start()
        found: list[str] = []
        with running(text.replace("PORT", str(pages.server_port)), folder) as process:
            end = time.monotonic() + 10
            # Servers start as UP, and the first checks take their time on a busy machine.
            while not (found and expected(found)) and time.monotonic() < end:
                time.sleep(0.3)
                found = [row["status"] for row in process.statistics() if row["svname"] == "s"]
        pages.shutdown()
    return found


_SERVER = " timeout connect 1s\n timeout server 1s\n default-server check inter 300ms\nlisten l\n bind abns@none\n"


def test_the_steps_of_checks_are_inherited_and_replaced_as_resolved(tmp_path: Path) -> None:
    text = f"defaults\n mode http\n option httpchk GET /a\n http-check expect status 200\n{_SERVER}"
    for number, own in enumerate(CHECKS):
        text += f"backend b{number}\n server s 127.0.0.1:PORT\n {own}\n"
    config = hm.parse(text)
    wanted = list(CHECKS.values())

    found = statuses(text, tmp_path, lambda seen: [each == "UP" for each in seen] == wanted)

    for own, status, backend in zip(CHECKS, found, config.backends, strict=True):
        settings = config.effective(backend, version=version()).settings
        (method,) = [each for each in settings if each.name == "health check"]
        steps = [" ".join(each.words) for each in settings if each.name == "http-check"]
        finds_404 = method.words[1] == "tcp-check" or (
            not method.note and steps[-1:] == ["http-check expect status 404"]
        )
        assert (status == "UP") == finds_404 == CHECKS[own], own


#: lines of a backend below `option httpchk GET /a` and `http-check disable-on-404`
SWITCHED = (
    "retries 3",
    "option httpchk GET /b",
    "http-check send meth GET uri /z",
    "http-check send meth GET uri /z\n http-check expect status 404",
    "http-check send meth GET uri /z\n http-check disable-on-404",
    "option tcp-check",
)


def test_disable_on_404_is_inherited_as_resolved(tmp_path: Path) -> None:
    text = f"defaults\n mode http\n option httpchk GET /a\n http-check disable-on-404\n{_SERVER}"
    for number, own in enumerate(SWITCHED):
        text += f"backend b{number}\n server s 127.0.0.1:PORT\n {own}\n"
    config = hm.parse(text)
    wanted = []
    for backend in config.backends:
        proxy = config.effective(backend, version=version())
        follows = any(line.arguments == ("disable-on-404",) for line in proxy.http_checks)
        wanted.append(follows and proxy.check_method.value[0] == "httpchk")

    found = statuses(text, tmp_path, lambda seen: [each == "NOLB" for each in seen] == wanted)

    assert dict(zip(SWITCHED, [each == "NOLB" for each in found], strict=True)) == dict(
        zip(SWITCHED, wanted, strict=True)
    )
