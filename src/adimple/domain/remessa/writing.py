"""A remessa, line by line: nothing is kept but counts and sums, so a million boletos cost no memory."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from adimple.domain.bank import Bank, Convenio
from adimple.domain.errors import Invalid
from adimple.domain.remessa import charges
from adimple.domain.remessa.items import ABATIMENTO, NO_ABATIMENTO, WITH_CHARGES, Beneficiario, Item
from adimple.domain.remessa.layout import Opening, Order, RemessaLayout, Totals, code_of
from adimple.domain.retorno.layout import CNAB400

MAX_400_LINES = 999_999
MAX_LOT_DETAILS = 99_999
MAX_LOTS = 9_998
MAX_NUMBER = 999_999


def write_remessa(
    bank: Bank,
    convenio: Convenio,
    number: int,
    made_at: datetime,
    items: Iterable[Item],
    *,
    beneficiario: Beneficiario,
    layout: str,
) -> Iterator[bytes]:
    """Lines of a file in CRLF. Raises Invalid with the field; the item that cannot go is numbered in the phrase.

    What came out before a refusal is no file: whoever writes it keeps none of it. `made_at` is São Paulo's hour.
    """
    chosen = _layout(bank, layout)
    if type(number) is not int or not 0 < number <= MAX_NUMBER:
        raise Invalid("number", f"O número da remessa vai de 1 a {MAX_NUMBER}.")
    if bank.check:
        bank.check(convenio)
    opening = Opening(bank.code, convenio, beneficiario, number, made_at)
    lines = _lines_400 if layout == CNAB400 else _lines_240
    for line in lines(chosen, opening, _orders(bank, chosen, opening, items)):
        assert line.isascii(), "a line is ASCII"
        yield f"{line}\r\n".encode("ascii")


def check_item(
    bank: Bank, convenio: Convenio, made_at: datetime, item: Item, *, beneficiario: Beneficiario, layout: str
) -> None:
    """Raises Invalid, with the field, where a remessa would refuse this item."""
    chosen = _layout(bank, layout)
    opening = _opening(bank.code, convenio, beneficiario, made_at)
    chosen.details(opening, _order(bank, chosen, opening, item, 1), 1)


@lru_cache(maxsize=16)
def _opening(bank: str, convenio: Convenio, beneficiario: Beneficiario, made_at: datetime) -> Opening:
    """Of a file that is not made: the same for all that is tried at once."""
    return Opening(bank, convenio, beneficiario, 1, made_at)


def _layout(bank: Bank, layout: str) -> RemessaLayout:
    chosen = bank.remessa(layout)
    if chosen is None:
        raise Invalid("layout", f"Não escrevemos {layout} para o banco {bank.code}. Veja a lista em «bancos».")
    return chosen


def _lines_400(layout: RemessaLayout, opening: Opening, orders: Iterator[Order]) -> Iterator[str]:
    yield layout.header(opening)
    records, titulos, cents = 1, 0, 0
    for order in orders:
        details = _details(layout, opening, order, records + 1)
        records, titulos, cents = records + len(details), titulos + 1, cents + order.entry.cents
        if records >= MAX_400_LINES:
            raise Invalid("items", f"Um arquivo tem no máximo {MAX_400_LINES} linhas. Divida em mais remessas.")
        yield from details
    if not titulos:
        raise Invalid("items", "Não há nada a mandar ao banco.")
    yield layout.trailer(opening, Totals(records + 1, titulos, cents))


def _lines_240(layout: RemessaLayout, opening: Opening, orders: Iterator[Order]) -> Iterator[str]:
    """One lot, or more where a lot would pass the five digits of its sequence."""
    assert layout.opens is not None and layout.closes is not None, "a 240 has lots"  # noqa: PT018
    yield layout.header(opening)
    file_records, lots = 1, 0
    details, titulos, cents = 0, 0, 0
    for order in orders:
        lines = _details(layout, opening, order, details + 1)
        if lots and details + len(lines) > MAX_LOT_DETAILS:
            yield layout.closes(opening, lots, Totals(details + 2, titulos, cents))
            file_records, details, titulos, cents = file_records + details + 2, 0, 0, 0
            lines = _details(layout, opening, order, 1)
        if not details:
            lots += 1
            if lots > MAX_LOTS:
                raise Invalid("items", "São boletos demais para um arquivo. Divida em mais remessas.")
            yield layout.opens(opening, lots)
        details, titulos, cents = details + len(lines), titulos + 1, cents + order.entry.cents
        for line in lines:
            yield f"{line[:3]}{lots:04d}{line[7:]}"
    if not lots:
        raise Invalid("items", "Não há nada a mandar ao banco.")
    yield layout.closes(opening, lots, Totals(details + 2, titulos, cents))
    yield layout.trailer(opening, Totals(file_records + details + 3, lots, 0))


def _orders(bank: Bank, layout: RemessaLayout, opening: Opening, items: Iterable[Item]) -> Iterator[Order]:
    for position, item in enumerate(items, start=1):
        try:
            order = _order(bank, layout, opening, item, position)
        except Invalid as error:
            raise _numbered(error, position) from error
        yield order


def _details(layout: RemessaLayout, opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
    try:
        return layout.details(opening, order, sequence)
    except Invalid as error:
        raise _numbered(error, order.position) from error


def _numbered(error: Invalid, position: int) -> Invalid:
    """Says which item of the file was refused."""
    return Invalid(error.field, f"No {position}º item: {error.phrase}", error.also)


def _order(bank: Bank, layout: RemessaLayout, opening: Opening, item: Item, position: int) -> Order:
    entry, code = item.entry, code_of(layout, item.kind)
    if type(entry.cents) is not int or entry.cents <= 0:
        raise Invalid("cents", "O valor do boleto é maior que zero, em centavos inteiros.")
    if type(entry.abatimento_cents) is not int or not 0 <= entry.abatimento_cents < entry.cents:
        raise Invalid("abatimento_cents", "O abatimento vai de zero a menos que o valor do boleto.")
    if entry.pay_until < entry.due_on or entry.due_on < entry.issued_on:
        raise Invalid("due_on", "O boleto é emitido, vence e deixa de ser pago nesta ordem de dias.")
    if entry.protesto_days and entry.protesto_days not in layout.protesto_days:
        raise Invalid("protesto_days", layout.protesto_said or "Por este arquivo o boleto não leva prazo de protesto.")
    if item.kind in (ABATIMENTO, NO_ABATIMENTO):
        _check_abatimento(item, opening, layout)
    charged = (
        charges.charges_of(entry, opening.beneficiario, layout.takes) if item.kind in WITH_CHARGES else charges.NONE
    )
    return Order(position, item.kind, code, entry, bank.nosso_numero(opening.convenio, entry.order), charged)


def _check_abatimento(item: Item, opening: Opening, layout: RemessaLayout) -> None:
    """The bank keeps the multa and the juros it has; the calculator counts them on what is left."""
    entry = item.entry
    if item.kind == ABATIMENTO and not entry.abatimento_cents:
        raise Invalid("abatimento_cents", "Diga de quanto é o abatimento.")
    if item.kind == NO_ABATIMENTO and entry.abatimento_cents:
        raise Invalid("abatimento_cents", "Para cancelar o abatimento, o novo abatimento é zero.")
    if entry.policy.multa_ppb or entry.policy.juros_ppb_month:
        raise Invalid(
            "kind",
            "Com multa ou juros, o abatimento muda o que se cobra por atraso e o banco manteria o de antes. "
            "Baixe o boleto e registre outro.",
        )
