"""A synthetic portfolio made by the database itself: big, and the same every time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from adimple.domain.calendar import UFS
from adimple.domain.regua import document
from adimple.store import models

PROFILES = ("humano", "digital", "ativo", "preventivo", "pj")
DAYS = (-5, -2, 0, 2, 5, 9, 14, 20, 27, 35, 44, 55)
ON = date(2026, 3, 10)  # a Tuesday

_DEVEDORES = """
INSERT INTO devedor (credor_id, identity_key, person_key, person_number, document, name, name_key, kind, profile,
                     uf, city, cep, created_at)
SELECT %(credor)s, 'b' || n,
       ('x' || substr(md5(%(credor)s || '-' || n), 1, 16))::bit(64)::bigint & 9223372036854775807,
       n, '',
       'Devedor Exemplo ' || n, 'devedor exemplo ' || n, CASE WHEN n %% 10 = 0 THEN 'B2B' ELSE 'B2C' END,
       (%(profiles)s::text[])[1 + n %% %(profile_count)s], (%(ufs)s::text[])[1 + n %% 27], '', '', %(at)s
FROM generate_series(1::bigint, %(devedores)s) n
"""
_CONTACTS = """
INSERT INTO contact (credor_id, devedor_id, kind, value, phone_kind, source, created_at, wrong_reason)
SELECT credor_id, id, 'email', 'devedor' || id || '@exemplo.test', '', 'import', created_at, '' FROM devedor
WHERE credor_id = %(credor)s AND id %% 20 <> 0
UNION ALL
SELECT credor_id, id, 'phone', '+55119' || lpad((id %% 100000000)::text, 8, '0'), 'mobile', 'import', created_at, ''
FROM devedor WHERE credor_id = %(credor)s AND id %% 3 = 0
"""
_TITULOS = """
INSERT INTO titulo (credor_id, devedor_id, identity_key, identity_derived, number, parcela, description, especie,
                    due_on, principal_cents, nosso_numero, linha_digitavel, pix_copia_e_cola, link_pagamento, version,
                    created_at, closed_reason)
SELECT %(credor)s, d.first + n %% %(devedores)s, 'b' || n, false, 'B' || n, '', '', '',
       %(first_due)s::date + (n * 7919 %% %(window)s)::int, 1000 + n * 104729 %% 900000, '', '', '', '', 1, %(at)s, ''
FROM generate_series(1::bigint, %(titulos)s) n, (SELECT min(id) AS first FROM devedor WHERE credor_id = %(credor)s) d
"""
_HOLDS = """
INSERT INTO hold (credor_id, devedor_id, kind, placed_at, starts_on, reason, source, lifted_reason)
SELECT credor_id, id, (ARRAY['contestacao', 'ja_paguei', 'promise', 'lawyer'])[1 + id %% 4], %(at)s,
       %(on)s::date - 1, '', 'console', '' FROM devedor WHERE credor_id = %(credor)s AND id %% 50 = 0
"""
_OPTOUTS = """
INSERT INTO consent (credor_id, devedor_id, channel, granted, at, source)
SELECT credor_id, id, 'email', false, %(at)s, 'link' FROM devedor WHERE credor_id = %(credor)s AND id %% 40 = 0
"""

_STATEMENTS = (
    ("devedor", _DEVEDORES), ("contact", _CONTACTS), ("titulo", _TITULOS), ("hold", _HOLDS), ("consent", _OPTOUTS),
)  # fmt: skip
BARE_FROM = 1_000_000  # títulos; below it, what is dropped and made again costs more than it saves


def portfolio(*, titulos: int, devedores: int, at: datetime, slug: str = "bench", on: date = ON) -> models.Credor:
    """A released credor with no ceiling in the way, a régua of 5 profiles × 12 steps, and its portfolio as of `on`."""
    made = credor(slug)
    fill(made, titulos=titulos, devedores=devedores, at=at, on=on)
    return made


def credor(slug: str) -> models.Credor:
    """A released credor with its policy and its régua, without a portfolio."""
    at = datetime(2026, 1, 2, tzinfo=UTC)
    made = models.Credor.objects.create(
        slug=slug,
        name="Distribuidora Exemplo",
        document="11222333000181",
        address="Rua Exemplo, 100, São Paulo, SP",
        email="financeiro@exemplo.test",
        uf="SP",
        created_at=at,
        released_at=at,
        released_on=ON - timedelta(days=365),
        oldest_days_late=365,
        daily_ceiling=1_000_000,
    )
    models.EncargosPolicy.objects.create(
        credor=made,
        kind="B2C",
        effective_on=date(2020, 1, 1),
        multa_ppb=20_000_000,
        juros_ppb_month=10_000_000,
        created_at=at,
    )
    models.Regua.objects.create(
        credor=made, version=1, effective_on=date(2020, 1, 1), document=regua(), author="medida", created_at=at
    )
    return made


def fill(credor: models.Credor, *, titulos: int, devedores: int, at: datetime, on: date = ON) -> None:
    values = {
        "credor": credor.id, "titulos": titulos, "devedores": devedores, "at": at, "on": on, "profiles": list(PROFILES),
        "profile_count": len(PROFILES), "ufs": list(UFS), "first_due": on - timedelta(days=70), "window": 80,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for table, statement in _STATEMENTS:
            with _bare(cursor, table, is_worth=titulos >= BARE_FROM):
                cursor.execute(statement, values)
        cursor.execute("ANALYZE" if titulos < BARE_FROM else "VACUUM ANALYZE")


@contextmanager
def _bare(cursor, table: str, *, is_worth: bool) -> Iterator[None]:
    """The table without its indexes and foreign keys while it is filled: made at the end, they cost a third."""
    if not is_worth:
        yield
        return
    cursor.execute(
        """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = %s::regclass AND (contype = 'f' OR contype = 'u' AND NOT EXISTS (
            SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = pg_constraint.conindid))
        """,
        [table],
    )
    constraints = cursor.fetchall()
    for name, _ in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(
        """
        SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexname::regclass)
        """,
        [table],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    cursor.execute("SET maintenance_work_mem = '256MB'")
    for _, definition in indexes:
        cursor.execute(definition)
    for name, definition in constraints:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def regua() -> dict:
    """Five profiles of twelve steps each."""
    steps = [
        {
            "code": f"{profile}_{position}",
            "profile": profile,
            "day": day,
            "kind": "lembrete" if day < 0 else "aviso_atraso" if day else "aviso_vencimento",
            "channels": ["email", "whatsapp"],
            "template": "pf_lembrete" if day < 0 else "pf_aviso_5",
        }
        for profile in PROFILES
        for position, day in enumerate(DAYS)
    ]
    made = {"code": "bench", "name": "Régua de medida", "version": 1, "effective_on": "2020-01-01", "steps": steps}
    document.read_regua(made)
    return made
