"""Addresses of other people's programs, as an owner keeps them: made, rotated, stopped, put on again, asked to repeat.

A change of what one is has its own file, `edit_webhook`.

The secret is told when it is made and nowhere else; the database keeps it sealed, for it signs every delivery.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from adimple.domain import events, webhook
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.event import OfCredor
from adimple.outbound import address
from adimple.outbound.address import Forbidden, Place
from adimple.store import journal, models, sealing
from adimple.store.reads import feed
from adimple.usecases import deliver_webhooks
from adimple.usecases.context import Context
from adimple.usecases.fields import Fields

MOST_ON = 10  # addresses of one credor
# What may be told: every event of a credor, as its feed shows them.
KINDS = tuple(sorted(name for name, kind in events.EVENTS.items() if issubclass(kind, OfCredor)))
_OFF = "Este webhook está parado. Religue-o antes."


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeWebhook:
    """`kinds`: names of events; empty for all, those to come included."""

    url: str
    kinds: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MadeWebhook:
    """`secret` is told here and nowhere else."""

    id: int
    url: str
    secret: str


def make_webhook(ctx: Context, credor_id: int, command: MakeWebhook) -> MadeWebhook:
    """From now on it is told what happens. Raises Invalid, NotFound, Refused."""
    ctx.require(credor_id, "owner")
    check(command)
    return _make(ctx, credor_id, command)


@transaction.atomic
def _make(ctx: Context, credor_id: int, command: MakeWebhook) -> MadeWebhook:
    models.Credor.objects.select_for_update().get(id=credor_id)
    if models.Webhook.objects.filter(credor_id=credor_id, stopped_at__isnull=True).count() >= MOST_ON:
        raise Refused("webhook.many", f"Há {MOST_ON} webhooks ligados, o máximo de um credor. Pare um antes.")
    secret = _new_secret()
    row = models.Webhook.objects.create(
        credor_id=credor_id,
        url=command.url,
        kinds=sorted(set(command.kinds)),
        secret_sealed=sealing.seal(secret),
        created_at=ctx.now,
        after_id=feed.settled_id(),
    )
    journal.record(ctx, events.WebhookMade(credor_id, row.id, tuple(row.kinds)))
    return MadeWebhook(row.id, row.url, secret)


@transaction.atomic
def rotate_secret(ctx: Context, credor_id: int, webhook_id: int) -> MadeWebhook:
    """A new secret; for a day the former one signs too, unless nothing opens it any more."""
    row = lock_own(ctx, credor_id, webhook_id)
    secret = _new_secret()
    row.former_sealed, row.former_until = b"", None
    if _opens(row):
        row.former_sealed, row.former_until = bytes(row.secret_sealed), ctx.now + webhook.BOTH_SIGN
    row.secret_sealed = sealing.seal(secret)
    row.save(update_fields=["former_sealed", "former_until", "secret_sealed"])
    journal.record(ctx, events.WebhookRotated(credor_id, row.id))
    return MadeWebhook(row.id, row.url, secret)


@transaction.atomic
def stop_webhook(ctx: Context, credor_id: int, webhook_id: int) -> str:
    """Its address; from now on it is told nothing. Of one stopped before, nothing. Raises NotFound, Refused."""
    row = lock_own(ctx, credor_id, webhook_id)
    if row.stopped_at is None:
        deliver_webhooks.stop(ctx, row, "person")
    return row.url


@transaction.atomic
def resume_webhook(ctx: Context, credor_id: int, webhook_id: int) -> str:
    """It goes on from where it last took one: all that failed since, and happened since, is told, in order.

    Raises NotFound, Refused.
    """
    row = lock_own(ctx, credor_id, webhook_id)
    if row.stopped_at is None:
        return row.url
    if row.stop_cause == "secret":
        _require_secret(row)
    waiting = Q(state="stopped") | Q(state="failed", settled_at__gte=row.failing_since or ctx.now)
    found = models.WebhookDelivery.objects.filter(waiting, webhook=row)
    found.update(state="pending", attempts=0, due_at=ctx.now, settled_at=None)
    row.stopped_at, row.stop_cause = None, ""
    row.failures, row.failing_since, row.rest_until = 0, None, None
    row.save(update_fields=["stopped_at", "stop_cause", "failures", "failing_since", "rest_until"])
    journal.record(ctx, events.WebhookResumed(credor_id, row.id))
    return row.url


@transaction.atomic
def resend(ctx: Context, credor_id: int, webhook_id: int, delivery_id: int | None = None) -> int:
    """One delivery again, whatever came of it; without one, all that failed for good. How many.

    A manager may, and so a program: it goes where the owner chose. Raises NotFound, Refused.
    """
    row = lock_own(ctx, credor_id, webhook_id, "manager")
    if row.stopped_at is not None:
        raise Refused("webhook.off", _OFF)
    found = models.WebhookDelivery.objects.filter(webhook=row)
    found = found.filter(state="failed") if delivery_id is None else found.filter(id=delivery_id)
    count = found.update(state="pending", attempts=0, due_at=ctx.now, settled_at=None)
    if delivery_id is not None and not count:
        raise NotFound
    if count:
        models.Webhook.objects.filter(id=row.id).update(rest_until=None)
        journal.record(ctx, events.WebhookResent(credor_id, row.id, count))
    return count


def resend_events(ctx: Context, credor_id: int, webhook_id: int, event_id: int | None) -> int:
    """As `resend`, by the number of the event, as who reads the list knows it."""
    if event_id is None:
        return resend(ctx, credor_id, webhook_id)
    found = models.WebhookDelivery.objects.filter(webhook_id=webhook_id, webhook__credor_id=credor_id)
    delivery = found.filter(event_id=event_id).first()
    if delivery is None:
        raise NotFound
    return resend(ctx, credor_id, webhook_id, delivery.id)


def lock_own(ctx: Context, credor_id: int, webhook_id: int, role: str = "owner") -> models.Webhook:
    ctx.require(credor_id, role)
    return _found(models.Webhook.objects.select_for_update(), credor_id, webhook_id)


def get_own(ctx: Context, credor_id: int, webhook_id: int) -> models.Webhook:
    ctx.require(credor_id, "owner")
    return _found(models.Webhook.objects.all(), credor_id, webhook_id)


def _found(rows: QuerySet[models.Webhook], credor_id: int, webhook_id: int) -> models.Webhook:
    row = rows.filter(id=webhook_id, credor_id=credor_id).first()
    if row is None:
        raise NotFound
    return row


def _require_secret(row: models.Webhook) -> None:
    if not _opens(row):
        raise Refused(
            "webhook.secret",
            "O segredo deste webhook foi lacrado com outra chave da instalação. Troque o segredo e religue.",
        )


def _opens(row: models.Webhook) -> bool:
    """Whether its secret is there and is of this key."""
    try:
        return bool(sealing.unseal(bytes(row.secret_sealed)))
    except Refused:
        return False


def check(command: MakeWebhook) -> None:
    """Raises Invalid with all that is wrong. Asks the network what the name means: never within a transaction."""
    read = Fields()
    place = read.read(address.read_url, command.url)
    if place is not None:
        read.read(_reach, place)
    read.read(_kinds, command.kinds)
    read.check()


def _reach(place: Place) -> None:
    """A name that nobody has yet is no reason: it may be theirs tomorrow."""
    rules = deliver_webhooks.policy()
    if rules.is_production and place.scheme != "https":
        raise Invalid("url", "Em produção o endereço começa com https://, para que ninguém leia no caminho.")
    try:
        address.resolve(place, rules)
    except Forbidden as forbidden:
        if forbidden.failure == "forbidden":
            raise Invalid(
                "url",
                "Este endereço aponta para uma rede interna. Use um público, ou peça a quem cuida da instalação que o "
                "inclua em ADIMPLE_WEBHOOK_HOSTS.",
            ) from forbidden
        if forbidden.failure == "insecure":
            raise Invalid("url", "Use https://: só nesta máquina, e fora de produção, vale http://.") from forbidden


def _kinds(kinds: Sequence[str]) -> None:
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise Invalid("kinds", f"Não existe o evento «{unknown[0]}». A lista está na referência, em Eventos.")


def _new_secret() -> str:
    return webhook.secret_of(secrets.token_bytes(webhook.SECRET_BYTES))
