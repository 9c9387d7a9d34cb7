"""Variables put into texts that HAProxy accepts, set, unset and empty, and judged by `check` and by a real HAProxy.

    python -m tests.conformance.variables [--haproxy PATH] [--count N] [--seed S]

What a variable stands for is drawn first: the word itself, a part of it, several words, a default, nothing, or another
value; then the line and the word.  Prints on how many texts both say the same, and those on which they do not.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from inputs.corpus import SHARED

import haproxy_model as hm
from conformance.generated import lines, together
from conformance.program import Said, ask_all, version_of
from conformance.recorded import corpus
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.schema.versions import number
from haproxy_model.syntax.words import Expandable, scan_line

_PLAIN = re.compile(r"[A-Za-z0-9_./:,-]+").fullmatch
_SHORT = 4
#: How many texts are asked about at a time, and how many in one are files that people wrote.
_AT_ONCE, _FILES = 64, 0.7


class Put(NamedTuple):
    """A text with variables in it."""

    kind: str
    #: the line that was changed, from 1
    line: int
    text: str
    environment: Mapping[str, str]
    #: where it comes from
    source: str


class _Spelled(NamedTuple):
    """How some words are written with a variable, and what that is set to."""

    words: Sequence[str]
    value: str | None
    #: lines of a `global` section before everything
    lines: str = ""


_Words = Sequence[str]
#: A kind: makes of the words at a place, of which it takes the first or several, words with the variable V.
_Kind = Callable[[_Words, random.Random], _Spelled | None]


def _part(words: _Words, chance: random.Random, form: str = '"{0}${{V}}{2}"', *, is_set: bool = True) -> _Spelled:
    word = words[0]
    start, end = sorted((chance.randint(0, len(word)), chance.randint(0, len(word))))
    parts = (word[:start], word[start:end], word[end:])
    return _Spelled([form.format(*map(_escaped, parts))], parts[1] if is_set else None)


def _several(words: _Words, chance: random.Random) -> _Spelled:
    taken = words[: chance.randint(1, _SHORT)]
    # A word with a blank in it cannot be spread.
    taken = taken[: next((at for at, word in enumerate(taken) if not _PLAIN(word)), len(taken))] or ["x"]
    between = chance.choice((" ", "  ", "\t"))
    around = chance.choice(("{}", "{}", "{}", " {}", "{} "))
    return _Spelled(['"${V[*]}"', *words[len(taken) :]], around.format(between.join(taken)))


def _default(words: _Words, chance: random.Random) -> _Spelled | None:
    if any(character in words[0] for character in '}"\\\r'):
        return None
    return _Spelled([f'"${{V-{words[0]}}}"', *words[1:]], None)


def _other(words: _Words, chance: random.Random) -> _Spelled:
    word = words[0]
    made = chance.choice((f"{word}x", word[:-1], f"{word} x", "0", "-1", "x", f"{word},{word}", "99999999", f" {word}"))
    return _Spelled(['"$V"', *words[1:]], made)


def _rest(make: Callable[[_Words, random.Random], _Spelled]) -> _Kind:
    """A kind that changes the first word alone."""

    def made(words: _Words, chance: random.Random) -> _Spelled:
        spelled = make(words, chance)
        return spelled._replace(words=[*spelled.words, *words[1:]])

    return made


#: Kind -> how it is written.
KINDS: dict[str, _Kind] = {
    "set": lambda words, _: _Spelled(['"$V"', *words[1:]], words[0]),
    "braces": lambda words, _: _Spelled(['"${V}"', *words[1:]], words[0]),
    "part": _rest(_part),
    "part that is unset": _rest(lambda words, chance: _part(words, chance, is_set=False)),
    "own name": _rest(lambda words, chance: _part(words, chance, '"{0}${{HAPROXY_V}}{2}"')),
    "several words": _several,
    "default": _default,
    "default beside a value": lambda words, _: _Spelled(['"${V-other}"', *words[1:]], words[0]),
    "other value": _other,
    "unset": lambda words, _: _Spelled(['"$V"', *words[1:]], None),
    "unset before": lambda words, _: _Spelled(['"$V"', *words], None),
    "unset within": lambda words, _: _Spelled([f'{_quoted(words[0])}"$V"', *words[1:]], None),
    "empty": lambda words, _: _Spelled(['"$V"', *words[1:]], ""),
    "empty default": lambda words, _: _Spelled(['"${V-x}"', *words[1:]], ""),
    "spread that is unset": lambda words, _: _Spelled(['"${V[*]}"', *words[1:]], None),
    "spread before": lambda words, _: _Spelled(['"${V[*]}"', *words], None),
    "spread that is empty": lambda words, _: _Spelled(['"${V[*]}"', *words], ""),
    "not in quotes": _rest(lambda words, chance: _part(words, chance, "{0}${{V}}{2}")),
    "not in quotes, unset": _rest(lambda words, chance: _part(words, chance, "{0}${{V}}{2}", is_set=False)),
    "in strong quotes": lambda words, _: _Spelled(["'$V'", *words[1:]], words[0]),
    "set by a line": lambda words, _: _Spelled(['"$V"', *words[1:]], "x", f" setenv V {_quoted(words[0])}\n"),
    "kept by a line": lambda words, _: _Spelled(['"$V"', *words[1:]], words[0], " presetenv V other\n"),
    "taken by a line": lambda words, _: _Spelled(['"$V"', *words[1:]], words[0], " unsetenv V\n"),
    "all taken by a line": lambda words, _: _Spelled(['"$V"', *words[1:]], words[0], " resetenv PATH\n"),
}
#: Kinds of which 2.4 reads nothing.
_SINCE_2_5 = ("default", "default beside a value", "empty default")


def with_variables(text: str, chance: random.Random, version: str, source: str) -> Put | None:
    """A text with a variable in one of its lines; None where the kind that was drawn fits nowhere in the line."""
    kind = chance.choice([kind for kind in KINDS if number(version) >= (2, 5) or kind not in _SINCE_2_5])
    rows = text.split("\n")
    at = chance.choice(_places(rows))
    scan = scan_line(rows[at])
    words = [word.value for word in scan.words]
    first = 1 if words[0] in SECTIONS or words[0] in ("no", "default") else chance.choice((0, 1, 1, 1, 1, 1))
    if first >= len(words) or any(isinstance(word, Expandable) or not word for word in words):
        return None
    place = chance.randrange(first, len(words))
    spelled = KINDS[kind](words[place:], chance)
    if spelled is None or "\0" in (spelled.value or ""):
        return None
    written = [rows[at][word.start : word.end] for word in scan.words]
    kept = len(words) - place - 1
    changed = [*written[:place], *spelled.words]
    if kind != "several words" and kept:
        changed[-kept:] = written[place + 1 :]
    elif kind == "several words" and len(spelled.words) > 1:
        changed[1 - len(spelled.words) :] = written[1 - len(spelled.words) :]
    rows[at] = " " + " ".join(changed)
    name = "HAPROXY_V" if "HAPROXY_V" in rows[at] else "V"
    environment = {} if spelled.value is None else {name: spelled.value}
    before = f"global\n{spelled.lines}" if spelled.lines else ""
    return Put(kind, at + 1 + before.count("\n"), before + "\n".join(rows), environment, source)


def _places(rows: Sequence[str]) -> list[int]:
    """The lines of sections and those that open them; directives and scopes are left out."""
    found = [at for at, row in enumerate(rows) if row.strip() and row.strip()[0] not in "#.["]
    return [at for at in found if not scan_line(rows[at]).problem and scan_line(rows[at]).words] or [0]


def _quoted(word: str) -> str:
    return word if _PLAIN(word) else f'"{_escaped(word)}"'


def _escaped(text: str) -> str:
    return text if _PLAIN(text) else re.sub(r'(["\\$])', r"\\\1", text).replace("\n", "\\n").replace("\r", "\\r")


class _Text(NamedTuple):
    """A text without our variables."""

    source: str
    text: str
    environment: Mapping[str, str]


def _texts(version: str, chance: random.Random) -> Iterator[_Text]:
    """Texts without end: files that people wrote where these are here, and lines of the tables."""
    path = {"PATH": os.environ.get("PATH", "")}
    own = [line for line in lines(version) if scan_line(line.text).problem is None]
    files = [each for each in corpus(version) if each.verdict in ("ok", "warn")] if SHARED.is_dir() else []
    while True:
        if files and chance.random() < _FILES:
            file = chance.choice(files)
            yield _Text(file.name, file.source.decode("utf-8", "surrogateescape"), {**path, **file.environment})
        else:
            line = chance.choice(own)
            yield _Text(f"`{line.text}`", together([line])[0], path)


def drawn(program: str, version: str, chance: random.Random) -> Iterator[Put]:
    """Texts with variables without end, made of texts that the program accepts here."""
    texts = _texts(version, chance)
    accepted: dict[str, bool] = {}
    while True:
        some = list(islice(texts, _AT_ONCE))
        new = list({each.source: each for each in some if each.source not in accepted}.values())
        for each, said in zip(new, _asked(program, [(each.text, each.environment) for each in new]), strict=True):
            accepted[each.source] = said.accepted
        for each in some:
            put = with_variables(each.text, chance, version, each.source) if accepted[each.source] else None
            if put is not None:
                yield put._replace(environment={**each.environment, **put.environment})


def _asked(program: str, texts: Sequence[tuple[str, Mapping[str, str]]]) -> Iterator[Said]:
    return ask_all(program, [(text.encode("utf-8", "surrogateescape"), environment) for text, environment in texts])


class Compared(NamedTuple):
    """A text with variables, and what both say of it."""

    put: Put
    said: Said
    #: why `check` refuses it; None where it does not
    fatal: hm.Diagnostic | None

    @property
    def row(self) -> str:
        """The line that was changed."""
        return self.put.text.split("\n")[self.put.line - 1].strip()

    @property
    def agrees(self) -> bool:
        """Whether both refuse it, or neither."""
        return self.said.accepted == (self.fatal is None)


def compared(program: str, version: str, seed: int, count: int) -> Iterator[Compared]:
    """What both say of some texts; those of which HAProxy without variables says nothing are left out.

    Args:
        program: a HAProxy.
        version: its release line.
        seed: texts of the same seed are the same.
        count: how many.
    """
    texts = drawn(program, version, random.Random(seed))
    while count > 0:
        some = list(islice(texts, min(count, _AT_ONCE)))
        for put, answer in zip(some, _asked(program, [(each.text, each.environment) for each in some]), strict=True):
            if answer.about_machine:
                continue
            report = hm.check(hm.parse(put.text), version=version, environment=put.environment)
            count -= 1
            yield Compared(put, answer, next((each for each in report if each.fatal), None))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.variables")
    parser.add_argument("--haproxy", default="haproxy")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    version = version_of(options.haproxy)
    done: Counter[str] = Counter()
    right: Counter[str] = Counter()
    false = 0
    for each in compared(options.haproxy, version, options.seed, options.count):
        done[each.put.kind] += 1
        right[each.put.kind] += each.agrees
        if not each.agrees:
            false += each.said.accepted
            reason = each.said.reason if each.fatal is None else f"refused: {each.fatal.message}"
            value = each.put.environment.get("HAPROXY_V", each.put.environment.get("V"))
            print(f"{each.put.kind} in {each.put.source}:{each.put.line}: {each.row[:140]!r} {value!r}")
            print(f"        {reason[:200]}")
    share = right.total() / max(done.total(), 1)
    print(f"{version}: {right.total()}/{done.total()} = {share:.2%}, {false} refused falsely")
    print("    " + ", ".join(f"{kind} {right[kind]}/{done[kind]}" for kind in sorted(done)))


if __name__ == "__main__":
    main()
