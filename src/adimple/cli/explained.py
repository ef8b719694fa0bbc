"""An explanation as text for a terminal, and as JSON."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from adimple.cycle.as_of import PAST
from adimple.cycle.explain import Explanation, TituloExplained
from adimple.domain import cadastro, calendar, phrases
from adimple.domain.money import format_brl
from adimple.domain.regua import document
from adimple.domain.regua.regua import ReguaStep
from adimple.store.reads.payments import PaymentDetail

SENT = {
    "sending": "saindo",
    "accepted": "aceito pelo provedor",
    "temporary": "não aceito agora",
    "permanent": "recusado pelo provedor",
    "uncertain": "sem resposta do provedor",
}
CHANNEL_OUTCOMES = {"plan": "permitido", "refuse": "recusado", "wait": "espera"}


def as_text(told: Explanation, receipts: Sequence[PaymentDetail] = ()) -> str:
    titulos = (line for titulo in told.titulos for line in _titulo(titulo))
    return "\n".join([*_heading(told), *titulos, *_ending(told), *_receipts(receipts)])


def as_json(told: Explanation, receipts: Sequence[PaymentDetail] = ()) -> str:
    payments = [dataclasses.asdict(receipt) | {"order": receipt.order} for receipt in receipts]
    return json.dumps(dataclasses.asdict(told) | {"payments": payments}, ensure_ascii=False, default=_plain)


def _receipts(receipts: Sequence[PaymentDetail]) -> list[str]:
    """Where each payment went, in its order, and why."""
    lines = []
    for receipt in receipts:
        payment = receipt.payment
        paid_on = calendar.format_date(payment.paid_on)
        lines += ["", f"Pagamento {payment.id}, de {format_brl(payment.amount_cents)} em {paid_on}:"]
        for titulo in receipt.titulos:
            lines.append(f"    {titulo.label}: {format_brl(titulo.paid_cents)}. {titulo.why}")
        if payment.leftover_cents:
            credit = format_brl(payment.leftover_cents)
            lines.append(f"    Sobraram {credit}: crédito a devolver (Código Civil, art. 876).")
        if receipt.titulos:
            lines.append(f"    {receipt.order}")
    return lines


def _heading(told: Explanation) -> list[str]:
    who = told.devedor
    document = cadastro.mask_document(who.document) if who.document else "sem CPF ou CNPJ (cadastro incompleto)"
    regua = (
        f"Régua: {told.regua.name}, versão {told.regua.version}, em vigor desde "
        f"{calendar.format_date(told.regua.effective_on)}; perfil {who.profile}."
        if told.regua
        else "Régua: nenhuma versão em vigor."
    )
    late = [titulo.owed for titulo in told.titulos if titulo.days_since_due > 0]
    overdue_cents = sum(owed.total_cents for owed in late if owed)
    overdue = f", dos quais {format_brl(overdue_cents)} vencidos" if not told.missing else ""
    lines = [
        f"{who.name} ({document}), devedor {who.id} de {who.credor_name}, em {calendar.format_date(told.on)}",
        f"Em aberto {_amount(told.total_cents, told.missing)}{overdue}.",
        regua,
    ]
    if who.credor_closed_on and told.moment != PAST:
        ended = calendar.format_date(who.credor_closed_on)
        lines.append(f"O credor foi encerrado em {ended}: nada é planejado nem sai.")
    elif who.credor_in_ensaio and told.moment != PAST:
        lines.append("O credor está em ensaio: nada sai até alguém liberar os envios. Abaixo, o que sairia.")
    elif who.credor_stopped and told.moment != PAST:
        lines.append("Os envios deste credor estão parados.")
    return [*lines, *told.notes]


def _amount(cents: int | None, missing: str) -> str:
    return f"valor indisponível ({missing})" if cents is None else format_brl(cents)


def _titulo(told: TituloExplained) -> list[str]:
    titulo = told.titulo
    cents = told.owed.total_cents if told.owed else None
    verb = "venceu" if told.days_since_due > 0 else "vence"
    step = f"Passo: {_step(told.step)}. " if told.step else ""
    lines = [
        "",
        f"• {titulo.label}, {verb} em {calendar.format_date(titulo.due_on)}: {_amount(cents, told.missing)}",
        *(f"    {line}" for line in told.arithmetic),
        f"    {step}{told.phrase}",
        *(f"    {line}" for line in told.catch_up),
    ]
    if told.reason:
        lines.append(f"    Regra {told.reason.code}: {told.reason.cites or 'política da casa'}.")
        lines.append(f"    O que muda isso: {told.reason.lifts}")
    if told.written and told.written.due_at:
        lines.append(f"    Hora planejada: {_hour(told.written.due_at)}.")
    if told.next_step and told.next_step_on:
        lines.append(f"    Próximo passo: {_step(told.next_step)}, em {calendar.format_date(told.next_step_on)}.")
    return lines


def _ending(told: Explanation) -> list[str]:
    lines = [""]
    for tried in told.channels:
        why = f": {tried.reason.phrase}" if tried.reason else ""
        fate = f"{CHANNEL_OUTCOMES[tried.outcome]}{why} ({tried.hours})"
        lines.append(f"{_step(tried.step)}, por {phrases.channel(tried.channel)}: {fate}")
    if told.channel and told.due_at:
        lines.append(f"Sairia por {phrases.channel(told.channel)}, em {_hour(told.due_at)}.")
    if told.dispatch:
        proof = told.dispatch
        lines.append(f"Enviado em {_hour(proof.started_at)}: {SENT[proof.status]}. Prova {proof.body_sha256[:16]}…")
    return lines


def _step(step: ReguaStep) -> str:
    return document.step_label(step.kind, step.day)


def _hour(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo('America/Sao_Paulo')):%d/%m/%Y às %Hh%M}"


def _plain(value: Any) -> str:
    assert isinstance(value, date | datetime), f"no JSON for {value!r}"
    return value.isoformat()
