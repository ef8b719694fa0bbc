"""Auditoria: every event a person may see, the newest first; those of no credor for whom they concern."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from adimple.domain import event_kinds
from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.reads.listing import OF_DEVEDOR, search
from adimple.store.scope import Scope

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MOST_DEVEDORES = 1_000  # of one search
MOST_ACTORS = 300
MOST_OF_HASH = 1_000
_HASH_CHARS = 64
_ID_CHARS = 18


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """`kind`: a code of `event_kinds.KINDS`. `text`: of a devedor, as in the lists. `code`: an event's number or a
    SHA-256. Days are São Paulo's, both ends included.
    """

    since: date | None = None
    until: date | None = None
    kind: str = ""
    actor: str = ""
    text: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        if self.kind and self.kind not in event_kinds.KINDS:
            raise Invalid("tipo", "Este tipo de evento não existe. Escolha um da lista.")
        if self.code and not (_is_hash(self.code) or _is_id(self.code)):
            raise Invalid("codigo", "Escreva o número do evento, ou o SHA-256 inteiro, com 64 letras e números.")
        if self.since and self.until and self.since > self.until:
            raise Invalid("ate", "O fim do período vem antes do começo. Troque as datas.")

    @property
    def names(self) -> list[str]:
        return event_kinds.names_of(self.kind)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An event with the names of whom and what it is about. `whose`: of an account, its e-mail.

    `credor_id` None: of nobody's in particular, an access or the installation.
    """

    id: int
    at: datetime
    name: str
    actor: str
    payload: dict[str, Any]
    credor_id: int | None
    credor_slug: str
    credor_name: str
    devedor_id: int | None
    devedor_name: str
    titulo_id: int | None
    titulo_label: str
    whose: str


_NAMED = """
    SELECT e.id, e.at, e.name, e.actor, e.payload, e.credor_id, COALESCE(c.slug, ''), COALESCE(c.name, ''),
           e.devedor_id, COALESCE(d.name, ''), e.titulo_id,
           COALESCE(NULLIF(t.description, ''), concat_ws('/', NULLIF(t.number, ''), NULLIF(t.parcela, ''))),
           COALESCE(a.email, '')
    FROM ({}) e
    LEFT JOIN credor c ON c.id = e.credor_id LEFT JOIN devedor d ON d.id = e.devedor_id
    LEFT JOIN titulo t ON t.id = e.titulo_id
    LEFT JOIN account a ON a.id = (CASE WHEN jsonb_typeof(e.payload->'account_id') = 'number'
                                   THEN e.payload->>'account_id' END)::bigint
    ORDER BY e.at DESC, e.id DESC
"""
# An event without credor is of an account, and seen by those who look after it, or of the installation, the owners'.
_OF_NO_CREDOR = """
    CASE WHEN jsonb_typeof(e.payload->'account_id') = 'number'
         THEN (e.payload->>'account_id')::bigint = ANY(%(accounts)s) ELSE %(is_owner)s END
"""


def list_events(scope: Scope, wanted: AuditFilter, cursor: str = "", *, size: int = PAGE_SIZE) -> Page[AuditRow]:
    """Newest first. Raises Invalid where a search names more devedores than one can read."""
    values = _values(scope, wanted)
    rest = _conditions(wanted, values)
    if key := after(cursor, at=datetime.fromisoformat, id=int):
        values |= key
        rest += " AND (e.at, e.id) < (%(after_at)s, %(after_id)s)"
    order = f"ORDER BY e.at DESC, e.id DESC LIMIT {size + 1}"
    of_credores = f"""
        SELECT e.* FROM unnest(%(credores)s::bigint[]) own(id) {_each_name(wanted)}
        CROSS JOIN LATERAL (SELECT e.* FROM event e WHERE e.credor_id = own.id {_of_name(wanted)} {rest} {order}) e
    """
    of_none = f"""
        SELECT e.* FROM (SELECT e.* FROM event e WHERE e.credor_id IS NULL AND {_OF_NO_CREDOR}
                         {_of_names(wanted)} {rest} {order}) e
    """
    parts = of_credores if wanted.text else f"{of_credores} UNION ALL {of_none}"
    with connection.cursor() as run:
        run.execute(_NAMED.format(f"SELECT * FROM ({parts}) e {order}"), values)
        rows = [_row(found) for found in run.fetchall()]
    return cut(rows, key=lambda row: (row.at.isoformat(), row.id), size=size)


def get_event(scope: Scope, event_id: int) -> AuditRow:
    """Raises NotFound."""
    sql = f"""
        SELECT e.* FROM event e WHERE e.id = %(event)s
        AND (e.credor_id = ANY(%(credores)s) OR e.credor_id IS NULL AND {_OF_NO_CREDOR})
    """
    with connection.cursor() as run:
        run.execute(_NAMED.format(sql), _values(scope, AuditFilter()) | {"event": event_id})
        found = run.fetchone()
    if found is None:
        raise NotFound
    return _row(found)


