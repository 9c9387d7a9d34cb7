"""Which of our codes says what a message of HAProxy's says, where HAProxy names no line or only warns.

A match is the same code on the line that HAProxy names; where it names none, in the section that it names, else
anywhere in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import haproxy_model as hm
from haproxy_model.program.sayings import ALERTS, WARNINGS, Saying, names_in

#: What HAProxy says when it refuses a small line, without what is particular to it; the first that fits counts.
REFUSALS = (
    Saying(r"experimental, must be allowed", "CFG036 CFG045"),
    # names that lead nowhere
    Saying(r"unable to find table", "REF005"),
    Saying(r"unable to find |healthcheck section .* not found", "REF003"),
    # what a version or a build has
    Saying(r"unknown keyword .* in .* section", "SYN001 VER001 VER003 CFG046"),
    Saying(
        r"in section '…': unknown keyword|^'…' : unknown keyword|Hint: no address was expected", "CFG080 CFG046 CFG051"
    ),
    Saying(r"is not supported by your TLS library", "CFG046"),
    # expressions
    Saying(r"while parsing ACL|ACL keyword", "CFG110"),
    # words: too many, then malformed, then missing; HAProxy tells a malformed word like a missing one
    Saying(r"cannot handle unexpected argument|unexpected extra argument|\(got '…'\)", "CFG051"),
    Saying(r"followed by a condition but found|only supports .*optional values|but found", "CFG051"),
    Saying(r"invalid parameter '…'\. option", "CFG051 CFG052"),
    Saying(r"only available in|expects exactly 1 argument \(an expression", "CFG141"),
    Saying(r"unexpected character '…' in '…' argument (of|on)", "CFG082"),
    Saying(
        r"unsupported|[Ii]nvalid |unknown |not a supported|unexpected |has to be|[Uu]nknown algorithm",
        "CFG050 CFG052 CFG081 CFG082",
    ),
    Saying(r"can not be lower than", "CFG063"),
    Saying(r"expect|requires|missing|needs a|must be an integer|parse", "CFG050 CFG052 CFG081 CFG082"),
    Saying(r"only supports", "CFG050 CFG052"),
)


def heard(
    text: str, line: int | None, report: Iterable[hm.Diagnostic], rows: Iterable[Saying] = WARNINGS
) -> bool | None:
    """Whether a report says what a message says; None where no report could."""
    row = next((row for row in rows if re.search(row.pattern, text)), None)
    if row is None:
        return False
    if not row.codes:
        return None
    same = [each for each in report if each.code in row.codes.split()]
    if line is not None:
        return any(each.span is not None and each.span.line == line for each in same)
    named = names_in(text)
    return any(not named or each.section is None or named & set(each.section.split()) for each in same)


def says(kind: str, refusal: hm.Diagnostic) -> bool:
    """Whether a refusal is of the kind of a message, which is given without what is particular to a line."""
    row = next((row for row in REFUSALS if re.search(row.pattern, kind)), None)
    return row is not None and refusal.code in row.codes.split()


def heard_elsewhere(text: str, report: Iterable[hm.Diagnostic]) -> bool:
    """Whether a report refuses what an ALERT refuses, at a better line of the section that the ALERT names."""
    return heard(text, None, [each for each in report if each.fatal], ALERTS) is True


def named_without_line(texts: Iterable[str]) -> set[str]:
    """The codes of which HAProxy's ALERTs without a line speak."""
    return {code for text in texts for row in ALERTS if re.search(row.pattern, text) for code in row.codes.split()}
