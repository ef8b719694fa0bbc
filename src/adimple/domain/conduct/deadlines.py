"""Our own duties with a last day: the copy of a recorded call."""

from datetime import date, timedelta

from adimple.domain import calendar
from adimple.domain.conduct.gate import RULES_BY_CODE
from adimple.domain.conduct.verdict import Kind, Verdict
from adimple.domain.errors import Invalid

RECORDING_BUSINESS_DAYS = 7
RECORDING_RULES = {"RJ": "CON-RJ-REC", "SP": "CON-SP-REC", "PR": "CON-PR-REC"}

_SATURDAY = 5


def recording_deadline(*, requested_on: date, uf: str) -> Verdict:
    """Until when the consumer gets the copy asked for on `requested_on`: 7 business days, that day not counted.

    Raises Invalid for a UF without such a law.
    """
    if uf not in RECORDING_RULES:
        raise Invalid("uf", f"Não há lei de gravação conhecida em {uf}. Há em: {', '.join(sorted(RECORDING_RULES))}.")
    rule = RULES_BY_CODE[RECORDING_RULES[uf]]
    due_on = _add_business_days(requested_on, RECORDING_BUSINESS_DAYS, uf)
    return Verdict(
        Kind.DEADLINE,
        until=due_on,
        rule=rule.code,
        phrase=f"Entregue a cópia da gravação até {calendar.format_date(due_on)} (7 dias úteis).",
        cites=rule.cites,
        lifts="A entrega da cópia, pelo mesmo canal do pedido, encerra o prazo.",
        rank=rule.rank,
    )


def _add_business_days(on: date, days: int, uf: str) -> date:
    while days:
        on += timedelta(days=1)
        days -= on.weekday() < _SATURDAY and not calendar.is_contact_feriado(on, uf)
    return on
