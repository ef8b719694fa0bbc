"""What a webhook says and when it says it again: the Standard Webhooks signature, the waits, what an answer means."""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

PREFIX = "whsec_"
SECRET_BYTES = 32
BOTH_SIGN = timedelta(hours=24)  # after a rotation
# Before the 2nd, the 3rd… try of one event; after the last of these it has failed. Some three days in all.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000))
# How long an address that fails, whatever the event, is left alone: short, for the next event asks it again.
RESTS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 80, 160, 300))
LONGEST_WAIT = timedelta(hours=24)  # of what an address may ask for
FAILING_FOR = timedelta(days=3)  # without a single success: then it is stopped
FAILING_TRIES = 6  # at the least, so that a worker that was off does not count as a failure of theirs
UNKNOWN_WAIT = timedelta(hours=1)  # of an event that a newer program wrote: this one may be upgraded meanwhile
OUTAGE = 3  # failures in a row after which a success brings the waiting forward
GONE, BUSY, UNAVAILABLE = 410, 429, 503

Cause = Literal["person", "gone", "failing", "secret"]
CAUSES: dict[str, str] = {
    "person": "parado por uma pessoa",
    "gone": "o endereço respondeu 410: não quer mais eventos",
    "failing": "três dias seguidos sem nenhuma entrega",
    "secret": "o segredo foi lacrado com outra chave da instalação",
}
# Why an address took nothing, where it is not a status.
FAILURES = {
    "dns": "o nome do servidor não foi encontrado",
    "dns_timeout": "em 5 segundos ninguém disse onde fica o servidor",
    "forbidden": "o endereço aponta para uma rede interna, que esta instalação não permite",
    "insecure": "o endereço não começa com https://",
    "connect": "o servidor não aceitou a conexão",
    "connect_timeout": "o servidor não aceitou a conexão em 5 segundos",
    "tls": "o certificado não foi aceito",
    "timeout": "não houve resposta em 15 segundos",
    "closed": "a conexão foi cortada antes da resposta",
    "unreadable": "a resposta não é HTTP",
    "unknown": "um programa mais novo escreveu este evento, e este o envia depois de atualizado",
    "broken": "houve um defeito nosso, registrado no log de quem cuida da instalação",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try. `status` is None when nobody answered; `retry_after_s`: what the address asked to wait."""

    status: int | None
    failure: str
    ms: int
    retry_after_s: int | None = None

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status == GONE


def phrase(status: int | None, failure: str) -> str:
    """Why, for people: `respondeu 500`, `o certificado não foi aceito`."""
    if failure:
        return FAILURES.get(failure, failure)
    if status is not None and 300 <= status < 400:
        return f"respondeu {status}: manda para outro endereço, e não o seguimos"
    return f"respondeu {status}"


def secret_of(random: bytes) -> str:
    return PREFIX + base64.b64encode(random).decode()


def headers(message_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three of Standard Webhooks; one signature by each secret that is still good, the newest first."""
    seconds = int(at.timestamp())
    signed = f"{message_id}.{seconds}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def wait_after(attempts: int, retry_after_s: int | None) -> timedelta | None:
    """Before the next try of an event that took `attempts`; None when there is none left."""
    if attempts > len(WAITS):
        return None
    return max(WAITS[attempts - 1], asked(retry_after_s))


def rest_after(failures: int, retry_after_s: int | None) -> timedelta:
    """How long an address is left alone after so many failures in a row."""
    return max(RESTS[min(failures, len(RESTS)) - 1], asked(retry_after_s))


def is_given_up(*, failures: int, failing_since: datetime, now: datetime) -> bool:
    """Whether an address that only fails is to be stopped."""
    return failures >= FAILING_TRIES and now - failing_since >= FAILING_FOR


def asked(retry_after_s: int | None) -> timedelta:
    return min(timedelta(seconds=max(retry_after_s or 0, 0)), LONGEST_WAIT)


def _signature(secret: str, signed: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise AssertionError("a secret of ours is whsec_ and base64") from error
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
