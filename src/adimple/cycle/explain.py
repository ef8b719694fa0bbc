"""Why: for one devedor on one day, what each título owes, where it stands, what was or would be done, by which rule.

It runs the night's own stages on the one devedor as of the day, then asks the rules again by day; what was written on
the day is told as it was. Nothing is told from memory.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from adimple.cycle import as_of, assumptions, catch_up, contact, outcomes
from adimple.cycle import plan as planning
from adimple.cycle.as_of import Portrait
from adimple.cycle.outcomes import Asked
from adimple.cycle.snapshot import Snapshot
from adimple.cycle.work import earliest
from adimple.domain.conduct import gate, reasons, windows
from adimple.domain.conduct.facts import Facts
from adimple.domain.conduct.reasons import Reason, reason_of
from adimple.domain.conduct.verdict import Verdict
from adimple.domain.encargos import Encargos
from adimple.domain.regua import regua as reguas
from adimple.domain.regua.regua import Regua, ReguaStep
from adimple.store.reads import balances, devedores, explained, past
from adimple.store.reads.devedores import HoldRow
from adimple.usecases.context import SAO_PAULO

FACT_NAMES = tuple(field.name for field in fields(Facts))


@dataclass(frozen=True, slots=True)
class TituloExplained:
    """`outcome`: one of `outcomes`; `phrase` says it in a sentence, `reason` with its rule.

    `catch_up`: why the step goes after its own day, and what was left behind; of what goes or went on the day.

    `owed` None, and no arithmetic, where an index lacks the month that `missing` names.
    """

    titulo: balances.TituloSaldo
    owed: Encargos | None
    missing: str
    days_late: int
    arithmetic: tuple[str, ...]
    days_since_due: int
    step: ReguaStep | None
    next_step: ReguaStep | None
    next_step_on: date | None
    outcome: str
    phrase: str
    reason: Reason | None
    verdicts: tuple[Verdict, ...]
    written: explained.WrittenItem | None
    catch_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelTried:
    """A channel of a step that falls on the day, in the régua's order."""

    step: ReguaStep
    channel: str
    outcome: str
    reason: Reason | None
    hours: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`moment`: past, today or future. `channel`, `due_at`: of the action the stages would plan; null in the past.

    `planned`: an item of the action written for this day, whatever became of it. `holds`: kinds in force on the day.
    `notes`: what a day that is not today rests on, in sentences.
    """

    on: date
    moment: str
    devedor: explained.DevedorFacts
    regua: Regua | None
    titulos: tuple[TituloExplained, ...]
    total_cents: int | None
    missing: str
    channels: tuple[ChannelTried, ...]
    channel: str | None
    due_at: datetime | None
    planned: explained.WrittenItem | None
    dispatch: explained.DispatchProof | None
    holds: tuple[str, ...]
    notes: tuple[str, ...]


def explain(ctx, devedor_id: int, on: date) -> Explanation:
    """Raises NotFound when the devedor is not in the scope."""
    devedor = explained.devedor(ctx.scope, devedor_id)
    seen = as_of.portrait(ctx, devedor, on)
    placed = _placed(seen.snapshot)
    staged = _staged(placed, seen.snapshot, earliest(ctx.now, on))
    rows = {row["titulo_id"]: row for row in staged.to_dicts()}
    written = explained.written_items(ctx.scope, devedor_id, on)
    asked = Asked(on, seen.moment, devedor, seen.snapshot.credores[0].regua, outcomes.why_not(ctx, devedor, on))
    titulos = tuple(_titulo(titulo, asked, rows.get(titulo.id), written) for titulo in seen.titulos)
    titulos = _with_catch_up(ctx, asked, titulos, written)
    total = balances.total_of(titulo.priced(on) for titulo in seen.titulos)
    holds = tuple(dict.fromkeys(kind for _, kind in seen.holds))
    would_leave = [row for row in rows.values() if row["is_lead"] and row["outcome"] == planning.PLAN]
    lead = would_leave[0] if would_leave and seen.moment != as_of.PAST else {}
    return Explanation(
        on=on,
        moment=seen.moment,
        devedor=devedor,
        regua=asked.regua,
        titulos=titulos,
        total_cents=total.cents,
        missing=total.missing,
        channels=_channels(placed, seen.snapshot, devedor, earliest(ctx.now, on)),
        channel=lead.get("channel"),
        due_at=lead.get("due_at"),
        planned=next((item for item in written if item.on == on and item.action_id), None),
        dispatch=explained.last_dispatch(ctx.scope, devedor_id, on),
        holds=holds,
        notes=assumptions.notes(seen.moment, holds, _ended(ctx, devedor_id, seen)),
    )


def _titulo(
    titulo: balances.TituloSaldo, asked: Asked, row: dict[str, Any] | None, written: list[explained.WrittenItem]
) -> TituloExplained:
    on, day = asked.on, (asked.on - titulo.due_on).days
    profile = asked.devedor.profile
    step = reguas.step_due(asked.regua, profile, day) if asked.regua else None
    following = _next_step(asked.regua, profile, day)
    item = outcomes.written_of(asked, titulo.id, step, written)
    outcome, phrase, reason = outcomes.of(asked, titulo, step, row, item)
    priced = titulo.priced(on)
    return TituloExplained(
        titulo=titulo,
        owed=priced.owed,
        missing=priced.missing,
        days_late=priced.days_late,
        arithmetic=titulo.arithmetic(on) if priced.owed else (),
        days_since_due=day,
        step=step,
        next_step=following,
        next_step_on=titulo.due_on + timedelta(days=following.day) if following else None,
        outcome=outcome,
        phrase=phrase,
        reason=reason,
        verdicts=tuple(gate.judge(_facts(row), on)) if row is not None else (),
        written=item,
    )


def _with_catch_up(
    ctx, asked: Asked, titulos: tuple[TituloExplained, ...], written: list[explained.WrittenItem]
) -> tuple[TituloExplained, ...]:
    """With the notes of those that go, or went, on the day."""
    on, devedor, regua = asked.on, asked.devedor, asked.regua
    going = {one.titulo.id: one.titulo.due_on for one in titulos if one.step and _goes(one, on)}
    if not going or not regua or not devedor.credor_released_on:
        return titulos
    known = past.known_on(ctx.scope, going, SAO_PAULO)
    first = min(min(going.values()), *known.values())
    nights = catch_up.Nights(past.nights(ctx.scope, devedor.credor_id, first, ctx.on), ctx.on)
    told = []
    for one in titulos:
        if one.titulo.id in going and one.step:
            done = {item.step_code for item in written if item.titulo_id == one.titulo.id and item.on < on}
            begun = catch_up.Begun(known[one.titulo.id], devedor.credor_released_on)
            sentences = catch_up.notes(
                regua, one.step, due_on=one.titulo.due_on, on=on, begun=begun, nights=nights, done=done
            )
            one = replace(one, catch_up=sentences)
        told.append(one)
    return tuple(told)


def _goes(one: TituloExplained, on: date) -> bool:
    return one.outcome == planning.PLAN or (
        one.outcome == outcomes.DONE and one.written is not None and one.written.on == on
    )


def _next_step(regua: Regua | None, profile: str, day: int) -> ReguaStep | None:
    later = [step for step in regua.steps if step.profile == profile and step.day > day] if regua else []
    return min(later, key=lambda step: step.day, default=None)


def _ended(ctx, devedor_id: int, seen: Portrait) -> tuple[HoldRow, ...]:
    if seen.moment != as_of.FUTURE:
        return ()
    on = seen.snapshot.on
    return tuple(hold for hold in devedores.holds(ctx.scope, devedor_id, ctx.on) if hold.until and hold.until < on)


def _facts(row: dict[str, Any]) -> Facts:
    known = {name: row[name] for name in FACT_NAMES if row.get(name) is not None}
    return Facts(**{"channel_code": 0, **known})


def _placed(snapshot: Snapshot) -> pl.DataFrame:
    """Every título on its step of the day, those whose step already happened too, and whether it may be spoken of."""
    return planning.gate(planning.place_on_regua(planning.age(snapshot.titulos, snapshot), snapshot), snapshot)


def _staged(placed: pl.DataFrame, snapshot: Snapshot, not_before: datetime) -> pl.DataFrame:
    """As the night would leave them. How many actions the credor has is asked only where somebody waits for a turn."""
    undone = planning.drop_done(placed, snapshot)
    if undone.is_empty():  # most days of most devedores: nothing to choose
        return undone
    candidates = contact.choose_channel(undone, snapshot, not_before)
    if candidates["is_lead"].any():
        snapshot = as_of.with_count(snapshot)
    return planning.taking_turns(candidates, snapshot)


def _channels(
    placed: pl.DataFrame, snapshot: Snapshot, devedor: explained.DevedorFacts, not_before: datetime
) -> tuple[ChannelTried, ...]:
    """The channels of every step a título stands on that day, also of those that already happened."""
    if placed.is_empty():
        return ()
    tried = contact.try_channels(contact.steps_of(placed), snapshot, not_before)
    ordered = tried.sort("day", "ordinal", descending=[True, False])
    return tuple(_tried(row, snapshot, devedor) for row in ordered.to_dicts())


def _tried(row: dict[str, Any], snapshot: Snapshot, devedor: explained.DevedorFacts) -> ChannelTried:
    credor = snapshot.credores[0]
    assert credor.regua, "a step that falls on the day is of a régua in force"
    window = windows.window_of(
        devedor.uf or None, row["channel"], devedor.kind, on=snapshot.on, sender_is_agency=credor.is_agency
    )
    return ChannelTried(
        step=next(step for step in credor.regua.steps if step.code == row["step_code"]),
        channel=row["channel"],
        outcome=row["outcome"],
        reason=_reason(row["reason"]),
        hours=f"{window.phrase} {window.cites}" if window else "Este canal não espera horário; sai de dia.",
        verdicts=tuple(gate.judge(_facts(row), snapshot.on)),
    )


def _reason(code: str | None) -> Reason | None:
    """Of one channel; the plan's own reasons speak of all the channels of a step."""
    if code is None:
        return None
    return replace(reason_of(code), phrase=reasons.OF_ONE_CHANNEL.get(code, reason_of(code).phrase))
