"""`hm.upgrade`: what it finds, what it makes of it, and what it leaves alone."""

from __future__ import annotations

import pytest

import haproxy_model as hm

#: nothing below has a default that changes
TIMES = (
    "defaults\n    mode http\n    option abortonclose\n"
    "    timeout client 1m\n    timeout connect 5s\n    timeout server 1m\n"
)
WEB = f"{TIMES}listen web\n    bind 192.0.2.1:80\n    balance roundrobin\n    server a 192.0.2.2:80 check\n"


def upgraded(text: str, *, later: str = "3.4", unsafe: bool = True) -> hm.Upgraded:
    """The upgrade of a text from 2.4."""
    return hm.upgrade(hm.parse(text), earlier="2.4", later=later, unsafe=unsafe)


def steps(text: str, *kinds: str) -> list[hm.UpgradeStep]:
    """The steps of some kinds."""
    return [step for step in upgraded(text).steps if step.kind in kinds]


def now(text: str) -> str:
    """A text after its upgrade, below `WEB`."""
    return upgraded(WEB + text).config.dumps().removeprefix(WEB)


#: a line of 2.4 or older below `WEB` -> what takes its place
LINES = {
    "    option http-use-htx\n": "",
    "    no option http-use-htx\n": "",
    "    option http-tunnel\n": "",
    "    no option forceclose # why\n": "    no option httpclose # why\n",
    "    timeout clitimeout 5s\n": "    timeout client 5s\n",
    "    no option accept-invalid-http-request\n": "    no option accept-unsafe-violations-in-http-request\n",
    "    option accept-invalid-http-response\n": "    option accept-unsafe-violations-in-http-response\n",
    "    http-request set-mark 1 if TRUE\n": "    http-request set-fc-mark 1 if TRUE\n",
    "    http-response set-tos 2\n": "    http-response set-fc-tos 2\n",
    "    acl x set-cookie(a) b\n": "    acl x res.cook(a) b\n",
    "    log-format '%Ci %{+Q}st %%Ci'\n": "    log-format '%ci %{+Q}ST %%Ci'\n",
    "    http-response set-header x %[set-cookie(a)]\n": "    http-response set-header x %[res.cook(a)]\n",
    '    http-request deny if { var(txn.a) "x" }\n': '    http-request deny if { var(txn.a) -m str "x" }\n',
    "    server b 192.0.2.3:80/path check\n": "    server b 192.0.2.3:80 check\n",
    '    balance leastconn ""\n': "    balance leastconn\n",
    "    errorfile 503 /dev/null more\n": "    errorfile 503 /dev/null\n",
    "    bind-process 1\n": "",
    "    bind :81 process 1/2\n": "    bind :81 thread 2\n",
    "    bind :81 process 1 name x\n": "    bind :81 name x\n",
    "    block if TRUE\n": "    http-request deny if TRUE\n",
    "    reqadd X-A:\\ 50%\\ b unless TRUE\n": "    http-request add-header X-A '50%% b' unless TRUE\n",
    "    rspadd X-A:b\n": "    http-response add-header X-A b\n",
    "    reqidel ^X-A:.* if TRUE\n": "    http-request del-header X-A if TRUE\n",
    "    rspidel ^X-\n": "    http-response del-header X- -m beg\n",
    "    reqrep ^Host:\\ (.*)\\.old Host:\\ \\1.new\n": (
        "    http-request replace-header Host '^(.*)\\.old' '\\1.new'\n"
    ),
    "    rspirep ^Location:\\ http://(.*) Location:\\ https://\\1\n": (
        "    http-response replace-header Location (?i)^http://(.*) 'https://\\1'\n"
    ),
    "    reqrep ^([^\\ :]*)\\ /a/(.*) \\1\\ /b/\\2\n": "    http-request replace-pathq ^/a/(.*) '/b/\\1'\n",
    "    reqideny ^User-Agent:\\ bad if TRUE\n": (
        "    http-request deny if { req.fhdr(User-Agent) -m reg -i ^bad } TRUE\n"
    ),
    "    reqtarpit ^[^\\ ]*\\ /admin\n": "    http-request tarpit if { pathq -m reg ^/admin }\n",
    "    option httpchk GET /h HTTP/1.1\\r\\nHost:\\ a\\r\\nX-B:c\n": (
        "    option httpchk GET /h HTTP/1.1\n    http-check send hdr Host a hdr X-B c\n"
    ),
    "    option httpchk GET /h HTTP/1.0\\r\\n\\r\\nhello\n": (
        "    option httpchk GET /h HTTP/1.0\n    http-check send body hello\n"
    ),
    "    hash-type avalanche\n": "    hash-type map-based sdbm avalanche\n",
    "listen x 192.0.2.1:81\n    mode http\n": "listen x\n    bind 192.0.2.1:81\n    mode http\n",
}


