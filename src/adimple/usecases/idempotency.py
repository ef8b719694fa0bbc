"""A request that may be sent twice is done once: its answer is kept in the transaction of what it did."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from adimple.domain.errors import Refused
from adimple.store.writes import idempotency as writes

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any


@transaction.atomic
def once(now: datetime, api_key_id: int, key: str, fingerprint: str, act: Callable[[], tuple[int, Any]]) -> Answer:
    """`act`'s answer, kept; the kept one when it was done already. Two at the same moment: the second waits.

    What `act` refuses is not kept, so that it may be asked again. Raises Refused for the key of another request.
    """
    writes.forget(api_key_id, now - KEPT)
    record_id = writes.claim(api_key_id, key, fingerprint, now)
    if record_id is None:
        former = writes.read(api_key_id, key)
        if former.fingerprint != fingerprint:
            raise Refused(
                "idempotency.reused",
                "Esta Idempotency-Key já foi usada em outro pedido. Use uma nova para cada ato, e a mesma só para "
                "repetir o mesmo pedido.",
            )
        return Answer(former.status, former.answer)
    status, body = act()
    writes.keep(record_id, status, body)
    return Answer(status, body)
