"""A devedor's word on a channel: not by this one any more, or again yes; of WhatsApp, yes only with how it was said."""

from django.db import transaction

from adimple.domain import events, phrases
from adimple.domain.errors import Invalid, NotFound
from adimple.domain.event import Event
from adimple.store import journal, models
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed

CHANNELS = ("email", "sms", "whatsapp", "phone", "letter")
# Refused until the devedor says yes; the other channels are open until the devedor says no.
ASKS_OPT_IN = ("whatsapp",)
CONSOLE = "console"


@transaction.atomic
def set_consent(
    ctx: Context, devedor_id: int, channel: str, *, granted: bool, source: str = CONSOLE, how: str = ""
) -> None:
    """The last word stands; the same word twice is nothing. `how` is a code of `phrases.CONSENTS`.

    Raises Invalid, NotFound.
    """
    devedor = models.Devedor.objects.select_for_update().filter(id=devedor_id).first()
    if devedor is None:
        raise NotFound
    ctx.require(devedor.credor_id, "operator")
    if granted:  # a no is heard of a closed credor too
        refuse_closed(devedor.credor_id)
    if channel not in CHANNELS:
        raise Invalid("channel", "Escolha o canal na lista.")
    is_opt_in = granted and channel in ASKS_OPT_IN and source == CONSOLE
    if is_opt_in and how not in phrases.CONSENTS:
        raise Invalid("how", "Diga como a pessoa aceitou: sem isso o aceite não pode ser provado.")
    consent = models.Consent.objects.filter(devedor=devedor, channel=channel).first()
    unsaid = None if channel in ASKS_OPT_IN else True
    if (consent.granted if consent else unsaid) == granted:
        return
    models.Consent.objects.update_or_create(
        devedor=devedor,
        channel=channel,
        defaults={
            "credor_id": devedor.credor_id,
            "granted": granted,
            "at": ctx.now,
            "source": how if is_opt_in else source,
        },
    )
    told: Event = events.OptedOut(devedor.credor_id, devedor.id, channel)
    if granted:
        told = events.OptedIn(devedor.credor_id, devedor.id, channel, how if is_opt_in else None)
    journal.record(ctx, told)
