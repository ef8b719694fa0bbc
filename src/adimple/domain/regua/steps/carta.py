"""A printed letter, sent by a person."""

from adimple.domain.regua.step import TASK, Step

STEP = Step(
    code="carta",
    name="Carta",
    phrase="Cria uma tarefa para imprimir e enviar a carta.",
    asks=("template", "minimum_cents"),
    produces=TASK,
    channels=("letter",),
)
