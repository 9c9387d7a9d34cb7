"""Whole configurations: several kinds of section, comments, blank lines, `.if` blocks, with and without the last LF."""

from __future__ import annotations

from hypothesis import strategies as st

from haproxy_model.testing.lines import blank_lines, comment_lines, indents
from haproxy_model.testing.spellings import comments, names
from haproxy_model.testing.statement_words import BODIES, binds, named_proxy_lines, servers

_NAMELESS = ("global",)


@st.composite
def written(draw: st.DrawFn, words: tuple[str, ...], indent: str) -> str:
    """A line as people write them: mostly plain, sometimes aligned, sometimes with a comment."""
    how = draw(st.integers(0, 5))
    if any(" " in word or not word for word in words):
        words = tuple(f'"{word}"' if " " in word or not word else word for word in words)
    line = indent + ("   ".join(words) if how == 1 else " ".join(words))
    return f"{line} #{draw(comments)}" if how == 2 else line


@st.composite
def bodies(draw: st.DrawFn, kind: str, max_size: int = 6) -> list[str]:
    """The lines of a section, some of them in a balanced `.if` block."""
    indent = draw(indents)
    lines: list[str] = []
    depth = 0
    for _ in range(draw(st.integers(0, max_size))):
        what = draw(st.integers(0, 15))
        if what == 0:
            lines.append(draw(blank_lines))
        elif what == 1:
            lines.append(draw(comment_lines))
        elif what == 2:
            lines.append(f"{indent}.if {draw(st.sampled_from(['1', 'defined(X)', 'version_atleast(2.8)']))}")
            depth += 1
        elif what == 3 and depth:
            lines.append(f"{indent}.endif")
            depth -= 1
        else:
            lines.append(draw(written(draw(BODIES[kind]), indent)))
    return lines + [f"{indent}.endif"] * depth


@st.composite
def sections(draw: st.DrawFn, kind: str, name: str, max_size: int = 6) -> list[str]:
    """The lines of a section, with what stands above its header."""
    header = kind if kind in _NAMELESS else f"{kind} {name}"
    if draw(st.integers(0, 5)) == 0:
        header += f" #{draw(comments)}"
    above = draw(st.lists(comment_lines, max_size=2)) if draw(st.booleans()) else []
    return [*above, header, *draw(bodies(kind, max_size)), *draw(st.sampled_from([[], [""], [""]]))]


@st.composite
def directives(draw: st.DrawFn, open_blocks: list[str]) -> list[str]:
    """Now and then a line between two sections that begins, parts or ends an `.if` block; the last of each is kept."""
    what = draw(st.integers(0, 9))
    if what == 0:
        open_blocks.append(".if")
        return [draw(st.sampled_from([".if 1", "  .if defined(X)"]))]
    if what == 1 and open_blocks and open_blocks[-1] != ".else":
        open_blocks[-1] = draw(st.sampled_from([".elif", ".else"]))
        return [f"{open_blocks[-1]} 1" if open_blocks[-1] == ".elif" else ".else"]
    if what in (1, 2) and open_blocks:
        open_blocks.pop()
        return [".endif"]
    return []


@st.composite
def config_texts(draw: st.DrawFn, max_sections: int = 4) -> str:
    """The text of a configuration."""
    kinds = draw(st.lists(st.sampled_from(sorted(BODIES)), min_size=1, max_size=max_sections))
    section_names = draw(st.lists(names, min_size=len(kinds), max_size=len(kinds), unique=True))
    lines = draw(st.lists(comment_lines | blank_lines, max_size=2))
    open_blocks: list[str] = []
    for kind, name in zip(kinds, section_names, strict=True):
        lines += draw(directives(open_blocks))
        lines += draw(sections(kind, name))
    lines += [".endif"] * len(open_blocks)
    ending = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = ending.join(lines)
    return text + ending if draw(st.integers(0, 4)) else text


configs = config_texts().map(lambda text: text.encode("utf-8", "surrogateescape"))


@st.composite
def listens(draw: st.DrawFn, max_size: int = 6) -> bytes:
    """A configuration with a `listen` section that surely has two servers, a bind line and something else."""
    indent = draw(indents)
    lines = ["global", f"{indent}maxconn 100", "", "# the cluster", "listen galera"]
    words = [draw(binds), draw(servers), draw(servers), *draw(st.lists(named_proxy_lines, max_size=max_size))]
    words = draw(st.permutations(words))
    lines += [draw(written(line, indent)) for line in words]
    return "\n".join([*lines, "", "backend other", f"{indent}server x 10.9.9.9:80", ""]).encode(
        "utf-8", "surrogateescape"
    )
