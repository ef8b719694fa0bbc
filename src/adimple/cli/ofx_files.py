"""`adimple ofx`: what a bank's statement says, and what in it cannot be read; with --apply, its credits enter.

Without --apply nothing is kept, and no database is asked.
"""

import dataclasses
import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from adimple.cli import applying, boot

if TYPE_CHECKING:
    from adimple.files.ofx import Ofx, Statement


def register(app: typer.Typer) -> None:
    app.command("ofx")(show)


def show(
    file: Path = typer.Argument(metavar="ARQUIVO", help="O extrato em OFX, como o banco o exporta."),
    as_json: bool = typer.Option(False, "--json", help="O mesmo, em JSON."),
    apply: bool = typer.Option(False, "--apply", help="Aplica o extrato: os créditos esperam em Conciliação."),
    credor: str = typer.Option("", "--credor", help="Com --apply: o credor, pelo nome curto."),
    conta: int = typer.Option(None, "--conta", help="Com --apply: a conta bancária, se o arquivo não a disser."),
) -> None:
    """Mostra os movimentos de um extrato OFX e o que nele não se lê com certeza. Só grava com --apply."""
    if apply:
        applying.ofx(file, credor, conta, as_json=as_json)
        return
    from adimple.domain import limits
    from adimple.domain.errors import Unreadable
    from adimple.files import ofx

    try:
        with file.open("rb") as source:
            content = source.read(limits.MAX_OFX_BYTES + 1)
    except OSError as error:
        boot.fail(f"«{file}»: não foi possível abrir o arquivo ({boot.reason(error)}).")
    try:
        found = ofx.read_ofx(content)
    except Unreadable as error:
        boot.fail(f"«{file}»: {error.phrase}")
    else:
        print(json.dumps(dataclasses.asdict(found), ensure_ascii=False, default=_plain) if as_json else _as_text(found))


def _as_text(found: "Ofx") -> str:
    lines = [f"Extrato OFX em {found.encoding}."]
    by_account = defaultdict(list)
    for one in found.movements:
        by_account[one.bank, one.account].append(_row(one))
    for statement in found.statements:
        lines += ["", _heading(statement), *by_account.pop((statement.bank, statement.account), ())]
    if found.rejections:
        lines += ["", f"Não se leem com certeza: {len(found.rejections)}"]
        lines += [f"  linha {one.line}, {one.field}: {one.phrase}" for one in found.rejections]
    return "\n".join([*lines, "", _totals(found), *(f"Aviso: {notice}" for notice in found.notices)])


def _heading(statement: "Statement") -> str:
    from adimple.domain import calendar, money

    parts = [f"Conta {statement.account or 'sem número'}"]
    parts += [f"agência {statement.agencia}"] if statement.agencia else []
    parts += [f"banco {statement.bank}"] if statement.bank else []
    if statement.since and statement.until:
        parts.append(f"de {calendar.format_date(statement.since)} a {calendar.format_date(statement.until)}")
    if statement.balance_cents is not None:
        on = f" em {calendar.format_date(statement.balance_on)}" if statement.balance_on else ""
        parts.append(f"saldo de {money.format_brl(statement.balance_cents)}{on}")
    return ", ".join(parts)


def _row(one: Any) -> str:
    from adimple.domain import calendar, money

    notice = f" ({one.notice})" if one.notice else ""
    return f"  {calendar.format_date(one.on)}  {money.format_brl(one.cents):>16}  {one.memo}{notice}"


def _totals(found: "Ofx") -> str:
    from adimple.domain import money

    came = sum(one.cents for one in found.movements if one.cents > 0)
    left = sum(one.cents for one in found.movements if one.cents < 0)
    count = len(found.movements)
    noun = "movimento" if count == 1 else "movimentos"
    return f"{count} {noun}: entraram {money.format_brl(came)}, saíram {money.format_brl(-left)}."


def _plain(value: object) -> str:
    assert isinstance(value, date), f"no JSON for {value!r}"
    return value.isoformat()
