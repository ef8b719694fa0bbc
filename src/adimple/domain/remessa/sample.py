"""One boleto of nobody, to see whether a convênio can write a remessa before there is money in it."""

from datetime import date, datetime, timedelta

from adimple.domain import calendar
from adimple.domain.bank import Bank, Convenio, Order
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.remessa.items import ENTRY, Beneficiario, Entry, Item, Pagador
from adimple.domain.remessa.writing import write_remessa

CENTS = 1_000_00
_DAYS = 30
PAGADOR = Pagador(
    name="Ana Exemplo",
    document="52998224725",
    address="Rua do Modelo, 100",
    bairro="Centro",
    cep="01001000",
    city="São Paulo",
    uf="SP",
)


def sample_entry(sequence: int, on: date, days_payable: int = 0) -> Entry:
    """R$ 1.000,00 without charges, due on a bank day a month from `on`; `days_payable`: after the due date."""
    due_on = calendar.effective_due_on(on + timedelta(days=_DAYS))
    return Entry(
        order=Order(str(sequence), on, "1"),
        pagador=PAGADOR,
        due_on=due_on,
        cents=CENTS,
        issued_on=on,
        pay_until=due_on + timedelta(days=days_payable),
        policy=EncargosPolicy(),
        seu_numero="EXEMPLO 1",
    )


def sample_remessa(
    bank: Bank,
    convenio: Convenio,
    made_at: datetime,
    *,
    sequence: int,
    days_payable: int,
    beneficiario: Beneficiario,
    layout: str,
) -> bytes:
    """A whole file of one boleto. Raises Invalid with the field of the convênio that the bank would refuse."""
    on = made_at.date()
    entry = sample_entry(sequence, on, days_payable)
    bank.issue(convenio, entry.order, entry.due_on, entry.cents, on=on)
    items = [Item(ENTRY, entry)]
    return b"".join(write_remessa(bank, convenio, 1, made_at, items, beneficiario=beneficiario, layout=layout))
