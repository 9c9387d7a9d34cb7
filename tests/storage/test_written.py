"""A write replaces what changed, keeps all that it can of the old file, and says what it did."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import haproxy_model as hm

TEXT = b"global\n  maxconn 1\n"
CHANGED = b"global\n  maxconn 2\n"
NOBODY = 65_534

needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away and take another identity"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.cfg"
    file.write_bytes(TEXT)
    return file


def changed(*paths: Path) -> hm.Config:
    config = hm.parse_files(paths)
    config.globals[0].maxconn = 2
    return config


def identity(path: Path) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_ino, found.st_mtime_ns


# -- what is written, and what is said ---------------------------------------------------------------------------------


def test_only_files_that_changed_are_replaced(path: Path) -> None:
    other, third = path.with_name("b.cfg"), path.with_name("c.cfg")
    other.write_bytes(b"defaults\n")
    third.write_bytes(TEXT)
    before = [identity(each) for each in (path, other, third)]
    written = changed(path, other, third).write()

    assert written == hm.Written((str(path),), (str(other), str(third)), (), ())
    assert path.read_bytes() == CHANGED
    assert [identity(each) for each in (other, third)] == before[1:]
    # By a rename: who has the old file open reads it to its end.
    assert identity(path)[0] != before[0][0]


def test_a_second_write_changes_nothing(path: Path) -> None:
    config = changed(path)
    config.write()
    before = identity(path)

    assert config.write() == hm.Written((), (str(path),), (), ())
    assert config.files[0].write(path) == hm.Written((), (str(path),), (), ())
    assert identity(path) == before


def test_an_edit_that_is_taken_back_changes_nothing(path: Path) -> None:
    config = changed(path)
    config.globals[0].maxconn = 1

    assert config.write().unchanged == (str(path),)


def test_another_file_that_says_the_same_is_left_alone(path: Path) -> None:
    other = path.with_name("b.cfg")
    other.write_bytes(TEXT)
    before = identity(other)

    assert hm.parse(TEXT).write(other).unchanged == (str(other),)
    assert hm.parse(CHANGED).write(other).paths == (str(other),)
    assert identity(other) != before


def test_a_new_file_is_written_with_the_mode_that_new_files_have(path: Path) -> None:
    new, other = path.with_name("new.cfg"), path.with_name("other")
    other.touch()

    assert hm.parse(TEXT).write(new) == hm.Written((str(new),), (), (), ())
    assert new.stat().st_mode == other.stat().st_mode


def test_two_who_make_the_same_change_both_meant_it(path: Path) -> None:
    first, second = changed(path), changed(path)
    first.write()
    with pytest.raises(hm.FileChanged):
        second.write()


def test_a_file_that_did_not_change_is_compared_all_the_same(path: Path) -> None:
    other = path.with_name("b.cfg")
    other.write_bytes(b"defaults\n")
    config = changed(path, other)
    other.write_bytes(b"# by hand\n")
    with pytest.raises(hm.FileChanged):
        config.write()

    assert path.read_bytes() == TEXT


def test_a_hard_link_is_broken_and_said(path: Path) -> None:
    other = path.with_name("other")
    os.link(path, other)

    assert changed(path).write() == hm.Written((str(path),), (), (), (str(path),))
    assert (path.read_bytes(), other.read_bytes()) == (CHANGED, TEXT)
    assert changed(other).write().hard_link_broken == ()


def test_a_hard_link_of_what_did_not_change_stays(path: Path) -> None:
    os.link(path, path.with_name("other"))

    assert hm.parse_file(path).write() == hm.Written((), (str(path),), (), ())
    assert path.stat().st_nlink == 2


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o4755, 0o2770])
def test_the_mode_is_kept(path: Path, mode: int) -> None:
    os.chmod(path, mode)
    changed(path).write()

    assert stat.S_IMODE(path.stat().st_mode) == mode


# -- over what others wrote --------------------------------------------------------------------------------------------


def _under_its_own_name(config: hm.Config, path: Path, *, overwrite: bool) -> hm.Written:
    return config.write(path, overwrite=overwrite)


def _without_a_name(config: hm.Config, path: Path, *, overwrite: bool) -> hm.Written:
    return config.write(overwrite=overwrite)


@pytest.mark.parametrize("write", [_under_its_own_name, _without_a_name])
@pytest.mark.parametrize("foreign", [b"# by hand\n", b"", None, TEXT + b"\n"])
def test_a_foreign_change_is_written_over_where_that_is_asked_for(
    path: Path, write: Callable[..., hm.Written], foreign: bytes | None
) -> None:
    config = changed(path)
    path.unlink()
    if foreign is not None:
        path.write_bytes(foreign)
    with pytest.raises(hm.FileChanged, match=r"changed on disk|it was there when it was read"):
        write(config, path, overwrite=False)
    assert (path.read_bytes() if path.exists() else None) == foreign

    assert write(config, path, overwrite=True).paths == (str(path),)
    assert path.read_bytes() == CHANGED
    assert write(config, path, overwrite=False).unchanged == (str(path),)


def test_the_way_out_is_said(path: Path) -> None:
    config = changed(path)
    path.write_bytes(b"# by hand\n")
    with pytest.raises(hm.FileChanged, match=r"repeat the change, or write over it \(overwrite\)$"):
        config.write()


def test_what_was_written_elsewhere_is_not_lost_either(path: Path) -> None:
    config, other = hm.parse_file(path), path.with_name("b.cfg")
    other.write_bytes(b"# whatever stands there at first\n")
    config.write(other)
    config.globals[0].maxconn = 2
    config.write(other)
    other.write_bytes(b"# by hand\n")
    for name in (other, other.parent / "." / "b.cfg"):
        with pytest.raises(hm.FileChanged, match="changed on disk"):
            config.write(name)
    assert other.read_bytes() == b"# by hand\n"
    config.write(other, overwrite=True)
    assert other.read_bytes() == CHANGED
    other.unlink()
    config.write(other)

    assert (path.read_bytes(), other.read_bytes()) == (TEXT, CHANGED)


def test_no_special_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    with pytest.raises(hm.FileChanged, match="is a directory"):
        hm.parse(TEXT).write(tmp_path / "d", overwrite=True)


# -- owner, extended attributes ----------------------------------------------------------------------------------------


@contextmanager
def writable_by_all() -> Iterator[Path]:
    """A directory in which anybody may write; afterwards this process is root again."""
    directory = Path(tempfile.mkdtemp(dir="/tmp"))
    os.chmod(directory, 0o777)
    try:
        yield directory
    finally:
        os.seteuid(0)
        os.setegid(0)
        shutil.rmtree(directory)


@needs_root
@pytest.mark.parametrize(("owner", "group"), [(0, 0), (0, NOBODY), (NOBODY, 0), (1, 1)])
def test_who_cannot_keep_the_owner_refuses_unless_told(owner: int, group: int) -> None:
    with writable_by_all() as directory:
        path, other = directory / "a.cfg", directory / "b.cfg"
        for each in (path, other):
            each.write_bytes(TEXT)
            os.chown(each, owner, group)
        os.chown(other, NOBODY, NOBODY)
        before = identity(path)
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
        config = changed(other, path)
        config.globals[1].maxconn = 2
        for write in (config.write, config.files[1].write, lambda: config.files[1].write(path)):
            with pytest.raises(hm.Unwritable, match=f"^{path}: its owner or group cannot be kept: .*change_owner"):
                write()
        assert (identity(path), other.read_bytes(), sorted(os.listdir(directory))) == (before, TEXT, ["a.cfg", "b.cfg"])

        written = config.write(change_owner=True)
        found = os.stat(path)

        assert written == hm.Written((str(other), str(path)), (), (str(path),), ())
        assert (path.read_bytes(), found.st_uid, found.st_gid) == (CHANGED, NOBODY, NOBODY)
        assert config.write().unchanged == (str(other), str(path))


@needs_root
def test_the_group_is_kept_where_the_owner_cannot_be() -> None:
    groups = os.getgroups()
    with writable_by_all() as directory:
        path = directory / "a.cfg"
        path.write_bytes(TEXT)
        os.chown(path, 1, 2)
        os.setgroups([2])
        try:
            os.setegid(NOBODY)
            os.seteuid(NOBODY)
            written = changed(path).write(change_owner=True)
        finally:
            os.seteuid(0)
            os.setgroups(groups)

        assert written.owner_changed == (str(path),)
        assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, 2)


@needs_root
def test_owner_and_group_are_kept(path: Path) -> None:
    os.chown(path, 1, 2)

    assert changed(path).write().owner_changed == ()
    assert (path.stat().st_uid, path.stat().st_gid) == (1, 2)


def _acl(*entries: tuple[int, int, int]) -> bytes:
    """A POSIX ACL as the system stores it: tag, permissions, identity."""
    return b"\2\0\0\0" + b"".join(
        tag.to_bytes(2, "little") + rights.to_bytes(2, "little") + who.to_bytes(4, "little")
        for tag, rights, who in entries
    )


_NOBODY_READS = _acl((1, 6, 2**32 - 1), (2, 4, NOBODY), (4, 0, 2**32 - 1), (16, 4, 2**32 - 1), (32, 0, 2**32 - 1))


def _set(path: Path, name: str, value: bytes) -> None:
    try:
        os.setxattr(path, name, value)
    except (AttributeError, OSError) as error:
        pytest.skip(f"no such extended attributes here: {error}")


@pytest.mark.parametrize(("name", "value"), [("user.origin", b"ansible"), ("system.posix_acl_access", _NOBODY_READS)])
def test_extended_attributes_are_kept(path: Path, name: str, value: bytes) -> None:
    _set(path, name, value)
    mode = path.stat().st_mode
    changed(path).write()

    assert os.getxattr(path, name) == value
    assert path.stat().st_mode == mode


def test_what_the_directory_gives_to_new_files_is_not_taken_on(path: Path) -> None:
    _set(path.parent, "system.posix_acl_default", _NOBODY_READS)
    os.chmod(path, 0o600)
    changed(path).write()

    assert "system.posix_acl_access" not in os.listxattr(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_system_that_keeps_no_extended_attributes_is_written_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    for name in ("listxattr", "setxattr"):
        with monkeypatch.context() as patch:
            if hasattr(os, name):
                _set(path, "user.a", b"1")
                patch.setattr(os, name, refused)
            assert changed(path).write().paths == (str(path),)
        path.write_bytes(TEXT)


# -- what the system refuses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/a.cfg", "no such file or directory"),
        ("a.cfg/b.cfg", "not a directory"),
        ("x" * 300, "file name too long"),
        ("circle", "too many levels of symbolic links"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="other words")
def test_what_the_system_refuses_is_an_error_of_the_library(path: Path, name: str, reason: str) -> None:
    os.symlink("circle", path.with_name("circle"))
    before = sorted(os.listdir(path.parent))
    for write in (hm.parse(TEXT).write, hm.parse(TEXT).files[0].write, changed(path).write):
        with pytest.raises(hm.Unwritable, match=f"{name}: cannot be written: {reason}$") as raised:
            write(path.parent / name)

        assert isinstance(raised.value, OSError)
        assert isinstance(raised.value.__cause__, OSError)
    assert sorted(os.listdir(path.parent)) == before


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EBUSY])
def test_what_the_disk_refuses_is_an_error_of_the_library(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, reason: int
) -> None:
    def refused(*arguments: object) -> None:
        raise OSError(reason, os.strerror(reason))

    config = changed(path)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refused)
        with pytest.raises(hm.Unwritable, match=f"^{path}: cannot be written: {os.strerror(reason).lower()}$"):
            config.write()
    assert path.read_bytes() == TEXT
    assert os.listdir(path.parent) == ["a.cfg"]
    config.write()

    assert path.read_bytes() == CHANGED


# -- temporary files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.cfg", ".a.cfg", "é.cfg", "€" * 80 + ".cfg", "x" * 251 + ".cfg", "a\nb.cfg", "cfg"])
def test_a_temporary_file_is_none_that_haproxy_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    seen: list[str] = []
    fsync = os.fsync

    def looking(descriptor: int) -> None:
        seen.extend(os.listdir(tmp_path))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", looking)
    hm.parse(TEXT).write(tmp_path / name)
    temporary = next(each for each in seen if each != name)

    assert temporary.startswith(".")
    assert not temporary.endswith(".cfg")
    assert os.listdir(tmp_path) == [name]


def left_by_a_killed_writer(path: Path) -> str:
    """The name of the temporary file of a writer that is killed while the disk syncs it."""
    child = os.fork()
    if not child:
        os.fsync = lambda descriptor: os._exit(0)  # type: ignore[assignment]
        try:
            changed(path).write()
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    (name,) = set(os.listdir(path.parent)) - {"a.cfg"}
    return name


needs_forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes are forked here")


@needs_forks
@pytest.mark.parametrize("write", [lambda path: changed(path).write(), lambda path: hm.parse_file(path).write()])
def test_what_a_killed_writer_left_is_removed_by_the_next(path: Path, write: Callable[[Path], hm.Written]) -> None:
    pytest.importorskip("fcntl")
    name = left_by_a_killed_writer(path)
    assert path.with_name(name).read_bytes() == CHANGED
    write(path)

    assert os.listdir(path.parent) == ["a.cfg"]


@needs_forks
def test_what_another_writer_works_on_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from haproxy_model.storage import locks

    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    name = left_by_a_killed_writer(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(hm.FileChanged, match="another program keeps this directory locked"):
        changed(path).write()
    assert path.with_name(name).exists()
    os.close(descriptor)
    # Where there are no locks nobody knows whether its writer lives.
    monkeypatch.setattr(locks, "fcntl", None)
    changed(path).write()

    assert path.with_name(name).exists()


def test_what_only_looks_like_a_leftover_stays(path: Path) -> None:
    others = [".a.cfg.abcdefgh", ".a.cfg.swp", "a.cfg.abcdefgh.haproxy-model", ".a.cfg.abcd.haproxy-model", ".x"]
    for name in others:
        path.with_name(name).write_bytes(b"")
    path.with_name(".a.cfg.abcdefgh.haproxy-model").mkdir()
    path.with_name(".b.cfg.abcdefgh.haproxy-model").symlink_to("a.cfg")
    before = set(os.listdir(path.parent))
    changed(path).write()

    assert set(os.listdir(path.parent)) == before


def test_a_change_while_the_new_file_is_being_written_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def changing(descriptor: int) -> None:
        path.write_bytes(b"# by hand\n")

    monkeypatch.setattr(os, "fsync", changing)
    with pytest.raises(hm.FileChanged, match="changed on disk"):
        changed(path).write()

    assert path.read_bytes() == b"# by hand\n"
    assert os.listdir(path.parent) == ["a.cfg"]
