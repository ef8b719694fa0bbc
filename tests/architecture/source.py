"""Our own source as syntax trees, for the tests that read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import adimple

PACKAGE = Path(adimple.__file__).parent


@dataclass(frozen=True, slots=True)
class Module:
    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.stem

    def at(self, line: int) -> str:
        return f"{self.path.relative_to(PACKAGE)}:{line}"


def modules(folder: str = "") -> Iterator[Module]:
    """Every module under `src/adimple/<folder>`, in name order; migrations are Django's own writing."""
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        if "migrations" not in path.parts:
            yield Module(path, ast.parse(path.read_text(encoding="utf-8"), str(path)))


def module_names(module: Module) -> set[str]:
    """Names that a module gives at its top level."""
    targets = [target for node in module.tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in module.tree.body if isinstance(node, ast.AnnAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def defined_names(module: Module) -> Iterator[tuple[str, int]]:
    """(name, line) of all we name ourselves: file, class, function, argument, variable, field, import alias."""
    yield module.name, 1
    for node in ast.walk(module.tree):
        line = getattr(node, "lineno", 1)
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, line
            case ast.arg(arg=name) | ast.TypeVar(name=name):
                yield name, line
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, line
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name, line
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, line
