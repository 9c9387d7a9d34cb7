"""Live collections: asking by place and name, adding, moving, renaming, and where new lines go."""

from __future__ import annotations

from typing import Any

import pytest

import haproxy_model as hm

SOURCE = """\
listen galera
\tbind :3306
\tserver c1 10.0.0.1:3306  check
\tserver c2 10.0.0.2:3306  check   # second
\t# about the third
\tserver c3 10.0.0.3:3306  check
\tserver c2 10.0.0.9:3306

\t# what comes last
backend other
"""


def servers() -> hm.Members[hm.Server]:
    return hm.parse(SOURCE).listens["galera"].servers


def changed(members: hm.Members[hm.Server]) -> list[str]:
    config = members[0]._section.config  # type: ignore[union-attr]
    assert config is not None
    return config.dumps().split("\n")[1:-2]


def test_members_are_found_by_place_slice_and_name() -> None:
    found = servers()

    assert len(found) == 4
    assert found.names() == ["c1", "c2", "c3", "c2"]
    assert found[0] is found["c1"]
    assert found[-1].address == hm.Address(host="10.0.0.9", port=3306)
    assert found[1:3] == [found["c2"], found["c3"]]
    assert found["c2"] is found[1]
    assert found.all("c2") == [found[1], found[3]]
    assert found.get("c9") is None
    assert "c1" in found
    assert found[0] in found
    assert hm.Server("c1", "10.0.0.1:3306") not in found


def test_an_unknown_name_is_a_key_error_that_lists_near_ones() -> None:
    with pytest.raises(KeyError) as caught:
        servers()["c22"]

    assert isinstance(caught.value, hm.UnknownName)
    assert "c2" in str(caught.value)
    assert "'c22'" in str(caught.value)


def test_iteration_runs_over_a_snapshot() -> None:
    found = servers()
    for server in found:
        found.remove(server)

    assert list(found) == []


def test_append_comes_behind_the_last_of_the_family_before_trailing_blanks_and_comments() -> None:
    found = servers()
    new = found.append(hm.Server("c4", "10.0.0.4:3306", check=True, inter="2s"))

    assert changed(found)[6:] == ["\tserver c4 10.0.0.4:3306 check inter 2s", "", "\t# what comes last"]
    assert found[-1] is new


def test_append_stays_outside_if_blocks() -> None:
    source = "backend b\n  server a 10.0.0.1:80\n.if 1\n  server c 10.0.0.3:80\n.endif\n\n"
    config = hm.parse(source)
    backend = config.backends[0]
    backend.servers.append(hm.Server("d", "10.0.0.4:80"))

    assert config.dumps() == source[:-1] + "  server d 10.0.0.4:80\n\n"
    assert backend.servers["c"].conditions == (("1", True),)
    assert backend.servers["d"].conditions == ()


def test_a_section_is_appended_outside_if_blocks() -> None:
    config = hm.parse("backend a\n.if 1\nbackend b\n.endif\nlisten l\n")
    config.backends[1].name = "c"
    config.sections.remove("c")
    config.backends.append(hm.Backend("b"))

    assert config.dumps() == "backend a\n.if 1\n.endif\n\nbackend b\n\nlisten l\n"
    config = hm.parse("backend a\n.if 1\nlisten l\n.endif\nlisten m\n")
    config.backends.append(hm.Backend("b"))
    assert config.sections.names() == ["a", "l", "b", "m"]


def test_the_first_of_its_family_comes_behind_the_other_statements() -> None:
    config = hm.parse("backend b\n  mode tcp\n\n# end\n")
    config.backends[0].servers.append(hm.Server("a", "10.0.0.1:80"))

    assert config.dumps() == "backend b\n  mode tcp\n  server a 10.0.0.1:80\n\n# end\n"


def test_members_move_with_their_layout() -> None:
    found = servers()
    found.move_before("c3", "c1")
    assert found.names() == ["c3", "c1", "c2", "c2"]
    assert "\tserver c3 10.0.0.3:3306  check" in changed(found)

    found.move_after(found["c1"], found[-1])
    assert found.names() == ["c3", "c2", "c2", "c1"]


