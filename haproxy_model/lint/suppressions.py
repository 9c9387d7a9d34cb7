"""Findings that the file itself suppresses: `# haproxy-model: ignore=GAL021 -- moved by hand`, and markers that do not
do what they look like.

A suppression holds for its line or its section (see `markers`), `ignore-file=…` for the file that it stands in.
What HAProxy refuses is suppressed only by its full code.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Edit, Fix, Report, Span, Suppression
from haproxy_model.errors import InvalidValue, near_names
from haproxy_model.lint.markers import TARGET, WORDS, Marker, bound_markers
from haproxy_model.model.comments import MARKER
from haproxy_model.model.config import Config, File
from haproxy_model.model.section import Section
from haproxy_model.model.unreadable import section_title, shown
from haproxy_model.schema.codes import CODES
from haproxy_model.schema.versions import LATEST
from haproxy_model.syntax.text import BLANKS, encode
from haproxy_model.verdicts.selection import matches
from haproxy_model.views.target import target


class _Written:
    """A marker where it is written, and what of it suppresses something.

    Args:
        marker: the word.
        text: the line that it stands on.
        file: the path of the file.
        line: the number of that line.
        offset: the bytes before that line.
        section: the section that it stands in.
        is_loose: whether it speaks of nothing: no line follows.
    """

    def __init__(
        self,
        marker: Marker,
        text: str,
        file: str | None,
        line: int,
        offset: int,
        section: Section,
        *,
        is_loose: bool,
    ) -> None:
        self.marker = marker
        self.is_loose = is_loose
        self.section = section_title(section)
        self._text = text
        self._file = file
        self._line = line
        self._offset = offset
        self.used: set[str] = set()

    @property
    def comment(self) -> tuple[str | None, int]:
        """Where its comment begins."""
        return self._file, self._byte(self.marker.first)

    def span(self) -> Span:
        """Where the word stands."""
        start, end = self.marker.start, self.marker.end
        return Span(self._file, self._line, start + 1, self._line, end + 1, self._byte(start), self._byte(end))

    def without(self, gone: Collection[str]) -> Fix:
        """The fix that takes some of its values away; with the last one the word goes, with that the comment."""
        marker, text = self.marker, self._text
        left = [value for value in marker.values if value not in gone]
        if left:
            edit = self._edit(marker.start, marker.end, f"{marker.key}={','.join(left)}")
        elif not marker.is_alone:
            behind = text[marker.end : marker.last]
            is_last = not behind.strip() or behind.lstrip().startswith("--")
            before = len(text[: marker.start].rstrip(BLANKS)) if is_last else marker.start
            after = marker.end if is_last else len(text) - len(text[marker.end :].lstrip(BLANKS))
            edit = self._edit(before, after, "")
        elif text[: marker.first].strip(BLANKS) or text[marker.last :].strip(BLANKS):
            edit = self._edit(len(text[: marker.first].rstrip(BLANKS)), marker.last, "")
        else:
            edit = Edit(self._file, self._offset, self._byte(len(text)) + 1, "")
        removed = ",".join(gone) if left else marker.word
        return Fix(f"remove `{shown(removed)}`", "safe", (edit,))

    def _edit(self, start: int, end: int, text: str) -> Edit:
        return Edit(self._file, self._byte(start), self._byte(end), text)

    def _byte(self, place: int) -> int:
        return self._offset + len(encode(self._text[:place]))


class Suppressions:
    """The suppressions that are written in some configurations, and which of them were of use.

    Args:
        configs: the configurations as they are now.
    """

    def __init__(self, configs: Iterable[Config]) -> None:
        self._written: list[_Written] = []
        self._lines: dict[tuple[str | None, int], list[_Written]] = {}
        self._files: dict[str | None, list[_Written]] = {}
        #: the first lines of the sections with suppressions, the last ones, and the suppressions, by file
        self._sections: dict[str | None, tuple[list[int], list[int], list[list[_Written]]]] = {}
        self._of_section: dict[int, list[_Written]] = {}
        for config in configs:
            for file in config.files:
                self._read(file)

    def split(self, found: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """The diagnostics that are not suppressed, and those that are or were before."""
        kept: list[Diagnostic] = []
        suppressed: list[Diagnostic] = []
        for diagnostic in found:
            by = None if diagnostic.suppression else self._suppression(diagnostic)
            if by is not None:
                suppressed.append(evolve(diagnostic, suppression=by))
            else:
                (suppressed if diagnostic.suppression else kept).append(diagnostic)
        return kept, suppressed

    def excuses(self, section: Section, code: str, name: str) -> bool:
        """Whether a section is not to be spoken of by a rule that speaks of several at once."""
        return self._first(self._of_section.get(id(section._written), ()), code, name) is not None

    def oddities(self, known: Sequence[tuple[str, str]], ran: Callable[[str], bool]) -> Iterator[Diagnostic]:
        """What is wrong with the markers: words and codes that do not exist, and what suppresses nothing.

        Args:
            known: every code with its name.
            ran: whether all that a selector means was looked for.
        """
        faulty: set[tuple[str | None, int]] = set()
        for written in self._written:
            marker, place = written.marker, written.comment
            fault = None if place in faulty else _fault(marker)
            if fault:
                # One is enough: what follows may be a sentence.
                faulty.add(place)
                yield _said("malformed-marker", fault, written)
            if WORDS.get(marker.key) != "codes":
                continue
            unknown = [value for value in marker.values if not any(matches(value, code, name) for code, name in known)]
            for value in unknown:
                yield _said("unknown-suppressed-code", _unknown(value, known), written)
            useless = [
                value
                for value in dict.fromkeys(marker.values)
                if value not in written.used and value not in unknown and not _is_own(value) and ran(value)
            ]
            if useless:
                way = "no line follows; `ignore-file` speaks of a file" if written.is_loose else "remove it"
                message = f"`{marker.key}={','.join(useless)}` suppresses nothing: {way}"
                yield _said("useless-suppression", message, written, written.without(useless))

    def _suppression(self, diagnostic: Diagnostic) -> Suppression | None:
        for group in self._near(diagnostic.span):
            written = self._first(group, diagnostic.code, diagnostic.name, is_fatal=diagnostic.fatal)
            if written is not None:
                return Suppression("marker", written.marker.reason, written.span())
        return None

    def _near(self, span: Span | None) -> Iterator[Iterable[_Written]]:
        """The suppressions that hold for a place, the narrowest first."""
        if span is None:
            yield from self._files.values()
            return
        yield self._lines.get((span.file, span.line), ())
        if span.file in self._sections:
            first, last, groups = self._sections[span.file]
            place = bisect_right(first, span.line) - 1
            if place >= 0 and span.line <= last[place]:
                yield groups[place]
        yield self._files.get(span.file, ())

    @staticmethod
    def _first(group: Iterable[_Written], code: str, name: str, *, is_fatal: bool = False) -> _Written | None:
        for written in group:
            for value in written.marker.values:
                if value == code or (not is_fatal and matches(value, code, name)):
                    written.used.add(value)
                    return written
        return None

    def _read(self, file: File) -> None:
        if MARKER not in file.dumps():
            return
        line, offset = 1, 0
        for block in file._blocks():
            texts = block._all_texts()
            if any(MARKER in text for text in texts):
                self._read_section(block, texts, file.path, line, offset)
            line += len(texts)
            offset += len(encode("\n".join(texts))) + bool(texts)

    def _read_section(self, section: Section, texts: list[str], file: str | None, line: int, offset: int) -> None:
        offsets = list(accumulate((len(encode(text)) + 1 for text in texts), initial=offset))
        seen: set[tuple[int, int]] = set()
        of_section: list[_Written] = []
        for marker, row, owner in bound_markers(section):
            if (row, marker.start) in seen:
                continue
            seen.add((row, marker.start))
            written = _Written(marker, texts[row], file, line + row, offsets[row], section, is_loose=owner == -1)
            self._written.append(written)
            if marker.key == "ignore-file":
                self._files.setdefault(file, []).append(written)
            elif marker.key == "ignore" and owner is None:
                of_section.append(written)
            elif marker.key == "ignore" and owner is not None and owner >= 0:
                self._lines.setdefault((file, line + owner), []).append(written)
        if of_section:
            first, last, groups = self._sections.setdefault(file, ([], [], []))
            first.append(line)
            last.append(line + len(texts) - 1)
            groups.append(of_section)
            self._of_section[id(section)] = of_section


def without_suppressed(report: Report, config: Config) -> Report:
    """What `check` says of a configuration, without what is suppressed there."""
    kept, suppressed = Suppressions([config]).split(report)
    return evolve(report, diagnostics=tuple(kept), suppressed=tuple(suppressed))


def _fault(marker: Marker) -> str | None:
    """What is wrong with the words of a marker."""
    key, equals, _ = marker.word.partition("=")
    if key not in WORDS:
        near = near_names(key, WORDS, 1)
        hint = f"; did you mean `{near[0]}`?" if near else "; a reason begins with `--`"
        return f"`{shown(key)}` is not a marker{hint}"
    expected = WORDS[key]
    if expected and not marker.values:
        example = "GAL021 -- why" if expected == "codes" else "..."
        return f"`{key}` needs {expected}: write `{key}={example}`"
    if equals and not expected:
        return f"`{key}` takes no value: write it alone"
    return _no_version(marker.values[0]) if key == TARGET else None


def _no_version(value: str) -> str | None:
    try:
        target(value)
    except InvalidValue:
        return f"`{shown(value)}` is not a version that is known: give one such as {LATEST}"
    return None


def _unknown(value: str, known: Sequence[tuple[str, str]]) -> str:
    near = near_names(value, [word for code, name in known for word in (name, code, code.rstrip("0123456789"))], 1)
    hint = f"; did you mean `{near[0]}`?" if near else ": give a code such as GAL021, a family such as GAL, or a name"
    return f"`{shown(value)}` is not a code{hint}"


def _is_own(value: str) -> bool:
    """Whether a selector means findings that are made when all others are known: about suppressions, and those of a
    real HAProxy.
    """
    return any(code.code.startswith(("SUP", "HC")) and matches(value, code.code, code.name) for code in CODES.values())


def _said(kind: str, message: str, written: _Written, fix: Fix | None = None) -> Diagnostic:
    code = CODES[kind]
    return Diagnostic(code.code, code.name, code.severity, False, message, written.span(), written.section, (), fix)