def list_actors(scope: Scope) -> list[str]:
    """Who ever did something in these credores, in order: read by jumps over an index, however long the journal."""
    jumps = """
        WITH RECURSIVE jump AS (
            (SELECT min(actor) AS actor FROM event WHERE credor_id = %(credor)s)
            UNION ALL
            SELECT (SELECT min(e.actor) FROM event e WHERE e.credor_id = %(credor)s AND e.actor > jump.actor)
            FROM jump WHERE jump.actor IS NOT NULL
        ) SELECT actor FROM jump WHERE actor IS NOT NULL LIMIT %(most)s
    """
    found: set[str] = set()
    with connection.cursor() as run:
        for credor_id in scope.credor_ids:
            run.execute(jumps, {"credor": credor_id, "most": MOST_ACTORS})
            found |= {row[0] for row in run.fetchall()}
    return sorted(found)[:MOST_ACTORS]


def _values(scope: Scope, wanted: AuditFilter) -> dict[str, Any]:
    accounts = models.Membership.objects.filter(credor_id__in=scope.credor_ids).values_list("account_id", flat=True)
    values: dict[str, Any] = {
        "credores": scope.credor_ids,
        "accounts": sorted(set(accounts)),
        "is_owner": "owner" in scope.roles.values(),
        "names": wanted.names,
    }
    if wanted.text:
        values["devedores"] = _devedores(scope, wanted.text)
    return values


def _conditions(wanted: AuditFilter, values: dict[str, Any]) -> str:
    """SQL over event e, without its credor and its kind; only our own words are written into it."""
    where = ""
    if wanted.since:
        values["since"] = _midnight(wanted.since)
        where += " AND e.at >= %(since)s"
    if wanted.until:
        values["until"] = _midnight(wanted.until + timedelta(days=1))
        where += " AND e.at < %(until)s"
    if wanted.actor:
        values["actor"] = wanted.actor
        where += " AND e.actor = %(actor)s"
    if wanted.text:
        where += " AND e.devedor_id = ANY(%(devedores)s)"
    if wanted.code:
        values["ids"] = _with_hash(wanted.code.lower()) if _is_hash(wanted.code) else [int(wanted.code)]
        where += " AND e.id = ANY(%(ids)s)"
    return where


def _each_name(wanted: AuditFilter) -> str:
    """One look into the index for each kind of event, where kinds alone choose; else they only filter."""
    return "CROSS JOIN unnest(%(names)s::text[]) told(name)" if _goes_by_name(wanted) else ""


def _of_name(wanted: AuditFilter) -> str:
    return "AND e.name = told.name" if _goes_by_name(wanted) else _of_names(wanted)


def _of_names(wanted: AuditFilter) -> str:
    return "AND e.name = ANY(%(names)s)" if wanted.kind else ""


def _goes_by_name(wanted: AuditFilter) -> bool:
    return bool(wanted.kind) and not (wanted.actor or wanted.text or wanted.code)


def _devedores(scope: Scope, text: str) -> list[int]:
    found_by, values = search(scope, text)
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT d.id FROM devedor d WHERE d.credor_id = ANY(%(credores)s) AND {OF_DEVEDOR[found_by]} LIMIT %(most)s
            """,
            values | {"credores": scope.credor_ids, "most": MOST_DEVEDORES + 1},
        )
        ids = [row[0] for row in run.fetchall()]
    if len(ids) > MOST_DEVEDORES:
        raise Invalid("q", "Mais de 1.000 devedores começam assim. Escreva mais do nome, ou o CPF ou CNPJ inteiro.")
    return ids


def _with_hash(sha256: str) -> list[int]:
    """The newest events, of whomever, that carry a hash: asked first, for the index on it orders nothing."""
    sql = "SELECT id FROM event WHERE payload ? 'sha256' AND payload->>'sha256' = %s ORDER BY id DESC LIMIT %s"
    with connection.cursor() as run:
        run.execute(sql, [sha256, MOST_OF_HASH])
        return [row[0] for row in run.fetchall()]


def _row(found: Iterable[Any]) -> AuditRow:
    event_id, at, name, actor, payload, *rest = found
    told = payload if isinstance(payload, dict) else json.loads(payload)
    return AuditRow(event_id, at, name, actor, told, *rest)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), SAO_PAULO)


def _is_hash(code: str) -> bool:
    return len(code) == _HASH_CHARS and all(char in "0123456789abcdef" for char in code.lower())


def _is_id(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) <= _ID_CHARS
