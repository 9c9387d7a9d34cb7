"""What HAProxy refuses because it is old has a fix in `lint`: the rewrite of `upgrade`."""

from __future__ import annotations

import pytest

import haproxy_model as hm

TIMES = "defaults\n    mode http\n    timeout client 1m\n    timeout connect 5s\n    timeout server 1m\n"
WEB = f"{TIMES}listen web\n    bind 192.0.2.1:80\n    server a 192.0.2.2:80 check\n"


def mended(text: str, *, unsafe: bool = False) -> str:
    """The text after its fixes."""
    return hm.mend(hm.parse(text), unsafe=unsafe, select=["CFG", "VER", "SYN", "REF006"]).config.dumps()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    clitimeout 50s  # clients\n", "    timeout client 50s  # clients\n"),
        ("    redispatch\n", "    option redispatch\n"),
        ("    option forceclose\n", "    option httpclose\n"),
        ("    log-format '%Ci %[src]'\n", "    log-format '%ci %[src]'\n"),
    ],
)
def test_a_keyword_that_is_gone_has_its_new_name_as_a_safe_fix(old: str, new: str) -> None:
    assert mended(WEB + old) == WEB + new


def test_the_fix_of_what_check_refuses_stands_at_its_diagnostic() -> None:
    report = hm.validate(hm.parse(f"{WEB}    option forceclose\n"))

    (refused,) = [each for each in report if each.fatal]
    assert refused.code == "VER001"
    assert refused.fix is not None
    assert refused.fix.title == "write `option httpclose` instead of `option forceclose`"


def test_check_itself_has_no_fixes() -> None:
    assert all(each.fix is None for each in hm.check(hm.parse(f"{WEB}    option forceclose\n")))


def test_a_last_line_without_lf_gets_it() -> None:
    assert mended(WEB.rstrip("\n")) == WEB


def test_a_rename_is_unsafe_and_reaches_every_place() -> None:
    text = f"{TIMES}frontend app\n    bind :80\n    default_backend app\nbackend app\n    server a 192.0.2.2:80 check\n"

    assert mended(text) == text
    assert mended(text, unsafe=True) == text.replace("frontend app", "frontend app-frontend")


def test_a_fix_is_kept_where_only_late_findings_are_left_to_refuse() -> None:
    """HAProxy looks for backends when all lines are right: that one is missing is no fault of the fix."""
    text = f"{TIMES}frontend in\n    bind :80\n    option forceclose\n    default_backend missing\n"

    assert "option httpclose" in mended(text)


def test_a_header_with_an_address_is_mended_whatever_stands_below() -> None:
    text = (
        f"{TIMES}listen web 192.0.2.1:80\n    contimeout 5000\n    srvtimeout 5000\n    server a 192.0.2.2:80 check\n"
    )

    assert mended(text) == (
        f"{TIMES}listen web\n    bind 192.0.2.1:80\n    timeout connect 5000\n    timeout server 5000\n"
        "    server a 192.0.2.2:80 check\n"
    )
