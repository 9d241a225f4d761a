"""The examples in the docstrings of the law are true."""

import doctest
import importlib
import pkgutil

import pytest

import legal

MODULES = sorted(each.name for each in pkgutil.walk_packages(legal.__path__, "legal."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_at_all() -> None:
    found = [each for name in MODULES for each in doctest.DocTestFinder().find(importlib.import_module(name))]
    assert sum(bool(each.examples) for each in found) >= 10
