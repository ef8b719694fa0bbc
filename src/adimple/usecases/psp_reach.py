"""How a PSP is reached as a credor: secrets unsealed for the call alone, and no address of an internal network."""

from contextlib import AbstractContextManager

from adimple import gateways
from adimple.domain.errors import Invalid
from adimple.domain.shelf import shelf
from adimple.gateways.gateway import Account, Gateway, Psp, Unreachable
from adimple.outbound import address
from adimple.outbound.address import Forbidden
from adimple.store import models, sealing
from adimple.usecases import deliver_webhooks

GATEWAYS: dict[str, Gateway] = {gateway.code: gateway for gateway in shelf(gateways, "GATEWAY")}
_WHY = {
    "forbidden": "O endereço do PSP aponta para uma rede interna. Use um público, ou peça a quem cuida da instalação "
    "que o inclua em ADIMPLE_WEBHOOK_HOSTS.",
    "dns": "Ninguém responde por este endereço do PSP. Confira como foi escrito.",
    "dns_timeout": "O nome do PSP não foi encontrado a tempo. Tentamos de novo.",
    "insecure": "O endereço do PSP começa com https://.",
}


def open_psp(row: models.PspAccount) -> AbstractContextManager[Psp]:
    """Raises Refused when the secrets were sealed with another key, Invalid for a certificate that does not read."""
    account = Account(
        base_url=row.base_url,
        token_url=row.token_url,
        oauth_id=row.oauth_id,
        secret=sealing.unseal(row.secret_sealed),
        certificate=sealing.unseal(row.certificate_sealed),
        authority=row.authority,
        reach=reach,
    )
    return GATEWAYS[row.gateway].open(account)


def reach(url: str) -> str:
    """The network address to connect to, judged. Raises Unreachable."""
    try:
        return address.resolve(address.read_url(url), deliver_webhooks.policy())[0]
    except Forbidden as forbidden:
        raise Unreachable(_WHY.get(forbidden.failure, "Não conseguimos chegar ao PSP.")) from forbidden
    except Invalid as invalid:
        raise Unreachable(invalid.phrase) from invalid
