"""`effective`, `symbols` and `rename`: what they print, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import UsageError

from haproxy_model.schema.versions import UNMEASURED, unmeasured_note

from .conftest import Call

TEXT = b"""\
defaults base
    mode http
    timeout client 30s
    default-server check inter 5s
listen app from base
    bind :80
    timeout client 1m
    default-server fall 4
    acl local src 192.0.2.0/24
    use_backend other if local { nbsrv(other) gt 0 }
    server a1 192.0.2.1:80 weight 7
backend other
    stats auth admin:secret
"""


def test_effective_prints_each_setting_with_the_line_that_it_comes_from(call: Call) -> None:
    outcome = call("effective", "-", "app", stdin=TEXT)
    lines = outcome.out.splitlines()

    assert outcome.status == 0
    assert lines[0] == "listen app  line 5"
    for text, origin in (
        ("mode http", "line 2, defaults base"),
        ("timeout client 1m", "line 7"),
        ("balance random", "built in"),
        ("timeout queue: as timeout connect", "built in"),
        ("weight 7", "line 11"),
        ("inter 5s", "line 4, defaults base"),
        ("fall 4", "line 8, default-server"),
    ):
        (line,) = [each for each in lines if each.strip().startswith(text)]
        assert line.strip().removeprefix(text).strip() == origin


def test_effective_takes_kind_and_name_and_shows_every_proxy_without_one(call: Call) -> None:
    one = call("effective", "-", "backend/other", stdin=TEXT).out
    every = call("effective", "-", stdin=TEXT).out

    assert one.startswith("backend other  line 12\n")
    assert one in every
    assert "listen app  line 5\n" in every
    assert "reached from listen app" in one


def test_effective_masks_secrets(call: Call) -> None:
    assert "secret" not in call("effective", "-", stdin=TEXT).out
    assert "secret" not in call("effective", "-", "--format", "json", stdin=TEXT).out


def test_effective_shows_what_a_proxy_changes(call: Call) -> None:
    out = call("effective", "-", "app", "--diff-defaults", stdin=TEXT).out

    assert "  - timeout client 30s                          line 3, defaults base\n" in out
    assert "  + timeout client 1m                           line 7\n" in out
    assert "mode" not in out


def test_effective_as_json_says_where_values_come_from(call: Call) -> None:
    document = json.loads(call("effective", "-", "app", "--format", "json", stdin=TEXT).out)
    (proxy,) = document["proxies"]
    settings = {each["name"]: each for each in proxy["settings"]}

    assert (document["version"], document["haproxy"]) == (1, "3.4")
    assert (proxy["kind"], proxy["name"], proxy["line"]) == ("listen", "app", 5)
    assert settings["mode"]["words"] == ["mode", "http"]
    assert settings["mode"]["origin"] == {
        "kind": "inherited",
        "file": "<stdin>",
        "line": 2,
        "column": 5,
        "end_column": 14,
        "through": ["defaults base"],
    }
    assert [each["how"] for each in proxy["targets"]] == ["static", "itself"]
    assert proxy["servers"][0]["name"] == "a1"
    changes = json.loads(call("effective", "-", "app", "--diff-defaults", "--format", "json", stdin=TEXT).out)
    assert ("timeout client", "30s", "1m") in [
        (each["name"], each["before"] and each["before"]["words"][-1], each["after"] and each["after"]["words"][-1])
        for each in changes["proxies"][0]["changes"]
    ]


def test_effective_obeys_version_and_environment(call: Call) -> None:
    text = b'backend b\n.if streq("$SITE",x)\n retries 9\n.endif\n'

    assert "balance roundrobin" in call("effective", "-", "--haproxy-version", "3.2", stdin=text).out
    assert "retries 9" in call("effective", "-", "--define", "SITE=x", stdin=text).out
    assert "retries 3" in call("effective", "-", "--define", "SITE=y", stdin=text).out


def test_symbols_lists_names_with_their_uses(call: Call) -> None:
    out = call("symbols", "-", "backend", stdin=TEXT).out

    use = "    line 10: use_backend other if local { nbsrv(other) gt 0 }\n"
    assert out == f"backend/other  line 12\n{use}{use}"
    assert call("symbols", "-", "acl/app/local", stdin=TEXT).out.startswith("acl/app/local  line 9\n")
    assert call("symbols", "-", "--at", "10:18", stdin=TEXT).out == out


def test_symbols_tells_of_uses_that_lead_nowhere_and_of_names_that_are_computed(call: Call) -> None:
    out = call("symbols", "-", stdin=b"frontend f\n default_backend nope\n use_backend %[src] if TRUE\n").out

    assert "no backend or listen is called nope\n    line 2: default_backend nope\n" in out
    assert "any backend or listen may be meant: the name is computed when a request comes\n    line 3: " in out


def test_symbols_as_json_has_places(call: Call) -> None:
    document = json.loads(call("symbols", "-", "--format", "json", stdin=TEXT).out)
    (acl,) = [each for each in document["symbols"] if each["kind"] == "acl"]

    assert (acl["name"], acl["owner"], len(acl["uses"])) == ("local", "listen app", 1)
    assert acl["definitions"] == [{"file": "<stdin>", "line": 9, "column": 9, "end_column": 14}]
    assert document["unresolved"] == document["dynamic"] == []


def test_rename_shows_a_diff_and_writes_only_when_it_is_told_to(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "haproxy.cfg"
    path.write_bytes(TEXT)

    shown = call("rename", path, "backend/other", "web")
    assert path.read_bytes() == TEXT
    written = call("rename", path, "backend/other", "web", "--write")

    assert shown[:2] == written[:2]
    assert (shown.err, written.err) == ("", f"haproxy-model: {path}: written\n")
    assert "-    use_backend other if local { nbsrv(other) gt 0 }\n" in shown.out
    assert "+    use_backend web if local { nbsrv(web) gt 0 }\n" in shown.out
    assert path.read_bytes() == TEXT.replace(b"other", b"web")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("effective", "-", "nope"), "no proxy is called 'nope'"),
        (("effective", "-", "aap"), "did you mean app?"),
        (("symbols", "-", "backend/nope"), "no backend is called `nope`"),
        (("symbols", "-", "nonsense"), "expected KIND/NAME"),
        (("symbols", "-", "nonsense/x"), "no symbol here is of the kind `nonsense`: expected KIND/NAME"),
        (("symbols", "-", "--at", "1"), "expected LINE:COLUMN"),
        (("symbols", "-", "--at", "1:1"), "there is no name at line 1, column 1"),
        (("rename", "-", "backend/other", "app"), "is already used ("),
    ],
)
def test_a_question_without_an_answer_has_status_2(call: Call, arguments: tuple[str, ...], message: str) -> None:
    outcome = call(*arguments, stdin=TEXT)

    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err


def test_a_missing_file_has_status_2(call: Call, tmp_path: Path) -> None:
    for command in (("effective", tmp_path / "x"), ("symbols", tmp_path / "x"), ("rename", tmp_path / "x", "a/b", "c")):
        assert call(*command).status == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["effective"],
        ["symbols"],
        ["rename", "-", "a/b"],
        ["effective", "-", "--x"],
        ["rename", "-", "a/b", "c", "--write"],
    ],
)
def test_wrong_usage_is_said_by_click(call: Call, arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        call(*arguments)


def test_an_answer_is_coloured_when_it_is_told_to_be(call: Call) -> None:
    assert "\x1b[" in call("effective", "-", "--color", "always", stdin=TEXT).out
    assert "\x1b[" not in call("effective", "-", stdin=TEXT).out


@pytest.mark.parametrize("question", ["effective", "failover"])
def test_an_answer_about_a_version_that_was_not_measured_says_so(call: Call, question: str) -> None:
    for version in UNMEASURED:
        done = call(question, "-", "--haproxy-version", version, "--format", "json", stdin=TEXT)

        assert done.status == 0
        assert json.loads(done.out)["haproxy"] == version
        assert unmeasured_note(version) in done.err
    assert call(question, "-", stdin=TEXT).err == ""
