"""What a check says: all right, something to know, or a problem with its way out. pt-BR."""

from dataclasses import dataclass
from typing import Literal

from adimple.store.reads.health import Found


@dataclass(frozen=True, slots=True)
class Result:
    code: str
    state: Literal["ok", "note", "problem"]
    phrase: str
    fix: str = ""
    count: int = 0
    examples: tuple[str, ...] = ()


def judge(code: str, found: Found, *, right: str, wrong: str, fix: str) -> Result:
    """Right when nothing was found; else `wrong`, how many and which, and `fix`."""
    if not found.count:
        return Result(code, "ok", right)
    which = ", ".join(found.examples) + (" …" if found.count > len(found.examples) else "")
    return Result(code, "problem", f"{wrong}: {found.count} (nº {which}).", fix, found.count, found.examples)
