"""The list of títulos: searched by document number, devedor or CPF/CNPJ, filtered, in keyset pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from adimple.domain import aging, cadastro, calendar
from adimple.domain.errors import Invalid
from adimple.store.page import PAGE_SIZE, Page, cut, decode
from adimple.store.reads import balances
from adimple.store.reads.balances import TituloSaldo
from adimple.store.scope import Scope

SUM_CEILING = 10_000
WIDE_SEARCH_CHARS = 2  # so few letters begin the names of many
STATES = ("abertos", "pausados", "pagos", "baixados", "todos")
_BUCKETS = {bucket.code: bucket for bucket in aging.BUCKETS}

HELD = """EXISTS (SELECT 1 FROM hold h WHERE h.devedor_id = t.devedor_id AND (h.titulo_id IS NULL OR h.titulo_id = t.id)
          AND h.lifted_at IS NULL AND h.starts_on <= %(on)s AND (h.until IS NULL OR h.until >= %(on)s))"""
_HELD_DEVEDORES = "SELECT g.devedor_id FROM hold g WHERE g.credor_id = ANY(%(credores)s) AND g.lifted_at IS NULL"
_OF_STATE = {
    "abertos": "t.closed_on IS NULL",
    "pausados": f"t.closed_on IS NULL AND t.devedor_id IN ({_HELD_DEVEDORES}) AND {HELD}",
    "pagos": "t.closed_reason = 'paid'",
    "baixados": "t.closed_reason = 'baixa'",
    "todos": "true",
}
# Open ones by due date, oldest first; the others newest first.
_BY_DUE = ("abertos", "pausados")


@dataclass(frozen=True, slots=True)
class TituloFilter:
    """`text`: the beginning of a number or of a name, or a whole CPF/CNPJ. `bucket`: a code of the ageing."""

    text: str = ""
    bucket: str = ""
    state: str = "abertos"

    def __post_init__(self) -> None:
        if self.bucket and self.bucket not in _BUCKETS:
            raise Invalid("faixa", "Esta faixa de atraso não existe. Escolha uma da lista.")
        if self.state not in STATES:
            raise Invalid("situacao", "Esta situação não existe. Escolha uma da lista.")


@dataclass(frozen=True, slots=True)
class TituloRow:
    """A título with whose it is, and whether something holds it today."""

    titulo: TituloSaldo
    devedor_id: int
    devedor_name: str
    document: str
    credor_name: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class TituloSum:
    """Of the whole filter, not of the page; up to SUM_CEILING títulos (`is_capped`: there are more)."""

    titulos: int
    principal_cents: int
    is_capped: bool


def list_titulos(scope: Scope, wanted: TituloFilter, on: date, cursor: str = "") -> Page[TituloRow]:
    """A page in order of due date (open) or newest first (the others)."""
    where, values = _where(scope, wanted, on)
    key = decode(cursor)
    if wanted.state in _BY_DUE:
        order, after = "t.due_on, t.id", "(t.due_on, t.id) > (%(after_due)s, %(after_id)s)"
    else:
        order, after = "t.id DESC", "t.id < %(after_id)s"
    if len(wanted.text) > WIDE_SEARCH_CHARS or wanted.state == "pausados":
        # Few match: sort them. Left alone, PostgreSQL walks every due date until it has met fifty of them.
        order = "t.due_on + 0, t.id + 0" if wanted.state in _BY_DUE else "t.id + 0 DESC"
    if key is not None:
        values |= _after(key)
        where = f"{where} AND {after}"
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT t.id, t.due_on, d.id, d.name, d.document, c.name, {HELD}
            FROM titulo t JOIN devedor d ON d.id = t.devedor_id JOIN credor c ON c.id = t.credor_id
            WHERE {where} ORDER BY {order} LIMIT {PAGE_SIZE + 1}
            """,
            values,
        )
        found = cut(run.fetchall(), key=lambda row: (row[1], row[0]))
    saldos = {titulo.id: titulo for titulo in balances.by_ids(scope, [row[0] for row in found.rows])}
    return Page([TituloRow(saldos[row[0]], *row[2:]) for row in found.rows], found.next_cursor)


