"""What may have a rewrite, told without the rewrites: most files have nothing of the kind."""

from __future__ import annotations

from typing import Final

from haproxy_model.diagnostics import Diagnostic, Severity
from haproxy_model.schema.codes import CODES

#: Kinds of messages that only follow from others.
_FOLLOWING: Final = frozenset(("line-of-unopened-section",))


def is_rewritable(found: Diagnostic) -> bool:
    """Whether something that `check` says may have a rewrite: it refuses, or would when all is read, or discourages."""
    code = CODES.get(found.name)
    if code is None or found.name in _FOLLOWING:
        return False
    return found.fatal or code.name == "keyword-deprecated" or (code.fatal and found.severity is Severity.ERROR)
