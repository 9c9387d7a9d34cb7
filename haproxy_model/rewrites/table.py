"""Which rewrite answers which finding: by the keyword where that is gone, else by the kind of message."""

from __future__ import annotations

from typing import Final

from haproxy_model.diagnostics import Diagnostic
from haproxy_model.model.line import Line, Statement
from haproxy_model.rewrites import headers, httpchk, old_rules, older_words, one_process, renamed, shared_names
from haproxy_model.rewrites.fix import ByHand, Fix
from haproxy_model.rewrites.occasion import Occasion, Surroundings, words_at
from haproxy_model.schema.rows import Keyword

#: kinds of messages -> what answers them
_BY_KIND: Final[dict[str, older_words.Rewrite]] = {
    "duplicate-section-name": shared_names.apart,
    "hidden-headers": httpchk.hidden_headers,
    "unexpected-section-argument": headers.header_words,
    "misplaced-setting": one_process.moved_to_first_global,
    "unexpected-argument": older_words.unread,
    "unexpected-directive-argument": older_words.unread,
    "bad-if-expression": older_words.second_expression,
    "empty-word": older_words.after_empty,
    "bad-argument": older_words.argument,
    "bad-address": older_words.port_alone,
    "keyword-in-wrong-section": older_words.other_side,
    "missing-match": older_words.text_of_variable,
    "bad-log-format": older_words.alias,
    "bad-criterion": older_words.fetch,
    "unknown-parameter": older_words.no_verifyhost,
}

#: names of rows -> what answers that they are gone or discouraged, beside `renamed`
_BY_ROW: Final = {
    "nbproc": one_process.processes,
    "bind-process": one_process.bound,
    "stats bind-process": one_process.bound,
    **dict.fromkeys(
        ("block", "reqadd", "rspadd", "reqallow", "reqiallow", "reqpass", "reqipass", *(
            f"{side}{case}{verb}" for side in ("req", "rsp") for case in ("", "i") for verb in ("del", "deny", "rep")
        ), "reqtarpit", "reqitarpit"),
        old_rules.old_rule,
    ),
}  # fmt: skip

#: names of actions, and of words behind keywords, that say the same under another name, or why a person decides
_SAME_ACTIONS: Final = {"set-mark": "set-fc-mark", "set-tos": "set-fc-tos"}
_BY_WORD: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    ("hash-type", "avalanche"): ("hash-type", "map-based", "sdbm", "avalanche"),
}
_HEALTH: Final = (
    "every request was answered with 200: write a `listen` in mode http with `http-request return status 200`"
)
_PROGRAM: Final = "HAProxy starts no programs any more: have the service manager start it, and remove the section"
_NO_HOST: Final = "servers would see their name as this header: choose another header, or `http-request set-header`"
#: What is said where no rewrite is known.
UNKNOWN: Final = "no other words are known that mean the same"


def rewrite(o: Occasion) -> Fix | ByHand:
    """The rewrite of what was found, or why a person has to decide."""
    if o.name in ("keyword-removed", "keyword-deprecated"):
        return _of_keyword(o)
    if o.name == "bad-prefix":
        return _of_row(o) or ByHand(UNKNOWN)
    if o.line.keyword == "http-send-name-header":
        return ByHand(_NO_HOST)
    answer = _BY_KIND.get(o.name)
    return (answer(o) if answer is not None else None) or ByHand(UNKNOWN)


def _of_keyword(o: Occasion) -> Fix | ByHand:
    if o.line is o.section.header:
        return ByHand(_PROGRAM)
    if o.words[o.first] == "process":
        return one_process.threads_of_process(o)
    if o.bare[:2] == ("mode", "health"):
        return ByHand(_HEALTH)
    if (said := _BY_WORD.get(o.bare[:2])) is not None:
        return o.reworded(f"write `{' '.join(said)}`", *said, *o.bare[2:], safe=False)
    action = o.line._reading.action
    if action is not None and action.name in _SAME_ACTIONS:
        return _of_action(o, action.name)
    return _of_row(o) or ByHand(UNKNOWN)


def _of_row(o: Occasion) -> Fix | ByHand | None:
    row: Keyword | None = o.line._reading.row
    if row is None:
        return None
    answer = _BY_ROW.get(row.name)
    return renamed.renamed(o, row) if answer is None else answer(o, row)


def _of_action(o: Occasion, name: str) -> Fix:
    place, now = o.words.index(name), _SAME_ACTIONS[name]
    return o.reworded(f"write `{now}` instead of `{name}`", *o.words[:place], now, *o.words[place + 1 :])


class Rewrites:
    """The rewrites of what is said of a configuration under a version.

    Args:
        around: what is known of the configuration.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def of(self, found: Diagnostic) -> Fix | ByHand:
        """The rewrite of what one diagnostic is about."""
        span = found.span
        if span is None:
            return ByHand(UNKNOWN)
        if found.name == "missing-final-newline":
            file = next(each for each in self._around.active.config.files if each.path == span.file)
            last = next(reversed(list(file._blocks())))
            return Fix("end the last line with LF", "safe", last, None, ends=file)
        line = self.line_of(found)
        if not isinstance(line, Statement) or line._section is None or not line._words:
            return ByHand(UNKNOWN)
        first, last_word = words_at(line, span.column - 1, span.end_column - 1)
        return rewrite(Occasion(self._around, line, found.name, first, last_word))

    def line_of(self, found: Diagnostic) -> Line | None:
        """The line that a diagnostic is about, as it is written."""
        return None if found.span is None else self._around.lines.get((found.span.file, found.span.line))
