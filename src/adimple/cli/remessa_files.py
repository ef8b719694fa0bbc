"""`adimple remessa`: a credor's convênios and remessas, the next file of a convênio, and one taken again."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from adimple.cli import boot

if TYPE_CHECKING:
    from adimple.usecases.context import Context
    from adimple.usecases.make_remessa import Made
    from adimple.usecases.take_remessa import TakenRemessa


def register(app: typer.Typer) -> None:
    app.command("remessa")(remessa)


def remessa(
    credor: str = typer.Option(..., "--credor", help="O credor, pelo nome curto: o que aparece nos endereços."),
    convenio: int = typer.Option(0, "--convenio", help="Gera a próxima remessa deste convênio, pelo número dele."),
    number: int = typer.Option(0, "--number", help="Em vez de gerar, grava de novo a remessa de número tal."),
    out: Path | None = typer.Option(None, "--out", help="Onde gravar. Sem ele, na pasta atual, com o nome da remessa."),
    force: bool = typer.Option(False, "--force", help="Grava por cima, se o arquivo já existe."),
) -> None:
    """Mostra os convênios e as remessas de um credor; com --convenio, gera a próxima e grava o arquivo.

    Uma remessa gerada fica guardada: --number a grava de novo, igual. O que não pôde ir é dito, com o motivo, e espera.
    """
    if out is not None and out.exists() and not force:
        boot.fail(f"«{out}»: este arquivo já existe. Escolha outro nome, ou use --force para gravar por cima.")
    if number and not convenio:
        boot.fail("--number: diga também de que convênio, com --convenio.")
    boot.ready()
    from adimple.domain.errors import NotFound, Refused
    from adimple.store.reads import access

    scope = access.credor_scope(credor)
    if not scope.credor_ids:
        boot.fail(f"Não há credor «{credor}». Veja o nome curto em Configurações, ou crie-o com adimple create-owner.")
    ctx = boot.context(scope)
    try:
        if not convenio:
            _list(ctx)
        elif number:
            _save(_kept(ctx, convenio, number), out, force)
        else:
            _make(ctx, convenio, out, force)
    except NotFound:
        boot.fail(f"Não há este convênio, ou esta remessa, no credor «{credor}». Veja com adimple remessa --credor.")
    except Refused as error:
        boot.fail(error.phrase)


def _list(ctx: "Context") -> None:
    from adimple.domain import money
    from adimple.store.reads import convenios, remessas

    rows = convenios.list_convenios(ctx.scope)
    if not rows:
        print("Nenhum convênio. Cadastre um em Configurações, Contas e convênios.")
    for row in rows:
        ended = " (encerrado)" if row.closed_at else ""
        print(f"Convênio {row.id}: {row.label}, {row.bank.name}, {row.layout}{ended}. Esperam: {row.waiting}.")
    for made in remessas.list_remessas(ctx.scope).rows:
        taken = "" if made.taken_at else ", ainda não baixada"
        orders = "1 ordem" if made.items_count == 1 else f"{made.items_count} ordens"
        what = f"{orders}, {money.format_brl(made.cents)} de boletos novos{taken}"
        print(f"  Remessa {made.number} do convênio {made.convenio_id}, de {_day(made.made_at)}: {what}.")


def _make(ctx: "Context", convenio_id: int, out: Path | None, force: bool) -> None:
    from adimple.usecases.make_remessa import make_remessa
    from adimple.usecases.take_remessa import take_remessa

    made = make_remessa(ctx, convenio_id)
    _tell(made)
    if made.remessa_id is None:
        boot.fail("Nenhuma ordem pôde ir: nada foi gerado.")
    else:
        _save(take_remessa(ctx, made.remessa_id), out, force)


def _tell(made: "Made") -> None:
    from adimple.domain.remessa.items import KINDS

    for one in made.left:
        boot.warn(f"Não foi: {KINDS.get(one.kind, one.kind)} {one.printed_number}. {one.phrase}")
    if made.reissued:
        print(f"Reemitidos, porque o que o título deve mudou: {made.reissued}.")
    if made.dropped:
        boot.warn(f"Encerrados antes de ir ao banco, porque o título foi pago, mudou ou foi fechado: {made.dropped}.")


def _kept(ctx: "Context", convenio_id: int, number: int) -> "TakenRemessa":
    """Raises NotFound."""
    from adimple.store.reads import remessas
    from adimple.usecases.take_remessa import take_remessa

    return take_remessa(ctx, remessas.find_remessa(ctx.scope, convenio_id, number).id)


def _save(taken: "TakenRemessa", out: Path | None, force: bool) -> None:
    file = out or Path(taken.file_name)
    if out is None and file.exists() and not force:
        boot.fail(f"«{file}»: este arquivo já existe. A remessa está guardada: use --number e --out, ou --force.")
    try:
        file.write_bytes(taken.content)
        file.chmod(0o600)  # people's data
    except OSError as error:
        boot.fail(f"«{file}»: não foi possível gravar ({boot.reason(error)}). A remessa está guardada: use --number.")
    lines = taken.content.count(b"\r\n")
    print(f"{file}: {lines} linhas, SHA-256 {taken.sha256}")


def _day(at) -> str:
    from adimple.domain import calendar
    from adimple.usecases.context import SAO_PAULO

    return calendar.format_date(at.astimezone(SAO_PAULO).date())
