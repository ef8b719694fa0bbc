"""How much memory our PostgreSQL is given: tables of machines, and what containers say."""

import psutil
import pytest

from adimple.config import memory

GB = 1 << 30


@pytest.mark.parametrize(
    ("memory_bytes", "mb"),
    [
        (GB // 2, 128),  # never less, even on the smallest machine
        (1 * GB, 128),
        (2 * GB, 256),
        (4 * GB, 512),
        (8 * GB, 1_024),
        (16 * GB, 2_048),
        (256 * GB, 2_048),
    ],
)
def test_an_eighth_of_the_memory_within_bounds(memory_bytes, mb):
    assert memory.buffers_mb(memory_bytes) == mb


def test_a_container_s_limit_counts_where_it_is_less(tmp_path):
    total = psutil.virtual_memory().total
    for text, expected in ((str(GB), min(GB, total)), ("max", total), (str(2**63 - 4096), total), ("", total)):
        (tmp_path / "memory.max").write_text(f"{text}\n")
        assert memory.available_bytes((tmp_path / "memory.max", tmp_path / "absent")) == expected
