"""A devedor's history in words: each row of the timeline becomes a fact and the evidence below it."""

from dataclasses import dataclass
from datetime import datetime

from adimple.domain import cadastro, calendar, incoming, money, phrases
from adimple.domain.conduct.reasons import reason_of
from adimple.store.reads.timeline import TimelineRow, day
from adimple.web import formats


@dataclass(frozen=True, slots=True)
class Entry:
    """`fact` is one sentence; `evidence` are short lines. `has_hour` is false where only the day is known."""

    at: datetime
    tone: str
    drawing: str
    fact: str
    evidence: tuple[str, ...] = ()
    has_hour: bool = True


CHANNEL_ICONS = {
    "email": "mail", "sms": "sms", "whatsapp": "message", "phone": "phone", "voicemail": "phone", "letter": "letter",
}  # fmt: skip
SENT = {
    "sending": ("saindo", "go"),
    "accepted": ("enviado", "ok"),
    "temporary": ("não saiu; o sistema tenta de novo", "wait"),
    "permanent": ("não saiu", "fail"),
    "uncertain": ("pode ter saído; o provedor não confirmou", "wait"),
}
# Actors that are nobody: what they do needs no name beside it.
MACHINES = ("link", "noite", "envio", "fim do dia")
REACHED = ("talked", "promised")
# An event's family → tone and icon; the rest are calm.
FAMILIES = {
    "action": ("rule", "rule"),
    "channel": ("wait", "mute"),
    "contact": ("", "person"),
    "hold": ("go", "play"),
    "link": ("go", "link"),
    "message": ("wait", "undo"),
    "payment": ("", "undo"),
    "promise": ("go", "promise"),
}
# Facts whose tone is not their family's.
TONES = {"promise.kept": ("ok", "ok"), "promise.broken": ("wait", "promise")}
HOLD_SOURCES = {"link": "pelo link da mensagem", "console": "pela equipe", "call": "numa ligação"}
VERSION_FIELDS = {
    "due_on": "o vencimento",
    "principal_cents": "o principal",
    "description": "a descrição",
    "number": "o número",
    "parcela": "a parcela",
    "issued_on": "a emissão",
    "nosso_numero": "o nosso número",
    "linha_digitavel": "a linha digitável",
    "pix_copia_e_cola": "o Pix copia e cola",
    "link_pagamento": "o link de pagamento",
    "devedor_id": "o devedor",
    "especie": "a espécie",
}


def entry(row: TimelineRow) -> Entry:
    return TELLERS[row.source](row)


def _event(row: TimelineRow) -> Entry:
    name = row.told["name"]
    tone, drawing = TONES.get(name) or FAMILIES.get(name.partition(".")[0], ("", "info"))
    sentence = phrases.told(name, row.told["payload"])
    return Entry(row.at, tone, drawing, sentence.rstrip("."), _by(row.actor))


def _dispatch(row: TimelineRow) -> Entry:
    channel = row.told["channel"]
    word, tone = SENT[row.told["status"]]
    address = row.told["address"]
    whom = cadastro.mask_email(address) if "@" in address else cadastro.mask_phone(address)
    subject = f"«{row.told['subject']}», para {whom}" if row.told["subject"] else f"Para {whom}"
    fact = f"{_capital(phrases.channel(channel))} {word}"
    return Entry(row.at, tone, _icon(channel), fact, (f"{subject}. Régua v{row.told['regua_version']}.",))


def _task(row: TimelineRow) -> Entry:
    channel, outcome = row.told["channel"], row.told["outcome"]
    name = _capital(phrases.channel(channel))
    if not outcome:
        return Entry(row.at, "", _icon(channel), f"{name} na fila de tarefas")
    tone = "ok" if outcome in REACHED else "" if outcome in ("no_answer", "expired") else "wait"
    note = (f"“{row.told['note']}”",) if row.told["note"] else ()
    return Entry(row.at, tone, _icon(channel), f"{name}: {phrases.OUTCOMES[outcome]}", note + _by(row.actor))


def _payment(row: TimelineRow) -> Entry:
    paid_on = calendar.format_date(day(row.told["paid_on"]))
    fact = f"Pagamento de {money.format_brl(row.told['amount_cents'])}"
    told = row.told["source"]
    source = "pela equipe" if told == "form" else incoming.told_by(told)
    evidence = [f"Pago em {paid_on}, registrado {source}."]
    if row.told["note"]:
        evidence.append(f"“{row.told['note']}”")
    if row.told["undone"]:
        return Entry(row.at, "", "undo", f"{fact}, depois desfeito", tuple(evidence))
    return Entry(row.at, "ok", "pagamentos", fact, tuple(evidence))


def _version(row: TimelineRow) -> Entry:
    label = row.told["description"] or row.told["number"] or f"Título {row.told['titulo_id']}"
    changes = tuple(f"Antes, {_former(name, value)}." for name, value in row.told["fields"].items())
    return Entry(row.at, "", "edit", f"{label} alterado pelo sistema do credor", changes)


def _former(name: str, value) -> str:
    words = VERSION_FIELDS.get(name, name)
    if value in (None, ""):
        return f"{words} estava em branco"
    if name.endswith("_on"):
        return f"{words} era {calendar.format_date(day(value))}"
    if name.endswith("_cents"):
        return f"{words} era {money.format_brl(value)}"
    return f"{words} era {value}" if name != "devedor_id" else f"{words} era outro"


def _hold(row: TimelineRow) -> Entry:
    told = row.told
    end = f"Até {calendar.format_date(day(told['until']))}" if told["until"] else "Até alguém encerrar"
    source = HOLD_SOURCES.get(told["source"], "")
    what = "em um título" if told["one_titulo"] else "em todos os títulos"
    evidence = [f"{end}, {what}{f', {source}' if source else ''}."]
    if told["reason"]:
        evidence.append(f"“{told['reason']}”")
    return Entry(row.at, "wait", "pause", f"Pausa: {phrases.HOLDS[told['kind']]}", tuple(evidence))


def _refusal(row: TimelineRow) -> Entry:
    reason = reason_of(row.told["blocked_by"])
    evidence = tuple(line for line in (reason.cites, reason.lifts) if line)
    items = formats.plural(row.told["items"], "título,títulos")
    return Entry(row.at, "rule", "rule", f"Recusado por regra: {reason.phrase.rstrip('.')}", (items, *evidence), False)


def _arrival(row: TimelineRow) -> Entry:
    titulos = formats.plural(row.told["titulos"], "título cadastrado,títulos cadastrados")
    total = money.format_brl(int(row.told["principal_cents"]))
    return Entry(row.at, "", "importar", _capital(titulos), (f"Principal: {total}.",))


def _by(actor: str) -> tuple[str, ...]:
    return (f"Por {actor}",) if actor and actor not in MACHINES else ()


def _icon(channel: str) -> str:
    return CHANNEL_ICONS.get(channel, "message")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


TELLERS = {
    "event": _event,
    "dispatch": _dispatch,
    "task": _task,
    "payment": _payment,
    "version": _version,
    "hold": _hold,
    "refusal": _refusal,
    "arrival": _arrival,
}
