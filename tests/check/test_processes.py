"""Programs and processes."""

from __future__ import annotations

from check.assertions import LISTENER, assert_accepted, assert_refused, found

PROGRAM = "program p\n command /bin/true\n"


def test_programs_need_a_master() -> None:
    assert_refused(f"{LISTENER}{PROGRAM}", "program-without-master", 3, "2.4", "2.6", "2.8", "3.0")
    assert_accepted(f"global\n master-worker\n{LISTENER}{PROGRAM}", "2.4", "2.6", "2.8", "3.0")


def test_programs_need_consent_in_their_last_versions() -> None:
    assert_refused(f"global\n master-worker\n{LISTENER}{PROGRAM}", "unexposed-program", 5, "3.2")
    assert_accepted(f"global\n master-worker\n expose-deprecated-directives\n{LISTENER}{PROGRAM}", "3.2")
    assert_refused(f"global\n expose-deprecated-directives\n{LISTENER}{PROGRAM}", "program-without-master", 5, "3.2")


def test_processes_and_threads_exclude_each_other() -> None:
    assert_refused(f"global\n nbproc 2\n nbthread 2\n{LISTENER}", "processes-beside-threads", 2, "2.4")
    assert_accepted(f"global\n nbproc 2\n nbthread 1\n{LISTENER}", "2.4")
    assert found(f"global\n nbproc 2\n{LISTENER}", "2.4") == [("keyword-deprecated", 2, False)]
    assert found(f"global\n nbproc 1\n{LISTENER}", "2.4") == []
    assert_accepted(f"global\n nbproc 1\n nbthread 2\n{LISTENER}", "2.4")


def test_a_proxy_is_bound_to_processes_that_there_may_be() -> None:
    assert_accepted(f"{LISTENER} bind-process 1 odd all 1-\n", "2.4", "2.6")
    assert_refused(f"{LISTENER} bind-process 2\n", "bad-argument", 3, "2.6")
    assert_accepted(f"{LISTENER} bind-process 2-64\n", "2.4")
    for word in ("65", "0", "x"):
        assert_refused(f"{LISTENER} bind-process {word}\n", "bad-argument", 3, "2.4", "2.6")


def test_warnings_can_be_refused() -> None:
    text = f"global\n zero-warning\n{LISTENER} timeout client 1s\n"

    assert_refused(f"{text}.warning careful\n", "warnings-refused", 2)
    assert_accepted(text)
    assert ("warned", 3, False) in found(f"{LISTENER}.warning careful\n")
    assert_refused(f"{text}.warning careful\n bal x\n", "unknown-keyword", 7)