def sum_titulos(scope: Scope, wanted: TituloFilter, on: date) -> TituloSum:
    """How many, and the principal left in them."""
    where, values = _where(scope, wanted, on)
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT count(*), COALESCE(sum(left_cents), 0)::bigint FROM (
                SELECT CASE WHEN t.closed_on IS NOT NULL THEN 0
                       ELSE COALESCE(i.principal_left_cents, t.principal_cents) END AS left_cents
                FROM titulo t JOIN devedor d ON d.id = t.devedor_id
                LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
                WHERE {where} LIMIT {SUM_CEILING + 1}
            ) counted
            """,
            values,
        )
        titulos, cents = run.fetchone()
    return TituloSum(min(titulos, SUM_CEILING), cents, titulos > SUM_CEILING)


def due_range(bucket: aging.Bucket, on: date) -> tuple[date, date]:
    """The due dates, both ends included, whose títulos are in `bucket` on `on`.

    A due date without bank service is in time until the next bank day, so the last days before `on` may not be late.
    """
    first_in_time = on
    while calendar.effective_due_on(first_in_time - timedelta(days=1)) >= on:
        first_in_time -= timedelta(days=1)
    if bucket.first_day is None:
        return first_in_time, date.max
    oldest = on - timedelta(days=bucket.last_day) if bucket.last_day is not None else date.min
    return oldest, min(on - timedelta(days=bucket.first_day), first_in_time - timedelta(days=1))


def prefix_end(text: str) -> str:
    """The first text after every one that begins with `text`, in code point order."""
    return text[:-1] + chr(ord(text[-1]) + 1)


def document_in(text: str) -> str:
    """The CPF or CNPJ that `text` is, normalised; "" when it is none."""
    reading = cadastro.read_document(text)
    return reading.normalised or "" if reading.valid else ""


def number_exists(scope: Scope, text: str) -> bool:
    """Whether a título's number begins so."""
    with connection.cursor() as run:
        run.execute(
            "SELECT EXISTS (SELECT 1 FROM titulo WHERE credor_id = ANY(%s) AND number >= %s AND number < %s)",
            [scope.credor_ids, text, prefix_end(text)],
        )
        return run.fetchone()[0]


def _where(scope: Scope, wanted: TituloFilter, on: date) -> tuple[str, dict]:
    """SQL over titulo t and devedor d; only our own words are written into it."""
    values: dict = {"credores": scope.credor_ids, "on": on}
    parts = ["t.credor_id = ANY(%(credores)s)", _OF_STATE[wanted.state]]
    if wanted.bucket:
        values["due_from"], values["due_to"] = due_range(_BUCKETS[wanted.bucket], on)
        parts.append("t.due_on BETWEEN %(due_from)s AND %(due_to)s")
    text = " ".join(wanted.text.split())
    if text:
        parts.append(_search(scope, text, values))
    return " AND ".join(parts), values


def _search(scope: Scope, text: str, values: dict) -> str:
    if document := document_in(text):
        values["document"] = document
        return "d.document = %(document)s AND d.credor_id = ANY(%(credores)s)"
    for number in dict.fromkeys((text, text.upper())):
        if number_exists(scope, number):
            values |= {"number": number, "number_end": prefix_end(number)}
            return "t.number >= %(number)s AND t.number < %(number_end)s"
    name = cadastro.fold_name(text)
    values |= {"name": name, "name_end": prefix_end(name)}
    return "d.credor_id = ANY(%(credores)s) AND d.name_key >= %(name)s AND d.name_key < %(name_end)s"


def _after(key: tuple) -> dict:
    """The values of a cursor of this list. Raises Invalid for another's."""
    try:
        due_on, titulo_id = key
        return {"after_due": date.fromisoformat(due_on), "after_id": int(titulo_id)}
    except (TypeError, ValueError) as error:
        raise Invalid("pagina", "Este endereço de página não é válido. Volte ao começo da lista.") from error
