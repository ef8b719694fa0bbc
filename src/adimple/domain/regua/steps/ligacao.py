"""A call made by a person, with a script."""

from adimple.domain.regua.step import TASK, Step

STEP = Step(
    code="ligacao",
    name="Ligação",
    phrase="Cria uma tarefa de ligação com roteiro, para alguém da equipe.",
    asks=("template", "minimum_cents"),
    produces=TASK,
    channels=("phone",),
)
