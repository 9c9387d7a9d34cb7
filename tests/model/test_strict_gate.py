"""The gate as one walk: each parameter of each public entry refuses the wrong kind of object and changes nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import MemberDescriptorType
from typing import Any

import pytest

import haproxy_model as hm
from haproxy_model.errors import Guarded
from haproxy_model.model.virtual_fields import Typed

SOURCE = b"""\
global
    maxconn 10
defaults d
    mode http
    timeout client 5s
frontend f from d
    bind :80 name x
    http-request deny if a
    use_backend b if a
backend b from d
    option httplog
    server s 10.0.0.1:80 check inter 2s
    server t 10.0.0.2:80 check
"""


class Stranger:
    """An object of the caller's."""


#: objects that nothing takes
STRANGERS = [5.5, b"x", bytearray(b"x"), {"a": 1}, {5}, Stranger(), Stranger, 3j, [5], hm.Span(None, 1, 1, 1, 1, 0, 0)]

Entry = tuple[Callable[..., object], dict[str, object]]


def entries(config: hm.Config) -> Iterator[tuple[str, Entry]]:
    """Every public entry that takes a name, an object or a value, with arguments that it would take."""
    frontend, backend = config.frontends["f"], config.backends["b"]
    server, symbols = backend.servers["s"], config.symbols()
    effective, failover = config.effective(backend), hm.failover(backend)
    question: dict[str, object] = {"version": "3.4", "environment": {}}
    choice: dict[str, object] = {"select": [], "extend_select": [], "ignore": [], "options": {}}
    known: dict[str, object] = {"features": [], "files": None, "facts": []}
    yield "parse", (hm.parse, {"source": b"", "filename": "x.cfg"})
    yield "parse_file", (hm.parse_file, {"path": "x.cfg"})
    yield "parse_files", (hm.parse_files, {"paths": ["x.cfg"]})
    yield "check", (hm.check, {"config": config, **question, "features": [], "files": None})
    yield "validate", (hm.validate, {"config": config, **question, **choice, **known, "rules": []})
    yield (
        "validate_controllers",
        (hm.validate_controllers, {"configs": [config], **question, **choice, **known, "rules": []}),
    )
    yield (
        "mend",
        (hm.mend, {"config": config, "only": None, "unsafe": False, **question, **choice, **known, "rules": []}),
    )
    many: dict[str, object] = {"paths": ["x.cfg"], "executor": None, "settings": None, "isolated": False}
    yield "lint_many", (hm.lint_many, {**many, **question, **choice, "rules": []})
    yield "rules", (hm.rules, {"name": "x"})
    step: dict[str, object] = {"earlier": "2.4", "later": "3.4", "unsafe": True, "keep_defaults": False}
    yield "upgrade", (hm.upgrade, {"config": config, **step, "environment": {}})
    report = hm.check(config)
    yield "Report.text", (report.text, {"name": "x.cfg"})
    yield "Report.json", (report.json, {"name": "x.cfg"})
    yield "failover", (hm.failover, {"proxy": backend, **question})
    compared: dict[str, object] = {"first": server, "second": server, "ignore": [], "ignore_order": False}
    yield "equivalent", (hm.equivalent, {**compared, "version": "3.4"})
    yield "differences", (hm.differences, {**compared, "version": "3.4"})
    yield "Config.effective", (config.effective, {"proxy": backend, **question})
    yield "Config.rename", (config.rename, {"symbol": symbols.find("backend", "b"), "new": "c"})
    yield "Config.span", (config.span, {"member": server})
    flags: dict[str, object] = {"overwrite": False, "change_owner": False}
    yield "Config.write", (config.write, {"path": "x.cfg", **flags})
    yield "File.write", (config.files[0].write, {"path": "x.cfg", **flags})
    yield "Section.insert_comment", (backend.insert_comment, {"comment": "x", "before": server})
    yield "Statement.parse", (hm.Statement.parse, {"line": "x"})
    yield "Statement.respell", (server.respell, {"index": 0, "spelling": "server"})
    yield "Statement.part", (server.part, {"name": "inter"})
    yield "Server.param", (server.param, {"keyword": "inter"})
    yield "Server.values", (server.values, {"keyword": "inter"})
    yield "Server.add", (server.add, {"keyword": "inter", "value": "2s"})
    yield "Server.replace", (server.replace, {"keyword": "inter", "values": ["2s"]})
    for members, name in ((backend.servers, "s"), (config.backends, "b"), (frontend.http_request, "deny")):
        other = members[name]
        yield "Members.get", (members.get, {"name": name, "default": None})
        yield "Members.all", (members.all, {"name": name})
        yield "Members.__getitem__", (members.__getitem__, {"key": name})
        yield "Members.append", (members.append, {"member": other.copy()})
        yield "Members.insert_before", (members.insert_before, {"member": other, "new": other.copy()})
        yield "Members.insert_after", (members.insert_after, {"member": other, "new": other.copy()})
        yield "Members.index", (members.index, {"member": other, "start": 0, "stop": 9})
        yield "Members.count", (members.count, {"member": other})
        yield "Members.extend", (members.extend, {"members": [other.copy()]})
        yield "Members.insert", (members.insert, {"index": 0, "member": other.copy()})
        yield "Members.pop", (members.pop, {"key": 0})
        yield "Members.sort", (members.sort, {"key": str, "reverse": False})
        yield "Members.remove", (members.remove, {"member": other, "comments": False})
        yield "Members.move_before", (members.move_before, {"member": other, "other": other})
        yield "Members.move_after", (members.move_after, {"member": other, "other": other})
        if name != "deny":
            yield "Members.rename", (members.rename, {"member": other, "name": "z"})
    yield "Effective.option", (effective.option, {"name": "httplog"})
    yield "Effective.timeout", (effective.timeout, {"name": "client"})
    yield "Effective.setting", (effective.setting, {"path": "balance"})
    yield "Effective.pool", (effective.pool, {"name": "b"})
    for name in ("has", "param", "line"):
        yield f"EffectiveServer.{name}", (getattr(effective.servers[0], name), {"keyword": "inter"})
    yield "EffectiveServer.origin", (effective.servers[0].origin, {"parameter": "inter"})
    yield "Failover.candidates", (failover.candidates, {"down": ["s"]})
    yield "Failover.state", (failover.state, {"down": ["s"]})
    yield "Symbols.find", (symbols.find, {"kind": "backend", "name": "b", "owner": None})
    yield "Symbols.at", (symbols.at, {"line": 1, "column": 1, "file": None})
    yield "Symbols.again", (symbols.again, {"symbol": symbols.find("backend", "b")})
    yield "Symbols.named_by", (symbols.named_by, {"member": backend})
    yield "Symbols.span", (symbols.span, {"mention": symbols.find("backend", "b").definitions[0]})
    asked: list[hm.LintContext] = []
    hm.validate(config, rules=[hm.LintRule("ACME001", "some-thing", lambda ctx: asked.append(ctx))], select=["ACME001"])
    (ctx,) = asked
    for name in ("effective", "failover", "fronts"):
        yield f"LintContext.{name}", (getattr(ctx, name), {"proxy": backend})
    for name in ("statements", "is_known"):
        yield f"LintContext.{name}", (getattr(ctx, name), {"section": backend})
    yield "LintContext.may_be_used", (ctx.may_be_used, {"symbol": symbols.find("backend", "b")})
    yield "LintContext.markers", (ctx.markers, {"place": backend})
    yield "LintContext.facts", (ctx.facts, {"key": "vip"})
    finding: dict[str, object] = {"message": "x", "at": server, "related": [], "severity": None, "change": None}
    yield "Finding", (hm.Finding, {**finding, "title": "", "safe": False})
    rule: dict[str, object] = {"code": "ACME001", "name": "a-b", "find": len, "severity": "info", "is_default": True}
    yield "LintRule", (hm.LintRule, rule)
    for kind in (hm.Action, hm.Address, hm.Call, hm.Condition, hm.Duration, hm.Expression, hm.Item, hm.LogFormat):
        yield f"{kind.__name__}.parse", (kind.parse, {"text": "x"})
    yield "Size.parse", (hm.Size.parse, {"text": "x"})
    yield "Term.parse", (hm.Term.parse, {"text": "x"})
    yield "Term.acl", (hm.Term.acl, {"name": "x"})
    yield "Term.matches", (hm.Term.matches, {"criterion": "x", "words": "y"})
    yield "Duration.from_timedelta", (hm.Duration.from_timedelta, {"span": "x"})


