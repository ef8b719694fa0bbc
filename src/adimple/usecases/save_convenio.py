"""A contract of boletos with a bank: registered once it writes a remessa that the bank would read; then renamed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from adimple import banks
from adimple.domain import events
from adimple.domain.bank import Asked, Bank, Convenio, contract_of
from adimple.domain.encargos.policy import ROUNDINGS
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.remessa.items import Beneficiario
from adimple.domain.remessa.sample import sample_remessa
from adimple.store import journal, models
from adimple.store.reads import convenios
from adimple.store.reads.convenios import ConvenioRow
from adimple.usecases import fields
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.fields import Fields
from adimple.usecases.open_credor import require_open
from adimple.usecases.save_bank_account import MAX_LABEL_CHARS

MAX_DAYS_PAYABLE = 365
MAX_FIRST_NUMBER = 10**15
# How a bank calls a field of the convênio where its own name is another.
_NAMED = {"convenio": "beneficiario", "nosso_numero": "first_number", "pay_until": "days_payable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveConvenio:
    """`terms`: what the bank asks, by field. `first_number`: of the first boleto. `rate_rounding`: as the bank said.

    `reissues`: a boleto that no longer serves is made again by itself.
    """

    bank_code: str
    layout: str
    label: str
    terms: Mapping[str, str]
    first_number: int = 1
    first_remessa: int = 1
    days_payable: int = 30
    rate_rounding: str = ""
    reissues: bool = True
    bank_account_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditConvenio:
    """What may change: the contract itself is another convênio."""

    label: str
    days_payable: int
    rate_rounding: str = ""
    reissues: bool = True
    bank_account_id: int | None = None


@transaction.atomic
def save_convenio(ctx: Context, credor_id: int, command: SaveConvenio) -> int:
    """The new convênio's id. Raises Invalid with the fields that are wrong; Refused when the credor already has it."""
    require_open(ctx, credor_id, "manager")
    bank, terms = check(ctx, credor_id, command)
    key = _key(bank, terms)
    if (there := models.Convenio.objects.filter(credor_id=credor_id, terms_key=key).first()) is not None:
        ended = ", encerrado: reabra-o na página dele" if there.closed_at else ""
        raise Refused("convenio.there", f"Este convênio já está cadastrado: «{there.label}»{ended}.")
    _refuse_elsewhere(ctx, credor_id, key)
    row = models.Convenio.objects.create(
        credor_id=credor_id,
        bank_account_id=command.bank_account_id,
        bank_code=bank.code,
        label=" ".join(command.label.split()),
        layout=command.layout,
        terms=terms,
        terms_key=key,
        last_sequence=command.first_number - 1,
        last_remessa=command.first_remessa - 1,
        days_payable=command.days_payable,
        rate_rounding=command.rate_rounding,
        reissues=command.reissues,
        created_at=ctx.now,
    )
    journal.record(ctx, events.ConvenioSaved(credor_id, row.id))
    return row.id


@transaction.atomic
def edit_convenio(ctx: Context, convenio_id: int, command: EditConvenio) -> None:
    """With no change, nothing. Raises Invalid, NotFound, Refused."""
    rows = models.Convenio.objects.select_for_update().filter(credor_id__in=ctx.scope.credor_ids)
    row = rows.filter(id=convenio_id).first()
    if row is None:
        raise NotFound
    require_open(ctx, row.credor_id, "manager")
    read = Fields()
    _read_plain(read, row.credor_id, command)
    read.check()
    _try_edited(ctx, convenios.row_of(row), command)
    wanted = {
        "label": " ".join(command.label.split()),
        "days_payable": command.days_payable,
        "rate_rounding": command.rate_rounding,
        "reissues": command.reissues,
        "bank_account_id": command.bank_account_id,
    }
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, wanted[name])
        if "reissues" in changed and row.reissues:
            row.reissues_from = ctx.on  # what ended before is left to people
        row.save(update_fields=[*changed, "reissues_from"])
        named = tuple(name.removesuffix("_id") for name in changed)
        journal.record(ctx, events.ConvenioSaved(row.credor_id, row.id, named))


