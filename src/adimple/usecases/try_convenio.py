"""A convênio tried without money: a remessa of one boleto of nobody is written, and a retorno of it paid is read.

Then the credor's own charges, on that boleto: a file that cannot carry them would refuse every boleto.
"""

import io
from dataclasses import dataclass, replace

from django.db import transaction

from adimple.domain import encargos, events, money
from adimple.domain.errors import Invalid, Unreadable
from adimple.domain.remessa import sample as remessas
from adimple.domain.remessa.items import ENTRY, Item
from adimple.domain.remessa.writing import check_item
from adimple.domain.retorno import reader
from adimple.domain.retorno import sample as retornos
from adimple.domain.retorno.items import Closing, Detail
from adimple.domain.retorno.items import Item as Told
from adimple.store import journal
from adimple.store.reads import balances, convenios
from adimple.store.reads.convenios import ConvenioRow
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.open_credor import require_open
from adimple.usecases.save_convenio import plain

_WHOSE = {"B2C": "consumidores", "B2B": "empresas"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing tried, and what came of it in words."""

    is_right: bool
    phrase: str


@dataclass(frozen=True, slots=True)
class Tried:
    steps: tuple[Step, ...]

    @property
    def is_right(self) -> bool:
        return all(step.is_right for step in self.steps)


@transaction.atomic
def try_convenio(ctx: Context, convenio_id: int) -> Tried:
    """What was found; nothing of it is kept but that it was tried. Raises NotFound, Refused."""
    row = convenios.get_convenio(ctx.scope, convenio_id)
    require_open(ctx, row.credor_id, "manager")
    tried = Tried((_remessa(ctx, row), _retorno(ctx, row), *_encargos(ctx, row)))
    journal.record(ctx, events.ConvenioTested(row.credor_id, row.id, tried.is_right))
    return tried


def _remessa(ctx: Context, row: ConvenioRow) -> Step:
    made_at = ctx.now.astimezone(SAO_PAULO).replace(tzinfo=None)
    try:
        content = remessas.sample_remessa(
            row.bank,
            row.contract,
            made_at,
            sequence=row.last_sequence + 1,
            days_payable=row.days_payable,
            beneficiario=row.beneficiario,
            layout=row.layout,
        )
    except Invalid as error:
        labels = {one.field: one.label for one in (*row.bank.asked, *row.bank.asked_by_files)}
        wrong = "; ".join(f"{labels.get(one.field, one.field)}: {plain(one.phrase)}" for one in error.every)
        return Step(False, f"A remessa de exemplo não pôde ser escrita. {wrong}")
    lines = content.count(b"\r\n")
    return Step(True, f"Remessa {row.layout} escrita: {lines} linhas, um boleto de {money.format_brl(remessas.CENTS)}.")


def _retorno(ctx: Context, row: ConvenioRow) -> Step:
    layout = next(
        (one for one in (row.bank.retorno240, row.bank.retorno400) if one and one.name == row.layout),
        row.bank.retorno400 or row.bank.retorno240,
    )
    if layout is None:
        return Step(False, f"Não lemos o retorno de {row.bank.name}.")
    number = row.bank.nosso_numero(row.contract, remessas.sample_entry(row.last_sequence + 1, ctx.on).order).number
    content = retornos.sample_retorno(
        row.bank, layout, number=number, carteira=row.contract.carteira, cents=remessas.CENTS, on=ctx.on
    )
    try:
        items = list(reader.read(io.BytesIO(content), {row.bank.code: row.bank}))
    except Unreadable as error:
        return Step(False, f"O retorno de exemplo não pôde ser lido. {error.phrase}")
    return _judged(items, layout.name, number)


def _encargos(ctx: Context, row: ConvenioRow) -> list[Step]:
    """Of each kind of devedor, the policy in force today; kinds that are told the same are told together."""
    made_at = ctx.now.astimezone(SAO_PAULO).replace(tzinfo=None)
    sample = remessas.sample_entry(row.last_sequence + 1, ctx.on, row.days_payable)
    told: dict[tuple[bool, str], list[str]] = {}
    for (_, kind), versions in sorted(balances.policies([row.credor_id]).items()):
        policy = encargos.cap_policy(balances.in_force(versions, sample.due_on), kind)
        item = Item(ENTRY, replace(sample, policy=policy))
        try:
            check_item(row.bank, row.contract, made_at, item, beneficiario=row.beneficiario, layout=row.layout)
        except Invalid as error:
            told.setdefault((False, f"não cabem neste arquivo. {error.phrase}"), []).append(_WHOSE[kind])
        else:
            told.setdefault((True, "cabem neste arquivo, ao centavo."), []).append(_WHOSE[kind])
    return [
        Step(is_right, f"As regras para {' e para '.join(whose)} {said}") for (is_right, said), whose in told.items()
    ]


def _judged(items: list[Told], layout: str, number: str) -> Step:
    details = [item for item in items if isinstance(item, Detail)]
    closing = items[-1]
    assert isinstance(closing, Closing), "a retorno that could be read ends in a closing"
    if len(details) != 1 or not closing.may_settle or closing.reviews or closing.remarks:
        said = "; ".join(item.phrase for item in items if not isinstance(item, Detail | Closing))
        return Step(False, f"O retorno de exemplo foi lido com avisos. {said}")
    if details[0].nosso_numero != number:
        return Step(False, f"O retorno de exemplo diz o nosso número {details[0].nosso_numero}, e o boleto, {number}.")
    paid = money.format_brl(details[0].paid_cents)
    return Step(
        True, f"Retorno {layout} lido: um pagamento de {paid}, nosso número {details[0].nosso_numero}, sem avisos."
    )