#: What one parameter takes, of the strangers.
TAKEN: dict[tuple[str, str], tuple[type, ...]] = {
    ("parse", "source"): (bytes, bytearray),
    ("Members.get", "default"): (object,),
    ("Members.sort", "key"): (type,),
    ("Finding", "change"): (type,),
    ("LintRule", "find"): (type,),
}
#: Entries that only this library calls, with objects of its own.
OWN = {"LintContext.of", "Effective.first_line", "Failover.of", "Failover.balanced"}
WALKED = (
    *(hm.Config, hm.File, hm.Members, hm.Section, hm.Statement, hm.Server, hm.Effective, hm.EffectiveServer),
    *(hm.Failover, hm.Symbols, hm.Action, hm.Address, hm.Call, hm.Condition, hm.Duration, hm.Expression, hm.Item),
    *(hm.LogFormat, hm.LintContext, hm.Report, hm.Size, hm.Term),
)


def surface() -> Iterator[str]:
    """Every public function, and every public method that takes something."""
    for name in hm.__all__:
        if inspect.isfunction(getattr(hm, name)):
            yield name
    for kind in WALKED:
        for name, member in inspect.getmembers(kind, lambda each: inspect.isfunction(each) or inspect.ismethod(each)):
            if not name.startswith("_") and len(inspect.signature(member).parameters) > (not inspect.ismethod(member)):
                yield f"{kind.__name__}.{name}"


