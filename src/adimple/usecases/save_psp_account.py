"""The account at the PSP that a credor receives Pix by; its secret and its certificate are kept sealed."""

import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from adimple.domain import cobv, events, pix
from adimple.domain.errors import Invalid
from adimple.outbound import address
from adimple.store import journal, models, sealing
from adimple.store.writes import locks
from adimple.usecases import psp_reach, sandbox_psp
from adimple.usecases.context import Context
from adimple.usecases.fields import Fields, line
from adimple.usecases.open_credor import require_open

MAX_LABEL, MAX_URL, MAX_ID = 60, 300, 200
MAX_SECRET, MAX_PEM = 500, 20_000
# Another one of these is another account: charges made at the former stay there.
_IDENTITY = ("gateway", "base_url", "oauth_id", "pix_key")
# The secret is sent where these say: whoever changes one writes the secret again, so that nobody leads it elsewhere.
_WHERE_TOLD = ("base_url", "token_url", "authority")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePspAccount:
    """A blank certificate keeps the one there is for the same PSP and credential.

    So does a blank secret, while it is sent where it was sent before.
    """

    label: str
    base_url: str
    token_url: str
    oauth_id: str
    secret: str
    certificate: str
    authority: str
    pix_key: str
    days_payable: int
    gateway: str = "pix_bacen"


def check(ctx: Context, credor_id: int, command: SavePspAccount) -> None:
    """Raises as `save_psp_account` would; writes nothing."""
    require_open(ctx, credor_id, "manager")
    _read(_open_row(credor_id), credor_id, command)


@transaction.atomic
def save_psp_account(ctx: Context, credor_id: int, command: SavePspAccount) -> int:
    """The account, not yet tested; its id. Raises Invalid with every field that is wrong."""
    require_open(ctx, credor_id, "manager")
    locks.hold_pix_keys()
    credor = models.Credor.objects.select_for_update(no_key=True).get(id=credor_id)
    before = _open_row(credor_id)
    row = _read(before, credor_id, command)
    if before is not None and row.id is None:
        _close(ctx, before)
    if row.id is None:
        row.created_at, row.hook_sha256 = ctx.now, new_hook()[1]
    row.tested_at = None
    row.save()
    sandbox_psp.tell_holder(row.base_url, row.pix_key, credor)
    journal.record(ctx, events.PspAccountSaved(credor_id, row.id))
    return row.id


@transaction.atomic
def close_psp_account(ctx: Context, credor_id: int) -> None:
    """No new Pix is made at it; what is still paid there is taken in. Nothing where there is none."""
    require_open(ctx, credor_id, "manager")
    row = models.PspAccount.objects.select_for_update().filter(credor_id=credor_id, closed_at=None).first()
    if row is not None:
        _close(ctx, row)


def use_sandbox(ctx: Context, credor_id: int, pix_key: str) -> int:
    """The PSP of this machine, where no money exists. Raises Refused where it is not running, Invalid for the key."""
    require_open(ctx, credor_id, "manager")
    caller = sandbox_psp.read()
    command = SavePspAccount(
        label="PSP de teste", pix_key=pix_key, days_payable=30,
        **{name: caller[name] for name in sandbox_psp.FIELDS},
    )  # fmt: skip
    return save_psp_account(ctx, credor_id, command)


def new_hook() -> tuple[str, str]:
    """The secret part of the address that the PSP calls, and its SHA-256, which is all that is kept."""
    secret = secrets.token_urlsafe(32)
    return secret, hook_sha256(secret)


def hook_sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def hook_url(secret: str) -> str:
    """As the PSP is told: it adds /pix by itself."""
    return f"{settings.BASE_URL}/pix/{secret}"


def others_by_key(credor_id: int, key: str) -> QuerySet[models.PspAccount]:
    """Accounts by which another credor, not closed, receives at that key."""
    rows = models.PspAccount.objects.filter(pix_key=key, closed_at=None, credor__closed_at=None)
    return rows.exclude(credor_id=credor_id)


def close_taken(ctx: Context, credor_id: int) -> None:
    """Of a credor that comes back, in the caller's transaction: its account ends where another took its key."""
    locks.hold_pix_keys()
    row = _open_row(credor_id)
    if row is not None and others_by_key(credor_id, row.pix_key).exists():
        _close(ctx, row)


