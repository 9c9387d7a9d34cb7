"""A baseline: the findings of a day, which are admitted from then on, while new ones are not.

A finding is known again by its code, its file, its section and the text of its line, and by how often the same occurs:
so lines may move.  Secrets are masked in the text, which is what people read in a diff of the file.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Report, Suppression
from haproxy_model.errors import Unreadable
from haproxy_model.model.masking import masked_line
from haproxy_model.records import NamedTuple
from haproxy_model.schema.codes import CODES
from haproxy_model.storage.replacement import Write, replace_files

#: The version of the document.
DOCUMENT = 1
Lines = Callable[[str | None], Sequence[str]]


class Entry(NamedTuple):
    """By what a finding is known again."""

    #: the file, seen from the directory of the baseline, with `/`
    file: str
    section: str
    code: str
    #: the text of its line without the blanks around it, secrets masked
    line: str


class Baseline:
    """The findings that are admitted.

    Args:
        path: the file that they are kept in.
        known: each with how often it is admitted.
    """

    def __init__(self, path: str, known: Iterable[tuple[Entry, int]] = ()) -> None:
        self.path = path
        self._known = Counter(dict(known))

    @classmethod
    def read(cls, path: str) -> Baseline:
        """The baseline in a file.

        Raises:
            Unreadable: it cannot be read, or is something else.
        """
        try:
            with open(path, "rb") as file:
                document = json.loads(file.read())
            rows = [(_entry(row), row["count"]) for row in document["findings"]]
            if document["version"] != DOCUMENT or not all(type(count) is int and count > 0 for _, count in rows):
                raise ValueError
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise Unreadable(f"{path}: {reason}: make the baseline with --write-baseline") from None
        except (ValueError, TypeError, KeyError, RecursionError):
            raise Unreadable(f"{path}: it is not a baseline: make it anew with --write-baseline") from None
        return cls(path, rows)

    def admit(
        self, report: Report, lines: Lines, name: str, files: Iterable[str | None], *, is_whole: bool = True
    ) -> Report:
        """The report without the findings that are admitted, which are suppressed in it.

        Args:
            report: what was found in a configuration.
            lines: gives the lines of a file of it.
            name: what it is called, for what has no place.
            files: its files.
            is_whole: whether all was looked for, so that entries that match nothing are stale.
        """
        found: Counter[Entry] = Counter()
        kept, admitted = [], []
        for diagnostic, entry in self._entries(report, lines, name):
            found[entry] += 1
            if not diagnostic.fatal and found[entry] <= self._known[entry]:
                admitted.append(evolve(diagnostic, suppression=Suppression("baseline", None, None)))
            else:
                kept.append(diagnostic)
        # Where HAProxy refuses the file, nobody knows what else would be found.
        stale = self._stale(found, name, files) if is_whole and not report._hides and not report.fatal else ()
        return evolve(report, diagnostics=(*kept, *stale), suppressed=(*report.suppressed, *admitted))

    def _stale(self, found: Counter[Entry], name: str, files: Iterable[str | None]) -> Iterator[Diagnostic]:
        """What is said of the entries of a configuration that match nothing any more."""
        own = self._own(name, files)
        left = [entry for entry in self._known if entry.file in own and found[entry] < self._known[entry]]
        if left:
            first, code = min(left), CODES["stale-baseline-entry"]
            others = f" and {len(left) - 1} more" if len(left) > 1 else ""
            message = f"the baseline admits {first.code}{others}, which is not found any more: write it anew"
            yield Diagnostic(code.code, code.name, code.severity, code.fatal, message, None, first.section or None)

    def _own(self, name: str, files: Iterable[str | None]) -> set[str]:
        return {self._path(name if file is None else file) for file in (None, *files)}

    def take(self, report: Report, lines: Lines, name: str, files: Iterable[str | None]) -> None:
        """Admit from now on what was found in a configuration, and nothing else there; what is fatal never is."""
        own = self._own(name, files)
        for entry in [entry for entry in self._known if entry.file in own]:
            del self._known[entry]
        self._known.update(entry for each, entry in self._entries(report, lines, name) if not each.fatal)

    def write(self) -> None:
        """Replace the file, as a whole or not at all.

        Raises:
            FileChanged: it is not a regular file, or is being written.
            Unwritable: the directory or the disk refuses.
        """
        rows = ",".join(
            "\n" + json.dumps({**entry._asdict(), "count": count}) for entry, count in sorted(self._known.items())
        )
        text = f'{{"version": {DOCUMENT}, "findings": [{rows}\n]}}\n'
        replace_files([Write(self.path, text.encode(), None)])

    def _entries(self, report: Report, lines: Lines, name: str) -> Iterator[tuple[Diagnostic, Entry]]:
        for each in report:
            span = each.span
            text = lines(span.file)[span.line - 1 : span.line] if span is not None else ()
            file = name if span is None or span.file is None else span.file
            line = masked_line(text[0]).strip() if text else ""
            yield each, Entry(self._path(file), each.section or "", each.code, line)

    def _path(self, file: str) -> str:
        folder = os.path.dirname(os.path.abspath(self.path))
        return os.path.relpath(os.path.abspath(file), folder).replace(os.sep, "/")


def _entry(row: object) -> Entry:
    if not isinstance(row, dict):
        raise TypeError
    entry = Entry(*(row[field] for field in Entry._fields))
    if not all(isinstance(each, str) for each in entry):
        raise TypeError
    return entry
