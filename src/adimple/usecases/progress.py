"""How far a long piece of work is, told to whoever waits for it."""

from collections.abc import Callable

READING, CHECKING, WRITING = "reading", "checking", "writing"

# `tell(stage, done, total)`: `total` is 0 where the stage cannot count. May raise, to stop the work before it writes.
type Tell = Callable[[str, int, int], None]


def untold(stage: str, done: int, total: int) -> None:
    """Nobody waits."""
