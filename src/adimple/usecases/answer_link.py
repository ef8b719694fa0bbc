"""A devedor answers by the link of a message: já paguei, não reconheço, quero falar com alguém, não quero e-mail.

The signed token is the whole authority: it names one action of one credor. Each answer is a fact that holds the régua
from that moment; the same answer twice is one; whoever answered may take it back.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction

from adimple.domain import calendar, events, money
from adimple.domain.conduct import windows
from adimple.domain.errors import Invalid, NotFound
from adimple.store import journal, models
from adimple.store.reads import links as reads
from adimple.store.reads.links import LinkRow
from adimple.store.scope import Scope
from adimple.store.writes import tasks
from adimple.usecases import boleto_today, charge_pix, links, place_hold, print_boletos, print_receipts, set_consent
from adimple.usecases.context import Actor, Context
from adimple.usecases.links import Link
from adimple.usecases.open_credor import refuse_closed
from adimple.usecases.place_hold import PlaceHold
from adimple.usecases.print_boletos import Paper

JA_PAGUEI, CONTESTACAO, HUMAN, OPT_OUT = ANSWERS = ("ja_paguei", "contestacao", "human", "opt_out")
CHECK_DAYS = 7  # to find a payment that somebody says was made
SOURCE = "link"
_TALK_SCRIPT = (
    "{name} respondeu «Quero falar com alguém» na página da mensagem. {how}, ouça e combine o que for preciso. "
    "As mensagens automáticas estão pausadas até alguém atender."
)
_HOW = {"phone": "Ligue", "email": "Não há telefone: escreva ao e-mail que ela usa"}
_TAKEN_BACK = "A própria pessoa desfez a resposta."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`paid_on` and `cents`: what the person chooses to tell of a payment."""

    kind: str
    paid_on: date | None = None
    cents: int | None = None


def open_link(ctx: Context, token: str) -> LinkRow:
    """What the page shows. Changes nothing. Raises NotFound for every token that is no good, alike."""
    link = links.read_token(token, ctx.on)
    return _found(_narrowed(ctx, link.credor_id), link)


def boleto_of_link(ctx: Context, token: str, boleto_id: int) -> Paper:
    """The paper of a boleto that the page shows today. Raises NotFound."""
    link = open_link(ctx, token)
    shown = {
        boleto.id
        for titulo in link.titulos
        if titulo.closed_on is None and (boleto := link.boletos.get(titulo.id)) is not None
        if boleto_today.serves(boleto, titulo, ctx.on)
    }
    if link.credor.closed_at is not None or boleto_id not in shown:
        raise NotFound
    return print_boletos.print_boleto(_narrowed(ctx, link.credor_id), boleto_id)


def recibo_of_link(ctx: Context, token: str, payment_id: int) -> Paper:
    """The recibo of a payment that the page tells of. Raises NotFound."""
    link = open_link(ctx, token)
    if link.credor.closed_at is not None or payment_id not in {row.id for row in link.received}:
        raise NotFound
    return print_receipts.print_recibo(_narrowed(ctx, link.credor_id), payment_id, by_link=True)


def pix_of_link(ctx: Context, token: str, titulo_id: int) -> None:
    """Makes the Pix of today of a título that the link shows. Raises NotFound, and Refused where the PSP did not."""
    link = open_link(ctx, token)
    if titulo_id not in {titulo.id for titulo in link.titulos if titulo.closed_on is None}:
        raise NotFound
    charge_pix.charge_pix(_narrowed(ctx, link.credor_id), titulo_id)


@transaction.atomic
def answer(ctx: Context, token: str, given: Answer) -> LinkRow:
    """Writes the answer down. Raises NotFound, Invalid; Refused where the credor is closed, unless it is a no."""
    link, ctx = _locked(ctx, token)
    _check(ctx, given)
    if given.kind != OPT_OUT:
        refuse_closed(link.credor_id)
    elif not link.channel:
        raise NotFound  # no channel brought this address: there is none to close
    if given.kind in {row.kind for row in link.answers}:
        _tell_more(ctx, link, given)
        return link
    _place(ctx, link, given)
    journal.record(ctx, events.LinkAnswered(link.credor_id, link.devedor_id, link.dispatch_id, given.kind))
    return link


@transaction.atomic
def take_back(ctx: Context, token: str, kind: str) -> LinkRow:
    """Undoes an answer given by a link; one that does not stand, nothing. Raises NotFound, Invalid."""
    link, ctx = _locked(ctx, token)
    if kind not in ANSWERS:
        raise Invalid("answer", "Escolha uma das respostas da página.")
    refuse_closed(link.credor_id)
    if kind == OPT_OUT:
        set_consent.set_consent(ctx, link.devedor_id, link.channel, granted=True, source=SOURCE)
        return link
    for hold in _own_holds(link, kind):
        place_hold.lift_hold(ctx, hold.id, _TAKEN_BACK)
    if kind == HUMAN:
        _close_talks(ctx, link)
    return link