def test_inserting_beside_a_member_takes_its_indent() -> None:
    found = servers()
    found.insert_before("c1", "server c0   10.0.0.10:3306")
    found.insert_after("c1", hm.Server("c1b", "10.0.0.11:3306"))

    assert found.names() == ["c0", "c1", "c1b", "c2", "c3", "c2"]
    assert changed(found)[1] == "\tserver c0 10.0.0.10:3306"


def test_renaming_changes_one_word() -> None:
    found = servers()
    found.rename("c2", "second")

    assert changed(found)[2] == "\tserver second 10.0.0.2:3306  check   # second"
    with pytest.raises(hm.InvalidValue):
        found.rename("c1", "not a name")


def test_members_without_a_name_of_their_own_cannot_be_renamed() -> None:
    config = hm.parse(
        "global\n  tune.bufsize 16384\nbackend b\n  server-template s 3 10.0.0.1:80\n  tcp-check connect\n"
    )
    with pytest.raises(hm.InvalidValue):
        config.globals[0].tunes.rename("bufsize", "other")
    with pytest.raises(hm.InvalidValue):
        config.backends[0].tcp_checks.rename(config.backends[0].tcp_checks[0], "other")

    config.backends[0].server_templates.rename("s", "t")
    assert config.backends[0].server_templates["t"].names() == ["t1", "t2", "t3"]


def test_what_stands_somewhere_cannot_stand_elsewhere_too() -> None:
    config = hm.parse(SOURCE)
    server = config.listens[0].servers["c2"]
    with pytest.raises(hm.AlreadyPlaced, match="copy"):
        config.backends[0].servers.append(server)
    with pytest.raises(hm.AlreadyPlaced, match="copy"):
        config.sections.append(config.backends[0])

    config.backends[0].servers.append(server.copy())
    assert config.dumps() == SOURCE + "\tserver c2 10.0.0.2:3306  check   # second\n"
    config.backends[0].servers.append(config.listens[0].servers.remove("c1"))
    assert config.backends[0].servers.names() == ["c2", "c1"]


def test_a_copy_without_layout_takes_that_of_its_new_place() -> None:
    config = hm.parse(SOURCE + "    mode tcp\r\n")
    config.backends[0].servers.append(config.listens[0].servers["c2"].without_layout())

    assert config.dumps().endswith("    mode tcp\r\n    server c2 10.0.0.2:3306 check # second\r\n")


def test_inserting_after_a_last_line_without_lf_keeps_the_end_as_it_is() -> None:
    source = "backend b\n  server a 10.0.0.1:80"
    config = hm.parse(source)
    new = config.backends[0].servers.append(hm.Server("c", "10.0.0.2:80"))
    assert config.dumps() == source + "\n  server c 10.0.0.2:80"

    config.backends[0].servers.remove(new)
    assert config.dumps() == source


def test_comments_above_a_header_travel_with_the_section() -> None:
    source = "global\n\n# about a\nbackend a\n  mode tcp\n\n# about b\n# and more\nbackend b # here\n"
    config = hm.parse(source)
    assert config.backends["b"].comment_above == "about b\nand more"
    assert config.backends["b"].comment == "here"

    config.sections.move_before("b", "a")
    assert config.dumps() == "global\n\n# about b\n# and more\nbackend b # here\n\n# about a\nbackend a\n  mode tcp\n\n"
    config.sections.remove("a")
    assert config.dumps() == "global\n\n# about b\n# and more\nbackend b # here\n\n"


def test_a_new_section_is_kept_apart_by_blank_lines() -> None:
    source = "global\n  daemon\n\nbackend a\n  mode tcp\n"
    config = hm.parse(source)
    new = config.backends.append(hm.Backend("b", hm.Server("s", "10.0.0.1:80"), from_defaults="base"))
    assert config.dumps() == source + "\nbackend b from base\n  server s 10.0.0.1:80\n"
    assert new.config is config

    config.backends.remove("b")
    assert config.dumps() == source
    assert new.config is None
    config.sections.insert_before("a", new)
    assert (
        config.dumps() == "global\n  daemon\n\nbackend b from base\n  server s 10.0.0.1:80\n\nbackend a\n  mode tcp\n"
    )


