"""Payments that other roads told, of the same devedor, cents and day: perhaps the same money."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from adimple.domain import calendar, same_money
from adimple.domain.errors import NotFound
from adimple.domain.incoming import RETORNO, SECOND_HAND, SPREADSHEET
from adimple.domain.same_money import Same, Standing, Told
from adimple.store.reads import incoming
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """A receipt of a devedor. `titulo_ids`: those it names for certain; none where it names the devedor alone."""

    devedor_id: int
    titulo_ids: tuple[int, ...]
    cents: int
    paid_on: date
    credit_on: date | None = None


def told_before(
    scope: Scope, credor_id: int, source: str, asked: Sequence[Asked], *, besides: Collection[str] = ()
) -> dict[int, Same]:
    """Place in `asked` → the payment it is, or may be. The day is that of the payment, or that of the credit.

    Where a retorno tells no day of credit, what somebody said of the bank day before or after may be the same too.
    Of the same source none, but for a sheet those of other sheets: `besides` are the keys of its own rows.
    """
    if scope.role_over(credor_id) is None:
        raise NotFound
    if not asked:
        return {}
    near = {
        on: (str(on), str(calendar.add_bank_days(on, -1)), str(calendar.add_bank_days(on, 1)))
        for on in {one.paid_on for one in asked}
    }
    days, befores, afters = zip(*(near[one.paid_on] for one in asked), strict=True)
    credited = {on: str(on or "") for on in {one.credit_on for one in asked}}
    found: dict[int, list[Standing]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDING,
            {
                "devedores": _told(one.devedor_id for one in asked),
                "cents": _told(one.cents for one in asked),
                "days": ",".join(days),
                "credits": ",".join(credited[one.credit_on] for one in asked),
                "credor": credor_id,
                "befores": ",".join(befores),
                "afters": ",".join(afters),
                "source": source,
                "bank": RETORNO,
                "said": sorted(SECOND_HAND),
                "other": "" if source == SPREADSHEET else source,
            },
        )
        for place, payment_id, by, key, chosen, is_near, reached, settled in cursor.fetchall():
            if key not in besides:
                ids = frozenset(json.loads(chosen))
                found[place].append(Standing(payment_id, by, ids, frozenset(reached), frozenset(settled), is_near))
    places = sorted(found)
    same = same_money.compare([(Told(source, asked[place].titulo_ids), found[place]) for place in places])
    return {places[number]: one for number, one in same.items()}


def _told(values: Iterable[object]) -> str:
    """As one value: making an array of thousands of parameters costs more than the query."""
    return ",".join(map(str, values))


def perhaps_told(scope: Scope, incoming_id: int) -> Same | None:
    """The payment that a receipt of nobody yet may be: of the devedor of its boleto or of its charge; where neither
    says, of the payer. Raises NotFound.
    """
    row = incoming.get_incoming(scope, incoming_id)
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, {"credor": row.credor_id, "boleto": row.boleto_id, "txid": row.reference})
        if not (people := cursor.fetchall()):
            cursor.execute(_PAYERS, [row.credor_id, row.payer_document])
            people = cursor.fetchall()
    for devedor_id, titulo_ids in people:
        asked = Asked(devedor_id, tuple(titulo_ids), row.left_cents, row.paid_on, row.credit_on)
        if same := told_before(scope, row.credor_id, row.source, [asked]):
            return same[0]
    return None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A receipt of nobody yet."""

    incoming_id: int
    source: str


def waiting_like(scope: Scope, credor_id: int, devedor_id: int, cents: int, paid_on: date) -> Waiting | None:
    """The receipt that waits of those cents and that day, and may be of that devedor: no other person's document nor
    boleto is on it. The oldest. Raises NotFound.
    """
    if scope.role_over(credor_id) is None:
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"credor": credor_id, "devedor": devedor_id, "cents": cents, "on": paid_on})
        found = cursor.fetchone()
    return Waiting(*found) if found else None


# One that this source told again already is not told a third time.
_STANDING = """
    SELECT v.place - 1, p.id, p.source, p.external_key, p.chosen::text,
           bool_and(p.paid_on <> v.day AND p.paid_on IS DISTINCT FROM v.credit AND r.credit_on IS DISTINCT FROM v.day),
           COALESCE(array_agg(i.titulo_id) FILTER (WHERE i.id IS NOT NULL), '{}'),
           COALESCE(array_agg(i.titulo_id) FILTER (WHERE i.is_current AND i.principal_left_cents = 0
                                                   AND i.multa_open_cents = 0 AND i.juros_open_cents = 0), '{}')
    FROM unnest(string_to_array(%(devedores)s, ',')::bigint[], string_to_array(%(cents)s, ',')::bigint[],
                string_to_array(%(days)s, ',')::date[], string_to_array(%(credits)s, ',', '')::date[],
                string_to_array(%(befores)s, ',')::date[], string_to_array(%(afters)s, ',')::date[]) WITH ORDINALITY
         v(devedor, cents, day, credit, before, after, place)
    JOIN payment p ON p.devedor_id = v.devedor AND p.amount_cents = v.cents
    LEFT JOIN incoming r ON r.payment_id = p.id
    LEFT JOIN imputacao i ON i.payment_id = p.id AND i.replaced_at IS NULL
    WHERE p.credor_id = %(credor)s AND p.source <> %(other)s AND p.undone_at IS NULL
      AND (p.paid_on IN (v.day, v.credit) OR r.credit_on = v.day
           OR (p.paid_on BETWEEN v.before AND v.after
               AND ((%(source)s = %(bank)s AND v.credit IS NULL AND p.source = ANY(%(said)s))
                    OR (p.source = %(bank)s AND r.credit_on IS NULL AND %(source)s = ANY(%(said)s)))))
      AND NOT EXISTS (SELECT FROM incoming t WHERE t.same_payment_id = p.id AND t.source = %(source)s)
    GROUP BY v.place, p.id
"""
_NAMED = """
    SELECT t.devedor_id, array_agg(DISTINCT t.id) FROM titulo t
    WHERE t.id IN (SELECT titulo_id FROM boleto WHERE id = %(boleto)s AND credor_id = %(credor)s
                   UNION SELECT titulo_id FROM pix_charge WHERE txid = %(txid)s AND credor_id = %(credor)s)
    GROUP BY t.devedor_id
"""
_PAYERS = "SELECT id, '{}'::bigint[] FROM devedor WHERE credor_id = %s AND document <> '' AND document = %s ORDER BY id"
_WAITING = """
    SELECT i.id, i.source FROM incoming i JOIN devedor d ON d.id = %(devedor)s
    WHERE i.credor_id = %(credor)s AND d.credor_id = i.credor_id AND i.state = 'waiting'
      AND i.cents - i.returned_cents = %(cents)s AND (i.paid_on = %(on)s OR i.credit_on = %(on)s)
      AND (i.payer_document = '' OR d.document = '' OR i.payer_document = d.document)
      AND (i.boleto_id IS NULL OR EXISTS (
           SELECT FROM boleto b JOIN titulo t ON t.id = b.titulo_id WHERE b.id = i.boleto_id AND t.devedor_id = d.id))
    ORDER BY i.id LIMIT 1
"""
