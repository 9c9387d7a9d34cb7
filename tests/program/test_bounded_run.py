"""Programs are run within bounds, and leave nothing behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from inputs.programs import pretender, script

import haproxy_model as hm
from haproxy_model.program.bounded_run import MOST, run_program
from haproxy_model.program.identified import identified


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    try:
        return ") Z " not in Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False


def test_a_program_says_what_it_says(tmp_path: Path) -> None:
    ended = run_program([str(script(tmp_path, "echo out; echo err >&2; exit 3"))], {})

    assert ended == (3, "out\n", "err\n")


def test_a_program_sees_the_variables_that_it_is_given_and_no_other(tmp_path: Path) -> None:
    os.environ["HM_TEST_UNSEEN"] = "x"
    try:
        ended = run_program([str(script(tmp_path, 'echo "$A-$HM_TEST_UNSEEN-$HOME"'))], {"A": "1"})
    finally:
        del os.environ["HM_TEST_UNSEEN"]

    assert ended.out == "1--\n"


def test_arguments_are_never_read_by_a_shell(tmp_path: Path) -> None:
    ended = run_program([str(script(tmp_path, 'echo "$1"')), "$(id); `id` * 'a"], {})

    assert ended.out == "$(id); `id` * 'a\n"


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    program = script(tmp_path, f"sleep 600 & echo $! > {tmp_path}/child; sleep 600")

    with pytest.raises(hm.Unreadable, match=r"program: it did not end within 0\.5 seconds"):
        run_program([str(program)], {}, 0.5)

    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not is_alive(child):
            break
        time.sleep(0.02)
    assert not is_alive(child)


def test_what_a_program_leaves_running_keeps_nobody_waiting(tmp_path: Path) -> None:
    program = script(tmp_path, f"sleep 600 & echo $! > {tmp_path}/child; echo done")

    assert run_program([str(program)], {}, 30).out == "done\n"
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not is_alive(child):
            break
        time.sleep(0.02)
    assert not is_alive(child)


def test_a_program_that_dies_by_a_signal_is_named(tmp_path: Path) -> None:
    with pytest.raises(hm.Unreadable, match=r"it died by signal 11 \(SIGSEGV\)"):
        run_program([str(script(tmp_path, "kill -SEGV $$"))], {})


def test_of_an_output_without_end_the_beginning_is_read(tmp_path: Path) -> None:
    ended = run_program([str(script(tmp_path, "head -c 3000000 /dev/zero; echo x >&2"))], {})

    assert len(ended.out) == MOST
    assert ended.err == "x\n"


def test_bytes_that_are_no_text_are_kept(tmp_path: Path) -> None:
    ended = run_program([str(script(tmp_path, r"printf '\377\000\033[31m' >&2"))], {})

    assert ended.err == "\udcff\0\x1b[31m"


def test_what_cannot_be_run_is_said_in_one_line(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("x")
    other = script(tmp_path, "", "other")
    other.write_bytes(b"\x7fELF nonsense")

    for path, said in (
        (tmp_path / "none", "none: there is no such program: give the path of HAProxy"),
        (plain, "plain: cannot be run: permission denied"),
        (tmp_path, "cannot be run: permission denied"),
        (other, "other: cannot be run: exec format error"),
    ):
        with pytest.raises(hm.Unreadable) as raised:
            identified(str(path))
        assert str(raised.value).endswith(said)


def test_what_is_not_haproxy_is_said_to_be_none(tmp_path: Path) -> None:
    for number, body in enumerate(("echo nginx version 1.2", "exit 0", "echo HAProxy version 2.6; exit 1")):
        with pytest.raises(hm.Unreadable, match="it is not HAProxy"):
            identified(str(script(tmp_path, body, f"p{number}")))


def test_a_program_is_known_by_what_it_says(tmp_path: Path) -> None:
    old = script(tmp_path, 'echo "HA-Proxy version 2.4.0-6cbbecf 2021/05/14"', "old")
    told = script(
        tmp_path, 'echo "HAProxy version 3.0.2"; [ $1 = -vv ] && echo "Feature list : +LUA -QUIC"; true', "new"
    )

    assert identified(str(old))[1:3] == ("2.4.0", None)
    assert identified(str(told))[1:3] == ("3.0.2", {"LUA"})
    assert identified(str(pretender(tmp_path, "exit 0"))).line == "2.6"
