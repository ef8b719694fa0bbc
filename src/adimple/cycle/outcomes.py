"""What became, becomes or would become of a título on a day, as one word and one sentence.

DONE was written, PLAN goes in the day's message, MISSED could have and did not, REFUSE and WAIT name their reason,
NONE stands on no step of the day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from adimple.cycle.as_of import FUTURE, PAST
from adimple.cycle.plan import PLAN, REFUSE, WAIT
from adimple.domain import calendar, phrases
from adimple.domain.conduct.reasons import Reason, reason_of
from adimple.domain.regua import regua as reguas
from adimple.domain.regua.regua import Regua, ReguaStep
from adimple.store.reads import past
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.explained import DevedorFacts, WrittenItem

DONE, MISSED, NONE = "done", "missed", "none"

# What the day's action did with the título, by its state.
_WRITTEN = {
    "planned": "Está no plano deste dia, por {by}.",
    "leased": "Está saindo agora, por {by}.",
    "sent": "Entrou na mensagem enviada por {by} neste dia.",
    "task": "Entrou na tarefa deste dia: {by}.",
    "done": "Entrou na tarefa deste dia: {by}, feita por uma pessoa.",
    "failed": "Entrou no plano deste dia, mas o envio por {by} falhou.",
    "uncertain": "Entrou no plano deste dia; não se sabe se a mensagem por {by} saiu.",
    "expired": "Entrou no plano deste dia, que terminou sem o envio por {by}.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The day asked about. `why_not`: why a past day may have planned nothing, "" when nothing is known."""

    on: date
    moment: str
    devedor: DevedorFacts
    regua: Regua | None
    why_not: str


def written_of(asked: Asked, titulo_id: int, step: ReguaStep | None, written: list[WrittenItem]) -> WrittenItem | None:
    """What was written of the título for its step: the day's own first."""
    mine = [item for item in written if item.titulo_id == titulo_id]
    today = [item for item in mine if item.on == asked.on]
    if asked.moment == PAST and today:
        return min(today, key=lambda item: item.blocked_by is not None)
    return next((item for item in mine if step and item.step_code == step.code and not item.is_expired), None)


def of(
    asked: Asked, titulo: TituloSaldo, step: ReguaStep | None, row: dict[str, Any] | None, item: WrittenItem | None
) -> tuple[str, str, Reason | None]:
    """(outcome, sentence, reason)."""
    if item is not None and (row is None or asked.moment == PAST):
        return _of_written(asked, item)
    if row is None:
        return NONE, _nothing(asked, titulo, step), None
    if row["outcome"] in (REFUSE, WAIT):
        reason = reason_of(row["reason"])
        return row["outcome"], reason.phrase, reason
    if asked.moment != PAST and asked.devedor.credor_closed_on:
        day = calendar.format_date(asked.devedor.credor_closed_on)
        return NONE, f"O credor foi encerrado em {day}: nada é planejado nem enviado.", None
    if asked.moment == PAST:
        return MISSED, f"Cabia neste dia, mas nada foi planejado{asked.why_not}.", None
    return PLAN, f"Entra na mensagem do dia{', se nada mudar até lá' if asked.moment == FUTURE else ''}.", None


def why_not(ctx, devedor: DevedorFacts, on: date) -> str:
    """Why a past day may have planned nothing for the whole credor."""
    if on >= ctx.on:
        return ""
    if devedor.credor_released_on is None or devedor.credor_released_on > on:
        return ": o credor estava em ensaio"
    if devedor.credor_closed_on is not None and devedor.credor_closed_on <= on:
        return ": o credor estava encerrado"
    if not past.had_night(ctx.scope, devedor.credor_id, on):
        return ": a noite deste dia não foi planejada"
    return ""


def _of_written(asked: Asked, item: WrittenItem) -> tuple[str, str, Reason | None]:
    if item.blocked_by is not None:
        reason = reason_of(item.blocked_by)
        return REFUSE, reason.phrase, reason
    if item.on == asked.on:
        return DONE, _WRITTEN[item.state].format(by=phrases.channel(item.channel or "")), None
    return DONE, f"Este passo já foi planejado em {item.on:%d/%m/%Y}: cada passo acontece uma vez por vencimento.", None


def _nothing(asked: Asked, titulo: TituloSaldo, step: ReguaStep | None) -> str:
    """Why no step of the régua speaks of the título on the day."""
    devedor, day = asked.devedor, (asked.on - titulo.due_on).days
    if titulo.closed_on is not None and titulo.closed_on <= asked.on:
        return "Foi pago neste dia."
    if asked.regua is None:
        return "O credor não tem régua em vigor neste dia."
    if devedor.profile not in reguas.profiles(asked.regua):
        return f"A régua em vigor não tem passos para o perfil «{devedor.profile}»."
    if step and day > devedor.oldest_days_late:
        return f"O atraso passa do máximo escolhido ao liberar os envios ({devedor.oldest_days_late} dias)."
    if step and step.minimum_cents:
        return "O saldo é menor que o mínimo deste passo."
    last = max(one.day for one in asked.regua.steps if one.profile == devedor.profile)
    if step is None and day > last:
        ended_on = titulo.due_on + timedelta(days=last)
        return (
            f"A régua amigável deste título terminou em {ended_on:%d/%m/%Y} ({reguas.day_label(last)}): nada mais sai "
            "por si. Registre um pagamento, combine um novo vencimento ou decida o próximo passo."
        )
    return "Nenhum passo da régua cai neste dia para este título."
