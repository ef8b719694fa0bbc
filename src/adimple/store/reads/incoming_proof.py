"""Ledger = facts, for money that comes in: each receipt that is matched has its payment, of the same cents, once."""

from adimple.store.reads.health import Found, find


def unpaid_receipts() -> Found:
    """Matched receipts whose payment is undone, of other cents, of another credor or of another road; and receipts
    that say a payment while they are not matched.
    """
    return find(
        """
        SELECT i.id FROM incoming i LEFT JOIN payment p ON p.id = i.payment_id
        WHERE CASE WHEN i.state = 'matched'
              THEN p.id IS NULL OR p.undone_at IS NOT NULL OR p.amount_cents <> i.cents - i.returned_cents
                   OR p.credor_id <> i.credor_id OR p.source <> i.source
              ELSE i.payment_id IS NOT NULL END
        """
    )


def payments_without_receipt() -> Found:
    """Payments that stand, made of a receipt, which no receipt knows."""
    return find(
        """
        SELECT p.id FROM payment p LEFT JOIN incoming i ON i.payment_id = p.id
        WHERE p.source IN ('retorno', 'pix', 'ofx') AND p.undone_at IS NULL AND i.id IS NULL
        """
    )


def wrongly_same() -> Found:
    """Receipts that count once with a payment that is not there, of other cents or of another credor; and money that
    came, set aside for a payment that was undone since.
    """
    return find(
        """
        SELECT i.id FROM incoming i LEFT JOIN payment p ON p.id = i.same_payment_id
        WHERE i.same_payment_id IS NOT NULL AND (
            p.id IS NULL OR p.credor_id <> i.credor_id OR p.amount_cents <> i.cents - i.returned_cents
            OR i.state <> 'set_aside'
            OR (p.undone_at IS NOT NULL AND i.source IN ('retorno', 'pix', 'ofx'))
        )
        """
    )


def wrongly_returned() -> Found:
    """Receipts of which the reversals do not add up to what was taken back, or that are returned whole and stand."""
    return find(
        """
        SELECT i.id FROM incoming i LEFT JOIN (
            SELECT incoming_id, sum(cents) AS cents FROM reversal WHERE incoming_id IS NOT NULL GROUP BY incoming_id
        ) v ON v.incoming_id = i.id
        WHERE i.returned_cents <> COALESCE(v.cents, 0) OR (i.state = 'reversed') <> (i.returned_cents = i.cents)
        """
    )


def wrongly_met() -> Found:
    """Reversals that met a receipt of another road, credor or boleto than their own, or without being of a receipt; and
    those of a boleto that met what another met too.
    """
    return find(
        """
        SELECT v.id FROM reversal v LEFT JOIN incoming i ON i.id = v.met_id
        WHERE v.met_id IS NOT NULL AND (
            i.id IS NULL OR i.credor_id <> v.credor_id OR i.source <> v.source OR v.incoming_id IS NULL
            OR NOT CASE WHEN right(v.of_key, 1) = '/' THEN starts_with(i.source_key, v.of_key)
                   AND NOT EXISTS (SELECT FROM reversal o WHERE o.met_id = v.met_id AND o.id <> v.id)
                   ELSE i.source_key = v.of_key END
        )
        """
    )


def lost_lines() -> Found:
    """Lines of money of a retorno that entered, of which there is no receipt, or one of other money."""
    return find(
        """
        SELECT o.id FROM ocorrencia o JOIN retorno r ON r.id = o.retorno_id LEFT JOIN incoming i ON i.id = o.incoming_id
        WHERE r.released_at IS NOT NULL AND o.meaning IN ('paid', 'paid_after_baixa')
          AND (o.incoming_id IS NULL OR i.source <> 'retorno' OR i.cents <> o.paid_cents)
        """
    )
