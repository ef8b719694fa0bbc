"""How a devedor is reached: a contact added, a contact marked as somebody else's, and back."""

from django.db import transaction

from adimple.domain import cadastro, events
from adimple.domain.errors import Invalid, NotFound
from adimple.store import journal, models
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

EMAIL, PHONE = "email", "phone"


@transaction.atomic
def add_contact(ctx: Context, devedor_id: int, kind: str, value: str, source: str = "console") -> models.Contact:
    """The contact; one that was there and wrong is usable again. Raises Invalid, NotFound."""
    devedor = models.Devedor.objects.select_for_update().filter(id=devedor_id).first()
    if devedor is None:
        raise NotFound
    require_open(ctx, devedor.credor_id, "operator")
    normalised, phone_kind = read_contact(kind, value)
    contact = models.Contact.objects.filter(devedor=devedor, kind=kind, value=normalised).first()
    if contact is not None and contact.wrong_at is None:
        raise Invalid("value", "Este contato já está no cadastro.")
    if contact is None:
        contact = models.Contact(
            credor_id=devedor.credor_id, devedor=devedor, kind=kind, value=normalised, created_at=ctx.now
        )
    contact.phone_kind, contact.source = phone_kind, source
    contact.wrong_at, contact.wrong_reason = None, ""
    contact.save()
    journal.record(ctx, events.ContactAdded(devedor.credor_id, devedor.id, contact.id, kind))
    return contact


@transaction.atomic
def mark_wrong(ctx: Context, contact_id: int, reason: str) -> models.Contact:
    """The contact is never used again; `reason` is a code (not_mine, no_answer, bounce). Raises NotFound."""
    contact = models.Contact.objects.select_for_update().filter(id=contact_id).first()
    if contact is None:
        raise NotFound
    ctx.require(contact.credor_id, "operator")
    if contact.wrong_at is not None:
        return contact
    contact.wrong_at, contact.wrong_reason = ctx.now, reason[:40]
    contact.save(update_fields=["wrong_at", "wrong_reason"])
    marked = events.ContactMarkedWrong(contact.credor_id, contact.devedor_id, contact.id, contact.kind)
    journal.record(ctx, marked)
    return contact


@transaction.atomic
def replace_contact(ctx: Context, contact_id: int, value: str) -> models.Contact:
    """The contact as it should have been written; the former is never used again. Raises Invalid, NotFound."""
    former = models.Contact.objects.filter(id=contact_id).first()
    if former is None:
        raise NotFound
    contact = add_contact(ctx, former.devedor_id, former.kind, value)
    mark_wrong(ctx, former.id, "corrected")
    return contact


def read_contact(kind: str, value: str) -> tuple[str, str]:
    """(normalised, kind of phone). A phone nobody can be reached on is refused."""
    if kind == EMAIL:
        reading = cadastro.read_email(value)
        if reading.valid and reading.normalised:
            return reading.normalised, ""
    elif kind == PHONE:
        reading = cadastro.read_phone(value)
        if reading.valid and reading.e164:
            return reading.e164, (reading.kind or "")[:12]
        if reading.valid:
            raise Invalid("value", "Este número não recebe ligação nem mensagem de fora. Use um celular ou um fixo.")
    else:
        raise Invalid("kind", "Escolha e-mail ou telefone.")
    raise Invalid("value", reading.phrase or "Confira o contato.")