@pytest.mark.parametrize("old", LINES)
def test_an_old_line_becomes_what_means_the_same(old: str) -> None:
    assert now(old) == LINES[old]


@pytest.mark.parametrize("old", LINES)
def test_nothing_of_the_rest_changes_and_the_later_version_takes_it(old: str) -> None:
    result = upgraded(WEB + old)

    assert result.config.dumps().startswith(WEB)
    assert not result.report.fatal
    assert all(step.is_done for step in result.steps)


@pytest.mark.parametrize("old", LINES)
def test_a_second_upgrade_changes_nothing(old: str) -> None:
    once = upgraded(WEB + old)

    assert hm.upgrade(once.config, earlier="2.4").config.dumps() == once.config.dumps()
    assert not [step for step in hm.upgrade(once.config, earlier="2.4").steps if step.is_done]


#: lines that need a person -> a word of the reason
BY_HAND = {
    "    appsession A len 52 timeout 3h\n": "stick table",
    "    grace 5s\n": "stopped",
    "    option http_proxy\n": "set-dst",
    "    dispatch 192.0.2.9:80\n": "server",
    "    monitor-net 192.0.2.0/24\n": "http-request return",
    "    mode health\n": "200",
    "    reqrep foo bar\n": "several lines",
    "    reqrep ^Host:\\ a X-Host:\\ a\n": "another name",
    "    reqiallow ^Host:\n": "http-request allow",
    "    reqadd nothing\n": "Name: value",
    "    reqideny ^Host:\\ a if TRUE || TRUE\n": "alternatives",
    "    http-send-name-header Host\n": "header",
    "    filter compression\n": "comp-req",
    "program p\n    command /bin/true\n": "service manager",
}


@pytest.mark.parametrize("old", BY_HAND)
def test_what_needs_a_person_stays_and_says_why(old: str) -> None:
    result = upgraded(WEB + old)

    assert result.config.dumps() == WEB + old
    assert [step.finding.fix for step in result.by_hand] == [None] * len(result.by_hand)
    assert any(BY_HAND[old] in (step.reason or "") for step in result.by_hand)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("global\n    nbproc 1 # one\n", "global\n"),
        ("global\n    nbproc 4 # cores\n", "global\n    nbthread 4 # cores\n"),
        ("global\n    nbproc 4\n    nbthread 1\n", "global\n    nbthread 4\n"),
        ("global\n    nbproc 2\n    stats bind-process 1\n", "global\n    nbthread 2\n"),
        ("global\n    maxconn 64x\n", "global\n    maxconn 64\n"),
        ("global\n    tune.chksize 9\n", "global\n"),
        ("global\n    tune.ssl.capture-cipherlist-size 9\n", "global\n    tune.ssl.capture-buffer-size 9\n"),
    ],
)
def test_processes_become_threads(old: str, new: str) -> None:
    assert upgraded(old + WEB).config.dumps() == new + WEB


@pytest.mark.parametrize("first", ["global\n", "global\n    daemon\n"])
def test_a_number_of_threads_that_comes_too_late_is_moved_up(first: str) -> None:
    result = upgraded(f"{first}{WEB}global\n    nbthread 4\n    maxconn 9\n")

    assert result.config.dumps() == f"{first}    nbthread 4\n{WEB}global\n    maxconn 9\n"


def test_several_processes_are_unsafe_and_one_is_safe() -> None:
    found = {count: steps(f"global\n    nbproc {count}\n{WEB}", "removed")[0] for count in (1, 4)}

    assert {count: step.finding.fix and step.finding.fix.applicability for count, step in found.items()} == {
        1: "safe",
        4: "unsafe",
    }


def test_unsafe_rewrites_are_left_out_where_that_is_wanted() -> None:
    text = f"global\n    nbproc 4\n{WEB}"
    result = upgraded(text, unsafe=False)

    assert result.config.dumps() == text
    assert [step.kind for step in result.by_hand] == ["removed"]


def test_a_frontend_gives_way_to_the_backend_of_its_name() -> None:
    text = f"{TIMES}frontend a\n    bind :80\n    default_backend a\nbackend a\n    server s 192.0.2.2:80\n"

    assert upgraded(text).config.dumps() == text.replace("frontend a", "frontend a-frontend")


def test_a_defaults_gives_way_to_any_proxy_and_that_is_safe() -> None:
    text = "defaults a\n    mode tcp\nlisten a from a\n    bind :80\n    server s 192.0.2.2:80\n"
    result = upgraded(text)

    assert result.config.dumps().startswith("defaults a-defaults\n    mode tcp\nlisten a from a-defaults\n")
    assert [step.finding.fix and step.finding.fix.applicability for step in result.steps if step.is_done] == ["safe"]


def test_a_name_that_is_computed_is_for_a_person() -> None:
    """The backend may be chosen by a computed name: it stays; the frontend gets another name."""
    text = f"{TIMES}frontend a\n    bind :80\n    use_backend %[req.hdr(x)]\nbackend a\n    server s 192.0.2.2:80\n"

    assert "backend a\n" in upgraded(text).config.dumps()


