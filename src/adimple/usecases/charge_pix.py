"""A título gets a Pix that asks what it owes: told to the PSP once, found again after any failure.

    claim (a transaction: the row is `asked`) → the PSP, outside of any transaction → settle (a transaction)

Until the due date it is a cobv, whose amount follows the days by itself; whatever a cobv cannot say to the cent, and
what is already late, is a cob of today's amount that ends with the day. The txid derives from título and attempt, so
whoever died in between, and whoever asks twice, makes one charge.
"""

import base64
import hmac
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max

from adimple.domain import cobv, events, pix
from adimple.domain.cobv import Payer, Terms
from adimple.domain.errors import NotFound, Refused
from adimple.gateways.gateway import Charge, Fault, Kind, Psp
from adimple.store import journal, models, sealing
from adimple.store.reads import balances
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.pix_charges import LIVE, PixChargeRow, row_of
from adimple.usecases import psp_reach
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.open_credor import require_open

STEPS = 4  # at most: one removed, one made, and somebody else in between
SHORTEST_SECONDS, SPARE_SECONDS = 60, 60  # of a cob before midnight
MAX_WHY = 300


@dataclass(frozen=True, slots=True)
class _Step:
    """What is to be told to the PSP. `act`: find (its answer is unknown) · make · review · remove."""

    charge_id: int
    account: models.PspAccount
    kind: Kind
    txid: str
    act: Literal["find", "make", "review", "remove"]
    body: dict[str, Any]
    ended: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the charge of today says."""

    kind: Kind
    cents: int
    due_on: date | None
    pay_until: date
    policy: dict[str, Any]
    body: dict[str, Any]


def charge_pix(ctx: Context, titulo_id: int) -> PixChargeRow:
    """The charge that asks what is owed today, active at the PSP. Raises NotFound, and Refused with what to do."""
    for _ in range(STEPS):
        step = _claim(ctx, titulo_id)
        if isinstance(step, PixChargeRow):
            return step
        _tell(ctx, step)
    raise Refused("pix.changing", "Este Pix está mudando agora. Tente de novo em um minuto.")


def end_charge(ctx: Context, titulo_id: int) -> None:
    """Nobody pays the Pix of this título any more; nothing where there is none. Raises NotFound and Refused."""
    step = _claim_end(ctx, titulo_id)
    if step is not None:
        _tell(ctx, step)


def txid_of(credor_id: int, titulo_id: int, attempt: int) -> str:
    """32 letters and figures: the same for the same attempt, and no other installation's."""
    digest = hmac.digest(sealing.derived("txid"), f"{credor_id}/{titulo_id}/{attempt}".encode(), "sha256")
    return base64.b32encode(digest[:20]).decode()


def _tell(ctx: Context, step: _Step) -> None:
    """Raises Refused with why it did not work, once that is written down."""
    with psp_reach.open_psp(step.account) as psp:
        act, answer = _ask(psp, step)
    refused = _settle(ctx, step, act, answer)
    if refused is not None:
        raise refused


# --- claim ---


@transaction.atomic
def _claim(ctx: Context, titulo_id: int) -> PixChargeRow | _Step:
    titulo = _locked(ctx, titulo_id)
    require_open(ctx, titulo.credor_id, "operator")
    if titulo.closed_on is not None:
        raise Refused("pix.closed", "Este título já está fechado: não há o que pagar.")
    account = models.PspAccount.objects.filter(credor_id=titulo.credor_id, closed_at=None).first()
    if account is None:
        raise Refused("pix.no_account", "Cadastre a conta no PSP em Configurações, Pix pelo PSP.")
    live = _live(titulo_id)
    if live is not None and live.pay_until is not None and live.pay_until < ctx.on:
        _end(ctx, live, titulo.devedor_id, "expired")
        live = None
    plan = _plan(ctx, titulo, account, live)
    if live is None:
        return _step(_new(ctx, titulo, account, plan), account, plan, "make")
    if live.psp_account_id != account.id or live.kind != plan.kind:
        old = models.PspAccount.objects.get(id=live.psp_account_id)
        return _Step(live.id, old, _kind(live), live.txid, "remove", {}, "changed")
    says_it = (live.cents, live.pay_until, live.policy) == (plan.cents, plan.pay_until, plan.policy)
    if live.state == "active" and says_it:
        return row_of(live)
    act: Literal["find", "review"] = "find" if live.state == "asked" else "review"
    live.cents, live.due_on, live.pay_until, live.policy = plan.cents, plan.due_on, plan.pay_until, plan.policy
    live.state, live.asked_at, live.changed_at = "asked", ctx.now, ctx.now
    live.save()
    return _step(live, account, plan, act)


