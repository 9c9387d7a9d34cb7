"""Islands: parts of a line that something else fills in before HAProxy reads it, templates and placeholders."""

from __future__ import annotations

from typing import Final

#: {{ x }}, {% x %} of Jinja, <%= x %> of ERB.
_TAGS: Final = r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>"
#: %(x)s of Python, $(x) of shells.
_FILLED: Final = r"(?<!%)%\([A-Za-z0-9_.-]{1,100}\)[sdr]\b|(?<!\\)\$\([^()]{1,100}\)"
#: <Virtual IP>, @VIP@, %%VIP%%, CHANGEME; not (?<group>…) of a regular expression, not %[…].
_WRITTEN: Final = (
    r"(?<![?\\])<[A-Za-z][A-Za-z0-9_ .-]*>|(?<![A-Za-z0-9])@[A-Z][A-Z0-9_]*@|%%[A-Z][A-Z0-9_]*%%|\bCHANGEME\b"
)
#: __VIP__, XX.XX.XX.XX, 10.0.0.X.
_LETTERED: Final = (
    r"(?<![A-Za-z0-9_])__[A-Z](?:[A-Z0-9]|_(?!_)){0,60}__(?![A-Za-z0-9_])"
    r"|(?<![A-Za-z0-9_.-])(?=[0-9.]{0,12}[Xx])(?:[0-9]{1,3}|[Xx]{1,3})(?:\.(?:[0-9]{1,3}|[Xx]{1,3})){3}(?![A-Za-z0-9_.-])"
)
#: What a template holds; what a person left out; both.  An address that `surely_refused` matches HAProxy never takes.
TEMPLATE: Final = f"{_TAGS}|{_FILLED}"
PLACEHOLDER: Final = f"{_WRITTEN}|{_LETTERED}"
ISLAND: Final = f"(?P<surely_refused>{_TAGS}|{_WRITTEN})|{_FILLED}|{_LETTERED}"
#: #{x} of Ruby and others: HAProxy takes it for a comment.
COMMENT_ISLAND: Final = r"#\{ ?[A-Za-z_@][^}]{0,100}\}"
#: Without one of these a text has no island: looking for them is quicker by far.
SIGNS: Final = ("<", "{{", "{%", "%(", "$(", "#{", "@", "%%", "CHANGEME", "__", "X.", "x.", ".X", ".x")
#: Keywords whose arguments are free text, formats or regular expressions, where such things may be meant.
FREE: Final = frozenset((
    "http-request", "http-response", "http-after-response", "http-error", "description", "http-check", "tcp-check",
    "acl", "log-format", "error-log-format", "unique-id-format", "errorfile", "reqrep", "rspadd", "log-format-sd",
))  # fmt: skip
