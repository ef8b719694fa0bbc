"""Writing a remessa: boletos a second of processor time.

Each measure is a process of its own: `python -m bench.remessa 400 10000`.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).parent
BANKS = {"400": ("341", "CNAB400"), "240": ("001", "CNAB240")}
CENTS = 1_234_50


def ours(kind: str, boletos: int) -> float:
    """Seconds of processor time; of each boleto its payer, its multa, its juros by the day and its discount."""
    from tests.banks import remessas

    entries, (bank, layout) = list(_entries(boletos)), BANKS[kind]
    started = time.process_time()
    remessas.lines(bank, layout, *entries)
    return time.process_time() - started


def _entries(boletos: int) -> Iterator:
    from tests.banks import remessas

    one = remessas.entry()
    person = replace(one.pagador, document="39053344705", cep="01001000")
    for number in range(1, boletos + 1):
        yield replace(
            one,
            order=replace(one.order, sequence=str(number)),
            pagador=replace(person, name=f"Ana Exemplo {number}", address=f"Rua das Flores, {number}"),
            cents=CENTS + number,
            seu_numero=f"NF{number}",
            control=f"C{number}",
        )


def measured(kind: str, boletos: int) -> float:
    """Boletos a second."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.remessa", kind, str(boletos)], capture_output=True, text=True, check=True,
        cwd=HERE.parent,
    )  # fmt: skip
    return boletos / float(told.stdout)


if __name__ == "__main__":
    print(ours(sys.argv[1], int(sys.argv[2])))
