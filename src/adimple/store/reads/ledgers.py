"""The ledgers of devedores, whole: títulos open and closed, payments not undone, rows in force."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import connection

from adimple.domain import encargos
from adimple.domain.encargos import EncargosPolicy, Saldo
from adimple.domain.encargos.policy import Kind
from adimple.domain.imputacao import Imputacao
from adimple.domain.ledger import Ledger, LedgerTitulo, Recorded
from adimple.domain.replay import Reached, Received
from adimple.store.reads import balances
from adimple.store.scope import Scope


def ledgers(scope: Scope, devedor_ids: Iterable[int]) -> dict[int, Ledger]:
    """By devedor; those outside the scope are left out. One pass over each table, however many devedores."""
    wanted = sorted(set(devedor_ids))
    with connection.cursor() as cursor:
        titulos = _titulos(cursor, scope, wanted)
        payments = _rows(cursor, _PAYMENTS, scope, wanted)
        principals = {titulo.titulo_id: titulo.principal_cents for many in titulos.values() for titulo in many}
        owners = {titulo.titulo_id: devedor_id for devedor_id, many in titulos.items() for titulo in many}
        recorded = _recorded_rows(cursor, owners)
    return {
        devedor_id: Ledger(
            devedor_id=devedor_id,
            titulos=tuple(titulos[devedor_id]),
            payments=tuple(_received(row) for row in payments.get(devedor_id, ())),
            recorded=tuple(_recorded(row, principals[row[1]]) for row in recorded.get(devedor_id, ())),
            leftovers={row[0]: row[5] for row in payments.get(devedor_id, ())},
        )
        for devedor_id in titulos
    }


def owners(scope: Scope, titulo_ids: Iterable[int]) -> dict[int, int]:
    """Título → devedor; those outside the scope are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, devedor_id FROM titulo WHERE id = ANY(%s) AND credor_id = ANY(%s)",
            [list(titulo_ids), scope.credor_ids],
        )
        return dict(cursor.fetchall())


_TITULOS = """
    SELECT t.devedor_id, t.id, t.due_on, t.principal_cents, t.created_at, t.closed_on, t.closed_reason,
           t.credor_id, d.kind
    FROM titulo t JOIN devedor d ON d.id = t.devedor_id
    WHERE t.devedor_id = ANY(%s) AND t.credor_id = ANY(%s)
"""
_PAYMENTS = """
    SELECT devedor_id, id, paid_on, amount_cents, registered_at, chosen, leftover_cents, chosen_first, by_law,
           last_titulo_id
    FROM payment WHERE devedor_id = ANY(%s) AND credor_id = ANY(%s) AND undone_at IS NULL
"""
# One table and the títulos' own ids: what this transaction has written the planner does not know of yet, and a join
# would look for each row of it among all the devedores.
_RECORDED = """
    SELECT id, titulo_id, payment_id, paid_on, is_current,
           juros_cents, multa_cents, correcao_cents, principal_cents, discount_cents,
           principal_left_cents, multa_open_cents, multa_charged, juros_open_cents, juros_from_on
    FROM imputacao WHERE titulo_id = ANY(%s) AND replaced_at IS NULL
"""


def _rows(cursor, sql: str, scope: Scope, devedor_ids: list[int]) -> dict[int, list[tuple]]:
    """By their first column, which is left out."""
    cursor.execute(sql, [devedor_ids, scope.credor_ids])
    found: dict[int, list[tuple]] = defaultdict(list)
    for devedor_id, *rest in cursor.fetchall():
        found[devedor_id].append(tuple(rest))
    return found


def _recorded_rows(cursor, owners: Mapping[int, int]) -> dict[int, list[tuple]]:
    """The rows of these títulos (id → devedor), by devedor."""
    cursor.execute(_RECORDED, [list(owners)])
    found: dict[int, list[tuple]] = defaultdict(list)
    for row in cursor.fetchall():
        found[owners[row[1]]].append(row)
    return found


def _titulos(cursor, scope: Scope, devedor_ids: list[int]) -> dict[int, list[LedgerTitulo]]:
    found = _rows(cursor, _TITULOS, scope, devedor_ids)
    terms = balances.policies(scope.credor_ids)
    seen: dict[tuple[int, Kind, date], EncargosPolicy] = {}

    def policy(credor_id: int, kind: Kind, due_on: date) -> EncargosPolicy:
        key = credor_id, kind, due_on
        if key not in seen:
            versions = terms.get((credor_id, kind), [])
            seen[key] = encargos.cap_policy(balances.in_force(versions, due_on), kind)
        return seen[key]

    def titulo(row: tuple) -> LedgerTitulo:
        titulo_id, due_on, principal_cents, known_at, closed_on, closed_reason, credor_id, kind = row
        terms_of = policy(credor_id, kind, due_on)
        return LedgerTitulo(titulo_id, due_on, principal_cents, terms_of, known_at, closed_on, closed_reason)

    return {devedor_id: [titulo(row) for row in rows] for devedor_id, rows in found.items()}


def _received(row: tuple[int, date, int, datetime, str, int, bool, bool, int | None]) -> Received:
    payment_id, paid_on, amount_cents, registered_at, chosen, _, chosen_first, by_law, last_titulo_id = row
    ids = tuple(json.loads(chosen))
    return Received(payment_id, paid_on, amount_cents, registered_at, ids, chosen_first, by_law, last_titulo_id)


def _recorded(row: tuple, nominal_cents: int) -> Recorded:
    row_id, titulo_id, payment_id, paid_on, is_current, *paid, left, multa_open, charged, juros_open, since = row
    saldo = Saldo(
        nominal_cents=nominal_cents,
        principal_cents=left,
        multa_open_cents=multa_open,
        multa_charged=charged,
        juros_open_cents=juros_open,
        juros_from_on=since,
    )
    juros, multa, correcao, principal, discount = paid
    settles = not (left or multa_open or juros_open)
    part = Imputacao(titulo_id, juros, multa, correcao, principal, discount, settles)
    return Recorded(row_id, payment_id, paid_on, Reached(part, saldo), is_current)
