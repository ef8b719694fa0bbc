"""The notice of the due date itself."""

from adimple.domain.regua.step import MESSAGE, Step

STEP = Step(
    code="aviso_vencimento",
    name="Aviso de vencimento",
    phrase="No dia do vencimento, avisa que é hoje e mostra como pagar.",
    asks=("channels", "template", "minimum_cents"),
    produces=MESSAGE,
    channels=("email", "whatsapp", "sms"),
    first_day=0,
    last_day=0,
)
