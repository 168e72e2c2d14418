"""The examples in the docstrings of every module hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import diplograph

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(diplograph.__path__, "diplograph.") if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_examples_of_all_folders_are_found() -> None:
    attempted = {name: doctest.testmod(importlib.import_module(name)).attempted for name in MODULES}
    assert attempted["diplograph.loaders.readers.dates"] >= 6
    assert sum(count > 0 for count in attempted.values()) >= 8
