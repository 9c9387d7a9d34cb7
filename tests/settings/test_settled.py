"""Who says what holds for a configuration, and whose word counts."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from inputs import examples

from haproxy_model.diagnostics import Severity
from haproxy_model.errors import HaproxyModelError, InvalidValue, Unreadable
from haproxy_model.lint.rules import RULES
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.settings.nearest import NAME, PROJECT, Nearest, SettingsFile
from haproxy_model.settings.profiles import PROFILES
from haproxy_model.settings.setting_kinds import KEYS, OUTER, Values, read_values
from haproxy_model.settings.settings_files import read_settings
from haproxy_model.settings.settled import DEFAULTS, settled
from haproxy_model.verdicts.selection import Selection, Wishes, matches

SELECTORS = sorted({"GAL", "CHK", "S", "SYN001", "unknown-keyword"} | {rule.code for rule in RULES[:6]})
selectors = st.lists(st.sampled_from(SELECTORS), max_size=3).map(tuple)
severities = st.sampled_from(list(Severity)).map(str)
values: st.SearchStrategy[Values] = st.fixed_dictionaries(
    {},
    optional={
        ("version", ""): st.sampled_from(VERSIONS),
        ("severity", ""): severities,
        ("fail-on", ""): severities,
        ("files", ""): st.booleans(),
        ("options", "ha.edge"): st.sampled_from(["yes", "no"]),
        ("options", "check.max_inter"): st.sampled_from(["1s", "5s"]),
        ("environment", "PORT"): st.sampled_from(["80", "81"]),
        ("facts", "vip"): st.just(("vip=192.0.2.1",)),
        ("severities", "GAL"): severities,
    },
)
wishes = st.builds(Wishes, st.none() | selectors, selectors, selectors)


# -- laws --------------------------------------------------------------------------------------------------------------


@given(values, values, values, st.none() | st.sampled_from(VERSIONS))
def test_the_weightiest_that_says_something_counts(
    command: Values, for_names: Values, for_all: Values, marked: str | None
) -> None:
    file = SettingsFile("/x/haproxy-model.toml", for_all, (("*.cfg", for_names), ("*.txt", {("files", ""): True})))
    found = settled(command, file, ["/x/a.cfg"], marked)
    marker: Values = {} if marked is None else {("version", ""): marked}

    for key in {*command, *for_names, *for_all, *DEFAULTS}:
        said = next(each for each in (command, marker, for_names, for_all, DEFAULTS) if key in each)
        assert found.values[key][0] == said[key]
    assert settled(command, None, ["/x/a.cfg"]).values.keys() == {*command, *DEFAULTS}


@given(st.lists(wishes, max_size=4))
def test_what_is_said_last_of_a_code_counts(said: list[Wishes]) -> None:
    chosen = Selection(*said)
    for code, name in (("GAL001", "x"), ("SYN001", "unknown-keyword"), ("CHK001", "y")):
        heard = [each for each in said if _says_something(each, code, name)]
        assert chosen.wants(code, name) is Selection(*heard[-1:]).wants(code, name)


def _says_something(each: Wishes, code: str, name: str) -> bool:
    named = any(matches(selector, code, name) for selector in (*each.ignore, *each.extend_select))
    return each.select is not None or named


@given(wishes, wishes)
def test_what_is_fatal_goes_by_its_full_code_alone(one: Wishes, other: Wishes) -> None:
    is_silenced = Selection(one, other).silences("SYN001")

    assert not is_silenced or "SYN001" in (*one.ignore, *other.ignore)
    assert "SYN001" not in other.ignore or is_silenced


toml_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["3.4", "GAL", "error"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4) | st.sampled_from(["ha.vips", "vip", "GAL", "*.cfg"]), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = [key.name for key in KEYS]


@examples(2)
@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), toml_values, max_size=3))
def test_a_table_of_settings_is_read_or_refused_in_a_sentence(table: dict[str, object]) -> None:
    said, found = "a.toml: ", None
    try:
        found = read_values(table, "a.toml")
    except InvalidValue as error:
        said = str(error)

    assert said.startswith("a.toml: ")
    assert "\n" not in said
    assert found is None or {key for key, _ in found} <= set(table)


@examples(1)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(str.encode) | st.sampled_from([b"[" * 5000, b"a=" + b"[" * 9000])
)
def test_no_content_of_a_settings_file_crashes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    # In a directory of its own: what stands above other tests' files would hold for these.
    folder = tmp_path_factory.getbasetemp() / "settings"
    folder.mkdir(exist_ok=True)
    path = folder / NAME
    path.write_bytes(content)
    with suppress(HaproxyModelError):
        read_settings(str(path))


# -- examples ----------------------------------------------------------------------------------------------------------


def _file(tmp_path: Path, text: str, name: str = NAME) -> SettingsFile:
    path = tmp_path / name
    path.write_text(text)
    return read_settings(str(path))


SAID = {
    'versoin = "3.4"': "`versoin` is not a setting; did you mean version?",
    'version = "1.4"': "`version` is not one that is known",
    "version = 3.4": '`version` needs a version as text, such as "3.4"',
    'select = ["GAX"]': "`select`: 'GAX' selects nothing: give a code",
    '[severities]\nNOSUCH = "error"': "`severities`: 'NOSUCH' selects nothing: give a code",
    'without = ["LAU"]': "`without`: 'LAU' is not a feature of HAProxy: give one that `haproxy -vv` lists; did",
    "[sets]\na = []": '`sets`.`a` needs a list of files and directories, such as ["base.cfg", "conf.d"]',
    '[sets]\na = "x"': "`sets`.`a` needs a list of files and directories",
    '[sets]\na = ["x", ""]': "`sets`.`a` needs a list of files and directories",
    'select = "GAL"\nignore = 3': "`ignore` needs a list of texts",
    'fail-on = "eror"': "`fail-on` needs one of error, warning, info; did you mean error?",
    'profile = "edgy"': "`profile` has 'edgy', which is not a profile: give one of openstack, galera, edge, internal",
    'options = "x"': "`options` needs a table",
    '[options]\n"ha.vps" = "x"': "`options`: 'ha.vps' is not an option of the rules; did you mean 'ha.vips'?",
    '[options]\n"check.max_inter" = "soon"': "expected a duration such as 30s",
    "[facts]\nvips = []": "`facts` has `vips`, which is not a fact; did you mean vip?",
    "[facts]\nnonlocal-bind = 1": "`facts`: `nonlocal-bind` needs true or false",
    '[severities]\nGAL = "bad"': "`severities`.`GAL` needs one of error, warning, info",
    "[environment]\nPORT = 80": "`environment`: `PORT` needs a text, as variables have",
    '[per-file."*.cfg"]\nbaseline = "x"': "`baseline` is not a setting",
    "[sets]\none = 1": "`sets`.`one` needs a list of files and directories",
    "use-environment = 1": "`use-environment` needs true or false",
}


@pytest.mark.parametrize("text", SAID)
def test_what_is_no_setting_is_said_with_file_key_and_way_out(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidValue) as raised:
        _file(tmp_path, text)

    assert SAID[text] in str(raised.value)
    assert NAME in str(raised.value)


def test_what_is_no_toml_says_where(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="it is not TOML: "):
        _file(tmp_path, "version = ")


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / NAME).write_text('version = "2.4"')
    (inner / PROJECT).write_text("[tool.black]\n")
    nearest = Nearest()

    assert nearest.above(str(inner)) == nearest.above(str(tmp_path)) != None  # noqa: E711
    (tmp_path / "a" / PROJECT).write_text('[tool.haproxy-model]\nversion = "2.6"\n')
    found = Nearest().above(str(inner))
    assert found is not None
    assert found.values["version", ""] == "2.6"


def test_a_project_of_somebody_else_is_not_read(tmp_path: Path) -> None:
    (tmp_path / PROJECT).write_text("this is [ not TOML")

    assert Nearest().above(str(tmp_path)) is None or Path(str(Nearest().above(str(tmp_path)))) != tmp_path


def test_a_place_outweighs_the_profiles_that_it_names(tmp_path: Path) -> None:
    file = _file(tmp_path, 'profile = ["edge"]\n[options]\n"ha.edge" = false\n[per-file."sub/*"]\nprofile = ["edge"]\n')

    assert settled({}, file, [str(tmp_path / "a.cfg")]).options["ha.edge"] == "no"
    assert settled({}, file, [str(tmp_path / "sub" / "a.cfg")]).options["ha.edge"] == "yes"
    assert settled({("profile", ""): ("edge",)}, file).values["options", "ha.edge"] == ("yes", "profile edge")


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_made_of_settings(name: str) -> None:
    assert read_values(PROFILES[name].settings, name)


def test_every_key_is_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")

    assert not [name for name in (*NAMES, *OUTER, *PROFILES) if f"`{name}`" not in page]
    blocks = page.split("```toml\n")[1:]
    assert blocks
    for block in blocks:
        table = tomllib.loads(block.partition("```")[0])
        read_values(table.get("tool", {}).get("haproxy-model", table), "the page", OUTER)
