"""Whether what two roads tell is one money: surely, perhaps, or surely not.

A sheet or another system often tells again what the bank told, or will. One payment of a título, of the same cents on
the same day, that settled it whole and that one bank and one such teller name: it is one money, counted once. Where
less agrees, a person says. Two tellings of one road are told apart by its own identities, and are never compared here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adimple.domain.incoming import API, OFX, PIX, RETORNO, SPREADSHEET

_TELL_AGAIN = frozenset({SPREADSHEET, API})
_FIRST_HAND = frozenset({RETORNO, PIX, OFX})


@dataclass(frozen=True, slots=True)
class Told:
    """What just came. `titulo_ids`: those it names for certain; none where it names the devedor alone."""

    source: str
    titulo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A payment of the same devedor, cents and day. `chosen`: the títulos it is for, none when of any; `reached`: those
    it paid something of; `settled`: those it closed. `is_near`: of the bank day before or after, where the bank tells
    no day of credit.
    """

    payment_id: int
    source: str
    chosen: frozenset[int]
    reached: frozenset[int]
    settled: frozenset[int]
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Same:
    """`is_sure`: it is that payment; else perhaps. `is_near`: as of `Standing`."""

    payment_id: int
    source: str
    is_sure: bool
    is_near: bool = False


def compare(told: Sequence[tuple[Told, Iterable[Standing]]]) -> dict[int, Same]:
    """Place in `told` → the payment it is, or may be; each payment is that of one of them, the surest first."""
    ranked = sorted(
        (not _is_sure(one, payment), payment.is_near, place, payment.payment_id, payment.source)
        for place, (one, payments) in enumerate(told)
        for payment in payments
        if _may_be(one, payment)
    )
    found: dict[int, Same] = {}
    taken: set[int] = set()
    for is_doubted, is_near, place, payment_id, source in ranked:
        if place not in found and payment_id not in taken:
            found[place] = Same(payment_id, source, not is_doubted, is_near)
            taken.add(payment_id)
    return found


def _may_be(told: Told, payment: Standing) -> bool:
    """Other títulos, named on both sides: other money."""
    named = set(told.titulo_ids)
    return not named or not payment.chosen or bool(named & (payment.reached | payment.chosen))


def _is_sure(told: Told, payment: Standing) -> bool:
    if payment.is_near:
        return False
    named = frozenset(told.titulo_ids)
    one_of_each = {told.source, payment.source} & _TELL_AGAIN and {told.source, payment.source} & _FIRST_HAND
    return bool(one_of_each) and len(named) == 1 and named == payment.reached == payment.settled == payment.chosen