@pytest.mark.parametrize("second", ["GET /b HTTP/1.1\\r\\nHost:\\ b", "GET /b HTTP/1.1", "GET /b"])
def test_hidden_headers_of_lines_that_haproxy_joins_are_for_a_person(second: str) -> None:
    """Two lines `http-check send` without a `connect` between them are refused: nothing is made that is."""
    text = f"{TIMES}backend a\n    option httpchk GET / HTTP/1.1\\r\\nHost:\\ a\n    option httpchk {second}\n"
    text += "    server s 192.0.2.2:80 check\n"

    assert upgraded(text).config.dumps() == text
    assert all("joined" in (step.reason or "") for step in steps(text, "refused"))


def test_releases_are_those_in_which_it_changed() -> None:
    text = (
        f"{TIMES}listen a\n    bind :80\n    option forceclose\n    redispatch\n    balance roundrobin\n"
        "    option httpchk GET / HTTP/1.1\\r\\nHost:\\ x\n    bind-process all\n    server s 192.0.2.2:80\n"
        "    option accept-invalid-http-request\n"
    )

    assert [(step.kind, step.version) for step in steps(text, "removed", "refused", "deprecated")] == [
        ("removed", "2.5"),
        ("removed", "2.1"),
        ("refused", "2.7"),
        ("removed", "2.7"),
        ("deprecated", "3.2"),
    ]


def test_only_what_changed_on_the_way_is_found() -> None:
    text = f"{WEB}    dispatch 192.0.2.9:80\n    http-request set-mark 1\n"

    assert [step.version for step in upgraded(text, later="3.0").steps] == ["3.0"]
    assert [step.version for step in hm.upgrade(hm.parse(text), earlier="3.0").by_hand] == ["3.3"]


def test_lines_of_steps_are_those_of_the_file_as_it_was_given() -> None:
    """The second is found only when the first is rewritten."""
    text = f"{TIMES}global\n    tune.chksize 5\nlisten x 192.0.2.1:80\n    balance source\n"
    text += "    contimeout 5\n    rspadd a:b\n"

    assert [(step.finding.span.line if step.finding.span else 0) for step in steps(text, "removed", "refused")] == [
        8, 9, 11, 12,
    ]  # fmt: skip


def test_a_step_of_a_secret_does_not_show_it() -> None:
    text = f"{WEB}    reqadd Authorization:\\ Basic\\ c2VjcmV0\n"
    text += "    reqrep ^Authorization:\\ (.*) Authorization:\\ Basic\\ c2VjcmV0\n"

    found = upgraded(text).steps
    said = [f"{step.finding.message} {step.reason} {step.finding.fix and step.finding.fix.title}" for step in found]
    assert len(said) == 2
    assert "c2VjcmV0" not in " ".join(said)


@pytest.mark.parametrize("version", ["2.4", "2.0", "x"])
def test_the_later_version_has_to_be_later(version: str) -> None:
    with pytest.raises(hm.InvalidValue):
        hm.upgrade(hm.parse(WEB), earlier="2.4", later=version)


def test_lines_of_branches_that_are_not_taken_are_named_and_stay() -> None:
    text = (
        "global\n nbproc 4\n.if defined(X)\n nbproc 2\n # why\n maxconn 2\n.else\n maxconn 3\n.endif\n"
        "listen l\n bind :80\n.if defined(Y)\n option forceclose\n.endif\n"
    )

    upgraded = hm.upgrade(hm.parse(text, "a.cfg"), earlier="2.4", later="3.4")

    assert [(each.file, each.line, each.end_line) for each in upgraded.left_out] == [("a.cfg", 4, 6), ("a.cfg", 13, 13)]
    assert upgraded.config.dumps() == text.replace("nbproc 4", "nbthread 4")
    known = hm.upgrade(hm.parse(text), earlier="2.4", later="3.4", environment={"X": "1", "Y": "1"})
    assert [each.line for each in known.left_out] == [8]
    assert "forceclose" not in known.config.dumps()


def test_a_file_without_branches_leaves_nothing_out() -> None:
    assert not hm.upgrade(hm.parse("global\n nbproc 1\n"), earlier="2.4", later="3.4").left_out


def test_a_comment_that_goes_with_its_line_is_said() -> None:
    text = "global\n nbproc 1 # one is enough\n maxconn 10 # kept\nlisten l\n bind :80\n"

    upgraded = hm.upgrade(hm.parse(text), earlier="2.4", later="3.4")

    (step,) = (each for each in upgraded.steps if each.is_done)
    assert step.finding.fix is not None
    assert step.finding.fix.title.endswith("; the comment `one is enough` goes, too")
    assert "one is enough" not in upgraded.config.dumps()
    assert "# kept" in upgraded.config.dumps()
