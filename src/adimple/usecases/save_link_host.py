"""The credor's own host for its public pages: said, and taken away; it counts once it is verified.

Until then the one before it goes on. Links that were sent with a host open there as long as they are worth something.
"""

import ipaddress
import re
from contextlib import suppress

from django.conf import settings
from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid, Refused
from adimple.store import journal, models
from adimple.store.reads import access, link_hosts
from adimple.store.writes import locks
from adimple.usecases import links
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

NEEDS = "owner"
MAX_HOST = 253
_HOST = re.compile(
    r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


@transaction.atomic
def save_link_host(ctx: Context, credor_id: int, written: str) -> None:
    """It waits to be verified. The one that counts, said again, ends that wait. Raises Invalid and Refused."""
    require_open(ctx, credor_id, NEEDS)
    host = read_host(written)
    locks.hold_link_hosts()
    refuse_of_another(ctx, credor_id, host)
    mine = models.LinkHost.objects.filter(credor_id=credor_id, ended_at=None)
    waiting = mine.filter(verified_at=None).first()
    if mine.filter(host=host, verified_at__isnull=False).exists():
        if waiting is not None:
            _end(ctx, waiting)
        return
    if waiting is not None and waiting.host == host:
        return
    row = waiting or models.LinkHost(credor_id=credor_id)
    row.host, row.saved_at = host, ctx.now
    row.save()
    journal.record(ctx, events.LinkHostSaved(credor_id, row.id, host))


@transaction.atomic
def remove_link_host(ctx: Context, credor_id: int, host: str) -> None:
    """No link is made with it any more; those that were go on opening. Nothing where it is not the credor's."""
    ctx.require(credor_id, NEEDS)  # of a closed credor too
    locks.hold_link_hosts()
    row = models.LinkHost.objects.filter(credor_id=credor_id, host=host, ended_at=None).first()
    if row is not None:
        _end(ctx, row)


def refuse_of_another(ctx: Context, credor_id: int, host: str) -> None:
    """Who takes over a name would show its own pages where another's people expect theirs."""
    if link_hosts.holders(access.whole_scope(), host, ctx.now - links.HOST_KEPT) - {credor_id}:
        raise Refused(
            "link_host.taken",
            f"Este endereço já é de outro credor desta instalação, ou foi nos últimos {links.DAYS} dias. Use "
            "outro nome.",
        )


def _end(ctx: Context, row: models.LinkHost) -> None:
    """Of one that never counted nothing was sent: it leaves nothing."""
    journal.record(ctx, events.LinkHostRemoved(row.credor_id, row.id, row.host))
    if row.verified_at is None:
        row.delete()
    else:
        row.ended_at = ctx.now
        row.save(update_fields=["ended_at"])


def read_host(written: str) -> str:
    """A name as browsers send it: small letters, without https:// nor port. Raises Invalid."""
    host = written.strip().lower().removeprefix("https://").rstrip("/").rstrip(".")
    example = "Escreva só o nome, como pague.loja.com.br."
    if len(host) > MAX_HOST or not _HOST.fullmatch(host):
        raise Invalid("host", f"Este nome não se lê. {example} Com acento, use a forma que começa por xn--.")
    with suppress(ValueError):
        ipaddress.ip_address(host)
        raise Invalid("host", f"Um número de IP não serve. {example}")
    if host in settings.ALLOWED_HOSTS:
        raise Invalid("host", f"Este já é o endereço da instalação. {example}")
    return host
