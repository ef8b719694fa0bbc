"""A retorno applied to the ledger: payments a second, each of a boleto of its own, on one core.

`python -m bench.intake LINES`, over a PostgreSQL of its own; `measured` is the same for `python -m bench`.
"""

import os
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
PAID_ON, DUE_ON = date(2026, 11, 20), date(2026, 11, 10)
TERMS = {"agencia": "1234", "conta": "56789", "conta_dv": "0", "carteira": "109"}


def measured(lines: int) -> float:
    """Payments a second, from the file to the last row of the ledger. Django is ready."""
    from adimple.store import models
    from adimple.store.scope import Scope
    from adimple.usecases.context import Actor, Context
    from adimple.usecases.take_retorno import receive_retorno

    credor_id = portfolio(lines, DUE_ON)
    _boletos(credor_id)
    ctx = Context(Actor("bench"), Scope({credor_id: "owner"}), NOW)
    content = _content(lines)
    started = time.perf_counter()
    taken = receive_retorno(ctx, credor_id, "bench.RET", content)
    seconds = time.perf_counter() - started
    assert taken.settled is not None, models.Retorno.objects.get(id=taken.retorno_id).holds
    assert (taken.settled.matched, taken.settled.waiting) == (lines, 0), taken.settled
    assert models.Titulo.objects.filter(credor_id=credor_id, closed_on=PAID_ON).count() == lines
    return lines / seconds


def portfolio(lines: int, due_on: date) -> int:
    """A credor with so many open títulos, two a devedor; its id."""
    from django.db import connection

    from adimple.store import models

    number = models.Credor.objects.count() + 1
    credor = models.Credor.objects.create(
        slug=f"bench-{number}", name="Credor Exemplo", document="11222333000181", address="Rua do Modelo, 1",
        email="bench@exemplo.test", created_at=NOW,
    )  # fmt: skip
    models.EncargosPolicy.objects.create(
        credor=credor, kind="B2C", effective_on=date(2020, 1, 1), multa_ppb=20_000_000, juros_ppb_month=10_000_000,
        created_at=NOW,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DEVEDORES, {"credor": credor.id, "count": lines // 2 + 1, "now": NOW})
        cursor.execute(_TITULOS, {"credor": credor.id, "count": lines, "now": NOW, "due_on": due_on})
        cursor.execute("ANALYZE devedor, titulo")
    return credor.id


def _boletos(credor_id: int) -> None:
    """Of each título one, registered."""
    from django.db import connection

    from adimple.store import models

    convenio = models.Convenio.objects.create(
        credor_id=credor_id, bank_code="341", label="Itaú", layout="CNAB400", terms=TERMS, terms_key="0" * 64,
        created_at=NOW,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BOLETOS, {"credor": credor_id, "convenio": convenio.id, "now": NOW})
        cursor.execute("ANALYZE boleto")


_DEVEDORES = """
    INSERT INTO devedor (credor_id, identity_key, person_key, person_number, document, name, name_key, kind,
                         profile, uf, city, cep, created_at)
    SELECT %(credor)s, 'bench-' || n, n, n, '', 'Ana Exemplo ' || n, 'ana exemplo ' || n,
           'B2C', 'pf', 'SP', '', '', %(now)s FROM generate_series(1, %(count)s) n
"""
_TITULOS = """
    INSERT INTO titulo (credor_id, devedor_id, identity_key, identity_derived, number, parcela, description, especie,
                        due_on, principal_cents, linha_digitavel, pix_copia_e_cola, link_pagamento, version, created_at,
                        closed_reason)
    SELECT %(credor)s, d.id, 'n:B' || n, false, 'B' || n, '', '', '', %(due_on)s, 85000, '', '', '', 1, %(now)s, ''
    FROM generate_series(1, %(count)s) n JOIN devedor d
      ON d.credor_id = %(credor)s AND d.identity_key = 'bench-' || ((n + 1) / 2)
"""
_BOLETOS = """
    INSERT INTO boleto (credor_id, convenio_id, titulo_id, sequence, nosso_numero, printed_number, barcode,
                        linha_digitavel, cents, due_on, pay_until, issued_on, policy, pagador, state, created_at,
                        changed_at)
    SELECT %(credor)s, %(convenio)s, id, substr(number, 2)::bigint, lpad(substr(number, 2), 8, '0'), '',
           repeat('0', 44), repeat('0', 47), principal_cents, due_on, '2026-12-30', '2026-10-01',
           '{}', '{}', 'registered', %(now)s, %(now)s FROM titulo WHERE credor_id = %(credor)s
"""


def _content(lines: int) -> bytes:
    """An Itaú retorno, each line a boleto paid on 20/11 with 19,83 of encargos."""
    from tests.usecases.money_in import retorno_400

    return retorno_400(*(("06", f"{number:08d}", 850_00, 869_83, PAID_ON) for number in range(1, lines + 1)))


if __name__ == "__main__":
    from adimple.cli import boot

    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("ADIMPLE_DATA", str(Path(folder)))
        boot.ready()
        print(f"{measured(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000):.0f} pagamentos/s")
