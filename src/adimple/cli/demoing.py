"""`adimple demo`: three invented credores, ten thousand títulos, ninety days lived, and the console to look at them.

Everything stays in a data folder of its own (`ADIMPLE_DATA`, else `adimple-demo` in the user's), never in the real one.
"""

import json
import os
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from adimple.cli import boot, listening, run_file, serving
from adimple.config import cluster, embedded

STATE = "estado.json"
READY, LIVING = "pronta", "vivendo"
# What a crash in the middle loses is made again: the server need not wait for the disk at each commit.
_QUICK = {"synchronous_commit": "off"}


@dataclass(frozen=True, slots=True)
class State:
    """What the folder holds: `LIVING` was cut short."""

    state: str
    start: str
    end: str


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    reset: bool = typer.Option(False, "--reset", help="Apaga a demonstração desta pasta e a refaz até hoje."),
    titulos: int = typer.Option(10_000, "--titulos", min=200, max=100_000, help="Quantos títulos criar."),
    days: int = typer.Option(90, "--dias", min=2, max=365, help="Quantos dias viver, até hoje."),
    port: int = serving.PORT,
) -> None:
    """Mostra o Adimple com uma carteira de exemplo: importa, vive os dias, imprime o resumo e liga o console.

    Com DEMO_SERVE=0 no ambiente, termina depois do resumo.
    """
    serves = os.environ.get("DEMO_SERVE", "1") != "0"
    has_server = not os.environ.get("DATABASE_URL")
    data = _own_data(port)
    state = _state(data)
    try:
        with run_file.hold(data):
            if serves:
                listening.refuse_busy(listening.LOOPBACK, port, "Ou escolha outra com --port.")
            if reset or (state is not None and state.state == LIVING):
                _erase(data, state, has_server)
                state = None
            _prepare(data, state, has_server)
            state = state or _live(data, titulos=titulos, days=days, serves=serves)
            _show(data, state)
            _leave(data, has_server)
    except run_file.Held:
        boot.fail(f"A demonstração de {data} está ligada em outro terminal. Para desligar: adimple stop")
    if serves:
        serving.run(host=listening.LOOPBACK, port=port)


def _own_data(port: int) -> Path:
    """Points this process at the demonstration's folder, and the links of its messages at its console."""
    if os.environ.get("ADIMPLE_ENV", "local") == "production":
        boot.fail("A demonstração não roda em produção. Rode em outra máquina, ou sem ADIMPLE_ENV.")
    if not os.environ.get("ADIMPLE_DATA"):
        os.environ["ADIMPLE_DATA"] = str(embedded.data_dir().parent / "adimple-demo")
    listening.set_base_url(os.environ, listening.LOOPBACK, port)
    return embedded.data_dir()


def _state(data: Path) -> State | None:
    try:
        return State(**json.loads((data / "demo" / STATE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _write_state(data: Path, state: State) -> None:
    (data / "demo").mkdir(parents=True, exist_ok=True, mode=0o700)
    (data / "demo" / STATE).write_text(json.dumps(asdict(state)), encoding="utf-8")


def _erase(data: Path, state: State | None, has_server: bool) -> None:
    """Only what a demonstration made: a folder without its mark is not touched."""
    if state is None:
        if (cluster.home(data) / "postgres").exists():
            boot.fail(f"A pasta {data} tem dados que não são da demonstração, e nada foi apagado. {_OTHER}")
        return
    if not has_server:
        boot.fail("A demonstração está em um banco seu (DATABASE_URL): apague-o você mesmo e rode de novo.")
    embedded.stop(data)
    for folder in (cluster.home(data) / "postgres", data / "sandbox", data / "demo"):
        shutil.rmtree(folder, ignore_errors=True)


_OTHER = "Escolha outra: ADIMPLE_DATA=/caminho/da/demo adimple demo"


def _prepare(data: Path, state: State | None, has_server: bool) -> None:
    """The database running and up to date; empty when the demonstration is still to be lived."""
    if has_server and state is None:
        try:
            embedded.ensure_running(data, _QUICK)
        except cluster.Unavailable as error:
            boot.fail(str(error))
    boot.ready()
    from adimple.store.reads import access, credores

    if state is None and (access.whole_scope().roles or credores.exists_account()):
        boot.fail(f"A pasta {data} já tem um Adimple com dados seus, e a demonstração não mexe neles. {_OTHER}")


def _live(data: Path, *, titulos: int, days: int, serves: bool) -> State:
    """Writes the files, lives the days with the test inbox receiving, and marks the folder as ready."""
    from adimple.cli.demo import building
    from adimple.config import settings
    from adimple.domain.errors import Refused
    from adimple.sandbox import inbox

    began, now = time.monotonic(), datetime.now(UTC)  # noqa: TID251 - the entry point
    _write_state(data, State(LIVING, "", ""))
    web_port = settings.SANDBOX_WEB_PORT if serves else 0
    try:
        with inbox.start_sandbox(data / "sandbox", settings.SANDBOX_SMTP_PORT, web_port) as sandbox, _bar() as bar:
            task = bar.add_task(f"Vivendo {days} dias", total=days)
            lived = building.build(
                now,
                data / "demo",
                sandbox.mailbox,
                days=days,
                titulos=titulos,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    except Refused as refused:
        boot.fail(refused.phrase)
    state = State(READY, lived.start.isoformat(), lived.end.isoformat())
    _write_state(data, state)
    print(f"Demonstração pronta em {time.monotonic() - began:.0f} segundos.")
    return state


def _show(data: Path, state: State) -> None:
    from adimple.cli.demo import summary
    from adimple.config import settings
    from adimple.store.reads import access

    start, end = date.fromisoformat(state.start), date.fromisoformat(state.end)
    console = Console()
    summary.show(console, summary.summarise(access.whole_scope(), start, end), start, end)
    if end != boot.context().on:
        console.print(f"Esta demonstração parou em {end:%d/%m/%Y}. Para refazê-la até hoje: adimple demo --reset")
    for name, place in (
        ("Console", settings.BASE_URL),
        ("E-mails de teste", f"http://{listening.LOOPBACK}:{settings.SANDBOX_WEB_PORT}"),
        ("Planilhas importadas", data / "demo"),
    ):
        console.print(f"{name}: {place}", highlight=False, soft_wrap=True)


def _leave(data: Path, has_server: bool) -> None:
    """Everything written and closed, so that whoever serves starts as on any other day."""
    from django.db import connection

    connection.close()
    connection.close_pool()
    if has_server:
        embedded.stop(data)
        os.environ.pop("DATABASE_URL", None)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
