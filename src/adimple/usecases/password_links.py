"""A one-time address where somebody writes a new password: an owner hands it over, or it goes to one's own e-mail.

The token names the account and the hour it ends, and is bound to the password and the last login there were: once the
password is written, or the person enters, it is worth nothing. Nothing of it is stored.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from adimple.domain import events
from adimple.domain.errors import NotFound
from adimple.store import journal, models
from adimple.usecases import passwords, prove_email
from adimple.usecases.context import Actor, Context
from adimple.usecases.fields import Fields
from adimple.usecases.own_member import own_member

HOURS = 24
_PURPOSE = "adimple.password_link"
_BY_MAIL = "m"  # in the token: it went by e-mail and nobody here saw it


@dataclass(frozen=True, slots=True)
class PasswordLink:
    """Whom the address is for, and until when it serves."""

    name: str
    email: str
    url: str
    valid_until: datetime


@transaction.atomic
def make_link(ctx: Context, credor_id: int, account_id: int) -> PasswordLink:
    """For a member of a credor of the actor's. Raises NotFound; Refused where it would give more than the actor has."""
    account = own_member(
        ctx,
        credor_id,
        account_id,
        code="password_link",
        own="A sua senha se troca em Minha conta, no menu.",
        elsewhere="A senha desta pessoa vale também em credores que não são seus. Peça a quem cuida da máquina: "
        "adimple set-password --email {email}",
    )
    journal.record(ctx, events.PasswordLinkMade(credor_id, account.id))
    until = ctx.now + timedelta(hours=HOURS)
    return PasswordLink(account.name, account.email, url_until(account, until), until)


def url_until(account: models.Account, until: datetime, *, by_mail: bool = False) -> str:
    """The address that opens until then, or until it is used. `by_mail`: nobody sees it but who reads the e-mail."""
    return f"{settings.BASE_URL}/senha/{_token(account, until, by_mail)}"


def open_link(ctx: Context, token: str) -> models.Account:
    """Whose password it sets. Raises NotFound for what we did not sign, what ended and what was used, alike."""
    return _opened(ctx, token)[0]


def _opened(ctx: Context, token: str) -> tuple[models.Account, bool]:
    """The account, and whether only its e-mail received the address."""
    try:
        account_id, minutes, mark, *way = _signer().unsign(token).split("-")
        number, until = signing.b62_decode(account_id), _instant(signing.b62_decode(minutes))
    except (signing.BadSignature, ValueError) as error:
        raise NotFound from error
    account = models.Account.objects.filter(id=number, is_active=True).first()
    if account is None or ctx.now > until or not constant_time_compare(mark, _mark(account)):
        raise NotFound
    return account, way == [_BY_MAIL]


@transaction.atomic
def use_link(ctx: Context, token: str, password: str, again: str) -> models.Account:
    """The account, with its new password, its e-mail proven where that is how it came.

    Raises NotFound; Invalid with every field that is wrong.
    """
    models.Account.objects.select_for_update().filter(id=open_link(ctx, token).id).first()
    account, is_mailed = _opened(ctx, token)  # asked again under the lock: two at once, and the second finds it used
    read = Fields()
    read.read(passwords.check, "password", password, account)
    read.read(passwords.check_again, "again", password, again)
    read.check()
    ctx = Context(Actor("link", account.id), ctx.scope, ctx.now)
    passwords.keep(ctx, account, password)
    if is_mailed:
        prove_email.prove_email(ctx, account)
    return account


def _token(account: models.Account, until: datetime, by_mail: bool) -> str:
    parts = [signing.b62_encode(account.id), signing.b62_encode(int(until.timestamp()) // 60), _mark(account)]
    return _signer().sign("-".join([*parts, *([_BY_MAIL] if by_mail else [])]))


def _instant(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)


def _mark(account: models.Account) -> str:
    """Changes with the password, with each login, and with the credores it opens: who made it may not own the new."""
    entered = account.last_login.isoformat() if account.last_login else ""
    opens = sorted(models.Membership.objects.filter(account=account).values_list("credor_id", flat=True))
    text = f"{account.id} {account.password} {entered} {opens}"
    return salted_hmac(_PURPOSE, text, algorithm="sha256").hexdigest()[:32]


def _signer() -> signing.Signer:
    return signing.Signer(salt=_PURPOSE, sep=".")
