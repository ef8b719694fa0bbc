"""Writes of money that comes in: kept raw, told once, tied to its payment, taken back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import psycopg
from django.db import connection
from django.db.models import F

from adimple.domain.incoming import SECOND_HAND, Received, Returned, told_by
from adimple.domain.replay import Received as Payment
from adimple.store import models

FIELDS = {
    "source": "text", "source_key": "text", "raw_payload_id": "bigint", "cents": "bigint", "paid_on": "date",
    "credit_on": "date", "payer_name": "text", "payer_document": "text", "reference": "text",
    "bank_account_id": "bigint", "boleto_id": "bigint",
}  # fmt: skip
MOST_CHARS = {"payer_name": 200, "reference": 140}
_DOCUMENT_CHARS, WHY_CHARS = 14, 300


def add_raw(
    *, credor_id: int, source: str, name: str, content: bytes, sha256: str, at: datetime, actor: str
) -> tuple[models.RawPayload, bool]:
    """The row of these octets, and whether it is new."""
    values = [credor_id, source, name[:255], content, sha256, at, actor]
    connection.ensure_connection()
    # Django's cursor writes octets into the statement, two signs for each: 20 MB would take thrice as long.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(
            """
            INSERT INTO raw_payload (credor_id, source, name, content, sha256, received_at, actor, phrase)
            VALUES (%s, %s, %s, %b, %s, %s, %s, '')
            ON CONFLICT (credor_id, source, sha256) DO NOTHING RETURNING id
            """,
            values,
        )
        found = cursor.fetchone()
    if found is None:
        return models.RawPayload.objects.get(credor_id=credor_id, source=source, sha256=sha256), False
    return models.RawPayload(id=found[0], credor_id=credor_id, source=source, received_at=at), True


def end_raw(raw_payload_id: int, at: datetime, phrase: str = "") -> None:
    models.RawPayload.objects.filter(id=raw_payload_id).update(done_at=at, phrase=phrase[:500])


def ask_of_raw(raw_payload_id: int, phrase: str) -> None:
    """It waits for a person, who reads why."""
    models.RawPayload.objects.filter(id=raw_payload_id).update(phrase=phrase[:500])


def add_incoming(credor_id: int, at: datetime, received: Sequence[Received]) -> dict[str, int]:
    """source_key → id of those that are new. In the order of their keys, so that nobody waits in a circle."""
    rows = sorted(received, key=lambda one: one.source_key)
    columns = [fitted(rows, name) for name in FIELDS]
    arrays = ", ".join(f"%s::{kind}[]" for kind in FIELDS.values())
    names = ", ".join(FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO incoming (credor_id, received_at, state, why, matches, settled_by, {names})
            SELECT %s, %s, 'waiting', '', 0, '', {names} FROM unnest({arrays}) WITH ORDINALITY r({names}, n) ORDER BY n
            ON CONFLICT (credor_id, source, source_key) DO NOTHING RETURNING source_key, id
            """,
            [credor_id, at, *columns],
        )
        return dict(cursor.fetchall())


def add_typed(credor_id: int, at: datetime, by: str, source: str, key: str, payment: Payment) -> None:
    """Somebody said that money came, and at once of whom: the receipt of the payment it became."""
    models.Incoming.objects.create(
        credor_id=credor_id, source=source, source_key=key, cents=payment.amount_cents, paid_on=payment.paid_on,
        state="matched", why=f"Registrado {told_by(source)}.", payment_id=payment.payment_id, matches=1,
        received_at=at, settled_at=at, settled_by=by,
    )  # fmt: skip


def add_told(
    credor_id: int, at: datetime, by: str, source: str, key: str, paid_on: date, same: models.Payment, why: str
) -> models.Incoming:
    """Somebody told again of money that a payment is: it counts once."""
    return models.Incoming.objects.create(
        credor_id=credor_id, source=source, source_key=key, cents=same.amount_cents, paid_on=paid_on,
        state="set_aside", why=why, same_payment=same, received_at=at, settled_at=at, settled_by=by,
    )  # fmt: skip


