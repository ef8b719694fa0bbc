"""The size of things, and what a lock file may not hold."""

import ast
import re
import tomllib

import pytest

from tests.architecture import source

ROOT = source.PACKAGE.parents[1]
FILE_LINES = 400
FUNCTION_LINES = 60


def test_no_file_outgrows_its_idea():
    paths = [module.path for module in source.modules()] + sorted((ROOT / "tests").rglob("*.py"))
    lines = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}

    assert {path: count for path, count in lines.items() if count > FILE_LINES} == {}


def test_every_function_fits_a_screen():
    sizes = {
        module.at(node.lineno): node.end_lineno - node.lineno + 1
        for module in source.modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {place: size for place, size in sizes.items() if size > FUNCTION_LINES} == {}


@pytest.mark.parametrize("name", ["base.lock", "dev.lock", "setup.lock", "node.lock"])
def test_every_locked_version_has_its_hash_and_no_address(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    requirements = re.findall(r"^(\S+==\S+(?: ;.*)?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.M)

    assert "://" not in text
    assert len(requirements) == len(re.findall(r"^\S+==", text, re.M)) > 0


def test_every_dependency_is_locked():
    """Red after a new one in pyproject.toml: run `make locks`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert names(project["dependencies"]) <= locked("base.lock")
    assert names(project["optional-dependencies"]["dev"]) <= locked("dev.lock")


def names(requirements: list[str]) -> set[str]:
    return {re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-") for requirement in requirements}


def locked(name: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / name).read_text(encoding="utf-8"), re.M))


def test_the_browser_s_lock_has_no_address():
    assert "http" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
