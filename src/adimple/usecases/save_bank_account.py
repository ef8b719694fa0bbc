"""An account that money lands in: registered with its bank, agência and conta; closed when it is used no more."""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain import events
from adimple.domain.boleto import digits
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import journal, models
from adimple.usecases import fields
from adimple.usecases.context import Context
from adimple.usecases.fields import Fields
from adimple.usecases.open_credor import require_open

MAX_LABEL_CHARS = 60
MAX_AGENCIA, MAX_CONTA = 6, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveBankAccount:
    """As typed. `conta` with its digit; points and dashes are left out."""

    bank_code: str
    agencia: str
    conta: str
    label: str


@transaction.atomic
def save_bank_account(ctx: Context, credor_id: int, command: SaveBankAccount) -> int:
    """The new account's id. Raises Invalid with every wrong field; Refused when the credor already has it."""
    require_open(ctx, credor_id, "manager")
    read = Fields()
    bank_code = read.read(digits, command.bank_code.strip(), "bank_code", 3)
    agencia = read.read(_number, "agencia", command.agencia, MAX_AGENCIA, "a agência")
    conta = read.read(_number, "conta", command.conta, MAX_CONTA, "a conta, com o dígito")
    label = read.read(fields.line, "label", command.label, MAX_LABEL_CHARS, "um nome para a conta")
    read.check()
    row, is_new = models.BankAccount.objects.get_or_create(
        credor_id=credor_id,
        bank_code=bank_code,
        agencia=agencia,
        conta=conta,
        defaults={"label": label, "created_at": ctx.now},
    )
    if not is_new:
        if row.closed_at is None:
            raise Refused("bank_account.there", f"Esta conta já está cadastrada: «{row.label}».")
        row.closed_at, row.label = None, label
        row.save(update_fields=["closed_at", "label"])
    journal.record(ctx, events.BankAccountSaved(credor_id, row.id))
    return row.id


@transaction.atomic
def close_bank_account(ctx: Context, credor_id: int, bank_account_id: int) -> None:
    """What landed in it stays. Raises NotFound; Refused while an open convênio uses it. Twice is once."""
    require_open(ctx, credor_id, "manager")
    row = models.BankAccount.objects.select_for_update().filter(id=bank_account_id, credor_id=credor_id).first()
    if row is None:
        raise NotFound
    used = models.Convenio.objects.filter(bank_account=row, closed_at__isnull=True).first()
    if used is not None:
        raise Refused(
            "bank_account.used", f"O convênio «{used.label}» recebe nesta conta. Encerre-o antes, ou mude a conta dele."
        )
    if row.closed_at is None:
        row.closed_at = ctx.now
        row.save(update_fields=["closed_at"])
        journal.record(ctx, events.BankAccountClosed(credor_id, row.id))


def _number(name: str, text: str, most: int, what: str) -> str:
    """Digits alone, X as the digit that some banks give. Raises Invalid."""
    bare = "".join(text.split()).replace(".", "").replace("-", "").upper()
    body = bare[:-1] if bare.endswith("X") else bare
    if not (0 < len(bare) <= most and body.isascii() and body.isdigit()):
        raise Invalid(name, f"Escreva {what}: só números, até {most}.")
    return bare
