"""Lane functions keep to what means the same for an int and for a column (design, section 7)."""

import ast
import sys
from pathlib import Path

import pytest

from adimple.domain.conduct.gate import RULES_BY_RANK

SRC = Path(__file__).parents[2] / "src/adimple"
# The operations themselves look at which lane they are in.
FILES = sorted(path for path in (SRC / "domain").rglob("*.py") if path.name != "lanes.py")

LANE_ONLY = {"where", "no", "minimum", "maximum"}
DAY_ONLY_CALLS = {"min", "max", "abs", "round", "int", "bool", "float", "any", "all", "sum", "isinstance", "len"}
FORBIDDEN = {
    ast.Not: "not",
    ast.Invert: "~",
    ast.And: "and",
    ast.Or: "or",
    ast.If: "if",
    ast.IfExp: "if … else",
    ast.While: "while",
    ast.Match: "match",
    ast.Assert: "assert",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Div: "/",
    ast.Pow: "**",
}


def lane_functions(tree: ast.AST) -> list[ast.FunctionDef]:
    """Functions that take a `Lane`, or use what only a lane needs."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [function for function in functions if takes_lane(function) or calls_of(function) & LANE_ONLY]


def takes_lane(function: ast.FunctionDef) -> bool:
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return any(isinstance(arg.annotation, ast.Name) and arg.annotation.id == "Lane" for arg in named)


def calls_of(function: ast.FunctionDef) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {call.id for call in calls if isinstance(call, ast.Name)}


def offences(function: ast.FunctionDef) -> list[str]:
    """What the function uses and a column would not understand."""
    found = [word for node in ast.walk(function) for kind, word in FORBIDDEN.items() if isinstance(node, kind)]
    chains = [node for node in ast.walk(function) if isinstance(node, ast.Compare) and len(node.ops) > 1]
    floats = [node for node in ast.walk(function) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    return found + ["a < b < c"] * len(chains) + ["float"] * len(floats) + sorted(calls_of(function) & DAY_ONLY_CALLS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_lane_function_uses_only_what_both_lanes_have(path):
    functions = lane_functions(ast.parse(path.read_text()))
    assert {function.name: offences(function) for function in functions if offences(function)} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_who_uses_lane_operations_takes_a_lane(path):
    functions = lane_functions(ast.parse(path.read_text()))
    assert [function.name for function in functions if not takes_lane(function)] == []


def test_every_conduct_rule_is_made_of_checked_functions():
    for rule in RULES_BY_RANK:
        for function in (rule.applies, rule.allows):
            source = Path(sys.modules[function.__module__].__file__)
            names = {checked.name for checked in lane_functions(ast.parse(source.read_text()))}
            assert source in FILES
            assert function.__name__ in names, f"{rule.code}: {function.__name__} must take `f: Lane`"


@pytest.mark.parametrize(
    ("body", "offence"),
    [
        ("return not f.a", "not"),
        ("return ~f.a", "~"),
        ("return f.a and f.b", "and"),
        ("return f.a or f.b", "or"),
        ("return 1 if f.a else 2", "if … else"),
        ("return 0 < f.a < 3", "a < b < c"),
        ("return f.a in (1, 2)", "in"),
        ("return f.a / 2", "/"),
        ("return f.a * 0.5", "float"),
        ("return max(f.a, f.b)", "max"),
    ],
)
def test_the_check_sees(body, offence):
    (function,) = lane_functions(ast.parse(f"def figure(f: Lane) -> Lane:\n    {body}\n"))
    assert offences(function) == [offence]
