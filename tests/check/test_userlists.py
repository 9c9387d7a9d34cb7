"""Users and groups that name each other, as HAProxy 2.6.12 and 3.4.0 resolve them."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused


@pytest.mark.parametrize(
    "lines",
    [
        " group g users a\n user a insecure-password x groups g\n",
        " group g users\n user a groups\n user b password\n user c insecure-password x groups\n",
        " user a groups g\n group g users a\n",
        " group g users a,\n user a insecure-password x\n",
        " user a groups g\n user a groups nowhere\n group g\n",
        ' user a groups "g$NOTHING"\n group g\n',
    ],
)
def test_members_that_are_defined_anywhere_in_the_list_are_accepted(lines: str) -> None:
    assert_accepted(f"userlist u\n{lines}{LISTENER}")


def test_a_group_or_user_that_is_not_there_is_refused() -> None:
    assert_refused(f"userlist u\n user a groups g\n{LISTENER}", "unknown-member", 2)
    assert_refused(f"userlist u\n group g\n user a groups g,h\n{LISTENER}", "unknown-member", 3)
    assert_refused(f"userlist u\n group g users a\n{LISTENER}", "unknown-member", 2)
    assert_refused(f"userlist u\n user a groups g\nuserlist v\n group g\n{LISTENER}", "unknown-member", 2)


def test_lists_of_one_name_are_left_to_haproxy() -> None:
    assert_accepted(f"userlist u\n user a groups g\nuserlist u\n group g\n{LISTENER}")
