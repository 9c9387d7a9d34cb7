"""Text that every HAProxy refuses: lines with one mistake each, and bursts of them in a configuration."""

from __future__ import annotations

from hypothesis import strategies as st

from haproxy_model.schema.keywords import known_in
from haproxy_model.schema.sections import SECTION_KEYWORDS
from haproxy_model.schema.versions import LATEST
from haproxy_model.testing.accepted_files import accepted_configurations
from haproxy_model.testing.spellings import LETTERS

_words = st.text(LETTERS, min_size=3, max_size=10).map("zz{}".format)
_unknown = _words.filter(lambda word: not known_in(word) and word not in SECTION_KEYWORDS)

#: What is wrong -> lines of a `listen` section in which it is wrong.
MISTAKES: dict[str, st.SearchStrategy[str]] = {
    "an unknown keyword": st.builds("{} {}".format, _unknown, _words),
    "an unknown option": _words.map("option {}".format),
    "an unknown timeout": _words.map("timeout {} 5s".format),
    "an unknown mode": _words.map("mode {}".format),
    "an unknown algorithm": _words.map("balance {}".format),
    "an unknown action": st.builds("{} {}".format, st.sampled_from(["http-request", "http-response"]), _words),
    "an unknown ruleset": _words.map("tcp-request {}".format),
    "an unknown parameter": _words.map("server zz 192.0.2.1:80 {}".format),
    "an unknown fetch": _words.map("acl zz {} a".format),
    "an unknown converter": _words.map("acl zz src,{} a".format),
    "an unknown type of table": _words.map("stick-table type {} size 1k".format),
    "an unknown ACL": _words.map("http-request deny if {}".format),
    "an open condition": st.just("http-request deny if { src 192.0.2.1"),
    "an unknown backend": _words.map("use_backend {} if TRUE".format),
    "an unknown default backend": _words.map("default_backend {}".format),
    "no duration": st.just("timeout client"),
    "an unknown unit": st.builds("timeout client {}{}".format, st.integers(1, 99), st.sampled_from("wxyz")),
    "no number": _words.map("id {}".format),
    "no address": st.just("server zz"),
    "a port that does not exist": st.builds("bind 127.0.0.1:{}".format, st.integers(65536, 99999)),
    "an open quote": st.builds('{} "{}'.format, st.sampled_from(["description", "log-tag"]), _words),
    "an open strong quote": st.builds("{} '{}".format, st.sampled_from(["description", "log-tag"]), _words),
    "an escape of no byte": st.just(r"description \xzz"),
    "a directive of no block": st.sampled_from([".endif", ".else", ".elif 1"]),
    "an unknown directive": _words.map(".{}".format),
    "an alert": _words.map(".alert {}".format),
    "a section without a name": st.sampled_from(["backend", "frontend", "listen", "peers", "userlist"]),
}

#: Lines with a mistake of any kind.
refused_lines = st.sampled_from(sorted(MISTAKES)).flatmap(lambda mistake: MISTAKES[mistake])


@st.composite
def bursts(draw: st.DrawFn, max_size: int = 5) -> str:
    """A `listen` section of lines that HAProxy refuses, one or some together."""
    lines = draw(st.lists(refused_lines, min_size=1, max_size=max_size))
    return "".join(f"{line}\n" for line in ["listen zz", *(f"    {line}" for line in lines)])


@st.composite
def refused_configurations(draw: st.DrawFn, version: str = LATEST) -> str:
    """A configuration that HAProxy would accept but for a burst of mistakes somewhere between its sections.

    Args:
        version: the release, "x.y".
    """
    sections = draw(accepted_configurations(version)).split("\n\n")
    place = draw(st.integers(1, len(sections)))
    return "\n\n".join([*sections[:place], draw(bursts()), *sections[place:]])
