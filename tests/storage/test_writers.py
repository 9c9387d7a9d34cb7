"""Several writers at once: each edit is written or refused, and none is lost.

How many edits each of them gets through says `--rounds`.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import haproxy_model as hm

pytest.importorskip("fcntl")

#: adds one to a number, and a line of its own, so often that it succeeded; what is refused is done again
WRITER = """
import sys
import haproxy_model as hm

def add(path, name, rounds):
    for count in range(rounds):
        while True:
            config = hm.parse_file(path)
            config.globals[0].maxconn = int(config.globals[0].maxconn) + 1
            config.backends["b"].servers.append(hm.Server(f"{name}-{count}", "192.0.2.1:80"))
            try:
                config.write()
            except hm.FileChanged:
                continue
            break

if __name__ == "__main__":
    add(sys.argv[1], sys.argv[2], int(sys.argv[3]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.cfg"
    file.write_bytes(b"global\n  maxconn 0\nbackend b\n  mode tcp\n")
    return file


def assert_no_edit_is_lost(path: Path, writers: int, rounds: int) -> None:
    config = hm.parse_file(path)

    assert config.globals[0].maxconn == writers * rounds
    assert sorted(config.backends["b"].servers.names()) == sorted(
        f"{writer}-{count}" for writer in range(writers) for count in range(rounds)
    )
    assert [entry.name for entry in path.parent.iterdir()] == ["a.cfg"]


def test_no_edit_of_several_processes_is_lost(path: Path, rounds: int) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(number), str(rounds)]) for number in range(3)
    ]

    assert [writer.wait(60 + 2 * rounds) for writer in writers] == [0, 0, 0]
    assert_no_edit_is_lost(path, 3, rounds)


def test_no_edit_of_several_threads_is_lost(path: Path, rounds: int) -> None:
    names: dict[str, object] = {"__name__": "writer"}
    exec(WRITER, names)
    add = names["add"]
    assert callable(add)
    with ThreadPoolExecutor() as threads:
        for writing in [threads.submit(add, path, str(number), rounds) for number in range(4)]:
            writing.result()

    assert_no_edit_is_lost(path, 4, rounds)


def test_writers_of_the_same_files_in_another_order_neither_lose_an_edit_nor_wait_for_each_other(
    tmp_path: Path,
    rounds: int,
) -> None:
    paths = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        paths.append(tmp_path / name / "x.cfg")
        paths[-1].write_bytes(b"global\n  maxconn 0\n")

    refused: list[str] = []

    def add(order: list[Path]) -> None:
        for _ in range(rounds // 2):
            while True:
                config = hm.parse_files(order)
                for section in config.globals:
                    section.maxconn = int(str(section.maxconn)) + 1
                try:
                    config.write()
                except hm.FileChanged as error:
                    refused.append(str(error))
                    continue
                break

    with ThreadPoolExecutor() as threads:
        for writing in [threads.submit(add, order) for order in (paths, paths[::-1]) for _ in range(2)]:
            writing.result()

    assert [path.read_bytes() for path in paths] == [b"global\n  maxconn %d\n" % (2 * rounds)] * 2
    assert not [message for message in refused if "lock" in message]
