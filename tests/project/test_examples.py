"""The examples in docstrings say what is so."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import haproxy_model

EXAMPLES = [
    example
    for module in pkgutil.walk_packages(haproxy_model.__path__, "haproxy_model.")
    if not module.name.endswith("__main__")
    for example in doctest.DocTestFinder().find(importlib.import_module(module.name))
    if example.examples
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_gives_what_it_shows(example: doctest.DocTest) -> None:
    assert doctest.DocTestRunner().run(example).failed == 0
