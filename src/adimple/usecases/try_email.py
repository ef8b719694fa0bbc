"""Whether a credor's e-mail works: the connection alone, or a real message to whoever asks."""

from django.db import transaction

from adimple.channels import email, smtp
from adimple.channels.channel import Outgoing, Receipt
from adimple.domain import cadastro, events
from adimple.domain.errors import Refused
from adimple.store import journal, models
from adimple.store.reads import moment
from adimple.store.reads.moment import Speaker
from adimple.usecases import providers
from adimple.usecases.context import Context
from adimple.usecases.providers import Provider

SUBJECT = "Teste de envio do Adimple"
TEXT = """Olá.

Este é um teste de envio de {credor}, pedido por {actor}.
Se você está lendo, as mensagens saem por este servidor e chegam.

Nome: {credor}
CPF ou CNPJ: {document}
Endereço: {address}

Ninguém mais recebeu esta mensagem.
"""


def try_connection(ctx: Context, credor_id: int) -> Receipt:
    """Connects and authenticates, sends nothing. What the server said is written down."""
    ctx.require(credor_id, "manager")
    _, provider = _provider(ctx, credor_id)
    receipt = email.test_connection(provider.smtp)
    _write_down(ctx, credor_id, receipt)
    return receipt


def send_test(ctx: Context, credor_id: int) -> Receipt:
    """One real message, to the address of whoever asks."""
    ctx.require(credor_id, "manager")
    credor, provider = _provider(ctx, credor_id)
    outgoing = Outgoing(
        to=ctx.actor.name,
        to_name="",
        from_email=provider.from_email,
        from_name=provider.from_name,
        reply_to=credor.email or provider.from_email,
        subject=SUBJECT,
        text=TEXT.format(
            credor=credor.name,
            actor=ctx.actor.name,
            document=cadastro.format_document(credor.document),
            address=credor.address or "ainda não informado",
        ),
        sent_at=ctx.now,
        idempotency_key=f"test-{credor_id}-{ctx.now.timestamp():.6f}",
    )
    with smtp.open_smtp(provider.smtp) as connection:
        receipt = email.send(outgoing, connection)
    _write_down(ctx, credor_id, receipt)
    return receipt


def _provider(ctx: Context, credor_id: int) -> tuple[Speaker, Provider]:
    """Raises Refused when the password was sealed with another key."""
    credor = moment.speakers(ctx.scope, [credor_id])[credor_id]
    provider = providers.providers_of([credor])[credor_id]
    if provider.fault:
        raise Refused("smtp.fault", provider.fault)
    return credor, provider


@transaction.atomic
def _write_down(ctx: Context, credor_id: int, receipt: Receipt) -> None:
    succeeded = receipt.status == "accepted"
    models.ChannelSetting.objects.filter(credor_id=credor_id, channel="email").update(
        tested_at=ctx.now if succeeded else None
    )
    journal.record(ctx, events.SmtpTested(credor_id, succeeded))
