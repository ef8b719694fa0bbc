"""Payments: the list, one with what it extinguished, and what an import asks about those already here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from adimple.domain import imputacao_why
from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, cut, decode
from adimple.store.scope import Scope

MOST_RECEIPTS = 5


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A line of the list. `undone` payments stay in it."""

    id: int
    paid_on: date
    amount_cents: int
    leftover_cents: int
    source: str
    undone: bool
    registered_at: datetime
    devedor_id: int
    devedor_name: str
    document: str
    credor_name: str


@dataclass(frozen=True, slots=True)
class ImputacaoRow:
    """What one título got of a payment, and what was left of it."""

    titulo_id: int
    label: str
    due_on: date
    principal_cents: int
    multa_cents: int
    juros_cents: int
    correcao_cents: int
    discount_cents: int
    principal_left_cents: int
    multa_left_cents: int
    juros_left_cents: int
    why: str = ""  # why it came where it came, with the article

    @property
    def closed(self) -> bool:
        return not (self.principal_left_cents or self.multa_left_cents or self.juros_left_cents)

    @property
    def paid_cents(self) -> int:
        return self.principal_cents + self.multa_cents + self.juros_cents + self.correcao_cents


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    payment: PaymentRow
    credor_id: int
    note: str
    undone_at: datetime | None
    undone_reason: str
    import_id: int | None
    titulos: list[ImputacaoRow]  # in the order in which they were paid
    by_law: bool = False
    goes_on: bool = False

    @property
    def order(self) -> str:
        """The order within each título, in words."""
        return imputacao_why.parts(by_law=self.by_law)


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A payment that stands, as its payer is told of it: the títulos it paid whole, and those of which it paid part."""

    id: int
    cents: int
    paid_on: date
    whole: tuple[str, ...]
    part: tuple[str, ...]


_COLUMNS = """
    SELECT p.id, p.paid_on, p.amount_cents, p.leftover_cents, p.source, p.undone_at IS NOT NULL, p.registered_at,
           d.id, d.name, d.document, c.name
"""
_ROW = f"""{_COLUMNS}
    FROM payment p JOIN devedor d ON d.id = p.devedor_id JOIN credor c ON c.id = p.credor_id
"""
_TITULOS = """
    SELECT t.id, COALESCE(NULLIF(t.description, ''), t.number), t.number, t.parcela, t.due_on,
           i.principal_cents, i.multa_cents, i.juros_cents, i.correcao_cents, i.discount_cents,
           i.principal_left_cents, i.multa_open_cents, i.juros_open_cents
    FROM imputacao i JOIN titulo t ON t.id = i.titulo_id
    WHERE i.payment_id = %s AND i.replaced_at IS NULL ORDER BY t.due_on, t.id
"""


_RECEIVED = """
    SELECT p.id, p.amount_cents, p.paid_on, t.description, t.number, t.parcela, t.id,
           i.principal_left_cents + i.multa_open_cents + i.juros_open_cents
    FROM (
        SELECT id, amount_cents, paid_on FROM payment
        WHERE devedor_id = %(devedor)s AND credor_id = ANY(%(credores)s) AND paid_on >= %(since)s AND undone_at IS NULL
          AND (%(of)s::bigint[] IS NULL OR (
              SELECT bool_and(i.titulo_id = ANY(%(of)s)) FROM imputacao i
              WHERE i.payment_id = payment.id AND i.replaced_at IS NULL
          ))
        ORDER BY paid_on DESC, id DESC LIMIT %(most)s
    ) p
    LEFT JOIN imputacao i ON i.payment_id = p.id AND i.replaced_at IS NULL
    LEFT JOIN titulo t ON t.id = i.titulo_id
    ORDER BY p.paid_on DESC, p.id DESC, t.due_on, t.id
