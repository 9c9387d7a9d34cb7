"""A template as HAProxy would read it, and where each line of that comes from.

It is rendered in another process, which has its time and its memory, and is ended when they are used up.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from haproxy_model.errors import Unreadable
from haproxy_model.program.bounded_run import run_program
from haproxy_model.records import NamedTuple
from haproxy_model.syntax.text import decode

#: How many seconds it may take, and how many bytes the answer may have.
PATIENCE, _MOST = 30.0, 256 << 20
_CHILD = (
    "import sys; sys.path[:] = sys.argv.pop().split(chr(10)); from haproxy_model.template.rendering import main; main()"
)


class Rendered(NamedTuple):
    """What a template gives."""

    text: str
    #: of each line the template, and the line of it, from 1, that it comes from
    origins: Sequence[tuple[str, int]]
    #: template -> its text
    sources: Mapping[str, str]


def render(
    name: str, source: bytes, folder: str, variables: Mapping[str, object], patience: float = PATIENCE
) -> Rendered:
    """Render a template of Jinja.

    Args:
        name: what the template is called.
        source: its text.
        folder: the folder below which what it includes lies.
        variables: the values of its variables.
        patience: how many seconds it may take.

    Raises:
        Unreadable: it is no template, uses what is not defined, or takes too long; or Jinja is not installed.
    """
    if find_spec("jinja2") is None:
        raise Unreadable("Jinja2 is not installed, which --template needs: pip install 'haproxy-model[template]'")
    with tempfile.TemporaryDirectory(prefix="haproxy-model-") as room:
        order, text = os.path.join(room, "order"), os.path.join(room, "template")
        with open(text, "wb") as file:
            file.write(source)
        try:
            said = json.dumps({"name": name, "source": text, "folder": folder, "variables": variables}, default=str)
        except RecursionError:
            raise Unreadable(f"{name}: the variables are nested too deeply") from None
        with open(order, "wb") as file:
            file.write(said.encode("utf-8"))
        path = "\n".join(each for each in sys.path if each) or os.getcwd()
        if "" in sys.path:
            path = f"{os.getcwd()}\n{path}"
        try:
            ended = run_program([sys.executable, "-I", "-c", _CHILD, order, path], {}, patience, _MOST)
            answer = json.loads(ended.out)
        except Unreadable:
            raise Unreadable(
                f"{name}: rendering it takes too long, or too much: is there a loop without an end?"
            ) from None
        except ValueError:
            raise Unreadable(f"{name}: it cannot be rendered: {_last_line(ended.err)}") from None
    if "error" in answer:
        line = "" if answer["line"] is None else f":{answer['line']}"
        raise Unreadable(f"{answer['file']}{line}: {answer['error']}")
    files = answer["files"]
    sources = {file: decode(source) if file == name else _text_of(file) for file in files}
    return Rendered(answer["text"], [(files[number], line) for number, line in answer["origins"]], sources)


def _text_of(path: str) -> str:
    """The text of a file that was included."""
    try:
        with open(path, "rb") as file:
            return decode(file.read())
    except OSError:
        return ""


def _last_line(said: str) -> str:
    lines = said.strip().split("\n")
    return lines[-1][:200] or "it gives no reason"
