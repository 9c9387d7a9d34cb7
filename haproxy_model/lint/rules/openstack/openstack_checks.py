"""OST: health checks that OpenStack services and their companions cannot answer (rule catalogue, B6)."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, name_of, twins
from haproxy_model.lint.rules.health.check_settings import checked
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import add_option, reword
from haproxy_model.lint.rules.word_places import behind, says, step
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.roles.databases import is_writer
from haproxy_model.views.roles.services import SERVICES, Service, foreign_service, is_openstack, named_services

_METHODS = frozenset(("OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT"))
#: statuses that are expected anyhow
_USUAL = {"status": ("200", "200-299", "200-399"), "rstatus": ("^2", "^[23]")}


@frozen
class _Request:
    """What the HTTP health check of a pool asks for."""

    method: str
    path: str
    #: headers, a body, or an expectation of its own say that somebody fitted it to the service
    is_fitted: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@lint_rule("OST001", "httpchk-on-excluded-service", severity=Severity.ERROR)
def httpchk_on_excluded_service(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds HTTP health checks of services that cannot answer the request with success.
    Why: the answer is an error, or no HTTP at all: every server is marked down and the service is gone.
    In: a file with timeouts.
    Bad:
        listen telemetry_api
            bind 192.0.2.10:8777
            option httpchk
            server ctl1 192.0.2.11:8777 check
            server ctl2 192.0.2.12:8777 check
    Good:
        listen telemetry_api
            bind 192.0.2.10:8777
            option tcp-check
            server ctl1 192.0.2.11:8777 check
            server ctl2 192.0.2.12:8777 check
    Reference: 4.2 "option httpchk".
    """
    for failure in ctx.remembered("failing http checks", _failures):
        if failure.pool.check_method.origin.kind == "inherited":
            continue
        option = failure.option
        yield Finding(
            f"{failure.said}; expected {_expected(failure.service)}",
            option,
            1,
            option._last(),
            severity=None if failure.is_sure else Severity.WARNING,
            fix=_fitting_check(failure.pool, failure.service),
        )


