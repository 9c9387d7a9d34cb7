"""The gate: wrong kinds of objects, and text that no line can hold, are refused with nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import haproxy_model as hm
from haproxy_model.values.fields import is_number

SOURCE = b"""\
# top
.if defined(P)
global
    maxconn 10
    stats socket /run/x level admin
    setenv A b
    tune.bufsize 16384
.endif
defaults base
    mode http
    timeout client 60000
listen l from base
    description some words
    bind 10.0.0.1:80 name x
    acl a path /x
    http-request deny if a b
    http-response deny if a b
    tcp-request content reject if a
    use_backend %[src] if a
    use-server s if a
    option httpchk GET /
    balance roundrobin
    hash-type consistent
    cookie c insert
    capture cookie c len 5
    filter compression
    stats enable
    stick on src
    http-check send meth GET
    stick-table type ip size 1m expire 30m
    log 10.0.0.9:514 local0
    log-format "%ci %[src,lower]"
    server s 10.0.0.2:80 inter 2000 sni req.hdr(host) alpn h2,http/1.1 addr 10.0.0.1 port 80
    server-template t 3 10.0.0.2:80
    # c
    errorfile 500 /x
    http-error status 500 file /x
.if X
    redirect scheme https if a
    default-server check
.endif
    default_backend b
    unknown words
peers p
    peer one 10.0.0.1:1024
resolvers r
    nameserver n 10.0.0.1:53
mailers m
    mailer n 10.0.0.1:25
userlist u
    user x insecure-password y
    group g users x
"""


class Stranger:
    """An object of the caller's."""


#: objects that no attribute takes
STRANGERS = [5.5, b"x", bytearray(b"x"), {"a": 1}, {"a"}, Stranger(), Stranger, hm.Span(None, 1, 1, 1, 1, 0, 0), 3j]
#: objects and texts that some attributes take
DOUBTFUL = [
    *(None, True, False, 0, 5, -5, 10**30),
    *(["a"], ("a",), [], (), [None], [5], ("a", b"b"), [["a"]], [hm.Param("check")]),
    *(
        hm.Size(bytes=4),
        hm.Duration(microseconds=5_000),
        hm.Duration(microseconds=1),
        hm.Address(host="h", port=1),
        hm.Address(host="h", port=99999),
        hm.Param("check"),
    ),
    *(hm.Unread("x", "y"), hm.Expandable("$X", '"$X"'), hm.Expandable("$X", "$X y"), hm.Severity.ERROR),
    *(
        hm.Server("z", "::1:1"),
        hm.Backend("z"),
        hm.Action(name="deny"),
        hm.Condition(keyword="if"),
        hm.LogFormat(parts=("a", "b")),
    ),
    *("", " ", "a b", "a\tb", "a\nb", "a\rb", "a\0b", "a#b", "#", "a'b", 'a"b', "a\\", "[a]", "\ud800", "é"),
    *("check inter 2s", "${X}", "if a b", "if { src ::1", "10.0.0.1:80", "h2,,h3", ".if 1", "backend b", "no x"),
]


def owners(config: hm.Config) -> Iterator[Any]:
    """Everything that has attributes: preamble, sections, headers, lines, timeouts."""
    yield config.files[0].preamble
    for section in config.sections:
        yield from (section, section.header, *section.lines)
        if hasattr(section, "timeouts"):
            yield section.timeouts


def settable(owner: Any) -> list[str]:
    """The attributes that are meant to be assigned, and some that are not."""
    return [name for name in dir(type(owner)) if not name.startswith("_")]


NUMBERED = [(number, type(owner).__name__) for number, owner in enumerate(owners(hm.parse(SOURCE)))]


