"""Whether the Pix of a título may be shown on a day: it is at the PSP, and asks what is owed."""

from datetime import date

from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.pix_charges import PixChargeRow


def serves(charge: PixChargeRow | None, titulo: TituloSaldo, on: date) -> bool:
    """A cobv follows the days by itself, from the principal it was made with; a cob is of one day and one amount."""
    if charge is None or charge.state != "active" or charge.pay_until is None or charge.pay_until < on:
        return False
    owed = titulo.saldo.principal_cents if charge.kind == "cobv" else titulo.priced(on).total_cents
    return charge.cents == owed
