"""`adimple worker`: plans the night, sends by day, until it is told to stop."""

import os
import signal

import typer

from adimple.cli import boot, stop_signals


def register(app: typer.Typer) -> None:
    app.command("worker")(worker)


def worker() -> None:
    """Planeja as noites, envia o que é devido, guarda o backup e busca os índices, até Ctrl-C. Pode haver vários."""
    stop = stop_signals.stop_on(signal.SIGINT, signal.SIGTERM)
    boot.ready()
    from adimple.cli import checking, taking
    from adimple.worker import chores, clock

    clock.run_worker(
        stop, chores.Means(taking.folder(), taking.take_for_the_clock, checking.verdict), _bcb_api(taking.OFF)
    )


def _bcb_api(off: str) -> str:
    """Where the clock asks for the indices; "" where ADIMPLE_BCB_API is off."""
    from adimple.files import bcb

    chosen = os.environ.get("ADIMPLE_BCB_API", "")
    return "" if chosen == off else chosen or bcb.API
