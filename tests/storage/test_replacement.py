"""Between the first look at the disk and the replacement: what others do then is seen, and nothing is half done."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

import haproxy_model as hm
from haproxy_model.storage import locks

from .specials import fifo

fcntl = pytest.importorskip("fcntl")

TEXT = b"global\n  maxconn 1\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.cfg"
    file.write_bytes(TEXT)
    return file


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[int]:
    """The lock on the directory, held by somebody else."""
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield descriptor
    os.close(descriptor)


def temporaries(directory: Path) -> list[str]:
    return [name for name in os.listdir(directory) if name.startswith(".")]


def changed(path: Path, count: int = 2) -> hm.Config:
    config = hm.parse_file(path)
    config.globals[0].maxconn = count
    return config


def waiting(write: Callable[[], object]) -> Future[object]:
    """A write in a thread of its own that has looked at the disk and waits for the lock."""
    asked = threading.Event()
    sleep = time.sleep

    def sleeping(seconds: float) -> None:
        asked.set()
        sleep(seconds)

    pool = ThreadPoolExecutor()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", sleeping)
        writing = pool.submit(write)
        pool.shutdown(wait=False)
        while not writing.done() and not asked.wait(0.01):
            pass
    return writing


def _edited_in_place(path: Path) -> None:
    path.write_bytes(b"# by hand\n")


def _replaced(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"# by hand\n")
    other.replace(path)


def _removed(path: Path) -> None:
    path.unlink()


def _a_fifo(path: Path) -> None:
    path.unlink()
    fifo(path)


def _there(path: Path) -> tuple[int, ...] | None:
    """What stands at a path, whoever has read it meanwhile; None for nothing."""
    if not os.path.lexists(path):
        return None
    found = os.lstat(path)
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns


@pytest.mark.parametrize("change", [_edited_in_place, _replaced, _removed, _a_fifo])
def test_a_change_after_the_first_look_is_seen(
    path: Path, lock: int, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    writing = waiting(changed(path).write)
    change(path)
    after = _there(path)
    fcntl.flock(lock, fcntl.LOCK_UN)
    with pytest.raises(hm.FileChanged):
        writing.result(60)

    assert _there(path) == after
    assert temporaries(tmp_path) == []


def test_a_change_of_one_of_several_files_after_the_first_look_leaves_all(
    path: Path, lock: int, tmp_path: Path
) -> None:
    other = tmp_path / "b.cfg"
    other.write_bytes(b"defaults\n")
    config = hm.parse_files([path, other])
    config.globals[0].maxconn = 2
    writing = waiting(config.write)
    other.write_bytes(b"# by hand\n")
    fcntl.flock(lock, fcntl.LOCK_UN)
    with pytest.raises(hm.FileChanged, match="the file changed on disk"):
        writing.result(60)

    assert (path.read_bytes(), other.read_bytes()) == (TEXT, b"# by hand\n")
    assert temporaries(tmp_path) == []


def test_a_link_that_leads_elsewhere_after_the_first_look_is_seen(path: Path, lock: int, tmp_path: Path) -> None:
    link, other = tmp_path / "link", tmp_path / "b.cfg"
    other.write_bytes(TEXT)
    link.symlink_to("a.cfg")
    writing = waiting(changed(link).write)
    link.unlink()
    link.symlink_to("b.cfg")
    fcntl.flock(lock, fcntl.LOCK_UN)
    with pytest.raises(hm.FileChanged, match="now leads to another file"):
        writing.result(60)

    assert (path.read_bytes(), other.read_bytes()) == (TEXT, TEXT)


def test_what_became_a_fifo_after_the_first_look_is_not_replaced(path: Path, lock: int, tmp_path: Path) -> None:
    target = tmp_path / "new.cfg"
    config = hm.parse(TEXT)
    writing = waiting(lambda: config.write(target))
    fifo(target)
    fcntl.flock(lock, fcntl.LOCK_UN)
    with pytest.raises(hm.FileChanged, match="cannot be written back, because it is"):
        writing.result(60)

    assert target.is_fifo()


def test_a_write_goes_on_when_the_lock_is_free(path: Path, lock: int, tmp_path: Path) -> None:
    writing = waiting(changed(path).write)
    assert path.read_bytes() == TEXT
    fcntl.flock(lock, fcntl.LOCK_UN)
    writing.result(60)

    assert path.read_bytes() == b"global\n  maxconn 2\n"


def test_a_lock_that_is_never_freed_is_an_error_and_changes_nothing(
    path: Path, lock: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    config = changed(path)
    writing = waiting(config.write)
    with pytest.raises(hm.FileChanged, match=f"^{tmp_path}: another program keeps this directory locked"):
        writing.result(60)
    assert path.read_bytes() == TEXT
    assert temporaries(tmp_path) == []
    fcntl.flock(lock, fcntl.LOCK_UN)
    config.write()

    assert path.read_bytes() == b"global\n  maxconn 2\n"


def test_readers_need_no_lock(path: Path, lock: int, tmp_path: Path) -> None:
    assert hm.parse_files([tmp_path]).dump() == TEXT


def test_a_directory_has_one_lock_whatever_it_is_called(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    link = tmp_path / "again"
    link.symlink_to(tmp_path)
    with locks.locked([str(tmp_path), str(link), f"{tmp_path}/."]):
        for name in (tmp_path, link):
            with pytest.raises(hm.FileChanged), locks.locked([str(name)]):
                pass
    with locks.locked([str(link)]):
        pass


def test_a_process_that_was_forked_meanwhile_does_not_keep_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    gone, stays = os.pipe()
    with locks.locked([str(tmp_path)]):
        child = os.fork()
        if not child:
            os.close(stays)
            os.read(gone, 1)
            os._exit(0)
    try:
        with locks.locked([str(tmp_path)]):
            pass
    finally:
        os.close(stays)
        os.waitpid(child, 0)
        os.close(gone)


@pytest.mark.parametrize("reason", [errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_written_too(path: Path, monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    def refused(descriptor: int, operation: int) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(fcntl, "flock", refused)
    changed(path).write()

    assert path.read_bytes() == b"global\n  maxconn 2\n"


def test_a_system_without_locks_is_written_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "fcntl", None)
    changed(path).write()

    assert path.read_bytes() == b"global\n  maxconn 2\n"


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    paths = []
    for name, mode in (("a", 0o640), ("b", 0o600), ("c", 0o644)):
        (tmp_path / name).mkdir()
        paths.append(tmp_path / name / "x.cfg")
        paths[-1].write_bytes(TEXT)
        os.chmod(paths[-1], mode)
    return paths


def stop_replacing(monkeypatch: pytest.MonkeyPatch, allowed: int, error: BaseException, *, afterwards: bool) -> None:
    """Let the system refuse to rename after some files, as it does where one is a mount; then go on, or not."""
    replace, calls = os.replace, []

    def refusing(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == allowed + 1 or (len(calls) > allowed and not afterwards):
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", refusing)


@pytest.mark.parametrize("allowed", [0, 1, 2])
@pytest.mark.parametrize("error", [OSError(errno.EBUSY, "Device or resource busy"), KeyboardInterrupt()])
def test_files_are_put_back_where_a_later_one_cannot_be_replaced(
    three: list[Path], monkeypatch: pytest.MonkeyPatch, allowed: int, error: BaseException
) -> None:
    config = hm.parse_files(three)
    for section in config.globals:
        section.maxconn = 2
    with monkeypatch.context() as patch:
        stop_replacing(patch, allowed, error, afterwards=True)
        with pytest.raises(type(error)):
            config.write()
    assert [path.read_bytes() for path in three] == [TEXT] * 3
    assert [path.stat().st_mode & 0o777 for path in three] == [0o640, 0o600, 0o644]
    assert [os.listdir(path.parent) for path in three] == [["x.cfg"]] * 3
    config.write()

    assert [path.read_bytes() for path in three] == [b"global\n  maxconn 2\n"] * 3


def test_files_that_cannot_be_put_back_are_named(three: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    config = hm.parse_files(three)
    for section in config.globals:
        section.maxconn = 2
    stop_replacing(monkeypatch, 1, OSError(errno.EBUSY, "Device or resource busy"), afterwards=False)
    with pytest.raises(hm.FileChanged, match=f"^{three[0]}: was written although others were not"):
        config.write()

    assert [path.read_bytes() for path in three] == [b"global\n  maxconn 2\n", TEXT, TEXT]
    assert [os.listdir(path.parent) for path in three] == [["x.cfg"]] * 3


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_directory_that_may_not_be_changed_is_an_error_and_changes_nothing(path: Path, tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o555)
    try:
        with pytest.raises(PermissionError):
            changed(path).write()
    finally:
        os.chmod(tmp_path, 0o755)

    assert path.read_bytes() == TEXT