def test_every_public_entry_is_walked() -> None:
    walked = {name for name, _ in entries(hm.parse(SOURCE))}
    # What a class has of another is walked there.
    inherited = {
        "Server.parse": "Statement.parse",
        "Server.respell": "Statement.respell",
        "Server.part": "Statement.part",
    }
    missing = {name for name in surface() if inherited.get(name, name) not in walked | OWN}

    assert not missing


@pytest.mark.parametrize("number", range(len([*entries(hm.parse(SOURCE))])))
def test_each_parameter_refuses_the_wrong_kind_and_changes_nothing(number: int) -> None:
    config = hm.parse(SOURCE)
    name, (call, arguments) = [*entries(config)][number]
    kinds = {each.name: each.kind for each in inspect.signature(call).parameters.values()}
    assert {*arguments} == {*kinds} - {"default_unit"}
    for parameter in arguments:
        for stranger in STRANGERS:
            if isinstance(stranger, TAKEN.get((name, parameter), ())):
                continue
            given = {**arguments, parameter: stranger}
            placed = [value for each, value in given.items() if kinds[each] is not inspect.Parameter.KEYWORD_ONLY]
            named = {each: value for each, value in given.items() if kinds[each] is inspect.Parameter.KEYWORD_ONLY}
            with pytest.raises(TypeError, match="expected ") as refusal:
                call(*placed, **named)

            assert len(str(refusal.value)) < 250, (name, parameter, stranger)
            assert config.dump() == SOURCE, (name, parameter, stranger)


# -- what does not exist -----------------------------------------------------------------------------------------------


def owners(config: hm.Config) -> Iterator[Any]:
    """Everything that has attributes."""
    backend = config.backends["b"]
    effective, failover, symbols = config.effective(backend), hm.failover(backend), config.symbols()
    yield from (hm, config, config.files[0], config.files[0].preamble, backend, backend.header, backend.timeouts)
    yield from (backend.servers, backend.servers[0], *backend.lines, effective, effective.servers[0], failover)
    yield from (symbols, symbols.find("backend", "b"), failover.new_connections, failover.state())
    yield from (hm.Duration(seconds=5), hm.Size(bytes=4), hm.Address(host="h"), hm.Term.acl("a"), hm.Unread("x", "y"))
    yield from (hm.LogFormat.parse("%ci"), hm.Action(name="deny"), hm.Condition.parse("if a"), *hm.check(config))
    yield from (hm.validate(config), config.span(backend), effective.mode, effective.mode.origin, effective.settings[0])
    fixed = next(each for each in hm.validate(config) if each.fix)
    yield from (fixed.fix, *fixed.fix.edits, *fixed.related, *symbols.find("backend", "b").uses, hm.mend(config))
    yield from (effective.targets or [config.effective(config.frontends["f"]).targets[0]])


