"""What an import would do: a sheet's accepted rows beside what the tables already have. Nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from adimple.domain import calendar, money
from adimple.domain.errors import NotFound, Rejection
from adimple.domain.intake import LABELS
from adimple.store.reads import asking, import_people, night
from adimple.store.scope import Scope

Frame = pl.DataFrame  # for use-cases, which hold frames and do not make them
NEW, CHANGED, CONTACT, SAME = "new", "changed", "contact", "same"
RETURNED = "returned"  # closed for being absent from a whole list, and back
TEXTS = ("description", "especie", "nosso_numero")
PAYABLES = ("linha_digitavel", "pix_copia_e_cola", "link_pagamento")
# What of a título an import may change, in the order of its columns.
EDITABLE = ("devedor_id", "due_on", "principal_cents", "issued_on", *TEXTS, *PAYABLES)


@dataclass(frozen=True, slots=True)
class TitulosDiff:
    """`rows`: one a title accepted, with `effect` (new, changed, contact, returned, same), `titulo_id` (null when new),
    `person` (the devedor's identity after this import) and, where changed, the values to write under `to_…`.
    `devedores`: new ones (`devedor_id` null) and changed ones. `contacts`: only those not there yet.
    """

    rows: pl.DataFrame
    devedores: pl.DataFrame
    contacts: pl.DataFrame
    rejections: list[Rejection]

    def count(self, *effects: str) -> int:
        return self.rows.filter(pl.col("effect").is_in(effects)).height

    @property
    def accepted(self) -> int:
        return self.count(NEW)

    @property
    def updated(self) -> int:
        return self.count(CHANGED, CONTACT, RETURNED)

    @property
    def returned(self) -> list[int]:
        """Títulos closed for being absent from a whole list, and back in this file."""
        return self.rows.filter(pl.col("was_absent").fill_null(False))["titulo_id"].to_list()

    @property
    def unchanged(self) -> int:
        return self.count(SAME)

    @property
    def written_cents(self) -> int:
        """The principal of the títulos that enter or change."""
        return int(self.rows.filter(pl.col("effect").is_in([NEW, CHANGED]))["to_principal_cents"].sum())


def compare_titulos(
    scope: Scope, credor_id: int, accepted: pl.DataFrame, headers: Mapping[str, str], on: date
) -> TitulosDiff:
    """`accepted` is as `intake.ACCEPTED_TITULO`; `headers` are the person's names of the columns, for rejections."""
    if scope.role_over(credor_id) is None:
        raise NotFound
    with connection.cursor() as cursor:
        there = _titulos(cursor, credor_id, accepted)
        rows = accepted.join(there, on="identity_key", how="left", maintain_order="left")
        matched = import_people.match_people(cursor, credor_id, rows, headers)
        rows = matched.rows.with_columns(to_principal_cents=_principal())
        rejections = matched.rejections + _refuse_amounts(rows, headers)
        rows = rows.filter(~pl.col("line").is_in([rejection.line for rejection in rejections]))
        people = import_people.people(cursor, credor_id, rows, matched.completed, _profiles(credor_id, on))
    contacts = import_people.new_contacts(rows, people)
    rows = rows.join(people.select("person", "devedor_id"), on="person", how="left", maintain_order="left")
    rows = _with_effects(rows, people, contacts)
    changed_people = people.filter(pl.col("devedor_id").is_null() | pl.col("is_changed"))
    return TitulosDiff(rows, changed_people, contacts, _one_a_line(rejections))


def _one_a_line(rejections: list[Rejection]) -> list[Rejection]:
    """In order of line; of two reasons for one line, the first."""
    first: dict[int, Rejection] = {}
    for rejection in rejections:
        first.setdefault(rejection.line, rejection)
    return [first[line] for line in sorted(first)]


# --- what is there already ---

_TITULO_COLUMNS: dict[str, Any] = {
    "identity_key": pl.String, "titulo_id": pl.Int64, "was_devedor_id": pl.Int64, "was_person": pl.String,
    "was_due_on": pl.Date, "was_principal_cents": pl.Int64,
    "was_issued_on": pl.Date, "was_description": pl.String, "was_especie": pl.String,
    "was_nosso_numero": pl.String,
    "was_linha_digitavel": pl.String, "was_pix_copia_e_cola": pl.String, "was_link_pagamento": pl.String,
    "was_paid_on": pl.Date, "left_cents": pl.Int64, "was_absent": pl.Boolean,
}  # fmt: skip


def _titulos(cursor, credor_id: int, accepted: pl.DataFrame) -> pl.DataFrame:
    """Those of the sheet that exist, with whose they are; `left_cents` is null where nothing was paid."""
    sql = """
        SELECT t.identity_key, t.id, t.devedor_id, d.identity_key, t.due_on, t.principal_cents, t.issued_on,
               t.description, t.especie, t.nosso_numero, t.linha_digitavel, t.pix_copia_e_cola, t.link_pagamento,
               CASE WHEN t.closed_reason = 'paid' THEN t.closed_on END, i.principal_left_cents,
               (EXISTS (SELECT FROM baixa b WHERE b.titulo_id = t.id AND b.ended_at IS NULL))::text
        FROM unnest(string_to_array(%s, E'\\x1f')) k(key)
        JOIN titulo t ON t.credor_id = %s AND t.identity_key = k.key
        JOIN devedor d ON d.id = t.devedor_id
        LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
    """
    return asking.frame(cursor, sql, [asking.joined(accepted["identity_key"]), credor_id], _TITULO_COLUMNS)


def _profiles(credor_id: int, on: date) -> list[str]:
    """The profiles that the régua in force knows."""
    return sorted({step.profile for regua in night.reguas_in_force((credor_id,), on).values() for step in regua.steps})


# --- amounts of títulos that were partly paid ---


def _principal() -> pl.Expr:
    """The principal after this import; null where the sheet's balance cannot be told from our own payments.

    A sheet whose balance is what we say is left already counts what was paid here: the título stays as it is.
    """
    said, was, left = pl.col("principal_cents"), pl.col("was_principal_cents"), pl.col("left_cents")
    states_balance = said < pl.col("original_cents")
    return (
        pl.when(was.is_null() | left.is_null() | (said == was))
        .then(said)
        .when(states_balance & (said == left))
        .then(was)
        .when(~states_balance)
        .then(said)
    )


def _refuse_amounts(rows: pl.DataFrame, headers: Mapping[str, str]) -> list[Rejection]:
    due, to = pl.col("due_on") != pl.col("was_due_on"), pl.col("to_principal_cents")
    was, left = pl.col("was_principal_cents"), pl.col("left_cents")
    unclear = to.is_null()
    paid = pl.col("was_paid_on").is_not_null() & (due | (to != was))
    short = left.is_not_null() & (to < was - left)
    code = (
        pl.when(paid).then(pl.lit("titulo.quitado"))
        .when(unclear).then(pl.lit("titulo.saldo_incerto"))
        .when(short).then(pl.lit("titulo.menor_que_pago"))
    )  # fmt: skip
    refused = rows.with_columns(code=code).filter(pl.col("code").is_not_null())
    return [_amount_rejection(row, headers) for row in refused.iter_rows(named=True)]


def _amount_rejection(row: Mapping[str, Any], headers: Mapping[str, str]) -> Rejection:
    field = "balance" if "balance" in headers else "principal"
    if row["code"] == "titulo.quitado":
        day = calendar.format_date(row["was_paid_on"])
        phrase = (
            f"Este título já foi pago, em {day}, e a planilha muda o valor ou o vencimento. Para cobrar a diferença, "
            "use outro número; se o pagamento está errado, desfaça-o em Pagamentos."
        )
        field = "due_on" if row["principal_cents"] == row["was_principal_cents"] else field
    elif row["code"] == "titulo.saldo_incerto":
        left = money.format_brl(row["left_cents"])
        phrase = (
            f"Há pagamento registrado aqui, e o saldo não confere: para nós faltam {left} de principal. "
            "Registre em Pagamentos o que falta, ou desfaça o que sobra, e importe de novo."
        )
    else:
        paid = money.format_brl(row["was_principal_cents"] - row["left_cents"])
        phrase = (
            f"Já foram pagos {paid} do principal deste título, mais que o novo valor. "
            "Confira o valor; se o pagamento está errado, desfaça-o em Pagamentos."
        )
    return Rejection(row["line"], headers.get(field, LABELS[field]), row["code"], phrase)


# --- what each row does ---


def _with_effects(rows: pl.DataFrame, people: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Adds `effect` and the values to write (`to_…`)."""
    due_or_amount = (pl.col("due_on") != pl.col("was_due_on")) | (
        pl.col("to_principal_cents") != pl.col("was_principal_cents")
    )
    texts = [pl.when(pl.col(name) != "").then(pl.col(name)).otherwise(pl.col(f"was_{name}")) for name in TEXTS]
    # Another amount or due date makes the old boleto and Pix wrong: they stay only while both stay.
    payables = [
        pl.when((pl.col(name) != "") | due_or_amount).then(pl.col(name)).otherwise(pl.col(f"was_{name}"))
        for name in PAYABLES
    ]
    rows = rows.with_columns(
        to_devedor_id="devedor_id",
        to_due_on="due_on",
        to_issued_on=pl.coalesce("issued_on", "was_issued_on"),
        **{f"to_{name}": value for name, value in zip((*TEXTS, *PAYABLES), (*texts, *payables), strict=True)},
    )
    is_changed = pl.any_horizontal(pl.col(f"to_{name}").ne_missing(pl.col(f"was_{name}")) for name in EDITABLE)
    touched = pl.concat([people.filter("is_changed")["line"], contacts["line"]]).unique().implode()
    effect = (
        pl.when(pl.col("titulo_id").is_null()).then(pl.lit(NEW))
        .when(is_changed).then(pl.lit(CHANGED))
        .when(pl.col("was_absent")).then(pl.lit(RETURNED))
        .when(pl.col("line").is_in(touched)).then(pl.lit(CONTACT))
        .otherwise(pl.lit(SAME))
    )  # fmt: skip
    return rows.with_columns(effect=effect)
