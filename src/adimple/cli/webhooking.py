"""`adimple webhook`: addresses of other programs, added, changed, tested, stopped and asked again on the machine."""

from collections.abc import Callable

import typer

from adimple.cli import boot
from adimple.cli.speaking import Adimple, Group

CREDOR = typer.Option(..., "--credor", help="O nome curto do credor, como colegio-exemplo.")
WEBHOOK = typer.Argument(metavar="NÚMERO", min=1, max=2**63 - 1, help="O número do webhook, como a lista mostra.")
OPTIONS = {"url": "--url", "kinds": "--event"}
STATES = {"on": "ligado", "failing": "falhando", "stopped": "parado"}


def register(app: typer.Typer) -> None:
    webhook = Adimple(cls=Group, help="Avisos a outros programas: criar, mudar, testar, parar, mandar de novo.")
    webhook.command("add")(add)
    webhook.command("list")(show)
    webhook.command("edit")(edit)
    webhook.command("test")(try_one)
    webhook.command("rotate")(rotate)
    webhook.command("stop")(stop)
    webhook.command("resume")(resume)
    webhook.command("resend")(resend)
    app.add_typer(webhook, name="webhook")


def add(
    credor: str = CREDOR,
    url: str = typer.Option(..., "--url", help="O endereço que recebe cada evento por POST, com https://."),
    event: list[str] = typer.Option([], "--event", help="Só este evento, como payment.registered; repita para mais."),
) -> None:
    """Cria um webhook e mostra o segredo, uma vez só. Sem --event, ele recebe todos os eventos do credor."""
    ctx, credor_id = _enter(credor)
    from adimple.domain.errors import Invalid
    from adimple.usecases import webhooks

    try:
        made = webhooks.make_webhook(ctx, credor_id, webhooks.MakeWebhook(url=url, kinds=event))
    except Invalid as error:
        boot.fail(" ".join(f"{OPTIONS[one.field]}: {one.phrase}" for one in error.every))
    else:
        print(f"{made.secret}\nCopie agora: o segredo não aparece de novo. Webhook {made.id}: {made.url}")


def show(credor: str = CREDOR) -> None:
    """Mostra os webhooks de um credor: situação, última resposta, o que espera e o que não foi entregue."""
    ctx, credor_id = _enter(credor)
    from adimple.domain import webhook as rules
    from adimple.store.reads import webhooks as reads
    from adimple.usecases.context import SAO_PAULO

    rows = reads.list_webhooks(ctx.scope, [credor_id])
    for row in rows:
        why = f" ({rules.CAUSES[row.stop_cause]})" if row.stop_cause else ""
        last = "nenhuma resposta ainda"
        if row.last_at:
            when = row.last_at.astimezone(SAO_PAULO)
            last = f"{rules.phrase(row.last_status, row.last_failure)} em {when:%d/%m/%Y às %Hh%M}"
        which = ", ".join(row.kinds) or "todos os eventos"
        print(f"{row.id}  {STATES[row.state]}{why}  {row.url}")
        print(f"   {which}; {last}; na fila: {row.waiting}; não entregues: {row.failed}")
    if not rows:
        print("Nenhum webhook. Crie com adimple webhook add.")


def edit(
    webhook: int = WEBHOOK,
    credor: str = CREDOR,
    url: str = typer.Option(None, "--url", help="O endereço novo; o que espera na fila vai a ele."),
    event: list[str] = typer.Option([], "--event", help="Daqui em diante só este evento; repita para mais."),
    all_events: bool = typer.Option(False, "--all-events", help="Daqui em diante todos os eventos."),
) -> None:
    """Muda o endereço de um webhook, ou os eventos que recebe. O segredo fica; um parado continua parado."""
    ctx, credor_id = _enter(credor)
    from adimple.domain.errors import Invalid
    from adimple.usecases.edit_webhook import EditWebhook, edit_webhook

    if event and all_events:
        boot.fail("--all-events: escolha todos os eventos, ou diga quais com --event.")
    if url is None and not event and not all_events:
        boot.fail("Diga o que muda: --url, --event ou --all-events.")
    command = EditWebhook(url=url, kinds=event if event or all_events else None)
    try:
        now_at = _of(webhook, lambda: edit_webhook(ctx, credor_id, webhook, command))
    except Invalid as error:
        boot.fail(" ".join(f"{OPTIONS[one.field]}: {one.phrase}" for one in error.every))
    else:
        print(f"Mudado: o webhook {webhook} vai a {now_at}.")


def try_one(webhook: int = WEBHOOK, credor: str = CREDOR) -> None:
    """Envia um evento de teste agora e diz a resposta. Sai com 1 quando não foi aceito."""
    ctx, credor_id = _enter(credor)
    from adimple.usecases import try_webhook

    tested = _of(webhook, lambda: try_webhook.try_webhook(ctx, credor_id, webhook))
    print(tested.phrase)
    if not tested.is_taken:
        raise SystemExit(1)


def rotate(webhook: int = WEBHOOK, credor: str = CREDOR) -> None:
    """Troca o segredo e mostra o novo, uma vez só. O de antes também assina por 24 horas."""
    ctx, credor_id = _enter(credor)
    from adimple.usecases import webhooks

    made = _of(webhook, lambda: webhooks.rotate_secret(ctx, credor_id, webhook))
    print(f"{made.secret}\nCopie agora: o segredo não aparece de novo. Por 24 horas o de antes também assina.")


def stop(webhook: int = WEBHOOK, credor: str = CREDOR) -> None:
    """Para um webhook: nada mais vai a ele até ser religado."""
    ctx, credor_id = _enter(credor)
    from adimple.usecases import webhooks

    url = _of(webhook, lambda: webhooks.stop_webhook(ctx, credor_id, webhook))
    print(f"Parado: nada mais vai a {url} até ser religado.")


def resume(webhook: int = WEBHOOK, credor: str = CREDOR) -> None:
    """Religa um webhook parado: o que aconteceu enquanto esteve parado vai, em ordem."""
    ctx, credor_id = _enter(credor)
    from adimple.usecases import webhooks

    url = _of(webhook, lambda: webhooks.resume_webhook(ctx, credor_id, webhook))
    print(f"Religado: o que aconteceu enquanto esteve parado vai agora a {url}, em ordem.")


def resend(
    webhook: int = WEBHOOK,
    credor: str = CREDOR,
    event: int = typer.Option(0, "--event", min=0, max=2**63 - 1, help="Só o evento deste número."),
) -> None:
    """Manda de novo o que não foi entregue; com --event, um evento só, mesmo já entregue."""
    ctx, credor_id = _enter(credor)
    from adimple.usecases import webhooks

    count = _of(webhook, lambda: webhooks.resend_events(ctx, credor_id, webhook, event or None))
    print("1 evento na fila de novo." if count == 1 else f"{count} eventos na fila de novo.")


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


def _of[Found](webhook: int, act: Callable[[], Found]) -> Found:
    """What `act` gives. Ends the program where the webhook, or the event in it, is not there."""
    from adimple.domain.errors import NotFound

    try:
        return act()
    except NotFound:
        boot.fail(f"Não há o webhook {webhook} neste credor, ou o evento nele. Veja: adimple webhook list")
        raise AssertionError("boot.fail does not return") from None
