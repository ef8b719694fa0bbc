"""Whether a host leads to this very installation: it is asked, over the internet, for what only we can answer."""

import hmac

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Refused
from adimple.outbound import fetch
from adimple.store import journal, models, sealing
from adimple.store.reads import access, link_hosts
from adimple.usecases import deliver_webhooks, links
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open
from adimple.usecases.save_link_host import NEEDS

PATH = "/.well-known/adimple/"
_WHY = {
    "dns": "Ninguém responde por este nome. Confira o registro no DNS: pode levar algumas horas para valer.",
    "dns_timeout": "O nome não foi encontrado a tempo. Tente de novo em alguns minutos.",
    "forbidden": "O nome leva a uma rede interna. Aponte-o para o endereço público da instalação.",
    "tls": "O certificado https deste nome não é aceito. Inclua o nome no certificado do servidor de entrada.",
    "insecure": "O endereço precisa responder por https.",
}
_NOBODY = "Não conseguimos chegar a este endereço por https. Confira o DNS e o servidor de entrada."


def verify_link_host(ctx: Context, credor_id: int) -> None:
    """From here on links are made with it. Raises Refused with what to mend."""
    require_open(ctx, credor_id, NEEDS)
    row = link_hosts.get_link_host(ctx.scope, credor_id)
    if row is None:
        raise Refused("link_host.none", "Escreva o endereço antes de verificar.")
    told = fetch.fetch(f"{links.base_of(row.host)}{PATH}{_question(credor_id, row.host)}", deliver_webhooks.policy())
    if told.failure:
        raise Refused("link_host.unreachable", _WHY.get(told.failure, _NOBODY))
    if told.body != _answer(credor_id, row.host).encode():
        phrase = "Este endereço responde, mas não é esta instalação. Confira o DNS e o servidor de entrada (proxy)."
        raise Refused("link_host.elsewhere", phrase)
    _count(ctx, credor_id, row.host)


def answer(host: str, question: str) -> str | None:
    """What is answered at PATH to who asks by that host; None where no credor says it is theirs."""
    for credor_id in link_hosts.claims(access.whole_scope(), host):
        if hmac.compare_digest(question.encode(), _question(credor_id, host).encode()):
            return _answer(credor_id, host)
    return None


@transaction.atomic
def _count(ctx: Context, credor_id: int, host: str) -> None:
    """Unless it was changed meanwhile, or is another credor's."""
    row = models.LinkHost.objects.select_for_update().filter(credor_id=credor_id, host=host).first()
    if row is None:
        raise Refused("link_host.changed", "O endereço mudou enquanto era verificado. Verifique de novo.")
    if models.LinkHost.objects.filter(host=host, verified_at__isnull=False).exclude(id=row.id).exists():
        raise Refused("link_host.taken", "Este endereço já é de outro credor desta instalação. Use outro nome.")
    if row.verified_at is None:
        row.verified_at = ctx.now
        row.save(update_fields=["verified_at"])
        journal.record(ctx, events.LinkHostVerified(credor_id, row.id))


def _question(credor_id: int, host: str) -> str:
    return _signed("question", credor_id, host)


def _answer(credor_id: int, host: str) -> str:
    return _signed("answer", credor_id, host)


def _signed(what: str, credor_id: int, host: str) -> str:
    return hmac.digest(sealing.derived("link-host"), f"{what}/{credor_id}/{host}".encode(), "sha256").hex()