"""


def list_payments(
    scope: Scope, cursor: str = "", *, devedor_id: int | None = None, size: int = PAGE_SIZE
) -> Page[PaymentRow]:
    """Newest day first."""
    where = ["p.credor_id = ANY(%s)"]
    values: list[Any] = [scope.credor_ids]
    if devedor_id is not None:
        where.append("p.devedor_id = %s")
        values.append(devedor_id)
    if (key := decode(cursor)) is not None:
        where.append("(p.paid_on, p.id) < (%s, %s)")
        values += _after(key)
    order = f"ORDER BY p.paid_on DESC, p.id DESC LIMIT {size + 1}"
    with connection.cursor() as run:
        # The newest of each credor, as its index has them, then of all.
        run.execute(
            f"""
            {_COLUMNS} FROM credor c CROSS JOIN LATERAL (
                SELECT p.* FROM payment p WHERE p.credor_id = c.id AND {" AND ".join(where)} {order}
            ) p JOIN devedor d ON d.id = p.devedor_id WHERE c.id = ANY(%s) {order}
            """,
            [*values, scope.credor_ids],
        )
        rows = [PaymentRow(*row) for row in run.fetchall()]
    return cut(rows, key=lambda row: (row.paid_on, row.id), size=size)


def get_payment(scope: Scope, payment_id: int) -> PaymentDetail:
    """Raises NotFound. Of one undone, no título has anything."""
    with connection.cursor() as run:
        run.execute(f"{_ROW} WHERE p.id = %s AND p.credor_id = ANY(%s)", [payment_id, scope.credor_ids])
        found = run.fetchone()
        if found is None:
            raise NotFound
        run.execute(_TITULOS, [payment_id])
        titulos = [_imputacao(row) for row in run.fetchall()]
    row = models.Payment.objects.get(id=payment_id)
    titulos = _in_turn(titulos, row)
    return PaymentDetail(
        payment=PaymentRow(*found),
        credor_id=row.credor_id,
        note=row.note,
        undone_at=row.undone_at,
        undone_reason=row.undone_reason,
        import_id=row.import_file_id,
        titulos=titulos,
        by_law=row.by_law,
        goes_on=row.chosen_first,
    )


def _in_turn(titulos: list[ImputacaoRow], row: models.Payment) -> list[ImputacaoRow]:
    """As they were paid, each with why. Títulos of a devedor due on one day are of one policy: equally onerous."""
    got = [imputacao_why.Got(titulo.titulo_id, titulo.due_on, titulo.closed) for titulo in titulos]
    why = imputacao_why.reasons(got, row.chosen, goes_on=row.chosen_first, by_law=row.by_law)
    by_id = {titulo.titulo_id: titulo for titulo in titulos}
    turns = imputacao_why.in_turn(got, row.chosen, by_law=row.by_law)
    return [replace(by_id[one.titulo_id], why=why[one.titulo_id]) for one in turns]


def receipts_of(scope: Scope, devedor_id: int) -> list[PaymentDetail]:
    """The last payments of a devedor that stand, newest first, each with where it went and why."""
    rows = list_payments(scope, devedor_id=devedor_id).rows
    return [get_payment(scope, row.id) for row in rows if not row.undone][:MOST_RECEIPTS]


def received_since(
    scope: Scope, devedor_id: int, since: date, *, only_of: Iterable[int] | None = None
) -> list[ReceivedRow]:
    """The last payments of a devedor that stand, made on that day or later, newest first.

    `only_of`: those that paid something of these títulos, and nothing of any other.
    """
    of = None if only_of is None else list(only_of)
    values = {"devedor": devedor_id, "credores": scope.credor_ids, "since": since, "of": of, "most": MOST_RECEIPTS}
    with connection.cursor() as run:
        run.execute(_RECEIVED, values)
        rows = run.fetchall()
    found: dict[tuple[int, int, date], list[tuple[str, int]]] = {}
    for payment_id, cents, paid_on, description, number, parcela, titulo_id, left in rows:
        laid = found.setdefault((payment_id, cents, paid_on), [])
        if titulo_id is not None:
            named = f"{number}/{parcela}" if parcela else number
            laid.append((description or named or f"Título {titulo_id}", left))
    return [
        ReceivedRow(*key, tuple(name for name, left in laid if not left), tuple(name for name, left in laid if left))
        for key, laid in found.items()
    ]


def payments_of_devedor(scope: Scope, devedor_id: int, most: int = PAGE_SIZE) -> list[PaymentDetail]:
    """Those that stand, newest first, each with where it went."""
    return _details(scope, "p.devedor_id = %s", [devedor_id], most)


def payments_of_titulo(scope: Scope, titulo_id: int) -> list[PaymentDetail]:
    """Those that stand and paid something of it, oldest first."""
    where = "EXISTS (SELECT FROM imputacao i WHERE i.payment_id = p.id AND i.titulo_id = %s AND i.replaced_at IS NULL)"
    return list(reversed(_details(scope, where, [titulo_id], None)))


def _details(scope: Scope, where: str, values: list[Any], most: int | None) -> list[PaymentDetail]:
    with connection.cursor() as run:
        run.execute(
            f"SELECT p.id FROM payment p WHERE p.credor_id = ANY(%s) AND p.undone_at IS NULL AND {where} "
            "ORDER BY p.paid_on DESC, p.id DESC LIMIT %s",
            [scope.credor_ids, *values, most],
        )
        return [get_payment(scope, row[0]) for row in run.fetchall()]


def known_keys(scope: Scope, keys: Iterable[str], source: str) -> set[str]:
    """Which keys have a payment already, undone ones included, or a receipt of that source."""
    wanted = list(keys)
    with connection.cursor() as run:
        run.execute(
            "SELECT external_key FROM payment WHERE credor_id = ANY(%s) AND external_key = ANY(%s) "
            "UNION SELECT source_key FROM incoming WHERE credor_id = ANY(%s) AND source = %s AND source_key = ANY(%s)",
            [scope.credor_ids, wanted, scope.credor_ids, source, wanted],
        )
        return {row[0] for row in run.fetchall()}


def _imputacao(row: tuple) -> ImputacaoRow:
    titulo_id, label, number, parcela, due_on, *rest = row
    named = f"{number}/{parcela}" if label == number and parcela else label
    return ImputacaoRow(titulo_id, named or f"Título {titulo_id}", due_on, *rest)


def _after(key: tuple) -> list:
    """The values of a cursor of this list. Raises Invalid for another's."""
    try:
        paid_on, payment_id = key
        return [date.fromisoformat(paid_on), int(payment_id)]
    except (TypeError, ValueError) as error:
        raise Invalid("pagina", "Este endereço de página não é válido. Volte ao começo da lista.") from error
