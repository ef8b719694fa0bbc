"""What proves to a person that a debt was paid, and where they stand: recibo, termo de quitação, extrato, as PDF.

Código Civil art. 319 (who pays has a right to the quitação) and art. 320 (what it must name).
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from adimple.domain import cadastro, calendar, money
from adimple.domain.errors import NotFound, Refused
from adimple.store.reads import balances, credores, devedores, payments
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.credores import CredorRow
from adimple.store.reads.devedores import DevedorRecord
from adimple.store.reads.payments import ImputacaoRow, PaymentDetail
from adimple.usecases import paper_codes
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.print_boletos import Paper

if TYPE_CHECKING:  # the typesetter is heavy: only who prints loads it
    from adimple.papers import recibo
    from adimple.papers.boleto import Party
    from adimple.papers.extrato import PaymentRow, TituloRow

# How money came, as a paper says it: «por …».
WAYS = {
    "form": "meio registrado pela equipe",
    "spreadsheet": "meio que consta da planilha do credor",
    "api": "meio informado pelo sistema do credor",
    "retorno": "boleto",
    "pix": "Pix",
    "ofx": "depósito ou transferência",
}
MOST_PAYMENTS = 200  # on one extrato


def print_recibo(ctx: Context, payment_id: int, *, by_link: bool = False) -> Paper:
    """Of one payment that stands. Raises NotFound, and Refused where it was undone.

    `by_link`: for whoever holds a link, which may be handed on: who paid is named, of a CPF only the middle is told,
    and where they live is not.
    """
    from adimple.papers import recibo

    detail = payments.get_payment(ctx.scope, payment_id)
    if detail.payment.undone:
        raise Refused("recibo.undone", "Este pagamento foi desfeito: não há recibo dele.")
    who, credor = _parties(ctx, detail.payment.devedor_id)
    paper = recibo.Recibo(
        numero=str(payment_id),
        credor=_credor(credor),
        devedor=_guarded(who) if by_link else _devedor(who),
        payment=_payment(detail, detail.titulos),
        issued_on=calendar.format_date(ctx.on),
        place=_place(credor),
        order=detail.order if detail.titulos else "",
        code=paper_codes.code_of(paper_codes.RECIBO, payment_id),
        check_at=_check_at(),
        contact=_contact(credor),
    )
    return Paper(f"recibo-{payment_id}.pdf", recibo.recibo_pdf(paper, made_on=ctx.on))


def print_quitacao(ctx: Context, titulo_id: int) -> Paper:
    """Of one título that was paid. Raises NotFound, and Refused where it was not."""
    from adimple.papers import recibo

    (titulo,) = balances.by_ids(ctx.scope, [titulo_id]) or (None,)
    if titulo is None:
        raise NotFound
    if titulo.closed_on is None or titulo.closed_reason != "paid":
        raise Refused("quitacao.not_paid", "A quitação é de título pago, e este não está. O extrato diz o que falta.")
    who, credor = _parties(ctx, titulo.devedor_id)
    details = payments.payments_of_titulo(ctx.scope, titulo_id)
    mine = [(detail, [row for row in detail.titulos if row.titulo_id == titulo_id]) for detail in details]
    paid = sum(row.paid_cents for _, rows in mine for row in rows)
    paper = recibo.Quitacao(
        numero=str(titulo_id),
        credor=_credor(credor),
        devedor=_devedor(who),
        titulos=(
            recibo.Settled(
                numero=_number(titulo),
                kind=titulo.description or "Título",
                due_on=calendar.format_date(titulo.due_on),
                principal=money.format_number(titulo.principal_cents),
                paid=money.format_number(paid),
                settled_on=calendar.format_date(titulo.closed_on),
            ),
        ),
        payments=tuple(_payment(detail, rows) for detail, rows in mine),
        total=money.format_number(paid),
        issued_on=calendar.format_date(ctx.on),
        place=_place(credor),
        signer=credor.name,
        order=details[0].order if details else "",
        code=paper_codes.code_of(paper_codes.QUITACAO, titulo_id),
        check_at=_check_at(),
        contact=_contact(credor),
    )
    return Paper(f"quitacao-{titulo_id}.pdf", recibo.quitacao_pdf(paper, made_on=ctx.on))


def print_extrato(ctx: Context, devedor_id: int) -> Paper:
    """Every título of a devedor with what it owes today, and every payment that stands. Raises NotFound."""
    from adimple.papers.extrato import Extrato, extrato_pdf

    who, credor = _parties(ctx, devedor_id)
    titulos = balances.of_devedor(ctx.scope, devedor_id, only_open=False)
    total = balances.total_of(titulo.priced(ctx.on) for titulo in titulos if titulo.closed_on is None)
    came = payments.payments_of_devedor(ctx.scope, devedor_id, MOST_PAYMENTS)
    notes = ["Multa, juros e desconto são os do dia do extrato: em outro dia o valor é outro."]
    if total.missing:
        notes.append(f"O total de hoje não pode ser dito: {total.missing}.")
    if len(came) == MOST_PAYMENTS:
        notes.append(f"Dos pagamentos, aparecem os {MOST_PAYMENTS} últimos.")
    paper = Extrato(
        credor=_credor(credor),
        devedor=_devedor(who),
        on=calendar.format_date(ctx.on),
        titulos=tuple(_titulo_row(titulo, ctx.on) for titulo in titulos),
        payments=tuple(_payment_row(detail) for detail in came),
        total_owed=money.format_number(total.cents) if total.cents is not None else "a confirmar",
        total_paid=money.format_number(sum(detail.payment.amount_cents for detail in came)),
        notes=tuple(notes),
        contact=_contact(credor),
    )
    return Paper(f"extrato-{devedor_id}.pdf", extrato_pdf(paper, made_on=ctx.on))


def _payment(detail: PaymentDetail, rows: list[ImputacaoRow]) -> "recibo.Payment":
    from adimple.papers import recibo

    row = detail.payment
    registered_on = calendar.format_date(row.registered_at.astimezone(SAO_PAULO).date())
    return recibo.Payment(
        paid_on=calendar.format_date(row.paid_on),
        amount=money.format_number(row.amount_cents),
        method=WAYS[row.source],
        proof=f"pagamento nº {row.id}, registrado em {registered_on}",
        imputacoes=tuple(_imputed(one) for one in rows),
        leftover=_filled(row.leftover_cents),
    )


def _imputed(row: ImputacaoRow) -> "recibo.Imputed":
    from adimple.papers import recibo

    left = row.principal_left_cents + row.multa_left_cents + row.juros_left_cents
    return recibo.Imputed(
        numero=row.label,
        due_on=calendar.format_date(row.due_on),
        paid=money.format_number(row.paid_cents),
        left=money.format_number(left) if left else "Quitado",
        juros=_filled(row.juros_cents),
        multa=_filled(row.multa_cents),
        correcao=_filled(row.correcao_cents),
        principal=_filled(row.principal_cents),
        discount=_filled(row.discount_cents),
        why=row.why,
    )


def _titulo_row(titulo: TituloSaldo, on: date) -> "TituloRow":
    from adimple.papers.extrato import TituloRow

    row = TituloRow(
        numero=_number(titulo),
        kind=titulo.description or "Título",
        due_on=calendar.format_date(titulo.due_on),
        principal=money.format_number(titulo.saldo.principal_cents or titulo.principal_cents),
        standing=_standing(titulo),
    )
    if titulo.closed_on is not None:
        return row
    owed = titulo.priced(on).owed
    if owed is None:
        return replace(row, total="a confirmar")
    return replace(
        row,
        correcao=_filled(owed.correcao_cents),
        multa=_filled(owed.multa_cents),
        juros=_filled(owed.juros_cents),
        discount=_filled(owed.discount_cents),
        total=money.format_number(owed.total_cents),
    )


def _standing(titulo: TituloSaldo) -> str:
    if titulo.closed_on is None:
        return "Em aberto"
    word = "Quitado" if titulo.closed_reason == "paid" else "Baixado"
    return f"{word} em {calendar.format_date(titulo.closed_on)}"


def _payment_row(detail: PaymentDetail) -> "PaymentRow":
    from adimple.papers.extrato import PaymentRow

    row = detail.payment
    return PaymentRow(
        paid_on=calendar.format_date(row.paid_on),
        method=WAYS[row.source].capitalize(),
        amount=money.format_number(row.amount_cents),
        titulos=", ".join(one.label for one in detail.titulos) or "Crédito a devolver",
    )


def _parties(ctx: Context, devedor_id: int) -> tuple[DevedorRecord, CredorRow]:
    who = devedores.get_devedor(ctx.scope, devedor_id)
    return who, credores.get_credor(ctx.scope, who.credor_slug)


def _credor(credor: CredorRow) -> "Party":
    """The address is one free line, which often ends in the city, with its UF and CEP or without."""
    ends = rf"\b{re.escape(credor.city)}[\s,./-]*({credor.uf})?[\s,./-]*(CEP:?)?\s*(\d{{5}}-?\d{{3}})?[\s.]*$"
    has_city = bool(credor.city) and bool(re.search(ends, credor.address, re.IGNORECASE))
    place = "" if has_city else "/".join(filter(None, (credor.city, credor.uf)))
    return _party(credor.name, credor.document, ", ".join(filter(None, (credor.address, place))))


def _devedor(who: DevedorRecord) -> "Party":
    place = "/".join(filter(None, (who.city, who.uf)))
    return _party(who.name, who.document, ", ".join(filter(None, (who.address, who.bairro, place))))


def _guarded(who: DevedorRecord) -> "Party":
    return _party(who.name, who.document, "", cadastro.public_document)


def _party(name: str, document: str, address: str, written: Callable[[str], str] = cadastro.format_document) -> "Party":
    from adimple.papers.boleto import Party

    kind = "CPF" if len(document) == 11 else "CNPJ"
    told = f"{kind} {written(document)}" if document else "sem CPF ou CNPJ no cadastro"
    return Party(name, told, address)


def _place(credor: CredorRow) -> str:
    return "/".join(filter(None, (credor.city, credor.uf))) or "Brasil"


def _contact(credor: CredorRow) -> str:
    ways = [cadastro.format_phone(credor.phone) if credor.phone else "", credor.email]
    told = ", ".join(filter(None, ways))
    return f"Dúvidas: {told}." if told else ""


def _check_at() -> str:
    return f"{settings.BASE_URL.partition('://')[2]}/verdade/"


def _number(titulo: TituloSaldo) -> str:
    return "/".join(filter(None, (titulo.number, titulo.parcela))) or str(titulo.id)


def _filled(cents: int) -> str:
    return money.format_number(cents) if cents else ""
