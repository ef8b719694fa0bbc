"""A shard is a contiguous range of person keys, so that a person is never in two: the one unit of a night's work.

It holds all that travels to another process or machine: no secret, and nobody's data.
"""

import itertools
from dataclasses import dataclass
from datetime import date, datetime

from adimple.store.frames import PERSON_KEYS_END, Where

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


def bounds(credor_ids: tuple[int, ...], open_titulos: int) -> list[Where]:
    """As many equal ranges as keep a shard under TITULOS_A_SHARD open títulos. Keys are HMACs: evenly spread."""
    count = max(-(-open_titulos // TITULOS_A_SHARD), 1)
    edges = [PERSON_KEYS_END * number // count for number in range(count + 1)]
    return [Where(credor_ids, first, end) for first, end in itertools.pairwise(edges)]
