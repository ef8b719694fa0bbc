"""A reminder before the due date."""

from adimple.domain import limits
from adimple.domain.regua.step import MESSAGE, Step

STEP = Step(
    code="lembrete",
    name="Lembrete",
    phrase="Antes do vencimento, lembra a data e a vantagem de pagar em dia.",
    asks=("channels", "template", "minimum_cents"),
    produces=MESSAGE,
    channels=("email", "whatsapp", "sms"),
    first_day=limits.MIN_STEP_DAY,
    last_day=-1,
)
