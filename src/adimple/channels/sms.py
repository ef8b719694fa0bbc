"""Text message, one segment long. Does not leave by itself: it becomes a task for a person."""

from adimple.channels.channel import Channel, plain_dry_run

CHANNEL = Channel(
    code="sms",
    name="SMS",
    address="phone",
    max_chars=160,
    task_phrase="Envie o SMS a {name}, {address}, com o texto abaixo e registre o resultado.",
    dry_run=plain_dry_run,
)
