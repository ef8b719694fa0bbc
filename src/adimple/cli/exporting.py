"""`adimple export`: a list of a credor as CSV or XLSX, the same as the console gives, however long."""

import os
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from adimple.cli import boot

if TYPE_CHECKING:
    from adimple.usecases.export_list import Exported


class Sheet(StrEnum):
    TITULOS = "titulos"
    DEVEDORES = "devedores"
    PAYMENTS = "payments"
    ACTIONS = "actions"
    TASKS = "tasks"
    EVENTS = "events"


def register(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    sheet: Sheet = typer.Argument(help="A lista.", metavar="LISTA"),
    file: Path = typer.Argument(help="O arquivo a criar: .csv ou .xlsx.", metavar="ARQUIVO"),
    credor: str = typer.Option(..., "--credor", help="O credor, pelo nome curto: o que aparece nos endereços."),
    state: str = typer.Option(
        "abertos", "--state", help="De títulos e devedores: abertos, pausados, todos… De tarefas: abertas ou feitas."
    ),
    on: str = typer.Option("", "--on", help="De ações: o dia, como 2026-11-24. Sem ele, hoje."),
    since: str = typer.Option("", "--since", help="De eventos: o primeiro dia, como 2026-11-01."),
    until: str = typer.Option("", "--until", help="De eventos: o último dia."),
    force: bool = typer.Option(False, "--force", help="Grava por cima, se o arquivo já existe."),
) -> None:
    """Grava uma lista de um credor em planilha: titulos, devedores, payments, actions, tasks ou events.

    CSV com ponto e vírgula, para abrir no Excel em português; XLSX até 1.048.575 linhas. A planilha de títulos pode ser
    importada de volta: nada muda. Fica na Auditoria quem baixou, o quê e quantas linhas.
    """
    kind = file.suffix.lower().removeprefix(".")
    if kind not in ("csv", "xlsx"):
        _fail(file, "O nome do arquivo termina em .csv ou .xlsx.")
    if file.exists() and not force:
        _fail(file, "Este arquivo já existe. Escolha outro nome, ou use --force para gravar por cima.")
    days = {name: _day(f"--{name}", text) for name, text in (("on", on), ("since", since), ("until", until))}
    boot.ready()
    exported = _export(sheet, file, kind, credor, state, days)
    rows = f"{exported.rows:,}".replace(",", ".")
    print(f"{file}: {rows} linha{'s' if exported.rows != 1 else ''}, SHA-256 {exported.sha256}")


def _export(sheet: Sheet, file: Path, kind: str, slug: str, state: str, days: dict[str, date | None]) -> "Exported":
    from adimple.domain.errors import Invalid, Refused
    from adimple.store.reads import access
    from adimple.usecases import export_list

    scope = access.credor_scope(slug)
    if not scope.credor_ids:
        boot.fail(f"Não há credor «{slug}». Veja o nome curto em Configurações, ou crie-o com adimple create-owner.")
    ctx = boot.context(scope)
    part = file.with_name(f".{file.name}.part")
    try:
        command = export_list.ExportList(sheet, kind, scope, _filter(sheet, state, days, ctx.on))
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out:  # people's data
            exported = export_list.export_list(ctx, command, out)
        part.replace(file)
        return exported
    except OSError as error:
        _fail(file, f"Não foi possível gravar ({boot.reason(error)}).")
    except Invalid as error:
        boot.fail(" ".join(f"{_OPTIONS.get(one.field, one.field)}: {one.phrase}" for one in error.every))
    except Refused as error:
        _fail(file, error.phrase)
    finally:
        part.unlink(missing_ok=True)
    raise AssertionError("boot.fail does not return")


_OPTIONS = {"situacao": "--state", "ate": "--until", "de": "--since"}


def _filter(sheet: Sheet, state: str, days: dict[str, date | None], today: date) -> Any:
    """The filter of a list. Raises Invalid."""
    from adimple.store.reads.audit import AuditFilter
    from adimple.store.reads.devedores import DevedorFilter
    from adimple.store.reads.tasks import TaskFilter
    from adimple.store.reads.titulos import TituloFilter
    from adimple.usecases.exported import actions, payments

    if sheet == Sheet.TITULOS:
        return TituloFilter(state=state)
    if sheet == Sheet.DEVEDORES:
        return DevedorFilter(state=state)
    if sheet == Sheet.TASKS:
        return TaskFilter(is_done=state == "feitas")
    if sheet == Sheet.ACTIONS:
        return actions.whole_day(days["on"] or today)
    if sheet == Sheet.EVENTS:
        return AuditFilter(since=days["since"], until=days["until"])
    return payments.AllPayments()


def _day(option: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        boot.fail(f"{option}: escreva o dia como 2026-11-24.")
    raise AssertionError("boot.fail does not return")


def _fail(file: Path, phrase: str) -> NoReturn:
    boot.fail(f"«{file}»: {phrase}")
    raise AssertionError("boot.fail does not return")
