"""Boletos on paper: one, or the carnê of a devedor's. What the paper says is what the bank was told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adimple.domain import cadastro, calendar, encargos, money
from adimple.domain.bank import Bank, Convenio, contract_of
from adimple.domain.errors import NotFound, Refused
from adimple.store.reads import boletos, pix_charges
from adimple.store.reads.boletos import Printed
from adimple.usecases.context import Context

if TYPE_CHECKING:
    from adimple.papers.boleto import Party, Slip

LIVE = ("made", "sent", "registered")
TOLD = ("sent", "registered")
UNTOLD = (
    "O banco ainda não conhece este boleto, e quem tentasse pagá-lo não conseguiria. Gere a remessa, mande-a ao banco "
    "e imprima depois."
)
_CNPJ_CHARS = 14


@dataclass(frozen=True, slots=True)
class Paper:
    file_name: str
    content: bytes


def print_boleto(ctx: Context, boleto_id: int) -> Paper:
    """A PDF of one page. Raises NotFound; Refused where the boleto serves no more, or the bank was not told of it."""
    # The typesetter is heavy: only who prints loads it.
    from adimple.papers.boleto import boleto_pdf

    found = boletos.to_print(ctx.scope, [boleto_id])
    if not found:
        raise NotFound
    printed = found[0]
    if printed.row.state not in LIVE:
        raise Refused("boleto.over", "Este boleto já não vale, e por isso não se imprime. Emita outro.")
    if printed.row.state not in TOLD:
        raise Refused("boleto.untold", UNTOLD)
    slip = _slip(printed, _pix_codes(ctx, found).get(boleto_id, ""))
    return Paper(f"boleto-{printed.row.id}.pdf", boleto_pdf(slip, made_on=ctx.on))


def print_carne(ctx: Context, devedor_id: int) -> Paper:
    """The devedor's live boletos, first due first. Raises NotFound; Refused where there is none, or the bank was not
    told of one of them: a carnê without it would be taken for whole.
    """
    from adimple.papers.carne import carne_pdf
    from adimple.store.reads import devedores

    who = devedores.get_devedor(ctx.scope, devedor_id)
    rows = boletos.boletos_of_devedor(ctx.scope, devedor_id)
    if not rows:
        raise Refused("carne.empty", "Esta pessoa não tem boleto que valha. Emita os boletos primeiro.")
    if untold := sum(row.state not in TOLD for row in rows):
        of_them = "este ainda não foi" if len(rows) == 1 else f"{untold} de {len(rows)} ainda não foram"
        raise Refused(
            "carne.untold",
            f"O carnê não sai agora: {of_them} ao banco, e não se pagaria. Gere a remessa, mande-a ao banco e imprima "
            "depois.",
        )
    found = boletos.to_print(ctx.scope, [row.id for row in rows])
    codes = _pix_codes(ctx, found)
    slips = [_slip(printed, codes.get(printed.row.id, "")) for printed in found]
    return Paper(f"carne-{who.id}.pdf", carne_pdf(slips, name=f"Carnê de {who.name}", made_on=ctx.on))


def _pix_codes(ctx: Context, found: Sequence[Printed]) -> dict[int, str]:
    """By boleto, the Pix that asks the same on every day: a live cobv of its value and due date."""
    charges = pix_charges.live_charges(ctx.scope, [printed.row.titulo_id for printed in found])
    codes = {}
    for row in (printed.row for printed in found):
        charge = charges.get(row.titulo_id)
        if charge and (charge.kind, charge.state, charge.cents, charge.due_on) == (
            "cobv",
            "active",
            row.cents - row.abatimento_cents,
            row.due_on,
        ):
            codes[row.id] = charge.br_code
    return codes


def _slip(printed: Printed, pix_code: str) -> "Slip":
    from adimple.papers.boleto import Slip

    row, contract = printed.row, contract_of(printed.convenio.terms)
    saldo = replace(encargos.new_saldo(row.cents, row.due_on), principal_cents=row.cents - row.abatimento_cents)
    is_late_taken = row.pay_until > calendar.effective_due_on(row.due_on)
    last = f"Não receber depois de {calendar.format_date(row.pay_until)}."
    slip = Slip(
        bank_name=row.bank.name,
        bank_header=row.bank.header,
        linha_digitavel=row.line,
        barcode=row.barcode,
        beneficiario=_party(
            printed.beneficiario_name, printed.beneficiario_document, printed.beneficiario_address
        ),
        pagador=_pagador(printed.pagador),
        agencia_codigo=_account(row.bank, contract),
        nosso_numero=row.printed_number,
        numero=f"{row.titulo_number}/{row.titulo_parcela}".strip("/") or str(row.titulo_id),
        due_on=calendar.format_date(row.due_on),
        amount=money.format_number(row.cents),
        issued_on=calendar.format_date(row.issued_on),
        processed_on=calendar.format_date(row.issued_on),
        carteira=contract.carteira,
        instrucoes=(*_abatimento(row), *encargos.instructions(printed.policy, saldo, due_on=row.due_on), last),
        referente=row.titulo_description,
        parcela=row.titulo_parcela,
        pix_code=pix_code,
        local_de_pagamento=(
            "Pagável em qualquer banco, lotérica ou aplicativo, mesmo depois do vencimento"
            if is_late_taken
            else "Pagável em qualquer banco, lotérica ou aplicativo, até o vencimento"
        ),
    )  # fmt: skip
    return slip


def _abatimento(row: boletos.BoletoRow) -> tuple[str, ...]:
    if not row.abatimento_cents:
        return ()
    left = money.format_brl(row.cents - row.abatimento_cents)
    return (f"Abatimento de {money.format_brl(row.abatimento_cents)}: até o vencimento, pague {left}.",)


def _pagador(kept: dict[str, str]) -> "Party":
    cep = cadastro.format_cep(kept["cep"]) if kept["cep"] else ""
    place = ", ".join(filter(None, (kept["address"], kept["bairro"], f"{kept['city']}/{kept['uf']}", cep)))
    return _party(kept["name"], kept["document"], place)


def _party(name: str, document: str, address: str) -> "Party":
    from adimple.papers.boleto import Party

    kind = "CNPJ" if len(document) == _CNPJ_CHARS else "CPF"
    return Party(name, f"{kind} {cadastro.format_document(document)}", address)


def _account(bank: Bank, contract: Convenio) -> str:
    """`1234-5 / 56789-0`: agência, and the code by which the bank knows the beneficiário, or the account."""
    agencia = "-".join(filter(None, (contract.agencia, contract.agencia_dv)))
    dv = contract.conta_dv or (bank.account_dv(contract) if bank.account_dv else "")
    conta = "-".join(filter(None, (contract.conta, dv)))
    return f"{agencia} / {contract.beneficiario or conta}"
