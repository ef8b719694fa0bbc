"""Ledger = facts: payments, rows and títulos agree with one another (`ledger_replay` asks whether the amounts do).

Each question is one pass over whole tables; ask them inside one `census.snapshot()`, so that a payment that comes in
meanwhile is seen whole or not at all.
"""

from adimple.store.reads.health import Found, find


def unbalanced_payments() -> Found:
    """Payments whose rows and leftover do not add up to what came in; or, undone, that still pay something."""
    return find(
        """
        SELECT p.id FROM payment p LEFT JOIN (
            SELECT payment_id, sum(juros_cents + multa_cents + correcao_cents + principal_cents) AS cents
            FROM imputacao WHERE replaced_at IS NULL GROUP BY payment_id
        ) i ON i.payment_id = p.id
        WHERE CASE WHEN p.undone_at IS NULL THEN p.amount_cents ELSE 0 END <> COALESCE(i.cents, 0) + p.leftover_cents
        """
    )


def wrong_current() -> Found:
    """Títulos whose current row is not the last in force, or that have two, or none."""
    return find(
        """
        SELECT titulo_id FROM (
            SELECT titulo_id, is_current, replaced_at IS NULL AND row_number() OVER (
                PARTITION BY titulo_id, replaced_at IS NULL ORDER BY paid_on DESC, payment_id DESC) = 1 AS is_last
            FROM imputacao
        ) i WHERE is_current <> is_last GROUP BY titulo_id
        """
    )


def wrongly_closed() -> Found:
    """Títulos closed while something is owed, open while nothing is, or closed on another day than the last payment.

    And those of a standing baixa that are not closed by it.
    """
    return find(
        """
        SELECT t.id FROM titulo t LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
        WHERE t.closed_reason <> 'baixa' AND t.closed_on IS DISTINCT FROM CASE
            WHEN i.principal_left_cents = 0 AND i.multa_open_cents = 0 AND i.juros_open_cents = 0 THEN i.paid_on END
        UNION SELECT b.titulo_id FROM baixa b JOIN titulo t ON t.id = b.titulo_id
        WHERE b.ended_at IS NULL AND (t.closed_reason <> 'baixa' OR t.closed_on <> b.closed_on)
        """
    )


def crossed_rows() -> Found:
    """Rows that lay the payment of one devedor or credor on the título of another, or on another day."""
    return find(
        """
        SELECT i.id FROM imputacao i JOIN payment p ON p.id = i.payment_id JOIN titulo t ON t.id = i.titulo_id
        WHERE i.replaced_at IS NULL AND (p.devedor_id <> t.devedor_id OR p.credor_id <> i.credor_id
            OR t.credor_id <> i.credor_id OR p.paid_on <> i.paid_on)
        """
    )


_HANG_BY = {
    "titulo": ("devedor",),
    "payment": ("devedor",),
    "incoming": ("raw_payload", "boleto"),
    "ocorrencia": ("retorno", "boleto", "incoming"),
    "event": ("devedor", "titulo"),
}


def foreign_rows() -> dict[str, Found]:
    """By table.column: rows of one credor that hang by a row of another."""
    return {
        f"{table}.{parent}_id": found
        for table, parents in _HANG_BY.items()
        for parent in parents
        if (found := _of_another(table, parent)).count
    }


def _of_another(table: str, parent: str) -> Found:
    return find(f"SELECT c.id FROM {table} c JOIN {parent} p ON p.id = c.{parent}_id WHERE p.credor_id <> c.credor_id")
