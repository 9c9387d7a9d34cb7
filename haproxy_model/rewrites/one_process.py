"""`nbproc` and what named processes: since 2.5 HAProxy is one process of several threads."""

from __future__ import annotations

from haproxy_model.model.section import Section
from haproxy_model.rewrites.fix import ByHand, Fix, Rewording
from haproxy_model.rewrites.occasion import Occasion, few
from haproxy_model.schema.rows import Keyword

_SHARED = "limits, tables and statistics that each process had are shared then"


def processes(o: Occasion, row: Keyword) -> Fix | ByHand:
    """`nbproc`: nothing for one process, else as many threads."""
    count = o.bare[1] if len(o.bare) > 1 else ""
    number = few(count)
    if o.has_variables() or number is None:
        return ByHand("how many processes it asks for is not known: say how many threads there are with `nbthread`")
    if number < 2:
        return o.removed("remove `nbproc`: one process is all that there is")
    if o.line is not [each for each in o.around.in_globals("nbproc") if each is o.line or o.around.is_read(each)][-1]:
        return o.removed("remove `nbproc`: a later line says otherwise")
    threads = o.around.in_globals("nbthread")
    if not threads:
        title = f"write `nbthread {count}` instead of `nbproc {count}`: {_SHARED}"
        return o.reworded(title, "nbthread", *o.bare[1:], safe=False)
    said = o.removed(f"make it `nbthread {count}` and remove `nbproc`: {_SHARED}", safe=False)
    last = threads[-1]
    return Fix(said.title, said.applicability, o.section, said.change, said.lines, (
        Rewording(last, (*last._words[: 2 if last.prefix else 1], count)),
    ))  # fmt: skip


def bound(o: Occasion, row: Keyword) -> Fix | ByHand:
    """`bind-process` and `stats bind-process`: the one process has every proxy."""
    single = o.around.processes < 2
    why = "there is one process" if single else "the one process serves it"
    return o.removed(f"remove `{row.name}`: {why}", safe=single)


def threads_of_process(o: Occasion) -> Fix | ByHand:
    """`process SET/THREADS` of a `bind` line: `thread THREADS`; without threads, nothing."""
    if o.first + 1 >= len(o.words) or o.has_variables(o.first, o.first + 1):
        return ByHand("which threads it means is not known: say it with `thread`")
    single = o.around.processes < 2
    _, slash, threads = o.words[o.first + 1].partition("/")
    if not slash:
        return o.without(
            f"remove `process`: {'there is' if single else 'it names'} one process", o.first, o.first + 1, safe=single
        )
    words = (*o.words[: o.first], "thread", threads, *o.words[o.first + 2 :])
    return o.reworded(f"write `thread {threads}` instead of `process {o.words[o.first + 1]}`", *words, safe=single)


def moved_to_first_global(o: Occasion) -> Fix | ByHand:
    """A setting that has to stand in the first section: moved there if that is a `global` one."""
    first = o.around.active.sections[0]._written if o.around.active.sections else None
    if first is None or first.kind != "global" or first is o.section:
        return ByHand("no `global` section stands before all others: put one there and move the line into it")
    keyword, text = o.line.keyword, " ".join(o.words)

    def removed(copied: Section) -> None:
        copied.statements.remove(copied.statements[0])

    def added(copied: Section) -> None:
        for line in [each for each in copied.statements if each.keyword == keyword]:
            copied.statements.remove(line)
        copied.statements.append(text)

    beside = tuple(o.around.in_section(first, keyword)) or tuple(first.statements[-1:])
    further = Fix("", "safe", first, added, beside or None)
    return Fix(
        f"move `{keyword}` to the first `global` section", "safe", o.section, removed, (o.line,), further=(further,)
    )
