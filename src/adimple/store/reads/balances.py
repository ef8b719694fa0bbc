"""What is left of each título and under which terms: all that is needed to say what it owes on any day."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from adimple.domain import encargos
from adimple.domain.encargos import Encargos, EncargosPolicy, Saldo, new_saldo
from adimple.domain.indices import NO_INDICES, IndexTable, MonthMissing, months
from adimple.store import models
from adimple.store.reads import index_rates
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Priced:
    """What is owed on a day; without `owed` where an index lacks a month, which `missing` names. Never a guess."""

    owed: Encargos | None
    missing: str
    days_late: int

    @property
    def total_cents(self) -> int | None:
        return self.owed.total_cents if self.owed else None


@dataclass(frozen=True, slots=True)
class Total:
    """Of many títulos; without `cents` where one of them cannot be told, for the month that `missing` names."""

    cents: int | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class TituloSaldo:
    """A título, open or closed, with its saldo and the policy in force on its due date (capped where the law caps)."""

    id: int
    credor_id: int
    devedor_id: int
    number: str
    parcela: str
    description: str
    due_on: date
    principal_cents: int
    closed_on: date | None
    closed_reason: str
    version: int
    linha_digitavel: str
    pix_copia_e_cola: str
    link_pagamento: str
    saldo: Saldo
    policy: EncargosPolicy

    @property
    def label(self) -> str:
        """How people call it: description, else number and parcela."""
        number = f"{self.number}/{self.parcela}" if self.parcela else self.number
        return self.description or number or f"Título {self.id}"

    def owed(self, on: date) -> Encargos:
        return _owed(self.policy, self.saldo, due_on=self.due_on, on=on)

    def priced(self, on: date) -> Priced:
        """What it owes, where the indices it needs are there: for a list that must show the others anyway."""
        late = encargos.days_late(due_on=self.due_on, on=on, nonbusiness_due=self.policy.nonbusiness_due)
        try:
            return Priced(self.owed(on), "", late)
        except MonthMissing as error:
            return Priced(None, f"falta o índice de {months.format_month(error.month)}", late)

    def arithmetic(self, on: date) -> tuple[str, ...]:
        """The sum in lines a person can check."""
        since = self.saldo.juros_from_on
        terms = encargos.terms_on(self.policy, due_on=self.due_on, juros_from_on=since, on=on)
        return encargos.arithmetic(
            self.owed(on), encargos.mora(self.saldo, terms), self.policy, due_on=self.due_on, on=on, juros_from_on=since
        )


type Terms = dict[tuple[int, Any], list[tuple[date, EncargosPolicy]]]
_COLUMNS = TituloSaldo.__slots__[:-2]  # of the table; the saldo and the policy come after
_CREDOR, _DUE, _PRINCIPAL = (_COLUMNS.index(name) for name in ("credor_id", "due_on", "principal_cents"))
_OF_DEVEDOR = "t.devedor_id = ANY(%(ids)s)"
_OPEN_OF_DEVEDOR = f"{_OF_DEVEDOR} AND t.closed_on IS NULL"
_CURRENT = ("principal_left_cents", "multa_open_cents", "multa_charged", "juros_open_cents", "juros_from_on")

_QUESTION = f"""
    SELECT {", ".join(f"t.{name}" for name in _COLUMNS)}, d.kind, i.id, {", ".join(f"i.{name}" for name in _CURRENT)}
    FROM titulo t JOIN devedor d ON d.id = t.devedor_id LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
    WHERE {{wanted}} AND t.credor_id = ANY(%(credores)s)
    ORDER BY t.due_on, t.id