@pytest.mark.parametrize(("number", "kind"), NUMBERED)
def test_an_assignment_is_refused_or_reads_back(number: int, kind: str) -> None:
    config = hm.parse(SOURCE)
    owner = [*owners(config)][number]
    text = getattr(owner, "text", None)
    for name in settable(owner):
        for value in (*STRANGERS, *DOUBTFUL):
            refusal = refusal_of(owner, name, value)
            if refusal is not None:
                assert getattr(owner, "text", None) == text, (name, value)
                assert is_worded(refusal), (name, value, refusal)
                continue
            assert not any(value is each for each in STRANGERS), (name, value, config.dumps())
            assert_reads_back(config, owner, name, value)
            if config.dump() != SOURCE:
                config = hm.parse(SOURCE)
                owner = [*owners(config)][number]
        assert config.dump() == SOURCE, name


def refusal_of(owner: Any, name: str, value: object) -> Exception | None:
    """The exception of an assignment that is refused."""
    try:
        setattr(owner, name, value)
    except (TypeError, AttributeError, hm.HaproxyModelError) as error:
        return error
    return None


def is_worded(error: Exception) -> bool:
    """Whether an exception is one of ours, which says what to do."""
    if isinstance(error, AttributeError):
        return "is not assigned: " in str(error)
    return isinstance(error, hm.HaproxyModelError) or str(error).startswith("expected ")


def assert_reads_back(config: hm.Config, owner: Any, name: str, value: object) -> None:
    """What was accepted is there, in the object and in the file."""
    again = hm.parse(config.dump())
    assert hm.equivalent(again, config), (name, value, config.dumps())
    twins = [
        twin
        for each, twin in zip(owners(config), owners(again), strict=True)
        if each is owner or (type(each) is type(owner) and getattr(each, "_section", each) is owner)
    ]
    for twin in twins:
        assert type(twin) is type(owner)
        assert getattr(twin, name, None) == getattr(owner, name, None), (name, value, config.dumps())
    if is_number(value) or isinstance(value, (hm.Duration, hm.Address, hm.Condition, hm.LogFormat)):
        assert getattr(owner, name) == value, (name, value)


# -- constructors and collections --------------------------------------------------------------------------------------

Call = Callable[[Any], object]
NAMES: dict[str, Call] = {
    "backend": hm.Backend,
    "defaults": lambda name: hm.Backend("b", from_defaults=name),
    "server": lambda name: hm.Server(name, "10.0.0.1:80"),
    "server-template": lambda name: hm.ServerTemplate(name, "3", "10.0.0.1:80"),
    "peer": lambda name: hm.Peer(name, "10.0.0.1:80"),
    "acl": lambda name: hm.Acl(name, "src", "10.0.0.1"),
    "default_backend": hm.DefaultBackend,
    "use_backend": lambda name: hm.UseBackend(name, "if", "a"),
    "use-server": lambda name: hm.UseServer(name, "if", "a"),
    "nameserver": lambda name: hm.Nameserver(name, "10.0.0.1:53"),
    "mailer": lambda name: hm.Mailer(name, "10.0.0.1:25"),
    "group": hm.Group,
    "resolvers": lambda name: hm.Server("s", "10.0.0.1:80", resolvers=name),
    "track": lambda name: hm.Server("s", "10.0.0.1:80", track=name),
    "condition": lambda name: setattr(hm.UseBackend("b"), "condition", ("if", name)),
    "setting": lambda name: setattr(hm.Frontend("f"), "default_backend", name),
}


@pytest.mark.parametrize(
    "name", ["a b", " a", "a\t", "a\nb", "a\0b", "a#b", "a'b", 'a"b', "a\\b", "", "é", "a,b"], ids=repr
)
@pytest.mark.parametrize("what", NAMES)
def test_a_name_that_haproxy_does_not_permit_is_refused(what: str, name: str) -> None:
    with pytest.raises(hm.InvalidValue):
        NAMES[what](name)


@pytest.mark.parametrize(
    "name", [None, 5, True, b"a", ["a"], ("a",), {"a"}, hm.Size(bytes=4), hm.Backend("b"), Stranger()]
)
@pytest.mark.parametrize("what", NAMES)
def test_a_name_that_is_no_text_is_refused(what: str, name: object) -> None:
    if name is None and what in ("backend", "defaults", "resolvers", "track", "setting"):
        return  # there, None is nothing at all
    with pytest.raises(TypeError, match="expected "):
        NAMES[what](name)


