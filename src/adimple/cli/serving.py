"""`adimple run`, `serve`, `sandbox` and `stop`: Adimple on one machine, in the foreground."""

import os
import signal
import time
from functools import partial
from pathlib import Path
from types import ModuleType

import typer

from adimple.cli import boot, listening, run_file, stop_signals, supervisor
from adimple.cli.supervisor import Program
from adimple.cli.watch import Watch
from adimple.config import cluster, embedded, logs

BLOCKING_THREADS = 4  # of each web process; its database pool holds 16 connections
HOST = typer.Option(
    listening.LOOPBACK, "--host", help="Em qual endereço desta máquina atender. Outros só em produção, com https."
)
PORT = typer.Option(8000, "--port", min=1, max=65_535, help="A porta do console.")


def register(app: typer.Typer) -> None:
    app.command("run")(run)
    app.command("serve")(serve)
    app.command("sandbox")(sandbox)
    app.command("stop")(stop)


def run(host: str = HOST, port: int = PORT) -> None:
    """Liga tudo nesta máquina: banco, console, caixa de e-mails de teste e os envios. Ctrl-C desliga."""
    listening.refuse_open_host(host)
    listening.set_base_url(os.environ, host, port)
    env, data = os.environ.copy(), embedded.data_dir()
    from adimple.config import settings

    try:
        with run_file.hold(data):
            for name in run_file.end_leftovers(data):
                _say(f"O processo «{name}» de uma execução anterior foi encerrado.")
            _refuse_busy_ports(settings, host, port)
            _run(data, env, settings, host, port)
    except run_file.Held:
        us, _ = run_file.read(data)
        who = f" (processo {us.pid})" if us else ""
        boot.fail(f"O Adimple já está ligado com a pasta de dados {data}{who}. Para desligar: adimple stop")


def serve(
    host: str = HOST,
    port: int = PORT,
    workers: int = typer.Option(1, "--workers", min=1, max=64, help="Quantos processos atendem."),
) -> None:
    """Só o console e as páginas dos devedores, sem os envios."""
    listening.refuse_open_host(host)
    listening.set_base_url(os.environ, host, port)
    listening.refuse_busy(host, port, "Ou escolha outra com --port.")
    boot.ready()
    _close_database()
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # A fresh interpreter for each worker: a fork would share this one's database connections.
    multiprocessing.set_start_method("spawn")
    Granian(
        "adimple.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        log_access=False,  # addresses hold the secret part of devedores' links
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration("WARNING", {"_granian": {"level": "WARNING"}, "granian.access": {}}),
    ).serve()


def sandbox() -> None:
    """Só o mundo de teste: a caixa que recebe por SMTP o que o Adimple enviaria, e o PSP em que se paga um Pix."""
    from adimple.config import settings
    from adimple.domain.errors import Refused
    from adimple.sandbox import inbox, psp

    if not settings.HAS_SANDBOX:
        boot.fail("A caixa de testes não existe em produção. Configure o SMTP de cada credor no console.")
    try:
        ports = settings.SANDBOX_SMTP_PORT, settings.SANDBOX_WEB_PORT
        folder = settings.DATA_DIR / "sandbox"
        with psp.start_psp(folder / "psp"):
            inbox.run_sandbox(folder, *ports, stop_signals.stop_on(signal.SIGINT, signal.SIGTERM))
    except Refused as refused:
        boot.fail(refused.phrase)


def stop() -> None:
    """Desliga o que `adimple run` ligou nesta pasta de dados, o PostgreSQL inclusive."""
    data = embedded.data_dir()
    running = run_file.holder(data) if data.exists() else None
    if running:
        os.kill(running.pid, signal.SIGTERM)
        _wait_for_end(running)
        _say(f"O Adimple (processo {running.pid}) foi desligado.")
    for name in run_file.end_leftovers(data):
        _say(f"O processo «{name}» foi encerrado.")
    try:
        if embedded.stop(data):
            _say("O PostgreSQL foi desligado.")
        elif running:
            _say("Nada mais está ligado.")
        else:
            _say(f"Nada está ligado com a pasta de dados {data}.")
    except cluster.Unavailable as error:
        boot.fail(str(error), 1)


def _run(data: Path, env: dict[str, str], settings: ModuleType, host: str, port: int) -> None:
    has_server = not os.environ.get("DATABASE_URL")
    was_running = has_server and embedded.status(data) is not None
    asked_to_stop = stop_signals.stop_on(signal.SIGINT, signal.SIGTERM, signal.SIGHUP, told=lambda: _say("Desligando…"))
    _say("Preparando o banco de dados…" if not was_running else "O banco de dados já está ligado.")
    try:
        boot.ready()
        _say("Ligando o console e os envios…")
        greeting = _greeting(data, settings)
        _close_database()
        programs = [
            Program("console", ("serve", "--host", host, "--port", str(port))),
            Program("envios", ("worker",)),
            *([Program("caixa de testes", ("sandbox",))] if settings.HAS_SANDBOX else []),
        ]
        watch = Watch(
            data,
            has_server=has_server,
            is_ready=partial(listening.answers, host, port, settings.BASE_URL),
            greet=partial(_say, greeting),
            say=_say,
        )
        supervisor.Supervisor(data, programs, env, _say).run(asked_to_stop, watch)
    finally:
        if has_server and not was_running:
            embedded.stop(data)
    _say("Desligado.")


def _greeting(data: Path, settings: ModuleType) -> str:
    from adimple.store.reads import credores, health

    lines = [f"Console: {settings.BASE_URL}"]
    if settings.HAS_SANDBOX:
        lines.append(f"E-mails de teste: http://{listening.LOOPBACK}:{settings.SANDBOX_WEB_PORT}")
    lines.append(f"Dados: {data}")
    if not credores.exists_account():
        lines.append(f"Primeira vez? Abra {settings.BASE_URL} no navegador, crie o seu acesso e o primeiro credor,")
        lines.append("e em Importar solte a sua planilha. Nada é enviado enquanto você não liberar.")
    if not health.key().is_same:
        lines.append("Atenção: a chave não é a que lacrou este banco. Rode adimple doctor para ver o que fazer.")
    return "\n".join([*lines, "Para desligar: Ctrl-C"])


def _refuse_busy_ports(settings: ModuleType, host: str, port: int) -> None:
    listening.refuse_busy(host, port, "Ou escolha outra com --port.")
    if settings.HAS_SANDBOX:
        for number, name in ((settings.SANDBOX_SMTP_PORT, "SMTP"), (settings.SANDBOX_WEB_PORT, "WEB")):
            listening.refuse_busy(listening.LOOPBACK, number, f"Ou escolha outra em ADIMPLE_SANDBOX_{name}_PORT.")


def _wait_for_end(process: run_file.Marked) -> None:
    deadline = time.monotonic() + run_file.GRACE_SECONDS + embedded.PATIENCE_SECONDS
    while process.is_alive():
        if time.monotonic() > deadline:
            boot.fail(f"O Adimple (processo {process.pid}) não terminou. Veja o que ele diz no terminal dele.", 1)
        time.sleep(0.05)


def _close_database() -> None:
    """The connections of this process; its children make their own."""
    from django.db import connection

    connection.close()
    connection.close_pool()


def _say(words: str) -> None:
    print(words, flush=True)
