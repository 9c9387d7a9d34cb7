"""Stick tables and the types of their keys: of rules that use a table, and of tables that write to one another.

HAProxy compares them when all is read (`stktable_compatible_sample`, and `write-to` when a table is made).
"""

from __future__ import annotations

from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import Filter
from haproxy_model.reading.reading import EXPRESSIONS
from haproxy_model.schema.rule_words import COUNTED, KEY_LENGTH, KEY_TYPES
from haproxy_model.schema.samples import casts
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import read_expression_words
from haproxy_model.values.unread import Unread
from haproxy_model.verdicts.expressions.samples import ConverterNames, judge
from haproxy_model.verdicts.finding import Finding, shown
from haproxy_model.verdicts.proxies.whole_settings import Proxies
from haproxy_model.views.active import Active


def tables_of(proxies: Proxies, active: Active) -> dict[str, Statement]:
    """The lines of all stick tables by their names; with an empty one where a name is hidden."""
    found: dict[str, Statement] = {}
    for proxy in proxies.every:
        if "stick-table" in proxy.keywords:
            lines = active.lines(proxy.section, "stick-table")
            _add(found, active.name(proxy.section) or "", next(iter(lines)))
    for section in active.of_kind("peers"):
        for line in active.lines(section, "table"):
            name = line._argument(1)
            if name is not None:
                _add(found, name if isinstance(name, Expandable) else f"{active.name(section)}/{name}", line)
    return found


def key_finding(line: Statement, name: str, table: Statement, version: str) -> Finding | None:
    """What is wrong with the key of a line that uses a table, or with the table that a table writes to.

    Args:
        line: the line; it has no variables.
        name: the name of the table.
        table: the line that makes it.
        version: the target version.
    """
    reading = line._reading
    if table._has_variables:
        return None
    place = reading.place("write-to")
    if place is not None:
        return _written(line, table, name, place)
    related = (("the table", table),)
    counted = COUNTED.get(line.name or "") if isinstance(line, Filter) else None
    if counted is not None and counted not in _stored(table):
        message = f"`{reading.said(2)}` needs a table that stores `{counted}`: add it to table `{shown(name)}`"
        return Finding("missing-table-data", message, line, reading.place("table") or 0, related=related)
    key = next((part for part in reading.parts if part.type in EXPRESSIONS), None)
    wanted = table._reading.value("type")
    if key is None or wanted is None or wanted not in KEY_TYPES:
        return None
    expression, _ = read_expression_words(reading.texts(key), ConverterNames(version))
    given = None if isinstance(expression, Unread) else judge(expression, version).output
    if given is None or casts(given, KEY_TYPES[wanted], version):
        return None
    message = f"`{shown(reading.text(key))}` cannot be a key of table `{shown(name)}`, whose type is `{wanted}`"
    return Finding("key-of-another-type", message, line, key.start, related=related)


def _written(line: Statement, table: Statement, name: str, place: int) -> Finding | None:
    """What keeps a table from writing to another: both have keys of one type and length."""
    (own, own_length), (other, length) = _key(line), _key(table)
    if None in (own, other) or (own, own_length) == (other, length):
        return None
    message = f"this table cannot write to `{shown(name)}`: its keys are of type `{own}`, those there of `{other}`"
    if own == other:
        message = f"this table cannot write to `{shown(name)}`: its keys are {own_length} long, those there {length}"
    return Finding("key-of-another-type", message, line, place, related=(("the other table", table),))


def _key(table: Statement) -> tuple[str | None, str]:
    """The type of the keys of a table, and how long they are at most: its digits, however many."""
    reading = table._reading
    kind, length = reading.value("type"), reading.value("len") or str(KEY_LENGTH)
    return (kind if kind in KEY_TYPES else None), (length.lstrip("0") if kind in ("string", "binary") else "")


def _stored(table: Statement) -> set[str]:
    """What a table stores."""
    reading = table._reading
    lists = [reading.text(part) for part in reading.parts if part.leader == "store"]
    return {each.partition("(")[0] for text in lists for each in text.split(",")}


def _add(found: dict[str, Statement], name: str, line: Statement) -> None:
    found.setdefault("" if isinstance(name, Expandable) else name, line)
