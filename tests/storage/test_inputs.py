"""Reading what is no regular file: pipes and devices give their text once, and nobody waits for ever."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import haproxy_model as hm
from haproxy_model.storage import inputs

from .specials import device, fifo, listening_socket

#: longer than any pipe holds
LONG = b"global\n" + b"# a comment\n" * 20_000


@contextmanager
def fed(path: Path, *parts: bytes | float) -> Iterator[None]:
    """A FIFO with a writer, as `<(...)` of a shell has one: it writes bytes and waits seconds in turn."""
    fifo(path)
    # With a reader there opening for writing does not wait.
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(path, os.O_WRONLY)

    def write() -> None:
        with open(writer, "wb", buffering=0) as file:
            for part in parts:
                if isinstance(part, bytes):
                    file.write(part)
                else:
                    time.sleep(part)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(60)
        os.close(reader)


@pytest.mark.parametrize("parse", [hm.parse_file, lambda path: hm.parse_files([path])], ids=["file", "files"])
def test_a_fifo_without_a_writer_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parse: Callable[[Path], hm.Config]
) -> None:
    monkeypatch.setattr(inputs, "PATIENCE", 50)
    path = tmp_path / "pipe"
    fifo(path)
    raised: list[BaseException] = []

    def read() -> None:
        try:
            parse(path)
        except BaseException as error:
            raised.append(error)

    # A thread, so that one which waits for ever is a test that fails.
    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(60)

    assert [type(error) for error in raised] == [hm.Unreadable]
    assert str(raised[0]) == f"{path}: is a FIFO, and nothing was written into it"


def test_a_fifo_into_which_nothing_is_written_is_unreadable(tmp_path: Path) -> None:
    with fed(tmp_path / "pipe"), pytest.raises(hm.Unreadable, match="nothing was written into it"):
        hm.parse_file(tmp_path / "pipe")


@pytest.mark.parametrize(
    "parts",
    [(LONG,), (0.3, LONG), (b"glob", 0.3, b"al\n"), (0.3, b"global\n", 0.3, b"  daemon\n", 0.3)],
    ids=["at once", "late", "in pieces", "slowly"],
)
def test_who_writes_slowly_into_a_fifo_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: tuple[bytes | float, ...]
) -> None:
    monkeypatch.setattr(inputs, "PATIENCE", 50)
    with fed(tmp_path / "pipe", *parts):
        config = hm.parse_file(tmp_path / "pipe")

    assert config.dump() == b"".join(part for part in parts if isinstance(part, bytes))


def test_the_null_device_says_nothing(tmp_path: Path) -> None:
    assert hm.parse_file(os.devnull).dump() == b""


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device without an end")
def test_a_device_without_an_end_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without its bound reading would take all memory: it is set in the module itself.
    assert inputs.MOST_BYTES >= 10 << 20
    monkeypatch.setattr(inputs, "MOST_BYTES", 1 << 20)

    with pytest.raises(hm.Unreadable, match="/dev/zero: gives more than 1 MiB, perhaps without an end"):
        hm.parse_file("/dev/zero")


def test_a_file_that_is_too_large_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(b"global\n")
    os.truncate(path, 1 << 30)
    for parse in (hm.parse_file, hm.parse_files, lambda path: hm.parse_files([tmp_path])):
        with pytest.raises(hm.Unreadable, match=f"^{path}: has 1024 MiB, and no configuration has more than 64$"):
            parse(path)  # type: ignore[operator]


def test_a_file_is_bounded_by_what_it_gives_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.cfg").write_bytes(LONG)
    monkeypatch.setattr(inputs, "MOST_BYTES", len(LONG))
    assert hm.parse_file(tmp_path / "a.cfg").dump() == LONG
    monkeypatch.setattr(inputs, "MOST_BYTES", 100)
    for path in filter(os.path.exists, ("/proc/self/status", "/proc/self/smaps")):
        # These say that they hold nothing.
        assert os.stat(path).st_size == 0
        with pytest.raises(hm.Unreadable, match="gives more than"):
            hm.parse_file(path)


@pytest.mark.parametrize("parts", [(0.5,), (b"global\n", 0.5)], ids=["nothing", "a beginning"])
def test_a_writer_who_never_goes_on_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: tuple[bytes | float, ...]
) -> None:
    assert inputs.SILENCE >= 30_000
    monkeypatch.setattr(inputs, "PATIENCE", 20)
    monkeypatch.setattr(inputs, "SILENCE", 50)
    with (
        fed(tmp_path / "pipe", *parts),
        pytest.raises(
            hm.Unreadable, match=r"is a FIFO, and nothing was written into it for 0\.05 seconds: give a file"
        ),
    ):
        hm.parse_file(tmp_path / "pipe")


def test_a_fifo_without_an_end_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MOST_BYTES", len(LONG) - 1)
    with fed(tmp_path / "pipe", LONG), pytest.raises(hm.Unreadable, match="perhaps without an end"):
        hm.parse_file(tmp_path / "pipe")


@pytest.mark.parametrize("path", [5, b"a.cfg", True, ["a.cfg"]])
@pytest.mark.parametrize(
    "use",
    [hm.parse_file, hm.parse("global\n").write, lambda path: hm.parse_files([path])],
    ids=["file", "write", "files"],
)
def test_what_is_no_path_is_the_wrong_kind_of_object(use: Callable[[object], object], path: object) -> None:
    with pytest.raises(TypeError, match="expected the path of a file, as text or a Path, found"):
        use(path)


def test_a_socket_is_unreadable(tmp_path: Path) -> None:
    listening_socket(tmp_path / "socket")
    with pytest.raises(hm.Unreadable, match="is a socket"):
        hm.parse_file(tmp_path / "socket")


def test_a_directory_gives_regular_files_alone_as_haproxy_takes_them(tmp_path: Path) -> None:
    fifo(tmp_path / "a.cfg")
    listening_socket(tmp_path / "b.cfg")
    (tmp_path / "c.cfg").mkdir()
    device(tmp_path / "d.cfg")
    (tmp_path / "e.cfg").write_bytes(b"global\n")

    assert [file.path for file in hm.parse_files([tmp_path]).files] == [str(tmp_path / "e.cfg")]
