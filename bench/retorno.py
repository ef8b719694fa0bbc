"""Reading a retorno: lines a second on one core, and the memory of a million lines.

Each measure is a process of its own, so that the peak is its own: `python -m bench.retorno FILE`.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "tests" / "golden" / "cnab"
MAKERS = {"400": "237-400", "240": "341-240"}


def write(kind: str, lines: int, path: Path) -> None:
    """A file of `kind` with about `lines` lines: a payment of the golden file over and over, each of its own boleto."""
    parts = (GOLDEN / f"{MAKERS[kind]}.RET").read_bytes().split(b"\r\n")
    with path.open("wb") as out:
        if kind == "400":
            out.write(parts[0] + b"\r\n")
            for n in range(lines):
                out.write(b"%s%011d%s%06d\r\n" % (parts[2][:70], n, parts[2][81:394], (n + 2) % 1_000_000))
            out.write(b"%s%06d\r\n" % (parts[-2][:394], (lines + 2) % 1_000_000))
            return
        out.write(parts[0] + b"\r\n" + parts[1] + b"\r\n")
        for n in range(lines // 2):
            t, u = parts[4], parts[5]
            first, second = (2 * n + 1) % 100_000, (2 * n + 2) % 100_000
            out.write(b"%s%05d%s%08d%s\r\n" % (t[:8], first, t[13:40], n, t[48:]))
            out.write(b"%s%05d%s\r\n" % (u[:8], second, u[13:]))
        out.write(parts[-3] + b"\r\n" + parts[-2] + b"\r\n")


def ours(path: Path) -> tuple[int, float]:
    """How many lines were read, and in how many seconds of processor time."""
    from adimple import banks
    from adimple.domain.retorno import reader

    known = banks.by_code()
    started = time.process_time()
    with path.open("rb") as stream:
        *_, closing = deque(reader.read(stream, known), maxlen=1)
    assert closing.reviews == 0, closing
    return closing.lines, time.process_time() - started


def measured(kind: str, lines: int) -> tuple[float, float]:
    """(lines a second of processor time, peak MiB)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "retorno"
        write(kind, lines, path)
        told = subprocess.run(
            [sys.executable, "-m", "bench.retorno", str(path)], capture_output=True, text=True, check=True,
            cwd=HERE.parent,
        )  # fmt: skip
    read, seconds, mib = told.stdout.split()
    return int(read) / float(seconds), float(mib)


if __name__ == "__main__":
    read, seconds = ours(Path(sys.argv[1]))
    # What `getrusage` tells begins with the peak of the process that started this one.
    (peak,) = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    print(read, seconds, int(peak) / 1024)
