"""Money that its source took back and that nobody could tell of which payment; and the payments it may be of."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from adimple.domain import incoming
from adimple.domain.errors import NotFound
from adimple.store.scope import Scope

MOST_CANDIDATES = 10
_MOST_DAYS = 400  # before it was taken back


@dataclass(frozen=True, slots=True)
class ReversalRow:
    """`why`: it found its receipt and could not be done, or how a person ended it. `met_id`: the receipt of its own
    road that came later, and is the money.
    """

    id: int
    credor_id: int
    credor_name: str
    source: str
    cents: int
    on: date
    of_key: str
    received_at: datetime
    why: str
    boleto_id: int | None
    ended_at: datetime | None
    settled_by: str
    incoming_id: int | None
    met_id: int | None

    @property
    def told(self) -> str:
        """What it takes back, as a person may know it: the nosso número, or the Pix."""
        if not self.of_key.endswith("/"):
            return self.of_key
        return " · ".join(part for part in self.of_key.split("/")[1:] if part not in ("", "-"))

    @property
    def road(self) -> str:
        return incoming.SHORT[self.source]

    @property
    def waits(self) -> bool:
        return self.incoming_id is None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A payment that stands. `is_of_boleto`: it paid something of the título of that boleto."""

    payment_id: int
    paid_on: date
    amount_cents: int
    source: str
    devedor_id: int
    devedor_name: str
    is_of_boleto: bool

    @property
    def road(self) -> str:
        return incoming.SHORT.get(self.source, self.source)


_QUESTION = """
    SELECT v.id, v.credor_id, c.name, v.source, v.cents, v."on", v.of_key, v.received_at, v.why, v.boleto_id,
           v.ended_at, v.settled_by, v.incoming_id, v.met_id
    FROM reversal v JOIN credor c ON c.id = v.credor_id
"""


def list_reversals(scope: Scope) -> list[ReversalRow]:
    """Those that wait for what they take back, oldest first."""
    with connection.cursor() as run:
        run.execute(
            f"{_QUESTION} WHERE v.credor_id = ANY(%s) AND v.incoming_id IS NULL AND v.ended_at IS NULL "
            "ORDER BY v.id LIMIT 100",
            [scope.credor_ids],
        )
        return [ReversalRow(*row) for row in run.fetchall()]


def get_reversal(scope: Scope, reversal_id: int) -> ReversalRow:
    """Raises NotFound."""
    with connection.cursor() as run:
        run.execute(f"{_QUESTION} WHERE v.id = %s AND v.credor_id = ANY(%s)", [reversal_id, scope.credor_ids])
        found = run.fetchone()
    if found is None:
        raise NotFound
    return ReversalRow(*found)


def candidates(scope: Scope, reversal_id: int) -> list[CandidateRow]:
    """Payments not after it that could be what it takes back: of its boleto, or of its cents. Raises NotFound."""
    row = get_reversal(scope, reversal_id)
    values = {
        "credor": row.credor_id,
        "cents": row.cents,
        "on": row.on,
        "boleto": row.boleto_id,
        "days": _MOST_DAYS,
        "most": MOST_CANDIDATES,
    }
    with connection.cursor() as run:
        run.execute(_CANDIDATES, values)
        return [CandidateRow(*found) for found in run.fetchall()]


_CANDIDATES = """
    WITH boletos AS (
        SELECT DISTINCT i.payment_id AS id FROM boleto b JOIN imputacao i ON i.titulo_id = b.titulo_id
        WHERE b.id = %(boleto)s AND b.credor_id = %(credor)s AND i.replaced_at IS NULL
    ), equal AS (
        SELECT id FROM payment WHERE credor_id = %(credor)s AND amount_cents = %(cents)s AND undone_at IS NULL
          AND paid_on BETWEEN %(on)s::date - %(days)s AND %(on)s ORDER BY paid_on DESC, id DESC LIMIT %(most)s
    )
    SELECT p.id, p.paid_on, p.amount_cents, p.source, p.devedor_id, d.name, p.id IN (SELECT id FROM boletos)
    FROM payment p JOIN devedor d ON d.id = p.devedor_id
    WHERE p.id IN (SELECT id FROM boletos UNION SELECT id FROM equal) AND p.credor_id = %(credor)s
      AND p.undone_at IS NULL AND p.amount_cents >= %(cents)s AND p.paid_on <= %(on)s
    ORDER BY 7 DESC, p.amount_cents = %(cents)s DESC, p.paid_on DESC, p.id DESC LIMIT %(most)s
"""
