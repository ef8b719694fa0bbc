"""Letter by post. Does not leave by itself: a person prints and posts it, as a task."""

from adimple.channels.channel import Channel, plain_dry_run

CHANNEL = Channel(
    code="letter",
    name="Carta",
    address="cep",
    max_chars=6000,
    task_phrase="Imprima e poste a carta a {name}, CEP {address}, e registre o código de rastreio.",
    dry_run=plain_dry_run,
)
