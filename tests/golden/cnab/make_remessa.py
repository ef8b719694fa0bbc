"""Writes the remessas of this folder: `python -m tests.golden.cnab.make_remessa`. Look at the change.

Two boletos of «ESCOLA EXEMPLO», each figure held by `tests/banks/test_remessa.py` against the calculator:

    1  R$  1.234,50, Thursday 10/12/2026   multa 24,69   juros 0,41 a day   until 07/12 less 61,73 (61,725)
    2  R$ 30.000,00, Sunday   13/12/2026   multa 600,00  juros 10,00 a day  until 08/12 less 1.500,00
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.banks import remessas

HERE = Path(__file__).parent


def content(code: str, layout: str) -> bytes:
    first = remessas.entry()
    second = remessas.entry(
        order=replace(first.order, sequence="124"),
        cents=30_000_00,
        due_on=date(2026, 12, 13),
        pay_until=date(2027, 2, 11),
    )
    return b"".join(remessas.lines(code, layout, first, second))


if __name__ == "__main__":
    for code, layout in remessas.WRITABLE:
        (HERE / f"{code}-{layout[-3:]}.REM").write_bytes(content(code, layout))