@transaction.atomic
def _claim_end(ctx: Context, titulo_id: int) -> _Step | None:
    titulo = _locked(ctx, titulo_id)
    ctx.require(titulo.credor_id, "operator")  # of a closed credor too
    live = _live(titulo_id)
    if live is None:
        return None
    if live.pay_until is not None and live.pay_until < ctx.on:
        _end(ctx, live, titulo.devedor_id, "expired")
        return None
    account = models.PspAccount.objects.get(id=live.psp_account_id)
    ended = "closed" if titulo.closed_on is not None else "changed"
    return _Step(live.id, account, _kind(live), live.txid, "remove", {}, ended)


def _locked(ctx: Context, titulo_id: int) -> TituloSaldo:
    """One at a time for each título; an import or a payment of it waits for the same row."""
    rows = models.Titulo.objects.select_for_update(no_key=True).filter(credor_id__in=ctx.scope.credor_ids)
    if not rows.filter(id=titulo_id).exists():
        raise NotFound
    return balances.by_ids(ctx.scope, [titulo_id])[0]


def _live(titulo_id: int) -> models.PixCharge | None:
    return models.PixCharge.objects.select_for_update().filter(titulo_id=titulo_id, state__in=LIVE).first()


def _plan(ctx: Context, titulo: TituloSaldo, account: models.PspAccount, live: models.PixCharge | None) -> _Plan:
    devedor = models.Devedor.objects.select_related("credor").get(id=titulo.devedor_id)
    payer = Payer(devedor.name, devedor.document)
    note = f"{devedor.credor.name}: {titulo.label}"
    policy = _snapshot(titulo)
    issued_on = ctx.on
    if live is not None and live.kind == "cobv" and live.policy == policy:
        issued_on = min(live.asked_at.astimezone(SAO_PAULO).date(), titulo.due_on)  # it goes on as it was asked
    terms = Terms(
        policy=titulo.policy,
        saldo=titulo.saldo,
        due_on=titulo.due_on,
        issued_on=issued_on,
        days_payable=account.days_payable,
    )
    try:
        body = cobv.cobv_body(terms, payer, key=account.pix_key, note=note)
        if terms.pay_until >= ctx.on:
            return _Plan("cobv", titulo.saldo.principal_cents, titulo.due_on, terms.pay_until, policy, body)
    except Refused as refused:
        if not refused.code.startswith("cobv."):
            raise
    return _plan_of_today(ctx, titulo, account, payer, note, live)


def _plan_of_today(
    ctx: Context,
    titulo: TituloSaldo,
    account: models.PspAccount,
    payer: Payer,
    note: str,
    live: models.PixCharge | None,
) -> _Plan:
    seconds = _seconds_left(ctx.now)
    if live is not None and live.kind == "cob" and live.pay_until == ctx.on:
        seconds = live.policy["seconds"]  # counted from when the PSP made it
    cents = titulo.owed(ctx.on).total_cents
    body = cobv.cob_body(cents, payer, key=account.pix_key, seconds=seconds, note=note)
    return _Plan("cob", cents, None, ctx.on, {"seconds": seconds}, body)


def _seconds_left(now: datetime) -> int:
    """Of the day in São Paulo, a little less than all: the PSP's clock is not ours."""
    local = now.astimezone(SAO_PAULO)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), SAO_PAULO)
    return max(int((midnight - local).total_seconds()) - SPARE_SECONDS, SHORTEST_SECONDS)


def _snapshot(titulo: TituloSaldo) -> dict[str, Any]:
    """What the terms of a cobv follow from: another one of these is another charge."""
    saldo = asdict(titulo.saldo)
    saldo["juros_from_on"] = titulo.saldo.juros_from_on.isoformat()
    policy = {name: getattr(titulo.policy, name) for name in titulo.policy.__slots__ if name != "indices"}
    return {"saldo": saldo, "policy": policy, "due_on": titulo.due_on.isoformat()}


def _new(ctx: Context, titulo: TituloSaldo, account: models.PspAccount, plan: _Plan) -> models.PixCharge:
    last = models.PixCharge.objects.filter(titulo_id=titulo.id).aggregate(last=Max("attempt"))["last"] or 0
    row = models.PixCharge.objects.create(
        credor_id=titulo.credor_id,
        psp_account=account,
        titulo_id=titulo.id,
        attempt=last + 1,
        txid=txid_of(titulo.credor_id, titulo.id, last + 1),
        kind=plan.kind,
        cents=plan.cents,
        due_on=plan.due_on,
        pay_until=plan.pay_until,
        policy=plan.policy,
        asked_at=ctx.now,
        changed_at=ctx.now,
    )
    journal.record(
        ctx, events.PixChargeAsked(titulo.credor_id, titulo.devedor_id, titulo.id, row.id, plan.kind, plan.cents)
    )
    return row


