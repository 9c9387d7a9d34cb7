"""Sections that have one name, which HAProxy refuses since 3.3: one of them gets another, everywhere."""

from __future__ import annotations

from haproxy_model.errors import InvalidValue, UnknownName
from haproxy_model.model.section import Section
from haproxy_model.rewrites.fix import ByHand, Fix, Rewording
from haproxy_model.rewrites.occasion import Occasion
from haproxy_model.views.renaming import renamed_lines

#: Which of two kinds is renamed first: the fewest know a `defaults`; a frontend is called by fewer than a backend.
_FIRST = ("defaults", "frontend", "backend")
#: Kinds that a version took under one name.
_PAIRS = ({"frontend", "backend"}, {"defaults", "frontend"}, {"defaults", "backend"}, {"defaults", "listen"})


def apart(o: Occasion) -> Fix | ByHand:
    """Another name for one of two sections, wherever it stands."""
    name = o.section.name
    beside = [each for each in _called(o, name or "") if each is not o.section]
    if len(beside) != 1 or {o.section.kind, beside[0].kind} not in _PAIRS:
        return ByHand(f"more than one section may be meant by `{name}`: decide which is which, and rename the others")
    pair = sorted((o.section, beside[0]), key=lambda each: _rank(each.kind))
    reasons = []
    for section in pair:
        if section.kind not in _FIRST:
            continue
        new = _free(o, f"{name}-{section.kind}")
        try:
            symbol = o.around.symbols.find(section.kind, name or "")
            words = [Rewording(*each) for each in renamed_lines(o.around.active.config, symbol, new)]
        except (InvalidValue, UnknownName) as error:
            reasons.append(str(error))
            continue
        title = f"rename {section.kind} `{name}` to `{new}`, wherever it is named"
        # Nothing but the file knows the name of a `defaults`; others are in logs, statistics and the runtime API.
        return Fix(title, "safe" if section.kind == "defaults" else "unsafe", section, None, rewordings=tuple(words))
    return ByHand(reasons[0] if reasons else "neither of the two can be renamed")


def _rank(kind: str) -> int:
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _called(o: Occasion, name: str) -> list[Section]:
    return [each._written for each in o.around.proxies.get(name, ())]


def _free(o: Occasion, wanted: str) -> str:
    """A name that no section has yet: the wanted one, else with a number."""
    taken, found, number = o.around.section_names, wanted, 2
    while found in taken:
        found, number = f"{wanted}{number}", number + 1
    taken.add(found)
    return found
