"""Boletos made under the convênio's lock: numbered, refused early where the remessa would refuse them, told."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adimple.domain import events
from adimple.domain.bank import Bank
from adimple.domain.errors import Invalid, Refused
from adimple.domain.event import Event
from adimple.domain.remessa.items import BAIXA, ENTRY, Item
from adimple.domain.remessa.writing import check_item
from adimple.store import journal, models
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.convenios import ConvenioRow
from adimple.store.writes import boletos as writes
from adimple.usecases import boleto_entries
from adimple.usecases.boleto_terms import Terms
from adimple.usecases.context import SAO_PAULO, Context

EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Unissued:
    titulo_id: int
    label: str
    devedor_id: int
    devedor_name: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Issued:
    boleto_ids: tuple[int, ...]
    cents: int
    refused: tuple[Unissued, ...]


class Making:
    """One act of issuing, título after título; what is refused takes no number.

    `terms_of`: of a título; raises Refused. `replaced`: by título, its live boleto that ends as the new one is made,
    and why; of the others a live one is a refusal, but past its last day.
    """

    def __init__(
        self,
        ctx: Context,
        found: ConvenioRow,
        convenio: models.Convenio,
        rows: Mapping[int, models.Titulo],
        terms_of: Callable[[TituloSaldo], Terms],
        replaced: Mapping[int, tuple[models.Boleto, str]] | None = None,
    ) -> None:
        self.ctx, self.found, self.convenio, self.rows, self.terms_of = ctx, found, convenio, rows, terms_of
        self.replaced = replaced or {}
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
                self._refuse(titulo, boleto_entries.told(error))
            except Refused as error:
                self._refuse(titulo, error.phrase)

    def _refuse(self, titulo: TituloSaldo, phrase: str) -> None:
        who = self.devedores[self.rows[titulo.id].devedor_id]
        self.refused.append(Unissued(titulo.id, titulo.label, who.id, who.name, phrase))

    def write(self) -> Issued:
        cents = sum(row.cents for row in self.made)
        told: list[Event] = self._end_former()
        writes.make(self.convenio, self.made, self.ctx.now)
        told += [event for row in self.made for event in self._told(row)]
        if self.made:
            digest = hashlib.sha256(",".join(str(row.id) for row in self.made).encode()).hexdigest()
            told.append(
                events.BoletosIssued(
                    self.convenio.credor_id, self.convenio.id, len(self.made), cents, len(self.refused), digest
                )
            )
        journal.record(self.ctx, *told)
        return Issued(tuple(row.id for row in self.made), cents, tuple(self.refused))

    def _end_former(self) -> list[Event]:
        """The live boletos of the títulos that have a new one end first: a título has one at a time."""
        ending: dict[str, list[models.Boleto]] = {}
        for row in self.made:
            if (former := self.live.get(row.titulo_id)) is not None:
                why = self.replaced[row.titulo_id][1] if row.titulo_id in self.replaced else EXPIRED
                ending.setdefault(why, []).append(former)
        return [event for why, rows in ending.items() for event in end(rows, self.rows, why, self.ctx.now)]

    def _told(self, row: models.Boleto) -> list[Event]:
        devedor_id = self.rows[row.titulo_id].devedor_id
        issued = events.BoletoIssued(row.credor_id, devedor_id, row.titulo_id, row.id, row.cents)
        if row.replaces_id is None:
            return [issued]
        return [
            issued,
            events.BoletoReissued(row.credor_id, devedor_id, row.titulo_id, row.id, row.replaces_id, row.because),
        ]

    def _boleto(self, titulo: TituloSaldo) -> models.Boleto:
        """Not yet written. Raises Invalid and Refused."""
        self._refuse_live(titulo)
        terms = self.terms_of(titulo)
        row, bank = self.rows[titulo.id], self.found.bank
        contract = self.found.contract
        pagador = boleto_entries.pagador_of(self.devedores[titulo.devedor_id])
        order = boleto_entries.order_of(
            self.convenio.last_sequence + 1, self.ctx.on, boleto_entries.seu_numero_of(row)
        )  # fmt: skip
        digits = bank.issue(contract, order, terms.due_on, terms.cents, on=self.ctx.on)
        number = bank.nosso_numero(contract, order)
        replaces_id, because = self._stands_for(titulo.id)
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
            replaces_id=replaces_id,
            because=because,
            created_at=self.ctx.now,
            changed_at=self.ctx.now,
        )
        self._refuse_early(bank, made, row)
        return made

    def _stands_for(self, titulo_id: int) -> tuple[int | None, str]:
        """(the boleto replaced, why): of one that no bank heard of, the one that it stood for."""
        if titulo_id not in self.replaced:
            return None, ""
        former, why = self.replaced[titulo_id]
        is_unheard = former.state == writes.MADE and former.replaces_id is not None
        return (former.replaces_id, former.because) if is_unheard else (former.id, why)

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
        if titulo.id in self.replaced:
            return
        live = self.live.get(titulo.id)
        if live is not None and live.pay_until >= self.ctx.on:
            raise Refused("boleto.live", f"Já tem o boleto {live.printed_number}, que ainda vale.")
        if live is None and titulo.linha_digitavel and titulo.linha_digitavel not in self.ours:
            raise Refused("boleto.brought", "Já tem a linha digitável de um boleto que veio por planilha.")


def end(rows: Sequence[models.Boleto], titulos: Mapping[int, models.Titulo], why: str, now: datetime) -> list[Event]:
    """These serve no more: the bank, where it knows them, is told to drop them. Gives the events."""
    heard = models.RemessaItem.objects.filter(boleto__in=rows, kind=BAIXA, remessa__isnull=False)
    told = set(heard.values_list("boleto_id", flat=True))
    known = [row for row in rows if row.state != writes.MADE and row.id not in told]
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
