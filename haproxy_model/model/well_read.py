"""Whether words read as a line without complaint, as far as the line alone tells: what a comment is asked.

The signature says what each word is; here its value is read too, so that prose which begins like a line is told from
one: `log to the local syslog` names no facility, `timeout client soon` no time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from haproxy_model.model.parameter_attributes import kind_of
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.reading.reading import Reading, read
from haproxy_model.reading.walker import PARAMETERS, Role
from haproxy_model.schema.acl_keywords import CRITERIA
from haproxy_model.schema.enumerations import LOG_FACILITIES, LOG_FORMATS, LOG_LEVELS
from haproxy_model.schema.samples import fetches
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address, read_address, split_addresses
from haproxy_model.values.duration import read_duration
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.values.logformat import read_log_format
from haproxy_model.values.number import read_integer
from haproxy_model.values.size import read_size
from haproxy_model.values.unread import Unread


def reads_well(section: str, words: tuple[str, ...]) -> bool:
    """Whether words would be a right line of a section, whatever stands around them.

    Args:
        section: the keyword of the section.
        words: its words; at least one.
    """
    reading = read(section, words)
    if reading.row is None or reading.shape.misfit is not None:
        return False
    clause = reading.clause
    if clause is not None and (isinstance(clause, Unread) or not any(clause.alternatives)):
        return False
    return all(_fits(reading, place) for place in range(len(reading.parts)))


def _fits(reading: Reading, place: int) -> bool:
    part = reading.parts[place]
    if part.role is Role.SURPLUS:
        return False
    if part.role is Role.VALUE:
        return _is_parameter_value(reading, place)
    check = _CHECKS.get(part.type)
    return check is None or all(isinstance(word, Expandable) or check(word) for word in reading.texts(part))


def _is_parameter_value(reading: Reading, place: int) -> bool:
    part = reading.parts[place]
    line = next((line for kind, line in PARAMETERS.items() if f":{kind}>" in reading.signature), None)
    row = None if line is None else vocabulary(line).row(part.name)
    if line is None or row is None or len(row.parts) != 1 or reading.has_variables:
        return True
    return not isinstance(kind_of(row, vocabulary(line).line).read(" ".join(reading.texts(part))), Unread)


def _is_read(read_value: Callable[[str], Any], word: str) -> bool:
    return not isinstance(read_value(word), Unread)


def _is_address(word: str) -> bool:
    """Whether a word is an address, and no plain word: a host without a dot or a digit has a port at least."""
    address = read_address(word)
    if not isinstance(address, Address):
        return False
    host = address.host
    return not isinstance(host, str) or address.port is not None or host in _HOSTS or not host.isalpha()


def _is_expression(word: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether a word begins with a fetch, or another of some names."""
    expression = read_expression(word)
    if not isinstance(expression, Expression):
        return False
    name = expression.fetch.name
    return name in names or name.startswith("lua.") or any(name in fetches(version) for version in VERSIONS)


#: Hosts, and targets of logs, that are a plain word.
_HOSTS = frozenset(("localhost", "stdout", "stderr"))
_CRITERIA = frozenset(CRITERIA)
_DURATION: Callable[[str], bool] = partial(_is_read, read_duration)
_CHECKS: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys(("duration", "duration_s"), _DURATION),
    **dict.fromkeys(("address", "server_address", "log_target"), _is_address),
    **dict.fromkeys(("int", "http_err_code"), partial(_is_read, read_integer)),
    "bind_address_list": lambda word: all(map(_is_address, split_addresses(word))),
    "criterion": partial(_is_expression, names=_CRITERIA),
    "enum_log_facility": LOG_FACILITIES.__contains__,
    "enum_log_format": LOG_FORMATS.__contains__,
    "enum_log_level": LOG_LEVELS.__contains__,
    "log_format": partial(_is_read, read_log_format),
    "sample_expr": _is_expression,
    "size": partial(_is_read, read_size),
}
