"""Money is exact: the domain makes no float, by name, by literal or by division."""

import ast

import pytest

from tests.architecture import source


def floats(module: source.Module) -> list[str]:
    """Where a float would be born. `Path / name` has no place in the domain, so every `/` is a division."""
    return [
        f"{module.at(node.lineno)}: {ast.unparse(node)}"
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
        or (isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div))
        or (isinstance(node, ast.Attribute) and node.attr in {"Float32", "Float64", "truediv"})
    ]


@pytest.mark.parametrize("folder", [name for name in ("domain", "banks") if (source.PACKAGE / name).exists()])
def test_no_float_is_made(folder):
    assert [line for module in source.modules(folder) for line in floats(module)] == []


@pytest.mark.parametrize("code", ["float('1')", "x = 0.5", "x / y", "x /= 2", "pl.Float64", "def f(x: float): pass"])
def test_every_way_to_a_float_is_seen(code):
    assert len(floats(source.Module(source.PACKAGE / "example.py", ast.parse(code)))) == 1


def test_whole_numbers_and_whole_divisions_are_free():
    assert floats(source.Module(source.PACKAGE / "example.py", ast.parse("x = 10_000_000 // 3 % 7; y = '0.5'"))) == []
