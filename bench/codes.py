"""Bar codes and linhas digitáveis: how many of each bank one core makes in a second, and reads back."""

import time
from datetime import date, timedelta

from adimple import banks
from adimple.domain import boleto
from adimple.domain.bank import Convenio, Order

ON = date(2026, 11, 24)
BANK = "341"
CONVENIO = Convenio(agencia="0057", conta="12345", conta_dv="7", carteira="109")


def made_per_second(count: int) -> float:
    """nosso número, campo livre, bar code and line of a boleto, each with its own number, value and due date."""
    bank, began = banks.by_code()[BANK], time.process_time()
    for number in range(count):
        order = Order(f"{number:08d}", ON)
        one = bank.issue(CONVENIO, order, ON + timedelta(days=number % 900), 10_000 + number, on=ON)
        assert len(one.linha_digitavel) == 54
    return count / (time.process_time() - began)


def read_per_second(count: int) -> float:
    """From the 47 digits to the boleto, every check digit checked."""
    lines = []
    for number in range(count):
        due_on = ON + timedelta(days=number % 900)
        lines.append(boleto.line_of(boleto.encode(BANK, due_on, 10_000 + number, f"{number:025d}").barcode))
    began = time.process_time()
    for number, line in enumerate(lines):
        assert boleto.read(line, ON).cents == 10_000 + number
    return count / (time.process_time() - began)
