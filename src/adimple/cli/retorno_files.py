"""`adimple retorno`: what a bank's retorno says, and what in it is left to a person; with --apply, it enters.

Without --apply nothing is kept, and no database is asked.
"""

import dataclasses
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from adimple.cli import applying, boot

if TYPE_CHECKING:
    from adimple.domain.retorno.items import Closing, Item, Notice

_SHOWN = 1000  # how many notices are told; the rest is a count


def register(app: typer.Typer) -> None:
    app.command("retorno")(show)


def show(
    file: Path = typer.Argument(metavar="ARQUIVO", help="O retorno CNAB 240 ou 400, como o banco o gera."),
    as_json: bool = typer.Option(False, "--json", help="O mesmo, em JSON."),
    apply: bool = typer.Option(False, "--apply", help="Aplica o retorno: os pagamentos entram no razão do credor."),
    credor: str = typer.Option("", "--credor", help="Com --apply: o credor, pelo nome curto."),
    convenio: int = typer.Option(None, "--convenio", help="Com --apply: o convênio, se o arquivo não disser qual é."),
) -> None:
    """Confere um retorno: banco, detalhes, somas, avisos, e se poderia ser aplicado. Só grava com --apply."""
    if apply:
        applying.retorno(file, credor, convenio, as_json=as_json)
        return
    from adimple import banks
    from adimple.domain.errors import Unreadable
    from adimple.domain.retorno import reader
    from adimple.domain.shelf import shelf

    try:
        with file.open("rb") as source:
            closing, notices = _gathered(reader.read(source, {one.code: one for one in shelf(banks, "BANK")}))
    except OSError as error:
        boot.fail(f"«{file}»: não foi possível abrir o arquivo ({boot.reason(error)}).")
    except Unreadable as error:
        boot.fail(f"«{file}»: {error.phrase}")
    else:
        told = _told(closing, notices)
        print(json.dumps(told, ensure_ascii=False) if as_json else _as_text(closing, notices))


def _gathered(items: "Iterable[Item]") -> tuple["Closing", "list[Notice]"]:
    from adimple.domain.retorno.items import Closing, Notice

    notices: list[Notice] = []
    for item in items:
        if isinstance(item, Closing):
            return item, notices
        if isinstance(item, Notice) and len(notices) < _SHOWN:
            notices.append(item)
    raise AssertionError("a retorno that could be read ends in a closing")


def _told(closing: "Closing", notices: "list[Notice]") -> dict[str, Any]:
    return {
        "bank": closing.bank,
        "layout": closing.layout,
        "generated_on": closing.generated_on.isoformat() if closing.generated_on else None,
        "lines": closing.lines,
        "details": closing.details,
        "occurrences": closing.occurrences,
        "face_cents": closing.face_cents,
        "paid_cents": closing.paid_cents,
        "reviews": closing.reviews,
        "remarks": closing.remarks,
        "skipped": [dataclasses.asdict(one) for one in closing.skipped],
        "settles": closing.may_settle,
        "notices": [{"line": one.line, "kind": one.kind, "code": one.code, "phrase": one.phrase} for one in notices],
    }


def _as_text(closing: "Closing", notices: "list[Notice]") -> str:
    from adimple.domain import money

    codes = ", ".join(f"{code} ({count})" for code, count in closing.occurrences.items()) or "nenhuma"
    lines = [
        f"Retorno {closing.layout} do banco {closing.bank}{_made_on(closing.generated_on)}.",
        f"Detalhes: {closing.details}, em {closing.lines} linhas. Ocorrências: {codes}.",
        f"Soma dos títulos: {money.format_brl(closing.face_cents)}. "
        f"Soma dos valores pagos: {money.format_brl(closing.paid_cents)}.",
        f"Para conferir: {closing.reviews} linhas não entendidas e {closing.remarks} com aviso.",
        *(f"  {f'linha {one.line}' if one.line else 'arquivo'}: {one.phrase}" for one in notices),
    ]
    if len(notices) == _SHOWN:
        lines.append(f"  Aqui estão os primeiros {_SHOWN} avisos.")
    return "\n".join([*lines, _verdict(closing)])


def _made_on(day: date | None) -> str:
    from adimple.domain import calendar

    return f", de {calendar.format_date(day)}" if day else ", sem data"


def _verdict(closing: "Closing") -> str:
    if not closing.may_settle:
        return "O arquivo se contradiz: não poderia ser aplicado. Baixe-o de novo no banco."
    if closing.reviews or closing.remarks:
        return "Poderia ser aplicado, menos as linhas acima, que esperam uma pessoa."
    return "Poderia ser aplicado por inteiro."
