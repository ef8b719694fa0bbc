"""Whether a host leads to this very installation: it is asked, over the internet, for what only we can answer."""

import hmac

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Refused
from adimple.outbound import fetch
from adimple.store import journal, models, sealing
from adimple.store.reads import access, link_hosts
from adimple.store.writes import locks
from adimple.usecases import deliver_webhooks, links, save_link_host
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

PATH = "/.well-known/adimple/"
_WHY = {
    "dns": "Ninguém responde por este nome. Confira o registro no DNS: pode levar algumas horas para valer.",
    "dns_timeout": "O nome não foi encontrado a tempo. Tente de novo em alguns minutos.",
    "forbidden": "O nome leva a uma rede interna. Aponte-o para o endereço público da instalação.",
    "tls": "O certificado https deste nome não é aceito. Inclua o nome no certificado do servidor de entrada.",
    "insecure": "O endereço precisa responder por https.",
}
_ELSEWHERE = "Este endereço responde, mas não é esta instalação. Confira o DNS e o servidor de entrada (proxy)."
_NOBODY = "Não conseguimos chegar a este endereço por https. Confira o DNS e o servidor de entrada."


def verify_link_host(ctx: Context, credor_id: int) -> None:
    """From here on links are made with the one that waits. Raises Refused with what to mend."""
    require_open(ctx, credor_id, save_link_host.NEEDS)
    hosts = link_hosts.get_link_hosts(ctx.scope, credor_id)
    row = hosts.waiting or hosts.counting
    if row is None:
        raise Refused("link_host.none", "Escreva o endereço antes de verificar.")
    save_link_host.refuse_of_another(ctx, credor_id, row.host)
    told = fetch.fetch(f"{links.base_of(row.host)}{PATH}{_question(credor_id, row.host)}", deliver_webhooks.policy())
    is_told = not told.failure
    if not is_told and not told.failure.startswith("status_"):
        raise Refused("link_host.unreachable", _WHY.get(told.failure, _NOBODY))
    if not is_told or told.body != _answer(credor_id, row.host).encode():
        raise Refused("link_host.elsewhere", _ELSEWHERE)
    _count(ctx, credor_id, row.host)


def answer(host: str, question: str) -> str | None:
    """What is answered at PATH to who asks by that host; None where no credor says it is theirs."""
    for credor_id in link_hosts.claims(access.whole_scope(), host):
        if hmac.compare_digest(question.encode(), _question(credor_id, host).encode()):
            return _answer(credor_id, host)
    return None


@transaction.atomic
def _count(ctx: Context, credor_id: int, host: str) -> None:
    """Unless it was changed meanwhile, or is another credor's. The one before it ends."""
    locks.hold_link_hosts()
    mine = models.LinkHost.objects.filter(credor_id=credor_id, ended_at=None)
    row = mine.filter(host=host).first()
    if row is None:
        raise Refused("link_host.changed", "O endereço mudou enquanto era verificado. Verifique de novo.")
    save_link_host.refuse_of_another(ctx, credor_id, host)
    if row.verified_at is None:
        mine.filter(verified_at__isnull=False).update(ended_at=ctx.now)
        row.verified_at = ctx.now
        row.save(update_fields=["verified_at"])
        journal.record(ctx, events.LinkHostVerified(credor_id, row.id, host))


def _question(credor_id: int, host: str) -> str:
    return _signed("question", credor_id, host)


def _answer(credor_id: int, host: str) -> str:
    return _signed("answer", credor_id, host)


def _signed(what: str, credor_id: int, host: str) -> str:
    return hmac.digest(sealing.derived("link-host"), f"{what}/{credor_id}/{host}".encode(), "sha256").hex()
