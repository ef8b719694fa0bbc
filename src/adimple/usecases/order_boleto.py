"""An order about one boleto, for the next remessa: baixa, a change, protesto, negativação, and taking them back."""

from django.db import transaction

from adimple.domain import events, phrases
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.remessa import items
from adimple.domain.remessa.items import KINDS
from adimple.store import journal, models
from adimple.store.reads import balances, convenios, devedores
from adimple.store.writes import boletos as writes
from adimple.store.writes import locks
from adimple.usecases import boleto_entries, mend_boletos
from adimple.usecases.context import Context
from adimple.usecases.mend_boletos import Change
from adimple.usecases.open_credor import refuse_closed, require_open

BY_PERSON = (
    items.BAIXA, items.DUE_ON, items.ABATIMENTO, items.NO_ABATIMENTO, items.PROTESTO, items.STOP_PROTESTO,
    items.NEGATIVACAO, items.STOP_NEGATIVACAO,
)  # fmt: skip
# Of what the boleto says: it becomes what the título says already, so that the bank charges what is owed.
CHANGES = (items.DUE_ON, items.ABATIMENTO, items.NO_ABATIMENTO)
_NOTHING = {
    items.DUE_ON: (
        "O boleto não precisa de outro vencimento: leva o do título, ou só um boleto novo cobraria o que se deve. "
        "Mude antes o vencimento do título, pela planilha ou pela API; o boleto o acompanha."
    ),
    items.ABATIMENTO: (
        "O título não deve menos que o boleto, ou só um boleto novo cobraria o que se deve. O abatimento acompanha o "
        "que o título já recebeu, ou o valor que a planilha ou a API lhe deu."
    ),
    items.NO_ABATIMENTO: "Não há abatimento a cancelar: o título não deve mais que o boleto com o abatimento.",
}
_PRESSING = (items.PROTESTO, items.NEGATIVACAO)
_PERSON = "person"


@transaction.atomic
def order_boleto(ctx: Context, boleto_id: int, kind: str) -> None:
    """Asked twice it is one. A boleto that the bank never heard of is dropped at once.

    Raises Invalid, NotFound; Refused where the bank, the boleto's state or a hold of the devedor forbids it, and for
    a change that the título does not ask for.
    """
    row = _locked(ctx, boleto_id, "manager" if kind in _PRESSING else "operator")
    if kind not in BY_PERSON:
        raise Invalid("kind", "Escolha uma das ordens da lista.")
    if row.state not in writes.LIVE:
        raise Refused("boleto.over", "Este boleto já não vale: não há o que pedir ao banco.")
    if kind == items.BAIXA:  # none is made in its place by itself
        models.Boleto.objects.filter(id=row.id).update(unissued="")
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
    change = _change(ctx, row, kind) if kind in CHANGES else Change(kind)
    if mend_boletos.ask(row, change, ctx):
        _record(ctx, row, events.BoletoOrdered, kind, _PERSON)


def change_offered(ctx: Context, boleto_id: int) -> Change | None:
    """The change that the título asks for and the bank does by file; None where there is none."""
    row = (
        models.Boleto.objects.select_related("titulo").filter(id=boleto_id, credor_id__in=ctx.scope.credor_ids).first()
    )
    if row is None or row.state not in (writes.SENT, writes.REGISTERED):
        return None
    convenio = convenios.get_convenio(ctx.scope, row.convenio_id)
    layout = convenio.bank.remessa(convenio.layout)
    (titulo,) = balances.by_ids(ctx.scope, [row.titulo_id])
    is_asking = titulo.closed_on is None and not mend_boletos.is_awaited(ctx, row)
    change = mend_boletos.change_of(row, titulo, ctx.on) if is_asking else None
    if (
        change is None
        or layout is None
        or change.kind not in layout.codes
        or mend_boletos.is_asked(row, change, ctx.now)
    ):
        return None
    try:
        mend_boletos.check_change(ctx, convenio, row, change)
    except Invalid:
        return None
    return change


@transaction.atomic
def drop_order(ctx: Context, boleto_id: int, kind: str) -> None:
    """An order that still waits goes no more; none, nothing. Raises NotFound, Refused."""
    row = _locked(ctx, boleto_id, "operator")
    if kind == items.ENTRY:
        raise Refused("boleto.entry", "Para não registrar o boleto, peça a baixa dele.")
    if kind == items.BAIXA and row.state not in writes.LIVE:
        raise Refused(
            "boleto.over",
            "Este boleto já não vale, ou outro está no lugar dele: a baixa vai ao banco na próxima remessa.",
        )
    gone, _ = models.RemessaItem.objects.filter(boleto=row, kind=kind, remessa__isnull=True).delete()
    if not gone:
        return
    if kind == items.BAIXA:
        models.Boleto.objects.filter(id=row.id).update(unissued="")
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
    row.refresh_from_db(fields=["state", "changed_at", "due_on", "pay_until", "abatimento_cents"])
    return row


def _refuse(ctx: Context, row: models.Boleto, kind: str) -> None:
    convenio = convenios.get_convenio(ctx.scope, row.convenio_id)
    layout = convenio.bank.remessa(convenio.layout)
    if layout is None or kind not in layout.codes:
        raise Refused(
            "boleto.not_by_file",
            f"Por arquivo, {convenio.bank.name} não tem como {KINDS[kind]}: peça ao banco por outro meio.",
        )
    if kind not in _PRESSING:
        return
    if row.due_on >= ctx.on:
        raise Refused("boleto.in_time", f"O boleto ainda não venceu: não há por que {KINDS[kind]}.")
    for hold in devedores.holds(ctx.scope, row.titulo.devedor_id, ctx.on):
        raise Refused(
            "boleto.held", f"Há uma pausa: {phrases.HOLDS[hold.kind]}. Encerre-a antes de {KINDS[kind]}."
        )  # fmt: skip


def _change(ctx: Context, row: models.Boleto, kind: str) -> Change:
    """What the título says, where it differs. Raises Refused."""
    if mend_boletos.is_awaited(ctx, row):
        raise Refused(
            "boleto.awaited",
            "O banco ainda não respondeu à mudança anterior deste boleto. Envie o retorno com a resposta antes.",
        )
    (titulo,) = balances.by_ids(ctx.scope, [row.titulo_id])
    change = mend_boletos.change_of(row, titulo, ctx.on)
    if change is None or change.kind != kind:
        raise Refused("boleto.nothing_to_change", _NOTHING[kind])
    convenio = convenios.get_convenio(ctx.scope, row.convenio_id)
    try:
        mend_boletos.check_change(ctx, convenio, row, change)
    except Invalid as error:
        raise Refused("boleto.change", boleto_entries.told(error)) from error
    return change


def _record(ctx: Context, row: models.Boleto, event: type, *told: str) -> None:
    journal.record(ctx, event(row.credor_id, row.titulo.devedor_id, row.titulo_id, row.id, *told))
