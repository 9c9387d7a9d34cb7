"""Headers and a body hidden behind the HTTP version of `option httpchk`, which HAProxy refuses since 2.7."""

from __future__ import annotations

import re
from typing import Final

from haproxy_model.model.section import Section
from haproxy_model.rewrites.fix import ByHand, Fix
from haproxy_model.rewrites.occasion import Occasion
from haproxy_model.syntax.quoting import quote

_HEADER: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*")
_STEPS: Final = "http-check"


def hidden_headers(o: Occasion) -> Fix | ByHand:
    """They become a `http-check send` line behind the option, or go where such a line replaces them anyway."""
    if o.has_variables(o.first, o.last):
        return ByHand("the headers are known only when HAProxy starts: write them as `http-check send hdr NAME VALUE`")
    version, _, hidden = o.words[o.first].partition("\r\n")
    block, _, body = f"\r\n{hidden}".partition("\r\n\r\n")
    lines = [line for line in block.split("\r\n") if line]
    headers = [_HEADER.fullmatch(line) for line in lines]
    found = [match for match in headers if match is not None and match[2]]
    if len(found) < len(headers):
        return ByHand("not all of it is headers of the form `Name: value`: write them as `http-check send hdr`")
    if any(line is not o.line for line in o.around.read_in(o.section, "option", "httpchk")):
        return ByHand("another `option httpchk` line of this section is joined with it: make one of them first")
    words = (*o.words[: o.first], version, *o.words[o.first + 1 :])
    sent = tuple([word for match in found for word in ("hdr", match[1], match[2])])
    sent += ("body", body) if body else ()
    own = [line for line in o.around.in_section(o.section, _STEPS) if line._argument(1) == "send"]
    if own:
        return _beside_own(o, words, own[0]._words, body)
    if o.section.kind == "defaults" and any(_has_steps(o, heir) for heir in o.around.heirs(o.section)):
        return ByHand("proxies below have checks of their own: write `http-check send hdr NAME VALUE` in each of them")
    return _with_line(o, words, sent)


def _beside_own(o: Occasion, words: tuple[str, ...], send: tuple[str, ...], body: str) -> Fix | ByHand:
    first = next(line for line in o.around.in_section(o.section, _STEPS) if line._argument(1) == "send")
    if o.around.place(first) < o.around.place(o.line) or (body and not {"body", "body-lf"} & {*send}):
        return ByHand("a `http-check send` line is joined with them: write on it what the checks shall send")
    return o.reworded("remove the hidden headers, which the `http-check send` line below replaces", *words)


def _has_steps(o: Occasion, section: Section) -> bool:
    if o.around.in_section(section, _STEPS):
        return True
    return any(line._argument(1) == "httpchk" for line in o.around.in_section(section, "option"))


def _with_line(o: Occasion, words: tuple[str, ...], sent: tuple[str, ...]) -> Fix:
    """The option without the headers, and the line that sends them: before all other steps, else behind the option."""
    steps = o.around.in_section(o.section, _STEPS)
    earlier = [line for line in steps if o.around.place(line) < o.around.place(o.line)]
    lines = (*earlier[:1], o.line)

    def change(copied: Section) -> None:
        option = copied.statements[-1]
        option.words = words
        line = _line((_STEPS, "send", *sent))
        if earlier:
            copied.statements.insert_before(copied.statements[0], line)
        else:
            copied.statements.insert_after(option, line)

    return Fix("write the hidden headers as `http-check send`", "safe", o.section, change, lines)


def _line(words: tuple[str, ...]) -> str:
    return " ".join([quote(word, first=not place) for place, word in enumerate(words)])
