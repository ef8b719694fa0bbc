"""A new version of a credor's régua: it succeeds the former one from a day to come, and nothing published changes."""

from datetime import date
from typing import Any

from django.db import transaction

from adimple.domain import calendar, events
from adimple.domain.errors import Invalid, Refused
from adimple.domain.regua import document as regua_document
from adimple.store import journal, models
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open


@transaction.atomic
def publish_regua(ctx: Context, credor_id: int, document: Any, effective_on: date) -> int:
    """The version it got. Its number and its day are ours to write, whatever the document says of them.

    Raises Invalid for a document that is no régua and for a day that already began; Refused for a day that another
    version has, and for what changes nothing.
    """
    require_open(ctx, credor_id, "manager")
    models.Credor.objects.select_for_update().get(id=credor_id)
    if effective_on <= ctx.on:
        raise Invalid("effective_on", "A régua vale a partir de amanhã ou depois: o que já foi planejado não muda.")
    former = list(models.Regua.objects.filter(credor_id=credor_id).order_by("-version"))
    version = former[0].version + 1 if former else 1
    if not isinstance(document, dict):
        raise Invalid("document", "A régua deve ser um documento JSON com campos e valores.")
    regua = regua_document.read_regua(document | {"version": version, "effective_on": effective_on.isoformat()})
    if any(row.effective_on == effective_on for row in former):
        day = calendar.format_date(effective_on)
        raise Refused("regua.day", f"Outra versão já vale a partir de {day}. Escolha outro dia.")
    if former:
        last = regua_document.read_regua(former[0].document)
        if (last.code, last.name, last.steps) == (regua.code, regua.name, regua.steps):
            raise Refused("regua.same", f"A régua é igual à versão {last.version}: não há o que publicar.")
    row = models.Regua.objects.create(
        credor_id=credor_id,
        version=version,
        effective_on=effective_on,
        document=regua_document.to_document(regua),
        author=ctx.actor.name,
        created_at=ctx.now,
    )
    journal.record(ctx, events.ReguaPublished(credor_id, row.id, version, effective_on))
    return version
