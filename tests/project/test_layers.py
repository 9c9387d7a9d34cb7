"""The rooms of `docs/architecture.md`: what each may import.  An arrow that is not in the table is a mistake."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import haproxy_model

ROOT = Path(__file__).parents[2] / "haproxy_model"

#: The verdicts, and what they rest on.
FROM_VERDICTS = ("verdicts", "views", "model", "reading", "syntax", "values", "schema", "errors", "diagnostics")

#: room or top-level module -> what it may import, besides itself
MAY_IMPORT = {
    "records": (),
    "visible": (),
    "errors": ("visible",),
    "diagnostics": ("values", "report_doors", "errors"),
    "report_doors": ("diagnostics", "errors"),
    "storage": ("errors",),
    "syntax": ("visible", "errors", "diagnostics"),
    "values": ("syntax", "errors"),
    "schema": ("diagnostics",),
    "reading": ("syntax", "values", "schema"),
    "model": ("syntax", "values", "schema", "reading", "errors", "diagnostics", "storage"),
    "views": ("model", "reading", "syntax", "values", "schema", "errors", "diagnostics"),
    "verdicts": ("views", "model", "reading", "syntax", "values", "schema", "errors", "diagnostics"),
    "rewrites": FROM_VERDICTS,
    "lint": ("rewrites", "visible", *FROM_VERDICTS),
    "upgrading": ("lint", "rewrites", *FROM_VERDICTS),
    "program": ("lint", "verdicts", "views", "model", "syntax", "schema", "diagnostics", "errors"),
    "template": ("program", "model", "storage", "syntax", "visible", "diagnostics", "errors"),
    "settings": (
        "program",
        "lint",
        "verdicts",
        "views",
        "model",
        "schema",
        "values",
        "storage",
        "diagnostics",
        "errors",
    ),
    "report": ("diagnostics", "syntax", "model", "storage", "errors", "upgrading"),
    "api": (
        "settings",
        "verdicts",
        "lint",
        "upgrading",
        "views",
        "model",
        "syntax",
        "schema",
        "storage",
        "diagnostics",
        "errors",
    ),
    "testing": None,
    "cli": None,
    "__main__": None,
    "__init__": None,
}
#: The doors of the contract: methods that answer through a room above their own, imported when they are called.
DOORS = {"model/doors.py": {"views"}, "report_doors.py": {"report"}}


def _executed(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module, late ones included, but for what type checkers alone read."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield node
            yield from _executed(node)


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("haproxy_model"):
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("haproxy_model.")}
    return found


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_the_table_allows(path: Path) -> None:
    relative = path.relative_to(ROOT)
    room = relative.parts[0].removesuffix(".py")
    allowed = MAY_IMPORT[room]
    if allowed is None:
        return

    strangers = _imports(path) - {room, "records"} - set(allowed)

    assert strangers == DOORS.get(relative.as_posix(), set())


def _modules() -> dict[str, set[str]]:
    """Each module, and those that it imports, early or late; the doors left out."""
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in ROOT.rglob("*.py")
    }
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        found[name] = set()
        for node in (
            _executed(ast.parse(path.read_text("utf-8"))) if path.relative_to(ROOT).as_posix() not in DOORS else ()
        ):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("haproxy_model."):
                target = node.module.removeprefix("haproxy_model.")
                members = {f"{target}.{alias.name}" for alias in node.names} & names.keys()
                found[name] |= members or {target}
    return found


def test_no_circle_of_imports_spans_two_rooms() -> None:
    imports = _modules()
    reached: dict[str, set[str]] = {}
    for name in imports:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            for each in imports.get(waiting.pop(), set()) - seen:
                seen.add(each)
                waiting.append(each)
        reached[name] = seen

    circles = {
        (name, other)
        for name, seen in reached.items()
        for other in seen
        if name in reached.get(other, ()) and name.split(".")[0] != other.split(".")[0]
    }

    assert not circles


def test_the_search_for_circles_sees_imports() -> None:
    imports = _modules()

    assert "model.config" in imports["views.active"]
    assert "views.predicates" in imports["views.active"], "a late one"
    assert "views.following" not in imports["views.symbols"], "one for types alone"


def test_every_module_says_what_it_holds() -> None:
    silent = [path for path in ROOT.rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]

    assert not silent


def test_no_module_is_a_catch_all() -> None:
    names = {path.stem for path in ROOT.rglob("*.py")}

    assert not names & {"utils", "helper", "helpers", "manager", "base", "common", "data", "info", "misc"}


def test_no_room_or_module_of_the_top_level_is_called_like_an_exported_name() -> None:
    rooms = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or path.is_dir()}

    assert not rooms & set(haproxy_model.__all__)


#: Names of several modules that hold the same idea: its table, its objects, its judges, its command.
ONE_IDEA = {
    "__init__",
    "actions",
    "addresses",
    "bind",
    "criteria",
    "directives",
    "effective",
    "features",
    "inheritance",
    "logformat",
    "parameter_values",
    "samples",
    "secrets",
    "server",
    "sessions",
    "signatures",
    "symbols",
    "traces",
}


def test_modules_of_one_name_hold_one_idea() -> None:
    names = Counter(path.stem for path in ROOT.rglob("*.py"))

    assert {name for name, count in names.items() if count > 1} == ONE_IDEA
