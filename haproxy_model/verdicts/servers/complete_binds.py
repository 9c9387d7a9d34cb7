"""What HAProxy finds when a `bind` line is complete: TLS needs a certificate, and a CA to verify clients with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.model.bind import Bind
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near
from haproxy_model.verdicts.problem import ParameterProblem
from haproxy_model.verdicts.proxies.listeners import is_disabled
from haproxy_model.verdicts.servers.server_modes import mode_of, protocol_problems
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import inheritance_of

_CERTIFICATES = ("crt", "crt-list", "default-crt", "ech")


def bind_findings(active: Active, near: Near) -> Iterator[Finding]:
    """`bind` lines that HAProxy refuses, or doubts, as they come out."""
    for section in active.sections_with("bind"):
        # `ssl-f-use` brings certificates to every line.
        if section.kind not in ("frontend", "listen") or "ssl-f-use" in active.first_words(section):
            continue
        if is_disabled(section, active):
            continue
        for line in active.lines(section, "bind"):
            if isinstance(line, Bind) and (parameters := line._parameter_words):
                complaint = _complaint(parameters)
                if complaint is not None:
                    place = line._reading.keyword(complaint.keyword) or 0
                    yield Finding(complaint.kind, complaint.message, line, place, fatal=complaint.fatal)
                elif "proto" in parameters:
                    yield from _of_mode(line, mode_of(section, active, inheritance_of(active)))


def _of_mode(line: Bind, mode: str | None) -> Iterator[Finding]:
    for place, param in line._placed_params():
        if param.keyword == "proto" and param.values and mode is not None:
            for problem in protocol_problems(param.values[0], mode, "bind"):
                yield Finding(problem.kind, problem.message, line, place, place + 1)


@lru_cache(maxsize=4096)
def _complaint(parameters: tuple[str, ...]) -> ParameterProblem | None:
    is_open = any(isinstance(word, Expandable) for word in parameters)
    if is_open or {"ssl", "crt", "default-crt"}.isdisjoint(parameters):
        return None
    values = {param.keyword: " ".join(param.values) for param in vocabulary("bind").read(parameters)}
    certificates = [name for name in _CERTIFICATES if name in values]
    if "ssl" not in values:
        shown = next((name for name in certificates if name in ("crt", "default-crt")), None)
        if shown is None:
            return None
        message = f"`{shown}` has no effect without `ssl`: this line accepts clear text"
        return ParameterProblem("certificate-without-tls", message, shown, fatal=False)
    if not certificates:
        strict = "strict-sni" in values and "generate-certificates" not in values
        message = "`ssl` needs a certificate: write `crt`, `default-crt` or `crt-list`"
        if strict:
            message = "`ssl` with `strict-sni` has no certificate, and every connection fails: add `crt`"
        return ParameterProblem("missing-certificate", message, "ssl", fatal=not strict)
    verify = values.get("verify")
    if verify in ("required", "optional") and not {"ca-file", "ca-verify-file", "crt-list"}.intersection(values):
        message = f"`verify {verify}` needs a `ca-file` to verify client certificates"
        return ParameterProblem("missing-ca-file", message, "verify")
    return None
