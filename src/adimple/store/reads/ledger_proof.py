"""Ledger = facts: what is written of each título is what its payments, laid again, give.

Each question is one pass over whole tables; ask them inside one `census.snapshot()`, so that a payment that comes in
meanwhile is seen whole or not at all.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from django.db import connection

from adimple.domain import encargos, imputacao
from adimple.domain.encargos import Encargos, EncargosPolicy, Saldo
from adimple.domain.encargos.policy import Kind
from adimple.store import models
from adimple.store.reads import balances
from adimple.store.reads.health import EXAMPLES, Found, find

FETCHED_ROWS = 5_000
CACHED_TERMS = 200_000
KINDS: tuple[Kind, ...] = ("B2C", "B2B")


def wrong_amounts() -> Found:
    """Títulos of which some row in force is not what its payment gives on what the row before left."""
    policies = _Policies()
    wrong: list[int] = []
    for titulo_id, rows in groupby(_rows_in_force(), key=itemgetter(0)):
        if not _is_what_payments_give(list(rows), policies):
            wrong.append(titulo_id)
    return Found(len(wrong), tuple(map(str, wrong[:EXAMPLES])))


def unbalanced_payments() -> Found:
    """Payments whose rows and leftover do not add up to what came in; or, undone, that still pay something."""
    return find(
        """
        SELECT p.id FROM payment p LEFT JOIN (
            SELECT payment_id, sum(juros_cents + multa_cents + correcao_cents + principal_cents) AS cents
            FROM imputacao WHERE replaced_at IS NULL GROUP BY payment_id
        ) i ON i.payment_id = p.id
        WHERE CASE WHEN p.undone_at IS NULL THEN p.amount_cents ELSE 0 END <> COALESCE(i.cents, 0) + p.leftover_cents
        """
    )


def wrong_current() -> Found:
    """Títulos whose current row is not the last in force, or that have two, or none."""
    return find(
        """
        SELECT titulo_id FROM (
            SELECT titulo_id, is_current, replaced_at IS NULL AND row_number() OVER (
                PARTITION BY titulo_id, replaced_at IS NULL ORDER BY paid_on DESC, payment_id DESC) = 1 AS is_last
            FROM imputacao
        ) i WHERE is_current <> is_last GROUP BY titulo_id
        """
    )


def wrongly_closed() -> Found:
    """Títulos closed while something is owed, open while nothing is, or closed on another day than the last payment."""
    return find(
        """
        SELECT t.id FROM titulo t LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
        WHERE t.closed_reason <> 'baixa' AND t.closed_on IS DISTINCT FROM CASE
            WHEN i.principal_left_cents = 0 AND i.multa_open_cents = 0 AND i.juros_open_cents = 0 THEN i.paid_on END
        """
    )


def crossed_rows() -> Found:
    """Rows that lay the payment of one devedor or credor on the título of another, or on another day."""
    return find(
        """
        SELECT i.id FROM imputacao i JOIN payment p ON p.id = i.payment_id JOIN titulo t ON t.id = i.titulo_id
        WHERE i.replaced_at IS NULL AND (p.devedor_id <> t.devedor_id OR p.credor_id <> i.credor_id
            OR t.credor_id <> i.credor_id OR p.paid_on <> i.paid_on)
        """
    )


def crossed_titulos() -> Found:
    """Títulos of one credor whose devedor is of another."""
    return find("SELECT t.id FROM titulo t JOIN devedor d ON d.id = t.devedor_id WHERE d.credor_id <> t.credor_id")


_IN_FORCE = """
    SELECT i.titulo_id, t.credor_id, d.kind, t.due_on, t.principal_cents, i.paid_on,
           i.juros_cents, i.multa_cents, i.correcao_cents, i.principal_cents, i.discount_cents,
           i.principal_left_cents, i.multa_open_cents, i.multa_charged, i.juros_open_cents, i.juros_from_on
    FROM imputacao i JOIN titulo t ON t.id = i.titulo_id JOIN devedor d ON d.id = t.devedor_id
    WHERE i.replaced_at IS NULL ORDER BY i.titulo_id, i.paid_on, i.payment_id
"""


def _rows_in_force() -> Iterator[tuple]:
    """Streamed: memory does not grow with the ledger."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_IN_FORCE)
        while rows := cursor.fetchmany(FETCHED_ROWS):
            yield from rows


class _Policies:
    """The policies under which a row may have been written.

    Today's first. A policy, or a change of kind, that came after a receipt does not rewrite it, so what the credor had
    at another time serves too.
    """

    def __init__(self) -> None:
        credor_ids = models.Credor.objects.values_list("id", flat=True)
        self._versions = balances.policies(credor_ids)
        self._seen: dict[tuple[int, Kind, date], list[EncargosPolicy]] = {}

    def of(self, credor_id: int, kind: Kind, due_on: date) -> list[EncargosPolicy]:
        key = credor_id, kind, due_on
        if key not in self._seen:
            self._seen[key] = self._read(*key)
        return self._seen[key]

    def _read(self, credor_id: int, kind: Kind, due_on: date) -> list[EncargosPolicy]:
        today = encargos.cap_policy(balances.in_force(self._versions.get((credor_id, kind), []), due_on), kind)
        others = [
            encargos.cap_policy(policy, other)
            for other in KINDS
            for _, policy in self._versions.get((credor_id, other), [])
        ]
        return list(dict.fromkeys([today, *others]))


def _is_what_payments_give(rows: list[tuple], policies: _Policies) -> bool:
    _, credor_id, kind, due_on, principal_cents, *_ = rows[0]
    saldo = encargos.new_saldo(principal_cents, due_on)
    possible = policies.of(credor_id, kind, due_on)
    for row in rows:
        paid_on, recorded = row[5], row[6:]
        paid_cents = sum(recorded[:4])
        if paid_cents <= 0:
            return False
        laid = (_lay(policy, saldo, due_on, paid_on, paid_cents) for policy in possible)
        after = next((after for after in laid if after is not None and after[0] == recorded), None)
        if after is None:
            return False
        saldo = after[1]
    return True


def _lay(policy: EncargosPolicy, saldo: Saldo, due_on: date, paid_on: date, cents: int) -> tuple[tuple, Saldo] | None:
    """(the columns that must be written, what is left) when `cents` reach a título; None when it owes nothing."""
    owed = _owed(policy, saldo, due_on, paid_on)
    imputed = imputacao.impute_payment(cents, [imputacao.debt_of("", due_on, owed)])
    if not imputed.imputacoes:
        return None
    part = imputed.imputacoes[0]
    left = imputacao.saldo_after(saldo, owed, part, paid_on=paid_on)
    paid = (part.juros_cents, part.multa_cents, part.correcao_cents, part.principal_cents, part.discount_cents)
    kept = (
        left.principal_cents, left.multa_open_cents, left.multa_charged, left.juros_open_cents, left.juros_from_on,
    )  # fmt: skip
    return paid + kept, left


def _owed(policy: EncargosPolicy, saldo: Saldo, due_on: date, on: date) -> Encargos:
    return encargos.encargos_of(encargos.mora(saldo, _terms(policy, due_on, saldo.juros_from_on, on)))


@lru_cache(CACHED_TERMS)
def _terms(policy: EncargosPolicy, due_on: date, juros_from_on: date, on: date):
    return encargos.terms_on(policy, due_on=due_on, juros_from_on=juros_from_on, on=on)
