"""`adimple credor`: a credor whose contract ended, closed and reopened on the machine."""

import typer

from adimple.cli import boot
from adimple.cli.speaking import Adimple, Group

CREDOR = typer.Option(..., "--credor", help="O nome curto do credor, como colegio-exemplo.")


def register(app: typer.Typer) -> None:
    credor = Adimple(cls=Group, help="Encerrar e reabrir um credor.")
    credor.command("close")(close)
    credor.command("reopen")(reopen)
    app.add_typer(credor, name="credor")


def close(
    credor: str = CREDOR,
    contact: str = typer.Option("", "--contact", help="Com quem o devedor fala agora: quem abre um link antigo lê."),
) -> None:
    """Encerra: nada mais é planejado, sai ou entra. O que houve fica para ler e baixar, e reopen desfaz."""
    ctx, credor_id = _enter(credor)
    from adimple.domain.errors import Invalid
    from adimple.usecases.close_credor import CloseCredor, close_credor

    try:
        closed = close_credor(ctx, credor_id, CloseCredor(contact))
    except Invalid as error:
        boot.fail(f"--contact: {error.phrase}")
    else:
        print(f"Encerrado. Canceladas: ações, {closed.actions}; tarefas, {closed.tasks}.")


def reopen(credor: str = CREDOR) -> None:
    """Reabre um credor encerrado. Os envios voltam pausados, ou em ensaio."""
    ctx, credor_id = _enter(credor)
    from adimple.usecases.reopen_credor import reopen_credor

    reopen_credor(ctx, credor_id)
    print("Reaberto. Nada sai até alguém retomar, ou liberar, os envios em Configurações.")


def _enter(credor: str):
    """(the context, the id of the credor). Ends the program where there is no such credor."""
    boot.ready()
    from adimple.domain.errors import NotFound
    from adimple.store.reads import access, credores

    ctx = boot.context(access.credor_scope(credor))
    try:
        return ctx, credores.get_credor(ctx.scope, credor).id
    except NotFound:
        boot.fail(f"--credor: não há credor «{credor}».")
