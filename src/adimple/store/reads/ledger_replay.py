"""Ledger = facts: each row in force is what its payment, laid again on what the row before left, gives.

Nearly every row is proven by columns, a few microseconds each. What they do not prove is laid again by the very
functions that wrote it, which have the last word.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl
from django.db import connection

from adimple.domain import encargos, imputacao, lanes
from adimple.domain.encargos import EncargosPolicy, Mora, Saldo, Terms
from adimple.domain.encargos.policy import Kind
from adimple.domain.indices import MonthMissing
from adimple.store import models
from adimple.store.reads import balances
from adimple.store.reads.health import EXAMPLES, Found

FETCHED_ROWS = 50_000
CACHED_TERMS = 200_000
KINDS: tuple[Kind, ...] = ("B2C", "B2B")

# What a row says, under the names it has in the table, and the saldo it was laid on, under the names of `Saldo`.
RECORDED = (
    "juros_cents", "multa_cents", "correcao_cents", "principal_cents", "discount_cents", "principal_left_cents",
    "multa_open_cents", "multa_charged", "juros_open_cents", "juros_from_on",
)  # fmt: skip
SCHEMA: dict[str, Any] = {
    "titulo_id": pl.Int64, "credor_id": pl.Int64, "kind": pl.String, "due_on": pl.Date, "paid_on": pl.Date,
    "nominal_cents": pl.Int64, "principal_cents": pl.Int64, "multa_open_cents": pl.Int64,
    "multa_charged": pl.Boolean, "juros_open_cents": pl.Int64, "juros_from_on": pl.Date,
    **{f"row_{name}": pl.Int64 for name in RECORDED}, "row_multa_charged": pl.Boolean, "row_juros_from_on": pl.Date,
    "by_law": pl.Boolean,
}  # fmt: skip
OWED = {
    "correcao_cents": encargos.correcao_cents, "multa_cents": encargos.multa_cents, "juros_cents": encargos.juros_cents,
    "discount_cents": encargos.discount_cents, "total_cents": encargos.total_cents,
}  # fmt: skip
TERMS_KEY = ["credor_id", "kind", "due_on", "juros_from_on", "paid_on"]
_IN_FORCE = f"""
    SELECT i.titulo_id, t.credor_id, d.kind, t.due_on, i.paid_on, t.principal_cents,
           COALESCE(lag(i.principal_left_cents) OVER w, t.principal_cents),
           COALESCE(lag(i.multa_open_cents) OVER w, 0), COALESCE(lag(i.multa_charged) OVER w, false),
           COALESCE(lag(i.juros_open_cents) OVER w, 0), COALESCE(lag(i.juros_from_on) OVER w, t.due_on),
           {", ".join(f"i.{name}" for name in RECORDED)}, p.by_law
    FROM imputacao i JOIN titulo t ON t.id = i.titulo_id JOIN devedor d ON d.id = t.devedor_id
    JOIN payment p ON p.id = i.payment_id
    WHERE i.replaced_at IS NULL WINDOW w AS (PARTITION BY i.titulo_id ORDER BY i.paid_on, i.payment_id)
"""


@dataclass(frozen=True, slots=True)
class Replayed:
    """`wrong`: títulos of which some row in force is not what its payment gives on what the row before left.

    `unproven`: those that a policy would have to prove whose index lacks a month, by the phrases in `lacking`.
    """

    wrong: Found
    unproven: Found
    lacking: tuple[str, ...]


def wrong_amounts() -> Found:
    return replayed().wrong


def replayed() -> Replayed:
    policies = Policies(balances.policies(models.Credor.objects.values_list("id", flat=True)))
    wrong: set[int] = set()
    unproven: set[int] = set()
    lacking: dict[str, None] = {}
    for rows in _rows_in_force():
        for row in doubtful(rows, policies).iter_rows(named=True):
            try:
                if not is_what_the_payment_gives(row, policies):
                    wrong.add(row["titulo_id"])
            except MonthMissing as error:
                unproven.add(row["titulo_id"])
                lacking[error.phrase] = None
    return Replayed(_found(wrong), _found(unproven - wrong), tuple(lacking))


def _found(titulo_ids: set[int]) -> Found:
    return Found(len(titulo_ids), tuple(map(str, sorted(titulo_ids)[:EXAMPLES])))


def doubtful(rows: pl.DataFrame, policies: "Policies") -> pl.DataFrame:
    """The rows, of those of SCHEMA, that no policy of their credor explains."""
    for turn in range(policies.most):
        if rows.is_empty():
            break
        rows = rows.filter(~_is_explained(rows, policies, turn))
    return rows


def _rows_in_force() -> Iterator[pl.DataFrame]:
    """Streamed: memory does not grow with the ledger."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_IN_FORCE)
        while rows := cursor.fetchmany(FETCHED_ROWS):
            yield pl.DataFrame(rows, schema=SCHEMA, orient="row")


class Policies:
    """The policies under which a row may have been written.

    Today's first. A policy, or a change of kind, that came after a receipt does not rewrite it, so what the credor had
    at another time serves too.
    """

    def __init__(self, versions: Mapping[tuple[int, str], list[tuple[date, EncargosPolicy]]]) -> None:
        self._versions = versions
        self._seen: dict[tuple[int, Kind, date], list[EncargosPolicy]] = {}
        counted: Counter[int] = Counter()
        for (credor_id, _), of_kind in versions.items():
            counted[credor_id] += len(of_kind)
        self.most = 1 + max(counted.values(), default=0)

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


# --- by columns ---


