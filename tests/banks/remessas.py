"""Remessas for tests: a convênio of each bank, a boleto to change, and a reader that knows no layout of ours."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from adimple import banks
from adimple.domain import calendar
from adimple.domain.bank import Convenio, Order
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.remessa.items import ENTRY, Beneficiario, Discount, Entry, Item, Pagador
from adimple.domain.remessa.writing import write_remessa
from adimple.domain.shelf import shelf

TABLE = json.loads((Path(__file__).parents[1] / "vectors" / "remessa_positions.json").read_text("utf-8"))["layouts"]
BANKS = {bank.code: bank for bank in shelf(banks, "BANK")}
MADE_AT = datetime(2026, 11, 2, 9, 30, 15)
MULTA_CODES = "0124"  # none, an amount, a percent; and Santander's own for a percent
BENEFICIARIO = Beneficiario("ESCOLA EXEMPLO", "12.ABC.345/01DE-35")
CONVENIOS = {
    "001": Convenio(beneficiario="1234567", carteira="17", variacao="19", agencia="1234", agencia_dv="X",
                    conta="56789", conta_dv="1"),
    "033": Convenio(beneficiario="1234567", carteira="101", agencia="1234", agencia_dv="5", conta="56789",
                    conta_dv="1", transmissao="12345678901234567890"),
    "041": Convenio(beneficiario="9000150", agencia="1102", produto="2", transmissao="1102900015046"),
    "077": Convenio(agencia="0001", carteira="112", operacao="1234567", conta="123456789"),
    "104": Convenio(beneficiario="123456", carteira="1", agencia="1234", agencia_dv="5"),
    "237": Convenio(agencia="1234", conta="56789", conta_dv="1", carteira="9", beneficiario="4321"),
    "341": Convenio(agencia="1234", conta="56789", carteira="109"),
    "422": Convenio(agencia="1234", agencia_dv="5", conta="56789", conta_dv="1", carteira="1"),
    "748": Convenio(agencia="0710", posto="65", beneficiario="129", conta="12345", conta_dv="6"),
    "756": Convenio(agencia="4327", agencia_dv="3", beneficiario="229385", carteira="1", modalidade="01",
                    conta="12345", conta_dv="6"),
}  # fmt: skip
WRITABLE = [
    (bank.code, layout.name)
    for bank in sorted(BANKS.values(), key=lambda bank: bank.code)
    for layout in (bank.remessa240, bank.remessa400)
    if layout
]
# 2 % once and 1 % a month by whole cents a day; 5 % less until five days before
POLICY = EncargosPolicy(
    multa_ppb=20_000_000,
    juros_ppb_month=10_000_000,
    juros_basis="daily_cents_down",
    discount_ppb=50_000_000,
    discount_days_before=5,
)
PAGADOR = Pagador(
    name="Ana Exemplo",
    document="390.533.447-05",
    address="Rua das Flores, 12",
    bairro="Centro",
    cep="01001-000",
    city="São Paulo",
    uf="SP",
)


def entry(**changes) -> Entry:
    """R$ 1.234,50 due on a Thursday; 2 % is 24,69, and 1 % a month 41,15 ÷ 100 a day."""
    made = Entry(
        order=Order("123", date(2026, 11, 2), "7"),
        pagador=PAGADOR,
        due_on=date(2026, 12, 10),
        cents=1_234_50,
        issued_on=date(2026, 11, 2),
        pay_until=date(2027, 2, 8),
        policy=POLICY,
        seu_numero="NF 7",
        control="CONTROLE 7",
    )
    return replace(made, **changes)


def convenio_of(code: str, layout: str) -> Convenio:
    """Santander gives one código de transmissão for each layout."""
    convenio = CONVENIOS[code]
    return replace(convenio, transmissao="123456789012345") if (code, layout) == ("033", "CNAB240") else convenio


def lines(code: str, layout: str, *items: Item | Entry, beneficiario=BENEFICIARIO, convenio=None) -> list[bytes]:
    if (code, layout) == ("748", "CNAB400"):  # which has no column for it
        items = tuple(_without_control(one) for one in items)
    given = [one if isinstance(one, Item) else Item(ENTRY, one) for one in items]
    made = write_remessa(
        BANKS[code], convenio or convenio_of(code, layout), 42, MADE_AT, given, beneficiario=beneficiario, layout=layout
    )
    return list(made)


def _without_control(one: Item | Entry) -> Item | Entry:
    if isinstance(one, Item):
        return replace(one, entry=replace(one.entry, control=""))
    return replace(one, control="")


@dataclass(frozen=True)
class Read:
    """A boleto as the columns of the table say it; `said` holds the raw text of each."""

    said: dict[str, str]
    due_on: date
    cents: int
    juros_day: Fraction
    juros_from: date | None
    multa: Fraction
    multa_from: date | None
    discounts: tuple[Discount, ...]
    abatimento_cents: int


def read(code: str, layout: str, written: list[bytes]) -> list[Read]:
    """Every boleto of a file, by the columns of the table and nothing else."""
    table = TABLE[f"{code}-{layout}"]
    found: list[dict[str, str]] = []
    for raw in written:
        line = raw.decode("ascii").removesuffix("\r\n")
        if layout == "CNAB400":
            kind = {"1": "detail", "7": "detail", "2": "multa", "5": "multa"}.get(line[0])
            starts = kind == "detail"
        else:
            kind = line[13] if line[7] == "3" else None
            starts = kind == "P"
        if kind:
            sliced = {name: line[start - 1 : end] for name, (start, end) in table[kind].items()}
            sliced = _of_safra(sliced) if code == "422" else sliced
            found[len(found) :] = [sliced] if starts else []
            found[-1] = sliced | found[-1]
    return [_read(code, layout, said) for said in found]


def _of_safra(said: dict[str, str]) -> dict[str, str]:
    """Where the first instruction is 16 a multa stands in the columns of the abatimento."""
    has_multa = said["instruction_1"] == "16"
    assert not has_multa or said["abatimento_cents"].endswith("000"), "after the multa come three zeros"
    absent = ("abatimento_cents",) if has_multa else ("multa_from", "multa_rate")
    return said | dict.fromkeys(absent, "0")


def asked_by_bank(boleto: Read, on: date) -> Fraction:
    """What the bank asks on a day, from the file alone."""
    left = Fraction(boleto.cents - boleto.abatimento_cents)
    if on <= calendar.effective_due_on(boleto.due_on):
        until = min(on, boleto.due_on)
        return left - next((one.cents for one in boleto.discounts if until <= one.until), 0)
    multa = boleto.multa if boleto.multa_from is None or on >= boleto.multa_from else 0
    counted = (on - boleto.juros_from).days + 1 if boleto.juros_from else (on - boleto.due_on).days
    return left + multa + boleto.juros_day * counted


def day_of(text: str) -> date | None:
    if not text.strip("0 "):
        return None
    year = int(text[4:]) if len(text) == 8 else 2000 + int(text[4:])
    return date(year, int(text[2:4]), int(text[:2]))


def _read(code: str, layout: str, said: dict[str, str]) -> Read:
    cents = int(said["cents"])
    return Read(
        said=said,
        due_on=day_of(said["due_on"]),
        cents=cents,
        juros_day=_juros(code, layout, said, cents),
        juros_from=day_of(said.get("juros_from", "")),
        multa=_multa(code, layout, said, cents),
        multa_from=day_of(said.get("multa_from", "")),
        discounts=tuple(_discounts(said)),
        abatimento_cents=int(said["abatimento_cents"]),
    )


def _juros(code: str, layout: str, said: dict[str, str], cents: int) -> Fraction:
    amount = Fraction(int(said["juros_day_cents"]), 1000 if (code, layout) == ("033", "CNAB240") else 1)
    if layout == "CNAB400":
        kind = said.get("juros_code", "0" if code == "041" else "1")
        by_month = Fraction(cents * int(said.get("juros_rate", "0")), 10_000 * 30)
        kinds = {"0": amount} if code == "041" else {"0": Fraction(0), "1": amount, "2": by_month}
        return kinds[kind]
    return {"1": amount, "2": cents * amount / 10_000 / 30, "0": Fraction(0), "3": Fraction(0)}[said["juros_code"]]


def _multa(code: str, layout: str, said: dict[str, str], cents: int) -> Fraction:
    """An amount, or a percent of two decimals (Banrisul: one)."""
    assert said.get("multa_code", "0") in MULTA_CODES
    if "multa_cents" in said and said.get("multa_code") == "1":
        return Fraction(int(said["multa_cents"]))
    rate = said.get("multa_rate") or said.get("multa_cents") or "0"
    if said.get("multa_code", "2" if "multa_rate" in said else "0") == "0":
        assert int(rate) == 0
        return Fraction(0)
    return Fraction(cents * int(rate), 1000 if code == "041" else 10_000)


def _discounts(said: dict[str, str]):
    for prefix in ("discount", "discount_2", "discount_3"):
        until, cents = day_of(said.get(f"{prefix}_until", "")), int(said.get(f"{prefix}_cents", "0").strip() or 0)
        assert (until is None) == (cents == 0), "a day without its amount, or an amount without its day"
        if until:
            assert said.get(f"{prefix}_code", "1") == "1"
            yield Discount(until, cents)
