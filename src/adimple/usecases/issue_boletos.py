"""Boletos for títulos that a person chose: each its own due date, or a new one for the overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from adimple.domain import calendar, encargos
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.store.reads import balances, convenios
from adimple.store.reads.balances import TituloSaldo
from adimple.store.writes import boletos as writes
from adimple.store.writes import locks
from adimple.usecases.boleto_making import Issued, Making
from adimple.usecases.boleto_terms import Terms
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open

MOST = 2_000
FARTHEST = timedelta(days=60)  # of a new due date


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueBoletos:
    """`new_due_on`: for títulos overdue or partly paid; the boleto asks what is owed on it, and is not taken later."""

    convenio_id: int
    titulo_ids: tuple[int, ...]
    new_due_on: date | None = None


@transaction.atomic
def issue_boletos(ctx: Context, command: IssueBoletos) -> Issued:
    """Those that could be, and why the others could not. Raises Invalid, NotFound, Refused."""
    found = convenios.get_convenio(ctx.scope, command.convenio_id)
    require_open(ctx, found.credor_id, "operator")
    ids = sorted(set(command.titulo_ids))
    _check(ctx, command, ids)
    locks.share_ledger(found.credor_id)
    refuse_closed(found.credor_id)
    rows = {row.id: row for row in models.Titulo.objects.filter(id__in=ids, credor_id=found.credor_id)}
    if len(rows) != len(ids):
        raise NotFound
    locks.lock_devedores({row.devedor_id for row in rows.values()})
    convenio = writes.lock_convenio(found.id)
    if convenio.closed_at is not None:
        raise Refused("convenio.closed", "Este convênio foi encerrado: reabra-o em Contas e convênios, ou use outro.")
    making = Making(
        ctx, found, convenio, rows, lambda titulo: _terms(titulo, ctx.on, convenio.days_payable, command.new_due_on)
    )
    making.take(balances.by_ids(ctx.scope, ids))
    return making.write()


def _check(ctx: Context, command: IssueBoletos, ids: Sequence[int]) -> None:
    if not 0 < len(ids) <= MOST:
        raise Invalid("titulos", f"Escolha de 1 a {MOST:,} títulos por vez.".replace(",", "."))
    day = command.new_due_on
    if day is None:
        return
    if not ctx.on <= day <= ctx.on + FARTHEST:
        last = calendar.format_date(ctx.on + FARTHEST)
        raise Invalid("new_due_on", f"O novo vencimento vai de hoje a {last}.")
    if not calendar.is_bank_day(day):
        raise Invalid("new_due_on", "Neste dia os bancos não abrem. Escolha um dia útil.")


def _terms(titulo: TituloSaldo, on: date, days_payable: int, new_due_on: date | None) -> Terms:
    """Of one in time and whole, its own; of another, what it owes on the new due date, and nothing after it.

    So in both the bank asks what the calculator says on each day it takes the boleto. Raises Invalid and Refused.
    """
    if titulo.closed_on is not None:
        raise Refused("boleto.closed", "O título está fechado: não há o que cobrar.")
    is_whole = titulo.saldo == encargos.new_saldo(titulo.principal_cents, titulo.due_on)
    if is_whole and titulo.due_on >= on:
        return Terms(titulo.due_on, titulo.principal_cents, titulo.policy, titulo.due_on + timedelta(days=days_payable))
    if new_due_on is None:
        what = "Está vencido" if titulo.due_on < on else "Já foi pago em parte"
        raise Refused("boleto.new_due_on", f"{what}: escolha um novo vencimento para o boleto.")
    priced = titulo.priced(new_due_on)
    if priced.owed is None:
        raise Refused("boleto.missing", f"Não sabemos quanto deve nesse dia: {priced.missing}.")
    return Terms(new_due_on, priced.owed.total_cents, EncargosPolicy(), new_due_on)
