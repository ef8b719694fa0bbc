"""Processes of this machine, each on its own: a fault in one is a shard to be worked again."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from adimple.cycle.executors import Unavailable, remote
from adimple.cycle.shards import Shard

TRIES = 4


class Pool:
    def __init__(self, workers: int) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._processes: ProcessPoolExecutor | None = None

    def results(self, work: str, parts: Sequence[Shard]) -> Iterator[tuple[int, Any]]:
        left = dict(enumerate(parts))
        for _ in range(TRIES):
            try:
                for number, result in self._asked(work, left):
                    del left[number]
                    yield number, result
                return
            except BrokenProcessPool:  # one was killed, and took the others with it
                self.close()
            except remote.Unfit as error:
                raise Unavailable(str(error)) from error
        raise Unavailable(
            f"Os processos da noite morreram {TRIES} vezes seguidas. Falta memória? Use menos processos (--workers) e "
            "rode «adimple cycle» de novo: o que já foi gravado não se repete."
        )

    def close(self) -> None:
        if self._processes is not None:
            self._processes.shutdown(cancel_futures=True)
            self._processes = None

    def _asked(self, work: str, left: dict[int, Shard]) -> Iterator[tuple[int, Any]]:
        if self._processes is None:
            spawn = multiprocessing.get_context("spawn")
            self._processes = ProcessPoolExecutor(
                min(self._workers, len(left)), mp_context=spawn, initializer=_begin, initargs=(os.getpid(),)
            )
        asked = {self._processes.submit(remote.perform, work, part): number for number, part in left.items()}
        for done in as_completed(asked):
            yield asked.pop(done), done.result()  # kept no longer than it is wanted


@contextmanager
def opened(workers: int) -> Iterator[Pool]:
    pool = Pool(workers)
    try:
        yield pool
    finally:
        pool.close()


def _begin(parent: int) -> None:
    """In the new process: one core's worth of threads, Ctrl-C left to the parent, and no life after it."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def _die_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
