"""The reader that holds our remessas against the calculator, itself tried: it sees every figure that is money or a day.

A remessa has no total that would tell (Itaú's and FEBRABAN's count títulos): what a test of a remessa proves is worth
as much as what its reader sees.
"""

from dataclasses import replace

import pytest

from tests.banks.remessas import TABLE, WRITABLE, entry, lines, read

MONEY = ("cents", "rate", "until", "due_on", "_from", "juros_code", "multa_code")
BLIND = {"juros_rate", "multa_rate"}  # Inter's, where the code beside them says an amount


def kind_of(layout: str, line: str) -> str | None:
    if layout == "CNAB400":
        return {"1": "detail", "7": "detail", "2": "multa", "5": "multa"}.get(line[0])
    return line[13] if line[7] == "3" else None


def told(code, layout, written):
    """All that is money or a day of the boletos; None where a file is not read."""
    try:
        return [replace(one, said={}) for one in read(code, layout, written)]
    except (AssertionError, KeyError, ValueError):
        return None


@pytest.mark.parametrize(("code", "layout"), WRITABLE)
def test_every_figure_of_money_changed_is_seen(code, layout):
    written = lines(code, layout, entry(abatimento_cents=0))
    whole = told(code, layout, written)
    table = TABLE[f"{code}-{layout}"]
    assert whole is not None
    unseen = set()
    for n, raw in enumerate(written):
        line = raw.decode()
        columns = table.get(kind_of(layout, line) or "", {})
        for name, (start, end) in columns.items():
            if not any(part in name for part in MONEY):
                continue
            for at in range(start - 1, end):
                if line[at].isdigit():
                    changed = line[:at] + str((int(line[at]) + 1) % 10) + line[at + 1 :]
                    if told(code, layout, [*written[:n], changed.encode(), *written[n + 1 :]]) == whole:
                        unseen.add(name)
    assert unseen <= BLIND
