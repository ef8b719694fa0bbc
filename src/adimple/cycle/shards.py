"""A shard is a contiguous range of person keys, so that a person is never in two."""

import itertools

from adimple.store.frames import PERSON_KEYS_END, Where

TITULOS_A_SHARD = 250_000  # about 0.6 GiB at the peak: one shard is written while the next one is read


def bounds(credor_ids: tuple[int, ...], open_titulos: int) -> list[Where]:
    """As many equal ranges as keep a shard under TITULOS_A_SHARD open títulos. Keys are HMACs: evenly spread."""
    count = max(-(-open_titulos // TITULOS_A_SHARD), 1)
    edges = [PERSON_KEYS_END * number // count for number in range(count + 1)]
    return [Where(credor_ids, first, end) for first, end in itertools.pairwise(edges)]
