"""RTE: conditions on what the client sends, asked before it came or where it cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.routing.conditional import conditional_lines
from haproxy_model.lint.rules.word_places import action, says
from haproxy_model.model.bind import Bind
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import TcpRequestRule, UseBackend
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.schema.samples import fetches
from haproxy_model.values.expression import leading_name
from haproxy_model.views.criteria import asked
from haproxy_model.views.effective import Effective
from haproxy_model.views.expressions import line_expressions

#: Where what comes from the client's data does, as the tables of fetches call it.
_CONTENT: Final = frozenset(("L6REQ", "HRQHV", "HRQHP"))
#: Actions of `tcp-request content` that wait for what they need, or that may.
_WAITING: Final = frozenset(("capture", "switch-mode", "track-sc", "send-spoe-group", "do-resolve", ""))
#: The name in the first message of TLS, and in a connection whose TLS ends here.
_HELLO, _ENDED = "req.ssl_sni", "ssl_fc_sni"


@lint_rule("RTE012", "content-asked-too-early", severity=Severity.WARNING)
def content_asked_too_early(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `use_backend` lines of proxies in mode tcp that ask for what the client sends (`req.ssl_sni`, a
        header), where no rule waits for it.
    Why: HAProxy chooses when the connection is there. Whether the first bytes came with it is luck; without them the
        default is taken.
    In: a frontend.
    Bad:
            use_backend shop if { req.ssl_sni -i shop.example }
            default_backend other
        backend shop
            server a 192.0.2.11:8443
        backend other
            server b 192.0.2.12:8443
    Good:
            tcp-request inspect-delay 5s
            tcp-request content accept if { req.ssl_hello_type 1 }
            use_backend shop if { req.ssl_sni -i shop.example }
            default_backend other
        backend shop
            server a 192.0.2.11:8443
        backend other
            server b 192.0.2.12:8443
    Reference: 4.2 "tcp-request inspect-delay", "tcp-request content"; 7.3.5 "req.ssl_sni".
    """
    for proxy in ctx.proxies:
        if not proxy.has_frontend or proxy.mode.value != "tcp" or not ctx.is_known(proxy.proxy):
            continue
        asking = [(line, found) for line in _choices(proxy) if (found := _content(line, proxy))]
        if not asking or _waits(proxy):
            continue
        line, (fetch, word) = asking[0]
        rule = "{ req.ssl_hello_type 1 }" if fetch.startswith(("req.ssl_", "req_ssl_")) else "HTTP"
        way = f"`tcp-request content accept if {rule}`"
        if not _delay(proxy):
            way = "`tcp-request inspect-delay 5s` and a rule that waits"
        yield Finding(
            f"`{fetch}` is asked before the client has sent it; expected {way}",
            line,
            word,
            related=tuple(("this asks for it, too", each, 0) for each, _ in asking[1:4]),
        )


def _choices(proxy: Effective) -> list[UseBackend]:
    return [line for line in proxy.statements if isinstance(line, UseBackend)]


def _content(line: Statement, proxy: Effective) -> tuple[str, int] | None:
    """The first fetch of a line, or of an ACL that it names, that needs what the client sends, and its word."""
    known = fetches(proxy.active.version)

    def needs(name: str) -> bool:
        row = known.get(name)
        return row is not None and not _CONTENT.isdisjoint(row.origin.split())

    for term in line._reading.every_term:
        if term.name is None:
            criteria = [term.criterion]
        elif term.name in proxy.acls:
            criteria = [each.arguments[1:] for each in proxy.acls[term.name]]
        else:
            criteria = [tuple(PREDEFINED[term.name].definition.split())] if term.name in PREDEFINED else []
        for criterion in criteria:
            said = asked(criterion)
            if said is not None and needs(said.fetch):
                return leading_name(criterion[0]), term.word
    for each in line_expressions(line):
        if each.fetch is not None and needs(each.fetch.name):
            return each.fetch.name, each.word
    return None


def _delay(proxy: Effective) -> bool:
    found = proxy.setting("tcp-request", "inspect-delay")
    return found is not None and found.value[:1] not in ((), ("0",))


def _contents(proxy: Effective) -> list[Statement]:
    """The `tcp-request content` rules of a proxy, and of what it inherits from."""
    sections = [proxy.proxy, proxy.defaults]
    lines = [line for each in sections if each is not None for line in proxy.active.lines(each, "tcp-request")]
    return [line for line in lines if isinstance(line, TcpRequestRule) and line.level == "content"]


