"""What lines are made of: the words of the schema's tables, and lines that its signatures describe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import Final

from haproxy_model.reading.signatures import Argument, Choice, Condition, Literal, Node, compiled
from haproxy_model.schema.acl_keywords import CRITERIA, FLAGS, MATCHES, OPERATORS
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.schema.actions import ACTIONS
from haproxy_model.schema.bind import BIND
from haproxy_model.schema.converters import CONVERTERS
from haproxy_model.schema.directives import DIRECTIVES, PREDICATES
from haproxy_model.schema.enumerations import LOG_FACILITIES, LOG_FORMATS, LOG_LEVELS, TLS_VERSIONS
from haproxy_model.schema.fetches import FETCHES
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.logformat import ALIASES
from haproxy_model.schema.rows import Keyword, Parameter
from haproxy_model.schema.samples import Converter, Fetch
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.schema.server import SERVER

#: Names that things may have: few, so that one names the other; some are keywords, or no names at all.
NAMES: Final = ("a", "b", "s1", "app", "galera", "check", "server", "if", "no", "from", "x.y:z-_", "é", "1")
#: Values by what stands behind the colon in signatures; the others are names.
VALUES: Final = {
    "int": "0 1 2 5 010 100 65536 4294967296 -1 64x",
    "duration": "0 5 5s 30000 1m 24d 1h30m 10us 2147483648 5q",
    "duration_s": "10 10s 1m",
    "size": "0 16384 1m 100k 1g 5t",
    "percent": "50 50% 101%",
    "port": "80 0 65535 70000",
    "address": "192.0.2.1 192.0.2.1:80 :80 *:443 [::1]:80 ::1 /run/s.sock unix@s fd@3 a.example:1 ipv4@a:1-5 :80,:81",
    "sample_expr": "src path hdr(host) req.hdr(a),lower str(a) var(txn.x) nbsrv(app) table_conn_rate(app) src,map(f)",
    "log_format": "x %ci %[src] %{+Q}o%t '%[hdr(host),lower]' %[ %% a%[src]b",
    "regex": "a ^/x (a|b)+ [ \\\\.",
    "file": "/etc/a.pem a @s/c",
    "list": "a a,b h2,http/1.1 192.0.2.0/24",
    "status": "200 404 200-399 99",
    "mode": "600 0660 9",
}  # fmt: skip
#: What readers of text stumble at.
ODD: Final = (
    "", " ", "a b", "#", "a#b", "'", '"', "\\", "a\\", "$X", "${X}", "${X-a}", "${X[*]}", "[", "]", "[a]", "{", "}",
    "é", "\u2028", "\xa0", "\x1c", "\x7f", "\udcff", "\ud800", "\t", "\n", "\r", "\0", "a,b", "a=b", "!a", "-", "--",
    ".if", ".endif", "no", "default", "if", "unless", "or", "||", "%", "x" * 70, "a " * 70, "a\nbackend b", "# x",
)  # fmt: skip
_NUMBERS: Final = ("int", "percent", "port", "size")
_SPECIAL: Final = {"file_path": "file", "dir_path": "file", "file_or_dir_path": "file", "octal_mode": "mode"}
_CONDITIONS: Final = (
    "if a",
    "unless !a b or c",
    "if { src 192.0.2.0/24 } TRUE",
    "if { path -m beg /a }",
    "if",
    "if !{",
)


def value(kind: str, chance: Random) -> str:
    """A word of a type, or of none."""
    if chance.random() < 0.03:
        return chance.choice(ODD)
    kind = _SPECIAL.get(kind, kind)
    if "{" in kind or kind.startswith("enum"):
        return chance.choice(kind.partition(":")[2].split("|") if "|" in kind else kind.strip("list()}{").split(","))
    if kind.startswith("enum_log_"):
        return chance.choice({"level": LOG_LEVELS, "format": LOG_FORMATS}.get(kind[9:], LOG_FACILITIES))
    for known, words in VALUES.items():
        if kind.startswith(known) or known in kind.split("_"):
            return chance.choice(words.split())
    return chance.choice(NAMES)


def _walk(nodes: Sequence[Node], chance: Random, depth: int = 0) -> Iterator[str]:
    for node in nodes:
        times = 1 if node.least else chance.randrange(2)
        times += chance.randrange(3) if node.many else 0
        for _ in range(times):
            if isinstance(node, Literal):
                yield node.word
            elif isinstance(node, Argument):
                yield from _argument(node.type, chance)
            elif isinstance(node, Condition):
                yield from chance.choice(_CONDITIONS).split()
            elif isinstance(node, Choice) and depth < 6:
                yield from _walk(chance.choice(node.alternatives)[0], chance, depth + 1)


def _argument(kind: str, chance: Random) -> Iterator[str]:
    if kind in ("server_options", "bind_options"):
        yield from parameter(chance.choice(SERVER if kind[0] == "s" else BIND), chance).split(" ")
    elif kind == "action":
        row = chance.choice(ACTIONS)
        yield row.name.replace("()", f"({chance.choice(NAMES)})")
        yield from _walk(compiled(row.arguments), chance)
    elif kind == "sample_expr" and chance.random() < 0.5:
        yield expression(chance)
    elif kind == "acl_value":
        yield value("string", chance)
    elif kind != "action_args":
        yield value(kind, chance)


def parameter(row: Parameter, chance: Random) -> str:
    """A parameter of a `server` or `bind` line as it stands there."""
    name = f"{row.name}({value('int', chance)})" if row.keyword_argument else row.name
    return " ".join([name, *(value(kind, chance) for kind in row.parts)])


def expression(chance: Random) -> str:
    """A sample expression."""
    calls = [_call(chance.choice(FETCHES), chance)]
    calls += [_call(chance.choice(CONVERTERS), chance) for _ in range(chance.randrange(3))]
    return ",".join(calls)


def _call(row: Fetch | Converter, chance: Random) -> str:
    name, wanted = row.name, row.arguments.split()
    arguments = [value(each.strip("[]*").partition(":")[2].partition("|")[0], chance) for each in wanted]
    return f"{name}({','.join(arguments)})" if arguments else name


def line(chance: Random, section: str = "") -> str:
    """A line that the schema describes, of one kind of section or of any."""
    row = chance.choice(_rows(section))
    name = row.name.replace("()", f"({chance.choice(NAMES)})")
    prefix = f"{chance.choice(row.prefixes.split())} " if row.prefixes and chance.random() < 0.1 else ""
    return f"{prefix}{name} {' '.join(_walk(compiled(row.arguments), chance))}".rstrip(" ")


def header(chance: Random) -> str:
    """A line that opens a section."""
    row = chance.choice([*SECTIONS.values(), *_OFTEN])
    return f"{row.name} {' '.join(_walk(compiled(row.arguments), chance))}".rstrip(" ")


_OFTEN: Final = tuple(SECTIONS[kind] for kind in ("defaults", "frontend", "backend", "listen") * 8)


@cache
def _rows(section: str) -> tuple[Keyword, ...]:
    found = tuple(row for row in KEYWORDS if not section or section in row.sections.split())
    often = ("server", "bind", "acl", "http-request", "tcp-request", "use_backend", "option", "timeout client")
    return (*found, *(row for row in found if row.name in often for _ in range(len(found) // 40))) or _rows("")


def words() -> list[str]:
    """Every word of the tables, for dictionaries."""
    found: dict[str, None] = {}
    for rows in (KEYWORDS, ACTIONS, SERVER, BIND, FETCHES, CONVERTERS):
        for row in rows:
            found.update(dict.fromkeys(row.name.replace("()", "(").split()))
    for signature in (*(row.arguments for row in KEYWORDS), *(row.arguments for row in ACTIONS)):
        found.update(dict.fromkeys(_literals(compiled(signature))))
    for table in (SECTIONS, DIRECTIVES, PREDICATES, CRITERIA, MATCHES, FLAGS, OPERATORS, PREDEFINED, ALIASES):
        found.update(dict.fromkeys(map(_name, table)))
    for names in (LOG_FACILITIES, LOG_FORMATS, LOG_LEVELS, TLS_VERSIONS):
        found.update(dict.fromkeys(names))
    return list(found)


def _name(row: object) -> str:
    return row if isinstance(row, str) else str(getattr(row, "name"))  # noqa: B009  # rows of several classes


def _literals(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Literal):
            yield node.word
        elif isinstance(node, Choice):
            for sequence, _ in node.alternatives:
                yield from _literals(sequence)


def encoded(text: str) -> bytes:
    """The bytes of a text, whatever it holds."""
    return text.replace("\ud800", "\udced\udca0\udc80").encode("utf-8", "surrogateescape")
