"""Our named tuples are those of `typing`, made without compiling the annotations."""

from __future__ import annotations

import ast
import pickle
import typing
from pathlib import Path

import pytest

import haproxy_model
from haproxy_model import records

PACKAGE = Path(haproxy_model.__file__).parent


class Ours(records.NamedTuple):
    """A place."""

    line: int
    #: from 1
    column: int = 1

    @property
    def shown(self) -> str:
        return f"{self.line}:{self.column}"

    def __bool__(self) -> bool:
        return self.line > 0


class Theirs(typing.NamedTuple):
    """A place."""

    line: int
    #: from 1
    column: int = 1


def test_a_record_is_the_named_tuple_of_typing() -> None:
    ours, theirs = Ours(3), Theirs(3)

    assert ours == theirs == (3, 1)
    assert repr(ours) == "Ours(line=3, column=1)"
    assert (Ours._fields, Ours._field_defaults) == (Theirs._fields, Theirs._field_defaults)
    assert (Ours.__module__, Ours.__qualname__, Ours.__doc__) == (Theirs.__module__, "Ours", Theirs.__doc__)
    assert Ours.__annotations__ == {"line": "int", "column": "int"}
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)
    assert pickle.loads(pickle.dumps(ours)) == ours
    assert ours._replace(column=9).shown == "3:9"
    assert not Ours(0)


def test_a_record_takes_its_fields_and_no_others() -> None:
    with pytest.raises(TypeError, match="missing 1 required"):
        Ours()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword"):
        Ours(1, lines=2)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Ours(1).line = 2  # type: ignore[misc]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_makes_the_slow_ones(path: Path) -> None:
    if path == PACKAGE / "records.py":
        return
    imports = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]

    assert not [
        node.lineno for node in imports for name in node.names if (node.module, name.name) == ("typing", "NamedTuple")
    ]
