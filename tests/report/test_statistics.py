"""The table of what the words of a run are."""

from __future__ import annotations

from io import StringIO

from haproxy_model.report.statistics import added, total, write_statistics

COUNTS = {
    "mode": {"typed": 2, "free": 0, "ignored": 0, "unknown": 0},
    "description": {"typed": 1, "free": 9999, "ignored": 0, "unknown": 0},
    "odd\x1b": {"typed": 0, "free": 0, "ignored": 0, "unknown": 3},
}


def table(*, color: bool = False) -> str:
    stream = StringIO()
    write_statistics(COUNTS, stream, color=color)
    return stream.getvalue()


def test_the_keywords_with_the_most_words_come_first_and_the_sum_last() -> None:
    rows = [line.split() for line in table().splitlines()]

    assert rows[0] == ["keyword", "words", "typed", "free", "ignored", "unknown"]
    assert [row[0] for row in rows[1:]] == ["description", r"odd\x1b", "mode", "all"]
    assert rows[-1][1] == "10005"


def test_a_share_is_never_rounded_to_nothing_or_to_everything() -> None:
    (row,) = [line for line in table().splitlines() if line.startswith("description")]

    assert row.split() == ["description", "10000", "0.1", "%", "99.9", "%", "-", "-"]


def test_colours_change_nothing_but_colours() -> None:
    import re

    plain = re.sub(r"\x1b\[[0-9;]*m", "", table(color=True))

    assert [line.split() for line in plain.splitlines()] == [line.split() for line in table().splitlines()]


def test_configurations_are_added_keyword_by_keyword() -> None:
    together = added([COUNTS, {"mode": {"typed": 1, "free": 0, "ignored": 0, "unknown": 1}}])

    assert together["mode"] == {"typed": 3, "free": 0, "ignored": 0, "unknown": 1}
    assert total(together) == {"typed": 4, "free": 9999, "ignored": 0, "unknown": 4}
    assert COUNTS["mode"]["typed"] == 2
