"""`python -m bench.scale`: the night at one million and at ten, on every executor: time per título, memory per process.

Both databases are up at once and the sizes take turns, so that whatever else the machine does weighs on both.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import typer
from rich.console import Console
from rich.table import Table

from adimple.config import embedded

MARK = "<!-- medido por python -m bench.scale: daqui até o fim -->"
HEADER = ("Títulos", "Onde", "Pedaços", "Tempo", "µs por título", "Maior processo", "Conteúdo")
FLAT, HALF_A_GIB = 1.2, 512
SAMPLE_SECONDS = 0.2
# As docs/guia/escala.md asks of whoever has ten million: what a night writes to keeps in memory, and few checkpoints.
SERVER = {"shared_buffers": "1GB", "max_wal_size": "4GB"}


@dataclass(frozen=True, slots=True)
class Night:
    titulos: int
    executor: str
    shards: int
    seconds: float
    peak_mib: float
    sha256: str

    @property
    def us_each(self) -> float:
        return self.seconds * 1e6 / self.titulos


def main(
    small: int = typer.Option(1_000_000, help="A carteira menor."),
    large: int = typer.Option(10_000_000, help="A carteira maior."),
    names: str = typer.Option("local,pool,dask", "--executors", help="Quais executores, separados por vírgula."),
    workers: int = typer.Option(2, help="Processos de pool e dask."),
    folder: str = typer.Option("", help="Onde semear, e guardar para repetir; sem ela, uma pasta temporária."),
    write: str = typer.Option("", help="Grava a tabela no fim deste arquivo Markdown."),
) -> None:
    home = Path(folder or tempfile.mkdtemp(prefix="adimple-scale-"))
    os.environ.pop("DATABASE_URL", None)
    homes = {titulos: home / str(titulos) for titulos in (small, large)}
    try:
        for titulos, data in homes.items():
            embedded.ensure_running(data, SERVER)
            _say(f"{titulos:,} títulos em {data}: {_seed(data, titulos):.0f} s")
        nights = []
        for name in names.split(","):
            for titulos in (
                small,
                large,
                small,
            ):  # the small ones before and after, for what the machine does meanwhile
                nights.append(_night(homes[titulos], titulos, name, workers))
                _say(str(nights[-1]))
    finally:
        for data in homes.values():
            embedded.stop(data)
        if not folder:
            shutil.rmtree(home, ignore_errors=True)
    rows, verdicts = _rows(nights), _verdicts(nights, small, large)
    table = Table(*HEADER, title="A noite em escala")
    for row in rows:
        table.add_row(*row)
    Console().print(table, *verdicts, sep="\n")
    if write:
        text = Path(write).read_text().partition(MARK)[0]
        Path(write).write_text(f"{text}{MARK}\n\n{_markdown(rows, verdicts, workers)}")


def once(name: str, workers: int) -> None:
    """One night in this process, timed from after start-up; prints JSON."""
    from adimple.cycle import executors, run
    from adimple.store.reads import access
    from adimple.usecases.context import Actor, Context
    from bench import night, seed

    ctx = Context(Actor("medida"), access.whole_scope(), night.AT)
    parts = [0]
    started = time.perf_counter()
    with executors.opened(name, workers=workers) as executor:
        run.run_night(ctx, seed.ON, lambda done, total: parts.append(total), executor)
        seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "shards": max(parts)}))


def content() -> str:
    """MD5 of what the night wrote, whoever wrote it in whatever order; ids of rows apart."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT md5(sum(('x' || substr(md5(concat_ws('|', i.titulo_id, i.due_on, i.step_code, i.blocked_by,
                   a.devedor_id, a.channel, a.contact_id, a.due_at, a.template)), 1, 15))::bit(60)::bigint)::text)
            FROM action_item i LEFT JOIN action a ON a.id = i.action_id
            """
        )
        return cursor.fetchone()[0]


def _seed(data: Path, titulos: int) -> float:
    started = time.perf_counter()
    sizes = f"titulos={titulos}, devedores={titulos * 3 // 10}"
    _python(
        data,
        "from adimple.store import models; from bench import night, seed\n"
        f"models.Titulo.objects.exists() or seed.portfolio({sizes}, at=night.AT)",
    )
    return time.perf_counter() - started


def _night(data: Path, titulos: int, name: str, workers: int) -> Night:
    _python(data, "from bench import night; night._forget()")
    told, peak = _watched(data, f"from bench import scale; scale.once({name!r}, {workers})")
    sha256 = _python(data, "from bench import scale; print(scale.content())").strip()
    return Night(titulos, name, told["shards"], told["seconds"], peak, sha256)


def _watched(data: Path, program: str) -> tuple[dict, float]:
    """What the program told, and the most memory any one of its processes had."""
    peak = 0
    with subprocess.Popen(_command(program), stdout=subprocess.PIPE, text=True, env=_environment(data)) as process:
        while process.poll() is None:
            peak = max(peak, _largest(process.pid))
            time.sleep(SAMPLE_SECONDS)
        assert process.stdout
        text = process.stdout.read()
    assert process.returncode == 0, process.returncode
    return json.loads(text.splitlines()[-1]), peak / 2**20


def _largest(pid: int) -> int:
    """Bytes of the largest of a process and its descendants; the database server is nobody's descendant."""
    largest = 0
    try:
        whole = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in whole:
        try:
            largest = max(largest, process.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return largest


def _python(data: Path, program: str, *, check: bool = True) -> str:
    done = subprocess.run(_command(program), stdout=subprocess.PIPE, text=True, check=check, env=_environment(data))
    return done.stdout


def _command(program: str) -> list[str]:
    return [sys.executable, "-c", f"from adimple.cli import boot; boot.ready()\n{program}"]


def _environment(data: Path) -> dict[str, str]:
    return os.environ | {"ADIMPLE_DATA": str(data), "PYTHONPATH": str(Path(__file__).resolve().parents[1])}


def _rows(nights: list[Night]) -> list[tuple[str, ...]]:
    contents = {one.titulos: one.sha256 for one in reversed(nights)}  # of the first night of each size
    return [
        (
            _count(one.titulos),
            one.executor,
            str(one.shards),
            f"{one.seconds:.1f} s".replace(".", ","),
            f"{one.us_each:.1f}".replace(".", ","),
            f"{one.peak_mib:.0f} MiB",
            "igual" if one.sha256 == contents[one.titulos] else "DIFERENTE",
        )
        for one in nights
    ]


def _verdicts(nights: list[Night], small: int, large: int) -> list[str]:
    lines = []
    for name in dict.fromkeys(one.executor for one in nights):
        of_small, of_large = (
            statistics.mean(one.us_each for one in nights if (one.executor, one.titulos) == (name, titulos))
            for titulos in (small, large)
        )
        ratio = of_large / of_small
        times = f"{ratio:.2f}".replace(".", ",")
        lines.append(
            f"{name}: por título, {_count(large)} custa {times}× o que custa {_count(small)} (meta: até 1,2×): "
            + ("atingida" if ratio <= FLAT else "não atingida")
        )
    peak = max(one.peak_mib for one in nights)
    lines.append(
        f"Maior processo: {peak:.0f} MiB (meta: até 512): {'atingida' if peak <= HALF_A_GIB else 'não atingida'}"
    )
    same = all(len({one.sha256 for one in nights if one.titulos == size}) == 1 for size in (small, large))
    lines.append(f"Mesmo conteúdo em todos os executores: {'sim' if same else 'NÃO'}")
    return lines


def _markdown(rows: list[tuple[str, ...]], verdicts: list[str], workers: int) -> str:
    lines = [
        f"Em {datetime.now(UTC):%d/%m/%Y}, {os.cpu_count()} núcleos ({platform.machine()}), Python",
        f"{platform.python_version()}, PostgreSQL na mesma máquina com fsync e {_server()};",
        f"`pool` e `dask` com {workers} processos.",
        "Cada linha é uma noite inteira, na ordem em que correram.",
        "",
        "| " + " | ".join(HEADER) + " |",
        "|" + "---|" * len(HEADER),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
        *(f"- {line}" for line in verdicts),
        "",
    ]
    return "\n".join(lines)


def _server() -> str:
    return ", ".join(f"`{name} = {value}`" for name, value in SERVER.items())


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    typer.run(main)
