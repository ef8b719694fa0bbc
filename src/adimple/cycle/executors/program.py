"""Which program this is, as every machine of a night must agree: our version and the tables it knows."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

_MIGRATIONS = Path(__file__).resolve().parents[2] / "store" / "migrations"


@cache
def own_program() -> str:
    last = max(path.stem for path in _MIGRATIONS.glob("[0-9]*.py"))
    return f"{version('adimple')}, tabelas {last}"
