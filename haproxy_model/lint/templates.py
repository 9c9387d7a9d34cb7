"""A file that is a template is named as such once, and not at each part of it that is to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Related
from haproxy_model.model.config import Config
from haproxy_model.model.unreadable import shown
from haproxy_model.schema.islands import COMMENT_ISLAND, TEMPLATE
from haproxy_model.syntax.text import decode
from haproxy_model.visible import counted

_KIND = "unresolved-placeholder"
_TEMPLATE = re.compile(f"(?:{TEMPLATE}|{COMMENT_ISLAND})").match


def named_once(found: list[Diagnostic], config: Config) -> list[Diagnostic]:
    """What `check` says, with one finding for each file that is a template in the place of one for each part.

    Args:
        found: what `check` says.
        config: the configuration.
    """
    if sum(each.name == _KIND for each in found) < 2:
        return found
    contents = {file.path: file.dump() for file in config.files}
    parts: dict[str | None, list[Diagnostic]] = {}
    for each in found:
        if _text(each, contents) is not None:
            assert each.span is not None
            parts.setdefault(each.span.file, []).append(each)
    once = {id(_first(each)): _of_all(each, contents) for each in parts.values() if len(each) > 1}
    gone = {id(one) for each in parts.values() if len(each) > 1 for one in each}
    return [once.get(id(each), each) for each in found if id(each) in once or id(each) not in gone]


def _text(found: Diagnostic, contents: Mapping[str | None, bytes]) -> str | None:
    """The part of a template that a finding is about; None where it is about something else."""
    if found.name != _KIND or found.span is None:
        return None
    text = decode(contents[found.span.file][found.span.start : found.span.end])
    return text if _TEMPLATE(text) else None


def _first(parts: Iterable[Diagnostic]) -> Diagnostic:
    return min(parts, key=lambda each: each.span.start if each.span is not None else 0)


def _of_all(parts: list[Diagnostic], contents: Mapping[str | None, bytes]) -> Diagnostic:
    """The first of several parts of one file, which speaks of all."""
    first = _first(parts)
    text = _text(first, contents) or ""
    way = "lint it with `--template jinja`" if text[:2] in ("{{", "{%") else "lint what it gives"
    lines = len({each.span.line for each in parts if each.span is not None}) - 1
    notes = [Related(f"{counted(lines, 'line')} more with such parts", None)] if lines else []
    message = f"the file is a template, as `{shown(text)}` tells: {way}"
    fatal = any(each.fatal for each in parts)
    return evolve(first, message=message, fatal=fatal, related=(*first.related, *notes))