def _place(ctx: Context, link: LinkRow, given: Answer) -> None:
    if given.kind == OPT_OUT:
        set_consent.set_consent(ctx, link.devedor_id, link.channel, granted=False, source=SOURCE)
    elif given.kind == HUMAN:
        place_hold.place_hold(ctx, PlaceHold(devedor_id=link.devedor_id, kind=HUMAN, source=SOURCE))
        _open_talk(ctx, link)
    else:
        until = ctx.on + timedelta(days=CHECK_DAYS) if given.kind == JA_PAGUEI else None
        for titulo in link.titulos:
            if titulo.closed_on is None:
                hold = PlaceHold(
                    devedor_id=link.devedor_id,
                    kind=given.kind,
                    titulo_id=titulo.id,
                    until=until,
                    reason=_told(given),
                    source=SOURCE,
                )
                place_hold.place_hold(ctx, hold)


def _tell_more(ctx: Context, link: LinkRow, given: Answer) -> None:
    """What the person adds about a payment already told of; the hold is not made longer by it."""
    told = _told(given)
    holds = [hold for hold in _own_holds(link, JA_PAGUEI) if told and hold.reason != told]
    models.Hold.objects.filter(id__in=[hold.id for hold in holds]).update(reason=told)
    journal.record(
        ctx,
        *(
            events.HoldDetailed(link.credor_id, link.devedor_id, hold.id, hold.kind, given.paid_on, given.cents)
            for hold in holds
        ),
    )


def _open_talk(ctx: Context, link: LinkRow) -> None:
    """A task to call, in the person's own hours, or to write where no phone is known; none when one is already open."""
    if _open_talks(link).exists():
        return
    known = models.Contact.objects.filter(devedor_id=link.devedor_id, wrong_at__isnull=True)
    contact = known.filter(kind="phone").last() or known.filter(kind="email").last()
    channel = contact.kind if contact else "phone"
    task = models.Task(
        credor_id=link.credor_id,
        devedor_id=link.devedor_id,
        person_key=link.person_key,
        channel=channel,
        contact=contact,
        script=_TALK_SCRIPT.format(name=link.devedor_name, how=_HOW[channel]),
        due_at=windows.next_open(ctx.now, link.uf or None, channel, link.kind, link.is_agency),
        created_at=ctx.now,
    )
    tasks.open_tasks([task])
    journal.record(ctx, events.TaskOpened(link.credor_id, link.devedor_id, task.id, task.channel))


def _close_talks(ctx: Context, link: LinkRow) -> None:
    _open_talks(link).update(outcome="expired", outcome_at=ctx.now, outcome_by=SOURCE, note=_TAKEN_BACK)


def _open_talks(link: LinkRow):
    return models.Task.objects.filter(devedor_id=link.devedor_id, action__isnull=True, outcome="")


def _own_holds(link: LinkRow, kind: str) -> list[models.Hold]:
    """Standing holds that a link placed over the títulos of this page."""
    titulo_ids = {titulo.id for titulo in link.titulos}
    rows = models.Hold.objects.filter(devedor_id=link.devedor_id, kind=kind, source=SOURCE, lifted_at__isnull=True)
    return [hold for hold in rows.order_by("id") if hold.titulo_id is None or hold.titulo_id in titulo_ids]


def _locked(ctx: Context, token: str) -> tuple[LinkRow, Context]:
    """The link, its devedor locked, and a context that reaches its credor and nothing else."""
    link = links.read_token(token, ctx.on)
    ctx = _narrowed(ctx, link.credor_id)
    actions = models.Action.objects.filter(id=link.action_id, credor_id=link.credor_id)
    mine = models.Devedor.objects.filter(credor_id=link.credor_id)
    mine = mine.filter(id__in=actions.values("devedor_id")) if link.action_id else mine.filter(id=link.devedor_id)
    if mine.select_for_update().first() is None:
        raise NotFound
    return _found(ctx, link), ctx


def _found(ctx: Context, link: Link) -> LinkRow:
    if link.action_id is not None:
        return reads.get_link(ctx.scope, link.action_id, ctx.on)
    assert link.devedor_id is not None, "a link is of an action or of a devedor"
    return reads.get_devedor_link(ctx.scope, link.devedor_id, ctx.on)


def _narrowed(ctx: Context, credor_id: int) -> Context:
    return replace(ctx, actor=Actor(SOURCE), scope=Scope({credor_id: "operator"}))


def _check(ctx: Context, given: Answer) -> None:
    if given.kind not in ANSWERS:
        raise Invalid("answer", "Escolha uma das respostas da página.")
    if given.paid_on is not None and given.paid_on > ctx.on:
        raise Invalid("paid_on", "A data do pagamento não pode ser depois de hoje. Confira o dia.")
    if given.cents is not None and given.cents <= 0:
        raise Invalid("cents", "O valor pago precisa ser maior que zero. Escreva como 1.234,56.")


def _told(given: Answer) -> str:
    """What was told of the payment, for whoever checks it."""
    parts = []
    if given.paid_on is not None:
        parts.append(f"em {calendar.format_date(given.paid_on)}")
    if given.cents is not None:
        parts.append(money.format_brl(given.cents))
    return f"Diz que pagou {', '.join(parts)}." if parts else ""
