"""The títulos a receipt may be of: few, by what has an index, then ranked by the domain."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from adimple.domain import cadastro, suggestions
from adimple.domain import incoming as arrivals
from adimple.domain.suggestions import Arrived, Candidate
from adimple.store.reads import balances, incoming
from adimple.store.reads.balances import TituloSaldo
from adimple.store.scope import Scope

MOST_OF_EACH = 60
_MOST_WORDS = 24
_LATE_SHARE = 3  # a título whose principal is at least this part of what came (1/3)


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """`owed_cents`: on the day paid; None where an index lacks a month."""

    titulo_id: int
    label: str
    due_on: date
    principal_cents: int
    owed_cents: int | None
    devedor_id: int
    devedor_name: str
    document: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Another receipt that waits, of the same cents about the same day, by another road, or by the same one with the
    very same text: perhaps the same money.
    """

    id: int
    source: str
    paid_on: date
    state: str

    @property
    def road(self) -> str:
        return arrivals.SHORT[self.source]


@dataclass(frozen=True, slots=True)
class AlikePayment:
    """A payment that stands, of the same cents about the same day: perhaps the same money."""

    id: int
    source: str
    paid_on: date
    devedor_id: int
    devedor_name: str

    @property
    def road(self) -> str:
        return arrivals.SHORT.get(self.source, self.source)


def suggest(scope: Scope, incoming_id: int) -> list[SuggestionRow]:
    """The likeliest first. Raises NotFound."""
    row = incoming.get_incoming(scope, incoming_id)
    mine = scope.only(row.credor_id)
    reference = cadastro.fold_name(row.reference)
    arrived = Arrived(row.left_cents, row.paid_on, row.payer_document, cadastro.fold_name(row.payer_name), reference)
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [row.boleto_id, row.credor_id])
        named = {found for (found,) in cursor.fetchall()}
        cursor.execute(_CANDIDATES, _values(row, arrived))
        ids = named | {found for (found,) in cursor.fetchall()}
        titulos = {one.id: one for one in balances.by_ids(mine, ids) if one.closed_on is None}
        people = _people(cursor, {one.devedor_id for one in titulos.values()})
        numbers = _numbers(cursor, titulos)
    owed = {one.id: one.priced(row.paid_on).total_cents for one in titulos.values()}
    ranked = suggestions.rank(
        arrived,
        (
            Candidate(
                titulo_id=one.id,
                devedor_id=one.devedor_id,
                due_on=one.due_on,
                principal_cents=one.principal_cents,
                owed_cents=owed[one.id],
                document=people[one.devedor_id][1],
                name=people[one.devedor_id][2],
                numbers=numbers[one.id],
                is_named=one.id in named,
            )
            for one in titulos.values()
        ),
    )
    return [_row(titulos[one.titulo_id], owed[one.titulo_id], people, one.reasons) for one in ranked]


def alike(scope: Scope, incoming_id: int) -> list[Alike]:
    """Receipts that may be the same money. Raises NotFound."""
    row = incoming.get_incoming(scope, incoming_id)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, source, paid_on, state FROM incoming
            WHERE credor_id = %s AND credor_id = ANY(%s) AND cents = %s AND id <> %s
              AND (source <> %s OR (paid_on = %s AND reference = %s))
              AND paid_on BETWEEN %s::date - 3 AND %s::date + 3 AND state = 'waiting'
            ORDER BY id DESC LIMIT 3
            """,
            [
                row.credor_id,
                scope.credor_ids,
                row.cents,
                row.id,
                row.source,
                row.paid_on,
                row.reference,
                row.paid_on,
                row.paid_on,
            ],
        )
        return [Alike(*found) for found in cursor.fetchall()]


def alike_payments(scope: Scope, incoming_id: int) -> list[AlikePayment]:
    """Payments that may be the same money, whatever the road they came by; where one is what the receipt waits for, or
    of the same boleto or person, those alone. Raises NotFound.
    """
    row = incoming.get_incoming(scope, incoming_id)
    days = [row.paid_on, row.credit_on or row.paid_on]
    with connection.cursor() as cursor:
        cursor.execute(
            _ALIKE_PAYMENTS,
            {
                "credor": row.credor_id,
                "credores": scope.credor_ids,
                "cents": row.left_cents,
                "since": min(days),
                "until": max(days),
                "on": row.paid_on,
                "document": row.payer_document,
                "name": cadastro.fold_name(row.payer_name),
                "boleto": row.boleto_id,
                "why": row.why,
            },
        )
        found = cursor.fetchall()
    near = [AlikePayment(*rest) for is_near, *rest in found if is_near]
    return near or [AlikePayment(*rest) for _, *rest in found]


_ALIKE_PAYMENTS = """
    SELECT strpos(%(why)s, 'nº ' || p.id || ',') > 0 OR (d.document <> '' AND d.document = %(document)s)
           OR (%(name)s <> '' AND d.name_key = %(name)s)
           OR EXISTS (SELECT FROM imputacao i JOIN boleto b ON b.titulo_id = i.titulo_id
                      WHERE b.id = %(boleto)s AND i.payment_id = p.id AND i.replaced_at IS NULL) AS is_near,
           p.id, p.source, p.paid_on, p.devedor_id, d.name
    FROM payment p JOIN devedor d ON d.id = p.devedor_id
    WHERE p.credor_id = %(credor)s AND p.credor_id = ANY(%(credores)s) AND p.amount_cents = %(cents)s
      AND p.undone_at IS NULL AND p.paid_on BETWEEN %(since)s::date - 3 AND %(until)s::date + 3
    ORDER BY is_near DESC, abs(p.paid_on - %(on)s::date), p.id DESC LIMIT 3
