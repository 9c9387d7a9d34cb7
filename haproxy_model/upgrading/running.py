"""An upgrade: rewrites are made until none is left, each round on the text that the one before left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Edit, Span
from haproxy_model.lint.mending import apart, edited
from haproxy_model.model.blocks import has_directives
from haproxy_model.model.config import Config
from haproxy_model.model.line import Statement
from haproxy_model.model.places import places_of
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.syntax.text import encode
from haproxy_model.upgrading.findings import Findings
from haproxy_model.upgrading.line_origins import numbers_after
from haproxy_model.upgrading.step import KINDS, Upgraded, UpgradeStep
from haproxy_model.verdicts.judgement import check_config
from haproxy_model.views.active import active_of

#: How many rounds there are at most; each rewrite is made twice at most, so that few are ever needed.
_MOST_ROUNDS = 20
#: How often the rewrite of one finding is made before it counts as one that does not help.
_MOST_TRIES = 2

_Key = tuple[str, str | None, int, str]


def upgrade_config(
    config: Config,
    *,
    earlier: str,
    later: str,
    environment: Mapping[str, str] | None = None,
    unsafe: bool = True,
    keep_defaults: bool = False,
) -> Upgraded:
    """The result of `hm.upgrade`, which documents the arguments."""
    with paused_collector():
        run = _Run(config, earlier, later, environment, unsafe=unsafe, keep_defaults=keep_defaults)
        run.rewrite()
    before = check_config(config, version=earlier, environment=environment)
    after = check_config(run.config, version=later, environment=environment)
    return Upgraded(run.config, run.steps(), before, after, tuple(_left_out(config, (earlier, later), environment)))


def _left_out(config: Config, versions: Iterable[str], environment: Mapping[str, str] | None) -> Iterator[Span]:
    """The runs of lines that no version executes."""
    if not any(has_directives(file) for file in config.files):
        return
    read: set[int] = set()
    for version in versions:
        active = active_of(config, version=version, environment=environment or {})
        read.update(id(each.statement) for each in active.directives)
        read.update(id(each._written) for each in active.orphans)
        for section in active.sections:
            read.update(id(each._written) for each in (section.header, *active.statements(section)))
    places = places_of(config)
    run: Span | None = None
    for file in config.files:
        for block in file._blocks():
            lines = [block.header, *block._read()] if block.kind else block._read()
            for line in lines:
                is_left = isinstance(line, Statement) and id(line) not in read
                if is_left:
                    span = places.line_span(line)
                    run = (
                        span
                        if run is None
                        else evolve(run, end_line=span.line, end_column=span.end_column, end=span.end)
                    )
                elif run is not None and not (line.is_blank or line.is_comment):
                    yield run
                    run = None
        if run is not None:
            yield run
            run = None


class _Run:
    """The rounds of one upgrade."""

    def __init__(
        self,
        config: Config,
        earlier: str,
        later: str,
        environment: Mapping[str, str] | None,
        *,
        unsafe: bool,
        keep_defaults: bool,
    ) -> None:
        self.config = config
        self._given = config
        self._versions = earlier, later
        self._environment = environment
        self._unsafe = unsafe
        self._keep_defaults = keep_defaults
        #: the origin of each line of each file
        self._origins = {file.path: list(range(1, file.dump().count(b"\n") + 2)) for file in config.files}
        self._steps: dict[_Key, UpgradeStep] = {}
        self._tries: dict[_Key, int] = {}
        self._lines: dict[str | None, list[tuple[str, int]]] = {}

    def steps(self) -> tuple[UpgradeStep, ...]:
        """What was found, in the order of the files' lines."""
        ranks = {file.path: rank for rank, file in enumerate(self._given.files)}

        def place(step: UpgradeStep) -> tuple[int, int, int, int, str]:
            span = step.finding.span
            where = (ranks.get(span.file, 0), span.line, span.start) if span else (len(ranks), 0, 0)
            return (*where, KINDS.index(step.kind), step.finding.message)

        return tuple(sorted(self._steps.values(), key=place))

    def rewrite(self) -> None:
        """Make rewrites until nothing changes."""
        for number in range(_MOST_ROUNDS):
            found = [(self._key(step), step) for step in self._found()]
            self._note(found, is_first=not number)
            wanted = [(key, step) for key, step in found if self._is_wanted(key, step)]
            chosen = {id(each) for each in apart([step.finding for _, step in wanted])}
            made = [(key, step) for key, step in wanted if id(step.finding) in chosen]
            if not made:
                self._end(found)
                return
            for key, _ in made:
                self._tries[key] = self._tries.get(key, 0) + 1
                self._steps[key] = evolve(self._steps[key], is_done=True)
            self._apply([step.finding for _, step in made])
        self._end([(self._key(step), step) for step in self._found()])

    def _found(self) -> list[UpgradeStep]:
        return list(Findings(self.config, *self._versions, self._environment).steps())

    def _is_wanted(self, key: _Key, step: UpgradeStep) -> bool:
        fix = step.finding.fix
        if fix is None or not fix.edits or self._tries.get(key, 0) >= _MOST_TRIES:
            return False
        return (self._unsafe or fix.applicability == "safe") and (self._keep_defaults or step.kind != "default")

    def _key(self, step: UpgradeStep) -> _Key:
        """What is the same finding in another round."""
        span = step.finding.span
        origin = 0 if span is None else self._origins[span.file][span.line - 1]
        return (step.finding.code, None if span is None else span.file, origin, step.finding.message)

    def _note(self, found: Sequence[tuple[_Key, UpgradeStep]], *, is_first: bool) -> None:
        """Keep what is new, and that a rewrite did not help where its finding is there again."""
        for key, step in found:
            known = self._steps.get(key)
            if known is None:
                self._steps[key] = step if is_first else evolve(step, finding=self._as_given(step.finding))
            elif known.is_done and self._tries.get(key, 0) >= _MOST_TRIES:
                self._steps[key] = evolve(
                    known, is_done=False, finding=evolve(known.finding, fix=None), reason="its rewrite did not help"
                )

    def _end(self, found: Sequence[tuple[_Key, UpgradeStep]]) -> None:
        """Tell what is left from what the rewrite of something else has mended."""
        self._note(found, is_first=False)
        left = {key for key, _ in found}
        for key, step in [(key, step) for key, step in self._steps.items() if not step.is_done and key not in left]:
            if step.finding.fix is None:
                del self._steps[key]
            else:
                self._steps[key] = evolve(step, is_done=True)

    def _as_given(self, finding: Diagnostic) -> Diagnostic:
        """A finding of a later round at the line that it comes from."""
        span = finding.span
        if span is None:
            return finding
        number = self._origins[span.file][span.line - 1]
        line, start = self._lines_as_given(span.file)[number - 1]
        whole = Span(span.file, number, 1, number, len(line) + 1, start, start + len(encode(line)))
        return evolve(finding, span=whole)

    def _lines_as_given(self, path: str | None) -> list[tuple[str, int]]:
        """The lines of a file as it was given, each with the bytes before it."""
        if path not in self._lines:
            file = next(each for each in self._given.files if each.path == path)
            lines = file.dumps().split("\n")
            starts = accumulate((len(encode(line)) + 1 for line in lines), initial=0)
            self._lines[path] = list(zip(lines, starts, strict=False))
        return self._lines[path]

    def _apply(self, findings: Sequence[Diagnostic]) -> None:
        edits: dict[str | None, list[Edit]] = {}
        for finding in findings:
            for edit in finding.fix.edits if finding.fix is not None else ():
                edits.setdefault(edit.file, []).append(edit)
        for file in self.config.files:
            if file.path in edits:
                self._origins[file.path] = numbers_after(file.dump(), edits[file.path], self._origins[file.path])
        self.config = edited(self.config, findings)
