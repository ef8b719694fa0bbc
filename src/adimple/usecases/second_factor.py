"""The second step of a person's login: begun, confirmed by a first code, turned off, reset by who may.

In production an owner may not be without it: whoever owns a credor may do everything to it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import journal, models, sealing
from adimple.usecases import change_password, second_step, totp
from adimple.usecases.context import Context
from adimple.usecases.fields import Fields
from adimple.usecases.own_member import own_member

WRONG = (
    "Este código não vale. Digite o que o aplicativo mostra agora; se o erro se repetir, acerte o relógio do celular."
)
BLOCKED = "Muitos códigos errados seguidos. Espere 15 minutos e tente de novo."


@dataclass(frozen=True, slots=True)
class Setup:
    """What the app needs to know, shown until the first code confirms it."""

    secret: str
    uri: str


@transaction.atomic
def begin(ctx: Context) -> None:
    """A secret for the actor's app; another one if one was begun before. Raises Refused when a second step is on."""
    account = _lock(ctx.actor.account_id)
    factor = models.SecondFactor.objects.filter(account=account).first()
    if factor and factor.confirmed_at:
        raise Refused("second_factor.on", "A verificação em duas etapas já está ligada nesta conta.")
    sealed = sealing.seal(totp.new_secret())
    models.SecondFactor.objects.update_or_create(
        account=account, defaults={"secret_sealed": sealed, "made_at": ctx.now, "last_step": 0, "failures": 0}
    )


def begun(ctx: Context) -> Setup | None:
    """What was begun and not confirmed."""
    factor = models.SecondFactor.objects.filter(account_id=ctx.actor.account_id, confirmed_at__isnull=True).first()
    if factor is None:
        return None
    secret = sealing.unseal(bytes(factor.secret_sealed))
    return Setup(secret, totp.uri_of(secret, ctx.actor.name))


@transaction.atomic
def confirm(ctx: Context, password: str, code: str) -> list[str]:
    """Turns it on and gives the codes of reserve, told once. Raises Invalid with every field that is wrong."""
    account = _lock(ctx.actor.account_id)
    factor = models.SecondFactor.objects.filter(account=account, confirmed_at__isnull=True).first()
    if factor is None:
        raise NotFound
    read = Fields()
    step = read.read(_first_code, "code", code, factor, ctx)
    read.read(change_password.known, "current", password, account)
    read.check()
    factor.confirmed_at, factor.last_step = ctx.now, step
    factor.save(update_fields=["confirmed_at", "last_step"])
    journal.record(ctx, events.SecondFactorTurnedOn(account.id))
    return _make_codes(ctx, account)


def turn_off(ctx: Context, password: str, code: str) -> None:
    """Raises Invalid, NotFound; Refused for an owner in production."""
    if is_required(ctx):
        raise Refused(
            "second_factor.required",
            "Dono de credor entra sempre em duas etapas. Se trocou de celular, peça a outro dono que a reinicie em "
            "Equipe, ou a quem cuida da máquina: adimple totp-reset",
        )
    account = _proved(ctx, password, code)
    with transaction.atomic():
        forget(account)
        journal.record(ctx, events.SecondFactorTurnedOff(account.id))


def new_codes(ctx: Context, password: str, code: str) -> list[str]:
    """Ten codes of reserve in place of the former. Raises Invalid, NotFound."""
    account = _proved(ctx, password, code)
    with transaction.atomic():
        return _make_codes(ctx, account)


@transaction.atomic
def reset_member(ctx: Context, credor_id: int, account_id: int) -> models.Account:
    """The account of a member of a credor of the actor's, without its second step.

    Raises NotFound; Refused where it would open more than the actor has.
    """
    account = own_member(
        ctx,
        credor_id,
        account_id,
        code="second_factor",
        own="A sua verificação em duas etapas se muda em Minha conta.",
        elsewhere="Esta pessoa entra também em credores que não são seus. Peça a quem cuida da máquina: "
        "adimple totp-reset --email {email}",
    )
    if forget(_lock(account.id)):
        journal.record(ctx, events.SecondFactorReset(account.id, credor_id))
    return account


@transaction.atomic
def reset(ctx: Context, email: str) -> bool:
    """For the command line of this machine: whether there was one. Raises Invalid when nobody enters with `email`."""
    account = change_password.find_account(email)
    was_on = forget(_lock(account.id))
    if was_on:
        journal.record(ctx, events.SecondFactorReset(account.id))
    return was_on


def forget(account: models.Account) -> bool:
    """Whether there was a second step, now gone with its codes of reserve."""
    models.RecoveryCode.objects.filter(account=account).delete()
    forgotten, _ = models.SecondFactor.objects.filter(account=account).delete()
    return forgotten > 0


def is_required(ctx: Context) -> bool:
    """Whether the actor may not be without it."""
    return settings.PRODUCTION and "owner" in ctx.scope.roles.values()


def is_missing(ctx: Context) -> bool:
    """Whether the actor must turn it on before anything else."""
    return is_required(ctx) and second_step.find_account(ctx.actor.account_id) is None


def _proved(ctx: Context, password: str, code: str) -> models.Account:
    """The actor, who knows the password and has a code. A wrong code stays counted, whatever comes after."""
    account = models.Account.objects.filter(id=ctx.actor.account_id, is_active=True).first()
    if account is None or second_step.find_account(account.id) is None:
        raise NotFound
    change_password.known("current", password, account)
    outcome = second_step.try_code(ctx, account.id, code)
    if outcome != "ok":
        raise Invalid("code", BLOCKED if outcome == "blocked" else WRONG)
    return account


def _first_code(field: str, code: str, factor: models.SecondFactor, ctx: Context) -> int:
    step = totp.step_taken(sealing.unseal(bytes(factor.secret_sealed)), code, ctx.now, factor.last_step)
    if step is None:
        raise Invalid(field, WRONG)
    return step


def _make_codes(ctx: Context, account: models.Account) -> list[str]:
    codes = totp.new_recovery_codes()
    models.RecoveryCode.objects.filter(account=account).delete()
    models.RecoveryCode.objects.bulk_create(
        [models.RecoveryCode(account=account, sha256=totp.digest_of(code)) for code in codes]
    )
    journal.record(ctx, events.RecoveryCodesMade(account.id))
    return codes


def _lock(account_id: int | None) -> models.Account:
    account = models.Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    if account is None:
        raise NotFound
    return account
