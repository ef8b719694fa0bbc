"""Why: for one devedor on one day, what each título owes, where it stands, what was or would be done, by which rule.

It runs the night's own stages on the one devedor, then asks the rules again by day: nothing is told from memory.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from adimple.cycle import contact
from adimple.cycle import plan as planning
from adimple.cycle.run import earliest
from adimple.cycle.snapshot import CredorTerms, Snapshot, load
from adimple.domain.conduct import gate, windows
from adimple.domain.conduct.facts import Facts
from adimple.domain.conduct.reasons import Reason, reason_of
from adimple.domain.conduct.verdict import Verdict
from adimple.domain.encargos import Encargos
from adimple.domain.regua import regua as reguas
from adimple.domain.regua.regua import Regua, ReguaStep
from adimple.store import frames
from adimple.store.reads import balances, explained

FACT_NAMES = tuple(field.name for field in fields(Facts))


@dataclass(frozen=True, slots=True)
class TituloExplained:
    """`outcome`: done (already written) · plan · refuse · wait · none (stands on no step today)."""

    titulo: balances.TituloSaldo
    owed: Encargos
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


@dataclass(frozen=True, slots=True)
class ChannelTried:
    """A channel of a step that falls today, in the régua's order."""

    step_code: str
    channel: str
    outcome: str
    reason: Reason | None
    hours: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`channel` and `due_at`: of the action the stages would plan now; null when there would be none.

    `planned`: an item of the action already written for this day.
    """

    on: date
    devedor: explained.DevedorFacts
    regua: Regua | None
    titulos: tuple[TituloExplained, ...]
    total_cents: int
    channels: tuple[ChannelTried, ...]
    channel: str | None
    due_at: datetime | None
    planned: explained.WrittenItem | None
    dispatch: explained.DispatchProof | None


def explain(ctx, devedor_id: int, on: date) -> Explanation:
    """Raises NotFound when the devedor is not in the scope."""
    devedor = explained.devedor(ctx.scope, devedor_id)
    snapshot = load(frames.RequestReader(), frames.Where((devedor.credor_id,), devedor_id=devedor_id), on)
    terms = snapshot.credores[0]
    staged = planning.whole(snapshot, earliest(ctx, on))
    rows = {row["titulo_id"]: row for row in staged.to_dicts()}
    written: dict[int, list[explained.WrittenItem]] = {}
    for item in explained.written_items(ctx.scope, devedor_id, on):
        written.setdefault(item.titulo_id, []).append(item)
    titulos = tuple(
        _titulo(titulo, on, devedor, terms, rows.get(titulo.id), written.get(titulo.id, []))
        for titulo in balances.of_devedor(ctx.scope, devedor_id)
    )
    leads = [row for row in rows.values() if row["is_lead"] and row["outcome"] == planning.PLAN]
    return Explanation(
        on=on,
        devedor=devedor,
        regua=terms.regua,
        titulos=titulos,
        total_cents=sum(titulo.owed.total_cents for titulo in titulos),
        channels=_channels(snapshot, devedor, earliest(ctx, on)),
        channel=leads[0]["channel"] if leads else None,
        due_at=leads[0]["due_at"] if leads else None,
        planned=next((item for items in written.values() for item in items if item.on == on and item.action_id), None),
        dispatch=explained.last_dispatch(ctx.scope, devedor_id, on),
    )


def _titulo(
    titulo: balances.TituloSaldo,
    on: date,
    devedor: explained.DevedorFacts,
    terms: CredorTerms,
    row: dict[str, Any] | None,
    written: list[explained.WrittenItem],
) -> TituloExplained:
    day = (on - titulo.due_on).days
    step = reguas.step_due(terms.regua, devedor.profile, day) if terms.regua else None
    following = _next_step(terms.regua, devedor.profile, day)
    item = next((item for item in written if step and item.step_code == step.code), None)
    outcome, reason = _outcome(row, item)
    return TituloExplained(
        titulo=titulo,
        owed=titulo.owed(on),
        arithmetic=titulo.arithmetic(on),
        days_since_due=day,
        step=step,
        next_step=following,
        next_step_on=titulo.due_on + timedelta(days=following.day) if following else None,
        outcome=outcome,
        phrase=_phrase(outcome, reason, item, step, day, devedor, terms),
        reason=reason,
        verdicts=_judged(row, on),
        written=item,
    )


def _outcome(row: dict[str, Any] | None, item: explained.WrittenItem | None) -> tuple[str, Reason | None]:
    if row is not None:
        return row["outcome"], reason_of(row["reason"]) if row["reason"] else None
    if item is not None:
        return "done", reason_of(item.blocked_by) if item.blocked_by else None
    return "none", None


def _phrase(outcome, reason, item, step, day, devedor, terms) -> str:
    """One sentence: what happens with this título today."""
    if outcome in ("refuse", "wait"):
        return reason.phrase
    if outcome == "done":
        return f"Este passo já foi planejado em {item.on:%d/%m/%Y}: cada passo acontece uma vez por vencimento."
    if outcome == "plan":
        return "Entra na mensagem do dia."
    if terms.regua is None:
        return "O credor ainda não tem régua em vigor."
    if devedor.profile not in reguas.profiles(terms.regua):
        return f"A régua em vigor não tem passos para o perfil «{devedor.profile}»."
    if step and day > devedor.oldest_days_late:
        return f"O atraso passa do máximo escolhido ao liberar os envios ({devedor.oldest_days_late} dias)."
    if step and step.minimum_cents:
        return "O saldo é menor que o mínimo deste passo."
    return "Nenhum passo da régua cai hoje para este título."


def _next_step(regua: Regua | None, profile: str, day: int) -> ReguaStep | None:
    later = [step for step in regua.steps if step.profile == profile and step.day > day] if regua else []
    return min(later, key=lambda step: step.day, default=None)


def _judged(row: dict[str, Any] | None, on: date) -> tuple[Verdict, ...]:
    """The rules asked about the título itself, whatever the channel."""
    return tuple(gate.judge(_facts(row), on)) if row is not None else ()


def _facts(row: dict[str, Any]) -> Facts:
    known = {name: row[name] for name in FACT_NAMES if row.get(name) is not None}
    return Facts(**{"channel_code": 0, **known})


def _channels(snapshot: Snapshot, devedor: explained.DevedorFacts, not_before: datetime) -> tuple[ChannelTried, ...]:
    """The channels of every step a título stands on today, also of those that already happened."""
    placed = planning.gate(planning.place_on_regua(planning.age(snapshot.titulos, snapshot), snapshot), snapshot)
    tried = contact.try_channels(contact.steps_of(placed), snapshot, not_before)
    ordered = tried.sort("day", "ordinal", descending=[True, False])
    return tuple(_tried(row, snapshot, devedor) for row in ordered.to_dicts())


def _tried(row: dict[str, Any], snapshot: Snapshot, devedor: explained.DevedorFacts) -> ChannelTried:
    window = windows.window_of(
        devedor.uf or None,
        row["channel"],
        devedor.kind,
        on=snapshot.on,
        sender_is_agency=snapshot.credores[0].is_agency,
    )
    return ChannelTried(
        step_code=row["step_code"],
        channel=row["channel"],
        outcome=row["outcome"],
        reason=reason_of(row["reason"]) if row["reason"] else None,
        hours=f"{window.phrase} {window.cites}" if window else "Este canal não espera horário; sai de dia.",
        verdicts=tuple(gate.judge(_facts(row), snapshot.on)),
    )
