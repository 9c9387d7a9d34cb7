"""A new name is written wherever the old one stood, or nowhere (language reference, 10, points 8 to 10)."""

import pytest
from hypothesis import given, settings, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.testing.links import linked_configs


def rename(text: str, kind: str, old: str, new: str, owner: str | None = None) -> str:
    config = hm.parse(text)
    config.rename(config.symbols().find(kind, old, owner), new)
    return config.dumps()


@given(linked_configs(), st.data())
@settings(deadline=None)
def test_renaming_and_renaming_back_restores_the_bytes(text: str, data: st.DataObject) -> None:
    config = hm.parse(text)
    symbol = data.draw(st.sampled_from(list(config.symbols())))
    uses = len(symbol.uses)

    changed = config.rename(symbol, "new.name-1")
    again = next(each for each in config.symbols() if each.kind == symbol.kind and each.name == "new.name-1")
    assert len(again.uses) == uses
    assert len(changed) <= uses + len(symbol.definitions)
    config.rename(again, symbol.name)

    assert config.dumps() == text


@given(linked_configs())
@examples(0.3)
def test_when_everything_has_another_name_check_says_the_same(text: str) -> None:
    config = hm.parse(text)
    before = [(each.code, each.fatal, each.span and each.span.line) for each in hm.check(config)]

    for number, symbol in enumerate(list(config.symbols())):
        config.rename(symbol, f"n{number}")

    assert [(each.code, each.fatal, each.span and each.span.line) for each in hm.check(config)] == before


def described(config: hm.Config) -> object:
    symbols = config.symbols()

    def places(mentions: list[hm.Mention]) -> list[object]:
        return [(symbols.span(each), each.name, each.kinds, each.owner) for each in mentions]

    return (
        [(each.path, places(each.definitions), places(each.uses)) for each in symbols],
        [symbols.find(each.kind, each.name).path for each in symbols if each.owner is None],
        places(symbols.unresolved),
        [(symbols.span(each), each.kinds, each.reason) for each in symbols.dynamic],
    )


def outcome(config: hm.Config, place: int, new: str) -> object:
    try:
        return [line.text for line in config.rename(list(config.symbols())[place], new)]
    except hm.InvalidValue as refused:
        return str(refused)


@given(linked_configs(), st.data())
@examples(0.5)
def test_a_loop_of_renames_does_what_each_does_in_a_fresh_reading(text: str, data: st.DataObject) -> None:
    config = hm.parse(text)
    for _ in range(4):
        found = list(config.symbols())
        place = data.draw(st.integers(0, len(found) - 1))
        new = data.draw(st.sampled_from(["x", "y1", "if", "or", "table", *(each.name for each in found[:4])]))

        fresh = hm.parse(config.dump())

        assert outcome(config, place, new) == outcome(fresh, place, new)
        assert described(config) == described(hm.parse(config.dump()))


def test_one_word_changes_on_each_line_that_names_it_and_layout_stays() -> None:
    text = "frontend f\n\tuse_backend   'app'   if { nbsrv(app)  gt 1 } # app\n\nbackend app  # here\n"
    text += " server app 192.0.2.1:1\n"

    assert rename(text, "backend", "app", "web") == text.replace("'app'", "web").replace(
        "nbsrv(app)", "nbsrv(web)"
    ).replace("backend app", "backend web")


def test_a_word_that_names_it_twice_is_changed_twice() -> None:
    text = "frontend f\n http-request set-header X %[nbsrv(a)]/%[be_conn(a)]/a\nbackend a\n"

    assert "%[nbsrv(long)]/%[be_conn(long)]/a" in rename(text, "backend", "a", "long")


def test_the_prefix_of_a_template_changes_in_the_names_of_its_servers() -> None:
    text = "backend b\n server-template s 3 192.0.2.1:1\n use-server s2 if { srv_is_up(b/s3) }\n"

    assert rename(text, "server", "s", "web") == text.replace("template s ", "template web ").replace(
        "s2", "web2"
    ).replace("s3", "web3")


def test_every_branch_is_renamed() -> None:
    text = ".if defined(A)\nbackend b\n.else\nbackend b\n.endif\nfrontend f\n default_backend b\n"

    assert rename(text, "backend", "b", "c") == text.replace("backend b", "backend c")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("use_backend %[req.hdr(host)]", "line 2 may name it (the name is computed"),
        ('use_backend "$APP" if TRUE', "line 2 may name it (the environment says the name"),
        ("acl x be_name app", "line 2 may name it (`be_name` is compared with text"),
        ('http-request set-header X "%[nbsrv(app)] $SITE"', "line 2 names it beside a variable"),
        ("use_backend new if TRUE", "line 2 names `new`, which does not exist"),
    ],
)
def test_what_cannot_be_renamed_safely_is_refused_and_nothing_changes(line: str, message: str) -> None:
    text = f"frontend f\n {line}\nbackend app\n"
    config = hm.parse(text)

    with pytest.raises(hm.InvalidValue) as caught:
        config.rename(config.symbols().find("backend", "app"), "new")

    assert message in str(caught.value)
    assert config.dumps() == text


