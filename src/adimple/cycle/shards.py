"""A shard is a range of person numbers, so that a person is never in two: the one unit of a night's work.

It holds all that travels to another process or machine: no secret, and nobody's data.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from adimple.store.frames import PERSONS_END, Where

TITULOS_A_SHARD = 60_000  # two at once, in two threads, stay below half a GiB
FIRST_CHOICES, RUN = "first_choices", "run_shard"  # what may be asked of a shard


@dataclass(frozen=True, slots=True)
class Night:
    """`holder`: the server process that holds the night's lock (0: nobody, for what is only read)."""

    number: int
    on: date
    now: datetime
    actor: str
    holder: int
    program: str  # version and tables, which every machine must have in common


@dataclass(frozen=True, slots=True)
class Shard:
    """`rooms`: credor id, how many actions it may still have in this shard. `limited`: whose room is less than all."""

    night: Night
    where: Where
    rooms: tuple[tuple[int, int], ...]
    limited: tuple[int, ...] = ()


def bounds(credor_ids: tuple[int, ...], blocks: Sequence[tuple[int, int]]) -> list[Where]:
    """As many ranges of about as many open títulos as keep a shard near TITULOS_A_SHARD, a block at most above it.

    `blocks`: (first person number, open títulos) of neighbours, in order; none is divided. All numbers are in a range.
    """
    total = sum(titulos for _, titulos in blocks)
    count = max(-(-total // TITULOS_A_SHARD), 1)
    edges, before = [0], 0
    for first, titulos in blocks:
        if before >= total * len(edges) // count and first > edges[-1]:
            edges.append(first)
        before += titulos
    return [Where(credor_ids, first, end) for first, end in itertools.pairwise([*edges, PERSONS_END])]
