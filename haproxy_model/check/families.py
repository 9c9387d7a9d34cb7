"""The families of checks, and when each has anything to say: its module is imported only then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from haproxy_model.check.finding import Finding, Near
    from haproxy_model.views.active import Active

    Check = Callable[[Active, Near], Iterator[Finding]]

_RULES = ("http-request", "http-response", "http-after-response", "tcp-request", "tcp-response", "quic-initial")
_CHECKS = ("http-check", "tcp-check")


def _always(active: Active) -> bool:
    return True


def _lines(*words: str) -> Callable[[Active], bool]:
    """Where a line begins with one of some words."""
    return lambda active: active.has_line(*words)


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
        check: Check = getattr(import_module(f"haproxy_model.check.{self.module}"), self.name)
        return check


#: In the order in which HAProxy would come upon their subjects.
FAMILIES = (
    Family("words", "word_findings"),
    Family("directives", "directive_findings", lambda active: bool(active.directives or active.unclosed)),
    Family("unopened", "unopened_findings"),
    Family("names", "name_findings"),
    Family("inherited", "inheritance_findings"),
    Family("features", "feature_findings"),
    Family("keywords", "keyword_findings"),
    Family("address_lines", "address_line_findings"),
    Family("arguments", "argument_findings"),
    Family("resolved", "resolved_findings", lambda active: active.mentions("$", "\0") or active.has_word("")),
    Family(
        "processes",
        "process_findings",
        lambda active: active.has_line("nbproc", "bind-process") or any(True for _ in active.of_kind("program")),
    ),
    Family("options", "option_findings"),
    Family("timeouts", "timeout_findings", _lines("timeout")),
    Family("settings", "setting_findings"),
    Family("rules", "rule_findings", _lines(*_RULES)),
    Family("rule_lines", "line_findings"),
    Family(
        "rule_order",
        "order_findings",
        _lines(*_RULES, *_CHECKS, "block", "monitor", "redirect", "use_backend", "use-server", "stick-table"),
    ),
    Family("conditions", "condition_findings", lambda active: active.has_line("acl") or _may_be_conditional(active)),
    Family("references", "reference_findings", _lines("use_backend", "default_backend")),
    Family("identifiers", "identifier_findings"),
    Family("servers", "server_findings", _lines("server", "server-template")),
    Family("hosts", "host_findings"),
    Family("binds", "bind_findings", _lines("bind")),
    Family(
        "log_formats",
        "log_format_findings",
        _lines("log-format", "log-format-sd", "error-log-format", "unique-id-format"),
    ),
    Family(
        "expression_links",
        "expression_link_findings",
        lambda active: active.has_line("acl", *_RULES) or _may_be_conditional(active),
    ),
    Family("experiments", "experiment_findings", _lines("expose-experimental-directives")),
    Family("whole", "whole_findings"),
)


def _may_be_conditional(active: Active) -> bool:
    return active.has_word("if") or active.has_word("unless") or active.mentions("$")
