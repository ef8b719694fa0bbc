"""A spreadsheet of many títulos through the same use-case as a person's: the first time, and once more."""

import io
import random
import time

from adimple.cli import boot
from adimple.store import models
from adimple.usecases import import_titulos
from bench import people, seed


def rows_per_second(rows: int) -> tuple[float, float]:
    """(first time, nothing changed), rows a second from bytes to committed."""
    credor = seed.credor("importacao")
    content = sheet(rows)
    command = import_titulos.ImportFile(credor_id=credor.id, name="titulos.csv", content=content)
    first, told = _timed(command)
    assert (told.counts.accepted, told.counts.rejected) == (rows, 0), told.counts
    again, told = _timed(command)
    assert (told.counts.accepted, told.counts.unchanged) == (0, rows), told.counts
    assert models.Titulo.objects.filter(credor=credor).count() == rows
    return rows / first, rows / again


def sheet(rows: int) -> bytes:
    """A CSV as an ERP writes it: one devedor for every three títulos."""
    draw = random.Random(7)
    text = io.StringIO()
    text.write("Número do documento;Parcela;Cliente;CPF/CNPJ;E-mail;Celular;UF;Vencimento;Valor\n")
    for number in range(rows):
        person = number // 3
        cents = draw.randrange(5_000, 300_000)
        text.write(
            f"NF-{number:07d};1;Cliente Exemplo {person};{people.cpf(person)};cliente{person}@exemplo.test;"
            f"(11) 9{person % 100_000_000:08d};SP;{1 + number % 28:02d}/{1 + number % 12:02d}/2026;"
            f"{cents // 100},{cents % 100:02d}\n"
        )
    return text.getvalue().encode("cp1252")


def _timed(command: import_titulos.ImportFile) -> tuple[float, import_titulos.Imported]:
    started = time.perf_counter()
    told = import_titulos.import_titulos(boot.context(), command)
    return time.perf_counter() - started, told
