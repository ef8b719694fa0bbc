"""Makes an owner and the credor they own, ready to import: policies of encargos, régua version 1, in ensaio."""

from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.utils.text import slugify

from adimple.domain import encargos, events, limits
from adimple.domain.errors import Refused
from adimple.domain.regua import shipped
from adimple.store import journal, models
from adimple.usecases import fields, passwords
from adimple.usecases.context import Actor, Context
from adimple.usecases.fields import Fields

FIRST_OWNER_LOCK = 0x6164_696D  # "adim": one first owner, however many ask at once


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOwner:
    """An address may come later (it is asked before anything is sent); a `credor_slug` is made when there is none."""

    name: str
    email: str
    password: str
    credor_name: str
    credor_document: str
    credor_address: str = ""
    credor_email: str = ""
    credor_city: str = ""
    credor_uf: str = ""
    credor_slug: str = ""


def create_first_owner(ctx: Context, command: CreateOwner) -> models.Account:
    """As `create_owner`, only while nobody can log in. Raises Refused afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_OWNER_LOCK])
        if models.Account.objects.exists():
            raise Refused("owner.exists", "Esta instalação já tem dono. Entre com o seu e-mail e a sua senha.")
        return create_owner(ctx, command)


@transaction.atomic
def create_owner(ctx: Context, command: CreateOwner) -> models.Account:
    """The account, made or found by its e-mail, now owner of the credor, made or found by its slug.

    Of what exists nothing is changed, its password included. Raises Invalid with every field that is wrong.
    """
    read = Fields()
    email = read.read(fields.email, "email", command.email)
    account = models.Account.objects.filter(email=email).first() if email else None
    credor = models.Credor.objects.filter(slug=command.credor_slug).first() if command.credor_slug else None
    new_account = account or _account(ctx, read, command, email)
    new_credor = credor or _credor(ctx, read, command)
    read.check()
    ctx = replace(ctx, actor=Actor(email)) if ctx.actor.account_id is None else ctx
    if account is None:
        new_account.set_password(command.password)
        new_account.save(force_insert=True)
    if credor is None:
        _open(ctx, new_credor)
    _membership(ctx, new_account, new_credor)
    return new_account


def check(ctx: Context, command: CreateOwner) -> None:
    """Raises Invalid for all that is wrong with a first owner; writes nothing."""
    read = Fields()
    _account(ctx, read, command, read.read(fields.email, "email", command.email))
    _credor(ctx, read, command)
    read.check()


def check_credor(ctx: Context, command: CreateOwner) -> None:
    """Raises Invalid for all that is wrong with the credor alone; writes nothing."""
    read = Fields()
    _credor(ctx, read, command)
    read.check()


def _account(ctx: Context, read: Fields, command: CreateOwner, email: str) -> models.Account:
    """Without its password, not yet saved."""
    account = models.Account(email=email or "", created_at=ctx.now)
    account.name = read.read(fields.name, "name", command.name) or ""
    read.read(passwords.check, "password", command.password, account)
    return account


def _credor(ctx: Context, read: Fields, command: CreateOwner) -> models.Credor:
    """Not yet saved."""
    name = read.read(fields.name, "credor_name", command.credor_name, "o nome ou a razão social")
    return models.Credor(
        slug=command.credor_slug,
        name=name,
        document=read.read(fields.document, "credor_document", command.credor_document),
        address=" ".join(command.credor_address.split())[:300],
        email=read.read(fields.optional, fields.email, "credor_email", command.credor_email),
        city=" ".join(command.credor_city.split())[:100],
        uf=read.read(fields.uf, "credor_uf", command.credor_uf),
        created_at=ctx.now,
        daily_ceiling=limits.FIRST_DAILY_CEILING,
    )


def _open(ctx: Context, credor: models.Credor) -> None:
    """Saves it, with lawful policies and the shipped régua."""
    credor.slug = credor.slug or free_slug(credor.name)
    credor.save(force_insert=True)
    journal.record(ctx, events.CredorCreated(credor.id))
    for kind in ("B2C", "B2B"):
        _default_policy(ctx, credor, kind)
    _first_regua(ctx, credor)


def _default_policy(ctx: Context, credor: models.Credor, kind: encargos.policy.Kind) -> None:
    """2 % once and 1 % a month, cut to the cent: within the consumer's ceilings."""
    policy = models.EncargosPolicy.objects.create(
        credor=credor,
        kind=kind,
        effective_on=ctx.on,
        multa_ppb=encargos.policy.B2C_MULTA_PPB,
        juros_ppb_month=encargos.policy.B2C_JUROS_PPB_MONTH,
        created_at=ctx.now,
    )
    journal.record(ctx, events.EncargosPolicySaved(credor.id, policy.id, ctx.on))


def _first_regua(ctx: Context, credor: models.Credor) -> None:
    regua = models.Regua.objects.create(
        credor=credor,
        version=1,
        effective_on=ctx.on,
        document=shipped.document(effective_on=ctx.on),
        author=ctx.actor.name,
        created_at=ctx.now,
    )
    journal.record(ctx, events.ReguaPublished(credor.id, regua.id, 1, ctx.on))


def _membership(ctx: Context, account: models.Account, credor: models.Credor) -> None:
    _, is_new = models.Membership.objects.update_or_create(
        account=account, credor=credor, defaults={"role": "owner"}, create_defaults={"role": "owner", "since": ctx.now}
    )
    if is_new:
        journal.record(ctx, events.OwnerCreated(credor.id, account.id))


def free_slug(name: str) -> str:
    """An address for the credor out of its name: colegio-exemplo, colegio-exemplo-2."""
    base = slugify(name)[:50] or "credor"
    taken = set(models.Credor.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
