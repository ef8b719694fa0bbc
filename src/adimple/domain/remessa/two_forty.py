"""What the remessas of 240 columns share (FEBRABAN): header, lots, segments P (boleto), Q (payer), R (multa).

A bank fills columns 18 to 62 of P, says its codes, and where it leaves the standard.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adimple.domain.cnab import CENTS, DDMMAAAA, TEXT, Field, Record
from adimple.domain.errors import Invalid
from adimple.domain.remessa import layout, stencil
from adimple.domain.remessa.charges import Charges, Takes, rate_digits
from adimple.domain.remessa.four_hundred import especie, pagador
from adimple.domain.remessa.items import DUE_ON, ENTRY
from adimple.domain.remessa.layout import Opening, Order, RemessaLayout, Totals
from adimple.domain.remessa.stencil import Stencil
from adimple.domain.remessa.text import cut, whole
from adimple.domain.retorno.layout import CNAB240

WIDTH = 240
ESPECIES = {"DM": "02", "DS": "04", "NP": "12", "RC": "17"}
A_DAY, A_MONTH = "1", "2"
FIXED, PERCENT, NONE = "1", "2", "0"

DOCUMENT = (Field("beneficiario_type", 18, 18), Field("beneficiario_document", 19, 32, TEXT))
TIME = Field("made_time", 152, 157)
LOT_DOCUMENT = (Field("beneficiario_type", 18, 18), Field("beneficiario_document", 19, 33, TEXT))

_DETAIL = (Field("sequence", 9, 13), Field("code", 16, 17))
_BOLETO = (
    Field("seu_numero", 63, 77, TEXT),
    Field("due_on", 78, 85, DDMMAAAA),
    Field("cents", 86, 100, CENTS),
    Field("especie", 107, 108),
    Field("aceite", 109, 109, TEXT),
    Field("issued_on", 110, 117, DDMMAAAA),
    Field("juros_code", 118, 118),
    Field("juros_from", 119, 126, DDMMAAAA),
    Field("juros", 127, 141),
    Field("discount_code", 142, 142),
    Field("discount_until", 143, 150, DDMMAAAA),
    Field("discount_cents", 151, 165, CENTS),
    Field("iof_cents", 166, 180, CENTS),
    Field("abatimento_cents", 181, 195, CENTS),
    Field("control", 196, 220, TEXT, may_be_blank=True),
    Field("protesto_code", 221, 221),
    Field("protesto_days", 222, 223),
)
_PAGADOR = (
    Field("pagador_type", 18, 18),
    Field("pagador_document", 19, 33, TEXT),
    Field("pagador_name", 34, 73, TEXT),
    Field("pagador_address", 74, 113, TEXT),
    Field("pagador_bairro", 114, 128, TEXT, may_be_blank=True),
    Field("pagador_cep", 129, 136),
    Field("pagador_city", 137, 151, TEXT),
    Field("pagador_uf", 152, 153, TEXT),
)
_SECOND = (
    Field("discount_2_code", 18, 18),
    Field("discount_2_until", 19, 26, DDMMAAAA),
    Field("discount_2_cents", 27, 41, CENTS),
)
_THIRD = (
    Field("discount_3_code", 42, 42),
    Field("discount_3_until", 43, 50, DDMMAAAA),
    Field("discount_3_cents", 51, 65, CENTS),
)
_MULTA = (Field("multa_code", 66, 66), Field("multa_from", 67, 74, DDMMAAAA), Field("multa", 75, 89))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank240:
    """What one bank says of its own. `own`: the values of a boleto that its `fields` of P hold.

    `fixed_p`, `fixed_q`, `fixed_r`: texts of its segments. `juros_decimals`: of the column of an amount a day.
    """

    code: str
    header: Record
    header_values: Callable[[Opening], Mapping[str, Any]]
    lot_header: Record
    lot_values: Callable[[Opening], Mapping[str, Any]]
    fields: tuple[Field, ...]
    own: Callable[[Opening, Order], Mapping[str, Any]]
    codes: Mapping[str, str]
    takes: Takes
    fixed_p: tuple[tuple[int, str], ...]
    fixed_q: tuple[tuple[int, str], ...] = ((154, "0" * 16), (210, "000"))
    fixed_r: tuple[tuple[int, str], ...] = ()
    no_juros: str = "3"
    juros_decimals: int = 2
    no_protesto: str = "3"
    number_width: int = 15
    has_totals: bool = False
    fixed_lot_trailer: tuple[tuple[int, str], ...] = ()
    fixed_trailer: tuple[tuple[int, str], ...] = ((30, "000000"),)


def remessa_of(bank: Bank240) -> RemessaLayout:
    """The layout of a bank: its records, made once."""
    start = ((1, bank.code), (4, "0000"), (8, "3"))
    own = {one.name for one in bank.fields}
    shared = tuple(one for one in _BOLETO if one.name not in own)
    third = _THIRD if bank.takes.discounts > 2 else ()
    boleto = _segment("P", (*shared, *bank.fields), (*start, *bank.fixed_p))
    payer = _segment("Q", _PAGADOR, (*start, *bank.fixed_q))
    charged = _segment("R", (*_SECOND, *third, *_MULTA), (*start, *bank.fixed_r))

    def details(opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
        segments = [boleto.line(_boleto(bank, opening, order))]
        if order.kind == ENTRY:
            segments.append(payer.line(_pagador(payer.widths, order)))
        if order.kind in (ENTRY, DUE_ON) and (_has_multa(order.charges) or len(order.charges.discounts) > 1):
            segments.append(charged.line(_charged(bank, order)))
        return tuple([f"{line[:8]}{sequence + n:05d}{line[13:]}" for n, line in enumerate(segments)])

    return RemessaLayout(
        name=CNAB240,
        codes=bank.codes,
        takes=bank.takes,
        header=lambda opening: _header(bank, opening),
        details=details,
        trailer=lambda opening, totals: _trailer(bank, totals),
        opens=lambda opening, lot: _lot_header(bank, opening, lot),
        closes=lambda opening, lot, totals: _lot_trailer(bank, lot, totals),
        protesto_days=tuple(range(1, 100)),
    )


def _segment(letter: str, fields: Iterable[Field], fixed: Iterable[tuple[int, str]]) -> Stencil:
    """Its sequence is put in at the end."""
    return stencil.cut(Record(letter, WIDTH, (*_DETAIL, *fields), ((14, letter), *fixed)), {"sequence": "0"})


def file_header(code: str, fields: Iterable[Field], *, fixed: Iterable[tuple[int, str]], bank_name: str) -> Record:
    common = (
        Field("beneficiario_name", 73, 102, TEXT),
        Field("made_on", 144, 151, DDMMAAAA),
        Field("number", 158, 163),
    )
    texts = ((1, code), (4, "00000"), (103, bank_name), (143, "1"))
    return Record("header", WIDTH, (*common, *fields), (*texts, *fixed))


def lot_header(code: str, fields: Iterable[Field], *, fixed: Iterable[tuple[int, str]]) -> Record:
    common = (
        Field("lot", 4, 7),
        *LOT_DOCUMENT,
        Field("beneficiario_name", 74, 103, TEXT),
        Field("number", 184, 191),
        Field("made_on", 192, 199, DDMMAAAA),
    )
    return Record("header de lote", WIDTH, (*common, *fields), ((1, code), (8, "1R01"), *fixed))


def baixa_days(order: Order, most: int) -> str:
    """Days from the due date to the last day it is taken. Raises Invalid when the columns have no room."""
    days = (order.entry.pay_until - order.entry.due_on).days
    if not 0 < days <= most:
        raise Invalid("pay_until", f"Neste arquivo o boleto é aceito de 1 a {most} dias depois do vencimento.")
    return str(days)


def _header(bank: Bank240, opening: Opening) -> str:
    return layout.fitted(bank.header, _opened(bank.header, opening) | dict(bank.header_values(opening)))


def _lot_header(bank: Bank240, opening: Opening, lot: int) -> str:
    values = _opened(bank.lot_header, opening) | dict(bank.lot_values(opening)) | {"lot": str(lot)}
    return layout.fitted(bank.lot_header, values)


def _opened(record: Record, opening: Opening) -> dict[str, Any]:
    width = {one.name: one.width for one in record.fields}
    kind, document = layout.document_of(
        opening.beneficiario.document, "beneficiario_document", width["beneficiario_document"]
    )
    values = {
        "beneficiario_type": str(kind),
        "beneficiario_document": document,
        "beneficiario_name": cut(opening.beneficiario.name, "beneficiario_name", 30),
        "made_on": opening.made_at.date(),
        "made_time": f"{opening.made_at:%H%M%S}",
        "number": str(opening.number),
    }
    return {name: value for name, value in values.items() if name in width}


def _boleto(bank: Bank240, opening: Opening, order: Order) -> dict[str, Any]:
    entry, charges = order.entry, order.charges
    discount = charges.discounts[0] if charges.discounts else None
    values: dict[str, Any] = {
        "code": order.code,
        "seu_numero": whole(entry.seu_numero, "seu_numero", bank.number_width, is_required=True),
        "due_on": entry.due_on,
        "cents": entry.cents,
        "especie": especie(entry, ESPECIES),
        "aceite": "A" if entry.has_aceite else "N",
        "issued_on": entry.issued_on,
        "discount_code": FIXED if discount else NONE,
        "discount_until": discount.until if discount else None,
        "discount_cents": discount.cents if discount else 0,
        "iof_cents": 0,
        "abatimento_cents": entry.abatimento_cents,
        "control": whole(entry.control, "control", 25),
        "protesto_code": "1" if entry.protesto_days else bank.no_protesto,
        "protesto_days": str(entry.protesto_days),
    }
    values |= _juros(bank, charges)
    values |= bank.own(opening, order)
    return values


def _juros(bank: Bank240, charges: Charges) -> dict[str, Any]:
    if charges.juros_day_cents:
        amount = charges.juros_day_cents * 10 ** (bank.juros_decimals - 2)
        return {"juros_code": A_DAY, "juros_from": charges.juros_from, "juros": str(amount)}
    if charges.juros_ppb_month:
        assert bank.takes.month_rate_decimals is not None, "a rate was allowed"
        rate = rate_digits(charges.juros_ppb_month, "juros", bank.takes.month_rate_decimals)
        return {"juros_code": A_MONTH, "juros_from": charges.juros_from, "juros": str(rate)}
    return {"juros_code": bank.no_juros, "juros_from": None, "juros": "0"}


def _pagador(widths: Mapping[str, int], order: Order) -> dict[str, Any]:
    kind, document = layout.document_of(order.entry.pagador.document, "pagador_document", 15)
    values = {"code": order.code, "pagador_type": str(kind), "pagador_document": document}
    return values | pagador(order.entry, widths)


def _charged(bank: Bank240, order: Order) -> dict[str, Any]:
    charges = order.charges
    second, third = (*charges.discounts, None, None, None)[1:3]
    code, amount = NONE, 0
    if charges.multa_cents:
        code, amount = FIXED, charges.multa_cents
    elif charges.multa_ppb:
        code, amount = PERCENT, rate_digits(charges.multa_ppb, "multa", bank.takes.multa_decimals)
    return {
        "code": order.code,
        "discount_2_code": FIXED if second else NONE,
        "discount_2_until": second.until if second else None,
        "discount_2_cents": second.cents if second else 0,
        "discount_3_code": FIXED if third else NONE,
        "discount_3_until": third.until if third else None,
        "discount_3_cents": third.cents if third else 0,
        "multa_code": code,
        "multa_from": charges.multa_from,
        "multa": str(amount),
    }


def _has_multa(charges: Charges) -> bool:
    return bool(charges.multa_cents or charges.multa_ppb)


def _lot_trailer(bank: Bank240, lot: int, totals: Totals) -> str:
    fields = [Field("lot", 4, 7), Field("records", 18, 23)]
    values: dict[str, Any] = {"lot": str(lot), "records": str(totals.records)}
    if bank.has_totals:
        fields += [Field("titulos", 24, 29), Field("total_cents", 30, 46, CENTS)]
        values |= {"titulos": str(totals.titulos), "total_cents": totals.cents}
    record = Record("trailer de lote", WIDTH, tuple(fields), ((1, bank.code), (8, "5"), *bank.fixed_lot_trailer))
    return layout.fitted(record, values)


def _trailer(bank: Bank240, totals: Totals) -> str:
    fields = (Field("lots", 18, 23), Field("records", 24, 29))
    record = Record("trailer", WIDTH, fields, ((1, bank.code), (4, "99999"), *bank.fixed_trailer))
    return layout.fitted(record, {"lots": str(totals.titulos), "records": str(totals.records)})