@lint_rule("OST002", "httpchk-inherited-by-excluded-service", severity=Severity.ERROR)
def httpchk_inherited_by_excluded_service(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds services that cannot answer the HTTP health check that they inherit from `defaults`.
    Why: there is no `no option httpchk`: what does not choose another check is asked over HTTP, and marked down.
    Bad:
        defaults
            option httpchk
            timeout connect 5s
            timeout client 3h
            timeout server 3h
        listen queue
            bind 192.0.2.10:5672
            server queue1 192.0.2.11:5672 check
            server queue2 192.0.2.12:5672 check
    Good:
        defaults
            option httpchk
            timeout connect 5s
            timeout client 3h
            timeout server 3h
        listen queue
            bind 192.0.2.10:5672
            option tcp-check
            server queue1 192.0.2.11:5672 check
            server queue2 192.0.2.12:5672 check
    Reference: 4.2 "option httpchk", "option tcp-check".
    """
    for failure in ctx.remembered("failing http checks", _failures):
        pool = failure.pool
        if pool.check_method.origin.kind != "inherited":
            continue
        first = failure.failing[0]
        yield Finding(
            f"{failure.said}; expected {_expected(failure.service)} in this {pool.proxy.kind}",
            *name_of(pool.proxy),
            severity=None if failure.is_sure else Severity.WARNING,
            related=(
                ("the HTTP check is inherited from here", failure.option, 1),
                ("the first server that it reaches", first.statement, 1),
            ),
            fix=_fitting_check(pool, failure.service),
        )


@frozen
class _Failure:
    """A pool whose service cannot answer the HTTP check that it gets."""

    pool: Effective
    option: Statement
    service: Service
    is_sure: bool
    failing: list[EffectiveServer]
    said: str


def _failures(ctx: LintContext) -> list[_Failure]:
    return [found for pool in ctx.pools if (found := _failure(ctx, pool)) is not None]


def _failure(ctx: LintContext, pool: Effective) -> _Failure | None:
    option = pool.check_method.origin.statement
    if pool.check_method.value[0] != "httpchk" or option is None:
        return None
    request = _request(pool)
    servers = [server for server in checked(pool) if not server.has("check-ssl")]
    if request is None or not servers:
        return None
    service, is_sure, why = _service(ctx, pool, servers)
    if service is None or _answers(service, request):
        return None
    if pool.check_method.origin.kind != "inherited" and is_writer(ctx.roles, pool):
        # GAL011 speaks of databases.
        return None
    failing = [server for server in servers if server.check_port in service.ports]
    if not failing:
        return None
    said = (
        f"{service.name} ({why}) answers the check `{request}` with {service.answers}: "
        f"{listed(server.name for server in failing)} are marked DOWN"
    )
    return _Failure(pool, option, service, is_sure, failing, said)


def _service(ctx: LintContext, pool: Effective, checked: list[EffectiveServer]) -> tuple[Service | None, bool, str]:
    """The service of a pool, whether that is sure, and what tells it."""
    ports = {server.address_port for server in checked if server.check_port == server.address_port}
    for port in ports:
        service = foreign_service(port) if isinstance(port, int) else None
        if service is not None:
            return service, True, f"port {port}"
    names = [pool.proxy.name or "", *(front.name or "" for front in ctx.fronts(pool))]
    for name in names:
        for service in named_services(name):
            if not service.foreign and not ports.isdisjoint(service.ports):
                return service, True, f"by the name `{name}` and port {_common(ports, service)}"
    # A port alone tells a service only among the others of OpenStack, and a common one never does.
    if is_openstack(ctx.roles) and not any(True for name in names for _ in named_services(name)):
        for service in SERVICES:
            if service.httpchk == "never" and not ports.isdisjoint(service.ports):
                return service, False, f"by port {_common(ports, service)}"
    return None, False, ""


def _common(ports: set[int | None], service: Service) -> int:
    return next(port for port in service.ports if port in ports)


def _answers(service: Service, request: _Request) -> bool:
    """Whether a service answers a request with success, as far as that is known."""
    if service.httpchk == "ok":
        return True
    if service.foreign:
        return False
    if request.is_fitted or str(request) in service.recipes or request.path not in ("/", "*"):
        return True
    # Who names a method has seen it work.
    return service.httpchk != "never" and request.method != "OPTIONS"


def _request(pool: Effective) -> _Request | None:
    """The request of the check; None where several are sent, elsewhere, or variables hide it."""
    arguments = list(pool.check_method.value[1:])
    method, path = "OPTIONS", "/"
    if len(arguments) == 1:
        path = arguments[0]
    elif arguments:
        method, path = arguments[0], arguments[1]
    is_fitted = len(arguments) > 3 or any("\n" in word or "\\r" in word for word in arguments[2:])
    sends = 0
    for line in pool.http_checks:
        if step(line) == "connect":
            return None
        if step(line) == "expect":
            is_fitted |= not any(line._reading.value(kind) in usual for kind, usual in _USUAL.items())
        elif step(line) == "send":
            sends += 1
            method, path = behind(line, "meth") or method, behind(line, "uri") or path
            is_fitted |= any(says(line, word) for word in ("body", "body-lf", "uri-lf")) or _has_headers(line)
    if sends > 1 or isinstance(method, Expandable) or isinstance(path, Expandable):
        return None
    return _Request(method.upper(), path, is_fitted)


def _has_headers(send: Statement) -> bool:
    """Whether a request is sent with other headers than `Host`."""
    reading = send._reading
    names = [reading.text(part) for part in reading.parts if part.leader == "hdr" and part.name == "name"]
    return any(name not in ("host", "Host") for name in names)


def _expected(service: Service) -> str:
    if service.recipes:
        return f"`option httpchk {service.recipes[0]}`"
    return "`option tcp-check`"


def _fitting_check(pool: Effective, service: Service) -> Fix:
    option = pool.check_method.origin.statement
    own = pool.check_method.origin.kind == "explicit"
    over_tcp = service.httpchk == "never" or not service.recipes
    check = "option tcp-check" if over_tcp else f"option httpchk {service.recipes[0]}"
    rules = [line for line in pool.http_checks if over_tcp and line._section is pool.proxy]

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        if own and option is not None:
            reword(twin(option), *check.split(" "))
        else:
            add_option(copied, check)
        for rule in rules:
            copied.statements.remove(twin(rule))

    return Fix(f"check with `{check}`", "unsafe", pool.proxy, change)
