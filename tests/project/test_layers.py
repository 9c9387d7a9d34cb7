"""The rooms of `docs/architecture.md`: what each may import.  An arrow that is not in the table is a mistake."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "haproxy_model"

#: room or top-level module -> what it may import, besides itself
MAY_IMPORT = {
    "errors": (),
    "value": (),
    "diagnostics": ("value",),
    "codes": ("diagnostics",),
    "storage": ("errors",),
    "syntax": ("errors", "diagnostics"),
    "values": ("syntax", "value", "errors", "diagnostics"),
    "schema": (),
    "reading": ("syntax", "values", "schema"),
    "model": ("syntax", "values", "schema", "reading", "errors", "diagnostics", "codes", "storage"),
    "views": ("model", "reading", "syntax", "values", "schema", "errors", "diagnostics"),
    "check": ("views", "model", "reading", "syntax", "values", "schema", "errors", "diagnostics", "codes"),
    "lint": ("check", "views", "model", "reading", "syntax", "values", "schema", "errors", "diagnostics", "codes"),
    "report": ("diagnostics", "syntax", "model", "errors"),
    "api": ("check", "lint", "views", "model", "syntax", "schema", "storage", "diagnostics", "errors"),
    "cli": None,
    "__main__": None,
    "__init__": None,
}
#: Doors of the contract: a method of the model that answers through a view, imported when it is called.
LATE = {("model/config.py", "views")}


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

    strangers = {name for name in _imports(path) - {room} - set(allowed) if (relative.as_posix(), name) not in LATE}

    assert not strangers


def test_every_module_says_what_it_holds() -> None:
    silent = [path for path in ROOT.rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]

    assert not silent


def test_no_module_is_a_catch_all() -> None:
    names = {path.stem for path in ROOT.rglob("*.py")}

    assert not names & {"utils", "helper", "helpers", "manager", "base", "common", "data", "info", "misc"}
