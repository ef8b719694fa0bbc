"""Payments that other roads told before, of the same devedor, cents and day: perhaps the same money."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from adimple.domain import same_money
from adimple.domain.errors import NotFound
from adimple.domain.incoming import SPREADSHEET
from adimple.domain.same_money import Same, Standing, Told
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

    Of the same source none, but for a sheet those of other sheets: `besides` are the keys of its own rows.
    """
    if scope.role_over(credor_id) is None:
        raise NotFound
    if not asked:
        return {}
    found: dict[int, list[Standing]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDING,
            {
                "devedores": _told(one.devedor_id for one in asked),
                "cents": _told(one.cents for one in asked),
                "days": _told(one.paid_on for one in asked),
                "credits": _told(one.credit_on or "" for one in asked),
                "credor": credor_id,
                "source": source,
                "other": "" if source == SPREADSHEET else source,
            },
        )
        for place, payment_id, by, key, chosen, reached, settled in cursor.fetchall():
            if key not in besides:
                ids = frozenset(json.loads(chosen))
                found[place].append(Standing(payment_id, by, ids, frozenset(reached), frozenset(settled)))
    places = sorted(found)
    same = same_money.compare([(Told(source, asked[place].titulo_ids), found[place]) for place in places])
    return {places[number]: one for number, one in same.items()}


def _told(values: Iterable[object]) -> str:
    """As one value: making an array of thousands of parameters costs more than the query."""
    return ",".join(map(str, values))


# One that this source told again already is not told a third time.
_STANDING = """
    SELECT v.place - 1, p.id, p.source, p.external_key, p.chosen::text,
           COALESCE(array_agg(i.titulo_id) FILTER (WHERE i.id IS NOT NULL), '{}'),
           COALESCE(array_agg(i.titulo_id) FILTER (WHERE i.is_current AND i.principal_left_cents = 0
                                                   AND i.multa_open_cents = 0 AND i.juros_open_cents = 0), '{}')
    FROM unnest(string_to_array(%(devedores)s, ',')::bigint[], string_to_array(%(cents)s, ',')::bigint[],
                string_to_array(%(days)s, ',')::date[], string_to_array(%(credits)s, ',', '')::date[]) WITH ORDINALITY
         v(devedor, cents, day, credit, place)
    JOIN payment p ON p.devedor_id = v.devedor AND p.amount_cents = v.cents
    LEFT JOIN incoming r ON r.payment_id = p.id
    LEFT JOIN imputacao i ON i.payment_id = p.id AND i.replaced_at IS NULL
    WHERE p.credor_id = %(credor)s AND p.source <> %(other)s AND p.undone_at IS NULL
      AND (p.paid_on IN (v.day, v.credit) OR r.credit_on = v.day)
      AND NOT EXISTS (SELECT FROM incoming t WHERE t.same_payment_id = p.id AND t.source = %(source)s)
    GROUP BY v.place, p.id
"""
