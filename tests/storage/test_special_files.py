"""What is no regular file is not written, whichever way it is named; what names nothing is not, either."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import haproxy_model as hm

from .specials import MAKERS, fifo


@pytest.fixture(params=["itself", "a link", "a link to a link"])
def named(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A name that leads to `special`, which is yet to be made."""
    special, link, further = tmp_path / "special", tmp_path / "link", tmp_path / "further"
    link.symlink_to(special)
    further.symlink_to("link")
    return {"itself": special, "a link": link, "a link to a link": further}[request.param]


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_no_regular_file_is_not_written(tmp_path: Path, named: Path, kind: str) -> None:
    MAKERS[kind](tmp_path / "special")
    before = os.lstat(tmp_path / "special")
    config = hm.parse("global\n", filename=str(named))

    for write in (
        config.write,
        lambda: config.write(named),
        config.files[0].write,
        lambda: config.files[0].write(named),
    ):
        with pytest.raises(hm.FileChanged, match=f"cannot be written back, because it is {kind}: name a regular file"):
            write()

    after = os.lstat(tmp_path / "special")
    assert (after.st_ino, after.st_mode, after.st_rdev) == (before.st_ino, before.st_mode, before.st_rdev)
    assert sorted(os.listdir(tmp_path)) == ["further", "link", "special"]


def test_what_became_a_fifo_is_not_written_back(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(b"global\n")
    config = hm.parse_file(path)
    path.unlink()
    fifo(path)
    with pytest.raises(hm.FileChanged, match="cannot be written back, because it is"):
        config.write()

    assert stat.S_ISFIFO(os.lstat(path).st_mode)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors have no names")
def test_a_file_that_was_deleted_is_not_written_under_a_name_that_the_system_made_up(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(b"global\n")
    with open(path, "rb") as file:
        path.unlink()
        config = hm.parse_file(f"/proc/self/fd/{file.fileno()}")
        for write in (config.write, lambda: config.write(config.files[0].path)):
            with pytest.raises(hm.FileChanged):
                write()
        with pytest.raises(hm.FileChanged, match="was deleted"):
            hm.parse("global\n").write(f"/proc/self/fd/{file.fileno()}")

    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors have no names")
def test_a_descriptor_of_a_file_that_has_a_name_leads_to_it(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(b"global\n")
    with open(path, "rb") as file:
        config = hm.parse_file(f"/proc/self/fd/{file.fileno()}")
        config.globals[0].maxconn = 7
        config.write()

    assert path.read_bytes() == b"global\n    maxconn 7\n"


@pytest.mark.parametrize("name", ["", "a\0b", "missing/"])
def test_what_names_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(hm.InvalidValue, match="is not the name of a file"):
        hm.parse("global\n").write(name)

    assert os.listdir(tmp_path) == []