def check(ctx: Context, credor_id: int, command: SaveConvenio) -> tuple[Bank, dict[str, str]]:
    """The bank and its terms, clean. Raises Invalid with every field that is wrong."""
    bank = banks.by_code().get(command.bank_code)
    if bank is None:
        raise Invalid("bank_code", "Escolha um dos bancos da lista.")
    if bank.remessa(command.layout) is None:
        raise Invalid("layout", f"Para {bank.name} não escrevemos este formato de arquivo. Escolha outro.")
    terms = {one.field: "".join(command.terms.get(one.field, "").split()) for one in _asked(bank)}
    terms = {field: text for field, text in terms.items() if text}
    read = Fields()
    _read_plain(read, credor_id, command)
    for one in bank.asked:
        if one.is_required and one.field not in terms:
            read.read(_missing, one.field, one.label)
        if one.options:
            read.read(_option, one, terms.get(one.field, ""))
    read.read(_first, "first_number", command.first_number, MAX_FIRST_NUMBER)
    read.read(_first, "first_remessa", command.first_remessa, 999_999)
    read.check()
    credor = models.Credor.objects.get(id=credor_id)
    contract = contract_of(terms)
    who = Beneficiario(credor.name, credor.document)
    _try(ctx, bank, contract, who, command.layout, command.first_number, command.days_payable)
    return bank, terms


def _try_edited(ctx: Context, row: ConvenioRow, command: EditConvenio) -> None:
    _try(ctx, row.bank, row.contract, row.beneficiario, row.layout, row.last_sequence + 1, command.days_payable)


def _try(
    ctx: Context, bank: Bank, contract: Convenio, who: Beneficiario, layout: str, sequence: int, days_payable: int
) -> None:
    """Writes a remessa of nobody. Raises Invalid with the form's own field."""
    made_at = ctx.now.astimezone(SAO_PAULO).replace(tzinfo=None)
    try:
        sample_remessa(
            bank, contract, made_at, sequence=sequence, days_payable=days_payable, beneficiario=who, layout=layout
        )
    except Invalid as error:
        every = [Invalid(_NAMED.get(one.field, one.field), plain(one.phrase)) for one in error.every]
        raise Invalid(every[0].field, every[0].phrase, tuple(every[1:])) from error


def plain(phrase: str) -> str:
    """A refusal of the sample without the number of its only item."""
    return phrase.removeprefix("No 1º item: ")


def _asked(bank: Bank) -> tuple:
    return (*bank.asked, *bank.asked_by_files)


def _read_plain(read: Fields, credor_id: int, command: SaveConvenio | EditConvenio) -> None:
    read.read(fields.line, "label", command.label, MAX_LABEL_CHARS, "um nome para o convênio")
    read.read(_days, command.days_payable)
    read.read(_rounding, command.rate_rounding)
    read.read(_account, credor_id, command.bank_account_id)


def _days(days: int) -> None:
    if not 0 <= days <= MAX_DAYS_PAYABLE:
        raise Invalid("days_payable", f"De 0 (só até o vencimento) a {MAX_DAYS_PAYABLE} dias depois do vencimento.")


def _rounding(code: str) -> None:
    if code not in ("", *ROUNDINGS):
        raise Invalid("rate_rounding", "Escolha na lista como o banco arredonda.")


def _account(credor_id: int, bank_account_id: int | None) -> None:
    accounts = models.BankAccount.objects.filter(credor_id=credor_id, closed_at__isnull=True)
    if bank_account_id is not None and not accounts.filter(id=bank_account_id).exists():
        raise Invalid("bank_account", "Escolha uma das contas da lista.")


def _missing(field: str, label: str) -> None:
    raise Invalid(field, f"Falta «{label}».")


def _option(asked: Asked, text: str) -> None:
    if text not in [code for code, _ in asked.options]:
        raise Invalid(asked.field, f"Escolha na lista «{asked.label}».")


def _first(field: str, number: int, most: int) -> None:
    if not 1 <= number <= most:
        raise Invalid(field, f"O primeiro número vai de 1 a {most}.")


def _refuse_elsewhere(ctx: Context, credor_id: int, key: str) -> None:
    """Two credores with one contract would give the same numbers to different boletos of one bank."""
    rows = models.Convenio.objects.filter(terms_key=key, credor__closed_at=None).exclude(credor_id=credor_id)
    if (there := rows.select_related("credor").first()) is None:
        return
    seen = there.credor_id in ctx.scope.credor_ids
    whose = f"«{there.label}», de {there.credor.name}" if seen else "de outro credor desta instalação"
    raise Refused(
        "convenio.elsewhere",
        f"Este convênio já está cadastrado: {whose}. Os dois dariam o mesmo nosso número a boletos diferentes. "
        "Peça ao banco outro convênio.",
    )


def _key(bank: Bank, terms: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps([bank.code, sorted(terms.items())]).encode()).hexdigest()
