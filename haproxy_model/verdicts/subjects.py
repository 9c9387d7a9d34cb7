"""The families of checks, and when each has anything to say: its module is imported only then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from haproxy_model.records import NamedTuple
from haproxy_model.schema.references import LOADS_PROGRAMS, NAMING
from haproxy_model.schema.rows import EXPOSE_EXPERIMENTAL

if TYPE_CHECKING:
    from haproxy_model.verdicts.finding import Finding, Near
    from haproxy_model.views.active import Active

    Check = Callable[[Active, Near], Iterator[Finding]]

_RULES = ("http-request", "http-response", "http-after-response", "tcp-request", "tcp-response", "quic-initial")
_CHECKS = ("http-check", "tcp-check")


def _always(active: Active) -> bool:
    return True


def _lines(*words: str) -> Callable[[Active], bool]:
    """Where a line begins with one of some words."""
    return lambda active: active.has_line(*words)


def _conditions(active: Active) -> bool:
    """Where ACLs are defined, or something may depend on one."""
    return active.has_line("acl") or any(map(active.has_word, ("if", "unless"))) or active.mentions("$", "acl(")


def _names_within(active: Active) -> bool:
    """Where a rule names a filter or a slot of its own proxy."""
    return any(map(active.has_word, ("send-spoe-group", "set-bandwidth-limit"))) or (
        active.has_word("capture") and active.has_word("id")
    )


class Family(NamedTuple):
    """One family: the checks of one subject."""

    #: its module in this room
    module: str
    #: its function there
    name: str
    #: whether it may have something to say; the quick answer for most files
    concerns: Callable[[Active], bool] = _always

    def load(self) -> Check:
        """The function itself."""
        check: Check = getattr(import_module(f"haproxy_model.verdicts.{self.module}"), self.name)
        return check


#: In the order in which HAProxy would come upon their subjects.
FAMILIES = (
    Family("keywords.empty_words", "word_findings"),
    Family("keywords.directives", "directive_findings", lambda active: bool(active.directives or active.unclosed)),
    Family("keywords.unopened", "unopened_findings"),
    Family("names.well_formed", "name_findings"),
    Family("proxies.inherited", "inheritance_findings"),
    Family("keywords.features", "feature_findings"),
    Family("keywords.first_words", "keyword_findings"),
    Family("servers.address_lines", "address_line_findings"),
    Family("arguments.keyword_lines", "argument_findings"),
    Family("keywords.empty_words", "surplus_findings", lambda active: bool(active.filled)),
    Family(
        "keywords.processes",
        "process_findings",
        lambda active: active.has_line("nbproc", "bind-process") or any(True for _ in active.of_kind("program")),
    ),
    Family("arguments.untold_options", "option_findings"),
    Family("arguments.timeouts", "timeout_findings", _lines("timeout")),
    Family("arguments.settings_once", "setting_findings"),
    Family("arguments.lua", "lua_findings", _lines(*LOADS_PROGRAMS)),
    Family("rules.actions", "rule_findings", _lines(*_RULES)),
    Family("rules.rule_lines", "line_findings"),
    Family(
        "rules.rule_order",
        "order_findings",
        _lines(*_RULES, *_CHECKS, "block", "monitor", "redirect", "use_backend", "use-server", "stick-table"),
    ),
    Family("expressions.acl_uses", "condition_findings", _conditions),
    Family("names.chosen_backends", "reference_findings", _lines("use_backend", "default_backend")),
    Family("names.names_within_proxies", "within_findings", _names_within),
    Family("names.identifiers", "identifier_findings"),
    Family("servers.complete", "server_findings", _lines("server", "server-template")),
    Family("servers.complete_binds", "bind_findings", _lines("bind")),
    Family(
        "expressions.log_formats",
        "log_format_findings",
        _lines("log-format", "log-format-sd", "error-log-format", "unique-id-format"),
    ),
    Family("expressions.named_by_expressions", "expression_link_findings", lambda active: active.mentions(*NAMING)),
    Family("keywords.experiments", "experiment_findings", _lines(EXPOSE_EXPERIMENTAL)),
    Family("proxies.proxy_order", "whole_findings"),
)
