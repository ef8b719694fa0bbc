"""The journal as a sheet: each event in words, with what it carries and who did it."""

import json
from collections.abc import Sequence
from datetime import date

from adimple.domain import event_kinds, phrases
from adimple.files.sheets import MOMENT, WHOLE, Column
from adimple.store.reads import audit as reads
from adimple.store.reads import sheets
from adimple.store.reads.audit import AuditFilter, AuditRow
from adimple.store.scope import Scope
from adimple.usecases.exported.listed import Listed, Rows, chosen, local


def columns(scope: Scope, on: date) -> Sequence[Column]:
    return [
        Column("Número", WHOLE, 12), Column("Quando", MOMENT, 19), Column("Quem fez", chars=28),
        Column("O que aconteceu", chars=64), Column("Tipo", chars=24), Column("Devedor", chars=32),
        Column("Título", chars=24), Column("Conta", chars=28), Column("Credor", chars=28), Column("Evento", chars=24),
        Column("Conteúdo", chars=48),
    ]  # fmt: skip


def rows(scope: Scope, wanted: AuditFilter, on: date) -> Rows:
    for page in sheets.every(lambda cursor: reads.list_events(scope, wanted, cursor, size=sheets.ROWS_A_PAGE)):
        for row in page:
            yield row.credor_id, _cells(row)


def _cells(row: AuditRow) -> list:
    content = json.dumps(row.payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return [
        row.id, local(row.at), row.actor, phrases.told(row.name, row.payload),
        event_kinds.KINDS[event_kinds.kind_of(row.name)], row.devedor_name, row.titulo_label, row.whose,
        row.credor_name, row.name, content,
    ]  # fmt: skip


def _codes(wanted: AuditFilter, on: date) -> tuple[str, ...]:
    return chosen(
        de=wanted.since.isoformat() if wanted.since else "", ate=wanted.until.isoformat() if wanted.until else "",
        tipo=wanted.kind, quem=bool(wanted.actor), busca=bool(wanted.text), codigo=bool(wanted.code),
    )  # fmt: skip


LIST = Listed("events", "Auditoria", columns, rows, _codes)
