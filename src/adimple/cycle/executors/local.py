"""This process: two threads, so that one shard is read and planned while the other one is being written."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any

from django.db import connection

from adimple.cycle import work as works
from adimple.cycle.shards import Shard

THREADS = 2


class Local:
    def results(self, work: str, parts: Sequence[Shard]) -> Iterator[tuple[int, Any]]:
        if len(parts) == 1:  # nothing to overlap with
            yield 0, works.WORKS[work](parts[0])
            return
        with ThreadPoolExecutor(THREADS, "night") as threads:
            asked = {threads.submit(_alone, work, part): number for number, part in enumerate(parts)}
            try:
                for done in as_completed(asked):
                    yield asked.pop(done), done.result()  # kept no longer than it is wanted
            finally:
                threads.shutdown(cancel_futures=True)


@contextmanager
def opened() -> Iterator[Local]:
    yield Local()


def _alone(work: str, part: Shard) -> Any:
    try:
        return works.WORKS[work](part)
    finally:
        connection.close()  # the thread's own
