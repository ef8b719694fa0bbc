"""An invitation to talk about how to pay."""

from adimple.domain.regua.step import MESSAGE, Step

STEP = Step(
    code="proposta_contato",
    name="Convite para conversar",
    phrase="Convida a pessoa a dizer como pode pagar e oferece alguém para conversar.",
    asks=("channels", "template", "minimum_cents"),
    produces=MESSAGE,
    channels=("email", "whatsapp", "sms"),
)
