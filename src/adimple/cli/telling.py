"""How far a long piece of work is, on the terminal of who waits for it; where there is none, nothing is said."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STAGES = {"reading": "Lendo", "checking": "Conferindo", "writing": "Levando ao razão"}


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Told on the standard error, which is no part of what the command answers."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_STAGES[stage], total=total or None)
            bar.update(tasks[stage], completed=done, total=total or None)

        yield tell
