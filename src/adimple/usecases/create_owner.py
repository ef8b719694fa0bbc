"""Makes an owner and the credor they own, ready to import: policies of encargos, régua version 1, in ensaio."""

from dataclasses import dataclass, replace

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.text import slugify

from adimple.domain import cadastro, calendar, encargos, events, limits
from adimple.domain.errors import Invalid, Refused
from adimple.domain.regua import shipped
from adimple.store import journal, models
from adimple.usecases.context import Actor, Context

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

    Of what exists nothing is changed, its password included. Raises Invalid.
    """
    email = _read("email", cadastro.read_email(command.email))
    ctx = replace(ctx, actor=Actor(email)) if ctx.actor.account_id is None else ctx
    account = models.Account.objects.filter(email=email).first() or _account(ctx, command, email)
    credor = models.Credor.objects.filter(slug=command.credor_slug).first() if command.credor_slug else None
    credor = credor or _credor(ctx, command)
    _membership(ctx, account, credor)
    return account


def _account(ctx: Context, command: CreateOwner, email: str) -> models.Account:
    account = models.Account(email=email, name=_name("name", command.name), created_at=ctx.now)
    try:
        password_validation.validate_password(command.password, account)
    except ValidationError as error:
        raise Invalid("password", " ".join(error.messages)) from error
    account.set_password(command.password)
    account.save(force_insert=True)
    return account


def _credor(ctx: Context, command: CreateOwner) -> models.Credor:
    if command.credor_uf and command.credor_uf not in calendar.UFS:
        raise Invalid("credor_uf", "Escolha a UF na lista.")
    name = _name("credor_name", command.credor_name)
    credor = models.Credor.objects.create(
        slug=command.credor_slug or _free_slug(name),
        name=name,
        document=_read("credor_document", cadastro.read_document(command.credor_document)),
        address=" ".join(command.credor_address.split())[:300],
        email=_read("credor_email", cadastro.read_email(command.credor_email)) if command.credor_email else "",
        city=" ".join(command.credor_city.split())[:100],
        uf=command.credor_uf,
        created_at=ctx.now,
        daily_ceiling=limits.FIRST_DAILY_CEILING,
    )
    journal.record(ctx, events.CredorCreated(credor.id))
    for kind in ("B2C", "B2B"):
        _default_policy(ctx, credor, kind)
    _first_regua(ctx, credor)
    return credor


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


def _read(field: str, reading: cadastro.Reading) -> str:
    if not reading.valid or reading.normalised is None:
        raise Invalid(field, reading.phrase or "Confira este campo.")
    return reading.normalised


def _name(field: str, text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > limits.MAX_NAME_CHARS:
        raise Invalid(field, f"Escreva um nome com até {limits.MAX_NAME_CHARS} letras.")
    return name


def _free_slug(name: str) -> str:
    """An address for the credor out of its name: colegio-exemplo, colegio-exemplo-2."""
    base = slugify(name)[:50] or "credor"
    taken = set(models.Credor.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