def _step(
    row: models.PixCharge, account: models.PspAccount, plan: _Plan, act: Literal["find", "make", "review"]
) -> _Step:
    return _Step(row.id, account, plan.kind, row.txid, act, plan.body)


def _kind(row: models.PixCharge) -> Kind:
    return "cob" if row.kind == "cob" else "cobv"


# --- the PSP ---


def _ask(psp: Psp, step: _Step) -> tuple[str, Charge | Fault]:
    """What was done in the end, and what the PSP said."""
    if step.act == "remove":
        return "remove", psp.cancel(step.kind, step.txid)
    put = psp.put_cob if step.kind == "cob" else psp.put_cobv
    if step.act == "find":
        found = psp.get(step.kind, step.txid)
        if found is None:
            return "make", put(step.txid, step.body)
        if isinstance(found, Fault) or not found.is_active or cobv.says(found.terms, step.body):
            return "find", found
    elif step.act == "make":
        return "make", put(step.txid, step.body)
    answer = psp.review(step.kind, step.txid, step.body)
    if isinstance(answer, Fault) and answer.code in ("psp.refused", "psp.other_terms"):
        return "remove", psp.cancel(step.kind, step.txid)  # with its former terms nobody may pay it
    return "review", answer


# --- settle ---


@transaction.atomic
def _settle(ctx: Context, step: _Step, act: str, answer: Charge | Fault) -> Refused | None:
    """Writes down what came of it. A charge that ended meanwhile stays as it is."""
    row = models.PixCharge.objects.select_for_update().select_related("titulo", "credor").get(id=step.charge_id)
    if row.state not in LIVE:
        return None
    devedor_id = row.titulo.devedor_id
    if act == "remove":
        return _settle_end(ctx, step, row, devedor_id, answer)
    if isinstance(answer, Fault):
        return _settle_fault(ctx, row, devedor_id, answer)
    if answer.is_paid:
        return _note_paid(ctx, row)
    if not answer.is_active:
        _end(ctx, row, devedor_id, "changed")
        return None
    row.state, row.why, row.changed_at = "active", "", ctx.now
    row.location = answer.location[:200]
    row.br_code = answer.br_code or pix.dynamic_br_code(
        location=answer.location, payee=row.credor.name, city=row.credor.city
    )
    row.save(update_fields=["state", "why", "changed_at", "location", "br_code"])
    made = events.PixChargeMade(row.credor_id, devedor_id, row.titulo_id, row.id, row.kind, row.cents)
    journal.record(ctx, made)
    return None


def _settle_end(
    ctx: Context, step: _Step, row: models.PixCharge, devedor_id: int, answer: Charge | Fault
) -> Refused | None:
    if isinstance(answer, Fault) and answer.code == "psp.paid":
        return _note_paid(ctx, row)
    if isinstance(answer, Fault) and answer.code != "psp.not_found" and step.account.closed_at is None:
        row.why = answer.phrase[:MAX_WHY]
        row.save(update_fields=["why"])
        return Refused(answer.code, answer.phrase)
    _end(ctx, row, devedor_id, step.ended or "changed")
    return None


def _note_paid(ctx: Context, row: models.PixCharge) -> Refused:
    """It stays live until its Pix is taken in, so that nobody is asked to pay twice."""
    row.state, row.why, row.changed_at = "asked", "Pago no PSP: o aviso ainda não chegou.", ctx.now
    row.save(update_fields=["state", "why", "changed_at"])
    return Refused("pix.paid", "Este Pix já foi pago. O pagamento aparece em instantes.")


def _settle_fault(ctx: Context, row: models.PixCharge, devedor_id: int, fault: Fault) -> Refused:
    """What may have been applied stays `asked`, to be found; what was refused is over."""
    row.why, row.changed_at = fault.phrase[:MAX_WHY], ctx.now
    is_over = fault.code in ("psp.refused", "psp.other_terms")
    if is_over:
        row.state = "refused"
        journal.record(ctx, events.PixChargeRefused(row.credor_id, devedor_id, row.titulo_id, row.id, fault.code))
    row.save(update_fields=["state", "why", "changed_at"])
    return Refused(fault.code, fault.phrase)


def _end(ctx: Context, row: models.PixCharge, devedor_id: int, ended: str) -> None:
    row.state, row.changed_at = "removed", ctx.now
    row.save(update_fields=["state", "changed_at"])
    journal.record(ctx, events.PixChargeRemoved(row.credor_id, devedor_id, row.titulo_id, row.id, ended))
