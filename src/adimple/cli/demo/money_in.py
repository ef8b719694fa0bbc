"""Money comes in: what people pay on a day is told by a file of a morning after it, as a bank's system would."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from adimple.cli.demo.portfolio import GYM, Owed
from adimple.domain import calendar, money
from adimple.store.reads import balances, titulos
from adimple.store.reads.titulos import TituloFilter
from adimple.store.scope import Scope
from adimple.usecases import import_payments
from adimple.usecases.context import Context
from adimple.usecases.import_titulos import ImportFile

_MONDAY = 0
_HEADERS = ("Nº do título", "Parcela", "Nome", "CPF/CNPJ", "Data de pagamento", "Valor pago")


@dataclass(frozen=True, slots=True)
class Paid:
    owed: Owed
    on: date
    is_half: bool


class Cashier:
    """Keeps what was paid until its file comes; knows each título by its number, as the credor's system does."""

    def __init__(self, ids: dict[str, int]) -> None:
        self._ids = ids
        self._titulo_ids: dict[tuple[int, str, str], int] = {}
        self._pending: list[Paid] = []

    def learn(self, scope: Scope, slug: str, on: date) -> None:
        """The títulos of a credor, after a file of it was imported."""
        for titulo in _open_titulos(scope.only(self._ids[slug]), on):
            self._titulo_ids[titulo.credor_id, titulo.number, titulo.parcela] = titulo.id

    def keep(self, on: date, payments: list[tuple[Owed, bool]]) -> None:
        self._pending += [Paid(owed, on, is_half) for owed, is_half in payments]

    def bring(self, ctx: Context, *, is_last: bool) -> None:
        """Imports one file a credor of all that is pending; the gym's comes on Mondays, and on the last day."""
        for slug, credor_id in self._ids.items():
            mine = [paid for paid in self._pending if paid.owed.credor.slug == slug]
            if mine and (slug != GYM.slug or is_last or ctx.on.weekday() == _MONDAY):
                self._import(ctx, slug, credor_id, mine)
                self._pending = [paid for paid in self._pending if paid.owed.credor.slug != slug]

    def _import(self, ctx: Context, slug: str, credor_id: int, mine: list[Paid]) -> None:
        name = f"{slug}_baixas_{ctx.on.isoformat()}.csv"
        titulo_ids = [self._titulo_ids[credor_id, paid.owed.number, paid.owed.parcela] for paid in mine]
        saldos = {titulo.id: titulo for titulo in balances.by_ids(ctx.scope, titulo_ids)}
        content = _file([(paid, _cents(saldos[id_], paid)) for id_, paid in zip(titulo_ids, mine, strict=True)])
        done = import_payments.import_payments(ctx, ImportFile(credor_id=credor_id, name=name, content=content))
        assert not done.rejections, f"{name}: {done.rejections[:3]}"


def _cents(titulo: balances.TituloSaldo, paid: Paid) -> int:
    """All that the título owed on the day, with encargos or discount; or half of it."""
    owed = titulo.owed(paid.on).total_cents
    return owed // 2 if paid.is_half else owed


def _file(rows: list[tuple[Paid, int]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADERS)
    for paid, cents in rows:
        person = paid.owed.person
        amount = money.format_brl(cents).removeprefix("R$").strip()
        writer.writerow(
            [paid.owed.number, paid.owed.parcela, person.name, person.document, calendar.format_date(paid.on), amount]
        )
    return out.getvalue().encode("utf-8-sig")


def _open_titulos(scope: Scope, on: date) -> Iterator[balances.TituloSaldo]:
    cursor: str | None = ""
    while cursor is not None:
        page = titulos.list_titulos(scope, TituloFilter(), on, cursor)
        yield from (row.titulo for row in page.rows)
        cursor = page.next_cursor
