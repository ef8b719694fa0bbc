"""An order about one boleto, for the next remessa: baixa, protesto, negativação, and taking them back."""

from django.db import transaction

from adimple.domain import events, phrases
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.remessa import items
from adimple.domain.remessa.items import KINDS
from adimple.store import journal, models
from adimple.store.reads import convenios, devedores
from adimple.store.writes import boletos as writes
from adimple.store.writes import locks
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open

# A change of due date or an abatimento makes another boleto: the old one is dropped and a new one issued.
BY_PERSON = (
    items.BAIXA, items.PROTESTO, items.STOP_PROTESTO, items.NEGATIVACAO, items.STOP_NEGATIVACAO,
)  # fmt: skip
_PRESSING = (items.PROTESTO, items.NEGATIVACAO)
_PERSON = "person"


@transaction.atomic
def order_boleto(ctx: Context, boleto_id: int, kind: str) -> None:
    """Asked twice it is one. A boleto that the bank never heard of is dropped at once.

    Raises Invalid, NotFound; Refused where the bank, the boleto's state or a hold of the devedor forbids it.
    """
    row = _locked(ctx, boleto_id, "manager" if kind in _PRESSING else "operator")
    if kind not in BY_PERSON:
        raise Invalid("kind", "Escolha uma das ordens da lista.")
    if row.state not in writes.LIVE:
        raise Refused("boleto.over", "Este boleto já não vale: não há o que pedir ao banco.")
    if row.state == writes.MADE:
        if kind != items.BAIXA:
            raise Refused("boleto.made", "O banco ainda não conhece este boleto. Gere a remessa primeiro.")
        writes.settle([row], writes.ENDED, ctx.now)
        _record(ctx, row, events.BoletoEnded, _PERSON)
        return
    _refuse(ctx, row, kind)
    waiting = models.RemessaItem.objects.filter(boleto=row, remessa__isnull=True)
    if kind == items.BAIXA:
        waiting.exclude(kind__in=(items.ENTRY, items.BAIXA)).delete()
        writes.hide([row], ctx.now)
    elif waiting.filter(kind=items.BAIXA).exists():
        raise Refused("boleto.baixa", "A baixa deste boleto já espera a próxima remessa.")
    _, is_new = models.RemessaItem.objects.get_or_create(
        boleto=row,
        kind=kind,
        remessa=None,
        defaults={"credor_id": row.credor_id, "convenio_id": row.convenio_id, "asked_at": ctx.now},
    )
    if is_new:
        _record(ctx, row, events.BoletoOrdered, kind, _PERSON)


@transaction.atomic
def drop_order(ctx: Context, boleto_id: int, kind: str) -> None:
    """An order that still waits goes no more; none, nothing. Raises NotFound, Refused."""
    row = _locked(ctx, boleto_id, "operator")
    if kind == items.ENTRY:
        raise Refused("boleto.entry", "Para não registrar o boleto, peça a baixa dele.")
    gone, _ = models.RemessaItem.objects.filter(boleto=row, kind=kind, remessa__isnull=True).delete()
    if not gone:
        return
    if kind == items.BAIXA and row.state in writes.LIVE:
        writes.show(row.credor_id, [(row.titulo_id, row.linha_digitavel, row.nosso_numero.lstrip("0"))], ctx.now)
    _record(ctx, row, events.BoletoOrderDropped, kind)


def _locked(ctx: Context, boleto_id: int, role: str) -> models.Boleto:
    """The boleto, with its devedor locked before it, as payments do. Raises NotFound, Refused."""
    found = models.Boleto.objects.select_related("titulo").filter(id=boleto_id, credor_id__in=ctx.scope.credor_ids)
    row = found.first()
    if row is None:
        raise NotFound
    require_open(ctx, row.credor_id, role)
    locks.share_ledger(row.credor_id)
    refuse_closed(row.credor_id)
    locks.lock_devedores([row.titulo.devedor_id])
    writes.lock_convenio(row.convenio_id)
    row.refresh_from_db(fields=["state", "changed_at"])
    return row


def _refuse(ctx: Context, row: models.Boleto, kind: str) -> None:
    convenio = convenios.get_convenio(ctx.scope, row.convenio_id)
    layout = convenio.bank.remessa(convenio.layout)
    if layout is None or kind not in layout.codes:
        raise Refused(
            "boleto.not_by_file",
            f"Por arquivo, o {convenio.bank.name} não tem como {KINDS[kind]}: peça ao banco por outro meio.",
        )
    if kind not in _PRESSING:
        return
    if row.due_on >= ctx.on:
        raise Refused("boleto.in_time", f"O boleto ainda não venceu: não há por que {KINDS[kind]}.")
    for hold in devedores.holds(ctx.scope, row.titulo.devedor_id, ctx.on):
        raise Refused(
            "boleto.held", f"Há uma pausa: {phrases.HOLDS[hold.kind]}. Encerre-a antes de {KINDS[kind]}."
        )  # fmt: skip


def _record(ctx: Context, row: models.Boleto, event: type, *told: str) -> None:
    journal.record(ctx, event(row.credor_id, row.titulo.devedor_id, row.titulo_id, row.id, *told))