def _is_explained(rows: pl.DataFrame, policies: Policies, turn: int) -> pl.Series:
    """Whether the policy whose turn it is gives each row."""
    keys = rows.select(TERMS_KEY).unique()
    found = [_terms_at(policies, turn, *key) for key in keys.iter_rows()]
    known = keys.filter(pl.Series([terms is not None for terms in found], dtype=pl.Boolean))
    terms = lanes.frame_of(Terms, [terms for terms in found if terms is not None])
    joined = rows.join(known.hstack(terms), on=TERMS_KEY, how="left", maintain_order="left")
    m = lanes.columns(Mora)
    owed = joined.lazy().with_columns(**{f"owed_{name}": figure(m) for name, figure in OWED.items()})
    return owed.select(_is_given().fill_null(False)).collect().to_series()


def _terms_at(
    policies: Policies, turn: int, credor_id: int, kind: Kind, due_on: date, juros_from_on: date, paid_on: date
) -> Terms | None:
    possible = policies.of(credor_id, kind, due_on)
    if turn >= len(possible) or not _may_count(due_on, juros_from_on, paid_on):
        return None
    try:
        return _terms(possible[turn], due_on, juros_from_on, paid_on)
    except MonthMissing:  # it cannot explain the row; another policy may
        return None


def _is_given() -> pl.Expr:
    """Whether what the payment gives is what the row says."""
    recorded = {name: pl.col(f"row_{name}") for name in RECORDED}
    cents = sum((recorded[name] for name in RECORDED[1:4]), recorded[RECORDED[0]])
    is_owed = (cents > 0) & (pl.col("owed_total_cents") > 0)
    return pl.all_horizontal(is_owed, *(value == recorded[name] for name, value in given(cents).items()))


def given(cents: pl.Expr) -> dict[str, pl.Expr]:
    """What RECORDED is when `cents` reach a título, as `imputacao.impute_payment` and `saldo_after` with one debt.

    Over frames with the columns of `Saldo` and `Terms`, `paid_on`, `by_law`, and OWED under `owed_…`.
    """
    owed = {name: pl.col(f"owed_{name}") for name in OWED}
    late = pl.col("days_late") > 0
    granted = lanes.where(cents >= owed["total_cents"], owed["discount_cents"], 0)
    capital_owed = pl.col("principal_cents") + owed["correcao_cents"] - granted
    juros_paid = lanes.minimum(cents, owed["juros_cents"])
    rest, by_law = cents - juros_paid, pl.col("by_law")
    multa_paid = lanes.minimum(lanes.where(by_law, lanes.maximum(rest - capital_owed, 0), rest), owed["multa_cents"])
    capital_paid = lanes.minimum(rest - multa_paid, capital_owed)
    correcao_paid = lanes.minimum(capital_paid, owed["correcao_cents"])
    return {
        "juros_cents": juros_paid,
        "multa_cents": multa_paid,
        "correcao_cents": correcao_paid,
        "principal_cents": capital_paid - correcao_paid,
        "discount_cents": granted,
        "principal_left_cents": capital_owed - capital_paid,
        "multa_open_cents": owed["multa_cents"] - multa_paid,
        "multa_charged": pl.col("multa_charged") | late,
        "juros_open_cents": owed["juros_cents"] - juros_paid,
        "juros_from_on": pl.when(late).then(pl.col("paid_on")).otherwise(pl.col("juros_from_on")),
    }


# --- by the functions that wrote it ---


def is_what_the_payment_gives(row: dict[str, Any], policies: Policies) -> bool:
    """Raises MonthMissing when no policy gives the row and one cannot be asked."""
    recorded = tuple(row[f"row_{name}"] for name in RECORDED)
    due_on, paid_on = row["due_on"], row["paid_on"]
    paid_cents = sum(recorded[:4])
    if paid_cents <= 0 or not _may_count(due_on, row["juros_from_on"], paid_on):
        return False
    saldo = Saldo(**{field.name: row[field.name] for field in fields(Saldo)})
    possible = policies.of(row["credor_id"], row["kind"], due_on)
    unasked = None
    for policy in possible:
        try:
            if lay(policy, saldo, due_on, paid_on, paid_cents, by_law=row["by_law"]) == recorded:
                return True
        except MonthMissing as error:
            unasked = error
    if unasked:
        raise unasked
    return False


def lay(
    policy: EncargosPolicy, saldo: Saldo, due_on: date, paid_on: date, cents: int, *, by_law: bool = False
) -> tuple | None:
    """What must be RECORDED when `cents` reach a título; None when it owes nothing."""
    owed = encargos.encargos_of(encargos.mora(saldo, _terms(policy, due_on, saldo.juros_from_on, paid_on)))
    debt = imputacao.debt_of("", due_on, owed)
    imputed = imputacao.impute_payment(cents, [debt], order=imputacao.order_of(by_law=by_law))
    if not imputed.imputacoes:
        return None
    part = imputed.imputacoes[0]
    left = imputacao.saldo_after(saldo, owed, part, paid_on=paid_on)
    paid = (part.juros_cents, part.multa_cents, part.correcao_cents, part.principal_cents, part.discount_cents)
    kept = (
        left.principal_cents, left.multa_open_cents, left.multa_charged, left.juros_open_cents, left.juros_from_on,
    )  # fmt: skip
    return paid + kept


def _may_count(due_on: date, juros_from_on: date, paid_on: date) -> bool:
    """Juros count from the due date or from an earlier payment: from no later day."""
    return juros_from_on <= max(due_on, paid_on)


@lru_cache(CACHED_TERMS)
def _terms(policy: EncargosPolicy, due_on: date, juros_from_on: date, on: date) -> Terms:
    return encargos.terms_on(policy, due_on=due_on, juros_from_on=juros_from_on, on=on)
