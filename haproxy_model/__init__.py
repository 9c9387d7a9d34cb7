"""Reads any `haproxy.cfg` into typed objects that can be queried, changed, checked and proved, and writes it back.

    import haproxy_model as hm

    config = hm.parse_file("haproxy.cfg")
    config.listens["galera_cluster"].servers["controller2"].inter = "3s"
    config.write()

Names are imported when they are first used: `import haproxy_model` alone costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # fmt: off
    # isort: off
    from haproxy_model.api import (check as check, differences as differences, equivalent as equivalent,
        failover as failover, lint_many as lint_many, mend as mend, parse as parse, parse_file as parse_file,
        parse_files as parse_files, rules as rules, upgrade as upgrade, validate as validate,
        validate_controllers as validate_controllers)
    from haproxy_model.diagnostics import (Diagnostic as Diagnostic, Edit as Edit, Fix as Fix, Related as Related,
        Report as Report, Severity as Severity, Span as Span, Suppression as Suppression)
    from haproxy_model.errors import (AlreadyPlaced as AlreadyPlaced, FileChanged as FileChanged,
        HaproxyModelError as HaproxyModelError, InvalidValue as InvalidValue, SeveralFiles as SeveralFiles,
        UnknownName as UnknownName, Unreadable as Unreadable, Unwritable as Unwritable)
    from haproxy_model.lint.added_rules import Finding as Finding, LintRule as LintRule
    from haproxy_model.lint.asked_context import LintContext as LintContext
    from haproxy_model.lint.mending import Mended as Mended
    from haproxy_model.model.bind import Bind as Bind, StatsSocket as StatsSocket
    from haproxy_model.model.collection import Members as Members
    from haproxy_model.model.config import Config as Config, File as File
    from haproxy_model.model.joined_files import Files as Files
    from haproxy_model.model.section_classes import (Acme as Acme, Backend as Backend, Cache as Cache,
        CrtStore as CrtStore, Defaults as Defaults, FcgiApp as FcgiApp, Frontend as Frontend, Global as Global,
        HealthCheck as HealthCheck,
        HttpErrors as HttpErrors, Listen as Listen, LogForward as LogForward, LogProfile as LogProfile,
        Mailers as Mailers, NamespaceList as NamespaceList, Peers as Peers, Program as Program, Proxy as Proxy,
        Resolvers as Resolvers, Ring as Ring, Traces as Traces, Userlist as Userlist)
    from haproxy_model.model.line import Line as Line, Statement as Statement
    from haproxy_model.model.other_lines import (Directive as Directive, EnvironmentLine as EnvironmentLine,
        Group as Group, Mailer as Mailer, Nameserver as Nameserver, Tune as Tune, User as User)
    from haproxy_model.model.params import Param as Param
    from haproxy_model.model.parts import Part as Part
    from haproxy_model.model.preamble import Preamble as Preamble
    from haproxy_model.model.proxy_lines import (Balance as Balance, Capture as Capture, Cookie as Cookie,
        DefaultBackend as DefaultBackend, ErrorFile as ErrorFile, Filter as Filter, HashType as HashType,
        HttpError as HttpError, Log as Log, Mode as Mode, Option as Option, Stats as Stats, StickTable as StickTable,
        Timeout as Timeout)
    from haproxy_model.model.rules import (Acl as Acl, HttpAfterResponseRule as HttpAfterResponseRule,
        HttpCheck as HttpCheck, HttpRequestRule as HttpRequestRule, HttpResponseRule as HttpResponseRule,
        QuicInitialRule as QuicInitialRule, Redirect as Redirect, StickRule as StickRule, TcpCheck as TcpCheck,
        TcpRequestRule as TcpRequestRule, TcpResponseRule as TcpResponseRule, UseBackend as UseBackend,
        UseServer as UseServer)
    from haproxy_model.model.section import Section as Section
    from haproxy_model.model.server import (DefaultServer as DefaultServer, Peer as Peer, Server as Server,
        ServerTemplate as ServerTemplate)
    from haproxy_model.schema.versions import VERSIONS as VERSIONS
    from haproxy_model.settings.many import Linted as Linted
    from haproxy_model.storage.replacement import Written as Written
    from haproxy_model.syntax.words import Expandable as Expandable
    from haproxy_model.upgrading.step import Upgraded as Upgraded, UpgradeStep as UpgradeStep
    from haproxy_model.values.action import Action as Action
    from haproxy_model.values.address import Address as Address
    from haproxy_model.values.condition import Condition as Condition, Term as Term
    from haproxy_model.values.duration import Duration as Duration
    from haproxy_model.values.expression import Call as Call, Expression as Expression
    from haproxy_model.values.logformat import Item as Item, LogFormat as LogFormat
    from haproxy_model.values.size import Size as Size
    from haproxy_model.values.unread import Unread as Unread
    from haproxy_model.views.effective import Effective as Effective, EffectiveServer as EffectiveServer
    from haproxy_model.views.failover import Failover as Failover
    from haproxy_model.views.failover.proof import (Assumption as Assumption, Event as Event,
        HealthChange as HealthChange, HealthState as HealthState, Proof as Proof)
    from haproxy_model.views.name_uses import Dynamic as Dynamic, Mention as Mention
    from haproxy_model.views.origin import Origin as Origin, Value as Value
    from haproxy_model.views.settings import Setting as Setting
    from haproxy_model.views.symbols import Symbol as Symbol, Symbols as Symbols
    from haproxy_model.views.targets import Target as Target
    # isort: on
    # fmt: on

__version__ = "0.1.0"

_NAMES = {
    "api": "check differences equivalent failover lint_many mend parse parse_file parse_files rules upgrade validate"
    " validate_controllers",
    "diagnostics": "Diagnostic Edit Fix Related Report Severity Span Suppression",
    "errors": "AlreadyPlaced FileChanged HaproxyModelError InvalidValue SeveralFiles UnknownName Unreadable Unwritable",
    "lint.added_rules": "Finding LintRule",
    "lint.asked_context": "LintContext",
    "lint.mending": "Mended",
    "model.bind": "Bind StatsSocket",
    "model.collection": "Members",
    "model.config": "Config File",
    "model.section_classes": "Acme Backend Cache CrtStore Defaults FcgiApp Frontend Global HealthCheck HttpErrors "
    "Listen LogForward LogProfile Mailers NamespaceList Peers Program Proxy Resolvers Ring Traces Userlist",
    "model.line": "Line Statement",
    "model.other_lines": "Directive EnvironmentLine Group Mailer Nameserver Tune User",
    "model.params": "Param",
    "model.parts": "Part",
    "model.preamble": "Preamble",
    "model.proxy_lines": "Balance Capture Cookie DefaultBackend ErrorFile Filter HashType HttpError Log Mode Option"
    " Stats StickTable Timeout",
    "model.rules": "Acl HttpAfterResponseRule HttpCheck HttpRequestRule HttpResponseRule QuicInitialRule Redirect"
    " StickRule TcpCheck TcpRequestRule TcpResponseRule UseBackend UseServer",
    "model.section": "Section",
    "model.server": "DefaultServer Peer Server ServerTemplate",
    "settings.many": "Linted",
    "storage.replacement": "Written",
    "model.joined_files": "Files",
    "schema.versions": "VERSIONS",
    "syntax.words": "Expandable",
    "upgrading.step": "Upgraded UpgradeStep",
    "values.action": "Action",
    "values.address": "Address",
    "values.condition": "Condition Term",
    "values.duration": "Duration",
    "values.expression": "Call Expression",
    "values.logformat": "Item LogFormat",
    "values.size": "Size",
    "values.unread": "Unread",
    "views.effective": "Effective EffectiveServer",
    "views.failover": "Failover",
    "views.failover.proof": "Assumption Event HealthChange HealthState Proof",
    "views.name_uses": "Dynamic Mention",
    "views.origin": "Origin Value",
    "views.settings": "Setting",
    "views.symbols": "Symbol Symbols",
    "views.targets": "Target",
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names.split()}

#: The public surface; a test pins it.
__all__ = sorted(_MODULES)


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        from haproxy_model.errors import near

        hint = "" if name[:1] == "_" or _is_room(name) else near(name, __all__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}", name=name)
    value: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def _is_room(name: str) -> bool:
    """Whether a name is that of a part of the package, which the interpreter imports when it is no attribute yet."""
    from os.path import exists, join

    return any(exists(join(path, f"{name}{ending}")) for path in __path__ for ending in ("", ".py"))


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
