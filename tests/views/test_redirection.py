"""What is said to loop does, for a client that follows redirects."""

from __future__ import annotations

from hypothesis import given, strategies as st

from haproxy_model.views.logic import Clause
from haproxy_model.views.redirection import loops, target_of
from tests.views.test_logic import CONDITIONS, Request, condition, holds, lines

CONDITION = st.one_of(st.none(), CONDITIONS)
REDIRECTS = st.one_of(
    st.tuples(st.just("location"), st.sampled_from(["/", "/a", "/ab?x", "/b/a", "/A"])),
    st.tuples(st.just("prefix"), st.sampled_from(["/a", "/b", "/"])),
)
#: More redirects are not followed.
_MOST = 12
STARTS = [
    Request(path, method, src, hosts, port)
    for path in ("/", "/a", "/ab", "/A", "/b/a", "/x")
    for method in ("GET", "POST")
    for src in ("10.0.0.1", "10.0.1.1", "192.0.2.1", "203.0.113.1")
    for hosts in ((), ("a",), ("b",))
    for port in (80, 443, 444)
]


def clause(text: str | None) -> Clause:
    return None if text is None else condition(text)


def fits(text: str | None, request: Request) -> bool:
    return text is None or holds(text, request)


def is_endless(kind: str, to: str, text: str | None, earlier: list[str], request: Request) -> bool:
    for _ in range(_MOST):
        if any(fits(each, request) for each in earlier) or not fits(text, request):
            return False
        path = to.partition("?")[0] if kind == "location" else f"{to}{request.path}"
        request = request._replace(path=path, method="GET")
    return True


@given(REDIRECTS, CONDITION, st.lists(CONDITIONS, max_size=2))
def test_where_a_redirect_is_said_to_loop_some_request_goes_round(
    redirect: tuple[str, str], text: str | None, earlier: list[str]
) -> None:
    target = target_of(*redirect)

    if target is not None and loops(clause(text), target, lines(), map(condition, earlier)):
        assert any(is_endless(*redirect, text, earlier, request) for request in STARTS)


def test_what_depends_on_the_request_is_not_followed() -> None:
    assert target_of("location", "somewhere") is None
    assert target_of("location", "https://[2001:db8::1]/") is None
    assert target_of("prefix", "/") is None
    assert target_of("scheme", "ftp") is None
