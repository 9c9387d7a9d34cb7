"""Words too many on the line that opens a section: addresses that belong on a `bind` line, and text."""

from __future__ import annotations

from haproxy_model.model.section import Section
from haproxy_model.rewrites.fix import ByHand, Fix, Rewording
from haproxy_model.rewrites.occasion import Occasion

_LISTENING = ("frontend", "listen")
_ADDRESS_SIGNS = (":", "/", "@")


def header_words(o: Occasion) -> Fix | ByHand:
    """`listen NAME ADDRESS`: the address goes to a `bind` line of its own; text that an older HAProxy dropped goes."""
    surplus = o.words[o.first : o.last + 1]
    if o.around.passed_before(o.line):
        return o.without(f"remove `{' '.join(surplus)}`, which HAProxy did not read", o.first, o.last)
    is_address = len(surplus) == 1 and any(sign in surplus[0] for sign in _ADDRESS_SIGNS)
    if o.section.kind not in _LISTENING or not is_address or o.has_variables(o.first):
        return ByHand("what these words mean is not known: remove them, or write them on a line of their own")
    first = o.section.statements[:1]

    def change(copied: Section) -> None:
        line = f"bind {surplus[0]}"
        if first:
            copied.statements.insert_before(copied.statements[0], line)
        else:
            copied.statements.append(line)

    words = (Rewording(o.line, (*o.words[: o.first], *o.words[o.last + 1 :])),)
    return Fix(
        f"write `bind {surplus[0]}` on a line of its own",
        "safe",
        o.section,
        change,
        tuple(first) if first else None,
        rewordings=words,
    )
