"""Law 1: what was read is what is written, byte for byte, whatever the bytes are."""

from __future__ import annotations

import copy
import pickle

from hypothesis import example, given
from inputs import examples
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import assert_round_trips, everything
from haproxy_model.testing.spellings import arbitrary_bytes


@given(arbitrary_bytes)
@examples(2)
@example(b"")
@example(b"\n")
@example(b"x")
@example(b"\xef\xbb\xbfglobal\n")
@example(b"listen a\r\n\tbind :80\r\n\r")
@example(b"\0")
@example(b"backend b \0 x\n server s 1.1.1.1:1")
@example(b"\x1c# no comment, a word\n")
def test_any_bytes_come_back(source: bytes) -> None:
    assert_round_trips(source)


@given(configs)
def test_any_configuration_comes_back(source: bytes) -> None:
    assert_round_trips(source)


@given(arbitrary_bytes | configs)
def test_copies_hold_the_same_bytes(source: bytes) -> None:
    config = hm.parse(source)
    read = hm.parse(source)
    list(everything(read))

    for original in (config, read):
        assert pickle.loads(pickle.dumps(original)).dump() == source
        assert copy.deepcopy(original).dump() == source
        assert copy.copy(original).dump() == source
        assert original.dump() == source


@given(arbitrary_bytes)
def test_each_line_lies_in_one_section(source: bytes) -> None:
    config = hm.parse(source)
    (file,) = config.files
    above = [line for section in file.sections if section.comment_above is not None for line in section._above]

    count = source.count(b"\n") + (not source.endswith(b"\n") if source else 0)
    assert len(list(everything(config))) + len(above) == count


@over_corpus
def test_every_real_file_comes_back(chunk: int) -> None:
    for path in files(chunk):
        assert_round_trips(path.read_bytes())
