"""Files on disk: several of them, and writing without loss."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import haproxy_model as hm


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    one, other = tmp_path / "a.cfg", tmp_path / "b.cfg"
    one.write_bytes(b"global\n  daemon\n")
    other.write_bytes(b"listen l\r\n  server s 10.0.0.1:80\r\n")
    (tmp_path / ".hidden.cfg").write_bytes(b"x\n")
    (tmp_path / "notes.txt").write_bytes(b"y\n")
    return [one, other]


def test_a_directory_gives_its_cfg_files_in_order(two: list[Path], tmp_path: Path) -> None:
    config = hm.parse_files([tmp_path])

    assert [file.path for file in config.files] == [str(path) for path in two]
    assert [section.kind for section in config.sections] == ["global", "listen"]
    assert config.listens["l"].file is config.files[1]


def test_several_files_are_dumped_one_by_one(two: list[Path]) -> None:
    config = hm.parse_files(two)
    for ask in (config.dump, config.dumps, lambda: config.write("elsewhere.cfg")):
        with pytest.raises(hm.SeveralFiles):
            ask()

    config.listens[0].servers[0].weight = 5
    assert [file.dump() for file in config.files] == [
        two[0].read_bytes(),
        b"listen l\r\n  server s 10.0.0.1:80 weight 5\r\n",
    ]
    config.write()
    assert two[1].read_bytes() == config.files[1].dump()


def test_one_of_several_files_can_be_written_alone(two: list[Path]) -> None:
    config = hm.parse_files(two)
    config.globals[0].maxconn = 7
    config.listens[0].servers[0].weight = 5
    config.files[1].write()

    assert two[0].read_bytes() == b"global\n  daemon\n"
    assert b"weight 5" in two[1].read_bytes()


def test_a_new_section_goes_to_the_file_of_its_kin(two: list[Path]) -> None:
    config = hm.parse_files(two)
    config.globals.append(hm.Global())

    assert len(config.files[0].sections) == 2


def test_writing_keeps_mode_and_symbolic_link(two: list[Path], tmp_path: Path) -> None:
    os.chmod(two[0], 0o640)
    link = tmp_path / "link"
    link.symlink_to(two[0])
    config = hm.parse_file(link)
    config.globals[0].maxconn = 7
    config.write()

    assert link.is_symlink()
    assert two[0].read_bytes() == b"global\n  maxconn 7\n  daemon\n"
    assert stat.S_IMODE(two[0].stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden.cfg", "a.cfg", "b.cfg", "link", "notes.txt"]


def test_a_file_that_changed_on_disk_is_not_touched(two: list[Path]) -> None:
    config = hm.parse_files(two)
    config.globals[0].maxconn = 7
    two[1].write_bytes(b"# somebody else was here\n")
    with pytest.raises(hm.FileChanged):
        config.write()

    assert two[0].read_bytes() == b"global\n  daemon\n"
    assert two[1].read_bytes() == b"# somebody else was here\n"
    two[0].unlink()
    with pytest.raises(hm.FileChanged):
        config.files[0].write()
    assert not two[0].exists()


def test_writing_again_after_writing_is_no_conflict(two: list[Path], tmp_path: Path) -> None:
    config = hm.parse_file(two[0])
    for path, count in ((None, 1), (two[0], 2), (str(two[0]), 3), (None, 4)):
        config.globals[0].maxconn = count
        config.write(path)
        assert two[0].read_bytes() == b"global\n  maxconn %d\n  daemon\n" % count

    copy = tmp_path / "copy"
    config.write(copy)
    assert copy.read_bytes() == two[0].read_bytes()
    config.globals[0].maxconn = 9
    config.write()
    assert copy.read_bytes() != two[0].read_bytes()


def test_what_came_from_no_file_needs_a_path(tmp_path: Path) -> None:
    config = hm.parse("global\n", filename="a name is no file")
    with pytest.raises((hm.InvalidValue, OSError)):
        hm.parse("global\n").write()

    config.write(tmp_path / "new.cfg")
    assert (tmp_path / "new.cfg").read_bytes() == b"global\n"


@pytest.mark.parametrize("path", ["", "no such file", "nul\0"])
def test_what_cannot_be_read_is_unreadable(path: str, tmp_path: Path) -> None:
    with pytest.raises(hm.Unreadable):
        hm.parse_file(tmp_path / path if path else tmp_path)
    with pytest.raises(hm.Unreadable):
        hm.parse_files([])


def test_a_name_that_fills_a_directory_entry_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 120 + "x" * 11 + ".cfg")
    path.write_bytes(b"global\n")
    config = hm.parse_file(path)
    config.globals[0].maxconn = 7
    config.write()

    assert path.read_bytes() == b"global\n    maxconn 7\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_what_is_no_regular_file_is_not_written_back(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with ThreadPoolExecutor() as threads:
        written = threads.submit(path.write_bytes, b"global\n")
        config = hm.parse_file(path)
        written.result()
    config.globals[0].maxconn = 7
    with pytest.raises(hm.FileChanged, match="cannot be written back, because it is"):
        config.write()

    assert path.is_fifo()
