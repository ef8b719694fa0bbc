"""Conciliação: receipts of money, those that wait first of all; one with all it says of itself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from adimple.domain import incoming
from adimple.domain.errors import Invalid, NotFound
from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.scope import Scope

MAX_WHY_CHARS = 300
STATES = (*incoming.STATES,)


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """A receipt. `left_cents`: what the source did not take back. `raw_name`: of the file it came in."""

    id: int
    credor_id: int
    credor_name: str
    source: str
    cents: int
    returned_cents: int
    paid_on: date
    credit_on: date | None
    payer_name: str
    payer_document: str
    reference: str
    state: str
    why: str
    payment_id: int | None
    boleto_id: int | None
    account_label: str
    received_at: datetime
    settled_at: datetime | None
    settled_by: str
    devedor_id: int | None
    devedor_name: str
    raw_payload_id: int | None
    import_id: int | None
    raw_name: str
    same_payment_id: int | None

    @property
    def left_cents(self) -> int:
        return self.cents - self.returned_cents

    @property
    def road(self) -> str:
        return incoming.SHORT[self.source]


@dataclass(frozen=True, slots=True)
class IncomingFilter:
    """`text`: part of the name, of the CPF/CNPJ or of the reference. `cents`: exactly that. `is_same`: those alone that
    count once with a payment by another road.
    """

    state: str = "waiting"
    source: str = ""
    text: str = ""
    cents: int | None = None
    is_same: bool = False

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise Invalid("situacao", "Esta situação não existe. Escolha uma da lista.")
        if self.source and self.source not in incoming.SOURCES:
            raise Invalid("origem", "Esta origem não existe. Escolha uma da lista.")


@dataclass(frozen=True, slots=True)
class Tally:
    """Of what waits: how many and how much; and reversals that wait for what they take back."""

    count: int = 0
    cents: int = 0
    reversals: int = 0


_QUESTION = """
    SELECT i.id, i.credor_id, c.name, i.source, i.cents, i.returned_cents, i.paid_on, i.credit_on, i.payer_name,
           i.payer_document, i.reference, i.state, i.why, i.payment_id, i.boleto_id, COALESCE(a.label, ''),
           i.received_at, i.settled_at, i.settled_by, p.devedor_id, COALESCE(d.name, ''), i.raw_payload_id,
           i.import_file_id, COALESCE(r.name, f.name, ''), i.same_payment_id
    FROM {of} i JOIN credor c ON c.id = i.credor_id LEFT JOIN raw_payload r ON r.id = i.raw_payload_id
    LEFT JOIN import_file f ON f.id = i.import_file_id
    LEFT JOIN bank_account a ON a.id = i.bank_account_id
    LEFT JOIN payment p ON p.id = i.payment_id LEFT JOIN devedor d ON d.id = p.devedor_id
"""


def list_incoming(
    scope: Scope, wanted: IncomingFilter, cursor: str = "", *, size: int = PAGE_SIZE
) -> Page[IncomingRow]:
    """What waits, oldest payment first; of the other states, newest first."""
    waits = wanted.state == "waiting"
    where, values = _where(scope, wanted)
    if key := after(cursor, **({"on": date.fromisoformat, "id": int} if waits else {"id": int})):
        values |= key
        where += " AND (paid_on, id) > (%(after_on)s, %(after_id)s)" if waits else " AND id < %(after_id)s"
    order = "paid_on, id" if waits else "id DESC"
    rows = f"(SELECT * FROM incoming WHERE {where} ORDER BY {order} LIMIT {size + 1})"
    sql = f"{_QUESTION.format(of=rows)} ORDER BY {'i.paid_on, i.id' if waits else 'i.id DESC'}"
    with connection.cursor() as run:
        run.execute(sql, values)
        found = [IncomingRow(*row) for row in run.fetchall()]
    return cut(found, key=lambda row: (row.paid_on, row.id) if waits else (row.id,), size=size)


def get_incoming(scope: Scope, incoming_id: int) -> IncomingRow:
    """Raises NotFound."""
    with connection.cursor() as run:
        sql = f"{_QUESTION.format(of='incoming')} WHERE i.id = %s AND i.credor_id = ANY(%s)"
        run.execute(sql, [incoming_id, scope.credor_ids])
        found = run.fetchone()
    if found is None:
        raise NotFound
    return IncomingRow(*found)


def tally(scope: Scope) -> Tally:
    with connection.cursor() as run:
        run.execute(
            """
            SELECT count(*), COALESCE(sum(cents - returned_cents), 0)::bigint,
                   (SELECT count(*) FROM reversal
                    WHERE credor_id = ANY(%(credores)s) AND incoming_id IS NULL AND ended_at IS NULL)
            FROM incoming WHERE credor_id = ANY(%(credores)s) AND state = 'waiting'
            """,
            {"credores": scope.credor_ids},
        )
        return Tally(*run.fetchone())


def of_payment(scope: Scope, payment_id: int) -> IncomingRow | None:
    """The receipt a payment came from, where it came from one."""
    with connection.cursor() as run:
        sql = f"{_QUESTION.format(of='incoming')} WHERE i.payment_id = %s AND i.credor_id = ANY(%s)"
        run.execute(sql, [payment_id, scope.credor_ids])
        found = run.fetchone()
    return IncomingRow(*found) if found else None


def _where(scope: Scope, wanted: IncomingFilter) -> tuple[str, dict[str, Any]]:
    where = ["credor_id = ANY(%(credores)s)", "state = %(state)s"]
    values: dict[str, Any] = {"credores": scope.credor_ids, "state": wanted.state}
    if wanted.is_same:
        where.append("same_payment_id IS NOT NULL")
    if wanted.source:
        where.append("source = %(source)s")
        values["source"] = wanted.source
    if wanted.cents is not None:
        where.append("cents - returned_cents = %(cents)s")
        values["cents"] = wanted.cents
    if text := " ".join(wanted.text.split()):
        where.append(
            "(strpos(lower(payer_name), %(text)s) > 0 OR strpos(lower(reference), %(text)s) > 0"
            " OR (%(digits)s <> '' AND strpos(payer_document, %(digits)s) > 0))"
        )
        values |= {"text": text.lower(), "digits": "".join(filter(str.isdigit, text))}
    return " AND ".join(where), values
