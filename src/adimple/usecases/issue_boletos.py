"""Boletos for títulos: numbered under the convênio's lock, refused early where the remessa would refuse them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from adimple.domain import calendar, encargos, events
from adimple.domain.bank import Bank
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.event import Event
from adimple.domain.remessa.items import BAIXA, ENTRY, Item
from adimple.domain.remessa.writing import check_item
from adimple.store import journal, models
from adimple.store.reads import balances, convenios
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.convenios import ConvenioRow
from adimple.store.writes import boletos as writes
from adimple.store.writes import locks
from adimple.usecases import boleto_entries
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.open_credor import refuse_closed, require_open

MOST = 2_000
FARTHEST = timedelta(days=60)  # of a new due date


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueBoletos:
    """`new_due_on`: for títulos overdue or partly paid; the boleto asks what is owed on it, and is not taken later."""

    convenio_id: int
    titulo_ids: tuple[int, ...]
    new_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Unissued:
    titulo_id: int
    label: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Issued:
    boleto_ids: tuple[int, ...]
    cents: int
    refused: tuple[Unissued, ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    due_on: date
    cents: int
    policy: EncargosPolicy
    pay_until: date


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
    issuing = _Issuing(ctx, found, convenio, command.new_due_on, rows)
    issuing.take(balances.by_ids(ctx.scope, ids))
    return issuing.write()


class _Issuing:
    """One act of issuing, título after título; what is refused takes no number."""

    def __init__(
        self,
        ctx: Context,
        found: ConvenioRow,
        convenio: models.Convenio,
        new_due_on: date | None,
        rows: Mapping[int, models.Titulo],
    ) -> None:
        self.ctx, self.found, self.convenio, self.new_due_on, self.rows = ctx, found, convenio, new_due_on, rows
        self.devedores = models.Devedor.objects.in_bulk({row.devedor_id for row in rows.values()})
        self.live = {row.titulo_id: row for row in models.Boleto.objects.filter(titulo__in=rows, state__in=writes.LIVE)}
        shown = [row.linha_digitavel for row in rows.values() if row.linha_digitavel]
        of_ours = models.Boleto.objects.filter(titulo__in=rows, linha_digitavel__in=shown)
        self.ours = set(of_ours.values_list("linha_digitavel", flat=True))
        self.made_at = ctx.now.astimezone(SAO_PAULO).replace(tzinfo=None)
        self.made: list[models.Boleto] = []
        self.refused: list[Unissued] = []

    def take(self, titulos: Sequence[TituloSaldo]) -> None:
        for titulo in titulos:
            try:
                self.made.append(self._boleto(titulo))
                self.convenio.last_sequence += 1
            except Invalid as error:
                self.refused.append(Unissued(titulo.id, titulo.label, boleto_entries.told(error)))
            except Refused as error:
                self.refused.append(Unissued(titulo.id, titulo.label, error.phrase))

    def write(self) -> Issued:
        now, credor_id = self.ctx.now, self.convenio.credor_id
        cents = sum(row.cents for row in self.made)
        told: list[Event] = []
        if expired := [self.live[row.titulo_id] for row in self.made if row.titulo_id in self.live]:
            told += end(expired, self.rows, "expired", now)
        writes.make(self.convenio, self.made, now)
        told += [
            events.BoletoIssued(credor_id, self.rows[row.titulo_id].devedor_id, row.titulo_id, row.id, row.cents)
            for row in self.made
        ]
        if self.made:
            digest = hashlib.sha256(",".join(str(row.id) for row in self.made).encode()).hexdigest()
            told.append(
                events.BoletosIssued(credor_id, self.convenio.id, len(self.made), cents, len(self.refused), digest)
            )
        journal.record(self.ctx, *told)
        return Issued(tuple(row.id for row in self.made), cents, tuple(self.refused))

    def _boleto(self, titulo: TituloSaldo) -> models.Boleto:
        """Not yet written. Raises Invalid and Refused."""
        self._refuse_live(titulo)
        terms = _terms(titulo, self.ctx.on, self.convenio.days_payable, self.new_due_on)
        row, bank = self.rows[titulo.id], self.found.bank
        contract = self.found.contract
        pagador = boleto_entries.pagador_of(self.devedores[titulo.devedor_id])
        order = boleto_entries.order_of(
            self.convenio.last_sequence + 1, self.ctx.on, boleto_entries.seu_numero_of(row)
        )  # fmt: skip
        digits = bank.issue(contract, order, terms.due_on, terms.cents, on=self.ctx.on)
        number = bank.nosso_numero(contract, order)
        made = models.Boleto(
            credor_id=self.convenio.credor_id,
            convenio=self.convenio,
            titulo_id=titulo.id,
            sequence=self.convenio.last_sequence + 1,
            nosso_numero=number.number,
            printed_number=number.printed,
            barcode=digits.barcode,
            linha_digitavel="".join(filter(str.isdigit, digits.linha_digitavel)),
            cents=terms.cents,
            due_on=terms.due_on,
            pay_until=terms.pay_until,
            issued_on=self.ctx.on,
            policy=boleto_entries.policy_kept(terms.policy),
            pagador=boleto_entries.pagador_kept(pagador),
            created_at=self.ctx.now,
            changed_at=self.ctx.now,
        )
        self._refuse_early(bank, made, row)
        return made

    def _refuse_early(self, bank: Bank, made: models.Boleto, row: models.Titulo) -> None:
        """Raises Invalid with what the remessa would refuse."""
        check_item(
            bank,
            self.found.contract,
            self.made_at,
            Item(ENTRY, boleto_entries.entry_of(made, row)),
            beneficiario=self.found.beneficiario,
            layout=self.found.layout,
        )

    def _refuse_live(self, titulo: TituloSaldo) -> None:
        live = self.live.get(titulo.id)
        if live is not None and live.pay_until >= self.ctx.on:
            raise Refused("boleto.live", f"Já tem o boleto {live.printed_number}, que ainda vale.")
        if live is None and titulo.linha_digitavel and titulo.linha_digitavel not in self.ours:
            raise Refused("boleto.brought", "Já tem a linha digitável de um boleto que veio por planilha.")


def end(rows: Sequence[models.Boleto], titulos: Mapping[int, models.Titulo], why: str, now: datetime) -> list[Event]:
    """These serve no more: the bank, where it knows them, is told to drop them. Gives the events."""
    known = [row for row in rows if row.state != writes.MADE]
    writes.settle(rows, writes.ENDED, now)
    models.RemessaItem.objects.bulk_create(
        [
            models.RemessaItem(
                credor_id=row.credor_id, convenio_id=row.convenio_id, boleto=row, kind=BAIXA, asked_at=now
            )
            for row in known
        ]
    )
    return [
        events.BoletoEnded(row.credor_id, titulos[row.titulo_id].devedor_id, row.titulo_id, row.id, why) for row in rows
    ]


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


def _terms(titulo: TituloSaldo, on: date, days_payable: int, new_due_on: date | None) -> _Terms:
    """Of one in time and whole, its own; of another, what it owes on the new due date, and nothing after it.

    So in both the bank asks what the calculator says on each day it takes the boleto. Raises Invalid and Refused.
    """
    if titulo.closed_on is not None:
        raise Refused("boleto.closed", "O título está fechado: não há o que cobrar.")
    is_whole = titulo.saldo == encargos.new_saldo(titulo.principal_cents, titulo.due_on)
    if is_whole and titulo.due_on >= on:
        return _Terms(
            titulo.due_on, titulo.principal_cents, titulo.policy, titulo.due_on + timedelta(days=days_payable)
        )
    if new_due_on is None:
        what = "Está vencido" if titulo.due_on < on else "Já foi pago em parte"
        raise Refused("boleto.new_due_on", f"{what}: escolha um novo vencimento para o boleto.")
    priced = titulo.priced(new_due_on)
    if priced.owed is None:
        raise Refused("boleto.missing", f"Não sabemos quanto deve nesse dia: {priced.missing}.")
    return _Terms(new_due_on, priced.owed.total_cents, EncargosPolicy(), new_due_on)
