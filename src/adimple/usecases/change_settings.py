"""What a credor says of itself: name, document and address (CDC 42-A), where it answers, where it is paid."""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain import cadastro, calendar, events, limits, pix
from adimple.domain.errors import Invalid
from adimple.store import journal, models
from adimple.usecases.context import Context

MAX_ADDRESS_CHARS = 300
# Column → the setting's name in the journal (`phrases.FIELDS` has its words).
SETTINGS = {
    "name": "name",
    "document": "document",
    "address": "address",
    "city": "city",
    "uf": "uf",
    "email": "reply_to",
    "phone": "phone",
    "pix_key": "pix_key",
    "is_agency": "is_agency",
    "records_calls": "records_calls",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """As typed; each field is read and normalised here."""

    name: str
    document: str
    address: str
    city: str = ""
    uf: str = ""
    email: str = ""
    phone: str = ""
    pix_key: str = ""
    is_agency: bool = False
    records_calls: bool = False


@transaction.atomic
def change_settings(ctx: Context, credor_id: int, command: ChangeSettings) -> None:
    """Writes what changed, and its event; with no change, nothing. Raises Invalid."""
    ctx.require(credor_id, "manager")
    credor = models.Credor.objects.select_for_update().get(id=credor_id)
    wanted = _read(command)
    changed = [column for column, value in wanted.items() if getattr(credor, column) != value]
    if not changed:
        return
    for column in changed:
        setattr(credor, column, wanted[column])
    credor.save(update_fields=changed)
    journal.record(ctx, events.SettingsChanged(credor_id, tuple(SETTINGS[column] for column in changed)))


def _read(command: ChangeSettings) -> dict:
    if command.uf and command.uf not in calendar.UFS:
        raise Invalid("uf", "Escolha a UF na lista.")
    return {
        "name": _text("name", command.name, limits.MAX_NAME_CHARS, "o nome ou a razão social"),
        "document": _value("document", cadastro.read_document(command.document)),
        "address": _text("address", command.address, MAX_ADDRESS_CHARS, "o endereço: a lei o pede em toda cobrança"),
        "city": " ".join(command.city.split())[:100],
        "uf": command.uf,
        "email": _value("email", cadastro.read_email(command.email)) if command.email.strip() else "",
        "phone": _phone(command.phone),
        "pix_key": pix.read_key(command.pix_key) if command.pix_key.strip() else "",
        "is_agency": command.is_agency,
        "records_calls": command.records_calls,
    }


def _phone(text: str) -> str:
    """In E.164, or national digits for a 0800 or a 4004."""
    if not text.strip():
        return ""
    reading = cadastro.read_phone(text)
    if not reading.valid:
        raise Invalid("phone", reading.phrase or "Confira o telefone.")
    return reading.e164 or reading.normalised or ""


def _text(field: str, text: str, most: int, what: str) -> str:
    line = " ".join(text.split())
    if not line or len(line) > most:
        raise Invalid(field, f"Escreva {what}, com até {most} letras.")
    return line


def _value(field: str, reading: cadastro.Reading) -> str:
    if not reading.valid or reading.normalised is None:
        raise Invalid(field, reading.phrase or "Confira este campo.")
    return reading.normalised