def add_late(payment: models.Payment, by: str) -> None:
    """The receipt of a payment that was registered before receipts were kept."""
    models.Incoming.objects.create(
        credor_id=payment.credor_id, source=payment.source, source_key=payment.external_key[:120],
        cents=payment.amount_cents, paid_on=payment.paid_on, import_file_id=payment.import_file_id, state="matched",
        why=f"Registrado {told_by(payment.source)}.", payment=payment, matches=1, received_at=payment.registered_at,
        settled_at=payment.registered_at, settled_by=by,
    )  # fmt: skip


def known_ids(credor_id: int, source: str, keys: Iterable[str]) -> dict[str, int]:
    """source_key → id of those there are."""
    wanted = list(keys)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source_key, id FROM incoming WHERE credor_id = %s AND source = %s AND source_key = ANY(%s)",
            [credor_id, source, wanted],
        )
        return dict(cursor.fetchall())


def fitted(rows: Iterable[Received], name: str) -> list[Any]:
    """A field of each, as its column takes it."""
    values = map(attrgetter(name), rows)
    if name == "payer_document":
        return [value if len(value) <= _DOCUMENT_CHARS else "" for value in values]
    if (most := MOST_CHARS.get(name)) is not None:
        return [value[:most] for value in values]
    return list(values)


def settle(credor_id: int, at: datetime, by: str, matched: Iterable[tuple[int, int, str]]) -> None:
    """Each receipt became a payment: (incoming, payment, how)."""
    rows = list(matched)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE incoming SET state = 'matched', payment_id = v.payment, why = v.how, matches = matches + 1,
                   settled_at = %s, settled_by = %s
            FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) v(id, payment, how)
            WHERE incoming.id = v.id AND incoming.credor_id = %s
            """,
            [at, by, *map(list, zip(*rows, strict=True)), credor_id],
        )


def explain(credor_id: int, waiting: Iterable[tuple[int, str]]) -> None:
    """Each receipt waits, and why."""
    rows = [(incoming_id, why[:WHY_CHARS]) for incoming_id, why in waiting]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE incoming SET why = v.why FROM unnest(%s::bigint[], %s::text[]) v(id, why) "
            "WHERE incoming.id = v.id AND incoming.credor_id = %s",
            [*map(list, zip(*rows, strict=True)), credor_id],
        )


def count_once(credor_id: int, at: datetime, by: str, same: Iterable[tuple[int, int, str]]) -> None:
    """Each receipt is money that a payment has already: (incoming, payment, why)."""
    rows = list(same)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE incoming SET state = 'set_aside', same_payment_id = v.payment, why = v.why, settled_at = %s,
                   settled_by = %s
            FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) v(id, payment, why)
            WHERE incoming.id = v.id AND incoming.credor_id = %s
            """,
            [at, by, *map(list, zip(*rows, strict=True)), credor_id],
        )


def pay_charges(credor_id: int, txids: Iterable[str], at: datetime) -> None:
    """Charges whose Pix came have nothing more to wait for."""
    rows = models.PixCharge.objects.filter(credor_id=credor_id, txid__in=list(txids), state__in=["asked", "active"])
    rows.update(state="paid", changed_at=at)


def undo_payment(payment_id: int, why: str) -> models.Incoming | None:
    """Of the payment undone, the receipt it came from, where it came from one.

    Money that came waits; of what somebody said (a sheet, the API, a form) the undoing is the answer: it is set aside.
    What counted once with that payment, by a road where money comes, waits too.
    """
    told = models.Incoming.objects.select_for_update().filter(same_payment_id=payment_id, state="set_aside")
    again = told.exclude(source__in=SECOND_HAND).order_by("id")
    ids = list(again.values_list("id", flat=True))
    _free(ids, f"O pagamento nº {payment_id}, que seria este dinheiro, foi desfeito. {why}")
    row = models.Incoming.objects.select_for_update().filter(payment_id=payment_id).first()
    if row is not None:
        row.state, row.payment_id, row.why = "waiting", None, why[:WHY_CHARS]
        if row.source in SECOND_HAND:
            row.state = "set_aside"
        else:
            row.settled_at, row.settled_by = None, ""
        row.save(update_fields=["state", "payment_id", "why", "settled_at", "settled_by"])
    return row