def _waits(proxy: Effective) -> bool:
    """Whether a rule waits for what the client sends."""
    rules = _contents(proxy)
    if any(action(line) == "switch-mode" for line in rules):
        return True
    return _delay(proxy) and any(
        action(line) in _WAITING or line._reading.name == "track-sc" or line._has_variables or _asks(line, proxy)
        for line in rules
    )


def _asks(line: Statement, proxy: Effective) -> bool:
    """Whether the condition of a rule needs what the client sends, or time, or something that nobody knows."""
    if not line._reading.condition_words:
        return False
    terms = line._reading.every_term
    names = [term.name for term in terms if term.name is not None]
    if any(name not in proxy.acls and name not in PREDEFINED for name in names) or "WAIT_END" in names:
        return True
    return any(term.head == "wait_end" for term in terms) or _content(line, proxy) is not None


@lint_rule("RTE013", "sni-of-the-other-side", severity=Severity.WARNING)
def sni_of_the_other_side(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `req.ssl_sni` where TLS ends in HAProxy, or where the proxy speaks HTTP, and `ssl_fc_sni` where
        no `bind` has `ssl`.
    Why: `req.ssl_sni` reads the first message of a TLS connection that passes through, `ssl_fc_sni` knows the
        connection that ends here: each is empty in the place of the other.
    In: a frontend for HTTP.
    Bad:
            bind 192.0.2.10:443 ssl crt site.pem
            use_backend shop if { req.ssl_sni -i shop.example }
        backend shop
            server a 192.0.2.11:8000
    Good:
            bind 192.0.2.10:443 ssl crt site.pem
            use_backend shop if { ssl_fc_sni -i shop.example }
        backend shop
            server a 192.0.2.11:8000
    Reference: 7.3.4 "ssl_fc_sni"; 7.3.5 "req.ssl_sni".
    """
    told: set[int] = set()
    if not ctx.active.mentions("sni"):
        return
    for proxy, line in conditional_lines(ctx):
        names = [name for name in (_HELLO, _ENDED) if _asked_word(line, name)]
        if not names or not proxy.has_frontend or id(proxy) in told or not ctx.is_known(proxy.proxy):
            continue
        binds = [each for each in ctx.active.lines(proxy.proxy, "bind") if isinstance(each, Bind)]
        if not binds or any(each._has_variables for each in binds):
            continue
        ended = [says(each, "ssl") for each in binds]
        for name in names:
            why = ""
            if name == _ENDED and not any(ended):
                why = f"no `bind` of `{proxy.proxy.title}` has `ssl`, so that TLS does not end here"
            elif name == _HELLO and all(ended):
                why = "TLS ends here, and its first message is gone"
            elif name == _HELLO and proxy.mode.value == "http":
                why = "in `mode http` HAProxy reads requests, not the first message of TLS"
            if why:
                told.add(id(proxy))
                other = _ENDED if name == _HELLO else _HELLO
                ways = f"`{other}`" if other == _HELLO or any(ended) else "`mode tcp`"
                yield Finding(f"`{name}` is always empty: {why}; expected {ways}", line, _asked_word(line, name))


def _asked_word(line: Statement, name: str) -> int:
    """The word of a line where a criterion of its own begins with a fetch; 0 where none does."""
    for term in line._reading.criteria:
        said = asked(term.criterion)
        if said is not None and said.fetch == name:
            return term.word
    return 0


@lint_rule("RTE014", "inspect-delay-without-rule", severity=Severity.INFO)
def inspect_delay_without_rule(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `tcp-request inspect-delay` in proxies without a `tcp-request content` rule.
    Why: the delay says how long such rules wait for what they ask for; without any, nothing waits.
    In: a frontend.
    Bad:
            tcp-request inspect-delay 5s
            default_backend shop
        backend shop
            server a 192.0.2.11:8443
    Good:
            tcp-request inspect-delay 5s
            tcp-request content reject unless { req.ssl_hello_type 1 }
            default_backend shop
        backend shop
            server a 192.0.2.11:8443
    Reference: 4.2 "tcp-request inspect-delay".
    """
    for proxy in ctx.proxies:
        own = [line for line in ctx.active.lines(proxy.proxy, "tcp-request") if _is_delay(line)]
        if not own or _contents(proxy) or not ctx.is_known(proxy.proxy):
            continue
        if any(_content(line, proxy) for line in _choices(proxy)) and proxy.mode.value == "tcp":
            continue
        yield Finding(
            "nothing waits this long: there is no `tcp-request content` rule; expected one, or no such line",
            own[-1],
            1,
        )


def _is_delay(line: Statement) -> bool:
    return isinstance(line, TcpRequestRule) and line.level == "inspect-delay"
