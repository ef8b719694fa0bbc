"""Keys for programs: made by an owner and shown once, asked by every request of the API, revoked.

A key is `adm_`, eight characters that name it, `_`, and 256 bits of chance; the database keeps the SHA-256 of it all.
It acts over one credor, within its scopes, and never above the role its maker has at that minute.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid, NotFound
from adimple.store import journal, models
from adimple.store.scope import Scope
from adimple.usecases.context import ROLES, Actor, Context
from adimple.usecases.fields import Fields

READ, WRITE = "ler", "escrever"
# What a program may be let into, as the page of keys names it; and whether it may change something there.
RESOURCES = {
    "credores": ("Credores", False),
    "devedores": ("Devedores, contatos e consentimentos", True),
    "titulos": ("Títulos", True),
    "payments": ("Pagamentos", True),
    "refunds": ("Devoluções de Pix: o dinheiro sai da conta no PSP", True),
    "convenios": ("Convênios de boleto", False),
    "boletos": ("Boletos", True),
    "remessas": ("Remessas", True),
    "holds": ("Pausas", True),
    "actions": ("Ações e por quê", False),
    "imports": ("Importações", True),
    "events": ("Eventos", False),
    "webhooks": ("Webhooks e suas entregas", True),
}
SCOPES = tuple(
    f"{code}.{act}" for code, (_, is_written) in RESOURCES.items() for act in ((READ, WRITE) if is_written else (READ,))
)
MOST_DAYS = 366
MAX_NAME_CHARS = 80
_USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeKey:
    name: str
    scopes: Sequence[str]
    days: int


@dataclass(frozen=True, slots=True)
class MadeKey:
    """`secret` is told here and nowhere else."""

    id: int
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """A key that serves: who acts over what, and in which scopes."""

    id: int
    prefix: str
    credor_id: int
    scopes: frozenset[str]
    ctx: Context


@transaction.atomic
def make_key(ctx: Context, credor_id: int, command: MakeKey, account_id: int | None = None) -> MadeKey:
    """A key of the actor's, or of `account_id` from the command line. Raises Invalid, NotFound, Refused."""
    ctx.require(credor_id, "owner")
    maker_id = ctx.actor.account_id or account_id
    assert maker_id is not None, "a key is of somebody, whose role it never passes"
    _check(command)
    prefix = secrets.token_hex(4)
    secret = f"adm_{prefix}_{secrets.token_urlsafe(32)}"
    row = models.ApiKey.objects.create(
        credor_id=credor_id,
        account_id=maker_id,
        name=_one_line(command.name),
        prefix=prefix,
        sha256=_digest(secret),
        scopes=[scope for scope in SCOPES if scope in command.scopes],
        created_at=ctx.now,
        expires_at=ctx.now + timedelta(days=command.days),
    )
    journal.record(ctx, events.ApiKeyMade(credor_id, row.id, tuple(row.scopes), row.expires_at))
    return MadeKey(row.id, secret, row.expires_at)


@transaction.atomic
def revoke_key(ctx: Context, credor_id: int, key_id: int) -> str:
    """Its name; from now on it opens nothing. Of one revoked before, nothing. Raises NotFound, Refused."""
    ctx.require(credor_id, "owner")
    row = models.ApiKey.objects.select_for_update().filter(id=key_id, credor_id=credor_id).first()
    if row is None:
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at = ctx.now
        row.save(update_fields=["revoked_at"])
        journal.record(ctx, events.ApiKeyRevoked(credor_id, row.id))
    return row.name


def open_key(secret: str, now: datetime) -> OpenedKey | None:
    """What a key opens now; None for one that is unknown, over, revoked, or whose maker is no longer of the credor."""
    prefix = secret.split("_")[1] if secret.startswith("adm_") and secret.count("_") >= 2 else ""
    row = models.ApiKey.objects.filter(prefix=prefix, revoked_at__isnull=True, expires_at__gt=now).first()
    if row is None or not hmac.compare_digest(row.sha256, _digest(secret)):
        return None
    member = models.Membership.objects.filter(
        account_id=row.account_id, account__is_active=True, credor_id=row.credor_id
    ).first()
    if member is None:
        return None
    if row.last_used_at is None or now - row.last_used_at >= _USE_NOTED_EVERY:
        models.ApiKey.objects.filter(id=row.id).update(last_used_at=now)
    own = "manager" if any(scope.endswith(WRITE) for scope in row.scopes) else "auditor"
    role = max(own, member.role, key=ROLES.index)
    actor = Actor(f"chave {row.prefix}", row.account_id)
    ctx = Context(actor, Scope({row.credor_id: role}), now)
    return OpenedKey(row.id, row.prefix, row.credor_id, frozenset(row.scopes), ctx)


def account_of(email: str, credor_id: int) -> int:
    """The owner who answers for a key made at the command line. Raises Invalid."""
    row = models.Membership.objects.filter(
        account__email=email.strip().lower(), account__is_active=True, credor_id=credor_id, role="owner"
    ).first()
    if row is None:
        raise Invalid("email", "Nenhum dono deste credor entra com este e-mail. Confira com «adimple create-owner».")
    return row.account_id


def _check(command: MakeKey) -> None:
    read = Fields()
    read.read(_name, "name", command.name)
    read.read(_scopes, "scopes", command.scopes)
    read.read(_days, "days", command.days)
    read.check()


def _name(field: str, name: str) -> str:
    if not 0 < len(_one_line(name)) <= MAX_NAME_CHARS:
        raise Invalid(field, f"Diga para que serve a chave, em até {MAX_NAME_CHARS} letras: «ERP da matriz».")
    return name


def _scopes(field: str, scopes: Sequence[str]) -> Sequence[str]:
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise Invalid(field, f"Não existe a permissão «{unknown[0]}». Use uma destas: {', '.join(SCOPES)}.")
    if not scopes:
        raise Invalid(field, "Marque ao menos uma permissão: uma chave sem nenhuma não abre nada.")
    return scopes


def _days(field: str, days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(field, f"Uma chave vale de 1 a {MOST_DAYS} dias. Depois, crie outra e troque no programa.")
    return days


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
