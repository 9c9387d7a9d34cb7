"""Words that HAProxy accepts, drawn along the signatures of the schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from haproxy_model.reading.signatures import Argument, Choice, Condition, Literal, Node
from haproxy_model.schema.build_parts import ALGORITHMS, COMPRESSION
from haproxy_model.schema.enumerations import GONE, LOG_FACILITIES, LOG_FORMATS, LOG_LEVELS, YOUNG, type_at
from haproxy_model.schema.quirks import HTTPCHK_HOST
from haproxy_model.schema.references import DEFINITIONS
from haproxy_model.schema.rule_words import VARIABLE_CONDITIONS_SINCE
from haproxy_model.schema.versions import reached
from haproxy_model.testing.accepted_place import Place, variable_scope
from haproxy_model.testing.accepted_samples import conditions, expressions, log_formats
from haproxy_model.testing.spellings import names

_numbers = st.integers(1, 100).map(str)
_durations = st.builds("{}{}".format, st.integers(1, 60), st.sampled_from(["", "ms", "s", "m"]))
addresses = st.builds("127.0.0.{}:{}".format, st.integers(1, 254), st.integers(1024, 65000))

#: Type of an argument -> words of it that need nothing else.
_WORDS: Mapping[str, st.SearchStrategy[str]] = {
    "string": names,
    "duration_s": st.builds("{}s".format, st.integers(1, 60)),
    "percent": _numbers,
    "header_name": st.text("abcdefgh", min_size=1, max_size=6).map("x-{}".format),
    "cookie_name": st.text("abcdefgh", min_size=1, max_size=6),
    "enum_log_level": st.sampled_from(LOG_LEVELS),
    "enum_log_facility": st.sampled_from(LOG_FACILITIES),
    "enum_log_format": st.sampled_from(LOG_FORMATS),
    "log_target": addresses,
    "log_sample": st.sampled_from(["1:2", "1-2:3", "1,3:4"]),
    "regex": st.sampled_from(["^/a", "[a-z]+", "(a|b)$", "^x.*"]),
    "address": addresses,
    "bind_address_list": addresses,
    "server_address": addresses,
    "ip": st.just("127.0.0.1"),
    "ip_mask": st.sampled_from(["10.0.0.0/8", "192.0.2.1"]),
    "mime_type": st.sampled_from(["text/plain", "text/html"]),
    "http_err_code": st.sampled_from(["400", "403", "408", "500", "502", "503", "504"]),
    "http_method": st.sampled_from(["GET", "HEAD", "OPTIONS"]),
    "http_version": st.just("HTTP/1.1"),
    "email": st.just("root@example.com"),
    "status_range_list": st.sampled_from(["200-399", "404"]),
    "status_list": st.sampled_from(["200", "404"]),
    "port_or_expr": st.integers(1, 65535).map(str),
    "hex": st.sampled_from(["00ff", "0d0a"]),
    "int_or_range": st.sampled_from(["3", "1-5"]),
    "user_password": st.just("admin:pw"),
    "var_cond": st.sampled_from(["ifexists", "ifnotexists", "ifempty", "ifgt"]),
    "list(stick_data_type)": st.sampled_from(["gpc0", "conn_cur", "http_req_rate(10s)", "bytes_in_rate(1m),gpt0"]),
}
#: Names of numbers that are more than numbers.
_NUMBERS: Mapping[str, st.SearchStrategy[str]] = {
    "code": st.sampled_from(["400", "403", "404", "429", "500", "503"]),
    "status": st.sampled_from(["200", "404", "503"]),
    "idx": st.just("0"),
    "sc": st.integers(0, 2).map(str),
}
_ENTANGLED_ANYWHERE = ("lf-string", "write-to")
#: Names of expressions that are keys of a stick table.
_KEYS = ("key", "pattern")
#: (section, keyword, word) that its row has and the section does not.
_OUT_OF_PLACE = frozenset([("global", "log", "global")])
#: (keyword, word) that asks for other words on the line, or for something else in the configuration.
_ENTANGLED = frozenset(
    [
        ("cookie", "domain"),
        ("cookie", "indirect"),
        ("cookie", "preserve"),
        ("http-check expect", "reg"),
        ("http-error", "string"),
        ("retry-on", "none"),
        ("source", "usesrc"),
        ("tcp-check expect", "custom"),
    ]
)


def integers_within(bounds: str) -> st.SearchStrategy[int]:
    """Small numbers within bounds, which are written as in `Keyword.bounds`."""
    if not bounds or bounds == "nonzero":
        return st.integers(1, 100)
    low, _, high = bounds.rpartition("|")[2].partition("..")
    least = int(low) if low and high == low else max(int(low or 0), 1)
    return st.integers(least, min(int(high), least + 100) if high else least + 100)


def are_told(nodes: Sequence[Node], place: Place) -> bool:
    """Whether a signature can be drawn here: what it must have, at least."""
    return all((node.least == 0 and not _is_needed(node, place)) or _is_told(node, place) for node in nodes)


def _is_told(node: Node, place: Place) -> bool:
    if isinstance(node, Literal):
        return _is_known(node.word, place)
    if isinstance(node, Argument):
        return _strategy(node, place) is not None
    if isinstance(node, Choice):
        return any(are_told(sequence, place) for sequence, _ in node.alternatives)
    return True


def _is_known(word: str, place: Place) -> bool:
    """Whether the release takes a fixed word of a row here."""
    first = place.keyword.partition(" ")[0]
    if first == "compression" and word in ALGORITHMS and place.setting.features.isdisjoint(COMPRESSION):
        return False
    return (
        (first, word) not in GONE
        and (place.keyword, word) not in _ENTANGLED
        and word not in _ENTANGLED_ANYWHERE
        and (place.setting.section, place.keyword, word) not in _OUT_OF_PLACE
        and all(
            row.since and reached(row.since, place.setting.version) and not reached(row.removed, place.setting.version)
            for row in YOUNG
            if row.keyword in (place.keyword, first) and word in row.choices.split()
        )
    )


def words(draw: st.DrawFn, nodes: Sequence[Node], place: Place) -> list[str]:
    """The words of a signature, optional ones now and then."""
    found: list[str] = []
    for node in nodes:
        if _is_told(node, place) and (node.least or _is_needed(node, place) or not draw(st.integers(0, 3))):
            for _ in range(draw(st.integers(1, 2)) if node.many else 1):
                found += _drawn(draw, node, place)
    return found


def _is_needed(node: Node, place: Place) -> bool:
    """Whether an optional part must be there: `table …` where the section has none, addresses of peers."""
    if isinstance(node, Choice) and node.firsts == ("table",):
        return not place.setting.has_table
    return place.setting.section == "peers" and place.keyword == "peer" and node.is_free


def _drawn(draw: st.DrawFn, node: Node, place: Place) -> list[str]:
    if isinstance(node, Literal):
        return [node.word]
    if isinstance(node, Condition):
        return draw(conditions(place))
    if isinstance(node, Argument):
        strategy = _strategy(node, place)
        return [draw(strategy)] if strategy is not None else []
    told = [sequence for sequence, _ in node.alternatives if are_told(sequence, place)]
    return words(draw, draw(st.sampled_from(told)), place)


def _strategy(node: Argument, place: Place) -> st.SearchStrategy[str] | None:
    """What an argument may be here; None where that is not known."""
    if (place.keyword, node.name) == ("option httpchk", "host") and not HTTPCHK_HOST.holds(place.setting.version):
        return None
    if node.type == "var_cond" and not reached(VARIABLE_CONDITIONS_SINCE, place.setting.version):
        return None
    kind = type_at(place.keyword, node.type, place.setting.version)
    if kind == "int":
        return _NUMBERS[node.name] if node.name in _NUMBERS else integers_within(place.bounds).map(str)
    if kind == "size":
        return integers_within(place.bounds).map(lambda number: f"{number * 1024}")
    if kind == "duration":
        return integers_within(place.bounds).map("{}ms".format) if place.bounds else _durations
    if kind.startswith("list({"):
        return st.sampled_from(kind[6:-2].split(","))
    if kind == "sample_expr":
        return expressions(place, "ipv4" if node.name in _KEYS else "any")
    if kind == "log_format":
        return log_formats(place)
    if kind == "var":
        return st.sampled_from(["a", "x", "host"]).map(f"{variable_scope(place.setting.ruleset)}.{{}}".format)
    if kind in DEFINITIONS:
        return st.just(place.called)
    if named := place.named(kind):
        return st.sampled_from(named)
    return _WORDS.get(kind)
