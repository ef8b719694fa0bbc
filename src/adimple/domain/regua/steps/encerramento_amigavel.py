"""The last automatic message of the friendly phase."""

from adimple.domain.regua.step import MESSAGE, Step

STEP = Step(
    code="encerramento_amigavel",
    name="Encerramento amigável",
    phrase="Avisa que as mensagens automáticas terminam e que há uma pessoa com quem falar.",
    asks=("channels", "template", "minimum_cents"),
    produces=MESSAGE,
    channels=("email", "whatsapp", "sms"),
)