def test_a_script_may_name_a_backend_and_no_acl() -> None:
    text = "global\n lua-load a.lua\nfrontend f\n acl x src 192.0.2.1\n http-request deny if x\nbackend app\n"

    with pytest.raises(hm.InvalidValue, match="line 2 may name it"):
        rename(text, "backend", "app", "new")
    assert rename(text, "acl", "x", "y") == text.replace("acl x", "acl y").replace("if x", "if y")


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("filter spoe engine e config /x", {"backend", "userlist"}),
        ("http-request return status 200 content-type a lf-file /x", {"acl", "backend", "userlist"}),
        ("http-request set-header lf-file x", set()),
        ("filter compression", set()),
    ],
)
def test_a_file_with_expressions_may_name_what_these_name(line: str, kinds: set[str]) -> None:
    text = f"userlist u\nfrontend f\n acl x src 192.0.2.1\n http-request deny if x\n {line}\nbackend app\n"
    refused = set()
    for kind, name in (("userlist", "u"), ("acl", "x"), ("backend", "app")):
        try:
            rename(text, kind, name, "new")
        except hm.InvalidValue:
            refused.add(kind)

    assert refused == kinds


def test_a_computed_server_hinders_its_own_backend_only() -> None:
    text = "backend a\n use-server %[src] if TRUE\n server s 192.0.2.1:1\nbackend b\n server s 192.0.2.1:1\n"

    with pytest.raises(hm.InvalidValue, match="line 2"):
        rename(text, "server", "s", "t", "a")
    assert rename(text, "server", "s", "t", "b").count("server t") == 1


@pytest.mark.parametrize(
    ("kind", "old", "new", "message"),
    [
        ("backend", "a", "f", "is already used \\(line 1\\)"),
        ("backend", "a", "a b", "is not a name"),
        ("backend", "a", "", "is not a name"),
        ("server", "s", "t", "is already used \\(line 6\\)"),
        ("server", "s", "u2", "would give two servers one name \\(line 7\\)"),
        ("server", "u", "s", "is already used \\(line 5\\)"),
        ("server", "u", "v:", "is not a prefix"),
        ("acl", "x", "TRUE", "means something else in conditions"),
        ("acl", "x", "or", "means something else in conditions"),
        ("peer", "me", "you", "the other machines"),
    ],
)
def test_names_that_are_taken_or_none_are_refused(kind: str, old: str, new: str, message: str) -> None:
    text = "frontend f\n acl x src 192.0.2.1\n http-request deny if x\nbackend a\n server s 192.0.2.1:1\n"
    text += " server t 192.0.2.1:1\n server-template u 3 192.0.2.1:1\npeers p\n peer me 192.0.2.1:1\n"

    with pytest.raises(hm.InvalidValue, match=message):
        rename(text, kind, old, new)


def test_a_use_that_means_two_things_hinders_both() -> None:
    text = "backend x\nlisten x\nfrontend f\n default_backend x\n"

    with pytest.raises(hm.InvalidValue, match="line 4 means listen `x` too"):
        rename(text, "backend", "x", "y")


def test_a_symbol_that_was_renamed_meanwhile_is_unknown() -> None:
    config = hm.parse("backend a\n")
    symbol = config.symbols().find("backend", "a")
    config.rename(symbol, "b")

    with pytest.raises(hm.UnknownName, match="any more"):
        config.rename(symbol, "c")


def test_a_word_with_very_many_names_is_renamed_at_once() -> None:
    many = ",".join(["x"] * 20_000)
    text = f"frontend f\n acl x src 192.0.2.1\n http-request deny if {{ acl({many}) }}\n"
    config = hm.parse(text)
    symbols = config.symbols()
    symbol = symbols.find("acl", "x")

    assert symbols.at(3, len(many)) is symbol
    config.rename(symbol, "yy")
    assert config.dumps().count("yy") == 20_001


def test_all_lines_of_a_name_that_was_given_twice_are_renamed_or_none() -> None:
    config = hm.parse("backend b\n server a ::1:1\n server a ::1:2\n use-server a if TRUE\n")

    changed = config.rename(config.symbols().find("server", "a", "b"), "c")

    assert len(changed) == 3
    assert config.dump() == b"backend b\n server c ::1:1\n server c ::1:2\n use-server c if TRUE\n"
