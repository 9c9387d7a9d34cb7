"""A template rendered with Jinja, in a sandbox; run in a process of its own, which may end at any time.

What is read lies below the folder of the template, whatever the template names.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TypedDict

from jinja2 import StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.loaders import BaseLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from haproxy_model.template.line_marks import LineMarks, origins, unmarked

#: How large a file may be that is read, and a text that is rendered, in bytes and characters.
MOST_READ, MOST_RENDERED = 4 << 20, 4 << 20
#: How much memory there is, in bytes, and how many seconds of work.
_MEMORY, _WORK = 1 << 30, 60


class Order(TypedDict):
    """What is to be rendered."""

    #: what the template is called, and the file that has its text
    name: str
    source: str
    #: the folder below which included files lie
    folder: str
    variables: dict[str, object]


class Answer(TypedDict, total=False):
    """What came of it."""

    text: str
    #: of each line the template, by its place in `files`, and the line of it
    origins: list[tuple[int, int]]
    files: list[str]
    #: instead: what is wrong, and where
    error: str
    file: str
    line: int | None


def main() -> None:
    """Render what the first argument says, and write the answer to standard output."""
    _limit()
    order: Order = json.loads(open(sys.argv[1], encoding="utf-8").read())  # noqa: SIM115
    json.dump(rendered(order), sys.stdout)


def rendered(order: Order) -> Answer:
    """The text of a template, and where its lines come from."""
    try:
        return _rendered(order)
    except TemplateSyntaxError as error:
        return {"error": _sentence(error), "file": error.filename or order["name"], "line": error.lineno}
    except TemplateNotFound as error:
        return _blamed(order, error, f"`{error}` is included and is not below {order['folder']}")
    except UndefinedError as error:
        return _blamed(order, error, f"{_sentence(error)}: give it a value with --vars")
    except MemoryError:
        return {"error": "it needs too much memory", "file": order["name"], "line": None}
    except RecursionError as error:
        return _blamed(order, error, "it is nested too deeply, or includes itself")
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, OSError) as error:
        return _blamed(order, error, _sentence(error))


def _rendered(order: Order) -> Answer:
    plain, _ = _text(order, None)
    for everywhere in (True, False):
        marked, files = _text(order, everywhere)
        # Marks in values can be seen by filters: where they change anything there are fewer.
        if unmarked(marked) == plain:
            break
    return {"text": unmarked(marked), "origins": origins(marked), "files": files}


def _text(order: Order, everywhere: bool | None) -> tuple[str, list[str]]:
    """What is rendered, and the templates that it comes from; with marks, or None for none."""
    loader = _Below(order["folder"])
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        extensions=[] if everywhere is None else [LineMarks],
    )
    files: list[str] = []
    for extension in environment.extensions.values():
        if isinstance(extension, LineMarks):
            extension.everywhere = bool(everywhere)
            files = extension.files
    files.append(order["name"])
    code = environment.compile(_content(order["source"]), name=order["name"], filename=order["name"])
    template = Template.from_code(environment, code, environment.make_globals(None))
    pieces, size = [], 0
    for piece in template.generate(order["variables"]):
        pieces.append(piece)
        size += len(piece)
        if size > 4 * MOST_RENDERED:
            raise ValueError("it is too long when it is rendered")
    text = "".join(pieces)
    if everywhere is None and len(text) > MOST_RENDERED:
        raise ValueError("it is too long when it is rendered")
    return text, files


class _Below(BaseLoader):
    """Reads templates below a folder, and nothing else, whatever links lead to."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._real = os.path.realpath(folder)

    def get_source(self, environment: object, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, and its path.

        Raises:
            TemplateNotFound: there is none of this name.
        """
        path = os.path.join(self._folder, template)
        real = os.path.realpath(path)
        if os.path.commonpath([real, self._real]) != self._real or not os.path.isfile(real):
            raise TemplateNotFound(template)
        return _content(real), os.path.normpath(path), lambda: True


def _content(path: str) -> str:
    with open(path, "rb") as file:
        content = file.read(MOST_READ + 1)
    if len(content) > MOST_READ:
        raise ValueError(f"{path} is too long for a template")
    return content.decode("utf-8", "surrogateescape")


def _blamed(order: Order, error: BaseException, message: str) -> Answer:
    """What is wrong, at the last line of a template that was at work."""
    file, line = order["name"], None
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name == order["name"] or (name.startswith(order["folder"]) and not name.endswith(".py")):
            file, line = name, trace.tb_lineno
        trace = trace.tb_next
    return {"error": message, "file": file, "line": line}


def _sentence(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:200].rstrip(".").replace("'", "`")


def _limit() -> None:
    """Take no more than is due."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_WORK, _WORK))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
