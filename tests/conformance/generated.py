"""Small lines made from the tables: each keyword, action, parameter, fetch and converter, right and wrong.

A line stands in a section of its own, amid sections that have what it may name.  The tables say only how lines are
built; whether one is right is for a real HAProxy to say, and for `check` to foretell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from haproxy_model.reading.signatures import Argument, Condition, Literal, Node, compiled
from haproxy_model.schema.actions import ACTIONS
from haproxy_model.schema.bind import BIND
from haproxy_model.schema.converters import CONVERTERS
from haproxy_model.schema.fetches import FETCHES
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.rows import Keyword, Parameter, available
from haproxy_model.schema.samples import arguments
from haproxy_model.schema.sections import PROXIES, SECTIONS
from haproxy_model.schema.server import SERVER

#: What lines may name, and what makes every version content.
_SURROUNDINGS = """\
defaults
 mode http
 timeout client 1s
 timeout connect 1s
 timeout server 1s
listen surroundings
 bind 127.0.0.1:18080
 server s 127.0.0.1:1
backend named
 stick-table type ip size 1k store gpc0,http_req_rate(1s)
 server named 127.0.0.1:1 check
cache named
 total-max-size 4
resolvers named
 nameserver n 127.0.0.1:53
http-errors named
ring named
 format raw
 size 65536
userlist named
 group named
