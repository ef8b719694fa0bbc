"""A devedor's word on a channel: not by this one any more, or again yes."""

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid, NotFound
from adimple.store import journal, models
from adimple.usecases.context import Context

CHANNELS = ("email", "sms", "whatsapp", "phone", "letter")


@transaction.atomic
def set_consent(ctx: Context, devedor_id: int, channel: str, *, granted: bool, source: str = "console") -> None:
    """The last word stands; the same word twice is nothing. Raises Invalid, NotFound."""
    devedor = models.Devedor.objects.select_for_update().filter(id=devedor_id).first()
    if devedor is None:
        raise NotFound
    ctx.require(devedor.credor_id, "operator")
    if channel not in CHANNELS:
        raise Invalid("channel", "Escolha o canal na lista.")
    consent = models.Consent.objects.filter(devedor=devedor, channel=channel).first()
    if (consent.granted if consent else True) == granted:
        return
    models.Consent.objects.update_or_create(
        devedor=devedor,
        channel=channel,
        defaults={"credor_id": devedor.credor_id, "granted": granted, "at": ctx.now, "source": source},
    )
    event = events.OptedIn if granted else events.OptedOut
    journal.record(ctx, event(devedor.credor_id, devedor.id, channel))
