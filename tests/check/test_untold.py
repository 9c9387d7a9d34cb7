"""What the signature of a keyword does not tell."""

from __future__ import annotations

from check.assertions import LISTENER, assert_accepted, assert_refused

PROXY = f"{LISTENER} mode http\n"


def test_none_of_retry_on_stands_alone() -> None:
    for line in ("retry-on none 503", "retry-on 503 none", "retry-on none none"):
        assert_refused(f"{PROXY} {line}\n", "bad-argument", 4)
    assert_accepted(f"{PROXY} retry-on none\n{PROXY.replace('base', 'other')} retry-on 503 504\n")


def test_a_case_is_adjusted_and_nothing_else() -> None:
    assert_refused(f"global\n h1-case-adjust x-a X-b\n{LISTENER}", "bad-argument", 2)
    assert_accepted(f"global\n h1-case-adjust x-a X-A\n{LISTENER}")


def test_nodes_are_called_by_letters_digits_and_a_few_signs() -> None:
    assert_refused(f"global\n node a:b\n{LISTENER}", "bad-argument", 2)
    assert_refused(f"{PROXY} stats show-node a:b\n", "bad-argument", 4)
    assert_accepted(f"global\n node a.b-c_1\n{PROXY} stats show-node a.b\n stats enable\n")


def test_the_idle_timer_has_16_bits() -> None:
    assert_refused(f"global\n tune.idletimer 18m\n{LISTENER}", "bad-argument", 2)
    assert_accepted(f"global\n tune.idletimer 65535\n{LISTENER}")


def test_init_addr_takes_an_address_and_not_the_word_for_one() -> None:
    assert_refused(f"{LISTENER} server s 192.0.2.1:1 init-addr ip\n", "bad-parameter-value", 3)
    assert_accepted(f"{LISTENER} server s 192.0.2.1:1 init-addr last,192.0.2.2\n")
