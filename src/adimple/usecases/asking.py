"""The conduct gate asked again at the minute of contact: which títulos may still be spoken of, and whether it is time.

The night gave the same answers hours ago, from the same rules; this asks with the facts of now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from adimple.domain import calendar
from adimple.domain.conduct import facts as conduct_facts
from adimple.domain.conduct import gate, reasons, windows
from adimple.domain.conduct.facts import CHANNEL_CODES, HOLD_FACTS, UF_CODES, Facts
from adimple.domain.conduct.verdict import Kind, Verdict, strongest
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.moment import ContactRow, History, Item, Person, Speaker
from adimple.usecases.context import SAO_PAULO

_DEFAULTS = {field.name: field.default for field in fields(Facts)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One contact about to be made. `titulos`: those of the items, by id; one gone from the scope is missing.

    `consent`: the devedor's last word on this channel, None when none was said.
    `is_asked_for`: the devedor asked for this contact, so what holds the régua does not hold it.
    """

    channel: str
    speaker: Speaker
    person: Person
    contact: ContactRow | None
    items: Sequence[Item]
    titulos: dict[int, TituloSaldo]
    holds: Sequence[tuple[int | None, str]]
    consent: bool | None
    history: History
    is_asked_for: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """`kept`: títulos that may be named. With none, `refused_by` says why. `hour`: whether it is time;
    where it is, `closes_at` ends it.

    `proof`: each rule asked, its verdict and the facts, as the dispatch keeps them.
    """

    kept: tuple[TituloSaldo, ...]
    dropped: tuple[tuple[Item, str], ...]
    refused_by: str | None
    hour: Verdict
    closes_at: datetime
    proof: list[dict[str, Any]]


def ask(question: Question, now: datetime) -> Asked:
    """What the law, our policy and the ledger say of this contact at `now`."""
    on = now.astimezone(SAO_PAULO).date()
    kept: list[TituloSaldo] = []
    dropped: list[tuple[Item, str]] = []
    judged: dict[Facts, tuple[list[Verdict], list[int]]] = {}
    for item in question.items:
        titulo = question.titulos.get(item.titulo_id)
        if titulo is None or titulo.closed_on is not None:
            dropped.append((item, reasons.PAID))
            continue
        if titulo.due_on != item.due_on:
            dropped.append((item, reasons.MOVED))
            continue
        facts = _facts(question, titulo, (on - titulo.due_on).days, now)
        verdicts, spoken_of = judged.setdefault(facts, (gate.judge(facts, on), []))
        spoken_of.append(titulo.id)
        verdict = strongest(verdicts)
        if verdict.kind in (Kind.ALLOW, Kind.DEADLINE):
            kept.append(titulo)
        else:
            dropped.append((item, verdict.rule))
    hour, closes_at = _hour(question, now)
    proof = [_proof(facts, verdicts, ids, hour) for facts, (verdicts, ids) in judged.items()]
    refused_by = None if kept else _why([code for _, code in dropped], question)
    return Asked(tuple(kept), tuple(dropped), refused_by, hour, closes_at, proof)


def _hour(question: Question, now: datetime) -> tuple[Verdict, datetime]:
    """Whether it is time, and when it no longer is: at once where it is not."""
    person, speaker = question.person, question.speaker
    uf = person.uf or None
    zone = calendar.zone_of(uf, cep=person.cep)
    asked = (uf, question.channel, person.kind, speaker.is_agency)
    span = windows.open_window(now.astimezone(zone).date(), *asked, zone=zone)
    return windows.judge_hour(now, *asked, zone=zone), span[1] if span else now


def _facts(question: Question, titulo: TituloSaldo, days: int, now: datetime) -> Facts:
    kinds = {kind for titulo_id, kind in question.holds if titulo_id in (None, titulo.id)}
    speaker, history = question.speaker, question.history
    return Facts(
        channel_code=CHANNEL_CODES[question.channel],
        is_b2c=question.person.kind == "B2C",
        uf_code=UF_CODES.get(question.person.uf, conduct_facts.UNKNOWN_UF),
        sender_is_agency=speaker.is_agency,
        is_credor_identified=bool(speaker.name and speaker.document and speaker.address),
        opted_out=question.consent is False,
        has_whatsapp_opt_in=question.channel != "whatsapp" or question.consent is True,
        is_wrong_person=question.contact is not None and question.contact.is_wrong,
        is_prescribed=conduct_facts.is_prescribed(due_on=titulo.due_on, on=now.astimezone(SAO_PAULO).date()),
        days_overdue=max(days, 0),
        discloses_debt=True,
        is_recorded=speaker.records_calls,
        initiated_by_devedor=question.is_asked_for,
        attempts_today=history.attempts_today,
        contacts_today=history.contacts_today,
        contacts_this_week=history.contacts_this_week,
        **{fact: kind in kinds for kind, fact in HOLD_FACTS.items()},
    )


def _why(codes: list[str], question: Question) -> str | None:
    """The one reason that is named: a rule before a change of the ledger, whose títulos are simply gone."""
    if not codes:
        return None if question.is_asked_for else reasons.PAID
    return next((code for code in codes if code not in (reasons.PAID, reasons.MOVED)), codes[0])


def _proof(facts: Facts, verdicts: list[Verdict], titulo_ids: list[int], hour: Verdict) -> dict[str, Any]:
    """Facts that differ from "nothing is known against it", and every rule that spoke."""
    said = {name: value for name in _DEFAULTS if (value := getattr(facts, name)) != _DEFAULTS[name]}
    spoken = [verdict for verdict in (*verdicts, hour) if verdict.rule]
    return {
        "titulos": titulo_ids,
        "facts": said,
        "verdicts": [{"rule": verdict.rule, "kind": verdict.kind.value} for verdict in spoken],
    }
