"""What the page of a signed link may show: one action of one credor, the títulos it named, what was answered."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.reads import balances, live_boletos, payments, pix_charges
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.live_boletos import BoletoSeen
from adimple.store.reads.payments import ReceivedRow
from adimple.store.reads.pix_charges import PixChargeRow
from adimple.store.scope import Scope

LAST_CLOSED = 5  # shown where nothing is open any more
THANKED_DAYS = 30  # after a payment, its payer still reads of it


@dataclass(frozen=True, slots=True)
class LinkCredor:
    """Who asks to be paid (CDC 42-A) and by which Pix key."""

    name: str
    document: str
    address: str
    email: str
    phone: str
    city: str
    pix_key: str
    closed_at: datetime | None
    closed_contact: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer still standing: `kind` ja_paguei · contestacao · human · opt_out."""

    kind: str
    at: datetime
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """`titulos`: those the message named, open and closed; `boletos` and `charges`, by título, those that are live; of
    boletos also the last that the bank ended, with none in its place.

    `received`: what came of late; of the link of a message, only what went to the títulos it named and to no other.
    `has_psp`: the credor's Pix is made at a PSP, título by título. `dispatch_id` None: no message of ours
    brought the link; `channel` is then that of its task, or "" for a link that a person handed over.
    """

    credor_id: int
    devedor_id: int
    devedor_name: str
    devedor_document: str
    person_key: int
    uf: str
    kind: str
    is_agency: bool
    dispatch_id: int | None
    channel: str
    credor: LinkCredor
    titulos: tuple[TituloSaldo, ...]
    boletos: dict[int, BoletoSeen]
    charges: dict[int, PixChargeRow]
    has_psp: bool
    answers: tuple[AnswerRow, ...]
    received: tuple[ReceivedRow, ...] = ()


def get_link(scope: Scope, action_id: int, on: date) -> LinkRow:
    """Raises NotFound when the action is not of the scope, or when it never named a título."""
    actions = models.Action.objects.select_related("credor", "devedor").filter(credor_id__in=scope.credor_ids)
    action = actions.filter(id=action_id).first()
    if action is None:
        raise NotFound
    dispatch_id, titulo_ids = _named(action)
    titulos = tuple(balances.by_ids(scope, titulo_ids))
    shown = [titulo.id for titulo in titulos]
    received = payments.received_since(scope, action.devedor_id, on - timedelta(days=THANKED_DAYS), only_of=shown)
    return _row(
        scope,
        action.credor,
        action.devedor,
        titulos,
        on,
        channel=action.channel,
        dispatch_id=dispatch_id,
        received=tuple(received),
    )


def get_devedor_link(scope: Scope, devedor_id: int, on: date) -> LinkRow:
    """All that a devedor has open; with nothing open, the last that were closed. Raises NotFound."""
    devedores = models.Devedor.objects.select_related("credor").filter(credor_id__in=scope.credor_ids)
    devedor = devedores.filter(id=devedor_id).first()
    if devedor is None:
        raise NotFound
    titulos = balances.of_devedor(scope, devedor_id)
    if not titulos:
        closed = balances.of_devedor(scope, devedor_id, only_open=False)
        titulos = sorted(closed, key=lambda titulo: (titulo.closed_on, titulo.id))[-LAST_CLOSED:]
    received = payments.received_since(scope, devedor_id, on - timedelta(days=THANKED_DAYS))
    return _row(scope, devedor.credor, devedor, tuple(titulos), on, received=tuple(received))


def _row(
    scope: Scope,
    credor: models.Credor,
    devedor: models.Devedor,
    titulos: tuple[TituloSaldo, ...],
    on: date,
    *,
    channel: str = "",
    dispatch_id: int | None = None,
    received: tuple[ReceivedRow, ...] = (),
) -> LinkRow:
    if not titulos:
        raise NotFound
    ids = [titulo.id for titulo in titulos]
    return LinkRow(
        credor_id=credor.id,
        devedor_id=devedor.id,
        devedor_name=devedor.name,
        devedor_document=devedor.document,
        person_key=devedor.person_key,
        uf=devedor.uf,
        kind=devedor.kind,
        is_agency=credor.is_agency,
        dispatch_id=dispatch_id,
        channel=channel,
        credor=LinkCredor(
            credor.name,
            credor.document,
            credor.address,
            credor.email,
            credor.phone,
            credor.city,
            credor.pix_key,
            credor.closed_at,
            credor.closed_contact,
        ),
        titulos=titulos,
        boletos=live_boletos.shown_boletos(scope, ids),
        charges=pix_charges.live_charges(scope, ids),
        has_psp=pix_charges.get_psp(scope, credor.id) is not None,
        answers=tuple(_answers(devedor.id, channel, ids, on)),
        received=received,
    )


def _named(action: models.Action) -> tuple[int | None, set[int]]:
    """The títulos of the messages sent; of a task, those of its action."""
    sent = list(models.Dispatch.objects.filter(action=action).order_by("id").values_list("id", "amounts"))
    if sent:
        return sent[-1][0], {int(titulo_id) for _, amounts in sent for titulo_id in amounts}
    items = models.ActionItem.objects.filter(action=action)
    return None, set(items.values_list("titulo_id", flat=True))


def _answers(devedor_id: int, channel: str, titulo_ids: list[int], on: date) -> list[AnswerRow]:
    """What this page answered and still stands, in the order given. What staff wrote is not shown here."""
    holds = models.Hold.objects.filter(devedor_id=devedor_id, source="link", lifted_at__isnull=True, starts_on__lte=on)
    found: dict[str, AnswerRow] = {}
    for hold in holds.order_by("placed_at", "id"):
        is_shown = hold.titulo_id is None or hold.titulo_id in titulo_ids
        if is_shown and (hold.until is None or hold.until >= on):
            found[hold.kind] = AnswerRow(hold.kind, hold.placed_at, hold.until, hold.reason)
    consent = models.Consent.objects.filter(devedor_id=devedor_id, channel=channel, granted=False).first()
    if consent is not None:
        found["opt_out"] = AnswerRow("opt_out", consent.at)
    return list(found.values())
