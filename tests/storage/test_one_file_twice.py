"""HAProxy may read one file twice, and so may a configuration; of two texts for one place neither is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import haproxy_model as hm

TEXT = b"global\n  maxconn 10\n"


def _symbolic_link(path: Path) -> str:
    link = path.with_name("link.cfg")
    link.symlink_to(path.name)
    return str(link)


def _hard_link(path: Path) -> str:
    link = path.with_name("hard.cfg")
    os.link(path, link)
    return str(link)


def _linked_directory(path: Path) -> str:
    link = path.parent.with_name("elsewhere")
    link.symlink_to(path.parent)
    return str(link / path.name)


def _other_case(path: Path) -> str:
    other = path.with_name("A.CFG")
    if not other.exists():
        pytest.skip("a file system that tells upper from lower case")
    return str(other)


#: how to make another name of a file
NAMES: dict[str, Callable[[Path], str]] = {
    "the same": str,
    "relative": os.path.relpath,
    "a dot": lambda path: f"{path.parent}/./{path.name}",
    "up and down": lambda path: f"{path.parent}/../{path.parent.name}/{path.name}",
    "its directory": lambda path: str(path.parent),
    "a symbolic link": _symbolic_link,
    "a hard link": _hard_link,
    "a linked directory": _linked_directory,
    "upper case": _other_case,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "conf.d").mkdir()
    file = tmp_path / "conf.d" / "a.cfg"
    file.write_bytes(TEXT)
    return file


@pytest.mark.parametrize("name", NAMES)
def test_one_file_under_two_names_is_read_and_not_written(path: Path, name: str) -> None:
    config = hm.parse_files([path, NAMES[name](path)])
    config.globals[1].maxconn = 20
    for write in (config.write, config.files[0].write, config.files[-1].write):
        with pytest.raises(hm.InvalidValue, match="are one file, so that one text would be lost: read it under one"):
            write()

    assert [file.dump() for file in config.files[:2]] == [TEXT, b"global\n  maxconn 20\n"]
    assert path.read_bytes() == TEXT


def test_a_file_that_is_read_twice_is_judged_as_haproxy_judges_it(path: Path) -> None:
    path.write_bytes(b"defaults\n  timeout client 1m\nfrontend f\n  bind 192.0.2.1:80\n")
    once, twice = hm.parse_files([path]), hm.parse_files([path, path])

    # HAProxy: frontend 'f' has the same name as frontend 'f'.
    assert not any(each.fatal for each in hm.check(once))
    assert any(each.fatal and "`f`" in each.message for each in hm.check(twice))


def test_each_text_of_a_file_that_is_read_twice_can_go_elsewhere(path: Path) -> None:
    config = hm.parse_files([path, path])
    config.globals[1].maxconn = 20
    config.files[1].write(path.with_name("b.cfg"))

    assert path.with_name("b.cfg").read_bytes() == b"global\n  maxconn 20\n"


def test_links_in_one_directory_are_one_file_twice(path: Path) -> None:
    path.with_name("b.cfg").symlink_to("a.cfg")
    config = hm.parse_files([path.parent])

    assert len(config.files) == 2
    with pytest.raises(hm.InvalidValue, match="are one file"):
        config.write()


def test_files_of_equal_content_are_two(path: Path) -> None:
    other = path.with_name("b.cfg")
    other.write_bytes(TEXT)
    config = hm.parse_files([path, other])
    config.globals[1].maxconn = 20
    config.write()

    assert (path.read_bytes(), other.read_bytes()) == (TEXT, b"global\n  maxconn 20\n")


@pytest.mark.parametrize("name", [str, _symbolic_link])
def test_a_file_of_the_configuration_is_not_written_over_another_one(path: Path, name: Callable[[Path], str]) -> None:
    other = path.parent.with_name("b.cfg")
    other.write_bytes(b"defaults\n")
    config = hm.parse_files([path, other])
    with pytest.raises(hm.InvalidValue, match="is another file of this configuration, and would be lost"):
        config.files[1].write(name(path))

    assert (path.read_bytes(), other.read_bytes()) == (TEXT, b"defaults\n")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "its directory"])
def test_the_file_that_was_read_is_compared_under_any_of_its_names(path: Path, name: str) -> None:
    called = NAMES[name](path)
    config = hm.parse_file(path)
    config.globals[0].maxconn = 20
    with open(path, "ab") as file:
        file.write(b"# by hand\n")
    with pytest.raises(hm.FileChanged, match="changed on disk"):
        config.write(called)

    assert path.read_bytes() == TEXT + b"# by hand\n"


@pytest.mark.parametrize("name", ["relative", "a dot", "up and down", "a symbolic link", "a linked directory"])
def test_the_file_that_was_read_is_missed_under_any_of_its_names(path: Path, name: str) -> None:
    called = NAMES[name](path)
    config = hm.parse_file(path)
    path.unlink()
    with pytest.raises(hm.FileChanged, match="it was there when it was read"):
        config.write(called)

    assert not path.exists()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("its directory", "a hard link")])
def test_what_was_written_under_another_name_can_be_written_again(path: Path, name: str) -> None:
    called = NAMES[name](path)
    config = hm.parse_file(path)
    for count, to in enumerate((called, None, Path(called), None, called)):
        config.globals[0].maxconn = count
        config.write(to)

        assert path.read_bytes() == b"global\n  maxconn %d\n" % count


def test_writing_a_hard_link_leaves_the_other_name_as_it_was(path: Path) -> None:
    link = Path(_hard_link(path))
    config = hm.parse_file(path)
    config.globals[0].maxconn = 20
    config.write(link)
    assert (path.read_bytes(), link.read_bytes()) == (TEXT, b"global\n  maxconn 20\n")
    config.write()

    assert path.read_bytes() == b"global\n  maxconn 20\n"
