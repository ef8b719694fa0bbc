"""`adimple demo`: three invented credores, ten thousand títulos, ninety days lived, and the console to look at them.

Everything stays in a data folder of its own (`ADIMPLE_DATA`, else `adimple-demo` beside the user's), never in theirs.
"""

import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from adimple.cli import boot, listening, run_file, serving
from adimple.cli.demo import folder
from adimple.cli.demo.folder import LIVING, READY, State
from adimple.config import cluster, embedded

if TYPE_CHECKING:
    from rich.progress import Progress

# What a crash in the middle loses is made again: the server need not wait for the disk at each commit.
_QUICK = {"synchronous_commit": "off"}


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
    data = folder.choose(port)
    has_server = not os.environ.get("DATABASE_URL")
    server_before = embedded.status(data) if has_server else None
    try:
        with run_file.hold(data):
            if serves:
                listening.refuse_busy(listening.LOOPBACK, port, "Ou escolha outra com --port.")
            try:
                state = _found(data, has_server, reset=reset)
                _show(data, state or _live(data, titulos=titulos, days=days, serves=serves))
            finally:
                _leave(data, has_server, server_before)
    except run_file.Held:
        boot.fail(f"A demonstração de {data} está ligada em outro terminal. Para desligar: adimple stop")
    if serves:
        serving.run(host=listening.LOOPBACK, port=port)


def _found(data: Path, has_server: bool, *, reset: bool) -> State | None:
    """The demonstration that is there, whole; None when it is still to be lived, with the database ready for it."""
    state = folder.read_state(data)
    if reset or (state is not None and state.state == LIVING):
        folder.erase(data, has_server=has_server)
        state = None
    if has_server and state is None:
        try:
            embedded.ensure_running(data, _QUICK)
        except cluster.Unavailable as error:
            boot.fail(str(error))
    boot.ready()
    if state is None:
        _refuse_others(data, has_server)
    else:
        print("A demonstração já estava pronta nesta pasta.")
    return state


def _refuse_others(data: Path, has_server: bool) -> None:
    """Stops where there is already somebody's Adimple."""
    from adimple.store.reads import access, credores

    if access.whole_scope().roles or credores.exists_account():
        place = f"A pasta {data}" if has_server else "O banco de DATABASE_URL"
        boot.fail(f"{place} já tem dados, e a demonstração não mexe neles. {folder.OTHER}")


def _live(data: Path, *, titulos: int, days: int, serves: bool) -> State:
    """Writes the files, lives the days with the test inbox receiving, and marks the folder as ready."""
    from adimple.cli.demo import building
    from adimple.config import settings
    from adimple.domain.errors import Refused
    from adimple.sandbox import inbox

    began, now = time.monotonic(), datetime.now(UTC)  # noqa: TID251 - the entry point
    folder.write_state(data, State(LIVING))
    web_port = settings.SANDBOX_WEB_PORT if serves else 0
    try:
        sandbox = inbox.start_sandbox(data / "sandbox", settings.SANDBOX_SMTP_PORT, web_port)
    except Refused as refused:
        boot.fail(refused.phrase)
    with sandbox, _bar() as bar:
        task = bar.add_task(f"Vivendo {days} dias", total=days)
        lived = building.build(
            now,
            data / "demo",
            sandbox.mailbox,
            days=days,
            titulos=titulos,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    state = State(READY, lived.start.isoformat(), lived.end.isoformat())
    folder.write_state(data, state)
    print(f"Demonstração pronta em {time.monotonic() - began:.0f} segundos.")
    return state


def _show(data: Path, state: State) -> None:
    from rich.console import Console

    from adimple.cli.demo import summary
    from adimple.config import settings
    from adimple.store.reads import access

    start, end = date.fromisoformat(state.start), date.fromisoformat(state.end)
    console = Console()
    summary.show(console, summary.summarise(access.whole_scope(), start, end), start, end)
    if end < boot.context().on - timedelta(days=1):
        console.print(f"Esta demonstração parou em {end:%d/%m/%Y}. Para refazê-la até hoje: adimple demo --reset")
    for name, place in (
        ("Console", settings.BASE_URL),
        ("E-mails de teste", f"http://{listening.LOOPBACK}:{settings.SANDBOX_WEB_PORT}"),
        ("Planilhas importadas", data / "demo"),
    ):
        console.print(f"{name}: {place}", highlight=False, soft_wrap=True)


def _leave(data: Path, has_server: bool, server_before: int | None) -> None:
    """Everything written and closed, so that whoever serves starts as on any other day; our server stops."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        from django.db import connection

        connection.close()
        connection.close_pool()
    if has_server:
        os.environ.pop("DATABASE_URL", None)
        if embedded.status(data) not in (None, server_before):
            embedded.stop(data)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