KEYWORDS: dict[str, Call] = {
    "option": hm.Option,
    "timeout": lambda name: hm.Timeout(name, "5s"),
    "filter": hm.Filter,
    "stats": hm.Stats,
    "server": lambda word: hm.Server("s", "10.0.0.1:80", params=[hm.Param(word)]),
    "default-server": lambda word: hm.DefaultServer(params=[hm.Param(word)]),
    "bind": lambda word: hm.Bind(":80", params=[hm.Param(word)]),
    "params": lambda word: setattr(hm.Server("s", "10.0.0.1:80"), "params", [hm.Param(word)]),
}


@pytest.mark.parametrize("word", ["check inter", " check", "check\n", ""], ids=repr)
@pytest.mark.parametrize("what", KEYWORDS)
def test_a_keyword_is_one_word(what: str, word: str) -> None:
    with pytest.raises(hm.InvalidValue):
        KEYWORDS[what](word)


LINES: dict[str, Call] = {
    "statement": lambda line: hm.Statement("x", line),
    "line": hm.Line,
    "parse": hm.Statement.parse,
    "section": lambda line: hm.Backend("b", line),
    "bind": hm.Bind,
    "address": lambda address: hm.Server("s", address),
    "count": lambda count: hm.ServerTemplate("t", count, "10.0.0.1:80"),
    "append": lambda line: backend().servers.append(line),
    "append a line": lambda line: backend().lines.append(line),
    "append a statement": lambda line: backend().statements.append(line),
    "append a section": lambda section: hm.parse(b"").sections.append(section),
    "insert before": lambda line: backend().servers.insert_before("a", line),
    "insert after": lambda line: backend().servers.insert_after("a", line),
    "insert beside": lambda beside: backend().servers.insert_after(beside, "server c 10.0.0.1:80"),
    "remove": lambda line: backend().servers.remove(line),
    "remove a section": lambda section: hm.parse(SOURCE).sections.remove(section),
    "move": lambda line: backend().servers.move_before(line, "a"),
    "move beside": lambda beside: backend().servers.move_before("a", beside),
    "rename": lambda name: backend().servers.rename("a", name),
    "rename what": lambda line: backend().servers.rename(line, "x"),
    "rename everywhere": lambda name: renamed(name),
    "comment": lambda comment: backend().insert_comment(comment),
    "comment before": lambda line: backend().insert_comment("x", before=0 if line is None else line),
    "respell": lambda spelling: backend().servers[0].respell(0, spelling),
    "read": hm.parse,
}


def backend() -> hm.Backend:
    """A backend in a configuration, whose text the test compares."""
    return CONFIGS.setdefault("current", hm.parse(b"backend b\n    server a 10.0.0.1:80\n")).backends[0]


CONFIGS: dict[str, hm.Config] = {}


def renamed(name: Any) -> object:
    """Another name for the backend, wherever it is named."""
    config = backend().config
    assert config is not None
    return config.rename(config.symbols().find("backend", "b"), name)


@pytest.mark.parametrize(
    "value", [None, 5.5, True, ["server c 10.0.0.1:80"], {"a"}, hm.Size(bytes=4), hm.Param("x"), Stranger()]
)
@pytest.mark.parametrize("what", LINES)
def test_what_is_no_line_section_or_text_is_refused(what: str, value: object) -> None:
    before = backend().config.dump()  # type: ignore[union-attr]
    with pytest.raises(TypeError, match="expected "):
        LINES[what](value)

    assert backend().config.dump() == before  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", [hm.Global, hm.Traces])
def test_a_section_that_has_no_name_takes_none(kind: type[hm.Section]) -> None:
    with pytest.raises(hm.InvalidValue, match="has no name"):
        kind("x")