def test_sections_without_blank_lines_between_them_stay_so() -> None:
    config = hm.parse("global\nbackend a\nbackend b\n")
    config.sections.move_before("b", "a")

    assert config.dumps() == "global\nbackend b\nbackend a\n"


def test_a_section_leaves_without_the_blank_lines_that_were_removed_before() -> None:
    config = hm.parse("global\nbackend z\n")
    new = config.sections.insert_before("z", hm.Backend("b"))
    assert config.dumps() == "global\n\nbackend b\n\nbackend z\n"
    new.lines.remove(new.lines[0])
    config.sections.remove(new)

    assert config.dumps() == "global\nbackend z\n"


def test_a_new_section_looks_like_its_file() -> None:
    source = "global\r\n\tdaemon\r\n\r\nbackend a\r\n\tserver s ::1:1\r\n"
    config = hm.parse(source)
    new = hm.Backend("b", hm.Server("x", "::1:2"), "# y", ".if 1", "mode http", ".endif", "")
    new.comment_above = "above"
    config.sections.append(new)
    more = "\r\n# above\r\nbackend b\r\n\tserver x ::1:2\r\n\t# y\r\n\t.if 1\r\n\tmode http\r\n\t.endif\r\n\r\n"
    assert config.dumps() == source + more

    config.sections.remove(new)
    assert config.dumps() == source
    config.sections.append(hm.Backend("c"))
    config.backends["c"].mode = "tcp"
    config.backends["c"].servers.append("server x ::1:3")
    assert config.dumps() == source + "\r\nbackend c\r\n\tmode tcp\r\n\tserver x ::1:3\r\n"


def test_lines_of_a_new_section_that_were_laid_out_elsewhere_stay_so() -> None:
    config = hm.parse("global\n  daemon\nbackend a\n\tserver s ::1:1   check\n")
    copied = config.backends["a"].servers["s"].copy()
    config.sections.insert_after("a", hm.Backend("b", copied, hm.Server("t", "::1:2")))

    assert config.dumps().endswith("\nbackend b\n\tserver s ::1:1   check\n\tserver t ::1:2\n")


def test_a_new_section_of_an_indented_file_is_indented() -> None:
    config = hm.parse("  global\n     daemon\n")
    config.sections.append(hm.Backend("b", "mode tcp"))

    assert config.dumps() == "  global\n     daemon\n\n  backend b\n     mode tcp\n"


def test_a_section_that_is_built_alone_has_four_blanks() -> None:
    config = hm.parse("")
    config.sections.append(hm.Backend("b", "mode tcp"))

    assert config.dumps() == "backend b\n    mode tcp\n"


def test_a_name_that_is_taken_is_refused() -> None:
    source = (
        "defaults d\nfrontend f\n    acl x src ::1\n    acl y src ::2\n"
        "backend b\n    server s ::1:1\n    server t ::1:2\n"
        "listen l\nuserlist f\n    user u\n    user v\n"
    )
    config = hm.parse(source)
    b, f = config.backends["b"], config.frontends["f"]
    refused: list[tuple[hm.Members[Any], Any, str]] = [
        (b.servers, "s", "t"),
        (f.acls, f.acls[1], "x"),
        (config.userlists[0].users, "u", "v"),
        (config.sections, "b", "l"),
        (config.frontends, "f", "l"),
        (config.listens, "l", "b"),
    ]
    for members, member, name in refused:
        with pytest.raises(hm.InvalidValue, match=f"`{name}` is already the name of"):
            members.rename(member, name)
    with pytest.raises(hm.InvalidValue, match="already the name of a listen section"):
        b.name = "l"
    assert config.dumps() == source

    b.name = "f"  # a frontend and a backend may share a name
    config.userlists[0].name = "d"
    b.servers.rename("t", "t")
    hm.Backend("free").name = "f"
    assert config.dumps() == source.replace("backend b", "backend f").replace("userlist f", "userlist d")


def test_branches_that_exclude_each_other_may_share_a_name() -> None:
    config = hm.parse(
        ".if A\nbackend b\n  server s ::1:1\n.if B\n server t ::1:2\n.else\n server u ::1:2\n.endif\n"
        ".else\nbackend c\n.endif\n"
    )
    config.backends["c"].name = "b"
    config.backends[0].servers.rename("u", "t")
    with pytest.raises(hm.InvalidValue):
        config.backends[0].servers.rename("s", "t")

    assert [section.name for section in config.backends] == ["b", "b"]


