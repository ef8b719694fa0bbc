"""E-mails of our own to who works here, asked in a request and sent by the worker: a new password, an invite.

The link is written at the moment of sending: no table keeps it. Who asks for an address that nobody has waits as long
and hears the same as who asks for a known one; and an address gets few of each kind an hour, whoever asks.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from adimple.channels import email, smtp
from adimple.channels.channel import Outgoing, Receipt
from adimple.domain import events
from adimple.domain.event import Event
from adimple.store import journal, models, sealing
from adimple.usecases import fields, invites, mail_words, password_links, providers
from adimple.usecases.context import Actor, Context
from adimple.usecases.providers import Provider

LIFE = timedelta(hours=1)  # of a link for a new password
MOST_AN_HOUR = 3  # to one address, of one kind: who asks for a password uses up no invite
MOST_ATTEMPTS = 6
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail in our hands, outside any transaction."""

    id: int
    outgoing: Outgoing
    provider: Provider


def has_server() -> bool:
    """Whether the installation sends mails of its own at all."""
    return providers.for_accounts() is not None


def ask_password(ctx: Context, typed: str) -> None:
    """Leaves a mail for the account of that e-mail, if there is one; nothing tells. Raises Invalid for no e-mail."""
    address = fields.email("email", typed)
    account = models.Account.objects.filter(email=address, is_active=True).first()
    _leave(ctx, "password", address, ctx.now + LIFE, account=account)


def ask_invite(ctx: Context, invite: models.Invite) -> bool:
    """Leaves the mail of an invite; False where no server would take it, or the address got too many."""
    if not has_server():
        return False
    return _leave(ctx, "invite", invite.email, invite.valid_until, invite=invite)


def send_next(ctx: Context) -> bool:
    """Sends the oldest mail that is due; whether there was one."""
    taken = _take(ctx)
    if taken is None:
        return False
    if isinstance(taken, Taken):
        with smtp.open_smtp(taken.provider.smtp) as connection:
            _settle(ctx, taken.id, email.send(taken.outgoing, connection))
    return True


@transaction.atomic
def clear(ctx: Context) -> None:
    """Those whose sender died are given up: they may have left. Old ones leave the table; the journal knows of them."""
    lost = models.AccountMail.objects.select_for_update(skip_locked=True).filter(state="sending")
    for row in lost.filter(next_try_at__lte=ctx.now).order_by("id"):
        _end(ctx, row, "failed", "uncertain", "O programa que enviava parou no meio.")
    models.AccountMail.objects.filter(asked_at__lt=ctx.now - KEPT, state__in=("sent", "failed", "dropped")).delete()


@transaction.atomic
def _leave(ctx: Context, kind: str, address: str, until: datetime, **whom) -> bool:
    key = hmac.digest(sealing.derived("account mail"), address.encode(), "sha256").hex()
    recent = models.AccountMail.objects.filter(address_key=key, kind=kind, asked_at__gt=ctx.now - timedelta(hours=1))
    is_allowed = recent.count() < MOST_AN_HOUR
    models.AccountMail.objects.create(
        kind=kind, address_key=key, asked_at=ctx.now, next_try_at=ctx.now, valid_until=until,
        state="waiting" if is_allowed else "dropped", **whom,
    )  # fmt: skip
    return is_allowed


@transaction.atomic
def _take(ctx: Context) -> Taken | models.AccountMail | None:
    """The next mail, ready to leave; the row of one that ended here; None when there is none."""
    due = models.AccountMail.objects.select_for_update(skip_locked=True, of=("self",))
    row = due.filter(state="waiting", next_try_at__lte=ctx.now).order_by("next_try_at", "id").first()
    if row is None:
        return None
    if row.kind == "password" and row.account_id and row.attempts == 0:
        journal.record(replace(ctx, actor=Actor("anônimo"), now=row.asked_at), events.PasswordMailAsked(row.account_id))
    outgoing, provider = _written(ctx, row)
    if outgoing is None:
        return _end(ctx, row, "dropped", "", "")
    if row.valid_until <= ctx.now:
        return _end(ctx, row, "dropped", "late", "")
    if provider is None:
        return _end(ctx, row, "failed", "no_server", "")
    row.state, row.attempts, row.next_try_at = "sending", row.attempts + 1, ctx.now + LEASE
    row.save(update_fields=["state", "attempts", "next_try_at"])
    return Taken(row.id, outgoing, provider)


def _written(ctx: Context, row: models.AccountMail) -> tuple[Outgoing | None, Provider | None]:
    """What leaves and by which server; None for who has no account, and for an invite that ended."""
    provider = providers.for_accounts()
    if row.kind == "invite":
        invite = row.invite
        if invite is None or not invites.is_open(invite) or invite.valid_until != row.valid_until:
            return None, None
        subject, text = mail_words.invite(invite, invites.url_of(invite, by_mail=True))
        return _outgoing(ctx, row, provider, invite.email, invite.name, subject, text), provider
    account = row.account
    if account is None or not account.is_active:
        return None, None
    url = password_links.url_until(account, row.valid_until, by_mail=True)
    subject, text = mail_words.password(account, url, row.valid_until)
    return _outgoing(ctx, row, provider, account.email, account.name, subject, text), provider


def _outgoing(ctx, row, provider: Provider | None, to: str, name: str, subject: str, text: str) -> Outgoing:
    return Outgoing(
        to=to,
        to_name=name,
        from_email=provider.from_email if provider else "",
        from_name="Adimple",
        reply_to="",
        subject=subject,
        text=text,
        sent_at=ctx.now,
        idempotency_key=f"account-mail-{settings.BASE_URL}-{row.id}",
    )


@transaction.atomic
def _settle(ctx: Context, mail_id: int, receipt: Receipt) -> None:
    row = models.AccountMail.objects.select_for_update(of=("self",)).get(id=mail_id)
    if row.state != "sending":  # given up meanwhile
        return
    if receipt.status == "temporary" and row.attempts < MOST_ATTEMPTS:
        row.state, row.phrase = "waiting", receipt.phrase[:500]
        row.next_try_at = ctx.now + timedelta(seconds=15 * 2**row.attempts)
        row.save(update_fields=["state", "phrase", "next_try_at"])
        return
    how = {"accepted": "sent", "uncertain": "uncertain"}.get(receipt.status, "failed")
    _end(ctx, row, "sent" if how == "sent" else "failed", how, receipt.phrase)


def _end(ctx: Context, row: models.AccountMail, state: str, how: str, phrase: str) -> models.AccountMail:
    row.state, row.phrase = state, phrase[:500]
    row.save(update_fields=["state", "phrase"])
    if how:
        journal.record(ctx, _ended(row, how))
    return row


def _ended(row: models.AccountMail, how: str) -> Event:
    if row.kind == "invite":
        assert row.invite is not None
        return events.InviteMailEnded(row.invite.credor_id, row.invite.id, how)
    assert row.account_id is not None
    return events.PasswordMailEnded(row.account_id, how)
