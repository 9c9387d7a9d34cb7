"""`bind` lines as they come out, and identifiers that are taken."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused, found

NEW = ("3.0", "3.2", "3.4")


def test_tls_needs_a_certificate() -> None:
    assert_refused(f"{LISTENER} bind :443 ssl\n", "missing-certificate", 3)
    for parameters in ("ssl crt x", "ssl crt-list x"):
        assert_accepted(f"{LISTENER} bind :443 {parameters}\n")
    assert ("missing-certificate", 3, False) in found(f"{LISTENER} bind :443 ssl strict-sni\n")
    assert_accepted(f"{LISTENER} ssl-f-use crt x\n bind :443 ssl\n", "3.2", "3.4")
    assert_accepted(f"{LISTENER}listen l\n disabled\n bind :443 ssl\n")


def test_a_certificate_alone_makes_no_tls() -> None:
    assert ("certificate-without-tls", 3, False) in found(f"{LISTENER} bind :443 crt x\n")


def test_clients_are_verified_with_a_ca() -> None:
    assert_refused(f"{LISTENER} bind :443 ssl crt x verify required\n", "missing-ca-file", 3)
    assert_accepted(f"{LISTENER} bind :443 ssl crt x verify optional ca-file y\n bind :444 ssl crt x verify none\n")


def test_identifiers_are_unique() -> None:
    assert_refused("listen l\n bind :80 id 5\n bind :81 id 05\n", "taken-identifier", 3)
    assert_refused(f"{LISTENER} bind :81,:82 id 5\n", "taken-identifier", 3)
    assert_accepted("listen l\n bind :80 id 5\nlisten m\n bind :81 id 5\n")
    assert_refused("resolvers r\n nameserver a 1.2.3.4:53\n nameserver a 1.2.3.5:53\n", "taken-identifier", 3)
    text = f"{LISTENER} guid g\nbackend b\n server a 1.2.3.4:80 guid g\n"
    assert_refused(text, "taken-identifier", 5, *NEW)


def test_peers_are_told_in_one_way() -> None:
    assert_refused("peers p\n peer a 1.2.3.4:80\n bind :81\n", "mixed-peers", 3)
    assert_accepted("peers p\n bind :81\n server a 1.2.3.4:80\n")


@pytest.mark.parametrize("parameter", ["check", "init-addr none", "resolvers r"])
def test_peers_are_not_checked(parameter: str) -> None:
    assert ("ignored-for-peers", 2, False) in found(f"peers p\n peer a 1.2.3.4:80 {parameter}\n")


def test_numbers_and_errors_of_binds_hold_to_their_bounds() -> None:
    good = "bind :8443 shards 1024 tcp-ss 2 ssl crt /a ca-ignore-err all crt-ignore-err 10,X509_V_ERR_CERT_REVOKED"

    assert_accepted(f"{LISTENER} {good}\n", "3.4")
    for wrong in ("shards 1025", "tcp-ss x", "ca-ignore-err some", "crt-ignore-err 10,some"):
        assert_refused(f"{LISTENER} bind :8443 {wrong}\n", "bad-parameter-value", 3, "3.4")
