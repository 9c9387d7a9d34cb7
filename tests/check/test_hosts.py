"""Hosts that never resolve."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused

LATER = ("3.0", "3.4")


@pytest.mark.parametrize("address", ["db.invalid:80", "a.b.invalid.:80", "x.invalid"])
def test_a_name_that_is_reserved_never_resolves(address: str) -> None:
    assert_refused(f"{LISTENER} server s {address}\n", "unresolvable-host", 3, *LATER)


@pytest.mark.parametrize("rest", ["init-addr none", "resolvers r", "init-addr last,libc,none"])
def test_a_server_may_wait_for_its_address(rest: str) -> None:
    resolvers = "resolvers r\n nameserver a 192.0.2.1:53\n"

    assert_accepted(f"{LISTENER} server s db.invalid:80 {rest}\n{resolvers}", *LATER)
    assert_accepted(f"{LISTENER} default-server {rest}\n server s db.invalid:80\n{resolvers}", *LATER)


def test_names_that_only_the_network_knows_are_taken() -> None:
    assert_accepted(f"{LISTENER} server s db.invalid.example:80\n server t invalid:80\n")
    assert_accepted(f"{LISTENER}backend b\n disabled\n server s db.invalid:80\n", *LATER)
