"""`config.files`: a live view of the files, which join and leave."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.testing.configurations import configs


def test_an_empty_configuration_is_built_from_nothing() -> None:
    config = hm.Config()
    assert config.dump() == b""
    assert list(config.sections) == []

    config.sections.append(hm.Backend("b", hm.Server("s", "::1:1")))
    assert config.dumps() == "backend b\n    server s ::1:1\n"
    assert hm.Config().dump() == b""
    with pytest.raises(hm.InvalidValue, match="give write"):
        config.write()


def test_files_are_found_by_place_and_path(tmp_path: Path) -> None:
    paths = [tmp_path / "a.cfg", tmp_path / "b.cfg"]
    for path in paths:
        path.write_text("global\n")
    (tmp_path / "link.cfg").symlink_to(paths[1])
    config = hm.parse_files(paths)
    files = config.files

    assert len(files) == 2
    assert files[str(paths[0])] is files[paths[0]] is files[0]
    assert files[tmp_path / "link.cfg"] is files[-1]
    assert files[:1] == [files[0]]
    assert files == list(files)
    assert paths[1] in files
    assert files[1] in files
    assert "x" not in files
    assert files.index(files[1]) == files.index(paths[1]) == 1
    assert files.get("x") is None
    assert files.get("x", 5) == 5
    with pytest.raises(hm.UnknownName, match=r"did you mean .*a\.cfg"):
        files[str(paths[0])[:-1]]
    with pytest.raises(IndexError):
        files[2]
    for wrong in (1.5, None, config):
        with pytest.raises(TypeError, match="a file of the configuration"):
            files[wrong]  # type: ignore[call-overload]


def test_a_file_joins_and_leaves() -> None:
    config = hm.parse("global\n    daemon\n", filename="a.cfg")
    files, backends, symbols = config.files, config.backends, config.symbols()
    assert list(backends) == []
    assert len(symbols) == 0

    new = hm.File("conf.d/b.cfg", "backend b\n")
    files.append(new)
    assert files == [files[0], new]
    assert backends.names() == ["b"]
    assert backends["b"].config is config
    assert config.symbols().find("backend", "b").section is backends["b"]
    assert files.remove("conf.d/b.cfg") is new
    assert list(backends) == []
    assert new.sections["b"].config is not config
    assert new.dump() == b"backend b\n"
    files.insert(0, new)
    assert [file.path for file in files] == ["conf.d/b.cfg", "a.cfg"]
    assert files.pop(0) is new
    with pytest.raises(hm.InvalidValue, match="one file at least"):
        files.pop()


def test_a_configuration_joins_another() -> None:
    config = hm.parse("global\n", filename="a.cfg")
    other = hm.parse("backend b\n    server s ::1:1\n", filename="b.cfg")
    backend = other.backends["b"]
    config.files.append(other)

    assert config.backends["b"] is backend
    assert backend.config is config
    assert other.dump() == b""
    backend.servers["s"].weight = 5
    assert config.files["b.cfg"].dumps() == "backend b\n    server s ::1:1 weight 5\n"
    assert other.files[0].sections.append(hm.Backend("c")).config is other


def test_what_cannot_join_changes_nothing() -> None:
    config, other = hm.parse("global\n", filename="a.cfg"), hm.parse("backend b\n", filename="b.cfg")
    refused: list[tuple[object, type[Exception]]] = [
        (other.files[0], hm.AlreadyPlaced),
        (config.files[0], hm.AlreadyPlaced),
        (config, hm.AlreadyPlaced),
        (hm.File("a.cfg"), hm.InvalidValue),
        (hm.parse("", filename="./a.cfg"), hm.InvalidValue),
        ("c.cfg", TypeError),
        (Path("c.cfg"), TypeError),
        (None, TypeError),
    ]
    for wrong, error in refused:
        with pytest.raises(error):
            config.files.append(wrong)  # type: ignore[arg-type]
        assert [file.path for file in config.files] == ["a.cfg"]
        assert other.dump() == b"backend b\n"
    with pytest.raises(TypeError, match="the path of a file"):
        hm.File(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="bytes or text"):
        hm.File("x", None)  # type: ignore[arg-type]
    with pytest.raises(hm.UnknownName):
        config.files.remove(other.files[0])


def test_a_configuration_is_split_into_files(tmp_path: Path) -> None:
    path = tmp_path / "haproxy.cfg"
    path.write_text("global\n    daemon\n\nbackend b\n    server s ::1:1\n")
    config = hm.parse_file(path)
    part = hm.File(tmp_path / "b.cfg")
    config.files.append(part)
    part.sections.append(config.sections.remove("b"))
    config.write()

    assert path.read_text() == "global\n    daemon\n\n"
    assert (tmp_path / "b.cfg").read_text() == "backend b\n    server s ::1:1\n"
    assert [section.title for section in hm.parse_files([path, tmp_path / "b.cfg"]).sections] == ["global", "backend b"]


@given(st.lists(configs, min_size=1, max_size=3))
@examples(1)
def test_files_that_joined_keep_their_bytes(sources: list[bytes]) -> None:
    config = hm.Config()
    for number, source in enumerate(sources):
        config.files.append(hm.File(f"{number}.cfg", source))
    config.files.remove(config.files[0])

    assert [file.dump() for file in config.files] == sources
    for copied in (copy.copy(config), pickle.loads(pickle.dumps(config))):
        assert [file.dump() for file in copied.files] == sources
        copied.files.append(hm.File("more.cfg"))
    assert len(config.files) == len(sources)


def test_proxies_and_listeners_of_all_files_are_listed() -> None:
    config = hm.parse(
        "global\n    stats socket /run/x level admin\ndefaults\n    mode tcp\nfrontend f\n    bind :80\nbackend b\n"
        "listen l\n    bind :81,:82\n.if 1\n    bind :83\n.endif\npeers p\n    bind :1024\n"
    )
    config.files.append(hm.File("b.cfg", "listen m\n    bind :84\n"))
    proxies = config.proxies

    assert proxies.names() == ["f", "b", "l", "m"]
    assert proxies["l"] is config.listens["l"]
    assert config.defaults[0] not in proxies
    with pytest.raises(hm.InvalidValue, match="not a proxy"):
        proxies.append(hm.Peers("q"))  # type: ignore[arg-type]
    proxies.append(hm.Backend("z"))
    assert proxies.names() == ["f", "b", "l", "m", "z"]
    assert [listener.listen for listener in config.listeners] == [  # type: ignore[attr-defined]
        "/run/x",
        ":80",
        ":81,:82",
        ":83",
        ":1024",
        ":84",
    ]


def test_the_supported_versions_are_listed() -> None:
    assert hm.VERSIONS[0] == "2.4"
    for version in hm.VERSIONS:
        assert hm.check(hm.Config(), version=version).version == version


@given(configs)
@examples(2)
def test_lines_and_sections_know_where_they_stand(source: bytes) -> None:
    config = hm.parse(source, filename="x.cfg")
    for section in config.sections:
        assert section.span == config.span(section)
        assert section.header.section is section
        for line in section.statements:
            assert line.section is section
            assert line.span == config.span(line)
            spans = line.word_spans
            assert len(spans) == len(line.words)
            assert (spans[0].start, spans[-1].end) == (line.span.start, line.span.end)
            for span, word in zip(spans, line.words, strict=True):
                spelled = source[span.start : span.end].decode("utf-8", "surrogateescape")
                assert hm.Statement.parse(f"x {spelled}").words == ("x", word)
    text = source.decode("utf-8", "surrogateescape")
    preamble = config.files[0].preamble.dumps()
    whole = text if text.endswith("\n") else f"{text}\r\n" if "\r\n" in text else f"{text}\n"
    assert preamble + "".join(section.dumps() for section in config.sections) == whole


def test_what_is_free_stands_nowhere() -> None:
    server, backend = hm.Server("s", "::1:1"), hm.Backend("b", "mode tcp")

    assert server.section is None
    assert server.span is None
    assert server.word_spans == ()
    assert backend.span is None
    assert backend.statements[0].section is backend
    assert backend.statements[0].span is None
    assert backend.dumps() == "backend b\n    mode tcp\n"
