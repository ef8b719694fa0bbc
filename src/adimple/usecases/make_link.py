"""The address of a devedor's page, for somebody of the team to hand over: by phone, at the counter, in a chat."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import NotFound, Refused
from adimple.store import journal
from adimple.store.reads import devedores, link_hosts
from adimple.store.reads import links as reads
from adimple.usecases import links
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open


@dataclass(frozen=True, slots=True)
class MadeLink:
    url: str
    valid_until: date


@transaction.atomic
def make_link(ctx: Context, devedor_id: int) -> MadeLink:
    """Shows whatever the devedor has open when it is opened. Raises NotFound, and Refused where there is no título."""
    who = devedores.get_devedor(ctx.scope, devedor_id)
    require_open(ctx, who.credor_id, "operator")
    try:
        reads.get_devedor_link(ctx.scope, devedor_id, ctx.on)
    except NotFound as error:
        raise Refused("link.nothing", "Este devedor não tem título: a página não teria o que mostrar.") from error
    token = links.token_of_devedor(who.credor_id, devedor_id, ctx.on)
    host = link_hosts.verified_host(ctx.scope, who.credor_id)
    journal.record(ctx, events.LinkMade(who.credor_id, devedor_id))
    return MadeLink(links.url_of(token, host), links.read_token(token, ctx.on).valid_until)
