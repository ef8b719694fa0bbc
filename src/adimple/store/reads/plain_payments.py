"""Payments that touch nobody else's: each is the only one of its título in the sheet, and none was laid after it.

What would go on to other títulos is among them where its own takes all of it. They are laid as columns, a few
microseconds each; the rest is for `ledger.change_from`, which gives the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from adimple.domain import encargos, lanes
from adimple.domain.encargos import EncargosPolicy, Mora, Terms
from adimple.domain.encargos.policy import Kind
from adimple.domain.errors import NotFound
from adimple.store.reads import asking, balances, imputacao_orders
from adimple.store.reads.imputacao_orders import OrderRow
from adimple.store.reads.ledger_replay import OWED, RECORDED, given
from adimple.store.reads.matching import Matched
from adimple.store.scope import Scope

TERMS_KEY = ["kind", "due_on", "juros_from_on", "paid_on"]


@dataclass(frozen=True, slots=True)
class PlainPayments:
    """`rows`: one a payment, in the order of their ids: payment_id, line, external_key, amount_cents, paid_on,
    devedor_id, titulo_id, was_row_id (the row that stops being the título's current one, or null), leftover_cents,
    goes_on (what its título cannot take would go on to others, up to last_titulo_id), settles (the título closes), and
    what `imputacao` records. `paid_up`: devedores who owe nothing more.
    """

    rows: pl.DataFrame
    paid_up: list[int]

    @property
    def settled(self) -> pl.DataFrame:
        """titulo_id and paid_on of what closes."""
        return self.rows.filter("settles").select("titulo_id", "paid_on")

    @property
    def payment_of_line(self) -> list[tuple[int, int]]:
        """(line, payment_id)."""
        return self.rows.select("line", "payment_id").rows()

    def registered(self, credor_id: int) -> pl.DataFrame:
        """Each as the event `PaymentRegistered` tells it."""
        of = pl.lit(credor_id, pl.Int64).alias("credor_id")
        return self.rows.select(of, "devedor_id", "payment_id", pl.col("amount_cents").alias("cents"), "paid_on")


def lay_plain(
    scope: Scope, credor_id: int, numbered: Sequence[tuple[Matched, int]]
) -> tuple[PlainPayments, list[tuple[Matched, int]]]:
    """What the plain ones give, and those that are not plain, in their order. Locks nothing: hold the ledger."""
    if scope.role_over(credor_id) is None:
        raise NotFound
    told = _told(numbered, imputacao_orders.list_orders(scope, credor_id))
    newest = pl.lit(imputacao_orders.newest_titulo_id(scope, credor_id), dtype=pl.Int64)
    told = told.with_columns(last_titulo_id=pl.when("goes_on").then(newest))
    with connection.cursor() as cursor:
        rows = told.join(_titulos(cursor, credor_id, told["titulo_id"]), on="titulo_id", how="left")
        rows = rows.join(_devedores(cursor, credor_id, told["devedor_id"]), on="devedor_id", how="left")
    laid = _lay(rows.filter(_is_alone().all().over("devedor_id")), credor_id)
    stays = (pl.col("owed_total_cents") > 0) & ~(pl.col("goes_on") & (pl.col("leftover_cents") > 0))
    laid = laid.filter(stays.all().over("devedor_id")).sort("payment_id")
    plain = set(laid["payment_id"].to_list())
    closes = laid.filter("settles").group_by("devedor_id").agg(pl.len().alias("closes"), pl.first("open_titulos"))
    paid_up = closes.filter(pl.col("closes") == pl.col("open_titulos"))["devedor_id"].sort().to_list()
    return PlainPayments(laid, paid_up), [one for one in numbered if one[1] not in plain]


def _told(numbered: Sequence[tuple[Matched, int]], orders: Sequence[OrderRow]) -> pl.DataFrame:
    """What the sheet says of each payment."""
    rows = [one.row for one, _ in numbered]
    return pl.DataFrame(
        {
            "payment_id": [number for _, number in numbered],
            "line": [row["line"] for row in rows],
            "external_key": [row["payment_key"] for row in rows],
            "amount_cents": [row["amount_cents"] for row in rows],
            "paid_on": [row["paid_on"] for row in rows],
            "devedor_id": [one.devedor_id for one, _ in numbered],
            "titulo_id": [one.titulo_id for one, _ in numbered],
            "goes_on": [bool(one.indicated) for one, _ in numbered],
            "is_of_many": [len(one.indicated) > 1 for one, _ in numbered],
            "by_law": [imputacao_orders.is_by_law(orders, row["paid_on"]) for row in rows],
        },
        schema={
            "payment_id": pl.Int64, "line": pl.Int64, "external_key": pl.String, "amount_cents": pl.Int64,
            "paid_on": pl.Date, "devedor_id": pl.Int64, "titulo_id": pl.Int64,
            "goes_on": pl.Boolean, "is_of_many": pl.Boolean, "by_law": pl.Boolean,
        },
    )  # fmt: skip


_TITULO_COLUMNS: dict[str, Any] = {
    "titulo_id": pl.Int64, "kind": pl.String, "due_on": pl.Date, "nominal_cents": pl.Int64,
    "principal_cents": pl.Int64, "multa_open_cents": pl.Int64, "multa_charged": pl.Boolean,
    "juros_open_cents": pl.Int64, "juros_from_on": pl.Date, "was_row_id": pl.Int64,
}  # fmt: skip


def _titulos(cursor, credor_id: int, titulo_ids: pl.Series) -> pl.DataFrame:
    """Those open, as their last payment left them."""
    sql = """
        SELECT t.id, d.kind, t.due_on, t.principal_cents, COALESCE(i.principal_left_cents, t.principal_cents),
               COALESCE(i.multa_open_cents, 0), (COALESCE(i.multa_charged, false))::text,
               COALESCE(i.juros_open_cents, 0), COALESCE(i.juros_from_on, t.due_on), i.id
        FROM unnest(string_to_array(%s, ',')::bigint[]) k(id)
        JOIN titulo t ON t.id = k.id JOIN devedor d ON d.id = t.devedor_id
        LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
        WHERE t.credor_id = %s AND t.closed_on IS NULL
    """
    return asking.frame(cursor, sql, [_ids(titulo_ids), credor_id], _TITULO_COLUMNS)


def _devedores(cursor, credor_id: int, devedor_ids: pl.Series) -> pl.DataFrame:
    """How many open títulos each has, and the day of the last payment.

    The sums (+ 0) leave the indexes of the credor and of the day out of it: while a big file is laid, nothing tells the
    planner how much it wrote already, and each devedor would walk over all of it.
    """
    sql = """
        SELECT k.id,
               (SELECT count(*) FROM titulo t
                WHERE t.devedor_id = k.id AND t.credor_id + 0 = %s AND t.closed_on IS NULL),
               (SELECT max(p.paid_on + 0) FROM payment p
                WHERE p.devedor_id = k.id AND p.credor_id + 0 = %s AND p.undone_at IS NULL)
        FROM unnest(string_to_array(%s, ',')::bigint[]) k(id)
    """
    columns = {"devedor_id": pl.Int64, "open_titulos": pl.Int64, "last_paid_on": pl.Date}
    return asking.frame(cursor, sql, [credor_id, credor_id, _ids(devedor_ids)], columns)


def _ids(ids: pl.Series) -> str:
    return ",".join(map(str, ids.unique().to_list()))


def _is_alone() -> pl.Expr:
    """Nobody else's payment of the título in the sheet, and none of the devedor on its day or later: none is laid
    again. What the ledger has no such título for, or what was indicated for several títulos, is not ours to lay.
    """
    first_on = pl.col("paid_on").min().over("devedor_id")
    is_last = pl.col("last_paid_on").is_null() | (pl.col("last_paid_on") < first_on)
    return pl.col("kind").is_not_null() & (pl.len().over("titulo_id") == 1) & is_last & ~pl.col("is_of_many")


def _lay(rows: pl.DataFrame, credor_id: int) -> pl.DataFrame:
    """Adds what is owed (`owed_…`), what the payment gives (as `imputacao` records it), leftover_cents, settles."""
    versions = balances.policies([credor_id])
    policies: dict[tuple[Kind, date], EncargosPolicy] = {}

    def terms(kind: Kind, due_on: date, juros_from_on: date, paid_on: date) -> Terms:
        if (kind, due_on) not in policies:
            in_force = balances.in_force(versions.get((credor_id, kind), []), due_on)
            policies[kind, due_on] = encargos.cap_policy(in_force, kind)
        return encargos.terms_on(policies[kind, due_on], due_on=due_on, juros_from_on=juros_from_on, on=paid_on)

    keys = rows.select(TERMS_KEY).unique()
    known = keys.hstack(lanes.frame_of(Terms, [terms(*key) for key in keys.iter_rows()]))
    joined = rows.join(known, on=TERMS_KEY, how="left", maintain_order="left")
    m = lanes.columns(Mora)
    owed = joined.with_columns(**{f"owed_{name}": lanes.as_cents(figure(m)) for name, figure in OWED.items()})
    gives = {f"gives_{name}": value for name, value in given(pl.col("amount_cents")).items()}
    laid = owed.with_columns(**gives)
    left = [pl.col(f"gives_{name}") for name in ("principal_left_cents", "multa_open_cents", "juros_open_cents")]
    paid = sum((pl.col(f"gives_{name}") for name in RECORDED[1:4]), pl.col(f"gives_{RECORDED[0]}"))
    return laid.with_columns(
        leftover_cents=pl.col("amount_cents") - paid, settles=pl.all_horizontal(part == 0 for part in left)
    )
