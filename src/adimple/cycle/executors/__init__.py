"""Where the shards of a night are worked: `local` (two threads), `pool` (processes of this machine), `dask` (machines).

One night, one outcome: an executor only decides where `cycle.work` happens, and asks again for what died half-way.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from adimple.cycle.shards import Shard

NAMES = ("local", "pool", "dask")


class Executor(Protocol):
    def results(self, work: str, parts: Sequence[Shard]) -> Iterator[tuple[int, Any]]:
        """(position, what `cycle.work.WORKS[work]` gave), as they come. The first error ends it."""


class Unavailable(RuntimeError):
    """The executor cannot do the night; the text says why and what to do, in pt-BR. What was written stays."""


def opened(name: str, *, workers: int = 0, scheduler: str = "") -> AbstractContextManager[Executor]:
    """The executor called `name`. `workers`: processes (0: one a core). `scheduler`: of Dask, else one is made here."""
    if name == "local":
        from adimple.cycle.executors import local

        return local.opened()
    if name == "pool":
        from adimple.cycle.executors import pool

        return pool.opened(workers)
    if name == "dask":
        from adimple.cycle.executors import dask

        return dask.opened(scheduler, workers)
    raise Unavailable(f"Não existe o executor «{name}». Escolha um destes: {', '.join(NAMES)}.")
