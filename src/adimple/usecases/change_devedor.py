"""A devedor's record put right: name, CPF or CNPJ, where they live, and the contacts that were written wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction

from adimple.domain import cadastro, events, limits
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.intake import identity
from adimple.store import journal, models
from adimple.store.writes import devedores as writes
from adimple.store.writes import locks
from adimple.usecases import fields, mark_contact
from adimple.usecases.context import Context
from adimple.usecases.fields import Fields
from adimple.usecases.open_credor import require_open

MAX_CITY_CHARS = 100
PLAIN = ("name", "uf", "city", "cep", "address", "bairro")
_PLACES = {
    "address": (limits.MAX_ADDRESS_CHARS, "rua, número e complemento"),
    "bairro": (limits.MAX_BAIRRO_CHARS, "o bairro"),
}
_PROFILES = {11: "pf", 14: "pj"}
_WHAT = {0: "Este nome com este contato", 11: "Este CPF", 14: "Este CNPJ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDevedor:
    """As typed. `contacts`: id of a contact → what it should be. A blank `document` is an incomplete record."""

    devedor_id: int
    name: str
    document: str = ""
    uf: str = ""
    city: str = ""
    cep: str = ""
    address: str = ""
    bairro: str = ""
    contacts: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def change_devedor(ctx: Context, command: ChangeDevedor) -> None:
    """Writes what changed, with its events; with no change, nothing. Raises Invalid with every wrong field, NotFound,
    and Refused when the CPF or CNPJ is of another record of the credor.
    """
    found = models.Devedor.objects.filter(id=command.devedor_id, credor_id__in=ctx.scope.credor_ids).first()
    if found is None:
        raise NotFound
    require_open(ctx, found.credor_id, "manager")
    locks.share_ledger(found.credor_id)
    locks.lock_devedores([found.id])
    found.refresh_from_db()
    contacts = {row.id: row for row in models.Contact.objects.filter(devedor=found, wrong_at__isnull=True)}
    if set(command.contacts) - set(contacts):
        raise NotFound
    wanted = _read(command, contacts)
    changed = [name for name in PLAIN if getattr(found, name) != wanted[name]]
    _save(found, wanted)
    if wanted["document"] != found.document:
        _identify(found, wanted["document"], contacts)
        changed.append("document")
    if changed:
        journal.record(ctx, events.DevedorChanged(found.credor_id, found.id, tuple(changed)))
    for contact_id, value in command.contacts.items():
        contact = contacts[contact_id]
        if mark_contact.read_contact(contact.kind, value)[0] != contact.value:
            mark_contact.replace_contact(ctx, contact_id, value)


def _read(command: ChangeDevedor, contacts: Mapping[int, models.Contact]) -> dict[str, str]:
    """Column → value. Raises Invalid with every field that is wrong."""
    read = Fields()
    wanted = {
        "name": read.read(_name, command.name),
        "document": read.read(fields.optional, fields.document, "document", command.document),
        "cep": read.read(fields.optional, _cep, "cep", command.cep),
        "uf": read.read(fields.uf, "uf", command.uf),
        "city": " ".join(command.city.split())[:MAX_CITY_CHARS],
        "address": read.read(fields.optional, _place, "address", command.address),
        "bairro": read.read(fields.optional, _place, "bairro", command.bairro),
    }
    wanted["uf"] = read.read(_uf_of, wanted["uf"], wanted["cep"])
    known = {(row.kind, row.value): row.id for row in contacts.values()}
    for contact_id, value in command.contacts.items():
        read.read(_check_contact, contacts[contact_id], value, known)
    read.check()
    return wanted


def _name(text: str) -> str:
    name = fields.name("name", text, "o nome do devedor")
    if not any(character.isalpha() for character in name):
        raise Invalid("name", f"«{name[:40]}» não é um nome. Escreva o nome do devedor.")
    return name


def _place(field_name: str, text: str) -> str:
    most, what = _PLACES[field_name]
    return fields.line(field_name, text, most, what)


def _cep(field_name: str, text: str) -> str:
    reading = cadastro.read_cep(text)
    if not reading.valid or reading.normalised is None:
        raise Invalid(field_name, reading.phrase or "Confira o CEP.")
    return reading.normalised


def _uf_of(uf: str | None, cep: str | None) -> str:
    """The UF of the CEP where none was chosen; another than the CEP's cannot be."""
    of_cep = cadastro.uf_of_cep(cep) if cep else None
    if uf and of_cep and uf != of_cep:
        raise Invalid("uf", f"O CEP é de {of_cep}. Confira a UF ou o CEP.")
    return uf or of_cep or ""


def _check_contact(contact: models.Contact, value: str, known: Mapping[tuple[str, str], int]) -> None:
    name = f"contact-{contact.id}"
    if not value.strip():
        raise Invalid(name, "Escreva o contato certo. Para deixar de usá-lo, marque «Não é desta pessoa» na ficha.")
    try:
        normalised, _ = mark_contact.read_contact(contact.kind, value)
    except Invalid as invalid:
        raise Invalid(name, invalid.phrase) from invalid
    if known.get((contact.kind, normalised), contact.id) != contact.id:
        raise Invalid(name, "Este contato já está no cadastro. Escreva outro, ou deixe este como estava.")


def _identify(found: models.Devedor, document: str, contacts: Mapping[int, models.Contact]) -> None:
    """Another CPF or CNPJ is another identity, and another person across credores."""
    contact = next((row.value for row in sorted(contacts.values(), key=lambda row: (row.kind, row.id))), "")
    key = identity.devedor_key(document, cadastro.fold_name(found.name), contact)
    other = models.Devedor.objects.filter(credor_id=found.credor_id, identity_key=key).exclude(id=found.id).first()
    if other is not None:
        raise Refused(
            "devedor.taken",
            f"{_WHAT[len(document)]} já é de outro cadastro deste credor: {other.name}, devedor {other.id}. Confira o "
            "número; se são a mesma pessoa, use aquele cadastro.",
        )
    with connection.cursor() as cursor:
        writes.identify(cursor, found.credor_id, [(found.id, key, document)])
    if document and found.profile in _PROFILES.values():
        models.Devedor.objects.filter(id=found.id).update(profile=_PROFILES[len(document)])


def _save(found: models.Devedor, wanted: dict[str, str]) -> None:
    for name in PLAIN:
        setattr(found, name, wanted[name])
    found.name_key = cadastro.fold_name(found.name)
    found.save(update_fields=[*PLAIN, "name_key"])
