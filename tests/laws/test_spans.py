"""Law 8: the text at a span is the word, counted in bytes and in columns alike."""

from __future__ import annotations

from hypothesis import example, given
from inputs import examples
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.model.places import Places
from haproxy_model.syntax.words import scan_line
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import assert_both_counts_agree, assert_spans_are_words, everything
from haproxy_model.testing.lines import Written, any_lines
from haproxy_model.testing.spellings import arbitrary_bytes


@given(any_lines)
@examples(1.5)
def test_words_stand_where_they_were_written(line: Written) -> None:
    scan = scan_line(line.text)

    assert tuple((word.start, word.end) for word in scan.words) == line.places
    assert (None if scan.comment is None else line.text[scan.comment + 1 : scan.content_end]) == line.comment


@given(arbitrary_bytes | configs)
@examples(1.5)
@example(b"backend b\n   \n\t#x\n")
@example(b"   ")
@example(b"\xff\xc3\xa9 x\xc3\xa9 y\n")
def test_the_text_at_a_span_is_the_word(source: bytes) -> None:
    assert_spans_are_words(source)


@given(configs)
def test_spans_count_from_where_things_stand_now(source: bytes) -> None:
    config = hm.parse(source)
    config.sections[0].comment_above = "one more line\nand another é"
    config.sections[-1].lines.append(hm.Line("# é"))
    places, dumped = Places(config), config.dump()

    for line in everything(config):
        text = assert_both_counts_agree(dumped, places.line_span(line))
        assert text == line.text[line.text.find(text) :][: len(text)]


@over_corpus
def test_spans_hold_in_every_real_file(chunk: int) -> None:
    for path in list(files(chunk))[::4]:
        assert_spans_are_words(path.read_bytes())
