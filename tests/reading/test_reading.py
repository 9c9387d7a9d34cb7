"""The reading of a line: what each of its words is, whatever the words are called."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.model.line import Statement
from haproxy_model.reading.reading import Reading, read
from haproxy_model.reading.walker import Part, Role
from haproxy_model.schema.actions import ACTIONS
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.references import DEFINITIONS, REFERENCES
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.action import Action, read_action
from haproxy_model.verdicts.word_meanings.line_meanings import line_kinds
from haproxy_model.verdicts.word_meanings.part_meanings import Kind

#: Names that are also keywords, parameters, actions or what conditions are made of.
LOOKALIKES = (
    "observe", "if", "unless", "track-sc0", "no-check", "ssl", "id", "stick-table", "check", "server", "table", "no",
    "default", "lower", "or", "global", "profile", "len", "type", "10s", "0", "set-var(txn.x)", "http-request",
)  # fmt: skip
#: Types of words that are names and nothing else.
NAMES = frozenset(
    kind for kind in (*DEFINITIONS, *REFERENCES) if kind not in ("log_target", "bind_address_list", "filter_list")
)
SECTION_KEYWORDS = st.sampled_from(sorted(SECTIONS))
VOCABULARY = sorted({word for row in KEYWORDS for word in row.name.removesuffix("()").split()} | set(LOOKALIKES))
WORDS = (
    st.sampled_from([*VOCABULARY, "", "{", "}", "!", "!{", "!a", "||", "req.hdr(a)", "a,", "%[src]", "("])
    | st.text(max_size=4)
    | st.just(Expandable("${X}", '"${X}"'))
)
FIRST_WORDS = st.sampled_from(
    [tuple(row.name.removesuffix("()").split()) for row in KEYWORDS]
    + [(*ruleset.split("."), row.name.removesuffix("()")) for row in ACTIONS for ruleset in row.rulesets.split()]
)
PREFIXES = st.sampled_from([(), (), ("no",), ("default",)])
LINES = st.builds(
    lambda prefix, first, rest: (*prefix, *first, *rest), PREFIXES, FIRST_WORDS, st.lists(WORDS, max_size=8)
)


def assert_tiled(reading: Reading) -> None:
    """The parts are the words, each once, in their order."""
    assert [(0, 0), *[(part.start, part.end) for part in reading.parts]][-1][1] == len(reading.words)
    place = 0
    for part in reading.parts:
        assert (part.start, part.end) == (place, max(part.end, place + 1))
        place = part.end


def shown(reading: Reading) -> list[tuple[str, str]]:
    return [(" ".join(reading.words[part.start : part.end]), part.role.value) for part in reading.parts]


def _statements(config: hm.Config) -> list[tuple[str, Statement]]:
    return [
        (section.kind, line)
        for section in config.sections
        for line in section.lines
        if isinstance(line, Statement) and not line.keyword.startswith(".") and line.keyword
    ]


@given(SECTION_KEYWORDS, LINES | st.lists(WORDS, min_size=1, max_size=8).map(tuple))
def test_parts_tile_the_words_of_any_line(section: str, words: tuple[str, ...]) -> None:
    reading = read(section, words)

    assert_tiled(reading)
    assert reading.condition <= len(words)
    if reading.condition < len(words):
        assert words[reading.condition] in ("if", "unless")


@over_corpus
def test_parts_tile_the_words_of_real_lines(chunk: int) -> None:
    for path in files(chunk):
        for kind, line in _statements(hm.parse_file(path)):
            assert_tiled(read(kind, line.words))


@over_corpus
def test_what_no_row_has_a_place_for_is_no_value_to_those_who_judge(chunk: int) -> None:
    for path in files(chunk):
        for kind, line in _statements(hm.parse_file(path)):
            reading = read(kind, line.words)
            if reading.row is None:
                continue
            judged = line_kinds(reading, kind, "3.4")
            for part in reading.parts:
                if part.role is Role.SURPLUS:
                    assert judged[part.start] in (Kind.UNKNOWN, Kind.IGNORED), (line, part)


def _is_name(part: Part) -> bool:
    return part.role in (Role.ARGUMENT, Role.VALUE) and part.type in NAMES


@over_corpus
def test_a_name_may_be_called_like_a_keyword(chunk: int) -> None:
    for path in files(chunk):
        for kind, line in _statements(hm.parse_file(path)):
            reading = read(kind, line.words)
            for number, part in enumerate(filter(_is_name, reading.parts)):
                called = LOOKALIKES[(len(line.words) + number) % len(LOOKALIKES)]
                words = (*line.words[: part.start], called, *line.words[part.end :])

                assert read(kind, words).parts == reading.parts


@pytest.mark.parametrize("called", LOOKALIKES)
@pytest.mark.parametrize(
    ("section", "text", "place"),
    [
        ("backend", "server NAME 192.0.2.1:80 check observe layer7", 1),
        ("backend", "server s1 192.0.2.1:80 track NAME check", 4),
        ("backend", "server s1 192.0.2.1:80 cookie NAME check", 4),
        ("frontend", "acl NAME path /a", 1),
        ("frontend", "use_backend NAME if NAME", 1),
        ("frontend", "http-request set-header NAME x if a", 2),
        ("frontend", "http-request return hdr NAME x string y if a", 3),
        ("backend", "stick on src table NAME if a", 4),
        ("backend", "cookie NAME insert indirect", 1),
        ("backend", "http-check send hdr NAME x meth GET", 3),
        ("userlist", "user NAME insecure-password x groups a", 1),
    ],
)
def test_a_word_is_what_its_place_makes_it(section: str, text: str, place: int, called: str) -> None:
    words = tuple(text.split())
    other = (*words[:place], called, *words[place + 1 :])

    assert read(section, other).parts == read(section, words).parts


@pytest.mark.parametrize("called", [each for each in LOOKALIKES if each != "or"])
def test_an_acl_may_be_called_like_a_keyword(called: str) -> None:
    reading = read("frontend", ("http-request", "deny", "if", "a", called, "!{", "path", called, "}"))

    assert reading.condition == 2
    assert [(term.word, term.name, term.criterion) for term in reading.terms] == [
        (3, "a", ()),
        (4, called, ()),
        (6, None, ("path", called)),
    ]


def test_lines_that_differ_in_names_and_values_share_their_shape() -> None:
    shapes = {
        id(read("backend", ("server", f"s{n}", f"192.0.2.{n}:80", "check", "weight", str(n))).shape) for n in range(200)
    }

    assert len(shapes) == 1


def test_the_last_value_counts() -> None:
    reading = read("backend", ("server", "weight", "192.0.2.1:80", "weight", "1", "check", "weight", "2"))

    assert reading.value("weight") == "2"
    assert reading.value("check") == "check"
    assert reading.value("name") == "weight"
    assert reading.value("observe") is None


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        (
            "frontend",
            "http-request set-timeout server req.hdr(if) lower map(x) if a !{ path_beg /x }",
            "http-request set-timeout=keyword server=literal req.hdr(if) lower map(x)=expression "
            "if a !{ path_beg /x }=condition",
        ),
        ("frontend", "http-request set-timeout server 10s if a",
         "http-request set-timeout=keyword server=literal 10s=argument if a=condition"),
        ("backend", "redirect code 301 location if unless x",
         "redirect=keyword code=literal 301=literal location=literal if=argument unless x=condition"),
        ("backend", "stick-table size 1m type string len 5 peers type",
         "stick-table=keyword size=literal 1m=argument type=literal string=literal len=literal 5=argument "
         "peers=literal type=argument"),
        ("backend", "filter bwlim-in a limit 1m min-size 2 key src table t",
         "filter bwlim-in=keyword a=argument limit=literal 1m=argument min-size=literal 2=argument key=literal "
         "src=expression table=literal t=argument"),
        ("defaults", "log ring@r len 1000 format raw local0 info",
         "log=keyword ring@r=argument len=literal 1000=argument format=literal raw=argument local0=argument "
         "info=argument"),
        ("frontend", "log global x", "log=keyword global=literal x=surplus"),
        ("peers", "peer a ssl", "peer=keyword a=argument ssl=parameter"),
        ("backend", "server s x source a usesrc b interface c nonsense check",
         "server=keyword s=argument x=argument source=parameter a=value usesrc=value b=value interface=value c=value "
         "nonsense=surplus check=parameter"),
        ("defaults", "no option httpchk GET", "no=prefix option httpchk=keyword GET=argument"),
        ("backend", "tcp-check expect !rstring x comment y",
         "tcp-check expect=keyword !rstring=literal x=argument comment=literal y=argument"),
        ("backend", "stick store src", "stick store=keyword src=expression"),
        ("backend", "nonsense a b", "nonsense=surplus a=surplus b=surplus"),
    ],
)  # fmt: skip
def test_examples(section: str, text: str, expected: str) -> None:
    assert " ".join(f"{words}={role}" for words, role in shown(read(section, tuple(text.split())))) == expected


def test_an_empty_word_ends_the_line() -> None:
    reading = read("frontend", ("http-request", "deny", "", "if", "a"))

    assert shown(reading) == [("http-request deny", "keyword"), ("", "surplus"), ("if", "surplus"), ("a", "surplus")]


def test_arguments_in_parentheses_have_types_and_places() -> None:
    reading = read("frontend", ("http-request", "do-resolve(txn.a,dns,ipv4)", "src"))

    assert [(each.type, reading.words[each.word][each.start : each.end]) for each in reading.inner] == [
        ("var", "txn.a"),
        ("resolvers_ref", "dns"),
        ("", "ipv4"),
    ]


@pytest.mark.parametrize(
    ("text", "action", "condition"),
    [
        ("deny", Action(name="deny"), ""),
        ("set-var(txn.x) if if a", Action(name="set-var", argument="txn.x", words=("if",)), "if a"),
        ("set-header if unless unless a", Action(name="set-header", argument=None, words=("if", "unless")), "unless a"),
        (
            "return status 200 string if if a",
            Action(name="return", argument=None, words=("status", "200", "string", "if")),
            "if a",
        ),
        ("return hdr if if if a", Action(name="return", argument=None, words=("hdr", "if", "if")), "if a"),
        (
            "redirect code 301 location if if a",
            Action(name="redirect", argument=None, words=("code", "301", "location", "if")),
            "if a",
        ),
        (
            "track-sc11 src table if if a",
            Action(name="track-sc11", argument=None, words=("src", "table", "if")),
            "if a",
        ),
        ("auth realm if if a", Action(name="auth", argument=None, words=("realm", "if")), "if a"),
        ("lua.x string if a", Action(name="lua.x", argument=None, words=("string",)), "if a"),
        ("reject if unless if", Action(name="reject"), "if unless if"),
        ("set-header if", Action(name="set-header", argument=None, words=("if",)), ""),
        ("set-var(a b", Action(name="set-var(a", argument=None, words=("b",)), ""),
        ("sc-set-gpt(0,1) if", Action(name="sc-set-gpt", argument="0,1", words=("if",)), ""),
    ],
)
def test_a_rule_parts_where_the_action_can_take_no_more(text: str, action: Action, condition: str) -> None:
    reading = read("frontend", ("http-request", *text.split(" ")))

    assert read_action(reading.words[1 : reading.condition]) == action
    assert " ".join(reading.condition_words) == condition