@pytest.mark.parametrize("number", range(len([*owners(hm.parse(SOURCE))])))
def test_an_attribute_that_does_not_exist_is_refused_with_a_near_one(number: int) -> None:
    config = hm.parse(SOURCE)
    owner = [*owners(config)][number]
    names = [name for name in dir(owner if owner is hm else type(owner)) if name.islower() and name[0] != "_"]
    for name in names:
        wrong = f"{name}x"
        if wrong in names:
            continue
        assert not hasattr(owner, wrong)
        assert getattr(owner, wrong, None) is None
        with pytest.raises(AttributeError, match=rf"has no attribute '{wrong}'; did you mean .*\b{name}\b"):
            getattr(owner, wrong)


@pytest.mark.parametrize("number", range(1, len([*owners(hm.parse(SOURCE))])))
def test_an_attribute_that_does_not_exist_is_not_assigned(number: int) -> None:
    config = hm.parse(SOURCE)
    owner = [*owners(config)][number]
    for name in [name for name in dir(type(owner)) if name.islower() and name[0] != "_"]:
        wrong = f"{name}x"
        if not hasattr(type(owner), wrong):
            with pytest.raises(AttributeError, match=rf"has no attribute '{wrong}'; did you mean .*\b{name}\b"):
                setattr(owner, wrong, "x")
    with pytest.raises(AttributeError, match="has no attribute 'zzzzz'"):
        owner.zzzzz = "x"

    assert config.dump() == SOURCE


@pytest.mark.parametrize("number", range(1, len([*owners(hm.parse(SOURCE))])))
def test_what_is_worked_out_or_frozen_is_not_assigned_and_says_what_to_do(number: int) -> None:
    config = hm.parse(SOURCE)
    owner = [*owners(config)][number]
    before = repr(owner)
    for name in {*dir(type(owner)), *getattr(owner, "__dict__", ())}:
        known = getattr(type(owner), name, None)
        if name[:1] == "_" or not hasattr(owner, name) or callable(getattr(owner, name)):
            continue
        is_settable = hasattr(known, "fset") or isinstance(known, (Typed, MemberDescriptorType))
        if isinstance(owner, Guarded) and is_settable and getattr(known, "fset", known) is not None:
            continue  # what is assigned on purpose
        with pytest.raises(AttributeError, match=r"is not assigned: |is resolved from several lines: set ") as refusal:
            setattr(owner, name, getattr(owner, name))
        assert len(str(refusal.value)) <= 140

    assert repr(owner) == before
    assert config.dump() == SOURCE


def test_what_no_haproxy_has_is_unknown_with_a_near_name() -> None:
    config = hm.parse(SOURCE.replace(b"option httplog", b"option flying\n    server u 10.0.0.3:80 wings 2"))
    backend = config.backends["b"]
    effective = config.effective(backend)
    server = effective.servers[0]
    wrong: dict[str, Callable[[], object]] = {
        "option httplog": lambda: effective.option("htplog"),
        "timeout client": lambda: effective.timeout("clinet"),
        "balance": lambda: effective.setting("blance"),
        "inter": lambda: server.has("intr"),
        "fall": lambda: server.param("fal"),
        "weight": lambda: server.line("wieght"),
        "rise": lambda: server.origin("risee"),
        "check": lambda: backend.servers[0].param("chek"),
        "b": lambda: config.backends["bb"],
        "Server": lambda: hm.Serverr,  # type: ignore[attr-defined]  # which is what is tested
    }
    for near, ask in wrong.items():
        with pytest.raises((hm.UnknownName, AttributeError), match=rf"; did you mean .*\b{near}\b"):
            ask()

    assert effective.option("flying").value
    assert effective.option("httplog").value is False
    assert effective.timeout("server").value is None
    assert effective.setting("balance") is None
    assert not server.has("weight")
    assert effective.servers[0].name == "u"
    assert effective.servers[0].has("wings")
    assert backend.servers["s"].param("maxconn") is None


def test_a_property_that_fails_says_why() -> None:
    class Failing(hm.Backend):
        """A section of somebody who went wrong."""

        @property
        def wrong(self) -> int:
            """What nobody has."""
            return self.header.nothing  # type: ignore[attr-defined,no-any-return]  # which is what is tested

    with pytest.raises(AttributeError, match="'Header' object has no attribute 'nothing'"):
        Failing("b").wrong  # noqa: B018


def test_a_frontend_has_no_failover() -> None:
    with pytest.raises(hm.InvalidValue, match="ask for a backend or listen section"):
        hm.failover(hm.parse(SOURCE).frontends["f"])
