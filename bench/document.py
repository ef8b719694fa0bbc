"""docs/bench.md in parts, each of its own measure: one taken again replaces its own and leaves the others."""

from pathlib import Path

HOUSE, MONEY = "# O que custa, medido", "## O dinheiro que entra"
PAGES = "## As páginas com vinte pessoas ao mesmo tempo"
_ORDER = (HOUSE, MONEY, PAGES)


def replace(path: Path, part: str, text: str) -> None:
    """`text` begins with the heading that `part` is."""
    kept = _parts(path) | {part: text}
    path.write_text("\n\n".join(kept[one].strip() for one in _ORDER if one in kept) + "\n", encoding="utf-8")


def _parts(path: Path) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line in _ORDER:
            lines = found[line] = []
        lines.append(line)
    return {part: "\n".join(lines) for part, lines in found.items()}
