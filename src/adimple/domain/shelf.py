"""Finds plug-ins: every module of a package that defines a given constant."""

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def shelf(package: ModuleType, constant: str) -> tuple[Any, ...]:
    """The `constant` of each module of `package`, in module-name order; tuples are joined; codes are unique."""
    found: list[Any] = []
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        value = getattr(module, constant, ())
        found.extend(value if isinstance(value, tuple) else (value,))
    codes = [item.code for item in found]
    assert len(codes) == len(set(codes)), f"two {constant} share a code in {package.__name__}: {codes}"
    return tuple(found)
