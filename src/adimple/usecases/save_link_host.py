"""The credor's own host for its public pages: said, and taken away; it counts once it is verified."""

import ipaddress
import re
from contextlib import suppress

from django.conf import settings
from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid
from adimple.store import journal, models
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

NEEDS = "owner"
MAX_HOST = 253
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


@transaction.atomic
def save_link_host(ctx: Context, credor_id: int, written: str) -> None:
    """Another host must be verified anew; the same one changes nothing. Raises Invalid and Refused."""
    require_open(ctx, credor_id, NEEDS)
    host = read_host(written)
    row = models.LinkHost.objects.select_for_update().filter(credor_id=credor_id).first()
    if row is not None and row.host == host:
        return
    row = row or models.LinkHost(credor_id=credor_id)
    row.host, row.saved_at, row.verified_at = host, ctx.now, None
    row.save()
    journal.record(ctx, events.LinkHostSaved(credor_id, row.id))


@transaction.atomic
def remove_link_host(ctx: Context, credor_id: int) -> None:
    """Links are made with the installation's address again, and the host answers no more. Nothing where none is."""
    ctx.require(credor_id, NEEDS)  # of a closed credor too
    row = models.LinkHost.objects.select_for_update().filter(credor_id=credor_id).first()
    if row is not None:
        journal.record(ctx, events.LinkHostRemoved(credor_id, row.id))
        row.delete()


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
