"""Retornos: the files of banks, one with its lines, and what in it a person must look at."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from adimple.domain.errors import Invalid, NotFound
from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.reads import import_files
from adimple.store.reads.import_files import JobRow
from adimple.store.scope import Scope

LINES_A_PAGE = 100
# What of a file is shown: all, what a person must look at, what was paid.
LINE_KINDS = {"todas": "true", "conferir": "o.meaning = 'review'", "pagas": "o.incoming_id IS NOT NULL"}


@dataclass(frozen=True, slots=True)
class RetornoRow:
    """`left`: lines not understood that nobody looked at. `holds`: (line, phrase) of what the file contradicts."""

    id: int
    credor_id: int
    credor_name: str
    name: str
    convenio_label: str
    bank_code: str
    layout: str
    generated_on: date | None
    lines: int
    details: int
    paid_cents: int
    reviews: int
    remarks: int
    holds: list[dict[str, Any]]
    released_at: datetime | None
    released_by: str
    discarded_at: datetime | None
    received_at: datetime
    actor: str
    left: int
    raw_payload_id: int

    @property
    def waits(self) -> bool:
        return self.released_at is None and self.discarded_at is None


@dataclass(frozen=True, slots=True)
class LineRow:
    id: int
    line: int
    code: str
    name: str
    meaning: str
    nosso_numero: str
    seu_numero: str
    occurred_on: date | None
    paid_cents: int
    motivos: list[dict[str, str]]
    remarks: list[dict[str, str]]
    raw: list[str]
    incoming_id: int | None
    incoming_state: str
    incoming_why: str
    titulo_id: int | None
    looked_at: datetime | None
    looked_by: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """A file kept that nobody could read, or that asks something of a person."""

    id: int
    credor_id: int
    credor_name: str
    source: str
    name: str
    received_at: datetime
    actor: str
    is_refused: bool
    phrase: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A retorno that was kept. `retorno_id`: as it was read; `phrase`: why it was not. `job`: of one left for later."""

    id: int
    credor_id: int
    credor_name: str
    name: str
    received_at: datetime
    phrase: str
    retorno_id: int | None
    job: JobRow | None

    @property
    def why(self) -> str:
        """Why it did not enter; "" while nobody tried."""
        return self.phrase or (self.job.phrase if self.job else "")


_COLUMNS = """
    SELECT r.id, r.credor_id, c.name, p.name, COALESCE(k.label, ''), r.bank_code, r.layout, r.generated_on, r.lines,
           r.details, r.paid_cents, r.reviews, r.remarks, r.holds::text, r.released_at, r.released_by, r.discarded_at,
           p.received_at, p.actor,
           (SELECT count(*) FROM ocorrencia o
            WHERE o.retorno_id = r.id AND o.meaning = 'review' AND o.looked_at IS NULL), r.raw_payload_id
    FROM retorno r JOIN raw_payload p ON p.id = r.raw_payload_id JOIN credor c ON c.id = r.credor_id
    LEFT JOIN convenio k ON k.id = r.convenio_id
"""


def list_retornos(scope: Scope, cursor: str = "", *, size: int = PAGE_SIZE) -> Page[RetornoRow]:
    """Newest first."""
    values: dict[str, Any] = {"credores": scope.credor_ids, **after(cursor, id=int)}
    older = "AND r.id < %(after_id)s" if "after_id" in values else ""
    with connection.cursor() as run:
        run.execute(
            f"{_COLUMNS} WHERE r.credor_id = ANY(%(credores)s) {older} ORDER BY r.id DESC LIMIT {size + 1}", values
        )
        rows = [_row(found) for found in run.fetchall()]
    return cut(rows, key=lambda row: (row.id,), size=size)


def get_retorno(scope: Scope, retorno_id: int) -> RetornoRow:
    """Raises NotFound."""
    with connection.cursor() as run:
        run.execute(f"{_COLUMNS} WHERE r.id = %s AND r.credor_id = ANY(%s)", [retorno_id, scope.credor_ids])
        found = run.fetchone()
    if found is None:
        raise NotFound
    return _row(found)


