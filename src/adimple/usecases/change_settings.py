"""What a credor says of itself: name, document and address (CDC 42-A), where it answers, where it is paid."""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain import events, pix
from adimple.store import journal, models
from adimple.usecases import fields
from adimple.usecases.context import Context
from adimple.usecases.fields import Fields
from adimple.usecases.open_credor import require_open

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
    require_open(ctx, credor_id, "manager")
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
    """Column → value. Raises Invalid with every field that is wrong."""
    read = Fields()
    wanted = {
        "name": read.read(fields.name, "name", command.name, "o nome ou a razão social"),
        "document": read.read(fields.document, "document", command.document),
        "phone": read.read(fields.optional, fields.phone, "phone", command.phone),
        "address": read.read(
            fields.line, "address", command.address, MAX_ADDRESS_CHARS, "o endereço: a lei o pede em toda cobrança"
        ),
        "city": " ".join(command.city.split())[:100],
        "uf": read.read(fields.uf, "uf", command.uf),
        "email": read.read(fields.optional, fields.email, "email", command.email),
        "pix_key": read.read(fields.optional, _pix_key, "pix_key", command.pix_key),
        "is_agency": command.is_agency,
        "records_calls": command.records_calls,
    }
    read.check()
    return wanted


def _pix_key(field: str, text: str) -> str:
    return pix.read_key(text)
