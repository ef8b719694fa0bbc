"""Payments of a retorno that another file told before: the same told again, or perhaps a second one, equal in all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from adimple.domain.errors import NotFound
from adimple.domain.retorno import retelling
from adimple.domain.retorno.layout import MONEY_IN
from adimple.store.scope import Scope

_HEADER_BYTES = 400


@dataclass(frozen=True, slots=True)
class Before:
    """The file in which a receipt came first."""

    retorno_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Files:
    """What is known of whole files while one retorno is settled, batch by batch: each is asked once."""

    names: dict[int, str] = field(default_factory=dict)
    headers: dict[int, bytes] = field(default_factory=dict)
    retold: set[tuple[int, date | None]] = field(default_factory=set)


def perhaps_others(
    scope: Scope, retorno_id: int, incoming_of: Mapping[int, int], known: Files | None = None
) -> dict[int, Before]:
    """Of the lines (id → the receipt they would tell again), those that may be another payment; and of which file.

    `known`: what former batches of this retorno asked; more is put in. Raises NotFound.
    """
    known = known or Files()
    with connection.cursor() as cursor:
        cursor.execute("SELECT credor_id FROM retorno WHERE id = %s", [retorno_id])
        found = cursor.fetchone()
        if found is None or scope.role_over(found[0]) is None:
            raise NotFound
        cursor.execute(_FIRST, {"retorno": retorno_id, "lines": list(incoming_of), "receipts": [*incoming_of.values()]})
        rows = cursor.fetchall()
        _ask(cursor, retorno_id, {row[1] for row in rows}, known)
    return {
        line_id: Before(first_id, known.names[first_id])
        for line_id, first_id, day, was, raw in rows
        if not (
            retelling.is_same_line(json.loads(was), json.loads(raw))
            and (known.headers[first_id] == known.headers[retorno_id] or (first_id, day) in known.retold)
        )
    }


def _ask(cursor, retorno_id: int, files: set[int], known: Files) -> None:
    """Of the files that were not asked about yet."""
    new = sorted(files - known.names.keys())
    names, headers = _files(cursor, sorted({retorno_id, *new} - known.names.keys()))
    known.names.update(names)
    known.headers.update(headers)
    if new:
        known.retold.update(_days_told_again(cursor, retorno_id, new))


def _files(cursor, retorno_ids: list[int]) -> tuple[dict[int, str], dict[int, bytes]]:
    """The name of each, and its first line: two files of one header are one file, generated again."""
    cursor.execute(
        "SELECT r.id, p.name, substr(p.content, 1, %s) FROM retorno r JOIN raw_payload p ON p.id = r.raw_payload_id "
        "WHERE r.id = ANY(%s)",
        [_HEADER_BYTES, retorno_ids],
    )
    found = cursor.fetchall()
    return {row[0]: row[1] for row in found}, {row[0]: bytes(row[2]).split(b"\n", 1)[0] for row in found}


def _days_told_again(cursor, retorno_id: int, files: list[int]) -> set[tuple[int, date | None]]:
    """(file, day) of which this one tells every payment, where that is more than one."""
    cursor.execute(_DAYS, {"retorno": retorno_id, "files": files, "money": list(MONEY_IN)})
    return {(file_id, day) for file_id, day in cursor.fetchall()}


_FIRST = """
    SELECT DISTINCT ON (v.line) v.line, o.retorno_id, o.occurred_on, o.raw::text, n.raw::text
    FROM unnest(%(lines)s::bigint[], %(receipts)s::bigint[]) v(line, receipt)
    JOIN ocorrencia n ON n.id = v.line
    JOIN ocorrencia o ON o.incoming_id = v.receipt AND o.retorno_id <> %(retorno)s
    ORDER BY v.line, o.id
"""
_DAYS = """
    SELECT f.retorno_id, f.occurred_on FROM ocorrencia f
    LEFT JOIN (
        SELECT DISTINCT nosso_numero, code, occurred_on, paid_cents FROM ocorrencia
        WHERE retorno_id = %(retorno)s AND meaning = ANY(%(money)s)
    ) n ON n.nosso_numero = f.nosso_numero AND n.code = f.code AND n.paid_cents = f.paid_cents
       AND n.occurred_on IS NOT DISTINCT FROM f.occurred_on
    WHERE f.retorno_id = ANY(%(files)s) AND f.meaning = ANY(%(money)s)
    GROUP BY 1, 2 HAVING count(*) > 1 AND count(*) = count(n.nosso_numero)
"""
