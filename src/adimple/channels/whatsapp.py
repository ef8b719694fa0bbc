"""WhatsApp. Does not leave by itself: a person sends it from the credor's own number, as a task."""

from adimple.channels.channel import Channel, plain_dry_run

CHANNEL = Channel(
    code="whatsapp",
    name="WhatsApp",
    address="phone",
    max_chars=4096,
    task_phrase="Envie a mensagem a {name}, {address}, pelo WhatsApp do credor e registre o resultado.",
    dry_run=plain_dry_run,
)
