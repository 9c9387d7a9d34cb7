"""Where a redirect leads, and whether the request that comes from there is redirected again (manual 4.2 "redirect").

True is proven for a client that follows the redirect and keeps its address, its cookies and the headers that name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from haproxy_model.records import NamedTuple
from haproxy_model.views.criteria import Test, excludes, implies
from haproxy_model.views.logic import Acls, Clause, Literal, alternatives, literal_implies

_ABSOLUTE: Final = re.compile(r"(https?)://([A-Za-z0-9.-]+)(?::([0-9]{1,5}))?(/[^?#]*)?(?:[?#].*)?")
_RELATIVE: Final = re.compile(r"(/[^/?#][^?#]*|/)(?:[?#].*)?")
_PORTS: Final = {"http": 80, "https": 443}
#: What the fetches look at, by how their names begin; those that are not here may look at anything.
_ABOUT: Final = (
    ("path", "path"), ("query", "path"), ("base", "path"), ("url", "path"),
    ("req.hdr(host", "host"), ("req.fhdr(host", "host"),
    ("ssl_fc", "connection"), ("dst", "connection"), ("req.hdr(x-forwarded-proto", "connection"),
    ("src", "client"), ("req.cook", "client"), ("req.hdr(user-agent", "client"), ("req.hdr(cookie", "client"),
    ("req.hdr(accept-language", "client"),
)  # fmt: skip
_HOST, _PATH = "req.hdr(host)", "path"


class Target(NamedTuple):
    """Where a redirect leads."""

    #: the scheme; empty where it is that of the request
    scheme: str
    #: the port; 0 where it is that of the request, or what its host says
    port: int
    #: the host; empty where it is that of the request
    host: str
    #: what is known of the values behind the redirect: expression -> a test that holds then
    values: Mapping[str, Test]
    #: what may differ from the request before, as `_ABOUT` calls it
    changed: frozenset[str]


def target_of(kind: str, to: str, *, sets_cookie: bool = False) -> Target | None:
    """Where a redirect leads; None where that depends on the request in ways that are not followed here.

    Args:
        kind: `location`, `prefix` or `scheme`.
        to: what follows it.
        sets_cookie: whether the redirect changes the cookies of the client.
    """
    changed = {"client"} if sets_cookie else set()
    values = {"method": _value("method", "GET")}
    if kind == "scheme":
        # The port is that of the header `Host`.
        return None if to not in _PORTS else _target(to, 0, "", values, changed)
    absolute, relative = _ABSOLUTE.fullmatch(to), _RELATIVE.fullmatch(to)
    if absolute is None and relative is None:
        return None
    path = (absolute.group(4) or "") if absolute is not None else relative.group(1) if relative is not None else ""
    if kind == "location":
        values[_PATH] = _value(_PATH, path or "/")
        changed.add("path")
    elif path not in ("", "/"):
        values[_PATH] = Test(_PATH, "beg", (path,), is_single=True)
        changed.add("path")
    if absolute is None:
        # A prefix of `/` alone adds nothing.
        return None if kind == "prefix" and path == "/" else _target("", 0, "", values, changed)
    scheme, host, port = absolute.group(1, 2, 3)
    values[_HOST] = _value(_HOST, host.lower())
    changed.add("host")
    return _target(scheme, int(port or _PORTS[scheme]), host.lower(), values, changed)


def _value(expression: str, text: str) -> Test:
    return Test(expression, "str", (text,), is_single=True)


def _target(scheme: str, port: int, host: str, values: dict[str, Test], changed: set[str]) -> Target:
    if port:
        values["dst_port"] = Test("dst_port", "int", (str(port),), is_single=True)
    if scheme:
        changed.add("connection")
    return Target(scheme, port, host, values, frozenset(changed))


def loops(clause: Clause, target: Target, acls: Acls, earlier: Iterable[Clause] = ()) -> bool:
    """Whether requests are known that a redirect sends on, and then again, for ever.

    Args:
        clause: the condition of the redirect.
        target: where it leads.
        acls: the lines of each ACL of the section.
        earlier: the conditions of the rules before it that end the ruleset.
    """
    caught = [alternatives(each, acls) for each in earlier]
    if None in caught:
        return False
    ends = [alternative for found in caught for alternative in found or ()]
    for alternative in alternatives(clause, acls) or ():
        if target.host and not any(literal.holds and literal.test.expression == _HOST for literal in alternative):
            # Another machine may serve that host.
            continue
        if all(_after(literal, target) for literal in alternative) and all(
            _is_apart(end, alternative, target) for end in ends
        ):
            return True
    return False


def _after(literal: Literal, target: Target) -> bool | None:
    """Whether a literal that holds for a request holds behind the redirect; None where nobody knows."""
    known = _known(literal, target)
    if known is not None:
        return known
    about = _about(literal.test)
    return True if about and about not in target.changed and literal.test.expression not in target.values else None


def _known(literal: Literal, target: Target) -> bool | None:
    """Whether a literal holds behind the redirect, whatever the request was."""
    test = literal.test
    if test.expression == "ssl_fc" and target.scheme and test.method == "bool" and not test.patterns:
        return literal.holds is (target.scheme == "https")
    value = target.values.get(test.expression)
    if value is None:
        return None
    if implies(value, test):
        return literal.holds
    return not literal.holds if excludes(value, test) else None


def _is_apart(end: frozenset[Literal], alternative: frozenset[Literal], target: Target) -> bool:
    """Whether a rule before the redirect leaves some of the requests that come from there."""
    found = [(literal, _known(literal, target)) for literal in end]
    if any(known is False for _, known in found):
        return True
    for literal, known in found:
        about = _about(literal.test)
        is_kept = known is None and about and about not in target.changed and bool(literal.test.method)
        if is_kept and not any(literal_implies(one, literal) for one in alternative) and not _is_everything(literal):
            return True
    return False


def _is_everything(literal: Literal) -> bool:
    """Whether every request of HTTP passes."""
    return literal.test.method == "found" or (literal.test.expression == _PATH and "/" in literal.test.patterns)


def _about(test: Test) -> str:
    return next((about for name, about in _ABOUT if test.expression.startswith(name)), "")
