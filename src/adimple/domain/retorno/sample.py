"""A retorno of one boleto paid in full, written from what a bank's layout says: to try the road before money comes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from adimple.domain.bank import Bank
from adimple.domain.cnab import CENTS, DATES, DIGITS, Record
from adimple.domain.retorno.layout import CNAB240, COUNT, PAID, Layout

_USUAL = "06"  # liquidação, in most banks
_LOT = "0001"


def sample_retorno(bank: Bank, layout: Layout, *, number: str, carteira: str, cents: int, on: date) -> bytes:
    """The file. `number`: the nosso número as the remessa carried it."""
    paid = [code for code, one in layout.ocorrencias.items() if one.meaning == PAID]
    values = {
        "ocorrencia": _USUAL if _USUAL in paid else paid[0],
        "nosso_numero": number,
        "carteira": carteira,
        "face_cents": cents,
        "paid_cents": cents,
        "net_cents": cents,
        "occurred_on": on,
        "due_on": on,
    }
    lines = _two_forty(bank, layout, values, on) if layout.name == CNAB240 else _four_hundred(bank, layout, values, on)
    return b"".join(f"{line}\r\n".encode("ascii") for line in lines)


def _four_hundred(bank: Bank, layout: Layout, values: Mapping[str, Any], on: date) -> list[str]:
    header = _placed(400, (1, "02RETORNO01COBRANCA"), (77, bank.code), (95, f"{on:%d%m%y}"), (395, "000001"))
    detail = _detail(next(iter(layout.records.values())), {**values, "sequence": "2"})
    sums = [
        (one.start, f"{1 if one.of == COUNT else values['face_cents']:0{one.end - one.start + 1}d}")
        for one in layout.totals
        if not one.ocorrencias or values["ocorrencia"] in one.ocorrencias
    ]
    others = [(one.start, "0" * (one.end - one.start + 1)) for one in layout.totals]
    trailer = _placed(400, (1, "9"), (layout.trailer_bank, bank.code), *others, *sums, (395, "000003"))
    return [header, detail, trailer]


def _two_forty(bank: Bank, layout: Layout, values: Mapping[str, Any], on: date) -> list[str]:
    start = bank.code + _LOT
    cents = values["face_cents"]
    halves = [
        start + _detail(layout.records[segment], {**values, "sequence": f"{place}"})[7:]
        for place, segment in enumerate("TU", start=1)
    ]
    header = _placed(240, (1, f"{bank.code}00000"), (143, f"2{on:%d%m%Y}"))
    opened = _placed(240, (1, f"{start}1T01"))
    closed = _placed(
        240, (1, f"{start}5"), (18, f"{len(halves) + layout.adds[0]:06d}{1:06d}{cents:017d}"), (47, "0" * 69)
    )
    trailer = _placed(240, (1, f"{bank.code}99999"), (18, f"{1:06d}{len(halves) + 4:06d}"))
    return [header, opened, *halves, closed, trailer]


def _detail(record: Record, values: Mapping[str, Any]) -> str:
    """The line of these values; of what is not told, blanks where they may be, else nothing."""
    told: dict[str, Any] = {}
    for one in record.fields:
        value = values.get(one.name)
        if value is None and not one.may_be_blank and one.kind not in DATES:
            value = 0 if one.kind == CENTS else "0"
        if isinstance(value, str) and len(value) > one.width:
            value = value[-one.width :]
        if one.kind == DIGITS and value is not None and not value.isdigit():
            value = "0"
        told[one.name] = value
    return record.render(told)


def _placed(width: int, *pieces: tuple[int, str]) -> str:
    line = [" "] * width
    for start, text in pieces:
        line[start - 1 : start - 1 + len(text)] = text
    assert len(line) == width, "a piece passes the end of its line"
    return "".join(line)
