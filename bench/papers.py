"""Boletos as PDF: singly, and as carnês in one file; with and without the Pix QR. `python -m bench.papers`."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from adimple.banks.itau import BANK
from adimple.domain import pix
from adimple.domain.bank import Convenio, Order
from adimple.papers.boleto import Party, Slip, boleto_pdf
from adimple.papers.carne import carne_pdf

MADE_ON = date(2026, 11, 3)
DUE_ON = date(2026, 12, 10)
CONVENIO = Convenio(agencia="0057", conta="12345", carteira="109")
ROUNDS = 5


def slips(count: int, *, first: int, has_pix: bool) -> list[Slip]:
    """Each with a number of its own, so that nothing typeset before serves again."""
    return [_slip(number, has_pix=has_pix) for number in range(first, first + count)]


def singly(count: int, *, has_pix: bool, rounds: int = ROUNDS) -> float:
    """Boletos a second, a file each."""
    return _per_second(count, has_pix, rounds, lambda told: [boleto_pdf(slip, made_on=MADE_ON) for slip in told])


def in_one_file(count: int, *, has_pix: bool, rounds: int = ROUNDS) -> float:
    """Boletos a second in one carnê of `count`."""
    return _per_second(count, has_pix, rounds, lambda told: carne_pdf(told, name="Carnê", made_on=MADE_ON))


def _per_second(count: int, has_pix: bool, rounds: int, print_them: Callable[[Sequence[Slip]], object]) -> float:
    """The median, after one round that warms up."""
    rates = []
    for turn in range(rounds + 1):
        told = slips(count, first=1 + turn * count, has_pix=has_pix)
        started = time.perf_counter()
        print_them(told)
        rates.append(count / (time.perf_counter() - started))
    return statistics.median(rates[1:])


def _slip(number: int, *, has_pix: bool) -> Slip:
    order = Order(sequence=str(number), issued_on=MADE_ON)
    boleto = BANK.issue(CONVENIO, order, DUE_ON, 100_000 + number)
    slip = Slip(
        bank_name=BANK.name,
        bank_header=BANK.header,
        linha_digitavel=boleto.linha_digitavel,
        barcode=boleto.barcode,
        beneficiario=Party("Escola Exemplo Ltda.", "CNPJ 11.222.333/0001-81", "Rua das Acácias, 100, São Paulo/SP"),
        pagador=Party(f"Ana Exemplo {number}", "CPF 529.982.247-25", f"Avenida Brasil, {number}, Araçatuba/SP"),
        agencia_codigo="0057 / 12345-7",
        nosso_numero=BANK.nosso_numero(CONVENIO, order).printed,
        numero=f"NF-{number}",
        due_on="10/12/2026",
        amount="1.000,00",
        issued_on="03/11/2026",
        processed_on="03/11/2026",
        carteira="109",
        instrucoes=("Depois do vencimento, multa de 2%.", "Depois do vencimento, juros de 1% ao mês."),
        parcela=f"{number}",
    )
    return replace(slip, pix_code=_pix_code(number)) if has_pix else slip


def _pix_code(number: int) -> str:
    location = f"pix.exemplo.test/qr/v2/cobv/{number:032x}"
    return pix.dynamic_br_code(location=location, payee="ESCOLA EXEMPLO LTDA", city="SAO PAULO")


if __name__ == "__main__":
    for has_pix in (False, True):
        kind = "com Pix" if has_pix else "sem Pix"
        print(f"um a um, {kind}: {singly(100, has_pix=has_pix):.0f} boletos/s")
        print(f"carnê de 300, {kind}: {in_one_file(300, has_pix=has_pix):.0f} boletos/s")
