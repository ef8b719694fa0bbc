"""An explanation as text for a terminal, and as JSON."""

import dataclasses
import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from adimple.cycle.explain import Explanation, TituloExplained
from adimple.domain import cadastro, calendar, phrases
from adimple.domain.money import format_brl

OUTCOMES = {
    "plan": "vai na mensagem do dia",
    "refuse": "recusado por regra",
    "wait": "espera",
    "done": "já feito",
    "none": "nada hoje",
}


CHANNEL_OUTCOMES = {"plan": "permitido", "refuse": "recusado", "wait": "espera"}


def as_text(told: Explanation) -> str:
    return "\n".join([*_heading(told), *(line for titulo in told.titulos for line in _titulo(titulo)), *_ending(told)])


def as_json(told: Explanation) -> str:
    return json.dumps(dataclasses.asdict(told), ensure_ascii=False, default=_plain)


def _heading(told: Explanation) -> list[str]:
    who = told.devedor
    document = cadastro.mask_document(who.document) if who.document else "sem CPF ou CNPJ (cadastro incompleto)"
    regua = (
        f"Régua: {told.regua.name}, versão {told.regua.version}, em vigor desde "
        f"{calendar.format_date(told.regua.effective_on)}; perfil {who.profile}."
        if told.regua
        else "Régua: nenhuma versão em vigor."
    )
    overdue_cents = sum(titulo.owed.total_cents for titulo in told.titulos if titulo.days_since_due > 0)
    lines = [
        f"{who.name} ({document}), devedor {who.id} de {who.credor_name}, em {calendar.format_date(told.on)}",
        f"Em aberto {format_brl(told.total_cents)}, dos quais {format_brl(overdue_cents)} vencidos.",
        regua,
    ]
    if who.credor_in_ensaio:
        lines.append("O credor está em ensaio: nada sai até alguém liberar os envios. Abaixo, o que sairia.")
    if who.credor_stopped:
        lines.append("Os envios deste credor estão parados.")
    return lines


def _titulo(told: TituloExplained) -> list[str]:
    titulo = told.titulo
    verb = "venceu" if told.days_since_due > 0 else "vence"
    step = f"Passo: {told.step.code} ({OUTCOMES[told.outcome]}). " if told.step else ""
    lines = [
        "",
        f"• {titulo.label}, {verb} em {calendar.format_date(titulo.due_on)}: {format_brl(told.owed.total_cents)}",
        *(f"    {line}" for line in told.arithmetic),
        f"    {step}{told.phrase}",
    ]
    if told.reason:
        lines.append(f"    Regra {told.reason.code}: {told.reason.cites or 'política da casa'}.")
        lines.append(f"    O que muda isso: {told.reason.lifts}")
    if told.written and told.written.due_at:
        lines.append(f"    Planejado por {phrases.channel(told.written.channel or '')}, {_hour(told.written.due_at)}.")
    if told.next_step and told.next_step_on:
        lines.append(f"    Próximo passo: {told.next_step.code}, em {calendar.format_date(told.next_step_on)}.")
    return lines


def _ending(told: Explanation) -> list[str]:
    lines = [""]
    for tried in told.channels:
        why = f": {tried.reason.phrase}" if tried.reason else ""
        fate = f"{CHANNEL_OUTCOMES[tried.outcome]}{why} ({tried.hours})"
        lines.append(f"Passo {tried.step_code}, {phrases.channel(tried.channel)}: {fate}")
    if told.channel and told.due_at:
        lines.append(f"Sairia por {phrases.channel(told.channel)}, {_hour(told.due_at)}.")
    if told.dispatch:
        proof = told.dispatch
        lines.append(f"Último envio: {_hour(proof.started_at)}, {proof.status}, prova {proof.body_sha256[:16]}…")
    return lines


def _hour(at: datetime) -> str:
    return f"em {at.astimezone(ZoneInfo('America/Sao_Paulo')):%d/%m/%Y às %Hh%M}"


def _plain(value: Any) -> str:
    assert isinstance(value, date | datetime), f"no JSON for {value!r}"
    return value.isoformat()