def test_what_refers_to_a_member_that_is_renamed_stays() -> None:
    source = "frontend f\n  acl x src ::1\n  use_backend b if x\nbackend b\n  server s ::1:1\n  use-server s if TRUE\n"
    config = hm.parse(source)
    config.backends["b"].servers.rename("s", "t")
    config.backends["b"].name = "c"

    assert config.dumps() == source.replace("server s ::", "server t ::").replace("backend b\n", "backend c\n")


def test_config_rename_takes_what_gives_the_name() -> None:
    source = "frontend f\n  acl x src ::1\n  use_backend b if x\nbackend b\n  server s ::1:1\n  use-server s if TRUE\n"
    config = hm.parse(source)
    acl = config.frontends["f"].acls["x"]
    config.rename(config.backends["b"], "new.b")
    config.rename(config.backends["new.b"].servers["s"], "new.s")
    changed = config.rename(acl, "new.x")

    assert changed == (acl, config.frontends["f"].use_backends[0])
    assert config.dumps() == (
        "frontend f\n  acl new.x src ::1\n  use_backend new.b if new.x\n"
        "backend new.b\n  server new.s ::1:1\n  use-server new.s if TRUE\n"
    )
    before = config.dumps()
    for wrong, error in (
        (hm.Backend("b"), hm.UnknownName),
        (config.frontends[0].use_backends[0], hm.UnknownName),
        ("b", TypeError),
        (None, TypeError),
    ):
        with pytest.raises(error):
            config.rename(wrong, "z")  # type: ignore[arg-type]
    assert config.dumps() == before


def test_a_line_that_may_not_leave_is_not_replaced_in_part() -> None:
    """Also where an `.if` that was put in would have taken one of the lines that are too many."""
    text = "global\n.endif\n.endif\n"
    config = hm.parse(text)

    with pytest.raises(hm.InvalidValue, match="would break an"):
        config.sections[0].lines[1] = hm.Directive.parse(".if defined(A)")
    assert config.dump() == text.encode()


def test_a_name_that_would_read_as_none_is_refused() -> None:
    """`defaults from b` is a section without a name; HAProxy takes any other `from`."""
    text = "defaults b\ndefaults a b\ndefaults c from b\nbackend d from b\n"
    config = hm.parse(text)
    for rename in (
        lambda: setattr(config.defaults["a"], "name", "from"),
        lambda: config.sections.rename(config.defaults["a"], "from"),
        lambda: config.rename(config.defaults["a"], "from"),
    ):
        with pytest.raises(hm.InvalidValue, match="as a section without one"):
            rename()

    assert config.dump() == text.encode()
    config.rename(config.defaults["c"], "from")
    config.backends["d"].name = "from"
    assert config.dump() == b"defaults b\ndefaults a b\ndefaults from from b\nbackend from from b\n"


def test_messages_count_and_say_what_to_do_with_slices_and_places() -> None:
    config = hm.parse("backend b\n    server a ::1:1\nbackend c\n    mode tcp\n    option tcpka\n")
    b, c = config.backends
    assert [repr(b), repr(c)] == ["<backend b: 1 line>", "<backend c: 2 lines>"]
    assert repr(config.files).startswith("<1 file: <File (no name): 2 sections>")
    assert repr(config.proxies).startswith("<2 proxies: ")
    assert repr(c.servers) == "<0 servers: >"

    one: Any = b.servers
    for call, said in (
        (lambda: one.__setitem__(slice(0, 1), ["server x ::1:1"]), "one server is replaced at a time: del"),
        (lambda: one.pop(slice(0, 1)), "one server is taken out at a time: del"),
        (lambda: one.remove(0), r"its name, such as members\[0\], found 0"),
        (lambda: one.insert_before(slice(0, 1), "server x ::1:1"), r"such as members\[0\]"),
        (lambda: b.insert_comment("x", before="a"), r"such as section\.servers\['a'\], or None"),
    ):
        with pytest.raises(TypeError, match=said):
            call()
    assert len(b.lines) == 1
