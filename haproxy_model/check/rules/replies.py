"""The response that `deny`, `tarpit`, `return` and `http-error` describe: status, body, headers (manual 4.4)."""

from __future__ import annotations

from haproxy_model.check.finding import shown
from haproxy_model.check.problem import Problem
from haproxy_model.check.rules.reader import Reader
from haproxy_model.schema.rule_words import ERROR_CODES
from haproxy_model.schema.versions import reached

_DEFAULT_STATUS = {"return": 200, "tarpit": 500}
_IGNORED = ("content-length", "content-type", "transfer-encoding")
_WITHOUT_BODY = ("204", "304")


def check_reply(reader: Reader) -> None:
    """Judge a response whose words were read.

    Raises:
        Stopped: HAProxy refuses it.
    """
    found, words = reader.found, reader.words
    for header in range(1, len(words)):
        if words[header - 1] == "hdr" and words[header].lower() in _IGNORED:
            message = f"the header `{shown(words[header])}` counts for nothing: HAProxy sets it by itself"
            reader.warnings.append(Problem("ignored-keyword", message, header, fatal=False))
    if "deny_status" in found and reader.name != "deny" and reader.name != "tarpit":
        return
    body = next((each for each in ("string", "file", "lf-string", "lf-file") if each in found), None)
    stored = next((each for each in ("default-errorfiles", "errorfiles", "errorfile") if each in found), None)
    kind = found.get("content-type")
    place = found.get("status", found.get("deny_status"))
    status = str(_DEFAULT_STATUS.get(reader.name, "")) if place is None else words[place + 1]
    if body is not None:
        empty = body == "string" and not words[found[body] + 1]
        if status in _WITHOUT_BODY and body != "file" and not empty:
            reader.fail(f"a response of status {status} has no body", found[body])
        if kind is None and body != "file":
            # What a file holds is not looked at: an empty one needs no type.
            reader.fail(f"`{body}` needs a `content-type`", found[body], "missing-argument")
        return
    if stored in ("default-errorfiles", "errorfiles") and status.isdigit():
        problem = code_problem(status, reader.version)
        if problem is not None:
            reader.fail(f"{problem}, so `{stored}` has no answer for it", found[stored] if place is None else place + 1)
    if kind is not None:
        why = "nothing has a body here" if stored is None else "the error file has its own"
        message = f"`content-type {shown(words[kind + 1])}` counts for nothing: {why}"
        reader.warnings.append(Problem("ignored-keyword", message, kind, kind + 1, fatal=False))
    if stored is not None and "hdr" in found:
        message = f"`hdr` counts for nothing beside `{stored}`"
        reader.warnings.append(Problem("ignored-keyword", message, found["hdr"], fatal=False))


def code_problem(code: str, version: str) -> str | None:
    """Why HAProxy handles no error file of a status; None if it does."""
    since = ERROR_CODES.get(code)
    if since is None:
        return f"HAProxy answers with no status {shown(code)} by itself"
    if not reached(since, version):
        return f"HAProxy answers with status {code} since {since}, the target is {version}"
    return None
