"""A made-up event sent at once to an address, so that who connects it sees whether it arrives and is accepted."""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain import events, webhook
from adimple.domain.errors import NotFound, Refused
from adimple.domain.webhook import Answer
from adimple.outbound import post
from adimple.store import journal, models, sealing
from adimple.store.reads.feed import FeedRow
from adimple.usecases import deliver_webhooks
from adimple.usecases.context import Context

NAME = "webhook.test"
SENTENCE = "Evento de teste: nada aconteceu."


@dataclass(frozen=True, slots=True)
class Tested:
    """`phrase`: what came of it, for people."""

    is_taken: bool
    phrase: str


def try_webhook(ctx: Context, credor_id: int, webhook_id: int) -> Tested:
    """Sends and waits for the answer, even of one that is stopped. Raises NotFound, Refused."""
    ctx.require(credor_id, "owner")
    row = models.Webhook.objects.filter(id=webhook_id, credor_id=credor_id).first()
    if row is None:
        raise NotFound
    body = FeedRow(0, ctx.now, NAME, SENTENCE, "teste", None, {"credor_id": credor_id}).to_json()
    secrets = [sealing.unseal(bytes(row.secret_sealed))]
    if not secrets[0]:
        raise Refused("webhook.secret", "Este webhook perdeu o segredo com a troca da chave. Troque o segredo antes.")
    headers = webhook.headers(f"test_{ctx.now:%Y%m%d%H%M%S%f}", ctx.now, body, secrets)
    answer = post.post(row.url, headers, body, deliver_webhooks.policy())
    _write_down(ctx, row, answer)
    if answer.is_taken:
        return Tested(True, f"O endereço recebeu o evento de teste e respondeu {answer.status}, em {answer.ms} ms.")
    why = webhook.phrase(answer.status, answer.failure)
    return Tested(False, f"O evento de teste não foi aceito: {why}.")


@transaction.atomic
def _write_down(ctx: Context, row: models.Webhook, answer: Answer) -> None:
    models.WebhookAttempt.objects.create(
        webhook=row, at=ctx.now, status=answer.status, failure=answer.failure, ms=answer.ms
    )
    journal.record(ctx, events.WebhookTested(row.credor_id, row.id, answer.is_taken))
