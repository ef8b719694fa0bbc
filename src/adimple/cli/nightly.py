"""`adimple cycle` and `adimple explain`: plan a day, and say why."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import typer

from adimple.cli import boot

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def register(app: typer.Typer) -> None:
    app.command("cycle")(cycle)
    app.command("explain")(explain)


def cycle(
    on: str = typer.Option("", "--on", metavar="DIA", help="O dia, como 2026-12-01 ou 01/12/2026. Sem ele, hoje."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Só mostra; não grava nada. Inclui credores em ensaio."),
    as_json: bool = typer.Option(False, "--json", help="Uma linha JSON por item (com --dry-run) ou por credor."),
    executor: str = typer.Option(
        "", help="Onde: local (este processo), pool (processos desta máquina) ou dask (outras máquinas)."
    ),
    workers: int = typer.Option(0, min=0, help="Quantos processos, com pool ou dask. Sem ele, um por núcleo."),
    scheduler: str = typer.Option("", metavar="ENDEREÇO", help="O scheduler do Dask, como tls://10.0.0.5:8786."),
) -> None:
    """Planeja as ações de um dia: quem será procurado, por qual canal, a que horas, e o que foi recusado."""
    day = _day(on)
    if dry_run and (executor or workers or scheduler):
        boot.fail("--dry-run só lê, nesta máquina mesmo: não leva --executor, --workers nem --scheduler.")
    if scheduler and executor not in ("", "dask"):
        boot.fail(f"--scheduler é do Dask: use --executor dask, e não «{executor}».")
    boot.ready()
    if dry_run:
        _dry_run(day, as_json)
        return
    from rich.console import Console
    from rich.progress import Progress

    from adimple.cycle import executors, run

    ctx = boot.context(actor="noite")
    day = day or ctx.on
    try:
        with (
            _chosen(executor, workers, scheduler) as at_work,
            Progress(console=Console(stderr=True), transient=True, disable=as_json) as progress,
        ):
            bar = progress.add_task(f"Planejando {day:%d/%m/%Y}", total=None)
            tell = lambda done, total: progress.update(bar, completed=done, total=total)  # noqa: E731
            counts = run.run_night(ctx, day, tell, at_work)
    except executors.Unavailable as error:
        boot.fail(str(error), 1)
    rows = [_as_dict(row) for row in counts]
    if not as_json:
        _print_summary(day, rows)
        return
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def explain(
    devedor: str = typer.Argument(help="O número do devedor no Adimple, ou seu CPF ou CNPJ."),
    on: str = typer.Option("", "--on", metavar="DIA", help="O dia, como 2026-12-01. Sem ele, hoje."),
    as_json: bool = typer.Option(False, "--json", help="O mesmo, em JSON."),
) -> None:
    """Diz o que um devedor deve, onde está na régua, o que se planejou ou recusou, por qual regra e o que muda isso."""
    day = _day(on)
    boot.ready()
    from adimple.cli import explained
    from adimple.cycle import explain as explaining
    from adimple.store.reads import explained as reads
    from adimple.store.reads import payments

    ctx = boot.context()
    found = reads.find_devedor_ids(ctx.scope, devedor)
    if not found:
        boot.fail(f"Não encontramos o devedor «{devedor}». Procure por número, CPF ou CNPJ.", 1)
    for devedor_id in found:
        explanation = explaining.explain(ctx, devedor_id, day or ctx.on)
        receipts = payments.receipts_of(ctx.scope, devedor_id)
        told = explained.as_json if as_json else explained.as_text
        print(told(explanation, receipts))


def _chosen(name: str, workers: int, scheduler: str):
    """The executor asked for; without one, that of the installation."""
    from django.conf import settings

    from adimple.cycle import executors

    name = name or ("dask" if scheduler else settings.EXECUTOR)
    return executors.opened(
        name, workers=workers or settings.EXECUTOR_WORKERS, scheduler=scheduler or settings.DASK_SCHEDULER
    )


def _dry_run(day: date | None, as_json: bool) -> None:
    from adimple.cycle import run

    ctx = boot.context()
    day = day or ctx.on
    rows: list[dict] = []
    for snapshot, plan in run.dry_run(ctx, day):
        slugs = {credor.credor_id: credor.slug for credor in snapshot.credores}
        if as_json:
            for line in run.lines(plan):
                print(json.dumps(line, ensure_ascii=False))
        rows += [{"credor": slugs[row.pop("credor_id")], **row} for row in run.summary(plan)]
    if not as_json:
        _print_summary(day, rows, "O que seria planejado")


def _print_summary(day: date, rows: list[dict], heading: str = "Planejado") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{heading} para {day:%d/%m/%Y}")
    table.add_column("Credor")
    for name in ("Ações", "Títulos", "Recusados", "Esperam"):
        table.add_column(name, justify="right")
    for row in rows:
        numbers = (f"{row[key]:,}".replace(",", ".") for key in ("actions", "items", "refused", "waiting"))
        table.add_row(row["credor"], *numbers)
    console = Console()
    console.print(table)
    if not rows:
        console.print("Nenhum credor com envios liberados: use «Liberar envios» no console, ou rode com --dry-run.")


def _as_dict(counts) -> dict:
    return {
        "credor": counts.slug,
        "actions": counts.actions,
        "items": counts.items,
        "refused": counts.refused,
        "waiting": counts.waiting,
    }


def _day(text: str) -> date | None:
    if not text:
        return None
    from adimple.domain import calendar
    from adimple.domain.errors import Invalid

    try:
        return calendar.parse_date(text)
    except Invalid as error:
        boot.fail(f"Data inválida em --on: {error.phrase}")
        raise
