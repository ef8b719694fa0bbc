"""`adimple worker`: plans the night, sends by day, until it is told to stop."""

import signal
import threading

import typer

from adimple.cli import boot


def register(app: typer.Typer) -> None:
    app.command("worker")(worker)


def worker() -> None:
    """Planeja as noites, envia o que é devido e guarda o backup do dia, até receber Ctrl-C. Pode haver mais de um."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    boot.ready()
    from adimple.cli import checking, taking
    from adimple.worker import chores, clock

    clock.run_worker(stop, chores.Means(taking.folder(), taking.take_for_the_clock, checking.verdict))
