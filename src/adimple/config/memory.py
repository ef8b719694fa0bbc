"""How much memory our PostgreSQL keeps pages in: a share of this machine's, or of what its container may take."""

from pathlib import Path

import psutil

SHARE = 8  # of the memory: the rest is the console's, the night's and the system's own cache
LEAST_MB, MOST_MB = 128, 2_048  # a million títulos and a year of their history fit in two gigabytes
_MB = 1 << 20
# The ceilings of a container, where there is one: cgroup v2, then v1.
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def settings() -> dict[str, str]:
    """PostgreSQL's, for this machine."""
    return {"shared_buffers": f"{buffers_mb(available_bytes())}MB"}


def buffers_mb(memory_bytes: int) -> int:
    return min(max(memory_bytes // SHARE // _MB, LEAST_MB), MOST_MB)


def available_bytes(limits: tuple[Path, ...] = _LIMITS) -> int:
    """What processes here may take at most: the machine's memory, or less where a container says so."""
    told = [int(text) for path in limits if (text := _read(path)).isdigit()]
    return min([psutil.virtual_memory().total, *told])


def _read(path: Path) -> str:
    """ "" where there is no such file; "max" is no number either."""
    try:
        return path.read_text().strip()
    except OSError:
        return ""
