"""The call list. Nothing dials by itself: each call is a task for a person, and the text is the script."""

from adimple.channels.channel import Channel, plain_dry_run

CHANNEL = Channel(
    code="phone",
    name="Ligação",
    address="phone",
    max_chars=2000,
    task_phrase="Ligue para {name}, {address}, siga o roteiro abaixo e registre o resultado.",
    dry_run=plain_dry_run,
)
