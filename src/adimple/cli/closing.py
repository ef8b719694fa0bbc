"""What a whole open list would close, told before anything is; and `adimple undo-closing`, which opens it again."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from adimple.cli import boot

if TYPE_CHECKING:
    from adimple.domain.open_list import Absent
    from adimple.store.scope import Scope

SHOWN_ABSENT = 10


def register(app: typer.Typer) -> None:
    app.command("undo-closing")(undo_closing)


def undo_closing(
    import_id: int = typer.Argument(help="O número do arquivo, que a importação disse.", metavar="ARQUIVO", min=1),
    credor: str = typer.Option(..., "--credor", help="O credor, pelo nome curto: o que aparece nos endereços."),
) -> None:
    """Desfaz as baixas de uma lista completa: reabre o que ela fechou, num ato só. Duas vezes não muda nada."""
    boot.ready()
    from adimple.domain.errors import NotFound
    from adimple.store.reads import access
    from adimple.usecases import close_absent

    scope = access.credor_scope(credor)
    if not scope.credor_ids:
        boot.fail(f"Não há credor «{credor}». Veja o nome curto em Configurações, ou crie-o com adimple create-owner.")
    try:
        count = close_absent.undo_absent(boot.context(scope), import_id)
    except NotFound:
        boot.fail(f"Não há arquivo {import_id} neste credor. O número está em Importar, no console.")
    if not count:
        print("Nada a desfazer: este arquivo não fechou nada que ainda esteja fechado por ele.")
    else:
        which = "título voltou" if count == 1 else "títulos voltaram"
        print(f"{_count(count)} {which} a ficar em aberto.")


def told_of(scope: "Scope", absent: "Absent", again: Sequence[str]) -> str:
    """What would be closed, the oldest first, and the command that closes it: `again` is the one just given."""
    from adimple.domain import calendar, money
    from adimple.store.reads import absent as reads

    rows = reads.list_absent(scope, scope.credor_ids[0], absent.ids, size=SHOWN_ABSENT).rows
    lines = [f"Fecharia {_count(absent.count)}, com {money.format_brl(absent.cents)} de principal:"]
    lines += [
        f"  {row.number}{f' ({row.parcela})' if row.parcela else ''}, devedor {row.devedor_id}, vencimento "
        f"{calendar.format_date(row.due_on)}, {money.format_brl(row.left_cents)}"
        for row in rows
    ]
    if absent.count > len(rows):
        lines.append(f"  e mais {_count(absent.count - len(rows))}.")
    command = shlex.join(["adimple", "import", *again, "--close", str(absent.count), "--seen", absent.digest])
    return "\n".join([*lines, "Nada foi gravado. Para fechar exatamente isto:", f"  {command}"])


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
