"""The accounts a credor's money lands in."""

from dataclasses import dataclass
from datetime import datetime

from adimple import banks
from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class BankAccountRow:
    """`conta` with its digit, digits alone."""

    id: int
    credor_id: int
    bank_code: str
    agencia: str
    conta: str
    label: str
    closed_at: datetime | None

    @property
    def bank_name(self) -> str:
        """Of a bank on our shelf; the number alone of another."""
        bank = banks.by_code().get(self.bank_code)
        return bank.name if bank else f"Banco {self.bank_code}"


def list_bank_accounts(scope: Scope) -> list[BankAccountRow]:
    """Open ones first, in order of name."""
    rows = models.BankAccount.objects.filter(credor_id__in=scope.credor_ids).order_by("label", "id")
    found = [
        BankAccountRow(row.id, row.credor_id, row.bank_code, row.agencia, row.conta, row.label, row.closed_at)
        for row in rows
    ]
    return sorted(found, key=lambda row: row.closed_at is not None)