"""
_NAMED = "SELECT titulo_id FROM boleto WHERE id = %s AND credor_id = %s"
_CANDIDATES = f"""
    (SELECT id FROM titulo WHERE credor_id = %(credor)s AND closed_on IS NULL AND principal_cents = %(cents)s
     ORDER BY abs(due_on - %(on)s::date), id LIMIT {MOST_OF_EACH})
    UNION (SELECT id FROM titulo WHERE credor_id = %(credor)s AND closed_on IS NULL
     AND principal_cents BETWEEN %(least)s AND %(cents)s - 1 ORDER BY principal_cents DESC, id LIMIT {MOST_OF_EACH})
    UNION (SELECT t.id FROM titulo t JOIN devedor d ON d.id = t.devedor_id
     WHERE d.credor_id = %(credor)s AND d.document <> '' AND d.document = %(document)s AND t.closed_on IS NULL
     ORDER BY t.due_on, t.id LIMIT {MOST_OF_EACH})
    UNION (SELECT id FROM titulo WHERE credor_id = %(credor)s AND closed_on IS NULL AND number = ANY(%(words)s)
     ORDER BY id DESC LIMIT {MOST_OF_EACH})
    UNION (SELECT id FROM titulo WHERE credor_id = %(credor)s AND closed_on IS NULL AND nosso_numero <> ''
     AND nosso_numero = ANY(%(bare)s) ORDER BY id DESC LIMIT {MOST_OF_EACH})
    UNION (SELECT t.id FROM titulo t WHERE t.closed_on IS NULL AND t.devedor_id = ANY(ARRAY(
       SELECT id FROM devedor WHERE credor_id = %(credor)s AND %(query)s <> ''
       AND to_tsvector('simple', name_key) @@ to_tsquery('simple', NULLIF(%(query)s, '')) ORDER BY id LIMIT 20))
     ORDER BY t.due_on, t.id LIMIT {MOST_OF_EACH})
    UNION (SELECT t.id FROM titulo t JOIN devedor d ON d.id = t.devedor_id
     WHERE d.credor_id = %(credor)s AND d.name_key = ANY(%(names)s) AND t.closed_on IS NULL
     ORDER BY t.due_on, t.id LIMIT {MOST_OF_EACH})
"""


def _values(row: incoming.IncomingRow, arrived: Arrived) -> dict[str, Any]:
    words = [word.strip(".,;:()") for word in row.reference.upper().split()][:12]
    name = [word for word in arrived.name.split() if word.isascii() and word.isalnum()][:4]
    return {
        "credor": row.credor_id,
        "cents": arrived.cents,
        "least": arrived.cents // _LATE_SHARE,
        "on": arrived.paid_on,
        "document": arrived.document or "-",
        "words": words,
        "bare": ["".join(filter(str.isalnum, word)).lstrip("0") for word in words],
        "query": " & ".join(name) if len(name) > 1 else "",
        "names": _names_in(arrived.reference),
    }


def _names_in(reference: str) -> list[str]:
    """Every run of two to eight words of what a statement says, one of which may be a whole name."""
    words = [word.strip(suggestions.MARKS) for word in reference.split()]
    words = [word for word in words if word][:_MOST_WORDS]
    return [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 2, min(i + 8, len(words)) + 1)]


def _people(cursor, devedor_ids: set[int]) -> dict[int, tuple[str, str, str]]:
    cursor.execute("SELECT id, name, document, name_key FROM devedor WHERE id = ANY(%s)", [list(devedor_ids)])
    return {devedor_id: (name, document, key) for devedor_id, name, document, key in cursor.fetchall()}


def _numbers(cursor, titulos: dict[int, TituloSaldo]) -> dict[int, tuple[str, ...]]:
    """Number, nosso número, and those of its boletos."""
    cursor.execute(
        """
        SELECT t.id, t.number, t.nosso_numero, COALESCE((SELECT string_agg(nosso_numero, ' ') FROM boleto
               WHERE titulo_id = t.id), '') FROM titulo t WHERE t.id = ANY(%s)
        """,
        [list(titulos)],
    )
    return {
        titulo_id: tuple(filter(None, (number, nosso, *of_boletos.split())))
        for titulo_id, number, nosso, of_boletos in cursor.fetchall()
    }


def _row(
    titulo: TituloSaldo, owed_cents: int | None, people: dict[int, tuple[str, str, str]], reasons: tuple[str, ...]
) -> SuggestionRow:
    name, document, _ = people[titulo.devedor_id]
    return SuggestionRow(
        titulo.id, titulo.label, titulo.due_on, titulo.principal_cents, owed_cents, titulo.devedor_id, name, document,
        reasons,
    )  # fmt: skip
