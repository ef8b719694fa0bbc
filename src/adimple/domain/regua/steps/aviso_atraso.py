"""A courteous notice that a payment was not found."""

from adimple.domain.regua.step import MESSAGE, Step

STEP = Step(
    code="aviso_atraso",
    name="Aviso de atraso",
    phrase="Depois do vencimento, conta que o pagamento não foi encontrado e quanto é hoje.",
    asks=("channels", "template", "minimum_cents"),
    produces=MESSAGE,
    channels=("email", "whatsapp", "sms"),
)
