"""The lines of a section by their first words, and what a line answers about its words."""

from hypothesis import given, strategies as st

import haproxy_model as hm
from haproxy_model.testing.configurations import configs
from haproxy_model.views.active import Active, active_of

WORDS = ("server", "bind", "option", "no", "timeout", "acl", "use_backend", "http-request", "mode")


def active(config: hm.Config) -> Active:
    return active_of(config, version="3.4", environment=None)


@given(configs, st.sets(st.sampled_from(WORDS)))
def test_the_lines_that_begin_with_some_words_are_those_in_their_order(text: bytes, words: set[str]) -> None:
    lines = active(hm.parse(text))

    for section in lines.sections:
        wanted = [line for line in lines.statements(section) if line.words[0] in words]
        assert lines.beginning(section, *sorted(words)) == wanted


def test_a_prefix_is_a_first_word_and_no_argument() -> None:
    lines = active(hm.parse("defaults\n option httplog\n no option httplog clf\n log global\n server a b\n"))
    (section,) = lines.sections
    plain, undone, log, _ = lines.statements(section)

    assert lines.beginning(section, "option", "log") == [plain, log]
    assert lines.beginning(section, "no", "log") == [undone, log]
    assert lines.holding(section, {"httplog", "b"}) == [plain, undone], "servers are left out"
    assert [undone._argument(number) for number in (1, 2, 3)] == ["httplog", "clf", None]
    assert [line._last(1) for line in (plain, undone)] == [1, 1]
    assert undone._begins("no", "option")
    assert not undone._begins("option", "httplog")