def _open_row(credor_id: int) -> models.PspAccount | None:
    return models.PspAccount.objects.filter(credor_id=credor_id, closed_at=None).first()


def _close(ctx: Context, row: models.PspAccount) -> None:
    row.closed_at = ctx.now
    row.save(update_fields=["closed_at"])
    journal.record(ctx, events.PspAccountClosed(row.credor_id, row.id))


def _read(before: models.PspAccount | None, credor_id: int, command: SavePspAccount) -> models.PspAccount:
    """The row as the command wants it, not yet saved: the one there is, or another where its identity changed."""
    read = Fields()
    values = {
        "gateway": read.read(_gateway, command.gateway),
        "label": read.read(line, "label", command.label, MAX_LABEL, "um nome para esta conta"),
        "base_url": read.read(_url, "base_url", command.base_url),
        "token_url": read.read(_url, "token_url", command.token_url),
        "oauth_id": read.read(line, "oauth_id", command.oauth_id, MAX_ID, "o identificador (client_id) que o PSP deu"),
        "pix_key": read.read(_pix_key, credor_id, command.pix_key),
        "days_payable": read.read(_days, command.days_payable),
        "authority": read.read(_pem, "authority", command.authority, "CERTIFICATE"),
    }
    read.read(_pem, "certificate", command.certificate, "PRIVATE KEY")
    is_same = before is not None and all(getattr(before, name) == values[name] for name in _IDENTITY)
    kept = before if is_same else None
    if not command.secret.strip() and (
        kept is None or any(getattr(kept, name) != values[name] for name in _WHERE_TOLD)
    ):
        read.read(line, "secret", "", MAX_SECRET, "o segredo (client_secret) que o PSP deu")
    read.check()
    row = kept or models.PspAccount(credor_id=credor_id)
    for name, value in values.items():
        setattr(row, name, value)
    if command.secret.strip():
        row.secret_sealed = sealing.seal(command.secret.strip()[:MAX_SECRET])
    if command.certificate.strip():
        row.certificate_sealed = sealing.seal(command.certificate.strip() + "\n")
    with psp_reach.open_psp(row):
        pass  # the certificates read, or Invalid says which does not
    return row


def _gateway(code: str) -> str:
    if code not in psp_reach.GATEWAYS:
        raise Invalid("gateway", "Escolha o PSP na lista.")
    return code


def _url(field: str, written: str) -> str:
    """An https address that leads to no internal network; a name nobody has yet may be theirs tomorrow."""
    url = written.strip().rstrip("/")
    if not url:
        raise Invalid(field, "Escreva o endereço que o PSP informou, como https://pix.exemplo.com.br/api/v2.")
    try:
        place = address.read_url(url)
    except Invalid as invalid:
        raise Invalid(field, invalid.phrase) from invalid
    if place.scheme != "https" or urlsplit(url).query:
        raise Invalid(field, "O endereço começa com https:// e não leva nada depois de «?».")
    if len(url) > MAX_URL:
        raise Invalid(field, f"O endereço vai até {MAX_URL} letras.")
    return url


def _pix_key(credor_id: int, written: str) -> str:
    """What comes in by a key is of one credor: of another's nothing is told."""
    try:
        key = pix.read_key(written)
    except Invalid as invalid:
        raise Invalid("pix_key", invalid.phrase) from invalid
    if others_by_key(credor_id, key).exists():
        raise Invalid("pix_key", "Esta chave Pix já recebe por outra conta nesta instalação. Use outra chave.")
    return key


def _days(days: int) -> int:
    if not 0 <= days <= cobv.MAX_DAYS_PAYABLE:
        raise Invalid("days_payable", f"Escolha de 0 a {cobv.MAX_DAYS_PAYABLE} dias.")
    return days


def _pem(field: str, written: str, what: str) -> str:
    text = written.strip()
    if not text:
        return ""
    if len(text) > MAX_PEM or not text.isascii() or f"{what}-----" not in text:
        needs = "do certificado e da chave privada" if what == "PRIVATE KEY" else "do certificado da autoridade"
        raise Invalid(field, f"Cole o texto PEM {needs}, de -----BEGIN a -----END.")
    return text.replace("\r\n", "\n") + "\n"  # as forms send it
