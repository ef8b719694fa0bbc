"""`adimple doctor`: is everything as it should be? One line a check, each problem with its way out."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import typer

from adimple.cli import boot

if TYPE_CHECKING:
    from adimple.cli.checks.result import Result
    from adimple.worker.chores import Verdict

MARKS = {"ok": "✓", "note": "•", "problem": "✗"}


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(as_json: bool = typer.Option(False, "--json", help="O mesmo, em JSON.")) -> None:
    """Confere se o banco diz a verdade: saldos, fila, chave, histórico. Só lê. Sai com 1 se houver problema."""
    boot.ready(migrate=False)
    from django.db import Error

    try:
        results = examine(boot.context().now)
    except Error as error:
        boot.fail(f"O banco não respondeu: {str(error).strip()} Confira se ele está ligado e rode de novo.", 1)
    is_well = all(result.state != "problem" for result in results)
    if as_json:
        told = {"ok": is_well, "checks": [asdict(result) for result in results]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print(results)
    raise SystemExit(0 if is_well else 1)


def verdict(now: datetime) -> "Verdict":
    """In a line, what the clock keeps for the console."""
    from adimple.worker.chores import Verdict

    problems = [result for result in examine(now, shows_progress=False) if result.state == "problem"]
    if not problems:
        return Verdict(is_well=True, said="Tudo certo.")
    many = "" if len(problems) == 1 else f"{len(problems)} problemas. "
    return Verdict(is_well=False, said=f"{many}{problems[0].phrase}")


def examine(now: datetime, *, shows_progress: bool = True) -> "list[Result]":
    """What each check says. Without its tables nothing else can be asked of a database."""
    from rich.console import Console
    from rich.progress import Progress

    from adimple.cli.checks import indices, ledger, machine, machinery, pix, queue, upkeep, webhooks
    from adimple.store.reads import census

    schema = machine.schema()
    if schema.state == "problem":
        return [schema, machine.disk()]
    checks: list[Callable[[], Result]] = [
        *machine.CHECKS,
        *machinery.CHECKS,
        partial(machinery.forgotten_jobs, now),
        partial(queue.worker, now),
        queue.leases,
        partial(queue.sendings, now),
        partial(queue.forgotten, now),
        partial(upkeep.backup, now),
        upkeep.boletos,
        *webhooks.CHECKS,
        partial(pix.silence, now),
        partial(pix.divergences, now),
        partial(pix.refunds, now),
        partial(indices.months, now),
        *ledger.CHECKS,
    ]
    console = Console(stderr=True)
    quiet = not (shows_progress and console.is_terminal)
    with Progress(console=console, transient=True, disable=quiet) as progress, census.snapshot():
        return [schema, *(check() for check in progress.track(checks, description="Conferindo"))]


def _print(results: "list[Result]") -> None:
    for result in results:
        print(f"{MARKS[result.state]} {result.phrase}")
        if result.fix:
            print(f"  → {result.fix}")
    problems = sum(result.state == "problem" for result in results)
    print("Tudo certo." if not problems else f"{problems} problema{'s' if problems > 1 else ''}.")
