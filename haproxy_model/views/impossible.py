"""Patterns that no value fits: of a path without its `/`, a host with a scheme, a method in small letters (manual 7.1).

Measured on 2.6.12 and 3.4.0.  What is said here holds for the requests of ordinary clients: somebody may always send a
header `Host` that names no host.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from haproxy_model.records import NamedTuple
from haproxy_model.views.criteria import Asked, asked


class Misfit(NamedTuple):
    """A pattern that never matches."""

    #: which word of the criterion it is
    word: int
    #: why, and what was expected
    why: str


#: Methods that compare texts, and those where the pattern is the whole or the beginning.
_TEXTS: Final = frozenset(("str", "beg", "end", "sub", "dir", "dom"))
_FIRST: Final = frozenset(("str", "beg"))
#: Methods that cut `/` from both ends of a pattern.
_WORDS: Final = frozenset(("dir", "dom"))
_METHODS: Final = frozenset(("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE"))
#: Signs of templates, which nobody has filled in.
_TEMPLATE: Final = re.compile(r"[{}<>@%`]|\$\(|^__.*__$|XX")
_REGEX: Final = re.compile(r"^\^|\$$|\.[*+]|\\[./dwsS-]|\[[a-z0-9]-[a-z0-9]|\(.*\|.*\)|\(\?:")
_REGEX_OF_HOST: Final = re.compile(r"[\^$()|\\+]|\.\*|\?$")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
#: A regular expression that wants a letter, a digit or the like first.
_LETTER_FIRST: Final = re.compile(r"\^[A-Za-z0-9_-](?![?*{])[^|]*")
#: Converters that leave a path or a host what it is.
_KEEPING: Final = frozenset(("lower", "upper", "url_dec"))
_CUTTING: Final = frozenset(("field", "word"))


@lru_cache(maxsize=4096)
def misfits(criterion: tuple[str, ...]) -> tuple[Misfit, ...]:
    """The patterns of a criterion that never match.

    Args:
        criterion: a fetch with its converters, flags and patterns.
    """
    said = asked(criterion)
    if said is None or not said.patterns:
        return ()
    first = len(criterion) - len(said.patterns)
    found = ((first + at, pattern, _why(said, pattern)) for at, pattern in enumerate(said.patterns))
    return tuple([Misfit(at, why) for at, pattern, why in found if why and not _TEMPLATE.search(pattern)])


def _why(said: Asked, pattern: str) -> str:
    kind = _kind(said)
    if pattern.startswith("!") and kind in ("path", "host", "sni", "method"):
        return "`!` negates ACLs and braces, not patterns"
    answers = (judge(said, pattern) for judge in (*_JUDGES.get(kind, ()), _case, _cut))
    return next(filter(None, answers), "")


def _kind(said: Asked) -> str:
    """What the values of a fetch are."""
    names = {call.name for call in said.converters}
    header = (said.arguments or ("",))[0].lower()
    if said.fetch == "method":
        return "method" if not names and not said.is_named else ""
    if said.fetch in ("path", "pathq"):
        return said.fetch if names <= _KEEPING else ""
    if not names <= _KEEPING | _CUTTING:
        return ""
    if said.fetch in ("req.ssl_sni", "ssl_fc_sni"):
        return "sni"
    if said.fetch in ("req.hdr", "req.fhdr") and header in ("host", "user-agent"):
        return header if header == "host" or said.fetch == "req.hdr" else ""
    return "base" if said.fetch == "base" else ""


def _of_method(said: Asked, pattern: str) -> str:
    upper = pattern.upper()
    if pattern != upper and upper in _METHODS:
        return f"methods are in capitals; expected `{upper}`"
    if any(sign in pattern for sign in ",|"):
        return "methods are words of their own; expected blanks between them"
    name = upper.removeprefix("METH_")
    return f"expected `{name}`, or the ACL `{upper}`" if name != upper and name in _METHODS else ""


def _as_regex(said: Asked, pattern: str) -> str:
    if said.method not in _TEXTS or not _REGEX.search(pattern):
        return ""
    return "it is plain text here, not a regular expression; expected `-m reg`"


def _as_glob(said: Asked, pattern: str) -> str:
    if said.method not in _TEXTS or "*" not in pattern:
        return ""
    if pattern.endswith("*") and said.method in _FIRST:
        return f"`*` is not a wildcard; expected `-m beg {pattern.rstrip('*')}`" if pattern.strip("*") else _GLOB
    return f"`*` is not a wildcard; expected `-m end {pattern.lstrip('*')}`" if pattern.strip("*.") else _GLOB


def _cased(said: Asked, pattern: str) -> str:
    """A pattern in the letters that the converters leave."""
    cases = [call.name for call in said.converters if call.name in ("lower", "upper")]
    if not cases:
        return pattern
    return pattern.lower() if cases[-1] == "lower" else pattern.upper()


_GLOB: Final = "`*` is not a wildcard; expected `-m found`"


def _of_path(said: Asked, pattern: str) -> str:
    if said.method == "reg":
        return "a path begins with `/`; expected `^/`" if _LETTER_FIRST.fullmatch(pattern) else ""
    if said.method in _FIRST and not pattern.startswith("/"):
        if _SCHEME.match(pattern):
            return "a path has neither scheme nor host; expected only what follows them"
        return f"a path begins with `/`; expected `/{_cased(said, pattern)}`"
    is_kept = said.fetch == "path" and "url_dec" not in {call.name for call in said.converters}
    if is_kept and said.method in _TEXTS - _WORDS and "?" in pattern:
        return f"a path ends before `?`; expected `pathq -m {said.method}`"
    return ""


def _of_host(said: Asked, pattern: str) -> str:
    if _SCHEME.search(pattern) and "|" not in pattern:
        return f"a host has no scheme; expected `{_SCHEME.sub('', pattern).partition('/')[0]}`"
    if said.method not in _TEXTS:
        return ""
    if _REGEX_OF_HOST.search(pattern):
        return "it is plain text here, not a regular expression; expected `-m reg`"
    if "/" in (pattern.strip("/") if said.method in _WORDS else pattern):
        return "a host has no `/`; expected another criterion for the path"
    return "the names in one word are one name; expected blanks between them" if "," in pattern else ""


def _of_sni(said: Asked, pattern: str) -> str:
    has_port = said.method in ("str", "end") and re.search(r"[^:]:[0-9]+$", pattern)
    return "a name in TLS has no port; expected it without" if has_port else ""


def _of_user_agent(said: Asked, pattern: str) -> str:
    if said.method in _TEXTS and "," in pattern and '"' not in pattern:
        return "`req.hdr` cuts values at commas; expected `req.fhdr`"
    return ""


def _of_base(said: Asked, pattern: str) -> str:
    if said.method in _FIRST and _SCHEME.match(pattern):
        return "`base` has no scheme; expected it without"
    return ""


def _case(said: Asked, pattern: str) -> str:
    if said.method not in _TEXTS or "-i" in said.flags:
        return ""
    names = [call.name for call in said.converters if call.name not in _CUTTING]
    last = names[-1] if names else ""
    wanted = {"lower": pattern.lower(), "upper": pattern.upper()}.get(last, pattern)
    return "" if wanted == pattern else f"`{last}` comes first; expected `{wanted}`"


def _cut(said: Asked, pattern: str) -> str:
    if said.method not in ("str", "beg", "end", "sub") or not said.converters:
        return ""
    last = said.converters[-1]
    signs = (last.arguments or ())[1:2]
    if last.name not in _CUTTING or len(last.arguments or ()) != 2 or not any(sign in pattern for sign in signs[0]):
        return ""
    return f"`{last}` cuts at `{signs[0]}`; expected a pattern without"


_Judge = Callable[[Asked, str], str]
_JUDGES: Final[dict[str, tuple[_Judge, ...]]] = {
    "method": (_of_method,),
    "path": (_as_regex, _of_path, _as_glob),
    "pathq": (_as_regex, _of_path),
    "host": (_of_host, _as_glob),
    "sni": (_of_host, _as_glob, _of_sni),
    "user-agent": (_of_user_agent,),
    "base": (_of_base,),
}