def list_lines(scope: Scope, retorno_id: int, kind: str = "todas", cursor: str = "") -> Page[LineRow]:
    """In the order of the file. Raises Invalid and NotFound."""
    if kind not in LINE_KINDS:
        raise Invalid("linhas", "Esta parte do arquivo não existe. Escolha uma da lista.")
    get_retorno(scope, retorno_id)
    values: dict[str, Any] = {"retorno": retorno_id, "credores": scope.credor_ids, **after(cursor, line=int)}
    later = "AND o.line > %(after_line)s" if "after_line" in values else ""
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT o.id, o.line, o.code, o.name, o.meaning, o.nosso_numero, o.seu_numero, o.occurred_on, o.paid_cents,
                   o.motivos::text, o.remarks::text, o.raw::text, i.id, COALESCE(i.state, ''), COALESCE(i.why, ''),
                   b.titulo_id, o.looked_at, o.looked_by
            FROM ocorrencia o LEFT JOIN incoming i ON i.id = o.incoming_id LEFT JOIN boleto b ON b.id = o.boleto_id
            WHERE o.retorno_id = %(retorno)s AND o.credor_id = ANY(%(credores)s) AND {LINE_KINDS[kind]} {later}
            ORDER BY o.line LIMIT {LINES_A_PAGE + 1}
            """,
            values,
        )
        rows = [_line(found) for found in run.fetchall()]
    return cut(rows, key=lambda row: (row.line,), size=LINES_A_PAGE)


def get_kept(scope: Scope, raw_payload_id: int) -> KeptRow:
    """Raises NotFound."""
    with connection.cursor() as run:
        run.execute(f"{_KEPT} AND p.id = %s", [scope.credor_ids, raw_payload_id])
        found = run.fetchone()
    if found is None:
        raise NotFound
    return KeptRow(*(*found, import_files.jobs_of([raw_payload_id]).get(raw_payload_id)))


def list_worked(scope: Scope) -> list[KeptRow]:
    """Those that wait for the worker, or are being read, in the order they were sent."""
    live = "SELECT raw_payload_id FROM job WHERE state IN ('queued', 'running') AND raw_payload_id IS NOT NULL"
    with connection.cursor() as run:
        run.execute(f"{_KEPT} AND p.id IN ({live}) ORDER BY p.id LIMIT 20", [scope.credor_ids])
        rows = run.fetchall()
    jobs = import_files.jobs_of([row[0] for row in rows])
    return [KeptRow(*(*row, jobs.get(row[0]))) for row in rows]


_KEPT = """
    SELECT p.id, p.credor_id, c.name, p.name, p.received_at, p.phrase, r.id
    FROM raw_payload p JOIN credor c ON c.id = p.credor_id LEFT JOIN retorno r ON r.raw_payload_id = p.id
    WHERE p.credor_id = ANY(%s) AND p.source = 'retorno'
"""


def list_kept(scope: Scope) -> list[RawRow]:
    """The last files kept that did not enter, newest first."""
    with connection.cursor() as run:
        run.execute(
            """
            SELECT p.id, p.credor_id, c.name, p.source, p.name, p.received_at, p.actor, p.done_at IS NOT NULL, p.phrase
            FROM raw_payload p JOIN credor c ON c.id = p.credor_id
            WHERE p.credor_id = ANY(%s) AND p.source IN ('retorno', 'ofx') AND p.phrase <> ''
              AND NOT EXISTS (SELECT 1 FROM retorno r WHERE r.raw_payload_id = p.id)
            ORDER BY p.id DESC LIMIT 10
            """,
            [scope.credor_ids],
        )
        return [RawRow(*found) for found in run.fetchall()]


def _row(found: tuple) -> RetornoRow:
    return RetornoRow(*(*found[:13], _read(found[13]), *found[14:]))


def _line(found: tuple) -> LineRow:
    return LineRow(*found[:9], *map(_read, found[9:12]), *found[12:])


def _read(text: str) -> Any:
    return json.loads(text)