def tell_no_more(payment_id: int, row: models.Incoming) -> None:
    """What else its own source told again of that payment went back with it: nobody is asked about it."""
    told = models.Incoming.objects.filter(same_payment_id=payment_id, source=row.source).exclude(id=row.id)
    told.update(same_payment=None)


def _free(ids: list[int], why: str) -> None:
    models.Incoming.objects.filter(id__in=ids).update(
        state="waiting", same_payment=None, why=why[:WHY_CHARS], settled_at=None, settled_by=""
    )


def set_state(
    row: models.Incoming, state: str, why: str, at: datetime | None, by: str, same_payment_id: int | None = None
) -> None:
    """`same_payment_id`: the payment that this money is; of any other end, none."""
    row.state, row.why, row.settled_at, row.settled_by = state, why[:WHY_CHARS], at, by
    row.same_payment_id = same_payment_id
    row.save(update_fields=["state", "why", "settled_at", "settled_by", "same_payment_id"])


def add_reversals(credor_id: int, at: datetime, returned: Sequence[Returned]) -> list[models.Reversal]:
    """Those that are new."""
    fields = ("source", "source_key", "of_key", "boleto_id", "raw_payload_id", "cents", "on")
    new = []
    for one in sorted(returned, key=lambda one: one.source_key):
        given = {name: getattr(one, name) for name in fields}
        key = {name: given.pop(name) for name in ("source", "source_key")}
        row, is_new = models.Reversal.objects.get_or_create(
            credor_id=credor_id, **key, defaults={**given, "received_at": at}
        )
        if is_new:
            new.append(row)
    return new


def explain_reversal(reversal: models.Reversal, why: str, perhaps_id: int | None = None) -> None:
    """It could not be done yet, and why. `perhaps_id`: the payment that a person is asked about."""
    why = why[:WHY_CHARS]
    if (reversal.why, reversal.perhaps_id) != (why, perhaps_id):
        models.Reversal.objects.filter(id=reversal.id).update(why=why, perhaps_id=perhaps_id)


def sign_reversal(reversal_id: int, by: str) -> None:
    """A person said of which payment it is."""
    models.Reversal.objects.filter(id=reversal_id).update(settled_by=by)


def let_go(reversal: models.Reversal, why: str, at: datetime, by: str) -> None:
    """It waits again for what it takes back; the receipt it was said to be of is set aside."""
    models.Incoming.objects.filter(id=reversal.incoming_id).update(
        state="set_aside", returned_cents=0, why=why[:WHY_CHARS], settled_at=at, settled_by=by
    )
    models.Reversal.objects.filter(id=reversal.id).update(incoming=None, met=None, settled_at=None, settled_by="")


def end_reversal(reversal_id: int, why: str, at: datetime, by: str) -> None:
    models.Reversal.objects.filter(id=reversal_id).update(ended_at=at, settled_by=by, why=why[:WHY_CHARS])


def standing(ids: Iterable[int]) -> set[int]:
    """Those of these receipts that were not taken back."""
    with connection.cursor() as cursor:
        which = "SELECT unnest(string_to_array(%s, ',')::bigint[])"
        cursor.execute(
            f"SELECT id FROM incoming WHERE id IN ({which}) AND state <> 'reversed'", [",".join(map(str, ids))]
        )
        return {found for (found,) in cursor.fetchall()}


def take_back(reversal: models.Reversal, row: models.Incoming, at: datetime) -> None:
    """The reversal is of that receipt."""
    reversal.incoming, reversal.perhaps, reversal.settled_at = row, None, at
    reversal.save(update_fields=["incoming", "perhaps", "settled_at"])
    models.Incoming.objects.filter(id=row.id).update(returned_cents=F("returned_cents") + reversal.cents)
    row.refresh_from_db()
