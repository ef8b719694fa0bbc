"""What a channel is, what goes out through it and what comes back: Channel, Outgoing, Receipt."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from adimple.domain.errors import Invalid

type Address = Literal["email", "phone", "cep"]
type Status = Literal["accepted", "temporary", "permanent", "uncertain"]

SHAPES: dict[Address, tuple[re.Pattern[str], str]] = {
    "email": (
        re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+@[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+"),
        "E-mail inválido. Escreva um só endereço, como nome@empresa.com.br.",
    ),
    "phone": (
        re.compile(r"\+[1-9][0-9]{7,14}"),
        "Telefone inválido. Use o formato internacional, como +5511990000001.",
    ),
    "cep": (re.compile(r"[0-9]{8}"), "CEP inválido. Informe os oito dígitos."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message, rendered, to one person. `sent_at` carries its zone; it becomes the Date header.

    The same `idempotency_key` always gives the same Message-ID, so a receiver can tell a repetition.
    `unsubscribe_url` answers a POST with one click (RFC 8058).
    """

    to: str
    to_name: str
    from_email: str
    from_name: str
    reply_to: str
    subject: str
    text: str
    sent_at: datetime
    idempotency_key: str
    html: str = ""
    message_id: str = ""
    unsubscribe_url: str = ""
    unsubscribe_mailto: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider said of one message.

    accepted   it is theirs now
    temporary  not taken; try again later (`bucket.retry_at`)
    permanent  will never be taken; use the next channel
    uncertain  it may have been taken: never send it again without a person's decision

    `is_outage` says that the provider or its settings failed, whoever the message was for: pause the provider.
    """

    status: Status
    provider_id: str
    code: str
    phrase: str
    is_outage: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a person. Without `send` it does not leave by itself: it becomes a task for a person.

    `send(outgoing, connection)` needs the channel's own open connection; `task_phrase` takes `{name}` and `{address}`.
    """

    code: str
    name: str
    address: Address
    max_chars: int
    dry_run: Callable[[Outgoing], str]
    task_phrase: str = ""
    send: Callable[[Outgoing, Any], Receipt] | None = None

    def __post_init__(self) -> None:
        assert (self.send is None) == bool(self.task_phrase), f"{self.code}: either it sends or a person is told how"

    @property
    def automatic(self) -> bool:
        """Whether it sends by itself."""
        return self.send is not None


def check_outgoing(channel: Channel, outgoing: Outgoing) -> None:
    """Raises Invalid when the address is not of the channel's kind, or the text is empty or too long for it."""
    shape, phrase = SHAPES[channel.address]
    if not shape.fullmatch(outgoing.to):
        raise Invalid("to", phrase)
    if not outgoing.text.strip():
        raise Invalid("text", "A mensagem está vazia. Escreva o texto antes de enviar.")
    if len(outgoing.text) > channel.max_chars:
        raise Invalid(
            "text",
            f"O texto tem {len(outgoing.text)} caracteres e {channel.name} aceita até {channel.max_chars}. "
            f"Encurte em {len(outgoing.text) - channel.max_chars}.",
        )


def task_for(channel: Channel, *, name: str, address: str) -> str:
    """What a person is asked to do, in a sentence, for a channel that does not send by itself."""
    assert not channel.automatic, f"{channel.code} sends by itself"
    return channel.task_phrase.format(name=name, address=address)


def plain_dry_run(outgoing: Outgoing) -> str:
    """What a person would say or post: address, blank line, text."""
    return f"{outgoing.to_name} <{outgoing.to}>\n\n{outgoing.text}"
