"""The response that `deny`, `tarpit`, `return` and `http-error` describe: status, body, headers (manual 4.4)."""

from __future__ import annotations

from haproxy_model.verdicts.arguments.types import code_problem
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.rules.reader import Reader

_DEFAULT_STATUS = {"return": 200, "tarpit": 500}
_IGNORED = ("content-length", "content-type", "transfer-encoding")
_WITHOUT_BODY = ("204", "304")


def check_reply(reader: Reader) -> None:
    """Judge a response whose words were read.

    Raises:
        Stopped: HAProxy refuses it.
    """
    found, reading = reader.found, reader.reading
    for part in reading.parts:
        if part.leader == "hdr" and part.type == "header_name" and reading.text(part).lower() in _IGNORED:
            message = f"the header `{shown(reading.text(part))}` has no effect, HAProxy sets it itself: remove it"
            reader.warn(message, part.start)
    if "deny_status" in found and reader.name not in ("deny", "tarpit"):
        return
    body = next((each for each in ("string", "file", "lf-string", "lf-file") if each in found), None)
    stored = next((each for each in ("default-errorfiles", "errorfiles", "errorfile") if each in found), None)
    code = reading.part("status") or reading.part("deny_status")
    status = str(_DEFAULT_STATUS.get(reader.name, "")) if code is None else reading.text(code)
    kind = reading.value("content-type")
    if body is not None and body != "file":
        if status in _WITHOUT_BODY:
            reader.fail(f"a response with status {status} cannot have a body: remove `{body}`", found[body])
        if kind is None:
            # What a file holds is not looked at: an empty one needs no type.
            reader.fail(f"`{body}` needs a `content-type`", found[body], "missing-argument")
    if body is not None:
        return
    if stored in ("default-errorfiles", "errorfiles") and status.isdigit():
        problem = code_problem(status, reader.version)
        if problem is not None:
            place = found[stored] if code is None else code.start
            reader.fail(f"{problem}, so `{stored}` has no answer for it", place)
    if kind is not None:
        why = "there is no body" if stored is None else "the error file has its own"
        message, place = f"`content-type {shown(kind)}` has no effect, {why}: remove it", found["content-type"]
        reader.warn(message, place, place + 1)
    if stored is not None and "hdr" in found:
        reader.warn(f"`hdr` has no effect with `{stored}`: remove it", found["hdr"])
