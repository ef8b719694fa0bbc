"""Writes of the ledger: payments come in, rows of imputação replace others, títulos close and open again."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from adimple.domain.ledger import Change, NewRow
from adimple.domain.replay import Received
from adimple.domain.titulo import ClosedReason
from adimple.store import models
from adimple.store.writes import copying

LIFTED_BY_PAYMENT = "Título quitado"
LIFTED_BY_BAIXA = "Título baixado: ausente da lista completa"
_LIFTED_KINDS = ("ja_paguei", "promise")


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment to insert; `received.payment_id` comes from `new_payment_ids`."""

    received: Received
    devedor_id: int
    external_key: str
    source: str
    note: str = ""
    leftover_cents: int = 0
    import_file_id: int | None = None


@dataclass(frozen=True, slots=True)
class HoldTouched:
    hold_id: int
    devedor_id: int
    titulo_id: int | None
    kind: str
    until: date | None


def new_payment_ids(count: int) -> list[int]:
    """Fresh ids in growing order."""
    with connection.cursor() as cursor:
        return copying.new_ids(cursor, "payment", count)


def insert_payments(credor_id: int, payments: Iterable[NewPayment]) -> None:
    """Raises IntegrityError, with nothing written, when an external key is already there."""
    columns = (
        "id", "credor_id", "devedor_id", "external_key", "source", "paid_on", "amount_cents", "chosen",
        "leftover_cents", "note", "registered_at", "import_file_id", "undone_reason", "chosen_first", "by_law",
        "last_titulo_id",
    )  # fmt: skip
    rows = (
        (
            payment.received.payment_id, credor_id, payment.devedor_id, payment.external_key, payment.source,
            payment.received.paid_on, payment.received.amount_cents, json.dumps(payment.received.chosen),
            payment.leftover_cents, payment.note, payment.received.registered_at, payment.import_file_id, "",
            payment.received.chosen_first, payment.received.by_law, payment.received.last_titulo_id,
        )
        for payment in payments
    )  # fmt: skip
    copying.copy_rows("payment", columns, rows)


def mark_undone(payment_id: int, at: datetime, reason: str) -> None:
    models.Payment.objects.filter(id=payment_id).update(undone_at=at, undone_reason=reason, leftover_cents=0)


def write_change(credor_id: int, at: datetime, change: Change) -> None:
    """Rows leave before others take their place: one row of a título is current at any moment."""
    rows = models.Imputacao.objects.filter(credor_id=credor_id)
    if change.replaced:
        rows.filter(id__in=change.replaced).update(is_current=False, replaced_at=at)
    if change.demoted:
        rows.filter(id__in=change.demoted).update(is_current=False)
    _insert_rows(credor_id, change.added)
    if change.promoted:
        rows.filter(id__in=change.promoted).update(is_current=True)
    _set_leftovers(credor_id, change.leftovers)
    _close(credor_id, change.closed)
    if change.reopened:
        titulos = models.Titulo.objects.filter(credor_id=credor_id, id__in=change.reopened)
        titulos.update(closed_on=None, closed_reason="")


def lift_holds(
    credor_id: int, at: datetime, closed: Iterable[int], paid_up: Iterable[int], reason: str = LIFTED_BY_PAYMENT
) -> list[HoldTouched]:
    """Ends "já paguei" and promises on títulos now closed, and on all of the devedores who owe nothing more."""
    of_those = Q(titulo_id__in=copying.as_ids(closed)) | Q(titulo__isnull=True, devedor_id__in=copying.as_ids(paid_up))
    holds = models.Hold.objects.filter(of_those, credor_id=credor_id, kind__in=_LIFTED_KINDS, lifted_at__isnull=True)
    touched = _touched(holds)
    models.Hold.objects.filter(id__in=[hold.hold_id for hold in touched]).update(lifted_at=at, lifted_reason=reason)
    return touched


def restore_holds(
    credor_id: int,
    devedor_id: int,
    reopened: Sequence[int],
    since: datetime,
    reason: str = LIFTED_BY_PAYMENT,
    except_at: Collection[datetime] = (),
) -> list[HoldTouched]:
    """Puts back what `lift_holds` ended for that reason, where the payment or baixa that ended it was undone.

    `since`: when that payment or baixa came; what another one ended before it, or `except_at`, stays ended.
    """
    of_those = Q(titulo_id__in=reopened) | Q(titulo__isnull=True)
    holds = models.Hold.objects.filter(
        of_those, credor_id=credor_id, devedor_id=devedor_id, kind__in=_LIFTED_KINDS, lifted_reason=reason,
        lifted_at__gte=since,
    ).exclude(lifted_at__in=except_at)  # fmt: skip
    touched = _touched(holds)
    models.Hold.objects.filter(id__in=[hold.hold_id for hold in touched]).update(lifted_at=None, lifted_reason="")
    return touched


def _touched(holds) -> list[HoldTouched]:
    columns = ("id", "devedor_id", "titulo_id", "kind", "until")
    return [HoldTouched(*row) for row in holds.order_by("id").values_list(*columns)]


def _insert_rows(credor_id: int, rows: Sequence[NewRow]) -> None:
    columns = (
        "payment_id", "titulo_id", "credor_id", "paid_on", "juros_cents", "multa_cents", "correcao_cents",
        "principal_cents", "discount_cents", "principal_left_cents", "juros_from_on", "juros_open_cents",
        "multa_open_cents", "multa_charged", "is_current",
    )  # fmt: skip
    copying.copy_rows("imputacao", columns, (_row(credor_id, row) for row in rows))


def _row(credor_id: int, row: NewRow) -> tuple:
    part, saldo = row.reached.imputacao, row.reached.saldo
    return (
        row.payment_id, part.titulo_id, credor_id, row.paid_on, part.juros_cents, part.multa_cents,
        part.correcao_cents, part.principal_cents, part.discount_cents, saldo.principal_cents, saldo.juros_from_on,
        saldo.juros_open_cents, saldo.multa_open_cents, saldo.multa_charged, row.is_current,
    )  # fmt: skip


def _set_leftovers(credor_id: int, leftovers: dict[int, int]) -> None:
    if leftovers:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE payment SET leftover_cents = v.cents FROM unnest(%s::bigint[], %s::bigint[]) v(id, cents) "
                "WHERE payment.id = v.id AND payment.credor_id = %s",
                [list(leftovers), list(leftovers.values()), credor_id],
            )


def _close(credor_id: int, closed: dict[int, date]) -> None:
    if closed:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE titulo SET closed_on = v.day, closed_reason = %s "
                "FROM unnest(%s::bigint[], %s::date[]) v(id, day) WHERE titulo.id = v.id AND titulo.credor_id = %s",
                [ClosedReason.PAID.value, list(closed), list(closed.values()), credor_id],
            )