"""

# A message asks the same sum for its lines, its total, its proof and its arithmetic.
_owed = functools.lru_cache(maxsize=1_024)(encargos.accrue_encargos)


def total_of(priced: Iterable[Priced]) -> Total:
    """The sum; the first month that is missing leaves it unsaid."""
    cents = 0
    for one in priced:
        if one.owed is None:
            return Total(None, one.missing)
        cents += one.owed.total_cents
    return Total(cents)


def of_devedor(scope: Scope, devedor_id: int, *, only_open: bool = True) -> list[TituloSaldo]:
    """Of one devedor, oldest due first."""
    return _read(scope, _OPEN_OF_DEVEDOR if only_open else _OF_DEVEDOR, [devedor_id])


def by_ids(scope: Scope, titulo_ids: Iterable[int]) -> list[TituloSaldo]:
    """These títulos, those outside the scope left out, oldest due first."""
    return _read(scope, "t.id = ANY(%(ids)s)", list(titulo_ids))


def of_devedores(scope: Scope, devedor_ids: Iterable[int]) -> dict[int, list[TituloSaldo]]:
    """The open títulos of many devedores, by devedor."""
    found: dict[int, list[TituloSaldo]] = {}
    for titulo in _read(scope, _OPEN_OF_DEVEDOR, list(devedor_ids)):
        found.setdefault(titulo.devedor_id, []).append(titulo)
    return found


def policies(credor_ids: Iterable[int]) -> Terms:
    """(credor, kind of devedor) → its policies by effective day, oldest first."""
    found: Terms = {}
    rows = list(models.EncargosPolicy.objects.filter(credor_id__in=list(credor_ids)).order_by("effective_on"))
    indices = index_rates.table() if any(policy_of(row).needs_indices for row in rows) else NO_INDICES
    for row in rows:
        found.setdefault((row.credor_id, row.kind), []).append((row.effective_on, policy_of(row, indices)))
    return found


def policy_of(row: models.EncargosPolicy, indices: IndexTable = NO_INDICES) -> EncargosPolicy:
    """The policy of a row; what it owes may be asked only with the indices it needs."""
    policy = EncargosPolicy(
        multa_ppb=row.multa_ppb,
        juros_ppb_month=row.juros_ppb_month,
        juros_basis=row.juros_basis,
        multa_base=row.multa_base,
        rounding=row.rounding,
        nonbusiness_due=row.nonbusiness_due,
        discount_ppb=row.discount_ppb,
        discount_days_before=row.discount_days_before,
        juros_by=row.juros_by,
        correction_index=row.correction_index,
    )
    return replace(policy, indices=indices) if policy.needs_indices else policy


def in_force(versions: list[tuple[date, EncargosPolicy]], on: date) -> EncargosPolicy:
    """The version in force on a day; before the first one, the first; where there is none, nothing is charged."""
    begun = [policy for effective_on, policy in versions if effective_on <= on]
    if begun:
        return begun[-1]
    return versions[0][1] if versions else EncargosPolicy()


def saldo_of(titulo: models.Titulo, current: models.Imputacao | None) -> Saldo:
    if current is None:
        return new_saldo(titulo.principal_cents, titulo.due_on)
    return _saldo(titulo.principal_cents, *(getattr(current, name) for name in _CURRENT))


def titulo_saldo(row: models.Titulo, terms: Terms) -> TituloSaldo:
    """`row` with its devedor and, as `current_imputacao`, the last row laid on it, or none."""
    current = row.current_imputacao[0] if row.current_imputacao else None
    kind = row.devedor.kind
    policy = encargos.cap_policy(in_force(terms.get((row.credor_id, kind), []), row.due_on), kind)
    return TituloSaldo(*[getattr(row, name) for name in _COLUMNS] + [saldo_of(row, current), policy])


def _read(scope: Scope, wanted: str, ids: list[int]) -> list[TituloSaldo]:
    """One question for all, in SQL: every list asks it. `wanted`: of a título t, what `ids` are."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION.format(wanted=wanted), {"ids": ids, "credores": scope.credor_ids})
        rows = cursor.fetchall()
    capped = {
        (credor_id, kind): [(effective_on, encargos.cap_policy(policy, kind)) for effective_on, policy in versions]
        for (credor_id, kind), versions in policies({row[_CREDOR] for row in rows}).items()
    }
    last = len(_COLUMNS)
    titulos = []
    for row in rows:
        nominal_cents, due_on = row[_PRINCIPAL], row[_DUE]
        kind, is_laid, left = row[last], row[last + 1] is not None, row[last + 2 :]
        saldo = _saldo(nominal_cents, *left) if is_laid else new_saldo(nominal_cents, due_on)
        titulos.append(TituloSaldo(*[*row[:last], saldo, in_force(capped.get((row[_CREDOR], kind), []), due_on)]))
    return titulos


def _saldo(
    nominal_cents: int,
    principal_left_cents: int,
    multa_open_cents: int,
    multa_charged: bool,
    juros_open_cents: int,
    juros_from_on: date,
) -> Saldo:
    """What the current imputação, `_CURRENT` of it, left of a título."""
    return Saldo(
        nominal_cents=nominal_cents,
        principal_cents=principal_left_cents,
        multa_open_cents=multa_open_cents,
        multa_charged=multa_charged,
        juros_open_cents=juros_open_cents,
        juros_from_on=juros_from_on,
    )