"""
#: How a section opens in which a line stands.
_OPENINGS = {
    "defaults": "defaults line{}\n",
    "frontend": "frontend line{}\n bind 127.0.0.1:18081\n",
    "listen": "listen line{}\n bind 127.0.0.1:18081\n",
    "backend": "backend line{}\n",
    "global": "global\n",
    "userlist": "userlist line{}\n",
    "peers": "peers line{}\n",
    "resolvers": "resolvers line{}\n",
    "mailers": "mailers line{}\n",
    "cache": "cache line{}\n total-max-size 4\n",
    "ring": "ring line{}\n format raw\n size 65536\n",
    "http-errors": "http-errors line{}\n",
    "log-forward": "log-forward line{}\n bind 127.0.0.1:18082\n",
    "fcgi-app": "fcgi-app line{}\n docroot /tmp\n",
}
#: A word of each type that HAProxy takes, then some that are odd.
_WORDS: dict[str, tuple[str, ...]] = {
    "int": ("5", "0", "-1", "5x", "x", "99999999999"),
    "percent": ("50", "101", "-1", "x"),
    "duration": ("500ms", "x", "-1", "5x", "99999999999", "0"),
    "duration_s": ("5s", "x", "-1", "5x"),
    "size": ("16k", "x", "-1", "5x", "0", "99999999999"),
    "log_format": ("text", "%[src]", "%[nope]", "%{", "%[src"),
    "sample_expr": ("int(1)", "nope", "src,nope", "src,", "src("),
    "enum_log_level": ("info", "nope"),
    "enum_log_facility": ("local0", "nope"),
    "enum_log_format": ("raw", "nope"),
    "regex": ("^/a", "(", "[a", "a)", "*"),
    "address": ("127.0.0.1:80", "127.0.0.1:x", "127.0.0.1:80-81", ""),
    "bind_address_list": ("127.0.0.1:18083", "127.0.0.1:x"),
    "server_address": ("127.0.0.1:80", "127.0.0.1:x"),
    "log_target": ("127.0.0.1:514", "127.0.0.1:x"),
    "log_sample": ("1:2", "x", "1-2:3", "0:1", "3:2"),
    "var": ("proc.a", "nope.a", "a"),
    "var_cond": ("ifexists", "nope"),
    "header_name": ("x-name", "a b"),
    "mime_type": ("text/plain",),
    "http_err_code": ("503", "600", "x"),
    "http_errors_ref": ("named", "nope"),
    "table_ref": ("named", "nope"),
    "backend_ref": ("named", "nope"),
    "backend_ref_or_log_format": ("named", "nope"),
    "cache_ref": ("named", "nope"),
    "resolvers_ref": ("named", "nope"),
    "http_version": ("HTTP/1.1", "x"),
    "ip_mask": ("10.0.0.0/8", "10.0.0.0/40", "x/y"),
    "ip": ("10.0.0.1",),
    "list(ip)": ("10.0.0.1",),
    "acl_name": ("a", "a/b"),
    "acl_value": ("a",),
    "action": ("deny", "nope"),
    "char": ("a", "ab"),
    "hex": ("00ff", "0", "zz"),
    "port_or_expr": ("80", "0", "70000", "nope"),
    "mux_proto": ("h1", "nope"),
    "tcp_mux_proto": ("h1", "nope"),
    "status_range_list": ("200-399", "399-200", "x"),
    "status_list": ("200", "x"),
    "http_method": ("GET",),
    "list(stick_data_type)": ("gpc0", "nope", "http_req_rate", "http_req_rate(x)", "gpc0(1)", "gpc(0)"),
    "octal": ("600", "8", "x"),
    "email": ("a@b",),
    "server_ref": ("named/named",),
    "server_ref_or_log_format": ("s",),
    "int_range": ("1-2", "2-1", "x"),
    "int_or_range": ("1", "1-2", "2-1", "x"),
    "cpu_set": ("1", "x"),
    "cpu_range": ("0", "x"),
    "cpu_map_set": ("1", "x", "1/1"),
    "service_name": ("prometheus-exporter", "nope"),
    "user_password": ("insecure-password x",),
    "list(user_ref)": ("x",),
    "converter_list": ("lower",),
    "list(string)": ("a,b",),
    "list({auto,ipv4,ipv6})": ("ipv4", "nope"),
    "peers_ref": ("nope",),
    "mailers_ref": ("nope",),
    "server_options": ("weight 5",),
    "bind_options": ("maxconn 5",),
}
#: Types whose value is on the machine or has a language that no small word shows.
_UNSHOWN = frozenset(("file", "dir", "os_user", "os_group", "map_ref", "acl_ref", "action_args", "trace_source",
                      "crtlist_options", "fcgi_app_ref", "log_profile_ref", "acme_ref", "filter_list"))  # fmt: skip
#: Keywords that are about the machine, end the program, or speak of files.
_LEFT_OUT = frozenset(("chroot", "user", "group", "uid", "gid", "setenv", "ca-base", "crt-base", "namespace",
                       "lua-load", "lua-load-per-thread", "master-worker", "node", "presetenv", "unsetenv", "resetenv",
                       "errorfiles", "server-state-base", "wurfl-data-file", "cpu-map", "pidfile", "acme",
                       "daemon"))  # fmt: skip


class Line(NamedTuple):
    """A line to be judged."""

    #: what it is about
    about: str
    section: str
    text: str
    #: the first release that has what it is about
    since: str = "2.4"


def together(some: Sequence[Line]) -> tuple[str, list[int]]:
    """A file with each line in a section of its own, and where the lines stand.

    Args:
        some: lines of `global`, or lines of other sections.
    """
    text = "" if some[0].section == "global" else _SURROUNDINGS
    places = []
    for number, line in enumerate(some):
        text += f"{_OPENINGS[line.section].format(number)} {line.text}\n"
        places.append(text.count("\n"))
    return (text if text.startswith(_SURROUNDINGS) else text + _SURROUNDINGS), places


def lines(version: str) -> Iterator[Line]:
    """The lines for a version."""
    yield from _keyword_lines(version)
    yield from _action_lines(version)
    yield from _parameter_lines(version)
    yield from _expression_lines(version)


def _keyword_lines(version: str) -> Iterator[Line]:
    for row in KEYWORDS:
        own = [each for each in row.sections.split() if each in _OPENINGS and available(SECTIONS[each], version)]
        if not own or row.name.partition(" ")[0] in _LEFT_OUT or _untold(row.arguments + row.parenthesised):
            continue
        name, shortest = _name(row), _shortest(row.arguments)
        for line in _variants(name, row.arguments):
            yield Line(row.name, own[0], line, row.since)
        others = (*PROXIES, "global") if own[0] in PROXIES else own
        for section in dict.fromkeys((*own, *others)):
            yield Line(row.name, section, f"{name} {shortest}".rstrip(), row.since)
            yield Line(row.name, section, f"no {name} {shortest}".rstrip())
            yield Line(row.name, section, f"default {name} {shortest}".rstrip())


def _action_lines(version: str) -> Iterator[Line]:
    for row in ACTIONS:
        if _untold(row.arguments + row.parenthesised) or "<" in row.name:
            continue
        name = row.name.removesuffix("()")
        if row.name.endswith("()"):
            name += f"({','.join(_words(row.parenthesised.replace(',', ' ')))})"
        rulesets = row.rulesets.split()
        for line in _variants(f"{rulesets[0].replace('.', ' ')} {name}", row.arguments):
            yield Line(row.name, "frontend", line, row.since)
        for ruleset in rulesets:
            for section in ("frontend", "backend"):
                yield Line(row.name, section, f"{ruleset.replace('.', ' ')} {name} {_shortest(row.arguments)}".rstrip())


def _parameter_lines(version: str) -> Iterator[Line]:
    server: tuple[Sequence[Parameter], str, str] = (SERVER, "backend", "server line 127.0.0.1:80")
    default: tuple[Sequence[Parameter], str, str] = (SERVER, "backend", "default-server")
    bind: tuple[Sequence[Parameter], str, str] = (BIND, "frontend", "bind 127.0.0.1:18083")
    for rows, section, lead in (server, default, bind):
        for row in rows:
            name = row.name + ("(5)" if row.keyword_argument else "")
            yield Line(row.name, section, f"{lead} {name}", row.since)
            yield Line(row.name, section, f"{lead} {name} surplus", row.since)
            if row.arguments and "file" not in row.arguments:
                for word in _parameter_words(row):
                    yield Line(row.name, section, f"{lead} {name} {word}", row.since)
                yield Line(row.name, section, f"{lead} {name} {next(_parameter_words(row))} surplus")


def _parameter_words(row: Parameter) -> Iterator[str]:
    kind = row.parts[0]
    if "enum" in kind:
        yield kind.rpartition(":")[2].rstrip(")").split("|")[0]
        yield "nope"
    if kind.startswith("int") or kind in ("port", "duration"):
        yield from _WORDS["int" if kind != "duration" else kind]
        yield "257"
        yield "70000"
    elif kind.startswith("address"):
        yield from ("127.0.0.1", "127.0.0.1:80", "127.0.0.1:x")
    elif kind in ("sample_expr", "log_format"):
        yield from _WORDS[kind]
    elif "enum" not in kind:
        yield "text"


def _expression_lines(version: str) -> Iterator[Line]:
    for fetch in FETCHES:
        if not fetch.feature:
            for call in _calls(fetch.name, fetch.arguments) if available(fetch, version) else [fetch.name]:
                yield Line(f"fetch {fetch.name}", "listen", f"acl a {call} -m found", fetch.since)
    for converter in CONVERTERS:
        if not converter.feature:
            before = _BEFORE.get(converter.input, "str(a)")
            for call in _calls(converter.name, converter.arguments):
                yield Line(f"converter {converter.name}", "listen", f"acl a {before},{call} -m found", converter.since)


#: What gives the types that converters take.
_BEFORE = {"bool": "bool(1)", "sint": "int(1)", "bin": "bin(00)", "addr": "src"}
#: Words of the types of arguments of fetches and converters.
_ARGUMENTS = {
    "int": ("1", "x", "-1", "1x", "99999999999999999999"),
    "string": ("a",),
    "table": ("named", "nope"),
    "own_table": ("named", "nope"),
    "backend": ("named", "nope"),
    "frontend": ("surroundings", "nope"),
    "server": ("named/named", "named/nope", "nope/named"),
    "var_name": ("txn.a", "a", "nope.a"),
    "hex": ("00", "0", "zz"),
    "ipv4": ("10.0.0.1", "x"),
    "ipv6": ("::1", "x"),
    "ipv4_mask": ("24", "255.255.255.0", "40", "x"),
    "ipv6_mask": ("64", "200", "x"),
    "userlist": ("named", "nope"),
    "resolvers": ("named", "nope"),
}


def _calls(name: str, signature: str) -> Iterator[str]:
    """Calls with the least arguments, all of them, one less, one more, and odd ones."""
    wanted = arguments(signature)
    words = [_argument_words(argument.type, argument.values) for argument in wanted]
    if any(not each for each in words):
        yield name
        return
    good = [each[0] for each in words]
    least = sum(not argument.optional for argument in wanted)
    counts = dict.fromkeys((0, least, least - 1, len(good), len(good) + 1))
    for count in counts:
        if count >= 0:
            given = [*good, "surplus"][:count]
            yield f"{name}({','.join(given)})" if given else name
    for place, each in enumerate(words):
        for odd in each[1:]:
            yield f"{name}({','.join([*good[:place], odd, *good[place + 1 : max(least, place + 1)]])})"


def _argument_words(kind: str, values: tuple[str, ...]) -> tuple[str, ...]:
    if values:
        return (values[0], "nope")
    return _ARGUMENTS.get(kind, ())


def _variants(name: str, signature: str) -> Iterator[str]:
    """The least words, one less, one more; all words, one less, one more; then odd ones in the place of each."""
    for every in (False, True):
        words = _words(signature, every=every)
        for count in range(len(words) + 1):
            yield " ".join((name, *words[:count]))
        yield " ".join((name, *words, "surplus"))
        for odd in _odd(signature, every=every):
            yield " ".join((name, *odd))


def _shortest(signature: str) -> str:
    return " ".join(_words(signature))


def _words(signature: str, *, every: bool = False) -> list[str]:
    return [word for _, word in _written(compiled(signature), every)]


def _odd(signature: str, *, every: bool) -> Iterator[list[str]]:
    written = list(_written(compiled(signature), every))
    words = [word for _, word in written]
    for place, (kind, _) in enumerate(written):
        for odd in _WORDS[kind][1:] if kind else ("nope",):
            yield [*words[:place], odd, *words[place + 1 :]]


def _written(nodes: Sequence[Node], every: bool) -> Iterator[tuple[str, str]]:
    """The words of a signature, each with its type: the first alternative of each part."""
    for node in nodes:
        if node.least == 0 and not every:
            continue
        if isinstance(node, Literal):
            yield "", node.word
        elif isinstance(node, Condition):
            yield from (("", "if"), ("", "TRUE"))
        elif isinstance(node, Argument):
            yield node.type if node.type in _WORDS else "", _WORDS.get(node.type, ("text",))[0]
        else:
            yield from _written(node.alternatives[0][0], every)


def _untold(signature: str) -> bool:
    return any(f":{kind}>" in signature for kind in _UNSHOWN)


def _name(row: Keyword) -> str:
    if not row.parenthesised:
        return row.name.removesuffix("()")
    inside = ",".join(_words(row.parenthesised.replace(",", " "), every=True))
    return f"{row.name.removesuffix('()')}({inside})" if row.name.endswith("()") else row.name