def test_parameters_are_params_and_read_back_as_such() -> None:
    config = hm.parse(b"backend b\n    server a 10.0.0.1:80   check  # x\n")
    server, before = config.backends[0].servers[0], config.dump()
    wrong: list[tuple[object, type[Exception]]] = [
        ("check", hm.InvalidValue),
        ("", hm.InvalidValue),
        (None, TypeError),
        (b"check", TypeError),
        (["check"], TypeError),
        ([hm.Param("inter", "2s")], TypeError),  # type: ignore[arg-type]  # values are a tuple
        ([hm.Param("inter", (2,))], TypeError),  # type: ignore[arg-type]  # of texts
        ([("check", (), ())], TypeError),
        ({"check": ()}, TypeError),
        ([hm.Param("check", ("x",))], hm.InvalidValue),
        ([hm.Param("inter"), hm.Param("check")], hm.InvalidValue),
        ([hm.Param("check inter")], hm.InvalidValue),
        ([hm.Param("check", ("a\0b",))], hm.InvalidValue),
    ]
    for params, error in wrong:
        with pytest.raises(error):
            server.params = params  # type: ignore[assignment]  # which is what is tested
        assert config.dump() == before

    server.params = (*server.params, hm.Param("inter", ("2s",)), ("fall", ("3",)))  # type: ignore[assignment]
    assert config.dumps() == "backend b\n    server a 10.0.0.1:80   check inter 2s fall 3  # x\n"


def test_text_behind_a_keyword_is_taken_whole_or_refused() -> None:
    config = hm.parse(b"listen l\n    balance source\n    option httpchk GET /\n    http-request deny if a\n")
    listen, before = config.listens[0], config.dump()
    for text in ("hdr(x) # y", "hdr(x)#y", "hdr(x)\rjunk", "hdr(x)\n", "'open", "x \\x4", '"$"'):
        for owner, name in (
            (listen, "balance"),
            (listen.options[0], "parameters"),
            (listen.http_request[0], "condition"),
        ):
            with pytest.raises(hm.InvalidValue):
                setattr(owner, name, f"if {text}" if name == "condition" else text)
            assert config.dump() == before

    listen.cookie = "'#x' insert domain '[a]'"
    assert listen.statements["cookie"].words == ("cookie", "#x", "insert", "domain", "[a]")
    listen.cookie = listen.cookie
    assert listen.statements["cookie"].words == ("cookie", "#x", "insert", "domain", "[a]")


def test_a_word_with_variables_stays_one() -> None:
    config = hm.parse(b"listen l\n    balance source\n    option httpchk GET /\n    log-tag x\n")
    listen, word = config.listens[0], hm.Expandable("$X a", '"$X a"')
    listen.balance = word
    listen.log_tag = word
    listen.options[0].parameters = word  # type: ignore[assignment]  # one word is text, too

    assert config.dumps() == 'listen l\n    balance "$X a"\n    option httpchk "$X a"\n    log-tag "$X a"\n'


def test_text_of_another_class_is_written_as_plain_text() -> None:
    class Marked(str):
        """Text as template engines and YAML readers make it."""

        __slots__ = ("mark",)

        def __str__(self) -> str:
            return "marked"

    server = hm.Server(Marked("a"), Marked("10.0.0.1:80"), cookie=Marked("c"))

    assert server.words == ("server", "a", "10.0.0.1:80", "cookie", "c")
    assert {type(word) for word in server.words} == {str}


def test_a_refused_object_stays_what_it_was() -> None:
    config = hm.parse(b"backend b\n    server a 10.0.0.1:80\n")
    bind = hm.Statement("bind", ":80")
    with pytest.raises(hm.InvalidValue):
        config.backends[0].servers.append(bind)
    with pytest.raises(hm.UnknownName):
        config.backends[0].binds.insert_before("x", bind)

    assert type(bind) is hm.Statement
    assert config.backends[0].binds.append(bind) is bind
    assert type(bind) is hm.Bind
