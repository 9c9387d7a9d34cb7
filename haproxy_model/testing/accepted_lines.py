"""Lines that HAProxy accepts, made from the rows of the schema: any keyword, rule, server and listener."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from haproxy_model.reading.signatures import compiled
from haproxy_model.schema import build_parts
from haproxy_model.schema.actions import ACTIONS, RULESETS
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.rows import Action, Keyword, bounds_of, verdict
from haproxy_model.testing.accepted_parameters import parameters
from haproxy_model.testing.accepted_place import Place, Setting
from haproxy_model.testing.accepted_samples import acl_tests
from haproxy_model.testing.accepted_words import are_told, words

#: First words of lines about the machine, other files, or the process as a whole.
_OF_THE_MACHINE = frozenset((
    "acme", "ca-base", "chroot", "cpu-map", "crt-base", "daemon", "default-path", "errorfiles", "fd-hard-limit", "gid",
    "group", "localpeer", "lua-load", "lua-load-per-thread", "master-worker", "namespace", "nbproc", "pidfile",
    "presetenv", "resetenv", "server-state-base", "server-state-file-name", "setenv", "stats-file", "uid", "ulimit-n",
    "unsetenv", "user", "zero-warning",
))  # fmt: skip
#: Lines that mean something only together with others.
_DEMANDING = frozenset((
    "disabled", "filter bwlim-in", "filter bwlim-out", "filter fcgi-app", "guid", "h1-case-adjust",
    "http-check connect", "id", "nbthread", "node", "option external-check", "option max-reqs", "option transparent",
    "profiling.tasks", "stats http-request", "stats show-node", "tcp-check connect", "thread-group", "thread-groups",
    "transparent", "tune.bufsize", "tune.http.maxhdr", "tune.idletimer", "tune.maxrewrite", "tune.vars.check-max-size",
    "tune.vars.global-max-size", "tune.vars.proc-max-size", "tune.vars.reqres-max-size", "tune.vars.sess-max-size",
    "tune.vars.txn-max-size", "use-fcgi-app",
))  # fmt: skip
#: First words of the same kind.
_DEMANDING_WORDS = frozenset(("compression",))
#: Actions of the same kind.
_DEMANDING_ACTIONS = frozenset(("capture", "sc-set-gpt()", "send-spoe-group", "set-bandwidth-limit", "set-timeout"))
#: Full name of a line, or its first word -> what it is to the fetches on it.
_RULESETS = {
    **{each.replace(".", " "): each for each in RULESETS},
    "use_backend": "use_backend",
    "use-server": "use-server",
    "balance": "use-server",
    "stick": "use-server",
    "stick store-response": "stick-store",
    "server": "server",
    "server-template": "server",
    "default-server": "server",
    "source": "server",
    "log-format": "log",
    "log-format-sd": "log",
    "error-log-format": "log",
    "http-check": "check",
    "tcp-check": "check",
    "log-profile": "log",
}
#: Lines of some kinds of section alone that shut each other out.
_OUT_OF_PLACE = frozenset((("peers", "bind"), ("peers", "server"), ("ring", "size")))


@cache
def rows_of(setting: Setting) -> tuple[Keyword, ...]:
    """The rows of which a section may have lines, each of which can be told in full."""
    return tuple(
        row
        for row in KEYWORDS
        if verdict(row, setting.section, setting.version) == "accepted"
        and setting.has(row)
        and setting.is_plain(row)
        and row.mode in ("", setting.mode)
        and (row.name.partition(" ")[0] not in _OF_THE_MACHINE or setting.section == "userlist")
        and row.name not in _DEMANDING
        and row.name.partition(" ")[0] not in _DEMANDING_WORDS
        and (setting.section, row.name) not in _OUT_OF_PLACE
        # A `defaults` with rules serves proxies of one side only.
        and not (setting.section == "defaults" and (row.named_defaults_only or _is_of_rules(row)))
        and not (row.name == "stick-table" and setting.has_table)
        and _build_part(row) in ("", *setting.features)
        and (_is_of_rules(row) or row.name == "acl" or _is_told(row, setting))
    )


def _is_of_rules(row: Keyword) -> bool:
    return row.name.replace(" ", ".") in RULESETS


def _build_part(row: Keyword) -> str:
    """The build feature that brings the line, where the row does not say it."""
    first, _, second = row.name.partition(" ")
    return build_parts.LINES.get((first, second), "")


def _is_told(row: Keyword | Action, setting: Setting) -> bool:
    place = place_of_line(row, Place(setting, dict.fromkeys(setting.kinds, ("x",))))
    return are_told(compiled(row.arguments), place) and are_told(compiled(_inside(row)), place)


def _inside(row: Keyword | Action) -> str:
    """The signature between the parentheses of a row's name, with blanks for its commas."""
    return row.parenthesised.replace(",", " ")


def place_of_line(row: Keyword | Action, place: Place) -> Place:
    """The place as a line of a row, or a rule with an action, finds it."""
    if isinstance(row, Action):
        return place._replace(keyword=row.name.removesuffix("()"))
    setting = place.setting
    if setting.section in ("global", "log-profile"):
        ruleset = "global" if setting.section == "global" else "log"
    else:
        default = "http-request" if setting.mode == "http" else "tcp-request.content"
        ruleset = _RULESETS.get(row.name) or _RULESETS.get(row.name.partition(" ")[0], default)
    setting = setting._replace(ruleset=ruleset)
    return place._replace(keyword=row.name, setting=setting, bounds=bounds_of(row, setting.version))


@st.composite
def lines_of(draw: st.DrawFn, row: Keyword, place: Place) -> list[str]:
    """The words of a line of a row."""
    here = place_of_line(row, place)
    if row.name == "acl":
        return ["acl", place.called, *draw(acl_tests(here))]
    if _is_of_rules(row):
        return [*row.name.split(), *draw(rules(here))]
    if row.name == "use-server":
        here = here.naming(server=("s1", "s2"))
    told = [*_head(draw, row, here).split(" "), *words(draw, compiled(row.arguments), here)]
    if any(kind in row.arguments for kind in ("server_options", "bind_options")):
        told += draw(parameters(row.name, here))
    return told


def _head(draw: st.DrawFn, row: Keyword | Action, place: Place) -> str:
    """The name of a row, with what stands in its parentheses."""
    name = row.name.removesuffix("()")
    inside = words(draw, compiled(_inside(row)), place)
    return f"{name}({','.join(inside)})" if inside else name


@st.composite
def rules(draw: st.DrawFn, place: Place) -> list[str]:
    """An action of the place's ruleset with its arguments."""
    row = draw(st.sampled_from(_actions(place.setting)))
    here = place_of_line(row, place)
    return [_head(draw, row, here), *words(draw, compiled(row.arguments), here)]


@cache
def _actions(setting: Setting) -> tuple[Action, ...]:
    return tuple(
        row
        for row in ACTIONS
        if setting.ruleset in row.rulesets.split()
        and "<" not in row.name
        and row.name not in _DEMANDING_ACTIONS
        and (not row.sections or setting.section in row.sections.split())
        and row.mode in ("", setting.mode)
        and build_parts.ACTIONS.get(row.name, "") in ("", *setting.features)
        and setting.is_there(row)
        and setting.is_plain(row)
        and _is_told(row, setting)
    )
