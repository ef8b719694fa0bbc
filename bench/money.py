"""Measures of money that comes in, as rows of a table: codes, files of banks, papers, calls of a PSP, the ledger.

Beside pycobranca, on the same machine, where the sizes say which Python has it.
"""

import os
import platform
import statistics
from collections.abc import Callable
from datetime import UTC, datetime

from bench import document, told
from bench.sizes import WHOLE, Sizes
from bench.told import Row, count

ROUNDS = 5  # of a measure beside another's; of each the median
SMALL = 200_000  # lines of a retorno that a measure beside another's reads at most


def codes(sizes: Sizes) -> list[Row]:
    from bench import codes, pycobranca

    boletos = 50_000 if sizes.is_whole else 10_000
    made, read = codes.made_per_second(boletos), codes.read_per_second(boletos)
    rows = [
        told.at_least("Barras e linhas digitáveis feitas", made, "boletos/s", 20_000),
        told.at_least("Linhas digitáveis lidas e conferidas", read, "boletos/s", 20_000),
    ]
    if sizes.beside:
        other = pycobranca.per_second(sizes.beside, "codes", 20_000)
        rows.append(Row("pycobranca, barras e linhas feitas", f"{count(other)} boletos/s"))
    return rows


def retorno(sizes: Sizes) -> list[Row]:
    from bench import pycobranca, retorno

    lines, rows = min(sizes.titulos, WHOLE), []
    for kind in retorno.MAKERS:
        rate, mib = retorno.measured(kind, lines)
        rows.append(told.at_least(f"Retorno CNAB {kind}: {count(lines)} linhas", rate, "linhas/s", 50_000))
        rows.append(Row(f"Memória no pico, CNAB {kind}", f"{mib:.0f} MiB", "≤ 300 MiB", told.met(mib <= 300)))
        if sizes.beside:
            other = pycobranca.per_second(sizes.beside, f"retorno-{kind}", min(lines, SMALL))
            rows.append(_other(f"retorno CNAB {kind}", other, rate, "linhas/s"))
    return rows


def remessa(sizes: Sizes) -> list[Row]:
    from bench import pycobranca, remessa

    boletos, rows = 20_000 if sizes.is_whole else 1_000, []
    for kind in remessa.BANKS:
        rates, others = [], []
        for _ in range(ROUNDS if sizes.beside else 1):  # one after the other: a busy moment is of both
            rates.append(remessa.measured(kind, boletos))
            if sizes.beside:
                others.append(pycobranca.per_second(sizes.beside, f"remessa-{kind}", min(boletos, 5_000)))
        rate = statistics.median(rates)
        name = f"Remessa CNAB {kind}, {count(boletos)} boletos com multa, juros e desconto"
        rows.append(Row(name, f"{count(rate)} boletos/s"))
        if others:
            rows.append(_other(f"remessa CNAB {kind}", statistics.median(others), rate, "boletos/s"))
    return rows


def intake(sizes: Sizes) -> list[Row]:
    from bench import intake

    name = f"Aplicar ao razão um retorno de {count(sizes.rows)} pagamentos"
    return [told.at_least(name, intake.measured(sizes.rows), "pagamentos/s", 5_000)]


def papers(sizes: Sizes) -> list[Row]:
    from bench import papers, pycobranca

    rows = []
    for has_pix in (False, True):
        kind = "com Pix" if has_pix else "sem Pix"
        rounds = papers.ROUNDS if sizes.is_whole else 1
        single = papers.singly(100, has_pix=has_pix, rounds=rounds)
        whole = papers.in_one_file(300, has_pix=has_pix, rounds=rounds)
        rows.append(told.at_least(f"Boletos em PDF, um a um, {kind}", single, "boletos/s", 60))
        rows.append(told.at_least(f"Carnê de 300, {kind}", whole, "boletos/s", 300))
        if sizes.beside and not has_pix:
            other = pycobranca.per_second(sizes.beside, "pdf", 60)
            rows.append(Row("pycobranca, boletos em PDF (não PDF/A), um a um", f"{count(other)} boletos/s"))
    return rows


def online(sizes: Sizes) -> list[Row]:
    """What the server answers: calls of a PSP, and the page of a link."""
    from bench import link, serving, webhook

    pix, seconds = (1_000, 30) if sizes.is_whole else (120, 1.0)
    with serving.running() as port:
        kept, taken = webhook.measured(port, pix)
        lines = link.measured(port, sizes.titulos, seconds)
    name = f"Avisos de Pix recebidos: {count(pix)} Pix, cada um três vezes, fora de ordem, 16 conexões"
    rows = [
        told.at_least(name, kept, "avisos/s", 300),
        told.at_least("Os mesmos Pix, confirmados no PSP e postos no razão", taken, "Pix/s", 300),
    ]
    for line in lines:
        page = f"Página do devedor, {count(sizes.titulos)} títulos, {link.PEOPLE} pessoas, {line.page}"
        value = f"p95 {line.p95:.0f} ms (p50 {line.p50:.0f}, p99 {line.p99:.0f})"
        result = told.met(line.is_met) if sizes.is_whole else ""
        rows.append(Row(page, value, f"p95 ≤ {line.target} ms com 1 milhão", result))
    return rows


MEASURES: dict[str, Callable[[Sizes], list[Row]]] = {
    "codes": codes,
    "retorno": retorno,
    "remessa": remessa,
    "intake": intake,
    "papers": papers,
    "online": online,
}


def markdown(rows: list[Row]) -> str:
    on = datetime.now(UTC).date()
    text = [
        document.MONEY,
        "",
        f"Em {on:%d/%m/%Y}, {os.cpu_count()} núcleos ({platform.machine()}), PostgreSQL embarcado com fsync ligado,",
        f"Python {platform.python_version()}. Quem faz o pedido, o servidor e o PostgreSQL dividem os mesmos núcleos.",
        "Repita com `make bench`; com `BESIDE=/outro/ambiente/bin/python`, ao lado do pycobranca que houver lá.",
        "",
        *told.markdown(rows),
    ]
    return "\n".join(text)


def _other(what: str, other: float, ours: float, unit: str) -> Row:
    times = f"{ours / other:.1f}".replace(".", ",")
    return Row(f"pycobranca, {what}", f"{count(other)} {unit}", f"≥ 1× (aqui {times}×)", told.met(other <= ours))
