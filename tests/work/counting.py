"""A second copy of the package that counts what it does while it runs; the first one knows nothing of it."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from work import charges

_PACKAGE = "haproxy_model"
_copies: dict[str, ModuleType] = {}


def counted(run: Callable[[Any], object], places: Counter[charges.Place] | None = None) -> int:
    """What a run costs that finds nothing memoised; it is given the copy, also where it imports the package."""
    with _imported() as package:
        for module in _copies.values():
            for value in vars(module).values():
                # A cache without a bound holds what is made of the schema's tables.
                if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"] is not None:
                    value.cache_clear()
        charges.begin(places)
        run(package)
        return charges.total()


def instrumented(source: str | bytes, path: str = "") -> CodeType:
    """The code of a module that counts; it needs `charges.HOOKS` among its names."""
    return compile(ast.fix_missing_locations(_Counting().visit(ast.parse(source))), path, "exec", dont_inherit=True)


@contextmanager
def _imported() -> Iterator[ModuleType]:
    """The copy stands where the package does, for as long as it runs: the package imports parts of itself late."""
    own, finder = _taken_out(), _Finder()
    sys.modules.update(_copies)
    sys.meta_path.insert(0, finder)
    try:
        yield import_module(_PACKAGE)
    finally:
        sys.meta_path.remove(finder)
        _copies.update(_taken_out())
        sys.modules.update(own)


def _taken_out() -> dict[str, ModuleType]:
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == _PACKAGE}


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path) if name.partition(".")[0] == _PACKAGE else None
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    def path_stats(self, path: str) -> Any:
        raise OSError("no bytecode is read, and none is kept")

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:
        return instrumented(data, path)

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(charges.HOOKS)
        super().exec_module(module)


class _Counting(ast.NodeTransformer):
    """Puts the hooks into functions; what stands outside them runs once, and stays as it is."""

    _inside = False

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            return self._function(node)
        if isinstance(node, ast.ClassDef):
            return self._within(node, inside=False)
        return super().visit(node) if self._inside else self.generic_visit(node)

    def _within(self, node: Any, *, inside: bool) -> Any:
        before, self._inside = self._inside, inside
        self.generic_visit(node)
        self._inside = before
        return node

    def _function(self, node: Any) -> Any:
        # Decorators, defaults and annotations belong to what stands around.
        body = ast.Module(node.body, []) if isinstance(node, ast.FunctionDef) else ast.Expression(node.body)
        node.body = self._within(body, inside=True).body
        if isinstance(node, ast.FunctionDef):
            node.body.insert(ast.get_docstring(node, clean=False) is not None, ast.Expr(_call("spend")))
        return node

    def visit_For(self, node: Any) -> Any:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_call("spend")))
        return node

    def visit_While(self, node: ast.While) -> Any:
        return self.visit_For(node)

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        self.generic_visit(node)
        node.iter = _call("each", node.iter)
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in charges.CONSTANT or name in ("super", "globals"):  # which look at who calls them
            return node
        return ast.Call(_hook("called"), [node.func, *node.args], node.keywords)

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
        values = [node.left, *node.comparators]
        name = {ast.In: "held", ast.NotIn: "held", ast.Eq: "equal", ast.NotEq: "equal"}.get(type(node.ops[0]))
        if (
            len(values) > 2
            or name is None
            or any(isinstance(value, ast.Constant) for value in values[name == "held" :])
        ):
            return node
        call = _call(name, *values)
        return ast.UnaryOp(ast.Not(), call) if isinstance(node.ops[0], ast.NotIn | ast.NotEq) else call

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        name = type(node.op).__name__
        return _call("combined", _hook(name), node.left, node.right) if name in charges.OPERATIONS else node

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        self.generic_visit(node)
        return _call("made", node) if isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Slice) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Any:
        self.generic_visit(node)
        return _call("made", node)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> Any:
        node.value = self.visit(node.value)  # its format is a JoinedStr, and must stay one
        return node

    def visit_List(self, node: Any) -> Any:
        self.generic_visit(node)
        starred = any(isinstance(element, ast.Starred) for element in node.elts)
        return _call("made", node) if starred and not isinstance(getattr(node, "ctx", None), ast.Store) else node

    def visit_Tuple(self, node: ast.Tuple) -> Any:
        return self.visit_List(node)

    def visit_Set(self, node: ast.Set) -> Any:
        return self.visit_List(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Add) or any(isinstance(each, ast.Call) for each in ast.walk(node.target)):
            return node
        return [node, ast.Expr(_call("grown", ast.parse(ast.unparse(node.target), mode="eval").body))]

    def visit_Assign(self, node: ast.Assign) -> Any:
        self.generic_visit(node)
        target = node.targets[0]
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
            return ast.Expr(_call("placed", target.value, _index(target.slice), node.value))
        starred = [each.value for each in ast.walk(target) if isinstance(each, ast.Starred)]
        return [
            node,
            *(ast.Expr(_call("made", ast.Name(rest.id, ast.Load()))) for rest in starred if isinstance(rest, ast.Name)),
        ]

    def visit_Delete(self, node: ast.Delete) -> Any:
        self.generic_visit(node)
        return [
            ast.Expr(_call("deleted", target.value, _index(target.slice)))
            if isinstance(target, ast.Subscript)
            else ast.Delete([target])
            for target in node.targets
        ]


def _index(index: ast.expr) -> ast.expr:
    if not isinstance(index, ast.Slice):
        return index
    return ast.Call(_hook("slice"), [part or ast.Constant(None) for part in (index.lower, index.upper, index.step)], [])


def _hook(name: str) -> ast.Name:
    return ast.Name(f"_work_{name}", ast.Load())


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(_hook(name), list(arguments), [])
